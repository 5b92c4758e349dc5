//! What a text says of itself: title, authors, date, language, address, tags.
//!
//! It knows no file and no feed: what those say besides is `sources`' to weigh.

use super::head::{Head, add_names};
use super::{Block, Document, front, html, markdown, plain, walk, wire};
use crate::article::{Media, PublishedFrom};
use jiff::Timestamp;

/// How much of a body is read to find a title in it.
const HEAD: usize = 64 << 10;

/// What a text says of itself. Every text in here is foreign and unsafe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The headline, or the first sentence cut at a word; empty only where the text is.
    pub title: String,
    /// Names of people or agencies, each once.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// What said so, where `published` is known.
    pub published_from: Option<PublishedFrom>,
    /// BCP 47, as declared.
    pub language: Option<String>,
    /// The absolute address of the article.
    pub url: Option<String>,
    /// Tags and categories.
    pub categories: Vec<String>,
    /// A short form of the text.
    pub summary: Option<String>,
    /// What could not be read.
    pub complaints: Vec<String>,
}

/// Finds what `body` says of itself.
///
/// `base` is the address it came from. `near` is a time about which the text was written (that of its file): a
/// dateline without a year takes it from there, and has no date without.
pub fn describe(media: Media, body: &str, base: Option<&str>, near: Option<Timestamp>) -> Found {
    let mut found = match media {
        Media::Text => text(body, near),
        Media::Markdown => {
            let (fields, rest) = front::split(body);
            let mut found = fields.unwrap_or_default();
            if found.title.is_empty() {
                found.title = title_within(&markdown::parse(beginning(rest), None));
            }
            found
        }
        Media::Html | Media::Page => page(media, body, base),
    };
    found.title = found.title.split_whitespace().collect::<Vec<_>>().join(" ");
    found
}

/// What is read of a long text to find its title.
fn beginning(text: &str) -> &str {
    super::beginning(text, HEAD)
}

fn page(media: Media, body: &str, base: Option<&str>) -> Found {
    let head = Head::of(body, base);
    let mut title = page_title(&head);
    if title.is_empty() {
        title = title_within(&html::parse(beginning(body), base, media == Media::Page));
    }
    Found {
        title,
        published_from: head.published.map(|_| PublishedFrom::Declared),
        published: head.published,
        authors: head.authors,
        language: head.language,
        url: head.url.or_else(|| base.map(str::to_owned)),
        categories: head.categories,
        summary: head.summary,
        complaints: Vec::new(),
    }
}

/// The title a page gives itself, without the name of its site.
fn page_title(head: &Head) -> String {
    let parts = |title: &str| {
        let cut = [" | ", " - ", " – ", " — ", " » ", " :: "].iter().filter_map(|mark| title.rfind(mark)).max();
        cut.map(|at| title[..at].to_owned())
    };
    for declared in [&head.headline, &head.shared_title] {
        if !declared.is_empty() {
            let site = parts(declared).filter(|_| !head.site.is_empty() && declared.ends_with(&head.site));
            return site.unwrap_or_else(|| declared.clone());
        }
    }
    if !head.heading.is_empty() && (head.title.is_empty() || head.title.contains(&head.heading)) {
        return head.heading.clone();
    }
    match parts(&head.title) {
        Some(part) if part.split_whitespace().count() > 3 => part,
        _ if head.title.is_empty() => head.heading.clone(),
        _ => head.title.clone(),
    }
}

/// The first heading of a document, the highest of the first three; else its first sentence.
fn title_within(document: &Document) -> String {
    let heading = |block: &Block| match block {
        Block::Heading(level, runs) => Some((*level, walk::text_of(runs))),
        _ => None,
    };
    let first = document.blocks.iter().filter_map(heading).take(3).min_by_key(|(level, _)| *level);
    first.map(|(_, text)| text).unwrap_or_else(|| wire::first_sentence(beginning(&super::plain_text(document))))
}

fn text(body: &str, near: Option<Timestamp>) -> Found {
    let lines = plain::lines(body);
    let headline = wire::headline(&lines);
    let mut found = Found::default();
    let mut rest = headline.map_or(&lines[..], |at| &lines[at + 1..]);
    let skip = |rest: &[&str]| rest.iter().take_while(|line| line.trim().is_empty()).count();
    // Below the headline may stand a byline and a date, each on a line of its own.
    for _ in 0..3 {
        rest = &rest[skip(rest)..];
        let Some(line) = rest.first().map(|line| line.trim()) else { break };
        if let Some(names) = wire::byline(line) {
            names.iter().for_each(|name| add_names(&mut found.authors, name));
        } else if let Some(time) = super::date::read(line.rsplit(" : ").next().unwrap_or(line), None) {
            (found.published, found.published_from) = (Some(time), Some(PublishedFrom::Dateline));
        } else {
            break;
        }
        rest = &rest[1..];
    }
    let opening =
        rest.iter().take(12).take_while(|line| !line.trim().is_empty()).copied().collect::<Vec<_>>().join(" ");
    let dateline = wire::dateline(&opening, near).unwrap_or_default();
    if let (Some(date), None) = (dateline.date, found.published) {
        (found.published, found.published_from) = (Some(date), Some(PublishedFrom::Dateline));
    }
    let closing = rest.iter().rev().find(|line| !line.trim().is_empty()).and_then(|line| wire::byline(line));
    let credit = wire::credit(rest).filter(|_| dateline.agency.is_none());
    for name in dateline.reporter.into_iter().chain(closing.unwrap_or_default()).chain(dateline.agency).chain(credit) {
        add_names(&mut found.authors, &name);
    }
    found.title = match headline {
        Some(at) => lines[at].to_owned(),
        None => wire::first_sentence(beginning(opening.get(dateline.length..).unwrap_or(&opening))),
    };
    if found.title.trim().is_empty() {
        found.title = wire::first_sentence(beginning(body));
    }
    found
}
