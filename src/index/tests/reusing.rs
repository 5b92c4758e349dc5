//! Ids that a feed reused for a new entry: the index matches the folded records, whatever order they arrive in.

use super::{Home, article, id, source};
use crate::article::{Article, ArticleId, Field, PublishedFrom};
use crate::index::Library;
use crate::query::Only;
use crate::store::{Alias, Dropped, Fold, Places, Record, Reuse, Store, Version};
use jiff::{Timestamp, ToSpan as _};
use proptest::prelude::*;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::io::Write as _;

fn day(n: i64) -> Timestamp {
    Timestamp::from_second(1_000_000).unwrap() + (n * 24).hours()
}

fn text(guid: u32, date: Option<i64>, n: u64, text: &str) -> Version {
    let article = article(source(0), guid, None, &format!("{text}\nbody of {text}"));
    let published_from = if date.is_some() { PublishedFrom::Declared } else { PublishedFrom::Seen };
    Version::new(Article { published: date.map(day), published_from, ..article }, n)
}

fn reuse(guid: u32, from: i64, new: u32) -> Reuse {
    Reuse { id: id(0, guid), from: day(from), new: id(0, new) }
}

prop_compose! {
    fn any_text()(guid in 0..6u32, date in prop::option::of(0..30i64), words in "[ab][12]?", n in 1..4u64, seen in 0..3i64) -> Record {
        let version = text(guid, date, n, &words);
        let article = Article { seen: day(seen), fetched: day(seen), ..version.article };
        Record::Article(Box::new(Version { article, ..version }))
    }
}

fn any_record() -> impl Strategy<Value = Record> {
    prop_oneof![
        6 => any_text(),
        3 => (0..3u32, 0..30i64, 3..6u32).prop_map(|(guid, from, new)| Record::Reuse(reuse(guid, from, new))),
        1 => (0..6u32, 0..6u32).prop_map(|(a, b)| Record::Alias(Alias { id: id(0, a), of: id(0, b) })),
        1 => (0..6u32, 1..3u64).prop_map(|(guid, n)| Record::Drop(Dropped { id: id(0, guid), source: source(0), n })),
    ]
}

/// The folded records of the library: the sort time and title of each article, and whether it is read.
fn folded(home: &Home) -> BTreeMap<ArticleId, (i64, String, bool)> {
    let (mut fold, mut titles) = (Fold::default(), HashMap::new());
    for file in home.library.store.files().unwrap() {
        for record in home.library.store.read(&file.name, 0).unwrap().map(|line| line.unwrap().1.unwrap()) {
            if let Record::Article(version) = &record {
                titles.insert(version.exact, version.article.title.clone());
            }
            fold.add(&record);
        }
    }
    let says = |(id, texts): (ArticleId, crate::store::Texts)| {
        let title = titles[&texts.shown().unwrap().exact].clone();
        let is_read = fold.mark(id, &Field::Read).is_some_and(|mark| mark.value.is_on());
        (id, (texts.sort_time().as_second(), title, is_read))
    };
    fold.articles().into_iter().map(says).collect()
}

fn indexed(home: &mut Home) -> BTreeMap<ArticleId, (i64, String, bool)> {
    let rows = home.rows(&crate::query::View::default()).into_iter();
    rows.map(|row| (row.key.id, (row.key.time, row.title.to_string(), row.read))).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn index_matches_folded_records_in_any_order(
        records in prop::collection::vec((any_record(), 0..3usize), 1..24),
        arrivals in prop::collection::vec((0..3usize, any::<bool>()), 0..24),
        read in prop::collection::vec(0..6u32, 0..4),
    ) {
        let mut home = Home::new();
        let elsewhere = tempfile::tempdir().unwrap();
        let places = |n: usize| Places {
            data: elsewhere.path().join(format!("data{n}")),
            state: elsewhere.path().join(format!("state{n}")),
        };
        // What each of three machines wrote: the file's name and its lines.
        let mut written: Vec<(String, Vec<String>)> = Vec::new();
        for n in 0..3 {
            let mut store = Store::open(&places(n)).unwrap();
            let own: Vec<Record> = records.iter().filter(|(_, by)| *by == n).map(|(record, _)| record.clone()).collect();
            if !own.is_empty() {
                let name = store.append_articles(&own).unwrap()[0].file.to_string();
                let lines = fs::read_to_string(places(n).data.join(&name)).unwrap();
                written.push((name, lines.lines().map(|line| format!("{line}\n")).collect()));
            }
        }
        home.mark(Field::Read, true, &read.iter().map(|guid| id(0, *guid)).collect::<Vec<_>>());
        fs::create_dir_all(home.root.path().join("data/articles")).unwrap();
        let mut deliver = |home: &mut Home, by: usize, is_looked_at: bool| {
            let count = written.len();
            let (name, lines) = &mut written[by % count];
            if !lines.is_empty() {
                let path = home.root.path().join("data").join(name.as_str());
                let mut file = fs::File::options().create(true).append(true).open(path).unwrap();
                file.write_all(lines.remove(0).as_bytes()).unwrap();
            }
            if is_looked_at {
                home.catch_up();
                assert_eq!(indexed(home), folded(home));
            }
        };
        for (by, is_looked_at) in arrivals {
            deliver(&mut home, by, is_looked_at);
        }
        for n in 0..72 {
            deliver(&mut home, n % 3, n == 71);
        }
        home.assert_rebuilt_is_equal();
    }
}

#[test]
fn later_texts_of_a_reused_id_move() {
    let mut home = Home::new();
    let now = home.now();
    let record = |version: Version| Record::Article(Box::new(version));
    home.library.append(vec![record(text(1, Some(0), 1, "Version 1"))]).unwrap();
    home.mark(Field::Read, true, &[id(0, 1)]);
    // Another machine, which does not have the record yet, stores the new text under the old id.
    home.library.append(vec![record(text(1, Some(20), 2, "Version 2"))]).unwrap();
    home.catch_up();
    assert_eq!(indexed(&mut home)[&id(0, 1)].1, "Version 2");
    home.library.append(vec![Record::Reuse(reuse(1, 20, 7))]).unwrap();
    home.catch_up();
    let says = |home: &mut Home| indexed(home).into_values().map(|(_, title, read)| (title, read)).collect::<Vec<_>>();
    let mut expected = vec![("Version 1".to_owned(), true), ("Version 2".to_owned(), false)];
    let mut found = says(&mut home);
    found.sort();
    assert_eq!(found, expected);
    // A second machine decided two days later: that is the same article.
    home.mark(Field::Star, true, &[id(0, 8)]);
    home.library.append(vec![record(text(8, Some(22), 3, "Version 2b")), Record::Reuse(reuse(1, 22, 8))]).unwrap();
    home.catch_up();
    expected[1].0 = "Version 2b".to_owned();
    let mut found = says(&mut home);
    found.sort();
    assert_eq!((found, home.ids(Only::Starred)), (expected, vec![id(0, 7)]));
    let added = home.library.add_all(&[], vec![text(1, Some(23), 1, "Version 2c")], now).unwrap();
    assert_eq!(added.changed, [id(0, 7)]);
    home.catch_up();
    home.assert_rebuilt_is_equal();
}

/// The article that an entry becomes.
#[track_caller]
fn place(library: &mut Library, version: Version, since: Option<i64>) -> ArticleId {
    let back: HashMap<ArticleId, Timestamp> = since.map(|since| (version.article.id, day(since))).into_iter().collect();
    let mut batch = vec![version];
    library.place(&mut batch, &back).unwrap();
    let id = batch[0].article.id;
    library.add_all(&[], batch, day(40)).unwrap();
    id
}

#[test]
fn returning_entry_is_new_if_date_title_and_text_are() {
    let old = || text(1, Some(10), 1, "Version 1");
    let is_new = |version: Version, since: Option<i64>| {
        let mut home = Home::new();
        home.library.add_all(&[], vec![old()], day(10)).unwrap();
        place(&mut home.library, version, since) != id(0, 1)
    };
    let with = |change: fn(&mut Article)| {
        let mut article = text(1, Some(30), 1, "Version 2").article;
        change(&mut article);
        Version::new(article, 1)
    };
    for (version, since, expected) in [
        (with(|_| {}), Some(12), true),
        (with(|_| {}), None, false),
        (with(|entry| entry.published = None), Some(12), false),
        (with(|entry| entry.published = Some(day(10))), Some(12), false),
        (with(|entry| entry.title = "Version  1".into()), Some(12), false),
        (with(|entry| entry.body = "body of Version 1".into()), Some(12), false),
        (with(|entry| entry.body = String::new()), Some(12), true),
    ] {
        assert_eq!(is_new(version.clone(), since), expected, "{:?} {since:?}", version.article);
    }
}

#[test]
fn entry_with_reused_id_stays_its_article() {
    let mut home = Home::new();
    home.library.add_all(&[], vec![text(1, Some(10), 1, "Version 1")], day(10)).unwrap();
    let new = place(&mut home.library, text(1, Some(30), 1, "Version 2"), Some(12));
    assert_eq!(new, ArticleId::of_reuse(id(0, 1), day(30)));
    for (version, expected) in [
        (text(1, Some(31), 1, "Version 2, corrected"), new),
        // Whatever its date says.
        (text(1, Some(25), 1, "Version 2, corrected again"), new),
        (text(1, None, 1, "Version 2, without a date"), new),
        // An old answer.
        (text(1, Some(10), 1, "Version 1"), id(0, 1)),
        (text(1, Some(36), 1, "Version 2 of another machine's making"), new),
    ] {
        assert_eq!(place(&mut home.library, version.clone(), Some(12)), expected, "{}", version.article.title);
    }
    assert_eq!(home.ids(Only::All).len(), 2);
    let third = place(&mut home.library, text(1, Some(38), 1, "Version 3"), Some(12));
    assert_eq!((third, home.ids(Only::All).len()), (ArticleId::of_reuse(id(0, 1), day(38)), 3));
    home.catch_up();
    home.assert_rebuilt_is_equal();
}

#[test]
fn an_id_whose_article_retention_removed_is_reused_as_well() {
    let mut home = Home::new();
    home.library.append(vec![Record::Drop(Dropped { id: id(0, 1), source: source(0), n: 1 })]).unwrap();
    assert_eq!(place(&mut home.library, text(1, Some(11), 1, "Version 1"), Some(12)), id(0, 1));
    assert_eq!(home.ids(Only::All), []);
    let new = place(&mut home.library, text(1, Some(30), 1, "Version 2"), Some(12));
    assert_eq!(home.ids(Only::All), [new]);
}
