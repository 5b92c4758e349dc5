//! The ends of files: a hash of the last line, and the lines of a file from the last to the first.
//!
//! It does not mend a torn end; `writer` does, in files of its own.

use super::StoreError;
use super::error::Named;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

/// How much is read at a time, and how much of a line is hashed.
const BLOCK: u64 = 64 * 1024;

/// A longer line than any mark is passed over when reading backwards.
const LONGEST: usize = 1024 * 1024;

/// A hash of the last line before `upto`, or of its last 64 KiB; nothing if no line ends there.
pub(super) fn hash(file: &File, upto: u64) -> std::io::Result<Option<[u8; 16]>> {
    if upto == 0 {
        return Ok(Some([0; 16]));
    }
    let start = upto.saturating_sub(BLOCK + 1);
    let mut block = vec![0; (upto - start) as usize];
    match file.read_exact_at(&mut block, start) {
        Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    if block.pop() != Some(b'\n') {
        return Ok(None);
    }
    let line = block.iter().rposition(|byte| *byte == b'\n').map_or(&block[..], |at| &block[at + 1..]);
    let mut hash = [0; 16];
    hash.copy_from_slice(&blake3::hash(line).as_bytes()[..16]);
    Ok(Some(hash))
}

/// The end of the last whole line of a file that is `len` bytes long.
pub(super) fn whole(file: &File, len: u64) -> std::io::Result<u64> {
    let mut end = len;
    while end > 0 {
        let start = end.saturating_sub(BLOCK);
        let mut block = vec![0; (end - start) as usize];
        file.read_exact_at(&mut block, start)?;
        if let Some(at) = block.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + at as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

/// The whole lines of a file, the last first.
pub(super) struct Backwards {
    file: File,
    path: PathBuf,
    /// Where the buffer starts in the file.
    start: u64,
    buffer: Vec<u8>,
    /// The buffer ends with a piece of a line whose end was not kept, or was never written.
    partial: bool,
}

impl Backwards {
    pub fn open(path: &Path) -> Result<Self, StoreError> {
        let file = File::open(path).named("open", path)?;
        let start = file.metadata().named("read", path)?.len();
        Ok(Backwards { file, path: path.to_owned(), start, buffer: Vec::new(), partial: true })
    }

    /// The line before.
    pub fn next(&mut self) -> Result<Option<Vec<u8>>, StoreError> {
        loop {
            if let Some(newline) = self.buffer.iter().rposition(|byte| *byte == b'\n') {
                let line = self.buffer.split_off(newline + 1);
                self.buffer.pop();
                if !std::mem::take(&mut self.partial) {
                    return Ok(Some(line));
                }
                continue;
            }
            if self.start == 0 {
                let line = std::mem::take(&mut self.buffer);
                let whole = !std::mem::replace(&mut self.partial, true);
                return Ok(Some(line).filter(|_| whole));
            }
            if self.buffer.len() > LONGEST {
                self.buffer.clear();
                self.partial = true;
            }
            let step = self.start.min(BLOCK);
            let mut block = vec![0; step as usize];
            self.file.read_exact_at(&mut block, self.start - step).named("read", &self.path)?;
            self.start -= step;
            block.append(&mut self.buffer);
            self.buffer = block;
        }
    }
}
