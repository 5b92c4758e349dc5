//! Reads one file as it would be taken in, and takes nothing in.

use super::file::{Holding, Origin, read};
use super::home::Homes;
use super::load::{Named, find, load, within_limit};
use super::{Kept, Refusal, Refused};
use crate::article::{Media, Source, SourceId};
use jiff::Timestamp;
use std::path::Path;

/// How a file is looked at.
pub struct Look<'a> {
    /// What came over standard input, where that is what is looked at.
    pub input: Option<&'a [u8]>,
    /// What it is to be read as, whatever its name and content say.
    pub media: Option<Media>,
    /// The address it came from.
    pub base: Option<&'a str>,
    /// The largest file that is read, in bytes.
    pub max_body: u64,
    /// The sources the library knows.
    pub known: Vec<Source>,
    /// The sources that are kept.
    pub kept: &'a [Kept],
    /// The present time.
    pub now: Timestamp,
}

/// Reads one file, or standard input, as it would be taken in.
pub fn look_at(path: &Path, look: Look<'_>) -> Result<Holding, Refused> {
    look_inside(path, look).map_err(|why| Refused { path: path.to_owned(), why })
}

/// The bytes of a file that is not over the limit.
pub fn bytes_of(path: &Path, max_body: u64) -> Result<Vec<u8>, Refused> {
    let bytes = find(path).and_then(|named| match named {
        Named::File(_, file) => load(&file, max_body),
        Named::Folder(_) => Err(Refusal::IsFolder),
    });
    bytes.map_err(|why| Refused { path: path.to_owned(), why })
}

fn look_inside(path: &Path, look: Look<'_>) -> Result<Holding, Refusal> {
    let Look { input, media, base, max_body, known, kept, now } = look;
    if let Some(bytes) = input {
        within_limit(bytes.len() as u64, max_body)?;
        return read(bytes, &Origin { source: SourceId::INPUT, guid: None, modified: None, base, media, now });
    }
    let Named::File(folder, file) = find(path)? else { return Err(Refusal::IsFolder) };
    let (source, guid) = Homes::new(known, kept).place(&folder, &file.name);
    let bytes = load(&file, max_body)?;
    read(&bytes, &Origin { source, guid: Some(&guid), modified: file.modified, base, media, now })
}
