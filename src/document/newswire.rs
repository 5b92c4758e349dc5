//! Stories in an XML shell that is no feed, as news agencies kept them: TITLE, DATE, DATELINE, BODY.
//!
//! It does not read feeds: RSS, RDF and Atom are `feed`'s.

use super::tokens::{Attributes, Reader, read_xml};
use super::{Found, date, describe, head};
use crate::article::{Media, PublishedFrom};

/// How many stories one file may hold.
const STORIES: usize = 100_000;

/// One story of a wire file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What the shell and the text say of the story.
    pub found: Found,
    /// Its text, as `Media::Text`.
    pub body: String,
}

/// The stories of a wire file, or nothing where `text` is none: no XML, a feed, a page, or XML without stories.
pub fn newswire(text: &str) -> Option<Vec<Story>> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    if !text.starts_with('<') {
        return None;
    }
    let mut wire = Wire::default();
    read_xml(text, &mut wire);
    wire.end_story();
    (!wire.refused && !wire.stories.is_empty()).then_some(wire.stories)
}

/// The fields of a story, by the names shells give them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Title,
    Date,
    Dateline,
    Author,
    Body,
}

fn part_named(name: &str) -> Option<Part> {
    Some(match name {
        "title" | "headline" | "hl1" | "head_line" => Part::Title,
        "date" | "pubdate" | "story.date" | "published" => Part::Date,
        "dateline" | "location" => Part::Dateline,
        "author" | "byline" | "byttl" => Part::Author,
        "body" | "body.content" | "text_body" | "content" => Part::Body,
        _ => return None,
    })
}

#[derive(Default)]
struct Wire {
    stories: Vec<Story>,
    refused: bool,
    depth: usize,
    inside: Option<(Part, usize)>,
    fields: [String; 5],
}

impl Wire {
    fn end_story(&mut self) {
        let [title, when, dateline, author, body] = std::mem::take(&mut self.fields);
        if body.trim().is_empty() || self.stories.len() >= STORIES {
            return;
        }
        let dateline = dateline.split_whitespace().collect::<Vec<_>>().join(" ");
        let body = body.trim_matches(|c: char| c.is_whitespace() || c.is_control());
        let body = if dateline.is_empty() { body.to_owned() } else { format!("{dateline} {body}") };
        let published = date::read(&when, None);
        let mut found = describe(Media::Text, &body, None, published);
        let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
        if !title.is_empty() {
            found.title = title;
        }
        let mut authors = Vec::new();
        head::add_names(&mut authors, &author);
        authors.extend(std::mem::take(&mut found.authors).into_iter().filter(|name| !author.contains(name.as_str())));
        found.authors = authors;
        if published.is_some() {
            (found.published, found.published_from) = (published, Some(PublishedFrom::Declared));
        } else if !when.trim().is_empty() {
            found.complaints.push(format!("no date: {}", when.trim()));
        }
        self.stories.push(Story { found, body });
    }
}

impl Reader for Wire {
    fn start(&mut self, name: &str, tag: &Attributes<'_>) {
        // What is a feed, a page, a list of feeds or a drawing is none of ours.
        if self.depth == 0
            && matches!(name, "rss" | "feed" | "rdf:rdf" | "html" | "opml" | "svg" | "channel" | "urlset")
        {
            self.refused = true;
        }
        if tag.is_closed() {
            return;
        }
        self.depth += 1;
        match (part_named(name), &self.inside) {
            (Some(part), None) => self.inside = Some((part, self.depth)),
            (_, Some((Part::Body, _))) if name == "p" => self.fields[Part::Body as usize].push_str("\n\n"),
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        let _ = name;
        if self.inside.is_some_and(|(_, depth)| depth == self.depth) {
            self.inside = None;
        }
        self.depth = self.depth.saturating_sub(1);
        if self.depth <= 1 && self.inside.is_none() {
            let whole = !self.fields[Part::Body as usize].trim().is_empty();
            if whole {
                self.end_story();
            }
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((part, _)) = self.inside {
            self.fields[part as usize].push_str(text);
        }
    }

    fn is_done(&self) -> bool {
        self.refused
    }
}
