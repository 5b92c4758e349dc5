//! What holds for every document and every width.

use super::{
    samples::{documents, prose},
    *,
};
use crate::{
    document::Block,
    text::graphemes,
    theme::Role,
    typeset::{Anchor, LineKind, leaf_text, leaves, line_at},
};
use proptest::prelude::{any, prop_assert, prop_assert_eq, prop_assume, proptest};
use ratatui::{buffer::Buffer, layout::Rect, style};

/// What is read of the text itself: without white space, ornaments and numbers.
fn letters(lines: &[Line]) -> String {
    let spans = lines.iter().flat_map(|line| line.spans.iter());
    let told = spans.filter(|span| !matches!(span.role, Role::Ornament | Role::LinkNumber | Role::Fold | Role::Dim));
    told.flat_map(|span| span.text.chars()).filter(|c| !c.is_whitespace()).collect()
}

/// The columns of the widest cluster: where it does not fit, a mark stands for it.
fn widest(text: &str) -> u16 {
    graphemes(text).map(|(_, columns)| columns as u16).max().unwrap_or(0)
}

/// The cells ratatui fills with a line, drawn span by span.
fn cells(line: &Line) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 2000, 1));
    let draw = |x: u16, span: &crate::typeset::Span| buffer.set_stringn(x, 0, &*span.text, 2000, style::Style::new()).0;
    usize::from(line.spans.iter().fold(0, draw))
}

proptest! {
    #[test]
    fn no_line_is_wider_than_the_measure(
        (document, width, open, first) in (documents(), 1..300_u16, any::<bool>(), any::<bool>())
    ) {
        let open = if open { OpenFolds::all() } else { OpenFolds::none() };
        let breaking = if first { Breaking::First } else { Breaking::Optimal };
        for width in [width, width % 20 + 1] {
            for line in set_with(&document, Measure { breaking, ..measure(width) }, &open) {
                let columns: usize = line.spans.iter().map(|span| super::width(&span.text)).sum();
                prop_assert!(cells(&line) <= columns && columns <= usize::from(width));
                for pair in line.spans.windows(2) {
                    prop_assert!((pair[0].role, pair[0].link) != (pair[1].role, pair[1].link));
                }
            }
        }
    }

    #[test]
    fn the_words_survive((document, width) in (prose(), 2..120_u16)) {
        let all: String = leaves(&document).map(|leaf| leaf.into_owned()).collect();
        let width = width.max(widest(&all));
        let expected: String = all.chars().filter(|c| !c.is_whitespace()).collect();
        prop_assert_eq!(letters(&set(&document, width)), expected);
    }

    #[test]
    fn all_words_of_all_blocks_are_shown((document, width) in (documents(), 2..120_u16)) {
        let sorted = |text: String| {
            let mut letters: Vec<char> = text.chars().filter(|c| !c.is_whitespace()).collect();
            letters.sort_unstable();
            letters
        };
        let all: String = leaves(&document).map(|leaf| leaf.into_owned()).collect();
        if widest(&all) > 2 {
            return Ok(());
        }
        let shown = sorted(letters(&set_with(&document, measure(width), &OpenFolds::all())));
        // Rows of tables stand side by side, and records repeat the head: every letter is there, in any order.
        let mut rest = shown.iter();
        for letter in sorted(all) {
            prop_assert!(rest.any(|shown| *shown == letter), "{:?} is missing", letter);
        }
    }

    #[test]
    fn places_go_down_the_lines((document, width) in (documents(), 1..120_u16)) {
        let rows = set(&document, width);
        for pair in rows.windows(2) {
            prop_assert!(pair[0].at <= pair[1].at, "{:?}", pair);
        }
    }

    #[test]
    fn a_place_holds_at_every_width((document, wide, narrow) in (prose(), 20..100_u16, 12..80_u16)) {
        let (before, after) = (set(&document, wide), set(&document, narrow));
        for line in before.iter().filter(|line| matches!(line.kind, LineKind::First | LineKind::More)) {
            let row = line_at(&after, line.at);
            prop_assert!(after[row].at <= line.at && after[row].at.leaf == line.at.leaf);
            prop_assert!(after.get(row + 1).is_none_or(|next| next.at > line.at));
        }
    }

    #[test]
    fn a_row_begins_with_the_words_at_its_place((document, width) in (prose(), 12..80_u16)) {
        for line in set_with(&document, Measure { links: false, ..measure(width) }, &OpenFolds::none()) {
            if line.kind == LineKind::Gap {
                continue;
            }
            prop_assume!(!read(&line).contains('▯'));
            let text = leaf_text(&document, line.at.leaf).unwrap_or_default();
            let told = letters(std::slice::from_ref(&line));
            let rest: String = text[line.at.offset as usize..].chars().filter(|c| !c.is_whitespace()).collect();
            prop_assert!(rest.starts_with(&told), "{:?} in {:?}", told, rest);
        }
    }

    #[test]
    fn each_closed_fold_is_one_row((document, width) in (documents(), 30..80_u16)) {
        let outermost = |blocks: &[Block]| {
            let (mut open, mut count) = (blocks.iter().collect::<Vec<_>>(), Vec::new());
            while let Some(block) = open.pop() {
                match block {
                    Block::Fold(crate::document::FoldKind::Repeat(n), _) => count.push(*n),
                    Block::Quote(blocks) | Block::Footnote(_, blocks) => open.extend(blocks),
                    Block::List { items, .. } => open.extend(items.iter().flat_map(|item| &item.blocks)),
                    _ => {}
                }
            }
            count.len()
        };
        let rows = set(&document, width);
        let folds: Vec<&Line> = rows.iter().filter(|line| matches!(line.kind, LineKind::Fold(_))).collect();
        // Footnotes within a fold stand at the end, so folds within them show too.
        prop_assert!(folds.len() >= outermost(&document.blocks));
        let mut numbers: Vec<_> = folds.iter().map(|line| line.kind).map(|kind| format!("{kind:?}")).collect();
        numbers.dedup();
        prop_assert_eq!(numbers.len(), folds.len());
        prop_assert!(set_with(&document, measure(width), &OpenFolds::all()).iter().all(|line| !matches!(line.kind, LineKind::Fold(_))));
    }

    #[test]
    fn a_cut_walk_gives_the_same_lines((document, width, rows) in (documents(), 1..100_u16, 0..20_usize)) {
        let none = OpenFolds::none();
        let some: Vec<Line> = lines(&document, measure(width), &none).take(rows).collect();
        let all = set(&document, width);
        prop_assert_eq!(&some[..], &all[..rows.min(all.len())]);
        prop_assert!(all.first().is_none_or(|line| line.at >= Anchor::default() && line.kind != LineKind::Gap));
    }
}
