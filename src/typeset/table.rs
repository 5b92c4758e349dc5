//! Tables: columns that fit the width, or, where they cannot, each row as a record of `head: cell`.
//!
//! Only the first rows are measured, so that a long table costs no more than what is shown of it; every cell is
//! wrapped within its column, so that nothing is lost by that. Nothing is allocated for what a cell claims to span.

use super::{
    flow::{Flow, words},
    measure::Room,
    row::Row,
    rows::Rows,
    walk::Table,
};
use crate::{
    document::{Align, Inline},
    text::{fit, width},
    theme::Role,
};
use std::{ops::Range, rc::Rc};

/// The rows that are measured.
const SAMPLE: usize = 200;
/// A column that has to be narrower than its content has at least this many.
const NARROWEST: usize = 6;
/// A head's share of a record's row, at most.
const LABEL: usize = 24;

/// How to see a table that does not fit.
const SEE_TABLE: &str = "gv shows the table as received";

/// How a table is set.
pub(super) enum Plan {
    /// The columns of each column.
    Columns(Vec<usize>),
    /// One record a row: what stands before each cell.
    Records(Rc<Labels>),
}

impl Default for Plan {
    fn default() -> Self {
        Plan::Columns(Vec::new())
    }
}

impl Plan {
    /// Looks at the first rows of `table` and decides for a width.
    pub fn new(table: Table<'_>, room: Room<'_>) -> Self {
        let available = room.columns;
        let columns = table.columns();
        let shared = available.saturating_sub(3 * columns.saturating_sub(1));
        if shared >= columns {
            let natural = natural_widths(table, room);
            if let Some(widths) = share(&natural, shared) {
                return Plan::Columns(widths);
            }
        }
        Plan::Records(Rc::new(Labels::new(table.head, LABEL.min(available / 2))))
    }
}

/// How wide each column would like to be.
fn natural_widths(table: Table<'_>, room: Room<'_>) -> Vec<usize> {
    let mut widths = vec![1; table.columns()];
    for index in 0..SAMPLE {
        let Some(row) = table.row(index) else { break };
        for (cell, widest) in row.iter().zip(&mut widths) {
            let flow = Flow::new(cell, Role::Text, Some(room.document));
            let wide = |part: &str| if part.len() > 4 * room.columns { room.columns } else { width(part) };
            *widest = flow.text.split('\n').map(wide).max().unwrap_or(0).max(*widest);
        }
    }
    widths
}

/// Shares `room` out: who wants little gets it, the others get equal parts, unless those are too small.
fn share(natural: &[usize], room: usize) -> Option<Vec<usize>> {
    let mut order: Vec<usize> = (0..natural.len()).collect();
    order.sort_by_key(|i| natural[*i]);
    let mut widths = vec![0; natural.len()];
    let mut room = room;
    for (done, i) in order.into_iter().enumerate() {
        let part = room / (natural.len() - done);
        if part < natural[i] && part < NARROWEST {
            return None;
        }
        widths[i] = natural[i].min(part);
        room -= widths[i];
    }
    Some(widths)
}

/// One row of a table in columns.
pub(super) struct CellRows<'a> {
    cells: Vec<Cell<'a>>,
    begun: bool,
}

struct Cell<'a> {
    flow: Flow<'a>,
    rows: Rows,
    align: Align,
    columns: usize,
    /// Where its words begin in the words of the table's row.
    start: u32,
}

impl<'a> CellRows<'a> {
    pub fn new(table: Table<'a>, index: usize, widths: &[usize], room: Room<'_>) -> Self {
        let base = if index < table.heads() { Role::Strong } else { Role::Text };
        let row = table.row(index).unwrap_or(&[]);
        let mut start = 0;
        let cell = |(i, columns): (usize, &usize)| {
            let flow = row.get(i).map_or_else(Flow::default, |cell| Flow::new(cell, base, Some(room.document)));
            let rows = Rows::new(&flow.text, *columns, room.breaking);
            let align = table.align.get(i).copied().unwrap_or_default();
            let cell = Cell { rows, align, columns: *columns, start, flow };
            start += cell.flow.end() + 1;
            cell
        };
        CellRows { cells: widths.iter().enumerate().map(cell).collect(), begun: false }
    }

    /// Where the words of the row end.
    pub fn end(&self) -> u32 {
        self.cells.last().map_or(0, |cell| cell.start + cell.flow.end())
    }

    /// Sets the next screen row, and says where its words begin.
    pub fn next(&mut self, row: &mut Row) -> Option<u32> {
        let parts: Vec<Option<Range<usize>>> =
            self.cells.iter_mut().map(|cell| cell.rows.next(&cell.flow.text, cell.columns)).collect();
        let starts = self.cells.iter().zip(&parts);
        let offset = starts.filter_map(|(cell, part)| Some(cell.start + cell.flow.offset(part.as_ref()?.start))).min();
        let offset = match (offset, self.begun) {
            (offset, true) => offset?,
            // A row of empty cells is a row still.
            (_, false) => 0,
        };
        self.begun = true;
        for (i, (cell, part)) in self.cells.iter().zip(parts).enumerate() {
            if i > 0 {
                row.push(" │ ", Role::Ornament, None);
            }
            cell.push(row, part.unwrap_or(0..0));
        }
        Some(offset)
    }
}

impl Cell<'_> {
    fn push(&self, row: &mut Row, part: Range<usize>) {
        let free = self.columns.saturating_sub(width(&self.flow.text[part.clone()]));
        let left = match self.align {
            Align::Left => 0,
            Align::Center => free / 2,
            Align::Right => free,
        };
        row.push_space(left);
        row.push_flow(&self.flow, part, self.columns);
        row.push_space(free - left);
    }
}

/// The line under the head.
pub(super) fn push_rule(row: &mut Row, widths: &[usize]) {
    let parts: Vec<String> = widths.iter().map(|columns| "─".repeat(*columns)).collect();
    row.push(&parts.join("─┼─"), Role::Ornament, None);
}

/// What stands before the cells of a record.
#[derive(Default)]
pub(super) struct Labels {
    texts: Vec<String>,
    /// Whether one of them is not the whole head.
    cut: bool,
}

impl Labels {
    fn new(head: &[Inline], longest: usize) -> Self {
        let mut labels = Labels::default();
        for cell in head {
            let whole = words(cell).replace('\n', " ");
            let label = fit(&whole, longest);
            labels.cut |= label != whole;
            labels.texts.push(if label.trim().is_empty() { label } else { format!("{label}: ") });
        }
        labels
    }
}

/// One row of a table as a record: cell after cell, each with its head.
pub(super) struct Records<'a> {
    /// The number of columns, as long as the reader has not been told why the table is no table.
    untold: Option<usize>,
    labels: Rc<Labels>,
    /// Whether heads stand before empty cells too, so that each is seen once.
    all: bool,
    cells: &'a [Inline],
    /// The next cell, and where its words begin in those of the row.
    next: (usize, u32),
    cell: Option<(Flow<'a>, Rows, u32)>,
}

impl<'a> Records<'a> {
    pub fn new(table: Table<'a>, index: usize, labels: &Rc<Labels>) -> Self {
        let head = index < table.heads();
        // The head has a record of its own only where the others do not show all of it.
        let told = head && !table.rows.is_empty() && !labels.cut;
        Records {
            untold: (index == 0).then(|| table.columns()),
            labels: if head { Rc::default() } else { Rc::clone(labels) },
            all: index == table.heads(),
            cells: if told { &[] } else { table.row(index).unwrap_or(&[]) },
            next: (0, 0),
            cell: None,
        }
    }

    /// Sets the next screen row, and says where its words begin.
    pub fn next(&mut self, row: &mut Row, room: Room<'_>) -> Option<u32> {
        if let Some(columns) = self.untold.take() {
            let long = format!("table of {columns} columns, row by row · {SEE_TABLE}");
            let notice = if width(&long) <= room.columns { &long } else { SEE_TABLE };
            row.push(&fit(notice, room.columns), Role::Dim, None);
            return Some(0);
        }
        loop {
            if let Some((flow, rows, start)) = &mut self.cell
                && let Some(part) = rows.next(&flow.text, room.columns)
            {
                let offset = *start + flow.offset(part.start);
                row.push_flow(flow, part, room.columns);
                return Some(offset);
            }
            self.begin_cell(room)?;
        }
    }

    /// Goes on to the next cell, if there is one.
    fn begin_cell(&mut self, room: Room<'_>) -> Option<()> {
        let (i, start) = self.next;
        let cells = if self.all { self.cells.len().max(self.labels.texts.len()) } else { self.cells.len() };
        if i >= cells {
            return None;
        }
        let inline = self.cells.get(i).map_or(&[][..], Vec::as_slice);
        let words = Flow::new(inline, Role::Text, Some(room.document));
        self.next = (i + 1, start + words.end() + u32::from(i + 1 < self.cells.len()));
        let mut flow = Flow::default();
        if let Some(label) = self.labels.texts.get(i).filter(|_| self.all || !words.text.is_empty()) {
            flow.push_extra(label, Role::Strong, None);
        }
        flow.append(&words);
        let rows = Rows::new(&flow.text, room.columns, room.breaking);
        self.cell = Some((flow, rows, start));
        Some(())
    }
}
