//! Which characters need no care: they are in NFC as they stand, and no cluster holds two of them.
//!
//! Most text of the world is made of them alone, so it is copied and measured without asking the Unicode tables.

use unicode_width::UnicodeWidthChar;

/// Whether `c` begins a cluster after any other such character, is in NFC next to them, and is visible or a space.
///
/// Not complete, only safe: scripts whose letters join into clusters are left to the tables.
pub(super) fn is_plain(c: char) -> bool {
    match c {
        ' '..='~' | '가'..='힣' | '一'..='鿿' | 'ぁ'..='ゖ' => true,
        _ => is_listed(c),
    }
}

fn is_listed(c: char) -> bool {
    matches!(u32::from(c),
        0xA1..=0xAC
        | 0xAE..=0x2FF
        | 0x370..=0x373
        | 0x388..=0x482
        | 0x48A..=0x58F
        | 0x5D0..=0x5EA
        | 0x620..=0x64A
        | 0x660..=0x66F
        | 0x671..=0x6D3
        | 0xE01..=0xE30
        | 0xE40..=0xE46
        | 0x10A0..=0x10FF
        | 0x1E00..=0x1EFF
        | 0x2010..=0x2027
        | 0x2030..=0x205E
        | 0x2070..=0x20BF
        | 0x2100..=0x2125
        | 0x212C..=0x2328
        | 0x232B..=0x2ADB
        | 0x3001..=0x3029
        | 0x3030..=0x3096
        | 0x309B..=0x3163
        | 0x3190..=0x3247
        | 0x3250..=0xA48C
        | 0xAC00..=0xD7A3
        | 0xFF01..=0xFF9D
        | 0x1F300..=0x1F3FA
        | 0x1F400..=0x1F64F
        | 0x1F680..=0x1F6FF
        | 0x1F900..=0x1F9FF
        | 0x20000..=0x2F7FF)
}

/// The bytes of `text` before the first character that is not printable ASCII.
pub(super) fn ascii_prefix(text: &str) -> usize {
    text.bytes().position(|b| !(0x20..=0x7E).contains(&b)).unwrap_or(text.len())
}

/// The columns of a plain character.
pub(super) fn plain_width(c: char) -> usize {
    match c {
        ' '..='~' => 1,
        '가'..='힣' | '一'..='鿿' | 'ぁ'..='ゖ' => 2,
        _ => c.width().unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::graphemes;
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
    use unicode_segmentation::UnicodeSegmentation;

    #[test]
    fn plain_characters_are_what_the_tables_say() {
        let plain: Vec<char> = ('\0'..=char::MAX).filter(|c| is_plain(*c)).collect();
        assert!(plain.len() > 80_000);
        for c in &plain {
            assert_eq!(is_nfc_quick(std::iter::once(*c)), IsNormalized::Yes, "{c:?}");
            assert!(std::iter::once(*c).nfc().eq([*c]), "{c:?}");
            assert!(!c.is_control() && (*c == ' ' || !c.is_whitespace()), "{c:?}");
            let one = c.to_string();
            assert_eq!(graphemes(&one).map(|(_, w)| w).sum::<usize>(), plain_width(*c), "{c:?}");
        }
        let all: String = plain.iter().collect();
        assert_eq!(all.graphemes(true).count(), plain.len());
        for c in &plain {
            for other in ['a', ' ', '가', '中', '👩', 'ب'] {
                assert_eq!(format!("{other}{c}{other}").graphemes(true).count(), 3, "{other:?} {c:?}");
            }
        }
    }
}
