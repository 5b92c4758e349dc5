//! Tests of the store, and what they share: small articles, small marks, a library in a temporary folder.

mod compact;
mod copies;
mod files;
mod fold;
mod format;
mod merge;
mod undo;

use super::{MarkLine, Places, Record, Store, Version};
use crate::article::{Article, ArticleId, DeviceId, Field, Media, OpId, PublishedFrom, SourceId, Value};
use jiff::Timestamp;

/// What version control leaves where two sides changed a file.
pub(super) const CONFLICT: &str = concat!("<<<<", "<<< HEAD");

/// A library in a folder that goes away with it.
pub(super) struct Library {
    pub places: Places,
    _folder: tempfile::TempDir,
}

pub(super) fn library() -> Library {
    let folder = tempfile::tempdir().unwrap();
    let places = Places { data: folder.path().join("data"), state: folder.path().join("state") };
    Library { places, _folder: folder }
}

impl Library {
    pub fn open(&self) -> Store {
        Store::open(&self.places).unwrap()
    }

    /// Everything the library says.
    pub fn fold(&self) -> super::Fold {
        let mut fold = super::Fold::default();
        self.records().iter().for_each(|record| fold.add(record));
        fold
    }

    /// Every record of every file.
    pub fn records(&self) -> Vec<Record> {
        let store = self.open();
        let files = store.files().unwrap();
        let lines = files.iter().flat_map(|file| store.read(&file.name, 0).unwrap());
        lines.filter_map(|line| line.unwrap().1.ok()).collect()
    }
}

pub(super) fn second(n: i64) -> Timestamp {
    Timestamp::from_second(n).unwrap()
}

pub(super) fn id(n: u8) -> ArticleId {
    ArticleId([n; 16])
}

/// An article whose fingerprint differs from that of every other `text`.
pub(super) fn article(n: u8, text: &str) -> Article {
    Article {
        id: id(n),
        source: SourceId([1; 16]),
        guid: None,
        url: None,
        title: text.to_owned(),
        authors: Vec::new(),
        published: None,
        published_from: PublishedFrom::Seen,
        seen: second(1_000),
        fetched: second(1_000),
        language: None,
        media: Media::Text,
        body: format!("About {text}."),
        summary: None,
        enclosures: Vec::new(),
        categories: Vec::new(),
    }
}

pub(super) fn text(n: u8, text: &str) -> Record {
    Record::Article(Box::new(Version::new(article(n, text), 1)))
}

/// Lines as byline 0.1 would have written them.
pub(crate) fn without_exact(lines: &str) -> String {
    const FIELD: &str = r#","exact":""#;
    let mut parts = lines.split(FIELD);
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |lines, part| lines + &part[33..])
}

/// A command that marks one field of some articles.
pub(super) fn mark(op: u8, n: u64, field: Field, value: Value, ids: &[u8]) -> MarkLine {
    MarkLine {
        op: OpId([op; 16]),
        device: DeviceId([0; 16]),
        seq: 0,
        n,
        at: second(i64::from(op)),
        field,
        value,
        prior: Value::Off,
        part: (1, 1),
        undoes: None,
        ids: ids.iter().copied().map(id).collect(),
    }
}
