//! The records: what one line of a segment or a journal says, as a value. The format itself is in `shape` and in
//! `docs/FORMAT.md`.
//!
//! It reads and writes no files, and does not decide which of several records counts: that is `fold`'s.

use crate::article::{Article, ArticleId, DeviceId, Field, OpId, Source, SourceId, Value};
use crate::text::secrets_in;
use jiff::Timestamp;
use std::sync::Arc;

/// The highest logical time, counter or sequence number: what any JSON reader keeps exactly.
pub const MAX_COUNT: u64 = 1 << 53;

/// The most articles one line marks.
pub const MAX_IDS: usize = 1_000;

/// The longest mark line, its newline included.
pub const MAX_MARK: usize = 64 * 1024;

/// The longest line of any kind, its newline included.
pub const MAX_LINE: usize = 64 * 1024 * 1024;

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum Record {
    /// An article, or a later text of it.
    Article(Box<Version>),
    /// Two ids, one article.
    Alias(Alias),
    /// An id that means another article from a date on.
    Reuse(Reuse),
    /// An article that retention removed or that came back.
    Drop(Dropped),
    /// A source as it is from now on.
    Source(SourceVersion),
    /// What the reader said of articles.
    Mark(MarkLine),
    /// The file it opens stands for older files.
    Replaces(Replaces),
    /// Something a later version wrote: kept, never touched.
    Unknown,
}

/// One text of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The article with this text.
    pub article: Article,
    /// 1 for the first text, else one more than the highest known for the id.
    pub n: u64,
    /// The fingerprint of title and body without digits.
    pub print: Fingerprint,
    /// The fingerprint of title and body with digits.
    pub exact: Fingerprint,
    /// Taken from the article's page rather than from its feed.
    pub full: bool,
}

impl Version {
    /// Makes the `n`th text of an article, as its feed or file gave it.
    pub fn new(article: Article, n: u64) -> Self {
        let print = super::fingerprint(&article.title, &article.body);
        let exact = super::exact_fingerprint(&article.title, &article.body);
        Version { article, n, print, exact, full: false }
    }

    /// Its place among the texts of the article.
    pub fn order(&self) -> VersionOrder {
        let Version { article, n, print, exact, full } = self;
        VersionOrder { n: *n, fetched: article.fetched, print: *print, exact: *exact, full: *full }
    }
}

/// What orders the texts of one article.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VersionOrder {
    /// The logical time.
    pub n: u64,
    /// When it was fetched: orders only what two devices took in without knowing of each other.
    pub fetched: Timestamp,
    /// Breaks the last ties.
    pub print: Fingerprint,
    /// Identifies the text.
    pub exact: Fingerprint,
    /// Whether it is the text of the article's page.
    pub full: bool,
}

impl VersionOrder {
    /// The text with the greatest rank is shown: a text of the page ranks above any from the feed, so that a feed that changes
    /// its few words does not hide it.
    pub fn rank(self) -> (bool, Self) {
        (self.full, self)
    }
}

/// Two texts with the same fingerprint are the same, except for what it ignores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Fingerprint(pub [u8; 16]);

/// Marks of `id` are marks of `of`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Alias {
    /// The new name of a known article.
    pub id: ArticleId,
    /// The known article.
    pub of: ArticleId,
}

/// From a date on, texts of `id` are texts of another article: its feed gave the id to a new entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Reuse {
    /// The id that the feed gives.
    pub id: ArticleId,
    /// The date of the new entry.
    pub from: Timestamp,
    /// The new article.
    pub new: ArticleId,
}

/// An article that retention removed (`n` is odd) or that came back (`n` is even): the highest `n` of an id counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dropped {
    /// The article.
    pub id: ArticleId,
    /// Its source.
    pub source: SourceId,
    /// One more than the highest known for the id.
    pub n: u64,
}

/// A source as it is from `n` on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceVersion {
    /// The source.
    pub source: Source,
    /// One more than the highest known for the source.
    pub n: u64,
    /// When it changed; only shown.
    pub at: Timestamp,
    /// Whether the reader removed it: its articles stay.
    pub removed: bool,
    /// The names of the secrets in its address; the library does not store the secrets.
    pub secrets: Vec<String>,
}

impl SourceVersion {
    /// Without the secrets that byline 0.1 wrote into addresses.
    #[must_use]
    pub fn without_secrets(mut self) -> Self {
        let named = secrets_in(&self.source.address);
        if !named.is_empty() {
            (self.source, self.secrets) = (self.source.without_secrets(), named);
        }
        self
    }
}

/// One line of a journal: a field of up to 1,000 articles became a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MarkLine {
    /// The command it belongs to.
    pub op: OpId,
    /// Who said it. Appending fills it in.
    pub device: DeviceId,
    /// Unique within the device, and growing with each file. Appending fills it in.
    pub seq: u64,
    /// Logical time: one more than the highest known for the field of any of these articles.
    pub n: u64,
    /// Wall time: only shown.
    pub at: Timestamp,
    /// What changed.
    pub field: Field,
    /// What it became.
    pub value: Value,
    /// What it was, for all these articles.
    pub prior: Value,
    /// Part k of m: the command counts when part m is there.
    pub part: (u32, u32),
    /// The command whose effect this one takes back.
    pub undoes: Option<OpId>,
    /// The articles.
    pub ids: Vec<ArticleId>,
}

/// What orders the marks of one field of one article: the greatest counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// Logical time.
    pub n: u64,
    /// Breaks ties between devices.
    pub device: DeviceId,
    /// Breaks ties within a device.
    pub seq: u64,
}

impl MarkLine {
    /// What orders it among the marks of the same field of the same article.
    pub fn stamp(&self) -> Stamp {
        Stamp { n: self.n, device: self.device, seq: self.seq }
    }

    /// Whether its command counts, now that this part is there.
    pub fn is_last(&self) -> bool {
        self.part.0 == self.part.1
    }

    /// Cuts the lines of one command so that each fits the limits, and numbers the parts.
    pub fn split(lines: Vec<MarkLine>) -> Vec<MarkLine> {
        let cut = |mut line: MarkLine| -> Vec<MarkLine> {
            let ids = std::mem::take(&mut line.ids);
            let share = |ids: &[ArticleId]| MarkLine { ids: ids.to_vec(), ..line.clone() };
            ids.chunks(MAX_IDS).map(share).collect()
        };
        let mut parts: Vec<_> = lines.into_iter().flat_map(cut).collect();
        let of = parts.len() as u32;
        for (k, part) in (1..).zip(&mut parts) {
            part.part = (k, of);
        }
        parts
    }
}

/// The first line of a compacted file: the files it stands for, and how to tell that it arrived whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaces {
    /// When it was written: the old files go seven days later.
    pub at: Timestamp,
    /// Names within the same folder, of the same device.
    pub files: Vec<String>,
    /// How many bytes follow this line.
    pub bytes: u64,
    /// BLAKE3 of these bytes, cut to 128 bits.
    pub hash: [u8; 16],
}

/// Where a record stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Location {
    /// The file's name within the library: `articles/…` or `marks/…`.
    pub file: Arc<str>,
    /// Where the record starts.
    pub offset: u64,
    /// Its bytes, without the newline.
    pub len: u32,
}

/// What is wrong with a line, or with a part of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Cut, overwritten, or never JSON.
    #[error("not whole JSON ({0})")]
    NotJson(String),
    /// JSON, but no object with a version and a kind.
    #[error("not a record: it has no version and kind")]
    NotARecord,
    /// A record whose fields do not fit its kind.
    #[error("not as its kind must be ({0})")]
    Unfit(String),
    /// What a power cut leaves of a block that was never written.
    #[error("NUL bytes, as a power cut leaves them")]
    Nul,
    /// Longer than any record may be.
    #[error("a line of {0} bytes is longer than any record")]
    TooLong(u64),
    /// Several records on one line; each takes effect.
    #[error("several records on one line (each is read)")]
    Glued,
    /// Bytes that are no UTF-8; the record takes effect with U+FFFD in their place.
    #[error("not UTF-8 (read with replacement characters)")]
    NotUtf8,
    /// A byte order mark or CR LF; the record takes effect.
    #[error("a byte order mark or CR LF: another program rewrote the file (it is read)")]
    Rewritten,
    /// Not what was written: somebody edited it. It takes effect.
    #[error("not as it was written: another program edited it (it is read)")]
    Altered,
    /// Nothing on the line.
    #[error("a blank line")]
    Blank,
}

impl Damage {
    /// Whether every record of the line takes effect all the same.
    pub fn is_harmless(&self) -> bool {
        matches!(self, Damage::Glued | Damage::NotUtf8 | Damage::Rewritten | Damage::Altered | Damage::Blank)
    }
}
