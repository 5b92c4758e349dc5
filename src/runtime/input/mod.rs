//! The one seam where what the terminal sends becomes keys, pastes and answers.
//!
//! It asks the terminal nothing: an answer is an event like a key, whether it comes early, late or never.

mod keyboard;
mod parser;
mod sequence;
#[cfg(test)]
mod tests;

pub use parser::Parser;

use super::questions::Watch;
use crate::app::{Answer, Event, KeyEffect};
use crate::keys::{Key, Stroke};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// What the terminal sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Stroke),
    /// A key that may begin a sequence whose rest is late, and whether it is the first such key.
    Tentative(Stroke, bool),
    /// The rest arrived: the tentative keys were not keys.
    TakeBack,
    /// Bytes that did nothing as keys because they look like part of a sequence; `true` if it was complete and a key.
    Swallowed(String, bool),
    /// Text was pasted.
    Paste(String),
    /// A question was answered.
    Answer(Answer),
    /// The terminal got the focus, or lost it.
    Focus(bool),
    /// The user wants to quit while a paste has no end.
    Leave,
}

impl Input {
    /// The event; `None` if the user wants to quit.
    pub fn event(self) -> Option<Event> {
        Some(match self {
            Input::Key(key) => Event::Key(key),
            Input::Tentative(key, is_first) => Event::Tentative(key, is_first),
            Input::TakeBack => Event::TakeBack,
            Input::Swallowed(text, is_key) => Event::Swallowed(text, is_key),
            Input::Paste(text) => Event::Paste(text),
            Input::Answer(answer) => Event::Answer(answer),
            Input::Focus(has) => Event::Focus(has),
            Input::Leave => return None,
        })
    }
}

/// Acts on the terminal's input.
pub trait Listener {
    /// What a key would do now.
    fn effect_of(&self, stroke: Stroke) -> KeyEffect;
    /// Receives parsed input.
    fn hear(&mut self, input: Input);
}

impl From<Key> for Input {
    fn from(key: Key) -> Self {
        Input::Key(key.into())
    }
}

/// Starts the thread that reads the terminal; it ends with the terminal or the program. Each [`Event::Bytes`] has the time
/// since `start`.
///
/// It reads nothing while another holds the gate: then the terminal is lent to another program.
pub fn read(events: Sender<Event>, gate: Arc<Mutex<()>>, start: Instant) -> io::Result<()> {
    let read = move || {
        if let Err(error) = pass_on(&events, &gate, start) {
            tracing::info!(%error, "the terminal is gone");
        }
        let _ = events.send(Event::Leave);
    };
    thread::Builder::new().name("input".to_owned()).spawn(read).map(drop)
}

/// Standard input, or the terminal itself where that is something else.
fn terminal() -> io::Result<OwnedFd> {
    let stdin = io::stdin();
    if stdin.is_terminal() { stdin.as_fd().try_clone_to_owned() } else { Ok(File::open("/dev/tty")?.into()) }
}

fn pass_on(events: &Sender<Event>, gate: &Mutex<()>, start: Instant) -> io::Result<()> {
    let terminal = terminal()?;
    let mut buffer = [0; 4096];
    let mut watch = Watch::default();
    loop {
        wait(&terminal, None)?;
        let _turn = gate.lock().unwrap_or_else(PoisonError::into_inner);
        // A program that borrowed the terminal may have read the bytes.
        if !wait(&terminal, Some(Duration::ZERO))? {
            continue;
        }
        match rustix::io::read(&terminal, &mut buffer) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => {
                watch.see(&buffer[..count]);
                if events.send(Event::Bytes(buffer[..count].to_vec(), start.elapsed())).is_err() {
                    return Ok(());
                }
            }
            Err(Errno::INTR | Errno::AGAIN) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// Whether something can be read within this time; without one it waits for ever.
fn wait(terminal: &OwnedFd, patience: Option<Duration>) -> io::Result<bool> {
    let timeout = patience.and_then(|time| Timespec::try_from(time).ok());
    let mut ready = [PollFd::new(terminal, PollFlags::IN)];
    match poll(&mut ready, timeout.as_ref()) {
        Ok(count) => Ok(count > 0),
        // A signal is not an answer.
        Err(Errno::INTR) => wait(terminal, patience),
        Err(error) => Err(error.into()),
    }
}
