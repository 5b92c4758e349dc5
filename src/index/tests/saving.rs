//! Marks that could not be written, kept in a file until they can be.

use super::*;
use crate::index::{save_marks, saved_marks};
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

fn commands(home: &Home) -> Vec<(OpId, Vec<Change>)> {
    let change = |field, value: Value, guid| Change { field, value, ids: vec![id(0, guid)] };
    let note = Value::Text("a \"note\"\nof two lines".to_owned());
    vec![
        (
            home.library.new_op(),
            vec![change(Field::Star, Value::On, 1), change(Field::Tag("x:y".into()), Value::On, 2)],
        ),
        (home.library.new_op(), vec![change(Field::Note, note, 1)]),
    ]
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn two_articles() -> Home {
    let mut home = Home::new();
    home.add((1..=2).map(|n| article(source(0), n, Some(10), "alpha")).collect());
    home
}

#[test]
fn saved_marks_count_once() {
    let mut home = two_articles();
    let here = places(home.root.path(), "state");
    let path = save_marks(&here, &commands(&home), Timestamp::UNIX_EPOCH).unwrap();
    assert!(path.starts_with(&here.state) && mode(&path) == 0o600);
    let elsewhere = Places { data: home.root.path().join("other"), ..here.clone() };
    assert_eq!(saved_marks(&elsewhere), [] as [PathBuf; 0], "they belong to one library");

    let text = std::fs::read(&path).unwrap();
    assert_eq!(home.library.take_saved_marks(&saved_marks(&here)).unwrap(), 3);
    assert_eq!(saved_marks(&here), [] as [PathBuf; 0]);
    assert_eq!(home.ids(Only::Starred), [id(0, 1)]);
    assert_eq!(home.reader.article(id(0, 1)).unwrap().unwrap().notes.len(), 1);

    // byline was killed before it removed the file, and the mark was undone since.
    home.mark(Field::Star, false, &[id(0, 1)]);
    std::fs::write(&path, &text).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(home.library.take_saved_marks(&saved_marks(&here)).unwrap(), 0);
    assert_eq!(home.ids(Only::Starred), []);
    assert!(!path.exists());
}

#[test]
fn marks_are_saved_in_first_folder_that_takes_them() {
    let mut home = two_articles();
    let here = places(home.root.path(), "state");
    let no_folder = home.root.path().join("file");
    std::fs::write(&no_folder, "").unwrap();
    let spoiled = Places { state: no_folder, ..here.clone() };
    let [first, second] = &commands(&home)[..] else { panic!("two commands") };
    let one = save_marks(&spoiled, std::slice::from_ref(first), Timestamp::UNIX_EPOCH).unwrap();
    let two = save_marks(&spoiled, std::slice::from_ref(second), Timestamp::UNIX_EPOCH).unwrap();
    assert!(one != two && mode(&one) == 0o600 && !one.starts_with(home.root.path().join("file")));
    assert_eq!(home.library.take_saved_marks(&saved_marks(&here)).unwrap(), 3);
    assert!(!one.exists() && !two.exists());
}

#[test]
fn marks_that_others_could_have_written_are_left_alone() {
    let home = two_articles();
    let here = places(home.root.path(), "state");
    let path = save_marks(&here, &commands(&home), Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(saved_marks(&here), std::slice::from_ref(&path));
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(saved_marks(&here), [] as [PathBuf; 0]);
    let real = path.with_extension("real");
    std::fs::rename(&path, &real).unwrap();
    std::fs::set_permissions(&real, std::fs::Permissions::from_mode(0o600)).unwrap();
    std::os::unix::fs::symlink(&real, &path).unwrap();
    assert_eq!(saved_marks(&here), [] as [PathBuf; 0]);
}

#[test]
fn torn_and_newer_lines_cost_nothing_else() {
    let mut home = two_articles();
    let here = places(home.root.path(), "state");
    let path = save_marks(&here, &commands(&home), Timestamp::UNIX_EPOCH).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen(r#"{"v":1"#, r#"{"v":2"#, 1)).unwrap();
    assert_eq!(home.library.take_saved_marks(&saved_marks(&here)).unwrap(), 0);
    assert!(path.exists(), "a later byline takes it");
    std::fs::write(&path, &text[..text.len() - 9]).unwrap();
    assert_eq!(home.library.take_saved_marks(&saved_marks(&here)).unwrap(), 2);
}
