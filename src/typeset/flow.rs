//! Runs of one paragraph become one text with looks: the text that is broken into rows.
//!
//! It breaks nothing. What it adds to the words (the numbers of links) is known, so that anchors count the words alone.

use crate::{
    document::{Document, Link, Run, Style},
    theme::Role,
};
use std::borrow::Cow;

/// Keeps what it stands between on one row; shown as a space.
pub(super) const GLUE: char = '\u{A0}';

/// A text that flows, with the looks of its parts. A `\n` in it is a hard break.
#[derive(Default)]
pub(super) struct Flow<'a> {
    pub text: Cow<'a, str>,
    /// From left to right, without holes.
    looks: Vec<Look>,
    /// What is not counted by anchors, from left to right.
    extras: Vec<Extra>,
    /// Whether the words so far are some, and a further space is not one too many.
    takes_space: bool,
}

/// How the text up to `end` looks.
#[derive(Clone, Copy)]
pub(super) struct Look {
    pub end: usize,
    pub role: Role,
    pub link: Option<u32>,
}

struct Extra {
    start: usize,
    end: usize,
    /// The bytes of all extras up to this one, itself included.
    total: usize,
}

/// The words of a paragraph, as anchors count them.
pub(super) fn words(inline: &[Run]) -> Cow<'_, str> {
    Flow::new(inline, Role::Text, None).text
}

impl<'a> Flow<'a> {
    /// Joins `inline`; words without a style get `base`. With a document, links are followed by their numbers.
    pub fn new(inline: &'a [Run], base: Role, numbers: Option<&Document>) -> Self {
        let mut flow = Flow::default();
        let mut link_start = 0;
        for (i, run) in inline.iter().enumerate() {
            if i == 0 || inline[i - 1].link != run.link {
                link_start = flow.text.len();
            }
            flow.push_run(run, base);
            if let Some((number, document)) = run.link.zip(numbers)
                && inline.get(i + 1).is_none_or(|next| next.link != run.link)
                && is_listed(document, number)
                && !names_itself(&flow.text[link_start..], document.links.get(number as usize))
            {
                flow.push_number(number);
            }
            if run.breaks {
                flow.push("\n", base, None);
                flow.takes_space = false;
            }
        }
        flow
    }

    /// An address with its number, for the list at the end.
    pub fn address(number: u32, link: &'a Link) -> Self {
        let mut flow = Flow::default();
        flow.push_extra(&format!("[{}]{GLUE}", u64::from(number) + 1), Role::LinkNumber, Some(number));
        flow.push(link.url.as_str(), Role::Link, Some(number));
        if let Some(reason) = link.refused {
            flow.push_extra(&format!(" ({reason})"), Role::Dim, None);
        }
        flow
    }

    /// Adds the words of a run, with what shows that it is an image or the mark of a footnote.
    fn push_run(&mut self, run: &'a Run, base: Role) {
        let mut words = run.text.as_str();
        if !run.style.code && !self.takes_space {
            words = words.trim_start_matches(' ');
        }
        if !words.is_empty() || run.style.image {
            self.takes_space = run.style.image || !words.ends_with(' ');
        }
        let role = role(run.style, run.link.is_some(), base);
        match run.style {
            Style { image: true, .. } if words.trim().is_empty() => self.push("[image]", role, run.link),
            Style { image: true, .. } => self.push(&format!("[image: {}]", words.trim()), role, run.link),
            Style { note: true, .. } => {
                // Two marks in a row are no number of two digits.
                let apart = self.text.ends_with(is_raised);
                let space = if words.ends_with(' ') { " " } else { "" };
                let mark = note_mark(words);
                self.push(&format!("{}{mark}{space}", if apart { "," } else { "" }), role, run.link);
            }
            _ if self.text.is_empty() => {
                self.text = Cow::Borrowed(words);
                self.look(role, run.link);
            }
            _ => self.push(words, role, run.link),
        }
    }

    /// Adds the number of a link, before a space that ends its text.
    fn push_number(&mut self, number: u32) {
        let space = self.text.ends_with(' ');
        if space {
            self.text.to_mut().pop();
            self.look(Role::Link, Some(number));
        }
        let number_text = match self.text.is_empty() {
            true => format!("[{}]{GLUE}", u64::from(number) + 1),
            false => format!("{GLUE}[{}]", u64::from(number) + 1),
        };
        self.push_extra(&number_text, Role::LinkNumber, Some(number));
        if space {
            self.push(" ", Role::Text, None);
        }
    }

    /// Adds text that anchors do not count.
    pub fn push_extra(&mut self, text: &str, role: Role, link: Option<u32>) {
        let start = self.text.len();
        self.push(text, role, link);
        let before = self.extras.last().map_or(0, |extra| extra.total);
        self.extras.push(Extra { start, end: self.text.len(), total: before + text.len() });
    }

    /// Adds all of another flow.
    pub fn append(&mut self, other: &Flow<'_>) {
        let (start, before) = (self.text.len(), self.extras.last().map_or(0, |extra| extra.total));
        self.text.to_mut().push_str(&other.text);
        self.looks.extend(other.looks.iter().map(|look| Look { end: look.end + start, ..*look }));
        self.extras.extend(other.extras.iter().map(|extra| Extra {
            start: extra.start + start,
            end: extra.end + start,
            total: extra.total + before,
        }));
    }

    fn push(&mut self, text: &str, role: Role, link: Option<u32>) {
        self.text.to_mut().push_str(text);
        self.look(role, link);
    }

    /// Gives what has been added its look.
    fn look(&mut self, role: Role, link: Option<u32>) {
        let end = self.text.len();
        match self.looks.last_mut() {
            Some(last) if last.end >= end || (last.role, last.link) == (role, link) => last.end = end,
            _ => self.looks.push(Look { end, role, link }),
        }
    }

    /// The looks from the byte `at` on.
    pub fn looks_from(&self, at: usize) -> &[Look] {
        &self.looks[self.looks.partition_point(|look| look.end <= at)..]
    }

    /// The length of the words.
    pub fn end(&self) -> u32 {
        self.offset(self.text.len())
    }

    /// The offset, in the words, of a byte of the text.
    pub fn offset(&self, at: usize) -> u32 {
        let before = self.extras.partition_point(|extra| extra.start < at);
        let words = match self.extras[..before].last() {
            None => at,
            Some(extra) => at.max(extra.end) - extra.total,
        };
        u32::try_from(words).unwrap_or(u32::MAX)
    }
}

/// The mark of a footnote as it is shown: digits raised, which tells them from the numbers of links.
pub(super) fn note_mark(label: &str) -> String {
    let label = label.trim().trim_start_matches(['[', '^']).trim_end_matches(']');
    let raised = |c: char| RAISED.chars().nth(c.to_digit(10)? as usize);
    match label.chars().map(raised).collect::<Option<String>>() {
        Some(digits) => digits,
        None if label.chars().any(char::is_alphanumeric) => format!("[{label}]"),
        None => label.to_owned(),
    }
}

const RAISED: &str = "⁰¹²³⁴⁵⁶⁷⁸⁹";

fn is_raised(c: char) -> bool {
    RAISED.contains(c)
}

/// Whether a link stands in the list at the end, by its number.
fn is_listed(document: &Document, number: u32) -> bool {
    document.links.get(number as usize).is_none_or(|link| link.place.is_none())
}

/// Whether the text of a link is its address already, so that no number is needed to find it.
fn names_itself(text: &str, link: Option<&Link>) -> bool {
    let bare = |address: &str| {
        let address = address.trim().trim_end_matches('/');
        address.split_once("://").map_or(address, |(_, rest)| rest).trim_start_matches("www.").to_owned()
    };
    // Comparing costs the shorter of both: a text far longer than an address can't be one.
    link.is_some_and(|link| {
        text.len() <= link.url.as_str().len() + 8 && !text.trim().is_empty() && bare(text) == bare(link.url.as_str())
    })
}

fn role(style: Style, link: bool, base: Role) -> Role {
    match style {
        Style { image: true, .. } => Role::Image,
        Style { note: true, .. } => Role::LinkNumber,
        _ if link => Role::Link,
        Style { code: true, .. } => Role::Code,
        Style { strike: true, .. } => Role::Strike,
        _ if base == Role::Heading => Role::Heading,
        Style { emphasis: true, strong: true, .. } => Role::StrongEmphasis,
        Style { strong: true, .. } => Role::Strong,
        Style { emphasis: true, .. } if base == Role::Strong => Role::StrongEmphasis,
        Style { emphasis: true, .. } => Role::Emphasis,
        _ => base,
    }
}
