//! How often sources are asked by themselves.

use crate::sources::Kept;
use std::time::Duration;

/// How often sources are asked by themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Intervals {
    /// How often those are that say nothing of it; none for never.
    pub general: Option<Duration>,
    /// None is, whatever it says.
    pub is_metered: bool,
}

impl Intervals {
    /// How often a source is asked by itself; none for never.
    pub fn of(self, kept: &Kept) -> Option<Duration> {
        kept.interval.or(self.general).filter(|_| !self.is_metered)
    }

    /// How often the hastiest of these is, with what is kept later and says nothing of it; none where none is.
    pub fn shortest(self, sources: &[Kept]) -> Option<Duration> {
        let own = sources.iter().filter(|kept| !kept.disabled).filter_map(|kept| self.of(kept));
        own.chain(self.general.filter(|_| !self.is_metered)).min()
    }
}
