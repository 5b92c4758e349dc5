//! Ctrl-C, and a kill, while files are taken in: what is in stays, and going on takes the rest.

use super::Home;
use super::home::{Said, said};
use std::process::{Child, Stdio};

const FILES: usize = 2_500;

fn write_many(home: &Home) {
    for n in 0..FILES {
        let text =
            format!("Article number {n} of a long series\n\n{}\n", format!("Sentence {n} says a little. ").repeat(40));
        home.write(&format!("n/{n:05}.txt"), text);
    }
}

/// Starts an import and waits until its first batch is in.
fn start(home: &Home) -> Child {
    let child = home.command(&["import", "n"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let has_begun = || {
        let segments = std::fs::read_dir(home.at("data/articles")).into_iter().flatten().flatten();
        segments.filter_map(|entry| entry.metadata().ok()).any(|metadata| metadata.len() > 100_000)
    };
    while !has_begun() {
        std::thread::yield_now();
    }
    child
}

fn send(signal: rustix::process::Signal, child: Child) -> Said {
    let pid = rustix::process::Pid::from_child(&child);
    // It may have ended by itself on a fast machine; then there is nobody to interrupt.
    let _ = rustix::process::kill_process(pid, signal);
    said(child.wait_with_output().unwrap())
}

#[test]
fn an_interrupted_import_keeps_what_is_in_and_goes_on_later() {
    let home = Home::new();
    write_many(&home);
    let stopped = send(rustix::process::Signal::INT, start(&home));
    let kept = home.list().len();
    if stopped.status == 1 {
        assert!(stopped.err.contains("they stay in, and the same command takes the rest"), "{}", stopped.err);
        assert!(stopped.out.starts_with(&format!("{} articles", thousands(kept))), "{} {kept}", stopped.out);
    } else {
        assert_eq!((stopped.status, kept), (0, FILES));
    }
    let out = home.fine(&["import", "n"]);
    assert_eq!(home.list().len(), FILES, "{out}");
}

#[test]
fn a_killed_import_keeps_what_is_in_and_goes_on_later() {
    let home = Home::new();
    write_many(&home);
    send(rustix::process::Signal::KILL, start(&home));
    let kept = home.list().len();
    assert!(kept > 0);
    home.fine(&["import", "n"]);
    assert_eq!(home.list().len(), FILES);
}

fn thousands(n: usize) -> String {
    if n < 1_000 { n.to_string() } else { format!("{},{:03}", n / 1_000, n % 1_000) }
}
