//! The thread that writes marks: each in the journal at once, on disk within two seconds, kept in memory while the disk
//! is full.

use super::edits::{Settings, Turn};
use super::session::Session;
use super::sets::Sets;
use super::{Places, clock, worker};
use crate::app::{Event, Marked, Place, SetStep, Step};
use crate::article::{Change, Field, OpId};
use crate::config::Edit;
use crate::index::{IndexError, Library, Undone, save_marks, saved_marks};
use crate::text::count;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

/// What it is asked for.
pub enum Request {
    /// Do beforehand what the first mark would wait for.
    Begin,
    /// Write a command.
    Mark {
        /// The command.
        op: OpId,
        /// What it changes.
        changes: Vec<Change>,
        /// It concerns a whole list.
        bulk: bool,
    },
    /// Change the settings' file.
    Edit(Edit),
    /// Remember that a setting was changed.
    Set(Box<SetStep>),
    /// Undo the last command.
    Undo,
    /// Redo what was undone last.
    Redo,
    /// Keep where the reader is: a disk takes its time, and no key waits for it.
    Place(Box<Place>),
    /// Write all to disk, and say when that is done, and why it could not be.
    Sync(Sender<Option<String>>),
    /// Report the marks that can't be written, and what to do about it.
    Unwritten(Sender<Option<String>>),
    /// The last `Sync`: marks that can't be written are saved elsewhere.
    Leave(Sender<Option<String>>),
}

/// How long a mark may be in the journal and not yet on disk.
const SYNC_WITHIN: Duration = Duration::from_millis(1_500);

/// How long to wait before a command that could not be written is tried again.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// A command: what it changes, and whether it concerns a whole list.
type Command = (OpId, Vec<Change>, bool);

struct Marks<'a> {
    places: Places,
    library: Option<Library>,
    settings: Settings,
    session: Session,
    sets: Sets<SetStep>,
    events: &'a Sender<Event>,
    /// Commands that could not be written yet, the oldest first.
    unwritten: Vec<Command>,
    /// Commands that were undone before they were written, the last one at the end.
    withdrawn: Vec<Command>,
    /// Since when something is in the journal that may not be on disk, or is not in the lists.
    unsynced: Option<Instant>,
    /// Marks are written that the lists do not show.
    behind: bool,
    /// Why marks could not be written, or put on disk.
    trouble: Option<String>,
    /// Files with marks that could not be written when byline exited.
    saved: Vec<PathBuf>,
}

/// Starts the thread; the library is opened when the first mark comes.
pub fn start(places: Places, settings: Settings, events: Sender<Event>) -> io::Result<Sender<Request>> {
    let (requests, inbox) = mpsc::channel();
    worker::start("marks", events, move |events| {
        let session = Session::new(&places.store.state);
        let saved = saved_marks(&places.store);
        Marks {
            places,
            library: None,
            settings,
            session,
            sets: Sets::default(),
            events,
            unwritten: Vec::new(),
            withdrawn: Vec::new(),
            unsynced: None,
            behind: false,
            trouble: None,
            saved,
        }
        .run(&inbox);
    })?;
    Ok(requests)
}

impl Marks<'_> {
    fn run(mut self, inbox: &Receiver<Request>) {
        if let Err(error) = self.take_saved() {
            let _ = self.events.send(Event::Trouble(format!("marks saved earlier can't be written yet: {error}")));
        }
        loop {
            match self.wait(inbox) {
                Ok(Request::Begin) => self.begin(),
                Ok(Request::Mark { op, changes, bulk }) => {
                    self.withdrawn.clear();
                    self.unwritten.push((op, changes, bulk));
                    self.write();
                    // Nothing waits longer for one that failed, or that changed nothing.
                    self.places.journal.arrived(op);
                }
                Ok(Request::Edit(edit)) => {
                    self.write();
                    let _ = self.events.send(self.settings.make(&edit));
                }
                Ok(Request::Set(set)) => {
                    self.write();
                    let (now, ..) = clock::now();
                    self.sets.make(Some(set.op()), *set, now);
                }
                Ok(Request::Undo) => self.step(Step::Undo),
                Ok(Request::Redo) => self.step(Step::Redo),
                Ok(Request::Place(place)) => {
                    if let Err(error) = self.session.save(&place) {
                        tracing::warn!(%error, "the place is not saved");
                    }
                }
                Ok(Request::Sync(done)) => {
                    self.write();
                    self.sync();
                    let _ = done.send(self.lost());
                }
                Ok(Request::Unwritten(answer)) => {
                    self.write();
                    let _ = answer.send(self.unwritten());
                }
                Ok(Request::Leave(done)) => {
                    self.write();
                    self.sync();
                    let _ = done.send(self.save());
                }
                Err(RecvTimeoutError::Timeout) => {
                    let _ = self.take_saved();
                    self.write();
                    self.sync();
                }
                Err(RecvTimeoutError::Disconnected) => return self.sync(),
            }
        }
    }

    fn wait(&self, inbox: &Receiver<Request>) -> Result<Request, RecvTimeoutError> {
        let until = match (self.unsynced, self.unwritten.is_empty() && self.saved.is_empty()) {
            (_, false) => Instant::now() + RETRY_AFTER,
            (Some(since), true) => since + SYNC_WITHIN,
            (None, true) => return inbox.recv().map_err(|_| RecvTimeoutError::Disconnected),
        };
        inbox.recv_timeout(until.saturating_duration_since(Instant::now()))
    }

    fn library(&mut self) -> Result<&mut Library, IndexError> {
        match self.library {
            Some(ref mut library) => Ok(library),
            ref mut empty => Ok(empty.insert(Library::open(&self.places.store, &self.places.index)?)),
        }
    }

    /// Claims the journal, so that the first mark is in it before it is shown.
    fn begin(&mut self) {
        let journal = self.places.journal.clone();
        let begun = self.library().and_then(|library| library.expect_marks(move |op| journal.arrived(op)));
        if let Err(error) = begun {
            tracing::warn!(%error, "the first mark will take longer");
        }
        self.note_journal();
    }

    /// Writes what is not written yet, in order, as far as it goes.
    fn write(&mut self) {
        let (now, ..) = clock::now();
        while let Some((op, changes, bulk)) = self.unwritten.first().cloned() {
            let written = self.library().and_then(|library| library.mark(op, &changes, now));
            self.note_journal();
            let (changed, unwritten) = match written {
                Ok(marked) => (marked.changed, None),
                Err(error) => (0, Some(error.to_string())),
            };
            self.trouble.clone_from(&unwritten);
            let stop = unwritten.is_some();
            let what = changes.iter().map(|change| {
                let count = if bulk || changed == 0 { changed } else { change.ids.len() };
                (change.field.clone(), change.value.clone(), count)
            });
            let what = what.collect();
            let _ = self.events.send(Event::Marked(Marked { op, step: Step::Do, what, bulk, unwritten }));
            if stop {
                return;
            }
            self.unwritten.remove(0);
            self.unsynced.get_or_insert_with(Instant::now);
            self.note_behind();
        }
    }

    /// What is in this file needs nobody to look for it.
    fn note_journal(&self) {
        self.places.journal.set(self.library.as_ref().and_then(Library::journal));
    }

    fn step(&mut self, step: Step) {
        self.write();
        if self.step_unwritten(step) {
            return;
        }
        let opened = self.library().err().map(|error| error.to_string());
        let event = match (self.settings.turn(step, self.sets.ends(), self.library.as_ref()), opened) {
            (Ok(Turn::Settings), _) => self.settings.step(step),
            (Ok(Turn::Set), _) => {
                let (now, ..) = clock::now();
                let sets = if step == Step::Redo { self.sets.redo() } else { self.sets.undo(now) };
                Event::SetAgain(step, sets)
            }
            (Ok(Turn::Nothing), _) => Event::NothingToUndo(step),
            (Ok(Turn::Marks), None) => self.step_marks(step),
            (Ok(Turn::Marks), Some(error)) => Event::Trouble(error),
            (Err(error), _) => Event::Trouble(error.to_string()),
        };
        let _ = self.events.send(event);
    }

    /// Undoes a step that could not be written, or does that one again: what is in the journal is older.
    fn step_unwritten(&mut self, step: Step) -> bool {
        let (from, to) = match step == Step::Redo {
            true => (&mut self.withdrawn, &mut self.unwritten),
            false => (&mut self.unwritten, &mut self.withdrawn),
        };
        // Where one was in an article is no step.
        let is_step = |(_, changes, _): &&Command| changes.iter().any(|change| change.field != Field::Position);
        let Some(op) = from.iter().rfind(is_step).map(|(op, ..)| *op) else { return false };
        let (commands, others): (Vec<_>, Vec<_>) = std::mem::take(from).into_iter().partition(|it| it.0.is_with(op));
        *from = others;
        let changes = commands.iter().flat_map(|(_, changes, _)| changes);
        let what = changes.map(|change| (change.field.clone(), change.value.clone(), change.ids.len())).collect();
        to.extend(commands.into_iter().rev());
        let _ = self.events.send(Event::Marked(Marked { op, step, what, bulk: true, unwritten: None }));
        if self.unwritten.is_empty() {
            self.trouble = None;
        }
        self.write();
        true
    }

    fn step_marks(&mut self, step: Step) -> Event {
        let (now, ..) = clock::now();
        let stepped = self.library().and_then(|library| {
            let op = library.new_op();
            if step == Step::Undo { library.undo(op, now) } else { library.redo(op, now) }
        });
        self.note_journal();
        self.note_behind();
        match stepped {
            Ok(Some(Undone { op, what, .. })) => {
                self.unsynced.get_or_insert_with(Instant::now);
                Event::Marked(Marked { op, step, what, bulk: true, unwritten: None })
            }
            Ok(None) => Event::NothingToUndo(step),
            Err(error) => Event::Trouble(error.to_string()),
        }
    }

    fn sync(&mut self) {
        if self.unsynced.take().is_none() {
            return;
        }
        if let Some(Err(error)) = self.library.as_mut().map(Library::sync) {
            tracing::error!(%error, "marks are not on disk yet");
            self.trouble.get_or_insert_with(|| error.to_string());
            self.unsynced = Some(Instant::now());
            let _ = self.events.send(Event::Trouble(format!("marks are not on disk yet: {error}")));
        } else if self.unwritten.is_empty() {
            self.trouble = None;
        }
        self.note_behind();
    }

    /// Writes the marks that were saved when byline exited.
    fn take_saved(&mut self) -> Result<(), IndexError> {
        if self.saved.is_empty() {
            return Ok(());
        }
        let saved = self.saved.clone();
        let taken = self.library()?.take_saved_marks(&saved)?;
        self.saved.clear();
        self.note_journal();
        if taken > 0 {
            let _ = self.events.send(Event::Changed);
            let _ = self.events.send(Event::Notice(format!("wrote {} from the last session", count(taken, "mark"))));
        }
        Ok(())
    }

    /// How many marks are not written, not counting positions in articles.
    fn missing(&self) -> Option<String> {
        let changes = self.unwritten.iter().flat_map(|(_, changes, _)| changes);
        let marks = changes.filter(|change| change.field != Field::Position).map(|change| change.ids.len()).sum();
        (marks > 0).then(|| count(marks, "mark"))
    }

    fn unwritten(&self) -> Option<String> {
        let (why, marks) = (self.trouble.as_ref()?, self.missing()?);
        Some(format!("{marks} not written · quit again to save them for the next start · {why}"))
    }

    /// The marks that may be lost now.
    fn lost(&self) -> Option<String> {
        let why = self.trouble.as_ref()?;
        match self.missing() {
            Some(marks) => Some(format!("{marks} not written: {why}")),
            None if self.unwritten.is_empty() => Some(format!("the last marks may be lost: {why}")),
            None => None,
        }
    }

    /// Saves marks that can't be written elsewhere, and reports that.
    fn save(&mut self) -> Option<String> {
        let lost = self.lost();
        let (now, ..) = clock::now();
        let commands: Vec<_> = self.unwritten.drain(..).map(|(op, changes, _)| (op, changes)).collect();
        if commands.is_empty() {
            return lost;
        }
        let saved = save_marks(&self.places.store, &commands, now);
        lost.map(|lost| match saved {
            Ok(path) => format!("{lost}; saved in {} for the next start", path.display()),
            Err(error) => format!("{lost}; they are lost, since no other folder could store them: {error}"),
        })
    }

    /// The lists may have been read without a mark that the index could not take in at first.
    fn note_behind(&mut self) {
        let is_behind = self.library.as_ref().is_some_and(Library::is_behind);
        if is_behind {
            self.unsynced.get_or_insert_with(Instant::now);
        } else if self.behind {
            let _ = self.events.send(Event::Changed);
        }
        self.behind = is_behind;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Value};
    use crate::config::Paths;

    #[test]
    fn marks_are_kept_and_shown_though_another_process_holds_the_index_for_long() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        let Paths { data, state, cache, .. } = paths.clone();
        let store = crate::store::Places { data: data.clone(), state: state.clone() };
        Library::open(&store, &cache).unwrap().catch_up(&mut |_| true).unwrap();
        let other = rusqlite::Connection::open(cache.join("index.sqlite")).unwrap();
        other.execute_batch("BEGIN IMMEDIATE").unwrap();

        let places = Places { store: store.clone(), index: cache.clone(), journal: Default::default() };
        let (events, told) = mpsc::channel();
        let requests = start(places, Settings::new(&paths), events).unwrap();
        for n in 1..=9 {
            let changes = vec![Change { field: Field::Star, value: Value::On, ids: vec![ArticleId([n; 16])] }];
            requests.send(Request::Mark { op: OpId([n; 16]), changes, bulk: false }).unwrap();
        }
        // Leaving waits no longer: were the other waited for by each mark, it would take a minute and a half.
        let (done, is_done) = mpsc::channel();
        requests.send(Request::Sync(done)).unwrap();
        assert_eq!(is_done.recv_timeout(Duration::from_secs(60)), Ok(None));
        assert_eq!(crate::store::Store::open(&store).unwrap().own_ops().unwrap().count(), 9);

        other.execute_batch("COMMIT").unwrap();
        let mut told = std::iter::from_fn(|| told.recv_timeout(Duration::from_secs(30)).ok());
        assert!(told.any(|event| matches!(event, Event::Changed)), "the lists hear of them");
    }

    #[test]
    fn undo_takes_back_a_mark_that_could_not_be_written() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        let Paths { data, state, cache, .. } = paths.clone();
        let store = crate::store::Places { data: data.clone(), state: state.clone() };
        let places = Places { store: store.clone(), index: cache.clone(), journal: Default::default() };
        let (events, told) = mpsc::channel();
        let requests = start(places, Settings::new(&paths), events).unwrap();
        let sync = || {
            let (done, is_done) = mpsc::channel();
            requests.send(Request::Sync(done)).unwrap();
            is_done.recv().unwrap()
        };
        // Two actions on one key, and one before.
        let star = |op: [u8; 16], n| {
            let changes = vec![Change { field: Field::Star, value: Value::On, ids: vec![ArticleId([n; 16])] }];
            requests.send(Request::Mark { op: OpId(op), changes, bulk: false }).unwrap();
        };
        let key = |last| std::array::from_fn(|at| if at == 15 { last } else { 7 });
        star([1; 16], 1);
        assert_eq!(sync(), None);
        std::fs::rename(data.join("marks"), data.join("away")).unwrap();
        // Nothing can be put where a file stands.
        std::fs::write(data.join("marks"), "").unwrap();
        star(key(1), 2);
        star(key(2), 3);
        assert!(sync().is_some());
        requests.send(Request::Undo).unwrap();
        assert_eq!(sync(), None, "leaving would lose nothing");
        let undone = told.try_iter().filter_map(|event| match event {
            Event::Marked(marked) if marked.step == Step::Undo => Some((marked.what.len(), marked.unwritten)),
            _ => None,
        });
        assert_eq!(undone.collect::<Vec<_>>(), [(2, None)], "one step");
        std::fs::remove_file(data.join("marks")).unwrap();
        std::fs::rename(data.join("away"), data.join("marks")).unwrap();
        let ops = || crate::store::Store::open(&store).unwrap().own_ops().unwrap().count();
        assert_eq!((sync(), ops()), (None, 1), "the mark before it stays, and is not undone instead");
        requests.send(Request::Redo).unwrap();
        assert_eq!((sync(), ops()), (None, 3));
    }

    #[test]
    fn unwritten_marks_survive_until_next_start() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        let Paths { data, state, cache, .. } = paths.clone();
        std::fs::create_dir(&data).unwrap();
        let store = crate::store::Places { data: data.clone(), state: state.clone() };
        let places = Places { store: store.clone(), index: cache.clone(), journal: Default::default() };
        let begin = || {
            let (events, told) = mpsc::channel();
            (start(places.clone(), Settings::new(&paths), events).unwrap(), told)
        };
        let ask = |requests: &Sender<Request>, ask: fn(Sender<Option<String>>) -> Request| {
            let (done, is_done) = mpsc::channel();
            requests.send(ask(done)).unwrap();
            is_done.recv().unwrap()
        };
        let (requests, _told) = begin();
        assert_eq!(ask(&requests, Request::Unwritten), None);
        // Nothing can be put where a file stands.
        std::fs::write(data.join("marks"), "").unwrap();
        for n in [1, 2] {
            let changes = vec![Change { field: Field::Star, value: Value::On, ids: vec![ArticleId([n; 16])] }];
            requests.send(Request::Mark { op: OpId([n; 16]), changes, bulk: false }).unwrap();
        }
        let told = ask(&requests, Request::Unwritten).unwrap();
        assert!(told.starts_with("2 marks not written · quit again") && told.contains("marks"), "{told}");
        let told = ask(&requests, Request::Leave).unwrap();
        assert!(told.starts_with("2 marks not written: ") && told.contains("saved in"), "{told}");
        drop(requests);

        std::fs::remove_file(data.join("marks")).unwrap();
        let (requests, told) = begin();
        assert_eq!(ask(&requests, Request::Leave), None);
        drop(requests);
        let wrote = |event| matches!(event, Event::Notice(text) if text == "wrote 2 marks from the last session");
        assert!(told.iter().any(wrote));
        assert_eq!(crate::store::Store::open(&store).unwrap().own_ops().unwrap().count(), 2);
    }
}
