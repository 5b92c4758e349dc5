//! `byline prune`: takes out of the library what the settings do not keep, or says what that would be.

use super::Outcome;
use super::context::Context;
use super::output::{stdout, warn};
use super::progress::Bar;
use crate::article::{Source, SourceId};
use crate::index::{Prunable, Rule};
use crate::sources::{Keeping, Kept};
use crate::text::{Clean, count, grouped, print_size};
use jiff::Timestamp;
use serde::Serialize;
use std::io::Write;
use std::sync::atomic::Ordering;

/// One line of `byline prune --json`. Its fields, their order and their types are a promise.
#[derive(Serialize)]
struct Printed {
    v: u8,
    id: String,
    name: String,
    articles: usize,
    bytes: u64,
}

/// Runs the command.
pub fn run(context: &Context, is_dry: bool, json: bool, secrets: bool) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    if !context.sources.complaints.is_empty() || !context.config.complaints.is_empty() {
        anyhow::bail!("nothing is taken out while settings or sources hold mistakes: what they keep is in doubt");
    }
    context.catch_interrupts()?;
    let mut library = context.library()?;
    let sources = library.sources()?;
    let rules: Vec<(SourceId, Rule)> = sources.iter().map(|source| (source.id, rule(context, source))).collect();
    let gone = library.prunable(&rules)?;
    let mut out = stdout();
    for source in &sources {
        let of = gone.iter().filter(|article| article.source == source.id);
        let (articles, bytes) = of.fold((0, 0), |(n, sum), article| (n + 1, sum + article.bytes));
        if articles > 0 {
            let name = Clean::line(&source.title).to_string();
            if json {
                let printed = Printed { v: 1, id: source.id.to_string(), name, articles, bytes };
                writeln!(out, "{}", serde_json::to_string(&printed)?)?;
            } else {
                writeln!(out, "{:>9}  {:>9}  {name}", grouped(articles as u64), print_size(bytes))?;
            }
        }
    }
    let all = format!("{}, {}", count(gone.len(), "article"), print_size(gone.iter().map(|gone| gone.bytes).sum()));
    let nothing = "nothing to take out";
    if is_dry {
        if !json {
            writeln!(out, "{}", if gone.is_empty() { nothing.to_owned() } else { format!("dry run: {all} would go") })?;
        }
        out.flush()?;
        return Ok(Outcome::Fine);
    }
    let done = take_out(context, &mut library, &gone)?;
    if done < gone.len() {
        out.flush()?;
        let (done, of) = (grouped(done as u64), grouped(gone.len() as u64));
        warn(format_args!("stopped after {done} of {of} articles; the same command takes out the rest"));
        return Ok(Outcome::Trouble);
    }
    if secrets {
        library.rewrite_without_secrets(context.now)?;
    }
    let compacted = library.compact(context.now)?;
    if !json {
        let mut told = vec![if gone.is_empty() { nothing.to_owned() } else { format!("{all} taken out") }];
        if !compacted.replaced.is_empty() {
            told.push(format!("{} are free once the old files go, in seven days", print_size(compacted.saved)));
        } else if !gone.is_empty() {
            told.push("files are written anew where that saves a tenth and no other byline has them open".to_owned());
        }
        if !compacted.removed.is_empty() {
            told.push(format!("{} removed", count(compacted.removed.len(), "old file")));
        }
        writeln!(out, "{}", told.join("; "))?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

fn take_out(context: &Context, library: &mut crate::index::Library, gone: &[Prunable]) -> anyhow::Result<usize> {
    let mut bar = Bar::new("articles");
    Ok(library.prune(gone, &mut |done| {
        bar.show(done as u64, gone.len() as u64);
        !context.cancel.load(Ordering::Relaxed)
    })?)
}

/// What is kept of a source: what it says itself, else for feeds what the settings say.
fn rule(context: &Context, source: &Source) -> Rule {
    let settings = &context.config.settings;
    let own = context.sources.sources.iter().find(|kept| kept.id == source.id).map(own).unwrap_or_default();
    // What is in a folder or was saved by hand was kept on purpose.
    let is_own = matches!(source.id, SourceId::GUIDE | SourceId::INPUT | SourceId::PAGES);
    let general = if is_own || source.address.starts_with('/') { Keeping::default() } else { settings.keeping };
    let since = own.age.or(general.age).and_then(|age| before(context.now, age));
    Rule {
        since,
        newest: own.newest.or(general.newest),
        size: own.size.or(general.size),
        unread_too: !settings.keep_unread,
    }
}

fn own(kept: &Kept) -> Keeping {
    kept.keeping
}

/// That long ago; where that is before all time, everything is kept.
fn before(now: Timestamp, age: std::time::Duration) -> Option<Timestamp> {
    now.checked_sub(age).ok()
}
