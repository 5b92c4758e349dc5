//! Real pages: the words of the article that is found in each, against those that stand in it.
//!
//! It says nothing of how a page looks; the bounds on time and depth are `hostile_documents`'.

use crate::shared;
use byline::article::Media;
use byline::document::{Document, describe, parse, plain_text};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// One page and the text it should give.
struct Page {
    name: String,
    html: PathBuf,
    expected: String,
    /// Only the beginning of the article is expected: of what is found, as many words count.
    begins: bool,
}

/// The words of a text in small letters; each character of Chinese, Japanese and Thai is one.
fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars() {
        let alone = matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}');
        if alone || !c.is_alphanumeric() {
            words.push(String::new());
        }
        if c.is_alphanumeric() {
            words.last_mut().unwrap().extend(c.to_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// The harmonic mean of how many words were found and how many of those found are right, each counted as often as it is
/// there.
fn f1(found: &str, expected: &str, begins: bool) -> f64 {
    let (mut found, expected) = (words(found), words(expected));
    if begins {
        found.truncate(expected.len());
    }
    if found.is_empty() || expected.is_empty() {
        return if found.len() == expected.len() { 1.0 } else { 0.0 };
    }
    let mut left: HashMap<&str, usize> = HashMap::new();
    expected.iter().for_each(|word| *left.entry(word).or_default() += 1);
    let hits = found
        .iter()
        .filter(|word| left.get_mut(word.as_str()).is_some_and(|n| n.checked_sub(1).map(|m| *n = m).is_some()));
    2.0 * hits.count() as f64 / (found.len() + expected.len()) as f64
}

fn text_of(html: &str) -> String {
    plain_text(&parse(Media::Html, html, None, ""))
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(extension));
    found.sort();
    found
}

fn pages() -> Option<Vec<Page>> {
    let root = shared("corpus/html")?;
    let mut pages = Vec::new();
    for folder in files(&root.join("readability"), "") {
        if let Ok(expected) = std::fs::read_to_string(folder.join("expected.html")) {
            let name = folder.file_name().unwrap().to_string_lossy().into_owned();
            pages.push(Page { name, html: folder.join("source.html"), expected: text_of(&expected), begins: false });
        }
    }
    let truth = std::fs::read_to_string(root.join("extraction-benchmark/ground-truth.json")).unwrap();
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    for path in files(&root.join("extraction-benchmark"), ".html.gz") {
        let name = path.file_name().unwrap().to_string_lossy().replace(".html.gz", "");
        let expected = truth[&name]["articleBody"].as_str().unwrap_or("").to_owned();
        pages.push(Page { name, html: path, expected, begins: false });
    }
    for set in ["newspaper", "newspaper4k", "goose3"] {
        for path in files(&root.join(set), ".html") {
            let name = format!("{set}/{}", path.file_name().unwrap().to_string_lossy());
            let text = std::fs::read_to_string(path.with_extension("txt")).ok();
            let json = std::fs::read_to_string(path.with_extension("json")).ok();
            let json = json.and_then(|json| serde_json::from_str::<serde_json::Value>(&json).ok());
            let cleaned = json.and_then(|json| {
                let text = json["expected"]["cleaned_text"].as_str().or_else(|| json["cleaned_text"].as_str());
                text.map(str::to_owned)
            });
            let count = |text: &str, is: fn(char) -> bool| text.chars().filter(|c| is(*c)).count();
            // A line in capitals is a note of that suite's makers on what their extraction missed.
            let is_note =
                |text: &str| text.is_ascii() && count(text, char::is_lowercase) < count(text, char::is_uppercase);
            if let Some(expected) = text.or(cleaned).filter(|text| !is_note(text)) {
                pages.push(Page { name, html: path, expected, begins: set == "goose3" });
            }
        }
    }
    Some(pages)
}

fn read(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap();
    let bytes = if path.extension().is_some_and(|e| e == "gz") { unpack(&bytes) } else { bytes };
    byline::text::decode(&bytes, None).text
}

fn unpack(bytes: &[u8]) -> Vec<u8> {
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(bytes), &mut unpacked).unwrap();
    unpacked
}

/// The text of a page as an article: the title, which readers see above it, does not count.
fn read_article(html: &str) -> Document {
    parse(Media::Page, html, Some("https://example.org/"), &describe(Media::Page, html, None, None).title)
}

#[test]
fn saved_pages_read_as_articles() {
    let Some(pages) = pages() else { return };
    let mut scores: Vec<(f64, u128, &str)> = Vec::new();
    for page in &pages {
        let html = read(&page.html);
        let start = std::time::Instant::now();
        let found = plain_text(&read_article(&html));
        let took = start.elapsed().as_millis();
        scores.push((f1(&found, &page.expected, page.begins), took, &page.name));
        if std::env::var("SHOW").is_ok_and(|name| page.name.contains(&name)) {
            println!("== found\n{found}\n== expected\n{}", page.expected);
        }
    }
    scores.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mean = scores.iter().map(|(score, ..)| score).sum::<f64>() / scores.len() as f64;
    println!("word F1 over {} pages: mean {mean:.4}; the worst:", scores.len());
    let worst = std::env::var("WORST").ok().and_then(|n| n.parse().ok()).unwrap_or(10);
    scores.iter().take(worst).for_each(|(score, took, name)| println!("  {score:.3} {name} ({took} ms)"));
    println!("slowest: {:?}", scores.iter().map(|(_, took, name)| (took, name)).max());
    assert!(mean >= 0.92, "mean word F1 is {mean:.4}");
}

#[test]
fn saved_pages_say_their_title_author_and_time() {
    let Some(root) = shared("corpus/html/readability") else { return };
    let (mut titles, mut dates, mut pages) = (0, (0, 0), 0);
    for folder in files(&root, "") {
        let Ok(expected) = std::fs::read_to_string(folder.join("expected-metadata.json")) else { continue };
        let expected: serde_json::Value = serde_json::from_str(&expected).unwrap();
        let found = describe(Media::Page, &read(&folder.join("source.html")), None, None);
        pages += 1;
        let title = expected["title"].as_str().unwrap_or("");
        if f1(&found.title, title, false) > 0.8 {
            titles += 1;
        } else {
            println!("title {:?}, expected {title:?}", found.title);
        }
        if let Some(time) = expected["publishedTime"].as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok()) {
            dates.1 += 1;
            dates.0 += usize::from(found.published == Some(time));
            if found.published != Some(time) {
                println!("time {:?}, expected {time}", found.published);
            }
        }
        if found.authors.is_empty() && expected["byline"].is_string() {
            println!("author {}", expected["byline"]);
        }
    }
    println!("{titles} of {pages} titles, {} of {} times", dates.0, dates.1);
    assert!(titles * 10 >= pages * 8, "{titles} of {pages}");
    assert!(dates.0 * 10 >= dates.1 * 9, "{dates:?}");
}
