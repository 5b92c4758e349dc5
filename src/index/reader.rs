//! The side that answers: windows of lists, counts, one article, search.

use super::{IndexError, Opened, Overview};
use crate::article::{ArticleId, Row, SortKey, SourceRow};
use crate::query::{Around, Query, View, Window};
use std::path::Path;

/// Answers questions about the library, on a connection of its own.
pub struct Reader;

impl Reader {
    /// Opens the index in `index_dir` over the library in `library`. Scans nothing; a missing index is an empty one
    /// until a [`super::Library`] has made it.
    pub fn open(index_dir: &Path, library: &Path) -> Result<Self, IndexError> {
        let _ = (index_dir, library);
        Ok(Reader)
    }

    /// The part of a view that lies around a place: `above` rows before it and `below` from it on. Its cost depends on
    /// the rows asked for only; [`Window::start`] is known only where nothing needs counting.
    pub fn window(&mut self, view: &View, around: Around, above: usize, below: usize) -> Result<Window, IndexError> {
        let _ = (view, around, above, below);
        Ok(Window { at_top: true, at_bottom: true, ..Window::default() })
    }

    /// How many rows of the view stand before this place. Counts, so it is asked for after the window is drawn.
    pub fn rank(&mut self, view: &View, key: SortKey) -> Result<u64, IndexError> {
        let _ = (view, key);
        Ok(0)
    }

    /// How many rows the view has: kept, not counted.
    pub fn total(&mut self, view: &View) -> Result<u64, IndexError> {
        let _ = view;
        Ok(0)
    }

    /// All sources with their counts, by title.
    pub fn sources(&mut self) -> Result<Vec<SourceRow>, IndexError> {
        Ok(Vec::new())
    }

    /// The counts of the smart views; `today` is the second the day began.
    pub fn overview(&mut self, today: i64) -> Result<Overview, IndexError> {
        let _ = today;
        Ok(Overview::default())
    }

    /// The next row of a view after a place, or before it.
    pub fn next(&mut self, view: &View, from: SortKey, forward: bool) -> Result<Option<Row>, IndexError> {
        let _ = (view, from, forward);
        Ok(None)
    }

    /// The row of one article, wherever it is listed.
    pub fn row(&mut self, id: ArticleId) -> Result<Option<Row>, IndexError> {
        let _ = id;
        Ok(None)
    }

    /// The article itself, its latest text, read from its segment.
    pub fn article(&mut self, id: ArticleId) -> Result<Option<Opened>, IndexError> {
        let _ = id;
        Ok(None)
    }

    /// The ids of a whole view, newest first.
    pub fn ids(&mut self, view: &View) -> Result<Vec<ArticleId>, IndexError> {
        let _ = view;
        Ok(Vec::new())
    }

    /// Keeps these rows in every window until [`Reader::forget_kept`], also where the view no longer shows them: what
    /// was just marked stays until the list is left.
    pub fn keep(&mut self, ids: &[ArticleId]) -> Result<(), IndexError> {
        let _ = ids;
        Ok(())
    }

    /// Lets go of all kept rows.
    pub fn forget_kept(&mut self) -> Result<(), IndexError> {
        Ok(())
    }

    /// The newest `limit` articles that a query finds, newest first.
    pub fn search(&mut self, query: &Query, limit: usize) -> Result<Vec<Row>, IndexError> {
        let _ = (query, limit);
        Ok(Vec::new())
    }
}
