//! The side that answers: windows of lists, counts, one article.
//!
//! It never writes to the index, and is never held up by who does. One that it finds damaged it puts aside.

use super::answer::{Opened, Overview};
use super::catching::{is_complete, read_aliases};
use super::file::IndexFile;
use super::filter::{Filter, guide_beside_others};
use super::kept::Kept;
use super::rows::{read_row, read_rows};
use super::sorting::Sorted;
use super::taking::{TEXTS, TextRow, marks_of, notes, read_text, received, shown};
use super::totals::{count, since, total};
use super::{IndexError, place, text};
use crate::article::{Article, ArticleId, Counts, Field, Row, SortKey, Value};
use crate::query::{Around, Arrival, By, Extent, Query, View, Window};
use crate::store::{Aliases, Location, Places, Record, Store, Version};
use crate::text::Clean;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params_from_iter};
use std::cmp::Reverse;
use std::collections::HashSet;
use std::path::Path;

/// Answers questions about the library, on a connection of its own.
pub struct Reader {
    file: IndexFile,
    store: Store,
    present: Present,
    /// There was an index before, so a missing one is an error.
    had: bool,
    /// Another index replaced it.
    is_other: bool,
}

/// What belongs to the lists that are on screen.
#[derive(Default)]
struct Present {
    kept: Kept,
    sorted: Vec<Sorted>,
}

impl Reader {
    /// Opens the index in `index_dir` over a library. Scans nothing; a missing index is an empty one until a
    /// [`super::Library`] has made it.
    pub fn open(places: &Places, index_dir: &Path) -> Result<Self, IndexError> {
        let (store, present) = (Store::open(places)?, Present::default());
        Ok(Reader { file: IndexFile::new(index_dir), store, present, had: false, is_other: false })
    }

    /// Answers from one state of the index; with an empty answer where there is none.
    pub(super) fn look<T: Default>(
        &mut self,
        answer: impl FnOnce(&Connection, &Store) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        self.look_at_present(|db, store, _| answer(db, store))
    }

    /// An index that turns out to be damaged is put aside, for a [`super::Library`] to build anew.
    fn look_at_present<T: Default>(
        &mut self,
        answer: impl FnOnce(&Connection, &Store, &mut Present) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let looked = self.look_at_file(answer);
        if let Err(error @ IndexError::Index(_)) = &looked
            && error.is_damage()
        {
            tracing::warn!(%error, "the index is discarded");
            self.file.discard_read()?;
        }
        looked
    }

    fn look_at_file<T: Default>(
        &mut self,
        answer: impl FnOnce(&Connection, &Store, &mut Present) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let Some((db, is_new)) = self.file.read()? else {
            return if self.had { Err(IndexError::Damaged("it was deleted")) } else { Ok(T::default()) };
        };
        self.is_other |= is_new && self.had;
        self.had = true;
        if is_new {
            self.present = Present::default();
        }
        db.execute_batch("BEGIN")?;
        let answered = answer(db, &self.store, &mut self.present);
        db.execute_batch("COMMIT")?;
        answered
    }

    /// Whether another index replaced the one that was read before; `true` only once.
    pub fn takes_another(&mut self) -> bool {
        std::mem::take(&mut self.is_other)
    }

    /// Whether the index has the whole library, as of when the index was built.
    pub fn is_complete(&mut self) -> Result<bool, IndexError> {
        self.look(|db, _| is_complete(db))
    }

    /// Calls `each` for every step of SQLite's machine.
    #[cfg(test)]
    pub(super) fn watch_steps(&mut self, mut each: impl FnMut() + Send + 'static) {
        let watch = move || {
            each();
            false
        };
        self.file.read().unwrap().unwrap().0.progress_handler(1, Some(watch)).unwrap();
    }

    /// The part of a view that lies around a place: `above` rows before it and `below` from it on. Its cost depends on
    /// the rows asked for only; [`Window::start`] is known only where nothing needs counting.
    pub fn window(&mut self, view: &View, around: Around, above: usize, below: usize) -> Result<Window, IndexError> {
        let empty = Window { at_top: true, at_bottom: true, counted: true, start: Some(0), ..Window::default() };
        let found = self.look_at_present(|db, _, present| {
            let Some(filter) = Filter::of(db, view)? else { return Ok(None) };
            let window = if view.by == By::Time {
                present.kept.find(db, view, &filter)?;
                let list = List { db, filter: &filter, extras: &present.kept.extras };
                list.window(view, around, above, below)?
            } else {
                present.sorted(db, view, &filter)?.window(db, around, above, below)?
            };
            Ok(Some(Window { seen: newest_arrival(db)?, ..window }))
        })?;
        Ok(found.unwrap_or(empty))
    }

    /// How many rows of the view stand before this place. Counts, so it is asked for after the window is drawn.
    pub fn rank(&mut self, view: &View, key: SortKey) -> Result<u64, IndexError> {
        self.look_at_present(|db, _, present| {
            let Some(filter) = Filter::of(db, view)? else { return Ok(0) };
            if view.by != By::Time {
                return present.sorted(db, view, &filter)?.rank(db, key);
            }
            let kept = &mut present.kept;
            kept.find(db, view, &filter)?;
            let first = place::first_above(db, key)?;
            let extras = kept.extras.len() - kept.extras.partition_point(|place| *place < first);
            Ok(count(db, &filter, first)? + extras as u64)
        })
    }

    /// How many rows the view has: kept, not counted, but for a search, of which all are counted.
    pub fn total(&mut self, view: &View) -> Result<u64, IndexError> {
        self.look_at_present(|db, _, Present { kept, .. }| {
            let Some(filter) = Filter::of(db, view)? else { return Ok(0) };
            kept.find(db, view, &filter)?;
            let found = if filter.is_search { count(db, &filter, 0)? } else { total(db, view, &filter)?.0 };
            Ok(found + kept.extras.len() as u64)
        })
    }

    /// How many unread articles of a view are of before each of these seconds, but for starred ones.
    pub fn count_older(&mut self, view: &View, seconds: &[i64]) -> Result<Vec<u64>, IndexError> {
        self.look(|db, _| {
            let Some(filter) = Filter::of(db, view)? else { return Ok(vec![0; seconds.len()]) };
            let count = |second: &i64| {
                let rows = filter.rows_until(db, Arrival(i64::MAX), Extent::Before(*second))?;
                let found = filter.numbers(db, &format!("SELECT count(*) {rows} AND a.read = 0"))?;
                Ok(found.first().map_or(0, |found| *found as u64))
            };
            seconds.iter().map(count).collect()
        })
    }

    /// The tags that articles have, with how many have each, the most used first.
    pub fn tags(&mut self) -> Result<Vec<(Clean, u64)>, IndexError> {
        self.look(|db, _| {
            let sql = "SELECT min(tag), count(*) FROM tagged GROUP BY folded ORDER BY count(*) DESC, folded";
            let mut query = db.prepare_cached(sql)?;
            let tags = query.query_map([], |row| Ok((Clean::line(row.get_ref(0)?.as_str()?), row.get(1)?)))?;
            Ok(tags.collect::<Result<_, _>>()?)
        })
    }

    /// The counts of the smart views; `today` is the second the day began.
    pub fn overview(&mut self, today: i64) -> Result<Overview, IndexError> {
        self.look(|db, _| {
            let sql = "SELECT coalesce(sum(total), 0), coalesce(sum(unread), 0), coalesce(sum(starred), 0),
                    coalesce(sum(starred_unread), 0), coalesce(sum(later), 0), coalesce(sum(later_unread), 0),
                    coalesce(sum(trash), 0), coalesce(sum(trash_unread), 0) FROM sources";
            let mut overview = db.prepare_cached(sql)?.query_row([], |row| {
                let counts =
                    |at: usize| Ok::<_, rusqlite::Error>(Counts { total: row.get(at)?, unread: row.get(at + 1)? });
                let (all, starred, later, trash) = (counts(0)?, counts(2)?, counts(4)?, counts(6)?);
                Ok(Overview { all, starred, later, trash, ..Overview::default() })
            })?;
            overview.seen = newest_arrival(db)?;
            if let Some(guide) = guide_beside_others(db)? {
                let mut query = db.prepare_cached("SELECT unread FROM sources WHERE source = ?1")?;
                let of_the_guide: u64 = query.query_row([guide], |row| row.get(0))?;
                overview.all.unread = overview.all.unread.saturating_sub(of_the_guide);
            }
            overview.today = since(db, today)?;
            Ok(overview)
        })
    }

    /// The next row of a view after a place, or before it.
    pub fn next(&mut self, view: &View, from: SortKey, forward: bool) -> Result<Option<Row>, IndexError> {
        self.look_at_present(|db, _, present| {
            let Some(filter) = Filter::of(db, view)? else { return Ok(None) };
            if view.by != By::Time {
                return Sorted::of(&mut present.sorted, db, (view, &filter), None)?.next(db, from, forward);
            }
            let list = List { db, filter: &filter, extras: &[] };
            let first = place::first_above(db, from)?;
            let places = if forward { list.below(first, 2)? } else { list.above(first, 1)? };
            for place in places {
                match read_row(db, place)? {
                    Some(row) if row.key != from => return Ok(Some(row)),
                    _ => {}
                }
            }
            Ok(None)
        })
    }

    /// The row of one article, wherever it is listed.
    pub fn row(&mut self, id: ArticleId) -> Result<Option<Row>, IndexError> {
        self.look(|db, _| match find_article(db, id)? {
            Some((_, place, _)) => read_row(db, place),
            None => Ok(None),
        })
    }

    /// The article itself, with the text that is shown of it, read from its segment.
    pub fn article(&mut self, id: ArticleId) -> Result<Option<Opened>, IndexError> {
        self.look(|db, store| {
            let Some((id, _, face)) = find_article(db, id)? else { return Ok(None) };
            let texts = texts_of(db, face)?;
            let Some(at) = shown(&texts) else { return Ok(None) };
            let version = version_at(store, &at)?;
            let names = aliases(db)?.names(id);
            let marks = marks_of(db, &names)?;
            let position = match marks.get(&Field::Position).map(|mark| &mark.value) {
                Some(Value::Text(text)) => Some(text.clone()),
                _ => None,
            };
            let versions = texts.iter().map(|text| text.order.exact).collect::<HashSet<_>>().len() as u32;
            let (full, notes) = (version.full, notes(&marks));
            let seen = first_seen(&texts).unwrap_or(version.article.seen);
            Ok(Some(Opened { article: Article { id, seen, ..version.article }, full, position, notes, versions }))
        })
    }

    /// An article with the last text that its feed gave, where that of its page is shown.
    pub fn received(&mut self, id: ArticleId) -> Result<Option<Article>, IndexError> {
        self.look(|db, store| {
            let Some((id, _, face)) = find_article(db, id)? else { return Ok(None) };
            let texts = texts_of(db, face)?;
            let Some(at) = received(&texts) else { return Ok(None) };
            let article = version_at(store, &at)?.article;
            let seen = first_seen(&texts).unwrap_or(article.seen);
            Ok(Some(Article { id, seen, ..article }))
        })
    }

    /// Words of the text of an article around what a query finds in it; nothing where its first words show that, or where
    /// it is so long that looking takes time.
    pub fn snippet(&mut self, query: &Query, id: ArticleId) -> Result<Option<Clean>, IndexError> {
        self.look(|db, store| {
            let Some((_, _, face)) = find_article(db, id)? else { return Ok(None) };
            let Some(at) = shown(&texts_of(db, face)?).filter(|at| at.len <= LONGEST_SNIPPED) else { return Ok(None) };
            Ok(match store.read_at(&at)? {
                Record::Article(version) => text::snippet(query, &version.article),
                _ => None,
            })
        })
    }

    /// The ids of a whole view, from the top down.
    pub fn ids(&mut self, view: &View) -> Result<Vec<ArticleId>, IndexError> {
        self.look_at_present(|db, _, present| {
            let Some(filter) = Filter::of(db, view)? else { return Ok(Vec::new()) };
            if view.by != By::Time {
                return Sorted::of(&mut present.sorted, db, (view, &filter), None)?.ids(db);
            }
            Ok(read_ids(db, &filter, &filter.rows())?.into_iter().map(|(_, id)| id).collect())
        })
    }

    /// Keeps these rows in every window until [`Reader::forget_kept`], also where the view no longer shows them: what
    /// was just marked stays until the list is left.
    pub fn keep(&mut self, ids: &[ArticleId]) -> Result<(), IndexError> {
        self.look_at_present(|db, _, Present { kept, .. }| {
            kept.open(db)?;
            let mut add =
                db.prepare_cached("INSERT OR IGNORE INTO temp.kept SELECT place, id FROM articles WHERE id = ?1")?;
            ids.iter().try_for_each(|id| add.execute([id.0]).map(drop))?;
            Ok(())
        })
    }

    /// The ids of what a part of a list holds of the articles that had arrived by then, from its top. Of what stays in the list though
    /// the view no longer shows it, what stands above a row, below it or between two is meant too.
    pub fn ids_until(&mut self, view: &View, seen: Arrival, extent: Extent) -> Result<Vec<ArticleId>, IndexError> {
        self.look_at_present(|db, _, present| {
            let Some(filter) = Filter::of(db, view)? else { return Ok(Vec::new()) };
            if view.by != By::Time
                && let Some(ids) = present.sorted(db, view, &filter)?.ids_until(db, seen, extent)?
            {
                return Ok(ids);
            }
            let mut found = read_ids(db, &filter, &filter.rows_until(db, seen, extent)?)?;
            present.kept.find(db, view, &filter)?;
            let kept = present.kept.within(db, seen, extent)?;
            if !kept.is_empty() {
                found.extend(kept);
                found.sort_unstable_by_key(|(place, _)| Reverse(*place));
            }
            Ok(found.into_iter().map(|(_, id)| id).collect())
        })
    }

    /// Lets go of all kept rows.
    pub fn forget_kept(&mut self) -> Result<(), IndexError> {
        self.look_at_present(|db, _, Present { kept, .. }| kept.forget(db))
    }
}

/// The longest record, in bytes, that is looked through for a snippet.
const LONGEST_SNIPPED: u32 = 256 * 1024;

impl Present {
    /// A view in its order, with what stays in it.
    fn sorted(&mut self, db: &Connection, view: &View, filter: &Filter) -> Result<&Sorted, IndexError> {
        let Present { kept, sorted } = self;
        kept.find(db, view, filter)?;
        Sorted::of(sorted, db, (view, filter), Some((&kept.extras, kept.turn)))
    }
}

/// The rows of a view, with those that stay in it.
struct List<'a> {
    db: &'a Connection,
    filter: &'a Filter,
    /// From the bottom of the list up.
    extras: &'a [i64],
}

impl List<'_> {
    fn window(&self, view: &View, around: Around, above: usize, below: usize) -> Result<Window, IndexError> {
        let (total, counted) = total(self.db, view, self.filter)?;
        let total = total + self.extras.len() as u64;
        // Rows at or above the pivot stand before the place, the others from it on.
        let (pivot, number) = match around {
            Around::Top => (i64::MAX, Some(0)),
            Around::Key(key) => (place::first_above(self.db, key)?, None),
            Around::Nth(n) if n < total => (self.nth(n)?, Some(n)),
            Around::Bottom | Around::Nth(_) => {
                (self.above(0, 1)?.first().map_or(0, |last| last + 1), Some(total.saturating_sub(1)))
            }
        };
        let mut places = self.above(pivot, above + 1)?;
        let at_top = places.len() <= above;
        places.truncate(above);
        places.reverse();
        let before = places.len() as u64;
        let mut after = self.below(pivot, below + 1)?;
        let at_bottom = after.len() <= below;
        after.truncate(below);
        places.extend(after);
        let rows = read_rows(self.db, &places)?;
        let start = match number {
            _ if at_top => Some(0),
            _ if at_bottom && counted => Some(total.saturating_sub(rows.len() as u64)),
            number => number.map(|n| n - before),
        };
        let before = before as usize;
        Ok(Window { rows, before, start, total, counted, at_top, at_bottom, seen: Arrival::default() })
    }

    /// The places of the next rows below a place, downwards.
    fn below(&self, pivot: i64, limit: usize) -> Result<Vec<i64>, IndexError> {
        let (rows, place) = (self.filter.rows(), self.filter.place);
        let sql = format!("SELECT {place} {rows} AND {place} < {pivot} ORDER BY {place} DESC LIMIT {limit}");
        let mut places = self.filter.numbers(self.db, &sql)?;
        let end = self.extras.partition_point(|place| *place < pivot);
        places.extend(self.extras[..end].iter().rev().take(limit));
        places.sort_unstable_by_key(|place| std::cmp::Reverse(*place));
        places.truncate(limit);
        Ok(places)
    }

    /// The places of the next rows from a place on upwards.
    fn above(&self, pivot: i64, limit: usize) -> Result<Vec<i64>, IndexError> {
        let (rows, place) = (self.filter.rows_from(pivot), self.filter.place);
        let mut places =
            self.filter.numbers(self.db, &format!("SELECT {place} {rows} ORDER BY {place} LIMIT {limit}"))?;
        let start = self.extras.partition_point(|place| *place < pivot);
        places.extend(self.extras[start..].iter().take(limit));
        places.sort_unstable();
        places.truncate(limit);
        Ok(places)
    }

    /// The pivot just above the row of a number.
    fn nth(&self, n: u64) -> Result<i64, IndexError> {
        if self.extras.is_empty() {
            let (rows, place) = (self.filter.rows(), self.filter.place);
            let sql = format!("SELECT {place} {rows} ORDER BY {place} DESC LIMIT 1 OFFSET {n}");
            let place = self.filter.numbers(self.db, &sql)?.first().copied();
            return Ok(place.map_or(0, |place| place + 1));
        }
        let places = self.below(i64::MAX, usize::try_from(n).unwrap_or(usize::MAX - 1) + 1)?;
        Ok(places.last().map_or(0, |place| place + 1))
    }
}

/// When the first text of an article was seen: it was new then, whatever texts came later.
fn first_seen(texts: &[TextRow]) -> Option<Timestamp> {
    texts.iter().filter_map(|text| Timestamp::from_microsecond(text.first.0).ok()).min()
}

/// The article that came in last.
fn newest_arrival(db: &Connection) -> Result<Arrival, IndexError> {
    let mut query = db.prepare_cached("SELECT coalesce(max(face), 0) FROM faces")?;
    Ok(Arrival(query.query_row([], |row| row.get(0))?))
}

/// The ids of rows, newest first.
/// The ids of rows with their places, from the top of the list.
fn read_ids(db: &Connection, filter: &Filter, rows: &str) -> Result<Vec<(i64, ArticleId)>, IndexError> {
    let mut query = db.prepare(&format!("SELECT {0}, a.id {rows} ORDER BY {0} DESC", filter.place))?;
    let ids = query.query_map(params_from_iter(&filter.matches), |row| Ok((row.get(0)?, ArticleId(row.get(1)?))))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// An article that is not dropped, by any of its ids: the one it goes by, its place and its face.
fn find_article(db: &Connection, id: ArticleId) -> Result<Option<(ArticleId, i64, i64)>, IndexError> {
    let find = |id: ArticleId| {
        let mut query = db.prepare_cached("SELECT place, face FROM articles WHERE id = ?1 AND shelf < 2")?;
        query.query_row([id.0], |row| Ok((id, row.get(0)?, row.get(1)?))).optional()
    };
    match find(id)? {
        Some(found) => Ok(Some(found)),
        None => Ok(find(aliases(db)?.resolve(id))?),
    }
}

fn texts_of(db: &Connection, face: i64) -> Result<Vec<TextRow>, IndexError> {
    Ok(db.prepare_cached(TEXTS)?.query_map([face], read_text)?.collect::<Result<_, _>>()?)
}

fn version_at(store: &Store, at: &Location) -> Result<Version, IndexError> {
    match store.read_at(at)? {
        Record::Article(version) => Ok(*version),
        _ => Err(IndexError::Damaged("it knows an article where there is none")),
    }
}

fn aliases(db: &Connection) -> Result<Aliases, IndexError> {
    match db.prepare_cached("SELECT 1 FROM aliases UNION ALL SELECT 1 FROM reuses")?.exists([])? {
        true => read_aliases(db),
        false => Ok(Aliases::default()),
    }
}
