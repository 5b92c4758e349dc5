//! Sets a document into lines, one after the other, as they are asked for.
//!
//! It keeps no line: what is shown again is kept by the caller, or set again.

use super::{
    Anchor, Line, LineKind, OpenFolds,
    body::Body,
    indent::Indent,
    measure::{Measure, Room},
    row::Row,
    table::Plan,
    walk::{Leaf, Margin, Step, Walk},
};
use crate::{
    document::{Document, FoldKind},
    text,
    theme::Role,
};
use std::collections::VecDeque;

/// Sets `document` line by line; closed folds show as one row. Nothing is set before it is asked for.
pub fn lines<'a>(
    document: &'a Document,
    measure: Measure,
    open: &'a OpenFolds,
) -> impl Iterator<Item = Line> + use<'a> {
    let measure = Measure { width: measure.width.max(1), ..measure };
    let walk = Walk::new(document);
    Lines { document, measure, open, walk, setting: None, ready: VecDeque::new(), begun: None, plan: Plan::default() }
}

struct Lines<'a> {
    document: &'a Document,
    measure: Measure,
    open: &'a OpenFolds,
    walk: Walk<'a>,
    setting: Option<Setting<'a>>,
    /// Rows that come before those of `setting`: gaps, rules.
    ready: VecDeque<Line>,
    /// The part of the document that was last shown something of.
    begun: Option<Part>,
    /// How the table at hand is set.
    plan: Plan,
}

/// The three parts of a document, in the order in which they are shown.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Text,
    Notes,
    Links,
}

/// A leaf while it is set.
struct Setting<'a> {
    leaf: u32,
    indent: Indent,
    body: Body<'a>,
    /// What its next row is.
    kind: LineKind,
}

impl Iterator for Lines<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        loop {
            if let Some(line) = self.ready.pop_front().or_else(|| self.next_row()) {
                return Some(line);
            }
            match self.walk.step()? {
                Step::Leaf(_, Leaf::Link(_)) if !self.measure.links => return None,
                Step::Leaf(number, leaf) => self.begin(number, leaf),
                Step::Fold(number, kind) => self.fold(number, kind),
            }
        }
    }
}

impl<'a> Lines<'a> {
    fn width(&self) -> usize {
        self.measure.width.into()
    }

    fn room(&self, indent: &Indent) -> Room<'a> {
        let columns = self.width() - indent.columns;
        Room { document: self.document, columns, breaking: self.measure.breaking }
    }

    /// The next row of the leaf at hand.
    fn next_row(&mut self) -> Option<Line> {
        let mut setting = self.setting.take()?;
        let mut row = Row::default();
        setting.indent.push(&mut row, setting.kind != LineKind::More);
        let offset = setting.body.next(&mut row, self.room(&setting.indent))?;
        row.trim();
        let at = Anchor { leaf: setting.leaf, offset };
        let line = Line { spans: row.finish(), at, kind: setting.kind };
        setting.kind = LineKind::More;
        self.setting = Some(setting);
        Some(line)
    }

    /// Begins to set a leaf.
    fn begin(&mut self, number: u32, leaf: Leaf<'a>) {
        if self.is_hidden(self.walk.frames.len()) {
            return;
        }
        let indent = Indent::new(&self.walk.frames, self.width());
        let room = self.room(&indent);
        if let Leaf::Row(table, 0) = leaf {
            self.plan = Plan::new(table, room);
        }
        let mut body = Body::new(leaf, self.base(), &self.plan, room);
        if body.is_empty() {
            if !self.has_mark() {
                return;
            }
            body = Body::Row(Some((String::new(), Role::Text)));
        }
        let part = if matches!(leaf, Leaf::Link(_)) { Part::Links } else { self.part() };
        let record = matches!((leaf, &self.plan), (Leaf::Row(_, 1..), Plan::Records(_)));
        self.prepare(part, &indent, number, record);
        let kind = if matches!(leaf, Leaf::Heading(..)) { LineKind::Heading } else { LineKind::First };
        self.setting = Some(Setting { leaf: number, indent, body, kind });
        self.shown();
    }

    /// The part that the frames at hand belong to.
    fn part(&self) -> Part {
        let notes = self.walk.frames.first().is_some_and(|frame| matches!(frame.margin, Margin::Note(_)));
        if notes { Part::Notes } else { Part::Text }
    }

    /// Shows a closed fold as one row.
    fn fold(&mut self, number: u32, FoldKind::Repeat(paragraphs): FoldKind) {
        let outer = self.walk.frames.len() - 1;
        if self.open.is_open(number) || self.is_hidden(outer) {
            return;
        }
        let indent = Indent::new(&self.walk.frames, self.width());
        let leaf = self.walk.next_leaf();
        self.prepare(self.part(), &indent, leaf, false);
        let plural = if paragraphs == 1 { "" } else { "s" };
        let label = format!("{paragraphs} paragraph{plural} repeated");
        let mut row = Row::default();
        indent.push(&mut row, true);
        row.push(&text::fit(&label, self.width() - indent.columns), Role::Fold, None);
        let at = Anchor { leaf, offset: 0 };
        self.ready.push_back(Line { spans: row.finish(), at, kind: LineKind::Fold(number) });
        self.shown();
    }

    /// Whether one of the outermost `frames` is a closed fold.
    fn is_hidden(&self, frames: usize) -> bool {
        let closed = |margin| matches!(margin, Margin::Fold(n) if !self.open.is_open(n));
        self.walk.frames[..frames].iter().any(|frame| closed(frame.margin))
    }

    /// Whether a bullet or number waits for its row.
    fn has_mark(&self) -> bool {
        let marks = |margin| matches!(margin, Margin::Item { .. } | Margin::Note(_));
        self.walk.frames.last().is_some_and(|frame| frame.fresh && marks(frame.margin))
    }

    /// The role of words without a style.
    fn base(&self) -> Role {
        let quoted = self.walk.frames.iter().any(|frame| matches!(frame.margin, Margin::Bar));
        if quoted { Role::Quote } else { Role::Text }
    }

    /// Puts a gap before what comes, where there should be one, and a rule before notes and links.
    fn prepare(&mut self, part: Part, indent: &Indent, leaf: u32, record: bool) {
        let at = Anchor { leaf, offset: 0 };
        let Some(before) = self.begun.replace(part) else { return };
        let shared = self.walk.shared;
        let loose = match shared.checked_sub(1) {
            None => part != before,
            Some(last) => record || !self.walk.frames[last].tight,
        };
        if loose {
            let mut row = Row::default();
            indent.push_outer(&mut row, shared);
            row.trim();
            self.ready.push_back(Line { spans: row.finish(), at, kind: LineKind::Gap });
        }
        if part != before {
            let mut row = Row::default();
            row.push(&"─".repeat(self.width().min(20)), Role::Ornament, None);
            self.ready.push_back(Line { spans: row.finish(), at, kind: LineKind::More });
        }
    }

    /// Remembers that something was shown in all frames at hand.
    fn shown(&mut self) {
        self.walk.shared = self.walk.frames.len();
        self.walk.frames.iter_mut().for_each(|frame| frame.fresh = false);
    }
}
