//! The index file: where it is, how it is opened on this file system, and how one that is no good is put aside.
//!
//! It knows nothing of what is in the tables.

use super::IndexError;
use super::answer::Cause;
use super::stand_in::{self, folder_in_use};
use crate::store::{create_folder, create_private, lock_in_time, private_options, try_again, waiting_at_most};
use rusqlite::backup::Backup;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::fs::File;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The tables.
pub(super) const SCHEMA: &str = include_str!("schema.sql");

/// Changes with the tables and with whatever decides what is put into them.
const FORMAT: i32 = 9;

/// The index of a cache folder, which another process may replace at any time.
pub(super) struct IndexFile {
    cache: PathBuf,
    /// The folder of the last call.
    folder: PathBuf,
    open: Option<(Identity, Connection)>,
}

/// Which file it is that has a name.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

impl IndexFile {
    pub fn new(cache: &Path) -> Self {
        IndexFile { cache: cache.to_owned(), folder: cache.to_owned(), open: None }
    }

    /// Moves to a temporary folder, with a copy of the index, if the folder caused the error.
    pub fn move_away(&mut self, why: &IndexError) -> bool {
        if !why.is_of_folder() {
            return false;
        }
        if self.open.as_ref().is_some_and(|(open, _)| Some(*open) != self.identity()) {
            // Not the folder's fault: another program removed the file.
            self.open = None;
            return true;
        }
        let moved = stand_in::replace(&self.cache, &self.folder, &why.to_string(), |to| self.copy_to(to));
        if moved {
            self.open = None;
        }
        moved
    }

    /// Why the index is in a temporary folder, once.
    pub fn news(&self) -> Option<String> {
        stand_in::news(&self.cache)
    }

    /// Copies the index if it can be read; otherwise it is rebuilt.
    fn copy_to(&self, folder: &Path) {
        let to = folder.join("index.sqlite");
        let is_copied = match &self.open {
            Some((_, db)) => Connection::open(&to)
                .and_then(|mut copy| Backup::new(db, &mut copy)?.run_to_completion(PAGES_AT_ONCE, Duration::ZERO, None))
                .is_ok(),
            // SQLite can't open an index in a read-only folder. If the log is empty, the file is complete.
            None => self.has_empty_log() && std::fs::copy(self.path(), &to).is_ok() && self.has_empty_log(),
        };
        if !is_copied {
            let _ = std::fs::remove_file(&to);
        }
        // Without it, every feed would be downloaded in full again.
        let _ = std::fs::copy(self.folder.join("feeds.jsonl"), folder.join("feeds.jsonl"));
    }

    fn has_empty_log(&self) -> bool {
        let is_empty = |ending| {
            let log = self.folder.join(format!("index.sqlite{ending}"));
            log.metadata().map_or(true, |log| log.len() == 0)
        };
        is_empty("-wal") && is_empty("-journal")
    }

    fn path(&self) -> PathBuf {
        self.folder.join("index.sqlite")
    }

    fn identity(&self) -> Option<Identity> {
        self.path().metadata().ok().map(|about| Identity(about.dev(), about.ino()))
    }

    /// The connection to the index that is there now, and whether it is another than at the last call. There is none
    /// where there is no index of this format.
    pub fn read(&mut self) -> Result<Option<(&mut Connection, bool)>, IndexError> {
        let is_new = match self.reopen() {
            Err(error) if self.move_away(&error) => self.reopen()?,
            is_new => is_new?,
        };
        Ok(self.open.as_mut().map(|(_, db)| (db, is_new)))
    }

    /// Opens the index if it was replaced since the last call, and says whether it was.
    fn reopen(&mut self) -> Result<bool, IndexError> {
        self.folder = folder_in_use(&self.cache);
        let identity = self.identity();
        let is_new = self.open.as_ref().map(|(open, _)| *open) != identity;
        if is_new {
            self.open = None;
            if let Some(identity) = identity {
                let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
                let mut db = Connection::open_with_flags(self.path(), flags)?;
                prepare(&mut db)?;
                if format(&db)? != FORMAT {
                    return Ok(is_new);
                }
                self.open = Some((identity, db));
            }
        }
        Ok(is_new)
    }

    /// The connection to the index that is there now, made where there is none or none that can be used; with it,
    /// why it had to be made, or whether it is another than at the last call.
    pub fn write(&mut self) -> Result<(&Connection, Option<Cause>, bool), IndexError> {
        self.folder = folder_in_use(&self.cache);
        let mut made = None;
        let mut is_new = false;
        if self.open.is_none() || self.open.as_ref().map(|(open, _)| *open) != self.identity() {
            is_new = true;
            let _lock = self.lock()?;
            match self.reopen() {
                Ok(_) if self.open.is_some() => {}
                Ok(_) => {
                    made = Some(if self.identity().is_some() { Cause::NewFormat } else { Cause::Missing });
                    self.make(made == Some(Cause::NewFormat))?;
                }
                Err(error) if error.is_damage() => {
                    made = Some(Cause::Damaged);
                    self.put_aside();
                    self.make(false)?;
                }
                Err(error) => return Err(error),
            }
        }
        match &self.open {
            Some((_, db)) => Ok((db, made, is_new)),
            None => Err(IndexError::Damaged("it was replaced while it was opened")),
        }
    }

    /// Brings what stands in SQLite's log into the file: whoever opens the index after a kill reads the whole log first.
    /// Where somebody reads just now, it is left for another time.
    pub fn empty_log(&self) {
        let Some((_, db)) = &self.open else { return };
        let empty = || Ok(db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?);
        let emptied: Result<(), IndexError> = waiting_at_most(Duration::ZERO, empty);
        if let Err(error) = emptied {
            tracing::warn!(%error, "the log of the index is not emptied");
        }
    }

    /// Takes an index that is damaged out of the way, or throws away one that is not wanted.
    pub fn discard(&mut self, cause: Cause) -> Result<(), IndexError> {
        let _lock = self.lock()?;
        self.open = None;
        if cause == Cause::Damaged {
            self.put_aside();
        } else {
            self.remove();
        }
        Ok(())
    }

    /// Takes the index that was read and found damaged out of the way, unless another is in its place by now.
    pub fn discard_read(&mut self) -> Result<(), IndexError> {
        let _lock = self.lock()?;
        if self.open.as_ref().is_some_and(|(open, _)| Some(*open) == self.identity()) {
            self.put_aside();
        }
        self.open = None;
        Ok(())
    }

    fn make(&mut self, over: bool) -> Result<(), IndexError> {
        self.open = None;
        if over {
            self.remove();
        }
        // SQLite gives its log and its journal the mode of the file.
        let path = self.path();
        let made = private_options().write(true).create(true).truncate(false).open(&path);
        made.map_err(|cause| IndexError::Io { doing: "make", path: path.clone(), cause })?;
        let mut db = Connection::open(path)?;
        // WAL needs shared memory, which file systems of other machines lack.
        let mode = if is_remote(&self.folder) { "DELETE" } else { "WAL" };
        db.pragma_update(None, "journal_mode", mode)?;
        prepare(&mut db)?;
        db.execute_batch(&format!("BEGIN IMMEDIATE; {SCHEMA} PRAGMA user_version = {FORMAT}; COMMIT"))?;
        self.open = self.identity().map(|identity| (identity, db));
        Ok(())
    }

    /// The damaged file stays beside, for whoever wants to look at it; one of them.
    fn put_aside(&mut self) {
        self.open = None;
        let _ = std::fs::rename(self.path(), self.folder.join("index.damaged"));
        self.remove();
    }

    fn remove(&self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(self.folder.join(format!("index.sqlite{ending}")));
        }
    }

    /// Only one process at a time makes an index or puts one aside.
    fn lock(&self) -> Result<File, IndexError> {
        let path = self.folder.join("index.lock");
        let failed = |doing, cause| IndexError::Io { doing, path: path.clone(), cause };
        create_folder(&self.folder).map_err(|cause| failed("make the folder of", cause))?;
        let file = create_private(&path).map_err(|cause| failed("make", cause))?;
        // Where the file system knows no locks, two processes that start at once may both build an index.
        lock_in_time(&file).map_err(|cause| failed("lock", cause))?;
        Ok(file)
    }
}

/// Settings of a connection. The page cache is what an idle reader keeps in memory.
fn prepare(db: &mut Connection) -> Result<(), IndexError> {
    db.busy_handler(Some(try_again))?;
    db.set_prepared_statement_cache_capacity(96);
    // Else a prepared statement is parsed and planned again for every value bound to it: half the time of a list.
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    set_cache(db, SMALL_CACHE)?;
    // Derived data: a power cut may cost the last changes, and they are taken in again.
    db.pragma_update(None, "synchronous", "NORMAL")?;
    db.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)?;
    Ok(())
}

/// How many pages are copied at a time.
const PAGES_AT_ONCE: i32 = 4_096;

/// How long one waits that need not be done now: some pieces of another one's catching up.
pub(super) const SHORT_WAIT: Duration = Duration::from_millis(500);

/// KiB of page cache while reading, and while much is written.
pub(super) const SMALL_CACHE: i64 = 2 * 1024;
pub(super) const LARGE_CACHE: i64 = 32 * 1024;

/// Bounds the page cache, in KiB.
pub(super) fn set_cache(db: &Connection, kib: i64) -> Result<(), IndexError> {
    db.pragma_update(None, "cache_size", -kib)?;
    if kib == SMALL_CACHE {
        db.execute_batch("PRAGMA shrink_memory")?;
    }
    Ok(())
}

fn format(db: &Connection) -> Result<i32, IndexError> {
    Ok(db.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

/// Whether a folder lies on another machine, or on a file system that may: there SQLite's WAL does not hold.
#[cfg(target_os = "linux")]
fn is_remote(folder: &Path) -> bool {
    // From statfs(2): NFS, SMB (three generations), 9P, FUSE (sshfs among others), AFS, Ceph, Coda, Lustre, VirtualBox.
    const REMOTE: [u32; 11] = [
        0x6969,
        0x517b,
        0xff53_4d42,
        0xfe53_4d42,
        0x0102_1997,
        0x6573_5546,
        0x5346_414f,
        0x00c3_6400,
        0x7375_7245,
        0x0bd0_0bd0,
        0x786f_4256,
    ];
    rustix::fs::statfs(folder).is_ok_and(|about| REMOTE.contains(&(about.f_type as u32)))
}

/// Whether a folder lies on another machine: where that cannot be told, it is taken for one.
#[cfg(not(target_os = "linux"))]
fn is_remote(folder: &Path) -> bool {
    #[cfg(target_os = "macos")]
    return rustix::fs::statfs(folder).is_ok_and(|about| about.f_flags & 0x1000 == 0); // MNT_LOCAL
    #[cfg(not(target_os = "macos"))]
    {
        let _ = folder;
        true
    }
}
