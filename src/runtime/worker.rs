//! A thread that works for the reader: if it panics or can't be started, a notice says so and the screen stays.

use crate::app::Event;
use crate::sources::why_refused;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::thread;

/// Starts a thread that the reader can't do without; a panic in it becomes a notice.
pub fn start(
    name: &'static str,
    events: Sender<Event>,
    work: impl FnOnce(&Sender<Event>) + Send + 'static,
) -> io::Result<()> {
    let run = move || {
        if catch_unwind(AssertUnwindSafe(|| work(&events))).is_err() {
            let _ = events.send(Event::Trouble(format!(
                "a part of byline broke ({name}): the log says more; please leave and start again"
            )));
        }
    };
    thread::Builder::new().name(name.to_owned()).spawn(run).map(drop)
}

/// Starts a thread that the reader can do without; if that fails, a notice says what is missing.
pub fn start_or_tell(name: &'static str, events: Sender<Event>, work: impl FnOnce(&Sender<Event>) + Send + 'static) {
    let told = events.clone();
    if let Err(error) = start(name, events, work) {
        let _ = told.send(Event::Trouble(format!("no {name} until byline starts again: {}", why_refused(&error))));
    }
}
