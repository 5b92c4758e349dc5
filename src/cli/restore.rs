//! `byline restore`: restores marks of this machine that another program removed, or accepts that they are gone.

use super::Outcome;
use super::context::Context;
use super::output::{stdout, warn};
use crate::sources::Stories;
use crate::store::{FileKind, Store};
use crate::text::count;
use std::io::Write;

/// Runs the command.
pub fn run(context: &Context, is_forgotten: bool) -> anyhow::Result<Outcome> {
    let mut store = Store::open(&context.store_places())?;
    let done = if is_forgotten { store.forget()? } else { store.restore()? };
    done.differences.iter().for_each(warn);
    let mut out = stdout();
    let lines: usize = done.differences.iter().map(|difference| difference.lines.len()).sum();
    let lacks_articles = done.differences.iter().any(|difference| difference.kind == FileKind::Segments);
    if done.differences.is_empty() {
        writeln!(out, "nothing to restore: the library has everything this machine wrote")?;
    } else if is_forgotten {
        writeln!(out, "accepted the current state of {}", count(done.differences.len(), "file"))?;
    } else {
        if lines > 0 {
            writeln!(out, "restored {} of marks to {}", count(lines, "line"), done.written.join(", "))?;
        }
        if lacks_articles {
            Stories::read(&context.paths.cache).forget_validators();
            writeln!(out, "run `byline fetch` to download every feed in full")?;
        }
    }
    out.flush()?;
    Ok(Outcome::Fine)
}
