//! The truth on disk: append-only article segments and mark journals, one writer a file, folded on read.
//!
//! It knows nothing of the index that is made of it, asks no clock, and never changes a byte that it once wrote.

mod alias;
mod check;
mod claim;
mod compact;
mod copies;
mod device;
mod draft;
mod error;
mod exposed;
mod files;
mod fold;
mod hex;
mod keep;
mod lines;
mod merge;
mod opened;
mod print;
mod private;
mod record;
mod reuse;
mod restore;
mod shape;
mod tail;
mod undo;
mod waiting;
mod writer;

pub use alias::Aliases;
pub use check::{Complaint, FileReport, Report};
pub use compact::Compacted;
pub use copies::{Difference, Fault};
pub use draft::draft_of;
pub use error::{StoreError, Unwritten};
pub use exposed::Exposed;
pub use fold::{Fold, Mark, Texts};
pub use lines::Lines;
pub use merge::{Merged, Side, is_mergeable, merge};
pub use print::{exact_fingerprint, fingerprint};
pub use private::{create_folder, create_private, private_options, write_draft};
pub use record::{
    Alias, Damage, Dropped, Fingerprint, Location, MAX_COUNT, MAX_IDS, MAX_LINE, MAX_MARK, MarkLine, Record, Replaces,
    Reuse, SourceVersion, Stamp, Version, VersionOrder,
};
pub use restore::{Restored, loss};
pub use reuse::Reuses;
pub use undo::{Op, to_redo, to_undo};
pub use waiting::{lock_in_time, on_long_wait, try_again, waiting_at_most};

use crate::article::{DeviceId, OpId};
use device::Machine;
use error::Named;
use opened::Opened;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use undo::OwnOps;
use writer::Writer;

/// Where the library is, and where this machine keeps what is its own.
#[derive(Clone, Debug)]
pub struct Places {
    /// The library: what people back up and sync.
    pub data: PathBuf,
    /// This machine's: the device id, and how far its files were written.
    pub state: PathBuf,
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum FileKind {
    /// Articles, sources, aliases, drops.
    Segments,
    /// Marks.
    Marks,
}

/// One file of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Its name within the library: `articles/…` or `marks/…`.
    pub name: Arc<str>,
    /// What it holds.
    pub kind: FileKind,
    /// Its bytes, an unfinished tail included.
    pub len: u64,
    /// Whether this device wrote it.
    pub own: bool,
}

/// The library. Opening it claims nothing and creates nothing before the first write; reading needs no lock.
pub struct Store {
    places: Places,
    machine: Machine,
    device: DeviceId,
    /// The device's id is in the state folder.
    enrolled: bool,
    segments: Writer,
    journals: Writer,
    opened: Opened,
}

impl Store {
    /// Opens the library, which need not exist yet.
    pub fn open(places: &Places) -> Result<Store, StoreError> {
        Ok(Store::on(places, Machine::here(&places.state)))
    }

    fn on(places: &Places, machine: Machine) -> Store {
        let known = machine.device();
        Store {
            places: places.clone(),
            machine,
            device: known.unwrap_or_else(|| DeviceId(device::random())),
            enrolled: known.is_some(),
            segments: Writer::new(places, FileKind::Segments),
            journals: Writer::new(places, FileKind::Marks),
            opened: Opened::default(),
        }
    }

    /// This device's id; a provisional one before the very first write.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// A new command's id.
    pub fn new_op(&self) -> OpId {
        OpId(device::random())
    }

    /// The files of the library, sorted by name: conflict copies too; half-arrived and replaced ones left out.
    pub fn files(&self) -> Result<Vec<FileInfo>, StoreError> {
        let mut files = self.all_files()?;
        let replaced = files::replaced(&self.places.data, &files);
        files.retain(|file| !replaced.contains(&file.name));
        Ok(files)
    }

    /// The files of the library, replaced ones too.
    fn all_files(&self) -> Result<Vec<FileInfo>, StoreError> {
        let lists = FileKind::ALL.map(|kind| files::list(&self.places.data, kind, self.device));
        Ok(lists.into_iter().collect::<Result<Vec<_>, _>>()?.concat())
    }

    /// Gives up the claims: the next write takes new ones.
    fn release(&mut self) {
        self.segments = Writer::new(&self.places, FileKind::Segments);
        self.journals = Writer::new(&self.places, FileKind::Marks);
    }

    /// The records of a file from the line that starts at `from`.
    pub fn read(&self, name: &Arc<str>, from: u64) -> Result<Lines, StoreError> {
        Lines::open(Arc::clone(name), &self.path(name), from)
    }

    /// A hash of the last whole line before `upto`; nothing if the file is shorter or no line ends there.
    pub fn tail_hash(&self, name: &str, upto: u64) -> Result<Option<[u8; 16]>, StoreError> {
        let path = self.path(name);
        File::open(&path).and_then(|file| tail::hash(&file, upto)).named("read", &path)
    }

    /// The record at a place that reading or appending gave.
    pub fn read_at(&self, at: &Location) -> Result<Record, StoreError> {
        let bytes = self.opened.read(&self.path(&at.file), at)?;
        lines::read_piece(&bytes).map_err(|cause| StoreError::Damaged {
            file: at.file.to_string(),
            offset: at.offset,
            cause,
        })
    }

    /// Appends articles, aliases, drops and sources; when it returns they are on disk.
    pub fn append_articles(&mut self, records: &[Record]) -> Result<Vec<Location>, Unwritten> {
        match self.append_batch(records) {
            // The disk would not keep them: once more, in a new file.
            Err(Unwritten { written, .. }) if written.len() == records.len() => self.append_batch(records),
            appended => appended,
        }
        .map_err(|stopped| match stopped.written.len() == records.len() {
            true => Unwritten { written: Vec::new(), ..stopped },
            false => stopped,
        })
    }

    /// Appends and syncs a batch. When all is written and the sync fails, all locations come back with the error.
    fn append_batch(&mut self, records: &[Record]) -> Result<Vec<Location>, Unwritten> {
        let mut written = Vec::with_capacity(records.len());
        let appended = self
            .enrol()
            .and_then(|()| self.segments.ready(self.device))
            .and_then(|()| self.segments.append_all(self.device, records, &mut written));
        match (appended, self.segments.flush_if_dirty()) {
            (Ok(()), Ok(())) => Ok(written),
            (Err(cause), Ok(())) => Err(Unwritten { written, cause }),
            (Ok(()), Err(cause)) => Err(Unwritten { written, cause }),
            (Err(cause), Err(_)) => Err(Unwritten { written: Vec::new(), cause }),
        }
    }

    /// Appends marks, one write a line, and fills in their device and seq; [`Store::sync`] puts them on disk.
    pub fn append_marks(&mut self, lines: &mut [MarkLine]) -> Result<Vec<Location>, Unwritten> {
        let mut written = Vec::with_capacity(lines.len());
        let appended = self.enrol().and_then(|()| self.journals.ready(self.device)).and_then(|()| {
            lines.iter_mut().try_for_each(|line| {
                let device = self.device;
                let at = self.journals.append(device, |seq| {
                    (line.device, line.seq) = (device, seq);
                    shape::line(&Record::Mark(line.clone()))
                })?;
                written.push(at);
                Ok(())
            })
        });
        match appended {
            Ok(()) => Ok(written),
            Err(cause) => Err(Unwritten { written, cause }),
        }
    }

    /// Claims the journal that marks will go to, so that the first mark does not wait for that.
    pub fn claim_journal(&mut self) -> Result<(), StoreError> {
        self.enrol()?;
        self.journals.ready(self.device)
    }

    /// Puts on disk what is not yet; where that fails, writes it again to a new file.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        self.journals.sync(self.device)
    }

    /// This device's commands, newest first, read backwards from the ends of its journals.
    pub fn own_ops(&self) -> Result<impl Iterator<Item = Result<Op, StoreError>> + use<>, StoreError> {
        let files = self.files()?;
        let own = files.iter().filter(|file| file.own && file.kind == FileKind::Marks);
        let paths: Vec<_> = own.map(|file| self.path(&file.name)).collect();
        OwnOps::open(self.device, paths.iter().map(PathBuf::as_path))
    }

    /// The journal that this process, and no other, writes: none before its first mark.
    pub fn journal(&self) -> Option<&Path> {
        self.journals.path()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.places.data.join(name)
    }

    /// Stores the device's id before the first file carries it.
    fn enrol(&mut self) -> Result<(), StoreError> {
        if !self.enrolled {
            self.device = self.machine.keep(self.device)?;
            self.enrolled = true;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
