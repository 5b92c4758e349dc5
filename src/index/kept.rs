//! Rows that stay in the present list though its view no longer shows them: what was just marked.

use super::IndexError;
use super::filter::Filter;
use crate::article::{ArticleId, SortKey};
use crate::query::{Arrival, Extent, View};
use rusqlite::{Connection, OptionalExtension};

/// Rows that stay in the present list. Which they are stands in a temporary table of the connection.
#[derive(Default)]
pub(super) struct Kept {
    any: bool,
    /// Counts up with every change of them.
    pub turn: u64,
    /// Those of them that the view does not show by itself, from the bottom of the list up; and what they were found
    /// with.
    pub extras: Vec<i64>,
    found_with: Option<(View, i64)>,
}

impl Kept {
    /// Makes room for more of them.
    pub fn open(&mut self, db: &Connection) -> Result<(), IndexError> {
        if !self.any {
            db.execute_batch("CREATE TEMP TABLE kept (place INTEGER PRIMARY KEY, id BLOB NOT NULL)")?;
        }
        (self.any, self.turn) = (true, self.turn + 1);
        self.found_with = None;
        Ok(())
    }

    /// Of what the view does not show by itself, that of a part of the list which lies on one side of a row.
    pub fn within(&self, db: &Connection, seen: Arrival, extent: Extent) -> Result<Vec<(i64, ArticleId)>, IndexError> {
        let mut find = db.prepare_cached("SELECT sort, id, turn FROM articles WHERE place = ?1 AND face <= ?2")?;
        let mut ids = Vec::new();
        for place in self.extras.iter().filter(|_| extent.is_of_rows()) {
            let read = |row: &rusqlite::Row<'_>| {
                Ok(SortKey { time: row.get(0)?, turn: row.get(2)?, id: ArticleId(row.get(1)?) })
            };
            let key = find.query_row([place, &seen.0], read).optional()?;
            ids.extend(key.filter(|key| extent.holds_key(*key)).map(|key| (*place, key.id)));
        }
        Ok(ids)
    }

    /// Lets go of all.
    pub fn forget(&mut self, db: &Connection) -> Result<(), IndexError> {
        if self.any {
            db.execute_batch("DROP TABLE temp.kept")?;
        }
        *self = Kept { turn: self.turn + 1, ..Kept::default() };
        Ok(())
    }

    /// Finds the kept rows that a view does not show by itself, again only after something changed.
    pub fn find(&mut self, db: &Connection, view: &View, filter: &Filter) -> Result<(), IndexError> {
        if !self.any {
            return Ok(());
        }
        let version: i64 = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if self.found_with.as_ref().is_some_and(|(of, when)| of == view && *when == version) {
            return Ok(());
        }
        let kept = format!(
            "SELECT a.place FROM temp.kept AS kept CROSS JOIN articles AS a USING (place)
                WHERE a.id = kept.id AND {} AND a.place >= {} AND a.shelf < 2",
            filter.source, filter.since,
        );
        // Without a search the row itself says whether the view shows it: a third of the work of asking for all of those.
        let sql = match filter.is_search {
            false => format!("{kept} AND NOT ({}) ORDER BY kept.place", filter.state),
            true => format!(
                "{kept} EXCEPT SELECT {} {} AND {} IN (SELECT place FROM temp.kept) ORDER BY 1",
                filter.place,
                filter.rows(),
                filter.place,
            ),
        };
        self.extras = filter.numbers(db, &sql)?;
        self.found_with = Some((view.clone(), version));
        Ok(())
    }
}
