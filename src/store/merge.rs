//! Merges two library folders: each gets the data that only the other one has.
//!
//! No file is shortened and no line is lost, wherever the merge is stopped. It compares bytes, not records: files of other
//! devices and later versions are merged the same way.

use super::error::Named;
use super::private::{create_folder, create_private};
use super::{FileKind, StoreError, compact, files};
use crate::article::DeviceId;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Bytes compared or copied at a time.
const BLOCK: usize = 256 << 10;

/// The suffix of unfinished files, which readers ignore.
const UNFINISHED: &str = ".merge";

/// What one of the two folders received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Side {
    /// Files it lacked.
    pub added: usize,
    /// Files that were shorter in it.
    pub extended: usize,
    /// The bytes added by both.
    pub bytes: u64,
}

/// What a merge did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// What the first folder received.
    pub here: Side,
    /// What the second folder received.
    pub there: Side,
    /// Files whose two versions were both kept, and the name of the second one.
    pub both_kept: Vec<(Arc<str>, Arc<str>)>,
    /// Files that another process is writing and that still differ.
    pub busy: Vec<Arc<str>>,
    /// The merge was stopped early.
    pub stopped: bool,
}

/// Merges two folders. `go_on` is asked before each change of a file; when it says `false`, the merge stops there, and
/// the next one does the rest.
pub fn merge(here: &Path, there: &Path, go_on: &mut dyn FnMut() -> bool) -> Result<Merged, StoreError> {
    let mut merging = Merging { folders: [here, there], done: Merged::default(), go_on };
    for kind in FileKind::ALL {
        let paths = merging.folders.map(|folder| folder.join(kind.folder()));
        for path in &paths {
            create_folder(path).named("create", path)?;
        }
        let _locks = paths.each_ref().map(|path| lock_folder(path)).into_iter().collect::<Result<Vec<_>, _>>()?;
        let lists = merging.folders.map(|folder| names(folder, kind));
        let [ours, theirs] = lists;
        let ((ours, replaced_ours), (theirs, replaced_theirs)) = (ours?, theirs?);
        let replaced = &replaced_ours | &replaced_theirs;
        for name in &ours | &theirs {
            // Files that a compacted file replaces don't return to a folder that removed them.
            if replaced.contains(&name) && !(ours.contains(&name) && theirs.contains(&name)) {
                continue;
            }
            if !merging.merge_file(&name)? {
                merging.done.stopped = true;
                return Ok(merging.done);
            }
        }
        for path in &paths {
            File::open(path).and_then(|folder| folder.sync_all()).named("sync", path)?;
        }
    }
    Ok(merging.done)
}

type Names = BTreeSet<Arc<str>>;

/// The names of a folder's files of one kind, and of those that complete compacted files replace.
fn names(folder: &Path, kind: FileKind) -> Result<(Names, Names), StoreError> {
    // The owner of a file does not matter here.
    let mut list = files::list(folder, kind, DeviceId([0; 16]))?;
    let names = list.iter().map(|file| Arc::clone(&file.name)).collect();
    list.retain(|file| compact::verify(&folder.join(&*file.name)).unwrap_or(false));
    Ok((names, files::replaced(folder, &list).into_iter().collect()))
}

/// Locks a folder against other merges, and removes the unfinished files of a killed one.
fn lock_folder(path: &Path) -> Result<File, StoreError> {
    let folder = File::open(path).named("open", path)?;
    match folder.try_lock() {
        Err(TryLockError::WouldBlock) => {
            return Err(io::Error::other("another `byline merge` is running there")).named("merge", path);
        }
        // Without locks, unfinished files may belong to another merge.
        Err(TryLockError::Error(_)) => return Ok(folder),
        Ok(()) => {}
    }
    for entry in std::fs::read_dir(path).named("read", path)?.flatten() {
        let name = entry.file_name();
        if name.to_str().is_some_and(|name| name.starts_with('.') && name.ends_with(UNFINISHED)) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    Ok(folder)
}

/// How the two versions of a file compare.
struct Versions {
    files: [File; 2],
    lens: [u64; 2],
    order: Ordering,
    /// The shorter one is the start of the longer one.
    is_start: bool,
}

impl Versions {
    fn compare(files: [File; 2]) -> io::Result<Versions> {
        let lens = [files[0].metadata()?.len(), files[1].metadata()?.len()];
        let common = lens[0].min(lens[1]);
        let (mut a, mut b) = (vec![0; BLOCK], vec![0; BLOCK]);
        let mut at = 0;
        let mut bytes = Ordering::Equal;
        while at < common && bytes == Ordering::Equal {
            let step = (common - at).min(BLOCK as u64) as usize;
            files[0].read_exact_at(&mut a[..step], at)?;
            files[1].read_exact_at(&mut b[..step], at)?;
            bytes = a[..step].cmp(&b[..step]);
            at += step as u64;
        }
        // The longer one wins, so that no file becomes shorter; both machines must decide alike.
        let order = lens[0].cmp(&lens[1]).then(bytes);
        Ok(Versions { files, lens, order, is_start: bytes == Ordering::Equal })
    }
}

struct Merging<'a> {
    folders: [&'a Path; 2],
    done: Merged,
    go_on: &'a mut dyn FnMut() -> bool,
}

impl Merging<'_> {
    fn side(&mut self, side: usize) -> &mut Side {
        if side == 0 { &mut self.done.here } else { &mut self.done.there }
    }

    fn path(&self, side: usize, name: &str) -> PathBuf {
        self.folders[side].join(name)
    }

    /// Merges one file; `false` if it was told to stop.
    fn merge_file(&mut self, name: &Arc<str>) -> Result<bool, StoreError> {
        let [ours, theirs] = [0, 1].map(|side| {
            let path = self.path(side, name);
            match File::open(&path) {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
                file => file.map(Some).named("open", &path),
            }
        });
        match (ours?, theirs?) {
            (Some(ours), Some(theirs)) => {
                let versions = Versions::compare([ours, theirs]).named("compare", &self.path(1, name))?;
                let shorter = match versions.order {
                    Ordering::Equal => return Ok(true),
                    Ordering::Less => 0,
                    Ordering::Greater => 1,
                };
                match versions.is_start {
                    true => self.extend(shorter, name, &versions),
                    false => self.keep_both(shorter, name, &versions),
                }
            }
            (Some(ours), None) => self.add(1, name, &ours),
            (None, Some(theirs)) => self.add(0, name, &theirs),
            (None, None) => Ok(true),
        }
    }

    /// Adds a complete copy of a file that is missing.
    fn add(&mut self, side: usize, name: &Arc<str>, from: &File) -> Result<bool, StoreError> {
        if !(self.go_on)() {
            return Ok(false);
        }
        let path = self.path(side, name);
        let draft = draft_of(&path);
        let bytes = copy_whole(from, &draft).named("write", &draft)?;
        let placed = match std::fs::hard_link(&draft, &path) {
            // Some file systems, especially on USB sticks, have no hard links.
            Err(error) if error.kind() != ErrorKind::AlreadyExists && !path.exists() => std::fs::rename(&draft, &path),
            linked => linked,
        };
        let _ = std::fs::remove_file(&draft);
        match placed {
            // A process has just created it.
            Err(error) if error.kind() == ErrorKind::AlreadyExists => self.done.busy.push(Arc::clone(name)),
            placed => {
                placed.named("write", &path)?;
                let side = self.side(side);
                (side.added, side.bytes) = (side.added + 1, side.bytes + bytes);
            }
        }
        Ok(true)
    }

    /// Appends the missing bytes to the shorter version. If stopped midway, it is still the start of the longer one.
    fn extend(&mut self, shorter: usize, name: &Arc<str>, versions: &Versions) -> Result<bool, StoreError> {
        if !(self.go_on)() {
            return Ok(false);
        }
        let path = self.path(shorter, name);
        let Some(file) = open_free(&path, versions.lens[shorter]).named("append to", &path)? else {
            self.done.busy.push(Arc::clone(name));
            return Ok(true);
        };
        let [from, upto] = [versions.lens[shorter], versions.lens[1 - shorter]];
        let extended = copy_range(&versions.files[1 - shorter], &file, from, upto).and_then(|()| file.sync_all());
        extended.named("append to", &path)?;
        let side = self.side(shorter);
        (side.extended, side.bytes) = (side.extended + 1, side.bytes + upto - from);
        Ok(true)
    }

    /// If each version has lines that the other lacks, the longer one keeps the name, and the other one gets a similar name:
    /// readers read both.
    fn keep_both(&mut self, loser: usize, name: &Arc<str>, versions: &Versions) -> Result<bool, StoreError> {
        let path = self.path(loser, name);
        let Some(_lock) = open_free(&path, versions.lens[loser]).named("open", &path)? else {
            self.done.busy.push(Arc::clone(name));
            return Ok(true);
        };
        let hash = hash_of(&versions.files[loser]).named("read", &path)?;
        let beside: Arc<str> = format!("{}.merge-{hash}.jsonl", name.trim_end_matches(".jsonl")).into();
        for side in [0, 1] {
            if !self.path(side, &beside).exists() && !self.add(side, &beside, &versions.files[loser])? {
                return Ok(false);
            }
        }
        if !(self.go_on)() {
            return Ok(false);
        }
        // The renamed copy is on disk before the original is replaced.
        let folder = path.parent().unwrap_or(&path);
        File::open(folder).and_then(|folder| folder.sync_all()).named("sync", folder)?;
        let draft = draft_of(&path);
        let bytes = copy_whole(&versions.files[1 - loser], &draft).named("write", &draft)?;
        let is_unchanged = std::fs::metadata(&path).is_ok_and(|now| now.len() == versions.lens[loser]);
        if !is_unchanged {
            let _ = std::fs::remove_file(&draft);
            self.done.busy.push(Arc::clone(name));
            return Ok(true);
        }
        std::fs::rename(&draft, &path).named("write", &path)?;
        let side = self.side(loser);
        (side.extended, side.bytes) = (side.extended + 1, side.bytes + bytes);
        self.done.both_kept.push((Arc::clone(name), beside));
        Ok(true)
    }
}

/// Where a file is written before it has its name.
fn draft_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}{UNFINISHED}", std::process::id()))
}

/// The file, locked, if nobody else writes to it and its length has not changed.
fn open_free(path: &Path, len: u64) -> io::Result<Option<File>> {
    let file = OpenOptions::new().read(true).append(true).open(path)?;
    if let Err(TryLockError::WouldBlock) = file.try_lock() {
        return Ok(None);
    }
    Ok((file.metadata()?.len() == len).then_some(file))
}

/// Copies a file under another name, and syncs it to disk.
fn copy_whole(from: &File, draft: &Path) -> io::Result<u64> {
    let to = create_private(draft)?;
    let len = from.metadata()?.len();
    copy_range(from, &to, 0, len)?;
    to.sync_all()?;
    Ok(len)
}

/// Appends these bytes of one file to another.
fn copy_range(from: &File, mut to: &File, mut at: u64, upto: u64) -> io::Result<()> {
    let mut block = vec![0; BLOCK];
    while at < upto {
        let step = (upto - at).min(BLOCK as u64) as usize;
        from.read_exact_at(&mut block[..step], at)?;
        io::Write::write_all(&mut to, &block[..step])?;
        at += step as u64;
    }
    Ok(())
}

fn hash_of(file: &File) -> io::Result<String> {
    let mut hasher = blake3::Hasher::new();
    let (mut block, mut at) = (vec![0; BLOCK], 0);
    loop {
        match file.read_at(&mut block, at)? {
            0 => return Ok(hasher.finalize().to_hex()[..16].to_owned()),
            read => {
                hasher.update(&block[..read]);
                at += read as u64;
            }
        }
    }
}

/// Whether a folder may be merged: a library, or empty.
pub fn is_mergeable(folder: &Path) -> io::Result<bool> {
    let is_library = FileKind::ALL.iter().any(|kind| folder.join(kind.folder()).is_dir());
    Ok(is_library || std::fs::read_dir(folder)?.next().is_none())
}
