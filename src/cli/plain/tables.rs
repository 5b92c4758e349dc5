//! Tables as they are read aloud: each row a line, each cell behind what heads its column.
//!
//! Nothing else of a document changes.

use crate::document::{Block, Document, Inline, Item, Run};
use crate::text::Clean;

/// The document without bars and columns. Blocks nest no deeper than [`Document::DEPTH`].
pub(super) fn spoken(document: Document) -> Document {
    Document { blocks: all(document.blocks), ..document }
}

fn all(blocks: Vec<Block>) -> Vec<Block> {
    blocks.into_iter().flat_map(one).collect()
}

fn one(block: Block) -> Vec<Block> {
    let block = match block {
        Block::Table { head, rows, .. } if rows.is_empty() => return vec![Block::Paragraph(row(&[], head))],
        Block::Table { head, rows, .. } => {
            // A list without marks would be one paragraph; so each row ends its line.
            let lines = rows.into_iter().map(|cells| row(&head, cells)).filter(|line| !line.is_empty());
            return lines.map(Block::Paragraph).collect();
        }
        Block::Quote(inner) => Block::Quote(all(inner)),
        Block::Fold(kind, inner) => Block::Fold(kind, all(inner)),
        Block::Footnote(label, inner) => Block::Footnote(label, all(inner)),
        Block::List { start, items } => {
            let item = |item: Item| Item { blocks: all(item.blocks), ..item };
            Block::List { start, items: items.into_iter().map(item).collect() }
        }
        other => other,
    };
    vec![block]
}

/// `heading: value; heading: value`. What is blank is left out.
fn row(head: &[Inline], cells: Vec<Inline>) -> Inline {
    let text = |text: &str| Run { text: Clean::flow(text), ..Run::default() };
    let is_blank = |runs: &[Run]| runs.iter().all(|run| run.text.as_str().trim().is_empty());
    let mut line = Inline::new();
    for (at, cell) in cells.into_iter().enumerate().filter(|(_, cell)| !is_blank(cell)) {
        if !line.is_empty() {
            line.push(text("; "));
        }
        if let Some(heading) = head.get(at).filter(|heading| !is_blank(heading)) {
            line.extend(heading.iter().map(|run| Run { breaks: false, ..run.clone() }));
            line.push(text(": "));
        }
        line.extend(cell.into_iter().map(|run| Run { breaks: false, ..run }));
    }
    line
}
