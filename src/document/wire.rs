//! What wire copy says of itself in plain text: headline, byline, dateline, the agency's credit at the end.
//!
//! It changes no text, and guesses no year: without one, and without a time near it, a dateline has no date.

use super::date;
use crate::text::{cut, width};
use jiff::Timestamp;

/// The widest line that can be a headline, and the widest title made of a first sentence, in columns.
const HEADLINE: usize = 120;
const TITLE: usize = 100;
/// How much of a paragraph can be a dateline.
const DATELINE: usize = 120;

/// Agencies as they sign, the longer names of one first.
const AGENCIES: [&str; 48] = [
    // Signs the guide's own piece of wire copy.
    "Byline Wire",
    "Yonhap News Agency",
    "Yonhap",
    "Reuters",
    "Reuter",
    "Associated Press",
    "AP",
    "Agence France-Presse",
    "AFP",
    "UPI",
    "dpa",
    "DPA",
    "ANSA",
    "EFE",
    "TASS",
    "ITAR-TASS",
    "Xinhua",
    "Kyodo News",
    "Kyodo",
    "Jiji",
    "Bloomberg",
    "IANS",
    "PTI",
    "ANI",
    "AAP",
    "KCNA",
    "BBC",
    "CNN",
    "CNA",
    "PNA",
    "Interfax",
    "RIA Novosti",
    "Anadolu Agency",
    "Newsis",
    "News1",
    "연합뉴스",
    "뉴시스",
    "뉴스1",
    "로이터",
    "共同",
    "共同通信",
    "時事",
    "時事通信",
    "ロイター",
    "新华社",
    "新華社",
    "中新社",
    "中央社",
];

/// What a dateline says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Dateline {
    /// The agency it names.
    pub agency: Option<String>,
    /// The reporter it names.
    pub reporter: Option<String>,
    /// The date it names.
    pub date: Option<Timestamp>,
    /// How many bytes of the paragraph it takes.
    pub length: usize,
}

/// The number of the line that is the headline: short, without a full stop, followed by a blank line or longer text.
pub(super) fn headline(lines: &[&str]) -> Option<usize> {
    let at = lines.iter().position(|line| line.chars().any(char::is_alphanumeric))?;
    let line = lines[at].trim();
    let columns = width(line);
    if columns > HEADLINE || ends_sentence(line) || byline(line).is_some() || dateline(line, None).is_some() {
        return None;
    }
    let next = lines.get(at + 1)?.trim();
    let follows = match next {
        "" => lines[at + 1..].iter().any(|line| !line.trim().is_empty()),
        next => byline(next).is_some() || (width(next) >= 80 && width(next) * 5 > columns * 8),
    };
    follows.then_some(at)
}

/// Whether a line ends as sentences do, and headlines do not.
fn ends_sentence(line: &str) -> bool {
    let end = line.trim_end_matches(['"', '\'', '”', '’', ')', ']', '」', '』']);
    let initials = end.ends_with('.') && end.chars().rev().nth(2).is_some_and(|c| c == '.' || c == ' ');
    (end.ends_with(['.', '。', '．', ':', ',', ';']) && !end.ends_with("..") && !initials) || end.ends_with("다.")
}

/// The first sentence of a text, cut at a word where it is long.
pub(super) fn first_sentence(text: &str) -> String {
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if closes(word, &line) || line.len() > 16 * TITLE {
            break;
        }
    }
    let line = cjk_sentence(&line);
    if width(line) <= TITLE {
        return line.to_owned();
    }
    let head = cut(line, TITLE - 1);
    let end = head.rfind(' ').filter(|at| *at > head.len() / 2).unwrap_or(head.len());
    format!("{}…", head[..end].trim_end_matches([' ', ',', ';', ':', '-', '–', '—']))
}

/// Whether a word ends a sentence: not an initial, an abbreviation, or a number.
fn closes(word: &str, line: &str) -> bool {
    let bare = word.trim_end_matches(['"', '\'', '”', '’', ')', ']']);
    if bare.ends_with(['!', '?', '。', '！', '？']) {
        return true;
    }
    let Some(stem) = bare.strip_suffix('.') else { return false };
    let short = stem.trim_start_matches(['(', '"', '“', '‘']);
    let known =
        ["Mr", "Mrs", "Ms", "Dr", "Prof", "Sen", "Rep", "Gov", "Gen", "Lt", "Col", "Sgt", "St", "No", "vs", "Corp"];
    let abbreviates = short.contains('.')
        || short.chars().count() <= 1
        || known.contains(&short)
        || date::month(&short.to_lowercase()).is_some_and(|_| short.len() <= 4)
        || ["Inc", "Ltd", "Co", "Jr", "Sr", "Mt", "Ft", "Rev", "Hon", "Capt"].contains(&short);
    !abbreviates && line.chars().filter(|c| c.is_alphanumeric()).count() > 8
}

/// A sentence of Chinese or Japanese ends without a space behind it.
fn cjk_sentence(line: &str) -> &str {
    line.find('。').map_or(line, |at| &line[..at + '。'.len_utf8()])
}

/// The names a line lists that is nothing but a byline: `By Jane Roe and John Doe`, `홍길동 기자`.
pub(super) fn byline(line: &str) -> Option<Vec<String>> {
    let line = line.trim();
    if line.len() > 120 {
        return None;
    }
    if let Some(rest) = ["By ", "BY ", "by "].iter().find_map(|by| line.strip_prefix(by)) {
        let mut names = Vec::new();
        for part in rest.split(" and ").flat_map(|part| part.split([',', '&', '/'])) {
            let part = part.trim().trim_end_matches('.');
            if !part.is_empty() && is_name(part) {
                names.push(part.to_owned());
            }
        }
        let listed = rest.split(" and ").flat_map(|part| part.split([',', '&', '/'])).count();
        return (!names.is_empty() && names.len() * 2 >= listed && !ends_sentence(rest)).then_some(names);
    }
    let (name, rest) = line.split_once(" 기자").or_else(|| line.split_once(" 특파원"))?;
    let rest = rest.trim();
    let name = name.trim().rsplit(['=', ' ']).next().unwrap_or("");
    (is_korean_name(name) && (rest.is_empty() || (rest.contains('@') && !rest.contains(' '))))
        .then(|| vec![name.to_owned()])
}

/// Two to five words, each beginning with a capital but for particles.
fn is_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let capital = |word: &&str| word.chars().next().is_some_and(char::is_uppercase) || is_agency(word);
    let particle =
        |word: &&str| matches!(*word, "de" | "van" | "von" | "der" | "bin" | "al" | "da" | "di" | "la" | "le" | "of");
    (1..=5).contains(&words.len())
        && words.iter().all(|word| capital(word) || particle(word))
        && text.chars().all(|c| c.is_alphabetic() || " .'’-".contains(c))
}

fn is_korean_name(name: &str) -> bool {
    (2..=4).contains(&name.chars().count()) && name.chars().all(|c| ('가'..='힣').contains(&c))
}

/// Whether a name is one that agencies sign with.
fn is_agency(name: &str) -> bool {
    AGENCIES.contains(&name)
}

/// The agency that signs the last paragraph: `… (Yonhap)`, or a line `Reuter` of its own.
pub(super) fn credit(lines: &[&str]) -> Option<String> {
    let mut last = lines.iter().rev().map(|line| line.trim_matches(|c: char| c.is_whitespace() || c.is_control()));
    let last = last.find(|line| line.chars().any(char::is_alphanumeric))?;
    if is_agency(last) {
        return Some(last.to_owned());
    }
    let inner = last.strip_suffix(')').and_then(|open| open.rsplit_once('(')).map(|(_, inner)| inner);
    let inner = inner.or_else(|| last.strip_suffix('】').and_then(|open| open.rsplit_once('【')).map(|(_, i)| i))?;
    agency_in(inner)
}

/// The agency among the words in brackets.
fn agency_in(inner: &str) -> Option<String> {
    let inner = inner.trim().trim_start_matches("c) ").trim_start_matches("Source: ");
    if is_agency(inner) {
        return Some(inner.to_owned());
    }
    let part = inner.split(['/', ',', '=', '＝', ' ', '-']).find(|part| is_agency(part.trim()))?;
    (inner.chars().count() <= 40).then(|| part.trim().to_owned())
}

/// The dateline a paragraph opens with.
pub(super) fn dateline(paragraph: &str, near: Option<Timestamp>) -> Option<Dateline> {
    let text = paragraph.trim_start();
    let skipped = paragraph.len() - text.len();
    let found = bracketed(text, near).or_else(|| dashed(text, near))?;
    Some(Dateline { length: found.length + skipped, ..found })
}

/// `(서울=연합뉴스) 홍길동 기자 = …`, `【6月18日 AFP】…`, `［東京　６日　ロイター］ …`, `新华社北京6月18日电（记者张三）…`
fn bracketed(text: &str, near: Option<Timestamp>) -> Option<Dateline> {
    let pairs = [('(', ')'), ('[', ']'), ('【', '】'), ('［', '］'), ('（', '）')];
    if let Some(rest) = text.strip_prefix("新华社").or_else(|| text.strip_prefix("新華社")) {
        let end = rest.find(['电', '電']).filter(|end| *end < DATELINE)?;
        let place = rest[..end].trim_start_matches(|c: char| !c.is_ascii_digit());
        let length = text.len() - rest.len() + end + '电'.len_utf8();
        return Some(Dateline {
            agency: Some("新华社".to_owned()),
            date: date::read(place, near),
            length,
            ..Dateline::default()
        });
    }
    let (open, close) = *pairs.iter().find(|(open, _)| text.starts_with(*open))?;
    let end = text.find(close).filter(|end| *end < DATELINE)?;
    let inner = text[open.len_utf8()..end].replace(['　', '＝', '='], " ");
    let agency = inner.split_whitespace().find_map(|part| {
        AGENCIES.iter().find(|agency| part == **agency || (!part.is_ascii() && part.ends_with(**agency)))
    })?;
    let dated = inner.split_whitespace().find_map(|part| date::read(part, near));
    let mut found = Dateline {
        agency: Some((*agency).to_owned()),
        date: dated,
        length: end + close.len_utf8(),
        ..Dateline::default()
    };
    let rest = &text[found.length..];
    if let Some((reporter, _)) = rest.split_once('=').filter(|(reporter, _)| reporter.len() < DATELINE) {
        let names = reporter.replace("특파원", "").replace("기자", "");
        let name = names.split_whitespace().next().unwrap_or("");
        if is_korean_name(name) {
            found.reporter = Some(name.to_owned());
            found.length += reporter.len() + 1;
        }
    }
    Some(found)
}

/// `SEOUL, Dec. 23 (Yonhap) -- …`, `NEW YORK, Feb 26 - …`, `LONDON (Reuters) – …`
fn dashed(text: &str, near: Option<Timestamp>) -> Option<Dateline> {
    let head = super::beginning(text, DATELINE);
    let (at, dash) = [" -- ", "-- ", " — ", " – ", " - ", "— ", " --", " -"]
        .iter()
        .filter_map(|dash| head.find(dash).map(|at| (at, dash.len())))
        .filter(|(at, length)| *length > 2 || at + length == text.len())
        .min()?;
    let head = head[..at].trim();
    let (head, agency) = match head.strip_suffix(')').and_then(|open| open.rsplit_once('(')) {
        Some((place, inner)) => (place.trim(), Some(agency_in(inner)?)),
        None => (head, None),
    };
    let parts: Vec<&str> = head.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
    let dated = |from: usize| date::read(&parts[from..].join(", "), near.or(Some(Timestamp::UNIX_EPOCH))).is_some();
    let from = (1..parts.len()).find(|from| dated(*from)).unwrap_or(parts.len());
    let date = if from < parts.len() { date::read(&parts[from..].join(", "), near) } else { None };
    let place = parts.first()?;
    let shouts = place.chars().filter(|c| c.is_alphabetic()).count() > 2 && !place.chars().any(char::is_lowercase);
    let plausible = parts[..from].iter().all(|part| is_place(part));
    let known = from < parts.len() || agency.is_some() || (shouts && parts.len() <= 2);
    (plausible && known).then(|| Dateline { agency, date, length: at + dash, reporter: None })
}

fn is_place(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    (1..=4).contains(&words.len())
        && words.iter().all(|word| word.chars().next().is_some_and(char::is_uppercase))
        && text.chars().all(|c| c.is_alphabetic() || " .'’-/".contains(c))
}
