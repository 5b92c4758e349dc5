//! Finds bands of rows that only moved, so that the terminal can move them by itself.
//!
//! It writes nothing.

use super::grid::{Cell, Grid};
use super::row::estimate;
use std::collections::HashMap;

/// Rows from `top` to `bottom` that go `up` so many rows; down where that is negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Band {
    pub top: usize,
    pub bottom: usize,
    pub up: isize,
}

/// How many distances are looked at closely: those by which most rows moved.
const TRIED: usize = 4;

/// About what it costs to scroll: within the margins that are set, and with new ones.
const SCROLL: isize = 2;
const MARGINS: isize = 10;

/// The band whose scrolling saves the most bytes, if any does.
pub fn find(shown: &Grid, wanted: &Grid, margins: (usize, usize)) -> Option<Band> {
    let moved = distances(shown, wanted);
    if moved.is_empty() {
        return None;
    }
    let height = wanted.height();
    let blank = vec![Cell::BLANK; wanted.width()];
    let costs = |from: &dyn Fn(usize) -> Option<usize>| -> Vec<isize> {
        let cost = |y: usize| match from(y) {
            Some(source) => estimate(shown.row(source), wanted.row(y)),
            None => estimate(&blank, wanted.row(y)),
        };
        (0..height).map(|y| cost(y) as isize).collect()
    };
    let stay = costs(&|y| Some(y));
    let cleared = costs(&|_| None);
    let mut best: Option<(isize, Band)> = None;
    for up in moved {
        let come = costs(&|y| y.checked_add_signed(up).filter(|source| *source < height));
        let gain = Gain::new(&stay, &come, &cleared, up.unsigned_abs());
        let bands = if up > 0 { gain.best_up() } else { gain.best_down() };
        let kept = (margins.1 - margins.0 > up.unsigned_abs()).then_some(margins);
        let kept = kept.map(|(top, bottom)| (gain.of(top, bottom, up) - SCROLL, top, bottom));
        let bands = bands.map(|(gain, top, bottom)| (gain - MARGINS, top, bottom));
        for (gain, top, bottom) in kept.into_iter().chain(bands) {
            if gain > best.map_or(0, |(most, _)| most) {
                best = Some((gain, Band { top, bottom, up }));
            }
        }
    }
    best.map(|(_, band)| band)
}

/// The distances by which rows that do not stand where they should have moved up, the most frequent first.
fn distances(shown: &Grid, wanted: &Grid) -> Vec<isize> {
    let (old, new) = (shown.hashes(), wanted.hashes());
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    for (y, hash) in old.iter().enumerate() {
        if shown.row(y).iter().any(|cell| *cell != Cell::BLANK) {
            places.entry(*hash).or_default().push(y);
        }
    }
    let mut votes: HashMap<isize, usize> = HashMap::new();
    for (y, hash) in new.iter().enumerate().filter(|(y, hash)| old[*y] != **hash) {
        for source in places.get(hash).into_iter().flatten() {
            *votes.entry(*source as isize - y as isize).or_default() += 1;
        }
    }
    let mut votes: Vec<(usize, isize)> = votes.into_iter().map(|(up, count)| (count, up)).collect();
    // The nearer of two, and the upper: the order must not hang on how a map is made.
    votes.sort_by_key(|(count, up)| (std::cmp::Reverse(*count), up.unsigned_abs(), *up < 0));
    votes.into_iter().take(TRIED).map(|(_, up)| up).collect()
}

/// Bytes saved by scrolling so many rows, as sums over the rows above each row.
struct Gain {
    by: usize,
    /// By rows that came from elsewhere.
    come: Vec<isize>,
    /// By rows that were cleared; seldom more than nothing.
    cleared: Vec<isize>,
}

impl Gain {
    fn new(stay: &[isize], come: &[isize], cleared: &[isize], by: usize) -> Self {
        let sums = |other: &[isize]| {
            let mut sums = vec![0];
            for (y, (stay, other)) in stay.iter().zip(other).enumerate() {
                sums.push(sums[y] + stay - other);
            }
            sums
        };
        Gain { by, come: sums(come), cleared: sums(cleared) }
    }

    /// What a band saves.
    fn of(&self, top: usize, bottom: usize, up: isize) -> isize {
        let end = bottom + 1;
        let between = |sums: &[isize], from: usize, to: usize| sums[to] - sums[from];
        if up > 0 {
            between(&self.come, top, end - self.by) + between(&self.cleared, end - self.by, end)
        } else {
            between(&self.come, top + self.by, end) + between(&self.cleared, top, top + self.by)
        }
    }

    /// The best band that goes up: for each bottom the best top, of equals the widest.
    fn best_up(&self) -> Option<(isize, usize, usize)> {
        let mut top = 0;
        let mut best = None;
        for end in self.by + 1..self.come.len() {
            let newest = end - self.by - 1;
            if self.come[newest] < self.come[top] {
                top = newest;
            }
            keep(&mut best, (self.of(top, end - 1, 1), top, end - 1));
        }
        best
    }

    /// The best band that goes down.
    fn best_down(&self) -> Option<(isize, usize, usize)> {
        let worth = |top: usize| self.cleared[top + self.by] - self.cleared[top] - self.come[top + self.by];
        let mut top = 0;
        let mut best = None;
        for end in self.by + 1..self.come.len() {
            let newest = end - self.by - 1;
            if worth(newest) > worth(top) {
                top = newest;
            }
            keep(&mut best, (self.of(top, end - 1, -1), top, end - 1));
        }
        best
    }
}

fn keep(best: &mut Option<(isize, usize, usize)>, band: (isize, usize, usize)) {
    if best.is_none_or(|best| band.0 >= best.0) {
        *best = Some(band);
    }
}
