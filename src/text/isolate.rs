//! Right-to-left text in the fields of a row: FSI and PDI isolate it (UAX #9), so that a terminal with the bidi algorithm
//! moves no other field.

/// Begins an isolate with the direction of its first strong letter (FSI).
pub const ISOLATE: char = '\u{2068}';

/// Ends an isolate (PDI).
pub const ISOLATE_END: char = '\u{2069}';

/// Whether a character belongs to a right-to-left block.
pub fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn right_to_left_letters_are_known() {
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
