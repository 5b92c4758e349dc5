//! The clock, and chance: asked for here, handed in as data everywhere else.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::hash::{BuildHasher, RandomState};

/// The time, the second the reader's day began, and the reader's time zone.
pub fn now() -> (Timestamp, i64, TimeZone) {
    let zone = TimeZone::system();
    let time = Timestamp::now();
    let day = time.to_zoned(zone.clone()).start_of_day();
    (time, day.map_or(time.as_second(), |day| day.timestamp().as_second()), zone)
}

/// Random bytes, other ones in every process.
pub fn seed() -> [u8; 16] {
    // The standard library keys its hashers at random; two of them make sixteen bytes.
    let mut seed = [0; 16];
    for half in seed.chunks_mut(8) {
        half.copy_from_slice(&RandomState::new().hash_one(std::process::id()).to_le_bytes());
    }
    seed
}
