//! Marks: which one counts for a field of an article, and what that does to the article's row.

use super::{Taking, read_location};
use crate::article::{ArticleId, DeviceId, Field, Note, OpId, Value};
use crate::index::IndexError;
use crate::store::{Location, Mark, MarkLine, Record, Stamp};
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::BTreeMap;

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

    /// Applies a line at once, whether its command is whole or not.
    pub fn apply(&mut self, line: &MarkLine) -> Result<(), IndexError> {
        let field = line.field.to_string();
        let mark = Mark { stamp: line.stamp(), value: line.value.clone(), op: line.op };
        self.has_marks |= !line.ids.is_empty();
        for id in &line.ids {
            if mark_of(self.db, *id, &field)?.is_some_and(|known| !mark.beats(&known)) {
                continue;
            }
            self.db.prepare_cached("INSERT OR REPLACE INTO marks VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)")?.execute(
                params![
                    id.0,
                    field,
                    mark.stamp.n,
                    mark.stamp.device.0,
                    mark.stamp.seq,
                    write_value(&mark.value),
                    mark.op.0
                ],
            )?;
            if line.field != Field::Position {
                self.show_mark(*id, &line.field, &field, &mark)?;
            }
        }
        Ok(())
    }

    /// Brings the row of an article up to a mark that is new.
    fn show_mark(&mut self, id: ArticleId, field: &Field, name: &str, mark: &Mark) -> Result<(), IndexError> {
        let canonical = self.aliases.resolve(id);
        let Some(known) = self.known(canonical)? else { return Ok(()) };
        let names = self.aliases.names(canonical);
        let of_a_note = is_note(field);
        let is_on = match names.len() {
            _ if of_a_note => self.marks_of(&names)?.iter().any(|(field, mark)| is_note(field) && mark.value.is_on()),
            1 => mark.value.is_on(),
            _ => effective(self.db, &names, name)?.is_some_and(|mark| mark.value.is_on()),
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
    let mut query = db.prepare_cached("SELECT field, n, device, seq, value, op FROM marks WHERE id = ?1")?;
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
        db.prepare_cached("SELECT field, n, device, seq, value, op FROM marks WHERE id = ?1 AND field = ?2")?;
    Ok(query.query_row(params![id.0, field], read_mark).optional()?.map(|(_, mark)| mark))
}

/// The mark that counts for a field of the article that has these names.
pub(in crate::index) fn effective(
    db: &Connection,
    names: &[ArticleId],
    field: &str,
) -> Result<Option<Mark>, IndexError> {
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
    let stamp = Stamp { n: row.get(1)?, device: DeviceId(row.get(2)?), seq: row.get(3)? };
    let value = match row.get_ref(4)? {
        ValueRef::Text(_) => Value::Text(row.get(4)?),
        ValueRef::Integer(0) => Value::Off,
        _ => Value::On,
    };
    Ok((row.get(0)?, Mark { stamp, value, op: OpId(row.get(5)?) }))
}

fn write_value(value: &Value) -> ToSqlOutput<'_> {
    match value {
        Value::Off => ToSqlOutput::from(0),
        Value::On => ToSqlOutput::from(1),
        Value::Text(text) => ToSqlOutput::from(text.as_str()),
    }
}
