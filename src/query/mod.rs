//! The search language: parse it, print it, match an article against it; and views, which are named queries.

mod view;

pub use view::{Around, Only, View, Window};
