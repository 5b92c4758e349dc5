//! Runs another program: bounded in time and in what it prints, and ended with all that it started.
//!
//! Which programs are run is decided by the reader alone, who wrote them into a file of settings or typed them.

use super::threads::{start_waiting, why_refused};
use super::web::Trouble;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// What a program is run as, for the words about its failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A source.
    Source,
    /// What a feed goes through.
    Filter,
    /// What prints a password.
    Secret,
    /// What is told of new articles.
    Hook,
}

impl Role {
    /// As it is named to the reader.
    pub fn name(self) -> &'static str {
        match self {
            Role::Source => "command",
            Role::Filter => "filter",
            Role::Secret => "command for the secret",
            Role::Hook => "on_new command",
        }
    }
}

/// How much a program may print to no end.
const PRINTED: usize = 1 << 20;

/// How much of what a program says of its failure is kept.
const SAID: usize = 4096;

/// The command that a list of words is; nothing stands between it and the system.
pub(super) fn command_of(words: &[String]) -> Command {
    let mut command = Command::new(words.first().map_or("", String::as_str));
    command.args(words.iter().skip(1));
    command
}

/// Runs a command of the reader's to its end, with what `feed` writes on its standard input; what it prints is let go.
pub fn tell_program(
    words: &[String],
    feed: impl FnOnce(&mut dyn Write) -> std::io::Result<()> + Send + 'static,
    patience: Duration,
) -> Result<(), Trouble> {
    run(&mut command_of(words), Role::Hook, feed, patience, PRINTED).map(|_| ())
}

/// Runs a program to its end and gives what it printed. `feed` writes what it gets on its standard input; a program
/// that does not read all of it has what it needs.
pub(super) fn run(
    command: &mut Command,
    role: Role,
    feed: impl FnOnce(&mut dyn Write) -> std::io::Result<()> + Send + 'static,
    patience: Duration,
    limit: usize,
) -> Result<Vec<u8>, Trouble> {
    let failed = |error: std::io::Error| Trouble::Program(role, why_refused(&error));
    // Threads first: if one is refused, no program runs that nothing would end.
    let (input, _) = start_waiting("input", move |mut input: ChildStdin| feed(&mut input)).map_err(failed)?;
    let (errors, said) = start_waiting("errors", |said: ChildStderr| read_all(said, SAID)).map_err(failed)?;
    let (running, ended) = start_waiting("program", move |child: Child| finish(child, &said, limit)).map_err(failed)?;
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Of a group of its own, so that all of it can be ended.
        .process_group(0)
        .spawn()
        .map_err(failed)?;
    let group = Pid::from_raw(child.id().cast_signed());
    // None of these threads ends before it is handed its part.
    let _ = child.stdin.take().map(|stdin| input.send(stdin));
    let _ = child.stderr.take().map(|stderr| errors.send(stderr));
    drop(errors);
    let _ = running.send(child);
    let Ok((printed, said, status)) = ended.recv_timeout(patience) else {
        end(group);
        return Err(Trouble::Endless(role, patience));
    };
    if printed.len() > limit {
        return Err(Trouble::TooLarge(limit as u64));
    }
    let status = status.map_err(failed)?;
    if !status.success() {
        let said = String::from_utf8_lossy(&said).trim().to_owned();
        return Err(Trouble::Program(role, if said.is_empty() { status.to_string() } else { said }));
    }
    Ok(printed)
}

/// Reads what a program prints, over the limit by a byte at most, and waits for its end.
fn finish(mut child: Child, said: &Receiver<Vec<u8>>, limit: usize) -> (Vec<u8>, Vec<u8>, std::io::Result<ExitStatus>) {
    let printed = child.stdout.take().map(|printed| read_all(printed, limit + 1)).unwrap_or_default();
    if printed.len() > limit {
        end(Pid::from_raw(child.id().cast_signed()));
    }
    let status = child.wait();
    (printed, said.recv().unwrap_or_default(), status)
}

fn read_all(mut from: impl Read, limit: usize) -> Vec<u8> {
    let mut all = Vec::new();
    // What was printed before an error counts.
    let _ = from.by_ref().take(limit as u64).read_to_end(&mut all);
    all
}

fn end(group: Option<Pid>) {
    if let Some(group) = group {
        let _ = kill_process_group(group, Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(script: &str, input: &str, patience: Duration) -> Result<Vec<u8>, Trouble> {
        let input = input.to_owned();
        let feed = move |to: &mut dyn Write| to.write_all(input.as_bytes());
        run(&mut command_of(&["sh".into(), "-c".into(), script.into()]), Role::Filter, feed, patience, 100)
    }

    #[test]
    fn what_a_program_prints_is_its_answer_and_a_failure_is_told_in_its_own_words() {
        let patience = Duration::from_secs(20);
        assert_eq!(check("tr a b", "aha", patience).unwrap(), b"bhb");
        assert_eq!(check("echo x", &"long".repeat(1 << 20), patience).unwrap(), b"x\n");
        assert_eq!(
            check("echo 'no such feed' >&2; exit 3", "", patience).unwrap_err().to_string(),
            "the filter failed: no such feed"
        );
        assert_eq!(check("yes", "", patience).unwrap_err(), Trouble::TooLarge(100));
    }

    #[test]
    fn a_program_without_an_end_is_ended_even_where_it_prints_nothing_more() {
        let short = Duration::from_millis(50);
        for script in ["sleep 600", "exec >&- 2>&-; sleep 600", "sleep 600 & echo x"] {
            assert_eq!(check(script, "", short).unwrap_err(), Trouble::Endless(Role::Filter, short), "{script}");
        }
    }

    #[test]
    fn a_program_that_is_not_there_is_named_as_such() {
        let words = ["no-such-program-of-byline".to_owned()];
        let trouble = run(&mut command_of(&words), Role::Secret, |_| Ok(()), Duration::from_secs(9), 9).unwrap_err();
        assert!(trouble.to_string().starts_with("the command for the secret failed: "), "{trouble}");
    }
}
