//! The thread that looks for what is typed in a large article, so that no key waits for it.

use super::worker;
use crate::app::{Event, Generation, Lit, hits_in};
use crate::document::Document;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

/// Something to be looked for; a newer request ends an older one.
pub struct Request {
    pub generation: Generation,
    pub document: Arc<Document>,
    pub lit: Lit,
}

/// Starts the thread.
pub fn start(events: Sender<Event>) -> Sender<Request> {
    let (requests, inbox) = mpsc::channel();
    worker::start_or_tell("searching in long articles", events, move |events| {
        let mut next = inbox.recv().ok();
        while let Some(request) = next.take() {
            next = look(&request, events, &inbox).or_else(|| inbox.recv().ok());
        }
    });
    requests
}

/// Tells where it stands.
pub fn find(request: &Request, events: &Sender<Event>) {
    let hits = hits_in(&request.lit, &request.document).flatten().collect();
    let _ = events.send(Event::FoundIn(request.generation, hits));
}

/// Tells where it stands, unless something newer is asked for, which is given back.
fn look(request: &Request, events: &Sender<Event>, inbox: &Receiver<Request>) -> Option<Request> {
    let mut all = Vec::new();
    for hits in hits_in(&request.lit, &request.document) {
        all.extend(hits);
        if let Some(newest) = inbox.try_iter().last() {
            return Some(newest);
        }
    }
    let _ = events.send(Event::FoundIn(request.generation, all));
    None
}
