//! A tree of blocks as text: paragraphs apart by a blank line.
//!
//! It does not wrap or indent: lines at a width are `typeset`'s.

use super::{Block, Document};

/// The readable text of a document, paragraphs apart by a blank line, every passage once.
pub fn plain_text(document: &Document) -> String {
    let mut parts = Vec::new();
    for block in &document.blocks {
        if let Block::Paragraph(runs) | Block::Heading(_, runs) = block {
            parts.push(runs.iter().map(|run| run.text.as_str()).collect::<String>());
        }
    }
    parts.join("\n\n")
}
