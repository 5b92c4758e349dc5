//! Builds the tree of blocks from what a reader of HTML or Markdown meets, one call at a time, in one pass.
//!
//! It knows no tags: only texts, styles, and containers that open and close. Containers that were never closed, or
//! were never open, do no harm, and nesting is bounded, so whatever calls come, the work is linear in them.

use super::link::Links;
use super::places::Places;
use super::table::{Cell, Grid};
use super::{Block, Document, Inline, Item, Run, Style, Target};
use crate::text::Clean;

/// How many containers may be open; further ones count as part of the deepest.
const OPEN: usize = 96;

/// A container of blocks.
#[derive(Debug)]
pub(super) enum Shape {
    /// The whole document.
    Root,
    /// A quotation.
    Quote,
    /// A list, numbered from a number or not.
    List(Option<u64>),
    /// An item of a list, a task or not.
    Item(Option<bool>),
    /// The text of a footnote.
    Footnote(Clean),
    /// A table.
    Table(Grid),
    /// A cell of a table.
    Cell(Cell),
}

/// What kind of container: to close it by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Quote,
    List,
    Item,
    Footnote,
    Table,
    Cell,
}

impl Shape {
    fn kind(&self) -> Kind {
        match self {
            Shape::Root => Kind::Root,
            Shape::Quote => Kind::Quote,
            Shape::List(_) => Kind::List,
            Shape::Item(_) => Kind::Item,
            Shape::Footnote(_) => Kind::Footnote,
            Shape::Table(_) => Kind::Table,
            Shape::Cell(_) => Kind::Cell,
        }
    }
}

/// An open container with what it holds so far.
struct Frame {
    shape: Shape,
    blocks: Vec<Block>,
    items: Vec<Item>,
    /// Too deep to be a block of its own: what it holds joins what holds it.
    merged: bool,
    /// Opened by an item that stood in no list.
    implied: bool,
}

/// A piece of the paragraph in work.
struct Piece {
    text: String,
    style: Style,
    link: Option<u32>,
    breaks: bool,
    place: Option<u32>,
}

/// The document in work.
pub(super) struct Flow {
    frames: Vec<Frame>,
    ignored: [u32; 7],
    depth: usize,
    pieces: Vec<Piece>,
    /// The text so far ends in white space, or there is none: more white space adds nothing.
    spaced: bool,
    heading: Option<u8>,
    code: Option<String>,
    /// The style of the text that comes.
    pub style: Style,
    /// The link the text that comes belongs to.
    pub link: Option<u32>,
    /// All links so far.
    pub links: Links,
    /// What of the text links may lead to.
    pub places: Places,
}

impl Flow {
    /// An empty document.
    pub fn new(links: Links) -> Self {
        let root = Frame { shape: Shape::Root, blocks: Vec::new(), items: Vec::new(), merged: false, implied: false };
        Flow {
            frames: vec![root],
            ignored: [0; 7],
            depth: 0,
            pieces: Vec::new(),
            spaced: true,
            heading: None,
            code: None,
            style: Style::default(),
            link: None,
            links,
            places: Places::default(),
        }
    }

    /// Text in the present style: white space collapses as in browsers, or is kept within code.
    pub fn text(&mut self, text: &str) {
        if let Some(link) = self.link {
            self.links.add_text(link, text);
        }
        if let Some(code) = &mut self.code {
            code.push_str(text);
            return;
        }
        let is_blank = text.bytes().all(|b| b.is_ascii_whitespace());
        let named = !is_blank && !self.places.is_idle();
        let joins = self.pieces.last().is_some_and(|p| !p.breaks && p.style == self.style && p.link == self.link);
        if !joins || named {
            if self.spaced && is_blank {
                return;
            }
            if self.pieces.is_empty() {
                self.close_implied(Kind::Root);
            }
            let place = if named { self.places.take() } else { None };
            self.pieces.push(Piece { text: String::new(), style: self.style, link: self.link, breaks: false, place });
        }
        let Some(piece) = self.pieces.last_mut() else { return };
        for c in text.chars() {
            let white = matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}');
            match (white, self.spaced) {
                (true, false) => piece.text.push(' '),
                (true, true) => {}
                (false, _) => piece.text.push(c),
            }
            self.spaced = white;
        }
    }

    /// A piece of code within running text: its spaces are kept.
    pub fn code_text(&mut self, text: &str) {
        if let Some(link) = self.link {
            self.links.add_text(link, text);
        }
        let style = Style { code: true, ..self.style };
        let place = self.places.take();
        self.pieces.push(Piece { text: text.replace('\n', " "), style, link: self.link, breaks: false, place });
        self.spaced = false;
    }

    /// A picture: its words stand for it.
    pub fn image(&mut self, src: &str, alt: &str) {
        let own = self.links.open(src, Target::Image);
        if let Some(own) = own {
            self.links.add_text(own, alt);
        }
        let outer = (self.style, self.link);
        self.style.image = true;
        self.link = self.link.or(own);
        self.text(alt);
        (self.style, self.link) = outer;
    }

    /// A line ends; a second time in a row the paragraph does.
    pub fn line_break(&mut self) {
        if let Some(code) = &mut self.code {
            code.push('\n');
            return;
        }
        match self.pieces.iter_mut().rev().find(|p| p.breaks || !p.text.trim().is_empty()) {
            None => {}
            Some(last) if last.breaks => self.end_paragraph(),
            Some(last) => {
                last.breaks = true;
                self.spaced = true;
            }
        }
    }

    /// Ends the paragraph or heading in work, if there is any text in it.
    pub fn end_paragraph(&mut self) {
        if self.code.is_some() {
            return;
        }
        self.spaced = true;
        let runs = inline(std::mem::take(&mut self.pieces));
        if !runs.is_empty() {
            self.push(match self.heading {
                Some(level) => Block::Heading(level, runs),
                None => Block::Paragraph(runs),
            });
        }
    }

    /// Begins a heading.
    pub fn open_heading(&mut self, level: u8) {
        self.end_paragraph();
        self.heading = Some(level.clamp(1, 6));
    }

    /// Ends a heading, if one is open.
    pub fn close_heading(&mut self) {
        if self.heading.is_some() {
            self.end_paragraph();
            self.heading = None;
        }
    }

    /// Begins lines that are kept as they are.
    pub fn open_code(&mut self) {
        self.close_heading();
        self.end_paragraph();
        self.code.get_or_insert_default();
    }

    /// Ends lines that are kept as they are.
    pub fn close_code(&mut self) {
        let Some(code) = self.code.take() else { return };
        let lines = code_lines(&code);
        if !lines.is_empty() {
            self.push(Block::Code(lines));
        }
    }

    /// A line between parts.
    pub fn rule(&mut self) {
        self.close_heading();
        self.end_paragraph();
        if self.frames.last().is_some_and(|f| !matches!(f.blocks.last(), None | Some(Block::Rule))) {
            self.push(Block::Rule);
        }
    }

    /// A block as it is.
    pub fn push(&mut self, block: Block) {
        let Some(frame) = self.frames.last_mut() else { return };
        // What stands in a list but in no item belongs to the item before it.
        if let Shape::List(_) = frame.shape {
            match frame.items.last_mut() {
                Some(item) => item.blocks.push(block),
                None => frame.items.push(Item { task: None, blocks: vec![block] }),
            }
        } else {
            frame.blocks.push(block);
        }
    }

    /// Opens a container.
    pub fn open(&mut self, shape: Shape) {
        self.close_code();
        self.close_heading();
        self.end_paragraph();
        if self.frames.len() >= OPEN {
            self.ignored[shape.kind() as usize] += 1;
            return;
        }
        self.close_implied(shape.kind());
        let nests = matches!(shape, Shape::Quote | Shape::List(_) | Shape::Footnote(_));
        let merged = nests && self.depth >= Document::DEPTH;
        self.depth += usize::from(nests && !merged);
        self.frames.push(Frame { shape, blocks: Vec::new(), items: Vec::new(), merged, implied: false });
    }

    /// Opens an item, in a list made for it where none is open.
    pub fn open_item(&mut self, task: Option<bool>) {
        self.close_code();
        self.close_heading();
        self.end_paragraph();
        if self.frames.len() >= OPEN {
            self.ignored[Kind::Item as usize] += 1;
            return;
        }
        if !self.unwind(|kind| kind == Kind::List, |kind| !matches!(kind, Kind::Item)) {
            self.open(Shape::List(None));
            if let Some(frame) = self.frames.last_mut() {
                frame.implied = true;
            }
        }
        self.frames.push(Frame {
            shape: Shape::Item(task),
            blocks: Vec::new(),
            items: Vec::new(),
            merged: false,
            implied: false,
        });
    }

    /// Says what number the open item has, which counts for the first of a list.
    pub fn begin_at(&mut self, number: u64) {
        let list = self.frames.len().checked_sub(2).and_then(|at| self.frames.get_mut(at));
        if let Some(Frame { shape: Shape::List(Some(start)), items, .. }) = list
            && items.is_empty()
        {
            *start = number;
        }
    }

    /// Says of the open item whether it is done.
    pub fn mark_task(&mut self, done: bool) {
        if let Some(Frame { shape: Shape::Item(task), .. }) = self.frames.last_mut() {
            *task = Some(done);
        }
    }

    /// Closes the nearest container of a kind with all that is open within it; a cell's content closes nothing around it.
    pub fn close(&mut self, kind: Kind) {
        self.close_code();
        self.close_heading();
        self.end_paragraph();
        if self.ignored[kind as usize] > 0 {
            self.ignored[kind as usize] -= 1;
            return;
        }
        let walled = |k: Kind| match kind {
            Kind::Table => false,
            Kind::Cell => k == Kind::Table,
            Kind::Item => matches!(k, Kind::List | Kind::Cell | Kind::Table),
            _ => matches!(k, Kind::Cell | Kind::Table),
        };
        if self.unwind(|k| k == kind, walled) {
            self.close_top();
        }
    }

    /// A list that was made for items ends with the first thing that is none.
    pub fn close_implied(&mut self, next: Kind) {
        let implied = self.frames.last().is_some_and(|frame| frame.implied);
        if implied && next != Kind::Item {
            self.close_top();
        }
    }

    /// Closes an item whose list was made for it, and that list.
    pub fn close_implied_item(&mut self) {
        self.end_paragraph();
        let below = self.frames.len().checked_sub(2).and_then(|at| self.frames.get(at));
        if below.is_some_and(|frame| frame.implied) {
            self.close_top();
        }
        self.close_implied(Kind::Root);
    }

    /// Closes what lies above the nearest container that `is` the one sought; nothing if a wall comes first.
    fn unwind(&mut self, is: impl Fn(Kind) -> bool, walled: impl Fn(Kind) -> bool) -> bool {
        for at in (0..self.frames.len()).rev() {
            let kind = self.frames[at].shape.kind();
            if is(kind) {
                while self.frames.len() > at + 1 {
                    self.close_top();
                }
                return true;
            }
            if walled(kind) {
                return false;
            }
        }
        false
    }

    /// The grid of the nearest open table, where nothing but cells stands above it.
    pub fn grid(&mut self) -> Option<&mut Grid> {
        self.frames.iter_mut().rev().find_map(|frame| match &mut frame.shape {
            Shape::Table(grid) => Some(grid),
            _ => None,
        })
    }

    /// Begins a row of the nearest table.
    pub fn open_row(&mut self, head: bool) {
        self.close(Kind::Cell);
        if let Some(grid) = self.grid() {
            grid.open_row(head);
        }
    }

    /// Whether a table is open.
    pub fn in_table(&self) -> bool {
        self.frames.iter().any(|frame| frame.shape.kind() == Kind::Table)
    }

    fn close_top(&mut self) {
        if self.frames.len() < 2 {
            return;
        }
        let Some(frame) = self.frames.pop() else { return };
        let nests = matches!(frame.shape, Shape::Quote | Shape::List(_) | Shape::Footnote(_));
        self.depth -= usize::from(nests && !frame.merged);
        match frame.shape {
            Shape::Item(task) => {
                let item = Item { task, blocks: frame.blocks };
                match self.frames.last_mut() {
                    Some(list) if !item.blocks.is_empty() || task.is_some() => list.items.push(item),
                    _ => {}
                }
            }
            Shape::Cell(cell) => {
                if let Some(grid) = self.grid() {
                    grid.push(cell, frame.blocks);
                }
            }
            Shape::Table(grid) => frame.blocks.into_iter().chain(grid.finish()).for_each(|block| self.push(block)),
            Shape::List(_) | Shape::Quote | Shape::Footnote(_) if frame.merged => {
                let within = frame.items.into_iter().flat_map(|item| item.blocks);
                frame.blocks.into_iter().chain(within).for_each(|block| self.push(block));
            }
            Shape::List(start) if !frame.items.is_empty() => self.push(Block::List { start, items: frame.items }),
            Shape::Quote if !frame.blocks.is_empty() => self.push(Block::Quote(frame.blocks)),
            Shape::Footnote(label) => self.push(Block::Footnote(label, frame.blocks)),
            Shape::List(_) | Shape::Quote | Shape::Root => {}
        }
    }

    /// The document, with all that is still open closed.
    pub fn finish(mut self) -> Document {
        self.close_code();
        self.close_heading();
        self.end_paragraph();
        while self.frames.len() > 1 {
            self.close_top();
        }
        let (links, numbers) = self.links.finish(&self.places);
        let mut blocks = self.frames.pop().map(|root| root.blocks).unwrap_or_default();
        if matches!(blocks.last(), Some(Block::Rule)) {
            blocks.pop();
        }
        super::walk::each_inline(&mut blocks, &mut |runs| {
            for run in runs {
                run.link = run.link.and_then(|link| numbers.get(link as usize).copied().flatten());
            }
        });
        let mut document = Document { blocks, links };
        super::notes::settle(&mut document);
        super::places::keep_used(&mut document);
        document
    }
}

/// The pieces of a paragraph as runs, without white space at the ends.
fn inline(mut pieces: Vec<Piece>) -> Inline {
    while let Some(last) = pieces.last_mut() {
        last.breaks = false;
        last.text.truncate(last.text.trim_end_matches([' ', '\u{a0}']).len());
        if !last.text.is_empty() {
            break;
        }
        pieces.pop();
    }
    let mut runs: Inline = Vec::with_capacity(pieces.len());
    for piece in pieces {
        // A line that ends has no space at its end.
        let text = if piece.breaks { piece.text.trim_end_matches(' ') } else { &piece.text };
        let text = if piece.style.code { Clean::verbatim(text, 1) } else { Clean::flow(text) };
        if !text.is_empty() || piece.breaks {
            runs.push(Run { text, style: piece.style, link: piece.link, breaks: piece.breaks, place: piece.place });
        }
    }
    if runs.iter().all(|run| run.text.as_str().trim().is_empty()) { Vec::new() } else { runs }
}

/// Lines kept as they are, without empty ones at the ends.
pub(super) fn code_lines(code: &str) -> Vec<Clean> {
    let mut lines: Vec<Clean> = code.split('\n').map(|line| Clean::verbatim(line.trim_end(), 4)).collect();
    while lines.last().is_some_and(Clean::is_empty) {
        lines.pop();
    }
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(lines.len());
    lines.drain(..first);
    lines
}
