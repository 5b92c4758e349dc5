//! A feed and its entries while they are read: every element offers what it has, the best offer counts.
//!
//! Addresses may still be relative here, and nothing is inherited yet: that is `finish`.

use super::Pace;
use super::entry::{Body, Format};
use super::inner::fold;
use crate::article::{Enclosure, Media};
use crate::document::read_date;
use jiff::Timestamp;
use url::Url;

/// How many complaints are kept: a broken feed would repeat itself.
const COMPLAINTS: usize = 20;
/// How many names, categories or files of one entry are kept.
const LIST: usize = 256;

/// A value that several elements may give. The lowest rank wins, and of equal ones the first.
#[derive(Clone, Debug)]
pub(super) struct Best<T>(Option<(u8, T)>);

impl<T> Default for Best<T> {
    fn default() -> Self {
        Best(None)
    }
}

impl<T> Best<T> {
    /// Takes a value, unless a better one is there.
    pub fn offer(&mut self, rank: u8, value: impl Into<Option<T>>) {
        if self.0.as_ref().is_none_or(|(best, _)| rank < *best) {
            self.0 = value.into().map(|value| (rank, value)).or(self.0.take());
        }
    }

    /// The best value.
    pub fn take(&mut self) -> Option<T> {
        self.0.take().map(|(_, value)| value)
    }

    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.0.is_none()
    }
}

/// An entry while it is read.
#[derive(Debug, Default)]
pub(super) struct EntryDraft {
    pub title: Best<String>,
    pub url: Best<String>,
    pub id: Best<String>,
    /// Names with their ranks: those of the lowest rank count.
    pub authors: Vec<(u8, String)>,
    pub published: Best<Timestamp>,
    pub updated: Best<Timestamp>,
    pub language: Best<String>,
    pub summary: Best<Body>,
    pub content: Best<Body>,
    pub enclosures: Vec<Enclosure>,
    pub categories: Vec<String>,
    pub comments: Best<String>,
    /// What `xml:base` says where it begins: links that are relative to nothing else are relative to it.
    pub base: Option<Url>,
    /// The document ended within it.
    pub is_partial: bool,
}

impl EntryDraft {
    /// Whether nothing in it could be read.
    pub fn is_empty(&self) -> bool {
        self.title.is_none()
            && self.url.is_none()
            && self.id.is_none()
            && self.summary.is_none()
            && self.content.is_none()
            && self.enclosures.is_empty()
            && self.authors.is_empty()
            && self.categories.is_empty()
            && self.published.is_none()
            && self.updated.is_none()
            && self.comments.is_none()
    }

    /// Adds a name.
    pub fn add_author(&mut self, rank: u8, name: String) {
        let known = self.authors.iter().any(|known| known.0 == rank && known.1 == name);
        if !name.is_empty() && !known && self.authors.len() < LIST {
            self.authors.push((rank, name));
        }
    }

    /// Adds a category, once.
    pub fn add_category(&mut self, name: &str) {
        let name = fold(name);
        if !name.is_empty() && self.categories.len() < LIST && !self.categories.contains(&name) {
            self.categories.push(name);
        }
    }

    /// Adds a file, once; a second mention may say what the first left out.
    pub fn add_enclosure(&mut self, enclosure: Enclosure) {
        let room = self.enclosures.len() < LIST;
        match self.enclosures.iter_mut().find(|known| known.url == enclosure.url) {
            Some(known) => {
                known.kind = known.kind.take().or(enclosure.kind);
                known.length = known.length.or(enclosure.length);
            }
            None if room => self.enclosures.push(enclosure),
            None => {}
        }
    }
}

/// A feed while it is read.
#[derive(Debug, Default)]
pub(super) struct FeedDraft {
    pub format: Option<Format>,
    pub title: Best<String>,
    pub link: Best<String>,
    pub address: Best<String>,
    pub language: Best<String>,
    /// Those of entries that name none.
    pub authors: Vec<String>,
    pub updated: Best<Timestamp>,
    pub pace: Pace,
    pub entries: Vec<EntryDraft>,
    pub is_cut: bool,
    pub complaints: Complaints,
}

/// What was wrong, up to a bound.
#[derive(Debug, Default)]
pub(super) struct Complaints(Vec<String>);

impl Complaints {
    /// Adds a complaint, once.
    pub fn add(&mut self, what: impl Into<String>) {
        if self.0.len() < COMPLAINTS {
            let what = what.into();
            if !self.0.contains(&what) {
                self.0.push(what);
            }
        }
    }

    /// Reads a date; what is none is absent, and complained of.
    pub fn date(&mut self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        // Programs without a date write the beginning of their own time.
        let read = read_date(text).filter(|time| time.as_second() / 86_400 != 0);
        if read.is_none() && !text.is_empty() {
            self.add(format!("no date: {:?}", text.chars().take(60).collect::<String>()));
        }
        read
    }

    /// All of them.
    pub fn into_vec(self) -> Vec<String> {
        self.0
    }
}

/// A body of that kind, unless it is blank.
pub(super) fn body(media: Media, text: String) -> Option<Body> {
    (!text.trim().is_empty()).then_some(Body { media, text })
}
