//! `byline search`: prints what a search finds, newest first.

use super::chosen::parse;
use super::context::{Context, Usage};
use super::rows::Printer;
use super::{Outcome, found};
use crate::query::Expr;
use crate::runtime;
use std::io::Write;

/// Runs the command.
pub fn run(context: &Context, words: &[String], limit: Option<usize>, json: bool) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let query = parse(&words.join(" "))?;
    if query.root == Expr::All(Vec::new()) {
        return Err(Usage::new("nothing to look for; `byline list` prints all articles").into());
    }
    let mut reader = context.up_to_date(true)?;
    let limit = limit.unwrap_or(usize::MAX).min(u32::MAX as usize);
    let rows = reader.search(&query, &context.now.to_zoned(runtime::zone()), limit)?;
    let mut printer = Printer::new(&mut reader, json)?;
    rows.iter().try_for_each(|row| printer.print(row))?;
    printer.out.flush()?;
    Ok(found(!rows.is_empty() || limit == 0))
}
