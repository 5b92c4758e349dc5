//! Retention against a model: what goes, that it stays away, and that a cut anywhere loses nothing but the work.

use super::{Home, Rule, article, id, places, source};
use crate::article::{Article, ArticleId, Change, Field, SourceId, Value};
use crate::index::Library;
use crate::query::Only;
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet};

fn second(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

/// Every line of the library's segments, by the article it holds.
fn lines(home: &Home) -> BTreeMap<String, u64> {
    let mut lengths = BTreeMap::new();
    for file in std::fs::read_dir(home.root.path().join("data/articles")).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines().filter(|line| line.contains("\"body\":")) {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            *lengths.entry(record["id"].as_str().unwrap().to_owned()).or_default() += line.len() as u64 + 1;
        }
    }
    lengths
}

/// What a rule leaves of a source: its articles with their times, newest first, and whether each is safe.
fn left(articles: &[(ArticleId, i64, bool)], lengths: &BTreeMap<String, u64>, rule: &Rule) -> HashSet<ArticleId> {
    let mut bytes = 0;
    let mut left = HashSet::new();
    for (at, (id, time, is_safe)) in articles.iter().enumerate() {
        bytes += lengths[&id.to_string()];
        let is_wanted = rule.since.is_none_or(|since| *time >= since.as_second())
            && rule.newest.is_none_or(|newest| (at as u64) < newest)
            && rule.size.is_none_or(|size| bytes <= size);
        if is_wanted || *is_safe {
            left.insert(*id);
        }
    }
    left
}

fn rule() -> impl Strategy<Value = Rule> {
    let since = prop::option::of((0..100_i64).prop_map(second));
    (since, prop::option::of(0..8_u64), prop::option::of(200..4_000_u64), any::<bool>())
        .prop_map(|(since, newest, size, unread_too)| Rule { since, newest, size, unread_too })
}

const FIELDS: [Field; 6] = [Field::Read, Field::Read, Field::Star, Field::Later, Field::Note, Field::Trash];

fn prune(home: &mut Home, rules: &[(SourceId, Rule)]) -> usize {
    let gone = home.library.prunable(rules).unwrap();
    home.library.prune(&gone, &mut |_| true).unwrap()
}

fn listed(home: &mut Home) -> HashSet<ArticleId> {
    let all = home.ids(Only::All);
    all.into_iter().chain(home.ids(Only::Trash)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_the_rules_do_not_keep_goes_and_stays_away(
        articles in prop::collection::vec((0..2_u8, 0..12_u32, 0..100_i64, 1..60_usize), 1..24),
        marks in prop::collection::vec((0..6_usize, 0..2_u8, 0..12_u32), 0..24),
        rules in [rule(), rule()],
    ) {
        let mut home = Home::new();
        let mut known: BTreeMap<ArticleId, (u8, i64)> = BTreeMap::new();
        let mut batch: Vec<Article> = Vec::new();
        for (of, guid, time, length) in articles {
            if known.insert(id(of, guid), (of, time)).is_none() {
                batch.push(article(source(of), guid, Some(time), &format!("title\n{}", "word ".repeat(length))));
            } else {
                known.insert(id(of, guid), (of, batch.iter().find(|a| a.id == id(of, guid)).unwrap().sort_time().as_second()));
            }
        }
        home.add(batch.clone());
        let mut marked: HashSet<(ArticleId, usize)> = HashSet::new();
        for (field, of, guid) in marks {
            let value = if FIELDS[field] == Field::Note { Value::Text("n".into()) } else { Value::On };
            home.mark(FIELDS[field].clone(), value, &[id(of, guid)]);
            marked.insert((id(of, guid), field.max(1)));
        }
        let rules = [(source(0), rules[0]), (source(1), rules[1])];
        let lengths = lines(&home);
        let mut expected = HashSet::new();
        for (n, (_, rule)) in (0..).zip(&rules) {
            let mut of: Vec<(ArticleId, i64, bool)> = known
                .iter()
                .filter(|(_, (of, _))| *of == n)
                .map(|(id, (_, time))| {
                    let is_kept = (2..5).any(|field| marked.contains(&(*id, field)));
                    (*id, *time, is_kept || !(marked.contains(&(*id, 1)) || rule.unread_too))
                })
                .collect();
            of.sort_by_key(|(id, time, _)| (std::cmp::Reverse(*time), *id));
            expected.extend(left(&of, &lengths, rule));
        }
        let gone = prune(&mut home, &rules);
        prop_assert_eq!(gone, known.len() - expected.len());
        prop_assert_eq!(&listed(&mut home), &expected);
        // What its source still serves does not come back, before its text is gone for good and after.
        prop_assert_eq!(home.add(batch.clone()).new, []);
        home.assert_rebuilt_is_equal();
        let now = home.now();
        home.library.compact(now).unwrap();
        prop_assert_eq!(&listed(&mut home), &expected);
        prop_assert_eq!(home.add(batch).new, []);
        prop_assert_eq!(&listed(&mut home), &expected);
        home.assert_rebuilt_is_equal();
    }
}

#[test]
fn a_prune_that_is_cut_anywhere_is_finished_by_the_next() {
    let mut home = Home::new();
    home.add((0..6).map(|n| article(source(0), n, Some(i64::from(n)), "title\nwords of it")).collect());
    home.mark(Field::Read, true, &(0..6).map(|n| id(0, n)).collect::<Vec<_>>());
    home.mark(Field::Star, true, &[id(0, 1)]);
    let rules = [(source(0), Rule { since: Some(second(4)), ..Rule::default() })];
    let file = std::fs::read_dir(home.root.path().join("data/articles")).unwrap().next().unwrap().unwrap().path();
    let before = std::fs::read(&file).unwrap().len();
    assert_eq!(prune(&mut home, &rules), 3);
    let whole = std::fs::read(&file).unwrap();
    let kept: HashSet<ArticleId> = [1, 4, 5].map(|n| id(0, n)).into();
    for cut in before..=whole.len() {
        home = home.meanwhile(|root| {
            std::fs::write(&file, &whole[..cut]).unwrap();
            let _ = std::fs::remove_dir_all(root.join("cache"));
            let _ = std::fs::remove_dir_all(root.join("state"));
        });
        home.catch_up();
        assert!(listed(&mut home).is_superset(&kept), "cut at {cut}");
        prune(&mut home, &rules);
        assert_eq!(listed(&mut home), kept, "cut at {cut}");
        // What the next one wrote is another device's now: only the first file is looked at again.
        home = home.meanwhile(|root| {
            for other in std::fs::read_dir(root.join("data/articles")).unwrap() {
                let other = other.unwrap().path();
                if other != file {
                    std::fs::remove_file(other).unwrap();
                }
            }
        });
    }
}

#[test]
fn what_another_device_kept_meanwhile_is_there_however_it_was_kept() {
    let kept = [Field::Star, Field::Later, Field::Tag("x".into()), Field::Note, Field::NoteAt("0a:0:1".into())];
    let mut home = Home::new();
    let articles: Vec<Article> =
        (0..8).map(|n| article(source(0), n, Some(i64::from(n)), "title\nwords of it")).collect();
    home.add(articles.clone());
    home.mark(Field::Read, true, &(0..8).map(|n| id(0, n)).collect::<Vec<_>>());
    let places = places(home.root.path(), "elsewhere");
    let mut elsewhere = Library::open(&places, &home.root.path().join("their-cache")).unwrap();
    elsewhere.catch_up(&mut |_| true).unwrap();
    let mut mark = |field: Field, value: Value, n: u32| {
        let op = elsewhere.new_op();
        elsewhere.mark(op, &[Change { field, value, ids: vec![id(0, n)] }], second(2_000_000 + i64::from(n))).unwrap();
    };
    for (n, field) in (0..).zip(&kept) {
        let is_note = matches!(field, Field::Note | Field::NoteAt(_));
        mark(field.clone(), if is_note { Value::Text("n".into()) } else { Value::On }, n);
    }
    let rules = [(source(0), Rule { newest: Some(0), ..Rule::default() })];
    assert_eq!(prune(&mut home, &rules), 8);
    home.catch_up();
    let left = |n: std::ops::Range<u32>| n.map(|n| id(0, n)).collect::<HashSet<_>>();
    assert_eq!(listed(&mut home), left(0..5));
    home.assert_rebuilt_is_equal();
    // Its text stays, new ones come in, and it goes when nothing keeps it any more.
    let now = home.now();
    home.library.compact(now).unwrap();
    assert_eq!(home.library.add(vec![article(source(0), 0, Some(0), "another\ntext")], now).unwrap().changed.len(), 1);
    assert_eq!(home.library.add(articles[1..].to_vec(), now).unwrap().new, []);
    mark(Field::Star, Value::Off, 0);
    home.catch_up();
    assert_eq!(listed(&mut home), left(1..5));
    mark(Field::Star, Value::On, 0);
    home.catch_up();
    assert_eq!(listed(&mut home), left(0..5));
    assert_eq!(home.reader.row(id(0, 0)).unwrap().unwrap().title.as_str(), "another");
    home.assert_rebuilt_is_equal();
}

#[test]
fn what_two_processes_take_out_at_once_is_out() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(0), n, Some(i64::from(n)), "title\nwords of it")).collect());
    let rules = [(source(0), Rule { newest: Some(0), unread_too: true, ..Rule::default() })];
    let gone = home.library.prunable(&rules).unwrap();
    let (mut other, _) = Home::open(home.root.path());
    assert_eq!(other.prune(&gone, &mut |_| true).unwrap(), 3);
    assert_eq!(home.library.prune(&gone, &mut |_| true).unwrap(), 3);
    assert_eq!(listed(&mut home), HashSet::new());
}

#[test]
fn a_star_keeps_an_article_and_no_rule_keeps_all() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(0), n, Some(i64::from(n)), "title\nwords of it")).collect());
    home.mark(Field::Read, true, &[id(0, 0), id(0, 1)]);
    let rules = [(source(0), Rule { newest: Some(1), ..Rule::default() })];
    let gone = home.library.prunable(&rules).unwrap();
    assert_eq!(gone.len(), 2);
    home.mark(Field::Star, true, &[id(0, 0)]);
    assert_eq!(home.library.prunable(&rules).unwrap().len(), 1);
    assert_eq!(home.library.prunable(&[(source(0), Rule::default())]).unwrap(), []);
}
