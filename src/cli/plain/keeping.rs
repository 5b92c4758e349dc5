//! What is kept: sources, views and settings, changed by lines as the reader changes them by keys, and undone like marks.

use super::Session;
use crate::app::{Event, SourceField, Step, as_query};
use crate::article::{SourceId, SourceRow};
use crate::config::{Edit, Edits, SETTINGS, SavedView, SourceEdit, print_time};
use crate::runtime::Teller;
use crate::sources::{Kept, make_known};
use crate::text::Clean;
use jiff::ToSpan as _;

/// The fields of a source that are typed.
const FIELDS: [(&str, SourceField); 5] = [
    ("name", SourceField::Name),
    ("address", SourceField::Address),
    ("folder", SourceField::Folder),
    ("tags", SourceField::Tags),
    ("interval", SourceField::Interval),
];

impl Session<'_> {
    /// Makes a change in a file, and says so.
    fn edit(&mut self, edit: &Edit) -> anyhow::Result<()> {
        let before = self.context.sources.sources.clone();
        let is_changed = Edits::new(&self.context.paths).make(edit, self.context.now)?;
        self.settle()?;
        if !is_changed {
            self.say(&format!("already so: {}", edit.said()));
            return Ok(());
        }
        if before != self.context.sources.sources {
            make_known(&mut self.context.library()?, &before, &self.context.sources.sources, self.context.now)?;
        }
        self.say(&format!("{}; `undo` takes it back", edit.said()));
        Ok(())
    }

    /// Changes a field of the source, or calls the view otherwise; without words, prints what can be changed.
    pub(super) fn edit_source(&mut self, words: Option<&str>) -> anyhow::Result<()> {
        if let Some(from) = self.view_here() {
            return match words {
                Some(to) => self.edit(&Edit::RenameView { from, to: to.to_owned() }),
                None => {
                    self.say(&format!("the view {from}; another name stands behind, as in: edit-source Ports"));
                    Ok(())
                }
            };
        }
        let Some(kept) = self.kept_here()? else { return Ok(()) };
        let Some((field, value)) = words.map(|words| words.split_once(char::is_whitespace).unwrap_or((words, "")))
        else {
            self.tell_fields(&kept);
            return Ok(());
        };
        let yes = match value.trim() {
            "yes" | "true" => Some(true),
            "no" | "false" => Some(false),
            _ => None,
        };
        let edit = match (field, FIELDS.iter().find(|(name, _)| *name == field), yes) {
            (_, Some((_, field)), _) => field.edit(&kept.place.address(), value.trim()),
            ("full_text", _, Some(yes)) => Ok(SourceEdit::FullText(yes)),
            ("disabled", _, Some(yes)) => Ok(SourceEdit::Disabled(yes)),
            ("full_text" | "disabled", ..) => Err("yes or no"),
            _ => Err("name, address, folder, tags, interval, full_text or disabled, then what it is to be"),
        };
        match edit {
            Ok(edit) => self.edit_kept(kept, edit),
            Err(why) => {
                self.say(&format!("{field} wants {why}"));
                Ok(())
            }
        }
    }

    /// Changes a source, told of by the name that lists have for it.
    fn edit_kept(&mut self, kept: Kept, edit: SourceEdit) -> anyhow::Result<()> {
        let row = self.row_of(kept.id)?;
        let name = row.map_or_else(|| Clean::line(&kept.name), |row| row.title);
        self.edit(&Edit::Source { id: kept.id, name: name.to_string(), edit })
    }

    fn row_of(&mut self, id: SourceId) -> anyhow::Result<Option<SourceRow>> {
        Ok(self.reader.source(id)?)
    }

    fn tell_fields(&mut self, kept: &Kept) {
        let yes = |is_so: bool| if is_so { "yes" } else { "no" }.to_owned();
        for (name, value) in [
            ("name", kept.name.clone()),
            ("address", kept.place.shown()),
            ("folder", kept.folder.clone().unwrap_or_default()),
            ("tags", kept.tags.join(", ")),
            ("interval", kept.interval.map(print_time).unwrap_or_default()),
            ("full_text", yes(kept.full_text)),
            ("disabled", yes(kept.disabled)),
        ] {
            self.say(&format!("{name}: {value}"));
        }
        self.say("`edit-source folder Weeklies` changes one");
    }

    /// Leaves the source alone for some days, until a day, or no longer.
    pub(super) fn mute(&mut self, words: &str) -> anyhow::Result<()> {
        let Some(kept) = self.kept_here()? else { return Ok(()) };
        let today = self.context.today();
        let days = words.split(' ').next().and_then(|days| days.parse::<i64>().ok()).filter(|days| *days > 0);
        let until = match days.filter(|days| *days <= 3_650) {
            Some(days) => Some(Some(today.checked_add(days.days())?)),
            None if words == "no" => Some(None),
            None => words.parse().ok().map(Some),
        };
        match until {
            Some(until) => self.edit_kept(kept, SourceEdit::MutedUntil(until)),
            None => {
                let now =
                    kept.muted_until.map_or("it is not muted".to_owned(), |day| format!("it is muted until {day}"));
                self.say(&format!("{now}; `mute-source 7` for seven days, `mute-source 2027-01-31`, `mute-source no`"));
                Ok(())
            }
        }
    }

    /// Keeps the source no longer, or the view.
    pub(super) fn unsubscribe(&mut self) -> anyhow::Result<()> {
        match self.view_here() {
            Some(name) => self.edit(&Edit::RemoveView(name)),
            None => match self.unkept_here()? {
                Some(told) => {
                    self.say(&told);
                    Ok(())
                }
                None => match self.kept_here()? {
                    Some(kept) => self.edit_kept(kept, SourceEdit::Removed),
                    None => Ok(()),
                },
            },
        }
    }

    /// Keeps the list as a view.
    pub(super) fn keep_view(&mut self, name: Option<&str>) -> anyhow::Result<()> {
        let Some(name) = name else {
            self.say("what it is to be called is not said, as in: keep-view Harbour");
            return Ok(());
        };
        let sources = self.reader.sources()?;
        let title = |id| sources.iter().find(|row| row.id == id).map_or_else(String::new, |row| row.title.to_string());
        let (query, order) = (as_query(&self.list.view, title), self.list.order);
        self.edit(&Edit::KeepView(SavedView { name: name.to_owned(), query, key: None, order, density: None }))
    }

    /// Tells the story of the article, or of the source whose list this is.
    pub(super) fn tell_story(&mut self) -> anyhow::Result<()> {
        let teller = self.teller();
        let told = match self.list.view.source.filter(|_| !self.is_reading) {
            Some(source) => teller.of_source(&mut self.reader, source)?,
            None => match self.list.ids.get(self.list.at).copied() {
                Some(article) => teller.of_article(&mut self.reader, article)?,
                None => Event::Unanswered("no article is here".to_owned()),
            },
        };
        match told {
            Event::Told(_, text) => text.lines().for_each(|line| {
                let (name, value) = line.split_at_checked(12).unwrap_or((line, ""));
                self.say(&format!("{}: {}", name.trim_end(), value.trim_start()));
            }),
            Event::Unanswered(why) => self.say(&why),
            _ => {}
        }
        Ok(())
    }

    /// Lists the sources that fail and those that are silent.
    pub(super) fn tell_troubled(&mut self) -> anyhow::Result<()> {
        let teller = self.teller();
        let Event::Troubled(troubled) = teller.troubled(&mut self.reader)? else { return Ok(()) };
        if troubled.is_empty() {
            self.say("no source fails, and none is silent");
        }
        troubled.iter().for_each(|source| self.say(&format!("{} — {}", source.name, source.what)));
        Ok(())
    }

    fn teller(&self) -> Teller {
        let intervals = self.context.config.settings.intervals();
        Teller::new(self.context.paths.sources_file(), self.context.paths.cache.clone(), intervals)
    }

    /// Gives a setting a value until the end; without one, prints what it has.
    pub(super) fn set(&mut self, words: Option<&str>) {
        let Some(words) = words else {
            let all: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
            all.iter().for_each(|name| self.say(&format!("{name} = {}", self.values.value(name))));
            return;
        };
        let (name, value) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
        if !value.trim().is_empty() {
            let before = self.values.given(name);
            if let Err(what) = self.values.set(name, value.trim()) {
                return self.say(&what);
            }
            self.context.config.settings = self.values.settings().clone();
            if let Some((before, after)) = before.zip(self.values.given(name))
                && before.value() != after.value()
            {
                self.say(&format!("{after}; `write-config` keeps what was set, `undo` takes it back"));
                return self.sets.make(None, [before, after], self.context.now);
            }
        }
        match SETTINGS.iter().any(|setting| setting.name == name) {
            true => self.say(&format!("{name} = {}; `write-config` keeps what was set", self.values.value(name))),
            false => self.say(&format!("there is no setting {name}; `set` alone lists them")),
        }
    }

    /// Takes the last change of a setting back, or makes it again, and tells what it was.
    pub(super) fn set_again(&mut self, step: Step) -> Option<String> {
        let is_redo = step == Step::Redo;
        let step = if is_redo { self.sets.redo() } else { self.sets.undo(self.context.now) };
        let [before, after] = step.into_iter().next()?;
        self.values.give(if is_redo { &after } else { &before });
        self.context.config.settings = self.values.settings().clone();
        Some(after.to_string())
    }

    /// Writes down what was set.
    pub(super) fn write_config(&mut self) -> anyhow::Result<()> {
        let changed = self.values.changed();
        if changed.is_empty() {
            self.say("nothing was set since the start, as by: set measure 60");
            return Ok(());
        }
        self.edit(&Edit::Set(changed))
    }

    /// The view whose list this is.
    fn view_here(&self) -> Option<String> {
        let query = &self.list.view.search.as_ref()?.query;
        let mut views = self.context.config.views.iter();
        let is_all = self.list.view.source.is_none();
        views.find(|view| is_all && view.name == self.list.name && view.query == *query).map(|view| view.name.clone())
    }

    /// The source of this list, or else of the article, as it is kept. That it is not is said.
    fn kept_here(&mut self) -> anyhow::Result<Option<Kept>> {
        let Some(id) = self.source_here()? else {
            self.say("not the list of a source; `go-to` goes to one");
            return Ok(None);
        };
        let kept = self.kept(id).cloned();
        if kept.is_none() {
            let name = self.row_of(id)?.map_or_else(|| "this source".to_owned(), |row| row.title.to_string());
            self.say(&format!("{name} is not kept here, only its articles are"));
        }
        Ok(kept)
    }

    fn kept(&self, id: SourceId) -> Option<&Kept> {
        self.context.sources.sources.iter().find(|kept| kept.id == id)
    }

    /// Why the source of this list can't be unsubscribed, where it is not kept.
    fn unkept_here(&mut self) -> anyhow::Result<Option<String>> {
        let Some(id) = self.source_here()?.filter(|id| self.kept(*id).is_none()) else { return Ok(None) };
        let told = |row: SourceRow| match row.can_be_asked() {
            true => format!("{} is not kept here, only its articles are; `add {}` keeps it", row.title, row.address),
            false => format!("{} is never asked: nothing to unsubscribe; `trash` takes an article away", row.title),
        };
        Ok(self.row_of(id)?.map(told))
    }

    fn source_here(&mut self) -> anyhow::Result<Option<SourceId>> {
        let article = self.list.ids.get(self.list.at).copied();
        match (self.list.view.source, article) {
            (Some(source), _) => Ok(Some(source)),
            (None, Some(article)) => Ok(self.reader.row(article)?.map(|row| row.source)),
            (None, None) => Ok(None),
        }
    }
}
