//! Reading a file as bytes, line by line: each line is parsed on its own, so a bad one costs only itself.
//!
//! The unfinished tail of a file is not yielded: somebody may still be writing it.

use super::error::Named;
use super::record::{Damage, Location, MAX_LINE, Record};
use super::{StoreError, shape};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A line as it stands in the file, without its newline; `bytes` is empty where it is longer than any record.
pub(super) struct RawLine<'a> {
    pub offset: u64,
    pub len: u64,
    pub bytes: &'a [u8],
}

impl RawLine<'_> {
    /// Whether the line is longer than any record, so that its bytes were not kept.
    pub fn is_too_long(&self) -> bool {
        self.len > self.bytes.len() as u64
    }
}

/// The whole lines of a file, one after the other.
pub(super) struct RawLines {
    reader: BufReader<File>,
    path: PathBuf,
    line: Vec<u8>,
    offset: u64,
}

impl RawLines {
    /// Starts at `from`, which is the start of a line.
    pub fn open(path: &Path, from: u64) -> Result<Self, StoreError> {
        let mut file = File::open(path).named("open", path)?;
        file.seek(SeekFrom::Start(from)).named("read", path)?;
        let reader = BufReader::with_capacity(256 * 1024, file);
        Ok(RawLines { reader, path: path.to_owned(), line: Vec::new(), offset: from })
    }

    /// The lines of an open file, from its start.
    pub fn of(mut file: File) -> Self {
        // A cloned handle shares its position with the original.
        let _ = file.seek(SeekFrom::Start(0));
        let reader = BufReader::with_capacity(256 * 1024, file);
        RawLines { reader, path: PathBuf::new(), line: Vec::new(), offset: 0 }
    }

    /// Where the next line starts: what comes after it is unfinished, once there is no next line.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next whole line.
    pub fn next(&mut self) -> Result<Option<RawLine<'_>>, StoreError> {
        self.line.clear();
        let offset = self.offset;
        let mut limited = (&mut self.reader).take(MAX_LINE as u64 + 1);
        let read = limited.read_until(b'\n', &mut self.line).named("read", &self.path)? as u64;
        if self.line.pop_if(|byte| *byte == b'\n').is_some() {
            self.offset += read;
            return Ok(Some(RawLine { offset, len: read - 1, bytes: &self.line }));
        }
        if read <= MAX_LINE as u64 {
            return Ok(None);
        }
        self.line = Vec::new();
        let skipped = self.skip_line()?;
        let Some(rest) = skipped else { return Ok(None) };
        self.offset += read + rest;
        Ok(Some(RawLine { offset, len: read + rest - 1, bytes: &[] }))
    }

    /// Skips to behind the next newline, and says how many bytes that were; nothing if there is no newline.
    fn skip_line(&mut self) -> Result<Option<u64>, StoreError> {
        let mut skipped = 0;
        loop {
            let buffer = self.reader.fill_buf().named("read", &self.path)?;
            if buffer.is_empty() {
                return Ok(None);
            }
            let (step, found) = match buffer.iter().position(|byte| *byte == b'\n') {
                Some(at) => (at + 1, true),
                None => (buffer.len(), false),
            };
            self.reader.consume(step);
            skipped += step as u64;
            if found {
                return Ok(Some(skipped));
            }
        }
    }
}

/// The records of one line: nearly always one; of a damaged line whatever can be told apart.
pub(super) struct Pieces<'a> {
    line: &'a [u8],
    next: Option<Range<usize>>,
}

/// How a record begins, wherever it begins: inside a JSON string the quotes would be escaped, and no record of ours
/// has an object inside it that begins with `v`.
const OPENING: &[u8] = br#"{"v":"#;

impl<'a> Pieces<'a> {
    /// Takes up a line that is no single record.
    pub fn of(line: &'a [u8]) -> Self {
        let first = Pieces::end(line, 0);
        Pieces { line, next: Some(0..first) }
    }

    /// Where the piece that starts at `start` ends: before the next opening of a record.
    fn end(line: &[u8], start: usize) -> usize {
        let after = (start + 1).min(line.len());
        line[after..].windows(OPENING.len()).position(|w| w == OPENING).map_or(line.len(), |at| after + at)
    }
}

impl Iterator for Pieces<'_> {
    type Item = (Range<usize>, Result<Record, Damage>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let piece = self.next.take()?;
            if piece.end < self.line.len() {
                self.next = Some(piece.end..Pieces::end(self.line, piece.end));
            }
            let bytes = &self.line[piece.clone()];
            let bare = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
            // What stands before the first record of a line may be a byte order mark, or nothing.
            if !bare.trim_ascii().is_empty() {
                let skipped = bytes.len() - bare.len();
                return Some((piece.start + skipped..piece.end, read_piece(bare)));
            }
        }
    }
}

/// The records of one line, whatever else is on it.
pub(super) fn read_pieces(line: &[u8]) -> Vec<Record> {
    match shape::parse(line) {
        Ok(record) => vec![record],
        Err(_) => Pieces::of(line).filter_map(|(_, record)| record.ok()).collect(),
    }
}

/// Reads one piece, with replacement characters if it must.
pub(super) fn read_piece(bytes: &[u8]) -> Result<Record, Damage> {
    match shape::parse(bytes) {
        Err(_) if bytes.iter().all(|byte| *byte == 0) => Err(Damage::Nul),
        Err(damage) if std::str::from_utf8(bytes).is_err() => {
            shape::parse(String::from_utf8_lossy(bytes).as_bytes()).map_err(|_| damage)
        }
        result => result,
    }
}

/// The records of a file, each with its place; a damaged line comes as what is wrong with it.
pub struct Lines {
    raw: RawLines,
    file: Arc<str>,
    /// Bodies and summaries are passed over.
    heads: bool,
    /// What is left of a line with several records: the line, where it starts, and from where to look on.
    rest: Option<(Vec<u8>, u64, Range<usize>)>,
    failed: bool,
}

impl Lines {
    pub(super) fn open(file: Arc<str>, path: &Path, from: u64) -> Result<Self, StoreError> {
        Ok(Lines { raw: RawLines::open(path, from)?, file, heads: false, rest: None, failed: false })
    }

    /// The same lines without the bodies and summaries of articles, which takes a fraction of the time.
    pub fn heads(self) -> Self {
        Lines { heads: true, ..self }
    }

    /// Up to where the file has been read: behind the newline of the last whole line.
    pub fn offset(&self) -> u64 {
        self.raw.offset()
    }
}

impl Iterator for Lines {
    type Item = Result<(Location, Result<Record, Damage>), StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some((line, start, next)) = self.rest.take() {
                let mut pieces = Pieces { line: &line, next: Some(next) };
                if let Some((piece, result)) = pieces.next() {
                    let next = pieces.next.take();
                    let at = place(&self.file, start + piece.start as u64, piece.len() as u64);
                    self.rest = next.map(|next| (line, start, next));
                    return Some(Ok((at, result)));
                }
            }
            if self.failed {
                return None;
            }
            let line = match self.raw.next() {
                Ok(line) => line?,
                Err(error) => {
                    self.failed = true;
                    return Some(Err(error));
                }
            };
            let at = place(&self.file, line.offset, line.len);
            if line.is_too_long() {
                return Some(Ok((at, Err(Damage::TooLong(line.len)))));
            }
            let record = if self.heads { shape::parse_head(line.bytes) } else { shape::parse(line.bytes) };
            match record {
                Ok(record) => return Some(Ok((at, Ok(record)))),
                Err(_) => {
                    let first = Pieces::of(line.bytes).next;
                    self.rest = first.map(|first| (line.bytes.to_vec(), line.offset, first));
                }
            }
        }
    }
}

fn place(file: &Arc<str>, offset: u64, len: u64) -> Location {
    Location { file: Arc::clone(file), offset, len: u32::try_from(len).unwrap_or(u32::MAX) }
}
