//! What `byline inspect` shows of a feed: every entry, with what its id and its time were taken from.
//!
//! It reads no file, and knows no library: the ids are those of a feed at the address that is given.

use super::{EnclosureOut, Feed as FeedOut, Inspected, Item, clean_html, links};
use crate::article::{Enclosure, Media, SourceId};
use crate::document::{Document, parse, plain_text};
use crate::feed::{Answer, Entry, Feed, Hints, IdFrom, NotAFeed, read};
use crate::sources::title_of;
use crate::text::Clean;
use std::path::Path;

/// Whether a file of that name may be a feed: others are what their names say.
pub fn may_be(file: &Path) -> bool {
    let extension = file.extension().and_then(|extension| extension.to_str()).unwrap_or_default().to_ascii_lowercase();
    !matches!(extension.as_str(), "txt" | "text" | "md" | "markdown" | "html" | "htm" | "xhtml" | "cor" | "opml")
}

/// Reads a feed that came from `base`, or says what it is instead.
pub fn inspect(bytes: &[u8], file: &Path, base: Option<&str>, hints: &Hints<'_>) -> Result<Inspected, NotAFeed> {
    match read(bytes, hints) {
        Answer::Feed(feed) => {
            let address = base.or(feed.address.as_deref()).map_or_else(|| file.to_string_lossy(), Into::into);
            Ok(Inspected::of_feed(&feed, SourceId::of(&address)))
        }
        Answer::NotAFeed(other) => Err(other),
    }
}

fn clean(text: &str) -> String {
    Clean::line(text).to_string()
}

impl Inspected {
    fn of_feed(feed: &Feed, source: SourceId) -> Self {
        Inspected {
            v: 1,
            kind: "feed",
            feed: Some(FeedOut {
                title: clean(&feed.title),
                link: feed.link.as_deref().map(clean),
                language: feed.language.as_deref().map(clean),
            }),
            items: feed.entries.iter().map(|entry| Item::of_entry(entry, source)).collect(),
            complaints: feed.complaints.iter().map(|complaint| clean(complaint)).collect(),
        }
    }
}

impl Item {
    fn of_entry(entry: &Entry, source: SourceId) -> Self {
        let (id, id_from) = entry.identify(source);
        let document = entry
            .body()
            .map_or_else(Document::default, |body| parse(body.media, &body.text, entry.url.as_deref(), &entry.title));
        let html = entry.body().filter(|body| body.media == Media::Html);
        Item {
            id: id.to_string(),
            id_from: match id_from {
                IdFrom::Guid => "guid",
                IdFrom::Link => "link",
                IdFrom::Content => "content",
            },
            guid: entry.guid.as_deref().map(clean),
            title: Clean::title(&title_of(entry)).to_string(),
            url: entry.url.as_deref().map(clean),
            authors: entry.authors.iter().map(|author| clean(author)).collect(),
            published: entry.time(),
            published_from: match (entry.published, entry.updated) {
                (Some(_), _) => "declared",
                (None, Some(_)) => "updated",
                (None, None) => "seen",
            },
            updated: entry.updated,
            language: entry.language.as_deref().map(clean),
            text: plain_text(&document),
            html: html.map(|body| clean_html(&body.text)),
            links: links(&document),
            enclosures: entry.enclosures.iter().map(enclosure).collect(),
        }
    }
}

fn enclosure(enclosure: &Enclosure) -> EnclosureOut {
    EnclosureOut { url: clean(&enclosure.url), kind: enclosure.kind.as_deref().map(clean), length: enclosure.length }
}
