//! What the line carried: bytes for each key, beside what ratatui's own backend would have sent for it.
//!
//! It sends nothing itself.

use ratatui::backend::CrosstermBackend;
use ratatui::buffer::Buffer;
use ratatui::{Frame, Terminal, TerminalOptions, Viewport};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::rc::Rc;
use std::time::Duration;

/// Keys, and the bytes that were sent because of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    keys: usize,
    bytes: usize,
    plain: usize,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.keys += other.keys;
        self.bytes += other.bytes;
        self.plain += other.plain;
    }

    fn mean(self) -> (usize, usize) {
        let keys = self.keys.max(1);
        (self.bytes.div_ceil(keys), self.plain.div_ceil(keys))
    }
}

/// The counter.
#[derive(Debug, Default)]
pub struct Net {
    plain: Plain,
    /// What the last key did, and what it cost so far.
    last: (&'static str, Tally),
    /// The same of the key before, which is told where the last one only asked.
    before: (&'static str, Tally),
    by_action: BTreeMap<&'static str, Tally>,
    /// The time from a question to the terminal to its answer.
    pub round_trip: Option<Duration>,
}

impl Net {
    /// A key was pressed that did this: what is sent from now on is sent because of it.
    pub fn begin(&mut self, action: &'static str) {
        let (before, Tally { bytes, plain, .. }) = self.last;
        tracing::info!(bytes, plain, "{}", named(before));
        // A key that only begins another, and the keys that ask for the report, are not asked about.
        if !self.last.0.is_empty() {
            self.before = self.last;
        }
        self.last = (action, Tally { keys: 1, ..Tally::default() });
        self.by_action.entry(action).or_default().keys += 1;
    }

    /// A frame of so many bytes showed this picture.
    pub fn count(&mut self, bytes: usize, picture: &Buffer, cursor: Option<(u16, u16)>) {
        let sent = Tally { keys: 0, bytes, plain: self.plain.bytes(picture, cursor) };
        let (action, tally) = &mut self.last;
        tally.add(sent);
        self.by_action.entry(action).or_default().add(sent);
    }
}

/// What is said of frames that no key asked for, and of keys that only begin others.
fn named(action: &'static str) -> &'static str {
    if action.is_empty() { "first frames, prefixes" } else { action }
}

/// The report of `net`.
impl fmt::Display for Net {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (action, last) = self.before;
        writeln!(f, "the key before   {}, {} bytes", named(action), last.bytes)?;
        match self.round_trip {
            Some(time) => writeln!(f, "round trip       {} ms", time.as_millis())?,
            None => writeln!(f, "round trip       the terminal has not answered")?,
        }
        let mut all = Tally::default();
        self.by_action.values().for_each(|tally| all.add(*tally));
        writeln!(f, "in all           {} keys, {} bytes\n", all.keys, all.bytes)?;
        writeln!(f, "Bytes a key, and what a backend that sends changed cells would have sent:\n")?;
        let mut rows: Vec<_> = self.by_action.iter().collect();
        rows.sort_by_key(|(_, tally)| std::cmp::Reverse(tally.keys));
        for (action, tally) in rows {
            let (bytes, plain) = tally.mean();
            writeln!(f, "{:<22}{:>6} ×{bytes:>8}{plain:>8}", named(action), tally.keys)?;
        }
        Ok(())
    }
}

/// ratatui's terminal over its crossterm backend, writing to nobody.
#[derive(Debug, Default)]
struct Plain {
    terminal: Option<Terminal<CrosstermBackend<Counter>>>,
    written: Counter,
}

/// Counts what is written to it.
#[derive(Clone, Debug, Default)]
struct Counter(Rc<Cell<usize>>);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Plain {
    /// The bytes it would send to show this picture after the one before.
    fn bytes(&mut self, picture: &Buffer, cursor: Option<(u16, u16)>) -> usize {
        if self.terminal.as_mut().is_none_or(|terminal| terminal.get_frame().area() != picture.area) {
            let options = TerminalOptions { viewport: Viewport::Fixed(picture.area) };
            self.terminal = Terminal::with_options(CrosstermBackend::new(self.written.clone()), options).ok();
        }
        let Some(terminal) = &mut self.terminal else { return 0 };
        self.written.0.set(0);
        let draw = |frame: &mut Frame<'_>| {
            frame.buffer_mut().clone_from(picture);
            if let Some(cursor) = cursor {
                frame.set_cursor_position(cursor);
            }
        };
        if terminal.draw(draw).is_err() {
            return 0;
        }
        self.written.0.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_sent_counts_for_the_last_key() {
        let mut net = Net::default();
        let picture = |text: &str| Buffer::with_lines([text]);
        net.count(30, &picture("a title"), None);
        for (action, bytes, text) in [("line-down", 10, "another"), ("line-down", 20, "another one"), ("net", 5, "x")] {
            net.begin(action);
            net.count(bytes, &picture(text), None);
        }
        net.round_trip = Some(Duration::from_millis(42));
        let report = net.to_string();
        let squeezed: Vec<String> =
            report.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(
            squeezed[..3],
            ["the key before line-down, 20 bytes", "round trip 42 ms", "in all 3 keys, 65 bytes"]
        );
        let row = squeezed.iter().find(|row| row.starts_with("line-down")).unwrap();
        assert!(row.starts_with("line-down 2 × 15 "), "{report}");
        let plain: usize = row.rsplit(' ').next().unwrap().parse().unwrap();
        assert!(plain > "another".len() + "one".len(), "{report}");
    }

    #[test]
    fn a_picture_that_stays_costs_the_plain_backend_something_too() {
        let mut plain = Plain::default();
        let picture = Buffer::with_lines(["a row"]);
        assert!(plain.bytes(&picture, None) > 5);
        assert!(plain.bytes(&picture, None) > 0, "it hides the cursor with every frame");
    }
}
