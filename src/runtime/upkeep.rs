//! The thread that keeps the index in step: what came in meanwhile, kept sources, the full text, the guide at first.

use super::hook::tell_of_new;
use super::{Places, clock, worker};
use crate::app::{Event, Work};
use crate::article::{ArticleId, SourceId};
use crate::config::{Paths, Settings, SourcesFile};
use crate::index::{Cause, Library, Progress, Stage};
use crate::sources::{self, FetchReport, Fetched, Fetching, Kept, Manners, Options, Report, Wanted};
use notify::{RecursiveMode, Watcher};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// What it is asked for.
enum Request {
    /// Look through the kept folders, and ask sources: this one, or all.
    Refresh(Option<SourceId>),
    /// Files of the library changed.
    Changed,
    /// Settings changed.
    Settings(Box<Settings>),
}

/// The thread's door.
pub struct Upkeep {
    requests: Sender<Request>,
    cancel: Arc<AtomicBool>,
    waiting: Option<Box<dyn FnOnce() + Send>>,
}

impl Upkeep {
    /// Lets the thread begin: after the first frame, which it would hold up.
    pub fn begin(&mut self) {
        if let Some(begin) = self.waiting.take() {
            begin();
        }
    }

    /// Asks for what is new in a source, or in all.
    pub fn refresh(&self, source: Option<SourceId>) {
        let _ = self.requests.send(Request::Refresh(source));
    }

    /// Goes by these settings from now on.
    pub fn go_by(&self, settings: Settings) {
        let _ = self.requests.send(Request::Settings(Box::new(settings)));
    }

    /// Stops what is under way; what is done stays done.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

/// Text taken into the index between two looks at what else is asked for, in bytes.
const TEXT_AT_ONCE: usize = 2 * 1024 * 1024;

/// How often progress is shown.
const SHOWN_EVERY: Duration = Duration::from_millis(100);

/// The shortest time between two looks at which sources are due.
const LEAST_PAUSE: Duration = Duration::from_secs(60);

struct Keeper<'a> {
    places: Places,
    sources: PathBuf,
    hints: PathBuf,
    max_body: u64,
    manners: Manners,
    /// The command that is told of new articles.
    on_new: Vec<String>,
    /// How often sources are asked by themselves.
    interval: Option<Duration>,
    events: &'a Sender<Event>,
    cancel: Arc<AtomicBool>,
    shown: Option<Instant>,
    /// Whether anybody was told that something is under way.
    working: bool,
    /// Whether the lists were told of the first texts of this run.
    text_shown: bool,
}

/// Makes the thread ready: once begun, it catches up, looks through the kept folders, and goes on with the full text.
pub fn prepare(places: Places, paths: &Paths, settings: &Settings, events: Sender<Event>) -> Upkeep {
    let (max_body, manners, interval) = (settings.max_body, settings.manners(), settings.interval);
    let on_new = settings.on_new.clone();
    let (sources, hints) = (paths.sources_file(), paths.hints_folder());
    let (requests, inbox) = mpsc::channel();
    let cancel = Arc::new(AtomicBool::new(false));
    let (watching, cancelled) = (requests.clone(), cancel.clone());
    let begin = move || {
        worker::start("upkeep", events, move |events| {
            let (shown, working, text_shown) = (None, false, false);
            let mut keeper = Keeper {
                places,
                sources,
                hints,
                max_body,
                manners,
                on_new,
                interval,
                events,
                cancel,
                shown,
                working,
                text_shown,
            };
            keeper.run(&inbox, watching);
        });
    };
    Upkeep { requests, cancel: cancelled, waiting: Some(Box::new(begin)) }
}

impl Keeper<'_> {
    fn run(&mut self, inbox: &Receiver<Request>, requests: Sender<Request>) {
        let mut library = match Library::open(&self.places.store, &self.places.index) {
            Ok(library) => library,
            Err(error) => {
                let _ = self.events.send(Event::Trouble(format!("nothing can be stored: {error}")));
                return;
            }
        };
        self.catch_up(&mut library, true);
        // After the guide is in, since before the first article there is no folder to watch.
        let _watcher = self.watch(requests);
        self.refresh(&mut library, None);
        let mut text = self.index_text(&mut library);
        loop {
            let mut requests = Vec::new();
            let mut is_time = false;
            if !text {
                self.rest();
                if let Err(error) = library.sync() {
                    let _ = self.events.send(Event::Trouble(error.to_string()));
                }
                match self.wait(inbox) {
                    Ok(request) => requests.push(request),
                    Err(RecvTimeoutError::Timeout) => is_time = true,
                    Err(RecvTimeoutError::Disconnected) => return,
                }
            }
            // A file that is written to tells of it many times; one look serves them all.
            requests.extend(inbox.try_iter());
            if requests.iter().any(|request| matches!(request, Request::Changed)) {
                self.catch_up(&mut library, false);
            }
            let asked: Vec<Option<SourceId>> = requests
                .into_iter()
                .filter_map(|request| match request {
                    Request::Refresh(source) => Some(source),
                    Request::Changed => None,
                    Request::Settings(settings) => {
                        (self.max_body, self.manners) = (settings.max_body, settings.manners());
                        self.interval = settings.interval;
                        None
                    }
                })
                .collect();
            if is_time || !asked.is_empty() {
                self.refresh(&mut library, (!is_time).then_some(asked));
            }
            text = self.index_text(&mut library);
        }
    }

    /// The next request; where sources are asked by themselves, for no longer than until one may be due.
    fn wait(&self, inbox: &Receiver<Request>) -> Result<Request, RecvTimeoutError> {
        match self.interval {
            Some(interval) => inbox.recv_timeout((interval / 4).max(LEAST_PAUSE)),
            None => inbox.recv().map_err(RecvTimeoutError::from),
        }
    }

    /// Has file system events wake this thread; where watching fails, files are looked at on `r` and at the start.
    fn watch(&self, requests: Sender<Request>) -> Option<notify::RecommendedWatcher> {
        let told = move |event: notify::Result<notify::Event>| {
            if event.is_ok_and(|event| !event.kind.is_access()) {
                let _ = requests.send(Request::Changed);
            }
        };
        let watcher = notify::recommended_watcher(told).and_then(|mut watcher| {
            watcher.watch(&self.places.store.data, RecursiveMode::Recursive)?;
            Ok(watcher)
        });
        watcher.inspect_err(|error| tracing::warn!(%error, "the library is not watched")).ok()
    }

    fn catch_up(&mut self, library: &mut Library, first: bool) {
        let cancel = self.cancel.clone();
        let caught = library.catch_up(&mut |progress| {
            self.show_progress(progress);
            !cancel.swap(false, Ordering::Relaxed)
        });
        match caught {
            Ok(caught) => {
                let anew = match caught.rebuilt {
                    Some(Cause::Damaged) => Some("the index was damaged and is built anew; nothing is lost"),
                    Some(Cause::NewFormat) => Some("the index has a new format and is built anew"),
                    Some(Cause::Missing | Cause::Asked) | None => None,
                };
                if let Some(anew) = anew {
                    let _ = self.events.send(Event::Notice(anew.to_owned()));
                }
                let mut changed = caught.records > 0 || caught.refolded > 0;
                if first {
                    let (now, ..) = clock::now();
                    changed |= sources::take_in_guide(library, now).unwrap_or_else(|error| {
                        let _ = self.events.send(Event::Trouble(format!("the guide: {error}")));
                        false
                    });
                }
                if changed {
                    let _ = self.events.send(Event::Changed);
                }
            }
            Err(error) => {
                let _ = self.events.send(Event::Trouble(error.to_string()));
            }
        }
    }

    /// Looks for what is new: in the sources that were asked for, or in those that are due.
    fn refresh(&mut self, library: &mut Library, asked: Option<Vec<Option<SourceId>>>) {
        let mut file = SourcesFile::read(&self.sources);
        if let Some(complaint) = file.complaints.first() {
            let _ = self.events.send(Event::Trouble(complaint.to_string()));
        }
        self.cancel.store(false, Ordering::Relaxed);
        let named: Option<Vec<SourceId>> = asked.as_ref().and_then(|asked| asked.iter().copied().collect());
        let folders = self.look_through(library, &file, named.as_deref());
        let wanted = match (named, asked.is_some(), self.interval) {
            (Some(named), ..) => Some(Wanted::Named(named)),
            (None, true, _) => Some(Wanted::All),
            (None, false, Some(interval)) => Some(Wanted::Due(interval)),
            (None, false, None) => None,
        };
        let fetched = wanted.map(|wanted| self.fetch(library, &file, wanted)).unwrap_or_default();
        self.rest();
        match file.learn(&fetched) {
            Ok(told) => told.into_iter().for_each(|told| drop(self.events.send(Event::Notice(told)))),
            Err(error) => drop(self.events.send(Event::Trouble(error.to_string()))),
        }
        self.tell_hook([folders.new_articles.clone(), fetched.articles.clone()].concat());
        let (failure, new) =
            (folders.failure.is_some() || fetched.failure.is_some(), folders.new + fetched.new_articles());
        if asked.is_some() || new > 0 || failure {
            let _ = self.events.send(tell(&folders, &fetched, file.sources.is_empty()));
        }
    }

    /// Tells the reader's own command what is new, on a thread of its own: it may take its time.
    fn tell_hook(&self, new: Vec<ArticleId>) {
        if self.on_new.is_empty() || new.is_empty() {
            return;
        }
        let (command, places) = (self.on_new.clone(), self.places.clone());
        worker::start("on_new", self.events.clone(), move |events| {
            if let Err(trouble) = tell_of_new(&command, &places.store, &places.index, new) {
                let _ = events.send(Event::Trouble(trouble.to_string()));
            }
        });
    }

    fn look_through(&mut self, library: &mut Library, file: &SourcesFile, named: Option<&[SourceId]>) -> Report {
        let is_meant = |kept: &&Kept| named.is_none_or(|named| named.contains(&kept.id));
        let meant: Vec<Kept> = file.sources.iter().filter(is_meant).cloned().collect();
        let (now, ..) = clock::now();
        let cancel = self.cancel.clone();
        let (max_body, hints) = (self.max_body, self.hints.clone());
        let progress = &mut |progress: sources::Progress| {
            let of = Some(progress.of as u64);
            self.show(Work { what: "looking through folders", done: progress.done as u64, of });
        };
        let hints = Some(hints.as_path());
        let mut options = Options { now, max_body, kept: &meant, hints, cancel: &cancel, progress };
        let report = sources::refresh(library, &mut options);
        if report.new + report.changed + report.moved > 0 {
            let _ = self.events.send(Event::Changed);
        }
        report
    }

    fn fetch(&mut self, library: &mut Library, file: &SourcesFile, wanted: Wanted) -> FetchReport {
        let (now, ..) = clock::now();
        let (cancel, folder, manners) = (self.cancel.clone(), self.places.index.clone(), self.manners.clone());
        let events = self.events;
        let progress = &mut |fetched: Fetched<'_>| {
            self.show(Work { what: "fetching", done: fetched.done as u64, of: Some(fetched.of as u64) });
            if fetched.is_news {
                let _ = events.send(Event::Changed);
            }
        };
        // What others write meanwhile does not wait for a slow server.
        let meanwhile = &mut |library: &mut Library| {
            let caught = library.catch_up(&mut |_| true);
            if caught.is_ok_and(|caught| caught.records > 0 || caught.refolded > 0) {
                let _ = events.send(Event::Changed);
            }
        };
        let (kept, folder) = (&file.sources[..], folder.as_path());
        let mut fetching = Fetching { now, kept, wanted, manners, folder, cancel: &cancel, progress, meanwhile };
        sources::fetch(library, &mut fetching)
    }

    fn index_text(&mut self, library: &mut Library) -> bool {
        let mut did = None;
        let more = library.index_text(TEXT_AT_ONCE, &mut |progress| {
            did = Some(progress);
            self.show_progress(progress);
        });
        // Rows show the first words of a text and how long it is: the newest come first, and all at the end.
        let to_show = did.is_some_and(|progress| progress.done == progress.of || !self.text_shown);
        if to_show {
            let _ = self.events.send(Event::Changed);
        }
        let more = more.unwrap_or_else(|error| {
            tracing::error!(%error, "the full text is not indexed");
            false
        });
        self.text_shown = more;
        more
    }

    fn show_progress(&mut self, Progress { stage, done, of }: Progress) {
        let what = match stage {
            Stage::Lists => "reading the library",
            Stage::Text => "indexing text",
        };
        self.show(Work { what, done, of: Some(of) });
    }

    /// Shows how far it is, a few times a second, and not at all what is done in a moment.
    fn show(&mut self, work: Work) {
        let since = *self.shown.get_or_insert_with(Instant::now);
        if since.elapsed() >= SHOWN_EVERY {
            self.shown = Some(Instant::now());
            self.working = true;
            let _ = self.events.send(Event::Working(Some(work)));
        }
    }

    fn rest(&mut self) {
        self.shown = None;
        if std::mem::take(&mut self.working) {
            let _ = self.events.send(Event::Working(None));
        }
    }
}

/// What a look for new articles came to.
fn tell(folders: &Report, fetched: &FetchReport, no_sources: bool) -> Event {
    if let Some(error) = folders.failure.as_ref().or(fetched.failure.as_ref()) {
        return Event::Trouble(error.to_string());
    }
    if let Some(refused) = folders.refused.first() {
        let more = match folders.refused.len() {
            1 => String::new(),
            count => format!(" (and {} more: `byline import` names them)", count - 1),
        };
        return Event::Trouble(format!("{refused}{more}"));
    }
    let (new, changed) = (folders.new + fetched.new_articles(), folders.changed + fetched.changed);
    match &fetched.failed[..] {
        [] => Event::Notice(match (new, changed) {
            (0, 0) if no_sources => "no sources yet · `byline add ADDRESS` keeps one".to_owned(),
            (0, 0) => "nothing new".to_owned(),
            (new, 0) => format!("{new} new"),
            (new, changed) => format!("{new} new, {changed} changed"),
        }),
        _ if fetched.reached_none() => Event::Trouble("no source can be reached: is there a network?".to_owned()),
        [(kept, trouble)] => Event::Trouble(format!("{new} new · {}: {trouble}", kept.name)),
        failed => Event::Trouble(format!("{new} new · {} failed: `byline sources` says why", failed.len())),
    }
}
