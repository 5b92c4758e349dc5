//! Compaction and retention: the library says the same before and after.

use super::{CONFLICT, Library, article, id, library, mark, second, text, without_exact};
use crate::article::{Article, ArticleId, Field, OpId, Value};
use crate::store::{Alias, Compacted, MAX_LINE, MarkLine, Places, Record, Reuse, Store, Version, to_undo};
use jiff::Timestamp;
use proptest::prelude::*;
use std::fs;

const DAY: i64 = 24 * 3600;

/// Far beyond every command of the tests.
fn later(days: i64) -> Timestamp {
    second((1_000 + days) * DAY)
}

/// What the library says, in a form to compare.
fn says(library: &Library) -> String {
    let fold = library.fold();
    let texts: Vec<_> = fold.articles().into_iter().map(|(id, t)| (id, t.sort_time(), t.shown())).collect();
    format!("{texts:?} {:?} {:?}", fold.marks(), fold.sources())
}

fn compact(library: &Library, now: Timestamp) -> Compacted {
    library.open().compact(now).unwrap()
}

/// Every line of every file that counts.
fn lines(library: &Library) -> Vec<String> {
    let files = library.open().files().unwrap();
    let read = |file: &crate::store::FileInfo| fs::read(library.places.data.join(&*file.name)).unwrap();
    let text: Vec<_> = files.iter().flat_map(read).collect();
    String::from_utf8_lossy(&text).lines().map(str::to_owned).collect()
}

fn version(n: u64, text: &str) -> Record {
    let article = Article { fetched: second(1_000 + n as i64), ..article(1, text) };
    Record::Article(Box::new(Version::new(article, n)))
}

fn toggles(library: &Library) {
    let mut store = library.open();
    for n in 1..=200u8 {
        let value = Value::from(n % 2 == 0);
        store.append_marks(&mut [mark(n, n.into(), Field::Read, value, &[1])]).unwrap();
    }
}

#[test]
fn marks_that_later_ones_replace_go_and_the_library_says_the_same() {
    let library = library();
    toggles(&library);
    let before = says(&library);
    let done = compact(&library, later(0));
    assert_eq!((done.written.len(), done.replaced.len(), done.removed.len()), (1, 1, 0));
    assert_eq!(says(&library), before);
    assert_eq!(lines(&library).len(), 2, "the opening and the mark that counts");
    assert!(library.open().check().unwrap().is_clean());
    // Once more changes nothing, and what is written next is kept.
    assert_eq!(compact(&library, later(1)).written.len(), 0);
    library.open().append_marks(&mut [mark(201, 201, Field::Star, Value::On, &[2])]).unwrap();
    assert!(library.fold().mark(id(2), &Field::Star).is_some());
}

#[test]
fn what_can_be_undone_stays() {
    let library = library();
    toggles(&library);
    assert_eq!(compact(&library, second(300)), Compacted::default());
    assert_eq!(lines(&library).len(), 200);
}

#[test]
fn replaced_files_go_after_seven_days_and_only_if_the_new_one_is_whole() {
    let library = library();
    toggles(&library);
    let new = compact(&library, later(0)).written.remove(0);
    let all = || fs::read_dir(library.places.data.join("marks")).unwrap().count();
    assert_eq!((compact(&library, later(6)).removed.len(), all()), (0, 2));
    let path = library.places.data.join(&*new);
    let whole = fs::read(&path).unwrap();
    let mut altered = whole.clone();
    *altered.iter_mut().rfind(|byte| **byte == b'1').unwrap() = b'7';
    fs::write(&path, &altered).unwrap();
    assert_eq!((compact(&library, later(8)).removed.len(), all()), (0, 2));
    assert!(!library.open().check().unwrap().is_clean());
    fs::write(&path, &whole).unwrap();
    assert_eq!((compact(&library, later(8)).removed.len(), all()), (1, 1));
}

#[test]
fn a_compacted_file_that_has_not_arrived_whole_stands_for_nothing() {
    let library = library();
    toggles(&library);
    let before = says(&library);
    let new = library.places.data.join(&*compact(&library, later(0)).written[0]);
    let whole = fs::read(&new).unwrap();
    fs::write(&new, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(library.open().files().unwrap().len(), 2);
    assert_eq!(says(&library), before);
}

#[test]
fn another_device_cannot_have_our_files_left_out() {
    let library = library();
    toggles(&library);
    let ours = library.open().files().unwrap().remove(0).name;
    let ours = ours.rsplit('/').next().unwrap();
    let theirs = format!("marks/{}-1.jsonl", crate::article::DeviceId([0xaa; 16]));
    let opening = format!(
        r#"{{"v":1,"kind":"replaces","at":"2026-11-22T18:00:00Z","files":["{ours}"],"bytes":0,"hash":"{}"}}"#,
        "0".repeat(32)
    );
    fs::write(library.places.data.join(theirs), opening + "\n").unwrap();
    assert_eq!(library.open().files().unwrap().len(), 2);
}

#[test]
fn what_is_not_understood_is_copied_byte_for_byte() {
    let library = library();
    toggles(&library);
    let journal = library.places.data.join(&*library.open().files().unwrap().remove(0).name);
    let superseded = lines(&library).remove(0);
    let odd = [
        r#"{"v":1,"kind":"weather","rain":true}"#.to_owned(),
        r#"{"v":9,"kind":"mark"}"#.to_owned(),
        CONFLICT.to_owned(),
        superseded.replace(r#","ids""#, r#","mood":"fine","ids""#),
        format!("{superseded}{superseded}"),
        format!("{superseded} "),
    ];
    let text = fs::read_to_string(&journal).unwrap() + &odd.join("\n") + "\n";
    fs::write(&journal, text).unwrap();
    compact(&library, later(0));
    let after = lines(&library);
    assert_eq!(after.len(), 2 + odd.len());
    assert!(odd.iter().all(|line| after.contains(line)), "{after:#?}");
}

#[test]
fn the_first_the_latest_and_ten_texts_between_are_kept() {
    let library = library();
    let texts: Vec<_> = (1..=30).map(|n| version(n, &"x".repeat(n as usize))).collect();
    library.open().append_articles(&texts).unwrap();
    let before = says(&library);
    compact(&library, later(0));
    assert_eq!(says(&library), before);
    let kept: Vec<_> = library.fold().texts(id(1)).unwrap().in_order().iter().map(|order| order.n).collect();
    assert_eq!(kept, [vec![1], (20..=30).collect()].concat());
}

#[test]
fn texts_of_version_0_1_are_compacted_as_well() {
    let library = library();
    let texts: Vec<_> = (1..=30).map(|n| version(n, &format!("{} {n}", "x".repeat(n as usize % 15)))).collect();
    library.open().append_articles(&texts).unwrap();
    let file = library.places.data.join(&*library.open().files().unwrap().remove(0).name);
    let lines = without_exact(&fs::read_to_string(&file).unwrap());
    fs::write(&file, &lines).unwrap();
    // The recorded position of the file is about the longer lines.
    for folder in ["copies", "written"] {
        fs::remove_dir_all(library.places.state.join(folder)).unwrap();
    }
    let before = says(&library);
    compact(&library, later(0));
    assert_eq!(says(&library), before);
    let kept: Vec<_> = library.fold().texts(id(1)).unwrap().in_order().iter().map(|order| order.n).collect();
    assert_eq!(kept, [vec![1], (20..=30).collect()].concat());
    let new = fs::read_to_string(library.places.data.join(&*library.open().files().unwrap()[0].name)).unwrap();
    assert!(new.lines().skip(1).all(|line| lines.contains(line)), "byte for byte");
}

#[test]
fn the_text_of_a_removed_article_goes_and_it_stays_removed() {
    let library = library();
    let mut store = library.open();
    store.append_articles(&(1..=20).map(|n| text(n, "text")).collect::<Vec<_>>()).unwrap();
    let ids: Vec<u8> = (2..=20).collect();
    store.append_marks(&mut [mark(1, 1, Field::Read, Value::On, &ids)]).unwrap();
    drop(store);
    let drops = library.fold().old_articles(second(5_000), false);
    assert_eq!(drops.len(), 19);
    library.open().append_articles(&drops.into_iter().map(Record::Drop).collect::<Vec<_>>()).unwrap();
    compact(&library, later(0));
    let records = library.records();
    assert_eq!(records.iter().filter(|record| matches!(record, Record::Article(_))).count(), 1);
    library.open().append_articles(&[text(5, "text")]).unwrap();
    assert_eq!(library.fold().articles().into_keys().collect::<Vec<_>>(), [id(1)]);
}

#[test]
fn a_file_that_another_process_writes_is_left_alone() {
    let library = library();
    let mut other = library.open();
    for n in 1..=50 {
        other.append_marks(&mut [mark(n, n.into(), Field::Read, Value::On, &[1])]).unwrap();
    }
    assert_eq!(compact(&library, later(0)), Compacted::default());
    other.append_marks(&mut [mark(51, 51, Field::Read, Value::Off, &[1])]).unwrap();
    assert_eq!(library.fold().mark(id(1), &Field::Read).unwrap().value, Value::Off);
}

#[test]
fn a_command_that_lies_in_two_files_stays_whole() {
    let library = library();
    let part = |k, of| MarkLine { part: (k, 2), ..mark(1, 1, Field::Star, Value::On, &[of]) };
    library.open().append_marks(&mut [part(1, 1)]).unwrap();
    let first = library.places.data.join(&*library.open().files().unwrap().remove(0).name);
    let mut long = fs::read(&first).unwrap();
    long.resize(MAX_LINE + long.len() + 9, b' ');
    long.push(b'\n');
    fs::write(&first, long).unwrap();
    library.open().append_marks(&mut [part(2, 2), mark(2, 2, Field::Star, Value::Off, &[2])]).unwrap();
    assert_eq!(library.open().files().unwrap().len(), 2);
    let before = says(&library);
    compact(&library, later(0));
    assert_eq!(says(&library), before);
}

prop_compose! {
    fn any_line()(op in 0..8u8, n in 1..9u64, on: bool, ids in prop::collection::vec(0..3u8, 1..3), days in 0..200i64,
        undoes in prop::option::of(0..8u8), star: bool) -> MarkLine {
        let field = if star { Field::Star } else { Field::Read };
        MarkLine { at: second(days * DAY), undoes: undoes.map(|op| OpId([op; 16])), ..mark(op, n, field, on.into(), &ids) }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn compaction_keeps_what_the_library_says(
        ours in prop::collection::vec(any_line(), 0..20),
        theirs in prop::collection::vec(any_line(), 0..8),
        texts in prop::collection::vec((0..3u8, "[ab][12]{0,2}", 1..4u64, 0..9i64, prop::option::of(0..5i64)), 0..30),
        reuses in prop::collection::vec((0..3u8, 0..5i64, 0..3u8), 0..3),
        aliases in prop::collection::vec((0..3u8, 0..3u8), 0..3),
        days in 0..300i64,
    ) {
        let library = library();
        let other = Places { state: library.places.state.with_file_name("other"), ..library.places.clone() };
        let (mut us, mut them) = (library.open(), Store::open(&other).unwrap());
        for (at, line) in ours.iter().enumerate() {
            us.append_marks(&mut [line.clone()]).unwrap();
            if at % 7 == 6 {
                us = library.open();
            }
        }
        them.append_marks(&mut theirs.clone()).unwrap();
        for (at, (article_id, text, n, seen, date)) in texts.iter().enumerate() {
            let published = date.map(|date| second(date * 4 * DAY));
            let (seen, fetched) = (second(*seen), second(1_000 - *seen));
            let article = Article { seen, fetched, published, ..article(*article_id, text) };
            let record = Record::Article(Box::new(Version::new(article, *n)));
            if at % 3 == 0 { &mut them } else { &mut us }.append_articles(&[record]).unwrap();
        }
        let alias = |(a, b): &(u8, u8)| Record::Alias(Alias { id: id(*a), of: id(*b) });
        us.append_articles(&aliases.iter().map(alias).collect::<Vec<_>>()).unwrap();
        let reuse = |(a, from, new): &(u8, i64, u8)| {
            Record::Reuse(Reuse { id: id(*a), from: second(from * 4 * DAY), new: id(*new) })
        };
        them.append_articles(&reuses.iter().take(1).map(reuse).collect::<Vec<_>>()).unwrap();
        us.append_articles(&reuses.iter().skip(1).map(reuse).collect::<Vec<_>>()).unwrap();
        drop((us, them));

        let before = (says(&library), to_undo(library.open().own_ops().unwrap()).unwrap().map(|op| op.op));
        let done = compact(&library, second(days * DAY));
        let after = (says(&library), to_undo(library.open().own_ops().unwrap()).unwrap().map(|op| op.op));
        prop_assert_eq!(&before.0, &after.0);
        if days <= 90 {
            prop_assert_eq!(before.1, after.1);
        }
        compact(&library, second((days + 8) * DAY));
        prop_assert_eq!(before.0, says(&library));
        for old in done.replaced {
            prop_assert!(!library.places.data.join(&*old).exists());
        }
    }
}

#[test]
fn ids_of_other_articles_are_not_touched() {
    // Under an alias each name keeps its own marks in the file: the group may be known to us only later.
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut [mark(1, 1, Field::Star, Value::On, &[1])]).unwrap();
    store.append_marks(&mut [mark(2, 2, Field::Star, Value::Off, &[2])]).unwrap();
    store.append_articles(&[Record::Alias(Alias { id: id(1), of: id(2) })]).unwrap();
    drop(store);
    compact(&library, later(0));
    let ids: Vec<ArticleId> = library
        .records()
        .iter()
        .filter_map(|record| match record {
            Record::Mark(line) => Some(line.ids[0]),
            _ => None,
        })
        .collect();
    assert_eq!(ids, [id(1), id(2)]);
}

#[test]
fn records_with_secrets_go_once_replaced() {
    let library = library();
    let source = |address: &str| crate::article::Source {
        id: crate::article::SourceId([2; 16]),
        address: address.into(),
        title: "Harbour".into(),
        tags: vec!["sea".into()],
        folder: None,
    };
    let said = |address: &str, n| crate::store::SourceVersion {
        source: source(address),
        n,
        at: second(1),
        removed: false,
        secrets: Vec::new(),
    };
    let old = said("https://jane:s3cret@e.org/f", 1);
    let texts: Vec<Record> = (1..50).map(|n| text(n, "It stands for many others.")).collect();
    let mut store = library.open();
    store.append_articles(&[texts, vec![Record::Source(old.clone())]].concat()).unwrap();
    store.sync().unwrap();
    assert_eq!(library.open().standing_with_secrets().unwrap(), std::slice::from_ref(&old));
    // As long as it counts, it is kept.
    drop(store);
    compact(&library, later(1));
    assert!(lines(&library).join("").contains("s3cret"));
    let mut store = library.open();
    let new = crate::store::SourceVersion { n: 2, ..old.without_secrets() };
    store.append_articles(&[Record::Source(new)]).unwrap();
    store.sync().unwrap();
    drop(store);
    compact(&library, later(2));
    assert!(!lines(&library).join("").contains("s3cret"));
    assert_eq!(library.open().standing_with_secrets().unwrap(), []);
    // The file that was replaced is there for seven days.
    assert_eq!(library.open().exposed().unwrap().len(), 1);
    compact(&library, later(10));
    assert_eq!(library.open().exposed().unwrap(), []);
}
