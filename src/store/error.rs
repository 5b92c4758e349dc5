//! What can go wrong with files, each error with its path; and what was not written when it did.

use super::record::Location;
use std::path::{Path, PathBuf};

/// An operation on the library that failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The system refused.
    #[error("cannot {doing} {}: {cause}", path.display())]
    Io {
        /// What was tried, as a verb: `read`, `append to`.
        doing: &'static str,
        /// On what.
        path: PathBuf,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A record that is longer than its kind may be.
    #[error("a record of {bytes} bytes is longer than the limit of {limit} bytes")]
    TooLong {
        /// The length of the record.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The place holds no whole record.
    #[error("{file}, byte {offset}: {cause}")]
    Damaged {
        /// The file's name within the library.
        file: String,
        /// Where the line starts.
        offset: u64,
        /// What is wrong.
        cause: super::Damage,
    },
}

impl StoreError {
    /// Whether the file went while it was looked for.
    pub fn is_missing(&self) -> bool {
        matches!(self, StoreError::Io { cause, .. } if cause.kind() == std::io::ErrorKind::NotFound)
    }

    /// Whether the disk is full, so that trying again later may help.
    pub fn is_full(&self) -> bool {
        use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull, WriteZero};
        matches!(self, StoreError::Io { cause, .. }
            if matches!(cause.kind(), StorageFull | QuotaExceeded | FileTooLarge | WriteZero))
    }
}

/// Names the path and what was tried in an error of the system.
pub(super) trait Named<T> {
    fn named(self, doing: &'static str, path: &Path) -> Result<T, StoreError>;
}

impl<T> Named<T> for std::io::Result<T> {
    fn named(self, doing: &'static str, path: &Path) -> Result<T, StoreError> {
        self.map_err(|cause| StoreError::Io { doing, path: path.to_owned(), cause })
    }
}

/// An append that stopped: what follows the records that were written is to be kept and tried again.
#[derive(Debug, thiserror::Error)]
#[error("{cause}")]
pub struct Unwritten {
    /// Where the first records went; the others are not written.
    pub written: Vec<Location>,
    /// Why it stopped.
    pub cause: StoreError,
}

impl From<Unwritten> for StoreError {
    fn from(stopped: Unwritten) -> Self {
        stopped.cause
    }
}
