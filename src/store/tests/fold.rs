//! The laws of folding: order, repetition and grouping change nothing.

use super::{article, id, mark, second};
use crate::article::{Article, DeviceId, Field, OpId, Source, SourceId, Value};
use crate::store::{
    Alias, Aliases, Dropped, Fold, MAX_COUNT, MAX_IDS, MarkLine, Record, Reuse, SourceVersion, Version,
    exact_fingerprint, fingerprint,
};
use proptest::prelude::*;

const DAY: i64 = 24 * 3_600;

/// From that day on the id means another article.
fn reuse(of: u8, from: i64, new: u8) -> Record {
    Record::Reuse(Reuse { id: id(of), from: second(from * DAY), new: id(new) })
}

fn fold(records: &[Record]) -> Fold {
    let mut fold = Fold::default();
    records.iter().for_each(|record| fold.add(record));
    fold
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![Just(Value::Off), Just(Value::On), "[ab]".prop_map(Value::Text)]
}

fn any_field() -> impl Strategy<Value = Field> {
    prop_oneof![Just(Field::Read), Just(Field::Star), Just(Field::Tag("x".into()))]
}

prop_compose! {
    fn any_mark()(
        op in 0..6u8, n in 1..4u64, device in 0..3u8, seq in 0..4u64, field in any_field(), value in any_value(),
        ids in prop::collection::vec(0..4u8, 1..3), k in 1..3u32, m in 0..2u32,
    ) -> Record {
        let line = mark(op, n, field, value, &ids);
        let part = if m == 0 { (1, 1) } else { (k, 2) };
        Record::Mark(MarkLine { device: DeviceId([device; 16]), seq, part, ..line })
    }
}

prop_compose! {
    fn any_text()(article_id in 0..4u8, text in "[ab][12]{0,2}", n in 1..4u64, seen in 0..3i64, fetched in 0..3i64, full: bool,
        date in prop::option::of(0..5i64)) -> Record {
        let published = date.map(|date| second(date * 4 * DAY));
        let article = Article { seen: second(seen), fetched: second(fetched), published, ..article(article_id, &text) };
        Record::Article(Box::new(Version { full, ..Version::new(article, n) }))
    }
}

prop_compose! {
    fn any_source()(source in 0..2u8, n in 1..3u64, at in 0..3i64, title in "[abc]", removed: bool) -> Record {
        let source = Source { id: SourceId([source; 16]), address: String::new(), title, tags: Vec::new(), folder: None };
        Record::Source(SourceVersion { source, n, at: second(at), removed, secrets: Vec::new() })
    }
}

fn any_record() -> impl Strategy<Value = Record> {
    prop_oneof![
        6 => any_mark(),
        3 => any_text(),
        1 => any_source(),
        1 => (0..4u8, 0..4u8).prop_map(|(a, b)| Record::Alias(Alias { id: id(a), of: id(b) })),
        1 => (0..3u8, 0..5i64, 1..4u8).prop_map(|(a, from, new)| reuse(a, from * 4, new)),
        1 => (0..4u8, 1..4u64).prop_map(|(a, n)| Record::Drop(Dropped { id: id(a), source: SourceId([0; 16]), n })),
    ]
}

fn any_records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec(any_record(), 0..24)
}

proptest! {
    #[test]
    fn the_order_of_records_changes_nothing(records in any_records(), mix in any::<u64>()) {
        let mut shuffled = records.clone();
        let mut state = mix | 1;
        for at in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(at, (state >> 33) as usize % (at + 1));
        }
        prop_assert_eq!(fold(&records), fold(&shuffled));
    }

    #[test]
    fn merging_is_commutative_associative_and_idempotent(a in any_records(), b in any_records(), c in any_records()) {
        let merged = |x: &Fold, y: &Fold| { let mut x = x.clone(); x.merge(y); x };
        let all = fold(&[a.clone(), b.clone(), c.clone()].concat());
        let (a, b, c) = (fold(&a), fold(&b), fold(&c));
        prop_assert_eq!(merged(&a, &b), merged(&b, &a));
        prop_assert_eq!(merged(&a, &merged(&b, &c)), merged(&merged(&a, &b), &c));
        prop_assert_eq!(&merged(&a, &a), &a);
        prop_assert_eq!(merged(&a, &merged(&b, &c)), all);
    }

    #[test]
    fn a_repeated_or_reversed_part_changes_nothing(records in any_records(), from in 0..24usize, to in 0..24usize) {
        let to = to.min(records.len());
        let from = from.min(to);
        let copy: Vec<_> = records[from..to].iter().rev().cloned().collect();
        prop_assert_eq!(fold(&[records.clone(), copy].concat()), fold(&records));
    }

    #[test]
    fn a_cut_tail_arriving_later_changes_nothing(records in any_records(), cut in 0..24usize) {
        let cut = cut.min(records.len());
        let mut early = fold(&records[..cut]);
        early.merge(&fold(&records[cut..]));
        prop_assert_eq!(early, fold(&records));
    }

    #[test]
    fn names_of_one_article_agree(pairs in prop::collection::vec((0..6u8, 0..6u8), 0..12)) {
        let mut aliases = Aliases::default();
        for (a, b) in &pairs {
            aliases.add(Alias { id: id(*a), of: id(*b) });
        }
        for (a, b) in pairs {
            prop_assert_eq!(aliases.resolve(id(a)), aliases.resolve(id(b)));
            prop_assert_eq!(aliases.resolve(aliases.resolve(id(a))), aliases.resolve(id(a)));
            prop_assert!(aliases.names(id(a)).contains(&id(b)));
        }
    }
}

#[test]
fn a_clock_a_year_ahead_pins_nothing() {
    let mut ahead = mark(1, 1, Field::Read, Value::On, &[1]);
    ahead.at = second(40_000_000);
    ahead.device = DeviceId([0xff; 16]);
    let mut all = fold(&[Record::Mark(ahead)]);
    let next = mark(2, all.next_n(id(1), &Field::Read), Field::Read, Value::Off, &[1]);
    all.add(&Record::Mark(next));
    assert_eq!(all.mark(id(1), &Field::Read).unwrap().value, Value::Off);

    let text = |fetched, n, text: &str| {
        let article = Article { fetched: second(fetched), ..article(1, text) };
        Record::Article(Box::new(Version::new(article, n)))
    };
    let all = fold(&[text(40_000_000, 1, "old"), text(1_000, 2, "new")]);
    assert_eq!(all.texts(id(1)).unwrap().shown().unwrap().print, fingerprint("new", "About new."));
}

#[test]
fn greatest_logical_time_of_a_text_counts() {
    let text = |fetched, n, text: &str| {
        let article = Article { fetched: second(fetched), ..article(1, text) };
        Record::Article(Box::new(Version::new(article, n)))
    };
    for (texts, shown, count) in [
        (vec![text(1, 1, "12"), text(2, 2, "120"), text(3, 3, "12")], "12", 2),
        (vec![text(1, 1, "12"), text(2, 2, "120"), text(9, 1, "12")], "120", 2),
        // Two machines that had not heard of each other.
        (vec![text(1, 1, "12"), text(5, 2, "120"), text(6, 2, "200")], "200", 3),
    ] {
        let known = fold(&texts).texts(id(1)).unwrap();
        assert_eq!(known.shown().unwrap().exact, exact_fingerprint(shown, &format!("About {shown}.")));
        assert_eq!(known.in_order().len(), count, "{shown}");
    }
}

#[test]
fn the_highest_logical_time_does_not_overflow() {
    let mut all = fold(&[Record::Mark(mark(1, MAX_COUNT, Field::Read, Value::On, &[1]))]);
    let next = MarkLine { seq: 1, ..mark(2, all.next_n(id(1), &Field::Read), Field::Read, Value::Off, &[1]) };
    all.add(&Record::Mark(next));
    assert_eq!(all.mark(id(1), &Field::Read).unwrap().value, Value::Off);
}

#[test]
fn a_command_counts_when_its_last_part_is_there() {
    let part = |k, ids: &[u8]| Record::Mark(MarkLine { part: (k, 3), ..mark(1, 1, Field::Read, Value::On, ids) });
    let parts = [part(1, &[1]), part(2, &[2]), part(3, &[3])];
    assert!(fold(&parts[..2]).marks().is_empty());
    assert_eq!(fold(&parts).marks().len(), 3);
    assert_eq!(fold(&[parts[2].clone(), parts[0].clone()]).marks().len(), 2);
}

#[test]
fn a_command_is_cut_into_lines_that_fit() {
    let ids: Vec<_> =
        (0..2_500u16).map(|n| crate::article::ArticleId::of_guid(SourceId([0; 16]), &n.to_string())).collect();
    let line = MarkLine { ids: ids.clone(), ..mark(1, 1, Field::Read, Value::On, &[]) };
    let other = mark(1, 1, Field::Star, Value::Off, &[1]);
    let parts = MarkLine::split(vec![line, other]);
    assert_eq!(parts.iter().map(|part| part.ids.len()).collect::<Vec<_>>(), [MAX_IDS, MAX_IDS, 500, 1]);
    assert_eq!(parts.iter().map(|part| part.part).collect::<Vec<_>>(), [(1, 4), (2, 4), (3, 4), (4, 4)]);
    assert_eq!(parts.iter().flat_map(|part| &part.ids).take(2_500).copied().collect::<Vec<_>>(), ids);
}

#[test]
fn marks_follow_an_alias_whenever_it_comes() {
    let alias = Record::Alias(Alias { id: id(2), of: id(1) });
    let marks = [
        Record::Mark(mark(1, 1, Field::Star, Value::On, &[1])),
        Record::Mark(mark(2, 1, Field::Read, Value::On, &[2])),
    ];
    let all = fold(&[marks[0].clone(), alias, marks[1].clone()]);
    for name in [1, 2] {
        assert!(all.mark(id(name), &Field::Star).is_some_and(|mark| mark.value.is_on()));
        assert!(all.mark(id(name), &Field::Read).is_some_and(|mark| mark.value.is_on()));
    }
    assert!(all.marks().keys().all(|(name, _)| *name == id(1)));
}

#[test]
fn an_article_goes_by_the_id_that_is_no_alias() {
    let name = |pairs: &[(u8, u8)], of: u8| {
        let mut aliases = Aliases::default();
        pairs.iter().for_each(|(a, b)| aliases.add(Alias { id: id(*a), of: id(*b) }));
        aliases.resolve(id(of)).0[0]
    };
    assert_eq!(name(&[(1, 9)], 1), 9);
    assert_eq!(name(&[(1, 9), (9, 5)], 1), 5);
    assert_eq!(name(&[(1, 9), (9, 1)], 9), 1, "a circle: the smallest");
    assert_eq!(name(&[(9, 3), (9, 5)], 9), 3, "two: the smaller");
    assert_eq!(name(&[(7, 7)], 7), 7);
}

#[test]
fn texts_dated_after_a_reuse_belong_to_the_new_article() {
    let text = |of, date: Option<i64>, n, text: &str| {
        let article = Article { published: date.map(|date| second(date * DAY)), ..article(of, text) };
        Record::Article(Box::new(Version::new(article, n)))
    };
    let shown = |records: &[Record]| -> Vec<(u8, u64)> {
        let articles = fold(records).articles().into_iter();
        articles.map(|(id, texts)| (id.0[0], texts.shown().unwrap().n)).collect()
    };
    let texts = [text(1, Some(1), 1, "a"), text(1, None, 2, "b"), text(1, Some(20), 3, "c"), text(1, Some(40), 4, "d")];
    let with = |reuses: &[Record]| shown(&[&texts[..], reuses].concat());
    assert_eq!(with(&[]), [(1, 4)]);
    assert_eq!(with(&[reuse(1, 20, 7)]), [(1, 2), (7, 4)]);
    assert_eq!(with(&[reuse(1, 20, 7), reuse(1, 40, 8)]), [(1, 2), (7, 3), (8, 4)]);
    assert_eq!(with(&[reuse(1, 40, 8), reuse(1, 34, 7), reuse(1, 50, 9)]), [(1, 3), (7, 4)], "less than a week apart");
    assert_eq!(with(&[reuse(1, 40, 8), reuse(1, 33, 7)]), [(1, 3), (8, 4)], "a week apart");
    assert_eq!(with(&[reuse(1, 0, 1), reuse(2, 0, 7)]), [(1, 4)]);
    // A text stored for the second article and dated after the third begins belongs to the third; none moves back.
    let explicit = [text(7, Some(45), 5, "e"), text(8, Some(3), 6, "f"), reuse(1, 20, 7), reuse(1, 40, 8)];
    assert_eq!(with(&explicit), [(1, 2), (7, 3), (8, 6)]);
}

#[test]
fn marks_of_a_reused_id_stay_with_the_old_article() {
    let read = Record::Mark(mark(1, 1, Field::Read, Value::On, &[1]));
    let trash = Record::Mark(mark(2, 1, Field::Trash, Value::On, &[1]));
    let all = fold(&[read, trash, reuse(1, 20, 7)]);
    assert!(all.mark(id(1), &Field::Read).is_some());
    assert!(all.mark(id(7), &Field::Read).is_none() && all.mark(id(7), &Field::Trash).is_none());
}

#[test]
fn a_removed_article_comes_back_when_it_is_brought_back() {
    let drop = |n| Record::Drop(Dropped { id: id(1), source: SourceId([1; 16]), n });
    let text = super::text(1, "one");
    assert!(fold(&[drop(1), text.clone()]).articles().is_empty());
    assert_eq!(fold(&[drop(2), text.clone(), drop(1)]).articles().len(), 1);
    assert!(fold(&[drop(3), drop(2), text, drop(1)]).articles().is_empty());
}

#[test]
fn a_removed_article_that_something_keeps_is_there() {
    let drop = Record::Drop(Dropped { id: id(1), source: SourceId([1; 16]), n: 1 });
    let alias = Record::Alias(Alias { id: id(2), of: id(1) });
    let star = |n, value| Record::Mark(mark(n, n.into(), Field::Star, value, &[2]));
    let read = Record::Mark(mark(9, 9, Field::Read, Value::On, &[1]));
    let all = [super::text(1, "one"), drop, read, alias, star(1, Value::On), star(2, Value::Off), star(3, Value::On)];
    let counts: Vec<usize> = (3..=all.len()).map(|upto| fold(&all[..upto]).articles().len()).collect();
    assert_eq!(counts, [0, 0, 1, 0, 1]);
}

#[test]
fn the_sort_time_is_frozen_at_first_sight() {
    let text = |n, seen, published: i64, text: &str| {
        let article = Article { seen: second(seen), published: Some(second(published)), ..article(1, text) };
        Record::Article(Box::new(Version::new(article, n)))
    };
    let all = fold(&[text(2, 200, 150, "b"), text(1, 100, 500, "a"), text(3, 300, 50, "c")]);
    assert_eq!(all.texts(id(1)).unwrap().sort_time(), second(100));
}

#[test]
fn only_what_nobody_wants_is_old() {
    let on = |op, field, n| Record::Mark(mark(op, 1, field, Value::On, &[n]));
    let mut records: Vec<_> = (1..=8).map(|n| super::text(n, "text")).collect();
    let read = mark(1, 1, Field::Read, Value::On, &[1, 2, 3, 4, 5, 6, 7]);
    records.push(Record::Mark(read));
    records.extend([on(2, Field::Star, 2), on(3, Field::Tag("x".into()), 3), on(4, Field::Later, 5)]);
    records.push(Record::Mark(mark(5, 1, Field::Note, Value::Text("n".into()), &[4])));
    records.extend([on(6, Field::Position, 6), on(7, Field::Trash, 7)]);
    let old = |before, unread_too| -> Vec<u8> {
        fold(&records).old_articles(second(before), unread_too).iter().map(|drop| drop.id.0[0]).collect()
    };
    assert_eq!(old(1_000, true), [] as [u8; 0]);
    assert_eq!(old(1_001, false), [1, 6, 7]);
    assert_eq!(old(1_001, true), [1, 6, 7, 8]);
    let drops = fold(&records).old_articles(second(1_001), false);
    records.extend(drops.into_iter().map(Record::Drop));
    assert_eq!(fold(&records).articles().len(), 5);
    assert!(fold(&records).old_articles(second(1_001), false).is_empty());
}

#[test]
fn an_op_id_is_never_given_twice() {
    let store = super::library().open();
    let ops: std::collections::HashSet<OpId> = (0..1_000).map(|_| store.new_op()).collect();
    assert_eq!(ops.len(), 1_000);
}
