//! The thread that keeps the index in step: what came in meanwhile, kept sources, the full text, the guide at first.

mod pause;
mod showing;
mod told;
mod watching;

use super::hook::tell_of_new;
use super::{Places, clock, worker};
use crate::app::{Event, Work};
use crate::article::{ArticleId, SourceId};
use crate::config::{Paths, Settings, SourcesFile};
use crate::index::{Cause, Library, Tally};
use crate::sources::{
    self, FetchReport, Fetched, Fetching, Intervals, Kept, Manners, Options, Report, Stories, Wanted,
};
use crate::text::Clean;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// What is said where damage was found.
pub const BUILT_ANEW: &str = "rebuilding the index · nothing is lost";

/// What it is asked for.
pub enum Request {
    /// Look through the kept folders, and ask sources: this one, or all.
    Refresh(Option<SourceId>),
    /// Files of the library changed.
    Changed,
    /// Settings changed.
    Settings(Box<Settings>),
    /// The list of sources may be another.
    Sources,
    /// Take in a file.
    TakeIn(PathBuf),
    /// Save a page.
    TakePage(String),
    /// Something of a list was not kept: tell that again after what came of the others.
    LeftOut(String),
}

/// The thread's door.
pub struct Upkeep {
    requests: Sender<Request>,
    cancel: Arc<AtomicBool>,
    events: Sender<Event>,
    waiting: Option<Box<dyn FnOnce() + Send>>,
}

impl Upkeep {
    /// Lets the thread begin: after the first frame, which it would hold up.
    pub fn begin(&mut self) {
        if let Some(begin) = self.waiting.take() {
            begin();
        }
    }

    /// Where it is asked.
    pub fn door(&self) -> Sender<Request> {
        self.requests.clone()
    }

    /// Asks for what is new in a source, or in all.
    pub fn refresh(&self, source: Option<SourceId>) {
        if self.requests.send(Request::Refresh(source)).is_err() {
            let _ = self.events.send(Event::Trouble("nothing can be fetched until byline starts again".to_owned()));
        }
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

/// When lists are shown for the first time what a long catching up has taken in so far.
const FIRST_LISTED: Duration = Duration::from_millis(500);

struct Keeper<'a> {
    places: Places,
    sources: PathBuf,
    hints: PathBuf,
    max_body: u64,
    manners: Manners,
    /// The command that is told of new articles.
    on_new: Vec<String>,
    /// How often sources are asked by themselves.
    intervals: Intervals,
    events: &'a Sender<Event>,
    cancel: Arc<AtomicBool>,
    shown: Option<Instant>,
    /// Whether anybody was told that something is under way.
    working: bool,
    /// Whether the lists were told of the first texts of this run.
    text_shown: bool,
    /// The list of sources as it was read last.
    known: Option<SourcesFile>,
    /// The first mistake in it, while what followed may have hidden that it was told.
    mistake: Option<String>,
    /// What of a list was not kept, until what came of the others is told.
    left_out: Option<String>,
    /// How many articles there were at the last look.
    tally: Tally,
}

/// Makes the thread ready: once begun, it catches up, looks through the kept folders, and goes on with the full text.
pub fn prepare(places: Places, paths: &Paths, settings: &Settings, events: Sender<Event>) -> Upkeep {
    let (max_body, manners, intervals) = (settings.max_body, settings.manners(), settings.intervals());
    let on_new = settings.on_new.clone();
    let (sources, hints) = (paths.sources_file(), paths.hints_folder());
    let (requests, inbox) = mpsc::channel();
    let cancel = Arc::new(AtomicBool::new(false));
    let (watching, cancelled, told) = (requests.clone(), cancel.clone(), events.clone());
    let begin = move || {
        worker::start_or_tell("fetching", events, move |events| {
            let (shown, working, text_shown) = (None, false, false);
            let mut keeper = Keeper {
                places,
                sources,
                hints,
                max_body,
                manners,
                on_new,
                intervals,
                events,
                cancel,
                shown,
                working,
                text_shown,
                known: None,
                mistake: None,
                left_out: None,
                tally: Tally::default(),
            };
            keeper.run(&inbox, watching);
        });
    };
    Upkeep { requests, cancel: cancelled, events: told, waiting: Some(Box::new(begin)) }
}

impl Keeper<'_> {
    fn run(&mut self, inbox: &Receiver<Request>, requests: Sender<Request>) {
        let mut library = match Library::open(&self.places.store, &self.places.index) {
            Ok(library) => library,
            Err(error) => {
                let _ = self.events.send(Event::CaughtUp);
                let _ = self.events.send(Event::Trouble(format!("nothing can be stored: {error}")));
                return;
            }
        };
        self.catch_up(&mut library, true);
        let _ = self.events.send(Event::CaughtUp);
        // After the guide is in, since before the first article there is no folder to watch.
        let _watcher = watching::watch(&self.places, &self.sources, requests);
        // What was written between the look and the watch, nobody tells of.
        self.catch_up(&mut library, false);
        self.read_sources(&mut library);
        self.refresh(&mut library, None, false);
        self.tell_mistake();
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
            self.serve(&mut library, requests, is_time);
            text = self.index_text(&mut library);
        }
    }

    fn serve(&mut self, library: &mut Library, requests: Vec<Request>, mut is_time: bool) {
        if requests.iter().any(|request| matches!(request, Request::Changed)) {
            self.catch_up(library, false);
        }
        let fresh = match requests.iter().any(|request| matches!(request, Request::Sources)) {
            true => self.read_sources(library),
            false => Vec::new(),
        };
        let is_asked = requests.iter().any(|request| matches!(request, Request::Refresh(_)));
        let mut asked: Vec<Option<SourceId>> = fresh.iter().copied().map(Some).collect();
        for request in requests {
            match request {
                Request::Refresh(source) => asked.push(source),
                Request::TakeIn(path) => self.take_in(library, path),
                Request::TakePage(address) => self.take_page(library, &address),
                Request::Settings(settings) => is_time |= self.go_by(*settings),
                // What is new may have come before this was heard of.
                Request::LeftOut(what) => {
                    self.mistake.get_or_insert(what.clone());
                    self.left_out = Some(what);
                }
                Request::Changed | Request::Sources => {}
            }
        }
        if is_time {
            self.refresh(library, None, false);
        }
        if !asked.is_empty() {
            let new = self.refresh(library, Some(asked), is_asked);
            if let [added] = fresh[..]
                && let Some(articles) = new.get(&added)
            {
                let _ = self.events.send(Event::Added(added, *articles as u64));
            }
            if !fresh.is_empty() {
                self.mistake = self.mistake.take().or(self.left_out.take());
            }
        }
        self.tell_mistake();
    }

    /// Goes by other settings, and says whether sources may be due by them.
    fn go_by(&mut self, settings: Settings) -> bool {
        let before = std::mem::replace(&mut self.intervals, settings.intervals());
        (self.max_body, self.manners, self.on_new) = (settings.max_body, settings.manners(), settings.on_new);
        self.intervals != before
    }

    /// Tells the mistake in the list of sources, again where that was told before something else was.
    fn tell_mistake(&mut self) {
        self.mistake.take().into_iter().for_each(|mistake| drop(self.events.send(Event::Trouble(mistake))));
    }

    /// Reads the list of sources and tells of it, if it is another than before; names the sources that came into it.
    fn read_sources(&mut self, library: &mut Library) -> Vec<SourceId> {
        let mut file = SourcesFile::read_settled(&self.sources);
        file.recall_ids(|id| library.knows_source(id));
        let before = self.known.replace(file.clone());
        if before.as_ref() == Some(&file) {
            return Vec::new();
        }
        self.mistake = told::mistake(&file.complaints);
        self.mistake.iter().for_each(|mistake| drop(self.events.send(Event::Trouble(mistake.clone()))));
        let before = before.map(|file| file.sources);
        let (now, ..) = clock::now();
        match sources::make_known(library, before.as_deref().unwrap_or_default(), &file.sources, now) {
            Ok(true) => drop(self.events.send(Event::Changed)),
            Ok(false) => {}
            Err(error) => drop(self.events.send(Event::Trouble(error.to_string()))),
        }
        self.tell_subscriptions();
        let Some(before) = before else { return Vec::new() };
        let is_fresh = |kept: &&Kept| before.iter().all(|known| known.id != kept.id);
        file.sources.iter().filter(is_fresh).map(|kept| kept.id).collect()
    }

    /// Tells how the sources are kept, and how asking them went.
    fn tell_subscriptions(&self) {
        if let Some(file) = &self.known {
            let told = told::subscriptions(&file.sources, &Stories::read(&self.places.index));
            let _ = self.events.send(Event::Subscriptions(told));
        }
    }

    /// Takes in a file that somebody added.
    fn take_in(&mut self, library: &mut Library, path: PathBuf) {
        self.cancel.store(false, Ordering::Relaxed);
        let kept = self.known.as_ref().map_or_else(Vec::new, |file| file.sources.clone());
        let name = Clean::line(&path.to_string_lossy());
        let report = self.with_options(&kept, |options| sources::take_in(&[path], library, options));
        let told = match (report.failure, report.refused.first()) {
            (Some(error), _) => Event::Trouble(error.to_string()),
            (None, Some(refused)) => Event::Trouble(refused.to_string()),
            (None, None) => Event::Notice(format!("{name}: {} new", report.new)),
        };
        let _ = self.events.send(Event::Changed);
        let _ = self.events.send(told);
    }

    /// Saves a page that has no feed.
    fn take_page(&mut self, library: &mut Library, address: &str) {
        let (now, ..) = clock::now();
        let told = match sources::save_page(library, address, self.manners.clone(), now) {
            Ok(_) => Event::Notice("this page has no feed: it is saved as an article".to_owned()),
            Err(why) => Event::Trouble(format!("{}: {why}", Clean::line(address))),
        };
        let _ = self.events.send(Event::Changed);
        let _ = self.events.send(told);
    }

    /// Does something with what is taken from files: how, how far it is, and when it is to stop.
    fn with_options(&mut self, kept: &[Kept], act: impl FnOnce(&mut Options<'_>) -> Report) -> Report {
        let (now, _, zone) = clock::now();
        let today = now.to_zoned(zone).date();
        let cancel = self.cancel.clone();
        let (max_body, hints) = (self.max_body, self.hints.clone());
        let progress = &mut |progress: sources::Progress| {
            let of = Some(progress.of as u64);
            self.show(Work { what: "looking through folders", done: progress.done as u64, of, ..Work::default() });
        };
        let hints = Some(hints.as_path());
        act(&mut Options { now, today, max_body, follow: false, kept, hints, cancel: &cancel, progress })
    }

    /// The next request; where sources are asked by themselves, for no longer than until one may be due.
    fn wait(&self, inbox: &Receiver<Request>) -> Result<Request, RecvTimeoutError> {
        let sources = self.known.as_ref().map_or(&[][..], |file| &file.sources);
        match pause::between_looks(self.intervals, sources) {
            Some(pause) => inbox.recv_timeout(pause),
            None => inbox.recv().map_err(RecvTimeoutError::from),
        }
    }

    fn catch_up(&mut self, library: &mut Library, first: bool) {
        let cancel = self.cancel.clone();
        let (begun, mut list_at) = (Instant::now(), FIRST_LISTED);
        let caught = library.catch_up(&mut |progress| {
            self.show_progress(progress);
            // Less and less often: a list is asked for anew each time.
            if begun.elapsed() >= list_at {
                list_at = begun.elapsed() * 3 / 2;
                let _ = self.events.send(Event::Changed);
            }
            !cancel.swap(false, Ordering::Relaxed)
        });
        match caught {
            Ok(caught) => {
                let anew = match caught.rebuilt {
                    Some(Cause::Damaged) => Some(BUILT_ANEW),
                    Some(Cause::NewFormat) => Some("the index has a new format and is built anew"),
                    Some(Cause::Missing | Cause::Asked) | None => None,
                };
                if let Some(anew) = anew {
                    let _ = self.events.send(Event::Notice(anew.to_owned()));
                }
                caught.troubles().for_each(|why| drop(self.events.send(Event::Trouble(why.clone()))));
                let mut changed = caught.is_news();
                if first {
                    let (now, ..) = clock::now();
                    changed |= sources::take_in_guide(library, now).unwrap_or_else(|error| {
                        let _ = self.events.send(Event::Trouble(format!("the guide: {error}")));
                        false
                    });
                }
                if changed {
                    let _ = self.events.send(Event::Changed);
                    // A file that another one replaced holds nothing new.
                    self.tell_beside(library, !first && caught.refolded == 0);
                }
            }
            Err(error) => {
                let _ = self.events.send(Event::Trouble(error.to_string()));
            }
        }
    }

    /// Notes how many articles there are, and tells which of them another program brought in.
    fn tell_beside(&mut self, library: &mut Library, is_told: bool) {
        let Ok(tally) = library.tally() else { return };
        let before = std::mem::replace(&mut self.tally, tally);
        if let Some(news) = told::news_beside(&before, &self.tally).filter(|_| is_told) {
            let _ = self.events.send(Event::News(news));
        }
    }

    /// Looks for what is new: in the sources that were asked for, or in those that are due. Tells how many articles came
    /// from which; says nothing where nothing came and nobody is to be answered.
    fn refresh(
        &mut self,
        library: &mut Library,
        asked: Option<Vec<Option<SourceId>>>,
        is_to_answer: bool,
    ) -> HashMap<SourceId, usize> {
        self.read_sources(library);
        let mut file = self.known.clone().unwrap_or_default();
        self.cancel.store(false, Ordering::Relaxed);
        let named: Option<Vec<SourceId>> = asked.as_ref().and_then(|asked| asked.iter().copied().collect());
        let folders = self.look_through(library, &file, named.as_deref());
        let wanted = match (named, asked.is_some()) {
            (Some(named), _) => Some(Wanted::Named(named)),
            (None, true) => Some(Wanted::All),
            (None, false) => self.intervals.shortest(&file.sources).map(|_| Wanted::Due(self.intervals)),
        };
        // Of all that are asked, who has nothing to say is no news.
        let is_named = matches!(wanted, Some(Wanted::Named(_)));
        let mut fetched = wanted.map(|wanted| self.fetch(library, &file, wanted)).unwrap_or_default();
        fetched.lacking.retain(|_| is_named);
        self.rest();
        match file.learn(&fetched) {
            Ok(told) => told.into_iter().for_each(|told| drop(self.events.send(Event::Notice(told)))),
            Err(error) => drop(self.events.send(Event::Trouble(error.to_string()))),
        }
        self.tell_hook([folders.new_articles.clone(), fetched.articles.clone()].concat());
        let (failure, new) =
            (folders.failure.is_some() || fetched.failure.is_some(), folders.new + fetched.new_articles());
        self.tell_beside(library, false);
        // Who just came into the list and can't be had is told of, too.
        let is_missed = asked.is_some() && !(fetched.failed.is_empty() && folders.refused.is_empty());
        if is_to_answer || new > 0 || failure || is_missed || !fetched.lacking.is_empty() {
            let told = match self.cancel.load(Ordering::Relaxed) {
                true => told::given_up(new),
                false => told::outcome(&folders, &fetched, file.sources.is_empty(), &self.tally),
            };
            let _ = self.events.send(told);
        }
        if new > 0 {
            let _ = self.events.send(Event::News(told::news(new, &file.sources, &fetched, &self.tally)));
        }
        if fetched.asked > 0 {
            self.tell_subscriptions();
        }
        fetched.new
    }

    /// Tells the reader's own command what is new, on a thread of its own: it may take its time.
    fn tell_hook(&self, new: Vec<ArticleId>) {
        if self.on_new.is_empty() || new.is_empty() {
            return;
        }
        let (command, places) = (self.on_new.clone(), self.places.clone());
        worker::start_or_tell("on_new command", self.events.clone(), move |events| {
            if let Err(trouble) = tell_of_new(&command, &places.store, &places.index, new) {
                let _ = events.send(Event::Trouble(trouble.to_string()));
            }
        });
    }

    fn look_through(&mut self, library: &mut Library, file: &SourcesFile, named: Option<&[SourceId]>) -> Report {
        let is_meant = |kept: &&Kept| named.is_none_or(|named| named.contains(&kept.id));
        let meant: Vec<Kept> = file.sources.iter().filter(is_meant).cloned().collect();
        let report = self.with_options(&meant, |options| sources::refresh(library, options));
        if report.new + report.changed + report.moved > 0 {
            let _ = self.events.send(Event::Changed);
        }
        report
    }

    fn fetch(&mut self, library: &mut Library, file: &SourcesFile, wanted: Wanted) -> FetchReport {
        let (now, _, zone) = clock::now();
        let today = now.to_zoned(zone).date();
        let (cancel, folder, manners) = (self.cancel.clone(), self.places.index.clone(), self.manners.clone());
        let (events, begun) = (self.events, Instant::now());
        let progress = &mut |fetched: Fetched<'_>| {
            self.show(told::how_far(&fetched, begun.elapsed()));
            if fetched.is_news {
                let _ = events.send(Event::Changed);
            }
        };
        // What others write meanwhile does not wait for a slow server.
        let meanwhile = &mut |library: &mut Library| {
            let caught = library.catch_up(&mut |_| true);
            if caught.is_ok_and(|caught| caught.is_news()) {
                let _ = events.send(Event::Changed);
            }
        };
        let (kept, folder) = (&file.sources[..], folder.as_path());
        let mut fetching = Fetching { now, today, kept, wanted, manners, folder, cancel: &cancel, progress, meanwhile };
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
}
