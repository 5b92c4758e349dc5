//! Clusters whose width terminals disagree on, in a form all of them give the same width.
//!
//! A flag that one terminal draws in two columns and another in four moves all that follows in its row, and what it
//! leaves behind stays on the screen. Only what goes into cells is changed; what is copied, printed or stored is not.

use std::borrow::Cow;

/// The joiner of emoji into one picture.
const JOINER: char = '\u{200d}';

/// Asks for the coloured form of a character, which is wider in some terminals.
const COLOURED: char = '\u{fe0f}';

/// The form of a grapheme cluster that takes the same columns everywhere: a flag as its two letters, a composed emoji as
/// its first part. It may be narrower than the cluster; never wider.
pub fn steady(cluster: &str) -> Cow<'_, str> {
    // Nothing below this is doubtful, and it is nearly everything.
    if cluster.len() < 4 || cluster.is_ascii() {
        return Cow::Borrowed(cluster);
    }
    if cluster.chars().all(is_flag_letter) {
        return cluster.chars().map(letter).collect::<String>().into();
    }
    let doubtful = |(_, c): &(usize, char)| matches!(*c, JOINER | COLOURED | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}');
    match cluster.char_indices().find(doubtful) {
        // Joiners also stand within words of Indic and Arabic scripts, where they are no pictures.
        Some((end, JOINER)) if end > 0 && !is_picture(cluster) => Cow::Borrowed(cluster),
        Some((end, _)) if end > 0 => Cow::Borrowed(&cluster[..end]),
        _ => Cow::Borrowed(cluster),
    }
}

fn is_flag_letter(c: char) -> bool {
    ('\u{1f1e6}'..='\u{1f1ff}').contains(&c)
}

fn letter(c: char) -> char {
    char::from(b'A' + (u32::from(c) - 0x1f1e6) as u8)
}

fn is_picture(cluster: &str) -> bool {
    cluster.starts_with(|c: char| matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1ffff}'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{graphemes, width};
    use proptest::prelude::*;

    #[test]
    fn flags_become_letters_and_composed_emoji_their_first_part() {
        for (cluster, expected) in [
            ("🇰🇷", "KR"),
            ("👩‍🚀", "👩"),
            ("👍🏽", "👍"),
            ("❤️", "❤"),
            ("1️⃣", "1"),
            ("🙂", "🙂"),
            ("한", "한"),
            ("e\u{301}", "e\u{301}"),
            ("क्‍ष", "क्‍ष"),
        ] {
            assert_eq!(steady(cluster), expected);
        }
    }

    proptest! {
        #[test]
        fn a_steady_cluster_is_never_wider(text in "\\PC{0,20}") {
            for (cluster, columns) in graphemes(&text) {
                prop_assert!(width(&steady(cluster)) <= columns.max(1), "{cluster:?}");
            }
        }
    }
}
