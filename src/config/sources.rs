//! `sources.toml`: the sources that are kept, written by hand or by `byline add`; comments and order survive.
//!
//! It fetches and reads none of them: that is `sources`.

use super::complaint;
use super::write_whole;
use crate::article::SourceId;
use crate::sources::{FetchReport, Kept, Place};
use crate::text::{Complaint, nearest};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::de::{DeTable, DeValue};
use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, value};

/// The keys a `[[source]]` may have.
const KEYS: [&str; 9] = ["id", "path", "url", "command", "name", "tags", "folder", "interval", "disabled"];

/// The file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcesFile {
    path: PathBuf,
    text: String,
    /// Those without a mistake that would leave in doubt which source is meant.
    pub sources: Vec<Kept>,
    /// What is wrong in it.
    pub complaints: Vec<Complaint>,
}

/// What came of a wish to keep a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It stands in the file now.
    Added,
    /// It stood there already.
    Known,
}

/// Why the file could not be changed; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// It is not TOML.
    #[error("{0}; mend the file, then try again")]
    Broken(Complaint),
    /// It can't be written.
    #[error("{path}: can't be written: {error}", path = path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
}

impl SourcesFile {
    /// Reads the file; one that does not exist holds no source.
    pub fn read(path: &Path) -> Self {
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(path, &String::from_utf8_lossy(&bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::parse(path, ""),
            Err(error) => {
                let complaint =
                    Complaint::of_file(path, format!("can't be read, so no kept source is looked at: {error}"));
                SourcesFile { path: path.to_owned(), complaints: vec![complaint], ..Self::default() }
            }
        }
    }

    /// Reads the text of the file at `path`.
    pub fn parse(path: &Path, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut file = SourcesFile { path: path.to_owned(), text: text.to_owned(), ..Self::default() };
        let (table, errors) = DeTable::parse_recoverable(text);
        for error in &errors {
            file.complain(error.span().map(|span| span.start), error.message());
        }
        for (name, item) in table.get_ref() {
            match item.get_ref() {
                DeValue::Array(entries) if name.get_ref() == "source" => {
                    for entry in entries {
                        file.take(entry.span().start, entry.get_ref());
                    }
                }
                _ => file.complain(
                    Some(name.span().start),
                    format!("there is no `{}` here; a source begins with [[source]]", name.get_ref()),
                ),
            }
        }
        complaint::sort(&mut file.complaints);
        file
    }

    /// Writes a source into the file and syncs it, unless its id or its place stands there.
    pub fn keep(&mut self, source: &Kept) -> Result<Keeping, SourcesError> {
        let added = self.keep_all(std::slice::from_ref(source))?;
        Ok(if added == 0 { Keeping::Known } else { Keeping::Added })
    }

    /// Writes those sources into the file whose id or place does not stand there, and says how many.
    pub fn keep_all(&mut self, sources: &[Kept]) -> Result<usize, SourcesError> {
        let is_known =
            |source: &&Kept| self.sources.iter().any(|known| known.id == source.id || known.place == source.place);
        let fresh: Vec<&Kept> = sources.iter().filter(|source| !is_known(source)).collect();
        if fresh.is_empty() {
            return Ok(0);
        }
        let mut document = self.document()?;
        // What stands at the end of the file stays before what is added.
        let end = document.trailing().as_str().unwrap_or_default().to_owned();
        document.set_trailing("");
        let entries = document.entry("source").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        let Some(entries) = entries.as_array_of_tables_mut() else {
            let what = "`source` is no list of [[source]] tables";
            return Err(SourcesError::Broken(Complaint::of_file(&self.path, what)));
        };
        for (n, source) in fresh.iter().enumerate() {
            let mut added = entry(source);
            let is_first_line = n == 0 && self.text.trim().is_empty();
            let before = if n == 0 { end.as_str() } else { "" };
            added.decor_mut().set_prefix(format!("{before}{}", if is_first_line { "" } else { "\n" }));
            entries.push(added);
        }
        self.write(document)?;
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
            self.disable(kept.id)?;
            told.push(format!("{}: gone for good, says its server; disabled in sources.toml", kept.name));
        }
        Ok(told)
    }

    /// Changes the address of a source, which keeps its id.
    pub fn relocate(&mut self, id: SourceId, address: &str) -> Result<(), SourcesError> {
        self.edit(id, |entry| {
            entry.insert("url", value(address));
        })
    }

    /// Leaves a source out of every look from now on.
    pub fn disable(&mut self, id: SourceId) -> Result<(), SourcesError> {
        self.edit(id, |entry| {
            entry.insert("disabled", value(true));
        })
    }

    /// Changes what stands of a source in the file as it is now: another process may have written it meanwhile.
    fn edit(&mut self, id: SourceId, change: impl FnOnce(&mut Table)) -> Result<(), SourcesError> {
        *self = Self::read(&self.path);
        let Some(source) = self.sources.iter().find(|source| source.id == id) else { return Ok(()) };
        let mut document = self.document()?;
        let entries = document.get_mut("source").and_then(Item::as_array_of_tables_mut);
        let found = entries.into_iter().flat_map(ArrayOfTables::iter_mut).find(|entry| {
            place_of(&self.path, |key| entry.get(key).and_then(Item::as_str)).as_ref() == Some(&source.place)
        });
        let Some(entry) = found else { return Ok(()) };
        entry.insert("id", value(id.to_string()));
        change(entry);
        self.write(document)
    }

    /// Writes down the ids of sources that were added by hand, so that they stay when a path changes.
    pub fn settle_ids(&mut self) -> Result<(), SourcesError> {
        let mut document = self.document()?;
        let Some(entries) = document.get_mut("source").and_then(Item::as_array_of_tables_mut) else { return Ok(()) };
        let mut settled = false;
        for entry in entries.iter_mut().filter(|entry| !entry.contains_key("id")) {
            let Some(place) = place_of(&self.path, |key| entry.get(key).and_then(Item::as_str)) else { continue };
            if let Some(source) = self.sources.iter().find(|source| source.place == place) {
                entry.insert("id", value(source.id.to_string()));
                settled = true;
            }
        }
        if settled { self.write(document) } else { Ok(()) }
    }

    fn document(&self) -> Result<DocumentMut, SourcesError> {
        self.text.parse().map_err(|error: toml_edit::TomlError| {
            let at = error.span().map(|span| span.start);
            SourcesError::Broken(Complaint::at(&self.path, &self.text, at, error.message()))
        })
    }

    fn write(&mut self, document: DocumentMut) -> Result<(), SourcesError> {
        let text = document.to_string();
        write_whole(&self.path, &text).map_err(|error| SourcesError::Write { path: self.path.clone(), error })?;
        *self = Self::parse(&self.path, &text);
        Ok(())
    }

    fn complain(&mut self, at: Option<usize>, what: impl Into<String>) {
        self.complaints.push(Complaint::at(&self.path, &self.text, at, what));
    }

    /// Takes over one `[[source]]`; a mistake that leaves in doubt which source is meant leaves it out.
    fn take(&mut self, at: usize, entry: &DeValue<'_>) {
        let Some(entry) = entry.as_table() else { return self.complain(Some(at), "a source begins with [[source]]") };
        for (key, item) in entry.iter() {
            let (key, at) = (key.get_ref().as_ref(), key.span().start);
            if !KEYS.contains(&key) {
                let near = nearest(key, KEYS).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                self.complain(Some(at), format!("a source has no `{key}`{near}"));
            } else if let Some(expected) = unlike(key, item.get_ref()) {
                self.complain(Some(at), format!("`{key}` wants {expected}"));
            }
        }
        let text_of = |key: &str| entry.get(key).and_then(|item| item.get_ref().as_str());
        let Some(place) = place_of(&self.path, text_of) else {
            return self.complain(Some(at), "this source has no `url`, `path` or `command`, so it is left out");
        };
        let id = match entry.get("id") {
            None => Ok(place.source_id()),
            Some(item) => item.get_ref().as_str().unwrap_or_default().parse(),
        };
        let Ok(id) = id else {
            return self.complain(Some(at), "this source's `id` is not 32 hexadecimal digits, so it is left out");
        };
        if self.sources.iter().any(|known| known.id == id || known.place == place) {
            return self.complain(Some(at), "this source stands further up already, so it is left out here");
        }
        let name = text_of("name").filter(|name| !name.trim().is_empty()).map_or_else(|| place.name(), str::to_owned);
        let tags = entry.get("tags").and_then(|item| item.get_ref().as_array());
        let tags = tags.into_iter().flatten().filter_map(|tag| tag.get_ref().as_str().map(str::to_owned)).collect();
        let disabled = entry.get("disabled").and_then(|item| item.get_ref().as_bool()).unwrap_or(false);
        let folder = text_of("folder").filter(|folder| !folder.trim().is_empty()).map(str::to_owned);
        let interval = text_of("interval").and_then(parse_time);
        self.sources.push(Kept { id, place, name, tags, disabled, folder, interval });
    }
}

/// What a key of a source wants, where it has something else.
fn unlike(key: &str, value: &DeValue<'_>) -> Option<&'static str> {
    let (fits, expected) = match key {
        "tags" => (
            value.as_array().is_some_and(|tags| tags.iter().all(|tag| tag.get_ref().is_str())),
            "a list of texts, such as [\"korea\", \"wire\"]",
        ),
        "disabled" => (value.is_bool(), "true or false"),
        "interval" => (value.as_str().and_then(parse_time).is_some(), "a time such as \"30m\", \"2h\" or \"1d\""),
        _ => (value.is_str(), "a text in quotation marks"),
    };
    (!fits).then_some(expected)
}

/// Where a source lies: `~` is the home folder, and a relative path begins beside the file.
fn place_of<'a>(file: &Path, text_of: impl Fn(&str) -> Option<&'a str>) -> Option<Place> {
    let filled = |key| text_of(key).filter(|text| !text.trim().is_empty());
    if let Some(path) = filled("path") {
        let path = Path::new(path);
        let home = path.strip_prefix("~").ok().zip(directories::BaseDirs::new());
        return Some(Place::Folder(match (home, file.parent()) {
            (Some((rest, places)), _) => places.home_dir().join(rest),
            (None, Some(folder)) => folder.join(path),
            (None, None) => path.to_owned(),
        }));
    }
    if let Some(command) = filled("command") {
        return Some(Place::Command(command.trim().to_owned()));
    }
    let url = filled("url")?.trim();
    Some(match url.strip_prefix("command:") {
        Some(command) => Place::Command(command.trim().to_owned()),
        None => Place::Address(url.to_owned()),
    })
}

/// A time of at least a minute: a number and `m`, `h` or `d`.
pub(super) fn parse_time(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = match text.chars().last()? {
        'm' => 60,
        'h' => 3_600,
        'd' => 86_400,
        _ => return None,
    };
    let number: u64 = text[..text.len() - 1].trim().parse().ok().filter(|n| (1..=10_000).contains(n))?;
    Some(Duration::from_secs(number * unit))
}

/// A time as [`parse_time`] reads it.
fn print_time(time: Duration) -> String {
    match time.as_secs() / 60 {
        minutes if minutes.is_multiple_of(1_440) => format!("{}d", minutes / 1_440),
        minutes if minutes.is_multiple_of(60) => format!("{}h", minutes / 60),
        minutes => format!("{minutes}m"),
    }
}

fn entry(source: &Kept) -> Table {
    let mut entry = Table::new();
    entry.insert("id", value(source.id.to_string()));
    match &source.place {
        Place::Folder(path) => entry.insert("path", value(path.to_string_lossy().as_ref())),
        Place::Address(url) => entry.insert("url", value(url)),
        Place::Command(command) => entry.insert("command", value(command)),
    };
    entry.insert("name", value(&source.name));
    if !source.tags.is_empty() {
        entry.insert("tags", value(source.tags.iter().collect::<toml_edit::Array>()));
    }
    if let Some(folder) = &source.folder {
        entry.insert("folder", value(folder));
    }
    if let Some(interval) = source.interval {
        entry.insert("interval", value(print_time(interval)));
    }
    if source.disabled {
        entry.insert("disabled", value(true));
    }
    entry
}

#[cfg(test)]
mod tests;
