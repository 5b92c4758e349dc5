//! Signals, and a terminal that goes away: on threads of their own, since nothing else hears of them in time.

use super::screen;
use crate::app::Event;
use rustix::event::{PollFd, PollFlags, poll};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGTSTP, SIGWINCH};
use signal_hook::iterator::Signals;
use std::io;
use std::sync::mpsc::Sender;
use std::thread;

/// Starts the threads. Without them only `kill -9` would end the reader, so it does not start.
pub fn watch(events: Sender<Event>) -> io::Result<()> {
    let signals = Signals::new([SIGHUP, SIGTERM, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH])?;
    let heard = events.clone();
    thread::Builder::new().name("signals".to_owned()).spawn(move || hear(signals, &heard))?;
    thread::Builder::new().name("hang-up".to_owned()).spawn(move || await_hang_up(&events))?;
    Ok(())
}

fn hear(mut signals: Signals, events: &Sender<Event>) {
    for signal in signals.forever() {
        let event = match signal {
            SIGCONT if screen::was_suspended() => continue,
            // Keys of the program that the terminal is lent to.
            SIGTSTP | SIGINT | SIGQUIT | SIGCONT if !screen::is_taken() => continue,
            SIGTSTP => Event::Stop,
            SIGCONT => Event::Continued,
            SIGWINCH => {
                let (width, height) = screen::size();
                Event::Resize(width, height)
            }
            _ => Event::Leave,
        };
        if events.send(event).is_err() {
            return;
        }
    }
}

/// Waits until the terminal is gone. Asking for no event at all, poll wakes for that alone.
fn await_hang_up(events: &Sender<Event>) {
    let stdin = io::stdin();
    let mut terminal = [PollFd::new(&stdin, PollFlags::empty())];
    loop {
        match poll(&mut terminal, None) {
            Ok(_) => break,
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => return,
        }
    }
    let _ = events.send(Event::Leave);
}
