//! Out of the program, as it is used: files, commands that print, hang, fail and scribble, and the screen after them.

use crate::terminal::{Home, Terminal};

/// The reader on the guide, with a file of settings.
fn open(home: &Home, config: &str) -> Terminal {
    home.write("config/config.toml", config);
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first minute");
    terminal.send("gg");
    terminal
}

fn leave(mut terminal: Terminal) {
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_given_back());
}

#[test]
fn an_article_is_saved_twice_under_two_names() {
    let home = Home::new();
    let mut terminal = open(&home, "save_folder = '~/saved'");
    terminal.send("w");
    terminal.wait_for("The first minute.md");
    terminal.send("w");
    terminal.wait_for("The first minute 2.md");
    leave(terminal);
    let text = |name: &str| std::fs::read_to_string(home.path().join("saved").join(name)).unwrap();
    assert!(text("The first minute.md").starts_with("# The first minute\n"));
    assert_eq!(text("The first minute.md"), text("The first minute 2.md"));
}

#[test]
fn what_a_command_prints_cannot_reach_the_terminal() {
    let home = Home::new();
    let mut terminal =
        open(&home, "[commands]\nevil = ['printf', '\\033]0;title\\007\\033[2Jplain\\n\\302\\2331mhere']");
    terminal.send("!evil\r");
    terminal.wait_for("plain");
    terminal.wait_for("1mhere");
    let sent = terminal.bytes();
    assert!(!sent.windows(6).any(|bytes| bytes == b"\x1b]0;ti") && !sent.contains(&7));
    terminal.send("q");
    terminal.wait_for("? keys");
    leave(terminal);
}

#[test]
fn a_command_that_hangs_fails_or_is_missing_leaves_the_reader_as_it_was() {
    let home = Home::new();
    let mut terminal = open(&home, "opener = ['no-such-opener']\n[commands]\nhang = ['sleep', '600']");
    terminal.send("!hang\r");
    terminal.wait_for("hang runs");
    terminal.send("\x1b");
    terminal.wait_for("given up");
    terminal.send("|exit-of-none\r");
    terminal.wait_for("there is no such command");
    terminal.send("|sh -c 'exit 3'\r");
    terminal.wait_for("exit status: 3");
    terminal.send("j");
    terminal.wait_for("2/10");
    leave(terminal);
}
