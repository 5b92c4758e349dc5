//! The fewest bytes that make the terminal show what was drawn.
//!
//! It takes whole pictures rather than ratatui's changed cells: what moved is seen only in the whole, and a list of
//! changes would be worked out twice. It does no output, and asks neither the terminal nor the environment anything.

mod capabilities;
mod grid;
mod head;
mod order;
mod pen;
mod row;
mod scroll;
mod spelling;
mod stops;
#[cfg(test)]
mod tests;

pub use capabilities::Capabilities;
pub use stops::{QUESTION as STOPS_QUESTION, give_back as give_back_stops};

use crate::ui::Links;
use grid::{Cell, Grid};
use head::Head;
use order::{Differences, Stretch};
use ratatui::buffer::Buffer;
use std::rc::Rc;

/// Frames of fewer bytes are on the screen before a terminal could show half of one.
const LONG_FRAME: usize = 256;

/// A saving worth another order, in hundredths.
const NOTABLE: usize = 4;

/// Bands that are scrolled for one frame at most: a list above an article has two.
const BANDS: usize = 4;

/// What the terminal shows, and how to make it show something else.
#[derive(Debug)]
pub struct Wire {
    can: Capabilities,
    shown: Grid,
    wanted: Grid,
    /// Of the picture that comes next.
    links: Links,
    /// None while nobody knows what the terminal shows.
    head: Option<Head>,
    /// Whether the cursor is seen, where that is known.
    cursor: Option<bool>,
    /// The last frame could have used tab stops.
    wishes_stops: bool,
    asked_stops: bool,
}

impl Wire {
    /// Of a terminal that shows nobody knows what.
    pub fn new(can: Capabilities) -> Self {
        Wire {
            can,
            shown: Grid::default(),
            wanted: Grid::default(),
            links: Links::default(),
            head: None,
            cursor: None,
            wishes_stops: false,
            asked_stops: false,
        }
    }

    /// What the terminal can do, to be corrected by what it answers.
    pub fn capabilities(&mut self) -> &mut Capabilities {
        &mut self.can
    }

    /// Where the links of the next picture are noted.
    pub fn links(&mut self) -> &mut Links {
        &mut self.links
    }

    /// Questions about the terminal's capabilities: each one once, and only if its answer is needed.
    pub fn questions(&mut self, is_first: bool) -> Vec<u8> {
        let mut questions = Vec::new();
        // A very simple terminal might print them.
        if !self.can.scroll {
            return questions;
        }
        if is_first {
            // A name (XTVERSION) and a mode (DECRQM), unless the environment says; and whether the keyboard reports all keys.
            if !(self.can.repeat && self.can.links) {
                questions.extend(b"\x1b[>q");
            }
            if !self.can.whole_frames {
                questions.extend(b"\x1b[?2026$p");
            }
            questions.extend(b"\x1b[?u");
        }
        if !is_first && self.wishes_stops && !std::mem::replace(&mut self.asked_stops, true) {
            questions.extend(stops::QUESTION);
        }
        questions
    }

    /// Puts questions to the terminal, so that one which shows them instead of answering comes to no harm: they go out from
    /// the first column, and the next frame writes anew what stands there.
    pub fn ask(&mut self, questions: &[u8]) -> Vec<u8> {
        if let Some(head) = &mut self.head {
            head.lose_place();
            self.shown.upset(questions.len());
        }
        [b"\x1b[H", questions].concat()
    }

    /// The terminal was used by others: the next frame writes every cell.
    pub fn forget(&mut self) {
        self.head = None;
        self.cursor = None;
    }

    /// The bytes that make the terminal show a picture, its cursor at a place or hidden.
    pub fn frame(&mut self, picture: &Buffer, cursor: Option<(u16, u16)>) -> Vec<u8> {
        if !self.can.links {
            self.links.clear();
        }
        self.wanted.take(picture, &self.links);
        if !self.can.isolates {
            self.wanted.without_isolates();
        }
        if !self.can.unicode {
            self.wanted.spell();
        }
        let (width, height) = (self.wanted.width(), self.wanted.height());
        if height == 0 {
            return Vec::new();
        }
        let same_size = (self.shown.width(), self.shown.height()) == (width, height);
        let mut head = match self.head.take().filter(|_| same_size) {
            Some(head) => head,
            None => {
                self.shown = Grid::blank(width, height);
                Head::clearing(width, height, Vec::new())
            }
        };
        head.links = Rc::new(std::mem::take(&mut self.links));
        let mut head = self.draw(head);
        self.wishes_stops = head.stops().wished().is_some();
        self.show_cursor(&mut head, cursor);
        // Whatever else reaches the terminal is no link.
        head.take_link(None);
        self.links = Rc::try_unwrap(std::mem::take(&mut head.links)).unwrap_or_default();
        let bytes = std::mem::take(&mut head.out);
        self.head = Some(head);
        std::mem::swap(&mut self.shown, &mut self.wanted);
        if bytes.len() > LONG_FRAME && self.can.whole_frames {
            [b"\x1b[?2026h", &bytes[..], b"\x1b[?2026l"].concat()
        } else {
            bytes
        }
    }

    /// Makes the terminal show what is wanted, with the stops of the tabulator where they help.
    fn draw(&self, mut head: Head) -> Head {
        head.stops().begin();
        let mut drawn = self.draw_with_stops(head.clone());
        match drawn.stops().wished().filter(|_| self.can.stops) {
            Some(columns) => {
                head.plan_stops(columns);
                shorter(drawn, self.draw_with_stops(head), 0)
            }
            None => drawn,
        }
    }

    /// The same by the shortest of a few ways.
    fn draw_with_stops(&self, head: Head) -> Head {
        let (mut shown, mut scrolled) = (self.shown.clone(), head.clone());
        let moved = self.scroll(&mut scrolled, &mut shown);
        let drawn = self.paint(scrolled, &shown);
        if moved && drawn.out.len() > LONG_FRAME {
            // What comes in is blank: rows that have much in common with those before them lose that.
            return shorter(drawn, self.paint(head, &self.shown), 0);
        }
        drawn
    }

    /// Has the terminal move the rows that moved, if any did.
    fn scroll(&self, head: &mut Head, shown: &mut Grid) -> bool {
        for found in 0..BANDS {
            let Some(band) = scroll::find(shown, &self.wanted, head.margins()) else { return found > 0 };
            let comes_in = if band.up > 0 { band.bottom } else { band.top };
            let x = self.wanted.row(comes_in).iter().position(|cell| *cell != Cell::BLANK).unwrap_or(0);
            head.scroll((band.top, band.bottom), band.up, x, self.can);
            shown.scroll(band.top, band.bottom, band.up);
        }
        true
    }

    /// Writes what differs.
    fn paint(&self, head: Head, shown: &Grid) -> Head {
        let differences = Differences::new(shown, &self.wanted);
        let write = |mut head: Head, order: &[Stretch]| {
            for Stretch { y, columns, .. } in order {
                let rows = (shown.row(*y), self.wanted.row(*y));
                row::paint(&mut head, (columns.clone(), *y), rows, &differences.stale[*y], self.can);
            }
            head
        };
        let by_row = write(head.clone(), &differences.by_row(head.row()));
        match differences.by_look(shown, &self.wanted, head.pen()) {
            // Where little is saved, what comes slowly had better come in the order in which it is read.
            Some(by_look) => shorter(by_row, write(head, &by_look), NOTABLE),
            None => by_row,
        }
    }

    fn show_cursor(&mut self, head: &mut Head, cursor: Option<(u16, u16)>) {
        if let Some((x, y)) = cursor {
            let x = usize::from(x).min(self.wanted.width() - 1);
            let y = usize::from(y).min(self.wanted.height() - 1);
            head.go((x, y), Some(self.wanted.row(y)), None);
        }
        if self.cursor != Some(cursor.is_some()) {
            head.out.extend(if cursor.is_some() { b"\x1b[?25h" } else { b"\x1b[?25l" });
            self.cursor = Some(cursor.is_some());
        }
    }
}

/// Of two that end alike, the one that wrote less; the other only where that is by more than so many hundredths.
fn shorter(one: Head, other: Head, by: usize) -> Head {
    if other.out.len() * 100 < one.out.len() * (100 - by) { other } else { one }
}
