//! How many words a text has, as a reader counts them: for reading time.
//!
//! It is no tokenizer: what search calls a word is the index's matter.

/// The words of `text`: those with a letter or digit, by spaces; Han and Kana count one for each two characters.
pub fn visible_words(text: &str) -> u32 {
    let (mut words, mut ideographs) = (0_u32, 0_u32);
    let mut inside = false;
    for c in text.chars() {
        if is_ideograph(c) {
            ideographs = ideographs.saturating_add(1);
            inside = false;
            continue;
        }
        words = words.saturating_add(ideographs.div_ceil(2));
        ideographs = 0;
        if c.is_ascii_whitespace() || c.is_whitespace() {
            inside = false;
        } else if !inside && (c.is_ascii_alphanumeric() || c.is_alphanumeric()) {
            inside = true;
            words = words.saturating_add(1);
        }
    }
    words.saturating_add(ideographs.div_ceil(2))
}

/// Han and Kana: scripts that put no spaces between words.
fn is_ideograph(c: char) -> bool {
    matches!(u32::from(c), 0x3005..=0x3007 | 0x3041..=0x30FA | 0x30FC..=0x30FF | 0x3400..=0x9FFF | 0xF900..=0xFAFF
        | 0xFF66..=0xFF9D | 0x20000..=0x3FFFF)
}

#[cfg(test)]
mod tests {
    use super::visible_words;

    #[test]
    fn words_are_counted_as_a_reader_counts_them() {
        let check = |text: &str, words: u32| assert_eq!(visible_words(text), words, "{text:?}");
        check("", 0);
        check(" — - … ", 0);
        check("A well-known reader’s 3.14 words, and/or more.", 7);
        check("서울에서 열린 회의 (종합)", 4);
        check("今日は", 2);
        check("日本語、英語。", 3);
        check("iPhoneを買う", 3);
        check("one\ntwo\u{3000}three", 3);
    }
}
