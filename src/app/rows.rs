//! What a row of the list says at each density: how many screen rows it takes follows from it.

use crate::article::Row;
use crate::config::Density;
use crate::document::{Block, Document, Run};
use crate::query::View;
use crate::text::{self, Clean};
use crate::typeset::{self, Breaking, Measure, OpenFolds};

/// Columns before a title: marker, age, source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Columns {
    /// Of the age.
    pub age: usize,
    /// Of the source's name; 0 where there is no room for it, or all rows are of one source, which the header names.
    pub source: usize,
    /// Where the title begins.
    pub title: usize,
}

/// How a list of this width is divided: on narrow screens the source goes first.
pub fn columns(width: usize, view: &View) -> Columns {
    let age = if width >= 24 { 4 } else { 0 };
    let source = if width >= 60 && view.source.is_none() { (width / 6).min(20) } else { 0 };
    let title = 3 + if age > 0 { age + 1 } else { 0 } + if source > 0 { source + 2 } else { 0 };
    Columns { age, source, title: title.min(width.saturating_sub(1)) }
}

/// The text of one row of the list, cut to the column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowText {
    /// The title: one line, or as many as it takes where there is room.
    pub title: Vec<String>,
    /// The first lines of the text.
    pub lead: Vec<String>,
    /// An empty row below.
    pub gap: bool,
}

impl RowText {
    /// Screen rows.
    pub fn height(&self) -> usize {
        self.title.len() + self.lead.len() + usize::from(self.gap)
    }
}

/// Screen rows of an article in a list of this width.
pub fn row_height(row: &Row, density: Density, width: usize, view: &View) -> usize {
    row_text(row, density, width.saturating_sub(columns(width, view).title + 1).max(1)).height()
}

/// Lays out a row whose title and lead have so many columns.
pub fn row_text(row: &Row, density: Density, columns: usize) -> RowText {
    match density {
        Density::Titles => RowText { title: vec![text::fit(row.title.as_str(), columns)], ..RowText::default() },
        Density::Lead => RowText {
            title: vec![text::fit(row.title.as_str(), columns)],
            lead: if row.lead.is_empty() { Vec::new() } else { vec![text::fit(row.lead.as_str(), columns)] },
            gap: false,
        },
        Density::Roomy => RowText { title: wrap(&row.title, columns, 4), lead: wrap(&row.lead, columns, 2), gap: true },
    }
}

/// Breaks a text into at most `most` lines; the last one says where something is left out.
pub fn wrap(text: &Clean, columns: usize, most: usize) -> Vec<String> {
    if text.is_empty() {
        return Vec::new();
    }
    let run = Run { text: text.clone(), ..Run::default() };
    let document = Document { blocks: vec![Block::Paragraph(vec![run])], links: Vec::new() };
    let measure = Measure { width: columns.clamp(1, 1_000) as u16, breaking: Breaking::First, links: false };
    let folds = OpenFolds::none();
    let mut lines: Vec<String> = typeset::lines(&document, measure, &folds)
        .take(most + 1)
        .map(|line| line.spans.iter().map(|span| span.text.as_ref()).collect())
        .collect();
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = text::fit(&format!("{last} …"), columns);
        }
    }
    lines
}
