//! Spans of time as people write them in settings: `30m`, `2h`, `7d`, `26w`, `1y`.

use std::time::Duration;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const UNITS: [(char, u64); 5] = [('y', 365 * DAY), ('w', 7 * DAY), ('d', DAY), ('h', HOUR), ('m', MINUTE)];

/// A time of at least a minute: a number and a unit.
pub fn parse_time(text: &str) -> Option<Duration> {
    let text = text.trim();
    let last = text.chars().last()?;
    let (_, unit) = UNITS.into_iter().find(|(letter, _)| *letter == last)?;
    let number: u64 = text[..text.len() - 1].trim().parse().ok().filter(|n| (1..=10_000).contains(n))?;
    Some(Duration::from_secs(number * unit))
}

/// A time as [`parse_time`] reads it.
pub fn print_time(time: Duration) -> String {
    let seconds = time.as_secs().max(MINUTE);
    let fitting = UNITS.into_iter().find(|(_, unit)| seconds.is_multiple_of(*unit));
    let (letter, unit) = fitting.unwrap_or(('m', MINUTE));
    format!("{}{letter}", seconds / unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_and_a_unit() {
        for (typed, seconds) in [
            ("30m", Some(30 * MINUTE)),
            (" 2 h", Some(2 * HOUR)),
            ("7d", Some(7 * DAY)),
            ("26w", Some(182 * DAY)),
            ("2y", Some(730 * DAY)),
            ("0m", None),
            ("10", None),
            ("h", None),
            ("é", None),
            ("", None),
        ] {
            assert_eq!(parse_time(typed).map(|time| time.as_secs()), seconds, "{typed}");
        }
        for typed in ["30m", "90m", "25h", "10d", "26w", "2y"] {
            assert_eq!(parse_time(typed).map(print_time).as_deref(), Some(typed));
        }
    }
}
