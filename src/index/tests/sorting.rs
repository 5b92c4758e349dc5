//! Sorted lists after any history, each against a sort of the same rows by time; and what of them a command is about.

use super::*;
use crate::query::{By, sorts_as};
use proptest::prelude::*;

const BYS: [By; 3] = [By::Title, By::Source, By::Author];

/// Something that happens while sorted lists are on screen.
#[derive(Clone, Debug)]
enum Step {
    Add(Vec<(u8, u32, i64, String, String)>),
    Mark(Field, bool, Vec<(u8, u32)>),
    Keep(Vec<(u8, u32)>),
    ForgetKept,
    Undo,
    Call(u8, String),
    Rebuild,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    // Titles that begin alike for longer than what is held of them, some that have nothing to sort by, some that fold.
    let title = prop_oneof![
        "[aàAbB\"]{0,3}",
        "the same beginning of a title [a-c]{0,2}",
        Just("…!".to_owned()),
        "[가나b]{1,2}",
    ];
    let author =
        prop_oneof![Just(String::new()), Just("Ann".to_owned()), Just("Élan".to_owned()), Just("zoe".to_owned())];
    // Times that crowd, so that rows move apart.
    let new = (0..2_u8, 0..14_u32, 0..4_i64, title.clone(), author);
    let ids = || prop::collection::vec((0..2_u8, 0..14_u32), 1..5);
    let field = prop_oneof![2 => Just(Field::Read), 1 => Just(Field::Trash), 1 => Just(Field::Star)];
    prop_oneof![
        5 => prop::collection::vec(new, 1..6).prop_map(Step::Add),
        4 => (field, any::<bool>(), ids()).prop_map(|(field, on, ids)| Step::Mark(field, on, ids)),
        2 => ids().prop_map(Step::Keep),
        1 => Just(Step::ForgetKept),
        1 => Just(Step::Undo),
        1 => (0..2_u8, title).prop_map(|(source, title)| Step::Call(source, title)),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Reopen),
    ]
}

fn run(home: &mut Home, step: Step) {
    let ids = |ids: Vec<(u8, u32)>| ids.into_iter().map(|(s, guid)| id(s, guid)).collect::<Vec<_>>();
    match step {
        Step::Add(batch) => {
            let new = batch.into_iter().map(|(s, guid, time, title, author)| Article {
                title,
                authors: if author.is_empty() { Vec::new() } else { vec![author] },
                ..article(source(s), guid, Some(time), "alpha")
            });
            home.add(new.collect());
        }
        Step::Mark(field, on, of) => drop(home.mark(field, on, &ids(of))),
        Step::Keep(of) => home.reader.keep(&ids(of)).unwrap(),
        Step::ForgetKept => home.reader.forget_kept().unwrap(),
        Step::Undo => {
            let (op, now) = (home.library.new_op(), home.now());
            home.library.undo(op, now).unwrap();
        }
        Step::Call(number, title) => {
            let now = home.now();
            let (address, tags) = (format!("/news/{number}"), Vec::new());
            home.library.add_source(&Source { id: source(number), address, title, tags, folder: None }, now).unwrap();
        }
        Step::Rebuild => {
            home.library.rebuild().unwrap();
            home.catch_up();
        }
        Step::Reopen => home.reopen(),
    }
}

/// The rows of a view in another order, sorted here.
fn expected(home: &mut Home, view: &View, by: By) -> Vec<Row> {
    let names: Vec<(SourceId, String)> =
        home.reader.sources().unwrap().into_iter().map(|source| (source.id, sorts_as(source.title.as_str()))).collect();
    let mut rows = home.rows(view);
    rows.sort_by_cached_key(|row| {
        let key = match by {
            By::Title => sorts_as(row.title.as_str()),
            By::Author => sorts_as(row.author.as_str()),
            By::Source => {
                // One that nobody keeps and whose articles are all in the trash is not listed, and goes by its id.
                let nameless = || sorts_as(&row.source.to_string());
                names.iter().find(|(id, _)| *id == row.source).map_or_else(nameless, |(_, name)| name.clone())
            }
            By::Time => String::new(),
        };
        // Sources of one name stand apart, those of none are sources too.
        let source = (by == By::Source).then_some(row.source);
        (by != By::Source && key.is_empty(), key, source, row.key)
    });
    rows
}

fn check(home: &mut Home) {
    for (source, only) in [(None, Only::All), (None, Only::Unread), (Some(source(0)), Only::All), (None, Only::Trash)] {
        for by in BYS {
            let view = View { source, only, ..View::default() };
            let rows = expected(home, &view, by);
            let sorted = View { by, ..view };
            let window = home.reader.window(&sorted, Around::Top, 0, 1_000).unwrap();
            assert_eq!(window.rows, rows, "{sorted:?}");
            assert_eq!((window.total, window.start), (rows.len() as u64, Some(0)));
            for (at, row) in rows.iter().enumerate().step_by(2) {
                let part = home.reader.window(&sorted, Around::Key(row.key), 2, 3).unwrap();
                assert_eq!(part.rows, rows[at.saturating_sub(2)..(at + 3).min(rows.len())]);
                assert_eq!(part.rows[part.before].key, row.key);
                assert_eq!(home.reader.rank(&sorted, row.key).unwrap(), at as u64);
                let ids = |rows: &[Row]| rows.iter().map(|row| row.key.id).collect::<Vec<_>>();
                let mut until = |extent| home.reader.ids_until(&sorted, Arrival(i64::MAX), extent).unwrap();
                assert_eq!(until(Extent::Above(row.key)), ids(&rows[..at]));
                assert_eq!(until(Extent::Below(row.key)), ids(&rows[at + 1..]));
                assert_eq!(until(Extent::Between(row.key, rows[0].key)), ids(&rows[..=at]));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_sorted_list_is_its_rows_sorted_whatever_came_in(steps in prop::collection::vec(step(), 1..14)) {
        let mut home = Home::new();
        for step in steps {
            run(&mut home, step);
            check(&mut home);
        }
    }
}

#[test]
fn the_next_unread_article_is_that_of_the_order() {
    let mut home = Home::new();
    let titles = ["delta", "alpha", "charlie", "bravo"];
    home.add((0..).zip(titles).map(|(n, title)| article(source(0), n, Some(i64::from(n)), title)).collect());
    home.mark(Field::Read, true, &[id(0, 3)]);
    let view = View { only: Only::Unread, by: By::Title, ..View::default() };
    let mut next = |of: u32, forward: bool| {
        let from = home.reader.row(id(0, of)).unwrap().unwrap().key;
        home.reader.next(&view, from, forward).unwrap().map(|row| row.title.to_string())
    };
    assert_eq!(next(1, true).as_deref(), Some("charlie"));
    assert_eq!(next(3, true).as_deref(), Some("charlie"), "from one that is not of the list");
    assert_eq!(next(3, false).as_deref(), Some("alpha"));
    assert_eq!(next(0, true), None);
    assert_eq!(home.reader.ids(&view).unwrap(), [id(0, 1), id(0, 2), id(0, 0)]);
}

#[test]
fn a_range_holds_what_stays_in_the_list_and_is_no_longer_of_the_view() {
    let mut home = Home::new();
    home.add((0..6).map(|n| article(source(0), n, Some(100 - i64::from(n)), "alpha")).collect());
    home.reader.keep(&[id(0, 2)]).unwrap();
    home.mark(Field::Read, true, &[id(0, 2)]);
    let view = View { only: Only::Unread, ..View::default() };
    let key = |home: &mut Home, n: u32| home.reader.row(id(0, n)).unwrap().unwrap().key;
    let extent = Extent::Between(key(&mut home, 1), key(&mut home, 3));
    let mut ids = home.reader.ids_until(&view, Arrival(i64::MAX), extent).unwrap();
    ids.sort_by_key(|known| (1..4).position(|n| id(0, n) == *known));
    assert_eq!(ids, [id(0, 1), id(0, 2), id(0, 3)]);
}

#[test]
fn equal_dates_keep_feed_order() {
    let mut home = Home::new();
    let seen = |n: u32| Timestamp::from_millisecond(600_000_999 - i64::from(n)).unwrap();
    let articles = (0..40).map(|n| Article { seen: seen(n), ..article(source(0), n, Some(100), "alpha") });
    // In whatever order the records arrive.
    home.add(articles.rev().collect());
    assert_eq!(home.ids(Only::All), (0..40).map(|n| id(0, n)).collect::<Vec<_>>());
    home.assert_rebuilt_is_equal();
}
