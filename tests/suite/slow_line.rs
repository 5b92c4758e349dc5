//! A slow line: keys in pieces, answers after the program quit, and a terminal that other programs used meanwhile.
//!
//! Time is the input here: these tests wait only to imitate a slow line.

use crate::terminal::{Home, Terminal};
use rustix::process::Signal;
use std::process::Command;
use std::thread::sleep;
use std::time::Duration;

/// Sends one byte every 60 ms.
fn send_slowly(terminal: &mut Terminal, keys: &str) {
    for byte in keys.split_inclusive(|_| true) {
        terminal.send(byte);
        sleep(Duration::from_millis(60));
    }
}

fn millis(millis: u64) {
    sleep(Duration::from_millis(millis));
}

#[test]
fn one_byte_every_60_ms_is_one_key() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("1/10");
    send_slowly(&mut terminal, "\x1b[B\x1bOB");
    terminal.wait_for("3/10");
    // Home, then Left: `D` would be the trash.
    send_slowly(&mut terminal, "\x1b[1~");
    terminal.wait_for("1/10");
    send_slowly(&mut terminal, "\x1b[<0;10;10M\x1b[5~\x1b[A\x1bOA\x1b[D");
    terminal.send("ga");
    terminal.wait_for("1/10");
    // Escape closes the prompt at once, and the rest of the arrow restores it.
    terminal.send("/");
    send_slowly(&mut terminal, "guide\x1b[D!");
    terminal.wait_for("/guid!e");
    terminal.send("\x1b");
    terminal.wait_without("/guid!e");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    let (_, unread, _) = home.run(&["search", "is:unread", "--json"]);
    assert_eq!(unread.lines().count(), 10, "nothing was marked: {unread}");
}

#[test]
fn alt_and_lost_ends_leave_keys_alone() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("1/10");
    for alt in ["\x1b]", "\x1bP", "\x1b[", "\x1bO"] {
        terminal.send(alt);
        terminal.send("\x05");
        millis(100);
        terminal.send("j");
        terminal.wait_for("2/10");
        terminal.send("gg");
        terminal.wait_for("1/10");
    }
    terminal.send("\x1b[200~lost");
    for _ in 0..2 {
        millis(100);
        terminal.send("\x03");
    }
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_given_back());
}

/// A terminal's answers to these bytes.
fn answers(bytes: &[u8]) -> String {
    let known = [
        ("\x1b[>q", "\x1bP>|VTE(7600)\x1b\\"),
        ("\x1b[?2026$p", "\x1b[?2026;2$y"),
        ("\x1b[?u", "\x1b[?0u"),
        ("\x1b[6n", "\x1b[2;20R"),
        ("\x1b[5n", "\x1b[0n"),
    ];
    let at = |at: usize| known.iter().find(|(question, _)| bytes[at..].starts_with(question.as_bytes()));
    (0..bytes.len()).filter_map(at).map(|(_, answer)| *answer).collect()
}

fn has(bytes: &[u8], wanted: &str) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted.as_bytes())
}

#[test]
fn late_answers_are_not_left_to_the_shell() {
    for (leave, delay) in [("Q", 0), ("Q", 300), ("Q", 800), ("\x1a", 300), ("\x1a", 800), ("kill", 800)] {
        let home = Home::new();
        let script = "set -m; \"$0\"; printf 'the %s reads\\n' shell; exec cat -v";
        let mut terminal = home.start((80, 24), &["sh", "-c", script, env!("CARGO_BIN_EXE_byline")]);
        terminal.wait_for("1/10");
        terminal.wait_for_bytes(|bytes| has(bytes, "\x1b[5n"));
        match leave {
            "kill" => {
                let kill = format!("kill -TERM $(pgrep -P {} byline)", terminal.id());
                assert!(Command::new("sh").args(["-c", &kill]).status().unwrap().success());
            }
            key => terminal.send(key),
        }
        millis(delay);
        let answers = answers(terminal.bytes());
        terminal.send(&answers);
        terminal.wait_for("the shell reads");
        terminal.send("all\r\x04");
        terminal.wait_for_end();
        let text = terminal.text();
        let after = text.rsplit("the shell reads").next().unwrap();
        let rest: Vec<&str> = after.split_whitespace().collect();
        assert_eq!(rest, ["all", "all"], "{leave:?} after {delay} ms:\n{text}");
    }
}

#[test]
fn changed_terminal_is_set_up_again() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("1/10");
    let id = terminal.id();
    let sh = |script: &str| {
        let output = Command::new("sh").args(["-c", &format!("{script} < /proc/{id}/fd/0")]).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    if sh("stty -a").is_empty() {
        return println!("skipped: /proc names no terminal here");
    }
    terminal.signal(Signal::STOP);
    sh("stty sane");
    assert!(!sh("stty -a").contains("-icanon"));
    let before = terminal.bytes().len();
    terminal.signal(Signal::CONT);
    terminal.wait_for_bytes(|bytes| has(&bytes[before..], "\x1b[?1049h") && has(&bytes[before..], "1/10"));
    assert!(sh("stty -a").contains("-icanon"));
    terminal.send("j");
    terminal.wait_for("2/10");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_given_back());
}
