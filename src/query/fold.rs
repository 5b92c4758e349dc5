//! Characters as a search sees them: NFKC, case fold, accents off Latin, Greek and Cyrillic letters.
//!
//! It does not know words: [`super::tokenize`] puts them together.

use std::ops::Range;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What a folded character is to the tokenizer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Part of no word.
    Gap,
    /// Part of a word that spaces end.
    Letter,
    /// Han, Kana or Hangul: part of a run without spaces, found by any two neighbours.
    Sign,
}

/// The most marks on one letter that count; text that has more is no text.
const MAX_MARKS: usize = 8;

/// Calls `each` with the folded characters of `text` and the bytes each came from. A letter and the marks on it fold
/// together, so that a composed and a decomposed text fold to the same.
pub(super) fn fold(text: &str, mut each: impl FnMut(char, Class, Range<usize>)) {
    let mut chars = text.char_indices().peekable();
    let mut cluster = String::new();
    while let Some((start, base)) = chars.next() {
        cluster.clear();
        cluster.push(base);
        let mut marks = 0;
        let mut end = start + base.len_utf8();
        while let Some(&(at, mark)) = chars.peek().filter(|(_, c)| is_attached(*c)) {
            end = at + mark.len_utf8();
            marks += 1;
            if marks <= MAX_MARKS && !is_ignored(mark) {
                cluster.push(mark);
            }
            chars.next();
        }
        match class(base) {
            class if cluster.len() == base.len_utf8() && (base.is_ascii() || is_plain_sign(base)) => {
                each(base.to_ascii_lowercase(), class, start..end);
            }
            _ if is_ignored(base) => {}
            _ => fold_cluster(&cluster, |c, class| each(c, class, start..end)),
        }
    }
}

/// Folds one letter with its marks, which NFKC may make several characters of.
fn fold_cluster(cluster: &str, mut each: impl FnMut(char, Class)) {
    let mut bare = false;
    let folded = cluster
        .nfkd()
        .filter(|c| {
            let mark = is_combining_mark(*c);
            bare = if mark { bare } else { sheds_accents(*c) };
            !(mark && bare)
        })
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase)
        .nfkc();
    let mut last = Class::Gap;
    for c in folded {
        // A mark belongs to what it stands on: a lone one, or one on an emoji, makes no word.
        last = if is_combining_mark(c) { last } else { class(c) };
        if last != Class::Sign || !is_combining_mark(c) {
            each(c, last);
        }
    }
}

fn class(c: char) -> Class {
    if c.is_ascii() {
        return if c.is_ascii_alphanumeric() { Class::Letter } else { Class::Gap };
    }
    if is_sign(c) {
        Class::Sign
    } else if c.is_alphanumeric() {
        Class::Letter
    } else {
        Class::Gap
    }
}

/// Whether the character belongs to the one before it: marks, the vowels and finals of decomposed Hangul, the sound
/// marks of half-width Kana, two vowels of Kirat Rai, and what is not seen at all.
fn is_attached(c: char) -> bool {
    c > '\u{7f}'
        && !is_plain_sign(c)
        && (is_combining_mark(c)
            || matches!(c,
                '\u{1160}'..='\u{11ff}' | '\u{d7b0}'..='\u{d7ff}' | '\u{ff9e}' | '\u{ff9f}'
                | '\u{16d67}' | '\u{16d68}')
            || is_ignored(c))
}

/// Soft hyphens and joiners: there for the eye only.
fn is_ignored(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// A Han, Kana or Hangul character that folds to itself: nearly all of them.
fn is_plain_sign(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{4e00}'..='\u{9fff}' | '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}')
}

/// Han, Kana, Bopomofo and Hangul.
fn is_sign(c: char) -> bool {
    is_plain_sign(c)
        || matches!(c,
            '\u{3400}'..='\u{4dbf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' | '\u{3005}'..='\u{3007}'
            | '\u{309d}'..='\u{309f}' | '\u{30fc}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{ff66}'..='\u{ff9d}'
            | '\u{3105}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}'
            | '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{a960}'..='\u{a97f}' | '\u{d7b0}'..='\u{d7ff}')
}

/// Whether an accent on this letter makes no other word of it: Latin, Greek, Cyrillic.
fn sheds_accents(c: char) -> bool {
    c.is_alphabetic()
        && matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' | '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'
            | '\u{400}'..='\u{52f}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::iter::once;
    use unicode_normalization::{IsNormalized, is_nfc_quick};

    #[test]
    fn what_may_become_one_with_the_character_before_it_belongs_to_it() {
        let joins = |c: &char| is_nfc_quick(once(*c)) == IsNormalized::Maybe;
        let left: Vec<char> = ('\0'..=char::MAX).filter(joins).filter(|c| !is_attached(*c)).collect();
        assert_eq!(left, Vec::<char>::new());
    }
}
