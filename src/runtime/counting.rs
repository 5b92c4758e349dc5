//! The thread that counts what searches and views find, beside the one that shows it: counting a common word takes longer
//! than typing the next letter.

use super::{Places, worker};
use crate::app::{Event, Generation};
use crate::index::{IndexError, Reader};
use crate::query::View;
use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// What it is asked for.
pub enum Request {
    /// How many rows the list on screen has.
    List(Generation, View),
    /// How many rows each of these views has, by name.
    Views(Vec<(String, View)>),
}

/// How long it must have been quiet before views are counted: a held key marks one article after the other.
const QUIET: Duration = Duration::from_millis(250);

struct Counting<'a> {
    places: Places,
    reader: Option<Reader>,
    /// Only the newest list is on screen.
    list: Option<(Generation, View)>,
    views: VecDeque<(String, View)>,
    events: &'a Sender<Event>,
}

/// Starts the thread; the index is opened for the first count.
pub fn start(places: Places, events: Sender<Event>) -> Sender<Request> {
    let (requests, inbox) = mpsc::channel();
    worker::start("counting", events, move |events| {
        let (reader, list, views) = (None, None, VecDeque::new());
        Counting { places, reader, list, views, events }.run(&inbox);
    });
    requests
}

impl Counting<'_> {
    fn run(&mut self, inbox: &Receiver<Request>) {
        loop {
            let request = match (&self.list, self.views.is_empty()) {
                (Some(_), _) => inbox.try_recv().map_err(|_| RecvTimeoutError::Timeout),
                (None, false) => inbox.recv_timeout(QUIET),
                (None, true) => inbox.recv().map_err(RecvTimeoutError::from),
            };
            match request {
                Ok(Request::List(generation, view)) => self.list = Some((generation, view)),
                Ok(Request::Views(views)) => self.views = views.into(),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.count_next(inbox),
            }
        }
    }

    /// Counts the list, or where that is done the views, one after the other until something else is asked.
    fn count_next(&mut self, inbox: &Receiver<Request>) {
        if let Some((generation, view)) = self.list.take() {
            return self.count(&view, |total| Event::Counted(generation, total));
        }
        while let Some((name, view)) = self.views.pop_front() {
            self.count(&view, |total| Event::ViewCounted(name, total));
            match inbox.try_recv() {
                Ok(Request::List(generation, view)) => return self.list = Some((generation, view)),
                Ok(Request::Views(views)) => return self.views = views.into(),
                Err(_) => {}
            }
        }
    }

    fn count(&mut self, view: &View, event: impl FnOnce(u64) -> Event) {
        match self.total(view) {
            Ok(total) => drop(self.events.send(event(total))),
            Err(error) => tracing::warn!(%error, "a list is not counted"),
        }
    }

    fn total(&mut self, view: &View) -> Result<u64, IndexError> {
        match &mut self.reader {
            Some(reader) => reader.total(view),
            empty => Reader::open(&self.places.store, &self.places.index).and_then(|new| empty.insert(new).total(view)),
        }
    }
}
