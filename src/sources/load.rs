//! Finds what a path names, and loads a file that is not over the limit.

use super::Refusal;
use super::folder::{Candidate, candidate, name_text};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};

/// What a path names.
pub(super) enum Named {
    /// A folder, by its real path.
    Folder(PathBuf),
    /// A file, and the real path of the folder it lies in.
    File(PathBuf, Candidate),
}

/// Finds what a path names. Nothing is opened: opening a pipe would wait for who writes to it.
pub(super) fn find(path: &Path) -> Result<Named, Refusal> {
    let (metadata, real) = fs::metadata(path).and_then(|found| Ok((found, path.canonicalize()?))).map_err(refusal)?;
    if metadata.is_dir() {
        return Ok(Named::Folder(real));
    }
    if !metadata.is_file() {
        return Err(Refusal::NoFile);
    }
    let name = name_text(real.file_name().unwrap_or_default());
    let folder = real.parent().unwrap_or(Path::new("/")).to_owned();
    Ok(Named::File(folder, candidate(path.to_owned(), name, &metadata)))
}

/// The bytes of a file that is not over the limit, however large it is by the time it is read.
pub(super) fn load(file: &Candidate, limit: u64) -> Result<Vec<u8>, Refusal> {
    within_limit(file.size, limit)?;
    let mut bytes = Vec::with_capacity(file.size as usize + 1);
    File::open(&file.path).and_then(|file| file.take(limit + 1).read_to_end(&mut bytes)).map_err(refusal)?;
    within_limit(bytes.len() as u64, limit)?;
    Ok(bytes)
}

/// Refuses what is larger than the setting `max_body`.
pub(super) fn within_limit(size: u64, limit: u64) -> Result<(), Refusal> {
    if size > limit { Err(Refusal::TooLarge { size, limit }) } else { Ok(()) }
}

fn refusal(error: io::Error) -> Refusal {
    match error.kind() {
        ErrorKind::NotFound => Refusal::Missing,
        _ => Refusal::Unreadable(error.to_string()),
    }
}
