//! Text becomes a query, or a mistake with its place.

use super::{Expr, Query};

/// Why a query cannot be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Mistake {
    /// The byte of the query at which a caret belongs.
    pub at: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl Query {
    /// Reads a finished query.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let _ = text;
        Ok(Query { root: Expr::All(Vec::new()) })
    }

    /// Reads a query that is being typed: its last word may go on.
    pub fn typing(text: &str) -> Result<Self, Mistake> {
        Query::parse(text)
    }
}
