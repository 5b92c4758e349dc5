//! Marks and undo: what a command writes to the journal.
//!
//! A mark of a later command, or of another device, is never taken back: undo touches only what still is as its
//! command left it.

use super::answer::{Marked, Undone};
use super::catching::is_complete;
use super::taking::{Taking, effective};
use super::{IndexError, Library};
use crate::article::{ArticleId, Change, DeviceId, Field, OpId, Value};
use crate::store::{MAX_COUNT, Mark, MarkLine, Op, Record, StoreError, to_redo, to_undo};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// The articles whose field becomes the same from the same.
#[derive(Default)]
struct Group {
    ids: Vec<ArticleId>,
    /// The highest logical time of these marks.
    n: u64,
}

/// The lines of one command before they are cut to size: by field, what it was, and what it becomes.
#[derive(Default)]
struct Lines(Vec<((Field, Value, Value), Group)>);

impl Lines {
    fn add(&mut self, field: &Field, prior: Value, value: &Value, id: ArticleId, n: u64) {
        let key = (field.clone(), prior, value.clone());
        let at = self.0.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
            self.0.push((key, Group::default()));
            self.0.len() - 1
        });
        let group = &mut self.0[at].1;
        group.ids.push(id);
        group.n = group.n.max(n);
    }

    fn into_marks(self, op: OpId, undoes: Option<OpId>, now: Timestamp) -> Vec<MarkLine> {
        let line = |((field, prior, value), group): ((Field, Value, Value), Group)| MarkLine {
            op,
            device: DeviceId([0; 16]),
            seq: 0,
            n: (group.n + 1).min(MAX_COUNT),
            at: now,
            field,
            value,
            prior,
            part: (1, 1),
            undoes,
            ids: group.ids,
        };
        MarkLine::split(self.0.into_iter().map(line).collect())
    }
}

impl Library {
    /// Marks articles: in the journal, and in every list, when it returns. One command, one `op`, one step of undo.
    /// After an error it may be called again with the same `op`.
    pub fn mark(&mut self, op: OpId, changes: &[Change], now: Timestamp) -> Result<Marked, IndexError> {
        let lines = self.with(|db, store, aliases| {
            let taking = Taking::look(db, store, aliases);
            let floor = floor(&taking)?;
            let mut lines = Lines::default();
            for change in changes {
                let name = change.field.to_string();
                // In the order of the tables, so that neighbours are looked up and written together.
                let ids: BTreeSet<ArticleId> = change.ids.iter().copied().collect();
                for id in ids {
                    let mark = effective(db, &taking.aliases.names(id), &name)?;
                    let n = mark.as_ref().map_or(0, |mark| mark.stamp.n).max(floor);
                    let prior = mark.map(|mark| mark.value).unwrap_or_default();
                    if prior == change.value {
                        continue;
                    }
                    // Where one was in an article is kept without being asked, so there is nothing to go back to.
                    let prior = if change.field == Field::Position { Value::Off } else { prior };
                    lines.add(&change.field, prior, &change.value, id, n);
                }
            }
            Ok(lines)
        })?;
        let marks = lines.into_marks(op, None, now);
        let changed = marks.iter().flat_map(|line| &line.ids).collect::<HashSet<_>>().len();
        self.write_marks(marks)?;
        Ok(Marked { op, changed })
    }

    /// Takes back this device's last command that is not undone yet, as the command `op`.
    pub fn undo(&mut self, op: OpId, now: Timestamp) -> Result<Option<Undone>, IndexError> {
        let mut newer = Vec::new();
        let ops = self.store.own_ops()?.inspect(|op| newer.extend(op.as_ref().map(|op| op.op)));
        let Some(last) = to_undo(ops)? else { return Ok(None) };
        self.take_back(op, &last, &newer, now).map(Some)
    }

    /// Does again what was undone last, unless something was marked since, as the command `op`.
    pub fn redo(&mut self, op: OpId, now: Timestamp) -> Result<Option<Undone>, IndexError> {
        let mut newer = Vec::new();
        let ops = self.store.own_ops()?.inspect(|op| newer.extend(op.as_ref().map(|op| op.op)));
        let Some(undo) = to_redo(ops)? else { return Ok(None) };
        // It is found only after some that are older.
        newer.truncate(newer.iter().position(|op| *op == undo.op).map_or(newer.len(), |at| at + 1));
        self.take_back(op, &undo, &newer, now).map(Some)
    }

    /// Gives everything that a command marked the value it had before, where no later mark says otherwise. The own
    /// commands since then, `newer` with this one among them, say nothing otherwise: each was taken back, or takes
    /// one back, so what they left is what this one left.
    fn take_back(&mut self, op: OpId, old: &Op, newer: &[OpId], now: Timestamp) -> Result<Undone, IndexError> {
        let newer: HashSet<OpId> = newer.iter().copied().collect();
        let lines = self.with(|db, store, aliases| {
            let taking = Taking::look(db, store, aliases);
            let floor = floor(&taking)?;
            let mut lines = Lines::default();
            for line in old.lines.iter().filter(|line| line.field != Field::Position) {
                let name = line.field.to_string();
                for id in &line.ids {
                    let mark = effective(db, &taking.aliases.names(*id), &name)?;
                    let is_as_it_was = |mark: &Mark| newer.contains(&mark.op) && mark.value == line.value;
                    if mark.as_ref().is_none_or(is_as_it_was) {
                        let n = mark.map_or(line.n, |mark| mark.stamp.n).max(floor);
                        lines.add(&line.field, line.value.clone(), &line.prior, *id, n);
                    }
                }
            }
            Ok(lines)
        })?;
        let mut marks = lines.into_marks(op, Some(old.op), now);
        let mut counts: BTreeMap<(String, bool, String), (Field, Value, usize)> = BTreeMap::new();
        for line in &marks {
            let said = if old.undoes.is_some() { &line.value } else { &line.prior };
            let key = (line.field.to_string(), said.is_on(), format!("{said:?}"));
            counts.entry(key).or_insert_with(|| (line.field.clone(), said.clone(), 0)).2 += line.ids.len();
        }
        let ids = marks.iter().flat_map(|line| line.ids.iter().copied()).collect();
        if marks.is_empty() {
            // Nothing is left of the command; that it is undone must stand somewhere all the same.
            marks.extend(old.lines.first().map(|line| MarkLine {
                op,
                undoes: Some(old.op),
                part: (1, 1),
                at: now,
                ids: Vec::new(),
                ..line.clone()
            }));
        }
        self.write_marks(marks)?;
        Ok(Undone { op, what: counts.into_values().collect(), ids })
    }

    fn write_marks(&mut self, mut marks: Vec<MarkLine>) -> Result<(), IndexError> {
        if marks.is_empty() {
            return Ok(());
        }
        let (written, stopped) = match self.store.append_marks(&mut marks) {
            Ok(written) => (written, None),
            Err(stopped) => (stopped.written, Some(stopped.cause)),
        };
        let records: Vec<_> = written.into_iter().zip(marks.into_iter().map(Record::Mark)).collect();
        let taken = self.take_in(&records);
        if let Err(error) = &taken {
            // It stands in the journal: that it is not in the lists yet is no reason to say it was not marked.
            tracing::warn!(%error, "marks come into the lists when the index can be written again");
        }
        stopped.map_or(Ok(()), |cause: StoreError| Err(cause.into()))
    }
}

/// The least logical time a new mark must exceed: while the index does not know all marks, the highest of those it
/// knows.
fn floor(taking: &Taking<'_>) -> Result<u64, IndexError> {
    if is_complete(taking.db)? { Ok(0) } else { taking.highest() }
}
