//! One typeset row, kept small: a long article has hundreds of thousands of them.

use crate::theme::Role;

/// One row of a typeset article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// From left to right, indentation included; together never wider than the measure.
    pub spans: Box<[Span]>,
    /// Where in the text the row begins.
    pub at: Anchor,
    /// What the row is, for movement by paragraph and heading and for folds.
    pub kind: LineKind,
}

/// A piece of a row in one role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// Printable text, safe to draw.
    pub text: Box<str>,
    /// How it looks.
    pub role: Role,
    /// The index of the link it belongs to, in `Document::links`.
    pub link: Option<u32>,
}

/// A place in an article that does not depend on the width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The number of the leaf (heading, paragraph, code, table row …) from the top, folded ones counted too.
    pub leaf: u32,
    /// Bytes into the leaf's text.
    pub offset: u32,
}

/// What a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Empty, between blocks.
    Gap,
    /// The first row of a paragraph or another leaf.
    First,
    /// A further row of it.
    More,
    /// The first row of a heading.
    Heading,
    /// Stands for the closed fold of this number.
    Fold(u32),
}
