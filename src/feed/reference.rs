//! Character references: `&lt;`, `&eacute;`, `&#8217;`, `&#x2019;` become characters, by HTML's table of names.
//!
//! No document can declare names of its own, so nothing can grow. What is no reference stays as it is written.

use html5ever::data::{C1_REPLACEMENTS, NAMED_ENTITIES};
use memchr::memchr;
use std::borrow::Cow;

/// The longest name in HTML's table has 31 letters.
const LONGEST: usize = 33;

/// The text with its references decoded, once.
pub(super) fn decode(text: &str) -> Cow<'_, str> {
    if memchr(b'&', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let mut decoded = String::with_capacity(text.len());
    decode_into(text, &mut decoded);
    Cow::Owned(decoded)
}

/// Appends the text with its references decoded.
pub(super) fn decode_into(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = memchr(b'&', rest.as_bytes()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        match reference(rest) {
            Some((characters, length)) => {
                out.extend(characters);
                rest = &rest[length..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
}

/// Whether a reference stands anywhere in the text.
pub(super) fn has_reference(text: &str) -> bool {
    memchr::memchr_iter(b'&', text.as_bytes()).any(|at| reference(&text[at..]).is_some())
}

/// The one or two characters of the reference that `text` begins with, and its length.
fn reference(text: &str) -> Option<(impl Iterator<Item = char> + use<>, usize)> {
    let bytes = text.as_bytes();
    let end = memchr(b';', &bytes[..bytes.len().min(LONGEST + 1)])?;
    let name = text.get(1..end)?;
    let (first, second) = match name {
        "lt" => ('<', None),
        "gt" => ('>', None),
        "amp" => ('&', None),
        "quot" => ('"', None),
        "apos" => ('\'', None),
        _ => match name.strip_prefix('#') {
            Some(number) => (numbered(number)?, None),
            None => named(&text[1..=end])?,
        },
    };
    Some((std::iter::once(first).chain(second), end + 1))
}

fn named(name: &str) -> Option<(char, Option<char>)> {
    let (first, second) = NAMED_ENTITIES.get(name).filter(|(first, _)| *first != 0)?;
    Some((char::from_u32(*first)?, char::from_u32(*second).filter(|c| *c != '\0')))
}

/// A number that names no character stands for U+FFFD; in the place of C1 controls are those of windows-1252.
fn numbered(number: &str) -> Option<char> {
    let (digits, radix) = match number.strip_prefix(['x', 'X']) {
        Some(digits) => (digits, 16),
        None => (number, 10),
    };
    if digits.is_empty() || !digits.chars().all(|c| c.is_digit(radix)) {
        return None;
    }
    let number = u32::from_str_radix(digits, radix).unwrap_or(u32::MAX);
    Some(match number {
        0 => char::REPLACEMENT_CHARACTER,
        0x80..=0x9f => C1_REPLACEMENTS[number as usize - 0x80].unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from_u32(number).unwrap_or(char::REPLACEMENT_CHARACTER),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_once() {
        for (text, expected) in [
            ("a &lt; b &amp;amp; &quot;c&quot; &apos;", "a < b &amp; \"c\" '"),
            ("5&nbsp;&euro; &mdash; &unknown; &NotEqualTilde;", "5\u{a0}€ — &unknown; ≂\u{338}"),
            ("&#8217; &#x2019; &#X2019; &#146;", "’ ’ ’ ’"),
            ("&#0; &#xD800; &#x110000; &#99999999999; &#129;", "\u{fffd} \u{fffd} \u{fffd} \u{fffd} \u{fffd}"),
            ("AT&T & co; a&b=c &; &#; &#x; &#12a; &am", "AT&T & co; a&b=c &; &#; &#x; &#12a; &am"),
            ("가&가;나", "가&가;나"),
        ] {
            assert_eq!(decode(text), expected);
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_decodes_to_no_more_than_it_was(text in "[&#;xa-c0-9가]{0,60}") {
            proptest::prop_assert!(decode(&text).len() <= text.len() * 2);
        }
    }
}
