//! The bytes of one file become articles.
//!
//! It opens no file: where the bytes come from (a folder, standard input, the guide) is its caller's.

use super::Refusal;
use super::web::articles;
use crate::article::{Article, ArticleId, Media, PublishedFrom, SourceId};
use crate::document::{Found, describe, kind_of, newswire};
use crate::feed::{self, Answer, Hints};
use crate::text::{decode, is_binary};
use jiff::Timestamp;
use std::collections::HashMap;
use std::path::Path;

/// What is known of a file before it is read.
#[derive(Clone, Debug)]
pub struct Origin<'a> {
    /// The source it belongs to.
    pub source: SourceId,
    /// Its path relative to the source's folder, with `/`; none where there is no path: then its content names it.
    pub guid: Option<&'a str>,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// The address it came from, for relative links.
    pub base: Option<&'a str>,
    /// What it is to be read as, whatever its name and content say.
    pub media: Option<Media>,
    /// The present time.
    pub now: Timestamp,
}

/// What kind of file it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// One article.
    Article(Media),
    /// Stories in an XML shell, as news agencies kept them.
    Newswire,
    /// A corpus with one article a line.
    Lines,
    /// A feed.
    Feed,
}

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Holding {
    /// What kind of file it was.
    pub kind: FileKind,
    /// Its articles, in the order of the file.
    pub articles: Vec<Article>,
    /// What was wrong in it.
    pub complaints: Vec<String>,
}

impl FileKind {
    /// The name in `byline inspect`.
    pub fn name(self) -> &'static str {
        match self {
            FileKind::Article(Media::Text) => "text",
            FileKind::Article(Media::Markdown) => "markdown",
            FileKind::Article(Media::Html | Media::Page) => "html",
            FileKind::Newswire => "newswire",
            FileKind::Lines => "lines",
            FileKind::Feed => "feed",
        }
    }
}

/// Makes the bytes of a file into articles.
pub fn read(bytes: &[u8], origin: &Origin<'_>) -> Result<Holding, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if is_binary(bytes) {
        return Err(Refusal::Binary);
    }
    let decoded = decode(bytes, None);
    if decoded.text.chars().all(|c| c.is_whitespace() || c.is_control() || c == '\u{feff}') {
        return Err(Refusal::Empty);
    }
    let extension = origin.guid.and_then(|guid| Path::new(guid).extension()?.to_str());
    let mut holding = match origin.media {
        Some(media) => article(media, decoded.text, origin),
        None => recognise(extension, decoded.text, origin)?,
    };
    holding.complaints.splice(0..0, decoded.complaints);
    Ok(holding)
}

fn recognise(extension: Option<&str>, text: String, origin: &Origin<'_>) -> Result<Holding, Refusal> {
    match shell(extension, &text) {
        Shell::Feed => feed(&text, origin),
        Shell::Data => Err(Refusal::OtherKind),
        Shell::Lines => Ok(lines(&text, origin)),
        Shell::Xml => match newswire(&text) {
            Some(stories) => Ok(wire_stories(stories, origin)),
            None => Err(Refusal::OtherKind),
        },
        Shell::None => {
            let media = kind_of(extension, &text);
            Ok(article(media, text, origin))
        }
    }
}

/// The entries of a feed that lies in a file.
fn feed(text: &str, origin: &Origin<'_>) -> Result<Holding, Refusal> {
    let hints = Hints { address: origin.base, ..Hints::default() };
    let Answer::Feed(mut feed) = feed::read(text.as_bytes(), &hints) else { return Err(Refusal::Feed) };
    let complaints = std::mem::take(&mut feed.complaints);
    let (articles, _) = articles(feed, origin.source, origin.now);
    if articles.is_empty() { Err(Refusal::Feed) } else { Ok(Holding { kind: FileKind::Feed, articles, complaints }) }
}

/// What stands around the articles of a file.
enum Shell {
    None,
    Feed,
    Xml,
    Lines,
    Data,
}

fn shell(extension: Option<&str>, text: &str) -> Shell {
    let extension = extension.map(str::to_ascii_lowercase);
    let head = start(text, 4096);
    match extension.as_deref() {
        Some("cor") => return Shell::Lines,
        Some("txt" | "text" | "md" | "markdown" | "html" | "htm" | "xhtml") => return Shell::None,
        Some("rss" | "atom" | "rdf" | "opml") => return Shell::Feed,
        Some("json") if head.contains("://jsonfeed.org/version/") => return Shell::Feed,
        Some("json") => return Shell::Data,
        _ => {}
    }
    if !head.trim_start().starts_with('<') {
        return Shell::None;
    }
    match root(head).as_deref() {
        Some("rss" | "feed" | "rdf" | "opml" | "channel") => Shell::Feed,
        Some("html") => Shell::None,
        _ if extension.as_deref() == Some("xml") || head.trim_start().starts_with("<?xml") => Shell::Xml,
        _ => Shell::None,
    }
}

/// The first characters of a text.
fn start(text: &str, characters: usize) -> &str {
    text.char_indices().nth(characters).map_or(text, |(end, _)| &text[..end])
}

/// The name of the first element, without its prefix, in lower case.
fn root(head: &str) -> Option<String> {
    let mut rest = head;
    loop {
        rest = &rest[rest.find('<')? + 1..];
        if rest.starts_with("!--") {
            rest = &rest[rest.find("-->")?..];
        } else if !rest.starts_with(['?', '!']) {
            let name = rest.split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
            return Some(name.rsplit(':').next().unwrap_or(name).to_ascii_lowercase());
        }
    }
}

fn article(media: Media, text: String, origin: &Origin<'_>) -> Holding {
    let mut found = describe(media, &text, origin.base, origin.modified);
    let complaints = std::mem::take(&mut found.complaints);
    let article = assemble(found, media, text, origin.guid.map(str::to_owned), origin);
    Holding { kind: FileKind::Article(media), articles: vec![article], complaints }
}

/// A line has no name that would stay when lines are put in before it, so its words are its name; of lines that say the
/// same, further ones go by their words and how many were before.
fn lines(text: &str, origin: &Origin<'_>) -> Holding {
    let mut holding = Holding { kind: FileKind::Lines, articles: Vec::new(), complaints: Vec::new() };
    let mut said: HashMap<&str, usize> = HashMap::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let found = describe(Media::Text, line, origin.base, origin.modified);
        let mut article = assemble(found, Media::Text, line.to_owned(), None, origin);
        let before = said.entry(line).or_default();
        if *before > 0 {
            article.id = ArticleId::of_content(origin.source, &format!("{line}\n{before}"));
        }
        *before += 1;
        holding.articles.push(article);
    }
    holding
}

/// The first story goes by the file's name, further ones by it and their number.
fn wire_stories(stories: Vec<crate::document::Story>, origin: &Origin<'_>) -> Holding {
    let mut holding = Holding { kind: FileKind::Newswire, articles: Vec::new(), complaints: Vec::new() };
    for (n, mut story) in stories.into_iter().enumerate() {
        holding.complaints.append(&mut story.found.complaints);
        let guid = origin.guid.map(|guid| if n == 0 { guid.to_owned() } else { format!("{guid}#{}", n + 1) });
        holding.articles.push(assemble(story.found, Media::Text, story.body, guid, origin));
    }
    holding
}

fn assemble(found: Found, media: Media, body: String, guid: Option<String>, origin: &Origin<'_>) -> Article {
    let source = origin.source;
    let id = match &guid {
        Some(guid) => ArticleId::of_guid(source, guid),
        None => ArticleId::of_content(source, &body),
    };
    let (published, published_from) = match (found.published, origin.modified) {
        (Some(time), _) => (Some(time), found.published_from.unwrap_or(PublishedFrom::Declared)),
        (None, Some(time)) => (Some(time), PublishedFrom::File),
        (None, None) => (None, PublishedFrom::Seen),
    };
    let name = || guid.as_deref().and_then(|guid| Some(Path::new(guid).file_stem()?.to_string_lossy().into_owned()));
    let title = if found.title.trim().is_empty() { name().unwrap_or_default() } else { found.title };
    Article {
        id,
        source,
        url: found.url.or_else(|| origin.base.map(str::to_owned)),
        title,
        authors: found.authors,
        published,
        published_from,
        seen: origin.now,
        fetched: origin.now,
        language: found.language,
        media,
        body,
        summary: found.summary,
        enclosures: Vec::new(),
        categories: found.categories,
        guid,
    }
}

#[cfg(test)]
mod tests;
