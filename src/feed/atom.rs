//! Atom 0.3 and 1.0, alone or within other feeds.
//!
//! Sources: RFC 4287, and the draft that came before it, whose `mode` said how a text is written.

use super::draft::{EntryDraft, FeedDraft};
use super::entry::{Body, Format};
use super::field::Field;
use super::inner::media_of;
use super::link::is_web;
use super::names::Name;
use super::tokens::Tag;
use crate::article::Media;

/// The version that the root of a document says it is in.
pub(super) fn format_of(root: Tag<'_>) -> Format {
    let old = root.attributes.contains("purl.org/atom/ns") || root.get("version").is_some_and(|v| v == "0.3");
    if old { Format::Atom03 } else { Format::Atom10 }
}

/// Takes an element of the feed.
pub(super) fn take_for_feed(field: &Field<'_, '_>, feed: &mut FeedDraft) {
    match field.node.name {
        Name::Title => feed.title.offer(field.rank(0), field.title()),
        Name::Link => {
            let Some(link) = Link::of(field) else { return };
            match link.rel.as_str() {
                "alternate" => feed.link.offer(field.rank(link.rank()), link.address),
                "self" => feed.address.offer(field.rank(0), link.address),
                _ => {}
            }
        }
        // Without a page to lead to, an id that is an address is better than nothing.
        Name::Id => feed.link.offer(field.rank(6), field.line().filter(|id| is_web(id))),
        Name::Author => feed.authors.extend(field.person()),
        Name::Updated => feed.updated.offer(field.rank(0), feed.complaints.date(&field.inner.text())),
        _ => {}
    }
}

/// Takes an element of an entry.
pub(super) fn take_for_entry(field: &Field<'_, '_>, feed: &mut FeedDraft, entry: &mut EntryDraft) {
    match field.node.name {
        Name::Title => entry.title.offer(field.rank(0), field.title()),
        Name::Link => take_link(field, entry),
        Name::Id => {
            let id = field.line();
            let link = id.as_ref().filter(|id| is_web(id));
            entry.url.offer(field.rank(6), link.cloned());
            entry.id.offer(field.rank(0), id);
        }
        Name::Author => field.person().into_iter().for_each(|name| entry.add_author(field.rank(0), name)),
        Name::Origin => {
            field
                .children_of(Some("author"), "name")
                .into_iter()
                .for_each(|name| entry.add_author(field.rank(2), name));
        }
        Name::Published => {
            // Atom 0.3 says both when a text came to be and when it came out.
            let rank = if field.node.tag.name.ends_with("created") { 2 } else { 1 };
            entry.published.offer(field.rank(rank), feed.complaints.date(&field.inner.text()));
        }
        Name::Updated => entry.updated.offer(field.rank(1), feed.complaints.date(&field.inner.text())),
        Name::Summary => entry.summary.offer(field.rank(1), text(field)),
        Name::Content => {
            let elsewhere = field.attribute("src").and_then(|src| field.address(&src));
            entry.url.offer(field.rank(5), elsewhere);
            entry.content.offer(field.rank(0), text(field));
        }
        Name::Category => {
            let name = field.attribute("label").or_else(|| field.attribute("term")).map(|name| name.into_owned());
            name.or_else(|| field.line()).into_iter().for_each(|name| entry.add_category(&name));
        }
        _ => {}
    }
}

/// A link with what it leads to.
struct Link {
    address: String,
    rel: String,
    kind: String,
}

impl Link {
    /// Reads a link; one without `rel` is the page itself, and old feeds write the address as text.
    fn of(field: &Field<'_, '_>) -> Option<Link> {
        let href = field.attribute("href").map(|href| href.into_owned()).or_else(|| field.line())?;
        let rel = field.attribute("rel").map_or_else(|| "alternate".to_owned(), |rel| rel.to_ascii_lowercase());
        let rel = rel.trim_start_matches("http://www.iana.org/assignments/relation/").to_owned();
        let kind = field.attribute("type").map(|kind| kind.to_ascii_lowercase()).unwrap_or_default();
        Some(Link { address: field.address(&href)?, rel, kind })
    }

    /// Of several pages the one for people.
    fn rank(&self) -> u8 {
        match self.kind.as_str() {
            kind if kind.contains("html") => 1,
            "" => 2,
            _ => 3,
        }
    }
}

fn take_link(field: &Field<'_, '_>, entry: &mut EntryDraft) {
    let Some(link) = Link::of(field) else { return };
    match link.rel.as_str() {
        "alternate" => entry.url.offer(field.rank(link.rank()), link.address),
        "enclosure" => field.enclosure().into_iter().for_each(|enclosure| entry.add_enclosure(enclosure)),
        "replies" if link.rank() < 3 => entry.comments.offer(field.rank(1), link.address),
        "self" | "via" | "related" => entry.url.offer(field.rank(7), link.address),
        _ => {}
    }
}

/// A text as it is declared; what is declared as text, or as nothing, is looked at.
fn text(field: &Field<'_, '_>) -> Option<Body> {
    let kind = field.attribute("type").map(|kind| kind.to_ascii_lowercase()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or("").trim();
    let mode = field.attribute("mode").map(|mode| mode.to_ascii_lowercase()).unwrap_or_default();
    let inner = &field.inner;
    match kind {
        _ if mode == "base64" => None,
        _ if inner.has_children() && mode != "escaped" => {
            // HTML that forgot to escape itself, and XHTML.
            let text =
                if kind.contains("xhtml") || kind.is_empty() || kind == "xml" { inner.markup() } else { inner.html() };
            field.body_of(Media::Html, text)
        }
        "text" | "text/plain" => field.body_of(Media::Text, inner.text()),
        "html" | "xhtml" | "text/html" | "application/xhtml+xml" => field.body_of(Media::Html, inner.html()),
        // What is neither text nor XML is in base64.
        _ if kind.contains('/') && !kind.starts_with("text/") && !kind.ends_with("xml") => None,
        _ => {
            let text = inner.html();
            let media = media_of(&text);
            field.body_of(media, text)
        }
    }
}
