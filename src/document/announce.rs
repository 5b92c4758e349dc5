//! The feeds a page announces in its head, and its title: what a reader is told who asked for a page as a feed.
//!
//! It asks nobody whether they are there.

use super::tokens::{Attributes, Reader, read_html};
use url::Url;

/// How much of a page is looked through.
const HEAD: usize = 1 << 20;
/// How many feeds of a page are kept.
const FEEDS: usize = 50;

/// What a page announces. Every text in here is foreign and unsafe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Announced {
    /// The title of the page; may be empty.
    pub title: String,
    /// Its feeds in their order, each once.
    pub feeds: Vec<Alternate>,
}

/// A feed that a page announces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternate {
    /// Absolute, where the page's own address is known.
    pub address: String,
    /// What the page calls it; may be empty.
    pub title: String,
}

/// Finds what a page that came from `base` announces.
pub fn announced(page: &str, base: Option<&str>) -> Announced {
    let base = base.and_then(|base| Url::parse(base).ok());
    let mut scan = Scan { base, in_title: false, found: Announced::default() };
    read_html(super::beginning(page, HEAD), &mut scan);
    scan.found.title = scan.found.title.split_whitespace().collect::<Vec<_>>().join(" ");
    scan.found
}

struct Scan {
    base: Option<Url>,
    in_title: bool,
    found: Announced,
}

impl Reader for Scan {
    fn start(&mut self, name: &str, tag: &Attributes<'_>) {
        match name {
            "title" => self.in_title = self.found.title.is_empty(),
            "base" => {
                let href = tag.filled("href").unwrap_or_default();
                let joined = self.base.as_ref().map_or_else(|| Url::parse(href), |base| base.join(href));
                self.base = joined.ok().or(self.base.take());
            }
            "link" | "a" if is_feed(tag) && self.found.feeds.len() < FEEDS => {
                let href = tag.filled("href").unwrap_or_default();
                let absolute = self.base.as_ref().and_then(|base| base.join(href).ok());
                let address = absolute.map_or_else(|| href.to_owned(), String::from);
                if !address.is_empty() && !self.found.feeds.iter().any(|feed| feed.address == address) {
                    let title = tag.filled("title").unwrap_or_default().to_owned();
                    self.found.feeds.push(Alternate { address, title });
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        self.in_title &= name != "title";
    }

    fn text(&mut self, text: &str) {
        if self.in_title && self.found.title.len() < 1000 {
            self.found.title.push_str(text);
        }
    }
}

/// Whether a link leads to a feed. Plain JSON and XML under `alternate` are mostly something else.
fn is_feed(tag: &Attributes<'_>) -> bool {
    let is = |name: &str| {
        tag.filled("rel").is_some_and(|rel| rel.split_ascii_whitespace().any(|rel| rel.eq_ignore_ascii_case(name)))
    };
    let kind = tag.filled("type").unwrap_or_default().to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    let named = |name: &str| tag.filled(name).is_some_and(|text| text.to_ascii_lowercase().contains("feed"));
    match kind {
        "application/rss+xml" | "application/atom+xml" | "application/rdf+xml" | "application/feed+json" => {
            is("alternate") || is("feed")
        }
        "application/json" | "application/xml" | "text/xml" => is("alternate") && (named("href") || named("title")),
        "" => is("feed"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(head: &str, feeds: &[&str]) {
        let page = format!("<!doctype html><html><head><title>A\n page &amp; more</title>{head}</head><body>x</body>");
        let found = announced(&page, Some("https://example.org/news/"));
        assert_eq!(found.title, "A page & more");
        assert_eq!(found.feeds.iter().map(|feed| feed.address.as_str()).collect::<Vec<_>>(), feeds, "{head}");
    }

    #[test]
    fn announced_feeds_are_found_and_nothing_else() {
        check("<link rel=alternate type=application/rss+xml href=feed.xml>", &["https://example.org/news/feed.xml"]);
        check("<LINK REL='Alternate Home' TYPE='application/atom+xml; a=b' HREF='//x/f'>", &["https://x/f"]);
        check("<base href='/b/'><link rel=feed href=f>", &["https://example.org/b/f"]);
        check("<link rel=alternate type=application/json href=/wp-json/1>", &[]);
        check("<link rel=alternate type=application/json href=/feed.json>", &["https://example.org/feed.json"]);
        check("<link rel=alternate hreflang=ko href=/ko><link rel=stylesheet href=feed.css>", &[]);
        check("<script>'<link rel=feed href=x>'</script>", &[]);
    }
}
