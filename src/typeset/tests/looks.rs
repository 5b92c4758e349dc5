//! How text looks, and what a row is.

use super::*;
use crate::{theme::Role, typeset::LineKind};

/// Compares the spans of the first row: text, role, link.
fn check_spans(block: Block, links: u32, expected: &[(&str, Role, Option<u32>)]) {
    let rows = set(&document(vec![block], links), 60);
    let spans: Vec<_> = rows[0].spans.iter().map(|span| (&*span.text, span.role, span.link)).collect();
    assert_eq!(spans, expected);
}

fn check_style(style: Style, role: Role) {
    let block = Block::Paragraph(styled("a *b* c", style));
    check_spans(block, 0, &[("a ", Role::Text, None), ("b", role, None), (" c", Role::Text, None)]);
}

#[test]
fn styles_have_roles() {
    let none = Style::default();
    check_style(Style { emphasis: true, ..none }, Role::Emphasis);
    check_style(Style { strong: true, ..none }, Role::Strong);
    check_style(Style { emphasis: true, strong: true, ..none }, Role::StrongEmphasis);
    check_style(Style { strike: true, ..none }, Role::Strike);
    check_style(Style { code: true, strong: true, ..none }, Role::Code);
}

#[test]
fn runs_of_one_look_are_one_span() {
    let block = Block::Paragraph(vec![words("a"), words("b "), link("c", 0), link("d ", 0), words(" e")]);
    check_spans(
        block,
        1,
        &[
            ("ab ", Role::Text, None),
            ("cd", Role::Link, Some(0)),
            (" [1]", Role::LinkNumber, Some(0)),
            (" e", Role::Text, None),
        ],
    );
}

#[test]
fn words_take_the_look_of_their_block() {
    check_spans(Block::Heading(2, inline("a *b*")), 0, &[("a b", Role::Heading, None)]);
    check_spans(
        Block::Quote(vec![paragraph("a *b*")]),
        0,
        &[("│ ", Role::Ornament, None), ("a ", Role::Quote, None), ("b", Role::Emphasis, None)],
    );
    check_spans(list(None, &["a"]), 0, &[("• ", Role::Ornament, None), ("a", Role::Text, None)]);
    check_spans(fold(2, vec![paragraph("a")]), 0, &[("2 paragraphs repeated", Role::Fold, None)]);
    check_spans(Block::Code(vec![Clean::line("a")]), 0, &[("a", Role::Code, None)]);
}

#[test]
fn a_link_is_known_on_each_of_its_rows() {
    let address = format!("https://example.org/{}", "path/".repeat(20));
    let mut page = document(vec![], 1);
    page.links[0].url = Clean::line(&address);
    page.links[0].refused = Some("not a web address");
    let rows = set(&page, 30);
    assert!(rows.len() > 3);
    let spans = || rows.iter().flat_map(|line| line.spans.iter());
    assert!(rows.iter().take(rows.len() - 2).all(|line| line.spans.iter().all(|span| span.link == Some(0))));
    let whole: String = spans().filter(|span| span.role == Role::Link).map(|span| &*span.text).collect();
    assert_eq!(whole, address);
    assert_eq!(
        spans().filter(|span| span.role == Role::Dim).map(|span| &*span.text).collect::<String>().trim(),
        "(not a web address)"
    );
}

#[test]
fn rows_say_what_they_are() {
    use LineKind::{First, Fold, Gap, Heading, More};
    let blocks = vec![
        Block::Heading(1, inline("head line")),
        paragraph("one two"),
        fold(1, vec![paragraph("x")]),
        fold(1, vec![paragraph("y")]),
        Block::Code(vec![Clean::line("a"), Clean::line("b")]),
    ];
    let kinds: Vec<LineKind> = set(&document(blocks, 0), 5).iter().map(|line| line.kind).collect();
    let expected = [Heading, More, More, Gap, First, More, Gap, Fold(0), Gap, Fold(1), Gap, First, More];
    assert_eq!(kinds, expected);
}
