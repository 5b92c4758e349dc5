//! How many columns a text takes: the one function every part of the program asks.
//!
//! It is independent of the terminal: if terminals disagree on a cluster, it returns the most columns, so that nothing is
//! overwritten.

use super::disputed::most_columns;
use super::plain::{ascii_prefix, is_plain, plain_width};
use super::steady::steady;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The grapheme clusters of `text`, each with its columns.
pub fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    Graphemes { rest: text }
}

struct Graphemes<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Graphemes<'a> {
    type Item = (&'a str, usize);

    fn next(&mut self) -> Option<Self::Item> {
        let mut chars = self.rest.chars();
        let first = chars.next()?;
        let alone = is_plain(first) && chars.next().is_none_or(is_plain);
        let (cluster, columns) = if alone {
            (&self.rest[..first.len_utf8()], plain_width(first))
        } else {
            let cluster = self.rest.graphemes(true).next()?;
            (cluster, columns(cluster))
        };
        self.rest = &self.rest[cluster.len()..];
        Some((cluster, columns))
    }
}

/// The columns of one cluster. ratatui adds one for each halfwidth sound mark, since terminals give it a cell.
fn columns(cluster: &str) -> usize {
    if cluster.len() == 1 {
        return usize::from(!cluster.contains(char::is_control));
    }
    let columns = cluster.width() + cluster.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count();
    // Clusters that are replaced for display are no longer disputed.
    if steady(cluster) == cluster { columns.max(most_columns(cluster)) } else { columns }
}

/// The columns `text` takes: the sum over its grapheme clusters.
pub fn width(text: &str) -> usize {
    match ascii_prefix(text) {
        all if all == text.len() => all,
        0 => graphemes(text).map(|(_, w)| w).sum(),
        // What follows may belong to the cluster of the last ASCII character.
        n => n - 1 + graphemes(&text[n - 1..]).map(|(_, w)| w).sum::<usize>(),
    }
}

/// The longest prefix of `text` that fits into `columns`; a wide cluster is never halved.
pub fn cut(text: &str, columns: usize) -> &str {
    let (mut used, mut end) = (0, 0);
    for (g, w) in graphemes(text) {
        if used + w > columns {
            break;
        }
        used += w;
        end += g.len();
    }
    &text[..end]
}

/// `text` cut to `columns`, with an ellipsis where something was cut off.
pub fn fit(text: &str, columns: usize) -> String {
    if cut(text, columns).len() == text.len() {
        return text.to_owned();
    }
    match columns {
        0 => String::new(),
        n => format!("{}…", cut(text, n - 1).trim_end()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Clean, is_disputed, samples};
    use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
    use ratatui::{buffer::Buffer, layout::Rect, style::Style};
    use unicode_normalization::char::is_combining_mark;

    /// The columns ratatui fills when it writes `text`.
    fn cells(text: &str) -> usize {
        let columns = text.len() as u16 * 2 + 1;
        let mut buffer = Buffer::empty(Rect::new(0, 0, columns, 1));
        usize::from(buffer.set_stringn(0, 0, text, columns.into(), Style::new()).0)
    }

    #[test]
    fn widths_are_known() {
        let check = |text: &str, columns: usize| assert_eq!(width(text), columns, "{text:?}");
        check("", 0);
        check("abc", 3);
        check("한국어", 6);
        check("e\u{301}", 1);
        check("👩\u{200D}💻", 2);
        check("ｶﾞ", 3);
        check("لا", 2);
        // A letter and a sign next to it, in Bengali, Tamil, Odia, Malayalam, Kannada, Sinhala, Khmer.
        for letter in ["কা", "நா", "ଭା", "ഭാ", "ಕೂ", "ලො", "ម្ព"] {
            check(letter, 2);
        }
        check("बातम्या", 6);
    }

    #[test]
    fn every_character_is_as_wide_as_its_cells() {
        for c in ('\0'..=char::MAX).filter(|c| !c.is_control()) {
            let text = c.to_string();
            let right = if is_disputed(c) || is_combining_mark(c) {
                width(&text) >= cells(&text)
            } else {
                width(&text) == cells(&text)
            };
            assert!(right, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn text_is_no_narrower_than_its_cells(text in samples::text()) {
            let text = Clean::line(&text);
            prop_assert!(width(text.as_str()) >= cells(text.as_str()));
        }

        #[test]
        fn clusters_are_those_of_the_tables(text in samples::text()) {
            let ours: Vec<&str> = graphemes(&text).map(|(g, _)| g).collect();
            prop_assert_eq!(ours, text.graphemes(true).collect::<Vec<_>>());
        }

        #[test]
        fn a_cut_fits_and_takes_all_it_can((text, columns) in (samples::text(), 0..40_usize)) {
            let head = cut(&text, columns);
            prop_assert!(width(head) <= columns);
            prop_assert!(text.starts_with(head));
            if let Some((_, next)) = graphemes(&text[head.len()..]).next() {
                prop_assert!(width(head) + next > columns);
            }
            prop_assert!(width(&fit(&text, columns)) <= columns);
        }

        #[test]
        fn any_text_can_be_measured(text in any::<String>().prop_map(|s| s.repeat(2))) {
            prop_assert_eq!(width(&text), graphemes(&text).map(|(_, w)| w).sum::<usize>());
        }
    }
}
