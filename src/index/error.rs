//! What can go wrong with the index, or with the store below it: each error with its path and cause.

use crate::store::StoreError;
use std::path::PathBuf;

/// An operation on the index, or on the store below it, that failed.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// SQLite refused, or the index is damaged.
    #[error("{}", said(.0))]
    Index(#[from] rusqlite::Error),
    /// The index holds what it cannot hold: it is damaged.
    #[error("the index is damaged: {0}")]
    Damaged(&'static str),
    /// The library took back what the index cannot take back: it must be built anew.
    #[error("the index must be built anew, since ids that named one article no longer do")]
    Outdated,
    /// The index is in another folder now: the failed operation may succeed there.
    #[error("the index has moved to a temporary folder")]
    Moved,
    /// The library could not be read or written.
    #[error("{0}")]
    Store(#[from] StoreError),
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

fn said(error: &rusqlite::Error) -> String {
    match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::DatabaseBusy) => "another byline is writing the index; try again".to_owned(),
        _ => format!("the index: {error}"),
    }
}

impl IndexError {
    /// Whether the index is of no more use and must be built anew; nothing is lost by that.
    pub fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            IndexError::Damaged(_) | IndexError::Outdated | IndexError::Moved => true,
            IndexError::Index(error) => match error {
                rusqlite::Error::SqliteFailure(failure, message) => {
                    matches!(failure.code, DatabaseCorrupt | NotADatabase)
                        // The first page was written over: a table of ours is gone or is another, or the format of
                        // them all, which SQLite has no code for.
                        || message.as_deref().is_some_and(|m| {
                            m.starts_with("no such ") || m.contains("malformed") || m == "unsupported file format"
                        })
                }
                rusqlite::Error::SqlInputError { .. }
                | rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
                | rusqlite::Error::Utf8Error(..) => true,
                _ => false,
            },
            IndexError::Store(_) | IndexError::Io { .. } => false,
        }
    }

    /// Whether the folder can't hold the index: it is read-only, full, or not a folder.
    pub(super) fn is_of_folder(&self) -> bool {
        use rusqlite::ErrorCode::{CannotOpen, DiskFull, PermissionDenied, ReadOnly, SystemIoFailure};
        match self {
            // A lock that another process holds says nothing of the folder.
            IndexError::Io { cause, .. } => cause.kind() != std::io::ErrorKind::TimedOut,
            IndexError::Index(error) => matches!(
                error.sqlite_error_code(),
                Some(CannotOpen | DiskFull | PermissionDenied | ReadOnly | SystemIoFailure)
            ),
            _ => false,
        }
    }

    /// Whether the disk is full, so that trying again later may help.
    pub fn is_full(&self) -> bool {
        match self {
            IndexError::Index(error) => error.sqlite_error_code() == Some(rusqlite::ErrorCode::DiskFull),
            IndexError::Store(error) => error.is_full(),
            IndexError::Io { cause, .. } => cause.kind() == std::io::ErrorKind::StorageFull,
            IndexError::Damaged(_) | IndexError::Outdated | IndexError::Moved => false,
        }
    }
}
