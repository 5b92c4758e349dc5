//! A few files kept open, so that opening an article is one read.
//!
//! A file that was replaced since is opened again.

use super::StoreError;
use super::error::Named;
use super::record::Location;
use std::fs::File;
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// How many files are kept open.
const KEPT: usize = 8;

/// The files read from last, the latest at the end.
#[derive(Default)]
pub(super) struct Opened(Mutex<Vec<Open>>);

struct Open {
    name: Arc<str>,
    file: Arc<File>,
    inode: (u64, u64),
}

impl Opened {
    /// The bytes at a place.
    pub fn read(&self, path: &Path, at: &Location) -> Result<Vec<u8>, StoreError> {
        let file = self.open(path, &at.file).named("open", path)?;
        let mut bytes = vec![0; at.len as usize];
        file.read_exact_at(&mut bytes, at.offset).named("read", path)?;
        Ok(bytes)
    }

    fn open(&self, path: &Path, name: &Arc<str>) -> std::io::Result<Arc<File>> {
        let about = std::fs::metadata(path)?;
        let inode = (about.dev(), about.ino());
        let mut files = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = files.iter().position(|open| open.name == *name).map(|at| files.remove(at));
        let open = match known {
            Some(open) if open.inode == inode => open,
            _ => Open { name: Arc::clone(name), file: Arc::new(File::open(path)?), inode },
        };
        let file = Arc::clone(&open.file);
        if files.len() >= KEPT {
            files.remove(0);
        }
        files.push(open);
        Ok(file)
    }
}
