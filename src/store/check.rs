//! Looking through the whole library: every damaged line with its file, its number and what is wrong.
//!
//! It verifies and counts; it never repairs.

use super::lines::{Pieces, RawLine, RawLines};
use super::record::{Damage, Record};
use super::{Difference, FileInfo, Store, StoreError, Version, compact, exact_fingerprint, fingerprint, shape};
use std::fmt;
use std::sync::Arc;

/// The most complaints that are listed; the others are counted.
const LISTED: usize = 1_000;

/// What a look through the library found.
#[derive(Debug, Default)]
pub struct Report {
    /// Each file with its counts.
    pub files: Vec<FileReport>,
    /// The first thousand things that are wrong.
    pub complaints: Vec<Complaint>,
    /// Files of this device that changed since it wrote them.
    pub differences: Vec<Difference>,
    /// Files that could not be read to their end.
    pub unreadable: Vec<StoreError>,
}

/// What one file holds.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The file.
    pub file: FileInfo,
    /// Whole lines.
    pub lines: u64,
    /// Records that take effect.
    pub records: u64,
    /// Of these, records of a later version.
    pub unknown: u64,
    /// Lines, or pieces of lines, that are lost.
    pub damaged: u64,
    /// Lines that are not as they were written, but lose nothing.
    pub odd: u64,
    /// Bytes after the last whole line: somebody is writing them, or was when the power went.
    pub unfinished: u64,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The file's name within the library.
    pub file: Arc<str>,
    /// The line, from 1.
    pub line: u64,
    /// What is wrong.
    pub damage: Damage,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file, self.line, self.damage)
    }
}

impl Report {
    /// How many lines, or pieces of lines, are lost.
    pub fn damaged(&self) -> u64 {
        self.files.iter().map(|file| file.damaged).sum()
    }

    /// Whether everything is as it was written.
    pub fn is_clean(&self) -> bool {
        self.unreadable.is_empty()
            && !self.differences.iter().any(Difference::is_loss)
            && self.files.iter().all(|file| file.damaged + file.odd == 0)
    }

    fn complain(&mut self, file: &mut FileReport, damage: Damage) {
        let line = file.lines;
        self.complain_of(file, line, damage);
    }

    fn complain_of(&mut self, file: &mut FileReport, line: u64, damage: Damage) {
        match damage.is_harmless() {
            true => file.odd += 1,
            false => file.damaged += 1,
        }
        if self.complaints.len() < LISTED {
            self.complaints.push(Complaint { file: Arc::clone(&file.file.name), line, damage });
        }
    }

    /// Counts what is on one line.
    fn look_at(&mut self, file: &mut FileReport, line: &RawLine<'_>) {
        file.lines += 1;
        if line.is_too_long() {
            return self.complain(file, Damage::TooLong(line.len));
        }
        if line.bytes.trim_ascii().is_empty() {
            return self.complain(file, Damage::Blank);
        }
        if line.bytes.ends_with(b"\r") || line.bytes.starts_with("\u{feff}".as_bytes()) {
            self.complain(file, Damage::Rewritten);
        }
        if let Ok(record) = shape::parse(line.bytes) {
            return self.count(file, &record);
        }
        let mut pieces = 0;
        for (piece, record) in Pieces::of(line.bytes) {
            pieces += 1;
            match record {
                Ok(record) => {
                    self.count(file, &record);
                    if std::str::from_utf8(&line.bytes[piece]).is_err() {
                        self.complain(file, Damage::NotUtf8);
                    }
                }
                Err(damage) => self.complain(file, damage),
            }
        }
        if pieces > 1 {
            self.complain(file, Damage::Glued);
        }
    }

    fn count(&mut self, file: &mut FileReport, record: &Record) {
        file.records += 1;
        match record {
            Record::Unknown => file.unknown += 1,
            Record::Article(version) if !is_as_written(version) => self.complain(file, Damage::Altered),
            _ => {}
        }
    }
}

/// Whether the text of a record still has the fingerprints in the record.
fn is_as_written(version: &Version) -> bool {
    let (title, body) = (&version.article.title, &version.article.body);
    fingerprint(title, body) == version.print && exact_fingerprint(title, body) == version.exact
}

impl Store {
    /// Looks through every file, those that others stand for too.
    pub fn check(&self) -> Result<Report, StoreError> {
        let mut report = Report { differences: self.compare(true)?, ..Report::default() };
        for info in self.all_files()? {
            let path = self.path(&info.name);
            let mut file =
                FileReport { file: info, lines: 0, records: 0, unknown: 0, damaged: 0, odd: 0, unfinished: 0 };
            let read = RawLines::open(&path, 0).and_then(|mut lines| {
                while let Some(line) = lines.next()? {
                    report.look_at(&mut file, &line);
                }
                file.unfinished = file.file.len.saturating_sub(lines.offset());
                compact::verify(&path)
            });
            match read {
                Ok(true) => {}
                Ok(false) => report.complain_of(&mut file, 1, Damage::Altered),
                Err(error) => report.unreadable.push(error),
            }
            report.files.push(file);
        }
        Ok(report)
    }
}
