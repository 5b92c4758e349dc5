//! The thread that fetches the pages of articles, one after the other, so that no key and no list waits for a server.

use super::{Places, clock, worker};
use crate::app::Event;
use crate::article::ArticleId;
use crate::config::SourcesFile;
use crate::index::{IndexError, Library, Reader};
use crate::sources::{Manners, complete};
use crate::store::Version;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Sender};

/// What it is asked for.
pub enum Request {
    /// The page of an article, unless it is given up before.
    Fetch(ArticleId, Arc<AtomicBool>),
    /// Servers are to be asked so from now on.
    Manners(Box<Manners>),
}

/// Starts the thread; the library is opened when the first page is asked for.
pub fn start(places: Places, sources: PathBuf, mut manners: Manners, events: Sender<Event>) -> Sender<Request> {
    let (requests, inbox) = mpsc::channel();
    worker::start("pages", events, move |events| {
        for request in inbox {
            let (id, given_up) = match request {
                Request::Fetch(id, given_up) => (id, given_up),
                Request::Manners(others) => {
                    manners = *others;
                    continue;
                }
            };
            if given_up.load(Ordering::Relaxed) {
                continue;
            }
            let fetched = fetch(&places, &sources, &manners, id, &given_up);
            if !given_up.load(Ordering::Relaxed) {
                let _ = events.send(Event::PageFetched(id, fetched.unwrap_or_else(|error| Err(error.to_string()))));
            }
        }
    });
    requests
}

/// Fetches the page of an article and keeps its text; says what came of it.
fn fetch(
    places: &Places,
    sources: &Path,
    manners: &Manners,
    id: ArticleId,
    given_up: &AtomicBool,
) -> Result<Result<(), String>, IndexError> {
    let Some(opened) = Reader::open(&places.store, &places.index)?.article(id)? else {
        return Ok(Err("it is not in the library any more".to_owned()));
    };
    let mut library = Library::open(&places.store, &places.index)?;
    let (now, ..) = clock::now();
    let version = Version { full: opened.full, ..Version::new(opened.article, 1) };
    let kept = SourcesFile::read(sources).sources;
    let completed = complete(&mut library, vec![version], &kept, manners, now, given_up, &mut |_| {})?;
    Ok(match completed.kept.into_iter().next() {
        Some((_, why)) => Err(why.to_string()),
        None => Ok(()),
    })
}
