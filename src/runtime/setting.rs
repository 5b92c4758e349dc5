//! The thread that parses and typesets large documents, in chunks, so that no key waits for them.

use super::{lists, worker};
use crate::app::{Event, Generation, Progress};
use crate::article::Article;
use crate::document::Document;
use crate::typeset::{self, Line, Measure, OpenFolds};
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, Sender};

/// What it is asked for; a newer request ends an older one.
pub enum Request {
    /// Make blocks of a body.
    Parse { generation: Generation, article: Box<Article>, body: String, received: bool },
    /// Set a document.
    Set { generation: Generation, document: Arc<Document>, measure: Measure, open: OpenFolds },
}

/// Lines an event carries: a few screens first, then many.
const FIRST_CHUNK: usize = 256;
const CHUNK: usize = 8_192;

/// Starts the thread.
pub fn start(events: Sender<Event>) -> io::Result<Sender<Request>> {
    let (requests, inbox) = mpsc::channel();
    worker::start("typesetting", events, move |events| {
        let mut next = inbox.recv().ok();
        while let Some(request) = next.take() {
            next = match request {
                Request::Parse { generation, article, body, received } => {
                    let document = Arc::new(lists::make(&article, &body, received));
                    let _ = events.send(Event::Parsed(generation, document));
                    None
                }
                Request::Set { generation, document, measure, open } => {
                    set(generation, &document, measure, &open, events, &inbox)
                }
            }
            .or_else(|| inbox.recv().ok());
        }
    })?;
    Ok(requests)
}

/// Sends lines until all are sent or something newer is asked for, which it gives back.
fn set(
    generation: Generation,
    document: &Document,
    measure: Measure,
    open: &OpenFolds,
    events: &Sender<Event>,
    inbox: &Receiver<Request>,
) -> Option<Request> {
    let whole: usize = typeset::leaves(document).map(|leaf| leaf.len()).sum();
    let mut lines = typeset::lines(document, measure, open);
    let (mut size, mut done) = (FIRST_CHUNK, 0);
    loop {
        let chunk: Vec<Line> = lines.by_ref().take(size).collect();
        if chunk.len() < size {
            let _ = events.send(Event::Typeset(generation, chunk, Progress::Done));
            return None;
        }
        done += chunk.iter().flat_map(|line| &line.spans).map(|span| span.text.len()).sum::<usize>();
        let per_cent = (done * 100 / whole.max(1)).min(99) as u8;
        if events.send(Event::Typeset(generation, chunk, Progress::PerCent(per_cent))).is_err() {
            return None;
        }
        size = CHUNK;
        if let Ok(newer) = inbox.try_recv() {
            return Some(newer);
        }
    }
}
