//! The threads that read feeds, and how much of what they read may wait to be stored.
//!
//! They are few: reading takes a processor and memory. Whoever asks a server hands over what came, and waits; so what feeds are
//! made into lies in the heaps of these threads only, where each of a hundred that ask would keep what its largest feed needed.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// So many bytes of texts may wait: while one batch is stored the next one is read.
const WAITING: usize = 8 << 20;

type Job = Box<dyn FnOnce() + Send>;

/// The threads that read.
pub(in crate::sources) struct Reading {
    jobs: Sender<Job>,
    load: Arc<Load>,
}

/// What is under way.
#[derive(Default)]
struct Load {
    now: Mutex<Now>,
    stored: Condvar,
}

#[derive(Clone, Copy, Debug, Default)]
struct Now {
    /// Feeds that are read, or handed over to be.
    jobs: usize,
    /// Bytes that wait to be stored.
    waiting: usize,
}

/// What was read and waits to be stored: until it is dropped.
pub(in crate::sources) struct Waiting(Arc<Load>, usize);

impl Reading {
    /// Starts the threads; each begins with `prepare`.
    pub fn start(prepare: fn()) -> Reading {
        // One more than there are processors, for one that waits for a page of memory.
        let all = 1 + std::thread::available_parallelism().map_or(2, usize::from);
        let (jobs, inbox) = channel();
        let (inbox, load) = (Arc::new(Mutex::new(inbox)), Arc::new(Load::default()));
        for _ in 0..all {
            let (inbox, load) = (Arc::clone(&inbox), Arc::clone(&load));
            let started = std::thread::Builder::new().name("feeds".into()).spawn(move || {
                prepare();
                work(&inbox, &load);
            });
            if let Err(error) = started {
                tracing::warn!(%error, "fewer threads read feeds than wanted");
            }
        }
        Reading { jobs, load }
    }

    /// Has `read` run by one of the threads, once not too much waits; `size` tells how many bytes of what it gives will wait. None
    /// where it panics.
    pub fn read<T: Send + 'static>(
        &self,
        read: impl FnOnce() -> T + Send + 'static,
        size: fn(&T) -> usize,
    ) -> Option<(T, Waiting)> {
        let (give, take) = channel();
        let load = Arc::clone(&self.load);
        let job = move || {
            let read = catch_unwind(AssertUnwindSafe(read)).ok();
            let waits = read.map(|read| {
                let bytes = size(&read);
                (read, load.wait(bytes))
            });
            load.lock().jobs -= 1;
            let _ = give.send(waits);
        };
        self.load.lock().jobs += 1;
        // Without threads it is done here.
        if let Err(job) = self.jobs.send(Box::new(job)) {
            job.0();
        }
        take.recv().ok().flatten()
    }

    /// Whether nobody reads, and nothing waits.
    pub fn is_quiet(&self) -> bool {
        let now = self.load.lock();
        now.jobs == 0 && now.waiting == 0
    }
}

fn work(inbox: &Mutex<Receiver<Job>>, load: &Load) {
    loop {
        let job = inbox.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        load.wait_for_store();
        job();
    }
}

impl Load {
    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait_for_store(&self) {
        let mut now = self.lock();
        while now.waiting >= WAITING {
            now = self.stored.wait(now).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn wait(self: &Arc<Self>, bytes: usize) -> Waiting {
        self.lock().waiting += bytes;
        Waiting(Arc::clone(self), bytes)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut now = self.0.lock();
        let was_full = now.waiting >= WAITING;
        now.waiting -= self.1;
        if was_full && now.waiting < WAITING {
            self.0.stored.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_holds_back_what_is_read_next_and_a_panic_harms_nobody() {
        let reading = Arc::new(Reading::start(|| {}));
        assert!(reading.read(|| -> usize { panic!("no feed") }, |size| *size).is_none());
        assert!(reading.is_quiet());
        let (read, waits) = reading.read(|| WAITING, |size| *size).unwrap();
        assert_eq!(read, WAITING);
        assert!(!reading.is_quiet());
        let next = std::thread::spawn({
            let reading = Arc::clone(&reading);
            move || reading.read(|| 7, |size| *size).map(|(read, _)| read)
        });
        // It can be read only once the other one is stored.
        assert!(reading.load.lock().waiting >= WAITING);
        drop(waits);
        assert_eq!(next.join().unwrap(), Some(7));
        assert!(reading.is_quiet());
    }
}
