//! What a feed lacks that came all the same: it is no trouble, and yet whoever adds the feed is to know.

use std::fmt;

/// What a feed lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It has no article.
    Articles,
    /// It broke off before its first article.
    Everything,
    /// It broke off after some.
    End,
}

impl Lack {
    /// What a feed of so many articles lacks.
    pub(super) fn of(articles: usize, is_whole: bool) -> Option<Self> {
        match (articles, is_whole) {
            (0, true) => Some(Lack::Articles),
            (0, false) => Some(Lack::Everything),
            (_, false) => Some(Lack::End),
            (_, true) => None,
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lack::Articles => "its feed holds nothing now",
            Lack::Everything => "its feed broke off before its first article",
            Lack::End => "its feed broke off; what stood before that is in",
        })
    }
}
