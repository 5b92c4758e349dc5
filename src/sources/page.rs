//! One page of the web becomes an article, or the full text of an article whose feed gave only a part.
//!
//! It asks as fetching does, with its limits and its rules for redirects. What is within the page is `document`'s to find;
//! storing is its caller's.

use super::about::is_about;
use super::url::unpacked;
use super::web::{Access, Ask, Client, Manners, Shared, Trouble};
use crate::article::{Article, ArticleId, Media, PublishedFrom, Source, SourceId};
use crate::document::{Found, describe, extract_article, parse, plain_text};
use crate::feed::{charset, make_absolute, normal_link};
use crate::store::Version;
use crate::text::{Clean, decode, is_binary};
use jiff::Timestamp;
use std::fmt;
use std::sync::Arc;
use url::Url;

/// Why a page did not become a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PageTrouble {
    /// Nothing came.
    Asked(Trouble),
    /// Something else came, of this media type.
    NotAPage(String),
    /// The page holds no article.
    NoArticle,
    /// The page says no more than the feed did.
    NoMore,
    /// The page is about something else than the feed says.
    Another,
    /// The article has no address.
    NoAddress,
}

impl fmt::Display for PageTrouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PageTrouble::Asked(trouble) => trouble.fmt(f),
            PageTrouble::NotAPage(kind) if kind.is_empty() => f.write_str("no page lies at its address, but data"),
            PageTrouble::NotAPage(kind) => write!(f, "no page lies at its address, but {}", Clean::line(kind)),
            PageTrouble::NoArticle => f.write_str("no article was found in the page"),
            PageTrouble::NoMore => f.write_str("the page says no more than the feed"),
            PageTrouble::Another => f.write_str("its page is about something else: perhaps one must log in there"),
            PageTrouble::NoAddress => f.write_str("this article has no address to fetch it from"),
        }
    }
}

/// A page that came.
struct Page {
    /// Where from, after redirects.
    address: String,
    /// What it says of itself.
    found: Found,
    media: Media,
    body: String,
}

/// How a page is asked for.
#[derive(Debug, Default)]
pub(super) struct Way {
    /// Where the feed came from that names it; none where the reader did.
    pub from: Option<String>,
    /// What is meant for its server.
    pub access: Option<Arc<Shared>>,
}

/// The article with the text of its page in place of what its feed gave.
pub(super) fn full_text(client: &Client, way: &Way, known: &Version, now: Timestamp) -> Result<Version, PageTrouble> {
    let article = &known.article;
    let address = article.url.as_deref().ok_or(PageTrouble::NoAddress)?;
    let page = fetch(client, way, address, now)?;
    let text = |media, body: &str| plain_text(&parse(media, body, None, &article.title));
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let known_text = text(article.media, &article.body);
    let there = letters(&known_text);
    // A page whose text is known may have been shortened, but half of it gone is a page that lets nobody in.
    let wanted = if known.full { there / 2 } else { there + 1 };
    let page_text = text(page.media, &page.body);
    if letters(&page_text) < wanted {
        return Err(PageTrouble::NoMore);
    }
    if !is_about(&[page.found.title.as_str(), &page_text].join(" "), &article.title, &known_text) {
        return Err(PageTrouble::Another);
    }
    let authors = if article.authors.is_empty() { page.found.authors } else { article.authors.clone() };
    let full = Article {
        authors,
        language: article.language.clone().or(page.found.language),
        media: page.media,
        body: page.body,
        seen: now,
        fetched: now,
        ..article.clone()
    };
    Ok(Version { full: true, ..Version::new(full, 1) })
}

/// The source that saved pages belong to.
pub(super) fn saved_pages() -> Source {
    Source { id: SourceId::PAGES, address: "pages".into(), title: "Saved pages".into(), tags: Vec::new(), folder: None }
}

/// The article that a page is.
pub(super) fn page_article(client: &Client, address: &str, now: Timestamp) -> Result<Article, PageTrouble> {
    let Page { address, found, media, body } = fetch(client, &Way::default(), address, now)?;
    let id = ArticleId::of_link(SourceId::PAGES, &normal_link(&address));
    let published = found.published.filter(|time| *time <= now);
    let title = if found.title.trim().is_empty() { address.clone() } else { found.title };
    Ok(Article {
        id,
        source: SourceId::PAGES,
        guid: None,
        url: Some(address),
        title,
        authors: found.authors,
        published,
        published_from: if published.is_some() { PublishedFrom::Declared } else { PublishedFrom::Seen },
        seen: now,
        fetched: now,
        language: found.language,
        media,
        body,
        summary: found.summary,
        enclosures: Vec::new(),
        categories: found.categories,
    })
}

/// What lies at an address.
pub struct AtAddress {
    /// Unpacked.
    pub bytes: Vec<u8>,
    /// As declared; empty where nothing is.
    pub content_type: String,
    /// Where it came from, after redirects.
    pub address: String,
}

/// Asks for what lies at an address that the reader gave.
pub fn ask_address(address: &str, manners: Manners, now: Timestamp) -> Result<AtAddress, Trouble> {
    ask(&Client::new(manners), &Way::default(), address, now)
}

fn ask(client: &Client, way: &Way, address: &str, now: Timestamp) -> Result<AtAddress, Trouble> {
    let (limit, plain) = (client.manners.max_bytes, Access::default());
    let (access, secret) = match &way.access {
        Some(shared) => (&shared.access, shared.secret()?),
        None => (&plain, None),
    };
    let question = Ask { address, etag: None, modified: None, access, secret, limit, is_last: false, now };
    let reply = match &way.from {
        Some(from) => client.ask_from(from, question),
        None => client.ask(question),
    }?;
    if !matches!(reply.status, 200 | 203) {
        return Err(reply.trouble());
    }
    let bytes = unpacked(&reply.body, client.manners.max_bytes)?.0.into_owned();
    Ok(AtAddress { bytes, content_type: reply.content_type.unwrap_or_default(), address: reply.address })
}

fn fetch(client: &Client, way: &Way, address: &str, now: Timestamp) -> Result<Page, PageTrouble> {
    let AtAddress { bytes, content_type: kind, address } =
        ask(client, way, address, now).map_err(PageTrouble::Asked)?;
    let media_type = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_text = media_type.is_empty() || media_type.starts_with("text/") || media_type.contains("html");
    if !is_text || is_binary(&bytes) {
        return Err(PageTrouble::NotAPage(media_type));
    }
    let text = decode(&bytes, charset(&kind)).text;
    if media_type == "text/plain" {
        let found = describe(Media::Text, &text, Some(&address), None);
        return if text.trim().is_empty() {
            Err(PageTrouble::NoArticle)
        } else {
            Ok(Page { address, found, media: Media::Text, body: text })
        };
    }
    let extracted = extract_article(&text, Some(&address)).ok_or(PageTrouble::NoArticle)?;
    let base = extracted.base.as_deref().and_then(|base| Url::parse(base).ok());
    let body = match base.filter(|_| extracted.media == Media::Html) {
        Some(base) => make_absolute(&extracted.body, &base),
        None => extracted.body,
    };
    Ok(Page { found: describe(Media::Page, &text, Some(&address), None), address, media: extracted.media, body })
}
