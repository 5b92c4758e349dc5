//! `byline guide`: brings the guide back, unread, and opens it where there is a terminal.

use super::Outcome;
use super::context::Context;
use super::output::stdout;
use super::read::{has_terminal, start};
use crate::article::SourceId;
use crate::sources::{Report, bring_back_guide};
use crate::text::count;
use std::io::Write;

/// Runs the command.
pub fn run(context: Context) -> anyhow::Result<Outcome> {
    let articles = bring_back_guide(&mut context.library()?, context.now)?;
    if has_terminal() {
        return start(context, &Report { sources: vec![SourceId::GUIDE], ..Report::default() });
    }
    writeln!(stdout(), "the guide is back: {}, unread", count(articles.len(), "article"))?;
    Ok(Outcome::Fine)
}
