//! The thread that keeps the index in step: what came in meanwhile, kept folders, the full text, the guide at first.

use super::{Places, clock, worker};
use crate::app::{Event, Work};
use crate::config::{Paths, SourcesFile};
use crate::index::{Cause, Library, Progress, Stage};
use crate::sources::{self, Options, Report};
use notify::{RecursiveMode, Watcher};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::{Duration, Instant};

/// What it is asked for.
enum Request {
    /// Look through the kept folders.
    Refresh,
    /// Files of the library changed.
    Changed,
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

    /// Asks for a look through the kept folders.
    pub fn refresh(&self) {
        let _ = self.requests.send(Request::Refresh);
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

struct Keeper<'a> {
    places: Places,
    sources: PathBuf,
    hints: PathBuf,
    max_body: u64,
    events: &'a Sender<Event>,
    cancel: Arc<AtomicBool>,
    shown: Option<Instant>,
    /// Whether anybody was told that something is under way.
    working: bool,
    /// Whether the lists were told of the first texts of this run.
    text_shown: bool,
}

/// Makes the thread ready: once begun, it catches up, looks through the kept folders, and goes on with the full text.
pub fn prepare(places: Places, paths: &Paths, max_body: u64, events: Sender<Event>) -> Upkeep {
    let (sources, hints) = (paths.sources_file(), paths.hints_folder());
    let (requests, inbox) = mpsc::channel();
    let cancel = Arc::new(AtomicBool::new(false));
    let (watching, cancelled) = (requests.clone(), cancel.clone());
    let begin = move || {
        worker::start("upkeep", events, move |events| {
            let (shown, working, text_shown) = (None, false, false);
            let mut keeper = Keeper { places, sources, hints, max_body, events, cancel, shown, working, text_shown };
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
        self.refresh(&mut library, false);
        let mut text = self.index_text(&mut library);
        loop {
            let mut requests = Vec::new();
            if !text {
                self.rest();
                if let Err(error) = library.sync() {
                    let _ = self.events.send(Event::Trouble(error.to_string()));
                }
                match inbox.recv() {
                    Ok(request) => requests.push(request),
                    Err(_) => return,
                }
            }
            // A file that is written to tells of it many times; one look serves them all.
            requests.extend(inbox.try_iter());
            if requests.iter().any(|request| matches!(request, Request::Changed)) {
                self.catch_up(&mut library, false);
            }
            if requests.iter().any(|request| matches!(request, Request::Refresh)) {
                self.refresh(&mut library, true);
            }
            text = self.index_text(&mut library);
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

    fn refresh(&mut self, library: &mut Library, asked: bool) {
        let file = SourcesFile::read(&self.sources);
        if let Some(complaint) = file.complaints.first() {
            let _ = self.events.send(Event::Trouble(complaint.to_string()));
        }
        let (now, ..) = clock::now();
        let cancel = self.cancel.clone();
        cancel.store(false, Ordering::Relaxed);
        let (max_body, hints) = (self.max_body, self.hints.clone());
        let progress = &mut |progress: sources::Progress| {
            let of = Some(progress.of as u64);
            self.show(Work { what: "looking through folders", done: progress.done as u64, of });
        };
        let (kept, hints) = (&file.sources[..], Some(hints.as_path()));
        let mut options = Options { now, max_body, kept, hints, cancel: &cancel, progress };
        let report = sources::refresh(library, &mut options);
        self.rest();
        if report.new + report.changed + report.moved > 0 {
            let _ = self.events.send(Event::Changed);
        }
        if asked || report.new > 0 || report.failure.is_some() {
            let _ = self.events.send(tell(&report, file.sources.is_empty()));
        }
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

/// What a look through the folders came to.
fn tell(report: &Report, no_sources: bool) -> Event {
    if let Some(error) = &report.failure {
        return Event::Trouble(error.to_string());
    }
    if let Some(refused) = report.refused.first() {
        let more = match report.refused.len() {
            1 => String::new(),
            count => format!(" (and {} more: `byline import` names them)", count - 1),
        };
        return Event::Trouble(format!("{refused}{more}"));
    }
    Event::Notice(match (report.new, report.changed) {
        (0, 0) if no_sources => "no sources yet · `byline add FOLDER` keeps one".to_owned(),
        (0, 0) => "nothing new".to_owned(),
        (new, 0) => format!("{new} new"),
        (new, changed) => format!("{new} new, {changed} changed"),
    })
}
