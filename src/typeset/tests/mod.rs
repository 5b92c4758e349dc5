//! Documents and a width in, lines out.

mod costs;
mod looks;
mod places;
mod properties;
mod samples;
mod shapes;

use super::{Breaking, Line, Measure, OpenFolds, lines};
use crate::{
    document::{Block, Document, FoldKind, Inline, Item, Link, Run, Style, Target},
    text::{Clean, width},
};

/// A document of these blocks, with as many links as its runs refer to: `https://example.org/0` and so on.
fn document(blocks: Vec<Block>, links: u32) -> Document {
    let link = |n: u32| Link {
        url: Clean::line(&format!("https://example.org/{n}")),
        text: Clean::default(),
        target: Target::Page,
        refused: None,
        place: None,
    };
    Document { blocks, links: (0..links).map(link).collect() }
}

/// One run a piece, alternately plain and in `style`: `a*b*c` is three.
fn styled(text: &str, style: Style) -> Inline {
    let run = |(i, piece)| Run {
        text: Clean::flow(piece),
        style: if i % 2 == 1 { style } else { Style::default() },
        ..Run::default()
    };
    text.split('*').enumerate().filter(|(_, piece)| !piece.is_empty()).map(run).collect()
}

fn inline(text: &str) -> Inline {
    styled(text, Style { emphasis: true, ..Style::default() })
}

fn paragraph(text: &str) -> Block {
    Block::Paragraph(inline(text))
}

fn item(blocks: Vec<Block>) -> Item {
    Item { task: None, blocks }
}

fn list(start: Option<u64>, items: &[&str]) -> Block {
    Block::List { start, items: items.iter().map(|text| item(vec![paragraph(text)])).collect() }
}

fn table(head: &[&str], rows: &[&[&str]]) -> Block {
    let row = |cells: &[&str]| cells.iter().map(|cell| inline(cell)).collect();
    Block::Table { head: row(head), rows: rows.iter().map(|cells| row(cells)).collect(), align: Vec::new() }
}

fn fold(paragraphs: usize, blocks: Vec<Block>) -> Block {
    Block::Fold(FoldKind::Repeat(paragraphs), blocks)
}

fn link(text: &str, number: u32) -> Run {
    Run { text: Clean::flow(text), link: Some(number), ..Run::default() }
}

fn words(text: &str) -> Run {
    Run { text: Clean::flow(text), ..Run::default() }
}

fn measure(width: u16) -> Measure {
    Measure { width, breaking: Breaking::Optimal, links: true }
}

/// All lines of `document`; none of them is too wide.
fn set_with(document: &Document, measure: Measure, open: &OpenFolds) -> Vec<Line> {
    let lines: Vec<Line> = lines(document, measure, open).collect();
    for line in &lines {
        let columns: usize = line.spans.iter().map(|span| width(&span.text)).sum();
        assert!(columns <= usize::from(measure.width.max(1)), "{columns} columns in {}: {line:?}", measure.width);
    }
    lines
}

fn set(document: &Document, width: u16) -> Vec<Line> {
    set_with(document, measure(width), &OpenFolds::none())
}

/// A line as it is read.
fn read(line: &Line) -> String {
    line.spans.iter().map(|span| &*span.text).collect()
}

/// Sets `document` and compares what is read.
fn check(document: &Document, width: u16, expected: &[&str]) {
    let rows: Vec<String> = set(document, width).iter().map(read).collect();
    assert_eq!(rows, expected, "in {width}:\n{}\n", rows.join("\n"));
}

fn check_blocks(blocks: Vec<Block>, width: u16, expected: &[&str]) {
    check(&document(blocks, 0), width, expected);
}
