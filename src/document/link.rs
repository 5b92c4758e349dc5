//! Links as they are met: absolute where a base is known, each target and text once, refused where they can't be opened.
//!
//! It opens nothing, and asks nothing of the network.

use super::places::Places;
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
    /// The name of a place on the same page.
    name: Option<String>,
    /// It is the mark of a footnote, and nothing where that is not there.
    marks: bool,
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

    /// Notes a link whose text follows.
    pub fn open(&mut self, href: &str, target: Target) -> Option<u32> {
        let href = href.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        if href.is_empty() || (href == "#" && self.base.is_none()) {
            return None;
        }
        let (url, refused) = resolve(href, self.base.as_ref());
        let name = self.name_within(href, &url);
        self.found.push(Found { url, text: String::new(), target, refused, name, marks: false });
        u32::try_from(self.found.len() - 1).ok()
    }

    /// The name of a place that an address leads to, where it is one of this page.
    fn name_within(&self, href: &str, url: &str) -> Option<String> {
        let (page, name) = href.split_once('#').filter(|(_, name)| !name.is_empty())?;
        let here = || {
            let bare = |url: &str| url.split('#').next().unwrap_or("").trim_end_matches('/').to_owned();
            self.base.as_ref().is_some_and(|base| bare(base.as_str()) == bare(url))
        };
        (page.is_empty() || here()).then(|| name.to_owned())
    }

    /// Notes the mark of a footnote that is known by its name.
    pub fn open_mark(&mut self, name: &str) -> Option<u32> {
        let link = self.open(&format!("#{name}"), Target::Page);
        link.into_iter().for_each(|link| self.set_mark(link));
        link
    }

    /// A link is the mark of a footnote.
    pub fn set_mark(&mut self, link: u32) {
        if let Some(found) = self.found.get_mut(link as usize) {
            found.marks = true;
        }
    }

    /// Whether a link leads to a place on the same page.
    pub fn is_within(&self, link: u32) -> bool {
        self.found.get(link as usize).is_some_and(|found| found.name.is_some())
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

    /// The links that have a text, each once, and for every link noted its index among them. Those that lead to places
    /// of the document come last; a name that is none of its places is an address as any other, or no link.
    pub fn finish(self, places: &Places) -> (Vec<Link>, Vec<Option<u32>>) {
        let (mut outward, mut inward): (Vec<Link>, Vec<Link>) = Default::default();
        let mut known = HashMap::new();
        let is_known = self.base.is_some();
        let mut sort = |found: Found| {
            let text = Clean::line(&found.text);
            let place = found.name.as_ref().and_then(|name| places.find(name));
            let is_lost = found.name.is_some() && place.is_none() && (found.marks || !is_known);
            if text.is_empty() || is_lost {
                return None;
            }
            // A place of the document needs no address to be gone to.
            let refused = found.refused.filter(|_| place.is_none());
            let link = Link { url: Clean::line(&found.url), text, target: found.target, refused, place };
            let key = (link.url.clone(), link.text.clone(), link.target == Target::Image);
            Some(*known.entry(key).or_insert_with(|| {
                let links = if place.is_some() { &mut inward } else { &mut outward };
                links.push(link);
                (place.is_some(), links.len() - 1)
            }))
        };
        let sorted: Vec<_> = self.found.into_iter().map(&mut sort).collect();
        let numbers =
            sorted.into_iter().map(|at| at.map(|(within, at)| (at + if within { outward.len() } else { 0 }) as u32));
        let numbers = numbers.collect();
        outward.append(&mut inward);
        (outward, numbers)
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
