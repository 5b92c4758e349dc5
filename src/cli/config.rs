//! `byline config`: shows where files lie and what settings there are, and names mistakes.

use super::Outcome;
use super::args::ConfigCommand;
use super::context::Context;
use super::output::{printable, stdout};
use crate::config::commented_defaults;
use crate::theme::Palette;
use std::io::Write;

/// Runs the command.
pub fn run(context: &Context, what: ConfigCommand) -> anyhow::Result<Outcome> {
    match what {
        ConfigCommand::Path => show_paths(context),
        ConfigCommand::Default => {
            let mut out = stdout();
            out.write_all(commented_defaults().as_bytes())?;
            out.flush()?;
            Ok(Outcome::Fine)
        }
        ConfigCommand::Check => check(context),
    }
}

fn show_paths(context: &Context) -> anyhow::Result<Outcome> {
    let paths = &context.paths;
    let rows = [
        ("settings", paths.config_file()),
        ("sources", paths.sources_file()),
        ("library", paths.data.clone()),
        ("state", paths.state.clone()),
        ("index", paths.cache.clone()),
    ];
    let mut out = stdout();
    for (name, path) in rows {
        writeln!(out, "{name:<9} {}", printable(&path))?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

fn check(context: &Context) -> anyhow::Result<Outcome> {
    let mut complaints = context.config.complaints.clone();
    complaints.extend(context.keymap().1);
    complaints.extend(context.theme(Palette::Sixteen).1);
    complaints.extend(context.sources.complaints.iter().cloned());
    let mut out = stdout();
    for complaint in &complaints {
        writeln!(out, "{complaint}")?;
    }
    if complaints.is_empty() {
        let (config, sources) = (context.paths.config_file(), context.paths.sources_file());
        writeln!(out, "no mistake in {} and {}", printable(&config), printable(&sources))?;
    }
    out.flush()?;
    Ok(if complaints.is_empty() { Outcome::Fine } else { Outcome::Trouble })
}
