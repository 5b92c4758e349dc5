//! What the words of a query ask of the tokens of a text: the one definition that the index and the brute-force match
//! both follow.

use super::token::{Token, TokenKind, tokenize};

/// The longest beginning of a word that is kept as a token of its own.
pub const SHORT: usize = 2;

/// Something the tokens of a text must have.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Need {
    /// A word that begins with these one or two letters, or this single character anywhere.
    Short(String),
    /// These tokens, one after the other.
    Phrase {
        /// Folded; never empty.
        tokens: Vec<String>,
        /// Of the last token this is only the beginning.
        prefix: bool,
    },
}

impl Need {
    /// How many tokens it looks for.
    pub(super) fn size(&self) -> usize {
        match self {
            Need::Short(_) => 1,
            Need::Phrase { tokens, .. } => tokens.len(),
        }
    }
}

/// What must be in a text that has these words next to each other: all of the needs.
///
/// A single Han, Kana or Hangul character is found in the middle of a run too. So the first of several tokens, where
/// it is one and was not quoted, need only be somewhere in the text; and the last may be the beginning of a pair.
pub fn needs(words: &str, quoted: bool, prefix: bool) -> Vec<Need> {
    let mut tokens: Vec<(String, TokenKind)> = Vec::new();
    tokenize(words, |token| tokens.push((token.text.to_owned(), token.kind)));
    let mut needs = Vec::new();
    if !quoted && tokens.len() > 1 && tokens[0].1 == TokenKind::Lone {
        needs.push(Need::Short(tokens.remove(0).0));
    }
    let Some((last, kind)) = tokens.last().cloned() else { return needs };
    let is_short = match kind {
        TokenKind::Word => prefix && last.chars().count() <= SHORT,
        TokenKind::Lone => tokens.len() == 1,
        TokenKind::Pair => false,
    };
    if is_short {
        needs.push(Need::Short(last));
        tokens.pop();
    }
    if !tokens.is_empty() {
        let prefix = !is_short && (kind == TokenKind::Lone || prefix && kind == TokenKind::Word);
        needs.push(Need::Phrase { tokens: tokens.into_iter().map(|(text, _)| text).collect(), prefix });
    }
    needs
}

/// Calls `each` with every short of a token: what [`Need::Short`] can ask for.
pub fn shorts(token: &Token<'_>, mut each: impl FnMut(&str)) {
    let mut ends = token.text.char_indices().map(|(at, c)| at + c.len_utf8());
    match token.kind {
        TokenKind::Word => ends.by_ref().take(SHORT).for_each(|end| each(&token.text[..end])),
        TokenKind::Lone => each(token.text),
        TokenKind::Pair => {
            let middle = ends.next().unwrap_or(0);
            each(&token.text[..middle]);
            each(&token.text[middle..]);
        }
    }
}
