//! Blocks and a width become lines of spans with roles; it knows where links, headings and folds fall.
//!
//! It draws nothing and knows no screen: a line is data. Breaking is textwrap's, measured by `text::width`.

mod body;
mod flow;
mod folds;
mod indent;
mod line;
mod measure;
mod place;
mod row;
mod rows;
mod set;
mod table;
mod syllables;
mod units;
mod walk;

pub use folds::OpenFolds;
pub use line::{Anchor, Line, LineKind, Span};
pub use measure::{Breaking, Measure};
pub use place::{find, fold_of, folds, leaf_text, leaves, line_at, place, position, text_leaves};
pub use set::lines;

#[cfg(test)]
mod tests;
