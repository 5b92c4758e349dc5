//! What a list shows of an article, and what the list of sources shows of a source: already safe to draw.

use super::{ArticleId, SourceId};
use crate::text::Clean;
use jiff::Timestamp;

/// The position of an article in every list: newest first; articles of one second in the order of their feed, then by
/// id. The order never changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SortKey {
    /// Seconds since 1970 of the earlier of published and first seen.
    pub time: i64,
    /// Its turn among the articles of that second, the smaller one first: see [`SortKey::turn_of`].
    pub turn: u16,
    /// Breaks the remaining ties: the smaller id first.
    pub id: ArticleId,
}

impl SortKey {
    /// The turn of an article first seen at this time. Entries of a feed that share their date are recorded as seen
    /// a millisecond apart, the first one last.
    pub fn turn_of(seen: Timestamp) -> u16 {
        999 - seen.as_millisecond().rem_euclid(1_000) as u16
    }
}

impl Ord for SortKey {
    /// Smaller stands higher in the list.
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        other.time.cmp(&self.time).then(self.turn.cmp(&other.turn)).then(self.id.cmp(&other.id))
    }
}

impl PartialOrd for SortKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// One row of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The article, and where it stands.
    pub key: SortKey,
    /// Where it came from.
    pub source: SourceId,
    /// Never blank.
    pub title: Clean,
    /// The authors, joined by commas; may be empty.
    pub author: Clean,
    /// The first words of the body.
    pub lead: Clean,
    /// When it was published; the time first seen where nothing says so.
    pub published: Timestamp,
    /// Whether the article itself says when it was published.
    pub dated: bool,
    /// Words in the body, as a reader counts: a run of Han or Kana is a word for each two characters.
    pub words: u32,
    /// Read.
    pub read: bool,
    /// Starred.
    pub starred: bool,
    /// Kept for later.
    pub later: bool,
    /// In the trash.
    pub trashed: bool,
    /// Has a note.
    pub noted: bool,
    /// The reader's tags, sorted.
    pub tags: Vec<Clean>,
    /// The article's address.
    pub url: Option<Clean>,
}

/// How many articles: kept by the index, never counted when asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// All that are not in the trash.
    pub total: u64,
    /// Of these, unread.
    pub unread: u64,
}

/// One source in the list of sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceRow {
    /// The source.
    pub id: SourceId,
    /// Its name.
    pub title: Clean,
    /// Address, or path of a folder.
    pub address: Clean,
    /// Its tags.
    pub tags: Vec<Clean>,
    /// Where it stands among the sources; blank for nowhere in particular.
    pub folder: Clean,
    /// How many articles.
    pub counts: Counts,
}

impl SourceRow {
    /// Whether it lies where more can come from; what comes from elsewhere, such as pages that were saved, is never asked.
    pub fn can_be_asked(&self) -> bool {
        ["http", "/", "command:"].iter().any(|start| self.address.as_str().starts_with(start))
    }
}
