//! Where the library and its index lie, and which of its files the reader's own marks go to.

use super::Start;
use crate::store;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the library and its index lie.
#[derive(Clone, Debug)]
pub struct Places {
    /// The library.
    pub store: store::Places,
    /// The index.
    pub index: PathBuf,
    /// The journal that this reader writes.
    pub journal: Journal,
}

impl Places {
    /// Those of a reader that starts so.
    pub fn of(start: &Start) -> Self {
        let store = store::Places { data: start.paths.data.clone(), state: start.paths.state.clone() };
        Places { store, index: start.paths.cache.clone(), journal: Journal::default() }
    }
}

/// The journal that the reader's own marks go to. That it grows is no news to the reader.
#[derive(Clone, Debug, Default)]
pub struct Journal(Arc<Mutex<Option<PathBuf>>>);

impl Journal {
    /// It is this file now.
    pub fn set(&self, path: Option<&Path>) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_deref() != path {
            *known = path.map(Path::to_owned);
        }
    }

    /// Whether it is this file.
    pub fn is(&self, path: &Path) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(path)
    }
}
