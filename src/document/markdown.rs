//! Markdown to blocks: pulldown-cmark reads it, HTML within it goes the way of all HTML.
//!
//! It knows no front matter: that is `front`.

use super::flow::{Flow, Kind, Shape};
use super::html::Html;
use super::link::Links;
use super::table::Cell;
use super::tokens::read_html;
use super::{Align, Document, Target};
use crate::text::Clean;
use pulldown_cmark::{Alignment, Event, Options, Parser, Tag, TagEnd};

/// Reads Markdown into blocks; `base` is where it came from.
pub(super) fn parse(text: &str, base: Option<&str>) -> Document {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let mut reader = Markdown {
        html: Html::new(Flow::new(Links::new(base)), false),
        outer: Vec::new(),
        align: Vec::new(),
        column: 0,
        picture: None,
        headings: (0, None),
        block: String::new(),
    };
    Parser::new_ext(text, options).for_each(|event| reader.take(event));
    reader.html.flow.finish()
}

struct Markdown {
    html: Html,
    /// The links that are open around a link or a picture.
    outer: Vec<Option<u32>>,
    align: Vec<Align>,
    column: usize,
    /// The address of the picture whose words are being read, and these.
    picture: Option<(String, String)>,
    /// How many headings there were, and the words of the one that is being read.
    headings: (usize, Option<String>),
    /// A block of HTML, which comes line by line.
    block: String,
}

impl Markdown {
    fn take(&mut self, event: Event<'_>) {
        if let Some((_, words)) = &mut self.picture {
            match &event {
                Event::Text(text) | Event::Code(text) => words.push_str(text),
                Event::SoftBreak | Event::HardBreak => words.push(' '),
                Event::End(TagEnd::Image) => self.end(TagEnd::Image),
                _ => {}
            }
            return;
        }
        if let (Some(words), Event::Text(text) | Event::Code(text)) = (&mut self.headings.1, &event) {
            words.push_str(text);
        }
        let flow = &mut self.html.flow;
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) | Event::InlineMath(text) | Event::DisplayMath(text) => flow.text(&text),
            Event::Code(text) => flow.code_text(&text),
            Event::Html(html) => self.block.push_str(&html),
            Event::InlineHtml(html) => read_html(&html, &mut self.html),
            Event::FootnoteReference(label) => {
                let outer = flow.link;
                flow.link = flow.links.open_mark(&note_name(&label));
                flow.style.note = true;
                flow.text(&format!("[{label}]"));
                flow.style.note = false;
                flow.link = outer;
            }
            Event::SoftBreak => flow.text(" "),
            Event::HardBreak => flow.line_break(),
            Event::Rule => flow.rule(),
            Event::TaskListMarker(done) => flow.mark_task(done),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        let flow = &mut self.html.flow;
        match tag {
            Tag::Heading { level, .. } => {
                flow.open_heading(level as u8);
                self.headings = (self.headings.0 + 1, Some(String::new()));
                flow.places.name(&heading_name(self.headings.0));
            }
            Tag::BlockQuote(_) => flow.open(Shape::Quote),
            Tag::CodeBlock(_) => flow.open_code(),
            Tag::List(start) => flow.open(Shape::List(start)),
            Tag::Item => flow.open_item(None),
            Tag::FootnoteDefinition(label) => {
                flow.open(Shape::Footnote(Clean::line(&label)));
                flow.places.name(&note_name(&label));
            }
            Tag::Table(columns) => {
                let align = |column: &Alignment| match column {
                    Alignment::Right => Align::Right,
                    Alignment::Center => Align::Center,
                    Alignment::Left | Alignment::None => Align::Left,
                };
                self.align = columns.iter().map(align).collect();
                flow.open(Shape::Table(Default::default()));
            }
            Tag::TableHead | Tag::TableRow => {
                self.column = 0;
                flow.open_row(tag == Tag::TableHead);
            }
            Tag::TableCell => {
                let align = self.align.get(self.column).copied().unwrap_or_default();
                self.column += 1;
                flow.open(Shape::Cell(Cell { align, ..Cell::default() }));
            }
            Tag::Emphasis => flow.style.emphasis = true,
            Tag::Strong => flow.style.strong = true,
            Tag::Strikethrough => flow.style.strike = true,
            Tag::Link { dest_url, .. } => {
                let link = flow.links.open(&dest_url, Target::Page);
                self.outer.push(std::mem::replace(&mut flow.link, link));
            }
            Tag::Image { dest_url, .. } => self.picture = Some((dest_url.into_string(), String::new())),
            Tag::Paragraph | Tag::HtmlBlock => flow.end_paragraph(),
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        let flow = &mut self.html.flow;
        match tag {
            TagEnd::Heading(_) => {
                flow.close_heading();
                let words = self.headings.1.take().unwrap_or_default();
                flow.places.name_too(&slug(&words), &heading_name(self.headings.0));
            }
            TagEnd::BlockQuote(_) => flow.close(Kind::Quote),
            TagEnd::CodeBlock => flow.close_code(),
            TagEnd::List(_) => flow.close(Kind::List),
            TagEnd::Item => flow.close(Kind::Item),
            TagEnd::FootnoteDefinition => flow.close(Kind::Footnote),
            TagEnd::Table => flow.close(Kind::Table),
            TagEnd::TableCell => flow.close(Kind::Cell),
            TagEnd::Emphasis => flow.style.emphasis = false,
            TagEnd::Strong => flow.style.strong = false,
            TagEnd::Strikethrough => flow.style.strike = false,
            TagEnd::Link => flow.link = self.outer.pop().flatten(),
            TagEnd::Image => {
                if let Some((src, words)) = self.picture.take() {
                    self.html.picture_of(&src, &words);
                }
            }
            TagEnd::HtmlBlock => read_html(&std::mem::take(&mut self.block), &mut self.html),
            TagEnd::Paragraph => flow.end_paragraph(),
            _ => {}
        }
    }
}

/// What a heading is called among the places of a text, until its words are known.
fn heading_name(number: usize) -> String {
    format!("heading {number}")
}

/// What a heading is called in links: its words with hyphens, as most programs have it.
fn slug(heading: &str) -> String {
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    heading.trim().chars().filter(kept).flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// What a footnote is called among the places of a text.
fn note_name(label: &str) -> String {
    format!("fn:{label}")
}
