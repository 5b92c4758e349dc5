//! What is said to the terminal beside the picture, and what the terminal says: focus and notices.

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
