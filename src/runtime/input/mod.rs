//! The one seam where what the terminal sends becomes keys, pastes and answers.
//!
//! It asks the terminal nothing: an answer is an event like a key, whether it comes early, late or never.

mod keyboard;
mod parser;
mod sequence;
#[cfg(test)]
mod tests;

use crate::app::{Answer, Event};
use crate::keys::{Key, Stroke};
use parser::Parser;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// What the terminal sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// A key was pressed.
    Key(Stroke),
    /// Text was pasted.
    Paste(String),
    /// A question was answered.
    Answer(Answer),
    /// The terminal got the focus, or lost it.
    Focus(bool),
}

impl From<Key> for Input {
    fn from(key: Key) -> Self {
        Input::Key(key.into())
    }
}

/// Starts the thread that reads the terminal; it ends with the terminal or the program.
///
/// It reads nothing while another holds the gate: then the terminal is lent to another program.
pub fn read(events: Sender<Event>, gate: Arc<Mutex<()>>) {
    let read = move || {
        if let Err(error) = pass_on(&events, &gate) {
            tracing::info!(%error, "the terminal is gone");
        }
        let _ = events.send(Event::Leave);
    };
    let _ = thread::Builder::new().name("input".to_owned()).spawn(read);
}

/// Standard input, or the terminal itself where that is something else.
fn terminal() -> io::Result<OwnedFd> {
    let stdin = io::stdin();
    if stdin.is_terminal() { stdin.as_fd().try_clone_to_owned() } else { Ok(File::open("/dev/tty")?.into()) }
}

fn pass_on(events: &Sender<Event>, gate: &Mutex<()>) -> io::Result<()> {
    let terminal = terminal()?;
    let mut parser = Parser::default();
    let mut buffer = [0; 4096];
    loop {
        let mut inputs = Vec::new();
        if wait(&terminal, parser.patience())? {
            let _turn = gate.lock().unwrap_or_else(PoisonError::into_inner);
            // What was there may have been read by who the terminal was lent to.
            if !wait(&terminal, Some(Duration::ZERO))? {
                continue;
            }
            match rustix::io::read(&terminal, &mut buffer) {
                Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
                Ok(count) => parser.take(&buffer[..count], &mut inputs),
                Err(Errno::INTR | Errno::AGAIN) => {}
                Err(error) => return Err(error.into()),
            }
        } else {
            parser.give_up(&mut inputs);
        }
        for input in inputs {
            let event = match input {
                Input::Key(key) => Event::Key(key),
                Input::Paste(text) => Event::Paste(text),
                Input::Answer(answer) => Event::Answer(answer),
                Input::Focus(has) => Event::Focus(has),
            };
            if events.send(event).is_err() {
                return Ok(());
            }
        }
    }
}

/// Whether something can be read within this time; without one it waits for ever.
fn wait(terminal: &OwnedFd, patience: Option<Duration>) -> io::Result<bool> {
    let timeout = patience.and_then(|time| Timespec::try_from(time).ok());
    let mut ready = [PollFd::new(terminal, PollFlags::IN)];
    match poll(&mut ready, timeout.as_ref()) {
        Ok(count) => Ok(count > 0),
        // A signal is no answer; whoever asked asks again, and a key that is half there waits a little longer.
        Err(Errno::INTR) => wait(terminal, patience),
        Err(error) => Err(error.into()),
    }
}
