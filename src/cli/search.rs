//! `byline search`: prints what a search finds, newest first where nothing else is asked for.

use super::args::Printing;
use super::chosen::parse;
use super::context::{Context, Usage};
use super::{Outcome, found, list};
use crate::query::{Expr, Search, View};
use crate::runtime;

/// Runs the command.
pub fn run(context: &Context, words: &[String], printing: Printing) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let query = parse(&words.join(" "))?;
    if query.root == Expr::All(Vec::new()) {
        return Err(Usage::new("nothing to look for; `byline list` prints all articles").into());
    }
    let advice = query.advice();
    let mut reader = context.up_to_date(true)?;
    let search = Some(Search { query, now: context.now.to_zoned(runtime::zone()) });
    let printed =
        list::print(&mut reader, &View { search, ..View::default() }, printing.sort.unwrap_or_default(), printing)?;
    Ok(found(printed > 0 || printing.limit == Some(0), advice.as_deref()))
}
