//! Changes in `sources.toml`, each where it stands: comments, order and whatever is not meant stay as they were.
//!
//! Each reads the file again first, since another process or a hand may have written it meanwhile, and writes it whole
//! or not at all; no other process changes it in between.

use super::key::SOURCE_KEYS;
use super::time::print_time;
use super::{SourcesError, SourcesFile, place_of};
use crate::article::SourceId;
use crate::config::write::hold;
use crate::config::{complaint, write_whole};
use crate::sources::{FetchReport, Kept, Place};
use crate::text::{Clean, Complaint, masked, without_user};
use jiff::civil::Date;
use std::collections::HashSet;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// What came of a wish to keep a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It stands in the file now.
    New,
    /// It stood there already.
    Known,
    /// The file had it without the secret in its address; the secret was added.
    Completed,
}

/// One change of a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SourceEdit {
    /// It is called otherwise; a blank name gives it its own again.
    Name(String),
    /// It lies elsewhere, and keeps its id.
    Address(String),
    /// It carries these tags, and no others.
    Tags(Vec<String>),
    /// It stands in this folder of the list of sources; a blank name is none.
    Folder(String),
    /// It is asked this often by itself; none for the setting.
    Interval(Option<Duration>),
    /// The page of each new article is fetched, or not.
    FullText(bool),
    /// It is left out of every look, or taken in again.
    Disabled(bool),
    /// It is left alone until a day, or no longer.
    MutedUntil(Option<Date>),
    /// It is kept no longer. Its articles stay in the library.
    Removed,
}

impl SourceEdit {
    /// The text of the file at `path`, with the change made; comments, order and whatever is not meant stay.
    pub fn apply(&self, id: SourceId, path: &Path, text: &str) -> Result<String, SourcesError> {
        let file = SourcesFile::parse(path, text);
        let mut document = file.document()?;
        let source = file.sources.iter().find(|source| source.id == id).ok_or(SourcesError::NotKept)?;
        let is_there = |other: &&Kept| {
            other.id != id && matches!(self, SourceEdit::Address(to) if other.place.address() == to.trim())
        };
        if let Some(other) = file.sources.iter().find(is_there) {
            return Err(SourcesError::Taken(Clean::line(&other.name)));
        }
        let (entries, at) = file.find(&mut document, &source.place).ok_or(SourcesError::NotKept)?;
        if *self == SourceEdit::Removed {
            entries.remove(at);
            if entries.is_empty() {
                document.remove("source");
            }
        } else if let Some(entry) = entries.get_mut(at) {
            entry.insert("id", value(id.to_string()));
            self.write(source, entry);
        }
        Ok(document.to_string())
    }

    fn write(&self, source: &Kept, entry: &mut Table) {
        let filled = |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(value);
        let (key, new) = match self {
            SourceEdit::Name(name) => ("name", filled(name)),
            SourceEdit::Address(address) => (place_key(&source.place), Some(value(address.trim()))),
            SourceEdit::Tags(tags) if tags.is_empty() => ("tags", None),
            SourceEdit::Tags(tags) => ("tags", Some(value(tags.iter().collect::<toml_edit::Array>()))),
            SourceEdit::Folder(folder) => ("folder", filled(folder)),
            SourceEdit::Interval(interval) => ("interval", interval.map(|time| value(print_time(time)))),
            SourceEdit::FullText(yes) => ("full_text", yes.then(|| value(true))),
            SourceEdit::Disabled(yes) => ("disabled", yes.then(|| value(true))),
            SourceEdit::MutedUntil(day) => {
                let day = day.and_then(|day| day.to_string().parse::<toml_edit::Datetime>().ok());
                ("muted_until", day.map(value))
            }
            SourceEdit::Removed => return,
        };
        set(entry, key, new);
    }

    /// What was done to the source of this name.
    pub fn said(&self, name: &str) -> String {
        match self {
            SourceEdit::Name(to) if to.trim().is_empty() => format!("{name} goes by its own name"),
            SourceEdit::Name(to) => format!("{name} is called {}", to.trim()),
            SourceEdit::Address(to) => format!("{name} lies at {}", masked(to.trim())),
            SourceEdit::Tags(tags) if tags.is_empty() => format!("{name} has no tags"),
            SourceEdit::Tags(tags) => format!("{name} is tagged {}", tags.join(", ")),
            SourceEdit::Folder(folder) if folder.trim().is_empty() => format!("{name} stands in no folder"),
            SourceEdit::Folder(folder) => format!("{name} stands in {}", folder.trim()),
            SourceEdit::Interval(None) => format!("{name} is asked as often as the others"),
            SourceEdit::Interval(Some(time)) => format!("{name} is asked every {}", print_time(*time)),
            SourceEdit::FullText(true) => format!("full articles are fetched for {name}"),
            SourceEdit::FullText(false) => format!("{name} is taken as it comes"),
            SourceEdit::Disabled(true) => format!("{name} is disabled"),
            SourceEdit::Disabled(false) => format!("{name} is looked at again"),
            SourceEdit::MutedUntil(Some(day)) => format!("{name} is muted until {day}"),
            SourceEdit::MutedUntil(None) => format!("{name} is muted no longer"),
            SourceEdit::Removed => format!("{name} is unsubscribed, its articles stay"),
        }
    }
}

/// Whether a server can be asked there.
pub fn is_web_address(typed: &str) -> bool {
    url::Url::parse(typed).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
}

fn place_key(place: &Place) -> &'static str {
    match place {
        Place::Folder(_) => "path",
        Place::Address(_) => "url",
        Place::Command(_) => "command",
    }
}

impl SourcesFile {
    /// Writes a source into the file and syncs it, unless its id or its place stands there.
    pub fn keep(&mut self, source: &Kept) -> Result<Added, SourcesError> {
        let before = self.sources.clone();
        Ok(match self.keep_all(std::slice::from_ref(source))? {
            0 if before.len() == self.sources.len() && before != self.sources => Added::Completed,
            0 => Added::Known,
            _ => Added::New,
        })
    }

    /// The sources that are not in the file yet, each once. A source is in the file if its id or its address is, where the
    /// two addresses may differ in secrets that one of them lacks.
    pub fn not_kept<'a>(&self, sources: &'a [Kept]) -> Vec<&'a Kept> {
        let (mut ids, mut places): (HashSet<SourceId>, HashSet<String>) = (HashSet::new(), HashSet::new());
        let mut open: HashSet<String> = HashSet::new();
        for known in &self.sources {
            ids.insert(known.id);
            places.insert(without_user(&known.place.address()));
            open.insert(known.place.without_secrets());
        }
        let is_new = |source: &&Kept| {
            let address = without_user(&source.place.address());
            let is_here = open.contains(&address) || places.contains(&source.place.without_secrets());
            ids.insert(source.id) && places.insert(address) && !is_here
        };
        sources.iter().filter(is_new).collect()
    }

    /// Adds the secrets of these sources to addresses in the file that lack them.
    fn complete(&self, sources: &[Kept], text: String) -> Result<String, SourcesError> {
        let mut text = text;
        for source in sources.iter().filter(|source| source.place.address() != source.place.without_secrets()) {
            let open = source.place.without_secrets();
            if let Some(known) = self.sources.iter().find(|known| known.place.address() == open) {
                text = SourceEdit::Address(source.place.address()).apply(known.id, &self.path, &text)?;
            }
        }
        Ok(text)
    }

    /// Writes those sources into the file whose id or place does not stand there, and says how many.
    pub fn keep_all(&mut self, sources: &[Kept]) -> Result<usize, SourcesError> {
        let _held = self.hold()?;
        self.reread();
        let (added, text) = (self.not_kept(sources).len(), self.with(sources)?);
        if text != self.text {
            self.write_text(&text)?;
        }
        Ok(added)
    }

    /// Takes over what fetching told of sources that moved or are gone, and says what was changed.
    pub fn learn(&mut self, report: &FetchReport) -> Result<Vec<String>, SourcesError> {
        let mut told = Vec::new();
        for (id, address) in &report.moved {
            if self.learn_one(*id, &SourceEdit::Address(address.clone()))? {
                told.push(format!("moved for good: now asked at {}", masked(address)));
            }
        }
        for kept in report.gone() {
            if self.learn_one(kept.id, &SourceEdit::Disabled(true))? {
                told.push(format!("{}: gone for good, says its server; disabled in sources.toml", kept.name));
            }
        }
        Ok(told)
    }

    /// Changes a source, unless it was removed while it was asked.
    fn learn_one(&mut self, id: SourceId, edit: &SourceEdit) -> Result<bool, SourcesError> {
        match self.change(id, edit) {
            Err(SourcesError::NotKept) => Ok(false),
            done => done.map(|()| true),
        }
    }

    /// Changes a source.
    pub fn change(&mut self, id: SourceId, edit: &SourceEdit) -> Result<(), SourcesError> {
        let _held = self.hold()?;
        self.reread();
        let text = edit.apply(id, &self.path, &self.text)?;
        self.write_text(&text)
    }

    /// The text of the file with these sources in it, those that do not stand there at its end.
    pub fn with(&self, sources: &[Kept]) -> Result<String, SourcesError> {
        let text = match self.not_kept(sources)[..] {
            [] => self.text.clone(),
            ref fresh => self.append(fresh.iter().copied().map(entry).collect())?,
        };
        self.complete(sources, text)
    }

    /// Writes ids for sources that were added by hand, so that the ids survive a change of path: the id that the library
    /// knows, or else a new one.
    pub fn settle_ids(&mut self, mut knows: impl FnMut(SourceId) -> bool) -> Result<(), SourcesError> {
        if self.unsettled.is_empty() {
            return Ok(());
        }
        self.recall_ids(&mut knows);
        let _held = self.hold()?;
        self.reread();
        self.recall_ids(&mut knows);
        let mut document = self.document()?;
        let Some(entries) = document.get_mut("source").and_then(Item::as_array_of_tables_mut) else { return Ok(()) };
        let mut settled = false;
        for entry in entries.iter_mut().filter(|entry| !entry.contains_key("id")) {
            let Some(place) = self.place_in(entry) else { continue };
            if let Some(source) = self.sources.iter().find(|source| source.place == place) {
                entry.insert("id", value(source.id.to_string()));
                settled = true;
            }
        }
        if settled { self.write(&document) } else { Ok(()) }
    }

    /// Puts entries at the end. What stands at the end of the file stays before them.
    fn append(&self, fresh: Vec<Table>) -> Result<String, SourcesError> {
        let mut document = self.document()?;
        let end = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing("");
        let entries = document.entry("source").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(entries) = entries.as_array_of_tables_mut() else {
            let what = "`source` is no list of [[source]] tables";
            return Err(SourcesError::Broken(Complaint::of_file(&self.path, what)));
        };
        for (n, mut entry) in fresh.into_iter().enumerate() {
            let is_first_line = n == 0 && self.text.trim().is_empty();
            let before = if n == 0 { end.as_str() } else { "" };
            entry.decor_mut().set_prefix(format!("{before}{}", if is_first_line { "" } else { "\n" }));
            entries.push(entry);
        }
        Ok(document.to_string())
    }

    /// The entries, and which of them lies at a place.
    fn find<'a>(&self, document: &'a mut DocumentMut, place: &Place) -> Option<(&'a mut ArrayOfTables, usize)> {
        let entries = document.get_mut("source")?.as_array_of_tables_mut()?;
        let at = entries.iter().position(|entry| self.place_in(entry).as_ref() == Some(place))?;
        Some((entries, at))
    }

    fn place_in(&self, entry: &Table) -> Option<Place> {
        place_of(&self.path, |key| entry.get(key).and_then(Item::as_str))
    }

    fn reread(&mut self) {
        *self = Self::read(&self.path);
    }

    fn hold(&self) -> Result<Option<std::fs::File>, SourcesError> {
        hold(&self.path).map_err(|error| SourcesError::Write { path: self.path.clone(), error })
    }

    fn document(&self) -> Result<DocumentMut, SourcesError> {
        self.text.parse().map_err(|error: toml_edit::TomlError| {
            let at = error.span().map(|span| span.start);
            SourcesError::Broken(Complaint::at(&self.path, &self.text, at, error.message()))
        })
    }

    fn write(&mut self, document: &DocumentMut) -> Result<(), SourcesError> {
        self.write_text(&document.to_string())
    }

    fn write_text(&mut self, text: &str) -> Result<(), SourcesError> {
        // What cannot be read, or is no text, was read as something else, which is not to stand in its place.
        let bytes = match std::fs::read(&self.path) {
            Err(error) if error.kind() != ErrorKind::NotFound => {
                let what = format!("can't be read: {error}");
                return Err(SourcesError::Broken(Complaint::of_file(&self.path, what)));
            }
            read => read.unwrap_or_default(),
        };
        if let Err(error) = std::str::from_utf8(&bytes) {
            return Err(SourcesError::Broken(complaint::of_bytes(&self.path, &bytes, error, "")));
        }
        write_whole(&self.path, text).map_err(|error| SourcesError::Write { path: self.path.clone(), error })?;
        *self = Self::parse(&self.path, text);
        Ok(())
    }
}

/// Writes a key, or takes it away; what stands behind it on its line stays.
fn set(entry: &mut Table, key: &str, new: Option<Item>) {
    let Some(mut new) = new else {
        entry.remove(key);
        return;
    };
    let old = entry.get(key).and_then(Item::as_value).map(|old| old.decor().clone());
    if let (Some(decor), Some(new)) = (old, new.as_value_mut()) {
        *new.decor_mut() = decor;
    }
    entry.insert(key, new);
}

/// A source as it is written.
fn entry(source: &Kept) -> Table {
    let mut entry = Table::new();
    entry.insert("id", value(source.id.to_string()));
    match &source.place {
        Place::Folder(path) => entry.insert("path", value(path.to_string_lossy().as_ref())),
        Place::Address(url) => entry.insert("url", value(url)),
        Place::Command(command) => entry.insert("command", value(command)),
    };
    for key in SOURCE_KEYS {
        if let Some(put) = (key.put)(source) {
            entry.insert(key.name, value(put));
        }
    }
    entry
}
