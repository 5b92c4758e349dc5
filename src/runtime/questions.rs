//! Questions that the terminal has not answered yet. The next program would read a late answer as keys, so byline keeps the
//! terminal until the last answer has arrived.
//!
//! The thread that reads the terminal counts the answers: it keeps running when the main thread quits or crashes.

use super::pace::{ANSWER, GONE};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::termios::{QueueSelector, tcflush};
use std::io;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The longest that quitting waits for an answer.
const LONGEST: Duration = Duration::from_secs(1);

/// When each set of unanswered questions was sent, oldest first. Each set ends with a question that every terminal answers.
static OPEN: Mutex<Vec<Instant>> = Mutex::new(Vec::new());

static ANSWERED: Condvar = Condvar::new();

fn open() -> MutexGuard<'static, Vec<Instant>> {
    OPEN.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Records that a set of questions is sent.
pub fn ask() {
    let mut open = open();
    // A terminal that was silent for this long doesn't answer.
    open.retain(|asked| asked.elapsed() < GONE);
    open.push(Instant::now());
}

/// Finds answers in the terminal's bytes, even if they arrive in pieces.
#[derive(Debug, Default)]
pub struct Watch {
    /// How many bytes of an answer the last bytes match.
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

/// Waits until the last question is answered, and drops other input. Returns at once if no question is open or the terminal
/// is gone.
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
