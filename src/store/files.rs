//! The files of a library: which there are, whose they are, and which have been replaced by a compacted one.
//!
//! It opens files only to look at their first line.

use super::error::Named;
use super::record::{Record, Replaces};
use super::{FileInfo, FileKind, StoreError, shape};
use crate::article::DeviceId;
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;

/// The highest number a file can have: with a file's offsets it must fit what JSON readers keep exactly.
pub(super) const MAX_NUMBER: u64 = (1 << 21) - 1;

impl FileKind {
    /// Both kinds.
    pub const ALL: [FileKind; 2] = [FileKind::Segments, FileKind::Marks];

    /// The folder of the library that holds them.
    pub fn folder(self) -> &'static str {
        match self {
            FileKind::Segments => "articles",
            FileKind::Marks => "marks",
        }
    }
}

impl FileInfo {
    /// The device whose it is; nothing where its name does not say so.
    pub fn device(&self) -> Option<DeviceId> {
        device_of(&self.name)
    }
}

/// The name within the library of a device's `number`th file.
pub(super) fn name(kind: FileKind, device: DeviceId, number: u64) -> Arc<str> {
    format!("{}/{device}-{number}.jsonl", kind.folder()).into()
}

/// Which of the device's files that is; nothing for other devices' and for conflict copies.
pub(super) fn number(name: &str, device: DeviceId) -> Option<u64> {
    let stem = name.rsplit('/').next()?.strip_prefix(&device.to_string())?;
    let digits = stem.strip_prefix('-')?.strip_suffix(".jsonl")?;
    let number = digits.parse().ok().filter(|n| (1..=MAX_NUMBER).contains(n))?;
    (format!("{number}") == digits).then_some(number)
}

/// All files of one kind, sorted by name, replaced ones included. What a sync tool has not finished has another ending
/// or starts with a dot.
pub(super) fn list(data: &Path, kind: FileKind, device: DeviceId) -> Result<Vec<FileInfo>, StoreError> {
    let folder = data.join(kind.folder());
    let entries = match std::fs::read_dir(&folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.named("read", &folder)?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let entry = entry.named("read", &folder)?;
        let Some(file) = entry.file_name().to_str().map(str::to_owned) else { continue };
        if file.starts_with('.') || !file.ends_with(".jsonl") {
            continue;
        }
        // It may be gone by now, or be a link to nowhere.
        let Ok(about) = std::fs::metadata(entry.path()) else { continue };
        if about.is_file() {
            let name: Arc<str> = format!("{}/{file}", kind.folder()).into();
            let own = number(&name, device).is_some();
            files.push(FileInfo { name, kind, len: about.len(), own });
        }
    }
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// The names of the files that others of the list stand for.
pub(super) fn replaced(data: &Path, files: &[FileInfo]) -> HashSet<Arc<str>> {
    let mut gone = HashSet::new();
    for file in files {
        let Some((line, replaces)) = opening(&data.join(&*file.name)) else { continue };
        // Until it has arrived whole it stands for nothing.
        if file.len < line + replaces.bytes {
            continue;
        }
        let Some(device) = device_of(&file.name) else { continue };
        for old in replaces.files {
            let old = format!("{}/{old}", file.kind.folder());
            if device_of(&old) == Some(device) && *old != *file.name {
                gone.insert(old.into());
            }
        }
    }
    gone
}

/// The device in a file's name: a compacted file stands for files of its own device only.
fn device_of(name: &str) -> Option<DeviceId> {
    name.rsplit('/').next()?.get(..32)?.parse().ok()
}

/// The record that a compacted file opens with, and the length of its line.
pub(super) fn opening(path: &Path) -> Option<(u64, Replaces)> {
    const START: &[u8] = br#"{"v":1,"kind":"replaces","#;
    let mut file = BufReader::with_capacity(1024, File::open(path).ok()?).take(super::record::MAX_LINE as u64);
    if !file.fill_buf().ok()?.starts_with(START) {
        return None;
    }
    let mut line = Vec::new();
    file.read_until(b'\n', &mut line).ok()?;
    line.pop_if(|byte| *byte == b'\n')?;
    match shape::parse(&line).ok()? {
        Record::Replaces(replaces) => Some((line.len() as u64 + 1, replaces)),
        _ => None,
    }
}
