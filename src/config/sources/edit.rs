//! Changes in `sources.toml`, each where it stands: comments, order and whatever is not meant stay as they were.
//!
//! Each reads the file again first, since another process or a hand may have written it meanwhile, and writes it whole
//! or not at all.

use super::key::SOURCE_KEYS;
use super::{SourcesError, SourcesFile, place_of};
use crate::article::SourceId;
use crate::config::write_whole;
use crate::sources::{FetchReport, Kept, Place};
use crate::text::Complaint;
use jiff::civil::Date;
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// What came of a wish to keep a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It stands in the file now.
    New,
    /// It stood there already.
    Known,
}

/// A source that was taken out of the file, to be put back by [`SourcesFile::restore`].
#[derive(Clone, Debug)]
pub struct Removed {
    /// The source as it was kept.
    pub kept: Kept,
    entry: Table,
    before: String,
    after: String,
}

impl SourcesFile {
    /// Writes a source into the file and syncs it, unless its id or its place stands there.
    pub fn keep(&mut self, source: &Kept) -> Result<Added, SourcesError> {
        let added = self.keep_all(std::slice::from_ref(source))?;
        Ok(if added == 0 { Added::Known } else { Added::New })
    }

    /// Those sources whose id or place does not stand in the file.
    pub fn not_kept<'a>(&self, sources: &'a [Kept]) -> Vec<&'a Kept> {
        let is_known =
            |source: &&Kept| self.sources.iter().any(|known| known.id == source.id || known.place == source.place);
        sources.iter().filter(|source| !is_known(source)).collect()
    }

    /// Writes those sources into the file whose id or place does not stand there, and says how many.
    pub fn keep_all(&mut self, sources: &[Kept]) -> Result<usize, SourcesError> {
        self.reread();
        let fresh = self.not_kept(sources);
        if fresh.is_empty() {
            return Ok(0);
        }
        self.append(fresh.iter().map(|source| entry(source)).collect())?;
        Ok(fresh.len())
    }

    /// Takes over what fetching told of sources that moved or are gone, and says what was changed.
    pub fn learn(&mut self, report: &FetchReport) -> Result<Vec<String>, SourcesError> {
        let mut told = Vec::new();
        for (id, address) in &report.moved {
            self.relocate(*id, address)?;
            told.push(format!("moved for good: now asked at {address}"));
        }
        for kept in report.gone() {
            self.set_disabled(kept.id, true)?;
            told.push(format!("{}: gone for good, says its server; disabled in sources.toml", kept.name));
        }
        Ok(told)
    }

    /// Changes the address of a source, which keeps its id.
    pub fn relocate(&mut self, id: SourceId, address: &str) -> Result<(), SourcesError> {
        self.edit(id, |entry| set(entry, "url", Some(value(address))))
    }

    /// Calls a source otherwise; a blank name gives it its own again.
    pub fn set_name(&mut self, id: SourceId, name: &str) -> Result<(), SourcesError> {
        let name = Some(name.trim()).filter(|name| !name.is_empty());
        self.edit(id, |entry| set(entry, "name", name.map(value)))
    }

    /// Gives a source these tags, and no others.
    pub fn set_tags(&mut self, id: SourceId, tags: &[String]) -> Result<(), SourcesError> {
        let tags = (!tags.is_empty()).then(|| value(tags.iter().collect::<toml_edit::Array>()));
        self.edit(id, |entry| set(entry, "tags", tags))
    }

    /// Puts a source into a folder of the list of sources, or into none.
    pub fn set_folder(&mut self, id: SourceId, folder: Option<&str>) -> Result<(), SourcesError> {
        let folder = folder.map(str::trim).filter(|folder| !folder.is_empty());
        self.edit(id, |entry| set(entry, "folder", folder.map(value)))
    }

    /// Leaves a source out of every look from now on, or takes it in again.
    pub fn set_disabled(&mut self, id: SourceId, is_disabled: bool) -> Result<(), SourcesError> {
        self.edit(id, |entry| set(entry, "disabled", is_disabled.then(|| value(true))))
    }

    /// Leaves a source alone until a day, or no longer.
    pub fn mute(&mut self, id: SourceId, until: Option<Date>) -> Result<(), SourcesError> {
        let until = until.and_then(|day| day.to_string().parse::<toml_edit::Datetime>().ok());
        self.edit(id, |entry| set(entry, "muted_until", until.map(value)))
    }

    /// Takes a source out of the file; none where it does not stand there. Its articles stay in the library.
    pub fn remove(&mut self, id: SourceId) -> Result<Option<Removed>, SourcesError> {
        self.reread();
        let Some(kept) = self.sources.iter().find(|source| source.id == id).cloned() else { return Ok(None) };
        let mut document = self.document()?;
        let Some((entries, at)) = self.find(&mut document, &kept.place) else { return Ok(None) };
        let entry = entries.remove(at);
        if entries.is_empty() {
            document.remove("source");
        }
        let before = self.text.clone();
        self.write(&document)?;
        Ok(Some(Removed { kept, entry, before, after: self.text.clone() }))
    }

    /// Puts a source back that was taken out: where it stood, or at the end if the file was changed meanwhile.
    pub fn restore(&mut self, removed: Removed) -> Result<(), SourcesError> {
        self.reread();
        let Removed { kept, mut entry, before, after } = removed;
        if self.text == after {
            return self.write_text(&before);
        }
        if self.sources.iter().any(|known| known.id == kept.id || known.place == kept.place) {
            return Ok(());
        }
        entry.set_position(None);
        self.append(vec![entry])
    }

    /// Writes down the ids of sources that were added by hand, so that they stay when a path changes.
    pub fn settle_ids(&mut self) -> Result<(), SourcesError> {
        if !self.is_unsettled {
            return Ok(());
        }
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

    /// Changes what stands of a source.
    fn edit(&mut self, id: SourceId, change: impl FnOnce(&mut Table)) -> Result<(), SourcesError> {
        self.reread();
        let Some(source) = self.sources.iter().find(|source| source.id == id) else { return Ok(()) };
        let mut document = self.document()?;
        let Some((entries, at)) = self.find(&mut document, &source.place) else { return Ok(()) };
        let Some(entry) = entries.get_mut(at) else { return Ok(()) };
        entry.insert("id", value(id.to_string()));
        change(entry);
        self.write(&document)
    }

    /// Puts entries at the end. What stands at the end of the file stays before them.
    fn append(&mut self, fresh: Vec<Table>) -> Result<(), SourcesError> {
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
        self.write(&document)
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
