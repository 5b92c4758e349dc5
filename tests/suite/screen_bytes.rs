//! What reaches the terminal: sequences of our own drawing and printable text, whatever an article holds.
//!
//! It does not say what the screen looks like: only what bytes make it.

use crate::terminal::Home;

/// The sequences drawing uses: their last letters. Position, erasing, repeating, scrolling, tabulator, colours and modes.
const DRAWING: &str = "HABCDGdJKXbrSTgmhl";

/// What else the terminal is sent: the title kept, set and given back; for its name, whether it shows frames whole, whether its
/// keyboard tells all, where a tab leads, whether it has read all.
const BESIDES: [&str; 8] =
    ["\x1b[22;2t", "\x1b]2;byline\x1b\\", "\x1b[23;2t", "\x1b[>q", "\x1b[?2026$p", "\x1b[?u", "\t\x1b[6n", "\x1b[5n"];

/// The first byte that is neither printable text nor of a sequence of ours, with what stands around it.
fn foreign(bytes: &[u8]) -> Option<String> {
    let mut text = String::from_utf8_lossy(bytes).into_owned();
    for besides in BESIDES {
        text = text.replace(besides, "");
    }
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after: String = rest.clone().take(40).collect();
        let around = || format!("{c:?} before {after:?}");
        match c {
            '\x1b' => {
                match rest.next() {
                    Some('[') => {}
                    Some('M' | 'H') => continue,
                    _ => return Some(around()),
                }
                let last = rest.find(|c| !matches!(c, '0'..='9' | ';' | '?'));
                if !last.is_some_and(|last| DRAWING.contains(last)) {
                    return Some(around());
                }
            }
            '\r' | '\n' | '\t' | '\x08' => {}
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
                return Some(around());
            }
            c if c.is_control() => return Some(around()),
            _ => {}
        }
    }
    None
}

#[test]
fn the_check_finds_what_it_looks_for() {
    for bad in ["a\x07b", "\x1b]0;title\x07", "\x1b[6n", "\x1b[5i", "\u{9b}31m", "a\u{202e}b", "\x1bc", "\x7f"] {
        assert!(foreign(bad.as_bytes()).is_some(), "{bad:?}");
    }
    assert_eq!(foreign("\x1b[2;1H\x1b[1;38;5;4mtext \u{5d0}\x1b[0m\x1b[?25l\r\n".as_bytes()), None);
}

#[test]
fn hostile_files_reach_the_terminal_as_text_only() {
    let Some(hostile) = crate::shared("hostile") else { return };
    let home = Home::new();
    let mut count = 0;
    for file in std::fs::read_dir(hostile).unwrap().map(|file| file.unwrap().path()) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = std::fs::read(&file).unwrap();
        // As the text they are, and pages as pages.
        home.write(&format!("in/{name}.txt"), &bytes);
        if name.ends_with(".html") {
            home.write(&format!("in/{name}"), &bytes);
        }
        count += 1;
    }
    // As a text of its own: each sequence that a terminal obeys, one a line.
    let obeyed =
        "\x1b]52;c;aGk=\x07\n\x1b]0;owned\x07\n\x1b[6n\n\u{9b}6n\n\x1bPq\x1b\\\n\x1b[?1049l\n\u{202e}dlrow\n\x05\n\x0e";
    home.write(
        "in/obeyed\x1b[31m.txt",
        format!("Title \x1b]0;owned\x07 of it\n\n{obeyed}\n{}", "Plain words after it. ".repeat(50)),
    );
    assert!(count > 50);
    let mut terminal = home.open((80, 24), &["in"]);
    terminal.wait_for("? keys");
    terminal.send("ga");
    terminal.wait_for(" of ");
    terminal.send("gg\r");
    for _ in 0..count {
        terminal.send("Ggvgv J");
    }
    terminal.send("qzdzdG?");
    terminal.wait_for("go down a line");
    terminal.send("qQ");
    assert!(terminal.wait_for_end().success());
    assert_eq!(foreign(terminal.bytes()), None);
}
