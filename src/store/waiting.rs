//! Waiting for a lock that another process holds: it is told after a second, and given up after ten.

use std::cell::Cell;
use std::fs::{File, TryLockError};
use std::io::{self, ErrorKind};
use std::sync::OnceLock;
use std::time::Duration;

/// The first tries are a millisecond apart, later ones ten.
const QUICK: i32 = 20;

/// After so long a wait is told, and after so long it is over.
const TOLD_AFTER: Duration = Duration::from_secs(1);
const OVER_AFTER: Duration = Duration::from_secs(10);

thread_local! {
    /// How many tries this thread makes.
    static TRIES: Cell<i32> = const { Cell::new(tries_in(OVER_AFTER)) };
}

/// How many tries are made in that time.
const fn tries_in(time: Duration) -> i32 {
    let millis = time.as_millis() as i32;
    if millis <= QUICK { millis } else { QUICK + (millis - QUICK) / 10 }
}

/// Does something that waits for another process for no longer than this.
pub fn waiting_at_most<T>(limit: Duration, act: impl FnOnce() -> T) -> T {
    let before = TRIES.replace(tries_in(limit));
    let done = act();
    TRIES.set(before);
    done
}

/// What a wait is told to.
static TELL: OnceLock<fn()> = OnceLock::new();

/// From now on each wait of more than a second is told to `tell`.
pub fn on_long_wait(tell: fn()) {
    let _ = TELL.set(tell);
}

/// Sleeps before another try, `tries` having failed; `false` when it is time to give up.
pub fn try_again(tries: i32) -> bool {
    if tries == tries_in(TOLD_AFTER)
        && let Some(tell) = TELL.get()
    {
        tell();
    }
    let goes_on = tries < TRIES.get();
    if goes_on {
        std::thread::sleep(Duration::from_millis(if tries < QUICK { 1 } else { 10 }));
    }
    goes_on
}

/// Locks a file or folder; where the file system knows no locks, nobody is kept from anything.
pub fn lock_in_time(file: &File) -> io::Result<()> {
    let mut tries = 0;
    while let Err(TryLockError::WouldBlock) = file.try_lock() {
        if !try_again(tries) {
            return Err(io::Error::new(ErrorKind::TimedOut, "another byline has held the lock for 10 seconds"));
        }
        tries += 1;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lock_that_is_held_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let held = File::open(folder.path()).unwrap();
        held.lock().unwrap();
        let other = File::open(folder.path()).unwrap();
        let waited = waiting_at_most(Duration::from_millis(30), || lock_in_time(&other));
        assert_eq!(waited.unwrap_err().kind(), ErrorKind::TimedOut);
        held.unlock().unwrap();
        lock_in_time(&other).unwrap();
        assert_eq!((tries_in(OVER_AFTER), tries_in(Duration::ZERO)), (1_018, 0));
    }
}
