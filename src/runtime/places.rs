//! Where the library and its index lie, and which of its files the reader's own marks go to.

use super::Start;
use crate::article::OpId;
use crate::store;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

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
pub struct Journal {
    path: Arc<Mutex<Option<PathBuf>>>,
    expected: Arc<(Mutex<Option<OpId>>, Condvar)>,
}

impl Journal {
    /// It is this file now.
    pub fn set(&self, path: Option<&Path>) {
        let mut known = self.path.lock().unwrap_or_else(PoisonError::into_inner);
        if known.as_deref() != path {
            *known = path.map(Path::to_owned);
        }
    }

    /// Whether it is this file.
    pub fn is(&self, path: &Path) -> bool {
        self.path.lock().unwrap_or_else(PoisonError::into_inner).as_deref() == Some(path)
    }

    /// A command is on its way to it.
    pub fn announce(&self, op: OpId) {
        *self.expected.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(op);
    }

    /// A command is in it, or could not be written.
    pub fn arrived(&self, op: OpId) {
        let mut expected = self.expected.0.lock().unwrap_or_else(PoisonError::into_inner);
        expected.take_if(|expected| *expected == op);
        self.expected.1.notify_all();
    }

    /// Waits for the command that is on its way, but no longer than this.
    pub fn wait(&self, limit: Duration) {
        let (expected, changed) = &*self.expected;
        let expected = expected.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = changed.wait_timeout_while(expected, limit, |expected| expected.is_some());
        *waited.unwrap_or_else(PoisonError::into_inner).0 = None;
    }
}
