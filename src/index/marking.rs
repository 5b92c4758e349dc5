//! Marks and undo: what a command writes to the journal.
//!
//! A mark of a later command, or of another device, is never taken back: undo touches only what still is as its
//! command left it.

use super::answer::{Marked, Undone};
use super::catching::is_complete;
use super::taking::{Taking, each_effective};
use super::untaken::Untaken;
use super::{IndexError, Library};
use crate::article::{ArticleId, Change, DeviceId, Field, OpId, Value};
use crate::store::{MAX_COUNT, MarkLine, Op, Record, StoreError, to_redo, to_undo};
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::{BTreeMap, HashSet};

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

    fn ids(&self) -> impl Iterator<Item = ArticleId> {
        self.0.iter().flat_map(|(_, group)| &group.ids).copied()
    }

    /// How many articles each field and value concerns, by name of the field.
    fn what(&self, said: impl Fn(&(Field, Value, Value)) -> (Field, Value)) -> Vec<(Field, Value, usize)> {
        let mut counts: BTreeMap<(String, bool, String), (Field, Value, usize)> = BTreeMap::new();
        for (key, group) in &self.0 {
            let (field, value) = said(key);
            let name = (field.to_string(), value.is_on(), format!("{value:?}"));
            counts.entry(name).or_insert((field, value, 0)).2 += group.ids.len();
        }
        counts.into_values().collect()
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

/// The commands of a step that is to be taken back, the newest first, and the own commands since then with these among
/// them. Those say nothing otherwise: each was taken back, or takes one back, so what they left is what these left.
struct Held {
    commands: Vec<Op>,
    newer: HashSet<OpId>,
}

impl Library {
    /// Marks articles: in the journal, and in every list, when it returns. One command, one `op`, one step of undo.
    /// After an error it may be called again with the same `op`.
    pub fn mark(&mut self, op: OpId, changes: &[Change], now: Timestamp) -> Result<Marked, IndexError> {
        let lines = self.lines_of(changes)?;
        let changed = lines.ids().collect::<HashSet<_>>().len();
        let what = lines.what(|(field, _, value)| (field.clone(), value.clone()));
        self.write_marks(lines.into_marks(op, None, now))?;
        Ok(Marked { op, what, changed })
    }

    /// What [`Library::mark`] would do now, and to which articles: to those that are not so already.
    pub fn would_mark(&mut self, changes: &[Change]) -> Result<(Marked, HashSet<ArticleId>), IndexError> {
        let lines = self.lines_of(changes)?;
        let ids: HashSet<ArticleId> = lines.ids().collect();
        let what = lines.what(|(field, _, value)| (field.clone(), value.clone()));
        Ok((Marked { op: self.new_op(), what, changed: ids.len() }, ids))
    }

    /// Of these articles, those whose field nobody ever marked, each once.
    pub fn unmarked(&mut self, field: &Field, ids: Vec<ArticleId>) -> Result<Vec<ArticleId>, IndexError> {
        let name = field.to_string();
        self.with_all(|db, _, aliases| {
            let mut unmarked = Vec::new();
            each_effective(db, aliases, &name, &ids, |id, mark| {
                unmarked.extend(mark.is_none().then_some(id));
                Ok(())
            })?;
            Ok(unmarked)
        })
    }

    fn lines_of(&mut self, changes: &[Change]) -> Result<Lines, IndexError> {
        self.look(|db, taking, untaken| {
            let floor = floor(taking)?;
            let mut lines = Lines::default();
            for change in changes {
                each_effective(db, taking.aliases, &change.field.to_string(), &change.ids, |id, mark| {
                    let mark = untaken.counting(taking.aliases, id, &change.field, mark);
                    let n = mark.as_ref().map_or(0, |mark| mark.stamp.n).max(floor);
                    let prior = mark.map(|mark| mark.value).unwrap_or_default();
                    if prior != change.value {
                        // Where one was in an article is kept without being asked: there is nothing to go back to.
                        let prior = if change.field == Field::Position { Value::Off } else { prior };
                        lines.add(&change.field, prior, &change.value, id, n);
                    }
                    Ok(())
                })?;
            }
            Ok(lines)
        })
    }

    /// Finds something out about the marks there are, those among them that the index could not take in yet.
    fn look<T>(
        &mut self,
        find: impl Fn(&Connection, &Taking<'_>, &Untaken) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        self.know_marks();
        let untaken = std::mem::take(&mut self.untaken);
        let found = self.with(|db, store, aliases| find(db, &Taking::look(db, store, aliases), &untaken));
        self.untaken = untaken;
        found
    }

    /// Takes back this device's last step that is not undone yet, as the command `op`; as several where it was several.
    pub fn undo(&mut self, op: OpId, now: Timestamp) -> Result<Option<Undone>, IndexError> {
        let first = to_undo(self.store.own_ops()?)?;
        self.take_step_back(op, first, now)
    }

    /// Does again what was undone last, unless something was marked since, as the command `op`.
    pub fn redo(&mut self, op: OpId, now: Timestamp) -> Result<Option<Undone>, IndexError> {
        let first = to_redo(self.store.own_ops()?)?;
        self.take_step_back(op, first, now)
    }

    /// When the command was given that [`Library::undo`] would take back.
    pub fn time_to_undo(&self) -> Result<Option<Timestamp>, IndexError> {
        Ok(to_undo(self.store.own_ops()?)?.map(|command| command.at))
    }

    /// When that was undone which [`Library::redo`] would do again.
    pub fn time_to_redo(&self) -> Result<Option<Timestamp>, IndexError> {
        Ok(to_redo(self.store.own_ops()?)?.map(|command| command.at))
    }

    /// What [`Library::undo`] would do now.
    pub fn would_undo(&mut self) -> Result<Option<Undone>, IndexError> {
        let first = to_undo(self.store.own_ops()?)?;
        self.would_take_back(first)
    }

    /// What [`Library::redo`] would do now.
    pub fn would_redo(&mut self) -> Result<Option<Undone>, IndexError> {
        let first = to_redo(self.store.own_ops()?)?;
        self.would_take_back(first)
    }

    fn would_take_back(&mut self, first: Option<Op>) -> Result<Option<Undone>, IndexError> {
        let Some(first) = first else { return Ok(None) };
        let held = self.step_of(first)?;
        let mut all: Option<Undone> = None;
        for command in &held.commands {
            let one = undone(command.op, command, &self.lines_back(command, &held.newer)?);
            all = Some(all.map_or(one.clone(), |all| all.and(one)));
        }
        Ok(all)
    }

    /// The step whose newest command this is.
    fn step_of(&self, first: Op) -> Result<Held, IndexError> {
        let (mut commands, mut newer) = (Vec::new(), HashSet::new());
        for op in self.store.own_ops()? {
            let op = op?;
            let is_of_it = if commands.is_empty() { op.op == first.op } else { op.op.is_with(first.op) };
            if !commands.is_empty() && !is_of_it && op.is_command() {
                break;
            }
            newer.insert(op.op);
            commands.extend((is_of_it && op.is_command()).then_some(op));
        }
        Ok(Held { commands, newer })
    }

    /// Gives everything that a command marked the value it had before, where no later mark says otherwise.
    fn lines_back(&mut self, command: &Op, newer: &HashSet<OpId>) -> Result<Lines, IndexError> {
        self.look(|db, taking, untaken| {
            let floor = floor(taking)?;
            let mut lines = Lines::default();
            for line in command.lines.iter().filter(|line| line.field != Field::Position) {
                each_effective(db, taking.aliases, &line.field.to_string(), &line.ids, |id, mark| {
                    let mark = untaken.counting(taking.aliases, id, &line.field, mark);
                    if mark.as_ref().is_none_or(|mark| mark.value == line.value && newer.contains(&mark.op)) {
                        let n = mark.map_or(line.n, |mark| mark.stamp.n).max(floor);
                        lines.add(&line.field, line.value.clone(), &line.prior, id, n);
                    }
                    Ok(())
                })?;
            }
            Ok(lines)
        })
    }

    fn take_step_back(&mut self, op: OpId, first: Option<Op>, now: Timestamp) -> Result<Option<Undone>, IndexError> {
        let Some(first) = first else { return Ok(None) };
        let Held { commands, mut newer } = self.step_of(first)?;
        let mut all: Option<Undone> = None;
        for (n, command) in (0..).zip(&commands) {
            let one = self.take_back(if n == 0 { op } else { op.further(n) }, command, &newer, now)?;
            newer.insert(one.op);
            all = Some(all.map_or(one.clone(), |all| all.and(one)));
        }
        Ok(all)
    }

    fn take_back(&mut self, op: OpId, old: &Op, newer: &HashSet<OpId>, now: Timestamp) -> Result<Undone, IndexError> {
        let lines = self.lines_back(old, newer)?;
        let undone = undone(op, old, &lines);
        let mut marks = lines.into_marks(op, Some(old.op), now);
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
        Ok(undone)
    }

    fn write_marks(&mut self, mut marks: Vec<MarkLine>) -> Result<(), IndexError> {
        if marks.is_empty() {
            return Ok(());
        }
        let (written, stopped) = match self.store.append_marks(&mut marks) {
            Ok(written) => (written, None),
            Err(stopped) => (stopped.written, Some(stopped.cause)),
        };
        if let (Some(on_mark), Some(mark)) = (&self.on_mark, marks.first()) {
            on_mark(mark.op);
        }
        self.take_in_marks(written.into_iter().zip(marks.into_iter().map(Record::Mark)).collect());
        stopped.map_or(Ok(()), |cause: StoreError| Err(cause.into()))
    }
}

/// What taking a command back comes to: what that command had done, and to which articles.
fn undone(op: OpId, old: &Op, lines: &Lines) -> Undone {
    let said = |(field, prior, value): &(Field, Value, Value)| {
        (field.clone(), if old.undoes.is_some() { value.clone() } else { prior.clone() })
    };
    Undone { op, what: lines.what(said), ids: lines.ids().collect() }
}

/// The least logical time a new mark must exceed: while the index does not know all marks, the highest of those it
/// knows.
fn floor(taking: &Taking<'_>) -> Result<u64, IndexError> {
    if is_complete(taking.db)? { Ok(0) } else { taking.highest() }
}
