//! The search language: parse it, print it, match an article against it; and views, which are named queries.
//!
//! It reads nothing: `index` answers a query, and the tokenizer here makes both agree on what a word is.

mod completing;
mod expr;
mod fold;
mod forms;
mod hits;
mod matching;
mod meant;
mod order;
mod parse;
mod print;
mod token;
mod view;
mod when;
mod words;

#[cfg(test)]
pub(crate) mod tests;

pub use completing::{Begun, Completion, Names};
pub use expr::{Expr, Query, Scope, State};
pub use forms::forms;
pub use matching::{Candidate, fold_tag, folders_around, is_same_tag, is_within, names_source};
pub use order::{By, Order, sorts_as};
pub use parse::Mistake;
pub use token::{Token, TokenKind, tokenize};
pub use view::{Around, Arrival, Extent, Only, Search, View, Window};
pub use when::{Span, When};
pub use words::{Need, SHORT, needs, shorts};
