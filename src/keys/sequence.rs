//! Keys pressed one after the other, as written in key files: `gg`, `z Enter`, `^x s`.

use super::key::{Key, NotAKey, is_meant_as_one};
use std::fmt;
use std::str::FromStr;

/// Keys pressed one after the other; never empty when parsed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sequence(pub Vec<Key>);

impl FromStr for Sequence {
    type Err = NotAKey;

    /// Spaces part keys; what stands between them is one key, or else one key a character.
    fn from_str(text: &str) -> Result<Self, NotAKey> {
        let mut keys = Vec::new();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match word.parse() {
                Ok(key) => keys.push(key),
                Err(error) if is_meant_as_one(word) => return Err(error),
                Err(_) => keys.extend(one_a_character(word)?),
            }
        }
        if keys.is_empty() { Err(NotAKey(text.to_owned())) } else { Ok(Sequence(keys)) }
    }
}

/// The keys of a word without spaces: a `^` takes the next character along.
fn one_a_character(word: &str) -> Result<Vec<Key>, NotAKey> {
    let mut keys = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let mut end = first.len_utf8();
        if first == '^' {
            end += rest[end..].chars().next().map_or(0, char::len_utf8);
        }
        let (key, after) = rest.split_at(end);
        keys.push(key.parse()?);
        rest = after;
    }
    Ok(keys)
}

impl fmt::Display for Sequence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.0.iter().map(Key::to_string).collect();
        let joined = words.concat();
        // `T` `a` `b` is three keys, `Tab` is one: what would be read otherwise is written with spaces.
        if joined.parse().as_ref() == Ok(self) { f.write_str(&joined) } else { f.write_str(&words.join(" ")) }
    }
}
