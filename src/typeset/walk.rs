//! The leaves of a document in the order in which they are shown: the text, then footnotes, then links.
//!
//! It sets nothing. A stack of frames takes the place of recursion; closed folds are walked like open ones, so that
//! numbers do not depend on what is open.

use crate::{
    document::{Align, Block, Document, FoldKind, Inline, Item, Run},
    text::Clean,
};
use std::{collections::VecDeque, slice::Iter};

/// What has text of its own and a number.
#[derive(Clone, Copy)]
pub(super) enum Leaf<'a> {
    Heading(u8, &'a [Run]),
    Paragraph(&'a [Run]),
    Code(&'a [Clean]),
    /// A row of a table; 0 is the head, where there is one.
    Row(Table<'a>, usize),
    Rule,
    /// An address in the list at the end.
    Link(u32),
}

/// A table's parts.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub head: &'a [Inline],
    pub rows: &'a [Vec<Inline>],
    pub align: &'a [Align],
}

impl<'a> Table<'a> {
    /// How many rows of the whole table are head: 0 or 1.
    pub fn heads(self) -> usize {
        usize::from(!self.head.is_empty())
    }

    /// The cells of row `index`, the head included.
    pub fn row(self, index: usize) -> Option<&'a [Inline]> {
        match index.checked_sub(self.heads()) {
            None => Some(self.head),
            Some(index) => self.rows.get(index).map(Vec::as_slice),
        }
    }

    /// The cells of the longest row.
    pub fn columns(self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0).max(self.head.len())
    }
}

/// What a walk comes to.
pub(super) enum Step<'a> {
    /// A leaf and its number.
    Leaf(u32, Leaf<'a>),
    /// The fold of this number begins.
    Fold(u32, FoldKind),
}

/// What stands to the left of a block's content.
#[derive(Clone, Copy)]
pub(super) enum Margin<'a> {
    Nothing,
    Bar,
    /// A list item: a bullet or number, and a box where it is a task.
    Item {
        marker: Marker,
        task: Option<bool>,
    },
    Note(&'a Clean),
    Fold(u32),
}

/// What stands before an item.
#[derive(Clone, Copy)]
pub(super) enum Marker {
    /// A bullet in a list within so many others.
    Bullet(usize),
    /// A number, right-aligned in so many digits.
    Number(u64, usize),
}

/// A block whose content is being walked.
pub(super) struct Frame<'a> {
    rest: Rest<'a>,
    pub margin: Margin<'a>,
    /// Whether its parts follow one another without a gap.
    pub tight: bool,
    /// Whether nothing of it has been shown yet.
    pub fresh: bool,
}

enum Rest<'a> {
    Blocks(Iter<'a, Block>),
    Items(Iter<'a, Item>, Marker),
    Rows(Table<'a>, usize),
}

/// A walk through a document.
pub(super) struct Walk<'a> {
    document: &'a Document,
    pub frames: Vec<Frame<'a>>,
    /// How many of the frames have held since the caller last set this.
    pub shared: usize,
    notes: VecDeque<(&'a Clean, &'a [Block])>,
    leaf: u32,
    fold: u32,
    link: u32,
}

impl<'a> Walk<'a> {
    pub fn new(document: &'a Document) -> Self {
        let mut walk =
            Walk { document, frames: Vec::new(), shared: 0, notes: VecDeque::new(), leaf: 0, fold: 0, link: 0 };
        walk.push(Rest::Blocks(document.blocks.iter()), Margin::Nothing, false);
        walk
    }

    /// Goes on to the next leaf or fold.
    pub fn step(&mut self) -> Option<Step<'a>> {
        loop {
            let Some(frame) = self.frames.last_mut() else {
                match self.notes.pop_front() {
                    Some((label, blocks)) => self.push(Rest::Blocks(blocks.iter()), Margin::Note(label), false),
                    None => return self.step_links(),
                }
                continue;
            };
            let tight = frame.tight;
            let step = match &mut frame.rest {
                Rest::Blocks(blocks) => match blocks.next() {
                    Some(block) => self.enter(block, tight),
                    None => self.leave(),
                },
                Rest::Items(items, marker) => match items.next() {
                    Some(item) => {
                        let margin = Margin::Item { marker: *marker, task: item.task };
                        if let Marker::Number(n, _) = marker {
                            *n = n.saturating_add(1);
                        }
                        self.push(Rest::Blocks(item.blocks.iter()), margin, tight);
                        item.blocks.is_empty().then(|| self.number(Leaf::Paragraph(&[])))
                    }
                    None => self.leave(),
                },
                Rest::Rows(table, index) => {
                    let (table, at) = (*table, *index);
                    *index += 1;
                    match table.row(at) {
                        Some(_) => Some(self.number(Leaf::Row(table, at))),
                        None => self.leave(),
                    }
                }
            };
            if step.is_some() {
                return step;
            }
        }
    }

    /// The number the next leaf will have.
    pub fn next_leaf(&self) -> u32 {
        self.leaf
    }

    fn step_links(&mut self) -> Option<Step<'a>> {
        let link = self.link;
        self.document.links.get(link as usize).filter(|link| link.place.is_none())?;
        self.link += 1;
        Some(self.number(Leaf::Link(link)))
    }

    fn enter(&mut self, block: &'a Block, tight: bool) -> Option<Step<'a>> {
        match block {
            Block::Heading(level, inline) => return Some(self.number(Leaf::Heading(*level, inline))),
            Block::Paragraph(inline) => return Some(self.number(Leaf::Paragraph(inline))),
            Block::Code(rows) => return Some(self.number(Leaf::Code(rows))),
            Block::Rule => return Some(self.number(Leaf::Rule)),
            Block::Table { head, rows, align } => {
                self.push(Rest::Rows(Table { head, rows, align }, 0), Margin::Nothing, true);
            }
            Block::Quote(blocks) => self.push(Rest::Blocks(blocks.iter()), Margin::Bar, false),
            Block::List { start, items } => {
                let tight = items.iter().all(is_short);
                self.push(Rest::Items(items.iter(), self.marker(*start, items.len())), Margin::Nothing, tight);
            }
            Block::Footnote(label, blocks) => self.notes.push_back((label, blocks)),
            Block::Fold(kind, blocks) => {
                let fold = self.fold;
                self.fold += 1;
                self.push(Rest::Blocks(blocks.iter()), Margin::Fold(fold), tight);
                return Some(Step::Fold(fold, *kind));
            }
        }
        None
    }

    /// How the first item of a list is marked.
    fn marker(&self, start: Option<u64>, items: usize) -> Marker {
        let bulleted = |frame: &&Frame<'_>| matches!(frame.rest, Rest::Items(_, Marker::Bullet(_)));
        match start {
            None => Marker::Bullet(self.frames.iter().filter(bulleted).count()),
            Some(start) => {
                let last = start.saturating_add(items.saturating_sub(1) as u64);
                Marker::Number(start, last.checked_ilog10().unwrap_or(0) as usize + 1)
            }
        }
    }

    fn number(&mut self, leaf: Leaf<'a>) -> Step<'a> {
        let number = self.leaf;
        self.leaf += 1;
        Step::Leaf(number, leaf)
    }

    fn push(&mut self, rest: Rest<'a>, margin: Margin<'a>, tight: bool) {
        self.frames.push(Frame { rest, margin, tight, fresh: true });
    }

    fn leave(&mut self) -> Option<Step<'a>> {
        self.frames.pop();
        self.shared = self.shared.min(self.frames.len());
        None
    }
}

/// Whether an item is one paragraph, with a list below it at most.
fn is_short(item: &Item) -> bool {
    matches!(
        item.blocks.as_slice(),
        [] | [Block::Paragraph(_) | Block::List { .. }] | [Block::Paragraph(_), Block::List { .. }]
    )
}
