//! The `byline` command: arguments, and one file a subcommand; the default one starts the reader.
//!
//! What is printed here is either byline's own words or `Clean`: no control character of an article or a file name
//! reaches a terminal.

mod add;
mod args;
mod changing;
mod check;
mod chosen;
mod completing;
mod completions;
mod config;
mod context;
mod fetch;
mod guide;
mod import;
mod inspect;
mod list;
mod man;
mod mark;
mod merge;
mod newsboat;
mod note;
mod output;
mod plain;
mod progress;
mod prune;
mod read;
mod reindex;
mod render;
mod restore;
mod rows;
mod saved;
mod search;
mod secrets;
mod show;
mod sources;
mod status;
mod tag;
mod undo;

use crate::index::remove_temporary_folders;
use crate::store;
use args::{Args, Command, with_minuses};
use clap::{CommandFactory, Parser};
use context::{Context, Usage};
use output::{is_broken_pipe, report_error, show, warn};
use read::On;
use std::process::ExitCode;
use undo::Way;

/// How a command ended, where it did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// All is well.
    Fine,
    /// Something was refused, or found damaged, or stopped before its end: it was named.
    Trouble,
    /// Sources were asked, and no server was reached.
    Unreached,
}

impl Outcome {
    /// How two parts of a command ended.
    fn or(self, other: Outcome) -> Outcome {
        if self == Outcome::Fine { other } else { self }
    }
}

/// Runs the command line and says how it went: 0 fine, 1 something refused, damaged or failed, 2 wrong usage, 3 no
/// source reached.
pub fn main() -> ExitCode {
    if completions::answer() {
        return ExitCode::SUCCESS;
    }
    let args = Args::parse_from(with_minuses(std::env::args_os()));
    let outcome = run(args);
    remove_temporary_folders().iter().for_each(warn);
    match outcome {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::Trouble) => ExitCode::from(1),
        Ok(Outcome::Unreached) => ExitCode::from(3),
        // Whoever read our output has seen enough.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            report_error(&error);
            let Some(usage) = error.downcast_ref::<Usage>() else { return ExitCode::from(1) };
            usage.lines().for_each(|line| show(&line));
            ExitCode::from(2)
        }
    }
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let context = Context { is_plain: args.plain, ..Context::settle(&args.places)? };
    let Some(command) = args.command else {
        return read::run(context, &args.paths, if args.plain { On::Lines(&args.places) } else { On::Screen });
    };
    if args.plain {
        return Err(Usage::new("`--plain` reads, and stands without a command").into());
    }
    if !args.paths.is_empty() {
        return Err(Usage::new("paths stand after the command, not before it").into());
    }
    if !matches!(command, Command::Open { .. }) {
        store::on_long_wait(|| warn("waiting for another byline to finish"));
    }
    match command {
        Command::Import { paths, dry_run, star, follow } => {
            import::run(context, &paths, &import::Asked { is_dry: dry_run, stars: star.unwrap_or_default(), follow })
        }
        Command::Open { paths } => read::run(context, &paths, On::Screen),
        Command::Add { what, name, tags, folder, newest, follow } => {
            add::run(context, &what, add::Wishes { name, tags, folder, newest, follow, ..add::Wishes::default() })
        }
        Command::Fetch { sources, tags, quiet, json } => {
            fetch::run(context, &fetch::Asked { sources, tags, quiet, json })
        }
        Command::Sources { opml: true, with_secrets, .. } => sources::export(&context, with_secrets),
        Command::Sources { adopt: Some(names), .. } => sources::adopt(context, &names),
        Command::Sources { json, known, with_secrets, .. } => sources::run(&context, json, known, with_secrets),
        Command::Status { json } => status::run(&context, json),
        Command::List { view, query, printing } => list::run(&context, view.as_deref(), &query.join(" "), printing),
        Command::Search { query, printing } => search::run(&context, &query, printing),
        Command::Show { what, all, page, json } => show::run(&context, &what, all, page, json),
        Command::Mark { mark, what, how } => mark::run(&context, mark, &what, how),
        Command::Tag { what, how } => tag::run(&context, &what, how),
        Command::Note { what, text, how } => note::run(&context, &what, &text, how),
        Command::Undo { how } => undo::run(&context, Way::Undo, how),
        Command::Redo { how } => undo::run(&context, Way::Redo, how),
        Command::Completions { shell } => completions::run(shell),
        Command::Man => man::run(),
        Command::Render { what, page } => render::run(&context, &what, page),
        Command::Inspect { file, json, read_as, base } => inspect::run(&context, &file, json, read_as, base.as_deref()),
        Command::Prune { dry_run, json, secrets } => prune::run(&context, dry_run, json, secrets),
        Command::Check { secrets: true } => secrets::find(&context),
        Command::Check { secrets: false } => check::run(&context),
        Command::Restore { forget } => restore::run(&context, forget),
        Command::Merge { path } => merge::run(&context, &path),
        Command::Reindex => reindex::run(&context),
        Command::Guide => guide::run(context),
        Command::Config { what } => config::run(&context, what),
    }
}

/// How a command that looks for articles ended; that there are none is said.
fn found(any: bool, advice: Option<&str>) -> Outcome {
    if any {
        return Outcome::Fine;
    }
    warn(advice.map_or_else(|| "nothing found".to_owned(), |advice| format!("nothing found; {advice}")));
    Outcome::Trouble
}

/// The names of all subcommands, to see through a slip of the fingers.
fn command_names() -> Vec<String> {
    Args::command().get_subcommands().map(|command| command.get_name().to_owned()).collect()
}
