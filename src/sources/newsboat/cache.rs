//! newsboat's `cache.db`, read and never written: opened as a file that nobody changes, once nobody does.
//!
//! What a row means is `feed`'s, what becomes of it is `bring`'s. `docs/NEWSBOAT.md` has the tables as they were seen.

use crate::feed::CachedItem;
use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags, Row};
use rustix::process::{Flock, FlockOffsetType, FlockType, Pid, fcntl_getlk};
use std::fs::{File, Metadata};
use std::io::{self, Read};
use std::ops::ControlFlow;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// How a SQLite file begins.
const MAGIC: &[u8; 16] = b"SQLite format 3\0";

/// Where SQLite locks a file: bytes that never hold data. Source: sqlite.org/lockingv3.html.
const LOCKS: (u64, u64) = (0x4000_0000, 512);

/// The schema whose meaning is known, by the first number of newsboat's own count.
const SCHEMA: i64 = 2;

/// The columns without which a row says nothing, and those that came with later versions.
const NEEDED: [&str; 7] = ["guid", "title", "url", "feedurl", "pubDate", "content", "unread"];
const OPTIONAL: [&str; 7] =
    ["author", "content_mime_type", "base", "enclosure_url", "enclosure_type", "flags", "deleted"];

/// Why a `cache.db` can't be read. Nothing was taken over then.
#[derive(Debug, thiserror::Error)]
pub enum CacheError {
    /// The system does not let it be opened.
    #[error("{path}: can't be read: {error}", path = .0.display(), error = .1)]
    Unreadable(PathBuf, io::Error),
    /// It has no bytes.
    #[error("{path}: empty; newsboat has stored nothing in it", path = .0.display())]
    Empty(PathBuf),
    /// It is another kind of file.
    #[error("{path}: not newsboat's cache: {what}", path = .0.display(), what = .1)]
    NotACache(PathBuf, String),
    /// Its tables may mean something else.
    #[error("{path}: written by a newsboat that this version does not know (tables of version {version}, not {SCHEMA})", path = .0.display(), version = .1)]
    OtherVersion(PathBuf, String),
    /// Somebody writes it.
    #[error("{path}: in use{by}; quit newsboat, then try again", path = .0.display(), by = by(.1))]
    Locked(PathBuf, Option<i32>),
    /// Somebody was stopped while writing it.
    #[error("{path}: its last change is not finished ({beside} lies beside it); start newsboat and quit it, then try again", path = .0.display(), beside = .1)]
    Unfinished(PathBuf, String),
    /// It is damaged.
    #[error("{path}: damaged ({what}); `sqlite3 cache.db .recover` may save what is left", path = .0.display(), what = .1)]
    Damaged(PathBuf, String),
    /// Somebody wrote it while it was read.
    #[error("{path}: changed while it was read; quit newsboat, then give the same command again", path = .0.display())]
    Changed(PathBuf),
}

fn by(pid: &Option<i32>) -> String {
    pid.map_or_else(String::new, |pid| format!(" by process {pid}"))
}

/// A feed as newsboat knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CachedFeed {
    /// As the file `urls` names it.
    pub address: String,
    /// As the feed calls itself; may be empty.
    pub title: String,
}

/// A row with the marks in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CachedRow {
    /// The feed, as the file `urls` names it.
    pub feed: String,
    pub item: CachedItem,
    pub is_read: bool,
    pub is_deleted: bool,
    /// A letter each.
    pub flags: String,
}

/// A `cache.db`, open.
#[derive(Debug)]
pub struct Cache {
    path: PathBuf,
    db: Connection,
    /// The file as it was before it was opened.
    found: Metadata,
    rows: String,
}

impl Cache {
    /// Opens a cache for reading, if it is whole and nobody writes it.
    pub fn open(path: &Path) -> Result<Self, CacheError> {
        let own = || path.to_owned();
        let mut file = File::open(path).map_err(|error| CacheError::Unreadable(own(), error))?;
        let found = file.metadata().map_err(|error| CacheError::Unreadable(own(), error))?;
        if found.is_file() && found.len() == 0 {
            return Err(CacheError::Empty(own()));
        }
        let mut magic = [0; 16];
        if !found.is_file() || file.read_exact(&mut magic).is_err() || magic != *MAGIC {
            return Err(CacheError::NotACache(own(), "it is no SQLite file".into()));
        }
        refuse_locked(path, &file)?;
        refuse_unfinished(path)?;
        let damaged = |error: rusqlite::Error| CacheError::Damaged(own(), error.to_string());
        let db = open_unchanging(path)?;
        let tables = columns(&db, "rss_feed").and_then(|feeds| Ok((feeds, columns(&db, "rss_item")?)));
        let (feeds, items) = tables.map_err(damaged)?;
        for (table, found, needed) in
            [("rss_feed", &feeds, &["rssurl", "title"][..]), ("rss_item", &items, &NEEDED[..])]
        {
            if let Some(missing) = needed.iter().find(|needed| !found.iter().any(|found| found == *needed)) {
                let what = match found.is_empty() {
                    true => format!("it has no table {table}"),
                    false => format!("its table {table} has no column {missing}"),
                };
                return Err(CacheError::NotACache(own(), what));
            }
        }
        let check: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(damaged)?;
        if check != "ok" {
            return Err(CacheError::Damaged(own(), check));
        }
        refuse_other_version(path, &db)?;
        Ok(Cache { path: own(), rows: select(&items), db, found })
    }

    /// Whether a file looks like a cache of newsboat's: a SQLite file of that name.
    pub fn is_at(path: &Path) -> bool {
        let mut magic = [0; 16];
        path.is_file()
            && File::open(path).and_then(|mut file| file.read_exact(&mut magic)).is_ok()
            && (magic == *MAGIC || path.file_name().is_some_and(|name| name == "cache.db"))
    }

    /// The feeds, in the order they were first met.
    pub(super) fn feeds(&self) -> Result<Vec<CachedFeed>, CacheError> {
        let read = || -> rusqlite::Result<Vec<CachedFeed>> {
            let mut query = self.db.prepare("SELECT rssurl, title FROM rss_feed ORDER BY rowid")?;
            let feed = |row: &Row<'_>| Ok(CachedFeed { address: text(row, 0)?, title: text(row, 1)? });
            query.query_map([], feed)?.collect()
        };
        read().map_err(|error| self.damaged(&error))
    }

    /// How many articles it holds.
    pub(super) fn count(&self) -> Result<usize, CacheError> {
        let count = self.db.query_row("SELECT count(*) FROM rss_item", [], |row| row.get(0));
        count.map_err(|error| self.damaged(&error))
    }

    /// Hands over every row, in the order newsboat wrote them, until `take` breaks off.
    pub(super) fn each(&self, mut take: impl FnMut(CachedRow) -> ControlFlow<()>) -> Result<(), CacheError> {
        let mut read = || -> rusqlite::Result<()> {
            let mut query = self.db.prepare(&self.rows)?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                if take(row_of(row)?).is_break() {
                    break;
                }
            }
            Ok(())
        };
        read().map_err(|error| self.damaged(&error))
    }

    /// Says so if the file is not as it was when it was opened: then what was read may be of two minds.
    pub(super) fn refuse_changed(&self) -> Result<(), CacheError> {
        let state = |about: &Metadata| (about.ino(), about.len(), about.mtime(), about.mtime_nsec());
        let now = std::fs::metadata(&self.path).map_err(|error| CacheError::Unreadable(self.path.clone(), error))?;
        if state(&now) == state(&self.found) { Ok(()) } else { Err(CacheError::Changed(self.path.clone())) }
    }

    fn damaged(&self, error: &rusqlite::Error) -> CacheError {
        CacheError::Damaged(self.path.clone(), error.to_string())
    }
}

/// Opens the file as one that nobody changes: no lock is taken, nothing is written, beside it neither.
fn open_unchanging(path: &Path) -> Result<Connection, CacheError> {
    let unreadable = |error| CacheError::Unreadable(path.to_owned(), error);
    let real = path.canonicalize().map_err(unreadable)?;
    let address = url::Url::from_file_path(&real).map_err(|()| unreadable(io::ErrorKind::InvalidInput.into()))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let opened = Connection::open_with_flags(format!("{address}?mode=ro&immutable=1"), flags).and_then(|db| {
        // The file is foreign: nothing in its schema may run anything.
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_TRUSTED_SCHEMA, false)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
        db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_VIEW, false)?;
        Ok(db)
    });
    opened.map_err(|error| CacheError::Damaged(path.to_owned(), error.to_string()))
}

/// newsboat locks a file beside its cache while it runs, and SQLite the cache itself while it is written.
fn refuse_locked(path: &Path, file: &File) -> Result<(), CacheError> {
    let beside = File::open(beside(path, ".lock")).ok();
    let locked = beside.and_then(|beside| locked_by(&beside, (0, 0))).or_else(|| locked_by(file, LOCKS));
    match locked {
        Some(pid) => Err(CacheError::Locked(path.to_owned(), pid)),
        None => Ok(()),
    }
}

/// Whether another process has locked a range for writing, and which.
fn locked_by(file: &File, (start, length): (u64, u64)) -> Option<Option<i32>> {
    let wish = Flock { start, length, pid: None, typ: FlockType::ReadLock, offset_type: FlockOffsetType::Set };
    let other = fcntl_getlk(file, &wish).ok()??;
    Some(other.pid.map(Pid::as_raw_pid))
}

fn refuse_unfinished(path: &Path) -> Result<(), CacheError> {
    for ending in ["-journal", "-wal"] {
        let beside = beside(path, ending);
        if beside.metadata().is_ok_and(|about| about.len() > 0) {
            let name = beside.file_name().unwrap_or_default().to_string_lossy().into_owned();
            return Err(CacheError::Unfinished(path.to_owned(), name));
        }
    }
    Ok(())
}

fn refuse_other_version(path: &Path, db: &Connection) -> Result<(), CacheError> {
    let damaged = |error: rusqlite::Error| CacheError::Damaged(path.to_owned(), error.to_string());
    // Before 2.11 the tables were the same, and nothing counted them.
    if columns(db, "metadata").map_err(damaged)?.is_empty() {
        return Ok(());
    }
    let version = db.query_row("SELECT db_schema_version_major, db_schema_version_minor FROM metadata", [], |row| {
        Ok((row.get(0)?, row.get(1)?))
    });
    match version {
        Ok((SCHEMA, _)) => Ok(()),
        Ok::<(i64, i64), _>((major, minor)) => {
            Err(CacheError::OtherVersion(path.to_owned(), format!("{major}.{minor}")))
        }
        Err(rusqlite::Error::QueryReturnedNoRows) => Err(CacheError::OtherVersion(path.to_owned(), "unknown".into())),
        Err(error) => Err(damaged(error)),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// The columns of a table; none where it is missing, or is no table.
fn columns(db: &Connection, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut query = db.prepare(
        "SELECT c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table' AND t.name = ?1",
    )?;
    query.query_map([table], |row| row.get(0))?.collect()
}

/// The question for all rows: [`NEEDED`], then [`OPTIONAL`], empty where an older newsboat knew no such column.
fn select(found: &[String]) -> String {
    let optional = OPTIONAL.map(|name| if found.iter().any(|found| found == name) { name } else { "''" });
    let columns: Vec<&str> = NEEDED.into_iter().chain(optional).collect();
    format!("SELECT {} FROM rss_item ORDER BY rowid", columns.join(", "))
}

fn row_of(row: &Row<'_>) -> rusqlite::Result<CachedRow> {
    Ok(CachedRow {
        feed: text(row, 3)?,
        is_read: !is_on(row, 6)?,
        flags: text(row, 12)?,
        is_deleted: is_on(row, 13)?,
        item: CachedItem {
            guid: text(row, 0)?,
            title: text(row, 1)?,
            url: text(row, 2)?,
            published: text(row, 4)?.parse().unwrap_or(0),
            content: text(row, 5)?,
            author: text(row, 7)?,
            content_type: text(row, 8)?,
            base: text(row, 9)?,
            enclosure_url: text(row, 10)?,
            enclosure_type: text(row, 11)?,
        },
    })
}

/// A value as text, whatever it was stored as.
fn text(row: &Row<'_>, at: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(at)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(n) => n.to_string(),
        ValueRef::Real(n) => n.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

fn is_on(row: &Row<'_>, at: usize) -> rusqlite::Result<bool> {
    Ok(!matches!(text(row, at)?.as_str(), "" | "0"))
}
