//! Marks: shown at once, written by the library, undone one command at a time.

use crate::action::Marking;
use crate::app::App;
use crate::app::event::{Effect, Marked, Step};
use crate::app::list::apply;
use crate::app::panes::Focus;
use crate::article::{ArticleId, Change, Field, Value};

impl App {
    pub(super) fn marking(&mut self, marking: Marking) {
        let row = match &self.reader.open {
            Some(open) if self.focus == Focus::Reader => Some(open.row.clone()),
            _ => self.list.current().cloned(),
        };
        match (marking, row) {
            (Marking::Undo, _) => self.effects.push(Effect::Undo),
            (Marking::Redo, _) => self.effects.push(Effect::Redo),
            (Marking::MarkAllRead, _) => self.mark_all_read(),
            (_, _) if self.focus == Focus::Sources => self.notices.say("marks are for articles: Enter opens a list"),
            (_, None) => self.notices.say("no article here to mark"),
            (Marking::ToggleRead, Some(row)) => self.mark(Field::Read, (!row.read).into(), vec![row.key.id]),
            (Marking::Star, Some(row)) => self.mark(Field::Star, (!row.starred).into(), vec![row.key.id]),
            (Marking::Done, Some(row)) => {
                if !row.read {
                    self.mark(Field::Read, Value::On, vec![row.key.id]);
                }
                let page = self.panes.list_height();
                let ask = self.list.step(1, page);
                self.push_list(ask);
            }
        }
    }

    /// Changes a field of some articles: on screen at once, in the journal next.
    pub(super) fn mark(&mut self, field: Field, value: Value, ids: Vec<ArticleId>) {
        let op = self.ops.next();
        let change = Change { field, value, ids };
        self.list.mark(op, &change, None);
        self.mark_open(&change);
        self.effects.push(Effect::Keep(change.ids.clone()));
        self.effects.push(Effect::Mark(op, vec![change]));
    }

    /// Marks what the list holds at this moment, and nothing that comes in later.
    fn mark_all_read(&mut self) {
        if self.list.total == 0 {
            return self.notices.say("nothing in this list");
        }
        let op = self.ops.next();
        let change = Change { field: Field::Read, value: Value::On, ids: Vec::new() };
        let view = self.list.view.clone();
        self.list.mark(op, &change, Some(view.clone()));
        if let Some(open) = &mut self.reader.open
            && self.list.row(open.row.key.id).is_some()
        {
            open.row.read = true;
        }
        self.effects.push(Effect::MarkView(op, view, self.list.seen, change));
    }

    fn mark_open(&mut self, change: &Change) {
        if let Some(open) = &mut self.reader.open
            && change.ids.contains(&open.row.key.id)
        {
            apply(&mut open.row, change);
        }
    }

    pub(super) fn marked(&mut self, marked: Marked) {
        self.list.confirm(marked.op);
        self.notices.standing = marked.unwritten.map(|why| format!("marks are kept in memory: {why}"));
        if marked.what.iter().all(|(field, ..)| *field == Field::Position) {
            return;
        }
        let what = describe(&marked.what);
        match marked.step {
            Step::Do if marked.bulk => self.notices.say(format!("{what} · u undoes")),
            Step::Do => {}
            Step::Undo => self.notices.say(format!("undone: {what} · ^r does it again")),
            Step::Redo => self.notices.say(format!("done again: {what}")),
        }
        if marked.step == Step::Do {
            self.effects.push(Effect::Overview);
        } else {
            self.reload();
        }
    }
}

/// What a command did: `142 articles marked read`.
fn describe(what: &[(Field, Value, usize)]) -> String {
    let count: usize = what.iter().map(|(.., count)| count).sum();
    let articles = if count == 1 { "article" } else { "articles" };
    let Some((field, value, _)) = what.first() else { return "nothing changed".to_owned() };
    let on = value.is_on();
    let done = match field {
        Field::Read => if on { "marked read" } else { "marked unread" }.to_owned(),
        Field::Star => if on { "starred" } else { "no longer starred" }.to_owned(),
        Field::Later => if on { "kept for later" } else { "no longer kept for later" }.to_owned(),
        Field::Trash => if on { "put in the trash" } else { "taken out of the trash" }.to_owned(),
        Field::Tag(tag) => {
            format!("{} {}", if on { "tagged" } else { "no longer tagged" }, crate::text::Clean::line(tag))
        }
        Field::Note => if on { "given a note" } else { "without their note" }.to_owned(),
        Field::Position => "moved".to_owned(),
    };
    format!("{count} {articles} {done}")
}
