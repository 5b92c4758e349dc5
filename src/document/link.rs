//! Links as they are met: absolute where a base is known, each target and text once, refused where they can't be opened.
//!
//! It opens nothing, and asks nothing of the network.

use super::{Link, Target};
use crate::text::{Clean, beginning};
use std::collections::HashMap;
use url::Url;

/// How much of a link's text is kept for the list at the end.
const TEXT: usize = 160;
/// How much is kept of an address that can't be opened anyway.
const REFUSED: usize = 200;

/// The links of one document, collected while it is read.
pub(super) struct Links {
    base: Option<Url>,
    found: Vec<Found>,
}

struct Found {
    url: String,
    text: String,
    target: Target,
    refused: Option<&'static str>,
}

impl Links {
    /// Starts with the address relative links are relative to.
    pub fn new(base: Option<&str>) -> Self {
        Links { base: base.and_then(web_address), found: Vec::new() }
    }

    /// Whether relative links can be made absolute.
    pub fn base(&self) -> Option<&Url> {
        self.base.as_ref()
    }

    /// Takes another base, unless it is none that could be opened.
    pub fn rebase(&mut self, href: &str) {
        let joined = self.base.as_ref().and_then(|base| base.join(href.trim()).ok());
        let new = joined.or_else(|| Url::parse(href.trim()).ok());
        if let Some(new) = new.filter(|url| matches!(url.scheme(), "http" | "https")) {
            self.base = Some(new);
        }
    }

    /// Notes a link whose text follows; a place within the same page is none where the page is not known.
    pub fn open(&mut self, href: &str, target: Target) -> Option<u32> {
        let href = href.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if href.is_empty() || (href.starts_with('#') && self.base.is_none()) {
            return None;
        }
        let (url, refused) = resolve(href, self.base.as_ref());
        self.found.push(Found { url, text: String::new(), target, refused });
        u32::try_from(self.found.len() - 1).ok()
    }

    /// Adds to the text of a link.
    pub fn add_text(&mut self, link: u32, text: &str) {
        if let Some(found) = self.found.get_mut(link as usize).filter(|found| found.text.len() < TEXT) {
            found.text.push_str(beginning(text, TEXT));
        }
    }

    /// The address of a link.
    pub fn url(&self, link: u32) -> &str {
        self.found.get(link as usize).map_or("", |found| &found.url)
    }

    /// The links that have a text, each once, and for every link noted its place among them.
    pub fn finish(self) -> (Vec<Link>, Vec<Option<u32>>) {
        let mut links: Vec<Link> = Vec::new();
        let mut known = HashMap::new();
        let mut place = |found: Found| {
            let text = Clean::line(&found.text);
            if text.is_empty() {
                return None;
            }
            let link = Link { url: Clean::line(&found.url), text, target: found.target, refused: found.refused };
            let key = (link.url.clone(), link.text.clone(), link.target == Target::Image);
            Some(*known.entry(key).or_insert_with(|| {
                links.push(link);
                (links.len() - 1) as u32
            }))
        };
        let places = self.found.into_iter().map(&mut place).collect();
        (links, places)
    }
}

/// An address as a base: only web addresses are.
fn web_address(address: &str) -> Option<Url> {
    Url::parse(address.trim()).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

/// An address made absolute, and why it can't be opened where it can't.
fn resolve(href: &str, base: Option<&Url>) -> (String, Option<&'static str>) {
    let parsed = base.map_or_else(|| Url::parse(href), |base| base.join(href));
    let refused = match &parsed {
        Ok(url) => match url.scheme() {
            "http" | "https" | "mailto" => return (url.to_string(), None),
            "javascript" | "vbscript" => "a script, not a page",
            "data" => "data, not an address",
            "file" => "a file on this machine",
            _ => "neither a web nor a mail address",
        },
        Err(url::ParseError::RelativeUrlWithoutBase) => "relative, and the address of the article is not known",
        Err(_) => "not an address",
    };
    (href.chars().take(REFUSED).collect(), Some(refused))
}
