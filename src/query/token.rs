//! The tokenizer: what a word is, for the index, for the brute-force match, and for lighting hits alike.
//!
//! A word is a run of letters and digits. A run of Han, Kana or Hangul is cut into overlapping pairs, since its words
//! are not set apart; a single such character stands alone. Where text is foreign, nothing else of it gets through:
//! a token holds letters, digits and their marks only.

use super::fold::{Class, fold};
use std::ops::Range;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters and digits between other characters.
    Word,
    /// Two neighbours in a run of Han, Kana or Hangul.
    Pair,
    /// A run of Han, Kana or Hangul that is one character long.
    Lone,
}

/// One token of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token<'a> {
    /// Folded.
    pub text: &'a str,
    /// What it is.
    pub kind: TokenKind,
    /// The bytes of the original text.
    pub at: Range<usize>,
}

/// The longest word, in bytes; of a longer one this much counts.
const MAX_WORD: usize = 96;

/// Calls `each` with the tokens of a text, in order.
pub fn tokenize(text: &str, mut each: impl FnMut(Token<'_>)) {
    let mut splitter = Splitter { each: &mut each, word: String::with_capacity(MAX_WORD), at: 0..0, run: 0, second: 0 };
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        // Most text is ASCII, and its words need no folding but the case.
        let letters = bytes[at..].iter().take_while(|b| b.is_ascii_alphanumeric()).count();
        let end = at + letters;
        if bytes.get(end).is_none_or(u8::is_ascii) {
            splitter.ascii(&text[at..end], at);
            at = end + 1;
            continue;
        }
        let rest = bytes[at..].iter().position(|b| b.is_ascii() && !b.is_ascii_alphanumeric());
        let end = rest.map_or(bytes.len(), |n| at + n);
        fold(&text[at..end], |c, class, from| splitter.put(c, class, at + from.start..at + from.end));
        splitter.end();
        at = end;
    }
}

/// Puts folded characters together.
struct Splitter<'a, F> {
    each: &'a mut F,
    /// The word so far, or the last one or two characters of a run of signs.
    word: String,
    at: Range<usize>,
    /// How many signs the run has; 0 in a word.
    run: usize,
    /// Where in the text the last sign begins.
    second: usize,
}

impl<F: FnMut(Token<'_>)> Splitter<'_, F> {
    fn ascii(&mut self, word: &str, start: usize) {
        if !word.is_empty() {
            self.word.push_str(&word[..word.len().min(MAX_WORD)]);
            self.word.make_ascii_lowercase();
            self.at = start..start + word.len();
            self.end();
        }
    }

    fn put(&mut self, c: char, class: Class, from: Range<usize>) {
        if class == Class::Gap || (class == Class::Sign) != (self.run > 0) {
            self.end();
        }
        match class {
            Class::Gap => {}
            Class::Letter => {
                if self.word.is_empty() {
                    self.at.start = from.start;
                }
                if self.word.len() + c.len_utf8() <= MAX_WORD {
                    self.word.push(c);
                }
                self.at.end = from.end;
            }
            Class::Sign => self.put_sign(c, from),
        }
    }

    fn put_sign(&mut self, c: char, from: Range<usize>) {
        self.run += 1;
        if self.run > 2 {
            let first = self.word.chars().next().map_or(0, char::len_utf8);
            self.word.drain(..first);
            self.at.start = self.second;
        } else if self.run == 1 {
            self.at.start = from.start;
        }
        self.word.push(c);
        self.second = from.start;
        self.at.end = from.end;
        if self.run >= 2 {
            (self.each)(Token { text: &self.word, kind: TokenKind::Pair, at: self.at.clone() });
        }
    }

    fn end(&mut self) {
        if !self.word.is_empty() && self.run < 2 {
            let kind = if self.run == 1 { TokenKind::Lone } else { TokenKind::Word };
            (self.each)(Token { text: &self.word, kind, at: self.at.clone() });
        }
        self.word.clear();
        self.run = 0;
    }
}
