//! Sources that are kept: looked through again at every start.

use super::folder::name_text;
use super::web::{Access, web_address};
use crate::article::{Source, SourceId};
use crate::index::{IndexError, Library, Tally};
use crate::text::{Clean, masked, short_address, without_secrets, without_user};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A source that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Permanent.
    pub id: SourceId,
    /// Where it lies.
    pub place: Place,
    /// As shown.
    pub name: String,
    /// As given by the reader.
    pub tags: Vec<String>,
    /// Kept, but not looked at.
    pub disabled: bool,
    /// Not looked at before this day begins, in UTC.
    pub muted_until: Option<Date>,
    /// The folder it stands in, in the list of sources; `/` parts those within each other.
    pub folder: Option<String>,
    /// How often it is looked at by itself; none for the setting.
    pub interval: Option<Duration>,
    /// Of each new article the page is fetched, and its text kept.
    pub full_text: bool,
    /// What is kept of its articles.
    pub keeping: Keeping,
    /// How its server is asked.
    pub access: Access,
    /// The command that its feed goes through before it is read; empty for none.
    pub filter: Vec<String>,
    /// Follow links that lead out of the folder.
    pub follow: bool,
}

/// What is kept of a source's articles; none of it for what the settings say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keeping {
    /// For how long.
    pub age: Option<Duration>,
    /// How many, the newest.
    pub newest: Option<u64>,
    /// How many bytes of them, the newest.
    pub size: Option<u64>,
}

impl Kept {
    /// A source at this place, with the id and the name that follow from it.
    pub fn new(place: Place) -> Self {
        let (id, name) = (place.source_id(), place.name());
        Kept {
            id,
            place,
            name,
            tags: Vec::new(),
            disabled: false,
            muted_until: None,
            folder: None,
            interval: None,
            full_text: false,
            keeping: Keeping::default(),
            access: Access::default(),
            filter: Vec::new(),
            follow: false,
        }
    }

    /// Whether it is left alone now: disabled, or muted for a while.
    pub fn is_resting(&self, today: Date) -> bool {
        self.disabled || self.muted_until.is_some_and(|day| today < day)
    }

    /// Whether it goes by the name that its place gives it, so that its feed may give a better one.
    pub fn is_unnamed(&self) -> bool {
        self.name == self.place.name()
    }

    /// What it is called: as its reader says, else by the title that the library knows of it.
    pub fn called(&self, titles: &Tally) -> String {
        let title =
            titles.name(self.id).filter(|_| self.is_unnamed()).map(Clean::line).filter(|title| !title.is_blank());
        title.unwrap_or_else(|| Clean::line(&self.name)).to_string()
    }
}

/// Makes known to the library how sources are kept now, and which are kept no longer; tells whether it did not know.
pub fn make_known(library: &mut Library, before: &[Kept], kept: &[Kept], now: Timestamp) -> Result<bool, IndexError> {
    let known: HashMap<SourceId, Source> = library.sources()?.into_iter().map(|source| (source.id, source)).collect();
    // One that was unsubscribed has a title still.
    let is_unknown = |kept: &Kept| !known.contains_key(&kept.id);
    let titles = if kept.iter().any(is_unknown) { library.tally()? } else { Tally::default() };
    let told = |kept: &Kept| {
        let known = known.get(&kept.id);
        let (address, title) = match (&kept.place, known) {
            // A folder is known by the path it really has, once something came from it.
            (Place::Folder(_), known) => (known?.address.clone(), kept.name.clone()),
            // A feed's own title is better than its address.
            (_, Some(known)) if kept.is_unnamed() => (kept.place.address(), known.title.clone()),
            (_, None) if kept.is_unnamed() => (kept.place.address(), kept.called(&titles)),
            _ => (kept.place.address(), kept.name.clone()),
        };
        let source = Source { id: kept.id, address, title, tags: kept.tags.clone(), folder: kept.folder.clone() };
        (known != Some(&source.without_secrets())).then_some(source)
    };
    let news: Vec<Source> = kept.iter().filter_map(told).collect();
    library.add_sources(&news, now)?;
    let gone: Vec<&Kept> = before.iter().filter(|known| kept.iter().all(|kept| kept.id != known.id)).collect();
    gone.iter().try_for_each(|source| library.remove_source(source.id, now))?;
    Ok(!news.is_empty() || !gone.is_empty())
}

/// Where a source lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A folder.
    Folder(PathBuf),
    /// The address of a feed.
    Address(String),
    /// A command that prints a feed, or a title a line.
    Command(String),
}

/// What stands before a command where an address could stand.
pub(super) const COMMAND: &str = "command:";

impl Place {
    /// The id a source gets when it is first seen here.
    pub fn source_id(&self) -> SourceId {
        match self {
            Place::Folder(path) => folder_id(path),
            Place::Address(url) => SourceId::of(&without_user(&address(url))),
            Place::Command(command) => SourceId::of(&format!("{COMMAND}{command}")),
        }
    }

    /// The id that byline 0.1 gave it, which differs if the address has a user.
    pub fn first_id(&self) -> SourceId {
        match self {
            Place::Address(url) => SourceId::of(&address(url)),
            Place::Folder(_) | Place::Command(_) => self.source_id(),
        }
    }

    /// An address, a path, or `command:` with the command.
    pub fn address(&self) -> String {
        match self {
            Place::Folder(path) => name_text(path.as_os_str()),
            Place::Address(url) => url.clone(),
            Place::Command(command) => format!("{COMMAND}{command}"),
        }
    }

    /// The same without secrets, as the library stores it.
    pub fn without_secrets(&self) -> String {
        without_secrets(&self.address())
    }

    /// The same with its secrets masked, for the screen.
    pub fn shown(&self) -> String {
        masked(&self.address())
    }

    /// The host that serves it.
    pub fn host(&self) -> Option<String> {
        let Place::Address(url) = self else { return None };
        url::Url::parse(url).ok()?.host_str().map(str::to_owned)
    }

    /// A name for a source that has none of its own.
    pub fn name(&self) -> String {
        match self {
            Place::Folder(path) => folder_name(path),
            Place::Address(url) => short_address(&without_secrets(url)),
            Place::Command(command) => command.clone(),
        }
    }
}

/// The sources that the library knows and the reader does not keep here: those of another machine, or of a lost
/// `sources.toml`. Commands are none of them, since a library may come from anywhere; nor are folders that are not here.
pub fn known_elsewhere(known: &[Source], kept: &[Kept]) -> Vec<Kept> {
    let place = |address: &str| match Path::new(address) {
        path if path.is_absolute() => path.is_dir().then(|| Place::Folder(path.to_owned())),
        _ => web_address(address).map(|_| Place::Address(address.to_owned())),
    };
    let places: HashSet<String> = kept.iter().map(|kept| kept.place.without_secrets()).collect();
    let is_here = |source: &Kept| {
        kept.iter().any(|kept| kept.id == source.id) || places.contains(&source.place.without_secrets())
    };
    let taken_over = known.iter().filter_map(|source| {
        let kept = Kept::new(place(&source.address)?);
        let title = Clean::line(&source.title);
        let name = if title.is_blank() { kept.name.clone() } else { title.to_string() };
        Some(Kept { id: source.id, name, tags: source.tags.clone(), folder: source.folder.clone(), ..kept })
    });
    taken_over.filter(|source| !is_here(source)).collect()
}

/// The source at a typed address, ignoring secrets: one in `sources.toml`, or else one that the library knows from another
/// machine or from before.
pub fn known_at(address: &str, known: &[Source], kept: &[Kept]) -> Option<Kept> {
    let open = without_secrets(address);
    let elsewhere = || {
        let mut at: Vec<Kept> = known_elsewhere(known, kept);
        at.retain(|source| source.place.address() == open);
        // Two feeds may differ only in a key.
        let own = Place::Address(address.to_owned()).source_id();
        let best = at.iter().position(|source| source.id == own).unwrap_or(0);
        at.into_iter().nth(best)
    };
    let here = kept.iter().find(|kept| is_one_address(&kept.place.address(), address)).cloned();
    let found = here.or_else(elsewhere)?;
    Some(Kept { place: Place::Address(address.to_owned()), ..found })
}

/// Whether two addresses are the same, ignoring users, and ignoring the keys of one if the other has none.
pub fn is_one_address(one: &str, other: &str) -> bool {
    let (one, other) = (without_user(one), without_user(other));
    one == other || without_secrets(&one) == other || one == without_secrets(&other)
}

/// The address in the form that makes equal ones equal.
fn address(url: &str) -> String {
    url::Url::parse(url).map_or_else(|_| url.to_owned(), String::from)
}

/// The id of a folder by the path it really has; one that is not there now goes by the path as given.
fn folder_id(path: &Path) -> SourceId {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    SourceId::of(&name_text(real.as_os_str()))
}

/// A folder's own name, or its whole path where it has none.
pub(super) fn folder_name(path: &Path) -> String {
    path.file_name().map_or(path.to_string_lossy(), |name| name.to_string_lossy()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_of_one_host_are_told_apart_and_nobody_is_named() {
        for (address, name) in [
            ("https://www.example.org/", "example.org"),
            ("https://example.org/a/feed.xml", "example.org/a/feed.xml"),
            ("http://example.org:8080/b?id=3#top", "example.org:8080/b?id=3"),
            ("https://jane:secret@example.org/c/?token=x", "example.org/c"),
            ("no address", "no address"),
        ] {
            assert_eq!(Place::Address(address.to_owned()).name(), name);
        }
    }
}
