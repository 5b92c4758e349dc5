//! One press of a key, and how keys and sequences are written: `j`, `^d`, `S-Tab`, `M-b`, `gg`, `''`, `g Space`.
//!
//! It does not read the terminal: `runtime` turns what the terminal sends into keys.

use crate::text::nearest;
use std::fmt;
use std::str::FromStr;

/// One press of a key, in one form only: a letter carries its own shift, and `^i` is `Tab`, as on most terminals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    code: Code,
    ctrl: bool,
    alt: bool,
    shift: bool,
}

/// Which key, without its modifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// One that types a character; the space bar is one.
    Char(char),
    /// Return.
    Enter,
    /// Escape.
    Esc,
    /// Tabulator.
    Tab,
    /// Erases to the left.
    Backspace,
    /// Erases to the right.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// To the beginning.
    Home,
    /// To the end.
    End,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// A function key, from 1.
    F(u8),
}

/// How keys that type nothing are written; of several names the first is printed.
pub(super) const NAMES: &[(Code, &[&str])] = &[
    (Code::Char(' '), &["Space"]),
    (Code::Enter, &["Enter", "Return"]),
    (Code::Esc, &["Esc", "Escape"]),
    (Code::Tab, &["Tab"]),
    (Code::Backspace, &["Backspace", "BS"]),
    (Code::Delete, &["Del", "Delete"]),
    (Code::Insert, &["Ins", "Insert"]),
    (Code::Up, &["↑", "Up"]),
    (Code::Down, &["↓", "Down"]),
    (Code::Left, &["←", "Left"]),
    (Code::Right, &["→", "Right"]),
    (Code::Home, &["Home"]),
    (Code::End, &["End"]),
    (Code::PageUp, &["PgUp", "PageUp"]),
    (Code::PageDown, &["PgDn", "PageDown"]),
];

impl Key {
    /// A press of `code` with these modifiers held, brought to its one form.
    pub fn new(code: Code, ctrl: bool, alt: bool, shift: bool) -> Self {
        let code = match code {
            Code::Char(c) if ctrl => match c.to_ascii_lowercase() {
                // The terminal sends one byte for both.
                'i' => return Key { code: Code::Tab, ctrl: false, alt, shift },
                'm' => return Key { code: Code::Enter, ctrl: false, alt, shift },
                '[' => return Key { code: Code::Esc, ctrl: false, alt, shift },
                c => Code::Char(c),
            },
            Code::Char(c) if shift => Code::Char(upper(c)),
            code => code,
        };
        Key { code, ctrl, alt, shift: shift && !matches!(code, Code::Char(_)) }
    }

    /// A press of `code` alone.
    pub fn plain(code: Code) -> Self {
        Key::new(code, false, false, false)
    }

    /// Which key, without its modifiers.
    pub fn code(self) -> Code {
        self.code
    }

    /// The same press of a key that types another character.
    pub(super) fn with_char(self, c: char) -> Self {
        Key::new(Code::Char(c), self.ctrl, self.alt, self.shift)
    }

    /// The character that a prompt takes in.
    pub fn typed(self) -> Option<char> {
        match self {
            Key { code: Code::Char(c), ctrl: false, alt: false, .. } => Some(c),
            _ => None,
        }
    }
}

/// The capital of a letter; the character itself where the capital is none or more than one.
fn upper(c: char) -> char {
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(capital), None) => capital,
        _ => c,
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Key { code, ctrl, alt, shift } = *self;
        write!(f, "{}{}{}", if alt { "M-" } else { "" }, if shift { "S-" } else { "" }, if ctrl { "^" } else { "" })?;
        match NAMES.iter().find(|(named, _)| *named == code) {
            Some((_, names)) => f.write_str(names[0]),
            None => match code {
                Code::Char(c) => write!(f, "{c}"),
                Code::F(n) => write!(f, "F{n}"),
                _ => Ok(()),
            },
        }
    }
}

/// What is written names no key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotAKey(pub(super) String);

impl std::error::Error for NotAKey {}

impl fmt::Display for NotAKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let NotAKey(written) = self;
        match near_name(written) {
            Some(near) => {
                let apart: Vec<String> = written.chars().map(String::from).collect();
                write!(
                    f,
                    "`{written}` names no key; did you mean `{near}`, or one after the other `{}`?",
                    apart.join(" ")
                )
            }
            None => write!(
                f,
                "`{written}` names no key; keys are written `j`, `^d`, `M-b`, `S-Tab`, `Space`, `Enter`, `PgDn`, `F1`"
            ),
        }
    }
}

/// The name of a key that was perhaps meant.
fn near_name(written: &str) -> Option<&'static str> {
    let is_word = written.chars().count() >= 3 && written.chars().all(|c| c.is_ascii_alphabetic());
    is_word.then(|| nearest(written, NAMES.iter().flat_map(|(_, names)| names.iter().copied())))?
}

/// Whether a word without spaces was meant to name one key, though it names none: nobody is to wonder why `C-x` is three.
pub(super) fn is_meant_as_one(word: &str) -> bool {
    let held = word.strip_prefix("M-").or_else(|| word.strip_prefix("S-"));
    let other = |prefix: &str| word.get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix));
    let number = word.strip_prefix('F').filter(|rest| !rest.is_empty());
    held.is_some_and(|rest| rest.chars().count() > 1)
        || (other("C-") && word.chars().count() > 2)
        || other("Ctrl")
        || (word.starts_with('<') && word.ends_with('>') && word.chars().count() > 3)
        || number.is_some_and(|digits| digits.bytes().all(|b| b.is_ascii_digit()))
        || near_name(word).is_some()
}

impl FromStr for Key {
    type Err = NotAKey;

    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let (mut rest, mut ctrl, mut alt, mut shift) = (text, false, false, false);
        loop {
            if let Some(code) = code(rest) {
                return Ok(Key::new(code, ctrl, alt, shift));
            }
            let (held, after) = if let Some(after) = rest.strip_prefix("M-") {
                (&mut alt, after)
            } else if let Some(after) = rest.strip_prefix("S-") {
                (&mut shift, after)
            } else if let Some(after) = rest.strip_prefix('^') {
                (&mut ctrl, after)
            } else {
                return Err(NotAKey(text.to_owned()));
            };
            *held = true;
            rest = after;
        }
    }
}

/// The key written so, without modifiers.
fn code(text: &str) -> Option<Code> {
    if let Some((code, _)) = NAMES.iter().find(|(_, names)| names.contains(&text)) {
        return Some(*code);
    }
    if let Some(number) = text.strip_prefix('F').and_then(|n| n.parse().ok()) {
        return (1..=35).contains(&number).then_some(Code::F(number));
    }
    let mut characters = text.chars();
    let first = characters.next().filter(|c| *c != ' ' && !c.is_control())?;
    characters.next().is_none().then_some(Code::Char(first))
}
