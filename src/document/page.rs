//! The article within a saved page: dom_smoothie's extraction, the page's own declaration of its text, or all of it.
//!
//! It does not read what the page says of itself besides: that is `head`.

use super::head::Head;
use super::html;
use super::{Block, Document};
use dom_smoothie::{Config, Readability};

/// Reads the article of a page into blocks.
pub(super) fn parse(page: &str, base: Option<&str>) -> Document {
    let head = Head::of(page, base);
    let base = head.base.as_deref().or(base);
    let extracted = extract(page).map(|article| html::parse(&article, base, false)).unwrap_or_default();
    let declared = head.article_text.as_deref().unwrap_or("");
    // Where pages are built by scripts, the text stands only in what they declare for search engines.
    if declared.len() > 400 && length(&extracted.blocks) * 2 < declared.len() {
        return if declared.contains("</p>") {
            html::parse(declared, base, false)
        } else {
            super::plain::parse(declared, "")
        };
    }
    if extracted.blocks.is_empty() { html::parse(page, base, true) } else { extracted }
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
