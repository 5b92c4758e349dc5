//! The clock, and chance: asked for here, handed in as data everywhere else.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::hash::{BuildHasher, RandomState};
use std::path::Path;
use std::sync::OnceLock;

/// The time, the second the reader's day began, and the reader's time zone.
pub fn now() -> (Timestamp, i64, TimeZone) {
    let zone = zone();
    let time = Timestamp::now();
    let day = time.to_zoned(zone.clone()).start_of_day();
    (time, day.map_or(time.as_second(), |day| day.timestamp().as_second()), zone)
}

/// The reader's time zone: by `TZ`, else by `/etc/localtime`.
pub fn zone() -> TimeZone {
    static ZONE: OnceLock<TimeZone> = OnceLock::new();
    ZONE.get_or_init(|| zone_file(std::env::var("TZ").ok().as_deref()).unwrap_or_else(TimeZone::system)).clone()
}

/// The zone of the one file that says it. The library goes through the whole zone database first, which costs as much
/// as all the rest of the start; it is asked only where this finds nothing.
fn zone_file(tz: Option<&str>) -> Option<TimeZone> {
    let name = tz.map(|tz| tz.strip_prefix(':').unwrap_or(tz));
    let path = match name {
        None => Path::new("/etc/localtime").to_owned(),
        Some("" | "UTC" | "UTC0" | "GMT0") => return Some(TimeZone::UTC),
        Some(name) => Path::new("/usr/share/zoneinfo").join(name),
    };
    TimeZone::tzif(name.unwrap_or("local"), &std::fs::read(path).ok()?).ok()
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
