//! Restoring: lines of marks that this machine wrote and the library lacks go to a new file, byte for byte.
//!
//! byline never restores by itself: the user may have removed files on purpose.

use super::claim::{self, Claim};
use super::copies::{self, Difference, Fault};
use super::error::Named;
use super::{FileKind, Store, StoreError, writer};
use crate::text::count;
use std::fmt;
use std::fs::File;
use std::io::Write;
use std::sync::Arc;

/// What a restore did.
#[derive(Debug, Default)]
pub struct Restored {
    /// The files that differed, with the lines that were missing.
    pub differences: Vec<Difference>,
    /// The new files with these lines.
    pub written: Vec<Arc<str>>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Difference { file, fault, .. } = self;
        match fault {
            Fault::Missing => write!(f, "{file}: missing (this machine wrote it)")?,
            Fault::Shorter { is, was } => {
                write!(f, "{file}: shorter than when this machine wrote it ({is} of {was} bytes)")?
            }
            Fault::Different => write!(f, "{file}: changed since this machine wrote it")?,
        }
        match (self.kind, self.lines.len()) {
            (FileKind::Segments, _) => Ok(()),
            (FileKind::Marks, 0) => write!(f, " (nothing is lost: other files have all its lines)"),
            (FileKind::Marks, lines) => write!(f, "; {} missing", count(lines, "line")),
        }
    }
}

/// What the differing files lost and what to do about it, in one line; `None` if nothing is lost.
pub fn loss(differences: &[Difference]) -> Option<String> {
    let lines: usize = differences.iter().map(|difference| difference.lines.len()).sum();
    let segments = differences.iter().filter(|difference| difference.kind == FileKind::Segments).count();
    match (lines, segments) {
        (0, 0) => None,
        (0, files) => Some(format!("{} shorter or missing: see `byline check`", count(files, "article file"))),
        (lines, _) => Some(format!("{} of marks missing from the library: run `byline restore`", count(lines, "line"))),
    }
}

impl Store {
    /// Compares this device's files with what the state folder keeps of them: their ends, or every byte.
    pub(super) fn compare(&self, every_byte: bool) -> Result<Vec<Difference>, StoreError> {
        match self.machine.device() {
            Some(device) => copies::compare(&self.places, device, every_byte),
            None => Ok(Vec::new()),
        }
    }

    /// The files of this device that lost something, judging by their ends only, which is quick.
    pub fn differences(&self) -> Result<Vec<Difference>, StoreError> {
        let mut found = self.compare(false)?;
        found.retain(Difference::is_loss);
        Ok(found)
    }

    /// Writes the missing lines to new files, each once, and accepts the differing files as they are.
    pub fn restore(&mut self) -> Result<Restored, StoreError> {
        self.settle(true)
    }

    /// Accepts the differing files as they are and forgets what they lack.
    pub fn forget(&mut self) -> Result<Restored, StoreError> {
        self.settle(false)
    }

    fn settle(&mut self, is_restored: bool) -> Result<Restored, StoreError> {
        self.sync()?;
        self.release();
        let _lock = copies::lock(&self.places)?;
        let mut done = Restored { differences: self.compare(true)?, ..Restored::default() };
        for difference in done.differences.iter().filter(|difference| is_restored && !difference.lines.is_empty()) {
            done.written.push(self.write_lines(&difference.lines.concat())?);
        }
        copies::accept(&self.places, &done.differences)?;
        Ok(done)
    }

    /// Writes lines of marks to a new file, its copy, and the disk.
    fn write_lines(&self, lines: &[u8]) -> Result<Arc<str>, StoreError> {
        let super::Places { data, state } = &self.places;
        writer::create_library(data, FileKind::Marks)?;
        let mut new: Claim = claim::create_next(data, state, FileKind::Marks, self.device)?;
        new.file.write_all(lines).named("append to", &new.path)?;
        new.look_at_tail()?;
        new.follow();
        new.file.sync_all().named("sync", &new.path)?;
        new.sync_copy();
        let folder = data.join(FileKind::Marks.folder());
        File::open(&folder).and_then(|folder| folder.sync_all()).named("sync", &folder)?;
        new.record_position()?;
        Ok(new.name.clone())
    }
}
