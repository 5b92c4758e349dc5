//! One line on standard error that says how far a long run is: how many, how fast, how long still.
//!
//! It shows only on a terminal and only when the run lasts: a short one leaves no trace.

use crate::text::grouped;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

const PATIENCE: Duration = Duration::from_millis(500);
const BETWEEN: Duration = Duration::from_millis(100);

/// The line.
pub struct Bar {
    unit: &'static str,
    began: Instant,
    drawn: Option<Instant>,
    live: bool,
}

impl Bar {
    /// A line that counts in this unit, from now on.
    pub fn new(unit: &'static str) -> Self {
        Bar { unit, began: Instant::now(), drawn: None, live: io::stderr().is_terminal() }
    }

    /// A line that never shows.
    pub fn hidden(unit: &'static str) -> Self {
        let mut bar = Bar::new(unit);
        bar.live = false;
        bar
    }

    /// Says how far it is, now and then.
    pub fn show(&mut self, done: u64, of: u64) {
        self.show_with(done, of, String::new);
    }

    /// Says how far it is, and behind that what else there is to say.
    pub fn show_with(&mut self, done: u64, of: u64, more: impl FnOnce() -> String) {
        let elapsed = self.began.elapsed();
        if !self.live || elapsed < PATIENCE || self.drawn.is_some_and(|drawn| drawn.elapsed() < BETWEEN) {
            return;
        }
        self.drawn = Some(Instant::now());
        let _ = write!(io::stderr(), "\r{}\x1b[K", line(done, of, self.unit, elapsed) + &more());
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if self.drawn.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

/// How far, how fast, how long still: at the rate so far.
fn line(done: u64, of: u64, unit: &str, elapsed: Duration) -> String {
    let rate = done as f64 / elapsed.as_secs_f64().max(0.001);
    let left = (of.saturating_sub(done)) as f64 / rate.max(0.001);
    let left = match left as u64 {
        seconds @ 0..=99 => format!("{seconds} s"),
        seconds @ 100..=5_999 => format!("{} min", seconds.div_ceil(60)),
        seconds => format!("{} h", seconds.div_ceil(3_600)),
    };
    let (done, of, rate) = (grouped(done), grouped(of), grouped(rate as u64));
    format!("{done} of {of} {unit} · {rate}/s · {left} left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_count_rate_and_time_left() {
        let second = Duration::from_secs(1);
        assert_eq!(line(2_000, 20_000, "files", second), "2,000 of 20,000 files · 2,000/s · 9 s left");
        assert_eq!(line(1, 1_000, "files", second), "1 of 1,000 files · 1/s · 17 min left");
        assert_eq!(line(5, 5, "files", second), "5 of 5 files · 5/s · 0 s left");
    }
}
