//! Finds what a path names, and loads a file that is not over the limit.

use super::Refusal;
use super::folder::{Candidate, candidate, name_text};
use rustix::fs::OFlags;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, ErrorKind, Read};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
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
    let opened = open_regular(&file.path)?;
    if !is_still_there(file, &opened).map_err(refusal)? {
        return Err(Refusal::Moved);
    }
    opened.take(limit + 1).read_to_end(&mut bytes).map_err(refusal)?;
    within_limit(bytes.len() as u64, limit)?;
    Ok(bytes)
}

/// Opens a regular file only: a pipe or a device, which may wait or act when it is opened, may have replaced it.
pub(super) fn open_regular(path: &Path) -> Result<File, Refusal> {
    let is_regular = |found: &Metadata| if found.is_file() { Ok(()) } else { Err(Refusal::NoFile) };
    is_regular(&fs::metadata(path).map_err(refusal)?)?;
    let options = OpenOptions::new().read(true).custom_flags(OFlags::NONBLOCK.bits() as i32).to_owned();
    let file = options.open(path).map_err(refusal)?;
    is_regular(&file.metadata().map_err(refusal)?)?;
    Ok(file)
}

/// Whether an open file is the one that was found, or another one in the required folder: a link may have replaced it since.
fn is_still_there(found: &Candidate, opened: &File) -> io::Result<bool> {
    let Some(folder) = &found.within else { return Ok(true) };
    let opened = opened.metadata()?;
    if (opened.dev(), opened.ino()) == (found.device, found.stamp.inode) {
        return Ok(true);
    }
    let real = found.path.canonicalize()?;
    let there = fs::symlink_metadata(&real)?;
    Ok(real.starts_with(folder) && (there.dev(), there.ino()) == (opened.dev(), opened.ino()))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;
    use std::sync::atomic::AtomicBool;

    /// Reads the file `n/a.txt` after `change` was made to it.
    fn read(follow: bool, change: impl FnOnce(&Path)) -> Result<String, Refusal> {
        let home = tempfile::tempdir().unwrap();
        fs::create_dir_all(home.path().join("n/sub")).unwrap();
        for (name, text) in [("n/a.txt", "a"), ("n/sub/b.txt", "b"), ("key", "k")] {
            fs::write(home.path().join(name), text).unwrap();
        }
        let found = super::super::walk(&home.path().join("n"), follow, &AtomicBool::new(false));
        fs::remove_file(home.path().join("n/a.txt")).unwrap();
        change(home.path());
        load(&found.files[0], 100).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_file_that_was_swapped_is_read_only_inside_its_folder() {
        let link = |to: &'static str| move |home: &Path| symlink(to, home.join("n/a.txt")).unwrap();
        assert_eq!(read(false, link("../key")), Err(Refusal::Moved));
        assert_eq!(read(false, link("sub/b.txt")), Ok("b".into()));
        assert_eq!(read(true, link("../key")), Ok("k".into()));
        assert_eq!(read(false, |home| fs::write(home.join("n/a.txt"), "new").unwrap()), Ok("new".into()));
        // Nobody writes to the pipe, so opening it would block forever.
        let pipe = |home: &Path| {
            let path = home.join("n/a.txt");
            rustix::fs::mknodat(rustix::fs::CWD, path, rustix::fs::FileType::Fifo, 0o600.into(), 0).unwrap();
        };
        assert_eq!(read(false, pipe), Err(Refusal::NoFile));
        assert_eq!(read(true, link("/dev/zero")), Err(Refusal::NoFile));
    }
}
