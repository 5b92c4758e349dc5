//! How often it is looked which sources are due.

use crate::sources::Kept;
use std::time::Duration;

/// The shortest time between two looks at which sources are due.
const LEAST_PAUSE: Duration = Duration::from_secs(60);

/// How long to wait before looking at which sources are due: a part of the shortest interval, that of all or of one.
pub fn between_looks(interval: Option<Duration>, sources: &[Kept]) -> Option<Duration> {
    let own = sources.iter().filter(|kept| !kept.disabled).filter_map(|kept| kept.interval);
    interval.map(|general| (own.fold(general, Duration::min) / 4).max(LEAST_PAUSE))
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
        for (setting, own, expected) in [
            (Some(60), vec![], Some(15)),
            (Some(60), vec![None, Some(240)], Some(15)),
            (Some(60), vec![None, Some(20), Some(240)], Some(5)),
            (Some(60), vec![Some(1)], Some(1)),
            (None, vec![None, Some(240)], None),
            (None, vec![None], None),
        ] {
            let sources: Vec<Kept> = own.iter().map(|own| kept(*own)).collect();
            assert_eq!(between_looks(setting.map(minutes), &sources), expected.map(minutes), "{setting:?} {own:?}");
        }
    }
}
