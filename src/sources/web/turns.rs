//! Bounds what feeds take of memory: how many are read at once, and how much of what was read waits to be stored.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// So many bytes of texts may wait: while one batch is stored the next one is read.
const WAITING: usize = 8 << 20;

/// Who reads now, and how much waits.
pub(super) struct Turns {
    now: Mutex<Now>,
    freed: Condvar,
    /// How many may read at once.
    all: usize,
}

#[derive(Clone, Copy, Debug)]
struct Now {
    /// How many more may read.
    free: usize,
    /// Bytes that wait.
    waiting: usize,
}

/// The time in which one feed is read: until it is dropped.
pub(super) struct Turn(Arc<Turns>);

/// What was read and waits: until it is dropped.
pub(super) struct Waiting(Arc<Turns>, usize);

impl Turns {
    pub fn new() -> Arc<Self> {
        // One more than there are processors, for one that waits for a page of memory.
        let all = 1 + std::thread::available_parallelism().map_or(2, usize::from);
        Arc::new(Turns { now: Mutex::new(Now { free: all, waiting: 0 }), freed: Condvar::new(), all })
    }

    /// Waits for a turn to read a feed.
    pub fn take(self: &Arc<Self>) -> Turn {
        let mut now = self.lock();
        while now.free == 0 || now.waiting >= WAITING {
            now = self.freed.wait(now).unwrap_or_else(PoisonError::into_inner);
        }
        now.free -= 1;
        Turn(Arc::clone(self))
    }

    /// Whether nobody reads, and nothing waits.
    pub fn is_quiet(&self) -> bool {
        let now = self.lock();
        now.free == self.all && now.waiting == 0
    }

    fn lock(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Turn {
    /// The feed is read, and so many bytes of it wait to be stored.
    pub fn end(self, bytes: usize) -> Waiting {
        self.0.lock().waiting += bytes;
        Waiting(Arc::clone(&self.0), bytes)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.0.lock().free += 1;
        self.0.freed.notify_one();
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let mut now = self.0.lock();
        let was_full = now.waiting >= WAITING;
        now.waiting -= self.1;
        if was_full && now.waiting < WAITING {
            self.0.freed.notify_all();
        }
    }
}
