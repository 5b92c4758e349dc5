//! The threads that ask: a few at first, and more while all of them wait and nothing comes.
//!
//! They are not waited for: one may sit out a slow server after all was stopped.

use super::client::Client;
use super::queue::{Queue, Taken};
use super::reading::{Reading, Waiting};
use super::{Manners, Story};
use crate::sources::Kept;
use crate::sources::url::{Came, ask, host_of};
use jiff::Timestamp;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

/// Threads at first: where servers answer at once, more of them would bring nothing sooner.
const AT_FIRST: usize = 16;

/// How far a thread that asks stands back: it gets a tenth of what others want at the same time.
#[cfg(target_os = "linux")]
const LESS_URGENT: i32 = 10;

/// Files that are open besides connections.
const OTHER_FILES: u64 = 64;

/// A source to be asked, with its story.
pub(super) type Job = (Kept, Story);

/// What came, and its share of what waits in memory.
pub(super) type Answer = (Came, Option<Waiting>);

/// The threads that ask, and what they ask for; where none could be started, who waits for answers asks.
pub(super) struct Asking {
    shared: Arc<Shared>,
    /// Where answers go; none once no thread could be started.
    outbox: Option<SyncSender<Answer>>,
    threads: usize,
    /// There may be so many.
    most: usize,
}

/// What the threads share.
struct Shared {
    client: Client,
    queue: Queue<Job>,
    reading: Reading,
    now: Timestamp,
}

impl Asking {
    /// Starts to ask. First come those of which most likely nothing is new: they take no room on the line.
    pub fn start(manners: Manners, mut jobs: Vec<Job>, now: Timestamp) -> (Asking, Receiver<Answer>) {
        let most = descriptors(manners.connections).clamp(1, jobs.len().max(1));
        jobs.sort_by_key(|(_, story)| story.etag.is_none() && story.modified.is_none());
        let jobs = jobs.into_iter().map(|job| (host_of(&job.0.place, job.0.id), job));
        let queue = Queue::new(jobs, manners.per_host);
        let shared = Shared { client: Client::new(manners), queue, reading: Reading::start(give_way), now };
        let (outbox, inbox) = sync_channel(most);
        let mut asking = Asking { shared: Arc::new(shared), outbox: Some(outbox), threads: 0, most };
        asking.spawn(AT_FIRST);
        (asking, inbox)
    }

    /// Starts as many threads again where something is left for them to ask, and all there are wait for servers: where an
    /// answer is on its way or being read, it is not for want of threads that nothing came.
    pub fn grow(&mut self) {
        if self.shared.client.room.is_quiet() && self.shared.reading.is_quiet() {
            self.spawn(self.threads.min(self.shared.queue.ready()));
        }
    }

    /// Whether there may be more threads.
    pub fn may_grow(&self) -> bool {
        self.threads < self.most
    }

    /// Asks for one source on this thread.
    pub fn ask_one(&self) -> Option<Answer> {
        ask_next(&self.shared)
    }

    /// Forgets what nobody asked for yet.
    pub fn stop(&self) {
        self.shared.queue.clear();
    }

    fn spawn(&mut self, more: usize) {
        let before = self.threads;
        while self.threads < self.most.min(before + more)
            && let Some(outbox) = self.outbox.clone()
        {
            let shared = Arc::clone(&self.shared);
            match std::thread::Builder::new().name("fetch".into()).spawn(move || work(&shared, &outbox)) {
                Ok(_) => self.threads += 1,
                Err(error) => {
                    tracing::warn!(%error, "fewer connections than wanted");
                    self.most = self.threads;
                }
            }
        }
        if self.threads == 0 {
            self.outbox = None;
        }
    }
}

fn work(shared: &Shared, outbox: &SyncSender<Answer>) {
    give_way();
    while let Some(answer) = ask_next(shared) {
        if outbox.send(answer).is_err() {
            return;
        }
    }
}

/// Fetches the next source; `None` if no source is left.
fn ask_next(shared: &Shared) -> Option<Answer> {
    let Taken { job: (kept, story), host, is_last } = shared.queue.take()?;
    let (kept_too, story_too) = (kept.clone(), story.clone());
    let asked = || ask(&shared.client, kept, story, is_last, shared.now, &shared.reading);
    let answer = catch_unwind(AssertUnwindSafe(asked));
    shared.queue.done(host);
    Some(answer.unwrap_or_else(|_| (Came::fault(kept_too, story_too, shared.now), None)))
}

/// Has whoever answers keys go before this thread where both want a processor.
fn give_way() {
    // Elsewhere that is said of the whole process only.
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(Some(rustix::thread::gettid()), LESS_URGENT);
}

/// As many of `wanted` connections as this process may have open, after asking for more where it may not.
fn descriptors(wanted: usize) -> usize {
    let limit = getrlimit(Resource::Nofile);
    let needed = wanted as u64 + OTHER_FILES;
    let Some(now) = limit.current.filter(|now| *now < needed) else { return wanted };
    let more = limit.maximum.map_or(needed, |most| most.min(needed));
    let now = setrlimit(Resource::Nofile, Rlimit { current: Some(more), ..limit }).map_or(now, |()| more);
    usize::try_from(now.saturating_sub(OTHER_FILES)).unwrap_or(wanted)
}
