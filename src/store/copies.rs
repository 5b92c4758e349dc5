//! The state folder's records of this device's own files: a copy of each journal, and the length of each segment. A sync
//! tool may replace a file with an older one, and only this machine can detect that.
//!
//! Each library has its own copies, by its path. Only the process that holds the lock of a journal writes its copy.

use super::claim::Position;
use super::error::Named;
use super::lines::RawLines;
use super::private::{create_folder, private_options};
use super::record::Record;
use super::{FileInfo, FileKind, Places, StoreError, files, shape, tail, waiting};
use crate::article::DeviceId;
use std::collections::HashSet;
use std::fs::{File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes copied or compared at a time.
const BLOCK: usize = 256 << 10;

/// A hash of one line.
type LineHash = [u8; 16];

/// The path of the state folder's record of a library's file.
pub(super) fn path_of(data: &Path, state: &Path, name: &str) -> PathBuf {
    folder_of(data, state).join(name)
}

fn folder_of(data: &Path, state: &Path) -> PathBuf {
    // Not resolved: a link to an unmounted disk still means the same library.
    let library = std::path::absolute(data).unwrap_or_else(|_| data.to_owned());
    let hash = blake3::hash(library.as_os_str().as_encoded_bytes()).to_hex();
    state.join("copies").join(&hash[..16])
}

/// The copy of one journal.
pub(super) struct Mirror {
    path: PathBuf,
    file: Option<File>,
    len: u64,
}

impl Mirror {
    pub fn of(data: &Path, state: &Path, name: &str) -> Mirror {
        Mirror { path: path_of(data, state, name), file: None, len: 0 }
    }

    /// Whether the journal, `len` bytes long, has every line of the copy. A copy with an end torn by a power cut starts over.
    pub fn fits(&mut self, journal: &File, len: u64) -> io::Result<bool> {
        let file = self.open()?;
        let known = file.metadata()?.len();
        if known > len || !is_same_tail(file, journal, known)? {
            let present = hashes(journal)?;
            if !lines_beyond(file, &present)?.is_empty() {
                return Ok(false);
            }
            file.set_len(0)?;
            self.len = 0;
        } else {
            self.len = known;
        }
        Ok(true)
    }

    /// Copies the journal up to here, the end of a line. If that fails, no mark is lost: the next call catches up.
    pub fn follow(&mut self, journal: &File, upto: u64) {
        if let Err(error) = self.try_follow(journal, upto) {
            tracing::warn!(%error, path = %self.path.display(), "the copy of a journal is behind");
        }
    }

    fn try_follow(&mut self, journal: &File, upto: u64) -> io::Result<()> {
        let mut from = self.len;
        let file = self.open()?;
        let mut block = vec![0; upto.saturating_sub(from).min(BLOCK as u64) as usize];
        while from < upto {
            let piece = &mut block[..(upto - from).min(BLOCK as u64) as usize];
            journal.read_exact_at(piece, from)?;
            file.write_all_at(piece, from)?;
            from += piece.len() as u64;
        }
        self.len = from;
        Ok(())
    }

    /// Syncs the copy to disk.
    pub fn sync(&self) {
        if let Some(Err(error)) = self.file.as_ref().map(File::sync_data) {
            tracing::warn!(%error, path = %self.path.display(), "the copy of a journal is not on disk yet");
        }
    }

    fn open(&mut self) -> io::Result<&File> {
        match self.file {
            Some(ref file) => Ok(file),
            ref mut empty => {
                create_folder(self.path.parent().unwrap_or(&self.path))?;
                let mut options = private_options();
                options.read(true).write(true).create(true).truncate(false);
                Ok(empty.insert(options.open(&self.path)?))
            }
        }
    }
}

fn is_same_tail(copy: &File, journal: &File, upto: u64) -> io::Result<bool> {
    let hash = tail::hash(copy, upto)?;
    Ok(hash.is_some() && hash == tail::hash(journal, upto)?)
}

fn hash_of(line: &[u8]) -> LineHash {
    let mut hash = [0; 16];
    hash.copy_from_slice(&blake3::hash(line.trim_ascii_end()).as_bytes()[..16]);
    hash
}

/// The hashes of all lines of a file.
fn hashes(file: &File) -> io::Result<HashSet<LineHash>> {
    let mut hashes = HashSet::new();
    let mut lines = RawLines::of(file.try_clone()?);
    while let Some(line) = lines.next().map_err(cause_of)? {
        hashes.insert(hash_of(line.bytes));
    }
    Ok(hashes)
}

/// The records of a copy that are not among these lines, each with its newline.
fn lines_beyond(copy: &File, present: &HashSet<LineHash>) -> io::Result<Vec<Vec<u8>>> {
    let mut beyond = Vec::new();
    let mut lines = RawLines::of(copy.try_clone()?);
    while let Some(line) = lines.next().map_err(cause_of)? {
        // The first line of a compacted file is about no article.
        if matches!(shape::parse(line.bytes), Ok(record) if !matches!(record, Record::Replaces(_)))
            && !present.contains(&hash_of(line.bytes))
        {
            beyond.push([line.bytes, b"\n"].concat());
        }
    }
    Ok(beyond)
}

fn cause_of(error: StoreError) -> io::Error {
    match error {
        StoreError::Io { cause, .. } => cause,
        other => io::Error::other(other.to_string()),
    }
}

/// How a file differs from what this machine wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is gone.
    Missing,
    /// Its end is gone.
    Shorter {
        /// Its length in bytes.
        is: u64,
        /// The length that was written.
        was: u64,
    },
    /// It has other bytes.
    Different,
}

/// A file of this device that changed since this machine wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Its name within the library.
    pub file: Arc<str>,
    /// What it holds.
    pub kind: FileKind,
    /// How it differs.
    pub fault: Fault,
    /// Lines of marks that no file of the library has, each with its newline: [`super::Store::restore`] writes them.
    pub lines: Vec<Vec<u8>>,
}

impl Difference {
    /// Whether data is lost; for marks, whether there are lines that no other file has.
    pub fn is_loss(&self) -> bool {
        self.kind == FileKind::Segments || !self.lines.is_empty()
    }
}

/// Compares this device's files with the records in the state folder: the last lines, or every byte.
pub(super) fn compare(places: &Places, device: DeviceId, every_byte: bool) -> Result<Vec<Difference>, StoreError> {
    let mut found = Vec::new();
    for kind in FileKind::ALL {
        // Read the records first: the files may grow meanwhile.
        let kept = kept(places, kind, device);
        let files = files::list(&places.data, kind, device)?;
        let mut replaced = files::replaced(&places.data, &files);
        for name in &kept {
            let opening = files::opening(&path_of(&places.data, &places.state, name));
            let old = opening.map(|(_, replaces)| replaces.files).unwrap_or_default();
            replaced.extend(old.into_iter().map(|old| format!("{}/{old}", kind.folder()).into()));
        }
        let mut differences = Vec::new();
        for name in kept.into_iter().filter(|name| !replaced.contains(name)) {
            let fault = match kind {
                FileKind::Marks => fault_of_journal(places, &name, every_byte),
                FileKind::Segments => fault_of_segment(places, &name, &files, device),
            };
            if let Some(fault) = fault.named("compare", &places.data.join(&*name))? {
                differences.push(Difference { file: name, kind, fault, lines: Vec::new() });
            }
        }
        if kind == FileKind::Marks && !differences.is_empty() {
            find_lines(places, &files, device, &mut differences)?;
        }
        found.append(&mut differences);
    }
    Ok(found)
}

/// The names within the library of the device's files that have records, sorted.
fn kept(places: &Places, kind: FileKind, device: DeviceId) -> Vec<Arc<str>> {
    let entries =
        std::fs::read_dir(path_of(&places.data, &places.state, kind.folder())).into_iter().flatten().flatten();
    let mut numbers: Vec<u64> =
        entries.filter_map(|entry| files::number(entry.file_name().to_str()?, device)).collect();
    numbers.sort_unstable();
    numbers.into_iter().map(|number| files::name(kind, device, number)).collect()
}

fn open_if_there(path: &Path) -> io::Result<Option<File>> {
    match File::open(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        file => file.map(Some),
    }
}

fn fault_of_journal(places: &Places, name: &str, every_byte: bool) -> io::Result<Option<Fault>> {
    let Some(copy) = open_if_there(&path_of(&places.data, &places.state, name))? else { return Ok(None) };
    let was = copy.metadata()?.len();
    let Some(journal) = open_if_there(&places.data.join(name))? else {
        return Ok((was > 0).then_some(Fault::Missing));
    };
    let is = journal.metadata()?.len();
    if is < was {
        return Ok(Some(Fault::Shorter { is, was }));
    }
    let is_same = if every_byte { is_same_start(&copy, &journal, was)? } else { is_same_tail(&copy, &journal, was)? };
    Ok((!is_same).then_some(Fault::Different))
}

/// Whether two files begin with the same bytes.
fn is_same_start(one: &File, other: &File, len: u64) -> io::Result<bool> {
    let (mut a, mut b) = (vec![0; BLOCK], vec![0; BLOCK]);
    let mut at = 0;
    while at < len {
        let step = (len - at).min(BLOCK as u64) as usize;
        one.read_exact_at(&mut a[..step], at)?;
        other.read_exact_at(&mut b[..step], at)?;
        if a[..step] != b[..step] {
            return Ok(false);
        }
        at += step as u64;
    }
    Ok(true)
}

fn fault_of_segment(places: &Places, name: &str, files: &[FileInfo], device: DeviceId) -> io::Result<Option<Fault>> {
    let Some((was, hash)) = Position::at(path_of(&places.data, &places.state, name)).read() else { return Ok(None) };
    // A conflict copy of the same length is enough.
    for file in files.iter().filter(|file| file.device() == Some(device) && file.len >= was) {
        if open_if_there(&places.data.join(&*file.name))?
            .is_some_and(|file| tail::hash(&file, was).is_ok_and(|found| found == Some(hash)))
        {
            return Ok(None);
        }
    }
    Ok(match files.iter().find(|file| *file.name == *name) {
        None if was == 0 => None,
        None => Some(Fault::Missing),
        Some(file) if file.len < was => Some(Fault::Shorter { is: file.len, was }),
        Some(_) => Some(Fault::Different),
    })
}

/// Finds the lines of the differing journals that no file of the library has, each line once.
fn find_lines(
    places: &Places,
    files: &[FileInfo],
    device: DeviceId,
    differences: &mut [Difference],
) -> Result<(), StoreError> {
    let mut present = HashSet::new();
    for file in files.iter().filter(|file| file.device() == Some(device)) {
        let path = places.data.join(&*file.name);
        match File::open(&path).and_then(|file| hashes(&file)) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => present.extend(found.named("read", &path)?),
        }
    }
    for difference in differences {
        let path = path_of(&places.data, &places.state, &difference.file);
        let beyond = File::open(&path).and_then(|copy| lines_beyond(&copy, &present)).named("read", &path)?;
        difference.lines = beyond.into_iter().filter(|line| present.insert(hash_of(line))).collect();
    }
    Ok(())
}

/// Accepts the files as they are now: missing lines are no longer a difference.
pub(super) fn accept(places: &Places, differences: &[Difference]) -> Result<(), StoreError> {
    for Difference { file, kind, .. } in differences {
        let (path, kept) = (places.data.join(&**file), path_of(&places.data, &places.state, file));
        let accepted = match open_if_there(&path) {
            Ok(None) => std::fs::remove_file(&kept),
            Ok(Some(now)) => now.metadata().and_then(|about| {
                let len = tail::whole(&now, about.len())?;
                let mut mirror = Mirror::of(&places.data, &places.state, file);
                match kind {
                    FileKind::Segments => remember(&kept, &now, len),
                    FileKind::Marks => mirror.open()?.set_len(0).and_then(|()| mirror.try_follow(&now, len)),
                }
            }),
            Err(error) => Err(error),
        };
        accepted.named("update", &kept)?;
    }
    Ok(())
}

/// Records the length of a segment.
fn remember(kept: &Path, segment: &File, len: u64) -> io::Result<()> {
    match tail::hash(segment, len)? {
        Some(hash) => Position::at(kept.to_owned()).write(len, hash).map_err(cause_of),
        None => Ok(()),
    }
}

/// Completes the copies of the device's files that no other process writes: an older version copies nothing.
pub(super) fn catch_up(places: &Places, device: DeviceId) -> Result<(), StoreError> {
    let Places { data, state } = places;
    for kind in FileKind::ALL {
        let files = files::list(data, kind, device)?;
        let replaced = files::replaced(data, &files);
        for file in files.iter().filter(|file| file.own && !replaced.contains(&file.name)) {
            let (path, kept) = (data.join(&*file.name), path_of(data, state, &file.name));
            let caught_up = match kind {
                FileKind::Marks => copy_if_free(&path, Mirror::of(data, state, &file.name)),
                FileKind::Segments if kept.exists() => Ok(()),
                // The length that was written, which may exceed the current length.
                FileKind::Segments => match Position::of(state, &file.name).read() {
                    Some((len, hash)) => Position::at(kept).write(len, hash).map_err(cause_of),
                    None => Ok(()),
                },
            };
            if let Err(error) = caught_up {
                tracing::warn!(%error, file = %file.name, "not copied");
            }
        }
    }
    Ok(())
}

fn copy_if_free(path: &Path, mut mirror: Mirror) -> io::Result<()> {
    let len = std::fs::metadata(path)?.len();
    if std::fs::metadata(&mirror.path).is_ok_and(|copy| copy.len() >= len) {
        return Ok(());
    }
    let journal = OpenOptions::new().read(true).append(true).open(path)?;
    if journal.try_lock().is_err() {
        return Ok(());
    }
    let len = tail::whole(&journal, journal.metadata()?.len())?;
    if mirror.fits(&journal, len)? {
        mirror.try_follow(&journal, len)?;
    }
    journal.unlock()
}

/// Copies a compacted journal before it gets its name, or records the length of a compacted segment.
pub(super) fn keep_compacted(places: &Places, kind: FileKind, name: &str, draft: &File) -> Result<(), StoreError> {
    let kept = path_of(&places.data, &places.state, name);
    let copied = draft.metadata().and_then(|about| match kind {
        FileKind::Segments => {
            create_folder(kept.parent().unwrap_or(&kept))?;
            remember(&kept, draft, about.len())
        }
        FileKind::Marks => {
            let mut mirror = Mirror::of(&places.data, &places.state, name);
            mirror.open()?.set_len(0)?;
            mirror.try_follow(draft, about.len())?;
            mirror.open()?.sync_all()
        }
    });
    copied.named("write", &kept)
}

/// Prevents other processes from restoring or accepting meanwhile.
pub(super) fn lock(places: &Places) -> Result<File, StoreError> {
    let folder = folder_of(&places.data, &places.state);
    create_folder(&folder).named("create", &folder)?;
    let lock = File::open(&folder).named("open", &folder)?;
    // Without locks, a line may be written twice, which changes nothing.
    waiting::lock_in_time(&lock).named("lock", &folder)?;
    Ok(lock)
}

/// Removes the records of files that a compacted file replaces, once that one is recorded completely.
pub(super) fn drop_replaced(places: &Places, device: DeviceId) -> Result<(), StoreError> {
    for kind in FileKind::ALL {
        for file in files::list(&places.data, kind, device)?.iter().filter(|file| file.own) {
            let kept = path_of(&places.data, &places.state, &file.name);
            if file.len == 0 && files::opening(&kept).is_some() {
                // A compaction was killed after it copied the new file and before it put it in place.
                std::fs::remove_file(&kept).named("remove", &kept)?;
            }
            let Some((line, replaces)) = files::opening(&places.data.join(&*file.name)) else { continue };
            let is_kept = kind == FileKind::Segments
                || std::fs::metadata(&kept).is_ok_and(|copy| copy.len() >= line + replaces.bytes);
            if file.len < line + replaces.bytes || !is_kept {
                continue;
            }
            for old in replaces.files.iter().filter(|old| files::number(old, device).is_some()) {
                let old = kept.with_file_name(old);
                match std::fs::remove_file(&old) {
                    Err(error) if error.kind() != ErrorKind::NotFound => return Err(error).named("remove", &old),
                    _ => {}
                }
            }
        }
    }
    Ok(())
}
