//! HTML to blocks, in one pass over its tags, without a tree: what is never closed or badly nested costs nothing.
//!
//! It does not look for the article within a page: that is `page`. It runs nothing, and fetches nothing.

use super::flow::{Flow, Kind, Shape};
use super::link::Links;
use super::table::Cell;
use super::tokens::{Attributes, Reader, read_html};
use super::{Align, Document, Target};

/// Reads HTML into blocks; `base` is where it came from, and `<base>` is heeded where the text is a whole page.
pub(super) fn parse(html: &str, base: Option<&str>, whole: bool) -> Document {
    let mut page = Html::new(Flow::new(Links::new(base)), whole);
    read_html(html, &mut page);
    page.flow.finish()
}

/// Counts of open elements by what they do to a style; saved and restored around cells.
#[derive(Clone, Copy, Default)]
struct Stress {
    emphasis: u16,
    strong: u16,
    strike: u16,
    code: u16,
    raised: u16,
    lowered: u16,
}

/// Reads tags into a [`Flow`].
pub(super) struct Html {
    /// The document in work.
    pub flow: Flow,
    whole: bool,
    stress: Stress,
    /// What the styles were outside of each open cell.
    outside: Vec<Stress>,
    skipped: Option<Skipped>,
    /// A term of a list of definitions is open.
    term: bool,
    /// A video or a sound is open whose address is still to come.
    media: Option<&'static str>,
}

/// An element that is left out, with all in it.
struct Skipped {
    name: String,
    open: u32,
}

impl Html {
    /// Reads into `flow`.
    pub fn new(flow: Flow, whole: bool) -> Self {
        let (stress, outside) = (Stress::default(), Vec::new());
        Html { flow, whole, stress, outside, skipped: None, term: false, media: None }
    }

    fn restyle(&mut self) {
        let stress = &self.stress;
        let style = &mut self.flow.style;
        style.emphasis = stress.emphasis > 0;
        style.strong = stress.strong > 0;
        style.strike = stress.strike > 0;
        style.code = stress.code > 0;
    }

    /// Opens (or closes) an element that only changes how text looks; whether it is one.
    fn stress(&mut self, name: &str, opens: bool) -> bool {
        let stress = &mut self.stress;
        let count = match name {
            "em" | "i" | "cite" | "dfn" | "var" | "address" | "figcaption" => &mut stress.emphasis,
            "strong" | "b" | "summary" => &mut stress.strong,
            "s" | "strike" | "del" => &mut stress.strike,
            "code" | "kbd" | "samp" | "tt" => &mut stress.code,
            "sup" => &mut stress.raised,
            "sub" => &mut stress.lowered,
            _ => return false,
        };
        *count = if opens { count.saturating_add(1) } else { count.saturating_sub(1) };
        self.restyle();
        true
    }

    /// Ends a term of a list of definitions, which few pages close.
    fn end_term(&mut self) {
        if std::mem::take(&mut self.term) {
            self.flow.end_paragraph();
            self.stress("b", false);
        }
    }

    fn open_link(&mut self, tag: &Attributes<'_>) {
        self.close_link();
        if tag.get("aria-hidden") == Some("true") {
            return;
        }
        self.flow.link = tag.get("href").and_then(|href| self.flow.links.open(href, Target::Page));
    }

    fn close_link(&mut self) {
        self.flow.link = None;
    }

    fn picture(&mut self, tag: &Attributes<'_>) {
        let tiny = |name| tag.get(name).and_then(|v| v.trim().parse::<u32>().ok()).is_some_and(|size| size < 3);
        let srcset = |name| tag.filled(name).and_then(|set| set.split([' ', ',']).find(|part| !part.is_empty()));
        let src = ["data-src", "data-original", "data-lazy-src", "src"].into_iter().find_map(|name| tag.filled(name));
        let src = src.filter(|src| !src.starts_with("data:")).or_else(|| srcset("srcset").or(srcset("data-srcset")));
        let src = src.or_else(|| tag.filled("src")).unwrap_or("");
        if tiny("width") || tiny("height") {
            return;
        }
        self.picture_of(src, tag.filled("alt").or_else(|| tag.filled("title")).unwrap_or(""));
    }

    /// A picture: its words, or else the name of its file, stand for it.
    pub fn picture_of(&mut self, src: &str, words: &str) {
        if !words.trim().is_empty() {
            self.flow.image(src, words);
        } else if !src.is_empty() {
            self.flow.image(src, file_name(src));
        }
    }

    /// Something to watch or hear, or a page within the page: a link to it.
    fn embedded(&mut self, tag: &Attributes<'_>, what: &str) {
        let Some(src) = tag.filled("src") else { return };
        let Some(link) = self.flow.links.open(src, Target::Page) else { return };
        let outer = self.flow.link.replace(link);
        let url = url::Url::parse(self.flow.links.url(link)).ok();
        let host = url.as_ref().and_then(|url| url.host_str()).map(|host| host.trim_start_matches("www."));
        let told = host.map_or_else(|| what.to_owned(), |host| format!("{what}: {host}"));
        self.flow.text(tag.filled("title").unwrap_or(&told));
        self.flow.link = outer;
        self.flow.text(" ");
    }

    fn open_cell(&mut self, name: &str, tag: &Attributes<'_>) {
        self.flow.close(Kind::Cell);
        if !self.flow.in_table() {
            return;
        }
        let number = |name| tag.get(name).and_then(|v| v.trim().parse().ok()).unwrap_or(1);
        let style = tag.get("style").unwrap_or("").replace(' ', "");
        let align = match tag.filled("align").unwrap_or("") {
            "right" => Align::Right,
            "center" => Align::Center,
            _ if style.contains("text-align:right") => Align::Right,
            _ if style.contains("text-align:center") => Align::Center,
            _ => Align::Left,
        };
        let cell = Cell { head: name == "th", align, columns: number("colspan"), rows: number("rowspan") };
        self.outside.push(std::mem::take(&mut self.stress));
        self.close_link();
        self.restyle();
        self.flow.open(Shape::Cell(cell));
    }

    fn close_cell(&mut self) {
        self.close_link();
        self.flow.close(Kind::Cell);
        if let Some(stress) = self.outside.pop() {
            self.stress = stress;
            self.restyle();
        }
    }

    fn start_block(&mut self, name: &str, tag: &Attributes<'_>) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.flow.close_implied(Kind::Root);
                self.flow.open_heading(name.as_bytes()[1] - b'0');
            }
            "p" => {
                self.flow.close_heading();
                self.flow.end_paragraph();
                self.flow.close_implied(Kind::Root);
            }
            "blockquote" => self.flow.open(Shape::Quote),
            "ul" | "menu" | "dir" => self.flow.open(Shape::List(None)),
            "ol" => {
                self.flow.open(Shape::List(Some(tag.get("start").and_then(|n| n.trim().parse().ok()).unwrap_or(1))))
            }
            "li" | "dd" => {
                self.end_term();
                self.flow.open_item(None);
                tag.get("value").and_then(|n| n.trim().parse().ok()).into_iter().for_each(|n| self.flow.begin_at(n));
            }
            "dt" => {
                self.end_term();
                self.flow.close_implied_item();
                self.term = true;
                self.stress("b", true);
            }
            "pre" | "listing" | "xmp" | "plaintext" => self.flow.open_code(),
            "hr" => self.flow.rule(),
            "table" => self.flow.open(Shape::Table(Default::default())),
            "tr" => self.flow.open_row(false),
            "td" | "th" => self.open_cell(name, tag),
            _ => self.flow.end_paragraph(),
        }
    }

    fn end_block(&mut self, name: &str) {
        match name {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => self.flow.close_heading(),
            "blockquote" => self.flow.close(Kind::Quote),
            "ul" | "ol" | "menu" | "dir" => self.flow.close(Kind::List),
            "li" | "dd" => self.flow.close(Kind::Item),
            "dt" => self.end_term(),
            "dl" => {
                self.end_term();
                self.flow.close_implied_item();
            }
            "pre" | "listing" | "xmp" => self.flow.close_code(),
            "table" => {
                self.flow.close(Kind::Table);
                self.outside.clear();
            }
            "tr" => {
                self.close_cell();
                if let Some(grid) = self.flow.grid() {
                    grid.close_row();
                }
            }
            "td" | "th" => self.close_cell(),
            _ => self.flow.end_paragraph(),
        }
    }
}

impl Reader for Html {
    fn start(&mut self, name: &str, tag: &Attributes<'_>) {
        if let Some(skipped) = &mut self.skipped {
            if skipped.name == name && !tag.is_closed() {
                skipped.open += 1;
            }
            if !breaks_out(&skipped.name, name) {
                return;
            }
            self.skipped = None;
        }
        if is_left_out(name) || (is_hidden(tag) && !is_void(name)) {
            if !(tag.is_closed() && matches!(name, "svg" | "math")) {
                self.skipped = Some(Skipped { name: name.to_owned(), open: 1 });
            }
            if name == "iframe" {
                self.embedded(tag, "page");
            }
            return;
        }
        if let Some(id) = tag.filled("id").or_else(|| tag.filled("name").filter(|_| name == "a")) {
            self.flow.places.name(id);
        }
        match name {
            "a" => self.open_link(tag),
            "img" | "amp-img" => self.picture(tag),
            "br" => self.flow.line_break(),
            "base" if self.whole => self.flow.links.rebase(tag.get("href").unwrap_or("")),
            "video" | "audio" => {
                let what = if name == "video" { "video" } else { "audio" };
                self.media = Some(what).filter(|_| tag.filled("src").is_none());
                self.embedded(tag, what);
            }
            // The first of its forms is enough.
            "source" if tag.filled("src").is_some() => {
                if let Some(what) = self.media.take() {
                    self.embedded(tag, what);
                }
            }
            "embed" => self.embedded(tag, "page"),
            "q" => self.flow.text("“"),
            "rt" => self.flow.text("("),
            "input" if tag.get("type") == Some("checkbox") => self.flow.mark_task(tag.get("checked").is_some()),
            _ if is_block(name) => {
                self.start_block(name, tag);
                self.stress(name, true);
            }
            _ => {
                self.stress(name, true);
            }
        }
    }

    fn end(&mut self, name: &str) {
        if let Some(skipped) = &mut self.skipped {
            if skipped.name == name {
                skipped.open -= 1;
                if skipped.open == 0 {
                    self.skipped = None;
                }
                return;
            }
            if skipped.name != "p" || !is_block(name) {
                return;
            }
            self.skipped = None;
        }
        match name {
            "a" => self.close_link(),
            "br" => self.flow.line_break(),
            "p" => {
                self.flow.end_paragraph();
            }
            "q" => self.flow.text("”"),
            "rt" => self.flow.text(")"),
            _ if is_block(name) => {
                self.end_block(name);
                self.stress(name, false);
            }
            _ => {
                self.stress(name, false);
            }
        }
    }

    fn text(&mut self, text: &str) {
        if self.skipped.is_some() {
            return;
        }
        if self.stress.raised > 0 || self.stress.lowered > 0 {
            self.script_text(text);
        } else {
            self.flow.text(text);
        }
    }
}

impl Html {
    /// Raised or lowered text: digits have characters of their own, the mark of a footnote is one.
    fn script_text(&mut self, text: &str) {
        let raised = self.stress.raised > 0;
        // Brackets that stand around a mark by themselves are part of it.
        if raised && matches!(text.trim(), "[" | "]") {
            return;
        }
        let short = text.trim().trim_matches(['[', ']', '(', ')']);
        let links = &mut self.flow.links;
        let leads = self.flow.link.filter(|link| links.base().is_some() || links.is_within(*link));
        let marks = leads.is_some() && (1..4).contains(&short.chars().count());
        if raised && (text.contains('[') || marks) {
            self.flow.link.into_iter().for_each(|link| links.set_mark(link));
            self.flow.style.note = true;
            self.flow.text(text);
            self.flow.style.note = false;
            return;
        }
        self.flow.text(&super::raised::small(text, raised));
    }
}

/// The name of the file an address leads to, to stand for a picture without words.
fn file_name(src: &str) -> &str {
    let path = src.split(['?', '#']).next().unwrap_or("");
    let name = path.rsplit('/').find(|part| !part.is_empty()).unwrap_or("");
    if name.is_empty() || name.len() > 60 || src.starts_with("data:") { "picture" } else { name }
}

/// Elements that are never part of what is read.
fn is_left_out(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "title"
            | "template"
            | "svg"
            | "select"
            | "datalist"
            | "textarea"
            | "button"
            | "iframe"
            | "noembed"
            | "noframes"
            | "rp"
            | "canvas"
            | "applet"
            | "map"
            | "annotation"
            | "annotation-xml"
            | "progress"
            | "meter"
    )
}

/// Whether a tag ends an element that is left out although that was never closed.
fn breaks_out(skipped: &str, name: &str) -> bool {
    match skipped {
        "p" => is_block(name),
        "script" | "style" | "title" | "textarea" | "iframe" | "noembed" | "noframes" | "template" => false,
        "svg" => matches!(name, "p" | "div" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "table" | "blockquote" | "img"),
        "select" | "datalist" | "button" | "rp" | "annotation" => {
            matches!(name, "p" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" | "li" | "table" | "blockquote" | "article")
        }
        _ => false,
    }
}

fn is_hidden(tag: &Attributes<'_>) -> bool {
    let style = tag.get("style").unwrap_or("");
    tag.get("hidden").is_some_and(|value| value != "until-found")
        || (style.contains("display") && style.replace(' ', "").to_ascii_lowercase().contains("display:none"))
}

fn is_void(name: &str) -> bool {
    matches!(
        name,
        "area"
            | "base"
            | "br"
            | "col"
            | "embed"
            | "hr"
            | "img"
            | "input"
            | "link"
            | "meta"
            | "param"
            | "source"
            | "track"
            | "wbr"
            | "body"
            | "html"
    )
}

/// Elements that begin and end a paragraph.
fn is_block(name: &str) -> bool {
    matches!(
        name,
        "p" | "div"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "ul"
            | "ol"
            | "li"
            | "dl"
            | "dt"
            | "dd"
            | "menu"
            | "dir"
            | "blockquote"
            | "pre"
            | "listing"
            | "xmp"
            | "plaintext"
            | "hr"
            | "table"
            | "caption"
            | "thead"
            | "tbody"
            | "tfoot"
            | "tr"
            | "td"
            | "th"
            | "article"
            | "section"
            | "aside"
            | "header"
            | "footer"
            | "main"
            | "nav"
            | "figure"
            | "figcaption"
            | "details"
            | "summary"
            | "address"
            | "form"
            | "fieldset"
            | "legend"
            | "center"
            | "body"
            | "html"
            | "head"
            | "option"
            | "hgroup"
            | "search"
            | "dialog"
            | "noscript"
            | "object"
            | "marquee"
    )
}
