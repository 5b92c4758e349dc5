//! The system allows no more threads: no command panics or reports work it did not do, and the reader starts with fewer
//! threads or says why it can't. No mark that it shows is lost, and a signal always ends it.

use super::server::Server;
use super::two;
use crate::terminal::Home;
use rustix::process::Signal;
use std::process::{Command, Stdio};

/// The command line that refuses byline a thread or program: the one of this number, or with a `+` those after it too.
fn refusing(when: &str, arguments: &[&str]) -> Vec<String> {
    let inject = format!("inject=clone3:error=EAGAIN:when={when}");
    let strace = ["strace", "-D", "-f", "-qq", "-o", "/dev/null", "-e", "trace=clone3", "-e", &inject];
    let byline = env!("CARGO_BIN_EXE_byline");
    strace.iter().chain(&[byline]).chain(arguments).map(|&word| word.to_owned()).collect()
}

fn lacks_strace() -> bool {
    let lacks = Command::new("strace").arg("-V").stdout(Stdio::null()).status().is_err();
    if lacks {
        println!("skipped: strace is missing");
    }
    lacks
}

/// Runs a command line in a home: its status, and all that it said.
fn run(home: &Home, words: &[String]) -> (Option<i32>, String) {
    let mut command = Command::new(&words[0]);
    command.env_clear().envs(home.environment()).current_dir(home.path()).args(&words[1..]).stdin(Stdio::null());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
    // An article's id depends on where the home is, and files of one second stand in any order.
    let mut lines: Vec<_> = said.lines().map(|line| line.split_once(" •  ").map_or(line, |(_, title)| title)).collect();
    lines.sort_unstable();
    (output.status.code(), lines.join("\n").replace(&*home.path().to_string_lossy(), "HOME"))
}

#[test]
fn refused_threads_change_no_result() {
    if lacks_strace() {
        return;
    }
    let server = Server::new();
    server.serve("/f", two());
    let feed = server.at("/f").replace("127.0.0.1", "localhost");
    let all = |when: &str| {
        let home = Home::new();
        for n in 0..100 {
            home.write(&format!("n/{n}.txt"), format!("Article {n} of the harbour.\n"));
        }
        let commands = [&["import", "n"][..], &["reindex"], &["search", "harbour"], &["add", &feed], &["fetch"]];
        commands.map(|arguments| run(&home, &refusing(when, arguments)))
    };
    let right = all("99");
    assert!(right.iter().all(|(status, _)| *status == Some(0)), "{right:?}");
    for when in ["1", "2", "3", "1+", "2+"] {
        assert_eq!(all(when), right, "refused: {when}");
    }
}

#[test]
fn a_refused_program_is_named_with_the_limit() {
    if lacks_strace() {
        return;
    }
    let home = Home::new();
    home.write("config/sources.toml", "[[source]]\ncommand = \"echo x\"\n");
    for when in ["1+", "2+", "3+"] {
        let (status, said) = run(&home, &refusing(when, &["fetch", "echo x"]));
        assert_eq!(status, Some(1), "{said}");
        assert!(said.contains("the limit on processes and threads is reached (`ulimit -u`)"), "{when}: {said}");
    }
}

#[test]
fn a_reader_short_of_threads_says_so_loses_nothing_and_ends() {
    if lacks_strace() {
        return;
    }
    let each = (1..=14).map(|n| n.to_string());
    for when in each.chain(["1+", "3+", "6+", "8+", "10+", "12+"].map(str::to_owned)) {
        let home = Home::new();
        home.write("ferry.txt", "The ferry is late.\n");
        assert_eq!(home.run(&["import", "ferry.txt"]).0, Some(0));
        let words = refusing(&when, &[]);
        let mut terminal = home.start((80, 24), &words.iter().map(String::as_str).collect::<Vec<_>>());
        terminal.wait_until("the list, or why there is none", |screen| {
            let text = screen.contents();
            text.contains("The ferry is late") || text.contains("the reader can't start")
        });
        if terminal.text().contains("the reader can't start") {
            assert!(!terminal.wait_for_end().success(), "{when}");
        } else {
            terminal.send("ggs");
            terminal.wait_for("★");
            terminal.signal(Signal::TERM);
            assert!(terminal.wait_for_end().success(), "{when}: {}", terminal.text());
            assert_eq!(home.run(&["list", "is:starred"]).0, Some(0), "{when}: the star is lost");
        }
        assert!(terminal.is_given_back(), "{when}");
    }
}
