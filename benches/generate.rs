//! Writes a library of any size for benchmarks: the same one each time for the same size.
//!
//!     cargo run --release --example generate -- FOLDER 100000
//!
//! FOLDER gets `data` (the library) and `state`. 500 sources; 200 to 1,200 words an article; one article in ten is Korean
//! or Japanese, one in twenty arrives late, many share their second; one in fifty has a second version; every third is
//! marked read, from two devices.

use byline::article::{Article, ArticleId, DeviceId, Field, Media, PublishedFrom, Source, SourceId, Value};
use byline::store::{MarkLine, Places, Record, SourceVersion, Store, Version};
use jiff::Timestamp;
use std::path::PathBuf;

/// Words in order of how often they stand in a text: the first in every one, the last in hardly any.
const SYLLABLES: [&str; 16] =
    ["ba", "ko", "ri", "ten", "mo", "sal", "ver", "du", "lin", "pa", "gor", "se", "ti", "war", "nu", "fel"];
const KOREAN: [&str; 8] = ["시장", "정부가", "어제", "항구", "신문은", "여름", "발표했다", "서울"];
const JAPANESE: [&str; 8] = ["市場", "政府は", "昨日", "港", "新聞", "夏", "発表した", "東京"];

/// A small generator of numbers: splitmix64.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % limit
    }

    fn word(&mut self) -> String {
        // Squared, so that some words are common and most are rare.
        let rank = self.below(200) * self.below(200) / 4;
        let mut rank = rank as usize;
        let mut word = String::new();
        loop {
            word.push_str(SYLLABLES[rank % 16]);
            rank /= 16;
            if rank == 0 {
                return word;
            }
        }
    }

    fn text(&mut self, number: u64) -> String {
        let words = 200 + self.below(1_000);
        let mut text = String::new();
        for at in 0..words {
            let word = match number % 20 {
                7 => KOREAN[self.below(8) as usize].to_owned(),
                13 => JAPANESE[self.below(8) as usize].to_owned(),
                _ => self.word(),
            };
            text.push_str(&word);
            text.push_str(if at % 90 == 89 { ".\n\n" } else { " " });
        }
        text
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("usage: generate FOLDER ARTICLES")?);
    let count: u64 = arguments.next().ok_or("usage: generate FOLDER ARTICLES")?.parse()?;
    let mut dice = Dice(1);
    let places = |device: &str| Places { data: folder.join("data"), state: folder.join(device) };
    let mut store = Store::open(&places("state"))?;
    let sources: Vec<SourceId> = (0..500).map(|n| SourceId::of(&format!("https://feed-{n:04}.example/"))).collect();
    let begun = Timestamp::from_second(1_500_000_000)?;
    let named = sources.iter().enumerate().map(|(n, id)| {
        let address = format!("https://feed-{n:04}.example/");
        let source = Source { id: *id, address, title: format!("Feed {n:04}"), tags: Vec::new(), folder: None };
        Record::Source(SourceVersion { source, n: 1, at: begun, removed: false, secrets: Vec::new() })
    });
    store.append_articles(&named.collect::<Vec<_>>())?;
    let mut ids = Vec::new();
    for start in (0..count).step_by(1_000) {
        let mut records = Vec::new();
        for number in start..(start + 1_000).min(count) {
            let article = article(&mut dice, number, sources[(number % 500) as usize])?;
            ids.push(article.id);
            if number % 50 == 3 {
                let body = format!("{} More is known now.", article.body);
                let later = Article { body, ..article.clone() };
                records.push(Record::Article(Box::new(Version::new(article, 1))));
                records.push(Record::Article(Box::new(Version::new(later, 2))));
            } else {
                records.push(Record::Article(Box::new(Version::new(article, 1))));
            }
        }
        store.append_articles(&records)?;
    }
    let mut other = Store::open(&places("another-device"))?;
    for (number, ids) in ids.chunks(900).enumerate() {
        let read: Vec<ArticleId> = ids.iter().step_by(3).copied().collect();
        let store = if number % 2 == 0 { &mut store } else { &mut other };
        let op = store.new_op();
        let (field, value, prior) = (Field::Read, Value::On, Value::Off);
        let line = MarkLine {
            op,
            device: DeviceId([0; 16]),
            seq: 0,
            n: 1,
            at: begun,
            field,
            value,
            prior,
            part: (1, 1),
            undoes: None,
            ids: read,
        };
        store.append_marks(&mut [line])?;
    }
    store.sync()?;
    other.sync()?;
    Ok(())
}

fn article(dice: &mut Dice, number: u64, source: SourceId) -> Result<Article, jiff::Error> {
    // A minute apart, three at a time in one second; one in twenty turns up a month late.
    let seen = 1_500_000_000 + (number / 3 * 180) as i64;
    let late = if number % 20 == 11 { 2_592_000 } else { 0 };
    let guid = format!("https://feed.example/{number}");
    let mut title: String = (0..6 + dice.below(6)).map(|_| dice.word() + " ").collect();
    if number % 20 == 7 {
        title = format!("{} {} {number}", KOREAN[dice.below(8) as usize], KOREAN[dice.below(8) as usize]);
    }
    let seen = Timestamp::from_second(seen)?;
    Ok(Article {
        id: ArticleId::of_guid(source, &guid),
        source,
        url: Some(guid.clone()),
        guid: Some(guid),
        title: title.trim().to_owned(),
        authors: vec!["Jane Roe".to_owned()],
        published: Some(Timestamp::from_second(seen.as_second() - late)?),
        published_from: PublishedFrom::Declared,
        seen,
        fetched: seen,
        language: None,
        media: Media::Text,
        body: dice.text(number),
        summary: None,
        enclosures: Vec::new(),
        categories: Vec::new(),
    })
}
