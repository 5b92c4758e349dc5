//! Marks, notes and tags, and taking them back.

use super::super::note::cleaned;
use super::super::tag::Tagging;
use super::Session;
use crate::action::{Action, Call, Marking};
use crate::app::{Step, ages, describe};
use crate::article::{ArticleId, Change, Field, Value};
use crate::config::Edits;
use crate::query::{Arrival, Extent};
use crate::runtime::{self, Turn};
use crate::text::grouped;

impl Session<'_> {
    /// Does what an action of marking says.
    pub(super) fn mark_as(&mut self, marking: Marking, call: &Call) -> anyhow::Result<()> {
        match marking {
            Marking::ToggleRead | Marking::Star | Marking::KeepForLater | Marking::Trash => self.toggle(marking)?,
            Marking::Done => return self.done(),
            Marking::AddTag => self.tag(call.text(), true)?,
            Marking::RemoveTag => self.tag(call.text(), false)?,
            Marking::MarkAllRead => self.mark(Field::Read, Value::On, self.list.ids.clone(), "")?,
            Marking::MarkAboveRead => {
                let above = self.list.ids.iter().take(self.list.at).copied().collect();
                self.mark(Field::Read, Value::On, above, "")?;
            }
            Marking::MarkBelowRead => {
                let below = self.list.ids.iter().skip(self.list.at + 1).copied().collect();
                self.mark(Field::Read, Value::On, below, "")?;
            }
            Marking::Undo => return self.turn(Step::Undo),
            Marking::Redo => return self.turn(Step::Redo),
            Marking::Repeat => {
                return match self.last.clone() {
                    Some(Call { action: Action::Marking(marking), argument }) => {
                        self.mark_as(marking, &Call { action: marking.into(), argument })
                    }
                    _ => {
                        self.say("nothing to repeat");
                        Ok(())
                    }
                };
            }
            _ => {
                self.refuse(call.action);
                return Ok(());
            }
        }
        self.last = Some(call.clone());
        Ok(())
    }

    /// Marks read what of this list is old, by the number of a choice; without one, prints the choices with their counts.
    pub(super) fn catch_up(&mut self, words: &str) -> anyhow::Result<()> {
        let ages = ages(self.context.now.as_second());
        let chosen = words.parse::<usize>().ok().and_then(|number| ages.get(number.checked_sub(1)?));
        let Some((_, before)) = chosen else {
            let seconds = ages.map(|(_, second)| second.unwrap_or(i64::MAX));
            let counts = self.reader.count_older(&self.list.view, &seconds)?;
            for (at, ((name, _), count)) in ages.iter().zip(counts).enumerate() {
                self.say(&format!("{}. {name}: {} unread", at + 1, grouped(count)));
            }
            self.say("`catch-up 3` marks those of the third line read; starred ones are spared");
            return Ok(());
        };
        let extent = before.map_or(Extent::Unstarred, Extent::Before);
        let ids = self.reader.ids_until(&self.list.view, Arrival(i64::MAX), extent)?;
        self.mark(Field::Read, Value::On, ids, "")
    }

    fn toggle(&mut self, marking: Marking) -> anyhow::Result<()> {
        let Some((row, _)) = self.here()? else { return Ok(()) };
        let (field, is_on) = match marking {
            Marking::Star => (Field::Star, row.starred),
            Marking::KeepForLater => (Field::Later, row.later),
            Marking::Trash => (Field::Trash, row.trashed),
            _ => (Field::Read, row.read),
        };
        self.mark(field, (!is_on).into(), vec![row.key.id], row.title.as_str())
    }

    /// Marks read and goes on: to the next unread article, or to the next line.
    fn done(&mut self) -> anyhow::Result<()> {
        if self.is_reading {
            return self.go_on();
        }
        let Some((row, _)) = self.here()? else { return Ok(()) };
        self.mark(Field::Read, Value::On, vec![row.key.id], row.title.as_str())?;
        if self.list.at + 1 < self.list.ids.len() { self.step(self.list.at + 1) } else { Ok(()) }
    }

    fn tag(&mut self, name: Option<&str>, on: bool) -> anyhow::Result<()> {
        let Some(name) = name else {
            self.say("which tag is not said, as in: add-tag ports");
            return Ok(());
        };
        let Some((row, _)) = self.here()? else { return Ok(()) };
        let tagging = Tagging::read(name, on)?;
        let spellings = self.reader.spellings(&tagging.name)?;
        let changes = tagging.changes(spellings, &[row.key.id]);
        self.change(&changes, row.title.as_str())
    }

    /// Writes the note of the article; without words, prints it.
    pub(super) fn note(&mut self, words: &str) -> anyhow::Result<()> {
        let Some((row, opened)) = self.here()? else { return Ok(()) };
        if words.is_empty() {
            let note = opened.note().unwrap_or("it has no note; `note WORDS` writes one");
            note.lines().for_each(|line| self.say(line));
            return Ok(());
        }
        self.mark(Field::Note, Value::Text(cleaned(words)?), vec![row.key.id], row.title.as_str())
    }

    /// Marks articles and says nothing of it.
    pub(super) fn mark_quietly(&mut self, field: Field, value: Value, ids: Vec<ArticleId>) -> anyhow::Result<()> {
        self.make(&[Change { field, value, ids }]).map(drop)
    }

    fn mark(&mut self, field: Field, value: Value, ids: Vec<ArticleId>, title: &str) -> anyhow::Result<()> {
        self.change(&[Change { field, value, ids }], title)
    }

    fn change(&mut self, changes: &[Change], title: &str) -> anyhow::Result<()> {
        let of = if title.is_empty() { String::new() } else { format!(": {title}") };
        match self.make(changes)? {
            Some(what) => self.say(&format!("{what}{of}; `undo` takes it back")),
            None => self.say("nothing to change: it is so already"),
        }
        Ok(())
    }

    /// Makes changes as one command and says what changed.
    fn make(&mut self, changes: &[Change]) -> anyhow::Result<Option<String>> {
        let mut library = self.context.library()?;
        let op = library.new_op();
        let marked = library.mark(op, changes, self.context.now)?;
        library.sync()?;
        Ok((marked.changed > 0).then(|| describe(&marked.what)))
    }

    /// Takes the last command back, or does it again: a mark, or a change of settings and sources.
    fn turn(&mut self, step: Step) -> anyhow::Result<()> {
        let edits = Edits::new(&self.context.paths);
        let mut library = self.context.library()?;
        let (op, now) = (library.new_op(), self.context.now);
        let is_redo = step == Step::Redo;
        let what = match runtime::turn(&edits, step, self.sets.ends(), Some(&library))? {
            Turn::Marks if is_redo => library.redo(op, now)?.map(|undone| describe(&undone.what)),
            Turn::Marks => library.undo(op, now)?.map(|undone| describe(&undone.what)),
            Turn::Settings if is_redo => edits.redo()?.map(|(_, what)| what),
            Turn::Settings => edits.undo(now)?.map(|(_, what)| what),
            Turn::Set => self.set_again(step),
            Turn::Nothing => None,
        };
        library.sync()?;
        self.settle()?;
        self.say(&match (what, is_redo) {
            (Some(what), false) => format!("undone: {what}; `redo` does it again"),
            (Some(what), true) => format!("done again: {what}; `undo` takes it back"),
            (None, false) => "nothing to undo".to_owned(),
            (None, true) => "nothing to redo".to_owned(),
        });
        Ok(())
    }
}
