//! Writes a file whole or not at all: a crash leaves the old one or the new one, never half of either.

use crate::store::{create_folder, draft_of, write_draft};
use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

/// How many links are followed one after the other, as the system does.
const MOST_LINKS: usize = 40;

/// How often, and how long between, another program is waited for that changes files in the same folder.
const TRIES: usize = 500;
const PAUSE: Duration = Duration::from_millis(10);

/// Puts `text` in the place of what `path` holds: a new file, synced, renamed over the old one, its folder synced.
///
/// A link is followed, so that a configuration kept elsewhere stays where it is; the old file's permissions are kept.
pub fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let target = target_of(path)?;
    let folder = folder_of(&target);
    let fresh = draft_of(&target);
    let written = write_synced(&fresh, &target, text).and_then(|()| fs::rename(&fresh, &target));
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written?;
    File::open(folder)?.sync_all()
}

/// Keeps other programs of ours from changing the file at `path` while what this gives is held: what one reads, changes
/// and writes takes nothing back that another wrote meanwhile.
///
/// The folder is locked, which leaves nothing behind in it. Where it knows no locks, nobody is kept from anything.
pub(super) fn hold(path: &Path) -> io::Result<Option<File>> {
    let target = target_of(path)?;
    let Ok(folder) = File::open(folder_of(&target)) else { return Ok(None) };
    for _ in 0..TRIES {
        match folder.try_lock() {
            Ok(()) => return Ok(Some(folder)),
            Err(TryLockError::WouldBlock) => thread::sleep(PAUSE),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
    Err(io::Error::new(ErrorKind::TimedOut, "another byline is changing it"))
}

fn folder_of(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file that `path` leads to, in a folder that is there. One that a link leads to need not be there yet; its folder
/// is not made: it may be away for now, with what is in it.
fn target_of(path: &Path) -> io::Result<PathBuf> {
    let mut target = path.to_owned();
    for _ in 0..MOST_LINKS {
        match fs::canonicalize(&target) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            found => return found,
        }
        let Ok(to) = fs::read_link(&target) else {
            if target == path {
                create_folder(folder_of(path))?;
            }
            return fs::metadata(folder_of(&target)).map(|_| target);
        };
        target = folder_of(&target).join(to);
    }
    Err(io::Error::other("it is a link that leads nowhere"))
}

fn write_synced(fresh: &Path, target: &Path, text: &str) -> io::Result<()> {
    write_draft(fresh, target, text.as_bytes())?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_linked_file_is_changed_where_it_lies_and_nothing_is_left_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let (real, link) = (folder.path().join("dotfiles/sources.toml"), folder.path().join("sources.toml"));
        write_whole(&real, "old").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_whole(&link, "new").unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read_dir(real.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_that_leads_nowhere_yet_stays_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        fs::create_dir(at("dotfiles")).unwrap();
        for (link, to) in [("near", "dotfiles/one"), ("far", "away/one"), ("round", "round")] {
            std::os::unix::fs::symlink(to, at(link)).unwrap();
        }
        write_whole(&at("near"), "new").unwrap();
        assert_eq!(fs::read_to_string(at("dotfiles/one")).unwrap(), "new");
        // What it leads to may only be away for now.
        assert!(write_whole(&at("far"), "new").is_err() && write_whole(&at("round"), "new").is_err());
        assert!(["near", "far", "round"].iter().all(|link| fs::symlink_metadata(at(link)).unwrap().is_symlink()));
    }
}
