//! Keyboards that type no Latin letters: which Latin key lies where a character was typed.
//!
//! It does not ask the terminal which key was pressed, and changes nothing that is bound or typed into a line.

use super::{Code, Key, Layer};
use std::collections::HashMap;
use std::path::Path;

/// The files that come with the program. They hold all at once: no character lies in two places.
const SHIPPED: &[(&str, &str)] = &[
    ("assets/layouts/russian.toml", include_str!("../../assets/layouts/russian.toml")),
    ("assets/layouts/ukrainian.toml", include_str!("../../assets/layouts/ukrainian.toml")),
    ("assets/layouts/greek.toml", include_str!("../../assets/layouts/greek.toml")),
    ("assets/layouts/hebrew.toml", include_str!("../../assets/layouts/hebrew.toml")),
    ("assets/layouts/korean.toml", include_str!("../../assets/layouts/korean.toml")),
];

/// The layouts that come with the program.
pub(super) fn shipped() -> impl Iterator<Item = Layer<'static>> {
    SHIPPED.iter().map(|(path, text)| Layer { path: Path::new(path), text, table: None })
}

/// From a typed character to the Latin one at the same place.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout(HashMap<char, char>);

impl Layout {
    /// Puts a character in its place, or takes it away.
    pub(super) fn set(&mut self, typed: char, latin: Option<char>) {
        match latin {
            Some(latin) => self.0.insert(typed, latin),
            None => self.0.remove(&typed),
        };
    }

    /// The key at the place of this one, on a Latin keyboard.
    pub(super) fn latin(&self, key: Key) -> Option<Key> {
        let Code::Char(typed) = key.code() else { return None };
        let latin = self.0.get(&typed).copied().or_else(|| self.capital(typed))?;
        Some(key.with_char(latin))
    }

    /// The capital of the letter at the place of the small letter.
    fn capital(&self, typed: char) -> Option<char> {
        let mut small = typed.to_lowercase();
        let (Some(small), None) = (small.next(), small.next()) else { return None };
        let latin = self.0.get(&small).filter(|_| small != typed)?;
        latin.is_ascii_lowercase().then(|| latin.to_ascii_uppercase())
    }
}
