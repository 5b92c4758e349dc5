//! What a whole sequence from the terminal means: a key, an answer, or nothing to us.

use super::Input;
use super::keyboard::RELEASED;
use crate::app::Answer;
use crate::keys::{Code, Key};

/// The role of a byte in a control sequence that byline knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// More follows.
    More,
    /// It ends here.
    Last,
    /// No known sequence goes on like this.
    Other,
}

/// The role of a byte after `ESC [` and these bytes: in arrow keys, function keys, mouse reports, pastes and answers.
pub fn part(held: &[u8], byte: u8) -> Part {
    match (held, byte) {
        ([], b'[' | b'<' | b'?' | b'>' | b'0'..=b'9') => Part::More,
        ([], b'A'..=b'F' | b'H' | b'I' | b'M' | b'O'..=b'S' | b'Z') => Part::Last,
        ([], _) => Part::Other,
        // The Linux console begins its function keys with a second bracket.
        ([b'[', ..], b'A'..=b'E') => Part::Last,
        ([b'[', ..], _) => Part::Other,
        (_, b'0'..=b'9' | b';' | b':') => Part::More,
        ([b'<', ..], b'M' | b'm') => Part::Last,
        ([b'?', ..], b'$') => Part::More,
        ([b'?', ..], b'y' | b'u' | b'c' | b'n') => Part::Last,
        ([b'>', ..], b'c') => Part::Last,
        ([b'0'..=b'9', ..], b'~' | b'u') => Part::Last,
        (b"0" | b"3", b'n') => Part::Last,
        (_, b'R' | b'M') if held.contains(&b';') => Part::Last,
        ([b'1'], b'A'..=b'F' | b'H' | b'P'..=b'S' | b'Z') => Part::Last,
        ([b'1', b';' | b':', ..], b'A'..=b'F' | b'H' | b'P'..=b'S' | b'Z') => Part::Last,
        _ => Part::Other,
    }
}

/// Whether a byte continues the beginning of a string that a terminal sends: `]11;`, `P>|`, `P1$r`, `_G`.
pub fn begins_text(first: u8, held: &[u8], byte: u8) -> bool {
    match first {
        b']' => byte.is_ascii_digit() || (byte == b';' && !held.is_empty()),
        b'P' => matches!(
            (held, byte),
            ([], b'>' | b'0' | b'1') | (b">", b'|') | ([b'0' | b'1'], b'$' | b'+') | ([_, b'$' | b'+'], b'r')
        ),
        _ => held.is_empty() && byte == b'G',
    }
}

/// Whether the beginning of a string is complete, so that its text follows.
pub fn has_text(first: u8, held: &[u8]) -> bool {
    match first {
        b']' => held.contains(&b';'),
        b'P' => held.starts_with(b">|") || held.contains(&b'r'),
        _ => !held.is_empty(),
    }
}

/// A key after `ESC O`.
pub fn ss3(last: u8) -> Option<Key> {
    match last {
        b'M' => Some(Key::plain(Code::Enter)),
        _ => letter(last).map(Key::plain),
    }
}

/// Keys that are told by a letter.
fn letter(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'P' => Code::F(1),
        b'Q' => Code::F(2),
        b'R' => Code::F(3),
        b'S' => Code::F(4),
        _ => return None,
    })
}

/// Keys that are told by a number.
fn number(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number as u8 - 10),
        17..=21 => Code::F(number as u8 - 11),
        23 | 24 => Code::F(number as u8 - 12),
        _ => return None,
    })
}

/// What a control sequence means: its parameters and intermediates, and the byte that ends it.
pub fn csi(held: &[u8], last: u8) -> Option<Input> {
    if let Some(rest) = held.strip_prefix(b"?") {
        let answer = match last {
            b'y' => mode(rest),
            b'u' => keyboard(rest),
            _ => None,
        };
        return answer.map(Input::Answer);
    }
    if held == b"[" {
        return (b'A'..=b'E').contains(&last).then(|| Key::plain(Code::F(last - b'A' + 1)).into());
    }
    let parts = parts(held)?;
    // Kitty's protocol also tells when a key is let go, where that was asked for.
    if parts.get(1).and_then(|part| part.get(1)) == Some(&RELEASED) {
        return None;
    }
    let numbers: Vec<u32> = parts.into_iter().map(|part| part[0]).collect();
    let nth = |n: usize| numbers.get(n).copied().unwrap_or(0);
    let code = match (last, &numbers[..]) {
        (b'I', []) => return Some(Input::Focus(true)),
        (b'O', []) => return Some(Input::Focus(false)),
        (b'n', [0]) => return Some(Input::Answer(Answer::Ready)),
        (b'Z', _) => return Some(Key::new(Code::Tab, false, false, true).into()),
        (b'~', [27, _, code, ..]) => return Some(modified(character(*code)?, nth(1)).into()),
        (b'~', [first, ..]) => number(*first)?,
        // Where the cursor is; what says the first row may be a key.
        (b'R', [row, column]) if *row != 1 => return Some(Input::Answer(Answer::Place(*row, *column))),
        (b'R', [row, ..]) if *row != 1 => return None,
        // No key is told so: F3 alone has no numbers, and 16 is Shift, Alt, Ctrl and Meta together.
        (b'R', [_, modifiers, ..]) if !(2..=16).contains(modifiers) => return None,
        (_, [] | [1, ..]) => letter(last)?,
        _ => return None,
    };
    Some(modified(code, nth(1)).into())
}

/// The parameters; none where a byte is no part of a parameter. What follows a colon only says more of the number before.
fn numbers(held: &[u8]) -> Option<Vec<u32>> {
    Some(parts(held)?.into_iter().map(|part| part[0]).collect())
}

/// The parameters in their parts, which colons keep apart; each has at least one, and what is left out is 0.
pub fn parts(held: &[u8]) -> Option<Vec<Vec<u32>>> {
    if held.is_empty() {
        return Some(Vec::new());
    }
    let number = |digits: &[u8]| -> Option<u32> {
        if digits.is_empty() { Some(0) } else { std::str::from_utf8(digits).ok()?.parse().ok() }
    };
    held.split(|b| *b == b';').map(|part| part.split(|b| *b == b':').map(number).collect()).collect()
}

/// A key with modifiers as xterm tells them: one more than their bits.
fn modified(code: Code, modifiers: u32) -> Key {
    let bits = modifiers.saturating_sub(1);
    Key::new(code, bits & 4 != 0, bits & 2 != 0, bits & 1 != 0)
}

/// A key by the number of its character.
pub fn character(code: u32) -> Option<Code> {
    Some(match char::from_u32(code)? {
        '\r' => Code::Enter,
        '\t' => Code::Tab,
        '\x1b' => Code::Esc,
        '\x7f' | '\x08' => Code::Backspace,
        // Kept for keys that are no characters.
        '\u{e000}'..='\u{f8ff}' => return None,
        c if c.is_control() => return None,
        c => Code::Char(c),
    })
}

/// `2026;2$`: whether the terminal has a mode (DECRPM).
fn mode(held: &[u8]) -> Option<Answer> {
    match numbers(held.strip_suffix(b"$")?)?[..] {
        [mode, state] => Some(Answer::Mode(mode, matches!(state, 1..=3))),
        _ => None,
    }
}

/// What of kitty's keyboard protocol the terminal goes by.
fn keyboard(held: &[u8]) -> Option<Answer> {
    match numbers(held)?[..] {
        [flags] => Some(Answer::Keyboard(flags)),
        _ => None,
    }
}

/// A string that a terminal sends by itself: its name (XTVERSION), `>|xterm(390)`.
pub fn text(first: u8, held: &[u8]) -> Option<Answer> {
    let name = held.strip_prefix(b">|").filter(|_| first == b'P')?;
    Some(Answer::Name(String::from_utf8_lossy(name).chars().filter(|c| !c.is_control()).take(100).collect()))
}
