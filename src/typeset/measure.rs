//! Measures: how wide lines are and how paragraphs are broken.

use crate::document::Document;

/// The width of lines and how to break them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// Columns of a line; no line is wider.
    pub width: u16,
    /// How to break paragraphs.
    pub breaking: Breaking,
    /// Whether to list the links at the end.
    pub links: bool,
}

/// How to choose the lines of a paragraph.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Breaking {
    /// The whole paragraph at once, for an even right margin; first fit for paragraphs over 64 KiB.
    #[default]
    Optimal,
    /// First fit: each line takes as many words as fit.
    First,
}

/// The space for the rows of one block.
#[derive(Clone, Copy)]
pub(super) struct Room<'a> {
    pub document: &'a Document,
    /// Columns next to the indent, at least 1.
    pub columns: usize,
    pub breaking: Breaking,
}
