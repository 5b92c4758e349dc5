//! ASCII in place of what a terminal of an older locale could not show.

use unicode_normalization::UnicodeNormalization as _;

/// Characters that have a likeness in ASCII, and the likeness.
const ALIKE: &[(&str, char)] = &[
    ("‘’‚‛′", '\''),
    ("“”„‟″«»", '"'),
    ("‐‑‒–—―─━╌", '-'),
    ("│┃╎▏", '|'),
    ("┌┐└┘├┤┬┴┼╭╮╰╯", '+'),
    ("•◦∙·★☆●▪", '*'),
    ("▌█▐▶►›→", '>'),
    ("◀◄‹←", '<'),
    ("↑▲", '^'),
    ("↓▼", 'v'),
    ("…", '.'),
    ("↵↪", '\\'),
    ("\u{a0}\u{2002}\u{2003}\u{2009}\u{202f}", ' '),
    ("×", 'x'),
];

/// The character of ASCII that says most of this one.
pub fn spell(c: char) -> char {
    let alike = ALIKE.iter().find(|(all, _)| all.contains(c)).map(|(_, alike)| *alike);
    let base = || std::iter::once(c).nfkd().next().filter(char::is_ascii);
    alike.or_else(base).filter(|c| !c.is_control()).unwrap_or('?')
}
