//! Places are found again: at another width, with other folds, in a changed text.

use super::*;
use crate::typeset::{Anchor, find, fold_of, folds, leaf_text, leaves, line_at, position};

fn article() -> Document {
    let blocks = vec![
        Block::Heading(1, inline("The *head*")),
        paragraph("first words of the first paragraph"),
        fold(2, vec![paragraph("folded"), Block::Quote(vec![paragraph("deep")])]),
        Block::Code(vec![Clean::line("a"), Clean::line("b")]),
        table(&["x", "y"], &[&["1", "2"]]),
        Block::Footnote(Clean::line("n"), vec![paragraph("note")]),
        Block::Rule,
        Block::Paragraph(vec![words("see "), link("this ", 0), words("page")]),
    ];
    document(blocks, 1)
}

#[test]
fn leaves_are_numbered_as_they_are_shown() {
    let article = article();
    let texts: Vec<_> = leaves(&article).collect();
    let expected = [
        "The head",
        "first words of the first paragraph",
        "folded",
        "deep",
        "a\nb",
        "x\ty",
        "1\t2",
        "",
        "see this page",
        "note",
        "https://example.org/0",
    ];
    assert_eq!(texts, expected);
    assert_eq!(leaf_text(&article, 3).as_deref(), Some("deep"));
    assert_eq!(leaf_text(&article, 11), None);
    assert_eq!((folds(&article), fold_of(&article, 3), fold_of(&article, 4)), (1, Some(0), None));
}

#[test]
fn a_place_in_a_closed_fold_is_its_row() {
    let rows = set(&article(), 80);
    let row = line_at(&rows, Anchor { leaf: 3, offset: 2 });
    assert_eq!(read(&rows[row]), "2 paragraphs repeated");
}

#[test]
fn a_saved_place_is_found_again() {
    let article = article();
    let at = Anchor { leaf: 1, offset: 6 };
    let saved = position(&article, at);
    assert_eq!(saved.split_once(':').map(|(hash, rest)| (hash.len(), rest)), Some((8, "6:1")));
    assert_eq!(find(&article, &saved), Some(at));
    let mut edited = article.clone();
    edited.blocks.insert(0, paragraph("new"));
    edited.blocks.insert(0, paragraph("newer"));
    assert_eq!(find(&edited, &saved), Some(Anchor { leaf: 3, offset: 6 }));
}

#[test]
fn the_nearest_of_equal_texts_is_found() {
    let same = document(["a", "b", "a", "c", "a"].map(paragraph).to_vec(), 0);
    for leaf in [0, 2, 4] {
        let at = Anchor { leaf, offset: 0 };
        assert_eq!(find(&same, &position(&same, at)), Some(at));
    }
}

#[test]
fn a_place_in_a_rewritten_paragraph_is_found_by_number() {
    let old = document(["a", "long words here", "c"].map(paragraph).to_vec(), 0);
    let saved = position(&old, Anchor { leaf: 1, offset: 9 });
    let new = document(["a", "short", "c"].map(paragraph).to_vec(), 0);
    assert_eq!(find(&new, &saved), Some(Anchor { leaf: 1, offset: 5 }));
    let cut = document(vec![paragraph("a")], 0);
    assert_eq!(find(&cut, &saved), Some(Anchor { leaf: 0, offset: 1 }));
    assert_eq!(find(&document(vec![], 0), &saved), None);
}

#[test]
fn what_is_no_place_is_none() {
    for position in ["", "x", "1:2", "zz:1:2", "00000000:1:x", "::", "00000000:-1:0"] {
        assert_eq!(find(&article(), position), None, "{position:?}");
    }
}
