//! Times as typed in a query: a date, a day by its name, or a span before now.
//!
//! It asks no clock: what time it is, and where, is an input.

use jiff::civil::Date;
use jiff::{ToSpan, Zoned};

/// A time as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// The beginning of a year, month or day: `2014`, `2014-12`, `2014-12-23`.
    Date {
        /// Year, 1 to 9999.
        year: i16,
        /// Month, 1 to 12.
        month: Option<i8>,
        /// Day, 1 to 31, where the month has it.
        day: Option<i8>,
    },
    /// The beginning of the reader's day: `today`.
    Today,
    /// The beginning of the day before: `yesterday`.
    Yesterday,
    /// So long before now: `3d`.
    Ago(u16, Span),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// `h`
    Hours,
    /// `d`
    Days,
    /// `w`
    Weeks,
    /// `m`
    Months,
    /// `y`
    Years,
}

/// Days by their names.
const DAYS: [(&str, When); 2] = [("today", When::Today), ("yesterday", When::Yesterday)];

impl When {
    /// The second it means, where the clock shows `now`; a time that no calendar has is as far away as can be.
    pub fn resolve(self, now: &Zoned) -> i64 {
        let time = match self {
            When::Date { year, month, day } => Date::new(year, month.unwrap_or(1), day.unwrap_or(1))
                .and_then(|date| date.to_zoned(now.time_zone().clone())),
            When::Today => now.start_of_day(),
            When::Yesterday => now.yesterday().and_then(|day| day.start_of_day()),
            When::Ago(n, span) => now.checked_sub(match span {
                Span::Hours => i64::from(n).hours(),
                Span::Days => i64::from(n).days(),
                Span::Weeks => i64::from(n).weeks(),
                Span::Months => i64::from(n).months(),
                Span::Years => i64::from(n.min(9_998)).years(),
            }),
        };
        time.map_or(i64::MIN, |time| time.timestamp().as_second())
    }

    /// Whether a value is no time, but would be with one more character, or with the rest of a day's name.
    pub(super) fn is_half(value: &str) -> bool {
        let with = |more: &str| When::read(&format!("{value}{more}")).is_some();
        let lower = value.to_ascii_lowercase();
        let begins_a_day = DAYS.iter().any(|(name, _)| name.starts_with(&lower));
        When::read(value).is_none()
            && (value.bytes().all(|b| b.is_ascii_digit()) && with("d") || with("1") || begins_a_day)
    }

    /// Reads what follows `after:` or `before:`.
    pub(super) fn read(value: &str) -> Option<When> {
        if let Some((_, day)) = DAYS.iter().find(|(name, _)| name.eq_ignore_ascii_case(value)) {
            return Some(*day);
        }
        if let Some((last, unit)) = value.char_indices().next_back().filter(|(_, c)| c.is_ascii_alphabetic()) {
            let span = match unit.to_ascii_lowercase() {
                'h' => Span::Hours,
                'd' => Span::Days,
                'w' => Span::Weeks,
                'm' => Span::Months,
                'y' => Span::Years,
                _ => return None,
            };
            return Some(When::Ago(number(&value[..last], 1..=5)?, span));
        }
        let mut parts = value.split('-');
        let year = number(parts.next()?, 4..=4)?;
        let mut part = || parts.next().map(|part| number(part, 1..=2));
        let (month, day) = (part(), part());
        let (month, day) = (month.map_or(Some(None), |m| m.map(Some))?, day.map_or(Some(None), |d| d.map(Some))?);
        let is_date = Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).is_ok() && parts.next().is_none();
        (is_date && year > 0).then_some(When::Date { year, month, day })
    }
}

fn number<N: std::str::FromStr>(text: &str, length: std::ops::RangeInclusive<usize>) -> Option<N> {
    let is_number = length.contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}
