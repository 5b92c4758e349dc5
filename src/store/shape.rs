//! The format: how each record looks as JSON, and how one line of bytes becomes a record.
//!
//! It decides nothing: a line that is no record is handed back as [`Damage`], one of a later version as `Unknown`.
//! `docs/FORMAT.md` says the same in prose; a test reads its examples.

mod mark;

use super::hex::Hex;
use super::record::{Alias, Damage, Dropped, Fingerprint, MAX_COUNT, Record, Replaces, Reuse, SourceVersion, Version};
use super::{StoreError, exact_fingerprint, fingerprint};
use crate::article::{Article, ArticleId, Enclosure, Media, PublishedFrom, Source, SourceId};
use jiff::Timestamp;
use mark::{MarkShape, mark_shape};
use memchr::memmem;
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use std::borrow::Cow;

/// The version of the format that this program writes.
pub(super) const FORMAT: u64 = 1;

/// What every record begins with; `v` and `kind` come first, so that a reader need not look further.
#[derive(Deserialize)]
struct Head<'a> {
    v: u64,
    #[serde(borrow)]
    kind: Cow<'a, str>,
}

/// `T` is what becomes of long texts.
#[derive(Serialize, Deserialize)]
struct ArticleShape<'a, T = Cow<'a, str>> {
    v: u64,
    kind: Cow<'a, str>,
    id: Hex,
    source: Hex,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    n: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    print: Option<Hex>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    exact: Option<Hex>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    full: bool,
    seen: Timestamp,
    fetched: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published_from: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    guid: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    url: Option<Cow<'a, str>>,
    title: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    authors: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    language: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    categories: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    enclosures: Vec<EnclosureShape<'a>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    summary: Option<T>,
    media: Cow<'a, str>,
    body: T,
}

/// A text that is passed over.
#[derive(Default)]
struct Skipped;

impl<'de> Deserialize<'de> for Skipped {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <&RawValue>::deserialize(deserializer)?.get();
        // Whether escapes of code points stand in pairs only a closer look tells; we write none of these.
        if text.starts_with('"') && memmem::find(text.as_bytes(), br"\u").is_none() {
            Ok(Skipped)
        } else {
            Err(serde::de::Error::custom("a text to be read"))
        }
    }
}

impl From<Skipped> for String {
    fn from(_: Skipped) -> String {
        String::new()
    }
}

#[derive(Serialize, Deserialize)]
struct EnclosureShape<'a> {
    url: Cow<'a, str>,
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    kind: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    length: Option<u64>,
}

#[derive(Serialize, Deserialize)]
struct AliasShape<'a> {
    v: u64,
    kind: Cow<'a, str>,
    id: Hex,
    of: Hex,
}

#[derive(Serialize, Deserialize)]
struct ReuseShape<'a> {
    v: u64,
    kind: Cow<'a, str>,
    id: Hex,
    from: Timestamp,
    new: Hex,
}

#[derive(Serialize, Deserialize)]
struct DropShape<'a> {
    v: u64,
    kind: Cow<'a, str>,
    id: Hex,
    source: Hex,
    n: u64,
}

#[derive(Serialize, Deserialize)]
struct SourceShape<'a> {
    v: u64,
    kind: Cow<'a, str>,
    id: Hex,
    n: u64,
    at: Timestamp,
    address: Cow<'a, str>,
    title: Cow<'a, str>,
    #[serde(default)]
    tags: Cow<'a, [String]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    folder: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    removed: bool,
    #[serde(default, skip_serializing_if = "is_none")]
    secrets: Cow<'a, [String]>,
}

fn is_none(names: &[String]) -> bool {
    names.is_empty()
}

#[derive(Serialize, Deserialize)]
struct ReplacesShape<'a> {
    v: u64,
    kind: Cow<'a, str>,
    at: Timestamp,
    files: Cow<'a, [String]>,
    bytes: u64,
    hash: Hex,
}

fn one() -> u64 {
    1
}

fn is_one(n: &u64) -> bool {
    *n == 1
}

/// Reads one line, without its newline, as one record.
pub(super) fn parse(line: &[u8]) -> Result<Record, Damage> {
    let kind = kind_of(line)?;
    match kind.as_deref() {
        Some("article" | "version") => shaped::<ArticleShape<'_>>(line)?.into_record(),
        Some("mark") => shaped::<MarkShape<'_>>(line)?.into_record(),
        Some("alias") => {
            let alias: AliasShape<'_> = shaped(line)?;
            Ok(Record::Alias(Alias { id: ArticleId(alias.id.0), of: ArticleId(alias.of.0) }))
        }
        Some("reuse") => {
            let ReuseShape { id, from, new, .. } = shaped(line)?;
            Ok(Record::Reuse(Reuse { id: ArticleId(id.0), from, new: ArticleId(new.0) }))
        }
        Some("drop") => {
            let drop: DropShape<'_> = shaped(line)?;
            let n = counted(drop.n)?;
            Ok(Record::Drop(Dropped { id: ArticleId(drop.id.0), source: SourceId(drop.source.0), n }))
        }
        Some("source") => shaped::<SourceShape<'_>>(line)?.into_record(),
        Some("replaces") => {
            let ReplacesShape { at, files, bytes, hash, .. } = shaped(line)?;
            Ok(Record::Replaces(Replaces { at, files: files.into_owned(), bytes, hash: hash.0 }))
        }
        _ => shaped::<IgnoredAny>(line).map(|_| Record::Unknown),
    }
}

/// Reads one line as [`parse`] does, but passes over the body and the summary of an article.
pub(super) fn parse_head(line: &[u8]) -> Result<Record, Damage> {
    if matches!(kind_of(line)?.as_deref(), Some("article" | "version"))
        && let Ok(head) = serde_json::from_slice::<ArticleShape<'_, Skipped>>(line)
        // Otherwise the text is needed to identify it: byline 0.1 wrote no `exact`.
        && head.print.is_some()
        && head.exact.is_some()
    {
        return head.into_record();
    }
    parse(line)
}

/// The kind of a record of this version; nothing for one of a later version.
fn kind_of(line: &[u8]) -> Result<Option<Cow<'_, str>>, Damage> {
    // As we write them ourselves: saves a walk over the whole body.
    if let Some(rest) = line.strip_prefix(br#"{"v":1,"kind":""#)
        && let Some(end) = rest.iter().take(16).position(|byte| *byte == b'"')
        && let Ok(kind) = std::str::from_utf8(&rest[..end])
        && !kind.contains('\\')
    {
        return Ok(Some(Cow::Borrowed(kind)));
    }
    match serde_json::from_slice::<Head<'_>>(line) {
        Ok(head) => Ok((head.v == FORMAT).then_some(head.kind)),
        Err(error) if error.is_data() => Err(Damage::NotARecord),
        Err(error) => Err(Damage::NotJson(error.to_string())),
    }
}

fn shaped<'a, T: Deserialize<'a>>(line: &'a [u8]) -> Result<T, Damage> {
    serde_json::from_slice(line).map_err(|error| match error.is_data() {
        true => Damage::Unfit(error.to_string()),
        false => Damage::NotJson(error.to_string()),
    })
}

fn counted(n: u64) -> Result<u64, Damage> {
    if n <= MAX_COUNT { Ok(n) } else { Err(Damage::Unfit(format!("{n} is above 2^53"))) }
}

impl<T: Into<String>> ArticleShape<'_, T> {
    fn into_record(self) -> Result<Record, Damage> {
        let media = match &*self.media {
            "text" => Media::Text,
            "markdown" => Media::Markdown,
            "html" => Media::Html,
            "page" => Media::Page,
            _ => return Ok(Record::Unknown),
        };
        let published_from = match self.published_from.as_deref() {
            None => default_origin(self.published),
            Some("seen") => PublishedFrom::Seen,
            Some("dateline") => PublishedFrom::Dateline,
            Some("file") => PublishedFrom::File,
            Some(_) => PublishedFrom::Declared,
        };
        let article = Article {
            id: ArticleId(self.id.0),
            source: SourceId(self.source.0),
            guid: self.guid.map(Cow::into_owned),
            url: self.url.map(Cow::into_owned),
            title: self.title.into_owned(),
            authors: self.authors.into_owned(),
            published: self.published,
            published_from,
            seen: self.seen,
            fetched: self.fetched,
            language: self.language.map(Cow::into_owned),
            media,
            body: self.body.into(),
            summary: self.summary.map(T::into),
            enclosures: self.enclosures.into_iter().map(EnclosureShape::into_enclosure).collect(),
            categories: self.categories.into_owned(),
        };
        let n = counted(self.n)?;
        let print = match self.print {
            Some(print) => Fingerprint(print.0),
            None => fingerprint(&article.title, &article.body),
        };
        let exact = match self.exact {
            Some(exact) => Fingerprint(exact.0),
            None => exact_fingerprint(&article.title, &article.body),
        };
        Ok(Record::Article(Box::new(Version { article, n, print, exact, full: self.full })))
    }
}

impl EnclosureShape<'_> {
    fn into_enclosure(self) -> Enclosure {
        Enclosure { url: self.url.into_owned(), kind: self.kind.map(Cow::into_owned), length: self.length }
    }
}

impl SourceShape<'_> {
    fn into_record(self) -> Result<Record, Damage> {
        let source = Source {
            id: SourceId(self.id.0),
            address: self.address.into_owned(),
            title: self.title.into_owned(),
            tags: self.tags.into_owned(),
            folder: self.folder.map(Cow::into_owned),
        };
        Ok(Record::Source(SourceVersion {
            source,
            n: counted(self.n)?,
            at: self.at,
            removed: self.removed,
            secrets: self.secrets.into_owned(),
        }))
    }
}

/// The bytes of the line of one record, the newline included.
pub(super) fn line(record: &Record) -> Result<Vec<u8>, StoreError> {
    let mut line = Vec::new();
    encode(record, &mut line).map(|()| line)
}

/// The line that byline 0.1 wrote for a record: texts had no `exact` then.
pub(super) fn line_of_0_1(record: &Record) -> Result<Vec<u8>, StoreError> {
    match record {
        Record::Article(version) => {
            let mut line = Vec::new();
            let shape = ArticleShape { exact: None, ..article_shape(version) };
            write(&mut line, &shape).map(|()| line).map_err(not_json)
        }
        other => line(other),
    }
}

/// Adds the line of one record to `lines`, or nothing where that fails. `Unknown` has no line of its own.
pub(super) fn encode(record: &Record, lines: &mut Vec<u8>) -> Result<(), StoreError> {
    let start = lines.len();
    let written = match record {
        Record::Article(version) => write(lines, &article_shape(version)),
        Record::Mark(mark) => write(lines, &mark_shape(mark)),
        Record::Alias(Alias { id, of }) => {
            write(lines, &AliasShape { v: FORMAT, kind: "alias".into(), id: Hex(id.0), of: Hex(of.0) })
        }
        Record::Reuse(Reuse { id, from, new }) => {
            write(lines, &ReuseShape { v: FORMAT, kind: "reuse".into(), id: Hex(id.0), from: *from, new: Hex(new.0) })
        }
        Record::Drop(Dropped { id, source, n }) => {
            write(lines, &DropShape { v: FORMAT, kind: "drop".into(), id: Hex(id.0), source: Hex(source.0), n: *n })
        }
        Record::Source(said) => write(lines, &source_shape(said)),
        Record::Replaces(Replaces { at, files, bytes, hash }) => write(
            lines,
            &ReplacesShape {
                v: FORMAT,
                kind: "replaces".into(),
                at: *at,
                files: Cow::Borrowed(files),
                bytes: *bytes,
                hash: Hex(*hash),
            },
        ),
        Record::Unknown => Ok(()),
    };
    let limit = if matches!(record, Record::Mark(_)) { super::record::MAX_MARK } else { super::record::MAX_LINE };
    let len = lines.len() - start;
    // Writing to memory cannot fail, and no shape has a map with odd keys: an error here would be a bug, not damage.
    let written = match written {
        Err(cause) => Err(not_json(cause)),
        Ok(()) if len > limit => Err(StoreError::TooLong { bytes: len as u64, limit: limit as u64 }),
        Ok(()) => Ok(()),
    };
    if written.is_err() {
        lines.truncate(start);
    }
    written
}

fn not_json(cause: serde_json::Error) -> StoreError {
    StoreError::Io { doing: "write as JSON", path: "".into(), cause: cause.into() }
}

fn write(lines: &mut Vec<u8>, shape: &impl Serialize) -> serde_json::Result<()> {
    serde_json::to_writer(&mut *lines, shape)?;
    lines.push(b'\n');
    Ok(())
}

fn source_shape(said: &SourceVersion) -> SourceShape<'_> {
    let SourceVersion { source, n, at, removed, secrets } = said;
    SourceShape {
        v: FORMAT,
        kind: "source".into(),
        id: Hex(source.id.0),
        n: *n,
        at: *at,
        address: Cow::Borrowed(&source.address),
        title: Cow::Borrowed(&source.title),
        tags: Cow::Borrowed(&source.tags),
        folder: source.folder.as_deref().map(Cow::Borrowed),
        removed: *removed,
        secrets: Cow::Borrowed(secrets),
    }
}

/// What says when an article was published, where the record does not name it.
fn default_origin(published: Option<Timestamp>) -> PublishedFrom {
    if published.is_some() { PublishedFrom::Declared } else { PublishedFrom::Seen }
}

fn article_shape(version: &Version) -> ArticleShape<'_> {
    let a = &version.article;
    ArticleShape {
        v: FORMAT,
        kind: if version.n == 1 { "article" } else { "version" }.into(),
        id: Hex(a.id.0),
        source: Hex(a.source.0),
        n: version.n,
        print: Some(Hex(version.print.0)),
        exact: Some(Hex(version.exact.0)),
        full: version.full,
        seen: a.seen,
        fetched: a.fetched,
        published: a.published,
        published_from: (a.published_from != default_origin(a.published)).then(|| a.published_from.name().into()),
        guid: text(&a.guid),
        url: text(&a.url),
        title: Cow::Borrowed(&a.title),
        authors: Cow::Borrowed(&a.authors),
        language: text(&a.language),
        categories: Cow::Borrowed(&a.categories),
        enclosures: a.enclosures.iter().map(enclosure_shape).collect(),
        summary: text(&a.summary),
        media: match a.media {
            Media::Text => "text",
            Media::Markdown => "markdown",
            Media::Html => "html",
            Media::Page => "page",
        }
        .into(),
        body: Cow::Borrowed(&a.body),
    }
}

fn enclosure_shape(enclosure: &Enclosure) -> EnclosureShape<'_> {
    EnclosureShape { url: Cow::Borrowed(&enclosure.url), kind: text(&enclosure.kind), length: enclosure.length }
}

fn text(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(Cow::Borrowed)
}
