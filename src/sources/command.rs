//! A source that is a command: what it prints is a feed, or a title a line.
//!
//! It runs because the reader wrote it into `sources.toml` or typed it; no list and no feed can bring one in.

use super::web::{Reply, Trouble};
use crate::feed::{Answer, Feed, Hints, read};
use crate::text::{decode, is_binary};
use rustix::process::{Pid, Signal, kill_process_group};
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How many of its lines become articles.
const LINES: usize = 10_000;

/// Runs a command and gives what it prints, as if a server had answered.
pub(super) fn run(command: &str, patience: Duration, limit: usize) -> Result<Reply, Trouble> {
    let failed = |error: std::io::Error| Trouble::Command(error.to_string());
    let mut child = Command::new("sh")
        .arg("-c")
        .arg(command)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        // Of a group of its own, so that all of it can be ended.
        .process_group(0)
        .spawn()
        .map_err(failed)?;
    let (printed, said) = (child.stdout.take(), child.stderr.take());
    let (done, wait) = mpsc::channel();
    let said = std::thread::spawn(move || read_all(said, 4096));
    std::thread::spawn(move || done.send(read_all(printed, limit + 1)));
    let Ok(body) = wait.recv_timeout(patience) else {
        end(&mut child);
        return Err(Trouble::TooSlow("end of the command", patience));
    };
    if body.len() > limit {
        end(&mut child);
        return Err(Trouble::TooLarge(limit as u64));
    }
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        let said = String::from_utf8_lossy(&said.join().unwrap_or_default()).trim().to_owned();
        return Err(Trouble::Command(if said.is_empty() { status.to_string() } else { said }));
    }
    Ok(Reply { status: 200, body, ..Reply::default() })
}

fn read_all(from: Option<impl Read>, limit: usize) -> Vec<u8> {
    let mut all = Vec::new();
    if let Some(from) = from {
        // What was printed before an error counts.
        let _ = from.take(limit as u64).read_to_end(&mut all);
    }
    all
}

fn end(child: &mut Child) {
    if let Some(group) = Pid::from_raw(child.id().cast_signed()) {
        let _ = kill_process_group(group, Signal::KILL);
    }
    let _ = child.wait();
}

/// Lines of text as a feed: each is a title.
pub(super) fn lines(body: &[u8]) -> Option<Feed> {
    if is_binary(body) {
        return None;
    }
    let text = decode(body, None).text;
    let titles = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    let items: Vec<_> = titles.map(|title| serde_json::json!({ "title": title })).collect();
    let feed = serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "", "items": items });
    match read(feed.to_string().as_bytes(), &Hints::default()) {
        Answer::Feed(feed) if !items.is_empty() => Some(feed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_command_prints_is_its_answer_and_a_failure_is_told_in_its_own_words() {
        let patience = Duration::from_secs(20);
        assert_eq!(run("printf 'a\\nb\\n'", patience, 100).unwrap().body, b"a\nb\n");
        assert_eq!(
            run("echo 'no such feed' >&2; exit 3", patience, 100).unwrap_err(),
            Trouble::Command("no such feed".into())
        );
        assert_eq!(run("yes", patience, 100).unwrap_err(), Trouble::TooLarge(100));
        let short = Duration::from_millis(50);
        assert_eq!(run("sleep 600", short, 100).unwrap_err(), Trouble::TooSlow("end of the command", short));
    }

    #[test]
    fn each_line_is_a_title() {
        let feed = lines(b"Low water\n\n High water \n").unwrap();
        assert_eq!(
            feed.entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(),
            ["Low water", "High water"]
        );
        assert_eq!(lines(b"\n"), None);
    }
}
