//! What a feed gives: itself, and its entries in their order. Every text in here is foreign and unsafe to show.
//!
//! Plain data; only an entry's identity is worked out here, since it must be the same wherever it is asked for.

use super::normal_link;
use crate::article::{ArticleId, Enclosure, Media, SourceId};
use jiff::Timestamp;
use jiff::civil::Weekday;
use std::fmt;

/// A feed as it was received.
#[derive(Clone, Debug, PartialEq)]
pub struct Feed {
    /// What it is written in.
    pub format: Format,
    /// One line of text; may be empty.
    pub title: String,
    /// The site it belongs to, absolute.
    pub link: Option<String>,
    /// The address it gives as its own, absolute.
    pub address: Option<String>,
    /// BCP 47, as declared.
    pub language: Option<String>,
    /// When it says it was last changed.
    pub updated: Option<Timestamp>,
    /// How often it wants to be asked.
    pub pace: Pace,
    /// In the order of the feed.
    pub entries: Vec<Entry>,
    /// Whether the answer ended before the feed did.
    pub is_cut: bool,
    /// What was wrong in it.
    pub complaints: Vec<String>,
}

/// One entry of a feed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Entry {
    /// The publisher's own id.
    pub guid: Option<String>,
    /// The address of the article, absolute where anything says relative to what.
    pub url: Option<String>,
    /// One line of text; may be empty.
    pub title: String,
    /// Names, each once; those of the feed where the entry names none and the format says so.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was last changed.
    pub updated: Option<Timestamp>,
    /// BCP 47, as declared for the entry, else for the feed.
    pub language: Option<String>,
    /// A short form, or all there is.
    pub summary: Option<Body>,
    /// The whole text, where the feed gives it apart.
    pub content: Option<Body>,
    /// Files that belong to it.
    pub enclosures: Vec<Enclosure>,
    /// The publisher's categories, each once.
    pub categories: Vec<String>,
    /// The page with its comments.
    pub comments: Option<String>,
    /// The answer ended within it: some of it is missing.
    pub is_partial: bool,
    /// Another entry of the same answer has the same guid and is another article.
    pub guid_repeats: bool,
    /// Another entry of the same answer has the same link and is another article, and no guid names either.
    pub url_repeats: bool,
    /// Another entry of the same answer has the same short id but another date or, without dates, another text.
    pub is_twin: bool,
    /// It is not the oldest of those entries.
    pub is_later_twin: bool,
    /// Its link is the link of the whole site.
    pub links_to_site: bool,
}

/// A text, and what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// [`Media::Text`] or [`Media::Html`].
    pub media: Media,
    /// Links in it are absolute, or relative to the entry's own address.
    pub text: String,
}

/// What an entry's identity was taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdFrom {
    /// The publisher's id.
    Guid,
    /// The normalised link.
    Link,
    /// What it says.
    Content,
}

impl Entry {
    /// The time to sort by: when it was published, else when it was last changed.
    pub fn time(&self) -> Option<Timestamp> {
        self.published.or(self.updated)
    }

    /// The text to read: the content, else the summary.
    pub fn body(&self) -> Option<&Body> {
        self.content.as_ref().or(self.summary.as_ref())
    }

    /// The permanent id of the article within `source`, and what it was taken from: the guid, else the link, else what
    /// the entry says. A guid or a link that stands for several articles of one answer is not trusted.
    pub fn identify(&self, source: SourceId) -> (ArticleId, IdFrom) {
        match self.short_id(source) {
            (_, IdFrom::Link | IdFrom::Content) if self.is_later_twin => (self.long_id(source), IdFrom::Content),
            short => short,
        }
    }

    /// The id it gets if no other article has that id.
    pub fn short_id(&self, source: SourceId) -> (ArticleId, IdFrom) {
        if let Some(guid) = self.guid.as_ref().filter(|_| !self.guid_repeats) {
            return (ArticleId::of_guid(source, guid), IdFrom::Guid);
        }
        let link = self.url.as_deref().map(normal_link);
        match link {
            Some(link) if !self.url_repeats => (ArticleId::of_link(source, &link), IdFrom::Link),
            link => {
                let link = link.unwrap_or_default();
                let content = format!("{link}\n{}", self.words());
                (ArticleId::of_content(source, &content), IdFrom::Content)
            }
        }
    }

    /// The id it gets if another article has the short one; it includes the date or, without one, the text.
    pub fn long_id(&self, source: SourceId) -> ArticleId {
        let link = self.url.as_deref().map(normal_link).unwrap_or_default();
        let apart = self.apart().map_or_else(|text| text.to_owned(), |time| time.to_string());
        ArticleId::of_content(source, &format!("{link}\n{}\n{apart}", self.words()))
    }

    /// What tells it from an entry with the same short id: its date, else its text.
    pub(super) fn apart(&self) -> Result<Timestamp, &str> {
        self.time().ok_or_else(|| self.body().map_or("", |body| &body.text))
    }

    /// What tells it from other entries when neither guid nor link does: its title, else its text.
    pub(super) fn words(&self) -> &str {
        match self.body() {
            Some(body) if self.title.is_empty() => &body.text,
            _ => &self.title,
        }
    }
}

/// How often a feed wants to be asked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Minutes that an answer stays good.
    pub ttl: Option<u32>,
    /// Hours of the day, in UTC, in which nothing changes.
    pub skip_hours: Vec<u8>,
    /// Days on which nothing changes.
    pub skip_days: Vec<Weekday>,
}

/// What a feed is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RDF Site Summary as Netscape began it.
    Rss090,
    /// RSS 0.91.
    Rss091,
    /// RSS 0.92.
    Rss092,
    /// RSS 0.93.
    Rss093,
    /// RSS 0.94.
    Rss094,
    /// RDF Site Summary.
    Rss10,
    /// RSS 2.0, and what declares no version.
    Rss20,
    /// Atom 0.3.
    Atom03,
    /// Atom 1.0, RFC 4287.
    Atom10,
    /// JSON Feed 1.0.
    Json10,
    /// JSON Feed 1.1.
    Json11,
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Format::Rss090 => "RSS 0.90",
            Format::Rss091 => "RSS 0.91",
            Format::Rss092 => "RSS 0.92",
            Format::Rss093 => "RSS 0.93",
            Format::Rss094 => "RSS 0.94",
            Format::Rss10 => "RSS 1.0",
            Format::Rss20 => "RSS 2.0",
            Format::Atom03 => "Atom 0.3",
            Format::Atom10 => "Atom 1.0",
            Format::Json10 => "JSON Feed 1.0",
            Format::Json11 => "JSON Feed 1.1",
        })
    }
}
