//! Plain text to blocks: paragraphs by blank lines, by lines, or joined from hard-wrapped ones; lists, code and
//! columns keep their lines.
//!
//! It looks for no headline: that is `wire`. It knows no markup: an asterisk is an asterisk.

use super::flow::code_lines;
use super::link::Links;
use super::places::Places;
use super::{Block, Document, Inline, Item, Run, Style, Target, wire};
use crate::text::{Clean, width};

/// Lines are paragraphs of their own where the usual line is wider than any hard-wrapped one, in columns.
const WRAPPED: usize = 100;

/// Reads plain text into blocks; a headline that is `title` already is left out.
pub(super) fn parse(text: &str, title: &str) -> Document {
    let lines = lines(text);
    let headline = wire::headline(&lines);
    let mut plain = Plain { links: Links::new(None), blocks: Vec::new(), joins: !are_paragraphs(&lines) };
    let mut rest = &lines[..];
    if let Some(at) = headline {
        if !super::same_words(lines[at], title) {
            let runs = plain.runs(lines[at].trim());
            plain.blocks.push(Block::Heading(1, runs));
        }
        rest = &lines[at + 1..];
    }
    for group in rest.split(|line| line.trim().is_empty()) {
        plain.group(group);
    }
    plain.finish()
}

/// The lines of a text: what a terminal would show last where carriage returns overwrite, and a blank line at a page break.
pub(super) fn lines(text: &str) -> Vec<&str> {
    // Without line feeds, carriage returns are the line ends.
    if !text.contains('\n') && text.contains('\r') {
        return text.split('\r').collect();
    }
    let last_state = |line: &str| -> usize { line.trim_end_matches('\r').rfind('\r').map_or(0, |at| at + 1) };
    let mut lines = Vec::new();
    for line in text.split('\n') {
        for (at, part) in line.split('\u{c}').enumerate() {
            if at > 0 {
                lines.push("");
            }
            lines.push(part[last_state(part)..].trim_end());
        }
    }
    lines
}

/// Whether each line is a paragraph: more of them are long than look wrapped; or all are short, as in verse.
fn are_paragraphs(lines: &[&str]) -> bool {
    let (mut long, mut full, mut widest) = (0, 0, 0);
    for line in lines.iter().map(|line| line.trim()) {
        let columns = width_up_to(line, 2 * WRAPPED);
        // A long word or address is no long line: it could not be wrapped.
        let words = line.split(' ').filter(|word| !word.is_empty()).take(8).count();
        long += usize::from(columns > WRAPPED && words > 7);
        full += usize::from((WRAPPED / 2..=WRAPPED).contains(&columns));
        widest = widest.max(columns);
    }
    widest < 40 || (long > 0 && full <= 2 * long)
}

/// The width of a line, counted no further than needed.
fn width_up_to(line: &str, columns: usize) -> usize {
    width(super::beginning(line, columns * 4))
}

struct Plain {
    links: Links,
    blocks: Vec<Block>,
    joins: bool,
}

impl Plain {
    fn finish(self) -> Document {
        let (links, places) = self.links.finish(&Places::default());
        let mut blocks = self.blocks;
        super::walk::each_inline(&mut blocks, &mut |runs| {
            for run in runs {
                run.link = run.link.and_then(|link| places.get(link as usize).copied().flatten());
            }
        });
        Document { blocks, links }
    }

    /// Lines without a blank one between them.
    fn group(&mut self, lines: &[&str]) {
        let widest = lines.iter().map(|line| width_up_to(line.trim_end(), 400)).max().unwrap_or(0);
        let uniform = lines.len() > 2 && lines[..lines.len() - 1].iter().all(|l| width(l.trim_end()) + 2 > widest);
        let mut at = 0;
        while at < lines.len() {
            let code = code_extent(&lines[at..]);
            let line = lines[at].trim();
            if code > 0 {
                self.blocks.push(Block::Code(code_lines(&lines[at..at + code].join("\n"))));
                at += code;
            } else if line.is_empty() {
                at += 1;
            } else if is_rule(line) {
                self.blocks.push(Block::Rule);
                at += 1;
            } else if marker(line).is_some() {
                at += self.list(&lines[at..]);
            } else if line.starts_with('>') {
                at += self.quote(&lines[at..]);
            } else {
                at += self.paragraph(&lines[at..], widest, uniform);
            }
        }
    }

    /// Items that follow each other, each with the lines that hang under it; how many lines that are.
    fn list(&mut self, lines: &[&str]) -> usize {
        let mut items = Vec::new();
        let first = marker(lines[0].trim());
        let start = first.and_then(|(_, number)| number);
        let mut at = 0;
        while let Some(line) = lines.get(at) {
            let Some((length, number)) = marker(line.trim()).filter(|(_, n)| n.is_some() == start.is_some()) else {
                break;
            };
            if number.is_some() && number != start.map(|start| start + items.len() as u64) {
                break;
            }
            let indent = line.len() - line.trim_start().len();
            let mut text = line.trim()[length..].trim().to_owned();
            at += 1;
            while let Some(more) = lines.get(at).filter(|more| hangs(more, indent)) {
                join(&mut text, more.trim(), false);
                at += 1;
            }
            let blocks = vec![Block::Paragraph(self.runs(&text))];
            items.push(Item { task: None, blocks });
        }
        // A number that does not go on counting is the beginning of a paragraph.
        if items.len() < 2 && start.is_some() {
            return self.paragraph(lines, 0, false);
        }
        self.blocks.push(Block::List { start, items });
        at
    }

    fn quote(&mut self, lines: &[&str]) -> usize {
        let count = lines.iter().take_while(|line| line.trim().starts_with('>')).count();
        let mut blocks = Vec::new();
        let bare: Vec<&str> =
            lines[..count].iter().map(|line| line.trim().trim_start_matches(['>', ' ']).trim()).collect();
        for part in bare.split(|line| line.is_empty()).filter(|part| !part.is_empty()) {
            let mut text = String::new();
            part.iter().for_each(|line| join(&mut text, line, false));
            blocks.push(Block::Paragraph(self.runs(&text)));
        }
        if !blocks.is_empty() {
            self.blocks.push(Block::Quote(blocks));
        }
        count
    }

    /// A paragraph: one line, or those that were wrapped; how many lines that are.
    fn paragraph(&mut self, lines: &[&str], widest: usize, uniform: bool) -> usize {
        let mut text = lines[0].trim().to_owned();
        let mut kept: Vec<String> = Vec::new();
        let mut at = 1;
        while self.joins && at < lines.len() {
            let (before, line) = (lines[at - 1], lines[at]);
            let indented = indent(line) > indent(before) + 1 && at > 1;
            if indented || marker(line.trim()).is_some_and(|(_, n)| n.is_none()) || is_rule(line.trim()) {
                break;
            }
            if line.trim().starts_with('>') || code_extent(&lines[at..]) > 0 {
                break;
            }
            if wraps(before, line, widest) {
                join(&mut text, line.trim(), uniform && !before.ends_with(' '));
            } else {
                kept.push(std::mem::replace(&mut text, line.trim().to_owned()));
            }
            at += 1;
        }
        kept.push(text);
        let mut runs = Inline::new();
        for line in kept {
            if let Some(last) = runs.last_mut() {
                last.breaks = true;
            }
            runs.extend(self.runs(&line));
        }
        self.blocks.push(Block::Paragraph(runs));
        at
    }

    /// A text as runs: addresses in it are links.
    fn runs(&mut self, text: &str) -> Inline {
        let mut runs = Inline::new();
        let mut push = |piece: &str, link: Option<u32>| {
            let text = Clean::flow(piece);
            if !text.is_empty() {
                runs.push(Run { text, style: Style::default(), link, breaks: false, place: None });
            }
        };
        let (mut from, mut seek) = (0, 0);
        while let Some(at) = text[seek..].find("http").map(|at| at + seek) {
            let length = address(&text[at..]);
            seek = at + length.max(4);
            let apart = text[..at].chars().next_back().is_none_or(|c| !c.is_alphanumeric());
            let link = (length > 0 && apart).then(|| self.links.open(&text[at..at + length], Target::Page)).flatten();
            if let Some(link) = link {
                self.links.add_text(link, &text[at..at + length]);
                push(&text[from..at], None);
                push(&text[at..at + length], Some(link));
                from = at + length;
            }
        }
        push(&text[from..], None);
        runs
    }
}

/// The bytes of the web address a text begins with; none where it begins with no address.
fn address(text: &str) -> usize {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else { return 0 };
    let end =
        rest.find(|c: char| c.is_whitespace() || c.is_control() || "<>\"“”「」".contains(c)).unwrap_or(rest.len());
    let address = &rest[..end];
    let closed = address.matches('(').count() < address.matches(')').count();
    let address = address.trim_end_matches(['.', ',', ';', ':', '!', '?', '\'', '’', ']', '*', '。', '、']);
    let address = if closed { address.trim_end_matches([')', '.', ',']) } else { address };
    if address.len() < 3 { 0 } else { text.len() - rest.len() + address.len() }
}

/// The columns a line is indented by.
fn indent(line: &str) -> usize {
    line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4 } else { 1 }).sum()
}

/// How many lines from the first on are kept as they are: indented ones that look like code, and rows of columns.
fn code_extent(lines: &[&str]) -> usize {
    let is_code = |line: &&&str| {
        let text = line.trim();
        let marks = text.chars().filter(|c| "{}[]()=;|<>\\$_`".contains(*c)).count();
        let prompt = text.starts_with("$ ") || text.starts_with("# ") || text.starts_with("% ");
        indent(line) >= 4 && !text.is_empty() && (text.contains("   ") || prompt || marks * 6 > text.len())
    };
    let is_row = |line: &&&str| line.trim().split("   ").filter(|part| !part.trim().is_empty()).count() > 1;
    let code = lines.iter().take_while(is_code).count();
    let rows = lines.iter().take_while(is_row).count();
    if rows > 1 { rows.max(code) } else { code }
}

/// The marker a line begins with, in bytes, and its number.
fn marker(line: &str) -> Option<(usize, Option<u64>)> {
    let first = line.chars().next()?;
    let rest = &line[first.len_utf8()..];
    if "-*•·◦○●▪–+".contains(first) && rest.starts_with(' ') && !rest.trim().is_empty() {
        return Some((first.len_utf8(), None));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let behind = line[digits..].strip_prefix(['.', ')'])?;
    let number = line[..digits].parse().ok().filter(|_| (1..=3).contains(&digits))?;
    (behind.starts_with(' ') && !behind.trim().is_empty()).then_some((digits + 1, Some(number)))
}

/// Whether a line belongs to the item above it, which is indented by `indent`.
fn hangs(line: &str, from: usize) -> bool {
    let text = line.trim();
    indent(line) > from + 1 && !text.is_empty() && marker(text).is_none() && !text.contains("   ")
}

/// A line of nothing but dashes, stars, underscores or equals signs.
fn is_rule(line: &str) -> bool {
    let mut marks = line.chars().filter(|c| *c != ' ');
    let Some(first) = marks.next() else { return false };
    "-*_=~─━".contains(first) && marks.clone().count() >= 2 && marks.all(|c| c == first)
}

/// Whether the line break between two lines only comes from wrapping: the first word of the next had no room.
fn wraps(before: &str, line: &str, widest: usize) -> bool {
    let (before, line) = (before.trim_end(), line.trim());
    let word = line.split(' ').next().unwrap_or("");
    let full = width(before) + 1 + width_up_to(word, 40).min(30) > widest;
    if widest >= 50 {
        return full || width(before) * 4 >= widest * 3;
    }
    let goes_on = line.chars().next().is_some_and(|c| c.is_lowercase()) || before.ends_with(['-', ',']);
    goes_on || (full && !before.is_ascii())
}

/// Joins a wrapped line: without a space behind a hyphen, within Chinese and Japanese, and where words were cut.
fn join(text: &mut String, line: &str, cut: bool) {
    let wide = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}');
    let last = text.chars().next_back().unwrap_or(' ');
    let hyphen = last == '-' && text.chars().rev().nth(1).is_some_and(char::is_alphanumeric);
    let first = line.chars().next().unwrap_or(' ');
    let hangul = |c: char| ('가'..='힣').contains(&c);
    let close = hyphen || (wide(last) && wide(first)) || (cut && hangul(last) && hangul(first));
    if !close && !text.is_empty() {
        text.push(' ');
    }
    text.push_str(line);
}
