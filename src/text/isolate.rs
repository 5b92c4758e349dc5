//! Right-to-left text among fields of a row: FSI and PDI set it apart (UAX #9), so that a terminal which applies the bidi
//! algorithm moves no other field.

/// Begins an isolate whose direction its first letter gives (FSI).
pub const ISOLATE: char = '\u{2068}';

/// Ends an isolate (PDI).
pub const ISOLATE_END: char = '\u{2069}';

/// Whether a character is of a block whose letters run from right to left.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_run_from_right_to_left_are_known() {
        for (text, expected) in [
            ("שלום", true),
            ("خبر", true),
            ("ߒߞߏ", true),
            ("ﻻ", true),
            ("Ferry", false),
            ("서울", false),
            ("বাং", false),
        ] {
            assert!(text.chars().all(|c| is_right_to_left(c) == expected), "{text}");
        }
    }
}
