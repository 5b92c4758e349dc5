//! HTML, Markdown and plain text become one tree of blocks with links.
//!
//! It does not know widths or lines: that is `typeset`. It reads no file and opens nothing.

mod block;

pub use block::{Align, Block, Document, FoldKind, Inline, Item, Link, Run, Style, Target};
