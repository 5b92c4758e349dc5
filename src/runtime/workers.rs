//! The threads that work for the reader: who is asked for what.
//!
//! It waits for none of them but at the end: what they have to say comes as events.

use super::places::{Journal, Places};
use super::{Start, Teller, adding, counting, edits, finding, lists, marks, pages, setting, upkeep, worker};
use crate::app::{Effect, Event, Question};
use crate::article::ArticleId;
use crate::config::{Paths, Settings, load_themes};
use crate::theme::Palette;
use std::cell::RefCell;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, SendError, Sender};
use std::time::Duration;

/// How long leaving waits for the last marks to be on disk.
pub(super) const LAST_SYNC: Duration = Duration::from_secs(5);

/// How long quitting waits for the last marks to be written before it asks.
const LAST_WRITE: Duration = Duration::from_secs(2);

/// The threads that work for the reader.
pub struct Workers {
    lists: Sender<lists::Request>,
    marks: Sender<marks::Request>,
    /// Where they go.
    pub(super) journal: Journal,
    /// Held by marks that take the way through the lists.
    turn: lists::Turn,
    setting: Sender<setting::Request>,
    finding: Sender<finding::Request>,
    counting: Sender<counting::Request>,
    pub(super) upkeep: upkeep::Upkeep,
    pages: Sender<pages::Request>,
    /// Told to what servers are asked for besides.
    given_up: RefCell<Arc<AtomicBool>>,
    themes: (Paths, Palette),
    adding: adding::Adding,
    pub(super) events: Sender<Event>,
}

impl Workers {
    /// Starts them.
    pub fn start(start: &Start, events: Sender<Event>) -> io::Result<Self> {
        let places = Places::of(start);
        let setting = setting::start(events.clone())?;
        let teller = Teller::new(start.paths.sources_file(), places.index.clone(), start.settings.intervals());
        let marks = marks::start(places.clone(), edits::Settings::new(&start.paths), events.clone())?;
        let upkeep = upkeep::prepare(places.clone(), &start.paths, &start.settings, events.clone());
        let adding = adding::Adding {
            places: places.clone(),
            sources: start.paths.sources_file(),
            manners: start.settings.manners(),
            max_list: start.settings.max_feed,
            marks: marks.clone(),
            upkeep: upkeep.door(),
            events: events.clone(),
        };
        let counting = counting::start(places.clone(), events.clone());
        let pages = pages::start(places.clone(), start.paths.sources_file(), start.settings.manners(), events.clone());
        let lists = lists::start(places.clone(), teller, events.clone(), setting.clone(), upkeep.door())?;
        Ok(Workers {
            journal: places.journal.clone(),
            lists,
            marks,
            turn: lists::Turn::default(),
            upkeep,
            adding,
            pages,
            given_up: RefCell::default(),
            setting,
            finding: finding::start(events.clone()),
            themes: (start.paths.clone(), start.palette),
            counting,
            events,
        })
    }

    /// Has everybody go by these settings from now on.
    pub fn go_by(&mut self, settings: Settings) {
        (self.adding.manners, self.adding.max_list) = (settings.manners(), settings.max_feed);
        let _ = self.pages.send(pages::Request::Manners(Box::new(settings.manners())));
        self.ask(lists::Request::Intervals(settings.intervals()));
        self.upkeep.go_by(settings);
    }

    /// Has an effect carried out by whom it concerns, the reader's day having begun at a second; gives back what concerns
    /// the terminal and the world outside.
    pub fn carry_out(&self, effect: Effect, today: i64) -> Option<Effect> {
        match effect {
            Effect::Overview => self.ask(lists::Request::Overview(today)),
            Effect::List { generation, view, around, above, below } => {
                self.ask(lists::Request::Window { generation, view, around, above, below });
            }
            Effect::Rank(generation, view, key) => self.ask(lists::Request::Rank(generation, view, key)),
            Effect::FindUnread { generation, view, from, forward } => {
                self.ask(lists::Request::FindUnread { generation, view, from, forward });
            }
            Effect::Open { generation, id, received } => {
                self.ask(lists::Request::Open { generation, id, received });
            }
            Effect::Keep(ids) => self.ask(lists::Request::Keep(ids)),
            Effect::ForgetKept => self.ask(lists::Request::ForgetKept),
            Effect::Count(generation, view) => self.count(counting::Request::List(generation, view)),
            Effect::Snippets(query, ids) => self.count(counting::Request::Snippets(query, ids)),
            Effect::CountViews(views) => self.count(counting::Request::Views(views)),
            Effect::Themes => self.read_themes(),
            Effect::Edit(edit) => self.mark(marks::Request::Edit(edit)),
            Effect::CountOlder(view, seconds) => self.ask(lists::Request::CountOlder(view, seconds)),
            Effect::ReadNotes(id) => self.ask(lists::Request::ReadNotes(id)),
            Effect::Tags => self.ask(lists::Request::Tags),
            Effect::MarkView(op, listed, change) => {
                self.journal.announce(op);
                let (marks, turn) = (self.marks.clone(), self.turn.clone());
                self.ask(lists::Request::MarkView { op, listed, change, marks, turn });
            }
            Effect::Typeset { generation, document, measure, open } => {
                self.set(setting::Request::Set { generation, document, measure, open });
            }
            Effect::FindIn { generation, document, lit } => {
                let request = finding::Request { generation, document, lit };
                // Without the thread it is done here.
                if let Err(unsent) = self.finding.send(request) {
                    finding::find(&unsent.0, &self.events);
                }
            }
            Effect::Mark(op, changes) => {
                self.journal.announce(op);
                self.mark(marks::Request::Mark { op, changes, bulk: false });
            }
            Effect::Set(set) => self.mark(marks::Request::Set(set)),
            Effect::Undo => self.mark(marks::Request::Undo),
            Effect::Redo => self.mark(marks::Request::Redo),
            Effect::Refresh(source) => self.upkeep.refresh(source),
            Effect::FetchPages(ids) => self.fetch_pages(ids),
            Effect::Add(what) => self.adding.add(what, self.given_up.borrow().clone()),
            Effect::SourceStory(id) => self.ask(lists::Request::SourceStory(id)),
            Effect::ArticleStory(id) => self.ask(lists::Request::ArticleStory(id)),
            Effect::Troubled => self.ask(lists::Request::Troubled),
            Effect::Cancel => {
                self.give_up();
                // What is saved is given up outside.
                return Some(Effect::Cancel);
            }
            Effect::Attachments(ids) => self.ask(lists::Request::Attachments(ids)),
            Effect::Select(listed, what) => self.ask(lists::Request::Select(listed, what)),
            other => return Some(other),
        }
        None
    }

    // A worker that is gone has said so in a notice. What it would have written is told each time: the screen shows it.

    /// Asks for something that is read.
    pub fn ask(&self, request: lists::Request) {
        if let Err(unsent) = self.lists.send(request)
            && matches!(unsent.0, lists::Request::MarkView { .. } | lists::Request::Write { .. })
        {
            self.tell_unwritten();
        }
    }

    fn tell_unwritten(&self) {
        let _ = self.events.send(Event::Trouble("not written: please quit and start byline again".to_owned()));
    }

    fn count(&self, request: counting::Request) {
        let _ = self.counting.send(request);
    }

    fn fetch_pages(&self, ids: Vec<ArticleId>) {
        let request = pages::Request::Fetch(ids, self.given_up.borrow().clone());
        if let Err(SendError(pages::Request::Fetch(ids, _))) = self.pages.send(request) {
            let _ = self.events.send(Event::Answered(Question::Pages(ids)));
            let _ = self.events.send(Event::Trouble("no pages can be fetched until byline starts again".to_owned()));
        }
    }

    /// Stops what is under way; what is begun later is not meant.
    fn give_up(&self) {
        self.upkeep.cancel();
        self.given_up.take().store(true, Ordering::Relaxed);
    }

    /// Reads the themes there are, on a thread of its own: they are asked for once.
    fn read_themes(&self) {
        let (paths, palette) = self.themes.clone();
        worker::start_or_tell("list of themes", self.events.clone(), move |events| {
            let _ = events.send(Event::Themes(load_themes(&paths, palette)));
        });
    }

    /// Has something written, after all that was to be written before: what a list held may still be looked up.
    pub fn mark(&self, request: marks::Request) {
        if Arc::strong_count(&self.turn) == 1 {
            if self.marks.send(request).is_err() {
                self.tell_unwritten();
            }
            return;
        }
        let (marks, turn) = (self.marks.clone(), self.turn.clone());
        self.ask(lists::Request::Write { request, marks, turn });
    }

    fn set(&self, request: setting::Request) {
        let _ = self.setting.send(request);
    }

    /// Waits until every mark is on disk; returns a message about those that are not.
    pub fn sync(&self) -> Option<String> {
        self.ask_marks(marks::Request::Sync, LAST_SYNC)
    }

    /// The same when byline exits: marks that can't be written are saved elsewhere.
    pub fn leave(&self) -> Option<String> {
        self.ask_marks(marks::Request::Leave, LAST_SYNC)
    }

    /// The marks that would be unwritten if byline quit now.
    pub fn unwritten(&self) -> Option<String> {
        self.ask_marks(marks::Request::Unwritten, LAST_WRITE)
    }

    fn ask_marks(&self, ask: fn(Sender<Option<String>>) -> marks::Request, wait: Duration) -> Option<String> {
        let (done, answer) = mpsc::channel();
        self.mark(ask(done));
        answer
            .recv_timeout(wait)
            .unwrap_or_else(|_| Some("the last marks may be lost: the disk hasn't finished".into()))
    }
}

#[cfg(test)]
mod tests;
