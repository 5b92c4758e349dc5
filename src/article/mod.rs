//! The nouns: article, source, marks, rows of a list, ids and times.
//!
//! Plain data without behaviour of its own: how it is stored is `store`'s, how it is shown is `ui`'s.

mod id;
mod mark;
mod row;

pub use id::{ArticleId, DeviceId, OpId, SourceId};
pub use mark::{Change, Field, MAX_NOTE, MAX_TAG, Note, Value};
pub use row::{Counts, Row, SortKey, SourceRow};

use crate::text::{short_address, without_secrets};
use jiff::Timestamp;

/// One article as it was taken in: every text in here is foreign and unsafe to show.
#[derive(Clone, Debug, PartialEq)]
pub struct Article {
    /// Permanent: from the source and the guid, else the link, else the content.
    pub id: ArticleId,
    /// Where it came from.
    pub source: SourceId,
    /// The publisher's own id; for a file, its path relative to the source's folder, with `/`.
    pub guid: Option<String>,
    /// The absolute address of the article.
    pub url: Option<String>,
    /// The title as received, or as found in the text.
    pub title: String,
    /// Names of people or agencies.
    pub authors: Vec<String>,
    /// When it was published, as far as anything says so.
    pub published: Option<Timestamp>,
    /// What said so.
    pub published_from: PublishedFrom,
    /// When this library first saw it.
    pub seen: Timestamp,
    /// When this text was read or fetched.
    pub fetched: Timestamp,
    /// BCP 47, as declared.
    pub language: Option<String>,
    /// What the body is.
    pub media: Media,
    /// The body as received, decoded to Unicode.
    pub body: String,
    /// A short form, where the source gives one besides the body.
    pub summary: Option<String>,
    /// Files that belong to the article.
    pub enclosures: Vec<Enclosure>,
    /// The publisher's categories; for a file, the tags of its front matter.
    pub categories: Vec<String>,
}

impl Article {
    /// The time a list sorts by: the earlier of published and first seen, frozen at first sight.
    pub fn sort_time(&self) -> Timestamp {
        self.published.map_or(self.seen, |p| p.min(self.seen))
    }
}

/// A file that belongs to an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enclosure {
    /// Absolute address.
    pub url: String,
    /// Media type as declared.
    pub kind: Option<String>,
    /// Bytes, as declared.
    pub length: Option<u64>,
}

/// What the body of an article is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Media {
    /// Plain text, wire copy.
    Text,
    /// CommonMark with tables and footnotes.
    Markdown,
    /// A fragment of HTML that is all article.
    Html,
    /// A whole saved page, whose article must be extracted.
    Page,
}

/// What said when an article was published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PublishedFrom {
    /// The feed, the page's metadata or the front matter.
    Declared,
    /// A dateline in the text.
    Dateline,
    /// The time the file was last changed.
    File,
    /// Nothing: it is the time first seen.
    Seen,
}

impl PublishedFrom {
    /// Its name in the library's files and in what is printed as JSON.
    pub fn name(self) -> &'static str {
        match self {
            PublishedFrom::Declared => "declared",
            PublishedFrom::Dateline => "dateline",
            PublishedFrom::File => "file",
            PublishedFrom::Seen => "seen",
        }
    }
}

/// A source as the library knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Permanent, from its first address.
    pub id: SourceId,
    /// An address, or the absolute path of a folder.
    pub address: String,
    /// As shown; foreign text.
    pub title: String,
    /// As given by the reader.
    pub tags: Vec<String>,
    /// Where it stands among the reader's sources; `/` parts folders within each other.
    pub folder: Option<String>,
}

impl Source {
    /// The source as the library stores it: without the secrets in its address and in a title made from the address.
    #[must_use]
    pub fn without_secrets(&self) -> Source {
        let address = without_secrets(&self.address);
        let is_named_by_it = self.title == short_address(&self.address);
        let title = if is_named_by_it { short_address(&address) } else { self.title.clone() };
        Source { address, title, ..self.clone() }
    }
}
