//! Where an article stands in every list, as one number: `place`, the rowid of its row and of its full text.
//!
//! Places are in the order of lists, the newest the greatest, so a list is a walk over rowids, and so is a search,
//! newest first, however late an old article came in. An article's place is computed from its time and id; where that
//! one is taken, the next free one on the right side is, and where there is none its neighbours move apart.
//!
//! A place is no part of any answer: only the order is.

use super::IndexError;
use super::sorting::note_moved;
use crate::article::{ArticleId, SortKey};
use rusqlite::{Connection, OptionalExtension, Row};

/// How many places a second has.
const PER_SECOND: i64 = 1 << 16;

/// A place no list has: for a row that is being moved.
pub(super) const ASIDE: i64 = i64::MIN;

/// Places begin here in 1970; seconds beyond a million years either way count as these.
const EPOCH: i64 = 1 << 45;

/// Seconds in a quarter of an hour.
pub(super) const QUARTER: i64 = 900;

/// The quarter of an hour, since 1970, that a second is in.
pub(super) fn quarter(second: i64) -> i64 {
    second.div_euclid(QUARTER)
}

/// The place an article would have if there were no others.
pub(super) fn ideal(key: SortKey) -> i64 {
    let second = key.time.clamp(1 - EPOCH, EPOCH - 1) + EPOCH;
    // Of two articles of one second the one with the smaller turn is higher in the list, then the one with the smaller id.
    let within = i64::from(key.turn.min(1_023)) << 6 | i64::from(key.id.0[0] >> 2);
    second * PER_SECOND + (PER_SECOND - 1 - within)
}

/// A row of the list: its place, and what puts it there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub place: i64,
    pub key: SortKey,
}

fn read_placed(row: &Row<'_>) -> rusqlite::Result<Placed> {
    Ok(Placed { place: row.get(0)?, key: SortKey { time: row.get(1)?, turn: row.get(3)?, id: ArticleId(row.get(2)?) } })
}

/// The first row at or above a place.
fn at_or_above(db: &Connection, place: i64) -> Result<Option<Placed>, IndexError> {
    let mut query =
        db.prepare_cached("SELECT place, sort, id, turn FROM articles WHERE place >= ?1 ORDER BY place LIMIT 1")?;
    Ok(query.query_row([place], read_placed).optional()?)
}

/// The first row below a place.
fn below(db: &Connection, place: i64) -> Result<Option<Placed>, IndexError> {
    let mut query = db.prepare_cached(
        "SELECT place, sort, id, turn FROM articles WHERE place < ?1 AND place >= 0 ORDER BY place DESC LIMIT 1",
    )?;
    Ok(query.query_row([place], read_placed).optional()?)
}

/// The place of the lowest row that stands above `key` in the list, or the end of all places.
pub(super) fn first_above(db: &Connection, key: SortKey) -> Result<i64, IndexError> {
    let is_above = |row: Option<Placed>| row.is_none_or(|row| row.key < key);
    let ideal = ideal(key);
    let next = at_or_above(db, ideal)?;
    let (mut low, mut high, mut step) = (ideal, ideal, PER_SECOND);
    if is_above(next) {
        // Nearly always the ideal place lies between the neighbours.
        match below(db, ideal)? {
            Some(row) if is_above(Some(row)) => {}
            _ => return Ok(next.map_or(i64::MAX, |row| row.place)),
        }
        while low > 0 && is_above(at_or_above(db, low)?) {
            low = (low - step).max(0);
            step = step.saturating_mul(8);
        }
        low -= i64::from(is_above(at_or_above(db, low)?));
    } else {
        while !is_above(at_or_above(db, high)?) {
            (low, high) = (high, high.saturating_add(step));
            step = step.saturating_mul(8);
        }
    }
    // What stands at or above `high` stands above the key; not so for `low`.
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if is_above(at_or_above(db, middle)?) { high = middle } else { low = middle }
    }
    Ok(at_or_above(db, high)?.map_or(i64::MAX, |row| row.place))
}

/// The place of the row of a key, or the end of what stands above it where there is none.
pub(super) fn at(db: &Connection, key: SortKey) -> Result<i64, IndexError> {
    let above = first_above(db, key)?;
    Ok(below(db, above)?.filter(|row| row.key == key).map_or(above, |row| row.place))
}

/// The lowest place of all that is of this second or newer.
pub(super) fn since(db: &Connection, second: i64) -> Result<i64, IndexError> {
    // Above all of the second before, of which the smallest id stands highest.
    first_above(db, SortKey { time: second.saturating_sub(1), turn: 0, id: ArticleId([0; 16]) })
}

/// A free place for an article that is not in the list yet.
pub(super) fn find(db: &Connection, key: SortKey) -> Result<i64, IndexError> {
    loop {
        let high = first_above(db, key)?;
        let low = below(db, high)?.map_or(-1, |row| row.place);
        if low + 1 < high {
            return Ok(ideal(key).clamp(low + 1, high - 1));
        }
        make_room(db, low)?;
    }
}

/// Moves the rows around a place apart: those of the smallest stretch that is less than a quarter full.
fn make_room(db: &Connection, place: i64) -> Result<(), IndexError> {
    note_moved(db)?;
    for bits in 4..62 {
        let size = 1_i64 << bits;
        let start = place & !(size - 1);
        let end = start.saturating_add(size - 1);
        let mut query = db.prepare_cached("SELECT place FROM articles WHERE place BETWEEN ?1 AND ?2 ORDER BY place")?;
        let places: Vec<i64> =
            query.query_map([start, end], |row| row.get(0))?.take(1 + (size / 4) as usize).collect::<Result<_, _>>()?;
        let count = places.len() as i64;
        if count * 4 > size {
            continue;
        }
        let gap = size / (count + 1);
        let moves: Vec<(i64, i64)> = (1..).zip(places).map(|(at, from)| (from, start + at * gap)).collect();
        // Out of each other's way first.
        moves.iter().try_for_each(|(from, to)| shift(db, *from, -to))?;
        return moves.iter().try_for_each(|(_, to)| shift(db, -to, *to));
    }
    Err(IndexError::Damaged("no room for one more article"))
}

/// Gives an article another place. Its full text is to be indexed again.
pub(super) fn shift(db: &Connection, from: i64, to: i64) -> Result<(), IndexError> {
    forget_text(db, from)?;
    db.prepare_cached("UPDATE articles SET place = ?2 WHERE place = ?1")?.execute([from, to])?;
    db.prepare_cached("UPDATE tagged SET place = ?2 WHERE place = ?1")?.execute([from, to])?;
    Ok(())
}

/// Takes the full text of an article out of the index.
pub(super) fn forget_text(db: &Connection, place: i64) -> Result<(), IndexError> {
    let known = db
        .prepare_cached("UPDATE articles SET words = NULL WHERE place = ?1 AND words IS NOT NULL")?
        .execute([place])?;
    if known > 0 {
        db.prepare_cached("DELETE FROM text WHERE rowid = ?1")?.execute([place])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rusqlite::params;

    fn insert(db: &Connection, key: SortKey) {
        let place = find(db, key).unwrap();
        db.execute(
            "INSERT INTO articles VALUES (?1, ?2, ?3, ?4, 0, 0, 0, 0, 0, 0, 0, 0, NULL)",
            params![place, key.id.0, key.time, key.turn],
        )
        .unwrap();
    }

    fn check(keys: Vec<SortKey>) {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch(super::super::file::SCHEMA).unwrap();
        let mut expected = Vec::new();
        for key in keys {
            if let Err(at) = expected.binary_search(&key) {
                expected.insert(at, key);
                insert(&db, key);
            }
        }
        let mut query = db.prepare("SELECT place, sort, id, turn FROM articles ORDER BY place DESC").unwrap();
        let found: Vec<SortKey> = query.query_map([], read_placed).unwrap().map(|row| row.unwrap().key).collect();
        assert_eq!(found, expected);
        for (at, key) in expected.iter().enumerate() {
            let above = at.checked_sub(1).map(|at| expected[at]);
            let place = first_above(&db, *key).unwrap();
            assert_eq!(at_or_above(&db, place).unwrap().map(|row| row.key), above);
        }
    }

    /// Ids that crowd: their first bytes, which make the ideal place, are nearly always the same. Each id has one time.
    fn key() -> impl Strategy<Value = SortKey> {
        let time = prop_oneof![4 => 0..3_i64, 1 => -5..400_i64, 1 => any::<i64>()];
        (time, 0..3_u16, 0..2_u8, any::<u8>()).prop_map(|(time, turn, near, low)| {
            let mut id = [0; 16];
            (id[1], id[14], id[15]) = (near, turn as u8, low);
            id[4..12].copy_from_slice(&time.to_be_bytes());
            SortKey { time, turn, id: ArticleId(id) }
        })
    }

    proptest! {
        #[test]
        fn places_are_in_the_order_of_lists_whatever_comes_in(keys in prop::collection::vec(key(), 0..200)) {
            check(keys);
        }
    }

    #[test]
    fn more_articles_of_one_second_than_it_has_places() {
        let id = |n: u32| ArticleId([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (n >> 16) as u8, (n >> 8) as u8, n as u8, 0]);
        check((0..2_000).map(|n| SortKey { time: 7, turn: 0, id: id(n * 7919 % 65_521) }).collect());
    }
}
