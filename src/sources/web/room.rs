//! How many answers of any size are on their way at once: some at first, more once the line shows that it can take them.
//!
//! A question that most likely is answered by "unchanged" weighs nothing and needs no room.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

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
}

/// Room for one answer, until it is dropped.
pub(super) struct Entry<'a>(&'a Room);

impl Default for Room {
    fn default() -> Self {
        Room { free: Mutex::new(AT_FIRST), freed: Condvar::new() }
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
    pub fn came(&self, bytes: usize, took: Duration) {
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
