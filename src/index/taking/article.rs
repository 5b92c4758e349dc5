//! Articles and their texts: what is shown of an article, where it stands, and in which lists.

use super::Taking;
use crate::article::{Article, ArticleId, Field, PublishedFrom, SortKey};
use crate::index::sorting::note_moved;
use crate::index::{IndexError, place};
use crate::store::{Fingerprint, Location, Record, Version, VersionOrder};
use crate::text::Clean;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};
use std::cmp::Reverse;
use std::sync::Arc;

/// The row of an article.
#[derive(Clone, Copy, Debug)]
pub(in crate::index) struct Known {
    pub place: i64,
    pub id: ArticleId,
    pub sort: i64,
    pub turn: u16,
    pub source: i64,
    pub face: i64,
    pub state: State,
}

/// What puts an article into lists and takes it out of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::index) struct State {
    pub read: bool,
    pub starred: bool,
    pub later: bool,
    pub noted: bool,
    pub tagged: bool,
    /// 0 listed, 1 in the trash, 2 dropped.
    pub shelf: u8,
}

/// A text of an article, by where it stands.
#[derive(Clone, Debug)]
pub(in crate::index) struct TextRow {
    pub at: Location,
    pub order: VersionOrder,
    /// First seen, and what the article sorts by if this record was the first.
    pub first: (i64, i64),
}

impl Taking<'_> {
    /// The row of an article, by the id it goes by.
    pub fn known(&self, id: ArticleId) -> Result<Option<Known>, IndexError> {
        let mut query = self.db.prepare_cached(
            "SELECT place, id, sort, turn, source, face, read, starred, later, noted, tagged, shelf FROM articles WHERE id = ?1",
        )?;
        Ok(query.query_row([id.0], read_known).optional()?)
    }

    /// The row at a place.
    pub(super) fn known_at(&self, place: i64) -> Result<Known, IndexError> {
        let mut query = self.db.prepare_cached(
            "SELECT place, id, sort, turn, source, face, read, starred, later, noted, tagged, shelf FROM articles WHERE place = ?1",
        )?;
        Ok(query.query_row([place], read_known)?)
    }

    pub(super) fn take_article(&mut self, at: &Location, version: &Version) -> Result<(), IndexError> {
        self.take_text(self.aliases.article_of(&version.article), at, version)
    }

    /// Takes in a text of the article that goes by this id.
    pub(super) fn take_text(&mut self, id: ArticleId, at: &Location, version: &Version) -> Result<(), IndexError> {
        match self.known(id)? {
            Some(known) => {
                let before = shown(&self.texts(known.face)?);
                self.add_text(known.face, at, version)?;
                self.settle_text(known, before, Some((at, &version.article)))
            }
            None => self.add_article(id, at, version),
        }
    }

    fn add_article(&mut self, id: ArticleId, at: &Location, version: &Version) -> Result<(), IndexError> {
        let article = &version.article;
        let face = self.add_face(article, article.seen)?;
        self.add_text(face, at, version)?;
        let (sort, turn) = (article.sort_time().as_second(), SortKey::turn_of(article.seen));
        let source = self.source_key(article.source)?;
        let place = place::find(self.db, SortKey { time: sort, turn, id })?;
        let state = self.read_state(id, place)?;
        self.db
            .prepare_cached("INSERT INTO articles VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, NULL)")?
            .execute(params![
                place,
                id.0,
                sort,
                turn,
                source,
                face,
                state.read,
                state.starred,
                state.later,
                state.noted,
                state.tagged,
                state.shelf
            ])?;
        self.count((source, sort), state, 1);
        Ok(())
    }

    fn add_face(&self, article: &Article, seen: Timestamp) -> Result<i64, IndexError> {
        let mut add = self
            .db
            .prepare_cached("INSERT INTO faces (title, author, url, published, dated) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        let (title, author, url, published, dated) = face(article, seen);
        Ok(add.insert(params![title, author, url, published, dated])?)
    }

    fn add_text(&mut self, face: i64, at: &Location, version: &Version) -> Result<(), IndexError> {
        let file = self.file_key(&at.file)?;
        let order = version.order();
        self.db
            .prepare_cached("INSERT OR IGNORE INTO texts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")?
            .execute(params![
                face,
                file,
                at.offset,
                at.len,
                order.print.0,
                order.exact.0,
                order.n,
                order.fetched.as_microsecond(),
                version.article.seen.as_microsecond(),
                version.article.sort_time().as_microsecond(),
                version.full,
            ])?;
        Ok(())
    }

    /// All texts of an article.
    pub fn texts(&self, face: i64) -> Result<Vec<TextRow>, IndexError> {
        let mut query = self.db.prepare_cached(TEXTS)?;
        let rows = query.query_map([face], read_text)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Looks at an article again whose texts changed. `shown_before` is where the text stands that its row shows now;
    /// `at_hand` is a text that need not be read again.
    pub(super) fn settle_text(
        &mut self,
        known: Known,
        shown_before: Option<Location>,
        at_hand: Option<(&Location, &Article)>,
    ) -> Result<(), IndexError> {
        let texts = self.texts(known.face)?;
        let Some(now) = shown(&texts) else { return self.remove(known) };
        let mut known = known;
        let first = texts.iter().map(|text| text.first).min().unwrap_or_default();
        let (seen, sort) = (Timestamp::from_microsecond(first.0).unwrap_or_default(), seconds(first.1));
        let turn = SortKey::turn_of(seen);
        let is_moved = (sort, turn) != (known.sort, known.turn);
        if is_moved {
            known = self.reorder(known, sort, turn)?;
        }
        // What says nothing of its time shows when it was first seen, which moves it, too.
        if Some(&now) == shown_before.as_ref() && !is_moved {
            return Ok(());
        }
        match at_hand {
            Some((at, article)) if *at == now => self.show(known, article, seen),
            _ => match self.store.read_at(&now)? {
                Record::Article(version) => self.show(known, &version.article, seen),
                _ => Err(IndexError::Damaged("it knows an article where there is none")),
            },
        }
    }

    /// Shows another text of an article that was first seen then.
    fn show(&mut self, known: Known, article: &Article, seen: Timestamp) -> Result<(), IndexError> {
        note_moved(self.db)?;
        let (title, author, url, published, dated) = face(article, seen);
        self.db
            .prepare_cached(
                "UPDATE faces SET title = ?2, author = ?3, url = ?4, published = ?5, dated = ?6 WHERE face = ?1",
            )?
            .execute(params![known.face, title, author, url, published, dated])?;
        let source = self.source_key(article.source)?;
        if source != known.source {
            self.count((known.source, known.sort), known.state, -1);
            self.count((source, known.sort), known.state, 1);
            self.db
                .prepare_cached("UPDATE articles SET source = ?2 WHERE place = ?1")?
                .execute([known.place, source])?;
        }
        place::forget_text(self.db, known.place)
    }

    /// Puts an article elsewhere in the lists.
    fn reorder(&mut self, known: Known, sort: i64, turn: u16) -> Result<Known, IndexError> {
        note_moved(self.db)?;
        // Its old place must not stand in the way of the order while the new one is looked for.
        place::shift(self.db, known.place, place::ASIDE)?;
        let place = place::find(self.db, SortKey { time: sort, turn, id: known.id })?;
        self.db.prepare_cached("UPDATE articles SET sort = ?2, turn = ?3 WHERE place = ?1")?.execute(params![
            place::ASIDE,
            sort,
            turn
        ])?;
        place::shift(self.db, place::ASIDE, place)?;
        self.count((known.source, known.sort), known.state, -1);
        self.count((known.source, sort), known.state, 1);
        Ok(Known { place, sort, turn, ..known })
    }

    fn remove(&mut self, known: Known) -> Result<(), IndexError> {
        note_moved(self.db)?;
        place::forget_text(self.db, known.place)?;
        self.count((known.source, known.sort), known.state, -1);
        for (table, column, key) in [
            ("articles", "place", known.place),
            ("tagged", "place", known.place),
            ("faces", "face", known.face),
            ("leads", "face", known.face),
            ("texts", "face", known.face),
        ] {
            self.db.prepare_cached(&format!("DELETE FROM {table} WHERE {column} = ?1"))?.execute([key])?;
        }
        Ok(())
    }

    /// Makes one article of two that turn out to have one name.
    pub(super) fn unite(&mut self, ids: [ArticleId; 2], name: ArticleId) -> Result<(), IndexError> {
        let found = [self.known(ids[0])?, self.known(ids[1])?];
        let kept = match found {
            [Some(a), Some(b)] if a.face != b.face => {
                let (kept, other) = if b.id == name { (b, a) } else { (a, b) };
                self.db
                    .prepare_cached("UPDATE OR IGNORE texts SET face = ?2 WHERE face = ?1")?
                    .execute([other.face, kept.face])?;
                self.remove(other)?;
                kept
            }
            [Some(known), _] | [None, Some(known)] => known,
            [None, None] => return Ok(()),
        };
        self.db.prepare_cached("UPDATE articles SET id = ?2 WHERE place = ?1")?.execute(params![kept.place, name.0])?;
        // The id is half of what places an article.
        let kept = self.reorder(Known { id: name, ..kept }, kept.sort, kept.turn)?;
        self.settle_text(kept, None, None)?;
        match self.known(name)? {
            Some(known) => self.settle_state(known),
            None => Ok(()),
        }
    }

    /// Looks again at an article some of whose texts went with a file.
    pub fn settle_article(&mut self, id: ArticleId) -> Result<(), IndexError> {
        match self.known(id)? {
            Some(known) => self.settle_text(known, None, None),
            None => Ok(()),
        }
    }

    /// Looks again at the marks and drops of an article.
    pub fn settle_state(&mut self, known: Known) -> Result<(), IndexError> {
        self.db.prepare_cached("DELETE FROM tagged WHERE place = ?1")?.execute([known.place])?;
        let state = self.read_state(known.id, known.place)?;
        self.set_state(known, state)
    }

    /// What marks and drops say of an article; its tags are written where they belong.
    fn read_state(&mut self, id: ArticleId, place: i64) -> Result<State, IndexError> {
        if !self.has_marks && !self.has_drops {
            return Ok(State::default());
        }
        let names = self.aliases.names(id);
        let mut state = State::default();
        for (field, mark) in self.marks_of(&names)? {
            if mark.value.is_on() {
                self.apply_field(&mut state, place, &field, true)?;
            }
        }
        if self.is_gone(&names)? {
            state.shelf = 2;
        }
        Ok(state)
    }

    /// Sets one field in the state of an article.
    pub(super) fn apply_field(
        &self,
        state: &mut State,
        place: i64,
        field: &Field,
        is_on: bool,
    ) -> Result<(), IndexError> {
        match field {
            Field::Read => state.read = is_on,
            Field::Star => state.starred = is_on,
            Field::Later => state.later = is_on,
            // Whether any other note is left, the caller knows.
            Field::Note | Field::NoteAt(_) => state.noted = is_on,
            Field::Trash if state.shelf < 2 => state.shelf = u8::from(is_on),
            Field::Tag(tag) => state.tagged = self.set_tag(place, tag, is_on)?,
            Field::Trash | Field::Position => {}
        }
        Ok(())
    }

    /// Adds a tag or takes it away, and says whether the article has any.
    fn set_tag(&self, place: i64, tag: &str, is_on: bool) -> Result<bool, IndexError> {
        if is_on {
            let folded = crate::query::fold_tag(tag);
            self.db
                .prepare_cached("INSERT OR REPLACE INTO tagged VALUES (?1, ?2, ?3)")?
                .execute(params![place, tag, folded])?;
        } else {
            self.db.prepare_cached("DELETE FROM tagged WHERE place = ?1 AND tag = ?2")?.execute(params![place, tag])?;
        }
        Ok(self.db.prepare_cached("SELECT 1 FROM tagged WHERE place = ?1")?.exists([place])?)
    }

    /// Writes the state of an article, and counts it.
    pub(super) fn set_state(&mut self, known: Known, state: State) -> Result<(), IndexError> {
        if state == known.state {
            return Ok(());
        }
        // A column that is named in an update costs every index over it, changed or not.
        for (sql, was, is) in [
            ("UPDATE articles SET read = ?2 WHERE place = ?1", known.state.read.into(), state.read.into()),
            ("UPDATE articles SET starred = ?2 WHERE place = ?1", known.state.starred.into(), state.starred.into()),
            ("UPDATE articles SET later = ?2 WHERE place = ?1", known.state.later.into(), state.later.into()),
            ("UPDATE articles SET noted = ?2 WHERE place = ?1", known.state.noted.into(), state.noted.into()),
            ("UPDATE articles SET tagged = ?2 WHERE place = ?1", known.state.tagged.into(), state.tagged.into()),
            ("UPDATE articles SET shelf = ?2 WHERE place = ?1", known.state.shelf, state.shelf),
        ] {
            if was != is {
                self.db.prepare_cached(sql)?.execute(params![known.place, is])?;
            }
        }
        self.count((known.source, known.sort), known.state, -1);
        self.count((known.source, known.sort), state, 1);
        if state.shelf == 2 { place::forget_text(self.db, known.place) } else { Ok(()) }
    }

    /// Counts an article of a source that sorts by a second.
    fn count(&mut self, (source, sort): (i64, i64), state: State, by: i64) {
        let unread = if state.read { 0 } else { by };
        let (listed, trashed) = (state.shelf == 0, state.shelf == 1);
        let [all, new, stars, new_stars, later, new_later, trash, new_trash] = self.counts.entry(source).or_default();
        for (total, of_them, holds) in [
            (all, new, listed),
            (stars, new_stars, listed && state.starred),
            (later, new_later, listed && state.later),
            (trash, new_trash, trashed),
        ] {
            if holds {
                *total += by;
                *of_them += unread;
            }
        }
        if listed {
            let [all, new] = self.quarters.entry(place::quarter(sort)).or_default();
            *all += by;
            *new += unread;
        }
    }
}

/// All texts of a face, for [`read_text`].
pub(in crate::index) const TEXTS: &str = "SELECT name, offset, len, print, exact, n, fetched, seen, sort, full
     FROM texts JOIN files USING (file) WHERE face = ?1";

pub(in crate::index) fn read_text(row: &Row<'_>) -> rusqlite::Result<TextRow> {
    let name: String = row.get(0)?;
    let (print, exact) = (Fingerprint(row.get(3)?), Fingerprint(row.get(4)?));
    let fetched = Timestamp::from_microsecond(row.get(6)?).unwrap_or_default();
    Ok(TextRow {
        at: Location { file: Arc::from(name), offset: row.get(1)?, len: row.get(2)? },
        order: VersionOrder { n: row.get(5)?, fetched, print, exact, full: row.get(9)? },
        first: (row.get(7)?, row.get(8)?),
    })
}

/// Where the text stands that is shown.
pub(in crate::index) fn shown(texts: &[TextRow]) -> Option<Location> {
    greatest(texts.iter())
}

/// Where the last text stands that the feed gave, also where that of the page is shown.
pub(in crate::index) fn received(texts: &[TextRow]) -> Option<Location> {
    greatest(texts.iter().filter(|text| !text.order.full))
}

/// If copies of a file have copies of the record, the one whose file name sorts first.
fn greatest<'a>(texts: impl Iterator<Item = &'a TextRow>) -> Option<Location> {
    texts.max_by_key(|text| (text.order.rank(), Reverse(&text.at))).map(|text| text.at.clone())
}

fn read_known(row: &Row<'_>) -> rusqlite::Result<Known> {
    Ok(Known {
        place: row.get(0)?,
        id: ArticleId(row.get(1)?),
        sort: row.get(2)?,
        turn: row.get(3)?,
        source: row.get(4)?,
        face: row.get(5)?,
        state: State {
            read: row.get(6)?,
            starred: row.get(7)?,
            later: row.get(8)?,
            noted: row.get(9)?,
            tagged: row.get(10)?,
            shelf: row.get(11)?,
        },
    })
}

/// What rows show of an article that was first seen then: of one without a time, that.
fn face(article: &Article, seen: Timestamp) -> (String, String, Option<String>, i64, bool) {
    let dated = matches!(article.published_from, PublishedFrom::Declared | PublishedFrom::Dateline);
    (
        Clean::title(&article.title).to_string(),
        Clean::line(&article.authors.join(", ")).to_string(),
        article.url.as_deref().map(|url| Clean::line(url).to_string()),
        article.published.unwrap_or(seen).as_second(),
        dated && article.published.is_some(),
    )
}

fn seconds(micro: i64) -> i64 {
    Timestamp::from_microsecond(micro).unwrap_or_default().as_second()
}
