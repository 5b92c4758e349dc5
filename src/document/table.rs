//! Rows and cells as they are met; a table that only places its content on the page gives that content, in order.
//!
//! It allocates by the cells there are, never by the columns a cell claims to span.

use super::{Align, Block, Inline};

/// How many columns or rows a cell can span; what claims more counts as this.
const SPAN: u16 = 8;
/// How many columns are remembered from row to row.
const COLUMNS: usize = 64;
/// A cell with more text than this is an article's text that a table places on the page.
const LONG: usize = 600;

/// What is known of a cell before its content comes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    /// It heads a row or a column.
    pub head: bool,
    /// Where its text stands.
    pub align: Align,
    /// How many columns it takes.
    pub columns: u16,
    /// How many rows it takes.
    pub rows: u16,
}

/// A table in work.
#[derive(Debug, Default)]
pub(super) struct Grid {
    rows: Vec<Row>,
    /// By column: how many further rows a cell from above takes.
    taken: Vec<u16>,
    open: bool,
}

#[derive(Debug, Default)]
struct Row {
    head: bool,
    cells: Vec<(Cell, Vec<Block>)>,
}

impl Grid {
    /// Begins a row.
    pub fn open_row(&mut self, head: bool) {
        self.rows.push(Row { head, cells: Vec::new() });
        self.open = true;
    }

    /// Ends the row: a cell without one begins the next.
    pub fn close_row(&mut self) {
        self.open = false;
    }

    /// Adds a cell, and empty ones where it or a cell from above spans more.
    pub fn push(&mut self, cell: Cell, blocks: Vec<Block>) {
        if !self.open || self.rows.is_empty() {
            self.open_row(false);
        }
        let Some(row) = self.rows.last_mut() else { return };
        while self.taken.get(row.cells.len()).is_some_and(|rows| *rows > 0) {
            self.taken[row.cells.len()] -= 1;
            row.cells.push(Default::default());
        }
        let (columns, rows) = (cell.columns.clamp(1, SPAN), cell.rows.clamp(1, SPAN));
        let mut blocks = Some(blocks);
        for column in row.cells.len()..row.cells.len() + columns as usize {
            if rows > 1 && column < COLUMNS {
                self.taken.resize(self.taken.len().max(column + 1), 0);
                self.taken[column] = rows - 1;
            }
            row.cells.push((cell, blocks.take().unwrap_or_default()));
        }
    }

    /// The table as a block, or what stands in it where it only places that.
    pub fn finish(mut self) -> Vec<Block> {
        for row in &mut self.rows {
            while row.cells.last().is_some_and(|(_, blocks)| blocks.is_empty()) && row.cells.len() > 1 {
                row.cells.pop();
            }
        }
        self.rows.retain(|row| row.cells.iter().any(|(_, blocks)| !blocks.is_empty()));
        if !self.is_data() {
            return self.rows.into_iter().flat_map(|row| row.cells).flat_map(|(_, blocks)| blocks).collect();
        }
        let align = self.rows.iter().max_by_key(|row| row.cells.len());
        let align = align.map(|row| row.cells.iter().map(|(cell, _)| cell.align).collect()).unwrap_or_default();
        let mut rows = Vec::with_capacity(self.rows.len());
        let mut head = Vec::new();
        for (at, row) in self.rows.into_iter().enumerate() {
            let heads = at == 0 && (row.head || row.cells.iter().all(|(cell, blocks)| cell.head || blocks.is_empty()));
            let cells: Vec<Inline> =
                row.cells.into_iter().map(|(cell, blocks)| cell_runs(blocks, cell.head && !heads)).collect();
            if heads { head = cells } else { rows.push(cells) }
        }
        vec![Block::Table { head, rows, align }]
    }

    /// Whether rows and columns mean something: two columns or more, and running text only, none of it long.
    fn is_data(&self) -> bool {
        let wide = self.rows.iter().filter(|row| row.cells.len() > 1).count();
        let plain = |(_, blocks): &(Cell, Vec<Block>)| {
            let length = |block: &Block| match block {
                Block::Paragraph(runs) => Some(runs.iter().map(|run| run.text.as_str().len()).sum::<usize>()),
                _ => None,
            };
            let lengths: Option<Vec<usize>> = blocks.iter().map(length).collect();
            lengths.is_some_and(|lengths| lengths.iter().sum::<usize>() <= LONG)
        };
        wide * 2 > self.rows.len() && self.rows.iter().all(|row| row.cells.iter().all(plain))
    }
}

/// The paragraphs of a cell as one piece of running text, a line each.
fn cell_runs(blocks: Vec<Block>, strong: bool) -> Inline {
    let mut runs = Inline::new();
    for block in blocks {
        if let Block::Paragraph(more) = block {
            if let Some(last) = runs.last_mut() {
                last.breaks = true;
            }
            runs.extend(more);
        }
    }
    runs.iter_mut().for_each(|run| run.style.strong |= strong);
    runs
}
