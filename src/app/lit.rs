//! What is lit in an article: which bytes of the rows on screen, also where words are broken over two rows.
//!
//! It goes nowhere: that is `find`'s.

use crate::query::{Query, Scope};
use crate::text::occurrences;
use crate::theme::Role;
use crate::typeset::{Anchor, Line};
use std::ops::Range;

/// What is lit in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lit {
    /// What a search looked for.
    Query(Query),
    /// Typed text.
    Text(String),
}

/// The lit bytes of one row, each in the span of this number.
pub type LitRow = Vec<(usize, Range<usize>)>;

impl Lit {
    /// The bytes of a text that are lit.
    pub fn hits(&self, text: &str) -> Vec<Range<usize>> {
        match self {
            Lit::Query(query) => query.hits(Scope::Anywhere, text),
            Lit::Text(wanted) => occurrences(text, wanted),
        }
    }

    /// What is lit in rows that follow each other.
    pub fn light(&self, rows: &[&Line]) -> Vec<LitRow> {
        let mut lit = vec![LitRow::new(); rows.len()];
        let mut passage = Passage::default();
        for (number, row) in rows.iter().enumerate() {
            if !passage.continues(row) {
                std::mem::take(&mut passage).light(self, &mut lit);
            }
            passage.add(number, row);
        }
        passage.light(self, &mut lit);
        lit
    }
}

/// Rows of one paragraph, joined as if it had not been broken.
#[derive(Default)]
struct Passage {
    text: String,
    /// Where in `text` each span stands: its row, and its number there.
    spans: Vec<(Range<usize>, usize, usize)>,
    /// The place in the article where the last row ends.
    end: Option<Anchor>,
}

impl Passage {
    fn continues(&self, row: &Line) -> bool {
        self.end.is_none_or(|end| end.leaf == row.at.leaf && end <= row.at)
    }

    fn add(&mut self, number: usize, row: &Line) {
        // What was dropped where the row was broken is a space; between ideographs nothing was.
        if self.end.is_some_and(|end| end < row.at) {
            self.text.push(' ');
        }
        let mut end = row.at;
        for (span, it) in row.spans.iter().enumerate() {
            if !matches!(it.role, Role::Ornament | Role::LinkNumber | Role::Fold | Role::Dim) {
                let start = self.text.len();
                self.text.push_str(&it.text);
                self.spans.push((start..self.text.len(), number, span));
                end.offset += it.text.len() as u32;
            }
        }
        self.end = Some(end);
    }

    fn light(self, lit: &Lit, rows: &mut [LitRow]) {
        let hits = if self.text.is_empty() { Vec::new() } else { lit.hits(&self.text) };
        for (Range { start, end }, row, span) in self.spans {
            // The part of each hit that lies in this span.
            for hit in hits.iter().filter(|hit| hit.start < end && start < hit.end) {
                rows[row].push((span, hit.start.max(start) - start..hit.end.min(end) - start));
            }
        }
    }
}
