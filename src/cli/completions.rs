//! `byline completions`: prints what makes a shell complete byline's commands, sources and tags.
//!
//! What is printed asks byline itself at every completion, so it never falls behind: `answer` is where it asks.

use super::Outcome;
use super::args::{Args, Shell};
use super::output::stdout;
use clap::{Arg, ArgAction, Command, CommandFactory};
use clap_complete::CompleteEnv;
use clap_complete::env::{Bash, EnvCompleter, Fish, Zsh};
use std::io::Write;

/// Names the shell that asks.
const ASKED: &str = "BYLINE_COMPLETE";

/// Bash parts words at colons, puts back only what stands behind the last one, and quotes nothing.
const BASH: &str = include_str!("../../assets/completions.bash");

/// Answers a shell that asks how a line may go on; says whether one did.
pub fn answer() -> bool {
    let completed = CompleteEnv::with_factory(command)
        .var(ASKED)
        .try_complete(std::env::args_os(), std::env::current_dir().ok().as_deref());
    completed.unwrap_or_else(|error| {
        let _ = error.print();
        true
    })
}

/// The command as shells are told of it: without `-h`, since a minus begins a tag or a word that is left out.
fn command() -> Command {
    let help = Arg::new("help").long("help").action(ArgAction::Help).global(true).help("Print help");
    Args::command().disable_help_flag(true).arg(help)
}

/// Runs the command.
pub fn run(shell: Shell) -> anyhow::Result<Outcome> {
    let mut script = Vec::new();
    let completer: &dyn EnvCompleter = match shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
    };
    completer.write_registration(ASKED, "byline", "byline", "byline", &mut script)?;
    let mut script = String::from_utf8(script)?;
    if shell == Shell::Bash {
        script = format!("{}{BASH}", script.replace("-F _clap_complete_byline", "-F _byline"));
    }
    let mut out = stdout();
    out.write_all(script.trim_start().as_bytes())?;
    out.flush()?;
    Ok(Outcome::Fine)
}
