//! Units become rows: over the whole paragraph with textwrap's optimal fit, or each row taking what it can.
//!
//! It paints nothing: a row is a range of bytes.

use super::{
    measure::Breaking,
    units::{Unit, unit_at},
};
use std::{ops::Range, vec::IntoIter};
use textwrap::wrap_algorithms::{Penalties, wrap_first_fit, wrap_optimal_fit};

/// Longer texts are set first fit: a row of theirs costs its own length, wherever it stands.
pub(super) const LONGEST_PLANNED: usize = 64 * 1024;

/// The rows of one text, given one at a time.
pub(super) enum Rows {
    /// All known.
    Planned(IntoIter<Range<usize>>),
    /// Found as they are asked for, from this byte on.
    Running(usize),
}

impl Rows {
    /// Begins to break `text`; `columns` must be the same for all rows and at least 1.
    pub fn new(text: &str, columns: usize, breaking: Breaking) -> Self {
        match breaking {
            Breaking::Optimal if text.len() <= LONGEST_PLANNED => Rows::Planned(plan(text, columns).into_iter()),
            _ => Rows::Running(0),
        }
    }

    /// The next row.
    pub fn next(&mut self, text: &str, columns: usize) -> Option<Range<usize>> {
        match self {
            Rows::Planned(rows) => rows.next(),
            Rows::Running(at) => fill(text, at, columns),
        }
    }
}

/// The row that begins at `at`, filled as far as it goes; `at` moves on.
fn fill(text: &str, at: &mut usize, columns: usize) -> Option<Range<usize>> {
    let mut row: Option<(Range<usize>, usize)> = None;
    while let Some(unit) = unit_at(text, *at, columns) {
        let (range, used) = row.get_or_insert((unit.start..unit.start, 0));
        if *used + unit.columns > columns && range.start < range.end {
            break;
        }
        range.end = unit.end;
        *used += unit.columns + unit.spaces;
        *at = unit.next();
        if unit.hard {
            break;
        }
    }
    row.map(|(range, _)| range)
}

/// All rows of `text`.
fn plan(text: &str, columns: usize) -> Vec<Range<usize>> {
    let (mut rows, mut units, mut at) = (Vec::new(), Vec::new(), 0);
    loop {
        let unit = unit_at(text, at, columns);
        units.extend(unit);
        if unit.is_none_or(|unit| unit.hard) {
            plan_part(&units, columns, &mut rows);
            units.clear();
        }
        match unit {
            Some(unit) => at = unit.next(),
            None => return rows,
        }
    }
}

/// The rows up to a hard break.
fn plan_part(units: &[Unit], columns: usize, rows: &mut Vec<Range<usize>>) {
    // A row that is too wide must cost more than any number of loose ones.
    let penalties = Penalties { overflow_penalty: 1_000_000_000, ..Penalties::new() };
    let widths = [columns as f64];
    let fits = |row: &&[Unit]| {
        let all: usize = row.iter().map(|unit| unit.columns + unit.spaces).sum();
        all - row.last().map_or(0, |unit| unit.spaces) <= columns
    };
    let planned = match wrap_optimal_fit(units, &widths, &penalties) {
        Ok(planned) if planned.iter().all(fits) => planned,
        _ => wrap_first_fit(units, &widths),
    };
    rows.extend(planned.iter().filter_map(|row| Some(row.first()?.start..row.last()?.end)));
}
