//! How many columns a text takes: the one function every part of the program asks, equal to ratatui's cells.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The grapheme clusters of `text`, each with its columns.
pub fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|g| (g, g.width()))
}

/// The columns `text` takes: the sum over its grapheme clusters.
pub fn width(text: &str) -> usize {
    graphemes(text).map(|(_, w)| w).sum()
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
    if width(text) <= columns {
        return text.to_owned();
    }
    match columns {
        0 => String::new(),
        n => format!("{}…", cut(text, n - 1).trim_end()),
    }
}
