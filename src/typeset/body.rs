//! A leaf's own rows: text that flows, code, table rows, rules.
//!
//! It knows neither indents nor gaps.

use super::{
    flow::Flow,
    measure::Room,
    row::{Row, TOO_WIDE},
    rows::Rows,
    table::{CellRows, Plan, Records, push_rule},
    walk::Leaf,
};
use crate::{
    document::Run,
    text::{Clean, cut, graphemes, width},
    theme::Role,
};

/// Begins the further rows of a row of code that is too long.
const CONTINUED: &str = "↪ ";

/// What is left to set of a leaf.
pub(super) enum Body<'a> {
    Flow(Flow<'a>, Rows),
    Heading(Heading<'a>),
    Code(Code<'a>),
    Cells(CellRows<'a>),
    /// A table's head, and the line under it as long as that is to come.
    Head(CellRows<'a>, Option<Vec<usize>>),
    Records(Records<'a>),
    /// One row in one look.
    Row(Option<(String, Role)>),
}

impl<'a> Body<'a> {
    /// Begins to set `leaf`; `base` is the look of its words, `plan` how the table at hand is set.
    pub fn new(leaf: Leaf<'a>, base: Role, plan: &Plan, room: Room<'a>) -> Self {
        match leaf {
            Leaf::Paragraph(inline) => Body::flow(Flow::new(inline, base, Some(room.document)), room),
            Leaf::Heading(level, inline) => Body::Heading(Heading::new(level, inline, room)),
            Leaf::Code(rows) => Body::Code(Code { rows, at: 0, offset: 0 }),
            Leaf::Row(table, index) => match plan {
                Plan::Records(labels) => Body::Records(Records::new(table, index, labels)),
                Plan::Columns(widths) => {
                    let cells = CellRows::new(table, index, widths, room);
                    match index < table.heads() {
                        true => Body::Head(cells, Some(widths.clone())),
                        false => Body::Cells(cells),
                    }
                }
            },
            Leaf::Rule => Body::Row(Some(("─".repeat(room.columns), Role::Ornament))),
            Leaf::Link(number) => match room.document.links.get(number as usize) {
                Some(link) => Body::flow(Flow::address(number, link), room),
                None => Body::Row(None),
            },
        }
    }

    fn flow(flow: Flow<'a>, room: Room<'_>) -> Self {
        let rows = Rows::new(&flow.text, room.columns, room.breaking);
        Body::Flow(flow, rows)
    }

    /// Whether there is nothing to set.
    pub fn is_empty(&self) -> bool {
        let blank = |text: &str| text.trim_start().is_empty();
        match self {
            Body::Flow(flow, _) => blank(&flow.text),
            Body::Heading(heading) => blank(&heading.flow.text),
            Body::Code(code) => code.rows.is_empty(),
            Body::Row(row) => row.is_none(),
            Body::Cells(_) | Body::Head(..) | Body::Records(_) => false,
        }
    }

    /// Sets the next row, and says where in the leaf's words it begins.
    pub fn next(&mut self, row: &mut Row, room: Room<'_>) -> Option<u32> {
        match self {
            Body::Flow(flow, rows) => {
                let part = rows.next(&flow.text, room.columns)?;
                let offset = flow.offset(part.start);
                row.push_flow(flow, part, room.columns);
                Some(offset)
            }
            Body::Heading(heading) => heading.next(row, room.columns),
            Body::Code(code) => code.next(row, room.columns),
            Body::Cells(cells) => cells.next(row),
            Body::Head(cells, rule) => cells.next(row).or_else(|| {
                push_rule(row, &rule.take()?);
                Some(cells.end())
            }),
            Body::Records(records) => records.next(row, room),
            Body::Row(content) => {
                let (text, role) = content.take()?;
                row.push(&text, role, None);
                Some(0)
            }
        }
    }
}

/// A heading; the first two levels are underlined, so that they differ without colour too.
pub(super) struct Heading<'a> {
    flow: Flow<'a>,
    rows: Rows,
    underline: Option<&'static str>,
    widest: usize,
}

impl<'a> Heading<'a> {
    fn new(level: u8, inline: &'a [Run], room: Room<'_>) -> Self {
        let flow = Flow::new(inline, Role::Heading, Some(room.document));
        let rows = Rows::new(&flow.text, room.columns, room.breaking);
        let underline = match level {
            0 | 1 => Some("═"),
            2 => Some("─"),
            _ => None,
        };
        Heading { flow, rows, underline, widest: 0 }
    }

    fn next(&mut self, row: &mut Row, columns: usize) -> Option<u32> {
        if let Some(part) = self.rows.next(&self.flow.text, columns) {
            let offset = self.flow.offset(part.start);
            self.widest = width(&self.flow.text[part.clone()]).max(self.widest).min(columns);
            row.push_flow(&self.flow, part, columns);
            return Some(offset);
        }
        row.push(&self.underline.take()?.repeat(self.widest), Role::Ornament, None);
        Some(self.flow.end())
    }
}

/// Rows kept as they are, cut into pieces where they are too long.
pub(super) struct Code<'a> {
    rows: &'a [Clean],
    /// The byte in the first of `rows` that comes next.
    at: usize,
    offset: usize,
}

impl Code<'_> {
    fn next(&mut self, row: &mut Row, columns: usize) -> Option<u32> {
        let offset = u32::try_from(self.offset).unwrap_or(u32::MAX);
        let (first, others) = self.rows.split_first()?;
        let rest = &first.as_str()[self.at..];
        let mut columns = columns;
        if self.at > 0 && columns >= 4 * width(CONTINUED) {
            row.push(CONTINUED, Role::Ornament, None);
            columns -= width(CONTINUED);
        }
        let piece = match cut(rest, columns) {
            "" => graphemes(rest).next().map_or("", |(cluster, _)| cluster),
            piece => piece,
        };
        let shown = if width(piece) > columns { TOO_WIDE } else { piece };
        row.push(shown, Role::Code, None);
        self.at += piece.len();
        self.offset += piece.len();
        if self.at == first.as_str().len() {
            (self.rows, self.at) = (others, 0);
            self.offset += 1;
        }
        Some(offset)
    }
}
