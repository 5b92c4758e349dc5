//! `byline --plain`: the reader by lines, for screen readers, serial lines and pipes: an action's name in, lines out.
//!
//! It sends no escape sequence, moves no cursor and asks nothing back. What an action means is said in `action`; what
//! has no meaning without a screen says so, and what to use instead (`refusals`).

mod actions;
mod articles;
mod handing;
mod keeping;
mod lists;
mod marks;
mod refusals;
mod sources;
mod tables;

use super::Outcome;
use super::args::Places;
use super::context::Context;
use super::output::{said, stdout};
use crate::action::Call;
use crate::config::{Given, Values};
use crate::index::Reader;
use crate::runtime::Sets;
use crate::text::Clean;
use jiff::Timestamp;
use lists::List;
use std::io::{self, BufRead, Read, Write};

/// What is typed is read up to here: the rest of a longer line is noise.
const LONGEST: u64 = 16 << 10;

/// Whether reading goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Next {
    Stay,
    Leave,
}

/// What is read, and where the reader is in it.
struct Session<'a> {
    places: &'a Places,
    context: Context,
    reader: Reader,
    list: List,
    /// An article is open: the one the list is at.
    is_reading: bool,
    /// What is set, and what was changed since the start.
    values: Values,
    /// What was changed of it, to be taken back: as it was, and as it became.
    sets: Sets<[Given; 2]>,
    /// The mark that `repeat` makes again.
    last: Option<Call>,
    /// What is said and not yet written.
    out: String,
}

/// Reads lines until there are no more.
pub fn run(context: Context, places: &Places) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let reader = context.up_to_date(false)?;
    context.warn_of_loss()?;
    let (list, values, out) = (List::default(), Values::of(&context.config), String::new());
    let sets = Sets::default();
    let mut session = Session { places, context, reader, list, is_reading: false, values, sets, last: None, out };
    session.begin()?;
    session.write()?;
    while let Some(line) = read_line()? {
        session.context.now = Timestamp::now();
        let next = session.obey(&line).unwrap_or_else(|error| {
            session.say(&said(&error));
            Next::Stay
        });
        session.write()?;
        if next == Next::Leave {
            break;
        }
    }
    Ok(Outcome::Fine)
}

impl Session<'_> {
    /// Says a line. Whatever is in it, it stays one line and holds no control character.
    fn say(&mut self, line: &str) {
        self.out.push_str(Clean::verbatim(&line.replace('\n', " "), 8).as_str());
        self.out.push('\n');
    }

    /// Writes out what was said.
    fn write(&mut self) -> anyhow::Result<()> {
        let mut out = stdout();
        out.write_all(self.out.as_bytes())?;
        out.flush()?;
        self.out.clear();
        Ok(())
    }

    /// Reads settings, sources and library anew; what was set stays so.
    fn settle(&mut self) -> anyhow::Result<()> {
        self.context = Context { is_plain: true, ..Context::settle(self.places)? };
        let mut values = Values::of(&self.context.config);
        for (name, value) in self.values.changed() {
            // What was set once can be set again.
            let _ = values.set(name, &value);
        }
        self.context.config.settings = values.settings().clone();
        self.values = values;
        self.reader = self.context.reader()?;
        Ok(())
    }
}

/// The next line of standard input, or nothing at its end. Standard input is let go between lines: a command may ask.
fn read_line() -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock();
    input.by_ref().take(LONGEST).read_until(b'\n', &mut bytes)?;
    if bytes.is_empty() {
        return Ok(None);
    }
    if !bytes.ends_with(b"\n") && bytes.len() as u64 == LONGEST {
        input.skip_until(b'\n')?;
    }
    Ok(Some(String::from_utf8_lossy(&bytes).trim().to_owned()))
}
