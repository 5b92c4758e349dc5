//! How many rows a view has: kept where that can be, counted where not.

use super::filter::Filter;
use super::{IndexError, place};
use crate::article::Counts;
use crate::query::{Only, View};
use rusqlite::Connection;

/// How many rows of a search are counted before they are shown.
const COUNTED: i64 = 1_000;

/// How many rows a view has by itself: the sum of what is kept for its sources. Those of a search are counted, up to
/// a bound; `false` where there are more.
pub(super) fn total(db: &Connection, view: &View, filter: &Filter) -> Result<(u64, bool), IndexError> {
    if filter.is_search {
        let sql = format!("SELECT count(*) FROM (SELECT 1 {} LIMIT {})", filter.rows(), COUNTED + 1);
        let found = filter.numbers(db, &sql)?.first().copied().unwrap_or(0);
        return Ok((found.min(COUNTED) as u64, found <= COUNTED));
    }
    let column = match view.only {
        Only::Since(second) if view.source.is_none() => return Ok((since(db, second)?.total, true)),
        Only::Since(_) => return Ok((count(db, filter, 0)?, true)),
        Only::All => "total",
        Only::Unread => "unread",
        Only::Starred => "starred",
        Only::Later => "later",
        Only::Trash => "trash",
    };
    let sql = format!("SELECT coalesce(sum({column}), 0) FROM sources AS a WHERE {}", filter.source);
    Ok((db.prepare_cached(&sql)?.query_row([], |row| row.get(0))?, true))
}

/// How many articles are from a second or later: the kept counts of whole quarters of an hour, and the few articles, if any,
/// between that second and the first of them.
pub(super) fn since(db: &Connection, second: i64) -> Result<Counts, IndexError> {
    let counts = |row: &rusqlite::Row<'_>| Ok(Counts { total: row.get(0)?, unread: row.get(1)? });
    let first = place::quarter(second.saturating_add(place::QUARTER - 1));
    let mut whole = db
        .prepare_cached("SELECT coalesce(sum(total), 0), coalesce(sum(unread), 0) FROM quarters WHERE quarter >= ?1")?;
    let mut counted: Counts = whole.query_row([first], counts)?;
    let (from, end) = (place::since(db, second)?, place::since(db, first.saturating_mul(place::QUARTER))?);
    if from < end {
        let mut rest = db.prepare_cached(
            "SELECT count(*), coalesce(sum(1 - read), 0) FROM articles INDEXED BY listed
                WHERE shelf = 0 AND place >= ?1 AND place < ?2",
        )?;
        let rest: Counts = rest.query_row([from, end], counts)?;
        counted = Counts { total: counted.total + rest.total, unread: counted.unread + rest.unread };
    }
    Ok(counted)
}

/// Counts the rows of a view at or above a place.
pub(super) fn count(db: &Connection, filter: &Filter, from: i64) -> Result<u64, IndexError> {
    let found = filter.numbers(db, &format!("SELECT count(*) {}", filter.rows_from(from)))?;
    Ok(found.first().map_or(0, |found| *found as u64))
}
