//! `byline merge`: merges this library and another folder, and prints what each of them received.

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
        return Err(Usage::new(format!("{} is this library, is inside it or contains it", printable(path))).into());
    }
    if !store::is_mergeable(&there).with_context(|| format!("can't read {}", printable(path)))? {
        let why = "it has no articles/ or marks/ and isn't empty";
        anyhow::bail!("{} is not a library folder: {why}", printable(path));
    }
    context.catch_interrupts()?;
    let done = store::merge(here, &there, &mut || !context.cancel.load(Ordering::Relaxed))?;
    for (file, beside) in &done.both_kept {
        warn(format_args!("{file}: the two versions have different lines; kept the other one as {beside}"));
    }
    for file in &done.busy {
        warn(format_args!("{file}: skipped, since another byline is writing to it; close that one and merge again"));
    }
    let mut out = stdout();
    writeln!(out, "{}: {}", printable(here), got(&done.here))?;
    writeln!(out, "{}: {}", printable(&there), got(&done.there))?;
    out.flush()?;
    if done.stopped {
        warn("stopped early; run the same command again to finish");
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
