//! An index that is lost, damaged, late or built anew gives the answers it gave.

use super::*;
use crate::index::catching::CatchingUp;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;

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
    let lost = reader.window(&View::default(), Around::Top, 0, 10);
    assert!(lost.is_err_and(|error| error.is_damage()), "a deleted index is no empty library");
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

#[test]
fn what_is_looked_at_again_and_not_through_is_not_taken_for_all() {
    let mut home = Home::new();
    let articles: Vec<Article> = (0..5_000).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect();
    home.add(articles.clone());
    let file = std::fs::read_dir(home.root.path().join("data/articles")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("\n{text}")).unwrap();
    assert!(!home.library.catch_up(&mut |_| false).unwrap().done);
    let now = home.now();
    assert_eq!(home.library.add(articles[4_990..].to_vec(), now).unwrap().new, []);
}

#[test]
fn a_file_that_cannot_be_read_costs_itself_only() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut home = Home::new();
    home.add(vec![article(source(0), 1, Some(10), "alpha")]);
    let file = std::fs::read_dir(home.root.path().join("data/articles")).unwrap().next().unwrap().unwrap().path();
    let text = std::fs::read_to_string(&file).unwrap().replace(&id(0, 1).to_string(), &id(0, 2).to_string());
    let closed = file.with_file_name("0-closed.jsonl");
    std::fs::write(&closed, text).unwrap();
    let mode = |mode| std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(0);
    // Whoever may do everything can read it all the same.
    let is_read = std::fs::read(&closed).is_ok();
    home.library.rebuild().unwrap();
    let caught = home.library.catch_up(&mut |_| true).unwrap();
    assert_eq!((caught.done, caught.unreadable.is_some()), (true, !is_read));
    assert!(home.ids(Only::All).contains(&id(0, 1)));
    mode(0o600);
    home.catch_up();
    assert_eq!(home.ids(Only::All).len(), 2);
    // What is known of it stays while it cannot be read.
    mode(0);
    home.library.catch_up(&mut |_| true).unwrap();
    assert_eq!(home.ids(Only::All).len(), 2);
    mode(0o600);
}

#[test]
fn a_journal_that_cannot_be_read_costs_itself_only_where_another_is_taken_in_again() {
    let mut home = Home::new();
    home.add((0..4).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Star, true, &[id(0, 0)]);
    let mut theirs = Vec::new();
    for (name, article) in [("closed", 1), ("gone", 2)] {
        let before = journals(&home);
        let mut device = Library::open(&places(home.root.path(), name), &home.root.path().join(name)).unwrap();
        device.catch_up(&mut |_| true).unwrap();
        let star = |n| [Change { field: Field::Star, value: Value::On, ids: vec![id(0, n)] }];
        let (op, now) = (device.new_op(), home.now());
        device.mark(op, &star(article), now).unwrap();
        theirs.extend(journals(&home).difference(&before).cloned());
    }
    home.catch_up();
    assert_eq!(home.ids(Only::Starred), [id(0, 2), id(0, 1), id(0, 0)]);
    let [closed, gone] = &theirs[..] else { panic!("{theirs:?}") };
    std::fs::remove_file(gone).unwrap();
    // A file that the system lists and does not let be read: permissions do not bind everybody.
    let files = home.library.store.files().unwrap();
    let aside = closed.with_extension("aside");
    std::fs::rename(closed, &aside).unwrap();
    std::fs::create_dir(closed).unwrap();
    let progress = &mut |_: Progress| true;
    let caught =
        home.library.once(|db, store, aliases| CatchingUp { db, store, aliases, progress }.run_on(&files)).unwrap();
    assert_eq!((caught.done, caught.refolded, caught.unreadable.is_some()), (true, 1, true));
    // What is known of it stays, whatever else is forgotten.
    assert_eq!(home.ids(Only::Starred), [id(0, 1), id(0, 0)]);
    home.mark(Field::Star, true, &[id(0, 3)]);
    // It comes back with less in it than there was.
    std::fs::remove_dir(closed).unwrap();
    let text = std::fs::read_to_string(&aside).unwrap();
    std::fs::write(closed, text.replace(&id(0, 1).to_string(), &id(0, 2).to_string())).unwrap();
    home.catch_up();
    assert_eq!(home.ids(Only::Starred), [id(0, 3), id(0, 2), id(0, 0)]);
    home.assert_rebuilt_is_equal();
}

fn journals(home: &Home) -> BTreeSet<PathBuf> {
    std::fs::read_dir(home.root.path().join("data/marks")).unwrap().map(|entry| entry.unwrap().path()).collect()
}

/// Each byte of SQLite's header in turn: what refuses the file as a whole is known for damage, whatever SQLite calls it.
#[test]
fn an_index_with_a_damaged_header_is_built_anew() {
    let mut home = Home::new();
    home.add((0..3).map(|n| article(source(0), n, Some(i64::from(n)), "alpha")).collect());
    home.mark(Field::Star, true, &[id(0, 2)]);
    let before = home.dump();
    for at in 0..100 {
        for value in [0, 1, 5, 0xff] {
            home = home.meanwhile(|root| {
                let file = root.join("cache/index.sqlite");
                let mut bytes = std::fs::read(&file).unwrap();
                bytes[at] = value;
                std::fs::write(&file, bytes).unwrap();
            });
            home.mark(Field::Star, true, &[id(0, 2)]);
            home.catch_up();
            // What is met only on reading is met once: the index is put aside then.
            let search = Some(Search { query: Query::parse("alpha").unwrap(), now: now() });
            for view in [View::default(), View { search, ..View::default() }] {
                if let Err(error) = home.reader.window(&view, Around::Top, 0, 10) {
                    assert!(error.is_damage(), "byte {at} as {value}: {error:?}");
                    assert!(home.catch_up().rebuilt.is_some());
                }
            }
            similar(&before, &home.dump());
        }
    }
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
        let search = Some(Search { query: Query::parse("alpha OR is:starred").unwrap(), now: now() });
        let _ = home.reader.window(&View { search, ..View::default() }, Around::Top, 0, 10);
        let (op, now) = (home.library.new_op(), home.now());
        let _ = home.library.mark(op, &[Change { field: Field::Read, value: Value::Off, ids: vec![id(0, 4)] }], now);
        home.library.rebuild().unwrap();
        home.catch_up();
        similar(&before, &home.dump());
    }
}

#[test]
fn what_is_being_built_holds_the_newest_articles_first_with_their_marks() {
    let mut home = Home::new();
    for number in [1, 2, 10] {
        home.add(vec![article(source(0), number, Some(i64::from(number)), "alpha")]);
        home = home.meanwhile(|root| {
            let file = std::fs::read_dir(root.join("data/articles")).unwrap().flatten();
            let own = file.map(|file| file.path()).find(|path| !path.to_str().unwrap().contains("ffff")).unwrap();
            std::fs::rename(own, root.join(format!("data/articles/{}-{number}.jsonl", "f".repeat(32)))).unwrap();
        });
        home.catch_up();
    }
    home.mark(Field::Star, true, &[id(0, 10)]);
    home.library.rebuild().unwrap();
    let mut listed = Vec::new();
    let Home { library, reader, .. } = &mut home;
    let watch = &mut |_| {
        let rows = reader.window(&View::default(), Around::Top, 0, 10).unwrap().rows;
        listed.push(rows.iter().map(|row| (row.key.time, row.starred)).collect::<Vec<_>>());
        true
    };
    library.catch_up(watch).unwrap();
    let (one, two, ten) = ((1, false), (2, false), (10, true));
    assert_eq!(listed[1..], [vec![one], vec![ten, one], vec![ten, two, one]], "the first says what sources are called");
    home.catch_up();
    home.assert_rebuilt_is_equal();
}
