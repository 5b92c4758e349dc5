//! How each kind of block is set.

use super::*;
use crate::document::Align;

#[test]
fn paragraphs_are_broken_evenly_and_stand_apart() {
    check_blocks(
        vec![paragraph("To be, or not to be: that is the question"), paragraph("Whether")],
        10,
        &["To be,", "or not to", "be: that", "is the", "question", "", "Whether"],
    );
    let first = Measure { breaking: Breaking::First, ..measure(10) };
    let hamlet = document(vec![paragraph("To be, or not to be: that is the question")], 0);
    let rows: Vec<String> = set_with(&hamlet, first, &OpenFolds::none()).iter().map(read).collect();
    assert_eq!(rows, ["To be, or", "not to be:", "that is", "the", "question"]);
}

#[test]
fn a_space_that_binds_keeps_a_number_with_its_unit() {
    check_blocks(vec![paragraph("aaa bbb 10\u{a0}km")], 10, &["aaa bbb", "10 km"]);
}

#[test]
fn headings_of_the_first_two_levels_are_underlined() {
    let heading = |level, text| Block::Heading(level, inline(text));
    check_blocks(
        vec![heading(1, "One"), heading(2, "Two words"), heading(3, "Three"), paragraph("text")],
        8,
        &["One", "═══", "", "Two", "words", "─────", "", "Three", "", "text"],
    );
}

#[test]
fn quotes_have_a_bar_on_each_row() {
    let inner = Block::Quote(vec![paragraph("inner")]);
    let outer = Block::Quote(vec![paragraph("outer words here"), inner, paragraph("outer")]);
    check_blocks(
        vec![paragraph("a"), outer, paragraph("b")],
        12,
        &["a", "", "│ outer", "│ words here", "│", "│ │ inner", "│", "│ outer", "", "b"],
    );
}

#[test]
fn lists_hang_and_short_ones_have_no_gaps() {
    let nested = Item { task: None, blocks: vec![paragraph("two"), list(None, &["inner", "more"])] };
    let outer = Block::List { start: None, items: vec![item(vec![paragraph("one and more")]), nested] };
    check_blocks(vec![outer, paragraph("x")], 12, &["• one and", "  more", "• two", "  ◦ inner", "  ◦ more", "", "x"]);
    check_blocks(vec![list(Some(9), &["nine", "ten"])], 20, &[" 9. nine", "10. ten"]);
    let loose = Block::List { start: None, items: vec![item(vec![paragraph("a"), paragraph("b")]), item(vec![])] };
    check_blocks(vec![loose], 20, &["• a", "", "  b", "", "•"]);
}

#[test]
fn tasks_have_boxes() {
    let task = |done, text| Item { task: Some(done), blocks: vec![paragraph(text)] };
    let items = vec![task(true, "done"), task(false, "open")];
    check_blocks(vec![Block::List { start: None, items: items.clone() }], 20, &["[x] done", "[ ] open"]);
    check_blocks(vec![Block::List { start: Some(1), items }], 20, &["1. [x] done", "2. [ ] open"]);
}

#[test]
fn a_number_without_end_does_no_harm() {
    check_blocks(vec![list(Some(u64::MAX), &["a", "b"])], 40, &["18446744073709551615. a", "18446744073709551615. b"]);
}

#[test]
fn code_is_kept_and_long_rows_go_on() {
    let rows = ["fn main() {", "", "    let x = 123456;  // 한국어", "}"].map(|row| Clean::verbatim(row, 4));
    check_blocks(
        vec![Block::Code(rows.to_vec())],
        16,
        &["fn main() {", "", "    let x = 1234", "↪ 56;  // 한국어", "}"],
    );
}

#[test]
fn a_table_that_fits_keeps_its_columns() {
    let mut block = table(&["City", "People"], &[&["Seoul", "9"], &["Busan", "3.3"], &["x"]]);
    if let Block::Table { align, .. } = &mut block {
        *align = vec![Align::Left, Align::Right];
    }
    check_blocks(vec![block], 40, &["City  │ People", "──────┼───────", "Seoul │      9", "Busan │    3.3", "x     │"]);
}

#[test]
fn cells_wrap_within_their_columns() {
    check_blocks(
        vec![table(&["k", "what it says"], &[&["a", "one two three four"], &["한국", "b"]])],
        20,
        &["k    │ what it says", "─────┼──────────────", "a    │ one two three", "     │ four", "한국 │ b"],
    );
}

#[test]
fn a_table_that_cannot_fit_is_set_as_records() {
    let notice = "gv shows the table a…";
    check_blocks(
        vec![table(&["Name", "Age", "City", "Job"], &[&["Ann", "31", "Oslo", "cook"], &["Bo", "", "Rome"]])],
        21,
        &[notice, "", "Name: Ann", "Age: 31", "City: Oslo", "Job: cook", "", "Name: Bo", "City: Rome"],
    );
    check_blocks(
        vec![table(&[], &[&["a", "b", "c", "d", "e"], &["f"]])],
        12,
        &["gv shows th…", "a", "b", "c", "d", "e", "", "f"],
    );
}

#[test]
fn a_table_of_400_columns_loses_no_cell() {
    let cells: Vec<String> = (0..400).map(|n| format!("cell{n}")).collect();
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let rows = set(&document(vec![table(&[], &[&cells])], 0), 80);
    assert_eq!(rows.len(), 401);
    assert_eq!(read(&rows[400]), "cell399");
    assert_eq!(read(&rows[0]), "table of 400 columns, row by row · gv shows the table as received");
}

#[test]
fn rules_and_hard_breaks_are_kept() {
    let breaks = |text: &str| Run { breaks: true, ..words(text) };
    let verse = Block::Paragraph(vec![breaks("Roses are red"), breaks(""), words("violets")]);
    check_blocks(vec![verse, Block::Rule], 9, &["Roses are", "red", "", "violets", "", "─────────"]);
}

#[test]
fn links_have_numbers_and_are_listed() {
    let text = Block::Paragraph(vec![words("See "), link("the page ", 0), words("and "), link("more", 1), words(".")]);
    check(
        &document(vec![text], 2),
        24,
        &[
            "See the page [1] and",
            "more [2].",
            "",
            "────────────────────",
            "[1] https://example.org/",
            "0",
            "[2] https://example.org/",
            "1",
        ],
    );
}

#[test]
fn a_link_that_is_its_address_has_no_number() {
    let text = Block::Paragraph(vec![words("See "), link("example.org/0", 0), words(", "), link("x", 0)]);
    let without = Measure { links: false, ..measure(40) };
    let rows = set_with(&document(vec![text], 1), without, &OpenFolds::none());
    assert_eq!(rows.iter().map(read).collect::<Vec<_>>(), ["See example.org/0, x [1]"]);
}

#[test]
fn images_show_their_alternative_text() {
    let image = |text: &str, link| Run { style: Style { image: true, ..Style::default() }, link, ..words(text) };
    let text = Block::Paragraph(vec![image("a cat", Some(0)), words(" "), image("", None)]);
    check(
        &document(vec![text], 1),
        60,
        &["[image: a cat] [1] [image]", "", "────────────────────", "[1] https://example.org/0"],
    );
}

#[test]
fn footnotes_stand_at_the_end() {
    let mark = Run { style: Style { note: true, ..Style::default() }, ..words("[a]") };
    let note = |label: &str, text: &str| Block::Footnote(Clean::line(label), vec![paragraph(text)]);
    check_blocks(
        vec![
            Block::Paragraph(vec![words("text"), mark]),
            Block::Quote(vec![note("a", "a note of words"), paragraph("quote")]),
            note("b", "other"),
            paragraph("last"),
        ],
        18,
        &["text[a]", "", "│ quote", "", "last", "", "──────────────────", "[a] a note of", "    words", "[b] other"],
    );
    let mark = |text: &str| Run { style: Style { note: true, ..Style::default() }, ..words(text) };
    let text = vec![words("one"), mark("[1]"), mark("[12]"), words(", two"), mark("*"), words(".")];
    check_blocks(
        vec![Block::Paragraph(text), note("1", "first"), note("12", "last")],
        18,
        &["one¹,¹², two*.", "", "──────────────────", "¹ first", "¹² last"],
    );
}

#[test]
fn a_closed_fold_is_one_row() {
    let blocks = vec![
        paragraph("a"),
        fold(6, vec![paragraph("b"), fold(1, vec![paragraph("c")])]),
        Block::Quote(vec![fold(1, vec![paragraph("d")])]),
    ];
    let document = document(blocks, 0);
    check(&document, 30, &["a", "", "6 paragraphs repeated", "", "│ 1 paragraph repeated"]);
    let rows = |open: &OpenFolds| set_with(&document, measure(30), open).iter().map(read).collect::<Vec<_>>();
    let mut open = OpenFolds::none();
    open.toggle(0);
    assert_eq!(rows(&open), ["a", "", "b", "", "1 paragraph repeated", "", "│ 1 paragraph repeated"]);
    assert_eq!(rows(&OpenFolds::all()), ["a", "", "b", "", "c", "", "│ d"]);
}

#[test]
fn deep_nesting_leaves_room_for_text() {
    let mut block = paragraph("words that need room");
    for _ in 0..Document::DEPTH {
        block = Block::Quote(vec![block]);
    }
    check_blocks(vec![block.clone()], 16, &["│ │ │ │ words", "│ │ │ │ that", "│ │ │ │ need", "│ │ │ │ room"]);
    assert_eq!(set(&document(vec![block], 0), 8).len(), 4);
}

#[test]
fn what_is_wider_than_the_row_is_marked() {
    check_blocks(vec![paragraph("한a")], 1, &["▯", "a"]);
    check_blocks(vec![Block::Code(vec![Clean::line("한a")])], 1, &["▯", "a"]);
    check_blocks(vec![paragraph("a")], 0, &["a"]);
}

#[test]
fn empty_documents_have_no_lines() {
    check_blocks(vec![], 80, &[]);
    check_blocks(vec![paragraph(""), Block::Quote(vec![]), Block::Code(vec![]), paragraph(" ")], 80, &[]);
}
