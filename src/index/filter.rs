//! A view as conditions on the rows of `articles`.

use super::{IndexError, place};
use crate::article::SourceId;
use crate::query::{Arrival, Only, View};
use rusqlite::{Connection, OptionalExtension};

/// The conditions of a view, in SQL of our own making: nothing a user typed is in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// The index that has just these rows, in the order of lists.
    pub index: &'static str,
    /// What marks must say.
    pub state: &'static str,
    /// Where a row comes from.
    pub source: String,
    /// The lowest place.
    pub since: i64,
}

impl Filter {
    /// What a view asks for; nothing if its source is not known.
    pub fn of(db: &Connection, view: &View) -> Result<Option<Self>, IndexError> {
        let (index, index_of, state) = match view.only {
            Only::All | Only::Since(_) => ("listed", "listed_of", "shelf = 0"),
            Only::Unread => ("unread", "unread_of", "read = 0 AND shelf = 0"),
            Only::Starred => ("starred", "starred_of", "starred = 1 AND shelf = 0"),
            Only::Later => ("later", "later_of", "later = 1 AND shelf = 0"),
            Only::Trash => ("trash", "trash_of", "shelf = 1"),
        };
        let mut filter = Filter { index, state, source: "1".to_owned(), since: 0 };
        if let Some(source) = view.source {
            let Some(key) = source_key(db, source)? else { return Ok(None) };
            filter.index = index_of;
            filter.source = format!("source = {key}");
        } else if view.only == Only::Unread
            && let Some(guide) = guide_beside_others(db)?
        {
            filter.source = format!("source <> {guide}");
        }
        if let Only::Since(second) = view.only {
            filter.since = place::since(db, second)?;
        }
        Ok(Some(filter))
    }

    /// The part of a statement from `FROM` on, for the rows at or above a place. The bound is one number, worked out
    /// here: of two lower bounds SQLite would walk from the first it meets.
    pub fn rows_from(&self, place: i64) -> String {
        let from = self.since.max(place);
        format!("FROM articles INDEXED BY {} WHERE {} AND {} AND place >= {from}", self.index, self.state, self.source)
    }

    /// The part of a statement from `FROM` on, for all rows.
    pub fn rows(&self) -> String {
        self.rows_from(0)
    }

    /// The part of a statement from `FROM` on, for the rows that had arrived by then.
    pub fn rows_until(&self, seen: Arrival) -> String {
        format!("{} AND face <= {}", self.rows(), seen.0)
    }

    /// What marks cannot change.
    pub fn fixed(&self) -> String {
        format!("{} AND place >= {}", self.source, self.since)
    }
}

pub(super) fn source_key(db: &Connection, source: SourceId) -> Result<Option<i64>, IndexError> {
    let mut find = db.prepare_cached("SELECT source FROM sources WHERE id = ?1")?;
    Ok(find.query_row([source.0], |row| row.get(0)).optional()?)
}

/// The guide, where there are articles of other sources, beside which it does not count as unread.
pub(super) fn guide_beside_others(db: &Connection) -> Result<Option<i64>, IndexError> {
    let Some(guide) = source_key(db, SourceId::GUIDE)? else { return Ok(None) };
    let mut others = db.prepare_cached("SELECT 1 FROM sources WHERE source <> ?1 AND total > 0")?;
    Ok(others.exists([guide])?.then_some(guide))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::{StatementStatus, params};

    #[test]
    fn the_last_rows_of_a_long_list_cost_what_the_first_do() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(super::super::file::SCHEMA).unwrap();
        let mut insert = db.prepare("INSERT INTO articles VALUES (?1, ?2, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL)").unwrap();
        for place in 1..=2_000_i64 {
            insert.execute(params![place, place.to_be_bytes()]).unwrap();
        }
        let today = Filter { index: "listed", state: "shelf = 0", source: "1".to_owned(), since: 1_500 };
        for place in [0, 1_990] {
            let mut rows =
                db.prepare(&format!("SELECT place {} ORDER BY place LIMIT 5", today.rows_from(place))).unwrap();
            let found: Vec<i64> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert_eq!(found[0], place.max(1_500));
            let steps = rows.get_status(StatementStatus::VmStep);
            assert!(steps < 100, "{steps} steps for five rows");
        }
    }
}
