//! The thread that counts what searches and views find and reads words around the hits, beside the one that shows what is
//! found: both take longer than typing the next letter.

use super::{Places, worker};
use crate::app::{Event, Generation};
use crate::article::ArticleId;
use crate::index::{IndexError, Reader};
use crate::query::{Query, View};
use std::collections::VecDeque;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::Duration;

/// What it is asked for.
pub enum Request {
    /// How many rows the list on screen has.
    List(Generation, View),
    /// How many rows each of these views has, by name.
    Views(Vec<(String, View)>),
    /// Words around what a query finds in each of these articles.
    Snippets(Query, Vec<ArticleId>),
}

/// How many snippets are told of at once: between, something newer may be asked for.
const TOGETHER: usize = 8;

/// How long it must have been quiet before views are counted: a held key marks one article after the other.
const QUIET: Duration = Duration::from_millis(250);

struct Counting<'a> {
    places: Places,
    reader: Option<Reader>,
    /// Only the newest list is on screen.
    list: Option<(Generation, View)>,
    views: VecDeque<(String, View)>,
    /// Only what is on screen is wanted.
    snippets: Option<(Query, Vec<ArticleId>)>,
    events: &'a Sender<Event>,
}

/// Starts the thread; the index is opened for the first count.
pub fn start(places: Places, events: Sender<Event>) -> Sender<Request> {
    let (requests, inbox) = mpsc::channel();
    worker::start_or_tell("counting", events, move |events| {
        let (reader, list, views, snippets) = (None, None, VecDeque::new(), None);
        Counting { places, reader, list, views, snippets, events }.run(&inbox);
    });
    requests
}

impl Counting<'_> {
    fn run(&mut self, inbox: &Receiver<Request>) {
        loop {
            let request = match (self.list.is_some() || self.snippets.is_some(), self.views.is_empty()) {
                (true, _) => inbox.try_recv().map_err(|_| RecvTimeoutError::Timeout),
                (false, false) => inbox.recv_timeout(QUIET),
                (false, true) => inbox.recv().map_err(RecvTimeoutError::from),
            };
            match request {
                Ok(request) => self.take(request),
                Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.count_next(inbox),
            }
        }
    }

    fn take(&mut self, request: Request) {
        match request {
            Request::List(generation, view) => self.list = Some((generation, view)),
            Request::Views(views) => self.views = views.into(),
            Request::Snippets(query, ids) => self.snippets = Some((query, ids)),
        }
    }

    fn snip(&mut self, query: Query, mut ids: Vec<ArticleId>) -> Result<(), IndexError> {
        let later = ids.split_off(ids.len().min(TOGETHER));
        let mut found = Vec::new();
        for id in ids {
            found.extend(self.reader()?.snippet(&query, id)?.map(|snippet| (id, snippet)));
        }
        self.snippets = (!later.is_empty()).then(|| (query.clone(), later));
        let _ = self.events.send(Event::Snippets(query, found));
        Ok(())
    }

    /// Reads snippets, then counts the list, or where that is done the views, one after the other until something else is
    /// asked.
    fn count_next(&mut self, inbox: &Receiver<Request>) {
        if let Some((query, ids)) = self.snippets.take() {
            return self.snip(query, ids).unwrap_or_else(|error| tracing::warn!(%error, "snippets are not read"));
        }
        if let Some((generation, view)) = self.list.take() {
            return self.count(&view, |total| Event::Counted(generation, total));
        }
        while let Some((name, view)) = self.views.pop_front() {
            self.count(&view, |total| Event::ViewCounted(name, total));
            if let Ok(request) = inbox.try_recv() {
                return self.take(request);
            }
        }
    }

    fn count(&mut self, view: &View, event: impl FnOnce(u64) -> Event) {
        match self.reader().and_then(|reader| reader.total(view)) {
            Ok(total) => drop(self.events.send(event(total))),
            Err(error) => tracing::warn!(%error, "a list is not counted"),
        }
    }

    fn reader(&mut self) -> Result<&mut Reader, IndexError> {
        match self.reader {
            Some(ref mut reader) => Ok(reader),
            ref mut empty => Ok(empty.insert(Reader::open(&self.places.store, &self.places.index)?)),
        }
    }
}
