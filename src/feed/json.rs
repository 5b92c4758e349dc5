//! JSON Feed 1.0 and 1.1: jsonfeed.org/version/1.1.
//!
//! Each field is read on its own, so that one of a wrong type costs itself only. What nobody asked for is passed over
//! without being built, however deep it is.

use super::draft::{Complaints, EntryDraft, FeedDraft, body};
use super::entry::Format;
use super::inner::{fold, line_of};
use super::link::{is_web, tidy};
use crate::article::{Enclosure, Media};
use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::fmt;

/// The most entries that are read.
const ENTRIES: usize = 100_000;

/// The fields of an object, as they are written.
type Fields<'a> = HashMap<String, &'a RawValue>;

/// Reads a feed, if it is one.
pub(super) fn read(text: &str) -> Option<FeedDraft> {
    let start = text.find('{')?;
    let mut found = Found::default();
    let mut reader = serde_json::Deserializer::from_str(&text[start..]);
    let ended = TopLevel(&mut found).deserialize(&mut reader);
    let version = string(&found.fields, "version").unwrap_or_default();
    let says_so = version.contains("jsonfeed.org/version/");
    // A wrong version is forgiven to what looks like a feed otherwise.
    let looks = found.items.is_some() && ["version", "title"].iter().any(|name| found.fields.contains_key(*name));
    if !says_so && !looks {
        return None;
    }
    let mut feed = FeedDraft {
        format: Some(if version.ends_with("/1") || version.ends_with("1.0") { Format::Json10 } else { Format::Json11 }),
        is_cut: ended.as_ref().is_err_and(serde_json::Error::is_eof),
        ..FeedDraft::default()
    };
    if let Some(error) = ended.err().filter(|error| !error.is_eof()) {
        feed.complaints.add(format!("broken JSON: {error}"));
    }
    take_fields(&found.fields, &mut feed);
    for item in found.items.unwrap_or_default() {
        match fields_of(item.get()) {
            Some(fields) => feed.entries.push(entry(&fields, &mut feed.complaints)),
            None => feed.complaints.add("an entry that is no object"),
        }
    }
    Some(feed)
}

fn take_fields(fields: &Fields<'_>, feed: &mut FeedDraft) {
    feed.title.offer(0, title(fields, "title"));
    feed.link.offer(0, address(fields, "home_page_url"));
    feed.address.offer(0, address(fields, "feed_url"));
    feed.language.offer(0, string(fields, "language").map(|language| fold(&language)));
    feed.authors = authors(fields);
}

fn entry(fields: &Fields<'_>, complaints: &mut Complaints) -> EntryDraft {
    let mut entry = EntryDraft::default();
    let date = |complaints: &mut Complaints, name: &str| string(fields, name).and_then(|text| complaints.date(&text));
    entry.id.offer(0, string(fields, "id").map(|id| fold(&id)).filter(|id| !id.is_empty()));
    entry.url.offer(0, address(fields, "url"));
    entry.url.offer(1, address(fields, "external_url"));
    entry.url.offer(2, address(fields, "id").filter(|id| is_web(id)));
    entry.title.offer(0, title(fields, "title"));
    entry.content.offer(0, string(fields, "content_html").and_then(|text| body(Media::Html, text)));
    entry.content.offer(1, string(fields, "content_text").and_then(|text| body(Media::Text, text)));
    entry.summary.offer(0, string(fields, "summary").and_then(|text| body(Media::Text, text)));
    entry.published.offer(0, date(complaints, "date_published"));
    entry.updated.offer(0, date(complaints, "date_modified"));
    entry.language.offer(0, string(fields, "language").map(|language| fold(&language)));
    authors(fields).into_iter().for_each(|name| entry.add_author(0, name));
    for tag in list(fields, "tags") {
        entry.add_category(tag.as_str().unwrap_or(""));
    }
    for attachment in list(fields, "attachments") {
        if let Some(url) = attachment["url"].as_str().and_then(tidy) {
            let kind = attachment["mime_type"].as_str().map(fold);
            entry.add_enclosure(Enclosure { url, kind, length: attachment["size_in_bytes"].as_u64() });
        }
    }
    entry
}

/// The names of `authors`, or of the single `author` of version 1.0; either may be written as the other.
fn authors(fields: &Fields<'_>) -> Vec<String> {
    let listed = list(fields, "authors").into_iter().chain(list(fields, "author"));
    let name = |author: Value| author["name"].as_str().or_else(|| author.as_str()).map(line_of);
    let mut names: Vec<String> = Vec::new();
    for name in listed.filter_map(name).filter(|name| !name.is_empty()) {
        if !names.contains(&name) && names.len() < 100 {
            names.push(name);
        }
    }
    names
}

fn title(fields: &Fields<'_>, name: &str) -> Option<String> {
    string(fields, name).map(|title| line_of(&title)).filter(|title| !title.is_empty())
}

fn address(fields: &Fields<'_>, name: &str) -> Option<String> {
    string(fields, name).and_then(|address| tidy(&address))
}

/// A text, or a number as it is written; half a pair of surrogates becomes U+FFFD.
fn string(fields: &Fields<'_>, name: &str) -> Option<String> {
    let raw = fields.get(name)?.get();
    match raw.bytes().next()? {
        b'"' => {
            let text: String =
                serde_json::from_str(raw).or_else(|_| serde_json::from_str(&mend_surrogates(raw))).ok()?;
            Some(if text.contains('\0') { text.replace('\0', "") } else { text })
        }
        b'-' | b'0'..=b'9' => Some(raw.to_owned()),
        _ => None,
    }
}

/// The values of a list; a single value is a list of one.
fn list(fields: &Fields<'_>, name: &str) -> Vec<Value> {
    let Some(raw) = fields.get(name) else { return Vec::new() };
    let read =
        |raw: &str| serde_json::from_str::<Value>(raw).or_else(|_| serde_json::from_str(&mend_surrogates(raw))).ok();
    match serde_json::from_str::<Vec<&RawValue>>(raw.get()) {
        Ok(values) => values.into_iter().filter_map(|value| read(value.get())).collect(),
        Err(_) => read(raw.get()).into_iter().collect(),
    }
}

/// Replaces each `\u` of the surrogates that stands alone.
fn mend_surrogates(raw: &str) -> String {
    let unit = |at: usize| u16::from_str_radix(raw.get(at..at + 6)?.strip_prefix("\\u")?, 16).ok();
    let mut mended = String::with_capacity(raw.len());
    let mut at = 0;
    while let Some(step) = raw[at..].find('\\') {
        mended.push_str(&raw[at..at + step]);
        at += step;
        let (length, lone) = match (unit(at), unit(at + 6)) {
            (Some(0xd800..0xdc00), Some(0xdc00..0xe000)) => (12, false),
            (Some(0xd800..0xe000), _) => (6, true),
            (Some(_), _) => (6, false),
            (None, _) => (1 + raw[at + 1..].chars().next().map_or(0, char::len_utf8), false),
        };
        mended.push_str(if lone { "\\ufffd" } else { &raw[at..at + length] });
        at += length;
    }
    mended + &raw[at..]
}

fn fields_of(raw: &str) -> Option<Fields<'_>> {
    serde_json::from_str(raw).ok()
}

/// What was read of a feed, however it ended.
#[derive(Default)]
struct Found<'a> {
    fields: Fields<'a>,
    items: Option<Vec<&'a RawValue>>,
}

/// Reads the outermost object into what is found, so that a cut loses only what comes after it.
struct TopLevel<'f, 'a>(&'f mut Found<'a>);

impl<'a> DeserializeSeed<'a> for TopLevel<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_map(self)
    }
}

impl<'a> Visitor<'a> for TopLevel<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a feed")
    }

    fn visit_map<M: MapAccess<'a>>(self, mut map: M) -> Result<(), M::Error> {
        while let Some(name) = map.next_key::<String>()? {
            match name.as_str() {
                "items" => map.next_value_seed(Items(self.0.items.get_or_insert_default()))?,
                "version" | "title" | "home_page_url" | "feed_url" | "language" | "author" | "authors" => {
                    self.0.fields.insert(name, map.next_value()?);
                }
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }
}

/// Reads the entries as they are written.
struct Items<'f, 'a>(&'f mut Vec<&'a RawValue>);

impl<'a> DeserializeSeed<'a> for Items<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'a>>(self, reader: D) -> Result<(), D::Error> {
        reader.deserialize_seq(self)
    }
}

impl<'a> Visitor<'a> for Items<'_, 'a> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of entries")
    }

    fn visit_seq<S: SeqAccess<'a>>(self, mut list: S) -> Result<(), S::Error> {
        while let Some(item) = list.next_element()? {
            if self.0.len() >= ENTRIES {
                return Err(S::Error::custom("too many entries"));
            }
            self.0.push(item);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_mended_and_pairs_stay() {
        for (raw, mended) in [
            (r#""a\ud83d b\ude00 \ud83d\ude00 \\ud83d \n é""#, r#""a\ufffd b\ufffd \ud83d\ude00 \\ud83d \n é""#),
            (r"\", r"\"),
            (r"\ud83d\u0041\é", r"\ufffd\u0041\é"),
        ] {
            assert_eq!(mend_surrogates(raw), mended);
        }
    }
}
