//! Marks that could not be written when byline exited are saved in a file elsewhere until the library accepts them.
//!
//! The name of a file has a hash of its library's path. The file is removed once its marks are on disk in the journal. A
//! command that is already in the journal is skipped, so each counts once even if byline is killed in between.

use super::{IndexError, Library, stand_in};
use crate::article::{ArticleId, Change, Field, OpId, Value};
use crate::store::Places;
use jiff::Timestamp;
use rustix::fs::{Mode, OFlags};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// The most files in a folder; each byline that exits this way writes one.
const MOST: u32 = 16;

const VERSION: u32 = 1;

/// A line of the file: one command.
#[derive(Serialize, Deserialize)]
struct Line {
    v: u32,
    op: String,
    at: Timestamp,
    changes: Vec<Wish>,
}

#[derive(Serialize, Deserialize)]
struct Wish {
    field: String,
    on: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    ids: Vec<String>,
}

impl Line {
    fn of(op: OpId, changes: &[Change], at: Timestamp) -> Self {
        let wish = |change: &Change| Wish {
            field: change.field.to_string(),
            on: change.value.is_on(),
            text: if let Value::Text(text) = &change.value { Some(text.clone()) } else { None },
            ids: change.ids.iter().map(ToString::to_string).collect(),
        };
        Line { v: VERSION, op: op.to_string(), at, changes: changes.iter().map(wish).collect() }
    }

    fn command(self) -> Option<(OpId, Vec<Change>, Timestamp)> {
        let change = |wish: Wish| {
            let field: Field = wish.field.parse().ok()?;
            let value = wish.text.map_or(Value::from(wish.on), Value::Text);
            let ids = wish.ids.iter().map(|id| id.parse().ok()).collect::<Option<Vec<ArticleId>>>()?;
            Some(Change { field, value, ids })
        };
        Some((self.op.parse().ok()?, self.changes.into_iter().map(change).collect::<Option<_>>()?, self.at))
    }
}

/// Saves commands that can't be written to the library, and returns the path.
pub fn save_marks(places: &Places, commands: &[(OpId, Vec<Change>)], now: Timestamp) -> io::Result<PathBuf> {
    let mut text = Vec::new();
    for (op, changes) in commands {
        serde_json::to_writer(&mut text, &Line::of(*op, changes, now))?;
        text.push(b'\n');
    }
    let mut failed = io::Error::from(ErrorKind::NotFound);
    for folder in folders(places) {
        match names(places, &folder).find_map(|path| write(&path, &text).transpose()) {
            Some(Ok(path)) => return Ok(path),
            Some(Err(error)) => failed = error,
            None => failed = ErrorKind::AlreadyExists.into(),
        }
    }
    Err(failed)
}

/// Writes a new file that only its owner can read; `None` if the file exists.
fn write(path: &Path, text: &[u8]) -> io::Result<Option<PathBuf>> {
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = match rustix::fs::open(path, flags, Mode::from_raw_mode(0o600)) {
        Err(rustix::io::Errno::EXIST) => return Ok(None),
        file => File::from(file?),
    };
    // Another byline that starts meanwhile ignores locked and empty files.
    let written = file.lock().and_then(|()| file.write_all(text)).and_then(|()| file.sync_all());
    if let Err(error) = written {
        let _ = std::fs::remove_file(path);
        return Err(error);
    }
    if let Some(folder) = path.parent() {
        let _ = File::open(folder).and_then(|folder| folder.sync_all());
    }
    Ok(Some(path.to_owned()))
}

/// The state folder, then the folders for temporary files.
fn folders(places: &Places) -> impl Iterator<Item = PathBuf> {
    std::iter::once(places.state.clone()).chain(stand_in::places())
}

/// The names of files with marks of this library.
fn names(places: &Places, folder: &Path) -> impl Iterator<Item = PathBuf> {
    let path = places.data.canonicalize().unwrap_or_else(|_| places.data.clone());
    let hash = blake3::hash(path.as_os_str().as_encoded_bytes()).to_hex();
    let start = format!("byline-{}-marks-{}", rustix::process::getuid().as_raw(), &hash[..16]);
    let folder = folder.to_owned();
    (0..MOST).map(move |number| folder.join(format!("{start}-{number}.jsonl")))
}

/// The files with marks of this library.
pub fn saved_marks(places: &Places) -> Vec<PathBuf> {
    folders(places).flat_map(|folder| names(places, &folder).collect::<Vec<_>>()).filter(|path| is_ours(path)).collect()
}

/// Whether only this user can have written the file: anybody can create files in a temporary folder.
fn is_ours(path: &Path) -> bool {
    std::fs::symlink_metadata(path).is_ok_and(|about| {
        about.is_file() && about.uid() == rustix::process::getuid().as_raw() && about.mode() & 0o077 == 0
    })
}

impl Library {
    /// Writes the marks in these files to the journal and removes the files; returns the number of marks.
    pub fn take_saved_marks(&mut self, files: &[PathBuf]) -> Result<usize, IndexError> {
        let mut taken = 0;
        let mut known: Option<HashSet<OpId>> = None;
        for path in files {
            let Some((file, text)) = open(path) else { continue };
            let lines = text.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice::<Line>(line).ok());
            let lines: Vec<Line> = lines.collect();
            if lines.iter().any(|line| line.v != VERSION) {
                // Leave it to a later version of byline.
                continue;
            }
            if known.is_none() {
                let ops = self.store.own_ops()?.map(|op| op.map(|op| op.op));
                known = Some(ops.collect::<Result<_, _>>()?);
            }
            for (op, changes, at) in lines.into_iter().filter_map(Line::command) {
                if known.as_ref().is_some_and(|known| known.contains(&op)) {
                    continue;
                }
                self.mark(op, &changes, at)?;
                let asked = changes.iter().filter(|change| change.field != Field::Position);
                taken += asked.map(|change| change.ids.len()).sum::<usize>();
            }
            self.sync()?;
            let _ = std::fs::remove_file(path);
            drop(file);
        }
        Ok(taken)
    }
}

/// The content of a file, which stays locked until it is dropped; `None` if another byline uses or has used it.
fn open(path: &Path) -> Option<(File, Vec<u8>)> {
    let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let mut file = File::from(rustix::fs::open(path, flags, Mode::empty()).ok()?);
    file.try_lock().ok()?;
    let (about, there) = (file.metadata().ok()?, std::fs::symlink_metadata(path).ok()?);
    if !is_ours(path) || (about.dev(), about.ino()) != (there.dev(), there.ino()) {
        return None;
    }
    let mut text = Vec::new();
    file.read_to_end(&mut text).ok()?;
    (!text.is_empty()).then_some((file, text))
}
