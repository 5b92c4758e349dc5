//! Places in a document that outlive a change of width, of folds, and of the text.
//!
//! It stores nothing: [`position`] gives the text that is saved, [`find`] reads it back.

use super::{
    Anchor, Line,
    flow::{GLUE, words},
    walk::{Leaf, Margin, Step, Walk},
};
use crate::document::{Document, Inline, Run};
use std::borrow::Cow;

/// The texts of all leaves, in the order of their numbers.
pub fn leaves(document: &Document) -> impl Iterator<Item = Cow<'_, str>> {
    walk_leaves(document).map(|leaf| text(document, leaf))
}

/// The text of one leaf: what the offsets of anchors count in.
pub fn leaf_text(document: &Document, leaf: u32) -> Option<String> {
    walk_leaves(document).nth(leaf as usize).map(|leaf| text(document, leaf).into_owned())
}

/// How many leaves are the text's own; those after them are the list of links.
pub fn text_leaves(document: &Document) -> u32 {
    walk_leaves(document).filter(|leaf| !matches!(leaf, Leaf::Link(_))).count() as u32
}

/// The fold that holds a leaf: the innermost one, open or closed.
pub fn fold_of(document: &Document, leaf: u32) -> Option<u32> {
    let mut walk = Walk::new(document);
    while let Some(step) = walk.step() {
        if matches!(step, Step::Leaf(number, _) if number == leaf) {
            return walk.frames.iter().rev().find_map(|frame| match frame.margin {
                Margin::Fold(fold) => Some(fold),
                _ => None,
            });
        }
    }
    None
}

/// How many folds the document has; they are numbered from 0.
pub fn folds(document: &Document) -> u32 {
    let mut walk = Walk::new(document);
    let steps = std::iter::from_fn(|| walk.step());
    steps.filter(|step| matches!(step, Step::Fold(..))).count() as u32
}

/// A place as it is saved: `<8 hex digits of the BLAKE3 of the leaf's text>:<offset>:<leaf>`.
pub fn position(document: &Document, at: Anchor) -> String {
    let text = walk_leaves(document).nth(at.leaf as usize).map(|leaf| text(document, leaf));
    format!("{:08x}:{}:{}", hash(&text.unwrap_or_default()), at.offset, at.leaf)
}

/// A saved place found again: the leaf with that text nearest to the saved number, else the leaf of that number.
pub fn find(document: &Document, position: &str) -> Option<Anchor> {
    let (saved, offset, number) = read_position(position)?;
    let (mut nearest, mut same): (Option<(u32, Anchor)>, _) = (None, None);
    for (leaf, found) in (0_u32..).zip(walk_leaves(document)) {
        let distance = leaf.abs_diff(number);
        let farther = nearest.is_some_and(|(least, _)| least <= distance);
        if farther && leaf > number {
            break;
        }
        let text = text(document, found);
        let at = Anchor { leaf, offset: offset.min(u32::try_from(text.len()).unwrap_or(u32::MAX)) };
        if !farther && hash(&text) == saved {
            nearest = Some((distance, at));
        }
        if leaf <= number {
            same = Some(at);
        }
    }
    nearest.map(|(_, at)| at).or(same)
}

/// Where a place of the document begins, by the number that links have of it.
pub fn place(document: &Document, number: u32) -> Option<Anchor> {
    let before = |inline: &[Run]| inline.iter().position(|run| run.place == Some(number));
    (0_u32..).zip(walk_leaves(document)).find_map(|(leaf, found)| {
        let offset = match found {
            Leaf::Heading(_, inline) | Leaf::Paragraph(inline) => words(&inline[..before(inline)?]).len(),
            // A row of a table is gone to as a whole.
            Leaf::Row(table, index) => table.row(index)?.iter().find_map(|cell| before(cell)).map(|_| 0)?,
            Leaf::Code(_) | Leaf::Rule | Leaf::Link(_) => return None,
        };
        Some(Anchor { leaf, offset: u32::try_from(offset).unwrap_or(u32::MAX) })
    })
}

/// The index of the line that holds a place; 0 where there are no lines.
pub fn line_at(lines: &[Line], at: Anchor) -> usize {
    lines.partition_point(|line| line.at <= at).saturating_sub(1)
}

fn read_position(position: &str) -> Option<(u32, u32, u32)> {
    let mut parts = position.splitn(3, ':');
    let hash = u32::from_str_radix(parts.next()?, 16).ok()?;
    Some((hash, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// The first four bytes of the BLAKE3 of a leaf's text.
fn hash(text: &str) -> u32 {
    // Spaces that bind count as any other, as they did in the places that were saved before.
    let [a, b, c, d, ..] = *blake3::hash(text.replace(GLUE, " ").as_bytes()).as_bytes();
    u32::from_be_bytes([a, b, c, d])
}

fn walk_leaves(document: &Document) -> impl Iterator<Item = Leaf<'_>> {
    let mut walk = Walk::new(document);
    std::iter::from_fn(move || {
        loop {
            if let Step::Leaf(_, leaf) = walk.step()? {
                return Some(leaf);
            }
        }
    })
}

fn text<'a>(document: &'a Document, leaf: Leaf<'a>) -> Cow<'a, str> {
    match leaf {
        Leaf::Heading(_, inline) | Leaf::Paragraph(inline) => words(inline),
        Leaf::Code(rows) => rows.iter().map(|row| row.as_str()).collect::<Vec<_>>().join("\n").into(),
        Leaf::Row(table, index) => cells(table.row(index).unwrap_or(&[])).into(),
        Leaf::Rule => "".into(),
        Leaf::Link(number) => document.links.get(number as usize).map_or("", |link| link.url.as_str()).into(),
    }
}

/// The words of a table's row: its cells, apart by a tab.
fn cells(row: &[Inline]) -> String {
    row.iter().map(|cell| words(cell)).collect::<Vec<_>>().join("\t")
}
