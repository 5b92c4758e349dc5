//! Marks: shown at once, written by the library, undone one command at a time.

use crate::action::Marking;
use crate::app::App;
use crate::app::event::{Effect, Listed, Marked, Step};
use crate::app::list::apply;
use crate::app::panes::Focus;
use crate::app::prompt::{Choice, Does, Purpose};
use crate::article::{ArticleId, Change, Field, Row, Value};
use crate::query::Extent;
use crate::text::Clean;

impl App {
    pub(super) fn marking(&mut self, marking: Marking) {
        match marking {
            Marking::Undo => return self.effects.push(Effect::Undo),
            Marking::Redo => return self.effects.push(Effect::Redo),
            Marking::MarkAllRead => return self.mark_list_read(Extent::Whole),
            _ if self.focus == Focus::Sources => {
                return self.notices.say("marks are for articles: Enter opens a list");
            }
            _ => {}
        }
        let Some(row) = self.meant() else { return self.notices.say("no article here to mark") };
        match marking {
            Marking::ToggleRead => self.change(Field::Read, !row.read, &row),
            Marking::Star => self.change(Field::Star, !row.starred, &row),
            Marking::KeepForLater => self.change(Field::Later, !row.later, &row),
            Marking::Trash => self.trash(&row),
            Marking::Done => self.done(&row),
            Marking::MarkAboveRead => self.mark_list_read(Extent::Above(row.key)),
            Marking::MarkBelowRead => self.mark_list_read(Extent::Below(row.key)),
            Marking::AddTag => {
                self.prompt(Purpose::AddTag, Vec::new());
                self.effects.push(Effect::Tags);
            }
            Marking::RemoveTag if row.tags.is_empty() => self.notices.say("this article has no tag"),
            Marking::RemoveTag => {
                let tags = row.tags.iter().map(|tag| tag_choice(tag, ""));
                self.prompt(Purpose::RemoveTag, tags.collect());
            }
            Marking::Repeat => match self.last_change.clone() {
                Some((field, value)) => self.mark(field, value, vec![row.key.id]),
                None => self.notices.say("nothing was changed yet that could be repeated"),
            },
            Marking::Undo | Marking::Redo | Marking::MarkAllRead => {}
        }
    }

    /// The article the keys are about.
    pub(super) fn meant(&self) -> Option<Row> {
        match &self.reader.open {
            Some(open) if self.focus == Focus::Reader => Some(open.row.clone()),
            _ => self.list.current().cloned(),
        }
    }

    fn change(&mut self, field: Field, on: bool, row: &Row) {
        let value = Value::from(on);
        self.last_change = Some((field.clone(), value.clone()));
        match (&field, on) {
            (Field::Later, true) => self.notices.say("kept for later · gL lists what is · u undoes"),
            (Field::Later, false) => self.notices.say("no longer kept for later"),
            _ => {}
        }
        self.mark(field, value, vec![row.key.id]);
    }

    fn done(&mut self, row: &Row) {
        if !row.read {
            self.change(Field::Read, true, row);
        }
        self.go_on();
    }

    fn trash(&mut self, row: &Row) {
        let on = !row.trashed;
        self.change(Field::Trash, on, row);
        self.notices.say(if on { "in the trash · gD lists it · u undoes" } else { "taken out of the trash" });
        if self.focus == Focus::List {
            self.go_on();
        }
    }

    fn go_on(&mut self) {
        let page = self.panes.list_height();
        let ask = self.list.step(1, page);
        self.push_list(ask);
    }

    /// Adds a tag to the article the keys are about, or takes it away.
    pub(super) fn tag(&mut self, name: &str, on: bool) {
        let name = Clean::line(name.trim_start_matches('#').trim()).to_string();
        let Some(row) = self.meant().filter(|_| !name.is_empty()) else { return };
        self.notices.say(if on { format!("tagged {name} · u undoes") } else { format!("no longer tagged {name}") });
        self.change(Field::Tag(name), on, &row);
    }

    /// The tags there are, for the line that is being typed.
    pub(super) fn offer_tags(&mut self, tags: &[(Clean, u64)]) {
        let choices = tags.iter().map(|(tag, count)| tag_choice(tag, &count.to_string())).collect();
        self.offer(&[Purpose::AddTag], choices);
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
    fn mark_list_read(&mut self, extent: Extent) {
        if self.list.total == 0 {
            return self.notices.say("nothing in this list");
        }
        let op = self.ops.next();
        let change = Change { field: Field::Read, value: Value::On, ids: Vec::new() };
        self.list.mark(op, &change, Some(extent));
        if let Some(open) = &mut self.reader.open
            && extent.holds(open.row.key)
            && self.list.row(open.row.key.id).is_some()
        {
            open.row.read = true;
        }
        let listed = Listed { view: self.list.view.clone(), seen: self.list.seen, extent };
        self.effects.push(Effect::MarkView(op, listed, change));
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

fn tag_choice(tag: &Clean, aside: &str) -> Choice {
    Choice { name: tag.to_string(), about: String::new(), aside: aside.to_owned(), does: Does::Name }
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
