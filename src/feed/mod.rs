//! Bytes become entries: RSS, RDF, Atom, JSON Feed; lists of subscriptions (OPML, newsboat's `urls`) are read and written.
//!
//! Nothing here opens a file or a connection, and nothing fails: what can be read is given, with complaints about the
//! rest. Where bytes come from, and what becomes of entries, is `sources`'.

mod atom;
mod draft;
mod entry;
mod field;
mod finish;
mod inner;
mod link;
mod modules;
mod names;
mod reference;
mod rss;
mod tokens;
mod unpack;
mod walk;
mod xml;

pub use entry::{Body, Entry, Feed, Format, IdFrom, Pace};
pub use link::normal_link;

use crate::text::decode;
use url::Url;

/// What is known of an answer before it is read.
#[derive(Clone, Copy, Debug)]
pub struct Hints<'a> {
    /// The media type as the sender declared it, with its charset: `text/xml; charset=utf-8`.
    pub content_type: Option<&'a str>,
    /// The address it came from, after redirects.
    pub address: Option<&'a str>,
    /// How many bytes it may unpack to.
    pub limit: usize,
}

impl Default for Hints<'_> {
    fn default() -> Self {
        Hints { content_type: None, address: None, limit: 50 << 20 }
    }
}

/// What an answer was.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A feed, perhaps without entries.
    Feed(Feed),
    /// Something else.
    NotAFeed(NotAFeed),
}

/// What an answer was that is no feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotAFeed {
    /// Nothing, or white space.
    Empty,
    /// A web page.
    Page,
    /// A list of subscriptions.
    Outlines,
    /// Neither text that is known nor a page.
    Unknown,
}

/// Reads an answer.
pub fn read(bytes: &[u8], hints: &Hints<'_>) -> Answer {
    let unpacked = unpack::unpack(bytes, hints.limit);
    let decoded = decode(&unpacked.bytes, hints.content_type.and_then(charset));
    let address = hints.address.and_then(|address| Url::parse(address).ok());
    let text = decoded.text.as_str();
    let mut draft = match xml::read(text, address.as_ref()) {
        xml::Root::Feed(draft) => draft,
        xml::Root::Outlines => return Answer::NotAFeed(NotAFeed::Outlines),
        xml::Root::Page => return Answer::NotAFeed(NotAFeed::Page),
        xml::Root::Unknown if text.trim().is_empty() => return Answer::NotAFeed(NotAFeed::Empty),
        xml::Root::Unknown => return Answer::NotAFeed(NotAFeed::Unknown),
    };
    draft.is_cut |= unpacked.is_cut || unpacked.is_too_large;
    for complaint in decoded.complaints {
        draft.complaints.add(complaint);
    }
    Answer::Feed(finish::finish(*draft, address.as_ref()))
}

/// The charset in a declared media type.
fn charset(content_type: &str) -> Option<&str> {
    let (_, parameters) = content_type.split_once(';')?;
    let charset = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    });
    charset.filter(|charset| !charset.is_empty())
}
