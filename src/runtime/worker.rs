//! A thread that works for the reader: when it breaks, a notice says so and the screen stays.

use crate::app::Event;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::thread;

/// Starts a thread; a panic in it becomes a notice.
pub fn start(name: &'static str, events: Sender<Event>, work: impl FnOnce(&Sender<Event>) + Send + 'static) {
    let report = events.clone();
    let run = move || {
        if catch_unwind(AssertUnwindSafe(|| work(&events))).is_err() {
            let _ = events.send(Event::Trouble(format!(
                "a part of byline broke ({name}): the log says more; please leave and start again"
            )));
        }
    };
    if let Err(error) = thread::Builder::new().name(name.to_owned()).spawn(run) {
        let _ = report.send(Event::Trouble(format!("no thread for {name}: {error}")));
    }
}
