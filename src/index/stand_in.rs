//! Temporary folders for the index, used where the cache folder is read-only, full or not a folder.
//!
//! All connections of the process share the folder, so it is kept here and not in each of them.

use std::fs::{DirBuilder, File};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A temporary folder that holds the index in place of a cache folder.
struct StandIn {
    cache: PathBuf,
    folder: PathBuf,
    /// Held while the folder is used: another byline removes a folder whose lock is free.
    _lock: File,
    /// Why it is used, until that is reported.
    news: Option<String>,
}

/// The last one for a cache folder is in use; those before it filled up.
static STAND_INS: Mutex<Vec<StandIn>> = Mutex::new(Vec::new());

/// Held while the index moves, which takes as long as copying it.
static MOVING: Mutex<()> = Mutex::new(());

fn stand_ins() -> MutexGuard<'static, Vec<StandIn>> {
    STAND_INS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The folder that is used for this cache folder: itself, or the one that stands in for it.
pub fn folder_in_use(cache: &Path) -> PathBuf {
    let all = stand_ins();
    all.iter().rev().find(|one| one.cache == cache).map_or_else(|| cache.to_owned(), |one| one.folder.clone())
}

/// Why a temporary folder is used for this cache folder; returned only once.
pub(super) fn news(cache: &Path) -> Option<String> {
    stand_ins().iter_mut().rev().find(|one| one.cache == cache)?.news.take()
}

/// Removes this process's temporary folders at exit; returns the reasons for using them that were not reported yet.
pub fn remove_temporary_folders() -> Vec<String> {
    let remove = |one: StandIn| {
        let _ = std::fs::remove_dir_all(&one.folder);
        one.news
    };
    stand_ins().drain(..).filter_map(remove).collect()
}

/// Switches this cache folder to another folder after `failed` failed; `copy` copies its contents. `false` if no folder
/// works.
pub(super) fn replace(cache: &Path, failed: &Path, why: &str, copy: impl FnOnce(&Path)) -> bool {
    let _moving = MOVING.lock().unwrap_or_else(PoisonError::into_inner);
    if folder_in_use(cache) != failed {
        // Another thread was faster.
        return true;
    }
    let tried: Vec<PathBuf> = stand_ins()
        .iter()
        .filter(|one| one.cache == cache)
        .filter_map(|one| Some(one.folder.parent()?.into()))
        .collect();
    let made = places().iter().filter(|place| !tried.contains(place)).find_map(|place| make_in(place).ok());
    let Some((folder, lock)) = made else { return false };
    copy(&folder);
    tracing::warn!(why, folder = %folder.display(), "the index is in a temporary folder");
    let news = tried.is_empty().then(|| format!("the index is in a temporary folder until byline exits: {why}"));
    stand_ins().push(StandIn { cache: cache.to_owned(), folder, _lock: lock, news });
    true
}

/// Where temporary folders can be created, best first: those of the session are small.
pub(super) fn places() -> Vec<PathBuf> {
    let named = std::env::var_os("XDG_RUNTIME_DIR").filter(|name| !name.is_empty()).map(PathBuf::from);
    let mut places = vec![std::env::temp_dir()];
    for place in ["/tmp", "/var/tmp"].map(PathBuf::from).into_iter().chain(named).chain(["/dev/shm".into()]) {
        if place.is_absolute() && !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// Creates a folder that nobody else can read, and removes those that a killed byline left there.
fn make_in(place: &Path) -> io::Result<(PathBuf, File)> {
    let uid = rustix::process::getuid().as_raw();
    let start = format!("byline-{uid}-index-");
    let entries = std::fs::read_dir(place).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(&start)) {
        let folder = entry.path();
        if std::fs::symlink_metadata(&folder).is_ok_and(|about| about.is_dir() && about.uid() == uid) {
            remove_if_left(&folder);
        }
    }
    let folder = place.join(format!("{start}{:016x}", RandomState::new().hash_one(std::process::id())));
    DirBuilder::new().mode(0o700).create(&folder)?;
    let lock = File::create(folder.join("in-use")).and_then(|lock| {
        lock.lock()?;
        Ok(lock)
    });
    match lock {
        Ok(lock) => Ok((folder, lock)),
        Err(error) => {
            let _ = std::fs::remove_dir_all(&folder);
            Err(error)
        }
    }
}

/// Removes a folder whose process is gone. A folder without a lock is just being created.
fn remove_if_left(folder: &Path) {
    if let Ok(lock) = File::open(folder.join("in-use"))
        && lock.try_lock().is_ok()
    {
        let _ = std::fs::remove_dir_all(folder);
    }
}
