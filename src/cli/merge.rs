//! `byline merge`: brings this library and another folder to the same state, and says what each of them got.

use super::Outcome;
use super::context::{Context, Usage};
use super::output::{printable, stdout, warn};
use crate::store::{self, Side, create_folder};
use crate::text::{count, print_size};
use anyhow::Context as _;
use std::io::Write;
use std::path::Path;
use std::sync::atomic::Ordering;

/// Runs the command.
pub fn run(context: &Context, path: &Path) -> anyhow::Result<Outcome> {
    let here = &context.paths.data;
    let there = path.canonicalize().with_context(|| format!("can't merge with {}", printable(path)))?;
    create_folder(here).with_context(|| format!("can't create {}", printable(here)))?;
    let real = here.canonicalize()?;
    if real.starts_with(&there) || there.starts_with(&real) {
        return Err(Usage::new(format!("{} is this library, or in it, or around it", printable(path))).into());
    }
    if !store::is_mergeable(&there).with_context(|| format!("can't read {}", printable(path)))? {
        let why = "it has neither articles/ nor marks/, and is not empty";
        anyhow::bail!("{} is not a library folder: {why}", printable(path));
    }
    context.catch_interrupts()?;
    let done = store::merge(here, &there, &mut || !context.cancel.load(Ordering::Relaxed))?;
    for (file, beside) in &done.both_kept {
        warn(format_args!("{file}: the two versions had different lines; both are kept ({beside})"));
    }
    for file in &done.busy {
        warn(format_args!("{file}: left as it is, another byline is writing it; merge again when that is closed"));
    }
    let mut out = stdout();
    writeln!(out, "{}: {}", printable(here), got(&done.here))?;
    writeln!(out, "{}: {}", printable(&there), got(&done.there))?;
    out.flush()?;
    if done.stopped {
        warn("stopped before the end; the same command does the rest");
        return Ok(Outcome::Trouble);
    }
    context.library()?;
    Ok(if done.busy.is_empty() { Outcome::Fine } else { Outcome::Trouble })
}

fn got(side: &Side) -> String {
    match (side.added, side.extended) {
        (0, 0) => "nothing new".to_owned(),
        (added, extended) => {
            format!("{} added, {} extended ({})", count(added, "file"), count(extended, "file"), print_size(side.bytes))
        }
    }
}
