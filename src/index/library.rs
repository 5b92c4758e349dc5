//! The side that changes: the store first, then the index, so that they stay in step.

use super::{Added, Caught, IndexError, Marked, Progress, Undone};
use crate::article::{Article, ArticleId, Change, OpId, Source, SourceId};
use jiff::Timestamp;
use std::path::Path;

/// The library as a writer sees it: store and index kept in step.
pub struct Library;

impl Library {
    /// Opens the store in `library` and the index in `index_dir`, making both where they are missing. Takes nothing
    /// in: call [`Library::catch_up`] after.
    pub fn open(library: &Path, index_dir: &Path) -> Result<Self, IndexError> {
        let _ = (library, index_dir);
        Ok(Library)
    }

    /// Takes articles in: on disk before it returns. What is known with the same text is not stored again, a new
    /// text of a known article becomes its next version, and what retention dropped stays out.
    pub fn add(&mut self, batch: Vec<Article>, now: Timestamp) -> Result<Added, IndexError> {
        let _ = (batch, now);
        Ok(Added::default())
    }

    /// Makes a source known, or its new address, title or tags.
    pub fn add_source(&mut self, source: &Source, now: Timestamp) -> Result<(), IndexError> {
        let _ = (source, now);
        Ok(())
    }

    /// Which of these articles the library has, under this id or an alias.
    pub fn known(&mut self, ids: &[ArticleId]) -> Result<Vec<ArticleId>, IndexError> {
        let _ = ids;
        Ok(Vec::new())
    }

    /// Says of each pair that the first is another id of the article that is the second: marks follow. On disk before
    /// it returns.
    pub fn alias(&mut self, pairs: &[(ArticleId, ArticleId)]) -> Result<(), IndexError> {
        let _ = pairs;
        Ok(())
    }

    /// The articles of a source whose latest text has the fingerprint of this title and body, eight of them at most:
    /// what a file that turns up under a new name may be.
    pub fn same_text(&mut self, source: SourceId, title: &str, body: &str) -> Result<Vec<Article>, IndexError> {
        let _ = (source, title, body);
        Ok(Vec::new())
    }

    /// All sources as they were taken in, the oldest first; their texts are foreign.
    pub fn sources(&mut self) -> Result<Vec<Source>, IndexError> {
        Ok(Vec::new())
    }

    /// A new command's id, for [`Library::mark`].
    pub fn new_op(&self) -> OpId {
        OpId([0; 16])
    }

    /// The ids of all articles of a source.
    pub fn ids_of(&mut self, source: SourceId) -> Result<Vec<ArticleId>, IndexError> {
        let _ = source;
        Ok(Vec::new())
    }

    /// Marks articles: in the journal, and in every list, when it returns. One command, one `op`, one step of undo.
    pub fn mark(&mut self, op: OpId, changes: &[Change], now: Timestamp) -> Result<Marked, IndexError> {
        let _ = (changes, now);
        Ok(Marked { op, changed: 0 })
    }

    /// Takes back this device's last command that is not undone yet.
    pub fn undo(&mut self, op: OpId, now: Timestamp) -> Result<Option<Undone>, IndexError> {
        let _ = (op, now);
        Ok(None)
    }

    /// Does again what was undone last, unless something was marked since.
    pub fn redo(&mut self, op: OpId, now: Timestamp) -> Result<Option<Undone>, IndexError> {
        let _ = (op, now);
        Ok(None)
    }

    /// Takes in what the store has and the index has not. `progress` is told how far it is, about twenty times a
    /// second; when it says `false` the run stops where it is, and the next call goes on.
    pub fn catch_up(&mut self, progress: &mut dyn FnMut(Progress) -> bool) -> Result<Caught, IndexError> {
        let _ = progress;
        Ok(Caught { done: true, ..Caught::default() })
    }

    /// Takes about `budget` bytes of text into the full-text index, newest articles first; `true` while more is to do.
    pub fn index_text(&mut self, budget: usize, progress: &mut dyn FnMut(Progress)) -> Result<bool, IndexError> {
        let _ = (budget, progress);
        Ok(false)
    }

    /// Makes everything written so far survive a power cut.
    pub fn sync(&mut self) -> Result<(), IndexError> {
        Ok(())
    }

    /// Throws the index away, so that the next [`Library::catch_up`] builds it anew.
    pub fn rebuild(&mut self) -> Result<(), IndexError> {
        Ok(())
    }
}
