//! Texts that differ only in digits: they are shown, mark nothing unread, and do not fill the library.

use super::{Home, article, id, places, source};
use crate::article::{Article, Field};
use crate::index::{Added, Library};
use crate::query::Only;
use crate::store::{FileKind, Version};
use jiff::{Timestamp, ToSpan as _};

fn start() -> Timestamp {
    Timestamp::from_second(2_000_000).unwrap()
}

/// The article as its feed has it `minutes` after the start.
fn text(title: &str, minutes: i64) -> (Article, Timestamp) {
    let now = start() + minutes.minutes();
    (Article { fetched: now, seen: now, ..article(source(0), 1, Some(10), &format!("{title}\nfrom the harbor")) }, now)
}

fn add(library: &mut Library, title: &str, minutes: i64) -> Added {
    let (article, now) = text(title, minutes);
    library.add(vec![article], now).unwrap()
}

#[track_caller]
fn shows(home: &mut Home, title: &str, versions: u32) {
    let opened = home.reader.article(id(0, 1)).unwrap().unwrap();
    assert_eq!((opened.article.title.as_str(), opened.versions), (title, versions));
    assert_eq!(home.reader.row(id(0, 1)).unwrap().unwrap().title.as_str(), title);
}

#[test]
fn a_corrected_number_is_shown_and_the_article_stays_read() {
    let mut home = Home::new();
    add(&mut home.library, "Quake kills 12", 0);
    home.mark(Field::Read, true, &[id(0, 1)]);
    for (minutes, title, versions) in
        [(10, "Quake kills 120", 2), (20, "Quake kills 12", 2), (30, "Quake kills 200", 3)]
    {
        assert_eq!(add(&mut home.library, title, minutes).changed, [id(0, 1)], "{title}");
        assert_eq!(add(&mut home.library, title, minutes + 1).same, 1, "{title}");
        shows(&mut home, title, versions);
    }
    assert_eq!((home.ids(Only::All).len(), home.ids(Only::Unread).len()), (1, 0));
    home.catch_up();
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_counter_in_the_title_is_stored_four_times_a_day() {
    let mut home = Home::new();
    let other = places(home.root.path(), "elsewhere");
    let mut other = Library::open(&other, &home.root.path().join("their-cache")).unwrap();
    let mut stored = Vec::new();
    for polls in 0..600 {
        let minutes = polls * 10;
        // Two machines take turns, and both restart now and then.
        if polls % 100 == 0 {
            home.reopen();
        }
        let library = if polls % 2 == 0 { &mut home.library } else { &mut other };
        library.catch_up(&mut |_| true).unwrap();
        let added = add(library, &format!("Low water ({polls} views)"), minutes);
        if added.same == 0 {
            stored.push(minutes);
        }
    }
    assert_eq!(stored[..6], [0, 10, 20, 30, 40, 1_450], "the first text, and four a day");
    let most = stored.iter().map(|from| stored.iter().filter(|at| (*from..from + 1_440).contains(at)).count()).max();
    assert_eq!((most, stored.len()), (Some(5), 21));
    // Other words are news and are stored at once.
    home.catch_up();
    assert_eq!(add(&mut home.library, "High water (601 views)", 6_001).changed.len(), 1);
    shows(&mut home, "High water (601 views)", 22);
    home.catch_up();
    home.assert_rebuilt_is_equal();
}

#[test]
fn a_feed_that_goes_back_and_forth_is_stored_four_times_a_day() {
    let mut home = Home::new();
    let mut stored = 0;
    for poll in 0..40 {
        let added = add(&mut home.library, ["Low water", "High water"][poll % 2], poll as i64);
        stored += usize::from(added.same == 0);
    }
    assert_eq!(stored, 2 + 4);
}

#[test]
fn article_with_two_entries_shows_the_first() {
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "Low water\none")]);
    home.library.alias(&[(id(0, 2), id(0, 1))]).unwrap();
    let both = |home: &mut Home| {
        let now = home.now();
        let entry = |guid, text| Article { fetched: now, ..article(source(0), guid, Some(10), text) };
        home.add(vec![entry(1, "Low water\none"), entry(2, "High water\ntwo")])
    };
    assert_eq!(both(&mut home).changed.len(), 1);
    assert_eq!(both(&mut home).changed.len(), 1);
    for _ in 0..5 {
        assert_eq!(both(&mut home).same, 2);
    }
    shows(&mut home, "Low water", 2);
}

#[test]
fn a_corrected_number_is_shown_above_the_text_of_the_page() {
    let mut home = Home::new();
    add(&mut home.library, "Quake kills 12", 0);
    let (known, now) = text("Quake kills 12", 1);
    let page = Version { full: true, ..Version::new(Article { body: "12 dead, at length".into(), ..known }, 1) };
    home.library.add_all(&[], vec![page], now).unwrap();
    assert_eq!(add(&mut home.library, "Quake kills 120", 2).changed.len(), 1);
    shows(&mut home, "Quake kills 120", 4);
    assert_eq!(add(&mut home.library, "Quake kills 120", 3).same, 1);
    let (known, now) = text("Quake kills 120", 4);
    let page = Version { full: true, ..Version::new(Article { body: "120 dead, at length".into(), ..known }, 1) };
    home.library.add_all(&[], vec![page], now).unwrap();
    assert_eq!(home.reader.article(id(0, 1)).unwrap().unwrap().article.body, "120 dead, at length");
    home.catch_up();
    home.assert_rebuilt_is_equal();
}

#[test]
fn title_is_found_with_other_digits() {
    let mut home = Home::new();
    for day in 0..90 {
        add(&mut home.library, &format!("Low water {day}"), day * 1_440);
    }
    let files = home.library.store.files().unwrap();
    assert_eq!(files.iter().filter(|file| file.kind == FileKind::Segments).count(), 1);
    for text in ["Low water 89", "Low water 17"] {
        let found = home.library.same_title(source(0), text).unwrap();
        assert_eq!(found.len(), usize::from(text.ends_with("89")), "{text}");
    }
    assert_eq!(home.library.same_text(source(0), "Low water 3", "from the harbor").unwrap().len(), 1);
}
