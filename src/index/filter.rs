//! A view as conditions on the rows of `articles`.

use super::search::Plan;
use super::{IndexError, place};
use crate::article::SourceId;
use crate::query::{Arrival, Extent, Only, View};
use rusqlite::{Connection, OptionalExtension, params_from_iter};

/// The conditions of a view, in SQL of our own making: what a user typed is in it only as tokens, bound by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Filter {
    /// The statement from `FROM` on, all but the bound on places.
    from: String,
    /// What tells the place of a row, and puts rows in the order of lists.
    pub place: &'static str,
    /// What a search asks for, bound from `?1` on.
    pub matches: Vec<String>,
    /// The condition on where a row comes from.
    pub source: String,
    /// The condition on the state of a row.
    pub state: &'static str,
    /// The lowest place.
    pub since: i64,
    /// Rows are told by a search: how many there are is not kept.
    pub is_search: bool,
}

impl Filter {
    /// What a view asks for; nothing if its source is not known.
    pub fn of(db: &Connection, view: &View) -> Result<Option<Self>, IndexError> {
        let (index, index_of, state) = match view.only {
            Only::All | Only::Since(_) => ("listed", "listed_of", "a.shelf = 0"),
            Only::Unread => ("unread", "unread_of", "a.read = 0 AND a.shelf = 0"),
            Only::Starred => ("starred", "starred_of", "a.starred = 1 AND a.shelf = 0"),
            Only::Later => ("later", "later_of", "a.later = 1 AND a.shelf = 0"),
            Only::Trash => ("trash", "trash_of", "a.shelf = 1"),
        };
        let (mut index, mut source) = (index, "1".to_owned());
        if let Some(of) = view.source {
            let Some(key) = source_key(db, of)? else { return Ok(None) };
            index = index_of;
            source = format!("a.source = {key}");
        } else if view.only == Only::Unread
            && let Some(guide) = guide_beside_others(db)?
        {
            source = format!("a.source <> {guide}");
        }
        let since = if let Only::Since(second) = view.only { place::since(db, second)? } else { 0 };
        Ok(Some(match &view.search {
            None => {
                let from = format!("FROM articles AS a INDEXED BY {index} WHERE {state} AND {source}");
                Filter { from, place: "a.place", matches: Vec::new(), source, state, since, is_search: false }
            }
            Some(search) => {
                let plan = Plan::of(db, &search.query, &search.now)?;
                // A search that asks for the trash is answered from there, in any list.
                let state = if search.query.names_trash() { "1" } else { state };
                let from = format!("{} AND {state} AND {source}", plan.from);
                Filter { from, place: plan.order, matches: plan.matches, source, state, since, is_search: true }
            }
        }))
    }

    /// The part of a statement from `FROM` on, for the rows at or above a place. The bound is one number, worked out
    /// here: of two lower bounds SQLite would walk from the first it meets.
    pub fn rows_from(&self, place: i64) -> String {
        format!("{} AND {} >= {}", self.from, self.place, self.since.max(place))
    }

    /// The part of a statement from `FROM` on, for all rows.
    pub fn rows(&self) -> String {
        self.rows_from(0)
    }

    /// The part of a statement from `FROM` on, for a part of the rows that had arrived by then.
    pub fn rows_until(&self, db: &Connection, seen: Arrival, extent: Extent) -> Result<String, IndexError> {
        let rows = match extent {
            Extent::Whole => self.rows(),
            Extent::Above(key) => self.rows_from(place::first_above(db, key)?),
            Extent::Below(key) => {
                let pivot = place::first_above(db, key)?;
                format!("{} AND {} < {pivot} AND a.id <> x'{}'", self.rows(), self.place, key.id)
            }
            Extent::Between(one, other) => {
                // The lower row itself is the first that stands above what is below it.
                let (upper, lower) = (one.min(other), one.max(other));
                let (end, start) = (place::first_above(db, upper)?, place::at(db, lower)?);
                format!("{} AND {} < {end}", self.rows_from(start), self.place)
            }
            Extent::Before(second) => {
                format!("{} AND {} < {} AND a.starred = 0", self.rows(), self.place, place::since(db, second)?)
            }
            Extent::Unstarred => format!("{} AND a.starred = 0", self.rows()),
            Extent::BeyondNewest(count) => {
                let rows = self.rows();
                let last =
                    format!("SELECT {0} {rows} ORDER BY {0} DESC LIMIT 1 OFFSET {1}", self.place, count.max(1) - 1);
                let last = self.numbers(db, &last)?.first().copied().unwrap_or(0);
                format!("{rows} AND {} < {last}", self.place)
            }
        };
        Ok(format!("{rows} AND a.face <= {}", seen.0))
    }

    /// Runs a statement whose rows begin with a number.
    pub fn numbers(&self, db: &Connection, sql: &str) -> Result<Vec<i64>, IndexError> {
        let mut query = db.prepare_cached(sql)?;
        let rows = query.query_map(params_from_iter(&self.matches), |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
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
        let mut insert =
            db.prepare("INSERT INTO articles VALUES (?1, ?2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, NULL)").unwrap();
        for place in 1..=2_000_i64 {
            insert.execute(params![place, i128::from(place).to_be_bytes()]).unwrap();
        }
        let view = View { only: Only::Since(0), ..View::default() };
        let today = Filter { since: 1_500, ..Filter::of(&db, &view).unwrap().unwrap() };
        for place in [0, 1_990] {
            let mut rows =
                db.prepare(&format!("SELECT a.place {} ORDER BY a.place LIMIT 5", today.rows_from(place))).unwrap();
            let found: Vec<i64> = rows.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert_eq!(found[0], place.max(1_500));
            let steps = rows.get_status(StatementStatus::VmStep);
            assert!(steps < 100, "{steps} steps for five rows");
        }
    }
}
