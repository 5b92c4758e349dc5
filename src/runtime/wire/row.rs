//! Makes a row of the screen what it is to be.
//!
//! It sees no other row: what scrolls has scrolled before.

use super::capabilities::Capabilities;
use super::grid::{Cell, Glyph};
use super::head::{Head, csi_len};
use std::ops::Range;

/// Writes what differs between a row as shown and as wanted, in these columns.
pub fn paint(
    head: &mut Head,
    (columns, y): (Range<usize>, usize),
    (shown, wanted): (&[Cell], &[Cell]),
    stale: &[bool],
    can: Capabilities,
) {
    let mut x = columns.start;
    while let Some(start) = (x..columns.end).find(|x| stale[*x]) {
        let cell = &wanted[start];
        x = if cell.is_blank() {
            paint_blanks(head, (start, y), &stale[..columns.end], wanted, can)
        } else if cell.in_unit {
            paint_unit(head, (start, y), shown, wanted, can)
        } else {
            paint_glyphs(head, (start, y), shown, wanted, can)
        };
    }
}

/// Writes the stale part of a stretch of blanks by whatever is shortest; returns the column it is done with.
fn paint_blanks(
    head: &mut Head,
    (start, y): (usize, usize),
    stale: &[bool],
    wanted: &[Cell],
    can: Capabilities,
) -> usize {
    let bg = wanted[start].pen.bg;
    let end = (start..wanted.len()).find(|x| wanted[*x] != wanted[start]).unwrap_or(wanted.len());
    let last = (start..end.min(stale.len())).rev().find(|x| stale[*x]).unwrap_or(start);
    let count = last + 1 - start;
    let erasable = bg == ratatui::style::Color::Reset || can.grounds;
    // After erasing a stretch the cursor still has to pass it where more follows in the row.
    let follows = stale.get(end..).is_some_and(|rest| rest.contains(&true));
    let erase = csi_len(count) + if follows { csi_len(count) } else { 0 };
    let rest = end == wanted.len();
    let shortest = if rest && erasable { 3 } else { usize::MAX };
    head.go((start, y), Some(wanted), Some(&wanted[start]));
    head.take_blank_pen(bg);
    if shortest < count {
        head.erase_rest();
        return wanted.len();
    }
    if erasable && can.erase && erase < count {
        head.erase(count);
    } else {
        put_run(head, &wanted[start], count, can);
    }
    last + 1
}

/// Writes a cell, and as many like it as follow; returns the column it is done with.
fn paint_glyphs(head: &mut Head, (x, y): (usize, usize), shown: &[Cell], wanted: &[Cell], can: Capabilities) -> usize {
    let cell = &wanted[x];
    let columns = 1 + wanted[x + 1..].iter().take_while(|cell| cell.glyph == Glyph::After).count();
    head.go((x, y), Some(wanted), Some(cell));
    if cell.is_doubtful() && columns > 1 && !shown[x + 1..x + columns].iter().all(Cell::is_blank) {
        // A terminal that takes it to be narrower must not keep what was there before.
        put_run(head, &blank_like(cell), columns, can);
        head.go((x, y), None, Some(cell));
    }
    if columns > 1 {
        head.put(cell, columns);
        return x + columns;
    }
    let stale = |x: &usize| shown[*x] != wanted[*x];
    // After a doubtful glyph the cursor is nobody knows where.
    let repeats = |x: &usize| !cell.is_doubtful() && stale(x) && wanted[*x] == *cell;
    let like = (x + 1..wanted.len()).take_while(repeats).count();
    put_run(head, cell, 1 + like, can);
    x + 1 + like
}

/// Writes a unit in one go; returns the column after it.
fn paint_unit(
    head: &mut Head,
    (start, y): (usize, usize),
    shown: &[Cell],
    wanted: &[Cell],
    can: Capabilities,
) -> usize {
    let end = (start..wanted.len()).find(|x| !wanted[*x].in_unit).unwrap_or(wanted.len());
    let slack: usize = wanted[start..end].iter().map(Cell::slack).sum();
    // Old text must not remain visible if the terminal shows the word narrower.
    let blank = blank_like(&wanted[end - 1]);
    if shown[end - slack..end].iter().any(|cell| *cell != blank) {
        head.go((end - slack, y), Some(wanted), Some(&blank));
        put_run(head, &blank, slack, can);
    }
    head.go((start, y), None, Some(&wanted[start]));
    for x in (start..end).filter(|x| wanted[*x].glyph != Glyph::After) {
        let columns = 1 + wanted[x + 1..end].iter().take_while(|cell| cell.glyph == Glyph::After).count();
        head.put(&wanted[x], columns);
    }
    head.lose_column();
    end
}

/// A blank on the ground of a cell.
fn blank_like(cell: &Cell) -> Cell {
    Cell::blank(cell.pen.on_blanks(), cell.link)
}

/// Writes the same cell so many times.
fn put_run(head: &mut Head, cell: &Cell, count: usize, can: Capabilities) {
    let again = count - 1;
    // tmux repeats nothing else, and drops what it does not repeat.
    let repeats = can.repeat && matches!(cell.glyph, Glyph::Char(c) if c.is_ascii());
    if repeats && again > csi_len(again) {
        head.put(cell, 1);
        head.repeat(again);
    } else {
        (0..count).for_each(|_| head.put(cell, 1));
    }
}

/// The columns that must be written: where the rows differ, and the rest of every glyph that lies partly there. Half a
/// wide glyph cannot be kept, neither of those that go nor of those that come; nor can a part of a unit.
pub fn stale(shown: &[Cell], wanted: &[Cell]) -> Vec<bool> {
    let mut stale: Vec<bool> = shown.iter().zip(wanted).map(|(shown, wanted)| shown != wanted).collect();
    let continues = |row: &[Cell], x: usize| row[x].glyph == Glyph::After || row[x].in_unit && row[x - 1].in_unit;
    let joined = |x: usize| continues(shown, x) || continues(wanted, x);
    // Where a terminal may take what stands here to be wider, its columns must be written again.
    let mut spilled = 0;
    for x in 0..stale.len() {
        if stale[x] {
            spilled = spilled.max(x + shown[x].may_take().max(wanted[x].may_take()));
        }
        stale[x] |= x < spilled || x > 0 && stale[x - 1] && joined(x);
    }
    for x in (1..stale.len()).rev() {
        stale[x - 1] |= stale[x] && joined(x);
    }
    // A glyph made stale from its right may have a part further right.
    for x in 1..stale.len() {
        stale[x] |= stale[x - 1] && joined(x);
    }
    stale
}

/// About the bytes of a jump within a row.
const JUMP: usize = 4;

/// About how many bytes it takes to begin or end a link.
const LINK: usize = 30;

/// About how many bytes [`paint`] would write.
pub fn estimate(shown: &[Cell], wanted: &[Cell]) -> usize {
    let tail = wanted.iter().rposition(|cell| *cell != Cell::BLANK).map_or(0, |x| x + 1);
    let mut bytes = 0;
    let mut before: Option<(usize, &Cell)> = None;
    for x in (0..tail).filter(|x| shown[*x] != wanted[*x]) {
        let cell = &wanted[x];
        bytes += cell.len();
        match before {
            Some((last, other)) => {
                // A gap is jumped over, or written over where it is shorter than that.
                let gap: usize = wanted[last + 1..x].iter().map(Cell::len).sum();
                bytes += gap.min(JUMP) + if other.pen == cell.pen { 0 } else { 4 };
            }
            None => bytes += JUMP,
        }
        if before.and_then(|(_, other)| other.link) != cell.link {
            bytes += LINK;
        }
        before = Some((x, cell));
    }
    bytes + if shown[tail..].iter().all(|cell| *cell == Cell::BLANK) { 0 } else { 3 }
}
