//! Compaction: a device's own files written again without what later records made needless.
//!
//! A new file names those it stands for and is on disk before they are left unread; they are removed seven days later.
//! What cannot be read, or was written by a later version, is copied byte for byte.

use super::claim;
use super::copies;
use super::error::Named;
use super::exposed::has_secrets;
use super::files;
use super::fold::Fold;
use super::keep::Keeper;
use super::lines::RawLines;
use super::private::private_options;
use super::record::{MAX_LINE, Record, Replaces};
use super::{FileInfo, FileKind, Store, StoreError, shape};
use jiff::{SignedDuration, Timestamp};
use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How long a replaced file stays.
const GRACE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a compaction did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compacted {
    /// The new files.
    pub written: Vec<Arc<str>>,
    /// The files they stand for.
    pub replaced: Vec<Arc<str>>,
    /// Replaced files that were removed, their seven days being over.
    pub removed: Vec<Arc<str>>,
    /// Bytes of the replaced files that the new ones do without.
    pub saved: u64,
}

/// One of the files to be replaced, locked, and which of its bytes stay.
struct Old {
    info: FileInfo,
    path: PathBuf,
    _lock: File,
    keep: Vec<Range<u64>>,
    /// A removed line contains a secret.
    exposes: bool,
}

impl Store {
    /// Writes this device's files again where that saves a tenth, and removes those replaced more than seven days ago.
    /// Files that another process has claimed are left alone.
    pub fn compact(&mut self, now: Timestamp) -> Result<Compacted, StoreError> {
        self.sync()?;
        self.release();
        copies::catch_up(&self.places, self.device())?;
        copies::drop_replaced(&self.places, self.device())?;
        let mut done = Compacted { removed: self.remove_replaced(now)?, ..Compacted::default() };
        let all = self.fold_of(&self.files()?)?;
        // The lost lines of such a file may still be restored.
        let damaged = self.differences()?;
        for kind in FileKind::ALL {
            let mut batch: Vec<Old> = Vec::new();
            let is_whole = |old: &Old| damaged.iter().all(|difference| difference.file != old.info.name);
            for old in self.own_unclaimed(kind)?.into_iter().filter(is_whole) {
                if batch.iter().map(|old| old.info.len).sum::<u64>() + old.info.len > MAX_LINE as u64 {
                    self.replace(kind, std::mem::take(&mut batch), &all, now, &mut done)?;
                }
                batch.push(old);
            }
            self.replace(kind, batch, &all, now, &mut done)?;
        }
        copies::drop_replaced(&self.places, self.device())?;
        Ok(done)
    }

    /// What some files say.
    pub(super) fn fold_of(&self, files: &[FileInfo]) -> Result<Fold, StoreError> {
        let mut fold = Fold::default();
        for file in files {
            for line in self.read(&file.name, 0)? {
                if let (_, Ok(record)) = line? {
                    fold.add(&record);
                }
            }
        }
        Ok(fold)
    }

    /// This device's files that no process writes and that do not stand for others that are still there.
    fn own_unclaimed(&self, kind: FileKind) -> Result<Vec<Old>, StoreError> {
        let mut files: Vec<_> = self.files()?.into_iter().filter(|file| file.own && file.kind == kind).collect();
        files.sort_by_key(|file| files::number(&file.name, self.device()));
        let mut free = Vec::new();
        for info in files {
            let path = self.path(&info.name);
            // Network file systems lock only what may be written.
            let Ok(lock) = File::options().read(true).append(true).open(&path) else { continue };
            let stands = files::opening(&path)
                .is_some_and(|(_, replaces)| replaces.files.iter().any(|old| path.with_file_name(old).exists()));
            if lock.try_lock().is_ok() && !stands {
                // Left by a compaction that was killed.
                let _ = std::fs::remove_file(draft_of(&path));
                free.push(Old { info, path, _lock: lock, keep: Vec::new(), exposes: false });
            }
        }
        Ok(free)
    }

    /// Replaces some files by one, if that saves anything to speak of.
    fn replace(
        &self,
        kind: FileKind,
        mut olds: Vec<Old>,
        all: &Fold,
        now: Timestamp,
        done: &mut Compacted,
    ) -> Result<(), StoreError> {
        let infos: Vec<_> = olds.iter().map(|old| old.info.clone()).collect();
        let own = self.fold_of(&infos)?;
        let mut keeper = Keeper::new(self.device(), now, all, &own);
        for info in &infos {
            for line in self.read(&info.name, 0)? {
                if let (_, Ok(Record::Mark(mark))) = line? {
                    keeper.weigh(&mark);
                }
            }
        }
        for old in &mut olds {
            (old.keep, old.exposes) = kept(&old.path, &mut keeper)?;
        }
        let opening = |old: &Old| files::opening(&old.path).map_or(0, |(line, _)| line);
        let before: u64 = olds.iter().map(|old| old.info.len - opening(old)).sum();
        let after: u64 = olds.iter().flat_map(|old| &old.keep).map(|range| range.end - range.start).sum();
        let exposes = olds.iter().any(|old| old.exposes);
        if olds.is_empty() || (olds.len() == 1 && after * 10 > before * 9 && !exposes) {
            return Ok(());
        }
        done.written.push(self.write_in_place_of(kind, &olds, after, now)?);
        done.replaced.extend(infos.into_iter().map(|info| info.name));
        done.saved += before.saturating_sub(after);
        Ok(())
    }

    /// Writes the new file under another name, puts it on disk, and only then gives it its own.
    fn write_in_place_of(
        &self,
        kind: FileKind,
        olds: &[Old],
        bytes: u64,
        now: Timestamp,
    ) -> Result<Arc<str>, StoreError> {
        let name = |old: &Old| old.path.file_name().map(|name| name.to_string_lossy().into_owned());
        let mut opening = Replaces { at: now, files: olds.iter().filter_map(name).collect(), bytes, hash: [0; 16] };
        let room = shape::line(&Record::Replaces(opening.clone()))?.len();
        let new = claim::create_next(&self.places.data, &self.places.state, kind, self.device())?;
        let draft = draft_of(&new.path);
        let mut file = private_options();
        let file = file.read(true).write(true).create(true).truncate(true);
        let mut file = file.open(&draft).named("create", &draft)?;
        file.seek(SeekFrom::Start(room as u64)).named("write", &draft)?;
        let mut hasher = blake3::Hasher::new();
        for old in olds {
            copy(old, &mut file, &mut hasher, &draft)?;
        }
        opening.hash.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
        file.seek(SeekFrom::Start(0)).named("write", &draft)?;
        file.write_all(&shape::line(&Record::Replaces(opening))?).named("write", &draft)?;
        file.sync_all().named("sync", &draft)?;
        if kind == FileKind::Marks {
            copies::keep_compacted(&self.places, kind, &new.name, &file)?;
        }
        std::fs::rename(&draft, &new.path).named("write", &new.path)?;
        let folder = self.places.data.join(kind.folder());
        File::open(&folder).and_then(|folder| folder.sync_all()).named("sync", &folder)?;
        if kind == FileKind::Segments {
            copies::keep_compacted(&self.places, kind, &new.name, &file)?;
        }
        Ok(Arc::clone(&new.name))
    }

    /// Removes the files of this device that were replaced seven days ago, if what stands for them is as it was written.
    fn remove_replaced(&self, now: Timestamp) -> Result<Vec<Arc<str>>, StoreError> {
        let mut removed = Vec::new();
        for file in self.files()?.into_iter().filter(|file| file.own) {
            let path = self.path(&file.name);
            let Some((_, replaces)) = files::opening(&path) else { continue };
            if now.duration_since(replaces.at) < GRACE || !verify(&path)? {
                continue;
            }
            for old in replaces.files {
                let name: Arc<str> = format!("{}/{old}", file.kind.folder()).into();
                let old = self.path(&name);
                if files::number(&name, self.device()).is_some() && name != file.name && old.exists() {
                    std::fs::remove_file(&old).named("remove", &old)?;
                    removed.push(name);
                }
            }
        }
        Ok(removed)
    }
}

/// Where a compacted file is written before it has its name.
fn draft_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.tmp"))
}

/// The bytes of a file that stay, in whole lines, and whether a removed line contains a secret.
fn kept(path: &Path, keeper: &mut Keeper<'_>) -> Result<(Vec<Range<u64>>, bool), StoreError> {
    let mut exposes = false;
    let mut ranges: Vec<Range<u64>> = Vec::new();
    let mut lines = RawLines::open(path, 0)?;
    while let Some(line) = lines.next()? {
        let stays = match shape::parse(line.bytes) {
            Ok(record) => {
                let stays = keeper.keeps(&record, line.bytes) || !is_ours(&record, line.bytes);
                exposes |= !stays && matches!(&record, Record::Source(said) if has_secrets(said));
                stays
            }
            Err(_) => true,
        };
        let whole = line.offset..line.offset + line.len + 1;
        match ranges.last_mut() {
            _ if !stays => {}
            Some(last) if last.end == whole.start => last.end = whole.end,
            _ => ranges.push(whole),
        }
    }
    Ok((ranges, exposes))
}

/// Whether this version or 0.1 would write exactly this line: if not, the line has something unknown in it.
fn is_ours(record: &Record, line: &[u8]) -> bool {
    // An opening line is ours by its kind.
    matches!(record, Record::Replaces(_))
        || shape::line(record).is_ok_and(|ours| ours.strip_suffix(b"\n") == Some(line))
        || shape::line_of_0_1(record).is_ok_and(|theirs| theirs.strip_suffix(b"\n") == Some(line))
}

/// Copies what stays.
fn copy(old: &Old, new: &mut File, hasher: &mut blake3::Hasher, draft: &Path) -> Result<(), StoreError> {
    let mut file = File::open(&old.path).named("open", &old.path)?;
    let mut block = vec![0; 256 * 1024];
    for range in &old.keep {
        file.seek(SeekFrom::Start(range.start)).named("read", &old.path)?;
        let mut left = range.end - range.start;
        while left > 0 {
            let step = left.min(block.len() as u64) as usize;
            file.read_exact(&mut block[..step]).named("read", &old.path)?;
            hasher.update(&block[..step]);
            new.write_all(&block[..step]).named("write", draft)?;
            left -= step as u64;
        }
    }
    Ok(())
}

/// Whether a compacted file holds all that it was written with; any other file does.
pub(super) fn verify(path: &Path) -> Result<bool, StoreError> {
    let Some((line, replaces)) = files::opening(path) else { return Ok(true) };
    let mut file = File::open(path).named("open", path)?;
    file.seek(SeekFrom::Start(line)).named("read", path)?;
    let mut hasher = blake3::Hasher::new();
    let mut bytes = BufReader::new(file).take(replaces.bytes);
    let read = std::io::copy(&mut bytes, &mut hasher).named("read", path)?;
    Ok(read == replaces.bytes && hasher.finalize().as_bytes()[..16] == replaces.hash)
}
