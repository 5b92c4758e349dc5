//! One press of a key as a terminal tells it: what it types, and which key of a Latin keyboard lies there.

use super::{Code, Key};

/// A key, and the one at its place on a Latin keyboard, where the terminal says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// What is typed.
    pub key: Key,
    /// What would be typed there on a Latin keyboard; only of keys that type something else.
    pub place: Option<Key>,
}

/// What the keys of a Latin keyboard type with Shift held, where that is no capital.
const SHIFTED: [(&str, &str); 2] = [("`1234567890-=", "~!@#$%^&*()_+"), ("[]\\;',./", "{}|:\"<>?")];

impl Stroke {
    /// A key that lies where a Latin keyboard has this one, pressed with Shift or without. A key that types ASCII is
    /// what it types wherever it lies: a layout of Latin letters has its reasons.
    pub fn at(key: Key, place: char, shift: bool) -> Self {
        let types_other = matches!(key.code(), Code::Char(c) if !c.is_ascii());
        let latin = if shift { shifted(place) } else { place };
        Stroke { key, place: (types_other && latin.is_ascii_graphic()).then(|| key.with_char(latin)) }
    }
}

impl From<Key> for Stroke {
    fn from(key: Key) -> Self {
        Stroke { key, place: None }
    }
}

fn shifted(place: char) -> char {
    let in_row = |(plain, shifted): &(&str, &str)| shifted.chars().nth(plain.chars().position(|c| c == place)?);
    SHIFTED.iter().find_map(in_row).unwrap_or(place.to_ascii_uppercase())
}
