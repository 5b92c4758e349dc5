//! `sources.toml`: the sources that are kept, written by hand or by `byline add`; comments and order survive.
//!
//! It fetches and reads none of them: that is `sources`.

mod edit;
mod key;
mod time;

pub use edit::{Added, SourceEdit, is_web_address};
pub use key::{SOURCE_KEYS, SourceKey, source_keys_table};
pub use time::{parse_time, print_time};

use super::complaint;
use super::write::hold;
use crate::article::SourceId;
use crate::sources::{Kept, Place};
use crate::text::{Clean, Complaint, nearest};
use key::PLACE_KEYS;
use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What is said of a source that begins otherwise.
const BEGINS: &str = "a source begins with [[source]]";

/// The file, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourcesFile {
    path: PathBuf,
    text: String,
    /// Those without a mistake that would leave in doubt which source is meant.
    pub sources: Vec<Kept>,
    /// The sources without an `id` in the file, and the ids that byline 0.1 gave them.
    unsettled: Vec<(SourceId, SourceId)>,
    /// Sources may be missing: part of the file can't be read, or doesn't say clearly which source it means.
    pub is_partial: bool,
    /// What is wrong in it.
    pub complaints: Vec<Complaint>,
}

/// Why the file could not be changed; it is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SourcesError {
    /// It is not TOML.
    #[error("{0}; mend the file, then try again")]
    Broken(Complaint),
    /// The source does not stand in it.
    #[error("this source does not stand in sources.toml")]
    NotKept,
    /// Another source lies there.
    #[error("{0} lies there already")]
    Taken(Clean),
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
            Ok(bytes) => {
                let mut file = Self::parse(path, &String::from_utf8_lossy(&bytes));
                if let Err(error) = std::str::from_utf8(&bytes) {
                    file.complaints.push(complaint::of_bytes(path, &bytes, error, ", and is read as `\u{fffd}`"));
                    complaint::sort(&mut file.complaints);
                }
                file
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Self::parse(path, ""),
            Err(error) => {
                let complaint =
                    Complaint::of_file(path, format!("can't be read, so no kept source is looked at: {error}"));
                SourcesFile { path: path.to_owned(), is_partial: true, complaints: vec![complaint], ..Self::default() }
            }
        }
    }

    /// Reads the file once no byline is changing it any more: who waits for that hears of the change itself first.
    pub fn read_settled(path: &Path) -> Self {
        let _held = path.exists().then(|| hold(path));
        Self::read(path)
    }

    /// Reads the text of the file at `path`.
    pub fn parse(path: &Path, text: &str) -> Self {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut file = SourcesFile { path: path.to_owned(), text: text.to_owned(), ..Self::default() };
        match DeTable::parse_recoverable(text) {
            (table, errors) if errors.is_empty() => file.take_table(0, table.get_ref()),
            // What is wrong in one source must not swallow those after it.
            _ => parts(text).for_each(|(base, part)| {
                let (table, errors) = DeTable::parse_recoverable(part);
                for error in &errors {
                    file.leave_out(error.span().map(|span| base + span.start), error.message());
                }
                file.take_table(base, table.get_ref());
            }),
        }
        complaint::sort(&mut file.complaints);
        file
    }

    /// Gives each source without an `id` the one under which the library already knows it.
    pub fn recall_ids(&mut self, mut knows: impl FnMut(SourceId) -> bool) {
        for (id, first) in self.unsettled.iter_mut().filter(|(id, first)| id != first) {
            if !knows(*id) && knows(*first) {
                self.sources.iter_mut().filter(|kept| kept.id == *id).for_each(|kept| kept.id = *first);
                *id = *first;
            }
        }
    }

    /// Complains about a mistake that leaves a source out.
    fn leave_out(&mut self, at: Option<usize>, what: impl Into<String>) {
        self.is_partial = true;
        self.complain(at, what);
    }

    fn complain(&mut self, at: Option<usize>, what: impl Into<String>) {
        self.complaints.push(Complaint::at(&self.path, &self.text, at, what));
    }

    /// Takes over the sources of a part of the text, which begins at `base`.
    fn take_table(&mut self, base: usize, table: &DeTable<'_>) {
        for (name, item) in table {
            match item.get_ref() {
                DeValue::Array(entries) if name.get_ref() == "source" => {
                    entries.iter().for_each(|entry| self.take(base, entry));
                }
                DeValue::Table(_) if name.get_ref() == "source" => {
                    self.complain(Some(base + name.span().start), BEGINS);
                    self.take(base, item);
                }
                _ => self.leave_out(
                    Some(base + name.span().start),
                    format!("there is no `{}` here; {BEGINS}", name.get_ref()),
                ),
            }
        }
    }

    /// Takes over one `[[source]]`; a mistake that leaves in doubt which source is meant leaves it out.
    fn take(&mut self, base: usize, entry: &Spanned<DeValue<'_>>) {
        let at = base + entry.span().start;
        let Some(entry) = entry.get_ref().as_table() else { return self.leave_out(Some(at), BEGINS) };
        let text_of = |key: &str| entry.get(key).and_then(|item| item.get_ref().as_str());
        let place = place_of(&self.path, text_of);
        // A slip in a key may be why it has no place, so keys come first.
        let mut kept = Kept::new(place.clone().unwrap_or_else(|| Place::Address(String::new())));
        for (name, item) in entry.iter() {
            self.take_key(&mut kept, base, name, item.get_ref());
        }
        let Some(place) = place else {
            // That slip was told already.
            if entry.keys().any(|name| near_key(name.get_ref()).is_some_and(|near| PLACE_KEYS.contains(&near))) {
                self.is_partial = true;
                return;
            }
            return self.leave_out(Some(at), "this source has no `url`, `path` or `command`, so it is left out");
        };
        let id = match entry.get("id") {
            None => Ok(place.source_id()),
            Some(item) => item.get_ref().as_str().unwrap_or_default().parse(),
        };
        let Ok(id) = id else {
            return self.leave_out(Some(at), "this source's `id` is not 32 hexadecimal digits, so it is left out");
        };
        if let Some(known) = self.sources.iter().find(|known| known.id == id || known.place == place) {
            self.is_partial |= known.place != place;
            return self.complain(Some(at), "this source stands further up already, so it is left out here");
        }
        if !entry.contains_key("id") {
            self.unsettled.push((id, kept.place.first_id()));
        }
        self.sources.push(Kept { id, ..kept });
    }

    /// Takes over one key of a source.
    fn take_key(&mut self, kept: &mut Kept, base: usize, name: &Spanned<Cow<'_, str>>, value: &DeValue<'_>) {
        let (at, name) = (Some(base + name.span().start), name.get_ref().as_ref());
        match SOURCE_KEYS.iter().find(|key| key.name == name) {
            Some(key) if (key.take)(kept, value).is_none() => {
                self.complain(at, format!("`{name}` wants {}", key.wants))
            }
            Some(_) => {}
            None if !PLACE_KEYS.contains(&name) => {
                let near = near_key(name).map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
                self.complain(at, format!("a source has no `{name}`{near}"));
            }
            None if !value.is_str() => self.complain(at, format!("`{name}` wants a text in quotation marks")),
            None => {}
        }
    }
}

/// The parts of the text that begin with a header, and what stands before the first: where each begins, and what it says.
fn parts(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.split_inclusive('\n').scan(0, |end, line| {
        let start = *end;
        *end += line.len();
        Some((start, line))
    });
    let headers = lines.filter(|(_, line)| line.trim_start().starts_with('[')).map(|(start, _)| start);
    let mut starts: Vec<usize> = std::iter::once(0).chain(headers).collect();
    starts.dedup();
    let ends = starts.clone().into_iter().skip(1).chain([text.len()]);
    starts.into_iter().zip(ends).filter_map(|(start, end)| Some((start, text.get(start..end)?)))
}

/// The key that a slip was meant to be.
fn near_key(name: &str) -> Option<&'static str> {
    let known = || SOURCE_KEYS.iter().map(|key| key.name).chain(PLACE_KEYS);
    nearest(name, known()).filter(|_| known().all(|known| known != name))
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

#[cfg(test)]
mod tests;
