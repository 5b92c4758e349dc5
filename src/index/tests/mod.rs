//! What the index promises, each promise against a model: lists, counts and searches after any history, the same
//! after a rebuild; damage; undo.

mod beside;
mod corrections;
mod counts;
mod full;
mod model;
mod moving;
mod pruning;
mod rebuilding;
mod reusing;
mod saving;
mod sorting;
mod undo;

use super::*;
use crate::article::{
    Article, ArticleId, Change, Counts, Field, Media, OpId, PublishedFrom, Row, SortKey, Source, SourceId, SourceRow,
    Value,
};
use crate::query::{Around, Arrival, Extent, Only, Query, Search, View, Window};
use crate::store::Places;
use jiff::{Timestamp, Zoned};
use std::path::Path;

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
                views.push(View { source, only, ..View::default() });
            }
        }
        for view in &views {
            let window = self.reader.window(view, Around::Top, 0, 10_000).unwrap();
            // The order of arrival is nothing a reader is told, and another one in an index built anew.
            dump += &format!("{view:?}: {:#?}\n", Window { seen: Arrival::default(), ..window });
            dump += &format!("{:?}\n", (self.reader.total(view).unwrap(), self.reader.ids(view).unwrap()));
        }
        let overview = Overview { seen: Arrival::default(), ..self.reader.overview(50).unwrap() };
        dump += &format!("{:#?}\n", (self.reader.sources().unwrap(), overview));
        for row in self.rows(&View::default()) {
            dump += &format!("{:#?}\n", self.reader.article(row.key.id).unwrap());
        }
        for query in
            ["alpha", "al*", "한국", "국", "-alpha", "title:alpha OR is:starred", "is:trashed", "after:1970-01-01 a*"]
        {
            let search = Some(Search { query: Query::parse(query).unwrap(), now: now() });
            let found = self.rows(&View { search, ..View::default() });
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
    let key = |n: u32| SortKey { time: 1_000 - i64::from(n), turn: 999, id: id(0, n) };
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
    let part = Extent::Between(window.rows[0].key, window.rows[3].key);
    let part = home.reader.ids_until(&view, Arrival(i64::MAX), part).unwrap();
    assert_eq!(part, kept[2..6], "what stays in a list has its place among the others");
    home.reader.forget_kept().unwrap();
    assert_eq!(home.ids(Only::Unread).len(), 17);
    let all = home.reader.ids_until(&view, Arrival(i64::MAX), Extent::Whole).unwrap();
    home.reader.keep(&all).unwrap();
    home.mark(Field::Read, true, &all);
    assert_eq!(home.ids(Only::Unread), all);
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
        home.reader.total(&View { source: Some(SourceId::GUIDE), only: Only::Unread, ..View::default() }).unwrap(),
        1
    );
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
    let mut said =
        Source { id: source(0), address: "/news/0".into(), title: "News".into(), tags: vec![], folder: None };
    for title in ["News", "News", "The News"] {
        said.title = title.to_owned();
        let now = home.now();
        home.library.add_source(&said, now).unwrap();
    }
    assert_eq!(home.library.sources().unwrap(), [said]);
    assert_eq!(home.reader.sources().unwrap()[0].title.as_str(), "The News");
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_folder_lists_what_its_sources_and_those_of_folders_within_it_brought() {
    let mut home = Home::new();
    let now = home.now();
    for (n, folder) in [(0, Some("News/Ports")), (1, Some("News")), (2, Some("Newspapers")), (3, None)] {
        let (id, address, title) = (source(n), format!("/n/{n}"), format!("N{n}"));
        let said = Source { id, address, title, tags: vec![], folder: folder.map(str::to_owned) };
        home.library.add_source(&said, now).unwrap();
    }
    home.add((0..4).map(|n| article(source(n), 7, Some(i64::from(n)), "alpha")).collect());
    for (query, found) in [
        ("folder:news", &[1, 0][..]),
        ("folder:News/ports", &[0]),
        ("-folder:news", &[3, 2]),
        ("folder:ports", &[]),
        ("folder:news alpha", &[1, 0]),
    ] {
        let search = Some(Search { query: Query::parse(query).unwrap(), now: self::now() });
        let ids: Vec<ArticleId> = home.rows(&View { search, ..View::default() }).iter().map(|row| row.key.id).collect();
        assert_eq!(ids, found.iter().map(|n| id(*n, 7)).collect::<Vec<_>>(), "{query}");
    }
    let folders: Vec<String> = home.reader.sources().unwrap().iter().map(|row| row.folder.to_string()).collect();
    assert_eq!(folders, ["News/Ports", "News", "Newspapers", ""]);
    home.assert_rebuilt_is_equal();
}

#[test]
fn all_of_a_source_but_the_newest_is_marked() {
    let mut home = Home::new();
    home.add(
        (0..5)
            .map(|n| article(source(0), n, Some(i64::from(n)), "x"))
            .chain([article(source(1), 9, Some(0), "x")])
            .collect(),
    );
    let view = View { source: Some(source(0)), ..View::default() };
    for (kept, found) in [(1, 4), (3, 2), (5, 0), (9, 0)] {
        let ids = home.reader.ids_until(&view, Arrival(i64::MAX), Extent::BeyondNewest(kept)).unwrap();
        let expected: Vec<ArticleId> = (0..found).rev().map(|n| id(0, n)).collect();
        assert_eq!(ids, expected, "{kept}");
    }
}

#[test]
fn a_source_that_is_removed_is_unknown_until_it_is_kept_again() {
    let mut home = Home::new();
    let said = Source { id: source(0), address: "/news/0".into(), title: "News".into(), tags: vec![], folder: None };
    let now = home.now();
    for _ in 0..2 {
        home.library.add_source(&said, now).unwrap();
        assert_eq!(home.library.sources().unwrap().as_slice(), std::slice::from_ref(&said));
        home.library.remove_source(said.id, now).unwrap();
        home.library.remove_source(said.id, now).unwrap();
        assert_eq!(home.library.sources().unwrap(), []);
        home.assert_rebuilt_is_equal();
    }
}

#[test]
fn a_source_whose_articles_are_all_in_the_trash_has_its_name_and_no_place_among_the_others() {
    let mut home = Home::new();
    let said = Source { id: source(0), address: "/news/0".into(), title: "News".into(), tags: vec![], folder: None };
    let now = home.now();
    home.library.add_source(&said, now).unwrap();
    home.add(vec![article(source(0), 1, Some(1), "one")]);
    home.library.remove_source(said.id, now).unwrap();
    for (trashed, listed, gone) in [(true, vec![], vec!["News"]), (false, vec!["News"], vec![])] {
        home.mark(Field::Trash, trashed, &[id(0, 1)]);
        let names = |rows: Vec<SourceRow>| rows.into_iter().map(|row| row.title.to_string()).collect::<Vec<_>>();
        assert_eq!(names(home.reader.sources().unwrap()), listed);
        assert_eq!(names(home.reader.gone_sources().unwrap()), gone);
        assert_eq!(names(home.reader.source(said.id).unwrap().into_iter().collect()), ["News"]);
    }
}

#[test]
fn a_snippet_shows_the_first_hit_where_the_first_words_do_not() {
    let mut home = Home::new();
    let long = "Words before it. ".repeat(40);
    home.add(vec![
        article(source(0), 1, Some(3), &format!("far\n{long}The ferry\nwas late.")),
        article(source(0), 2, Some(2), "near\nA ferry here."),
        article(source(0), 3, Some(1), "ferry\nnothing"),
        article(source(0), 4, Some(0), &format!("long\n{}ferry", long.repeat(400))),
    ]);
    let query = Query::parse("ferry").unwrap();
    let mut snippet = |guid| home.reader.snippet(&query, id(0, guid)).unwrap().map(|text| text.to_string());
    assert_eq!(snippet(1).as_deref(), Some("… before it. The ferry was late."));
    assert_eq!([snippet(2), snippet(3), snippet(4), snippet(5)], [None, None, None, None]);
}
