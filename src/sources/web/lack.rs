//! What a feed lacks that came all the same: it is no trouble, and yet whoever adds the feed is to know.

use std::fmt;

/// What a feed lacks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// It has no article.
    Articles,
    /// It is cut off before its first article.
    Everything,
    /// It is cut off after some.
    End,
    /// Secrecy: redirects lead from https to http.
    Https,
}

impl Lack {
    /// What a feed of so many articles lacks, the worst of it.
    pub(in crate::sources) fn of(articles: usize, is_whole: bool, left_https: bool) -> Option<Self> {
        match (articles, is_whole) {
            (0, true) => Some(Lack::Articles),
            (0, false) => Some(Lack::Everything),
            (_, false) => Some(Lack::End),
            (_, true) => left_https.then_some(Lack::Https),
        }
    }
}

impl Lack {
    /// Whether it is told wherever the feed is fetched, and not only to who adds it: a feed may well be empty.
    pub fn lasts(self) -> bool {
        self != Lack::Articles
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Lack::Articles => "its feed holds nothing now",
            Lack::Everything => "its feed is cut off before its first article",
            Lack::End => "its feed is cut off; the entries before the break are in",
            Lack::Https => "it redirects from https to http, where others can read and change it",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worst_lack_is_told() {
        assert_eq!(Lack::of(3, true, true), Some(Lack::Https));
        assert_eq!(Lack::of(3, false, true), Some(Lack::End));
        assert_eq!(Lack::of(0, false, false), Some(Lack::Everything));
        assert_eq!(Lack::of(3, true, false), None);
    }
}
