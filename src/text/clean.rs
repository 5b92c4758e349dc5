//! Foreign text made safe to show: no control characters, no bidi controls, bounded clusters, NFC.
//!
//! It parses no escape sequence: without control characters there can be none. The text as received is the store's.

use super::wash::{Spaces, is_blank, wash};
use std::fmt;

/// Text that may be drawn, printed, or put into a title or a clipboard: printable characters and nothing else.
///
/// Holds no C0, DEL or C1 character, none of the twelve bidi controls, at most eight marks a cluster, and is in NFC.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Clean(Box<str>);

impl Clean {
    /// Cleans a text that stands in one row: runs of white space become one space, the ends are trimmed.
    pub fn line(raw: &str) -> Self {
        Clean(wash(raw.trim(), Spaces::Trim).into())
    }

    /// Cleans a piece of flowing text: as [`Clean::line`], but a space at either end stays, so that pieces can be joined,
    /// and so does one that no row may end at.
    pub fn flow(raw: &str) -> Self {
        Clean(wash(raw, Spaces::Fold).into())
    }

    /// Cleans a row of text whose spaces matter (code): tabs become spaces up to the next multiple of `tab` columns.
    pub fn verbatim(raw: &str, tab: usize) -> Self {
        Clean(wash(raw.trim_end_matches(['\r', '\n']), Spaces::Keep { tab: tab.clamp(1, 16) }).into())
    }

    /// Cleans a title: as [`Clean::line`], and never blank, since a row must show something.
    pub fn title(raw: &str) -> Self {
        let line = Clean::line(raw);
        if line.is_blank() { Clean("(no title)".into()) } else { line }
    }

    /// The text itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a reader would see nothing: only spaces, and characters that leave their cell empty.
    pub fn is_blank(&self) -> bool {
        is_blank(&self.0)
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
