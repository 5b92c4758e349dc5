//! A picture of the screen, cell by cell, in which what looks the same is the same.
//!
//! It knows no escape sequence.

use super::pen::Pen;
use super::spelling::spell;
use crate::text;
use crate::ui::{LinkNumber, Links};
use ratatui::buffer::Buffer;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// What stands in a column.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Glyph {
    /// One character.
    Char(char),
    /// A character with marks upon it, or several that make one picture.
    Cluster(Box<str>),
    /// The glyph to the left reaches into this column.
    After,
}

/// A column of a row.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Cell {
    pub glyph: Glyph,
    pub pen: Pen,
    pub link: Option<LinkNumber>,
    /// Part of a unit that is written in one go: a right-to-left field, or a word that some terminals show in fewer columns,
    /// so that its letters are adjacent everywhere and the unused columns come after it.
    pub in_unit: bool,
    /// The first cell of a right-to-left field.
    pub isolates: bool,
    /// The last cell of a right-to-left field.
    pub isolates_end: bool,
}

impl Cell {
    /// What a cleared screen consists of.
    pub const BLANK: Cell = Cell::blank(Pen::PLAIN, None);

    /// A blank with this style and link.
    pub const fn blank(pen: Pen, link: Option<LinkNumber>) -> Cell {
        Cell { glyph: Glyph::Char(' '), pen, link, in_unit: false, isolates: false, isolates_end: false }
    }

    /// Nothing is seen but the ground.
    pub fn is_unseen(&self) -> bool {
        self.glyph == Glyph::Char(' ') && !self.pen.marks_blanks()
    }

    /// What a cell is after it was erased.
    pub fn is_blank(&self) -> bool {
        self.is_unseen() && self.link.is_none() && !self.in_unit
    }

    /// The bytes its text takes.
    pub fn len(&self) -> usize {
        let text = match &self.glyph {
            Glyph::Char(c) => c.len_utf8(),
            Glyph::Cluster(text) => text.len(),
            Glyph::After => 0,
        };
        let isolates = [(self.isolates, text::ISOLATE), (self.isolates_end, text::ISOLATE_END)];
        text + isolates.iter().filter(|(has, _)| *has).map(|(_, c)| c.len_utf8()).sum::<usize>()
    }

    /// The most columns a terminal may take it to fill: each character of a cluster by itself.
    pub fn may_take(&self) -> usize {
        match &self.glyph {
            Glyph::Cluster(text) => 2 * text.chars().count(),
            Glyph::Char(_) | Glyph::After => 1,
        }
    }

    /// How many columns narrower some terminals show it.
    pub fn slack(&self) -> usize {
        match &self.glyph {
            Glyph::Cluster(text) => text::slack(text),
            // No character below this is disputed.
            Glyph::Char(c) if *c >= '\u{900}' => text::slack(c.encode_utf8(&mut [0; 4])),
            Glyph::Char(_) | Glyph::After => 0,
        }
    }

    /// Blanks, lines and blocks have columns of their own.
    fn ends_word(&self) -> bool {
        matches!(self.glyph, Glyph::Char(' ' | '\u{2500}'..='\u{259f}'))
    }

    /// Terminals disagree on how many columns it takes: after it the cursor is put where it belongs.
    pub fn is_doubtful(&self) -> bool {
        match &self.glyph {
            Glyph::Char(c) => self.in_unit || text::is_disputed(*c),
            Glyph::Cluster(_) => true,
            Glyph::After => false,
        }
    }
}

/// Makes each isolated field a unit together with the cell before it, where the terminal stores the character that begins
/// the field. A field that is partly drawn over is not a unit.
fn hold_fields(row: &mut [Cell]) {
    let mut open: Option<usize> = None;
    for x in 0..row.len() {
        if row[x].isolates
            && let Some(other) = open.replace(x)
        {
            row[other].isolates = false;
        }
        if row[x].isolates_end {
            row[x].isolates_end = open.is_some();
            if let Some(from) = open.take() {
                let rest = row[x + 1..].iter().take_while(|cell| cell.glyph == Glyph::After).count();
                row[from.saturating_sub(1)..=x + rest].iter_mut().for_each(|cell| cell.in_unit = true);
            }
        }
    }
    if let Some(other) = open {
        row[other].isolates = false;
    }
}

/// Rows of cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    width: usize,
    cells: Vec<Cell>,
}

impl Grid {
    /// A cleared screen.
    pub fn blank(width: usize, height: usize) -> Self {
        Grid { width, cells: vec![Cell::BLANK; width * height] }
    }

    /// Takes over what was drawn. What no terminal could show in its place becomes a blank.
    pub fn take(&mut self, buffer: &Buffer, links: &Links) {
        self.width = usize::from(buffer.area.width);
        self.cells.clear();
        self.cells.reserve(buffer.content.len());
        for (y, row) in buffer.content.chunks(self.width.max(1)).enumerate() {
            let mut x = 0;
            let mut in_unit = false;
            let mut has_fields = false;
            while x < row.len() {
                let symbol = row[x].symbol();
                let inner = symbol.strip_prefix(text::ISOLATE).unwrap_or(symbol);
                let isolates = inner.len() < symbol.len();
                let symbol = inner.strip_suffix(text::ISOLATE_END).unwrap_or(inner);
                let isolates_end = symbol.len() < inner.len();
                has_fields |= isolates || isolates_end;
                let mut chars = symbol.chars();
                let first = chars.next().unwrap_or(' ');
                let alone = chars.next().is_none();
                let columns = if first.is_ascii() && alone { 1 } else { text::width(symbol) };
                let glyph = match columns {
                    _ if first.is_control() => Glyph::Char(' '),
                    columns if columns == 0 || x + columns > row.len() => Glyph::Char(' '),
                    _ if alone => Glyph::Char(first),
                    _ => Glyph::Cluster(symbol.into()),
                };
                let columns = if glyph == Glyph::Char(' ') { 1 } else { columns };
                let pen = Pen::of(&row[x]);
                let pen = if glyph == Glyph::Char(' ') { pen.on_blanks() } else { pen };
                let link = links.at(x, y);
                let mut cell = Cell { glyph, isolates, isolates_end, ..Cell::blank(pen, link) };
                cell.in_unit = !cell.ends_word() && (in_unit || cell.slack() > 0);
                in_unit = cell.in_unit;
                self.cells.push(cell);
                self.cells.extend((1..columns).map(|_| Cell {
                    glyph: Glyph::After,
                    in_unit,
                    ..Cell::blank(pen, link)
                }));
                x += columns;
            }
            if has_fields {
                let start = self.cells.len() - row.len();
                hold_fields(&mut self.cells[start..]);
            }
        }
    }

    /// Removes all isolates.
    pub fn without_isolates(&mut self) {
        self.cells.iter_mut().for_each(|cell| (cell.isolates, cell.isolates_end) = (false, false));
    }

    /// Nobody knows what stands in the first so many columns.
    pub fn upset(&mut self, columns: usize) {
        let columns = columns.min(self.width);
        // No cell that was drawn holds this.
        self.cells[..columns].fill(Cell { glyph: Glyph::Char('\0'), ..Cell::BLANK });
    }

    /// Has ASCII stand for whatever is not.
    pub fn spell(&mut self) {
        for cell in &mut self.cells {
            let spelled = match &cell.glyph {
                Glyph::Char(c) if c.is_ascii() => continue,
                Glyph::Char(c) => spell(*c),
                Glyph::Cluster(text) => text.chars().next().map_or('?', spell),
                // The second half of a wide glyph.
                Glyph::After => ' ',
            };
            cell.glyph = Glyph::Char(spelled);
            (cell.in_unit, cell.isolates, cell.isolates_end) = (false, false, false);
            if spelled == ' ' {
                cell.pen = cell.pen.on_blanks();
            }
        }
    }

    pub fn width(&self) -> usize {
        self.width
    }

    pub fn height(&self) -> usize {
        self.cells.len().checked_div(self.width).unwrap_or(0)
    }

    pub fn row(&self, y: usize) -> &[Cell] {
        &self.cells[y * self.width..(y + 1) * self.width]
    }

    /// A number for each row; rows of one number are all but surely equal.
    pub fn hashes(&self) -> Vec<u64> {
        let hash = |row: &[Cell]| {
            let mut hasher = DefaultHasher::new();
            row.hash(&mut hasher);
            hasher.finish()
        };
        (0..self.height()).map(|y| hash(self.row(y))).collect()
    }

    /// Moves the rows from `top` to `bottom` inclusive by `up` rows, as a terminal does; what comes in is blank.
    pub fn scroll(&mut self, top: usize, bottom: usize, up: isize) {
        let part = &mut self.cells[top * self.width..(bottom + 1) * self.width];
        let by = (up.unsigned_abs() * self.width).min(part.len());
        if up > 0 {
            part.rotate_left(by);
            let from = part.len() - by;
            part[from..].fill(Cell::BLANK);
        } else {
            part.rotate_right(by);
            part[..by].fill(Cell::BLANK);
        }
    }
}
