//! The terminal's writing head: where it stands, what it writes with, and the fewest bytes that bring it elsewhere.
//!
//! It does not choose what to write.

use super::capabilities::Capabilities;
use super::grid::{Cell, Glyph};
use super::pen::Pen;
use super::stops::{CLEAR_STOPS, SET_STOP, Stops};
use crate::text;
use crate::ui::{LinkNumber, Links};
use ratatui::style::Color;
use std::io::Write as _;
use std::rc::Rc;

/// The longest stretch that is written over rather than jumped over, in columns.
const SHORT_GAP: usize = 12;

/// Writes to the terminal, and knows what state that leaves it in.
#[derive(Clone, Debug)]
pub struct Head {
    /// The column, unless terminals disagree on it: after a doubtful glyph, and beyond the last column.
    x: Option<usize>,
    /// The row, unless terminals disagree on it: after margins were set.
    y: Option<usize>,
    pen: Pen,
    /// What is written is a link to this.
    link: Option<LinkNumber>,
    /// The addresses of what is written.
    pub links: Rc<Links>,
    /// The first and the last row of what scrolls.
    margins: (usize, usize),
    stops: Stops,
    width: usize,
    height: usize,
    /// What has been written.
    pub out: Vec<u8>,
}

/// A way to another row that keeps the column.
#[derive(Clone, Copy)]
enum Vertical {
    Stay,
    Feed(usize),
    Down(usize),
    /// Up one row, which scrolls only at the top margin.
    Reverse,
    Up(usize),
    Row(usize),
}

/// A way to another column of the same row, after a return to the first one where that is part of it.
#[derive(Clone, Copy)]
enum Horizontal {
    Stay,
    Back(usize),
    Left(usize),
    Right(usize),
    Column(usize),
    /// By so many stops of the tabulator.
    Tab(usize),
    /// Writing what stands there already, from this column on.
    Over(usize),
}

fn digits(n: usize) -> usize {
    n.checked_ilog10().map_or(1, |log| log as usize + 1)
}

/// The bytes of a sequence with one number, which is left out where it is 1.
pub fn csi_len(n: usize) -> usize {
    3 + if n == 1 { 0 } else { digits(n) }
}

impl Vertical {
    fn len(self) -> usize {
        match self {
            Vertical::Stay => 0,
            Vertical::Feed(n) => n,
            Vertical::Reverse => 2,
            Vertical::Down(n) | Vertical::Up(n) => csi_len(n),
            Vertical::Row(y) => csi_len(y + 1),
        }
    }
}

impl Horizontal {
    fn len(self) -> usize {
        match self {
            Horizontal::Stay => 0,
            Horizontal::Back(n) | Horizontal::Tab(n) => n,
            Horizontal::Left(n) | Horizontal::Right(n) => csi_len(n),
            Horizontal::Column(x) => csi_len(x + 1),
            Horizontal::Over(_) => usize::MAX,
        }
    }
}

impl Head {
    /// The head of a terminal just cleared, with the sequence that clears it.
    pub fn clearing(width: usize, height: usize, mut out: Vec<u8>) -> Self {
        out.extend(b"\x1b[m\x1b[r\x1b[2J");
        let margins = (0, height.saturating_sub(1));
        let stops = Stops::default();
        Head { x: None, y: None, pen: Pen::PLAIN, link: None, links: Rc::default(), margins, stops, width, height, out }
    }

    /// Something else moved it.
    pub fn lose_place(&mut self) {
        (self.x, self.y) = (None, None);
    }

    /// The text written last took an unknown number of columns.
    pub fn lose_column(&mut self) {
        self.x = None;
    }

    /// The stops of the tabulator, and what it would take to have better ones.
    pub fn stops(&mut self) -> &mut Stops {
        &mut self.stops
    }

    /// Rows that scroll at present.
    pub fn margins(&self) -> (usize, usize) {
        self.margins
    }

    /// The row it stands in.
    pub fn row(&self) -> Option<usize> {
        self.y
    }

    /// What it writes with.
    pub fn pen(&self) -> Pen {
        self.pen
    }

    /// Writes a sequence with one number.
    fn csi(&mut self, n: usize, last: char) {
        // A vector takes all that is written to it.
        let _ = if n == 1 { write!(self.out, "\x1b[{last}") } else { write!(self.out, "\x1b[{n}{last}") };
    }

    /// Takes up another pen.
    pub fn take_pen(&mut self, pen: Pen) {
        self.pen.change(pen, &mut self.out);
        self.pen = pen;
    }

    /// Takes up a pen that leaves blanks on this ground, and that are no link.
    pub fn take_blank_pen(&mut self, bg: Color) {
        self.take_link(None);
        self.take_pen(self.pen_for_blank(bg));
    }

    /// Makes what is written from now on a link to this, or to nothing (OSC 8). A link has an id, so that pieces of it are
    /// one wherever they stand; it follows from the address, so that a row that moved needs no other.
    pub fn take_link(&mut self, link: Option<LinkNumber>) {
        if self.link == link {
            return;
        }
        let opened = link.and_then(|link| Some((link, self.links.address(link)?)));
        let _ = match opened {
            Some((link, address)) => {
                write!(self.out, "\x1b]8;id={:04x};{address}\x1b\\", link.get() & 0xffff)
            }
            None => write!(self.out, "\x1b]8;;\x1b\\"),
        };
        self.link = link;
    }

    fn pen_for_blank(&self, bg: Color) -> Pen {
        self.pen.for_blank(bg)
    }

    /// The pen with which a cell is written, coming from another.
    fn pen_for(pen: Pen, cell: &Cell) -> Pen {
        if cell.is_unseen() { pen.for_blank(cell.pen.bg) } else { cell.pen }
    }

    /// Writes a cell where it stands.
    pub fn put(&mut self, cell: &Cell, columns: usize) {
        self.take_link(cell.link);
        self.take_pen(Self::pen_for(self.pen, cell));
        let mut letter = [0; 4];
        let text = match &cell.glyph {
            Glyph::Char(c) => c.encode_utf8(&mut letter),
            Glyph::Cluster(text) => &**text,
            Glyph::After => return,
        };
        let begin = if cell.isolates { text::ISOLATE.encode_utf8(&mut [0; 4]).to_owned() } else { String::new() };
        let end = if cell.isolates_end { text::ISOLATE_END.encode_utf8(&mut [0; 4]).to_owned() } else { String::new() };
        // With wrapping off, some terminals put marks that follow the last column on the column before it.
        let is_marked = matches!(cell.glyph, Glyph::Cluster(_)) || cell.isolates_end;
        let _ = if is_marked && self.x.is_some_and(|x| x + columns == self.width) {
            write!(self.out, "{begin}\x1b[?7h{text}{end}\x1b[?7l")
        } else {
            write!(self.out, "{begin}{text}{end}")
        };
        self.advance(columns, cell.is_doubtful() && !cell.in_unit);
    }

    fn advance(&mut self, columns: usize, doubtful: bool) {
        // In the last column terminals disagree on where the cursor waits.
        self.x = self.x.map(|x| x + columns).filter(|x| *x < self.width && !doubtful);
    }

    /// Writes the last character again so many times.
    pub fn repeat(&mut self, times: usize) {
        self.csi(times, 'b');
        self.advance(times, false);
    }

    /// Erases so many columns; the cursor stays.
    pub fn erase(&mut self, columns: usize) {
        self.csi(columns, 'X');
    }

    /// Erases to the end of the row; the cursor stays.
    pub fn erase_rest(&mut self) {
        self.out.extend(b"\x1b[K");
    }

    /// The ways up or down that stop at no margin.
    fn vertical(&self, y: usize) -> Vertical {
        let (top, bottom) = self.margins;
        let Some(from) = self.y else { return Vertical::Row(y) };
        let mut ways = vec![Vertical::Row(y)];
        if y > from && (y <= bottom || from > bottom) {
            ways.extend([Vertical::Feed(y - from), Vertical::Down(y - from)]);
        } else if y < from && (y >= top || from < top) {
            ways.push(Vertical::Up(from - y));
            if from == y + 1 {
                ways.push(Vertical::Reverse);
            }
        } else if y == from {
            return Vertical::Stay;
        }
        ways.into_iter().min_by_key(|way| way.len()).unwrap_or(Vertical::Row(y))
    }

    /// The ways from one column to another.
    fn horizontal(from: Option<usize>, x: usize) -> Horizontal {
        let way = match from {
            None => return Horizontal::Column(x),
            Some(from) if from == x => return Horizontal::Stay,
            Some(from) if from < x => Horizontal::Right(x - from),
            Some(from) if from - x < 4 => Horizontal::Back(from - x),
            Some(from) => Horizontal::Left(from - x),
        };
        if way.len() <= csi_len(x + 1) { way } else { Horizontal::Column(x) }
    }

    /// Goes to a place by whatever is shortest. Where the row up to there stands already, it may be written over; `next`
    /// is what will be written there.
    pub fn go(&mut self, (x, y): (usize, usize), row: Option<&[Cell]>, next: Option<&Cell>) {
        if (self.x, self.y) == (Some(x), Some(y)) {
            return;
        }
        let vertical = self.vertical(y);
        let then = |pen: Pen| next.map_or(0, |next| pen.distance(Self::pen_for(pen, next)));
        // A jump to row and column at once.
        let jump = match (x, y) {
            (0, 0) => 3,
            (0, y) => 3 + digits(y + 1),
            (x, y) => 4 + digits(y + 1) + digits(x + 1),
        };
        let mut best = (jump + then(self.pen), None);
        for (return_first, from) in [(false, self.x), (true, Some(0))] {
            let way = Self::horizontal(from, x);
            let base = usize::from(return_first) + vertical.len();
            let mut consider = |bytes: usize, way| {
                if bytes < best.0 {
                    best = (bytes, Some((return_first, way)));
                }
            };
            consider(base + way.len() + then(self.pen), way);
            if let Some(tabs) = from.and_then(|from| self.stops.between(from, x)) {
                consider(base + tabs + then(self.pen), Horizontal::Tab(tabs));
            }
            if let (Some(row), Some(from)) = (row, from)
                && let Some((bytes, pen)) = self.cost_over(row, from, x)
            {
                consider(base + bytes + then(pen), Horizontal::Over(from));
            }
        }
        let is_new_row = self.y != Some(y);
        match best.1 {
            None => {
                let _ = match (x, y) {
                    (0, 0) => write!(self.out, "\x1b[H"),
                    (0, y) => write!(self.out, "\x1b[{}H", y + 1),
                    (x, y) => write!(self.out, "\x1b[{};{}H", y + 1, x + 1),
                };
                (self.x, self.y) = (Some(x), Some(y));
            }
            Some((return_first, way)) => {
                if return_first {
                    self.out.push(b'\r');
                    self.x = Some(0);
                }
                self.go_vertically(vertical, y);
                self.go_horizontally(way, x, row);
            }
        }
        if is_new_row && self.stops.arrive(x) {
            self.out.extend(SET_STOP);
        }
    }

    /// Takes all stops away, so that those that are planned can be set.
    pub fn plan_stops(&mut self, columns: Vec<usize>) {
        if self.stops.plan(columns) {
            self.out.extend(CLEAR_STOPS);
        }
    }

    /// The bytes of writing over a stretch that stands already, and the pen that leaves; none where it must not be.
    fn cost_over(&self, row: &[Cell], from: usize, to: usize) -> Option<(usize, Pen)> {
        let gap = row.get(from..to).filter(|gap| !gap.is_empty() && gap.len() <= SHORT_GAP)?;
        let is_kept = |cell: &Cell| cell.is_doubtful() || cell.in_unit || cell.link != self.link;
        if gap[0].glyph == Glyph::After || gap.iter().any(is_kept) {
            return None;
        }
        let mut pen = self.pen;
        let mut bytes = 0;
        for cell in gap {
            let next = Self::pen_for(pen, cell);
            bytes += cell.len() + pen.distance(next);
            pen = next;
        }
        Some((bytes, pen))
    }

    fn go_vertically(&mut self, way: Vertical, y: usize) {
        match way {
            Vertical::Stay => {}
            Vertical::Feed(n) => self.out.extend(std::iter::repeat_n(b'\n', n)),
            Vertical::Reverse => self.out.extend(b"\x1bM"),
            Vertical::Down(n) => self.csi(n, 'B'),
            Vertical::Up(n) => self.csi(n, 'A'),
            Vertical::Row(y) => self.csi(y + 1, 'd'),
        }
        self.y = Some(y);
    }

    fn go_horizontally(&mut self, way: Horizontal, x: usize, row: Option<&[Cell]>) {
        match way {
            Horizontal::Stay => {}
            Horizontal::Back(n) => self.out.extend(std::iter::repeat_n(b'\x08', n)),
            Horizontal::Left(n) => self.csi(n, 'D'),
            Horizontal::Right(n) => self.csi(n, 'C'),
            Horizontal::Column(x) => self.csi(x + 1, 'G'),
            Horizontal::Tab(n) => self.out.extend(std::iter::repeat_n(b'\t', n)),
            Horizontal::Over(from) => {
                for cell in row.and_then(|row| row.get(from..x)).unwrap_or_default() {
                    self.put(cell, 0);
                }
            }
        }
        self.x = Some(x);
    }

    /// Scrolls the rows from `top` to `bottom` by `up` rows, down where that is negative. What comes in is blank; `x` is
    /// where writing there will begin.
    pub fn scroll(&mut self, (top, bottom): (usize, usize), up: isize, x: usize, can: Capabilities) {
        self.take_blank_pen(Color::Reset);
        if self.margins != (top, bottom) {
            self.set_margins(top, bottom);
        }
        let rows = up.unsigned_abs();
        let edge = if up > 0 { bottom } else { top };
        let is_there = self.y == Some(edge);
        // One row is scrolled from the edge, where the next text goes anyway.
        if rows == 1 || !can.scroll || (rows == 2 && up > 0 && is_there) {
            if !is_there {
                self.go((x, edge), None, None);
            }
            let step: &[u8] = if up > 0 { b"\n" } else { b"\x1bM" };
            (0..rows).for_each(|_| self.out.extend(step));
        } else {
            self.csi(rows, if up > 0 { 'S' } else { 'T' });
        }
    }

    fn set_margins(&mut self, top: usize, bottom: usize) {
        let _ = match (top, bottom) {
            (0, bottom) if bottom + 1 == self.height => write!(self.out, "\x1b[r"),
            (0, bottom) => write!(self.out, "\x1b[;{}r", bottom + 1),
            (top, bottom) if bottom + 1 == self.height => write!(self.out, "\x1b[{}r", top + 1),
            (top, bottom) => write!(self.out, "\x1b[{};{}r", top + 1, bottom + 1),
        };
        self.margins = (top, bottom);
        (self.x, self.y) = (None, None);
    }
}
