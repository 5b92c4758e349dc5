//! Dates as people and programs write them: ISO 8601, RFC 2822, `Dec. 23, 2014`, `2014년 12월 23일`, `26-FEB-1987 15:18`.
//!
//! It never asks the clock: a date without a year takes one only from a time the caller names.

mod feed;

pub use feed::read_date;

use jiff::civil::{self, DateTime};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

/// The years a date may name; others are mistakes.
const YEARS: std::ops::RangeInclusive<i16> = 1500..=2200;

/// A date as written: what it leaves out is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Written {
    year: Option<i16>,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<(i8, i8, i8)>,
    offset: Option<Offset>,
    /// A zone whose offset depends on the season, as a POSIX rule; an explicit offset overrides it.
    zone: Option<&'static str>,
    /// When the half of the day begins that the hours count from: 0 or 12 hours after midnight.
    half: Option<i8>,
    /// Numbers are parted by full stops, as where the day comes first.
    dotted: bool,
}

/// Reads a date; one that leaves out its zone is in UTC, one that leaves out its time is at midnight. A date without a
/// year is the one nearest before `near`, or none.
pub(super) fn read(text: &str, near: Option<Timestamp>) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > 80 {
        return None;
    }
    // Only what begins with its year can be exact to the last figure; to ask costs an error elsewhere.
    let begins_with_year = text.bytes().take(4).all(|b| b.is_ascii_digit());
    if let Some(exact) = begins_with_year.then(|| text.parse::<Timestamp>().ok()).flatten() {
        return Some(exact).filter(|time| YEARS.contains(&time.to_zoned(TimeZone::UTC).year()));
    }
    written(text)?.resolve(near)
}

impl Written {
    fn resolve(self, near: Option<Timestamp>) -> Option<Timestamp> {
        let (month, day) = (self.month?, self.day.unwrap_or(1));
        if self.year.is_none() && self.day.is_none() {
            return None;
        }
        let at = |year: i16| {
            let (hour, minute, second) = self.time.unwrap_or((0, 0, 0));
            let hour = match self.half {
                Some(half) if hour <= 12 => hour % 12 + half,
                _ => hour,
            };
            // The end of a day may be written as its hour 24.
            let midnight = (hour, minute) == (24, 0);
            let date = civil::Date::new(year, month, day).ok()?;
            let date = if midnight { date.tomorrow().ok()? } else { date };
            let time = civil::Time::new(if midnight { 0 } else { hour }, minute, second.min(59), 0).ok()?;
            let zone = match (self.offset, self.zone) {
                (None, Some(rule)) => TimeZone::posix(rule).ok()?,
                (offset, _) => TimeZone::fixed(offset.unwrap_or(Offset::UTC)),
            };
            DateTime::from_parts(date, time).to_zoned(zone).ok().map(|zoned| zoned.timestamp())
        };
        match self.year {
            Some(year) => Some(year).filter(|year| YEARS.contains(year)).and_then(at),
            // A text is older than its file; two days are left for clocks and zones.
            None => {
                let latest = near? + SignedDuration::from_hours(48);
                let year = latest.to_zoned(TimeZone::UTC).year();
                [year, year - 1].into_iter().filter_map(at).find(|time| *time <= latest)
            }
        }
    }
}

/// Takes a date apart into words and numbers, and sees what each can be. Anything it does not know makes it no date.
fn written(text: &str) -> Option<Written> {
    let mut date = Written::default();
    let mut numbers: Vec<(i32, usize)> = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            rest = take_number(rest, &mut date, &mut numbers)?;
        } else if first.is_alphabetic() {
            let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
            take_word(&rest[..end], &mut date)?;
            rest = &rest[end..];
        } else if matches!(first, '+' | '-' | '−')
            && date.time.is_some()
            && date.offset.is_none_or(|offset| offset == Offset::UTC)
        {
            rest = take_offset(rest, &mut date)?;
        } else if first.is_whitespace() || matches!(first, ',' | '.' | '-' | '/' | '(' | ')' | ':' | '|' | '–') {
            rest = &rest[first.len_utf8()..];
        } else {
            return None;
        }
    }
    place(&numbers, &mut date)?;
    (date.month.is_some() && (date.day.is_some() || date.year.is_some())).then_some(date)
}

/// A number: a time of day, one that names its unit, or one to be placed when all are known.
fn take_number<'a>(text: &'a str, date: &mut Written, numbers: &mut Vec<(i32, usize)>) -> Option<&'a str> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (digits, mut rest) = text.split_at(end);
    if digits.len() == 8 && date.time.is_none() && numbers.is_empty() {
        for part in [&digits[..4], &digits[4..6], &digits[6..]] {
            numbers.push((part.parse().ok()?, part.len()));
        }
        return Some(rest);
    }
    let number: i32 = digits.parse().ok().filter(|_| digits.len() <= 4)?;
    let colon = rest.strip_prefix(':').filter(|r| r.starts_with(|c: char| c.is_ascii_digit()));
    if let (Some(after), None, true) = (colon, date.time, digits.len() <= 2) {
        let mut parts = [number as i8, 0, 0];
        rest = after;
        for (at, part) in parts.iter_mut().enumerate().skip(1) {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            *part = rest[..end].parse().ok()?;
            rest = &rest[end..];
            match rest.strip_prefix(':') {
                Some(after) if at == 1 => rest = after,
                _ => break,
            }
        }
        // Fractions of a second change no date.
        if let Some(fraction) = rest.strip_prefix('.') {
            rest = fraction.trim_start_matches(|c: char| c.is_ascii_digit());
        }
        date.time = Some((parts[0], parts[1], parts[2]));
        return Some(rest);
    }
    let unit = rest.trim_start();
    for (name, slot) in [("년", 0), ("年", 0), ("월", 1), ("月", 1), ("일", 2), ("日", 2)] {
        if let Some(after) = unit.strip_prefix(name) {
            match slot {
                0 => date.year = i16::try_from(number).ok(),
                1 => date.month = i8::try_from(number).ok(),
                _ => date.day = i8::try_from(number).ok(),
            }
            return Some(after);
        }
    }
    date.dotted |= rest.strip_prefix('.').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let suffix = ["st", "nd", "rd", "th"].iter().find_map(|suffix| rest.strip_prefix(suffix));
    numbers.push((number, digits.len()));
    Some(suffix.unwrap_or(rest))
}

/// A word of a date: a month, a weekday, a zone, half a day.
fn take_word(word: &str, date: &mut Written) -> Option<()> {
    let lower = word.to_lowercase();
    if let Some(month) = month(&lower) {
        date.month = Some(month);
        return Some(());
    }
    match lower.as_str() {
        "z" | "utc" | "gmt" => date.offset = Some(Offset::UTC),
        "est" => date.offset = Some(Offset::constant(-5)),
        "edt" | "cdt" => date.offset = Some(Offset::constant(if lower == "edt" { -4 } else { -5 })),
        "cst" => date.offset = Some(Offset::constant(-6)),
        "mst" | "pdt" => date.offset = Some(Offset::constant(-7)),
        "pst" => date.offset = Some(Offset::constant(-8)),
        "kst" | "jst" => date.offset = Some(Offset::constant(9)),
        "cet" | "bst" => date.offset = Some(Offset::constant(1)),
        "cest" => date.offset = Some(Offset::constant(2)),
        "et" => date.zone = Some("EST5EDT,M3.2.0,M11.1.0"),
        "ct" => date.zone = Some("CST6CDT,M3.2.0,M11.1.0"),
        "mt" => date.zone = Some("MST7MDT,M3.2.0,M11.1.0"),
        "pt" => date.zone = Some("PST8PDT,M3.2.0,M11.1.0"),
        // Before a time it is the word "at".
        "at" if date.time.is_some() => date.zone = Some("AST4ADT,M3.2.0,M11.1.0"),
        "pm" | "오후" | "下午" | "午後" | "午后" => date.half = Some(12),
        "am" | "오전" | "上午" | "午前" => date.half = Some(0),
        "t" | "at" | "of" | "on" | "published" | "updated" | "posted" => {}
        day if ["mon", "tue", "wed", "thu", "fri", "sat", "sun"].iter().any(|d| day.starts_with(d)) => {}
        _ => return None,
    }
    Some(())
}

/// The number of a month by its English name or the beginning of it.
pub(super) fn month(word: &str) -> Option<i8> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = if word == "sept" { "sep" } else { word };
    let at = NAMES.iter().position(|name| *name == word || (word.len() == 3 && name.starts_with(word)))?;
    i8::try_from(at + 1).ok()
}

fn take_offset<'a>(text: &'a str, date: &mut Written) -> Option<&'a str> {
    let sign = if text.starts_with('+') { 1 } else { -1 };
    let rest = text.trim_start_matches(['+', '-', '−']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(rest.len());
    let short = rest[..end].find(':') == Some(1);
    let digits: String =
        short.then_some('0').into_iter().chain(rest[..end].chars().filter(char::is_ascii_digit)).collect();
    let (hours, minutes): (i32, i32) = match digits.len() {
        1 | 2 => (digits.parse().ok()?, 0),
        3 | 4 => (digits[..2].parse().ok()?, digits[2..].parse().ok()?),
        _ => return None,
    };
    date.offset = Some(Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()?);
    Some(&rest[end..])
}

/// Gives bare numbers their meaning: four digits are a year; year first means month and day; beside the name of a month
/// one is the day. Day and month in figures, year last, are read only where they cannot be mistaken.
fn place(numbers: &[(i32, usize)], date: &mut Written) -> Option<()> {
    let small = |n: i32| i8::try_from(n).ok();
    let year = |n: i32| i16::try_from(n).ok();
    match (numbers, date.month) {
        ([], _) => {}
        ([(d, 1..=2)], Some(_)) if date.day.is_none() => date.day = small(*d),
        ([(y, 4)], Some(_)) => date.year = year(*y),
        ([(d, 1..=2), (y, 4)] | [(y, 4), (d, 1..=2)], Some(_)) => (date.day, date.year) = (small(*d), year(*y)),
        ([(y, 4), (m, 1..=2)], None) => (date.year, date.month) = (year(*y), small(*m)),
        ([(y, 4), (m, 1..=2), (d, 1..=2)], None) => {
            (date.year, date.month, date.day) = (year(*y), small(*m), small(*d));
        }
        ([(d, 1..=2), (y, 2)], Some(_)) => {
            (date.day, date.year) = (small(*d), year(if *y < 70 { 2000 } else { 1900 } + y))
        }
        ([(d, 1..=2), (m, 1..=2), (y, 4)], None) if date.dotted && *m <= 12 => {
            (date.year, date.month, date.day) = (year(*y), small(*m), small(*d));
        }
        ([(a, 1..=2), (b, 1..=2), (y, 4)], None) if (*a > 12) != (*b > 12) || a == b => {
            let (day, month) = if *a > 12 { (a, b) } else { (b, a) };
            (date.year, date.month, date.day) = (year(*y), small(*month), small(*day));
        }
        _ => return None,
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let near = "2015-01-10T00:00:00Z".parse().ok();
        let found = read(text, near).map_or("none".to_owned(), |time| time.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_read_as_they_are_written() {
        for (text, expected) in [
            ("2014-12-23T10:11:12+09:00", "2014-12-23T01:11:12Z"),
            ("2014-12-23T10:11:12.5", "2014-12-23T10:11:12Z"),
            ("2014-12-23", "2014-12-23T00:00:00Z"),
            ("20141223", "2014-12-23T00:00:00Z"),
            ("2014-12-23 10:11 +0900", "2014-12-23T01:11:00Z"),
            ("Tue, 23 Dec 2014 10:11:12 GMT", "2014-12-23T10:11:12Z"),
            ("Dec. 23, 2014", "2014-12-23T00:00:00Z"),
            ("December 23rd, 2014 at 3:05 PM EST", "2014-12-23T20:05:00Z"),
            ("26-FEB-1987 15:18:06.67", "1987-02-26T15:18:06Z"),
            ("2014년 12월 23일", "2014-12-23T00:00:00Z"),
            ("2010.  11.  12.", "2010-11-12T00:00:00Z"),
            ("2021년 1월", "2021-01-01T00:00:00Z"),
            ("23/12/2014", "2014-12-23T00:00:00Z"),
            ("2014-12-23 오후 3:04:05", "2014-12-23T15:04:05Z"),
            ("2014-12-23 오전 12:30", "2014-12-23T00:30:00Z"),
            ("2014. 12. 23. 오후 12:30", "2014-12-23T12:30:00Z"),
            ("2014/12/23 午後3:04", "2014-12-23T15:04:00Z"),
            ("2014年12月23日 上午 9:00", "2014-12-23T09:00:00Z"),
            ("12:00 AM, Dec. 23, 2014", "2014-12-23T00:00:00Z"),
            ("2014-12-23 15:04 PM", "2014-12-23T15:04:00Z"),
            ("Dec. 23, 2014 10:00 ET", "2014-12-23T15:00:00Z"),
            ("July 23, 2014 at 10:00 AM PT", "2014-07-23T17:00:00Z"),
            ("July 23, 2014 at 10:00 AT", "2014-07-23T13:00:00Z"),
            ("Tue,\n  23\tDec 2014\r\n10:00 CT", "2014-12-23T16:00:00Z"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn a_date_without_a_year_takes_the_one_before_its_file() {
        check("Dec. 23", "2014-12-23T00:00:00Z");
        check("Jan 9", "2015-01-09T00:00:00Z");
        assert_eq!(read("Dec. 23", None), None);
    }

    #[test]
    fn what_is_no_date_or_could_be_two_is_none() {
        for text in ["", "05/06/2014", "yesterday", "2014", "may", "Dec. 45", "0000-00-00", "2014-13-40", "12", "a-b-c"]
        {
            check(text, "none");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads(text in ".{0,60}", digits in "[0-9 :./T+-]{0,30}") {
            read(&text, Some(Timestamp::UNIX_EPOCH));
            read(&digits, Some(Timestamp::UNIX_EPOCH));
        }
    }
}
