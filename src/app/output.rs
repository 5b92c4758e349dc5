//! Text over the panes: what a command printed, what was asked to be told. Addresses in it are links.
//!
//! It opens nothing, and knows no keys.

use crate::app::event::Generation;
use crate::document::{Block, Document, Link, Run, Style, Target};
use crate::text::{self, Clean};
use crate::theme::Role;
use crate::typeset::{self, Breaking, Measure, OpenFolds, Span};
use std::iter::{once, repeat};
use std::ops::Range;

/// What a command printed, over the panes; while it runs, nothing is there yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Output {
    /// The command.
    pub name: String,
    /// It has not ended.
    pub running: bool,
    /// Its lines, set for the screen; links in them are places in `addresses`.
    pub rows: Vec<Box<[Span]>>,
    /// The addresses in it.
    pub addresses: Vec<Clean>,
    /// The first row on screen.
    pub top: usize,
    /// The number its answer carries.
    pub(super) generation: Generation,
    pub(super) lines: Vec<Clean>,
}

impl Output {
    /// Lines that are still to be set.
    pub(super) fn new(name: String, generation: Generation, lines: Vec<Clean>) -> Self {
        Output { name, running: false, rows: Vec::new(), addresses: Vec::new(), top: 0, generation, lines }
    }

    /// Sets the lines for a width: those that fit as they are; longer ones are broken at words, and what stands in a
    /// column goes on in it.
    pub(super) fn set(&mut self, width: u16) {
        (self.rows, self.addresses) = (Vec::new(), Vec::new());
        for line in &self.lines {
            let first = self.addresses.len() as u32;
            let span = |text: &str, link: Option<u32>| {
                let link = link.map(|link| first + link);
                Span { text: text.into(), role: Role::Text, link }
            };
            if text::width(line.as_str()) <= usize::from(width) {
                let (pieces, addresses) = pieces(line.as_str());
                self.addresses.extend(addresses);
                self.rows.push(pieces.into_iter().map(|(text, link)| span(text, link)).collect());
                continue;
            }
            let (before, rest) = line.as_str().split_at(column(line.as_str(), usize::from(width)));
            let indent = text::width(before);
            let (pieces, addresses) = pieces(rest);
            self.addresses.extend(addresses.iter().cloned());
            let blank = " ".repeat(indent);
            for (row, beside) in
                broken(pieces, addresses, width - indent as u16).zip(once(before).chain(repeat(&*blank)))
            {
                let beside = (indent > 0).then(|| span(beside, None));
                self.rows.push(beside.into_iter().chain(row.iter().map(|it| span(&it.text, it.link))).collect());
            }
        }
    }

    /// The address that a piece of a row is a link to.
    pub fn address(&self, span: &Span) -> Option<&str> {
        self.addresses.get(span.link? as usize).map(Clean::as_str)
    }
}

/// Pieces as rows that are no wider than so many columns.
fn broken(pieces: Vec<(&str, Option<u32>)>, addresses: Vec<Clean>, columns: u16) -> impl Iterator<Item = Box<[Span]>> {
    let style = Style { code: true, ..Style::default() };
    let runs = pieces.into_iter().map(|(text, link)| {
        // A piece of what is clean is clean; its spaces are kept.
        Run { text: Clean::verbatim(text, 1), style, link, ..Run::default() }
    });
    let blocks = vec![Block::Paragraph(runs.collect())];
    let link = |url: Clean| Link { text: url.clone(), url, target: Target::Page, refused: None, place: None };
    let document = Document { blocks, links: addresses.into_iter().map(link).collect() };
    let measure = Measure { width: columns.max(1), breaking: Breaking::First, links: false };
    let rows: Vec<Box<[Span]>> =
        typeset::lines(&document, measure, &OpenFolds::none()).map(|line| line.spans).collect();
    rows.into_iter()
}

/// How many bytes of a line stand before its first column: what two spaces or more follow, and they. None of a line
/// without columns, nor where they would leave less than half of the width.
fn column(line: &str, width: usize) -> usize {
    let Some(gap) = line.find("  ") else { return 0 };
    let begin = gap + line[gap..].len() - line[gap..].trim_start_matches(' ').len();
    let is_fit = text::width(&line[..begin]) <= width / 2 && next_address(line, 0).is_none_or(|it| it.start >= begin);
    if is_fit { begin } else { 0 }
}

/// A line in pieces, addresses apart from the rest, and the addresses.
fn pieces(text: &str) -> (Vec<(&str, Option<u32>)>, Vec<Clean>) {
    let (mut pieces, mut addresses) = (Vec::new(), Vec::new());
    let mut from = 0;
    while let Some(address) = next_address(text, from) {
        if address.start > from {
            pieces.push((&text[from..address.start], None));
        }
        pieces.push((&text[address.clone()], Some(addresses.len() as u32)));
        addresses.push(Clean::line(&text[address.clone()]));
        from = address.end;
    }
    if from < text.len() || pieces.is_empty() {
        pieces.push((&text[from..], None));
    }
    (pieces, addresses)
}

/// Where the next address stands: up to a space or a quotation mark, without the stop or bracket after it.
fn next_address(text: &str, from: usize) -> Option<Range<usize>> {
    let rest = text.get(from..)?;
    let begins = |scheme: &str| rest.find(scheme);
    let start = from + ["http://", "https://", "mailto:"].into_iter().filter_map(begins).min()?;
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '`');
    let whole = text[start..].split(ends).next().unwrap_or_default();
    let whole = whole.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'']);
    Some(start..start + whole.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, width: u16, expected: &[&str]) {
        let mut output = Output::new(String::new(), 0, vec![Clean::verbatim(line, 8)]);
        output.set(width);
        let told = |span: &Span| match output.address(span) {
            Some(url) if url == &*span.text => format!("<{url}>"),
            Some(url) => format!("<{}: {url}>", span.text),
            None => span.text.to_string(),
        };
        let rows: Vec<String> = output.rows.iter().map(|row| row.iter().map(told).collect()).collect();
        assert_eq!(rows, expected, "{line}");
    }

    #[test]
    fn what_stands_in_a_column_goes_on_in_it() {
        check("title    A title of words", 20, &["title    A title of", "         words"]);
        check("    indented as code is", 20, &["    indented as code", "    is"]);
        check("no column but spaces  here", 20, &["no column but spaces", "here"]);
        check("http://a.example/  is no column", 22, &["<http://a.example/>  is", "no column"]);
        let address = "https://a.example/abcde";
        let rows = ["from  <https://a.example/: {}>", "      <abcde: {}>"].map(|row| row.replace("{}", address));
        check(&format!("from  {address}"), 24, &rows.each_ref().map(String::as_str));
    }

    #[test]
    fn addresses_are_links_also_where_they_are_broken() {
        check("  no address,  here", 40, &["  no address,  here"]);
        check("", 40, &[""]);
        check("see https://a.example/x.", 40, &["see <https://a.example/x>."]);
        check("{\"url\":\"http://a.example/\"}", 40, &["{\"url\":\"<http://a.example/>\"}"]);
        check("http://", 40, &["<http://>"]);
        check(
            "at https://a.example/abcdefghijkl and mailto:b@c.example",
            20,
            &[
                "at",
                "<https://a.example/: https://a.example/abcdefghijkl>",
                "<abcdefghijkl: https://a.example/abcdefghijkl> and",
                "<mailto:b@c.example>",
            ],
        );
    }
}
