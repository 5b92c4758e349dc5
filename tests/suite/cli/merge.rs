//! Two machines, one library each: what copying files over each other loses, and how to get it back.

use super::Home;
use super::home::{Said, arg};
use std::fs;
use std::path::{Path, PathBuf};

/// All files of a library, by name.
fn files(library: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = Vec::new();
    for kind in ["articles", "marks"] {
        for entry in fs::read_dir(library.join(kind)).into_iter().flatten().map(Result::unwrap) {
            files.push((Path::new(kind).join(entry.file_name()), fs::read(entry.path()).unwrap()));
        }
    }
    files.sort();
    files
}

/// What `rsync -a FROM/ TO/` does to a library.
fn copy(from: &Path, to: &Path) {
    for (name, bytes) in files(from) {
        fs::create_dir_all(to.join(&name).parent().unwrap()).unwrap();
        fs::write(to.join(name), bytes).unwrap();
    }
}

fn starred(home: &Home) -> usize {
    home.run(&["list", "is:starred"]).out.lines().count()
}

/// A machine with four articles, and a second one with a copy of its library. The second one stars two articles, its files
/// are copied to the first, and then it stars the other two.
fn two_machines() -> (Home, Home) {
    let (a, b) = (Home::of_four(), Home::new());
    copy(&a.at("data"), &b.at("data"));
    b.fine(&["mark", "star", "Harbour"]);
    copy(&b.at("data"), &a.at("data"));
    b.fine(&["mark", "star", "Ferry"]);
    (a, b)
}

#[test]
fn marks_lost_by_copying_are_restored() {
    let (a, b) = two_machines();
    assert_eq!((starred(&a), starred(&b)), (2, 4));
    copy(&a.at("data"), &b.at("data"));
    copy(&b.at("data"), &a.at("data"));
    assert_eq!((starred(&a), starred(&b)), (2, 2));
    let check = b.run(&["check"]);
    assert_eq!(check.status, 1);
    assert!(
        check.err.contains("shorter than when this machine wrote it") && check.err.contains("1 line missing"),
        "{check:?}"
    );
    assert!(check.err.contains("run `byline restore` to restore 1 missing line of marks"), "{check:?}");
    let Said { status, out, err } = b.run(&["status"]);
    assert_eq!((status, out.as_str()), (0, "4\n"));
    assert_eq!(err, "byline: 1 line of marks missing from the library: run `byline restore`\n");
    assert_eq!(a.run(&["check"]).status, 0, "the other machine did not write it");
    let restored = b.run(&["restore"]);
    assert!(restored.status == 0 && restored.out.starts_with("restored 1 line of marks to marks/"), "{restored:?}");
    assert_eq!(starred(&b), 4);
    b.fine(&["check"]);
    b.fine(&["status"]);
    assert!(b.fine(&["restore"]).starts_with("nothing to restore"));
    assert!(a.fine(&["merge", arg(&b.at("data"))]).contains("1 file added"));
    assert_eq!(starred(&a), 4);
}

#[test]
fn merge_gives_both_sides_the_same_files() {
    let (a, b) = two_machines();
    a.fine(&["mark", "later", "Harbour"]);
    let said = a.fine(&["merge", arg(&b.at("data"))]);
    let rows: Vec<&str> = said.lines().collect();
    assert!(rows[0].contains("data: 0 files added, 1 file extended ("), "{said}");
    assert!(rows[1].contains("data: 1 file added, 0 files extended ("), "{said}");
    assert_eq!(files(&a.at("data")), files(&b.at("data")));
    assert_eq!((starred(&a), starred(&b)), (4, 4));
    assert!(a.fine(&["merge", arg(&b.at("data"))]).lines().all(|row| row.ends_with(": nothing new")));
    b.fine(&["check"]);
}

#[test]
fn merge_refuses_folders_that_are_not_another_library() {
    let home = Home::of_four();
    home.write("papers/letter.txt", "Dear");
    fs::create_dir(home.at("empty")).unwrap();
    for (path, status, why) in [
        ("data", 2, "is this library"),
        ("data/articles", 2, "is inside it"),
        (".", 2, "contains it"),
        ("papers", 1, "not a library folder"),
        ("nowhere", 1, "can't merge with nowhere"),
    ] {
        let said = home.run(&["merge", path]);
        assert!(said.status == status && said.err.contains(why), "{path}: {said:?}");
    }
    home.fine(&["merge", "empty"]);
    assert_eq!(files(&home.at("data")), files(&home.at("empty")));
}

#[test]
fn library_deleted_on_purpose_is_accepted() {
    let home = Home::of_four();
    home.fine(&["mark", "star", "Harbour"]);
    fs::remove_dir_all(home.at("data")).unwrap();
    assert_eq!(home.run(&["check"]).status, 1);
    let said = home.run(&["restore", "--forget"]);
    assert!(said.status == 0 && said.out.starts_with("accepted "), "{said:?}");
    home.fine(&["check"]);
    assert!(!home.at("data/marks").exists());
}
