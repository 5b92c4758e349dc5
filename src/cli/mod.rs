//! The `byline` command: arguments, and one file a subcommand; the default one starts the reader.
//!
//! What is printed here is either byline's own words or `Clean`: no control character of an article or a file name
//! reaches a terminal.

mod add;
mod args;
mod check;
mod config;
mod context;
mod guide;
mod import;
mod inspect;
mod list;
mod output;
mod progress;
mod read;
mod reindex;
mod render;

use args::{Args, Command};
use clap::{CommandFactory, Parser};
use context::{Context, Usage};
use output::{is_broken_pipe, report_error};
use std::process::ExitCode;

/// How a command ended, where it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// Something was refused, or found damaged, or stopped before its end: it was named.
    Trouble,
}

/// Runs the command line and says how it went: 0 fine, 1 something refused, damaged or failed, 2 wrong usage.
pub fn main() -> ExitCode {
    let args = Args::parse();
    match run(args) {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Trouble) => ExitCode::from(1),
        // Whoever read our output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report_error(&error);
            ExitCode::from(if error.is::<Usage>() { 2 } else { 1 })
        }
    }
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let context = Context::settle(&args.places)?;
    let Some(command) = args.command else { return read::run(context, &args.paths) };
    if !args.paths.is_empty() {
        return Err(Usage::new("paths stand after the command, not before it").into());
    }
    match command {
        Command::Import { paths } => import::run(&context, &paths),
        Command::Open { paths } => read::run(context, &paths),
        Command::Add { folder, name, tags } => add::run(context, &folder, name, tags),
        Command::List { query, limit, json } => list::run(&context, &query.join(" "), limit, json),
        Command::Render { what, width, color } => render::run(&context, &what, width, color),
        Command::Inspect { file, json, read_as, base } => inspect::run(&context, &file, json, read_as, base.as_deref()),
        Command::Check => check::run(&context),
        Command::Reindex => reindex::run(&context),
        Command::Guide => guide::run(context),
        Command::Config { what } => config::run(&context, what),
    }
}

/// The names of all subcommands, to see through a slip of the fingers.
fn command_names() -> Vec<String> {
    Args::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}
