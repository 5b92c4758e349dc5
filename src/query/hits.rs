//! Where in a text the words of a query stand, so that they can be lit.
//!
//! It does not decide whether an article is found: a hit in the title is lit although the body lacks another word.

use super::token::{TokenKind, tokenize};
use super::words::{Need, needs};
use super::{Expr, Query, Scope};
use std::ops::Range;

struct Place {
    text: String,
    kind: TokenKind,
    at: Range<usize>,
}

impl Query {
    /// The bytes of `text` that this query looks for, in order and apart. `scope` says what the text is:
    /// [`Scope::Anywhere`] for a body.
    pub fn hits(&self, scope: Scope, text: &str) -> Vec<Range<usize>> {
        let mut wanted = Vec::new();
        gather(&self.root, scope, &mut wanted);
        let mut places = Vec::new();
        if !wanted.is_empty() {
            tokenize(text, |t| places.push(Place { text: t.text.to_owned(), kind: t.kind, at: t.at }));
        }
        let mut hits = Vec::new();
        for need in &wanted {
            light(need, text, &places, &mut hits);
        }
        hits.sort_unstable_by_key(|hit: &Range<usize>| (hit.start, hit.end));
        hits.dedup_by(|next, last| {
            let touch = next.start <= last.end;
            last.end = if touch { last.end.max(next.end) } else { last.end };
            touch
        });
        hits
    }

    /// Whether it looks for words at all, so that something may be lit: `is:unread tag:ports` does not.
    pub fn has_words(&self) -> bool {
        looks_for_words(&self.root)
    }
}

/// Columns of a snippet before its hit: so few that the hit is in sight in a narrow list too.
const BEFORE: usize = 20;

impl Query {
    /// Where in a body to begin so that the first thing this query looks for is in sight, at a word; nothing where the
    /// beginning of the body shows it, or nothing is looked for.
    pub fn snippet(&self, body: &str) -> Option<usize> {
        let before = &body[..self.hits(Scope::Anywhere, body).first()?.start];
        let mut room = BEFORE;
        let fits = |(_, c): &(usize, char)| {
            let columns = crate::text::width(c.encode_utf8(&mut [0; 4]));
            room.checked_sub(columns).map(|left| room = left).is_some()
        };
        let (start, _) = before.char_indices().rev().take_while(fits).last().unwrap_or((before.len(), ' '));
        let words = before[start..].split_once(char::is_whitespace).map_or(&before[start..], |(_, words)| words);
        (start > 0).then(|| before.len() - words.len())
    }
}

fn looks_for_words(expr: &Expr) -> bool {
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().any(looks_for_words),
        Expr::Words { .. } => true,
        _ => false,
    }
}

/// What a query wants to be there, in a text of this scope.
fn gather(expr: &Expr, scope: Scope, wanted: &mut Vec<Need>) {
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().for_each(|part| gather(part, scope, wanted)),
        Expr::Words { scope: within, text, quoted, prefix } if *within == Scope::Anywhere || *within == scope => {
            wanted.extend(needs(text, *quoted, *prefix));
        }
        _ => {}
    }
}

fn light(need: &Need, text: &str, places: &[Place], hits: &mut Vec<Range<usize>>) {
    match need {
        Need::Short(short) => {
            for place in places {
                match place.kind {
                    TokenKind::Word if place.text.starts_with(short.as_str()) => {
                        hits.push(beginning(text, &place.at, short.chars().count()));
                    }
                    TokenKind::Lone if place.text == *short => hits.push(place.at.clone()),
                    TokenKind::Pair if place.text.starts_with(short.as_str()) => {
                        hits.push(beginning(text, &place.at, 1))
                    }
                    TokenKind::Pair if place.text.ends_with(short.as_str()) => {
                        hits.push(beginning(text, &place.at, 1).end..place.at.end);
                    }
                    _ => {}
                }
            }
        }
        Need::Phrase { tokens, prefix } => {
            for window in places.windows(tokens.len()) {
                let (Some(first), Some(last), Some(end)) = (window.first(), window.last(), tokens.last()) else {
                    continue;
                };
                let whole = if *prefix { tokens.len() - 1 } else { tokens.len() };
                let same = window.iter().zip(tokens).take(whole).all(|(place, token)| place.text == *token);
                if same && last.text.starts_with(end.as_str()) {
                    let end = if *prefix { beginning(text, &last.at, end.chars().count()).end } else { last.at.end };
                    hits.push(first.at.start..end);
                }
            }
        }
    }
}

/// The first `letters` of a token, as far as the text has a character for each.
fn beginning(text: &str, at: &Range<usize>, letters: usize) -> Range<usize> {
    let clusters = crate::text::graphemes(&text[at.clone()]);
    at.start..at.start + clusters.take(letters).map(|(cluster, _)| cluster.len()).sum::<usize>()
}
