//! A notice on the desktop of whoever sits before the terminal, wherever that is (OSC 9, 99, 777), or its bell; through
//! the multiplexers that stand before it.
//!
//! It sends nothing itself, and decides neither whether nor of what to tell.

use super::clipboard::Between;
use crate::config::Notify;
use crate::text::{Clean, cut};

const BELL: &str = "\x07";

/// The longest notice, in columns.
const LONGEST: usize = 160;

/// How a terminal is told: iTerm2's way, kitty's, rxvt's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Nine,
    NinetyNine,
    Notify,
}

/// Terminals by the names they answer with, or have in `TERM`, and how they are told. Of some it hangs on how they were
/// built whether they show anything: those ring as well.
const WAYS: [(&str, Way, bool); 14] = [
    ("kitty", Way::NinetyNine, false),
    ("xterm-kitty", Way::NinetyNine, false),
    ("foot", Way::Notify, false),
    ("ghostty", Way::Notify, false),
    ("xterm-ghostty", Way::Notify, false),
    ("contour", Way::Notify, false),
    ("mintty", Way::Notify, false),
    ("WezTerm", Way::Nine, false),
    ("iTerm2", Way::Nine, false),
    ("iTerm.app", Way::Nine, false),
    ("VTE", Way::Notify, true),
    ("Konsole", Way::Notify, true),
    ("rxvt-unicode", Way::Notify, true),
    // The terminal behind it is not known: most take this, and none shows it as text.
    ("tmux", Way::Nine, true),
];

/// The bytes that tell of something. `names` are what the terminal answered and what the environment calls it, the surest
/// first.
pub fn notice(text: &str, how: Notify, names: &[&str], between: Between) -> Vec<u8> {
    let clean = Clean::line(&text.replace(';', ","));
    let text = cut(clean.as_str(), LONGEST);
    if how == Notify::Off {
        return Vec::new();
    }
    let names = if between == Between::Nothing { names } else { &["tmux"] };
    let is = |name: &str, known: &str| name.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known));
    let name = names.iter().find(|name| !name.is_empty());
    let known = name.and_then(|name| WAYS.iter().find(|(known, ..)| is(name, known)));
    let Some((_, way, rings)) = known.filter(|_| how == Notify::Desktop) else { return BELL.into() };
    // What stands before the text keeps a number at its beginning from being taken for a command.
    let told = match way {
        Way::Nine => format!("\x1b]9;byline: {text}\x07"),
        Way::NinetyNine => format!("\x1b]99;;byline: {text}\x07"),
        Way::Notify => format!("\x1b]777;notify;byline;{text}\x07"),
    };
    let mut bytes = between.pass(&told);
    bytes.extend(if *rings { BELL } else { "" }.bytes());
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, how: Notify, names: &[&str], between: Between, expected: &str) {
        assert_eq!(String::from_utf8(notice(text, how, names, between)).unwrap(), expected, "{names:?}");
    }

    #[test]
    fn a_terminal_is_told_in_its_own_way() {
        let (desktop, alone) = (Notify::Desktop, Between::Nothing);
        check("3 new", Notify::Off, &["kitty(0.42)"], alone, "");
        check("3 new", Notify::Bell, &["kitty(0.42)"], alone, "\x07");
        check("3 new", desktop, &["kitty(0.42)", "xterm-kitty"], alone, "\x1b]99;;byline: 3 new\x07");
        check("3 new", desktop, &["", "xterm-kitty"], alone, "\x1b]99;;byline: 3 new\x07");
        check("3 new", desktop, &["foot(1.16.2)"], alone, "\x1b]777;notify;byline;3 new\x07");
        check("3 new", desktop, &["WezTerm 2024"], alone, "\x1b]9;byline: 3 new\x07");
        check("3 new", desktop, &["VTE(7200)"], alone, "\x1b]777;notify;byline;3 new\x07\x07");
        for silent in [&["XTerm(390)", "xterm"][..], &["", "", "linux"], &["", "xterm-256color"], &["alacritty"], &[]] {
            check("3 new", desktop, silent, alone, "\x07");
        }
        check(
            "3 new",
            desktop,
            &["tmux 3.3a", "tmux-256color"],
            Between::Tmux,
            "\x1bPtmux;\x1b\x1b]9;byline: 3 new\x07\x1b\\\x07",
        );
        check("3 new", desktop, &["", "screen"], Between::Screen, "\x1bP\x1b]9;byline: 3 new\x07\x1b\\\x07");
    }

    #[test]
    fn what_a_source_is_called_cannot_end_the_notice_or_go_on_for_ever() {
        let evil = format!("1 new: a;b\x1b\\\x07\u{9c}\n{}", "c".repeat(10_000));
        let told = String::from_utf8(notice(&evil, Notify::Desktop, &["foot"], Between::Nothing)).unwrap();
        let text = told.strip_prefix("\x1b]777;notify;byline;").unwrap().strip_suffix("\x07").unwrap();
        assert!(text.starts_with("1 new: a,b\\ ccc") && text.len() <= LONGEST, "{text}");
        assert!(!text.chars().any(char::is_control));
    }
}
