//! Undo and redo, shown at once: from what the rows in memory were before a command.
//!
//! What is undone the library decides, and what it says goes before what was shown.

use crate::app::App;
use crate::app::event::{Effect, Step};
use crate::article::{ArticleId, Change, Field, OpId, Row, Value};

/// Commands that are shown undone at once; what is before them waits for the library.
const KEPT: usize = 100;

/// What a command changed of the rows in memory.
#[derive(Clone, Debug)]
struct Done {
    /// The command; none is a change of a file.
    op: Option<OpId>,
    /// What it changed; nothing is what no row tells of.
    field: Option<Field>,
    /// The articles that were otherwise, and what they became.
    ids: Vec<ArticleId>,
    on: bool,
}

/// The newest commands, and those that were undone.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    done: Vec<Done>,
    undone: Vec<Done>,
    /// What the last step comes to is shown when the library has answered.
    pub(super) unforeseen: bool,
}

/// Whether a row has a field; nothing where the row alone does not tell.
fn has(row: &Row, field: &Field) -> Option<bool> {
    Some(match field {
        Field::Read => row.read,
        Field::Star => row.starred,
        Field::Later => row.later,
        Field::Trash => row.trashed,
        Field::Tag(name) => row.tags.iter().any(|tag| tag.as_str() == name),
        Field::Note | Field::NoteAt(_) | Field::Position => return None,
    })
}

impl App {
    /// The articles in memory that a change makes otherwise, before it is shown.
    pub(super) fn otherwise(&self, field: &Field, on: bool) -> Vec<ArticleId> {
        let open = self.reader.open.as_ref().map(|open| &open.row);
        let rows = self.list.rows.iter().chain(open);
        rows.filter(|row| has(row, field) == Some(!on)).map(|row| row.key.id).collect()
    }

    /// Remembers a command that was shown: of the articles that were otherwise, those that are no more.
    pub(super) fn remember_step(&mut self, op: OpId, field: Field, on: bool, otherwise: Vec<ArticleId>) {
        let still = self.otherwise(&field, on);
        let ids = otherwise.into_iter().filter(|id| !still.contains(id)).collect();
        self.push_step(Done { op: Some(op), field: Some(field), ids, on });
    }

    /// Remembers that something was done of which no row tells.
    pub(super) fn remember_other_step(&mut self, op: Option<OpId>) {
        self.push_step(Done { op, field: None, ids: Vec::new(), on: true });
    }

    fn push_step(&mut self, done: Done) {
        let steps = &mut self.steps;
        steps.undone.clear();
        steps.done.push(done);
        let more = steps.done.len().saturating_sub(KEPT);
        steps.done.drain(..more);
    }

    /// A command changed nothing, so there is nothing of it to undo.
    pub(super) fn forget_step(&mut self, op: OpId) {
        self.steps.done.retain(|step| step.op != Some(op));
    }

    /// Undoes the last command: on screen at once.
    pub(super) fn undo(&mut self) {
        self.step_back(true);
        self.effects.push(Effect::Undo);
    }

    /// Does again what was undone last.
    pub(super) fn redo(&mut self) {
        self.step_back(false);
        self.effects.push(Effect::Redo);
    }

    /// There was nothing to undo, or to do again.
    pub(super) fn nothing_to_undo(&mut self, step: Step) {
        self.stop_expecting();
        self.notices.say(if step == Step::Redo { "nothing to redo" } else { "nothing to undo" });
    }

    /// What undo came to is something else than marks: what was shown of it goes.
    pub(super) fn stop_expecting(&mut self) {
        if self.list.expects() {
            self.list.expect_less(true);
            self.reload();
        }
    }

    fn step_back(&mut self, is_undo: bool) {
        let Steps { done, undone, unforeseen } = &mut self.steps;
        let (from, to) = if is_undo { (done, undone) } else { (undone, done) };
        let first = from.last().map(|step| (step.op, step.field.is_some()));
        *unforeseen = first.is_some_and(|(_, is_marks)| !is_marks);
        let mut changes = Vec::new();
        while let Some(step) = from.pop_if(|step| match first {
            Some((Some(op), is_marks)) => step.field.is_some() == is_marks && step.op.is_some_and(|it| it.is_with(op)),
            _ => true,
        }) {
            if let Some(field) = step.field.clone() {
                changes.push(Change { field, value: Value::from(step.on != is_undo), ids: step.ids.clone() });
            }
            to.push(step);
            if first.is_some_and(|(op, _)| op.is_none()) {
                break;
            }
        }
        changes.iter().for_each(|change| self.mark_open(change));
        self.list.foretell(changes);
    }
}
