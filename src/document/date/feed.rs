//! Dates as feeds write them: month names and weekdays of many languages, zones by name, seconds since 1970, comments.
//!
//! A date in other words is put into plain ones; `date` reads those.

use jiff::Timestamp;

/// Reads the date of a feed or an entry: as every date, and then more generously, since here it can be nothing else.
pub fn read_date(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if text.is_empty() || text.len() > 200 {
        return None;
    }
    super::read(text, None).or_else(|| since_1970(text)).or_else(|| beginning(&put_plainly(text)))
}

/// Seconds, or milliseconds, since 1970, as long as they name a time in which there were feeds.
fn since_1970(text: &str) -> Option<Timestamp> {
    let number: i64 = text.parse().ok()?;
    match text.len() {
        9 | 10 => Timestamp::from_second(number).ok(),
        12 | 13 => Timestamp::from_millisecond(number).ok(),
        _ => None,
    }
}

/// The date that a text begins with: some programs write it twice, or something behind it.
fn beginning(text: &str) -> Option<Timestamp> {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=words.len().min(12)).rev().find_map(|end| super::read(&words[..end].join(" "), None))
}

/// The same date with English months, zones as offsets, and without what says nothing: weekdays and comments.
fn put_plainly(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if first.is_alphabetic() {
            rest.find(|c: char| !c.is_alphabetic() && c != '\'').unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        rest = after;
        match first {
            '(' => rest = rest.find(')').map_or("", |end| &rest[end + 1..]),
            _ if first.is_whitespace() => plain.push(' '),
            _ if first.is_control() => break,
            _ if !first.is_alphabetic() => plain.push(digit(first).unwrap_or(first)),
            _ => put_word(piece, &mut plain),
        }
    }
    plain
}

/// A digit of the Arabic scripts as one of ours.
fn digit(c: char) -> Option<char> {
    let zero = ['٠', '۰'].into_iter().find(|zero| (0..10).contains(&(u32::from(c).wrapping_sub(u32::from(*zero)))))?;
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

fn put_word(word: &str, plain: &mut String) {
    let lower = word.to_lowercase();
    let digits = plain.bytes().any(|b| b.is_ascii_digit());
    if let Some((month, _)) = MONTHS.iter().find(|(_, names)| names.split(' ').any(|name| name == lower)) {
        plain.extend([" ", *month, " "]);
    } else if let Some((_, offset)) = ZONES.iter().find(|(name, _)| *name == lower).filter(|_| digits) {
        plain.push_str(offset);
    } else if digits || super::month(&lower).is_some() {
        plain.push_str(word);
    }
    // An unknown word before any figure is a weekday, in whatever language.
}

/// The months as other languages call and shorten them.
const MONTHS: [(&str, &str); 12] = [
    (
        "Jan",
        "januar jänner jän janvier janv gennaio gen enero ene janeiro januari jaan января январь янв stycznia sty sij \
         tammikuu tammikuuta ocak oca ιαν január jan leden ledna led",
    ),
    (
        "Feb",
        "februar février fevrier févr fév fev febbraio febrero fevereiro februari februára фев февр февраля lutego lut \
         helmikuu helmikuuta şubat şub φεβ február únor února úno",
    ),
    (
        "Mar",
        "märz maerz mär mrz mars marzo março maart mrt марта март мар marca marzec maaliskuu maaliskuuta mart μαρ μάρ \
         március márc březen března bře",
    ),
    (
        "Apr",
        "avril avr aprile abril abr апреля апр kwietnia kwi huhtikuu huhtikuuta nisan nis απρ április ápr duben dubna dub",
    ),
    (
        "May",
        "mai maggio mag mayo maio mei maj мая май maja toukokuu toukokuuta mayıs μάι μαϊ május máj květen května kvě",
    ),
    (
        "Jun",
        "juni juin giugno giu junio junho июня июн czerwca cze kesäkuu kesäkuuta haziran haz ιουν június jún červen června \
         čvn",
    ),
    (
        "Jul",
        "juli juillet juil luglio lug julio julho июля июл lipca lip heinäkuu heinäkuuta temmuz tem ιουλ július júl \
         července červenec čvc",
    ),
    (
        "Aug",
        "août aout agosto ago augustus augusti августа авг sierpnia sie elokuu elokuuta ağustos ağu αυγ αύγ augusztus srpen \
         srpna srp",
    ),
    (
        "Sep",
        "septembre settembre set sett septiembre setembro сентября сент сен września wrz syyskuu syyskuuta eylül eyl σεπ \
         szeptember szept září",
    ),
    (
        "Oct",
        "oktober okt octobre ottobre ott octubre outubro out октября окт października paź lokakuu lokakuuta ekim eki οκτ \
         október říjen října říj",
    ),
    (
        "Nov",
        "novembre noviembre novembro ноября ноя нояб listopada lis marraskuu marraskuuta kasım kas νοε νοέ listopad",
    ),
    (
        "Dec",
        "dezember dez décembre déc dicembre dic diciembre dezembro desember des декабря дек grudnia gru joulukuu joulukuuta \
         aralık ara δεκ prosinec prosince pro",
    ),
];

/// Zones by name, besides those every text may use.
const ZONES: [(&str, &str); 34] = [
    ("ut", "+0000"),
    ("wet", "+0000"),
    ("west", "+0100"),
    ("mez", "+0100"),
    ("mesz", "+0200"),
    ("met", "+0100"),
    ("mest", "+0200"),
    ("eet", "+0200"),
    ("eest", "+0300"),
    ("sast", "+0200"),
    ("msk", "+0300"),
    ("msd", "+0400"),
    ("eat", "+0300"),
    ("gst", "+0400"),
    ("pkt", "+0500"),
    ("ist", "+0530"),
    ("npt", "+0545"),
    ("ict", "+0700"),
    ("wib", "+0700"),
    ("hkt", "+0800"),
    ("sgt", "+0800"),
    ("pht", "+0800"),
    ("awst", "+0800"),
    ("acst", "+0930"),
    ("aest", "+1000"),
    ("aedt", "+1100"),
    ("nzst", "+1200"),
    ("nzdt", "+1300"),
    ("akst", "-0900"),
    ("akdt", "-0800"),
    ("hst", "-1000"),
    ("ast", "-0400"),
    ("adt", "-0300"),
    ("brt", "-0300"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let found = read_date(text).map_or("none".to_owned(), |time| time.to_string());
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn dates_of_feeds_read_in_every_shape_seen() {
        for (text, expected) in [
            ("Sun, 22 Nov 2026 09:00:00 +0900", "2026-11-22T00:00:00Z"),
            ("Sun,22 Nov 2026 09:00:00+0900", "2026-11-22T00:00:00Z"),
            ("\n    Sun,\n    22 Nov 2026\n    09:00:00 +0900\n  ", "2026-11-22T00:00:00Z"),
            ("Sun, 22 Nov 2026\t09:00:00 +0900", "2026-11-22T00:00:00Z"),
            ("Dom,\n16 Jun 2024\t00:05:38 ET", "2024-06-16T04:05:38Z"),
            ("22 Nov 2026 09:00 KST", "2026-11-22T00:00:00Z"),
            ("Sun 22 Nov 26", "2026-11-22T00:00:00Z"),
            ("Tue, 19 Oct 99 11:09:11 -0400", "1999-10-19T15:09:11Z"),
            ("Sunday, 06-Nov-94 08:49:37 GMT", "1994-11-06T08:49:37Z"),
            ("Sun Nov  6 08:49:37 1994", "1994-11-06T08:49:37Z"),
            ("Wed, Nov 25 2009 03:05:00 PM", "2009-11-25T15:05:00Z"),
            ("2026-11-22T09:00", "2026-11-22T09:00:00Z"),
            ("2026-11-22T24:00:00Z", "2026-11-23T00:00:00Z"),
            ("2026-11-22T09:00:00.123456789123Z", "2026-11-22T09:00:00Z"),
            ("2026-11-22T09:00:00+5:30", "2026-11-22T03:30:00Z"),
            ("9999-12-31T23:59:60Z", "none"),
            ("22.11.2026 09:00", "2026-11-22T09:00:00Z"),
            ("05.06.2014", "2014-06-05T00:00:00Z"),
            ("11/22/2026", "2026-11-22T00:00:00Z"),
            ("Sun, 22 Nov 2026 09:00:00 MSK", "2026-11-22T06:00:00Z"),
            ("Sun, 22 Nov 2026 09:00:00 GMT+0200 (EET)", "2026-11-22T07:00:00Z"),
            ("1763769600", "2025-11-22T00:00:00Z"),
            ("1763769600000", "2025-11-22T00:00:00Z"),
            ("٢٠٢٦-١١-٢٢", "2026-11-22T00:00:00Z"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn months_and_weekdays_of_other_languages_are_known() {
        for (text, expected) in [
            ("mer, 25 nov 2009 10:16:47 +0100", "2009-11-25T09:16:47Z"),
            ("일, 22 11 2026 09:00:00 +0900", "2026-11-22T00:00:00Z"),
            ("2026년 11월 22일 (일) 09:00", "2026-11-22T09:00:00Z"),
            ("22 ноября 2026", "2026-11-22T00:00:00Z"),
            ("Mi, 03 März 2021 10:00:00 MEZ", "2021-03-03T09:00:00Z"),
            ("mercredi 5 août 2020 à 10:00", "2020-08-05T00:00:00Z"),
            ("Κυρ, 11 Ιούλ 2004 12:00:00 EST", "none"),
            ("Dom, 16 Jun 2024 00:05:38 +0000 2024-06-16 00:05:38", "2024-06-16T00:05:38Z"),
        ] {
            check(text, expected);
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "yesterday",
            "Invalid date",
            "-1",
            "0",
            "99999999999999999999",
            "Mon, 00 Foo 0000 99:99:99 ZZZ",
            "Tue, 31 Feb 2026 25:61:61 GMT",
            "Mon, 01 Jan 0001 00:00:00 +0000",
            "2026-W47-7",
        ] {
            check(text, "none");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_reads(text in ".{0,60}", date in "[0-9 :./T+()가Jan,-]{0,40}") {
            read_date(&text);
            read_date(&date);
        }
    }
}
