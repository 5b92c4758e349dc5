//! In which order what differs is written: row by row, or all of one look before the next.
//!
//! A list is columns of few looks: where each is written from top to bottom, the look is said once and not in every row.

use super::grid::{Cell, Grid};
use super::pen::Pen;
use super::row::stale;
use std::ops::Range;

/// A stretch of a row that is written in one go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    pub y: usize,
    pub columns: Range<usize>,
    /// What it is written with; none where it is only cleared.
    pen: Option<Pen>,
}

/// What differs between two pictures.
pub struct Differences {
    /// Of every row, the columns that must be written; of a row that stays, none.
    pub stale: Vec<Vec<bool>>,
    width: usize,
}

impl Differences {
    pub fn new(shown: &Grid, wanted: &Grid) -> Self {
        let row = |y| {
            let (shown, wanted) = (shown.row(y), wanted.row(y));
            if shown == wanted { Vec::new() } else { stale(shown, wanted) }
        };
        Differences { stale: (0..wanted.height()).map(row).collect(), width: wanted.width() }
    }

    /// Row by row, the one the cursor is in first: it need not come back.
    pub fn by_row(&self, first: Option<usize>) -> Vec<Stretch> {
        let others = (0..self.stale.len()).filter(|y| Some(*y) != first);
        let rows = first.into_iter().chain(others).filter(|y| !self.stale[*y].is_empty());
        rows.map(|y| Stretch { y, columns: 0..self.width, pen: None }).collect()
    }

    /// Look by look, beginning with the present one; none where no look comes back after another.
    pub fn by_look(&self, shown: &Grid, wanted: &Grid, present: Pen) -> Option<Vec<Stretch>> {
        let mut stretches = Vec::new();
        for y in (0..self.stale.len()).filter(|y| !self.stale[*y].is_empty()) {
            let (shown, wanted) = (shown.row(y), wanted.row(y));
            if shown.iter().chain(wanted).any(Cell::is_doubtful) {
                // What follows such a glyph must be written after it.
                stretches.push(Stretch { y, columns: 0..self.width, pen: wanted.first().map(|cell| cell.pen) });
            } else {
                divide(y, &self.stale[y], wanted, &mut stretches);
            }
        }
        let mut looks = vec![present];
        let mut changes = 0;
        let mut last = present;
        for pen in stretches.iter().filter_map(|stretch| stretch.pen) {
            changes += usize::from(std::mem::replace(&mut last, pen) != pen);
            if !looks.contains(&pen) {
                looks.push(pen);
            }
        }
        let rank = |stretch: &Stretch| looks.iter().position(|look| Some(*look) == stretch.pen);
        stretches.sort_by_key(rank);
        (changes >= looks.len()).then_some(stretches)
    }
}

/// Divides what must be written of a row by looks. Blanks go with what stands before them, where that leaves the ground
/// as it should be.
fn divide(y: usize, stale: &[bool], wanted: &[Cell], into: &mut Vec<Stretch>) {
    let mut open: Option<Stretch> = None;
    for x in (0..wanted.len()).filter(|x| stale[*x]) {
        let stretch = open.get_or_insert(Stretch { y, columns: x..x, pen: None });
        let rest = stretch.columns.end..=x;
        match wanted[rest].iter().try_fold(stretch.pen, |pen, cell| join(pen, cell, &wanted[stretch.columns.start])) {
            Some(pen) => (stretch.pen, stretch.columns.end) = (pen, x + 1),
            None => {
                let pen = if wanted[x].is_blank() { None } else { Some(wanted[x].pen) };
                into.extend(open.replace(Stretch { y, columns: x..x + 1, pen }));
            }
        }
    }
    into.extend(open);
}

/// The look of a stretch with one more cell, if it can be written in one.
fn join(pen: Option<Pen>, cell: &Cell, first: &Cell) -> Option<Option<Pen>> {
    let suits = |pen: Pen, blank: &Cell| pen.for_blank(blank.pen.bg) == pen;
    match (pen, cell.is_blank()) {
        (None, true) => (cell.pen.bg == first.pen.bg).then_some(None),
        (None, false) => (!first.is_blank() || suits(cell.pen, first)).then_some(Some(cell.pen)),
        (Some(pen), true) => suits(pen, cell).then_some(Some(pen)),
        (Some(pen), false) => (pen == cell.pen).then_some(Some(pen)),
    }
}
