//! The two fingerprints of a text. `print` ignores digits and white space, `exact` ignores white space only.
//!
//! Both are stored with every article, so their definitions are frozen with the format: see `docs/FORMAT.md`.

use super::record::Fingerprint;

/// Whether a fingerprint distinguishes digits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Digits {
    Kept,
    Folded,
}

/// The fingerprint of a title and a body that ignores digits.
pub fn fingerprint(title: &str, body: &str) -> Fingerprint {
    hash(title, body, Digits::Folded)
}

/// The fingerprint of a title and a body with digits.
pub fn exact_fingerprint(title: &str, body: &str) -> Fingerprint {
    hash(title, body, Digits::Kept)
}

fn hash(title: &str, body: &str, digits: Digits) -> Fingerprint {
    let mut normal = Vec::with_capacity(title.len() + body.len() + 1);
    normalise(title, digits, &mut normal);
    normal.push(b'\n');
    normalise(body, digits, &mut normal);
    let mut print = [0; 16];
    print.copy_from_slice(&blake3::hash(&normal).as_bytes()[..16]);
    Fingerprint(print)
}

/// What stands before the next character that is kept.
#[derive(PartialEq)]
enum Run {
    Start,
    Text,
    Space,
    Digits,
}

/// Writes each run of white space as one space, and none at either end; if digits are folded, writes each run as one `0`.
fn normalise(text: &str, digits: Digits, out: &mut Vec<u8>) {
    let mut run = Run::Start;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Most of a text is plain: taken by the stretch, it costs a tenth of what it does by the character.
        let plain = plain(rest.as_bytes());
        let (piece, after) = rest.split_at(if plain > 0 { plain } else { c.len_utf8() });
        rest = after;
        let next = match c {
            _ if plain > 0 => Run::Text,
            c if c.is_whitespace() => Run::Space,
            c if digits == Digits::Folded && is_digit(c) => Run::Digits,
            _ => Run::Text,
        };
        match next {
            Run::Space if run != Run::Start => run = Run::Space,
            Run::Space | Run::Start => {}
            next => {
                if run == Run::Space {
                    out.push(b' ');
                }
                match next {
                    Run::Digits if run == Run::Digits => {}
                    Run::Digits => out.push(b'0'),
                    _ => out.extend_from_slice(piece.as_bytes()),
                }
                run = next;
            }
        }
    }
}

/// How many bytes at the beginning stand as they are: ASCII but for digits, with single spaces between, and ending behind
/// none.
fn plain(bytes: &[u8]) -> usize {
    if !bytes.first().is_some_and(|byte| is_plain(*byte) && *byte != b' ') {
        return 0;
    }
    let mut end = 1;
    while let Some(chunk) = bytes[end - 1..].first_chunk() {
        if !is_plain_chunk(chunk) {
            break;
        }
        end += CHUNK - 1;
    }
    while bytes.get(end).is_some_and(|byte| is_plain(*byte) && [bytes[end - 1], *byte] != [b' '; 2]) {
        end += 1;
    }
    if bytes[end - 1] == b' ' { end - 1 } else { end }
}

/// A length for which the compiler looks at all bytes at once, and the byte before them.
const CHUNK: usize = 33;

fn is_plain_chunk(chunk: &[u8; CHUNK]) -> bool {
    let mut is_odd = false;
    for at in 1..CHUNK {
        is_odd |= !is_plain(chunk[at]) | ((chunk[at] == b' ') & (chunk[at - 1] == b' '));
    }
    !is_odd
}

/// Whether a byte is printable ASCII, a space included, and no digit.
fn is_plain(byte: u8) -> bool {
    (byte.wrapping_sub(b' ') < 95) & (byte.wrapping_sub(b'0') >= 10)
}

/// The digits news is written with. A closed list, so that a later Unicode changes no fingerprint.
fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9'
        | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' // Arabic
        | '\u{966}'..='\u{96F}' | '\u{9E6}'..='\u{9EF}' // Devanagari, Bengali
        | '\u{E50}'..='\u{E59}' // Thai
        | '\u{FF10}'..='\u{FF19}') // full width
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The definition, a character at a time.
    fn by_characters(text: &str, digits: Digits) -> String {
        let kind = |c: char| {
            if c.is_whitespace() {
                ' '
            } else if digits == Digits::Folded && is_digit(c) {
                '0'
            } else {
                c
            }
        };
        let mut normal = String::new();
        for c in text.chars().map(kind) {
            let is_run = c == ' ' || c == '0' && digits == Digits::Folded;
            if !(is_run && normal.ends_with(c)) {
                normal.push(c);
            }
        }
        normal.trim_matches(' ').to_owned()
    }

    proptest! {
        #[test]
        fn stretches_change_nothing(text in "([a-z]{0,4}|[0-9]{0,3}|[ \\n\\u{a0}\\u{3000}]{0,2}|[٣๕５]{0,2}|[a-z ]{0,80}|([a-z]{1,9} ){9}|\\PC){0,12}") {
            for digits in [Digits::Folded, Digits::Kept] {
                let mut normal = Vec::new();
                normalise(&text, digits, &mut normal);
                prop_assert_eq!(String::from_utf8(normal).unwrap(), by_characters(&text, digits));
            }
        }
    }
}
