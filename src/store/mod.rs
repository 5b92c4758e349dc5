//! The truth on disk: append-only article segments and mark journals, one writer a file, folded on read.
//!
//! It knows nothing of the index that is made of it, asks no clock, and never changes a byte that it once wrote.

mod alias;
mod error;
mod fold;
mod lines;
mod print;
mod record;
mod shape;
mod undo;

pub use alias::Aliases;
pub use error::{StoreError, Unwritten};
pub use fold::{Fold, Mark, Text};
pub use lines::Lines;
pub use print::fingerprint;
pub use record::{
    Alias, Damage, Dropped, Fingerprint, Location, MAX_COUNT, MAX_IDS, MAX_LINE, MAX_MARK, MarkLine, Record, Replaces,
    SourceVersion, Stamp, Version, VersionOrder,
};
pub use undo::{Op, to_redo, to_undo};

use crate::article::{DeviceId, OpId};
use error::Named;
use std::path::PathBuf;
use std::sync::Arc;

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
    device: DeviceId,
}

impl Store {
    /// Opens the library, which need not exist yet.
    pub fn open(places: &Places) -> Result<Store, StoreError> {
        Ok(Store { places: places.clone(), device: DeviceId([0; 16]) })
    }

    /// This device's id; a provisional one before the very first write.
    pub fn device(&self) -> DeviceId {
        self.device
    }

    /// A new command's id.
    pub fn new_op(&self) -> OpId {
        OpId([0; 16])
    }

    /// The files of the library, sorted by name: conflict copies too; half-arrived and replaced ones left out.
    pub fn files(&self) -> Result<Vec<FileInfo>, StoreError> {
        Ok(Vec::new())
    }

    /// The records of a file from the line that starts at `from`.
    pub fn read(&self, name: &Arc<str>, from: u64) -> Result<Lines, StoreError> {
        Lines::open(Arc::clone(name), &self.places.data.join(&**name), from)
    }

    /// A hash of the last whole line before `upto`; nothing if the file is shorter or no line ends there.
    pub fn tail_hash(&self, name: &str, upto: u64) -> Result<Option<[u8; 16]>, StoreError> {
        let _ = (name, upto);
        Ok(None)
    }

    /// The record at a place that reading or appending gave.
    pub fn read_at(&self, at: &Location) -> Result<Record, StoreError> {
        Err(std::io::Error::from(std::io::ErrorKind::Unsupported)).named("read", at.file.as_ref().as_ref())
    }

    /// Appends articles, aliases, drops and sources; when it returns they are on disk.
    pub fn append_articles(&mut self, records: &[Record]) -> Result<Vec<Location>, Unwritten> {
        let _ = records;
        Err(Unwritten { written: Vec::new(), cause: StoreError::TooLong { bytes: 0, limit: 0 } })
    }

    /// Appends marks, one write a line, and fills in their device and seq; [`Store::sync`] puts them on disk.
    pub fn append_marks(&mut self, lines: &mut [MarkLine]) -> Result<Vec<Location>, Unwritten> {
        let _ = lines;
        Err(Unwritten { written: Vec::new(), cause: StoreError::TooLong { bytes: 0, limit: 0 } })
    }

    /// Puts on disk what is not yet; where that fails, writes it again to a new file.
    pub fn sync(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    /// This device's commands, newest first, read backwards from the ends of its journals.
    pub fn own_ops(&self) -> Result<impl Iterator<Item = Result<Op, StoreError>> + use<>, StoreError> {
        Ok(std::iter::empty())
    }
}
