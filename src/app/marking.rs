//! Marks: shown at once, written by the library, undone one command at a time.

use crate::action::Marking;
use crate::app::App;
use crate::app::event::{Effect, Listed, Marked, Step};
use crate::app::list::Anchor;
use crate::app::panes::Focus;
use crate::app::pending::apply;
use crate::app::prompt::{Choice, Does, Purpose};
use crate::app::sources::same;
use crate::article::{ArticleId, Change, Field, Row, Value};
use crate::query::{Arrival, Extent, View, is_same_tag};
use crate::text::{self, Clean, grouped};

impl App {
    pub(super) fn marking(&mut self, marking: Marking) {
        match marking {
            Marking::Undo => return self.undo(),
            Marking::Redo => return self.redo(),
            Marking::MarkAllRead if self.range.is_none() || self.focus == Focus::Sources => {
                return self.mark_many(Field::Read, Value::On, Extent::Whole);
            }
            Marking::CatchUp => return self.choose_age(),
            _ if self.focus == Focus::Sources => {
                return self.notices.say("marks are for articles: Enter opens a list");
            }
            _ => {}
        }
        let Some(row) = self.meant() else { return self.notices.say("no article here to mark") };
        if self.range.is_some() && self.mark_range(marking, &row) {
            return;
        }
        match marking {
            Marking::ToggleRead => self.change(Field::Read, !row.read, &row),
            Marking::Star => self.change(Field::Star, !row.starred, &row),
            Marking::KeepForLater => self.change(Field::Later, !row.later, &row),
            Marking::Trash => self.trash(&row),
            Marking::Done => self.done(&row),
            Marking::MarkAboveRead => self.mark_many(Field::Read, Value::On, self.list.beyond(row.key).0),
            Marking::MarkBelowRead => self.mark_many(Field::Read, Value::On, self.list.beyond(row.key).1),
            Marking::SelectRange if self.focus == Focus::Reader => {
                self.notices.say("a range is of the list: h leads back to it");
            }
            Marking::SelectRange => {
                self.range = self.list.anchor();
                self.notices.say("selecting · move, then a command for all of it · Esc lets go");
            }
            Marking::Note if self.range.is_some() => self.prompt(Purpose::Note, Vec::new()),
            Marking::Note => self.ask_note(row.key.id),
            Marking::AddTag => {
                self.prompt(Purpose::AddTag, Vec::new());
                self.effects.push(Effect::Tags);
            }
            Marking::RemoveTag => match &self.tags_of(&row)[..] {
                [] if self.range.is_some() => self.notices.say("nothing that is selected has a tag"),
                [] => self.notices.say("this article has no tag"),
                tags => self.prompt(Purpose::RemoveTag, tags.iter().map(|tag| tag_choice(tag, "")).collect()),
            },
            Marking::Repeat => match self.last_change.clone() {
                Some((field, value)) => {
                    // Of what a row of the list shows its reader is not told.
                    if !matches!(field, Field::Read | Field::Star) {
                        self.notices.say(format!("{} · u undoes", describe_one(&field, &value, 1)));
                    }
                    self.mark(field, value, vec![row.key.id]);
                }
                None => self.notices.say("nothing was changed yet that could be repeated"),
            },
            Marking::Undo | Marking::Redo | Marking::MarkAllRead | Marking::CatchUp => {}
        }
    }

    /// The article the keys are about: in the pane of sources none, as the list may be out of sight.
    pub(super) fn meant(&self) -> Option<Row> {
        match (self.focus, &self.reader.open) {
            (Focus::Sources, _) => None,
            (Focus::Reader, Some(open)) => Some(open.row.clone()),
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

    /// Marks an article read and goes on.
    pub(super) fn done(&mut self, row: &Row) {
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

    /// On to the next article of the list; from an open one it is opened.
    fn go_on(&mut self) {
        if self.focus == Focus::Reader {
            return self.step_article(1);
        }
        let page = self.panes.list_height();
        let ask = self.list.step(1, page);
        self.push_list(ask);
    }

    /// The tags of what a mark is for now: the selected range as far as it is in memory, or one article.
    fn tags_of(&self, row: &Row) -> Vec<Clean> {
        let selected = self.range.and_then(|from| self.list.selected(from));
        let rows = selected.map_or(std::slice::from_ref(row), |part| &self.list.rows[part]);
        let mut tags: Vec<Clean> = rows.iter().flat_map(|row| row.tags.iter().cloned()).collect();
        tags.sort();
        tags.dedup();
        tags
    }

    /// Adds a tag to the article the keys are about, or to all that are selected; or takes it away.
    pub(super) fn tag(&mut self, name: &str, on: bool) {
        let name = Clean::line(name.trim_start_matches('#').trim()).to_string();
        let Some(row) = self.meant().filter(|_| !name.is_empty()) else { return };
        // However it is typed, a tag is written one way.
        let known = self.tags_of(&row);
        let known = known.iter().chain(self.tags.iter().map(|(tag, _)| tag).filter(|_| on));
        let same = known.into_iter().find(|tag| is_same_tag(tag.as_str(), &name)).map(ToString::to_string);
        if !on && same.is_none() {
            return self.notices.say(match self.range {
                Some(_) => format!("nothing that is selected is tagged {name}"),
                None => format!("this article is not tagged {name}"),
            });
        }
        let name = same.unwrap_or(name);
        if let Some(from) = self.range {
            return self.mark_between(from, &row, Field::Tag(name), on.into());
        }
        self.notices.say(if on { format!("tagged {name} · u undoes") } else { format!("no longer tagged {name}") });
        self.change(Field::Tag(name), on, &row);
    }

    /// The tags there are, for the line that is being typed.
    pub(super) fn offer_tags(&mut self, tags: Vec<(Clean, u64)>) {
        self.tags = tags;
        self.offer_arguments();
        let tags = &self.tags;
        let choices = tags.iter().map(|(tag, count)| tag_choice(tag, &grouped(*count))).collect();
        self.offer(&[Purpose::AddTag], choices);
        self.complete_tag();
    }

    /// Changes a field of some articles: on screen at once, in the journal next.
    pub(super) fn mark(&mut self, field: Field, value: Value, ids: Vec<ArticleId>) {
        let op = self.ops.next();
        let change = Change { field, value, ids };
        let otherwise = self.otherwise(&change.field, change.value.is_on());
        self.list.mark(op, &change);
        self.mark_open(&change);
        self.remember_step(op, change.field.clone(), change.value.is_on(), otherwise);
        self.effects.push(Effect::Keep(change.ids.clone()));
        self.effects.push(Effect::Mark(op, vec![change]));
    }

    /// The articles that the keys are about where they are about many: the list, and in the pane of sources what its
    /// cursor is on.
    fn many(&self) -> (&View, Arrival) {
        if self.focus == Focus::Sources && !same(&self.sources.cursor, &self.list.view) {
            (&self.sources.cursor, self.sources.overview.seen)
        } else {
            (&self.list.view, self.list.seen)
        }
    }

    /// Marks a part of what the keys are about at this moment, and nothing that comes in later.
    fn mark_many(&mut self, field: Field, value: Value, extent: Extent) {
        let (view, seen) = self.many();
        let mut listed = Listed { view: view.clone(), seen, extent };
        let is_shown = listed.view == self.list.view;
        if is_shown && self.list.total == 0 {
            return self.notices.say("nothing in this list");
        }
        let op = self.ops.next();
        let change = Change { field, value, ids: Vec::new() };
        let otherwise = self.otherwise(&change.field, change.value.is_on());
        if is_shown {
            listed.view.by = self.list.order.by;
            self.list.mark_part(op, &change, extent, self.range.take());
        }
        if let Some(open) = &mut self.reader.open
            && let Some(row) = self.list.row(open.row.key.id)
        {
            open.row = row.clone();
        }
        self.remember_step(op, change.field.clone(), change.value.is_on(), otherwise);
        self.effects.push(Effect::MarkView(op, listed, change));
    }

    /// Marks the selected range; `false` where the key marks no range.
    fn mark_range(&mut self, marking: Marking, row: &Row) -> bool {
        let Some(from) = self.range else { return false };
        let (field, on) = match marking {
            Marking::ToggleRead => (Field::Read, !row.read),
            Marking::Done | Marking::MarkAllRead | Marking::MarkAboveRead | Marking::MarkBelowRead => {
                (Field::Read, true)
            }
            Marking::Star => (Field::Star, !row.starred),
            Marking::KeepForLater => (Field::Later, !row.later),
            Marking::Trash => (Field::Trash, !row.trashed),
            Marking::Repeat => match &self.last_change {
                Some((field, value)) if matches!(value, Value::On | Value::Off) => (field.clone(), value.is_on()),
                _ => return false,
            },
            Marking::SelectRange => return self.let_go(),
            _ => return false,
        };
        self.mark_between(from, row, field, on.into());
        true
    }

    /// Marks all from the one end of the selection to an article.
    pub(super) fn mark_between(&mut self, from: Anchor, row: &Row, field: Field, value: Value) {
        // What was noted is of what it was noted on: it is not repeated.
        if !matches!(value, Value::Text(_)) {
            self.last_change = Some((field.clone(), value.clone()));
        }
        self.mark_many(field, value, Extent::Between(from.key, row.key));
    }

    /// Asks how old what is to be marked read should be; the counts come before the choice.
    fn choose_age(&mut self) {
        self.prompt(Purpose::CatchUp, Vec::new());
        let seconds = ages(self.now.time.as_second()).iter().map(|(_, second)| second.unwrap_or(i64::MAX)).collect();
        self.effects.push(Effect::CountOlder(self.many().0.clone(), seconds));
    }

    /// The counts, as choices.
    pub(super) fn offer_ages(&mut self, counts: &[u64]) {
        let choice = |((name, before), count): ((&str, Option<i64>), &u64)| Choice {
            name: name.to_owned(),
            about: String::new(),
            aside: format!("{} unread", grouped(*count)),
            does: Does::CatchUp(before),
        };
        let ages = ages(self.now.time.as_second()).into_iter().zip(counts).map(choice);
        let choices = ages.chain(self.long_past()).collect();
        self.offer(&[Purpose::CatchUp], choices);
    }

    /// Marks read what is of before a second, or all; starred ones stay.
    pub(super) fn catch_up(&mut self, before: Option<i64>) {
        self.mark_many(Field::Read, Value::On, before.map_or(Extent::Unstarred, Extent::Before));
    }

    pub(super) fn mark_open(&mut self, change: &Change) {
        if let Some(open) = &mut self.reader.open
            && change.ids.contains(&open.row.key.id)
        {
            apply(&mut open.row, change);
        }
    }

    pub(super) fn marked(&mut self, marked: Marked) {
        let standing = marked.unwritten.as_ref().map(|why| format!("marks are kept in memory: {why}"));
        if standing.is_some() && self.notices.standing.is_none() {
            // At once, in place of what the mark itself said.
            self.notices.clear();
        }
        self.notices.standing = standing;
        if marked.unwritten.is_some() {
            // It is tried again, and shown as it will be until then.
            return;
        }
        let is_behind = self.list.confirm(marked.op);
        if marked.step != Step::Do {
            self.list.withdraw(marked.op);
            self.list.expect_less(false);
        }
        if !marked.what.is_empty() && marked.what.iter().all(|(field, ..)| *field == Field::Position) {
            return;
        }
        let what = describe(&marked.what);
        match marked.step {
            Step::Do if marked.bulk && marked.what.iter().all(|(.., count)| *count == 0) => {
                self.forget_step(marked.op);
                self.notices.say("nothing to mark: all of it is so already");
            }
            Step::Do if marked.bulk => self.notices.say(format!("{what} · u undoes")),
            Step::Do if marked.what.iter().all(|(.., count)| *count == 0) => {
                self.forget_step(marked.op);
                self.notices.say("it is so already: nothing to undo of that");
            }
            Step::Do => {}
            Step::Undo if marked.what.is_empty() => {
                self.notices.say("undone: nothing is left of it, it was marked anew elsewhere");
            }
            Step::Undo => self.notices.say(format!("undone: {what} · ^r does it again")),
            Step::Redo => self.notices.say(format!("done again: {what}")),
        }
        if marked.step == Step::Do && !marked.bulk && !is_behind {
            return self.ask_counts();
        }
        // What was marked from the pane of sources may be in the list, too.
        self.reload();
        if marked.step != Step::Do {
            self.read_notes_again(&marked.what);
        }
    }
}

/// How old what is marked read at one stroke may be, and the second before which that is; none for everything.
pub fn ages(now: i64) -> [(&'static str, Option<i64>); 4] {
    let ago = |days: i64| Some(now - days * 86_400);
    [("older than a day", ago(1)), ("older than 3 days", ago(3)), ("older than a week", ago(7)), ("everything", None)]
}

fn tag_choice(tag: &Clean, aside: &str) -> Choice {
    Choice { name: tag.to_string(), about: String::new(), aside: aside.to_owned(), does: Does::Name }
}

/// What a command did: `142 articles marked read`.
pub fn describe(what: &[(Field, Value, usize)]) -> String {
    let parts: Vec<String> = what.iter().map(|(field, value, count)| describe_one(field, value, *count)).collect();
    if parts.is_empty() { "nothing changed".to_owned() } else { parts.join(", ") }
}

fn describe_one(field: &Field, value: &Value, count: usize) -> String {
    let on = value.is_on();
    let done = match field {
        Field::Read => if on { "marked read" } else { "marked unread" }.to_owned(),
        Field::Star => if on { "starred" } else { "no longer starred" }.to_owned(),
        Field::Later => if on { "kept for later" } else { "no longer kept for later" }.to_owned(),
        Field::Trash => if on { "put in the trash" } else { "taken out of the trash" }.to_owned(),
        Field::Tag(tag) => {
            format!("{} {}", if on { "tagged" } else { "no longer tagged" }, Clean::line(tag))
        }
        Field::Note | Field::NoteAt(_) => if on { "given a note" } else { "without a note" }.to_owned(),
        Field::Position => "moved".to_owned(),
    };
    format!("{} {done}", text::count(count, "article"))
}
