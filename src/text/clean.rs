//! Foreign text made safe to show: no control characters, no bidi controls, bounded clusters, NFC.

use std::fmt;
use unicode_normalization::UnicodeNormalization;

/// Text that may be drawn, printed, or put into a title or a clipboard: printable characters and nothing else.
///
/// Holds no C0, DEL or C1 character, none of the twelve bidi controls, at most eight marks a cluster, and is in NFC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clean(Box<str>);

impl Clean {
    /// Cleans a text that stands in one row: runs of white space become one space, the ends are trimmed.
    pub fn line(raw: &str) -> Self {
        let safe: String = raw.nfc().map(|c| if c.is_control() { ' ' } else { c }).collect();
        Clean(safe.split_whitespace().collect::<Vec<_>>().join(" ").into())
    }

    /// Cleans a piece of flowing text: as [`Clean::line`], but a space at either end stays, so that pieces can be joined.
    pub fn flow(raw: &str) -> Self {
        let line = Clean::line(raw);
        let at = |c: Option<char>| if c.is_some_and(char::is_whitespace) { " " } else { "" };
        if line.is_empty() {
            return Clean(at(raw.chars().next()).into());
        }
        Clean(format!("{}{line}{}", at(raw.chars().next()), at(raw.chars().next_back())).into())
    }

    /// Cleans a row of text whose spaces matter (code): tabs become spaces up to the next multiple of `tab` columns.
    pub fn verbatim(raw: &str, tab: usize) -> Self {
        let safe: String = raw.nfc().filter(|c| *c == '\t' || !c.is_control()).collect();
        Clean(safe.replace('\t', &" ".repeat(tab)).into())
    }

    /// Cleans a title: as [`Clean::line`], and never blank, since a row must show something.
    pub fn title(raw: &str) -> Self {
        let line = Clean::line(raw);
        if line.is_empty() { Clean("(no title)".into()) } else { line }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
