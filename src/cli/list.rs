//! `byline list`: prints articles, newest first, for people or, with `--json`, for programs.

use super::Outcome;
use super::args::Printing;
use super::chosen::parse;
use super::context::Context;
use super::output::warn;
use super::rows::Printer;
use crate::index::Reader;
use crate::query::{Around, Search, View};
use crate::runtime;
use std::io::Write;

/// How many rows are asked for at a time.
const WINDOW: usize = 1_000;

/// Runs the command.
pub fn run(context: &Context, query: &str, printing: Printing) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let query = (!query.trim().is_empty()).then(|| parse(query)).transpose()?;
    // Words are counted where text is indexed.
    let mut reader = context.up_to_date(query.is_some() || printing.json)?;
    let now = context.now.to_zoned(runtime::zone());
    let search = query.map(|query| Search { query, now });
    print(&mut reader, &View { search, ..View::default() }, printing)?;
    if reader.total(&View::default())? == 0 && !printing.json {
        warn("the library is empty; `byline import PATH` takes files in");
    }
    Ok(Outcome::Fine)
}

/// Prints the articles of a list, a window at a time; tells how many.
pub fn print(reader: &mut Reader, view: &View, printing: Printing) -> anyhow::Result<usize> {
    let limit = printing.limit.unwrap_or(usize::MAX);
    let mut printer = Printer::new(reader, printing.json)?;
    let (mut around, mut printed) = (Around::Top, 0);
    while printed < limit {
        let window = reader.window(view, around, 0, WINDOW.min((limit - printed).saturating_add(1)))?;
        // A window begins with the row it was asked to lie around: the last one printed.
        let rows = window.rows.iter().filter(|row| around != Around::Key(row.key));
        for row in rows.take(limit - printed) {
            printer.print(row)?;
            printed += 1;
        }
        match window.rows.last() {
            Some(last) if !window.at_bottom && around != Around::Key(last.key) => around = Around::Key(last.key),
            _ => break,
        }
    }
    printer.out.flush()?;
    Ok(printed)
}
