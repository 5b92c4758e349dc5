//! The pages of articles: asked many at once, politely, and stored as further texts of them.
//!
//! What a page says is `sources::page`'s. An article whose page gives nothing stays as its feed gave it.

use super::access::Shared;
use super::client::Client;
use super::queue::{Queue, Taken};
use super::{Manners, Trouble};
use crate::article::{ArticleId, SourceId};
use crate::index::{IndexError, Library};
use crate::sources::page::{PageTrouble, Way, full_text, page_article, saved_pages};
use crate::sources::url::host_of;
use crate::sources::{Kept, Place};
use crate::store::Version;
use jiff::Timestamp;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// How often stopping is looked for while nothing comes.
const IDLE: Duration = Duration::from_millis(60);

/// What fetching pages came to.
#[derive(Debug, Default)]
pub struct Completed {
    /// Articles with a fuller text now.
    pub done: Vec<ArticleId>,
    /// Titles of those that stay as they were, and why.
    pub kept: Vec<(String, PageTrouble)>,
}

/// Fetches the pages of articles and stores their texts. Each comes with the text that is known of it; a page on the server
/// of its source is asked for as that is. `progress` is told how many are done; once `cancel` is set the
/// rest stays as it is.
pub fn complete(
    library: &mut Library,
    articles: Vec<Version>,
    kept: &[Kept],
    manners: &Manners,
    now: Timestamp,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(usize),
) -> Result<Completed, IndexError> {
    let mut completed = Completed::default();
    let of = articles.len();
    let sources: HashMap<SourceId, String> =
        library.sources()?.into_iter().map(|source| (source.id, source.address)).collect();
    let access: HashMap<SourceId, Arc<Shared>> =
        kept.iter().filter_map(|kept| Some((kept.id, Arc::new(Shared::of(kept)?)))).collect();
    let job = |known: Version| {
        let (source, address) = (known.article.source, known.article.url.as_deref().unwrap_or_default());
        let from = sources.get(&source).filter(|_| source != SourceId::PAGES).cloned();
        let access = access.get(&source).filter(|access| access.is_for(address)).cloned();
        Job { way: Way { from, access }, known }
    };
    let (asking, inbox) = start(articles.into_iter().map(job).collect(), manners, now);
    let mut came = 0;
    while came < of && !cancel.load(Ordering::Relaxed) {
        let came_now = match inbox.recv_timeout(IDLE) {
            // If no thread could be started, this one fetches.
            Err(RecvTimeoutError::Disconnected) => asking.ask_next().ok_or(RecvTimeoutError::Disconnected),
            other => other,
        };
        match came_now {
            Ok((title, Err(why))) => completed.kept.push((title, why)),
            Ok((_, Ok(version))) => {
                let id = version.article.id;
                library.add_all(&[], vec![*version], now).inspect_err(|_| asking.queue.clear())?;
                completed.done.push(id);
            }
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => break,
        }
        came += 1;
        progress(came);
    }
    asking.queue.clear();
    Ok(completed)
}

/// An article whose page is asked for, and how.
struct Job {
    known: Version,
    way: Way,
}

/// A title, and the fuller article or why there is none.
type Came = (String, Result<Box<Version>, PageTrouble>);

/// What pages are asked for, and with what.
struct Asking {
    queue: Queue<Job>,
    client: Client,
    now: Timestamp,
}

impl Asking {
    /// Fetches the next page; `None` if no page is left.
    fn ask_next(&self) -> Option<Came> {
        let Taken { job: Job { known, way }, host, .. } = self.queue.take()?;
        let came = catch_unwind(AssertUnwindSafe(|| full_text(&self.client, &way, &known, self.now)));
        self.queue.done(host);
        let came = came.unwrap_or(Err(PageTrouble::Asked(Trouble::Fault))).map(Box::new);
        Some((known.article.title, came))
    }
}

/// Starts the threads that ask. They are not waited for: one may sit out a slow server after all was stopped.
fn start(jobs: Vec<Job>, manners: &Manners, now: Timestamp) -> (Arc<Asking>, Receiver<Came>) {
    // What a page takes to be read is more than a feed takes: fewer at a time.
    let processors = std::thread::available_parallelism().map_or(2, usize::from);
    let threads = (processors * 4).min(manners.connections).clamp(1, jobs.len().max(1));
    let host = |Job { known: Version { article, .. }, .. }: &Job| {
        host_of(&Place::Address(article.url.clone().unwrap_or_default()), article.source)
    };
    let queue = Queue::new(jobs.into_iter().map(|job| (host(&job), job)), manners.per_host);
    let asking = Arc::new(Asking { queue, client: Client::new(manners.clone()), now });
    let (outbox, inbox) = sync_channel::<Came>(threads);
    for _ in 0..threads {
        let (asking, outbox) = (Arc::clone(&asking), outbox.clone());
        let work = move || {
            while let Some(came) = asking.ask_next() {
                if outbox.send(came).is_err() {
                    return;
                }
            }
        };
        if let Err(error) = std::thread::Builder::new().name("pages".into()).spawn(work) {
            tracing::warn!(%error, "fewer connections than wanted");
            break;
        }
    }
    (asking, inbox)
}

/// Why a page was not saved.
#[derive(Debug, thiserror::Error)]
pub enum Unsaved {
    /// The page gives no article.
    #[error("{0}")]
    Page(PageTrouble),
    /// The library takes no more.
    #[error(transparent)]
    Library(#[from] IndexError),
}

/// A page that was saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its article.
    pub id: ArticleId,
    /// The library did not have it.
    pub is_new: bool,
    /// The library had it with another text.
    pub is_changed: bool,
}

/// Fetches a page and stores it as an article of its own.
pub fn save_page(library: &mut Library, address: &str, manners: Manners, now: Timestamp) -> Result<Saved, Unsaved> {
    let article = page_article(&Client::new(manners), address, now).map_err(Unsaved::Page)?;
    let id = article.id;
    library.add_source(&saved_pages(), now)?;
    let added = library.add(vec![article], now)?;
    Ok(Saved { id, is_new: !added.new.is_empty(), is_changed: !added.changed.is_empty() })
}
