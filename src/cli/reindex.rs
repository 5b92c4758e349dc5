//! `byline reindex`: throws the index away and makes it again from the library.

use super::Outcome;
use super::context::Context;
use super::output::{stdout, warn};
use crate::index::Library;
use std::io::Write;

/// Runs the command.
pub fn run(context: &Context) -> anyhow::Result<Outcome> {
    context.catch_interrupts()?;
    let mut library = Library::open(&context.store_places(), &context.paths.cache)?;
    library.rebuild()?;
    // With the hints gone too, the next look through the folders reads every file.
    let _ = std::fs::remove_dir_all(context.paths.hints_folder());
    if !context.catch_up(&mut library)? || !context.index_text(&mut library)? {
        warn("stopped; byline makes the rest of the index when it is needed");
        return Ok(Outcome::Trouble);
    }
    writeln!(stdout(), "the index is made anew")?;
    Ok(Outcome::Fine)
}
