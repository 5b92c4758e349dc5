//! A view is a query shown as a list; a window is the part of it that was asked for.

use super::{By, Query};
use crate::article::{Row, SortKey, SourceId};
use jiff::Zoned;

/// What a list shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct View {
    /// Only what this source brought.
    pub source: Option<SourceId>,
    /// Only these.
    pub only: Only,
    /// Only what this finds.
    pub search: Option<Search>,
    /// What its rows are sorted by, where they are asked for; what is shown does not depend on it.
    pub by: By,
}

impl View {
    /// Whether it shows what words find.
    pub fn looks_for_words(&self) -> bool {
        self.search.as_ref().is_some_and(|search| search.query.has_words())
    }
}

/// A query, and when it was asked: `after:3d` means the same as long as the list stands.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Search {
    /// What is looked for.
    pub query: Query,
    /// The time it was asked.
    pub now: Zoned,
}

/// Which articles of a source, or of all, a view shows. What lies in the trash is shown in the trash alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// Not yet read.
    Unread,
    /// Starred.
    Starred,
    /// Kept for later.
    Later,
    /// In the trash.
    Trash,
    /// Sorted at or after this second: the day's, where the caller gives the day's beginning.
    Since(i64),
}

/// The number of an article in the order in which articles came in: tells what a list held from what came in after.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Arrival(pub i64);

/// How much of a view a command is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// What stands above this row.
    Above(SortKey),
    /// What stands below it.
    Below(SortKey),
    /// From the one row to the other, both of it.
    Between(SortKey, SortKey),
    /// What is of before this second, but for what is starred.
    Before(i64),
    /// What is not starred.
    Unstarred,
    /// All but so many of the newest.
    BeyondNewest(u32),
}

impl Extent {
    /// Whether a row of a list by time is of it.
    pub fn holds(self, row: &Row) -> bool {
        match self {
            Extent::Before(second) => row.key.time < second && !row.starred,
            Extent::Unstarred => !row.starred,
            extent => extent.holds_key(row.key),
        }
    }

    /// Whether it is told by where rows stand in a list.
    pub fn is_of_rows(self) -> bool {
        matches!(self, Extent::Above(_) | Extent::Below(_) | Extent::Between(..))
    }

    /// Whether a row of this key is of it, as far as the key alone tells.
    pub fn holds_key(self, key: SortKey) -> bool {
        match self {
            Extent::Whole => true,
            Extent::Above(row) => key < row,
            Extent::Below(row) => key > row,
            Extent::Between(first, last) => first.min(last) <= key && key <= first.max(last),
            Extent::Before(_) | Extent::Unstarred | Extent::BeyondNewest(_) => false,
        }
    }
}

/// Where a window lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Around {
    /// At the first row.
    Top,
    /// At the last row.
    Bottom,
    /// At this place, or where it would be.
    Key(SortKey),
    /// At the row of this number, from 0.
    Nth(u64),
}

/// Consecutive rows of a view.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Window {
    /// From the top down, of the order that was asked for.
    pub rows: Vec<Row>,
    /// How many of them stand before the place that was asked for.
    pub before: usize,
    /// The number of the first of them, from 0; unknown where telling would mean counting.
    pub start: Option<u64>,
    /// How many rows the view has in all; where more are than are counted at once, so many at least.
    pub total: u64,
    /// Whether `total` is all of them.
    pub counted: bool,
    /// Nothing stands above the first row.
    pub at_top: bool,
    /// Nothing stands below the last row.
    pub at_bottom: bool,
    /// The newest arrival there was.
    pub seen: Arrival,
}
