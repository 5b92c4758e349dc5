//! Marks: which one counts for a field of an article, and what that does to the article's row.

use super::{Taking, read_location};
use crate::article::{ArticleId, DeviceId, Field, Note, OpId, Value};
use crate::index::IndexError;
use crate::store::{Aliases, Location, Mark, MarkLine, Record, Stamp};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// How many marks wait for their rows at most, within one transaction.
const UNSHOWN: usize = 1 << 17;

impl Taking<'_> {
    pub(super) fn take_marks(&mut self, at: &Location, line: &MarkLine) -> Result<(), IndexError> {
        if line.part.1 == 1 {
            return self.apply(line);
        }
        let file = self.file_key(&at.file)?;
        if line.is_last() {
            self.db.prepare_cached("INSERT OR IGNORE INTO whole VALUES (?1)")?.execute([line.op.0])?;
            self.apply_waiting(line.op)?;
        } else if !self.db.prepare_cached("SELECT 1 FROM whole WHERE op = ?1")?.exists([line.op.0])? {
            self.db
                .prepare_cached("INSERT OR IGNORE INTO waiting VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![line.op.0, file, at.offset, at.len])?;
            return Ok(());
        }
        self.apply(line)
    }

    /// Applies the lines of a command whose last part has come.
    fn apply_waiting(&mut self, op: OpId) -> Result<(), IndexError> {
        let waiting: Vec<Location> = {
            let mut query = self
                .db
                .prepare_cached("SELECT name, offset, len FROM waiting JOIN files USING (file) WHERE op = ?1")?;
            query.query_map([op.0], read_location)?.collect::<Result<_, _>>()?
        };
        for at in &waiting {
            match self.store.read_at(at)? {
                Record::Mark(line) if line.op == op => self.apply(&line)?,
                _ => return Err(IndexError::Damaged("it knows a mark where there is none")),
            }
        }
        self.db.prepare_cached("DELETE FROM waiting WHERE op = ?1")?.execute([op.0])?;
        Ok(())
    }

    /// Applies a line at once, whether its command is whole or not. The rows of its articles follow with
    /// [`Taking::show_marks`].
    pub fn apply(&mut self, line: &MarkLine) -> Result<(), IndexError> {
        let field = line.field.to_string();
        let mark = Mark { stamp: line.stamp(), value: line.value.clone(), op: line.op };
        self.has_marks |= !line.ids.is_empty();
        let mut won = Vec::new();
        each_mark(self.db, &field, &in_order(&line.ids), |id, known| {
            won.extend(known.is_none_or(|known| mark.beats(&known)).then_some(id));
            Ok(())
        })?;
        let mut put = self.db.prepare_cached("INSERT OR REPLACE INTO marks VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?;
        let Stamp { n, device, seq } = mark.stamp;
        for id in &won {
            put.execute(params![id.0, field, n, device.0, seq, write_value(&mark.value), mark.op.0])?;
        }
        if line.field != Field::Position {
            let unshown = self.unshown.entry(line.field.clone()).or_default();
            unshown.extend(won.into_iter().map(|id| (id, mark.value.is_on())));
            if unshown.len() > UNSHOWN {
                self.show_marks()?;
            }
        }
        Ok(())
    }

    /// Brings the rows of articles up to the marks that are new: all of a command in the order of the table.
    pub(super) fn show_marks(&mut self) -> Result<(), IndexError> {
        for (field, ids) in std::mem::take(&mut self.unshown) {
            let ids: BTreeMap<ArticleId, bool> =
                ids.into_iter().map(|(id, is_on)| (self.aliases.resolve(id), is_on)).collect();
            let names: Vec<ArticleId> = ids.keys().copied().collect();
            let mut rows = Vec::new();
            let find = "SELECT id, place FROM articles WHERE id >= ?1 ORDER BY id";
            walk(
                self.db,
                find,
                &names,
                |row| row.get(1).map(Some),
                |id, place: Option<i64>| {
                    rows.extend(place.zip(ids.get(&id).copied()));
                    Ok(())
                },
            )?;
            rows.sort_unstable();
            rows.into_iter().try_for_each(|(place, is_on)| self.show_mark(place, &field, is_on))?;
        }
        Ok(())
    }

    /// Brings the row of an article up to the new mark of one of its ids.
    fn show_mark(&mut self, place: i64, field: &Field, is_on: bool) -> Result<(), IndexError> {
        let known = self.known_at(place)?;
        let names = self.aliases.names(known.id);
        if field.keeps() && self.removals(&names)? > 0 {
            // Whether the article is there hangs on it.
            return self.settle_state(known);
        }
        let is_on = match names.len() {
            _ if is_note(field) => {
                self.marks_of(&names)?.iter().any(|(field, mark)| is_note(field) && mark.value.is_on())
            }
            1 => is_on,
            _ => effective(self.db, &names, &field.to_string())?.is_some_and(|mark| mark.value.is_on()),
        };
        let mut state = known.state;
        self.apply_field(&mut state, known.place, field, is_on)?;
        self.set_state(known, state)
    }

    /// All marks that count for the article that has these names.
    pub(super) fn marks_of(&self, names: &[ArticleId]) -> Result<BTreeMap<Field, Mark>, IndexError> {
        marks_of(self.db, names)
    }

    /// The highest logical time of any mark: slow, and only for while the index is being built.
    pub fn highest(&self) -> Result<u64, IndexError> {
        Ok(self.db.query_row("SELECT coalesce(max(n), 0) FROM marks", [], |row| row.get(0))?)
    }
}

/// All marks that count for the article that has these names.
pub(in crate::index) fn marks_of(db: &Connection, names: &[ArticleId]) -> Result<BTreeMap<Field, Mark>, IndexError> {
    let mut marks: BTreeMap<Field, Mark> = BTreeMap::new();
    let mut query = db.prepare_cached("SELECT id, field, n, device, seq, value, op FROM marks WHERE id = ?1")?;
    for name in names {
        for row in query.query_map([name.0], read_mark)? {
            let (field, mark) = row?;
            let Ok(field) = field.parse::<Field>() else { continue };
            if marks.get(&field).is_none_or(|known| mark.beats(known)) {
                marks.insert(field, mark);
            }
        }
    }
    Ok(marks)
}

fn is_note(field: &Field) -> bool {
    matches!(field, Field::Note | Field::NoteAt(_))
}

/// The notes among marks: the one on the whole article first, then by place.
pub(in crate::index) fn notes(marks: &BTreeMap<Field, Mark>) -> Vec<Note> {
    let note = |(field, mark): (&Field, &Mark)| match (field, &mark.value) {
        (Field::Note, Value::Text(text)) => Some(Note { place: None, text: text.clone() }),
        (Field::NoteAt(place), Value::Text(text)) => Some(Note { place: Some(place.clone()), text: text.clone() }),
        _ => None,
    };
    marks.iter().filter_map(note).collect()
}

/// The mark of a field of one id.
fn mark_of(db: &Connection, id: ArticleId, field: &str) -> Result<Option<Mark>, IndexError> {
    let mut query =
        db.prepare_cached("SELECT id, field, n, device, seq, value, op FROM marks WHERE id = ?1 AND field = ?2")?;
    Ok(query.query_row(params![id.0, field], read_mark).optional()?.map(|(_, mark)| mark))
}

/// Ids in the order of the tables, each once.
fn in_order(ids: &[ArticleId]) -> Vec<ArticleId> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// How many rows a walk passes before it looks the next id up.
const PASSED: usize = 8;

/// Tells of each of some ids, which are in order, what a table that is in the same order has of it. Of many ids most
/// are neighbours, and stepping to the next row costs a tenth of looking it up.
fn walk<T>(
    db: &Connection,
    sql: &str,
    wanted: &[ArticleId],
    read: impl Fn(&Row<'_>) -> rusqlite::Result<Option<T>>,
    mut each: impl FnMut(ArticleId, Option<T>) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let mut query = db.prepare_cached(sql)?;
    let mut wanted = wanted.iter().copied().peekable();
    while let Some(from) = wanted.peek() {
        let mut rows = query.query([from.0])?;
        let mut passed = 0;
        while passed < PASSED
            && let Some(next) = wanted.peek().copied()
        {
            let Some(row) = rows.next()? else { return wanted.try_for_each(|id| each(id, None)) };
            let id = ArticleId(row.get(0)?);
            passed = if id == next { 0 } else { passed + 1 };
            while let Some(lacking) = wanted.next_if(|wanted| *wanted < id) {
                each(lacking, None)?;
            }
            if wanted.peek() == Some(&id)
                && let Some(found) = read(row)?
            {
                wanted.next();
                each(id, Some(found))?;
            }
        }
    }
    Ok(())
}

/// Tells the mark of a field of each of some ids, which are in order.
fn each_mark(
    db: &Connection,
    field: &str,
    ids: &[ArticleId],
    each: impl FnMut(ArticleId, Option<Mark>) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    let sql = "SELECT id, field, n, device, seq, value, op FROM marks WHERE id >= ?1 ORDER BY id";
    let read = |row: &Row<'_>| {
        let is_it = row.get_ref(1)?.as_bytes()? == field.as_bytes();
        if is_it { read_mark(row).map(|(_, mark)| Some(mark)) } else { Ok(None) }
    };
    walk(db, sql, ids, read, each)
}

/// Tells the mark that counts for a field of each of some articles, in the order of their ids.
pub(in crate::index) fn each_effective(
    db: &Connection,
    aliases: &Aliases,
    field: &str,
    ids: &[ArticleId],
    mut each: impl FnMut(ArticleId, Option<Mark>) -> Result<(), IndexError>,
) -> Result<(), IndexError> {
    each_mark(db, field, &in_order(ids), |id, mark| {
        let counts = if aliases.is_alone(id) { mark } else { effective(db, &aliases.names(id), field)? };
        each(id, counts)
    })
}

/// The mark that counts for a field of the article that has these names.
fn effective(db: &Connection, names: &[ArticleId], field: &str) -> Result<Option<Mark>, IndexError> {
    let mut counting: Option<Mark> = None;
    for name in names {
        if let Some(mark) = mark_of(db, *name, field)?
            && counting.as_ref().is_none_or(|known| mark.beats(known))
        {
            counting = Some(mark);
        }
    }
    Ok(counting)
}

fn read_mark(row: &Row<'_>) -> rusqlite::Result<(String, Mark)> {
    let stamp = Stamp { n: row.get(2)?, device: DeviceId(row.get(3)?), seq: row.get(4)? };
    let value = match row.get_ref(5)? {
        ValueRef::Text(_) => Value::Text(row.get(5)?),
        ValueRef::Integer(0) => Value::Off,
        _ => Value::On,
    };
    Ok((row.get(1)?, Mark { stamp, value, op: OpId(row.get(6)?) }))
}

fn write_value(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::Off => ToSqlOutput::from(0),
        Value::On => ToSqlOutput::from(1),
        Value::Text(text) => ToSqlOutput::from(text.as_str()),
    }
}
