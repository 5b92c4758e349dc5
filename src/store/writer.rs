//! Appending: one write for whole lines, a torn piece left alone on its line, and what is not on disk written again
//! elsewhere when the disk refuses.
//!
//! It reads nothing but the ends of its own files.

use super::claim::{self, Claim, FULL};
use super::copies;
use super::error::Named;
use super::private;
use super::record::{Location, Record};
use super::{FileKind, Places, StoreError, shape};
use crate::article::DeviceId;
use std::collections::HashSet;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::Path;
use std::sync::Arc;

/// So much goes to a file by one write. A write that ends within a block has the system clear the rest of it, which for
/// single articles costs more than writing them.
const GATHERED: usize = 256 << 10;

/// Appends to one kind of this device's files.
pub(super) struct Writer {
    places: Places,
    kind: FileKind,
    claim: Option<Claim>,
    /// The end of the claimed file may be torn.
    torn: bool,
    /// Lines that were written and are not known to be on disk.
    unsynced: Vec<u8>,
    /// The claimed file holds what is not known to be on disk.
    dirty: bool,
    /// The unsynced lines are not, or not all, in the claimed file.
    lost: bool,
    /// Numbers of files that failed this process: never appended to again.
    spoiled: HashSet<u64>,
}

impl Writer {
    pub fn new(places: &Places, kind: FileKind) -> Self {
        Writer {
            places: places.clone(),
            kind,
            claim: None,
            torn: false,
            unsynced: Vec::new(),
            dirty: false,
            lost: false,
            spoiled: HashSet::new(),
        }
    }

    /// The file that was claimed.
    pub fn path(&self) -> Option<&Path> {
        self.claim.as_ref().map(|claim| claim.path.as_path())
    }

    /// Sees to it that there is a file to append to, that it is still the one that was claimed, and that what was lost
    /// with another is in it.
    pub fn ready(&mut self, device: DeviceId) -> Result<(), StoreError> {
        match &self.claim {
            Some(claim) if !claim.is_intact() => self.spoil(),
            // A full file is left when all of it is on disk; if that fails, it is spoiled and written again.
            Some(claim) if claim.len >= FULL => {
                let _ = self.flush();
                self.claim = None;
            }
            _ => {}
        }
        if self.claim.is_none() {
            self.claim(device)?;
        }
        self.resend()
    }

    /// Appends one line, newline included, and keeps it until it is on disk; `line` is told its sequence number. Call
    /// [`Writer::ready`] before a batch.
    pub fn append(
        &mut self,
        device: DeviceId,
        line: impl FnOnce(u64) -> Result<Vec<u8>, StoreError>,
    ) -> Result<Location, StoreError> {
        if self.claim.as_ref().is_none_or(|claim| claim.len >= FULL) {
            self.ready(device)?;
        }
        self.mend()?;
        let claim = self.claimed()?;
        let offset = claim.len;
        let line = line(claim.number << 32 | offset)?;
        let file = Arc::clone(&claim.name);
        self.write(&line)?;
        self.unsynced.extend_from_slice(&line);
        Ok(Location { file, offset, len: line.len() as u32 - 1 })
    }

    /// Appends a line for each record, many by one write, and adds to `written` where they are: also of those before a
    /// failure. They are not kept for a file that fails later. Call [`Writer::ready`] before.
    pub fn append_all(
        &mut self,
        device: DeviceId,
        records: &[Record],
        written: &mut Vec<Location>,
    ) -> Result<(), StoreError> {
        let (mut lines, mut ends) = (Vec::with_capacity(GATHERED), Vec::new());
        for record in records {
            let encoded = shape::encode(record, &mut lines);
            match encoded {
                Ok(()) => ends.push(lines.len()),
                Err(error) => {
                    // What came before it is written all the same.
                    self.append_lines(device, &lines, &ends, written)?;
                    return Err(error);
                }
            }
            let len = self.claim.as_ref().map_or(0, |claim| claim.len);
            if lines.len() >= GATHERED || len + lines.len() as u64 >= FULL {
                self.append_lines(device, &lines, &ends, written)?;
                lines.clear();
                ends.clear();
            }
        }
        self.append_lines(device, &lines, &ends, written)
    }

    /// Appends lines by one write; of one that fails those count that are whole in the file.
    fn append_lines(
        &mut self,
        device: DeviceId,
        lines: &[u8],
        ends: &[usize],
        written: &mut Vec<Location>,
    ) -> Result<(), StoreError> {
        if ends.is_empty() {
            return Ok(());
        }
        if self.claim.as_ref().is_none_or(|claim| claim.len >= FULL) {
            self.ready(device)?;
        }
        self.mend()?;
        let claim = self.claimed()?;
        let (file, from) = (Arc::clone(&claim.name), claim.len);
        let outcome = self.write(&lines[..*ends.last().unwrap_or(&0)]);
        let upto = self.claimed()?.len;
        let mut start = 0;
        for end in ends.iter().copied().take_while(|end| from + *end as u64 <= upto) {
            written.push(Location {
                file: Arc::clone(&file),
                offset: from + start as u64,
                len: (end - start) as u32 - 1,
            });
            start = end;
        }
        self.dirty |= start > 0;
        outcome
    }

    /// Puts on disk what was appended; where that fails, once more in a new file.
    pub fn sync(&mut self, device: DeviceId) -> Result<(), StoreError> {
        if !self.dirty && !self.lost {
            return Ok(());
        }
        if self.claim.is_some() && !self.lost && self.flush().is_ok() {
            return Ok(());
        }
        self.ready(device)?;
        self.flush()
    }

    /// Puts on disk what was appended. A file that failed once is never trusted again: the system forgets what it
    /// could not write.
    fn flush(&mut self) -> Result<(), StoreError> {
        let flushed = self.try_flush();
        match &flushed {
            Ok(()) => {
                self.unsynced.clear();
                self.dirty = false;
            }
            Err(_) => self.spoil(),
        }
        flushed
    }

    /// Puts on disk what was appended, if anything was.
    pub fn flush_if_dirty(&mut self) -> Result<(), StoreError> {
        if self.dirty { self.flush() } else { Ok(()) }
    }

    fn try_flush(&mut self) -> Result<(), StoreError> {
        let kind = self.kind;
        let data = self.places.data.clone();
        let claim = self.claimed()?;
        claim.file.sync_data().named("sync", &claim.path)?;
        claim.sync_copy();
        if claim.is_new {
            for folder in [&data.join(kind.folder()), &data] {
                File::open(folder).and_then(|folder| folder.sync_all()).named("sync", folder)?;
            }
            claim.is_new = false;
        }
        if !claim.is_intact() {
            let cause = std::io::Error::other("another file is in its place");
            return Err(cause).named("keep writing", &claim.path);
        }
        // Only a later claim asks for it, and does without.
        let _ = claim.record_position();
        Ok(())
    }

    /// Leaves the claimed file for good; what is in it and perhaps not on disk is to be written again.
    fn spoil(&mut self) {
        self.spoiled.extend(self.claim.take().map(|claim| claim.number));
        self.lost = !self.unsynced.is_empty();
        self.dirty = false;
    }

    fn claim(&mut self, device: DeviceId) -> Result<(), StoreError> {
        let Places { data, state } = &self.places;
        create_library(data, self.kind)?;
        let claim = self.claim.insert(claim::claim(data, state, self.kind, device, &self.spoiled)?);
        self.torn = !claim.look_at_tail()?;
        if !self.torn {
            claim.follow();
        }
        copies::catch_up(&self.places, device)
    }

    fn claimed(&mut self) -> Result<&mut Claim, StoreError> {
        let Writer { claim, places, .. } = self;
        match claim {
            Some(claim) => Ok(claim),
            None => Err(ErrorKind::NotFound.into()).named("claim a file in", &places.data),
        }
    }

    /// Writes what may have been lost with the file before.
    fn resend(&mut self) -> Result<(), StoreError> {
        if !self.lost {
            return Ok(());
        }
        let lines = std::mem::take(&mut self.unsynced);
        let sent = lines.split_inclusive(|byte| *byte == b'\n').try_for_each(|line| {
            self.mend()?;
            self.write(line)
        });
        self.unsynced = lines;
        self.lost = sent.is_err();
        sent
    }

    /// Ends a torn line, so that it stays alone.
    fn mend(&mut self) -> Result<(), StoreError> {
        if self.torn {
            self.write(b"\n")?;
        }
        Ok(())
    }

    /// One write of whole lines. After a failed or a short one the end of the file is looked at.
    fn write(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let claim = self.claimed()?;
        let written = loop {
            match claim.file.write(bytes) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                written => break written,
            }
        };
        if matches!(written, Ok(n) if n == bytes.len()) {
            claim.len += bytes.len() as u64;
            claim.follow();
            self.torn = false;
            self.dirty = true;
            return Ok(());
        }
        let path = claim.path.clone();
        self.torn = !claim.look_at_tail().unwrap_or(false);
        let cause = match written {
            Ok(n) => {
                let told = format!("only {n} of {} bytes were written: the disk may be full", bytes.len());
                std::io::Error::new(ErrorKind::WriteZero, told)
            }
            Err(error) => error,
        };
        Err(cause).named("append to", &path)
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        if let Some(claim) = &mut self.claim {
            let _ = claim.record_position();
        }
    }
}

/// Creates the library's folders, and on the very first time tells git to leave its lines alone.
pub(super) fn create_library(data: &Path, kind: FileKind) -> Result<(), StoreError> {
    let is_new = FileKind::ALL.iter().all(|kind| !data.join(kind.folder()).exists());
    let folder = data.join(kind.folder());
    private::create_folder(&folder).named("create", &folder)?;
    let attributes = data.join(".gitattributes");
    if is_new && !attributes.exists() {
        let written = private::create_private(&attributes).and_then(|mut file| file.write_all(b"*.jsonl -text\n"));
        written.named("write", &attributes)?;
    }
    Ok(())
}
