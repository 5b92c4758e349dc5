//! The index where its folder can't hold it, or is gone.

use super::*;
use crate::index::folder_in_use;
use std::os::unix::fs::PermissionsExt;

fn filled() -> Home {
    let mut home = Home::new();
    home.add((0..40).map(|n| article(source((n % 2) as u8), n, Some(i64::from(n)), "alpha\n한국 beta")).collect());
    home.mark(Field::Star, true, &[id(0, 2), id(1, 3)]);
    home
}

fn more() -> Vec<Article> {
    (100..400).map(|n| article(source(0), n, Some(i64::from(n)), "alpha\ngamma")).collect()
}

#[test]
fn file_in_place_of_cache_folder_is_survived() {
    let mut home = filled();
    let before = home.dump();
    let mut home = home.meanwhile(|root| {
        std::fs::remove_dir_all(root.join("cache")).unwrap();
        std::fs::write(root.join("cache"), "").unwrap();
    });
    let moved = home.catch_up().moved.unwrap();
    assert!(moved.contains("temporary folder") && moved.contains("cache"), "{moved}");
    assert_eq!(home.catch_up().moved, None);
    similar(&before, &home.dump());
    let folder = folder_in_use(&home.root.path().join("cache"));
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
    home.mark(Field::Star, false, &[id(0, 2)]);
    assert_eq!(home.ids(Only::Starred), [id(1, 3)]);
    std::fs::remove_dir_all(folder).unwrap();
}

#[test]
fn index_in_unusable_folder_is_copied() {
    let mut home = filled();
    let before = home.dump();
    let mut home = home.meanwhile(|root| {
        // As on a read-only disk, nobody can get the lock.
        std::fs::remove_file(root.join("cache/index.lock")).unwrap();
        std::fs::create_dir(root.join("cache/index.lock")).unwrap();
    });
    let caught = home.catch_up();
    assert!(caught.moved.is_some());
    assert_eq!((caught.rebuilt, caught.records), (None, 0));
    similar(&before, &home.dump());
    std::fs::remove_dir_all(folder_in_use(&home.root.path().join("cache"))).unwrap();
}

#[test]
fn full_disk_moves_index_while_it_is_built() {
    let mut home = filled();
    home.add(more());
    let before = home.dump();
    home.library.rebuild().unwrap();
    home.library.limit_growth(0);
    assert!(home.catch_up().moved.is_some());
    similar(&before, &home.dump());
    std::fs::remove_dir_all(folder_in_use(&home.root.path().join("cache"))).unwrap();
}

#[test]
fn full_disk_moves_index_when_articles_or_marks_come() {
    let mut home = filled();
    home.library.limit_growth(0);
    assert_eq!(home.add(more()).new.len(), 300);
    assert_eq!(home.ids(Only::All).len(), 340);
    assert!(home.catch_up().moved.is_some());
    let tag = Field::Tag("a name that takes some room ".repeat(9));
    home.mark(tag, true, &(100..400).map(|n| id(0, n)).collect::<Vec<_>>());
    home.assert_rebuilt_is_equal();
    std::fs::remove_dir_all(folder_in_use(&home.root.path().join("cache"))).unwrap();
}

#[test]
fn deleted_index_is_not_taken_for_empty_library() {
    let mut home = filled();
    for n in 0..5 {
        home.mark(Field::Read, n % 2 == 0, &[id(0, 0)]);
    }
    assert!(home.reader.is_complete().unwrap());
    std::fs::remove_dir_all(home.root.path().join("cache")).unwrap();
    assert!(home.reader.article(id(0, 0)).is_err_and(|error| error.is_damage()));
    // It counts over marks that the new index doesn't know yet.
    home.mark(Field::Read, false, &[id(0, 0)]);
    assert!(!home.reader.is_complete().unwrap());
    assert!(home.reader.takes_another());
    home.catch_up();
    assert!(home.reader.is_complete().unwrap());
    assert!(!home.reader.row(id(0, 0)).unwrap().unwrap().read);
    home.assert_rebuilt_is_equal();
}
