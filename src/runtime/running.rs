//! A command that gets an article on its standard input: started by argument vector, never by a shell; bounded in time and
//! in what is kept of its output; ended when it is given up.

use crate::app::Printed;
use crate::sources::{start_waiting, why_refused};
use crate::text::beginning;
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::{self, ErrorKind, PipeReader, Read, Write};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a command may run.
const PATIENCE: Duration = Duration::from_secs(300);

/// How long output is waited for once the command has ended: something it started may hold on to its output.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// How much of its output is kept, in bytes; the rest is read and dropped, so that the command does not fail by it.
const KEPT: usize = 256 * 1024;

/// What happens to a running command.
pub enum Step {
    /// That of this turn ended.
    Ended(u32, io::Result<ExitStatus>),
    /// The output of that of this turn ended.
    Silent(u32),
    /// It is given up.
    GivenUp,
}

/// What is run, and on what.
#[derive(Debug)]
pub struct Errand {
    /// Program and arguments.
    pub words: Vec<String>,
    /// For its standard input.
    pub input: String,
    /// For its environment.
    pub environment: Vec<(&'static str, String)>,
}

/// Runs a command to its end; nothing where it was given up.
pub fn run(errand: Errand, steps: &Sender<Step>, inbox: &Receiver<Step>) -> Option<Printed> {
    run_in_turn(errand, 0, steps, inbox)
}

/// Runs a command for one article after the other, of so many, the title of each over what was printed for it; where it is
/// given up, those before count. One that fails keeps none of the others from being run.
pub fn run_each(
    errands: impl Iterator<Item = (String, Errand)>,
    of: usize,
    steps: &Sender<Step>,
    inbox: &Receiver<Step>,
) -> Printed {
    let mut all = Printed::default();
    let (mut turns, mut failed) = (0, Vec::new());
    for (title, errand) in errands {
        let is_given_up = inbox.try_iter().any(|step| matches!(step, Step::GivenUp));
        let printed = if is_given_up { None } else { run_in_turn(errand, turns, steps, inbox) };
        let Some(printed) = printed else {
            all.given_up = Some((turns as usize, of));
            break;
        };
        turns += 1;
        failed.extend(printed.failed);
        if !printed.text.trim().is_empty() && !all.cut {
            let between = if all.text.is_empty() { "" } else { "\n" };
            all.text += &format!("{between}{title}\n{}\n", printed.text.trim_end());
            all.cut = printed.cut || all.text.len() > KEPT;
            all.text.truncate(beginning(&all.text, KEPT).len());
        }
    }
    if let Some(first) = failed.first() {
        all.failed = Some(format!("{} of {turns} failed: {first}", failed.len()));
    }
    all
}

/// Runs the command of a turn: what those before it left behind may still end.
fn run_in_turn(errand: Errand, turn: u32, steps: &Sender<Step>, inbox: &Receiver<Step>) -> Option<Printed> {
    let kept = Arc::default();
    let group = match start(errand, turn, &kept, steps) {
        Ok(group) => group,
        Err(error) => return Some(Printed { failed: Some(why(&error)), ..Printed::default() }),
    };
    let ended = wait(turn, inbox);
    if matches!(ended, End::GivenUp | End::TooLong)
        && let Some(group) = group
    {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let failed = match ended {
        End::GivenUp => return None,
        End::TooLong => Some(format!("it ran for {} minutes and was ended", PATIENCE.as_secs() / 60)),
        End::Ended(Ok(status)) if status.success() => None,
        End::Ended(Ok(status)) => Some(status.to_string()),
        End::Ended(Err(error)) => Some(why(&error)),
    };
    let mut bytes = std::mem::take(&mut *kept.lock().unwrap_or_else(PoisonError::into_inner));
    let cut = bytes.len() > KEPT;
    bytes.truncate(KEPT);
    Some(Printed { text: String::from_utf8_lossy(&bytes).into_owned(), cut, failed, given_up: None })
}

/// Starts the command, as a group; what it says on its two outputs comes in one order. The threads come first: where one is
/// refused, no command runs that nobody would end.
fn start(errand: Errand, turn: u32, kept: &Arc<Mutex<Vec<u8>>>, steps: &Sender<Step>) -> io::Result<Option<Pid>> {
    let Errand { words, input, environment } = errand;
    let (program, arguments) = words.split_first().ok_or(ErrorKind::NotFound)?;
    // A command need not read all it gets.
    let feed = move |mut stdin: ChildStdin| drop(stdin.write_all(input.as_bytes()));
    let (keeping, silent, ended) = (kept.clone(), steps.clone(), steps.clone());
    let hear = move |output: PipeReader| {
        keep(output, &keeping);
        let _ = silent.send(Step::Silent(turn));
    };
    let wait = move |mut child: Child| drop(ended.send(Step::Ended(turn, child.wait())));
    let (feeding, _) = start_waiting("input", feed)?;
    let (hearing, _) = start_waiting("output", hear)?;
    let (waiting, _) = start_waiting("command's end", wait)?;
    let (output, both) = io::pipe()?;
    let mut command = Command::new(program);
    command.args(arguments).envs(environment);
    command.stdin(Stdio::piped()).stdout(both.try_clone()?).stderr(both);
    // Of a group of its own, so that all of it can be ended, and ^c in one does not reach the other.
    let mut child = command.process_group(0).spawn()?;
    let group = Pid::from_raw(child.id().cast_signed());
    let _ = child.stdin.take().map(|stdin| feeding.send(stdin));
    let _ = hearing.send(output);
    let _ = waiting.send(child);
    Ok(group)
}

/// Why a command could not be started, in words.
pub fn why(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::NotFound => "there is no such command".to_owned(),
        ErrorKind::PermissionDenied => "this file is no command".to_owned(),
        _ => why_refused(error),
    }
}

/// How a command came to its end.
enum End {
    Ended(io::Result<ExitStatus>),
    GivenUp,
    TooLong,
}

/// Waits until the command and its output have ended, it is given up, or it has run too long.
fn wait(turn: u32, inbox: &Receiver<Step>) -> End {
    let (mut ended, mut silent) = (None, false);
    let mut until = Instant::now() + PATIENCE;
    loop {
        match inbox.recv_timeout(until.saturating_duration_since(Instant::now())) {
            Ok(Step::GivenUp) => return End::GivenUp,
            Ok(Step::Silent(of) | Step::Ended(of, _)) if of != turn => {}
            Ok(Step::Silent(_)) => silent = true,
            Ok(Step::Ended(_, status)) => {
                ended = Some(status);
                until = Instant::now() + LAST_WORDS;
            }
            Err(_) => return ended.map_or(End::TooLong, End::Ended),
        }
        if silent && let Some(status) = ended.take() {
            return End::Ended(status);
        }
    }
}

/// Reads an output to its end and keeps its beginning.
fn keep(mut output: impl Read, kept: &Mutex<Vec<u8>>) {
    let mut buffer = [0; 8 * 1024];
    while let Ok(read @ 1..) = output.read(&mut buffer) {
        let mut kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        // One byte more than is shown tells that there was more.
        let room = (KEPT + 1).saturating_sub(kept.len());
        kept.extend_from_slice(&buffer[..read.min(room)]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::channel;
    use std::thread;

    fn run_words(words: &[&str], input: &str) -> Option<Printed> {
        let (steps, inbox) = channel();
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        let environment = vec![("BYLINE_TITLE", "Low \"water\"; $(rm x)".to_owned())];
        run(Errand { words, input: input.to_owned(), environment }, &steps, &inbox)
    }

    #[track_caller]
    fn check(words: &[&str], input: &str, text: &str, failed: Option<&str>) {
        let printed = run_words(words, input).unwrap();
        assert_eq!((printed.text.as_str(), printed.failed.as_deref()), (text, failed), "{words:?}");
    }

    #[test]
    fn a_command_gets_the_article_and_what_it_prints_comes_back() {
        check(&["cat"], "text", "text", None);
        check(&["sh", "-c", "printf %s \"$BYLINE_TITLE\""], "", "Low \"water\"; $(rm x)", None);
        check(&["true"], &"x".repeat(1 << 20), "", None);
        check(&["sh", "-c", "echo so; echo no >&2; exit 3"], "", "so\nno\n", Some("exit status: 3"));
        check(&["sh", "-c", "kill -9 $$"], "", "", Some("signal: 9 (SIGKILL)"));
        check(&["no-such-command-anywhere"], "", "", Some("there is no such command"));
        check(&["/"], "", "", Some("this file is no command"));
        check(&["echo", "$HOME", "*"], "", "$HOME *\n", None);
    }

    #[test]
    fn a_command_is_run_for_each_and_one_that_fails_stops_none() {
        let (steps, inbox) = channel();
        let errand = |script: &str| {
            let words = ["sh", "-c", script].map(str::to_owned).to_vec();
            (script.to_owned(), Errand { words, input: String::new(), environment: Vec::new() })
        };
        let scripts = ["echo a", "true", "echo c; exit 3", "echo d"];
        let all = run_each(scripts.iter().map(|script| errand(script)), 4, &steps, &inbox);
        assert_eq!(all.text, format!("{}\na\n\n{}\nc\n\n{}\nd\n", scripts[0], scripts[2], scripts[3]));
        assert_eq!((all.cut, all.failed.as_deref()), (false, Some("1 of 4 failed: exit status: 3")));

        let loud = ["head -c 200000 /dev/zero | tr '\\0' x"; 3];
        let all = run_each(loud.iter().map(|script| errand(script)), 3, &steps, &inbox);
        assert!(all.cut && all.text.len() == KEPT);

        // Given up between the second and the third; and while the third hangs.
        let begun = tempfile::tempdir().unwrap();
        let hangs = format!(": > '{}/third'; sleep 600", begun.path().display());
        for third in ["echo c", &hangs] {
            let (giving_up, begun) = (steps.clone(), begun.path().join("third"));
            let is_hanging = third == hangs;
            let errands = ["echo a", "echo b; exit 3", third, "echo d"].into_iter().map(|script| {
                let (giving_up, begun) = (giving_up.clone(), begun.clone());
                let give_up = move || {
                    while is_hanging && !begun.exists() {
                        thread::yield_now();
                    }
                    let _ = giving_up.send(Step::GivenUp);
                };
                match (script == third, is_hanging) {
                    (true, true) => drop(thread::spawn(give_up)),
                    (true, false) => give_up(),
                    _ => {}
                }
                errand(script)
            });
            let all = run_each(errands, 4, &steps, &inbox);
            assert_eq!(all.text, "echo a\na\n\necho b; exit 3\nb\n");
            assert_eq!((all.failed.as_deref(), all.given_up), (Some("1 of 2 failed: exit status: 3"), Some((2, 4))));
        }
    }

    #[test]
    fn what_one_turn_leaves_behind_does_not_end_the_next() {
        let (steps, inbox) = channel();
        let ended = || Ok(ExitStatus::default());
        for step in [Step::Silent(0), Step::Ended(1, ended()), Step::Ended(0, ended()), Step::Silent(1)] {
            steps.send(step).unwrap();
        }
        assert!(matches!(wait(1, &inbox), End::Ended(Ok(_))));
        assert!(inbox.try_recv().is_err(), "the end of its own output was waited for");
    }

    #[test]
    fn of_endless_output_the_beginning_is_kept() {
        let printed = run_words(&["head", "-c", "4000000", "/dev/zero"], "").unwrap();
        assert!(printed.cut && printed.text.len() == KEPT && printed.failed.is_none());
    }

    #[test]
    fn what_a_command_leaves_behind_is_not_waited_for() {
        let printed = run_words(&["sh", "-c", "sleep 600 & echo $!"], "").unwrap();
        assert_eq!((printed.failed, printed.cut), (None, false));
        // It lives on, and is ended here: what runs the tests may wait for all they started.
        let left = Pid::from_raw(printed.text.trim().parse().unwrap()).unwrap();
        rustix::process::kill_process(left, Signal::KILL).unwrap();
    }

    #[test]
    fn a_command_that_hangs_is_ended_with_all_it_started_when_it_is_given_up() {
        let folder = tempfile::tempdir().unwrap();
        let started = folder.path().join("started");
        let (steps, inbox) = channel();
        let script = format!("sleep 600 & : > '{}'; sleep 600", started.display());
        let errand = Errand {
            words: ["sh", "-c", &script].map(str::to_owned).to_vec(),
            input: String::new(),
            environment: Vec::new(),
        };
        let sender = steps.clone();
        let running = thread::spawn(move || (run(errand, &sender, &inbox), inbox));
        while !started.exists() {
            thread::yield_now();
        }
        steps.send(Step::GivenUp).unwrap();
        let (printed, inbox) = running.join().unwrap();
        assert_eq!(printed, None);
        // Its output ends when nobody is left that could write to them.
        for _ in 0..2 {
            assert!(inbox.recv_timeout(Duration::from_secs(60)).is_ok(), "something it started lives on");
        }
    }
}
