//! What stands left of the text: bars of quotes, bullets and numbers of lists.
//!
//! On a narrow screen the outer ones give way, so that text keeps its room.

use super::{
    flow::note_mark,
    row::Row,
    walk::{Frame, Margin, Marker},
};
use crate::{
    text::{fit, width},
    theme::Role,
};

/// The bullets of lists within lists.
const BULLETS: [&str; 3] = ["•", "◦", "▪"];
/// The columns a footnote's label may take.
const LABEL: usize = 12;
/// The columns that text keeps, or a third of the width where that is more.
const TEXT: usize = 8;

/// What stands left of one leaf.
#[derive(Default)]
pub(super) struct Indent {
    /// By frame, from the outermost.
    parts: Vec<Part>,
    pub columns: usize,
}

struct Part {
    /// On the first row of the frame.
    first: String,
    /// On the others.
    other: String,
}

impl Indent {
    /// The indent of what stands in `frames`, in lines of `width` columns.
    pub fn new(frames: &[Frame<'_>], width: usize) -> Self {
        let mut room = width.saturating_sub((width / 3).max(TEXT));
        let mut parts: Vec<Part> = frames.iter().rev().map(|frame| part(frame, &mut room)).collect();
        parts.reverse();
        let columns = parts.iter().map(|part| crate::text::width(&part.other)).sum();
        Indent { parts, columns }
    }

    /// Adds the indent of a row; the marks of items only on the first one.
    pub fn push(&self, row: &mut Row, first: bool) {
        for part in &self.parts {
            row.push(if first { &part.first } else { &part.other }, Role::Ornament, None);
        }
    }

    /// Adds the indent of the outermost `frames` only: what goes on through a gap.
    pub fn push_outer(&self, row: &mut Row, frames: usize) {
        for part in self.parts.iter().take(frames) {
            row.push(&part.other, Role::Ornament, None);
        }
    }
}

/// What one frame adds, if there is room for it.
fn part(frame: &Frame<'_>, room: &mut usize) -> Part {
    let mark = match frame.margin {
        Margin::Nothing | Margin::Fold(_) => String::new(),
        Margin::Bar => "│ ".to_owned(),
        Margin::Item { marker, task } => mark(marker, task),
        Margin::Note(label) => format!("{} ", note_mark(&fit(label.as_str(), LABEL))),
    };
    let columns = width(&mark);
    if columns > *room {
        return Part { first: String::new(), other: String::new() };
    }
    *room -= columns;
    let other = if matches!(frame.margin, Margin::Bar) { mark.clone() } else { " ".repeat(columns) };
    Part { first: if frame.fresh { mark } else { other.clone() }, other }
}

/// The mark of an item.
fn mark(marker: Marker, task: Option<bool>) -> String {
    let task = match task {
        None => "",
        Some(true) => "[x] ",
        Some(false) => "[ ] ",
    };
    match marker {
        Marker::Bullet(_) if !task.is_empty() => task.to_owned(),
        Marker::Bullet(depth) => format!("{} ", BULLETS[depth % BULLETS.len()]),
        Marker::Number(n, digits) => format!("{n:>digits$}. {task}"),
    }
}
