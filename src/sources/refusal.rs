//! Why a file was not taken in, in the words the reader sees.

use super::PageTrouble;
use crate::text::{Clean, print_size};
use std::fmt;
use std::path::PathBuf;

/// A file or folder that was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// The file, as it was named.
    pub path: PathBuf,
    /// Why.
    pub why: Refusal,
}

/// Why a file was not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is not there.
    Missing,
    /// The system does not let it be read: in the system's words.
    Unreadable(String),
    /// It has no bytes, or nothing but white space.
    Empty,
    /// It is no text in any encoding.
    Binary,
    /// It is larger than the setting `max_body`.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The setting.
        limit: u64,
    },
    /// It is a list of feeds, or a feed without entries.
    Feed,
    /// It is data of another kind than is read: a page of statistics, a configuration.
    OtherKind,
    /// While byline walked through the folder, a link out of it replaced the file.
    Moved,
    /// It is a pipe, a socket or a device.
    NoFile,
    /// The folder holds nothing that can be read.
    NothingInIt,
    /// It is a folder where a file was asked for.
    IsFolder,
    /// It is an address, and no article came of the page there.
    Page(PageTrouble),
    /// Reading it went wrong by a mistake in byline.
    Fault,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Missing => f.write_str("no such file or folder"),
            Refusal::Unreadable(words) => write!(f, "can't be read: {words}"),
            Refusal::Empty => f.write_str("empty"),
            Refusal::Binary => f.write_str("binary, not text"),
            Refusal::TooLarge { size, limit } => {
                let (size, limit) = (print_size(*size), print_size(*limit));
                write!(f, "{size} is over the limit of {limit} (max_body in config.toml)")
            }
            Refusal::Feed => f.write_str("a list of feeds, or a feed without entries; `byline add` keeps feeds"),
            Refusal::OtherKind => f.write_str("neither plain text, Markdown, HTML nor a wire story"),
            Refusal::Moved => f.write_str("replaced by a link that leads out of the folder"),
            Refusal::NoFile => f.write_str("neither a file nor a folder"),
            Refusal::IsFolder => f.write_str("a folder; name a file in it"),
            Refusal::Fault => f.write_str("byline failed at it; please report this with the file"),
            Refusal::Page(why) => why.fmt(f),
            Refusal::NothingInIt => f.write_str("no file in it can be read"),
        }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", Clean::line(&self.path.to_string_lossy()), Clean::line(&self.why.to_string()))
    }
}
