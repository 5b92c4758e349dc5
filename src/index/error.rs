//! What can go wrong with the index: each error with the path or the cause.

use std::path::PathBuf;

/// An operation on the index, or on the store below it, that failed.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The index file cannot be used as it is.
    #[error("the index {}: {cause}", path.display())]
    Index {
        /// The file.
        path: PathBuf,
        /// What SQLite said.
        cause: rusqlite::Error,
    },
    /// The system refused.
    #[error("cannot {doing} {}: {cause}", path.display())]
    Io {
        /// What was tried, as a verb.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
}
