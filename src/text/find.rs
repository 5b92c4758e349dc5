//! Finding a piece of text in another, as a reader means it: capitals count only where some were typed.
//!
//! It knows no words and no languages; searching the library is `query`'s.

use std::ops::Range;

/// The bytes of `text` where `wanted` stands, in order and apart. Letter case counts if `wanted` has a capital.
pub fn occurrences(text: &str, wanted: &str) -> Vec<Range<usize>> {
    let exact = wanted.chars().any(char::is_uppercase);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(first) = text[from..].chars().next() {
        match match_at(&text[from..], wanted, exact) {
            Some(len) => {
                found.push(from..from + len);
                from += len;
            }
            None => from += first.len_utf8(),
        }
    }
    found
}

/// How many bytes of the beginning of `text` are `wanted`.
fn match_at(text: &str, wanted: &str, exact: bool) -> Option<usize> {
    if wanted.is_empty() {
        return None;
    }
    // A space that binds is found by a space.
    let spaced = |c: char| if c == '\u{A0}' { ' ' } else { c };
    if exact {
        let mut rest = text.chars();
        let is_here = wanted.chars().all(|c| rest.next().map(spaced) == Some(c));
        return is_here.then(|| text.len() - rest.as_str().len());
    }
    let mut left = wanted.chars().flat_map(char::to_lowercase).peekable();
    for (at, c) in text.char_indices() {
        if left.peek().is_none() {
            return Some(at);
        }
        if !spaced(c).to_lowercase().all(|c| left.next() == Some(c)) {
            return None;
        }
    }
    left.peek().is_none().then_some(text.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, wanted: &str, expected: &[&str]) {
        let found: Vec<&str> = occurrences(text, wanted).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, expected, "{wanted:?} in {text:?}");
    }

    #[test]
    fn case_counts_only_where_a_capital_was_typed() {
        check("Ferry, ferry, FERRY", "ferry", &["Ferry", "ferry", "FERRY"]);
        check("Ferry, ferry, FERRY", "Ferry", &["Ferry"]);
        check("aaaa", "aa", &["aa", "aa"]);
        check("10\u{A0}km, 10\u{A0}Km", "10 km", &["10\u{A0}km", "10\u{A0}Km"]);
        check("10\u{A0}km, 10\u{A0}Km", "10 Km", &["10\u{A0}Km"]);
        check("서울 시장, 시장", "시장", &["시장", "시장"]);
        check("İstanbul", "i\u{307}s", &["İs"]);
        check("Straße", "SS", &[]);
        check("text", "", &[]);
        check("", "a", &[]);
        check("ab", "abc", &[]);
    }

    proptest! {
        #[test]
        fn what_is_found_lies_apart_and_between_characters(text in "[aAbBİß가]{0,30}", wanted in "[aAbBİß가]{1,3}") {
            let mut end = 0;
            for found in occurrences(&text, &wanted) {
                prop_assert!(found.start >= end && text.get(found.clone()).is_some());
                prop_assert_eq!(text[found.clone()].to_lowercase(), wanted.to_lowercase());
                end = found.end;
            }
        }
    }
}
