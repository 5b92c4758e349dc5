//! The reader: an open article, its lines, and the place in it, which is a place in the text and never a row number.

use crate::app::event::{Effect, Generation, Opened, Progress};
use crate::app::find::Found;
use crate::article::{ArticleId, Note, Row, Value};
use crate::document::{Block, Document, Link, Run};
use crate::text::Clean;
use crate::theme::Role;
use crate::typeset::{self, Anchor, Breaking, Line, LineKind, Measure, OpenFolds, Span};
use std::sync::Arc;

/// How articles are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Setting {
    /// The widest column, in cells.
    pub measure: u16,
    /// How lines are broken.
    pub breaking: Breaking,
    /// A list of links at the end.
    pub links: bool,
    /// Words a minute, for the time left.
    pub minute: u32,
}

/// The reader.
#[derive(Debug, Default)]
pub struct Reader {
    /// The article that is open.
    pub open: Option<Open>,
    /// The number of the newest request for an article.
    pub generation: Generation,
    /// Its answer is still to come.
    pub opening: bool,
    /// The number of the newest request for lines of the open one: a new width asks for new lines, not for a new text.
    pub setting: Generation,
    /// The number of the newest request for what is found in the open one.
    pub finding: Generation,
}

impl Reader {
    /// Asks for an article.
    pub fn ask(&mut self, id: ArticleId, received: bool) -> Effect {
        self.generation += 1;
        self.opening = true;
        Effect::Open { generation: self.generation, id, received }
    }
}

/// An open article.
#[derive(Clone, Debug)]
pub struct Open {
    /// As it stands in lists.
    pub row: Row,
    /// What is said over the text: title, author, date.
    pub head: Vec<Line>,
    /// The body as a tree.
    pub document: Arc<Document>,
    /// The typeset body.
    pub lines: Vec<Line>,
    /// Columns the lines are set for.
    pub measure: u16,
    /// How far typesetting is, in per cent; `None` when all lines are there.
    pub behind: Option<u8>,
    /// The first row on screen, counting `head` and `lines`.
    pub top: usize,
    /// The open folds.
    pub folds: OpenFolds,
    /// The body is shown as it was received.
    pub received: bool,
    /// Where to go as soon as its line is there.
    pub wanted: Option<Wanted>,
    /// What the reader noted on it.
    pub notes: Vec<Note>,
    /// The leaves that have a note.
    pub noted: Vec<u32>,
    /// What is lit in it.
    pub found: Option<Found>,
    /// The document is so large that a worker sets it.
    pub large: bool,
    /// The authors, joined.
    pub authors: Clean,
    /// The saved place, while the part of the text that holds it is not read in.
    pub saved: Option<String>,
    /// The position as it was saved before.
    pub came_with: Value,
    /// The place that was last gone to, and the row that held it.
    kept: Option<(usize, Anchor)>,
    /// Lines for a new width or other folds, until they reach the place being read.
    incoming: Option<Vec<Line>>,
}

/// A place whose line is still to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A place in the text.
    Place(Anchor),
    /// The last line.
    End,
}

/// Documents over this many bytes of text are set by a worker.
pub const LARGE: usize = 256 * 1024;

impl Open {
    /// Takes what the library gave; its lines are set by [`Open::typeset`].
    pub fn new(opened: Opened, received: bool) -> Self {
        let wanted = opened.position.as_deref().filter(|_| !received).and_then(|p| typeset::find(&opened.document, p));
        Open {
            authors: Clean::line(&opened.article.authors.join(", ")),
            row: opened.row,
            head: Vec::new(),
            document: opened.document,
            lines: Vec::new(),
            measure: 0,
            behind: opened.partial.then_some(0),
            top: 0,
            folds: OpenFolds::none(),
            received,
            wanted: wanted.map(Wanted::Place),
            large: opened.partial,
            found: None,
            notes: opened.notes,
            noted: Vec::new(),
            saved: opened.position.clone().filter(|_| opened.partial),
            came_with: opened.position.map_or(Value::Off, Value::Text),
            kept: None,
            incoming: None,
        }
    }

    /// Sets the text for a column; the place being read stays. A large text is left to the worker.
    pub fn typeset(&mut self, measure: Measure, about: &Clean) -> bool {
        let place = self.place();
        self.find_notes();
        self.head = head(&self.row.title, about, &self.notes_told(), measure);
        self.measure = measure.width;
        if self.large && !self.lines.is_empty() {
            self.wanted = self.wanted.or(place.map(Wanted::Place));
            self.incoming = Some(Vec::new());
            self.behind = Some(0);
            return true;
        }
        self.lines = typeset::lines(&self.document, measure, &self.folds).collect();
        if let Some(place) = place {
            self.go_to_place(place);
        }
        false
    }

    /// Takes more lines from the worker.
    pub fn extend(&mut self, more: Vec<Line>, progress: Progress, height: usize) {
        match &mut self.incoming {
            Some(incoming) => incoming.extend(more),
            None => self.lines.extend(more),
        }
        self.behind = match progress {
            Progress::PerCent(done) => Some(done),
            Progress::Done => None,
        };
        let reached = match (&self.incoming, self.wanted) {
            (Some(lines), Some(Wanted::Place(place))) => lines.last().is_some_and(|line| line.at > place),
            (Some(lines), _) => lines.len() > self.top + height,
            (None, _) => false,
        };
        if (reached || self.behind.is_none())
            && let Some(lines) = self.incoming.take()
        {
            self.lines = lines;
        }
        match self.wanted {
            Some(Wanted::Place(place)) if self.incoming.is_none() && self.has(place) => {
                self.wanted = None;
                self.go_to_place(place);
            }
            Some(Wanted::End) if self.behind.is_none() => {
                self.wanted = None;
                self.top = self.last_top(height);
            }
            _ => {}
        }
        self.end_at_foot(height);
    }

    fn has(&self, place: Anchor) -> bool {
        self.behind.is_none() || self.lines.last().is_some_and(|line| line.at > place)
    }

    /// The place in the text of the first row on screen; none while the head is in sight.
    pub fn place(&self) -> Option<Anchor> {
        // The place may be inside its row or, near the end, below the first row. If a resize moved it to the start of the row,
        // many resizes would move the text further and further up.
        let kept = self.kept.filter(|(top, _)| *top == self.top).map(|(_, place)| place);
        kept.or_else(|| self.lines.get(self.top.checked_sub(self.head.len())?).map(|line| line.at))
    }

    /// The place, as it is saved.
    pub fn position(&self) -> Option<String> {
        (!self.received).then(|| self.place().map(|at| typeset::position(&self.document, at)))?
    }

    /// Puts the row that holds a place at the top.
    pub fn go_to_place(&mut self, place: Anchor) {
        self.top = self.head.len() + typeset::line_at(&self.lines, place);
        self.kept = Some((self.top, place));
    }

    /// Leaves no blank rows below the last line. The current place stays the same even if its row is not the first on
    /// screen: a smaller screen shows it at the top again.
    pub fn end_at_foot(&mut self, height: usize) {
        let top = self.top.min(self.last_top(height));
        if let Some((row, _)) = self.kept.as_mut().filter(|(row, _)| *row == self.top) {
            *row = top;
        }
        self.top = top;
    }

    /// Goes to a place now, or as soon as its line is set.
    pub fn go_to_or_wait(&mut self, place: Anchor, height: usize) {
        if !self.has(place) {
            self.wanted = Some(Wanted::Place(place));
            return;
        }
        self.wanted = None;
        self.go_to_place(place);
        self.end_at_foot(height);
    }

    /// All rows: the head and the text.
    pub fn rows(&self) -> usize {
        self.head.len() + self.lines.len()
    }

    /// One row, counted from the head's first.
    pub fn row(&self, index: usize) -> Option<&Line> {
        match index.checked_sub(self.head.len()) {
            None => self.head.get(index),
            Some(index) => self.lines.get(index),
        }
    }

    /// The address of a link, where it is one that can be opened, and leads elsewhere.
    pub fn address(&self, link: u32) -> Option<&str> {
        let is_opened = |link: &&Link| link.refused.is_none() && link.place.is_none();
        let link = self.document.links.get(link as usize).filter(is_opened)?;
        Some(link.url.as_str())
    }

    /// The furthest the text can be scrolled.
    pub fn last_top(&self, height: usize) -> usize {
        self.rows().saturating_sub(height)
    }

    /// Whether the last line is on screen.
    pub fn at_end(&self, height: usize) -> bool {
        self.behind.is_none() && self.top + height >= self.rows()
    }

    /// Scrolls by rows; never past the ends.
    pub fn scroll(&mut self, by: i64, height: usize) {
        let wanted = (self.top as i64).saturating_add(by).max(0) as usize;
        self.top = wanted.min(self.last_top(height).max(self.top.min(wanted)));
        (self.wanted, self.kept) = (None, None);
    }

    /// Goes to a row, counted from the head's first.
    pub fn go_to_row(&mut self, row: usize, height: usize) {
        self.top = row.min(self.last_top(height));
        (self.wanted, self.kept) = (None, None);
    }

    /// Goes to the last line, as soon as it is set.
    pub fn go_to_end(&mut self, height: usize) {
        self.top = self.last_top(height).max(self.top);
        self.kept = None;
        self.wanted = self.behind.map(|_| Wanted::End);
    }

    /// Goes on by paragraphs, back where `by` is negative.
    pub fn by_paragraphs(&mut self, by: i64, height: usize) {
        let starts =
            |index: &usize| self.row(*index).is_some_and(|line| !matches!(line.kind, LineKind::More | LineKind::Gap));
        let mut top = self.top;
        for _ in 0..by.unsigned_abs().min(100_000) {
            let next = if by > 0 { (top + 1..self.rows()).find(starts) } else { (0..top).rev().find(starts) };
            match next {
                Some(row) => top = row,
                None => break,
            }
        }
        self.top = if by > 0 { top.min(self.last_top(height).max(self.top)) } else { top };
        (self.wanted, self.kept) = (None, None);
    }

    /// The fold a key means: the first in sight, closed or open.
    pub fn fold_here(&self, height: usize) -> Option<u32> {
        (self.top..self.top + height).filter_map(|index| self.row(index)).find_map(|line| match line.kind {
            LineKind::Fold(number) => Some(number),
            LineKind::First | LineKind::More => typeset::fold_of(&self.document, line.at.leaf),
            LineKind::Gap | LineKind::Heading => None,
        })
    }

    /// How much has been read, in per cent of the text's rows.
    pub fn per_cent(&self, height: usize) -> u8 {
        if self.at_end(height) {
            return 100;
        }
        let rows = match self.behind {
            // What is not set yet is guessed from what is.
            Some(done) if done > 0 => self.rows() * 100 / done as usize,
            _ => self.rows(),
        };
        ((self.top + height) * 100 / rows.max(1)).min(99) as u8
    }

    /// Minutes of reading left, rounded up.
    pub fn minutes_left(&self, height: usize, words_a_minute: u32) -> u32 {
        let left = u64::from(self.row.words) * u64::from(100 - self.per_cent(height)) / 100;
        left.div_ceil(u64::from(words_a_minute.max(1))) as u32
    }
}

/// Title, particulars and notes as typeset lines, in roles of their own.
fn head(title: &Clean, about: &Clean, notes: &[String], measure: Measure) -> Vec<Line> {
    let mut lines = Vec::new();
    for (text, role) in [(title, Role::Title), (about, Role::Meta)] {
        lines.extend(set(text, role, measure));
    }
    notes.iter().for_each(|note| push_note(note, measure, &mut lines));
    lines.push(Line { spans: Box::default(), at: Anchor::default(), kind: LineKind::Gap });
    lines
}

/// A text as lines in one role.
fn set(text: &Clean, role: Role, measure: Measure) -> Vec<Line> {
    let run = Run { text: text.clone(), ..Run::default() };
    let document = Document { blocks: vec![Block::Paragraph(vec![run])], links: Vec::new() };
    let folds = OpenFolds::none();
    let mut lines: Vec<Line> = typeset::lines(&document, measure, &folds).collect();
    lines.iter_mut().flat_map(|line| &mut line.spans).for_each(|span| span.role = role);
    lines
}

/// The lines of a note beside its sign: those that were written stay apart, and indented ones indented.
fn push_note(note: &str, measure: Measure, lines: &mut Vec<Line>) {
    const SIGN: &str = "✎ ";
    let most = usize::from(measure.width) / 3;
    for (at, line) in note.trim_end().split('\n').enumerate() {
        let line = Clean::verbatim(line, 4);
        let indent = line.as_str().len() - line.as_str().trim_start_matches(' ').len();
        let indent = (indent + 2).min(most);
        let sign = if at == 0 && indent >= 2 { format!("{SIGN:indent$}") } else { " ".repeat(indent) };
        let mut rows = set(&line, Role::Notice, Measure { width: measure.width - indent as u16, ..measure });
        for (row, sign) in rows.iter_mut().zip(std::iter::once(sign).chain(std::iter::repeat(" ".repeat(indent)))) {
            let sign = Span { text: sign.into(), role: Role::Notice, link: None };
            row.spans = std::iter::once(sign).chain(std::mem::take(&mut row.spans)).collect();
        }
        // A line without words parts what stands around it.
        let blank = Line { spans: Box::default(), at: Anchor::default(), kind: LineKind::Gap };
        lines.extend(if rows.is_empty() { vec![blank] } else { rows });
    }
}
