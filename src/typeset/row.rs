//! One row while it is made: pieces of one look are joined as they come.
//!
//! It knows no widths: what is pushed fits.

use super::flow::{Flow, GLUE};
use super::line::Span;
use crate::{
    text::{graphemes, width},
    theme::Role,
};
use std::ops::Range;

/// Stands for a cluster that is wider than the row.
pub(super) const TOO_WIDE: &str = "▯";

/// A row's spans so far.
#[derive(Default)]
pub(super) struct Row {
    spans: Vec<(String, Role, Option<u32>)>,
}

impl Row {
    pub fn push(&mut self, text: &str, role: Role, link: Option<u32>) {
        if text.is_empty() {
            return;
        }
        match self.spans.last_mut() {
            Some(last) if (last.1, last.2) == (role, link) => last.0.push_str(text),
            _ => self.spans.push((text.to_owned(), role, link)),
        }
    }

    /// Adds so many empty columns.
    pub fn push_space(&mut self, columns: usize) {
        self.push(&" ".repeat(columns), Role::Text, None);
    }

    /// Adds a part of a flowing text: all of it fits but clusters that are wider than the row.
    pub fn push_flow(&mut self, flow: &Flow<'_>, range: Range<usize>, columns: usize) {
        let text = &flow.text[range.clone()];
        if width(text) > columns {
            return self.push_narrow(flow, range, columns);
        }
        let mut at = range.start;
        for look in flow.looks_from(at) {
            if at >= range.end {
                break;
            }
            let piece = &flow.text[at..look.end.min(range.end)];
            match piece.contains(GLUE) {
                true => self.push(&piece.replace(GLUE, " "), look.role, look.link),
                false => self.push(piece, look.role, look.link),
            }
            at += piece.len();
        }
    }

    fn push_narrow(&mut self, flow: &Flow<'_>, range: Range<usize>, columns: usize) {
        let mut at = range.start;
        for (cluster, wide) in graphemes(&flow.text[range]) {
            if let Some(look) = flow.looks_from(at).first() {
                self.push(if wide <= columns { cluster } else { TOO_WIDE }, look.role, look.link);
            }
            at += cluster.len();
        }
    }

    /// Drops the spaces at the end: a row that has nothing else is empty.
    pub fn trim(&mut self) {
        while let Some(last) = self.spans.last_mut() {
            last.0.truncate(last.0.trim_end_matches(' ').len());
            if !last.0.is_empty() {
                break;
            }
            self.spans.pop();
        }
    }

    pub fn finish(self) -> Box<[Span]> {
        self.spans.into_iter().map(|(text, role, link)| Span { text: text.into(), role, link }).collect()
    }
}
