//! What is said to the terminal beside the picture, and what the terminal says: focus, notices, the keyboard.

use crate::terminal::{Home, Terminal};

fn has(terminal: &Terminal, bytes: &str) -> bool {
    terminal.bytes().windows(bytes.len()).any(|window| window == bytes.as_bytes())
}

#[test]
fn new_articles_ring_only_where_nobody_looks() {
    let home = Home::new();
    home.write("config/config.toml", "notify = 'bell'");
    home.write("in/first.txt", "The first one\n\nWords.\n");
    let folder = home.path().join("in").to_string_lossy().into_owned();
    home.write("config/sources.toml", format!("[[source]]\npath = '{folder}'\n"));
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first one");
    assert!(has(&terminal, "\x1b[?1004h"));
    terminal.send("\x1b[I");
    home.write("in/second.txt", "The second one\n\nWords.\n");
    terminal.send("R");
    terminal.wait_for("The second one");
    terminal.wait_for("1 new");
    let before = terminal.bytes().iter().filter(|byte| **byte == 7).count();
    terminal.send("\x1b[O");
    home.write("in/third.txt", "The third one\n\nWords.\n");
    terminal.send("R");
    terminal.wait_for("The third one");
    terminal.wait_for_bytes(|bytes| bytes.iter().filter(|byte| **byte == 7).count() > before);
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_given_back() && has(&terminal, "\x1b[?1004l"));
}

#[test]
fn a_keyboard_that_tells_all_is_asked_for_set_and_set_back() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first minute");
    terminal.wait_for_bytes(|bytes| bytes.windows(4).any(|window| window == b"\x1b[?u"));
    assert!(!has(&terminal, "\x1b[>29u"), "nothing is set before the terminal has answered");
    terminal.send("\x1b[?0u");
    terminal.wait_for_bytes(|bytes| bytes.windows(6).any(|window| window == b"\x1b[>29u"));
    terminal.send("\x1b[?29u\x1b[0n");
    // Georgian, of which no layout is shipped: G and g g, by their places; Shift alone is no key.
    terminal.send("\x1b[57441;2u\x1b[4325:7333:103;2;4325u");
    terminal.wait_for("10/10");
    terminal.send("\x1b[4306::103;;4306u\x1b[4306::103;;4306u");
    terminal.wait_for("1/10");
    // What is typed into a line is what was typed, whatever lies there.
    terminal.send("\x1b[47u");
    terminal.send("\x1b[4325::106;;4325u\x1b[101;;233u\x1b[97:65;2;65u");
    terminal.wait_for("\u{10e5}\u{e9}A");
    terminal.send("\x1b[27u");
    terminal.wait_for("1/10");
    terminal.send("\x1b[113;1u");
    assert!(terminal.wait_for_end().success());
    assert!(has(&terminal, "\x1b[<u") && terminal.is_given_back());
}

#[test]
fn a_keyboard_that_tells_a_part_is_asked_for_that_part() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first minute");
    terminal.send("\x1b[?0u\x1b[?5u");
    terminal.wait_for_bytes(|bytes| bytes.windows(7).any(|window| window == b"\x1b[=5;1u"));
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    assert!(has(&terminal, "\x1b[<u"));
}
