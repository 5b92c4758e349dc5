//! The fingerprint of a text: two texts that differ only in digits and white space have one.
//!
//! It is stored with every article, so its definition is frozen with the format: see `docs/FORMAT.md`.

use super::record::Fingerprint;

/// The fingerprint of a title and a body.
pub fn fingerprint(title: &str, body: &str) -> Fingerprint {
    let mut normal = Vec::with_capacity(title.len() + body.len() + 1);
    normalise(title, &mut normal);
    normal.push(b'\n');
    normalise(body, &mut normal);
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

/// Writes each run of digits as one `0`, each run of white space as one space, and none at either end.
fn normalise(text: &str, out: &mut Vec<u8>) {
    let mut run = Run::Start;
    for c in text.chars() {
        let next = match c {
            '0'..='9' => Run::Digits,
            'a'..='z' | 'A'..='Z' => Run::Text,
            c if c.is_whitespace() => Run::Space,
            c if is_digit(c) => Run::Digits,
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
                    _ => out.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
                }
                run = next;
            }
        }
    }
}

/// The digits news is written with. A closed list, so that a later Unicode changes no fingerprint.
fn is_digit(c: char) -> bool {
    matches!(c, '0'..='9'
        | '\u{660}'..='\u{669}' | '\u{6F0}'..='\u{6F9}' // Arabic
        | '\u{966}'..='\u{96F}' | '\u{9E6}'..='\u{9EF}' // Devanagari, Bengali
        | '\u{E50}'..='\u{E59}' // Thai
        | '\u{FF10}'..='\u{FF19}') // full width
}
