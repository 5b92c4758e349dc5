//! Bytes become entries: RSS, RDF, Atom, JSON Feed; lists of subscriptions (OPML, newsboat's `urls`) are read and written.
//!
//! Nothing here opens a file or a connection, and nothing fails: what can be read is given, with complaints about the
//! rest. Where bytes come from, and what becomes of entries, is `sources`'.

mod atom;
mod cached;
mod draft;
mod entry;
mod field;
mod filter;
mod finish;
mod inner;
mod json;
mod link;
mod modules;
mod names;
mod newsboat;
mod opml;
mod reference;
mod rss;
mod subscriptions;
mod tokens;
mod unpack;
mod walk;
mod xml;

pub use cached::CachedItem;
pub use entry::{Body, Entry, Feed, Format, IdFrom, Pace};
pub use link::{lasting_link, make_absolute, normal_link};
pub use opml::write_opml;
pub use subscriptions::{RefusedLine, SavedSearch, Subscription, Subscriptions, web_address};

pub use crate::document::{Alternate, Announced};

use crate::document::announced;
use crate::text::{Clean, decode, is_binary, masked, print_size, without_user};
use finish::finish;
use std::fmt;
use unpack::unpack;
use url::Url;
use xml::Root;

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
    /// A web page, with its title and the feeds it announces.
    Page(Announced),
    /// A list of subscriptions.
    Outlines,
    /// No text.
    Binary,
    /// A text that is none of these.
    Unknown,
}

impl fmt::Display for NotAFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NotAFeed::Empty => f.write_str("empty answer"),
            NotAFeed::Page(page) => match page.feeds.first() {
                Some(feed) => write!(f, "a page, not a feed; its feed may be {}", Clean::line(&masked(&feed.address))),
                None if page.title.is_empty() => f.write_str("a page, not a feed"),
                None => write!(f, "a page, not a feed: \"{}\"", Clean::line(&page.title)),
            },
            NotAFeed::Outlines => f.write_str("a list of subscriptions, not a feed"),
            NotAFeed::Binary => f.write_str("neither a feed nor any text"),
            NotAFeed::Unknown => f.write_str("not a feed"),
        }
    }
}

/// Reads an answer.
pub fn read(bytes: &[u8], hints: &Hints<'_>) -> Answer {
    let unpacked = unpack(bytes, hints.limit);
    let mut decoded = decode(&unpacked.bytes, hints.content_type.and_then(charset));
    // A NUL means nothing, and would end the text for others.
    if decoded.text.contains('\0') {
        decoded.text = decoded.text.replace('\0', "");
    }
    // Links do not inherit the user and the password from the feed's address.
    let address = hints.address.and_then(|address| Url::parse(&without_user(address)).ok());
    let text = decoded.text.as_str();
    let root = match kind_of(text) {
        Kind::Json => json::read(text).map_or(Root::Unknown, |draft| Root::Feed(Box::new(draft))),
        Kind::Xml => xml::read(text, address.as_ref()),
    };
    let mut draft = match root {
        Root::Feed(draft) => draft,
        Root::Outlines => return Answer::NotAFeed(NotAFeed::Outlines),
        Root::Page => return Answer::NotAFeed(NotAFeed::Page(announced(text, hints.address))),
        Root::Unknown if text.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}').is_empty() => {
            return Answer::NotAFeed(NotAFeed::Empty);
        }
        Root::Unknown if is_binary(&unpacked.bytes) => return Answer::NotAFeed(NotAFeed::Binary),
        Root::Unknown => return Answer::NotAFeed(NotAFeed::Unknown),
    };
    draft.is_cut |= unpacked.is_cut;
    if unpacked.is_too_large {
        draft.is_cut = true;
        draft.complaints.add(format!("unpacks to more than {}", print_size(hints.limit as u64)));
    }
    for complaint in decoded.complaints {
        draft.complaints.add(complaint);
    }
    Answer::Feed(finish(*draft, address.as_ref()))
}

/// Reads a list of subscriptions: OPML, or newsboat's `urls`.
pub fn read_subscriptions(bytes: &[u8], hints: &Hints<'_>) -> Subscriptions {
    let unpacked = unpack(bytes, hints.limit);
    let decoded = decode(&unpacked.bytes, hints.content_type.and_then(charset));
    let is_xml = decoded.text.trim_start_matches(JUNK).starts_with('<');
    let mut list = if is_xml { opml::read(&decoded.text) } else { newsboat::read(&decoded.text) };
    list.complaints.extend(decoded.complaints);
    list
}

/// Makes a list of subscriptions that were read elsewhere: each address once, and what could run or read is refused.
pub fn collect_subscriptions(subscriptions: impl IntoIterator<Item = Subscription>) -> Subscriptions {
    let mut list = subscriptions::Collector::default();
    subscriptions.into_iter().for_each(|subscription| list.take(subscription));
    list.finish()
}

/// Finds the feeds that a page which came from `address` announces.
pub fn discover(page: &str, address: Option<&str>) -> Announced {
    announced(page, address)
}

/// How an answer is written.
enum Kind {
    Xml,
    Json,
}

/// What may stand before the first character that counts.
const JUNK: fn(char) -> bool = |c| c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{fffd}');

fn kind_of(text: &str) -> Kind {
    if text.trim_start_matches(JUNK).starts_with('{') { Kind::Json } else { Kind::Xml }
}

/// The charset in a declared media type.
pub fn charset(content_type: &str) -> Option<&str> {
    let (_, parameters) = content_type.split_once(';')?;
    let charset = parameters.split(';').find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    });
    charset.filter(|charset| !charset.is_empty())
}

#[cfg(test)]
mod tests;
