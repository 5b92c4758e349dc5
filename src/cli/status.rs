//! `byline status`: how many articles are unread, for a status bar. It takes nothing into an index that stands, so that it
//! answers at once.

use super::Outcome;
use super::context::Context;
use super::output::stdout;
use serde::Serialize;
use std::io::Write;

/// `byline status --json`. Its fields, their order and their types are a promise.
#[derive(Serialize)]
struct Printed {
    v: u8,
    unread: u64,
    starred: u64,
    later: u64,
    articles: u64,
}

/// Runs the command: what another program wrote and no reader has seen yet is not counted.
pub fn run(context: &Context, json: bool) -> anyhow::Result<Outcome> {
    let mut reader = context.reader()?;
    if !reader.is_complete()? {
        // What is missing would be counted as nothing.
        context.catch_up(&mut context.library()?)?;
        reader = context.reader()?;
    }
    let overview = reader.overview(i64::MAX)?;
    let mut out = stdout();
    if json {
        let (unread, articles) = (overview.all.unread, overview.all.total);
        let printed = Printed { v: 1, unread, starred: overview.starred.total, later: overview.later.total, articles };
        writeln!(out, "{}", serde_json::to_string(&printed)?)?;
    } else {
        writeln!(out, "{}", overview.all.unread)?;
    }
    out.flush()?;
    context.warn_of_loss()?;
    Ok(Outcome::Fine)
}
