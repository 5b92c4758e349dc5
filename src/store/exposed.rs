//! Secrets that byline 0.1 wrote into records of sources: where they are, and which of these records still count.
//!
//! It only finds them and changes nothing.

use super::lines::{Pieces, RawLines};
use super::record::{Record, SourceVersion};
use super::{Store, StoreError};
use crate::text::secrets_in;
use memchr::memmem;
use std::sync::Arc;

/// A line with secrets in the address of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposed {
    /// The file's name within the library.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
    /// The record, including the secrets.
    pub said: SourceVersion,
}

impl Store {
    /// Every line with secrets, including those in replaced files.
    pub fn exposed(&self) -> Result<Vec<Exposed>, StoreError> {
        let mut found = Vec::new();
        for file in self.all_files()? {
            let mut lines = RawLines::open(&self.path(&file.name), 0)?;
            let mut number = 0;
            while let Some(line) = lines.next()? {
                number += 1;
                if line.is_too_long() || memmem::find(line.bytes, b"\"address\"").is_none() {
                    continue;
                }
                for (_, record) in Pieces::of(line.bytes) {
                    if let Ok(Record::Source(said)) = record
                        && has_secrets(&said)
                    {
                        found.push(Exposed { file: Arc::clone(&file.name), line: number, said });
                    }
                }
            }
        }
        Ok(found)
    }

    /// The current records with secrets.
    pub fn standing_with_secrets(&self) -> Result<Vec<SourceVersion>, StoreError> {
        let fold = self.fold_of(&self.files()?)?;
        Ok(fold.sources().into_values().filter(|said| has_secrets(said)).cloned().collect())
    }
}

/// Whether the address of a source was written with its secrets.
pub(super) fn has_secrets(said: &SourceVersion) -> bool {
    !secrets_in(&said.source.address).is_empty()
}
