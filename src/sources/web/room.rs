//! How many answers of any size are on their way at once: some at first, more once the line shows that it can take them.
//!
//! A question that most likely is answered by "unchanged" weighs nothing and needs no room.

use super::{Reply, Trouble};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// At first: on a line of a megabit so many feeds come in within the time that each of them has.
const AT_FIRST: usize = 128;

/// How much room an answer makes that is small and comes quickly.
const STEP: usize = 8;
const QUICK: Duration = Duration::from_millis(250);
const SMALL: usize = 256 << 10;

/// Bounds how many answers are on their way.
#[derive(Debug)]
pub(super) struct Room {
    free: Mutex<usize>,
    freed: Condvar,
    /// How many answers have begun, and not ended.
    begun: AtomicUsize,
}

/// Room for one answer, until it is dropped.
pub(super) struct Entry<'a>(&'a Room);

impl Default for Room {
    fn default() -> Self {
        Room { free: Mutex::new(AT_FIRST), freed: Condvar::new(), begun: AtomicUsize::new(0) }
    }
}

impl Room {
    /// Waits until there is room for one more.
    pub fn enter(&self) -> Entry<'_> {
        let mut free = self.lock();
        while *free == 0 {
            free = self.freed.wait(free).unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        Entry(self)
    }

    /// Has `read` read an answer whose head is there; `entry` is its room, if it needed any.
    pub fn read(
        &self,
        entry: Option<&Entry<'_>>,
        read: impl FnOnce() -> Result<Reply, Trouble>,
    ) -> Result<Reply, Trouble> {
        let began = Instant::now();
        self.begun.fetch_add(1, Ordering::Relaxed);
        let reply = read();
        self.begun.fetch_sub(1, Ordering::Relaxed);
        if let (Some(entry), Ok(reply)) = (entry, &reply) {
            entry.came(reply.body.len(), began.elapsed());
        }
        reply
    }

    /// Whether no answer is on its way.
    pub fn is_quiet(&self) -> bool {
        self.begun.load(Ordering::Relaxed) == 0
    }

    fn free(&self, more: usize) {
        let mut free = self.lock();
        *free = free.saturating_add(more);
        drop(free);
        (0..more).for_each(|_| self.freed.notify_one());
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry<'_> {
    /// Takes note of how large an answer was, and how long it took from its head to its end.
    fn came(&self, bytes: usize, took: Duration) {
        if bytes < SMALL && took < QUICK {
            self.0.free(STEP);
        }
    }
}

impl Drop for Entry<'_> {
    fn drop(&mut self) {
        self.0.free(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_quickly_makes_room_and_what_is_slow_or_large_makes_none() {
        let room = Room::default();
        let entries: Vec<_> = (0..AT_FIRST).map(|_| room.enter()).collect();
        assert_eq!(*room.lock(), 0);
        entries[0].came(SMALL, Duration::ZERO);
        entries[1].came(0, QUICK);
        assert_eq!(*room.lock(), 0);
        entries[2].came(1_000, Duration::from_millis(1));
        assert_eq!(*room.lock(), STEP);
        drop(entries);
        assert_eq!(*room.lock(), AT_FIRST + STEP);
    }
}
