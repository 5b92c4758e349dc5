//! Questions to the terminal that it has not answered yet. Whoever has the terminal next would read a late answer as keys,
//! so nothing gives it back before the last answer has come.
//!
//! The thread that reads the terminal counts the answers: it goes on also where the main thread leaves, or crashes.

use super::pace::{ANSWER, GONE};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{QueueSelector, tcflush};
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest that leaving waits for an answer.
const LONGEST: Duration = Duration::from_secs(1);

/// When each set of questions went out that has no answer yet, the oldest first. Each ends in a question that every
/// terminal answers.
static OPEN: Mutex<Vec<Instant>> = Mutex::new(Vec::new());

static ANSWERED: Condvar = Condvar::new();

fn open() -> MutexGuard<'static, Vec<Instant>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A set of questions goes out.
pub fn ask() {
    let mut open = open();
    // A terminal that was silent for so long answers nothing.
    open.retain(|asked| asked.elapsed() < GONE);
    open.push(Instant::now());
}

/// Finds answers among the bytes that the terminal sends, also where these come in pieces.
#[derive(Debug, Default)]
pub struct Watch {
    /// How many bytes of an answer came last.
    at: usize,
}

impl Watch {
    /// Counts the answers in these bytes.
    pub fn see(&mut self, bytes: &[u8]) {
        let mut answers = 0;
        for byte in bytes {
            self.at = if *byte == ANSWER[self.at] { self.at + 1 } else { usize::from(*byte == ANSWER[0]) };
            if self.at == ANSWER.len() {
                (self.at, answers) = (0, answers + 1);
            }
        }
        if answers > 0 {
            let mut open = open();
            let answered = open.len().min(answers);
            open.drain(..answered);
            ANSWERED.notify_all();
        }
    }
}

/// Waits until the last question is answered, and drops what else the terminal sent. Returns at once where none is open, or
/// nobody is there to answer.
pub fn settle() {
    let mut waiting = open();
    waiting.retain(|asked| asked.elapsed() < GONE);
    if waiting.is_empty() || is_gone() {
        return;
    }
    let waited = ANSWERED.wait_timeout_while(waiting, LONGEST, |open| !open.is_empty());
    let (mut waiting, _) = waited.unwrap_or_else(PoisonError::into_inner);
    waiting.clear();
    let _ = tcflush(io::stdin(), QueueSelector::IFlush);
}

/// Whether the terminal hung up.
fn is_gone() -> bool {
    let stdin = io::stdin();
    let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
    !matches!(poll(&mut terminal, Some(&Timespec::default())), Ok(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_in_pieces_close_questions() {
        let left = || open().len();
        let mut watch = Watch::default();
        ask();
        ask();
        watch.see(b"0n\x1b[0\x1b[?0u\x1b\x1b[");
        assert_eq!(left(), 2);
        watch.see(b"0");
        watch.see(b"nj\x1b[0");
        assert_eq!(left(), 1);
        watch.see(b"n\x1b[0n");
        assert_eq!(left(), 0);
        settle();
    }
}
