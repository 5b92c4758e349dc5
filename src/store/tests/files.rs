//! Files on disk: claims, torn tails, full disks, other programs in between.

use super::*;
use crate::store::{FileKind, MAX_IDS, MAX_MARK, StoreError, claim};
use std::collections::HashSet;
use std::fs;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

fn append(path: &PathBuf, bytes: &[u8]) {
    fs::OpenOptions::new().append(true).create(true).mode(0o600).open(path).unwrap().write_all(bytes).unwrap();
}

/// The journals of the library, by name.
fn journals(library: &Library) -> Vec<PathBuf> {
    let files = library.open().files().unwrap();
    let journals = files.iter().filter(|file| file.kind == FileKind::Marks);
    journals.map(|file| library.places.data.join(&*file.name)).collect()
}

fn read(op: u8) -> [MarkLine; 1] {
    [mark(op, 1, Field::Read, Value::On, &[op])]
}

/// The articles whose mark counts, by their number.
fn marked(library: &Library) -> Vec<u8> {
    library.fold().marks().keys().map(|(id, _)| id.0[0]).collect()
}

#[test]
fn opening_creates_nothing() {
    let library = library();
    let store = library.open();
    assert_eq!(store.files().unwrap(), []);
    assert!(store.own_ops().unwrap().next().is_none());
    assert!(!library.places.data.exists() && !library.places.state.exists());
}

#[test]
fn what_is_appended_is_read_back_where_it_was_put() {
    let library = library();
    let mut store = library.open();
    let records = [text(1, "one"), text(2, "two \u{1b}[31m\n\"x\"")];
    let places = store.append_articles(&records).unwrap();
    for (place, record) in places.iter().zip(&records) {
        assert_eq!(&store.read_at(place).unwrap(), record);
    }
    assert_eq!(library.records(), records);
    assert_eq!(fs::read_to_string(library.places.data.join(".gitattributes")).unwrap(), "*.jsonl -text\n");
}

#[test]
fn a_device_keeps_its_id_and_its_file() {
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut read(1)).unwrap();
    let device = store.device();
    drop(store);
    let mut store = library.open();
    assert_eq!(store.device(), device);
    store.append_marks(&mut read(2)).unwrap();
    assert_eq!(journals(&library).len(), 1);
    assert_eq!(marked(&library), [1, 2]);
}

#[test]
fn two_writers_never_share_a_file() {
    let library = library();
    let (mut one, mut two) = (library.open(), library.open());
    for op in 1..5 {
        one.append_marks(&mut read(op)).unwrap();
        two.append_marks(&mut read(op + 10)).unwrap();
    }
    assert_eq!(journals(&library).len(), 2);
    assert_eq!(marked(&library), [1, 2, 3, 4, 11, 12, 13, 14]);
    drop((one, two));
    library.open().append_marks(&mut read(20)).unwrap();
    assert_eq!(journals(&library).len(), 2);
}

#[test]
fn a_torn_tail_stays_alone_on_its_line() {
    let library = library();
    library.open().append_marks(&mut read(1)).unwrap();
    let journal = journals(&library).remove(0);
    append(&journal, b"{\"v\":1,\"kind\":\"mark\",\"op\":\"0");
    library.open().append_marks(&mut read(2)).unwrap();
    assert_eq!(marked(&library), [1, 2]);
    assert_eq!(fs::read(&journal).unwrap().iter().filter(|byte| **byte == b'\n').count(), 3);
}

#[test]
fn an_unfinished_tail_is_not_read_yet() {
    let library = library();
    library.open().append_marks(&mut read(1)).unwrap();
    let journal = journals(&library).remove(0);
    let whole = fs::read(&journal).unwrap();
    append(&journal, &whole[..whole.len() - 1]);
    assert_eq!(library.records().len(), 1);
    append(&journal, b"\n");
    assert_eq!(library.records().len(), 2);
}

#[test]
fn a_command_of_several_lines_that_is_cut_anywhere_counts_whole_or_not_at_all() {
    let library = library();
    library.open().append_marks(&mut read(1)).unwrap();
    let journal = journals(&library).remove(0);
    let left = |path: PathBuf| (path.clone(), fs::read(path).unwrap());
    let written: Vec<_> = super::copies::walk(&library.places.state).into_iter().map(|(path, _)| left(path)).collect();
    let (_, before) = left(journal.clone());
    let ids: Vec<ArticleId> = (0..MAX_IDS + 9).map(|n| ArticleId((1_000 + n as u128).to_be_bytes())).collect();
    let lines = [(Field::Star, ids), (Field::Later, vec![id(3)])];
    let lines = lines.map(|(field, ids)| MarkLine { ids, ..mark(2, 1, field, Value::On, &[]) });
    library.open().append_marks(&mut MarkLine::split(lines.into())).unwrap();
    let (_, whole) = left(journal.clone());
    let ends = whole.iter().enumerate().skip(before.len()).filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    let near_ends = ends.flat_map(|end| end - 2..=whole.len().min(end + 2));
    for cut in (before.len()..whole.len()).step_by(2_999).chain(near_ends) {
        // What a crash leaves: some of the bytes, and the word of before on how long the file is.
        written.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
        fs::write(&journal, &whole[..cut]).unwrap();
        let all = |is_whole| if is_whole { MAX_IDS + 10 } else { 0 };
        assert_eq!(library.fold().marks().len(), 1 + all(cut == whole.len()), "{cut}");
        // The next command stands, and makes that one whole only where nothing but the end of its last line was missing.
        library.open().append_marks(&mut read(7)).unwrap();
        assert_eq!(library.fold().marks().len(), 2 + all(cut + 1 >= whole.len()), "{cut}");
        assert_eq!(journals(&library).len(), 1, "{cut}");
    }
}

/// Does something to the only journal while nobody has it, and says how many journals there are after the next mark.
fn journals_after(tamper: impl Fn(&PathBuf, &Library)) -> usize {
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut read(1)).unwrap();
    store.append_marks(&mut read(2)).unwrap();
    store.sync().unwrap();
    drop(store);
    tamper(&journals(&library).remove(0), &library);
    library.open().append_marks(&mut read(3)).unwrap();
    assert!(marked(&library).contains(&3));
    journals(&library).len()
}

#[test]
fn an_own_file_that_is_not_as_it_was_left_is_never_appended_to() {
    let set_len = |path: &PathBuf, len| fs::OpenOptions::new().write(true).open(path).unwrap().set_len(len).unwrap();
    assert_eq!(journals_after(|_, _| ()), 1, "left alone");
    assert_eq!(journals_after(|path, _| append(path, b"{}\n")), 1, "longer");
    assert_eq!(journals_after(|path, _| set_len(path, fs::metadata(path).unwrap().len() - 9)), 2, "shorter");
    assert_eq!(journals_after(|path, _| set_len(path, 0)), 2, "empty");
    let rewrite = |path: &PathBuf, _: &Library| {
        let text = fs::read_to_string(path).unwrap().replace("true", "null");
        fs::write(path, text).unwrap();
    };
    assert_eq!(journals_after(rewrite), 2, "rewritten");
    assert_eq!(journals_after(|_, l| fs::remove_dir_all(l.places.state.join("written")).unwrap()), 2, "forgotten");
}

#[test]
fn file_without_line_or_position_is_claimed() {
    // Killed between creating the file and recording its position; then a power cut tears what the next one wrote.
    for left in [&b""[..], b"{\"v\":1,\"kind\":\"mark\"", &[0; 100]] {
        for record in [None, Some("")] {
            let library = library();
            library.open().append_marks(&mut read(1)).unwrap();
            let position = fs::read_dir(library.places.state.join("written")).unwrap().next().unwrap().unwrap().path();
            match record {
                None => fs::remove_file(&position).unwrap(),
                Some(text) => fs::write(&position, text).unwrap(),
            }
            fs::remove_dir_all(library.places.state.join("copies")).unwrap();
            fs::write(&journals(&library)[0], left).unwrap();
            let mut store = library.open();
            store.append_marks(&mut read(2)).unwrap();
            assert_eq!(journals(&library).len(), 1, "{left:?} {record:?}");
            assert!(!fs::read(position).unwrap().is_empty(), "the position is recorded before the first sync");
            assert_eq!(marked(&library), [2]);
        }
    }
}

#[test]
fn a_file_that_was_let_go_is_free_though_a_program_that_is_being_started_has_it_too() {
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut read(1)).unwrap();
    let device = store.device();
    drop(store);
    let Places { data, state } = &library.places;
    let claim = || claim::claim(data, state, FileKind::Marks, device, &HashSet::new()).unwrap();
    let first = claim();
    let inherited = first.file.try_clone().unwrap();
    assert_eq!((first.number, claim().number), (1, 2));
    drop(first);
    assert_eq!(claim().number, 1);
    drop(inherited);
}

#[test]
fn the_number_of_a_file_that_is_gone_is_not_used_again() {
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut read(1)).unwrap();
    store.append_articles(&[text(1, "one")]).unwrap();
    let device = store.device();
    drop(store);
    // It may come back: from a backup, or from another machine.
    fs::remove_dir_all(&library.places.data).unwrap();
    let mut store = library.open();
    store.append_marks(&mut read(2)).unwrap();
    store.append_articles(&[text(2, "two")]).unwrap();
    let names: Vec<String> = store.files().unwrap().iter().map(|file| file.name.to_string()).collect();
    assert_eq!(names, [format!("articles/{device}-2.jsonl"), format!("marks/{device}-2.jsonl")]);
}

#[test]
fn a_copied_state_folder_is_another_device() {
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut read(1)).unwrap();
    let device = store.device();
    let copy = library.places.state.with_file_name("copy");
    fs::create_dir(&copy).unwrap();
    for entry in fs::read_dir(&library.places.state).unwrap().map(Result::unwrap) {
        if entry.path().is_file() {
            fs::copy(entry.path(), copy.join(entry.file_name())).unwrap();
        }
    }
    let places = Places { state: copy, ..library.places.clone() };
    assert_ne!(Store::open(&places).unwrap().device(), device);
}

#[test]
fn two_processes_that_write_for_the_first_time_are_one_device() {
    for _ in 0..20 {
        let library = library();
        let start = std::sync::Barrier::new(2);
        let write = |op| {
            let mut store = library.open();
            start.wait();
            store.append_marks(&mut read(op)).unwrap();
            store.device()
        };
        let devices =
            std::thread::scope(|scope| [1, 2].map(|op| scope.spawn(move || write(op))).map(|w| w.join().unwrap()));
        assert_eq!(devices[0], devices[1]);
        assert_eq!(library.open().own_ops().unwrap().count(), 2);
    }
}

#[test]
fn machines_that_share_a_home_keep_an_id_each() {
    let library = library();
    let on = |name: &str| {
        let machine = crate::store::device::Machine::named(&library.places.state, name.as_bytes());
        Store::on(&library.places, machine)
    };
    let devices = ["one", "two", "one", "two"].map(|name| {
        let mut store = on(name);
        store.append_marks(&mut read(1)).unwrap();
        store.device()
    });
    assert_eq!((devices[0], devices[1]), (devices[2], devices[3]));
    assert_ne!(devices[0], devices[1]);
}

#[test]
fn a_file_replaced_under_its_writer_costs_no_mark() {
    let library = library();
    let mut store = library.open();
    store.append_marks(&mut read(1)).unwrap();
    store.sync().unwrap();
    store.append_marks(&mut read(2)).unwrap();
    let journal = journals(&library).remove(0);
    let old = fs::read(&journal).unwrap();
    let first = old.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    fs::write(journal.with_extension("new"), &old[..first]).unwrap();
    fs::rename(journal.with_extension("new"), &journal).unwrap();
    // The second mark went with the old file; it comes again with the next write, or the next sync.
    store.append_marks(&mut read(3)).unwrap();
    assert_eq!(marked(&library), [1, 2, 3]);
    fs::remove_file(journals(&library).pop().unwrap()).unwrap();
    store.sync().unwrap();
    assert_eq!(marked(&library), [1, 2, 3]);
}

#[test]
fn conflict_copies_are_read_and_half_arrived_files_are_not() {
    let library = library();
    let mut store = library.open();
    for op in 1..=2 {
        store.append_marks(&mut read(op)).unwrap();
    }
    let journal = journals(&library).remove(0);
    let name = journal.file_name().unwrap().to_str().unwrap().to_owned();
    let stem = name.trim_end_matches(".jsonl");
    let bytes = fs::read(&journal).unwrap();
    let shared = String::from_utf8(bytes).unwrap().replace(&id(1).to_string(), &id(9).to_string());
    for (file, is_read) in [
        (format!("{stem}.sync-conflict-20261122-101010-ABCDEFG.jsonl"), true),
        (format!("{stem} (Jane's conflicted copy 2026-11-22).jsonl"), true),
        (format!(".syncthing.{name}.tmp"), false),
        (format!(".{name}.Xy12ab"), false),
        (".goutputstream-ABCDEF".to_owned(), false),
        (format!("{name}~"), false),
        (format!("{stem}.jsonl.part"), false),
    ] {
        let path = journal.with_file_name(&file);
        fs::write(&path, &shared).unwrap();
        assert_eq!(marked(&library).contains(&9), is_read, "{file}");
        let files = store.files().unwrap();
        assert_eq!(files.iter().any(|info| info.name.ends_with(&file) && !info.own), is_read, "{file}");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn a_mark_that_is_too_long_is_refused_and_the_next_one_is_not() {
    let library = library();
    let mut store = library.open();
    let note = |len: usize| [mark(1, 1, Field::Note, Value::Text("x".repeat(len)), &[1])];
    let error = store.append_marks(&mut note(MAX_MARK)).unwrap_err();
    assert!(matches!(error.cause, StoreError::TooLong { .. }), "{error}");
    store.append_marks(&mut note(MAX_MARK / 2)).unwrap();
    assert_eq!(library.records().len(), 1);
}

#[test]
fn a_place_that_cannot_be_written_is_named_and_reading_goes_on() {
    let library = library();
    fs::write(&library.places.data, "a file where the folder should be").unwrap();
    let mut store = library.open();
    let error = store.append_marks(&mut read(1)).unwrap_err();
    assert!(error.to_string().contains(library.places.data.to_str().unwrap()), "{error}");
    // Nothing was written, so all of it is to be tried again; and then it works.
    assert_eq!(error.written, []);
    fs::remove_file(&library.places.data).unwrap();
    store.append_marks(&mut read(1)).unwrap();
    assert_eq!(marked(&library), [1]);
}

#[test]
fn a_segment_is_left_when_it_is_full() {
    let library = library();
    let mut store = library.open();
    let mut big = article(1, "big");
    big.body = "x".repeat(24 << 20);
    let big = Record::Article(Box::new(Version::new(big, 1)));
    for _ in 0..2 {
        store.append_articles(&[big.clone(), big.clone()]).unwrap();
    }
    let lens: Vec<_> = store.files().unwrap().iter().map(|file| file.len >> 20).collect();
    assert_eq!(lens, [72, 24]);
}

#[test]
fn the_hash_of_the_last_line_says_whether_a_file_only_grew() {
    let library = library();
    let mut store = library.open();
    store.append_articles(&[text(1, "one"), text(2, "two")]).unwrap();
    let file = store.files().unwrap().remove(0);
    let hash = store.tail_hash(&file.name, file.len).unwrap();
    assert!(hash.is_some());
    store.append_articles(&[text(3, "three")]).unwrap();
    assert_eq!(store.tail_hash(&file.name, file.len).unwrap(), hash);
    assert_eq!(store.tail_hash(&file.name, file.len - 1).unwrap(), None);
    assert_eq!(store.tail_hash(&file.name, 1 << 40).unwrap(), None);
}
