//! Lists that are sorted by something else than time: their places in that order, in memory.
//!
//! Such a list is sorted once. After that it is mended when rows come and go, and sorted anew only where a title changed or
//! rows moved. An entry is a number: a list of a million articles takes eight megabytes.

use super::IndexError;
use super::filter::Filter;
use super::rows::{read_row, read_rows};
use crate::article::{ArticleId, Row, SortKey};
use crate::query::{Around, Arrival, By, Extent, View, Window, sorts_as};
use rusqlite::{Connection, OptionalExtension};
use std::cmp::{Ordering, Reverse};
use std::collections::HashMap;
use std::ops::Range;

/// The sorted lists that are at hand: that of the screen, and that of its unread articles.
const AT_HAND: usize = 2;

/// So many new rows are put where they belong; with more, the list is sorted anew.
const MENDED: usize = 1_000;

/// A list in its order.
#[derive(Default)]
pub(super) struct Sorted {
    view: View,
    /// Whether kept rows are in it, and which: their number counts up. Then what the index was like.
    kept: Option<u64>,
    version: i64,
    /// How often rows had moved or got another title.
    moved: i64,
    /// From the top down.
    places: Vec<i64>,
}

/// Rows that stay in a list though its view does not show them, and the number of their state.
pub(super) type Extras<'a> = (&'a [i64], u64);

impl Sorted {
    /// The list of a view as it is now, from those at hand where it is one of them.
    pub fn of<'a>(
        at_hand: &'a mut Vec<Sorted>,
        db: &Connection,
        (view, filter): (&View, &Filter),
        extras: Option<Extras<'_>>,
    ) -> Result<&'a Sorted, IndexError> {
        let is_it = |sorted: &Sorted| sorted.view == *view && sorted.kept.is_some() == extras.is_some();
        let known = at_hand.iter().position(is_it).map(|at| at_hand.remove(at));
        let version: i64 = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        let kept = extras.map(|(_, turn)| turn);
        let sorted = match known {
            Some(known) if (known.version, known.kept) == (version, kept) => known,
            known => {
                let mut sorted = known.unwrap_or_default();
                (sorted.view, sorted.version, sorted.kept) = (view.clone(), version, kept);
                sorted.renew(db, filter, extras.map_or(&[], |(places, _)| places))?;
                sorted
            }
        };
        at_hand.truncate(AT_HAND - 1);
        at_hand.insert(0, sorted);
        at_hand.first().ok_or(IndexError::Damaged("a list that was sorted is gone"))
    }

    /// Brings it in step with what the view shows now.
    fn renew(&mut self, db: &Connection, filter: &Filter, extras: &[i64]) -> Result<(), IndexError> {
        let moved = times_moved(db)?;
        let is_sound = moved == self.moved && !self.places.is_empty();
        self.moved = moved;
        let mut shown = filter.numbers(db, &format!("SELECT {} {}", filter.place, filter.rows()))?;
        shown.extend(extras);
        shown.sort_unstable();
        shown.dedup();
        let keys = Keys::of(db, self.view.by)?;
        if !is_sound {
            self.places = keys.sort(&shown)?;
            return Ok(());
        }
        self.places.retain(|place| shown.binary_search(place).is_ok());
        if self.places.len() == shown.len() {
            return Ok(());
        }
        let mut known = self.places.clone();
        known.sort_unstable();
        let new: Vec<i64> = shown.iter().copied().filter(|place| known.binary_search(place).is_err()).collect();
        drop(known);
        if new.len() > MENDED {
            self.places = keys.sort(&shown)?;
        } else {
            self.put_in(&keys, &keys.sort(&new)?)?;
        }
        Ok(())
    }

    /// Puts new places, which are in order, where they belong.
    fn put_in(&mut self, keys: &Keys<'_>, new: &[i64]) -> Result<(), IndexError> {
        let mut places = Vec::with_capacity(self.places.len() + new.len());
        let mut from = 0;
        for place in new {
            let at = self.would_stand(keys, *place)?;
            places.extend_from_slice(&self.places[from..at]);
            places.push(*place);
            from = at;
        }
        places.extend_from_slice(&self.places[from..]);
        self.places = places;
        Ok(())
    }

    /// How many rows stand above where this one would.
    fn would_stand(&self, keys: &Keys<'_>, place: i64) -> Result<usize, IndexError> {
        let key = keys.key(place)?;
        let (mut low, mut high) = (0, self.places.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let other = self.places[middle];
            if compare((&keys.key(other)?, other), (&key, place)).is_lt() { low = middle + 1 } else { high = middle }
        }
        Ok(low)
    }

    /// Where an article stands, and whether it does; otherwise where it would, or the top for one that is nowhere.
    fn position(&self, db: &Connection, id: ArticleId) -> Result<(usize, bool), IndexError> {
        let mut find = db.prepare_cached("SELECT place FROM articles WHERE id = ?1")?;
        let Some(place) = find.query_row([id.0], |row| row.get(0)).optional()? else { return Ok((0, false)) };
        match self.places.iter().position(|known| *known == place) {
            Some(at) => Ok((at, true)),
            None => Ok((self.would_stand(&Keys::of(db, self.view.by)?, place)?, false)),
        }
    }

    /// The part of it around a place.
    pub fn window(&self, db: &Connection, around: Around, above: usize, below: usize) -> Result<Window, IndexError> {
        let count = self.places.len();
        let last = count.saturating_sub(1);
        let at = match around {
            Around::Top => 0,
            Around::Bottom => last,
            Around::Nth(n) => usize::try_from(n).unwrap_or(last).min(last),
            Around::Key(key) => self.position(db, key.id)?.0,
        };
        let (start, end) = (at.saturating_sub(above), at.saturating_add(below).min(count));
        Ok(Window {
            rows: read_rows(db, &self.places[start..end])?,
            before: at - start,
            start: Some(start as u64),
            total: count as u64,
            counted: true,
            at_top: start == 0,
            at_bottom: end == count,
            seen: Arrival::default(),
        })
    }

    /// How many rows stand above an article.
    pub fn rank(&self, db: &Connection, key: SortKey) -> Result<u64, IndexError> {
        Ok(self.position(db, key.id)?.0 as u64)
    }

    /// The row after an article, or before it.
    pub fn next(&self, db: &Connection, from: SortKey, forward: bool) -> Result<Option<Row>, IndexError> {
        let (at, is_in) = self.position(db, from.id)?;
        let at = if forward { Some(at + usize::from(is_in)) } else { at.checked_sub(1) };
        match at.and_then(|at| self.places.get(at)) {
            Some(place) => read_row(db, *place),
            None => Ok(None),
        }
    }

    /// The ids of all of it.
    pub fn ids(&self, db: &Connection) -> Result<Vec<ArticleId>, IndexError> {
        self.ids_within(db, 0..self.places.len(), Arrival(i64::MAX))
    }

    /// The ids of a part of it that had arrived by then; nothing where the part is not one of this order.
    pub fn ids_until(
        &self,
        db: &Connection,
        seen: Arrival,
        extent: Extent,
    ) -> Result<Option<Vec<ArticleId>>, IndexError> {
        let after = |(at, is_in): (usize, bool)| at + usize::from(is_in);
        let range = match extent {
            Extent::Above(key) => 0..self.position(db, key.id)?.0,
            Extent::Below(key) => after(self.position(db, key.id)?)..self.places.len(),
            Extent::Between(one, other) => {
                let (one, other) = (self.position(db, one.id)?, self.position(db, other.id)?);
                one.0.min(other.0)..after(one).max(after(other))
            }
            Extent::Whole | Extent::Before(_) | Extent::Unstarred | Extent::BeyondNewest(_) => return Ok(None),
        };
        self.ids_within(db, range, seen).map(Some)
    }

    fn ids_within(&self, db: &Connection, range: Range<usize>, seen: Arrival) -> Result<Vec<ArticleId>, IndexError> {
        let mut find = db.prepare_cached("SELECT id FROM articles WHERE place = ?1 AND face <= ?2")?;
        let mut ids = Vec::new();
        for place in &self.places[range] {
            ids.extend(find.query_row([place, &seen.0], |row| row.get(0).map(ArticleId)).optional()?);
        }
        Ok(ids)
    }
}

/// Which of two rows stands higher. What there is nothing to sort by stands last, and of equals the newest first.
fn compare((key, place): (&[u8], i64), (other, other_place): (&[u8], i64)) -> Ordering {
    let rank = |key: &[u8]| key.is_empty();
    rank(key).cmp(&rank(other)).then_with(|| key.cmp(other)).then(other_place.cmp(&place))
}

/// What rows sort by.
struct Keys<'a> {
    db: &'a Connection,
    by: By,
    /// The number of each source in the order of their names.
    sources: HashMap<i64, u32>,
}

/// The bytes of a key that are held while a list is sorted: keys that agree in so many are read once more.
const HELD: usize = 16;

impl<'a> Keys<'a> {
    fn of(db: &'a Connection, by: By) -> Result<Self, IndexError> {
        let mut sources = HashMap::new();
        if by == By::Source {
            let mut query = db.prepare_cached("SELECT source, title, id FROM sources")?;
            let named = query.query_map([], |row| {
                Ok((sorts_as(row.get_ref(1)?.as_str()?), row.get::<_, [u8; 16]>(2)?, row.get(0)?))
            })?;
            let mut named: Vec<(String, [u8; 16], i64)> = named.collect::<Result<_, _>>()?;
            named.sort();
            sources = named.into_iter().zip(1..).map(|((.., key), rank)| (key, rank)).collect();
        }
        Ok(Keys { db, by, sources })
    }

    /// What the row at a place sorts by.
    fn key(&self, place: i64) -> Result<Vec<u8>, IndexError> {
        let sql = match self.by {
            By::Title => "SELECT f.title FROM articles AS a CROSS JOIN faces AS f USING (face) WHERE a.place = ?1",
            By::Author => "SELECT f.author FROM articles AS a CROSS JOIN faces AS f USING (face) WHERE a.place = ?1",
            By::Source => "SELECT source FROM articles WHERE place = ?1",
            By::Time => return Ok(Vec::new()),
        };
        let mut query = self.db.prepare_cached(sql)?;
        Ok(query.query_row([place], |row| {
            Ok(match self.by {
                By::Source => self.sources.get(&row.get(0)?).copied().unwrap_or(0).to_be_bytes().to_vec(),
                _ => sorts_as(row.get_ref(0)?.as_str()?).into_bytes(),
            })
        })?)
    }

    /// Puts places in order. Of each key its first bytes are held, and the whole of it only where others begin so too.
    fn sort(&self, places: &[i64]) -> Result<Vec<i64>, IndexError> {
        let mut held: Vec<(u128, Reverse<i64>)> = Vec::with_capacity(places.len());
        for place in places {
            held.push((beginning(&self.key(*place)?), Reverse(*place)));
        }
        held.sort_unstable();
        let mut sorted: Vec<i64> = held.iter().map(|(_, Reverse(place))| *place).collect();
        let mut at = 0;
        for alike in held.chunk_by(|one, other| one.0 == other.0) {
            let end = at + alike.len();
            // A key that is shorter than what is held is held whole.
            if alike.len() > 1 && alike[0].0 != u128::MAX && alike[0].0 as u8 != 0 {
                let keys = sorted[at..end].iter().map(|place| Ok((self.key(*place)?, *place)));
                let mut keys: Vec<(Vec<u8>, i64)> = keys.collect::<Result<_, IndexError>>()?;
                keys.sort_unstable_by(|one, other| compare((&one.0, one.1), (&other.0, other.1)));
                sorted[at..end].iter_mut().zip(keys).for_each(|(to, (_, place))| *to = place);
            }
            at = end;
        }
        Ok(sorted)
    }
}

/// The first bytes of a key as a number; of none, the greatest.
fn beginning(key: &[u8]) -> u128 {
    if key.is_empty() {
        return u128::MAX;
    }
    let mut held = [0; HELD];
    let count = key.len().min(HELD);
    held[..count].copy_from_slice(&key[..count]);
    u128::from_be_bytes(held)
}

/// Notes that rows moved, went or are called otherwise: whoever holds places sorts them anew.
pub(super) fn note_moved(db: &Connection) -> Result<(), IndexError> {
    let sql = "INSERT INTO facts VALUES ('moved', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1";
    db.prepare_cached(sql)?.execute([])?;
    Ok(())
}

fn times_moved(db: &Connection) -> Result<i64, IndexError> {
    let mut query = db.prepare_cached("SELECT value FROM facts WHERE name = 'moved'")?;
    Ok(query.query_row([], |row| row.get(0)).optional()?.unwrap_or(0))
}
