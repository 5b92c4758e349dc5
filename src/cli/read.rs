//! The default command and `byline open`: starts the reader, on files taken in before if any are named, on the screen
//! or by lines.

use super::args::Places;
use super::context::{Context, Usage};
use super::import::{take_paths, tell, tell_troubles};
use super::output::printable;
use super::{Outcome, command_names, plain};
use crate::config::Values;
use crate::runtime::{self, Start};
use crate::sources::Report;
use crate::text::nearest;
use crate::theme::Palette;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// What does without a terminal.
const ELSEWHERE: &str =
    "`byline list` prints the list, and `byline show ID` an article; `byline --plain` reads by lines";

/// What the reader runs on.
#[derive(Clone, Copy)]
pub enum On<'a> {
    /// A terminal whose cursor moves.
    Screen,
    /// Lines in, lines out; the places are settled again when sources change.
    Lines(&'a Places),
}

/// Runs the command.
pub fn run(context: Context, paths: &[PathBuf], on: On<'_>) -> anyhow::Result<Outcome> {
    if matches!(on, On::Screen) {
        check_screen()?;
    }
    let start = |context, taken: &Report| match on {
        On::Screen => start(context, taken),
        On::Lines(places) => plain::run(context, places),
    };
    if paths.is_empty() {
        return start(context, &Report::default());
    }
    if let [path] = paths
        && !path.exists()
        && let Some(command) = nearest(&path.to_string_lossy(), command_names().iter().map(String::as_str))
    {
        let path = printable(path);
        return Err(Usage::new(format!("{path}: no such file or folder; did you mean `byline {command}`?")).into());
    }
    let report = take_paths(&context, &mut context.library()?, paths, false)?;
    if report.articles.is_empty() || report.failure.is_some() || report.stopped.is_some() {
        return tell(report);
    }
    tell_troubles(&report);
    start(context, &report)
}

fn check_screen() -> Result<(), Usage> {
    if !has_terminal() {
        return Err(Usage::new(format!("there is no terminal to read in; {ELSEWHERE}")));
    }
    if std::env::var("TERM").is_ok_and(|term| term == "dumb") {
        let needs = "the reader moves the cursor, and TERM=dumb is a terminal that cannot";
        return Err(Usage::new(format!("{needs}; {ELSEWHERE}")));
    }
    Ok(())
}

/// Whether there is a screen to draw on and somewhere keys come from: standard input, or the terminal itself.
pub fn has_terminal() -> bool {
    io::stdout().is_terminal() && (io::stdin().is_terminal() || std::fs::File::open("/dev/tty").is_ok())
}

/// Starts the reader: on what was taken in, or where it was left.
pub fn start(mut context: Context, taken: &Report) -> anyhow::Result<Outcome> {
    let mut reader = context.reader().ok();
    let mut knows = |id| reader.as_mut().is_some_and(|reader| reader.source(id).is_ok_and(|row| row.is_some()));
    let unsettled = context.sources.settle_ids(&mut knows).err().map(|error| error.to_string());
    let (keymap, key_mistakes) = context.keymap();
    let palette = Palette::from_env(|name| std::env::var(name).ok());
    let (theme, theme_mistakes) = context.theme(palette);
    let values = Values::of(&context.config);
    let open = context.paths.open_to_others();
    let Context { paths, config, sources, .. } = context;
    let mut mistakes = [config.complaints, key_mistakes, theme_mistakes, sources.complaints].concat().into_iter();
    let first = mistakes.next().map(|mistake| match mistakes.len() {
        0 => mistake.to_string(),
        more => format!("{mistake} (and {more} more: `byline config check` names them)"),
    });
    runtime::run(Start {
        paths,
        settings: config.settings,
        values,
        palette,
        views: config.views,
        keymap,
        theme,
        source: taken.sources.first().copied(),
        article: taken.articles.first().copied().filter(|_| taken.articles.len() == 1),
        trouble: first.or(unsettled).or(open),
    })?;
    Ok(Outcome::Fine)
}
