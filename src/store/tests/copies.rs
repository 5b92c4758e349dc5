//! The state folder's copies: damage by other programs to this device's files is reported, and restored on demand.

use super::*;
use crate::store::{Difference, Fault, FileKind, loss};
use std::fs;
use std::path::PathBuf;

fn star(n: u8) -> [MarkLine; 1] {
    [mark(n, 1, Field::Star, Value::On, &[n])]
}

/// Marks articles, as one process.
fn stars(library: &Library, ids: impl IntoIterator<Item = u8>) {
    let mut store = library.open();
    ids.into_iter().for_each(|n| drop(store.append_marks(&mut star(n)).unwrap()));
    store.sync().unwrap();
}

fn marked(library: &Library) -> Vec<u8> {
    library.fold().marks().keys().map(|(id, _)| id.0[0]).collect()
}

fn path(library: &Library, at: usize) -> PathBuf {
    library.places.data.join(&*library.open().files().unwrap()[at].name)
}

fn found(library: &Library) -> Vec<(Fault, usize)> {
    let found = library.open().differences().unwrap();
    found.into_iter().map(|Difference { fault, lines, .. }| (fault, lines.len())).collect()
}

/// Two commands, then five more; then something happens to the only journal, which was `old` after the first two.
fn after(happens: impl Fn(&PathBuf, &[u8], &Library)) -> Library {
    let library = library();
    stars(&library, 1..=2);
    let journal = path(&library, 0);
    let old = fs::read(&journal).unwrap();
    stars(&library, 3..=7);
    happens(&journal, &old, &library);
    library
}

/// Its name, what happens, the reported fault, and how many lines are missing.
type Case = (&'static str, Box<dyn Fn(&PathBuf, &[u8], &Library)>, fn(&Fault) -> bool, usize);

#[test]
fn lost_lines_are_reported_and_restored_once() {
    let rewrite = |path: &PathBuf, _: &[u8], _: &Library| {
        let text = fs::read_to_string(path).unwrap().replace("\"n\":1,", "\"n\":2,");
        fs::write(path, text).unwrap();
    };
    let cases: [Case; 5] = [
        ("cut", Box::new(|p, old, _| fs::write(p, old).unwrap()), |f| matches!(f, Fault::Shorter { .. }), 5),
        ("gone", Box::new(|p, _, _| fs::remove_file(p).unwrap()), |f| *f == Fault::Missing, 7),
        ("library gone", Box::new(|_, _, l| fs::remove_dir_all(&l.places.data).unwrap()), |f| *f == Fault::Missing, 7),
        ("rewritten", Box::new(rewrite), |f| *f == Fault::Different, 7),
        (
            "cut, then appended to",
            Box::new(|p, old, l| {
                fs::write(p, old).unwrap();
                stars(l, [8]);
            }),
            |f| matches!(f, Fault::Shorter { .. }),
            5,
        ),
    ];
    for (name, happens, is_fault, lines) in cases {
        let library = after(happens);
        let before = found(&library);
        assert!(matches!(&before[..], [(fault, n)] if is_fault(fault) && *n == lines), "{name}: {before:?}");
        assert!(!library.open().check().unwrap().is_clean(), "{name}");
        assert!(loss(&library.open().differences().unwrap()).unwrap().starts_with(&format!("{lines} lines")), "{name}");
        let done = library.open().restore().unwrap();
        assert_eq!(done.written.len(), 1, "{name}");
        let text = fs::read(library.places.data.join(&*done.written[0])).unwrap();
        assert_eq!(text, done.differences[0].lines.concat(), "{name}: byte for byte");
        assert!((1..=7).all(|n| marked(&library).contains(&n)), "{name}");
        assert_eq!(found(&library), [], "{name}");
        assert_eq!(library.open().restore().unwrap().written, [], "{name}: once");
        // Restored lines are copied as well.
        fs::remove_file(library.places.data.join(&*done.written[0])).unwrap();
        assert_eq!(found(&library), [(Fault::Missing, lines)], "{name}");
        stars(&library, [9]);
        assert!(marked(&library).contains(&9), "{name}");
    }
}

#[test]
fn changed_byte_in_the_middle_is_found_by_check() {
    let library = after(|path, _, _| {
        let mut text = fs::read(path).unwrap();
        let at = text.iter().position(|byte| *byte == b'4').unwrap();
        text[at] = b'5';
        fs::write(path, text).unwrap();
    });
    assert_eq!(found(&library), [], "only the end is compared");
    let report = library.open().check().unwrap();
    assert_eq!((report.differences[0].fault, report.differences[0].lines.len()), (Fault::Different, 1));
}

#[test]
fn lines_in_another_file_are_not_missing() {
    // A sync tool kept our version as a conflict copy.
    let library = after(|path, old, _| {
        let name = path.file_stem().unwrap().to_str().unwrap();
        fs::rename(path, path.with_file_name(format!("{name}.sync-conflict-20261122-101010-ABC.jsonl"))).unwrap();
        fs::write(path, old).unwrap();
    });
    assert_eq!(found(&library), []);
    let report = library.open().check().unwrap();
    assert!(report.is_clean() && report.differences.len() == 1);
    assert!(report.differences[0].to_string().ends_with("(nothing is lost: other files have all its lines)"));
}

#[test]
fn forgotten_files_are_not_reported_again() {
    let library = after(|path, old, _| fs::write(path, old).unwrap());
    library.open().append_articles(&[text(1, "one")]).unwrap();
    fs::remove_dir_all(library.places.data.join("articles")).unwrap();
    assert_eq!(found(&library).len(), 2);
    assert_eq!(library.open().forget().unwrap().written, []);
    assert_eq!(found(&library), []);
    assert_eq!(marked(&library), [1, 2]);
    // The numbers of the files are not reused.
    stars(&library, [9]);
    assert_eq!(library.open().files().unwrap().len(), 2);
}

#[test]
fn older_byline_on_same_state_folder_is_no_difference() {
    let library = library();
    stars(&library, 1..=2);
    let copies = library.places.state.join("copies");
    let kept = walk(&copies);
    stars(&library, 3..=7);
    // It wrote the journal and its position, and no copy.
    kept.iter().for_each(|(path, bytes)| fs::write(path, bytes).unwrap());
    assert_eq!(found(&library), []);
    stars(&library, [8]);
    assert_eq!(walk(&copies)[0].1, fs::read(path(&library, 0)).unwrap());
    // One that never copied anything.
    fs::remove_dir_all(&copies).unwrap();
    assert_eq!(found(&library), []);
    stars(&library, [9]);
    assert_eq!(walk(&copies)[0].1, fs::read(path(&library, 0)).unwrap());
}

/// All files below a folder with their contents.
pub(super) fn walk(folder: &std::path::Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        match entry.is_dir() {
            true => all.extend(walk(&entry)),
            false => all.push((entry.clone(), fs::read(&entry).unwrap())),
        }
    }
    all
}

#[test]
fn journals_of_parallel_processes_are_all_copied() {
    let library = library();
    let (mut one, mut two) = (library.open(), library.open());
    for n in 1..=4 {
        one.append_marks(&mut star(n)).unwrap();
        two.append_marks(&mut star(n + 10)).unwrap();
    }
    assert_eq!(found(&library), [], "while they write");
    drop((one, two));
    let files = library.open().files().unwrap();
    files.iter().for_each(|file| fs::remove_file(library.places.data.join(&*file.name)).unwrap());
    assert_eq!(found(&library), [(Fault::Missing, 4), (Fault::Missing, 4)]);
    assert_eq!(library.open().restore().unwrap().written.len(), 2);
    assert_eq!(marked(&library), [1, 2, 3, 4, 11, 12, 13, 14]);
}

#[test]
fn torn_copy_is_no_difference() {
    for tear in [&b"{\"v\":1,\"kind\":\"mark\",\"op"[..], &[0; 90], b"\0\0\n"] {
        let library = after(|_, _, _| ());
        let (copy, mut bytes) = walk(&library.places.state.join("copies")).remove(0);
        bytes.truncate(bytes.len() - 20);
        bytes.extend(tear);
        bytes.extend([0; 40]);
        fs::write(&copy, bytes).unwrap();
        assert_eq!(found(&library), [], "{tear:?}");
        stars(&library, [8]);
        assert_eq!((library.open().files().unwrap().len(), marked(&library).len()), (1, 8), "{tear:?}");
        assert_eq!(fs::read(copy).unwrap(), fs::read(path(&library, 0)).unwrap(), "{tear:?}");
    }
}

#[test]
fn marks_are_written_without_their_copy() {
    let library = library();
    stars(&library, [1]);
    let copies = library.places.state.join("copies");
    fs::remove_dir_all(&copies).unwrap();
    fs::write(&copies, "a file where the folder should be").unwrap();
    stars(&library, [2]);
    fs::remove_file(&copies).unwrap();
    stars(&library, [3]);
    assert_eq!(walk(&copies)[0].1, fs::read(path(&library, 0)).unwrap());
}

#[test]
fn libraries_can_share_a_state_folder() {
    let library = after(|_, _, _| ());
    let other = Places { data: library.places.data.with_file_name("other"), ..library.places.clone() };
    let mut store = Store::open(&other).unwrap();
    assert_eq!(store.differences().unwrap(), []);
    store.append_marks(&mut star(9)).unwrap();
    assert_eq!(store.differences().unwrap(), []);
    assert_eq!(found(&library), []);
}

#[test]
fn copied_state_folder_misses_nothing() {
    let library = after(|path, old, _| fs::write(path, old).unwrap());
    let state = library.places.state.with_file_name("copy");
    for (path, bytes) in walk(&library.places.state) {
        let to = state.join(path.strip_prefix(&library.places.state).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::write(to, bytes).unwrap();
    }
    let places = Places { state, ..library.places.clone() };
    assert_eq!(Store::open(&places).unwrap().differences().unwrap(), []);
}

#[test]
fn shortened_segment_is_reported() {
    let library = library();
    library.open().append_articles(&[text(1, "one")]).unwrap();
    let segment = path(&library, 0);
    let old = fs::read(&segment).unwrap();
    library.open().append_articles(&[text(2, "two")]).unwrap();
    let whole = fs::read(&segment).unwrap();
    fs::write(&segment, &old).unwrap();
    let fault = Fault::Shorter { is: old.len() as u64, was: whole.len() as u64 };
    assert_eq!(found(&library), [(fault, 0)]);
    // A conflict copy has the same length.
    let name = segment.file_stem().unwrap().to_str().unwrap();
    let beside = segment.with_file_name(format!("{name}.merge-1.jsonl"));
    fs::write(&beside, &whole).unwrap();
    assert_eq!(found(&library), []);
    fs::remove_file(beside).unwrap();
    library.open().append_articles(&[text(3, "three")]).unwrap();
    assert_eq!(found(&library), [(fault, 0)]);
    library.open().restore().unwrap();
    assert_eq!(found(&library), []);
}

#[test]
fn compaction_spares_restorable_lines() {
    let library = library();
    let positions =
        |n: u8| [MarkLine { ids: vec![id(1)], ..mark(n, n.into(), Field::Position, Value::Text("x".into()), &[]) }];
    let mut store = library.open();
    (1..=50).for_each(|n| drop(store.append_marks(&mut positions(n)).unwrap()));
    drop(store);
    let journal = path(&library, 0);
    let whole = fs::read(&journal).unwrap();
    fs::write(&journal, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(library.open().compact(second(1_000)).unwrap().replaced, []);
    fs::write(&journal, &whole).unwrap();
    let done = library.open().compact(second(1_000)).unwrap();
    assert_eq!(done.replaced.len(), 1);
    let kept = walk(&library.places.state.join("copies"));
    let new = library.places.data.join(&*done.written[0]);
    assert_eq!(kept.iter().map(|(_, bytes)| bytes.clone()).collect::<Vec<_>>(), [fs::read(&new).unwrap()]);
    assert_eq!(found(&library), []);
    library.open().compact(second(8 * 86_400)).unwrap();
    assert_eq!(found(&library), []);
    fs::remove_file(new).unwrap();
    assert_eq!(found(&library), [(Fault::Missing, 1)]);
    library.open().restore().unwrap();
    assert_eq!(library.fold().marks().len(), 1);
    assert_eq!(library.open().files().unwrap().iter().filter(|file| file.kind == FileKind::Marks).count(), 1);
}
