//! Changes that are shown before the library has them, also on rows that arrive meanwhile.

use crate::app::list::{Anchor, List};
use crate::article::{ArticleId, Change, Field, OpId, Row};
use crate::query::{By, Extent, View};

/// A change the index has not confirmed yet: rows that arrive meanwhile are shown as if it had.
#[derive(Clone, Debug)]
pub(super) struct Pending {
    op: OpId,
    change: Change,
    /// It concerns a part of a view, whose ids are not known here.
    of: Option<(View, Extent)>,
}

impl List {
    /// Shows what the index does not know yet on rows that came.
    pub(super) fn show_pending(&mut self) {
        for index in 0..self.pending.len() {
            let Pending { change, of, .. } = self.pending[index].clone();
            let extent = of.filter(|(view, _)| *view == self.view).map(|(_, extent)| extent);
            self.rows
                .iter_mut()
                .filter(|row| extent.is_some_and(|it| it.holds(row)) || change.ids.contains(&row.key.id))
                .for_each(|row| apply(row, &change));
        }
        for changes in self.expected.clone() {
            self.show_expected(&changes);
        }
    }

    /// Shows a change at once; it is shown on rows that arrive later too, until it is confirmed.
    pub fn mark(&mut self, op: OpId, change: &Change) {
        self.rows.iter_mut().filter(|row| change.ids.contains(&row.key.id)).for_each(|row| apply(row, change));
        self.pending.push(Pending { op, change: change.clone(), of: None });
    }

    /// Shows a change of a part of the list at once: `from` is the other end where the part is what is selected.
    pub fn mark_part(&mut self, op: OpId, change: &Change, extent: Extent, from: Option<Anchor>) {
        let here = self.cursor_index().unwrap_or(0);
        let (above, below) = self.cursor.map_or((Extent::Whole, Extent::Whole), |key| self.beyond(key));
        let is_of = |index: usize, row: &Row| match extent {
            Extent::Between(..) => from.and_then(|from| self.selected(from)).is_some_and(|part| part.contains(&index)),
            extent if extent == above => index < here,
            extent if extent == below => index > here,
            extent => extent.holds(row),
        };
        let ids = self.rows.iter().enumerate().filter(|(index, row)| is_of(*index, row)).map(|(_, row)| row.key.id);
        let ids: Vec<ArticleId> = ids.collect();
        for row in self.rows.iter_mut().filter(|row| ids.contains(&row.key.id)) {
            apply(row, change);
        }
        // Which rows that arrive later are of the part, their keys tell in a list by time alone.
        let by_key = self.order.by == By::Time || !extent.is_of_rows();
        let of = by_key.then(|| (self.view.clone(), extent));
        self.pending.push(Pending { op, change: Change { ids, ..change.clone() }, of });
    }

    /// Shows at once what undo or redo is expected to come to.
    pub fn foretell(&mut self, changes: Vec<Change>) {
        self.show_expected(&changes);
        self.expected.push_back(changes);
    }

    /// The library has answered the oldest of those steps, or all will have been in vain.
    pub fn expect_less(&mut self, all: bool) {
        let answered = if all { self.expected.len() } else { self.expected.len().min(1) };
        self.expected.drain(..answered);
    }

    /// Whether a step is shown that the library has not answered.
    pub fn expects(&self) -> bool {
        !self.expected.is_empty()
    }

    fn show_expected(&mut self, changes: &[Change]) {
        for change in changes {
            self.rows.iter_mut().filter(|row| change.ids.contains(&row.key.id)).for_each(|row| apply(row, change));
        }
    }

    /// A step was undone before it was written: what is read from now on lacks it.
    pub fn withdraw(&mut self, op: OpId) {
        self.pending.retain(|pending| !pending.op.is_with(op));
    }

    /// The index knows of this command now; tells whether the list was asked for before it knew of the last one.
    pub fn confirm(&mut self, op: OpId) -> bool {
        self.pending.retain(|pending| pending.op != op);
        self.pending.is_empty() && std::mem::take(&mut self.behind)
    }
}

/// Shows a change on a row.
pub fn apply(row: &mut Row, change: &Change) {
    let on = change.value.is_on();
    match &change.field {
        Field::Read => row.read = on,
        Field::Star => row.starred = on,
        Field::Later => row.later = on,
        Field::Trash => row.trashed = on,
        Field::Note => row.noted = on,
        // Whether another note is left, the next look at the list tells.
        Field::NoteAt(_) => row.noted |= on,
        Field::Tag(name) => {
            let name = crate::text::Clean::line(name);
            row.tags.retain(|tag| *tag != name);
            if on {
                row.tags.push(name);
                row.tags.sort();
            }
        }
        Field::Position => {}
    }
}
