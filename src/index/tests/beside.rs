//! Two programs on one library and one index: each hears of what the other did.

use super::{Home, article, id, places, source};
use crate::article::{Change, Field, Value};
use crate::index::Library;
use crate::query::{Only, View};
use jiff::Timestamp;

/// What another program on this library does.
fn other(home: &Home) -> Library {
    Home::open(home.root.path()).0
}

fn mark(library: &mut Library, field: Field, n: i64) {
    let change = Change { field, value: Value::On, ids: vec![id(0, 1)] };
    let op = library.new_op();
    library.mark(op, &[change], Timestamp::from_second(2_000_000 + n).unwrap()).unwrap();
}

#[test]
fn what_another_one_has_in_the_index_already_is_news_once() {
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "one")]);
    assert!(!home.catch_up().is_news(), "one's own writing is none");
    let mut other = other(&home);
    mark(&mut other, Field::Star, 1);
    let caught = home.catch_up();
    assert_eq!((caught.records, caught.is_news()), (0, true), "it stands in the tables already");
    assert!(!home.catch_up().is_news());
    // Also where it is written while this one looks.
    let places = places(home.root.path(), "elsewhere");
    let mut elsewhere = Library::open(&places, &home.root.path().join("their-cache")).unwrap();
    mark(&mut elsewhere, Field::Later, 2);
    let caught = home.library.catch_up(&mut |_| {
        mark(&mut other, Field::Read, 3);
        true
    });
    assert!(caught.unwrap().beside);
    assert!(!home.catch_up().is_news());
}

#[test]
fn what_came_in_since_is_told_from_what_was_only_marked() {
    let mut home = Home::new();
    let text = |guid: u32| article(source((guid % 2) as u8), guid, Some(i64::from(guid)), "x");
    home.add((0..6).map(text).collect());
    home.mark(Field::Read, true, &[id(0, 0), id(1, 1)]);
    home.mark(Field::Trash, true, &[id(0, 2)]);
    let before = home.library.tally().unwrap();
    home.mark(Field::Read, false, &[id(0, 0)]);
    assert_eq!(home.library.tally().unwrap().news_since(&before).0, 0);
    home.add(vec![text(7), text(9)]);
    let now = home.library.tally().unwrap();
    let (new, from) = now.news_since(&before);
    assert_eq!((new, from), (2, vec![now.name(source(1)).unwrap()]));
    assert_eq!(now.news_since(&now), (0, vec![]));
}

#[test]
fn who_is_overtaken_while_catching_up_takes_in_the_rest() {
    let mut home = Home::new();
    home.add((0..8_000).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.library.rebuild().unwrap();
    let mut other = Some(other(&home));
    let caught = home.library.catch_up(&mut |_| {
        // It takes the next piece, and is killed.
        assert!(other.take().is_none_or(|mut other| !other.catch_up(&mut |_| false).unwrap().done));
        true
    });
    assert!(caught.unwrap().done);
    assert_eq!(home.reader.total(&View::default()).unwrap(), 8_000);
}

#[test]
fn a_mark_that_the_index_cannot_take_in_yet_is_known_to_the_next() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Star, true, &[id(0, 2)]);
    let index = rusqlite::Connection::open(home.root.path().join("cache/index.sqlite")).unwrap();
    let full = "CREATE TRIGGER full BEFORE INSERT ON marks BEGIN SELECT RAISE(ABORT, 'full'); END";
    index.execute_batch(full).unwrap();
    home.mark(Field::Star, true, &[id(0, 1)]);
    home.mark(Field::Star, false, &[id(0, 1)]);
    home.mark(Field::Star, false, &[id(0, 2)]);
    let (op, now) = (home.library.new_op(), home.now());
    home.library.undo(op, now).unwrap();
    home.mark(Field::Later, true, &[id(0, 0)]);
    assert!(home.library.is_behind());
    index.execute_batch("DROP TRIGGER full").unwrap();
    home.library.sync().unwrap();
    assert!(!home.library.is_behind());
    assert_eq!((home.ids(Only::Starred), home.ids(Only::Later)), (vec![id(0, 2)], vec![id(0, 0)]));
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_mark_counts_over_what_came_from_elsewhere_before_it() {
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "one")]);
    let places = places(home.root.path(), "elsewhere");
    let mut elsewhere = Library::open(&places, &home.root.path().join("their-cache")).unwrap();
    elsewhere.catch_up(&mut |_| true).unwrap();
    for (n, value) in [Value::On, Value::Off, Value::On, Value::Off].into_iter().enumerate() {
        let change = Change { field: Field::Read, value, ids: vec![id(0, 1)] };
        let op = elsewhere.new_op();
        elsewhere.mark(op, &[change], Timestamp::from_second(2_000_000 + n as i64).unwrap()).unwrap();
    }
    home.reopen();
    home.mark(Field::Read, true, &[id(0, 1)]);
    home.catch_up();
    assert_eq!(home.ids(Only::Unread), []);
}
