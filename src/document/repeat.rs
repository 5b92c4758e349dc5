//! Passages that stand twice word for word: the second time they become a fold.
//!
//! It hides nothing it does not count, and looks at paragraphs only: headings, lists and code repeat for a reason.

use super::walk::text_of;
use super::{Block, FoldKind};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// A single paragraph is folded only if it has at least as many characters.
const SINGLE: usize = 80;
/// How many earlier places of a paragraph are compared: enough for copy, and a bound on hostile repetition.
const PLACES: usize = 8;

/// Folds what stands further up word for word: two paragraphs or more, or one long one.
pub(super) fn fold(blocks: Vec<Block>) -> Vec<Block> {
    let texts: Vec<Option<String>> = blocks.iter().map(words).collect();
    let spans = repeated(&texts);
    if spans.is_empty() {
        return blocks;
    }
    let mut folded = Vec::with_capacity(blocks.len());
    let mut spans = spans.into_iter().peekable();
    for (at, block) in blocks.into_iter().enumerate() {
        while spans.next_if(|span| span.end <= at).is_some() {}
        match spans.peek().filter(|span| span.contains(&at)) {
            Some(span) if span.start == at => folded.push(Block::Fold(FoldKind::Repeat(span.len()), vec![block])),
            Some(_) => {
                if let Some(Block::Fold(_, within)) = folded.last_mut() {
                    within.push(block);
                }
            }
            None => folded.push(block),
        }
    }
    folded
}

/// The words of a paragraph; nothing for what is none.
fn words(block: &Block) -> Option<String> {
    match block {
        Block::Paragraph(runs) => Some(text_of(runs)),
        _ => None,
    }
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The spans of paragraphs that stand further up, in order; spans that touch are one.
fn repeated(texts: &[Option<String>]) -> Vec<std::ops::Range<usize>> {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut spans: Vec<std::ops::Range<usize>> = Vec::new();
    let mut at = 0;
    while at < texts.len() {
        let Some(text) = &texts[at] else {
            at += 1;
            continue;
        };
        let seen = places.entry(hash(text)).or_default();
        let run = |from: usize| {
            let same = |n: usize| texts.get(at + n).is_some_and(|t| t.is_some() && texts[from + n] == *t);
            (0..at - from).take_while(|n| same(*n)).count()
        };
        let longest = seen.iter().map(|from| run(*from)).max().unwrap_or(0);
        let long = text.chars().take(SINGLE).count() == SINGLE;
        if longest >= 2 || (longest == 1 && long) {
            match spans.last_mut().filter(|span| span.end == at) {
                Some(span) => span.end += longest,
                None => spans.push(at..at + longest),
            }
            at += longest;
        } else {
            if seen.len() < PLACES {
                seen.push(at);
            }
            at += 1;
        }
    }
    spans
}
