//! The thread that counts what a search finds, beside the one that shows it: counting a common word takes longer than
//! typing the next letter.

use super::{Places, worker};
use crate::app::{Event, Generation};
use crate::index::Reader;
use crate::query::View;
use std::sync::mpsc::{self, Sender};

/// Starts the thread; the index is opened for the first count.
pub fn start(places: Places, events: Sender<Event>) -> Sender<(Generation, View)> {
    let (requests, inbox) = mpsc::channel();
    worker::start("counting", events, move |events| {
        let mut reader = None;
        while let Ok(request) = inbox.recv() {
            // Only the newest list is on screen.
            let (generation, view) = inbox.try_iter().last().unwrap_or(request);
            let counted = match &mut reader {
                Some(reader) => Reader::total(reader, &view),
                empty => Reader::open(&places.store, &places.index).and_then(|new| empty.insert(new).total(&view)),
            };
            match counted {
                Ok(total) => drop(events.send(Event::Counted(generation, total))),
                Err(error) => tracing::warn!(%error, "a search is not counted"),
            }
        }
    });
    requests
}
