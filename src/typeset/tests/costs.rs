//! What setting costs: counted, not timed.

use super::*;
use crate::typeset::units::LOOKED_AT;

/// The clusters looked at to set so many lines of one paragraph, and the number of lines.
fn look(text: &str, breaking: Breaking, rows: usize) -> (usize, usize) {
    let document = document(vec![Block::Paragraph(vec![words(text)])], 0);
    let open = OpenFolds::none();
    LOOKED_AT.set(0);
    let rows = lines(&document, Measure { breaking, ..measure(60) }, &open).take(rows).count();
    (LOOKED_AT.get(), rows)
}

const TEXTS: [&str; 6] = ["some words ", "A", "한", "x\u{301}", "서울에서 열린 ", "https://example.org/a?b=c&"];

#[test]
fn each_cluster_is_looked_at_twice_at_most() {
    for text in TEXTS {
        for clusters in [1 << 10, 1 << 12, 1 << 14, 1 << 17] {
            let piece = crate::text::graphemes(text).count();
            let text = text.repeat(clusters / piece);
            for breaking in [Breaking::Optimal, Breaking::First] {
                let (looks, rows) = look(&text, breaking, usize::MAX);
                assert!(rows > 1 && looks <= clusters * 5 / 2, "{looks} looks at {clusters} clusters");
            }
        }
    }
}

#[test]
fn the_first_screen_of_a_long_line_costs_what_it_shows() {
    for text in TEXTS {
        let (looks, rows) = look(&text.repeat(1 << 17), Breaking::Optimal, 24);
        assert_eq!(rows, 24);
        assert!(looks <= 24 * 60 * 5 / 2, "{looks} looks");
    }
}

#[test]
fn lines_stay_small() {
    let text = "a reader reads some words of a text. ".repeat(1 << 12);
    let document = document(vec![Block::Paragraph(vec![words(&text)])], 0);
    let size = |line: &Line| {
        let span = |span: &crate::typeset::Span| size_of_val(span) + span.text.len();
        size_of::<Line>() + line.spans.iter().map(span).sum::<usize>()
    };
    let bytes: usize = set(&document, 72).iter().map(size).sum();
    assert!(bytes <= text.len() * 5 / 2, "{bytes} bytes of lines for {} of text", text.len());
}
