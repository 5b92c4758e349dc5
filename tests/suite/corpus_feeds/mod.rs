//! Real feeds, and what other parsers' makers expect of them: every entry must come out, with title, link, id and date.
//!
//! Differences that are meant stand in a list with their reason; any other fails the test. `SHOW=name` prints what a
//! file gives.

mod expected;
mod known;

use crate::dice::Dice;
use crate::shared;
use byline::article::Media;
use byline::document::{parse, plain_text, read_date};
use byline::feed::{Answer, Entry, Feed, Hints, read};
use byline::text::decode;
use expected::Expected;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// A file of the corpus.
struct File {
    /// From the folder of the feeds.
    name: String,
    path: PathBuf,
    bytes: Vec<u8>,
}

fn files(folder: &Path) -> Vec<File> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(place) = open.pop() {
        for path in std::fs::read_dir(place).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                found.push(File { name, bytes: std::fs::read(&path).unwrap(), path });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The files that a person would call feeds, as they came from their servers.
fn feeds() -> Option<Vec<File>> {
    let mut files = files(&shared("corpus/feeds")?);
    files.retain(|file| !is_expectation(file) && !known::NO_FEED.iter().any(|(name, _)| file.name.ends_with(name)));
    for file in &mut files {
        let text = String::from_utf8_lossy(&file.bytes).into_owned();
        if file.name.contains("/rubycocos/") {
            // Behind a line of three hyphens stands what is expected.
            if let Some((feed, _)) = text.split_once("\n---") {
                file.bytes = feed.as_bytes().to_vec();
            }
        } else if file.name.ends_with(".jsonc") {
            let json = text.split_once("*/").map_or(text.as_str(), |(_, json)| json);
            file.bytes = json.as_bytes().to_vec();
        }
    }
    Some(files)
}

fn is_expectation(file: &File) -> bool {
    let name = file.name.as_str();
    let beside = |extension: &str| file.path.with_extension(extension).exists();
    name.ends_with(".serde.json")
        || name.ends_with("expected.json")
        || name.ends_with(".html-result")
        || (name.ends_with(".json") && (beside("xml") || beside("opml")))
}

/// The suite a file belongs to.
fn suite(name: &str) -> &str {
    let mut parts = name.split('/');
    match parts.next() {
        Some("parsers") => parts.next().unwrap_or(""),
        other => other.unwrap_or(""),
    }
}

fn feed_of(file: &File) -> Option<Feed> {
    match read(&file.bytes, &Hints::default()) {
        Answer::Feed(feed) => Some(feed),
        Answer::NotAFeed(_) => None,
    }
}

/// How many entries a file holds: its elements that hold a title, a link or a text, exact repeats once.
fn held(bytes: &[u8]) -> usize {
    let text = decode(bytes, None).text;
    if text.trim_start().starts_with('{') {
        let json: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
        let items = json["items"].as_array().cloned().unwrap_or_default();
        return items.iter().filter(|item| item.as_object().is_some_and(|item| !item.is_empty())).count();
    }
    let mut met = HashSet::new();
    let mut rest = text.as_str();
    while let Some(at) = rest.find('<') {
        rest = &rest[at..];
        let skipped = [("<!--", "-->"), ("<![CDATA[", "]]>")].iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, end)) = skipped {
            rest = rest.find(end).map_or("", |end| &rest[end..]);
            continue;
        }
        let tag = rest[1..].split(|c: char| c.is_whitespace() || c == '>' || c == '/').next().unwrap_or("");
        let local = tag.rsplit(':').next().unwrap_or("");
        if (local == "item" || local == "entry") && !tag.starts_with("media:") {
            let inside = rest.find(&format!("</{tag}>")).map_or(rest, |end| &rest[..end]);
            let holds = ["title>", "title ", "link", "description>", "encoded>", "content", "summary"];
            if holds.iter().any(|name| inside.contains(name)) {
                met.insert(inside);
            }
            rest = &rest[inside.len()..];
        }
        rest = rest.get(1..).unwrap_or("");
    }
    met.len()
}

#[test]
fn every_feed_gives_its_entries() {
    let Some(files) = feeds() else { return };
    let (mut wrong, mut entries) = (Vec::new(), 0);
    for file in &files {
        let Some(feed) = feed_of(file) else {
            wrong.push(format!("{}: no feed", file.name));
            continue;
        };
        if std::env::var("SHOW").is_ok_and(|name| file.name.contains(&name)) {
            println!("{}: {feed:#?}", file.name);
        }
        entries += feed.entries.len();
        let held = held(&file.bytes);
        if feed.entries.len() < held && !known::COUNTS.iter().any(|(name, _)| file.name.ends_with(name)) {
            wrong.push(format!("{}: {} entries of {held}", file.name, feed.entries.len()));
        }
        let again = feed_of(file).unwrap();
        assert_eq!(feed, again, "{}", file.name);
    }
    println!("{entries} entries of {} feeds; {} feeds fall short", files.len(), wrong.len());
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The score of one field of one suite.
#[derive(Default)]
struct Score {
    right: usize,
    of: usize,
}

/// Compares what was found with what is expected, and tells each difference.
struct Comparison<'a> {
    file: &'a str,
    scores: BTreeMap<(String, &'static str), Score>,
    differences: Vec<String>,
    excused: HashSet<(&'static str, &'static str)>,
}

impl Comparison<'_> {
    fn check(&mut self, field: &'static str, at: &str, same: bool, tell: impl FnOnce() -> String) {
        let known = known::DIFFERENCES.iter().find(|(name, known, _)| *known == field && self.file.ends_with(name));
        if let (Some((name, field, _)), false) = (known, same) {
            self.excused.insert((name, field));
            return;
        }
        let score = self.scores.entry((suite(self.file).to_owned(), field)).or_default();
        score.of += 1;
        score.right += usize::from(same);
        if !same {
            self.differences.push(format!("{} {at}{field}: {}", self.file, tell()));
        }
    }

    fn text(&mut self, field: &'static str, at: &str, found: &str, expected: &Option<String>) {
        let Some(expected) = expected else { return };
        let same = fold(found) == fold(expected) || fold(found) == fold(&decoded(expected));
        self.check(field, at, same, || format!("{found:?}, expected {expected:?}"));
    }

    fn link(&mut self, field: &'static str, at: &str, found: &Option<String>, expected: &Option<String>) {
        let Some(expected) = expected else { return };
        let normal = |link: &str| url::Url::parse(link.trim()).map_or_else(|_| link.to_owned(), String::from);
        let same = found.as_deref().is_some_and(|found| normal(found) == normal(expected));
        self.check(field, at, same, || format!("{found:?}, expected {expected:?}"));
    }

    fn time(&mut self, field: &'static str, at: &str, found: Option<jiff::Timestamp>, expected: &Option<String>) {
        let Some(expected) = expected.as_deref().and_then(read_date) else { return };
        let same = found.is_some_and(|found| found.as_second() == expected.as_second());
        self.check(field, at, same, || format!("{found:?}, expected {expected}"));
    }

    fn feed(&mut self, found: &Feed, expected: &Expected) {
        self.text("feed title", "", &found.title, &expected.title);
        self.link("feed link", "", &found.link, &expected.link);
        if let Some(count) = expected.count {
            let same = found.entries.len() == count;
            self.check("count", "", same, || format!("{}, expected {count}", found.entries.len()));
        }
        for (n, item) in expected.items.iter().enumerate() {
            let nothing = Entry::default();
            let entry = found.entries.get(n).unwrap_or(&nothing);
            let at = format!("[{n}] ");
            self.text("title", &at, &entry.title, &item.title);
            self.link("link", &at, &entry.url, &item.link);
            if let Some(id) = &item.id {
                let same = entry.guid.as_deref().or(entry.url.as_deref()).is_some_and(|guid| fold(guid) == fold(id));
                self.check("id", &at, same, || format!("{:?}, expected {id:?}", entry.guid));
            }
            self.time("published", &at, entry.time(), &item.published);
            self.time("updated", &at, entry.updated.or(entry.published), &item.updated);
            if !item.authors.is_empty() {
                let same =
                    item.authors.iter().any(|author| entry.authors.iter().any(|name| fold(name) == fold(author)));
                self.check("authors", &at, same, || format!("{:?}, expected {:?}", entry.authors, item.authors));
            }
            if let Some(text) = &item.text {
                let found = entry.body().map_or("", |body| &body.text);
                let same = words(found) == words(text)
                    || entry.summary.as_ref().is_some_and(|summary| words(&summary.text) == words(text));
                self.check("text", &at, same, || format!("{:?}, expected {:?}", brief(found), brief(text)));
            }
        }
    }
}

fn brief(text: &str) -> String {
    text.chars().take(150).collect()
}

fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title after one decoding as HTML.
fn decoded(title: &str) -> String {
    plain_text(&parse(Media::Html, title, None, ""))
}

/// The words of a text in their order, markup aside.
fn words(text: &str) -> Vec<String> {
    let text = plain_text(&parse(Media::Html, text, None, ""));
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[test]
fn feeds_give_what_other_suites_expect() {
    let Some(files) = feeds() else { return };
    let mut comparison =
        Comparison { file: "", scores: BTreeMap::new(), differences: Vec::new(), excused: HashSet::new() };
    let mut compared = 0;
    for file in &files {
        let text = decode(&std::fs::read(&file.path).unwrap(), None).text;
        let Some(expected) = expected::of(suite(&file.name), &file.path, &text) else { continue };
        compared += 1;
        comparison.file = &file.name;
        if let Some(feed) = feed_of(file) {
            comparison.feed(&feed, &expected);
        }
    }
    println!("{compared} files with expectations; {} differences are known", comparison.excused.len());
    for ((suite, field), score) in &comparison.scores {
        println!("  {suite:<20} {field:<11} {:>5} of {:>5}", score.right, score.of);
    }
    let (right, of) = comparison.scores.values().fold((0, 0), |sum, score| (sum.0 + score.right, sum.1 + score.of));
    println!("  together {right} of {of}");
    assert!(comparison.differences.is_empty(), "\n{}", comparison.differences.join("\n"));
    for (name, field, _) in known::DIFFERENCES {
        assert!(comparison.excused.contains(&(*name, *field)), "{name} {field} is no difference any more");
    }
}

#[test]
fn feeds_in_any_encoding_give_title_and_text() {
    let Some(folder) = shared("corpus/feeds/derived-encodings") else { return };
    let expected = std::fs::read_to_string(folder.join("expected.json")).unwrap();
    let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
    let mut wrong = Vec::new();
    for (name, expected) in expected.as_object().unwrap() {
        let Answer::Feed(feed) = read(&std::fs::read(folder.join(name)).unwrap(), &Hints::default()) else {
            wrong.push(format!("{name}: no feed"));
            continue;
        };
        let decodes = expected["decodes"].as_bool().unwrap_or(true);
        let title = expected["title"].as_str().unwrap_or("");
        let line = fold(expected["body_first_line"].as_str().unwrap_or(""));
        let entry = feed.entries.first().cloned().unwrap_or_default();
        let text = fold(entry.body().map_or("", |body| &body.text));
        if decodes && (entry.title != title || !text.contains(&line)) {
            wrong.push(format!("{name}: {:?} and {:?}, expected {title:?}", entry.title, brief(&text)));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_feed_that_counts_its_readers_has_one_article_a_guid() {
    let Some(folder) = shared("corpus/feeds/korean-series") else { return };
    let source = byline::article::SourceId::of("series");
    let mut all = HashSet::new();
    let mut guids = HashSet::new();
    for file in files(&folder) {
        let feed = feed_of(&file).unwrap();
        let ids: HashSet<_> = feed.entries.iter().map(|entry| entry.identify(source).0).collect();
        let own: HashSet<_> = feed.entries.iter().filter_map(|entry| entry.guid.clone()).collect();
        assert_eq!(ids.len(), own.len(), "{}", file.name);
        all.extend(ids);
        guids.extend(own);
    }
    assert_eq!(all.len(), guids.len());
}

#[test]
fn damaged_feeds_keep_what_was_not_damaged() {
    let Some(files) = feeds() else { return };
    let rounds = std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(1);
    for (n, file) in files.iter().enumerate() {
        for round in 0..rounds {
            let mut dice = Dice(n as u64 * 1000 + round);
            let mut bytes = file.bytes.clone();
            for _ in 0..=dice.roll(20) {
                dice.edit(&mut bytes);
            }
            read(&bytes, &Hints::default());
        }
        // An edit within the last entry costs no other one.
        let Some(whole) = feed_of(file).filter(|feed| feed.entries.len() > 2) else { continue };
        let at = file.bytes.len() - file.bytes.len() / (whole.entries.len() * 4);
        let cut = File { name: file.name.clone(), path: file.path.clone(), bytes: file.bytes[..at].to_vec() };
        let is_packed = file.bytes.starts_with(b"\x1f\x8b");
        let Some(kept) = feed_of(&cut).filter(|_| !is_packed) else { continue };
        for (one, other) in whole.entries.iter().zip(&kept.entries).take(kept.entries.len().saturating_sub(1)) {
            assert_eq!((&one.guid, &one.url, &one.title), (&other.guid, &other.url, &other.title), "{}", file.name);
        }
        assert!(kept.entries.len() + whole.entries.len() / 2 + 1 >= whole.entries.len(), "{}", file.name);
    }
}
