//! Documents for properties: all kinds of blocks, with text of many scripts.

use super::*;
use crate::{document::Align, text::samples};
use proptest::collection::vec;
use proptest::prelude::{Just, Strategy, any, prop_oneof};

const LINKS: u32 = 3;

fn style() -> impl Strategy<Value = Style> {
    prop_oneof![
        3 => Just(Style::default()),
        1 => (any::<[bool; 4]>()).prop_map(|[emphasis, strong, strike, code]| {
            Style { emphasis, strong, strike, code, ..Style::default() }
        }),
    ]
}

fn run() -> impl Strategy<Value = Run> {
    let link = prop_oneof![3 => Just(None), 1 => (0..LINKS).prop_map(Some)];
    let text = prop_oneof![4 => samples::text(), 1 => "[a-z]{0,80}"];
    (text, style(), link, proptest::bool::weighted(0.1)).prop_map(|(text, style, link, breaks)| Run {
        text: Clean::flow(&text),
        style,
        link,
        breaks,
        place: None,
    })
}

fn runs() -> impl Strategy<Value = Inline> {
    vec(run(), 0..4)
}

fn leaf() -> impl Strategy<Value = Block> {
    let cells = || vec(runs(), 0..5);
    let align = prop_oneof![Just(Align::Left), Just(Align::Center), Just(Align::Right)];
    prop_oneof![
        6 => runs().prop_map(Block::Paragraph),
        1 => (1..7_u8, runs()).prop_map(|(level, inline)| Block::Heading(level, inline)),
        1 => vec(samples::text(), 0..4)
            .prop_map(|rows| Block::Code(rows.iter().map(|row| Clean::verbatim(row, 4)).collect())),
        1 => (cells(), vec(cells(), 0..4), vec(align, 0..5))
            .prop_map(|(head, rows, align)| Block::Table { head, rows, align }),
        1 => Just(Block::Rule),
    ]
}

fn block() -> impl Strategy<Value = Block> {
    leaf().prop_recursive(6, 24, 4, |inner| {
        let blocks = || vec(inner.clone(), 0..4);
        let item = (any::<Option<bool>>(), blocks()).prop_map(|(task, blocks)| Item { task, blocks });
        prop_oneof![
            blocks().prop_map(Block::Quote),
            (any::<Option<u64>>(), vec(item, 0..4)).prop_map(|(start, items)| Block::List { start, items }),
            (0..9_usize, blocks()).prop_map(|(n, blocks)| fold(n, blocks)),
            (samples::text(), blocks()).prop_map(|(label, blocks)| Block::Footnote(Clean::line(&label), blocks)),
        ]
    })
}

/// A document without images and footnote marks, whose words are shown as they are.
pub(super) fn documents() -> impl Strategy<Value = Document> {
    vec(block(), 0..6).prop_map(|blocks| document(blocks, LINKS))
}

/// Paragraphs only.
pub(super) fn prose() -> impl Strategy<Value = Document> {
    vec(runs().prop_map(Block::Paragraph), 1..6).prop_map(|blocks| document(blocks, LINKS))
}
