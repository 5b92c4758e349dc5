//! `byline list`: prints articles, newest first, for people or, with `--json`, for programs.

use super::Outcome;
use super::chosen::parse;
use super::context::Context;
use super::output::warn;
use super::rows::Printer;
use crate::index::Reader;
use crate::query::{Around, View};
use crate::runtime;
use std::io::Write;

/// How many rows are asked for at a time.
const WINDOW: usize = 1_000;

/// Runs the command.
pub fn run(context: &Context, query: &str, limit: Option<usize>, json: bool) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let limit = limit.unwrap_or(usize::MAX);
    let query = (!query.trim().is_empty()).then(|| parse(query)).transpose()?;
    // Words are counted where text is indexed.
    let mut reader = context.up_to_date(query.is_some() || json)?;
    let mut printer = Printer::new(&mut reader, json)?;
    match query {
        Some(query) => {
            for row in reader.search(&query, &context.now.to_zoned(runtime::zone()), limit.min(u32::MAX as usize))? {
                printer.print(&row)?;
            }
        }
        None => print_all(&mut reader, limit, &mut printer)?,
    }
    printer.out.flush()?;
    if reader.total(&View::default())? == 0 && !json {
        warn("the library is empty; `byline import PATH` takes files in");
    }
    Ok(Outcome::Fine)
}

fn print_all(reader: &mut Reader, limit: usize, printer: &mut Printer<impl Write>) -> anyhow::Result<()> {
    let view = View::default();
    let (mut around, mut left) = (Around::Top, limit);
    while left > 0 {
        let window = reader.window(&view, around, 0, WINDOW.min(left.saturating_add(1)))?;
        // A window begins with the row it was asked to lie around: the last one printed.
        let rows = window.rows.iter().filter(|row| around != Around::Key(row.key));
        for row in rows.take(left) {
            printer.print(row)?;
            left -= 1;
        }
        match window.rows.last() {
            Some(last) if !window.at_bottom && around != Around::Key(last.key) => around = Around::Key(last.key),
            _ => break,
        }
    }
    Ok(())
}
