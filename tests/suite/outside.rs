//! Out of the program, as it is used: files, commands that print, hang, fail and scribble, and the screen after them.

use crate::terminal::{Home, Terminal};
use std::os::unix::fs::PermissionsExt as _;

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
fn a_range_is_piped_as_one_stream_run_one_by_one_and_saved_as_files() {
    let home = Home::new();
    let tell = "tell = ['sh', '-c', 'echo \"<$BYLINE_TITLE>\"; test \"$BYLINE_TITLE\" != Marking']";
    let mut terminal = open(&home, &format!("save_folder = '~/saved'\n[commands]\n{tell}"));
    terminal.send("vjjjg|sh -c 'echo objects: $(wc -l)'\r");
    terminal.wait_for("objects: 4");
    terminal.send("qggvjjj!tell\r");
    terminal.wait_for("<The first minute>");
    terminal.wait_for("<Marking>");
    terminal.wait_for("1 of 4 failed: exit status: 1");
    terminal.send("qggvjjjw");
    terminal.wait_for("saved 4 articles in");
    leave(terminal);
    assert_eq!(std::fs::read_dir(home.path().join("saved")).unwrap().count(), 4);
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

#[test]
fn a_note_is_written_in_an_editor_that_has_the_terminal_and_gives_it_back() {
    let home = Home::new();
    home.write("a.txt", "Low water\n\nThe ferry waits.\n");
    // It draws where it likes, waits for a key of its own, and writes two lines.
    let editor = home.write(
        "editor",
        "#!/bin/sh\nprintf '\\033[2J\\033[5;5Hthe editor'\nread key\nprintf 'first line\\nsecond line\\n' > \"$1\"\n",
    );
    // It leaves letters that are lines, rows that make room, margins, and a terminal that tells nobody what is typed.
    let failing = home.write(
        "failing",
        "#!/bin/sh\nprintf '\\033(0\\033[4h\\033[5;9r\\033[?6h\\033[?1000h'\nstty raw -echo\nexit 3\n",
    );
    let open = |editor: &std::path::Path| {
        let byline = env!("CARGO_BIN_EXE_byline");
        let script =
            format!("EDITOR='sh {}' {byline} a.txt; stty -a | tr ' ' '\\n' | grep -x -e '-*echo'", editor.display());
        home.start((80, 24), &["sh", "-c", &script])
    };
    let mut terminal = open(&failing);
    terminal.wait_for("The ferry waits.");
    terminal.send("gn");
    terminal.wait_for("note:");
    terminal.send("kept\u{1b}e");
    terminal.wait_for("the note is as it was");
    terminal.wait_for("kept");
    let sent = terminal.bytes();
    let left = sent.windows(7).rposition(|bytes| bytes == b"\x1b[?1000").unwrap();
    for settled in [&b"\x1b(B"[..], b"\x1b[4l", b"\x1b[?6l", b"\x1b[r"] {
        assert!(sent[left - 40..].windows(settled.len()).any(|bytes| bytes == settled), "{settled:?}");
    }
    terminal.send("\u{7}");
    terminal.wait_without("note:");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success() && terminal.is_given_back());
    assert_eq!(terminal.text().trim(), "echo", "the modes are those from before the editor");
    let mut terminal = open(&editor);
    terminal.wait_for("The ferry waits.");
    terminal.send("gn");
    terminal.wait_for("note:");
    terminal.send("\u{1b}e");
    terminal.wait_for("the editor");
    terminal.send("Q\r");
    terminal.wait_for("noted");
    terminal.wait_for("second line");
    terminal.wait_without("the editor");
    leave(terminal);
    assert_eq!(
        std::fs::read_dir(home.path().join("state"))
            .unwrap()
            .filter(|entry| { entry.as_ref().unwrap().file_name().to_string_lossy().starts_with("note-") })
            .count(),
        0
    );
}

#[test]
fn a_text_browser_has_the_terminal_and_gives_it_back() {
    let home = Home::new();
    home.write("a.md", "# Low water\n\nGo to [the news](https://news.example/).\n");
    // It leaves nothing behind that the next visit could be taken for.
    let script =
        "#!/bin/sh\nprintf '\\033[2J\\033[5;5Hthe browser at %s' \"$1\"\nread key\nprintf '\\033[2J'\nexit $key\n";
    let browser = home.write("w3m", script);
    std::fs::set_permissions(&browser, std::fs::Permissions::from_mode(0o755)).unwrap();
    let browser = browser.display();
    for (config, variable) in [
        (format!("opener = ['{browser}']"), "BROWSER=".to_owned()),
        (format!("opener = ['sh', '{browser}']\nopener_in = 'terminal'"), "BROWSER=".to_owned()),
        (String::new(), format!("BROWSER={browser}")),
    ] {
        home.write("config/config.toml", &config);
        let mut terminal = home.start((80, 24), &["env", &variable, env!("CARGO_BIN_EXE_byline"), "a.md"]);
        terminal.wait_for("Go to");
        for (status, told) in [("0", "opened https://news.example/"), ("3", "not opened: https://news.example/")] {
            terminal.send("1o");
            terminal.wait_for("the browser at https://news.example/");
            terminal.send(&format!("{status}\r"));
            terminal.wait_for(told);
            terminal.wait_for("Go to");
        }
        leave(terminal);
    }
}
