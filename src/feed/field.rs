//! One element of a feed with its value: what the files of the vocabularies read from.
//!
//! It knows no vocabulary: how a value is read is known here, what it is for is not.

use super::draft::body;
use super::entry::Body;
use super::inner::{Inner, fold, line_of, media_of};
use super::link::{make_absolute, resolve, tidy};
use super::tokens::{Token, Tokens};
use super::walk::Node;
use crate::article::{Enclosure, Media};
use std::borrow::Cow;

/// What stands under an element that nobody knows counts less than anything that stands in its place.
const STRAY: u8 = 16;

/// An element and its value.
pub(super) struct Field<'n, 'a> {
    pub node: &'n Node<'a>,
    pub inner: Inner<'a>,
}

impl<'a> Field<'_, 'a> {
    /// The rank of what this field offers.
    pub fn rank(&self, rank: u8) -> u8 {
        rank + if self.node.stray { STRAY } else { 0 }
    }

    /// The text in one line, as a name or an id is written.
    pub fn line(&self) -> Option<String> {
        Some(fold(&self.inner.text())).filter(|line| !line.is_empty())
    }

    /// The text as a title.
    pub fn title(&self) -> Option<String> {
        let title = if self.inner.has_children() { self.inner.markup() } else { self.inner.text() };
        Some(line_of(&title)).filter(|line| !line.is_empty())
    }

    /// An attribute that is not blank.
    pub fn attribute(&self, name: &str) -> Option<Cow<'a, str>> {
        self.node.tag.get(name)
    }

    /// An address, absolute where `xml:base` says relative to what.
    pub fn address(&self, raw: &str) -> Option<String> {
        tidy(raw).map(|address| resolve(address, self.node.base.as_ref()))
    }

    /// The text as an address.
    pub fn address_within(&self) -> Option<String> {
        self.address(&self.inner.text())
    }

    /// The value as a body that nobody declared: text, or HTML however it was written.
    pub fn body(&self) -> Option<Body> {
        let text = self.inner.html();
        let media = if self.inner.has_children() { Media::Html } else { media_of(&text) };
        self.body_of(media, text)
    }

    /// A body whose links are absolute where `xml:base` says relative to what.
    pub fn body_of(&self, media: Media, text: String) -> Option<Body> {
        let base = self.node.base.as_ref().filter(|_| media == Media::Html);
        match base {
            Some(base) => body(media, make_absolute(&text, base)),
            None => body(media, text),
        }
    }

    /// A file as `url`, `href`, `type`, `length` and `fileSize` tell of it.
    pub fn enclosure(&self) -> Option<Enclosure> {
        let url = self.attribute("url").or_else(|| self.attribute("href"))?;
        let length = self.attribute("length").or_else(|| self.attribute("fileSize"));
        Some(Enclosure {
            url: self.address(&url)?,
            kind: self.attribute("type").map(|kind| fold(&kind)),
            length: length.and_then(|length| length.parse().ok()).filter(|length| *length > 0),
        })
    }

    /// The texts of the elements of that name within this one.
    pub fn children(&self, name: &str) -> Vec<String> {
        self.children_of(None, name)
    }

    /// The same, but only within elements called `parent`.
    pub fn children_of(&self, parent: Option<&str>, name: &str) -> Vec<String> {
        let (mut found, mut open, mut within) = (Vec::new(), false, parent.is_none());
        for token in Tokens::new(self.inner.raw()) {
            let is = |tag: &str, name: &str| tag.rsplit(':').next().is_some_and(|own| own.eq_ignore_ascii_case(name));
            let is_parent = |tag: &str| parent.is_some_and(|parent| is(tag, parent));
            match token {
                Token::Open(tag) => {
                    within |= is_parent(tag.name) && !tag.closed;
                    open = within && is(tag.name, name) && !tag.closed;
                }
                Token::Close(tag) => {
                    open = false;
                    within &= !is_parent(tag);
                }
                Token::Text(text) | Token::Cdata(text) if open && found.len() < 100 => {
                    found.push(fold(&super::reference::decode(text)));
                }
                Token::Text(_) | Token::Cdata(_) => {}
            }
        }
        found.retain(|text| !text.is_empty());
        found
    }

    /// The name of a person: an element of its own, or written out with an address beside it.
    pub fn person(&self) -> Option<String> {
        if self.inner.has_children() {
            let named = self.children("name").into_iter().next().or_else(|| self.children("email").into_iter().next());
            return named.or_else(|| self.line());
        }
        let line = line_of(&self.inner.text());
        name_of(&line)
    }
}

/// The name in `a@b.c (Name)`, `Name <a@b.c>`, `Name (a@b.c)`, `name, a@b.c`; without one, what stands there.
fn name_of(person: &str) -> Option<String> {
    let is_mail = |part: &str| part.contains('@') && !part.trim().contains(' ');
    let parts: Vec<&str> = person.split(['(', ')', '<', '>']).map(str::trim).filter(|part| !part.is_empty()).collect();
    let name = match parts.as_slice() {
        [one, two] if is_mail(one) && !is_mail(two) => two,
        [one, two] if is_mail(two) && !is_mail(one) => one,
        [one] => one,
        _ => person.trim(),
    };
    let name = name.trim_start_matches("mailto:").trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn names_are_found_beside_addresses() {
        for (person, name) in [
            ("jane@example.org (Jane Roe)", Some("Jane Roe")),
            ("Jane Roe <jane@example.org>", Some("Jane Roe")),
            ("Jane Roe (jane@example.org)", Some("Jane Roe")),
            ("jane@example.org", Some("jane@example.org")),
            ("Jane Roe (Agency)", Some("Jane Roe (Agency)")),
            ("Jane Roe", Some("Jane Roe")),
            (" ", None),
        ] {
            assert_eq!(name_of(person).as_deref(), name, "{person}");
        }
    }
}
