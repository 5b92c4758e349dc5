//! Merging two library folders gives both the union of all lines, whatever was copied over them before.

use super::*;
use crate::store::{Merged, merge};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The contents of a library's files by name, including unfinished ones.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for kind in ["articles", "marks"] {
        for entry in fs::read_dir(folder.join(kind)).into_iter().flatten().map(Result::unwrap) {
            let name = format!("{kind}/{}", entry.file_name().to_str().unwrap());
            files.insert(name, fs::read(entry.path()).unwrap());
        }
    }
    files
}

fn lines(folder: &Path) -> BTreeSet<Vec<u8>> {
    let whole = |bytes: Vec<u8>| bytes.split_inclusive(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
    files(folder).into_values().flat_map(whole).filter(|line| line.ends_with(b"\n")).collect()
}

fn all(here: &Path, there: &Path) -> Merged {
    merge(here, there, &mut || true).unwrap()
}

/// Two machines, each with a library folder and a state folder of its own.
struct Two {
    _folder: tempfile::TempDir,
    places: [Places; 2],
}

fn two() -> Two {
    let folder = tempfile::tempdir().unwrap();
    let places = ["a", "b"].map(|name| {
        let place = |kind: &str| folder.path().join(format!("{name}-{kind}"));
        fs::create_dir(place("data")).unwrap();
        Places { data: place("data"), state: place("state") }
    });
    Two { _folder: folder, places }
}

impl Two {
    fn star(&self, machine: usize, n: u8) {
        let mut store = Store::open(&self.places[machine]).unwrap();
        store.append_marks(&mut [mark(n, 1, Field::Star, Value::On, &[n])]).unwrap();
    }

    fn add(&self, machine: usize, n: u8) {
        let mut store = Store::open(&self.places[machine]).unwrap();
        store.append_articles(&[text(n, &format!("text {n}"))]).unwrap();
    }

    /// Copies files as `rsync -a` does: those of one machine over those of the other.
    fn copy(&self, from: usize, is_meant: impl Fn(usize) -> bool) {
        let [from, to] = [from, 1 - from].map(|machine| &self.places[machine].data);
        for (_, (name, bytes)) in (0..).zip(files(from)).filter(|(at, _)| is_meant(*at)) {
            fs::create_dir_all(to.join(&name).parent().unwrap()).unwrap();
            fs::write(to.join(name), bytes).unwrap();
        }
    }
}

#[test]
fn marks_of_both_machines_are_on_both_after_a_merge() {
    let two = two();
    let [a, b] = two.places.each_ref().map(|places| places.data.as_path());
    (1..=3).for_each(|n| two.star(1, n));
    two.copy(1, |_| true);
    (4..=8).for_each(|n| two.star(1, n));
    two.star(0, 9);
    two.add(0, 9);
    let done = all(a, b);
    assert_eq!((done.here.added, done.here.extended, done.there.added, done.there.extended), (0, 1, 2, 0));
    assert_eq!((files(a), lines(a).len()), (files(b), 10));
    assert_eq!(all(a, b), Merged::default());
    two.star(0, 10);
    two.star(1, 11);
    assert_eq!(files(a).len(), 3, "each continues in its own file");
}

#[test]
fn diverged_file_keeps_the_lines_of_both_sides() {
    let two = two();
    let [a, b] = two.places.each_ref().map(|places| places.data.as_path());
    (1..=3).for_each(|n| two.star(0, n));
    two.copy(0, |_| true);
    let name = files(b).into_keys().next().unwrap();
    let ours = files(a)[&name].clone();
    let theirs = String::from_utf8(ours.clone()).unwrap().replace("star", "read") + "{\"v\":1,\"kind\":\"x\"}\n";
    fs::write(b.join(&name), &theirs).unwrap();
    let done = all(a, b);
    assert_eq!(files(a), files(b));
    assert_eq!(files(a)[&name], theirs.as_bytes(), "the longer one keeps the name");
    assert_eq!(files(a)[&*done.both_kept[0].1], ours);
    assert_eq!(all(b, a), Merged::default());
    assert_eq!(Store::open(&two.places[0]).unwrap().differences().unwrap(), [], "nothing of ours is missing");
    two.star(0, 4);
    assert_eq!(files(a).len(), 3, "the machine continues in a new file");
}

#[test]
fn file_that_another_process_writes_is_left_alone() {
    let two = two();
    let [a, b] = two.places.each_ref().map(|places| places.data.as_path());
    two.star(0, 1);
    two.copy(0, |_| true);
    two.star(0, 2);
    let name = files(b).into_keys().next().unwrap();
    let whole = files(a)[&name].clone();
    let reader = fs::OpenOptions::new().append(true).open(b.join(&name)).unwrap();
    reader.try_lock().unwrap();
    let done = all(a, b);
    assert_eq!((done.busy.len(), done.there.extended), (1, 0));
    drop(reader);
    all(a, b);
    assert_eq!(files(b)[&name], whole);
}

#[test]
fn unfinished_files_of_a_killed_merge_are_ignored_and_removed() {
    let two = two();
    let [a, b] = two.places.each_ref().map(|places| places.data.as_path());
    two.star(0, 1);
    fs::create_dir_all(b.join("marks")).unwrap();
    let left = b.join("marks/.x-1.jsonl.77.merge");
    fs::write(&left, "{\"v\":1").unwrap();
    assert_eq!(Store::open(&two.places[1]).unwrap().files().unwrap(), []);
    all(a, b);
    assert!(!left.exists());
}

#[test]
fn replaced_files_do_not_return() {
    let two = two();
    let [a, b] = two.places.each_ref().map(|places| places.data.as_path());
    let mut store = Store::open(&two.places[0]).unwrap();
    for n in 1..=40 {
        let position = mark(n, n.into(), Field::Position, Value::Text("x".into()), &[1]);
        store.append_marks(&mut [position]).unwrap();
    }
    drop(store);
    all(a, b);
    let compact = |days: i64| Store::open(&two.places[0]).unwrap().compact(second(days * 86_400)).unwrap();
    assert_eq!((compact(100).replaced.len(), compact(108).removed.len()), (1, 1));
    all(a, b);
    assert_eq!((files(a).len(), files(b).len()), (1, 2));
    assert_eq!(Store::open(&two.places[1]).unwrap().files().unwrap().len(), 1);
}

#[derive(Clone, Debug)]
enum Step {
    Star(usize),
    Add(usize),
    /// Copies over the other machine's files: all of them, or every second one.
    Copy(usize, bool),
    Cut(usize, usize, usize),
    Restore(usize),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..2usize).prop_map(Step::Star),
        2 => (0..2usize).prop_map(Step::Add),
        3 => (0..2usize, any::<bool>()).prop_map(|(from, all)| Step::Copy(from, all)),
        1 => (0..2usize, 0..4usize, 0..900usize).prop_map(|(of, file, len)| Step::Cut(of, file, len)),
        1 => (0..2usize).prop_map(Step::Restore),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn merge_gives_both_sides_the_union_of_all_lines(
        steps in prop::collection::vec(step(), 0..24),
        stop in 0..12usize,
    ) {
        let two = two();
        let [a, b] = two.places.each_ref().map(|places| places.data.as_path());
        let mut marks = BTreeSet::new();
        for (n, step) in (1..).zip(&steps) {
            match *step {
                Step::Star(machine) => {
                    two.star(machine, n);
                    marks.insert(n);
                }
                Step::Add(machine) => two.add(machine, n),
                Step::Copy(from, all) => two.copy(from, |at| all || at % 2 == 0),
                Step::Cut(machine, file, len) => {
                    let data = &two.places[machine].data;
                    if let Some((name, bytes)) = files(data).into_iter().nth(file) {
                        fs::write(data.join(name), &bytes[..len.min(bytes.len())]).unwrap();
                    }
                }
                Step::Restore(machine) => drop(Store::open(&two.places[machine]).unwrap().restore().unwrap()),
            }
        }
        let before: BTreeSet<_> = &lines(a) | &lines(b);
        let lens = [a, b].map(|folder| files(folder).into_iter().map(|(name, bytes)| (name, bytes.len())).collect::<Vec<_>>());
        // Stopped somewhere, then run again.
        let mut left = stop;
        merge(a, b, &mut || { left = left.saturating_sub(1); left > 0 }).unwrap();
        prop_assert!(before.is_subset(&(&lines(a) | &lines(b))));
        merge(b, a, &mut || true).unwrap();
        prop_assert_eq!(files(a), files(b));
        // A torn piece that was completed is one line more.
        prop_assert!(before.is_subset(&lines(a)));
        for (folder, lens) in [a, b].iter().zip(lens) {
            let now = files(folder);
            prop_assert!(lens.iter().all(|(name, len)| now[name].len() >= *len), "nothing is shorter");
        }
        prop_assert_eq!(merge(a, b, &mut || true).unwrap(), Merged::default());
        // The machine that wrote a line restores it if both lost it.
        for machine in 0..2 {
            Store::open(&two.places[machine]).unwrap().restore().unwrap();
        }
        merge(a, b, &mut || true).unwrap();
        let mut fold = crate::store::Fold::default();
        let store = Store::open(&two.places[0]).unwrap();
        for file in store.files().unwrap() {
            for line in store.read(&file.name, 0).unwrap() {
                if let (_, Ok(record)) = line.unwrap() {
                    fold.add(&record);
                }
            }
        }
        let starred: BTreeSet<i64> = fold.marks().keys().map(|(id, _)| i64::from(id.0[0])).collect();
        prop_assert_eq!(starred, marks.into_iter().map(i64::from).collect());
    }
}
