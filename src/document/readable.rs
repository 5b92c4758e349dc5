//! A tree of blocks as text: paragraphs apart by a blank line.
//!
//! It does not wrap or indent: lines at a width are `typeset`'s.

use super::{Block, Document, Inline, Run};
use std::borrow::Cow;

/// The readable text of a document, paragraphs apart by a blank line. A repeated passage is left out the second time;
/// the file name that stands for a picture without words is left out too.
pub fn plain_text(document: &Document) -> String {
    let mut text = String::new();
    write_blocks(&document.blocks, &mut text);
    text
}

// The depth of the tree is bounded, so recursion is safe.
fn write_blocks(blocks: &[Block], text: &mut String) {
    for block in blocks {
        match block {
            Block::Heading(_, runs) | Block::Paragraph(runs) => write_part(text, |text| write_runs(runs, text)),
            Block::Quote(inner) | Block::Footnote(_, inner) => write_blocks(inner, text),
            Block::List { items, .. } => items.iter().for_each(|item| write_blocks(&item.blocks, text)),
            Block::Code(lines) => write_part(text, |text| {
                for (at, line) in lines.iter().enumerate() {
                    text.push_str(if at > 0 { "\n" } else { "" });
                    text.push_str(line.as_str());
                }
            }),
            Block::Table { head, rows, .. } => write_part(text, |text| {
                for row in std::iter::once(head).chain(rows).filter(|row| !row.is_empty()) {
                    write_row(row, text);
                }
            }),
            Block::Rule | Block::Fold(..) => {}
        }
    }
}

/// Writes a part, with a blank line before it where there is something before it and in it.
fn write_part(text: &mut String, write: impl FnOnce(&mut String)) {
    let before = text.len();
    if before > 0 {
        text.push_str("\n\n");
    }
    let start = text.len();
    write(text);
    if text[start..].trim().is_empty() {
        text.truncate(before);
    }
}

fn write_row(row: &[Inline], text: &mut String) {
    if !text.is_empty() && !text.ends_with('\n') {
        text.push('\n');
    }
    for (at, cell) in row.iter().enumerate() {
        text.push_str(if at > 0 { "\t" } else { "" });
        write_runs(cell, text);
    }
}

fn write_runs(runs: &[Run], text: &mut String) {
    for run in runs {
        if !(run.style.image && is_file_name(run.text.as_str())) {
            text.push_str(&spaced(run.text.as_str()));
        }
        if run.breaks {
            text.push('\n');
        }
    }
}

/// A text in which every space is a plain one: spaces that bind are for rows, and nobody would find them by typing.
pub(super) fn spaced(text: &str) -> Cow<'_, str> {
    if text.contains('\u{A0}') { Cow::Owned(text.replace('\u{A0}', " ")) } else { Cow::Borrowed(text) }
}

/// Whether a picture's text is only the name of its file.
fn is_file_name(text: &str) -> bool {
    let text = text.trim();
    text == "picture" || (text.contains('.') && !text.contains(' '))
}
