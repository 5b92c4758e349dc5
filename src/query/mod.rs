//! The search language: parse it, print it, match an article against it; and views, which are named queries.
//!
//! It reads nothing: `index` answers a query, and the tokenizer here makes both agree on what a word is.

mod expr;
mod parse;
mod view;

pub use expr::{Expr, Query, Scope, Span, State, When};
pub use parse::Mistake;
pub use view::{Around, Only, View, Window};
