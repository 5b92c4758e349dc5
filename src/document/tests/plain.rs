//! Plain text in, tree out.

use crate::article::Media;

#[track_caller]
fn check(text: &str, expected: &str) {
    super::check(Media::Text, text, expected);
}

const LONG: &str =
    "The reclusive North's only connection to the outside world is believed to be linked with China, reports said.";

#[test]
fn blank_lines_part_paragraphs_and_wrapped_lines_join() {
    check(
        "Title of it\n\nThe company said on Tuesday that it had completed the sale of its\nentire stake, worth more than expected, to a well-\nknown investor.\n\nShort.",
        "# Title of it\nThe company said on Tuesday that it had completed the sale of its entire stake, worth more than expected, to a well-known investor.\nShort.",
    );
}

#[test]
fn long_lines_are_paragraphs() {
    check(&format!("{LONG}\n{LONG} Again.\nShort one."), &format!("{LONG}\n{LONG} Again.\nShort one."));
}

#[test]
fn an_indented_line_begins_a_paragraph() {
    check(
        "The first paragraph of a story runs over two lines of text, and it\nends here.\n    The second one is marked by its indentation only, as agencies did\nfor years.\n",
        "The first paragraph of a story runs over two lines of text, and it ends here.\nThe second one is marked by its indentation only, as agencies did for years.",
    );
}

#[test]
fn lists_quotes_rules_and_code_keep_their_lines() {
    check(
        "Things that are to be bought before the shop closes for the evening:\n- milk\n- bread, which\n  is to be dark\n- salt\n\n1. one\n2. two\n\n> said\n> so\n\n-----\n\n    $ make  all\n    fn x() { y(); }\n",
        "Things that are to be bought before the shop closes for the evening:\n- milk\n- bread, which is to be dark\n- salt\n1. one\n2. two\n> said so\n----\n¦    $ make  all\n¦    fn x() { y(); }",
    );
    check("name     size\none      1\ntwo      22\n", "¦name     size\n¦one      1\n¦two      22");
    check("1987. It was a year.", "1987. It was a year.");
}

#[test]
fn a_carriage_return_shows_the_last_state_and_a_form_feed_breaks() {
    check("Progress 10%\rProgress 100%\r\n\r\n\u{c}page two\r\n", "# Progress 100%\npage two");
    check("one\rtwo\r", "one\ntwo");
}

#[test]
fn addresses_in_text_are_links() {
    check(
        "See https://e.org/a_(b), (http://x.org/y) or xhttp://no and http://.",
        "See [https://e.org/a_(b)](1), ([http://x.org/y](2)) or xhttp://no and http://.\n1: https://e.org/a_(b)\n2: http://x.org/y",
    );
}

#[test]
fn chinese_and_japanese_lines_join_without_a_space() {
    check(
        "攻撃はボルノ州の町で、断食月明けの祭りの祝いから帰る途中の人々\nを狙って起きたもので、特徴があった。",
        "攻撃はボルノ州の町で、断食月明けの祭りの祝いから帰る途中の人々を狙って起きたもので、特徴があった。",
    );
}

#[test]
fn what_stands_twice_is_folded_once_it_is_long_or_more_than_one() {
    check(&format!("{LONG}\n{LONG}\nEnd."), &format!("{LONG}\nfold of 1\n~ {LONG}\nEnd."));
    check(&format!("{LONG}\nshort\nother\nshort\nEnd."), &format!("{LONG}\nshort\nother\nshort\nEnd."));
    check(
        &format!("{LONG}\na\nb\nc\na\nb\nd\n{LONG}\na\n"),
        &format!("{LONG}\na\nb\nc\nfold of 2\n~ a\n~ b\nd\nfold of 2\n~ {LONG}\n~ a"),
    );
}

#[test]
fn a_headline_shown_above_is_not_repeated() {
    let document = super::parse(Media::Text, "A headline\n\nText.", None, "A Headline");
    assert_eq!(super::show(&document), "Text.");
}
