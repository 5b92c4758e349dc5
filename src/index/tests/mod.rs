//! What the index promises, each promise against a model: lists, counts and searches after any history, the same
//! after a rebuild; damage; undo.

mod model;

use super::*;
use crate::article::{
    Article, ArticleId, Change, Counts, Field, Media, OpId, PublishedFrom, Row, SortKey, Source, SourceId, Value,
};
use crate::query::{Around, Arrival, Extent, Only, Query, View, Window};
use crate::store::Places;
use jiff::{Timestamp, Zoned};
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// A library in a folder of its own.
struct Home {
    root: tempfile::TempDir,
    library: Library,
    reader: Reader,
    /// Counts up, so that each article and command has its second.
    clock: i64,
}

fn places(root: &Path, device: &str) -> Places {
    Places { data: root.join("data"), state: root.join(device) }
}

impl Home {
    fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        let (library, reader) = Home::open(root.path());
        let mut home = Home { root, library, reader, clock: 1_000_000 };
        home.catch_up();
        home
    }

    fn open(root: &Path) -> (Library, Reader) {
        let places = places(root, "state");
        (Library::open(&places, &root.join("cache")).unwrap(), Reader::open(&places, &root.join("cache")).unwrap())
    }

    fn reopen(&mut self) {
        (self.library, self.reader) = Home::open(self.root.path());
    }

    /// Leaves the program, does something to its files, and comes back.
    fn meanwhile(self, act: impl FnOnce(&Path)) -> Home {
        let Home { root, library, reader, clock } = self;
        drop((library, reader));
        act(root.path());
        let (library, reader) = Home::open(root.path());
        Home { root, library, reader, clock }
    }

    fn now(&mut self) -> Timestamp {
        self.clock += 1;
        Timestamp::from_second(self.clock).unwrap()
    }

    fn catch_up(&mut self) -> Caught {
        let caught = self.library.catch_up(&mut |_| true).unwrap();
        assert!(caught.done);
        while self.library.index_text(50_000, &mut |_| {}).unwrap() {}
        caught
    }

    fn add(&mut self, articles: Vec<Article>) -> Added {
        let now = self.now();
        let added = self.library.add(articles, now).unwrap();
        while self.library.index_text(50_000, &mut |_| {}).unwrap() {}
        added
    }

    fn mark(&mut self, field: Field, value: impl Into<Value>, ids: &[ArticleId]) -> OpId {
        let (op, now) = (self.library.new_op(), self.now());
        let change = Change { field, value: value.into(), ids: ids.to_vec() };
        self.library.mark(op, &[change], now).unwrap().op
    }

    fn rows(&mut self, view: &View) -> Vec<Row> {
        self.reader.window(view, Around::Top, 0, 10_000).unwrap().rows
    }

    fn ids(&mut self, only: Only) -> Vec<ArticleId> {
        self.rows(&View { only, ..View::default() }).into_iter().map(|row| row.key.id).collect()
    }

    /// Everything the reader is ever told: all lists, counts and some searches.
    fn dump(&mut self) -> String {
        let mut dump = String::new();
        let mut views = Vec::new();
        for source in [None, Some(source(0)), Some(source(1)), Some(SourceId::GUIDE)] {
            for only in [Only::All, Only::Unread, Only::Starred, Only::Later, Only::Trash, Only::Since(50)] {
                views.push(View { source, only, search: None });
            }
        }
        for view in &views {
            let window = self.reader.window(view, Around::Top, 0, 10_000).unwrap();
            // The order of arrival is nothing a reader is told, and another one in an index built anew.
            dump += &format!("{view:?}: {:#?}\n", Window { seen: Arrival::default(), ..window });
            dump += &format!("{:?}\n", (self.reader.total(view).unwrap(), self.reader.ids(view).unwrap()));
        }
        dump += &format!("{:#?}\n", (self.reader.sources().unwrap(), self.reader.overview(50).unwrap()));
        for row in self.rows(&View::default()) {
            dump += &format!("{:#?}\n", self.reader.article(row.key.id).unwrap());
        }
        for query in
            ["alpha", "al*", "한국", "국", "-alpha", "title:alpha OR is:starred", "is:trashed", "after:1970-01-01 a*"]
        {
            let found = self.reader.search(&Query::parse(query).unwrap(), &now(), 1_000).unwrap();
            dump += &format!("{query}: {:?}\n", found.iter().map(|row| row.key.id).collect::<Vec<_>>());
        }
        dump
    }

    /// That a new index of the same library says the same.
    fn assert_rebuilt_is_equal(&mut self) {
        let before = self.dump();
        self.library.rebuild().unwrap();
        assert_eq!(self.catch_up().rebuilt, Some(Cause::Asked));
        similar(&before, &self.dump());
    }
}

/// That two long texts are equal, and where not if not.
#[track_caller]
fn similar(a: &str, b: &str) {
    for (number, (a, b)) in a.lines().zip(b.lines()).enumerate() {
        assert_eq!(a, b, "line {number}");
    }
    assert_eq!(a.lines().count(), b.lines().count());
}

fn now() -> Zoned {
    "2014-12-23T10:00:00+09:00[Asia/Seoul]".parse().unwrap()
}

fn source(n: u8) -> SourceId {
    SourceId::of(&format!("/news/{n}"))
}

fn article(source: SourceId, guid: u32, published: Option<i64>, text: &str) -> Article {
    let guid = guid.to_string();
    let (title, body) = text.split_once('\n').unwrap_or((text, text));
    Article {
        id: ArticleId::of_guid(source, &guid),
        source,
        guid: Some(guid),
        url: Some("https://example.org/a".to_owned()),
        title: title.to_owned(),
        authors: vec!["Jane Roe".to_owned()],
        published: published.map(|second| Timestamp::from_second(second).unwrap()),
        published_from: if published.is_some() { PublishedFrom::Declared } else { PublishedFrom::Seen },
        seen: Timestamp::from_second(500_000).unwrap(),
        fetched: Timestamp::from_second(500_000).unwrap(),
        language: None,
        media: Media::Text,
        body: body.to_owned(),
        summary: None,
        enclosures: Vec::new(),
        categories: Vec::new(),
    }
}

fn id(source_number: u8, guid: u32) -> ArticleId {
    ArticleId::of_guid(source(source_number), &guid.to_string())
}

#[test]
fn lists_are_newest_first_and_marks_show_at_once() {
    let mut home = Home::new();
    let added = home.add((0..5).map(|n| article(source(0), n, Some(100 - i64::from(n)), "alpha\nbeta beta")).collect());
    assert_eq!((added.new.len(), added.same), (5, 0));
    assert_eq!(home.ids(Only::All), (0..5).map(|n| id(0, n)).collect::<Vec<_>>());
    home.mark(Field::Read, true, &[id(0, 1)]);
    assert_eq!(home.ids(Only::Unread), [0, 2, 3, 4].map(|n| id(0, n)));
    let overview = home.reader.overview(98).unwrap();
    assert_eq!(overview.all, Counts { total: 5, unread: 4 });
    assert_eq!(overview.today, Counts { total: 3, unread: 2 });
    let row = home.reader.row(id(0, 1)).unwrap().unwrap();
    assert!(row.read && row.dated && row.words == 2 && row.lead.as_str() == "beta beta");
}

#[test]
fn the_same_text_is_not_stored_again_and_another_is_a_version() {
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "alpha\nthe first text")]);
    let again = home.add(vec![article(source(0), 1, Some(99), "alpha\nthe first  text")]);
    assert_eq!((again.new.len(), again.changed.len(), again.same), (0, 0, 1));
    let changed = home.add(vec![article(source(0), 1, Some(99), "gamma\nthe second text")]);
    assert_eq!(changed.changed, [id(0, 1)]);
    let opened = home.reader.article(id(0, 1)).unwrap().unwrap();
    assert_eq!((opened.versions, opened.article.title.as_str()), (2, "gamma"));
    let row = home.reader.row(id(0, 1)).unwrap().unwrap();
    assert_eq!((row.title.as_str(), row.key.time), ("gamma", 10));
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_window_says_where_it_lies() {
    let mut home = Home::new();
    home.add((0..100).map(|n| article(source(0), n, Some(1_000 - i64::from(n)), "alpha")).collect());
    let view = View::default();
    let key = |n: u32| SortKey { time: 1_000 - i64::from(n), id: id(0, n) };
    for (around, above, below, first, count, start, top, bottom) in [
        (Around::Top, 5, 10, 0, 10, Some(0), true, false),
        (Around::Key(key(50)), 5, 10, 45, 15, None, false, false),
        (Around::Key(key(2)), 5, 10, 0, 12, Some(0), true, false),
        (Around::Key(key(97)), 5, 10, 92, 8, Some(92), false, true),
        (Around::Bottom, 5, 10, 94, 6, Some(94), false, true),
        (Around::Nth(20), 5, 10, 15, 15, Some(15), false, false),
        (Around::Nth(1_000), 5, 10, 94, 6, Some(94), false, true),
    ] {
        let window = home.reader.window(&view, around, above, below).unwrap();
        assert_eq!(
            (window.start, window.total, window.at_top, window.at_bottom),
            (start, 100, top, bottom),
            "{around:?}"
        );
        assert_eq!((window.rows[0].key, window.rows.len()), (key(first), count), "{around:?}");
    }
    assert_eq!(home.reader.rank(&view, key(37)).unwrap(), 37);
    assert_eq!(home.reader.next(&view, key(37), true).unwrap().unwrap().key, key(38));
    assert_eq!(home.reader.next(&view, key(37), false).unwrap().unwrap().key, key(36));
    assert_eq!(home.reader.next(&view, key(0), false).unwrap(), None);
}

#[test]
fn rows_just_marked_stay_until_the_list_is_left() {
    let mut home = Home::new();
    home.add((0..20).map(|n| article(source(0), n, Some(1_000 - i64::from(n)), "alpha")).collect());
    let view = View { only: Only::Unread, ..View::default() };
    let before: Vec<ArticleId> = home.ids(Only::Unread);
    home.reader.keep(&[id(0, 3), id(0, 4)]).unwrap();
    home.mark(Field::Read, true, &[id(0, 3), id(0, 4), id(0, 5)]);
    let kept: Vec<ArticleId> = before.iter().copied().filter(|known| *known != id(0, 5)).collect();
    assert_eq!(home.ids(Only::Unread), kept);
    let window = home.reader.window(&view, Around::Nth(4), 2, 2).unwrap();
    assert_eq!(window.rows.iter().map(|row| row.key.id).collect::<Vec<_>>(), kept[2..6]);
    assert_eq!((window.total, window.start), (19, Some(2)));
    assert_eq!(home.reader.rank(&view, window.rows[2].key).unwrap(), 4);
    home.reader.forget_kept().unwrap();
    assert_eq!(home.ids(Only::Unread).len(), 17);
    home.reader.keep_view(&view, Arrival(i64::MAX), Extent::Whole).unwrap();
    let all = home.ids(Only::Unread);
    home.mark(Field::Read, true, &all);
    assert_eq!(home.ids(Only::Unread), all);
}

#[test]
fn many_commands_on_one_field_are_undone_one_by_one_and_done_again() {
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "alpha")]);
    let starred = |home: &mut Home| home.ids(Only::Starred).len();
    for on in [true, false, true, false, true] {
        home.mark(Field::Star, on, &[id(0, 1)]);
    }
    let mut step = |redo: bool| {
        let (op, now) = (home.library.new_op(), home.now());
        let done = if redo { home.library.redo(op, now) } else { home.library.undo(op, now) };
        (done.unwrap().map(|done| done.what.len()), starred(&mut home))
    };
    for stars in [0, 1, 0, 1, 0] {
        assert_eq!(step(false), (Some(1), stars));
    }
    assert_eq!(step(false), (None, 0));
    for stars in [1, 0, 1, 0, 1] {
        assert_eq!(step(true), (Some(1), stars));
    }
    assert_eq!(step(true), (None, 1));
    for (redo, stars) in [(false, 0), (false, 1), (true, 0), (true, 1), (false, 0), (false, 1), (false, 0)] {
        assert_eq!(step(redo), (Some(1), stars));
    }
}

#[test]
fn what_came_in_after_a_list_was_read_is_not_of_it() {
    let mut home = Home::new();
    let alpha = |n: u32, time: i64| article(source(0), n, Some(time), "alpha");
    home.add(vec![alpha(0, 100), alpha(1, 50)]);
    let view = View { only: Only::Unread, ..View::default() };
    let seen = home.reader.window(&view, Around::Top, 0, 10).unwrap().seen;
    // Newer ones, older ones, and a new text of one that was there.
    home.add(vec![alpha(2, 200), alpha(3, 70), alpha(4, 10)]);
    home.add(vec![article(source(0), 1, Some(50), "another alpha")]);
    assert_eq!(home.reader.ids_until(&view, seen, Extent::Whole).unwrap(), [id(0, 0), id(0, 1)]);
    let row = home.reader.row(id(0, 3)).unwrap().unwrap().key;
    assert_eq!(home.reader.ids_until(&view, Arrival(i64::MAX), Extent::Above(row)).unwrap(), [id(0, 2), id(0, 0)]);
    assert_eq!(home.reader.ids_until(&view, Arrival(i64::MAX), Extent::Below(row)).unwrap(), [id(0, 1), id(0, 4)]);
    assert_eq!(home.reader.ids(&view).unwrap().len(), 5);
}

#[test]
fn the_guide_is_not_unread_beside_other_sources() {
    let mut home = Home::new();
    home.add(vec![article(SourceId::GUIDE, 1, Some(10), "a guide")]);
    assert_eq!(home.reader.overview(0).unwrap().all, Counts { total: 1, unread: 1 });
    assert_eq!(home.ids(Only::Unread).len(), 1);
    home.add(vec![article(source(0), 1, Some(20), "alpha")]);
    assert_eq!(home.reader.overview(0).unwrap().all, Counts { total: 2, unread: 1 });
    assert_eq!(home.ids(Only::Unread), [id(0, 1)]);
    assert_eq!(home.reader.total(&View { only: Only::Unread, ..View::default() }).unwrap(), 1);
    assert_eq!(
        home.reader.total(&View { source: Some(SourceId::GUIDE), only: Only::Unread, search: None }).unwrap(),
        1
    );
}

#[test]
fn undo_takes_back_one_command_a_step_also_after_a_restart() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Star, true, &[id(0, 0)]);
    home.mark(Field::Read, true, &[id(0, 0), id(0, 1), id(0, 2)]);
    home.mark(Field::Position, Value::Text("p".into()), &[id(0, 0)]);
    home.reopen();
    let step = |home: &mut Home, redo: bool| {
        let (op, now) = (home.library.new_op(), home.now());
        let done = if redo { home.library.redo(op, now) } else { home.library.undo(op, now) }.unwrap();
        let said = done.map(|done| (done.what, done.ids.len()));
        (said, home.ids(Only::Unread).len(), home.ids(Only::Starred).len())
    };
    let read = Some((vec![(Field::Read, Value::On, 3)], 3));
    let star = Some((vec![(Field::Star, Value::On, 1)], 1));
    assert_eq!(step(&mut home, true), (None, 0, 1));
    assert_eq!(step(&mut home, false), (read.clone(), 3, 1));
    assert_eq!(step(&mut home, false), (star.clone(), 3, 0));
    assert_eq!(step(&mut home, false), (None, 3, 0));
    home.reopen();
    assert_eq!(step(&mut home, true), (star, 3, 1));
    assert_eq!(step(&mut home, true), (read, 0, 1));
    assert_eq!(step(&mut home, true), (None, 0, 1));
    home.assert_rebuilt_is_equal();
}

#[test]
fn undo_leaves_alone_what_was_marked_later() {
    let mut home = Home::new();
    home.add((0..2).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Read, true, &[id(0, 0), id(0, 1)]);
    // Another device, which has seen the mark, says otherwise of one of them.
    let other = places(home.root.path(), "other");
    let mut device = Library::open(&other, &home.root.path().join("other-cache")).unwrap();
    device.catch_up(&mut |_| true).unwrap();
    for value in [Value::Off, Value::On] {
        let (op, now) = (device.new_op(), home.now());
        device.mark(op, &[Change { field: Field::Read, value, ids: vec![id(0, 0)] }], now).unwrap();
    }
    assert!(home.catch_up().records > 0);
    let (op, now) = (home.library.new_op(), home.now());
    assert_eq!(home.library.undo(op, now).unwrap().unwrap().ids, [id(0, 1)]);
    assert_eq!(home.ids(Only::Unread), [id(0, 1)]);
}

#[test]
fn marks_count_while_the_index_is_being_built() {
    let mut home = Home::new();
    home.add((0..50).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    for n in 0..9 {
        home.mark(Field::Star, n % 2 == 0, &[id(0, 1)]);
    }
    home.library.rebuild().unwrap();
    home.mark(Field::Star, false, &[id(0, 1)]);
    home.mark(Field::Star, true, &[id(0, 1)]);
    home.mark(Field::Star, false, &[id(0, 1)]);
    home.catch_up();
    home.assert_rebuilt_is_equal();
}

#[test]
fn undo_goes_on_through_commands_that_marked_the_same_article() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(1), n, Some(i64::from(n)), "text")).collect());
    let step = |home: &mut Home, back: bool| {
        let (op, now) = (home.library.new_op(), home.now());
        let done = if back { home.library.undo(op, now) } else { home.library.redo(op, now) };
        done.unwrap().map(|done| done.ids.len())
    };
    let ids: Vec<ArticleId> = (0..3).map(|n| id(1, n)).collect();
    let mut states = vec![home.ids(Only::Unread)];
    for (read, ids) in [(true, &ids[..]), (false, &ids[1..]), (true, &ids[2..]), (false, &ids[..1])] {
        home.mark(Field::Read, read, ids);
        states.push(home.ids(Only::Unread));
    }
    for round in 0..3 {
        for (state, changed) in states.iter().rev().skip(1).zip([1, 1, 2, 3]) {
            home.reopen();
            assert_eq!(step(&mut home, true), Some(changed), "round {round}");
            assert_eq!(home.ids(Only::Unread), *state);
        }
        assert_eq!(step(&mut home, true), None);
        for (state, changed) in states.iter().skip(1).zip([3, 2, 1, 1]) {
            assert_eq!(step(&mut home, false), Some(changed), "round {round}");
            assert_eq!(home.ids(Only::Unread), *state);
        }
        assert_eq!(step(&mut home, false), None);
    }
}

#[test]
fn what_a_command_would_do_is_what_it_does() {
    let mut home = Home::new();
    home.add((0..5).map(|n| article(source(1), n, Some(i64::from(n)), "text")).collect());
    let ids: Vec<ArticleId> = (0..5).map(|n| id(1, n)).collect();
    home.mark(Field::Read, true, &ids[..2]);
    let change = Change { field: Field::Read, value: Value::On, ids: ids.clone() };
    let (would, which) = home.library.would_mark(std::slice::from_ref(&change)).unwrap();
    assert_eq!(which, ids[2..].iter().copied().collect());
    assert_eq!(home.library.would_redo().unwrap(), None);
    let (op, now) = (home.library.new_op(), home.now());
    let did = home.library.mark(op, &[change], now).unwrap();
    assert_eq!((would.what, would.changed), (did.what, did.changed));
    let would = home.library.would_undo().unwrap().unwrap();
    let (op, now) = (home.library.new_op(), home.now());
    let did = home.library.undo(op, now).unwrap().unwrap();
    assert_eq!((would.what, would.ids), (did.what, did.ids));
    let would = home.library.would_redo().unwrap().unwrap();
    let (op, now) = (home.library.new_op(), home.now());
    let did = home.library.redo(op, now).unwrap().unwrap();
    assert_eq!((would.what, would.ids), (did.what, did.ids));
}

#[test]
fn an_id_is_found_by_its_beginning_and_a_tag_however_it_is_written() {
    let mut home = Home::new();
    home.add((0..40).map(|n| article(source(1), n, Some(i64::from(n)), "text")).collect());
    home.mark(Field::Trash, true, &[id(1, 3)]);
    home.mark(Field::Tag("Ports".into()), true, &[id(1, 1), id(1, 2)]);
    home.mark(Field::Tag("pórts".into()), true, &[id(1, 1)]);
    let whole = id(1, 3).to_string();
    for digits in [4, 16, 31, 32] {
        assert_eq!(home.reader.ids_beginning(&whole[..digits], 2).unwrap(), [id(1, 3)]);
    }
    assert_eq!(home.reader.ids_beginning("", 9).unwrap().len(), 9);
    for none in ["xyz", "+1", &format!("{whole}0"), "é"] {
        assert_eq!(home.reader.ids_beginning(none, 2).unwrap(), []);
    }
    assert_eq!(home.reader.spellings("PORTS").unwrap(), ["Ports", "pórts"]);
    assert_eq!(home.reader.spellings("port").unwrap(), [""; 0]);
}

#[test]
fn an_alias_brings_the_marks_along() {
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "alpha\nfirst"), article(source(0), 2, Some(20), "beta\nsecond")]);
    home.mark(Field::Star, true, &[id(0, 1)]);
    home.mark(Field::Tag("x".into()), true, &[id(0, 2)]);
    home.library.alias(&[(id(0, 2), id(0, 1)), (id(0, 3), id(0, 1))]).unwrap();
    while home.library.index_text(50_000, &mut |_| {}).unwrap() {}
    let rows = home.rows(&View::default());
    assert_eq!(rows.len(), 1);
    assert!(rows[0].starred && rows[0].tags.len() == 1 && rows[0].key.id == id(0, 1));
    assert_eq!(home.reader.row(id(0, 3)).unwrap().unwrap().key.id, id(0, 1));
    assert_eq!(home.library.known(&[id(0, 3), id(0, 4)]).unwrap(), [id(0, 3)]);
    home.mark(Field::Star, false, &[id(0, 2)]);
    assert_eq!(home.ids(Only::Starred), []);
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_text_is_found_by_what_it_says() {
    let mut home = Home::new();
    home.add(vec![
        article(source(0), 1, Some(10), "alpha\nthe text 12"),
        article(source(0), 2, Some(10), "alpha\nother"),
    ]);
    let found = home.library.same_text(source(0), "alpha", "the text 12").unwrap();
    assert_eq!(found.iter().map(|article| article.id).collect::<Vec<_>>(), [id(0, 1)]);
    assert_eq!(home.library.same_text(source(1), "alpha", "the text 12").unwrap(), []);
}

#[test]
fn a_source_is_known_by_what_was_last_said_of_it() {
    let mut home = Home::new();
    let mut said = Source { id: source(0), address: "/news/0".into(), title: "News".into(), tags: vec![] };
    for title in ["News", "News", "The News"] {
        said.title = title.to_owned();
        let now = home.now();
        home.library.add_source(&said, now).unwrap();
    }
    assert_eq!(home.library.sources().unwrap(), [said]);
    assert_eq!(home.reader.sources().unwrap()[0].title.as_str(), "The News");
    home.assert_rebuilt_is_equal();
}

/// Does something to the index file, and says why it was built anew; the answers must be the same.
#[track_caller]
fn check_damage(damage: impl FnOnce(&Path), cause: Option<Cause>) {
    let mut home = Home::new();
    home.add((0..40).map(|n| article(source((n % 2) as u8), n, Some(i64::from(n)), "alpha\n한국 beta")).collect());
    home.mark(Field::Star, true, &[id(0, 2), id(1, 3)]);
    let before = home.dump();
    let mut home = home.meanwhile(damage);
    assert_eq!(home.catch_up().rebuilt, cause);
    similar(&before, &home.dump());
}

#[test]
fn a_lost_or_damaged_index_is_built_anew_with_the_same_answers() {
    let file = |root: &Path| root.join("cache/index.sqlite");
    check_damage(|_| {}, None);
    check_damage(|root| std::fs::remove_file(file(root)).unwrap(), Some(Cause::Missing));
    check_damage(|root| std::fs::write(file(root), "").unwrap(), Some(Cause::NewFormat));
    check_damage(|root| std::fs::write(file(root), "hello, I am no database").unwrap(), Some(Cause::Damaged));
    check_damage(
        |root| {
            let length = file(root).metadata().unwrap().len();
            std::fs::File::options().write(true).open(file(root)).unwrap().set_len(length / 2).unwrap();
        },
        Some(Cause::Damaged),
    );
    check_damage(
        |root| {
            let db = rusqlite::Connection::open(file(root)).unwrap();
            db.pragma_update(None, "user_version", 99).unwrap();
        },
        Some(Cause::NewFormat),
    );
    check_damage(|root| std::fs::remove_dir_all(root.join("cache")).unwrap(), Some(Cause::Missing));
}

#[test]
fn a_reader_sees_an_index_that_comes_later() {
    let root = tempfile::tempdir().unwrap();
    let places = places(root.path(), "state");
    let mut reader = Reader::open(&places, &root.path().join("cache")).unwrap();
    let window = reader.window(&View::default(), Around::Top, 0, 10).unwrap();
    assert!(window.at_top && window.at_bottom && window.rows.is_empty());
    let mut library = Library::open(&places, &root.path().join("cache")).unwrap();
    library.add(vec![article(source(0), 1, Some(10), "alpha")], Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(reader.window(&View::default(), Around::Top, 0, 10).unwrap().rows.len(), 1);
    library.rebuild().unwrap();
    assert_eq!(reader.window(&View::default(), Around::Top, 0, 10).unwrap().rows.len(), 0);
    library.catch_up(&mut |_| true).unwrap();
    assert_eq!(reader.window(&View::default(), Around::Top, 0, 10).unwrap().rows.len(), 1);
}

#[test]
fn catching_up_stops_when_told_and_goes_on_later() {
    let mut home = Home::new();
    home.add((0..5_000).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Read, true, &[id(0, 7)]);
    home.library.rebuild().unwrap();
    let mut calls = 0;
    while !home.library.catch_up(&mut |_| false).unwrap().done {
        calls += 1;
    }
    assert!(calls >= 3, "{calls}");
    assert_eq!(home.reader.total(&View::default()).unwrap(), 5_000);
    assert_eq!(home.ids(Only::Unread).len(), 4_999);
}

#[test]
fn what_a_file_held_that_changed_is_looked_at_again() {
    let mut home = Home::new();
    let shared = article(source(0), 1, Some(10), "alpha\nfirst");
    home.add(vec![shared.clone(), article(source(0), 2, Some(20), "beta\nsecond")]);
    home.mark(Field::Star, true, &[id(0, 1), id(0, 2)]);
    // A second device has one of them too, with another text, and marks it.
    let other = places(home.root.path(), "other");
    let mut device = Library::open(&other, &home.root.path().join("other-cache")).unwrap();
    let now = home.now();
    device
        .add(vec![article(source(0), 1, Some(10), "gamma\nthird"), article(source(1), 3, Some(30), "delta")], now)
        .unwrap();
    device
        .mark(device.new_op(), &[Change { field: Field::Star, value: Value::Off, ids: vec![id(0, 1)] }], now)
        .unwrap();
    drop(device);
    home.catch_up();
    let all = home.dump();
    assert_eq!(home.ids(Only::All), [id(1, 3), id(0, 2), id(0, 1)]);
    // What it wrote goes away and comes back, whole and in part.
    let theirs: Vec<PathBuf> = ["articles", "marks"]
        .iter()
        .flat_map(|folder| std::fs::read_dir(home.root.path().join("data").join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "jsonl"))
        .filter(|path| std::fs::read_to_string(path).is_ok_and(|text| text.contains("gamma")))
        .collect();
    assert_eq!(theirs.len(), 1);
    let bytes = std::fs::read(&theirs[0]).unwrap();
    std::fs::remove_file(&theirs[0]).unwrap();
    assert_eq!(home.catch_up().refolded, 1);
    assert_eq!(home.ids(Only::All), [id(0, 2), id(0, 1)]);
    assert_eq!(home.reader.row(id(0, 1)).unwrap().unwrap().title.as_str(), "alpha");
    home.assert_rebuilt_is_equal();
    std::fs::write(&theirs[0], &bytes).unwrap();
    home.catch_up();
    similar(&all, &home.dump());
    let first_line = bytes.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    std::fs::write(&theirs[0], &bytes[..first_line]).unwrap();
    assert_eq!(home.catch_up().refolded, 1);
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_journal_that_is_gone_takes_its_marks_along() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Star, true, &[id(0, 0), id(0, 1)]);
    let other = places(home.root.path(), "other");
    let mut device = Library::open(&other, &home.root.path().join("other-cache")).unwrap();
    device.catch_up(&mut |_| true).unwrap();
    let before: BTreeSet<PathBuf> = journals(&home);
    let now = home.now();
    device
        .mark(device.new_op(), &[Change { field: Field::Star, value: Value::Off, ids: vec![id(0, 0)] }], now)
        .unwrap();
    drop(device);
    home.catch_up();
    assert_eq!(home.ids(Only::Starred), [id(0, 1)]);
    for path in journals(&home).difference(&before) {
        std::fs::remove_file(path).unwrap();
    }
    assert_eq!(home.catch_up().refolded, 1);
    assert_eq!(home.ids(Only::Starred), [id(0, 1), id(0, 0)]);
    home.assert_rebuilt_is_equal();
}

fn journals(home: &Home) -> BTreeSet<PathBuf> {
    std::fs::read_dir(home.root.path().join("data/marks")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn a_damaged_index_neither_panics_nor_outlives_a_rebuild(edits in prop::collection::vec((any::<u32>(), any::<u8>()), 1..60)) {
        let mut home = Home::new();
        home.add((0..30).map(|n| article(source((n % 2) as u8), n, Some(i64::from(n)), "alpha\n한국 beta")).collect());
        home.mark(Field::Star, true, &[id(0, 2), id(1, 3)]);
        let before = home.dump();
        let mut home = home.meanwhile(|root| {
            let file = root.join("cache/index.sqlite");
            let mut bytes = std::fs::read(&file).unwrap();
            for (at, byte) in edits {
                let at = at as usize % bytes.len();
                bytes[at] = byte;
            }
            std::fs::write(&file, bytes).unwrap();
        });
        // Whatever it answers now, it answers; or it says that it is damaged.
        let _ = home.library.catch_up(&mut |_| true);
        for only in [Only::All, Only::Unread, Only::Starred, Only::Since(3)] {
            let _ = home.reader.window(&View { only, ..View::default() }, Around::Bottom, 5, 5);
        }
        let _ = home.reader.search(&Query::parse("alpha OR is:starred").unwrap(), &now(), 10);
        let (op, now) = (home.library.new_op(), home.now());
        let _ = home.library.mark(op, &[Change { field: Field::Read, value: Value::Off, ids: vec![id(0, 4)] }], now);
        home.library.rebuild().unwrap();
        home.catch_up();
        similar(&before, &home.dump());
    }
}
