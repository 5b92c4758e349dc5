//! How often it is looked which sources are due.

use crate::sources::{Intervals, Kept};
use std::time::Duration;

/// The shortest time between two looks at which sources are due.
const LEAST_PAUSE: Duration = Duration::from_secs(60);

/// How long to wait before looking at which sources are due: a part of the shortest interval, that of all or of one.
pub fn between_looks(intervals: Intervals, sources: &[Kept]) -> Option<Duration> {
    intervals.shortest(sources).map(|shortest| (shortest / 4).max(LEAST_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sources::Place;

    #[test]
    fn sources_are_looked_at_as_often_as_the_hastiest_wants() {
        let minutes = |minutes: u64| Duration::from_secs(minutes * 60);
        let kept = |own: Option<u64>| {
            let interval = own.map(minutes);
            Kept { interval, ..Kept::new(Place::Address("https://example.org/feed".into())) }
        };
        for (general, own, expected) in [
            (Some(60), vec![], Some(15)),
            (Some(60), vec![None, Some(240)], Some(15)),
            (Some(60), vec![None, Some(20), Some(240)], Some(5)),
            (Some(60), vec![Some(1)], Some(1)),
            (Some(60), vec![Some(240)], Some(15)),
            (None, vec![None, Some(240)], Some(60)),
            (None, vec![None], None),
        ] {
            let sources: Vec<Kept> = own.iter().map(|own| kept(*own)).collect();
            let intervals = Intervals { general: general.map(minutes), is_metered: false };
            assert_eq!(between_looks(intervals, &sources), expected.map(minutes), "{general:?} {own:?}");
            assert_eq!(
                between_looks(Intervals { is_metered: true, ..intervals }, &sources),
                None,
                "{general:?} {own:?}"
            );
        }
    }
}
