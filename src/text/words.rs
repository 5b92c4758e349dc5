//! How many words a text has, as a reader counts them: for reading time.
//!
//! It is no tokenizer: what search calls a word is the index's matter.

/// The words of `text`: by spaces, and one for each two characters of Han or Kana.
pub fn visible_words(text: &str) -> u32 {
    u32::try_from(text.split_whitespace().count()).unwrap_or(u32::MAX)
}
