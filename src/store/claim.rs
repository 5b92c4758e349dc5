//! Taking a file to write: one writer a file, by a lock held for life, and only where this device left off.
//!
//! It writes no record and mends no torn end.

use super::copies::{self, Mirror};
use super::error::Named;
use super::files::{self, MAX_NUMBER};
use super::private::{create_folder, private_options};
use super::record::MAX_LINE;
use super::{FileKind, StoreError, tail};
use crate::article::DeviceId;
use std::collections::HashSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A file is full from here on; its last line may end beyond.
pub(super) const FULL: u64 = MAX_LINE as u64;

/// A file of this device's that this process, and no other, appends to.
pub(super) struct Claim {
    pub number: u64,
    pub name: Arc<str>,
    pub path: PathBuf,
    /// Holds the lock.
    pub file: File,
    /// How long the file is, as far as this process knows: it alone appends.
    pub len: u64,
    /// Created by this process, and its folder not yet synced.
    pub is_new: bool,
    position: Position,
    /// The state folder's copy, if the file is a journal.
    mirror: Option<Mirror>,
    /// How far this library's segment goes, since libraries share positions.
    extent: Option<Position>,
    /// Device and inode of the opened file.
    inode: (u64, u64),
}

impl Claim {
    fn new(data: &Path, state: &Path, number: u64, name: Arc<str>, file: File) -> Result<Self, StoreError> {
        let path = data.join(&*name);
        let about = file.metadata().named("read", &path)?;
        let inode = (about.dev(), about.ino());
        let position = Position::of(state, &name);
        let (mirror, extent) = match name.starts_with(FileKind::Marks.folder()) {
            true => (Some(Mirror::of(data, state, &name)), None),
            false => (None, Some(Position::at(copies::path_of(data, state, &name)))),
        };
        Ok(Claim { number, name, path, file, len: about.len(), is_new: false, position, mirror, extent, inode })
    }

    /// Whether the file has every line of its copy. An unreadable copy doesn't prevent marks from being written.
    fn fits_copy(&mut self) -> bool {
        let Some(mirror) = &mut self.mirror else { return true };
        let fits = mirror.fits(&self.file, self.len);
        if let Err(error) = &fits {
            tracing::warn!(%error, file = %self.name, "marks are not copied to the state folder");
            self.mirror = None;
        }
        fits.unwrap_or(true)
    }

    /// Extends the copy to the end of the file, which is the end of a line.
    pub fn follow(&mut self) {
        if let Some(mirror) = &mut self.mirror {
            mirror.follow(&self.file, self.len);
        }
    }

    /// Puts the copy on disk.
    pub fn sync_copy(&self) {
        self.mirror.iter().for_each(Mirror::sync);
    }

    /// Whether the path still leads to this file and nobody else changed its length: a sync tool or a checkout may
    /// put another file in its place.
    pub fn is_intact(&self) -> bool {
        std::fs::metadata(&self.path).is_ok_and(|now| (now.dev(), now.ino()) == self.inode && now.len() == self.len)
    }

    /// Whether the last byte ends a line. Looks at the file, which may have grown by a torn write.
    pub fn look_at_tail(&mut self) -> Result<bool, StoreError> {
        self.len = self.file.metadata().named("read", &self.path)?.len();
        let mut last = [b'\n'];
        if self.len > 0 {
            self.file.read_exact_at(&mut last, self.len - 1).named("read", &self.path)?;
        }
        Ok(last == *b"\n")
    }

    fn has_whole_line(&self) -> Result<bool, StoreError> {
        Ok(std::fs::read(&self.path).named("read", &self.path)?.contains(&b'\n'))
    }

    /// Remembers in the state folder how far the file is written.
    pub fn record_position(&mut self) -> Result<(), StoreError> {
        if let Some(hash) = tail::hash(&self.file, self.len).named("read", &self.path)? {
            self.position.write(self.len, hash)?;
            self.extent.as_mut().map_or(Ok(()), |extent| extent.write(self.len, hash))?;
        }
        Ok(())
    }
}

impl Drop for Claim {
    /// Lets go of the lock by a word of its own: a program that is being started just now has the open file too, until
    /// it has become that program.
    fn drop(&mut self) {
        let _ = self.file.unlock();
    }
}

/// Claims one of the device's files of that kind, or a new one. Those in `avoid` failed this process before.
pub(super) fn claim(
    data: &Path,
    state: &Path,
    kind: FileKind,
    device: DeviceId,
    avoid: &HashSet<u64>,
) -> Result<Claim, StoreError> {
    let files = files::list(data, kind, device)?;
    let replaced = files::replaced(data, &files);
    let mut highest = 0;
    for file in files.iter().filter(|file| file.own) {
        let Some(number) = files::number(&file.name, device) else { continue };
        highest = highest.max(number);
        if file.len >= FULL || avoid.contains(&number) || replaced.contains(&file.name) {
            continue;
        }
        if let Some(claim) = take(data, state, &file.name, number)? {
            // A compaction may have let go of it just now.
            if !files::replaced(data, &files::list(data, kind, device)?).contains(&file.name) {
                return Ok(claim);
            }
        }
    }
    let highest = avoid.iter().copied().max().unwrap_or(0).max(highest);
    create_after(highest.max(Position::highest(state, kind, device)), data, state, kind, device)
}

/// Claims a new file with the next free number.
pub(super) fn create_next(data: &Path, state: &Path, kind: FileKind, device: DeviceId) -> Result<Claim, StoreError> {
    let files = files::list(data, kind, device)?;
    let highest = files.iter().filter_map(|file| files::number(&file.name, device)).max().unwrap_or(0);
    create_after(highest.max(Position::highest(state, kind, device)), data, state, kind, device)
}

fn create_after(
    highest: u64,
    data: &Path,
    state: &Path,
    kind: FileKind,
    device: DeviceId,
) -> Result<Claim, StoreError> {
    let created = (highest + 1..=MAX_NUMBER).find_map(|number| create(data, state, kind, device, number).transpose());
    created.unwrap_or_else(|| {
        Err(ErrorKind::StorageFull.into()).named("create one more file in", &data.join(kind.folder()))
    })
}

/// Claims a file that is there, if it is free and as this device left it.
fn take(data: &Path, state: &Path, name: &Arc<str>, number: u64) -> Result<Option<Claim>, StoreError> {
    let path = data.join(&**name);
    // A file that cannot be opened for appending is no reason not to write: the next one is.
    let Ok(file) = OpenOptions::new().read(true).append(true).open(&path) else { return Ok(None) };
    // Where locks do not work, only a file that nobody else has opened yet is ours alone: a new one.
    if file.try_lock().is_err() {
        return Ok(None);
    }
    let mut claim = Claim::new(data, state, number, Arc::clone(name), file)?;
    let left_off = match claim.position.read() {
        Some((len, hash)) => len <= claim.len && tail::hash(&claim.file, len).named("read", &claim.path)? == Some(hash),
        // Its writer may have been killed before it recorded a position. Without a whole line, the file is as good as new,
        // even if a power cut left part of a line in it.
        None => !claim.has_whole_line()? && claim.position.write(0, [0; 16]).is_ok(),
    };
    Ok((left_off && claim.fits_copy() && claim.is_intact()).then_some(claim))
}

/// Creates a file that was not there; nothing if somebody else was quicker.
fn create(
    data: &Path,
    state: &Path,
    kind: FileKind,
    device: DeviceId,
    number: u64,
) -> Result<Option<Claim>, StoreError> {
    let name = files::name(kind, device, number);
    let path = data.join(&*name);
    let file = match private_options().read(true).append(true).create_new(true).open(&path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(None),
        file => file.named("create", &path)?,
    };
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Ok(None);
    }
    let mut claim = Claim::new(data, state, number, name, file)?;
    claim.is_new = true;
    claim.record_position()?;
    Ok(Some(claim))
}

/// How far one file was written, as the state folder remembers it: `length hash` in one line of fixed width, written
/// over in place.
pub(super) struct Position {
    path: PathBuf,
    file: Option<File>,
}

impl Position {
    pub fn of(state: &Path, name: &str) -> Self {
        Position::at(state.join("written").join(name.replace('/', "-")))
    }

    pub fn at(path: PathBuf) -> Self {
        Position { path, file: None }
    }

    /// The highest number of a file that this device ever wrote, also of one that is gone: it may come back, from a
    /// backup or from another machine, and its sequence numbers are taken.
    fn highest(state: &Path, kind: FileKind, device: DeviceId) -> u64 {
        let start = format!("{}-", kind.folder());
        let written = std::fs::read_dir(state.join("written")).into_iter().flatten().flatten();
        let number = |name: &str| files::number(name.strip_prefix(&start)?, device);
        written.filter_map(|entry| number(entry.file_name().to_str()?)).max().unwrap_or(0)
    }

    pub fn read(&self) -> Option<(u64, [u8; 16])> {
        let text = std::fs::read_to_string(&self.path).ok()?;
        let (len, hash) = text.strip_suffix('\n')?.trim_start().split_once(' ')?;
        Some((len.parse().ok()?, hash.parse::<crate::article::OpId>().ok()?.0))
    }

    pub fn write(&mut self, len: u64, hash: [u8; 16]) -> Result<(), StoreError> {
        let file = match &self.file {
            Some(file) => file,
            None => {
                let folder = self.path.parent().unwrap_or(&self.path);
                create_folder(folder).named("create", folder)?;
                let file = private_options().write(true).create(true).truncate(false).open(&self.path);
                self.file.insert(file.named("write", &self.path)?)
            }
        };
        let hash = crate::article::OpId(hash);
        file.write_all_at(format!("{len:>20} {hash}\n").as_bytes(), 0).named("write", &self.path)
    }
}
