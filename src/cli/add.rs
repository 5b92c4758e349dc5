//! `byline add`: keeps a folder as a source, and takes in what it holds.

use super::Outcome;
use super::context::{Context, Usage};
use super::import::{take_paths, tell};
use super::output::{printable, stdout};
use crate::config::Keeping;
use crate::sources::{Kept, Place};
use anyhow::Context as _;
use std::io::Write;
use std::path::Path;

/// Runs the command.
pub fn run(mut context: Context, folder: &Path, name: Option<String>, tags: Vec<String>) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let shown = printable(folder);
    if folder.to_str().is_some_and(|text| text.starts_with("http://") || text.starts_with("https://")) {
        return Err(Usage::new(format!("{shown}: feeds come with a later version; `add` keeps folders")).into());
    }
    let real = folder.canonicalize().with_context(|| format!("{shown} can't be kept"))?;
    if !real.is_dir() {
        let advice = "`add` keeps folders; `byline import` takes files in";
        return Err(Usage::new(format!("{shown} is no folder: {advice}")).into());
    }
    let place = Place::Folder(real.clone());
    let name = name.unwrap_or_else(|| place.name());
    let kept = Kept { id: place.source_id(), place, name, tags, disabled: false };
    let file = context.paths.sources_file();
    let told = match context.sources.keep(&kept)? {
        Keeping::Added => format!("{shown} is kept: it stands in {}", printable(&file)),
        Keeping::Known => format!("{shown} is kept already, in {}", printable(&file)),
    };
    writeln!(stdout(), "{told}")?;
    let mut library = context.library()?;
    let report = take_paths(&context, &mut library, &[real])?;
    tell(report)
}
