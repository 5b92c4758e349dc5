//! The thread that fetches the pages of articles, so that no key and no list waits for a server.

use super::{Places, clock, worker};
use crate::app::{Event, Fetched, Question};
use crate::article::ArticleId;
use crate::config::SourcesFile;
use crate::index::{IndexError, Library, Reader};
use crate::sources::{Manners, complete};
use crate::store::Version;
use crate::text::Clean;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};

/// What it is asked for.
pub enum Request {
    /// The pages of articles, unless they are given up before.
    Fetch(Vec<ArticleId>, Arc<AtomicBool>),
    /// Servers are to be asked so from now on.
    Manners(Box<Manners>),
}

/// Starts the thread; the library is opened when the first page is asked for.
pub fn start(places: Places, sources: PathBuf, mut manners: Manners, events: Sender<Event>) -> Sender<Request> {
    let (requests, inbox) = mpsc::channel();
    worker::start_or_tell("fetching of pages", events, move |events| {
        for request in inbox {
            let (ids, given_up) = match request {
                Request::Fetch(ids, given_up) => (ids, given_up),
                Request::Manners(others) => {
                    manners = *others;
                    continue;
                }
            };
            if given_up.load(Ordering::Relaxed) {
                continue;
            }
            let fetched = fetch(&places, &sources, &manners, &ids, &given_up);
            let event = match fetched {
                // What was kept until then is told all the same.
                Ok(fetched) if fetched.kept.is_empty() && given_up.load(Ordering::Relaxed) => continue,
                Err(_) if given_up.load(Ordering::Relaxed) => continue,
                Ok(fetched) => Event::PagesFetched(ids, fetched),
                Err(error) => {
                    let _ = events.send(Event::Answered(Question::Pages(ids)));
                    Event::Trouble(error.to_string())
                }
            };
            let _ = events.send(event);
        }
    });
    requests
}

/// Fetches the pages of articles and keeps their texts; tells what came of it.
fn fetch(
    places: &Places,
    sources: &Path,
    manners: &Manners,
    ids: &[ArticleId],
    given_up: &AtomicBool,
) -> Result<Fetched, IndexError> {
    let mut reader = Reader::open(&places.store, &places.index)?;
    let mut known = Vec::new();
    for id in ids {
        // One that is gone meanwhile is nobody's loss.
        known.extend(
            reader.article(*id)?.map(|opened| Version { full: opened.full, ..Version::new(opened.article, 1) }),
        );
    }
    let mut library = Library::open(&places.store, &places.index)?;
    let (now, ..) = clock::now();
    let kept = SourcesFile::read(sources).sources;
    let completed = complete(&mut library, known, &kept, manners, now, given_up, &mut |_| {})?;
    let refused = completed.kept.into_iter().map(|(title, why)| (Clean::title(&title), why.to_string())).collect();
    Ok(Fetched { kept: completed.done, refused })
}
