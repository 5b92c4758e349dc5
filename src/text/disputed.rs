//! Characters whose width terminals disagree on: the tables of glibc (tmux, xterm), unicode-width and kitty.
//!
//! The tests compare them with `tests/fixtures/widths.txt`; changes in a new version of a table show up there.

use unicode_normalization::char::is_combining_mark;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Characters that some terminals give one column and unicode-width none: vowel signs next to their letter.
#[rustfmt::skip]
const ONE: &[(u32, u32)] = &[
    (0x5c8, 0x5c9), (0x605, 0x605), (0x70f, 0x70f), (0x890, 0x891), (0x8e2, 0x8e2), (0x9be, 0x9be), (0x9d7, 0x9d7),
    (0xb3e, 0xb3e), (0xb53, 0xb54), (0xb57, 0xb57), (0xbbe, 0xbbe), (0xbd7, 0xbd7), (0xcc0, 0xcc0), (0xcc2, 0xcc2),
    (0xcc7, 0xcc8), (0xcca, 0xccb), (0xcd5, 0xcd6), (0xd3e, 0xd3e), (0xd4e, 0xd4e), (0xd57, 0xd57), (0xdcf, 0xdcf),
    (0xddf, 0xddf), (0x1715, 0x1715), (0x1734, 0x1734), (0x1ade, 0x1adf), (0x1aec, 0x1af0), (0x1b35, 0x1b35),
    (0x1b3b, 0x1b3b), (0x1b3d, 0x1b3d), (0x1b43, 0x1b44), (0x1baa, 0x1baa), (0x1bf2, 0x1bf3), (0xa8fa, 0xa8fa),
    (0xa953, 0xa953), (0xa9c0, 0xa9c0), (0x10ecb, 0x10ecf), (0x10ef0, 0x10ef9), (0x111c0, 0x111c0),
    (0x111c2, 0x111c3), (0x11235, 0x11235), (0x1133e, 0x1133e), (0x1134d, 0x1134d), (0x11357, 0x11357),
    (0x113d1, 0x113d1), (0x114b0, 0x114b0), (0x114bd, 0x114bd), (0x115af, 0x115af), (0x116b6, 0x116b6),
    (0x11930, 0x11930), (0x1193d, 0x1193d), (0x1193f, 0x1193f), (0x11941, 0x11941), (0x11a84, 0x11a89),
    (0x11d46, 0x11d46), (0x11df0, 0x11df0), (0x11f02, 0x11f02), (0x1d127, 0x1d128), (0x1d165, 0x1d166),
    (0x1d16d, 0x1d172), (0x1d250, 0x1d252), (0x1d25b, 0x1d25c), (0x1d25f, 0x1d25f), (0x1d280, 0x1d281),
];

/// Characters that some terminals give two columns and unicode-width fewer.
const TWO: &[(u32, u32)] = &[(0x302e, 0x302f), (0x3248, 0x324f), (0x16ff0, 0x16ff1)];

/// Characters that some terminals give fewer columns than unicode-width does, or do not know yet. Marks are
/// omitted, since they occur in clusters.
#[rustfmt::skip]
const FEWER: &[(u32, u32)] = &[
    (0x17a4, 0x17a4), (0x17d8, 0x17d8), (0x2630, 0x2637), (0x268a, 0x268f), (0x2ffc, 0x2fff), (0x31e4, 0x31e5),
    (0x31ef, 0x31ef), (0xd7c7, 0xd7ca), (0xd7fc, 0xd7ff), (0xfa6e, 0xfa6f), (0xfada, 0xfaff), (0x13430, 0x1343f),
    (0x16ff2, 0x16ff6), (0x187f8, 0x187ff), (0x18cd6, 0x18cda), (0x18cff, 0x18cff), (0x18d09, 0x18d20),
    (0x18d80, 0x18df2), (0x18e00, 0x19191), (0x191a0, 0x191d2), (0x1b123, 0x1b128), (0x1b132, 0x1b132),
    (0x1b155, 0x1b155), (0x1b168, 0x1b168), (0x1d300, 0x1d356), (0x1d360, 0x1d376), (0x2a6e0, 0x2a6ff),
    (0x2b739, 0x2b73f), (0x2b81e, 0x2b81f), (0x2cea2, 0x2ceaf), (0x2ebe1, 0x2f7ff), (0x2fa1e, 0x2fffd),
    (0x3134b, 0x3fffd),
];

/// Emoji and other pictures: all of them are disputed, since each version of Unicode adds some.
fn is_picture(c: char) -> bool {
    ('\u{1f000}'..'\u{20000}').contains(&c)
}

fn is_in(ranges: &[(u32, u32)], c: char) -> bool {
    let at = ranges.partition_point(|(_, last)| *last < u32::from(c));
    ranges.get(at).is_some_and(|(first, _)| *first <= u32::from(c))
}

/// The most columns that a terminal gives a character.
fn most(c: char) -> usize {
    match c.width().unwrap_or(0) {
        0 if is_in(ONE, c) => 1,
        0 | 1 if is_in(TWO, c) => 2,
        columns => columns,
    }
}

/// The most columns that a terminal gives a cluster of letters and marks. Many terminals add up the widths of its
/// characters, while unicode-width joins some of them, such as Khmer subscripts.
pub(super) fn most_columns(cluster: &str) -> usize {
    cluster.width().max(cluster.chars().map(most).sum())
}

/// Whether terminals disagree on the width of a lone character.
pub fn is_disputed(c: char) -> bool {
    !c.is_ascii() && (is_picture(c) || [ONE, TWO, FEWER].iter().any(|ranges| is_in(ranges, c)))
}

/// How many columns narrower than measured here a terminal may show a letter with its signs: kitty puts all of them into
/// the columns of the letter.
pub fn slack(cluster: &str) -> usize {
    match cluster.chars().next() {
        // Some signs form no cluster with the letter before them.
        Some(sign) if is_combining_mark(sign) => most_columns(cluster),
        Some(letter) if letter.is_alphabetic() => most_columns(cluster) - letter.width().unwrap_or(0),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Clean;
    use std::collections::HashMap;

    const WIDTHS: &str = include_str!("../../tests/fixtures/widths.txt");

    /// The widths of a character in glibc and in the Python package; `None` if glibc does not know it.
    fn others() -> HashMap<u32, [Option<usize>; 2]> {
        let lines = WIDTHS.lines().filter(|line| !line.starts_with('#'));
        let all = lines.flat_map(|line| {
            let fields: Vec<&str> = line.split(' ').collect();
            let [first, last] = [0, 1].map(|at| u32::from_str_radix(fields[at], 16).unwrap());
            let columns = [2, 3].map(|at| fields[at].parse().ok());
            (first..=last).map(move |c| (c, columns))
        });
        all.collect()
    }

    /// Ranges of characters, as written in the source.
    fn ranges(is_in: impl Fn(char) -> bool) -> Vec<(u32, u32)> {
        let mut ranges: Vec<(u32, u32)> = Vec::new();
        for c in ('\u{a0}'..'\u{40000}').filter(|c| is_in(*c)).map(u32::from) {
            match ranges.last_mut() {
                Some((_, last)) if *last + 1 == c => *last = c,
                _ => ranges.push((c, c)),
            }
        }
        ranges
    }

    #[test]
    fn tables_hold_every_disputed_character() {
        let others = others();
        let known = |c: char| others.get(&u32::from(c)).copied().unwrap_or([Some(1); 2]);
        let is_shown = |c: char| Clean::verbatim(&format!("a{c}"), 1).as_str().contains(c);
        let wider = |columns: usize| {
            ranges(|c| {
                let most = known(c).into_iter().flatten().max();
                !is_picture(c) && most == Some(columns) && c.width() < most && is_shown(c)
            })
        };
        let fewer = ranges(|c| {
            let least = known(c).into_iter().map(|columns| columns.unwrap_or(0)).min();
            c.width() > least && !is_combining_mark(c) && !is_picture(c) && is_shown(c)
        });
        for (name, table, expected) in [("ONE", ONE, wider(1)), ("TWO", TWO, wider(2)), ("FEWER", FEWER, fewer)] {
            let hex: String = expected.iter().map(|(first, last)| format!("({first:#x}, {last:#x}), ")).collect();
            assert!(table == expected, "{name} is to be: {hex}");
        }
    }
}
