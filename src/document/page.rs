//! The article within a saved page: dom_smoothie's extraction, the page's own declaration of its text, or all of it.
//!
//! It does not read what the page says of itself besides: that is `head`.

use super::head::Head;
use super::html;
use super::{Block, Document};
use crate::article::Media;
use dom_smoothie::{Config, Readability};

/// The article within a page, as a body of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// [`Media::Html`] or [`Media::Text`].
    pub media: Media,
    /// The article alone.
    pub body: String,
    /// What relative links in it are relative to.
    pub base: Option<String>,
}

/// Finds the article within a page that came from `base`; nothing where none is found.
pub fn extract_article(page: &str, base: Option<&str>) -> Option<Extracted> {
    find(page, &Head::of(page, base), base).map(|(extracted, _)| extracted)
}

/// Reads the article of a page into blocks.
pub(super) fn parse(page: &str, base: Option<&str>) -> Document {
    let head = Head::of(page, base);
    match find(page, &head, base) {
        Some((_, document)) => document,
        None => html::parse(page, head.base.as_deref().or(base), true),
    }
}

fn find(page: &str, head: &Head, base: Option<&str>) -> Option<(Extracted, Document)> {
    let base = head.base.as_deref().or(base);
    let extracted = extract(page);
    let document = extracted.as_ref().map(|article| html::parse(article, base, false)).unwrap_or_default();
    let found = |media, body, document| Some((Extracted { media, body, base: base.map(str::to_owned) }, document));
    let declared = head.article_text.as_deref().unwrap_or("");
    // Where pages are built by scripts, the text stands only in what they declare for search engines.
    if declared.len() > 400 && length(&document.blocks) * 2 < declared.len() {
        return if declared.contains("</p>") {
            found(Media::Html, declared.to_owned(), html::parse(declared, base, false))
        } else {
            found(Media::Text, declared.to_owned(), super::plain::parse(declared, ""))
        };
    }
    let body = extracted.filter(|_| !document.blocks.is_empty())?;
    found(Media::Html, body, document)
}

/// The HTML of the article, where extraction finds one.
fn extract(page: &str) -> Option<String> {
    let tree = super::tree::grow(page)?;
    let config = Config { disable_json_ld: true, ..Config::default() };
    let mut readability = Readability::with_document(tree, None, Some(config)).ok()?;
    let article = readability.parse().ok()?;
    Some(article.content.to_string())
}

/// The bytes of running text.
fn length(blocks: &[Block]) -> usize {
    let mut sum = 0;
    super::walk::each_run(blocks, &mut |run| sum += run.text.as_str().len());
    sum
}
