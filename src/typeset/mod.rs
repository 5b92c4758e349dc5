//! Blocks and a width become lines of spans with roles; it knows where links, headings and folds fall.
//!
//! It draws nothing and knows no screen: a line is data. Breaking is textwrap's, measured by `text::width`.

mod line;

pub use line::{Anchor, Line, LineKind, Span};
