//! The pane of sources: keys in, the row that is lit and the list it leads to out.

use super::*;

#[test]
fn in_the_sources_n_goes_to_the_next_with_unread() {
    let mut world = World::with(80, 24, 6);
    world.press("h");
    let before = world.app.sources.cursor.clone();
    world.press("n");
    assert_eq!(world.app.focus, Focus::Sources);
    assert!(world.app.sources.cursor != before && world.app.sources.cursor.source.is_some());
    let first = world.app.sources.cursor.clone();
    world.press("n N");
    assert_eq!(world.app.sources.cursor, first);
}

#[test]
fn the_next_source_with_unread_is_shown_with_what_is_unread_in_it() {
    let check = |keys: &str, only: Only| {
        let mut world = World::with(80, 24, 6);
        world.press(keys);
        let view = &world.app.list.view;
        assert_eq!((view.source.is_some(), view.only), (true, only), "{keys}");
    };
    check("^n", Only::All);
    check("gu ^n", Only::Unread);
    check("g* ^n", Only::All);
    check("g* ]", Only::Starred);
}

#[test]
fn the_rows_of_the_sources_are_told_by_what_is_shown() {
    let row = |keys: &str| {
        let mut world = World::with(80, 24, 6);
        world.press("h").press(keys);
        world.app.sources.index(&world.app.sources.entries(&world.app.now))
    };
    // All, Unread, Starred, Today and two sources.
    for (keys, expected) in
        [("j n", 4), ("2j ]", 4), ("j 2]", 5), ("M", 2), ("L", 5), ("2L", 4), ("9L", 0), ("H", 0), ("3H", 2), ("9H", 5)]
    {
        assert_eq!(row(keys), expected, "{keys}");
    }
}

#[test]
fn the_row_of_the_sources_that_is_lit_is_the_one_the_keys_are_about() {
    let check = |keys: &str, row: usize, read: &[&str]| {
        let mut world = World::with(80, 24, 6);
        world.press(keys);
        let sources = &world.app.sources;
        let entries = sources.entries(&world.app.now);
        assert_eq!((sources.index(&entries), &sources.cursor), (row, &entries[row].view), "{keys}");
        assert_eq!(world.press("A").read(), read, "{keys} A");
    };
    let all = ["Title 0", "Title 1", "Title 2", "Title 3", "Title 4", "Title 5"];
    let wire = ["Title 2", "Title 5"];
    check("h", 0, &all);
    check("gu h", 1, &all);
    // What is unread in the second source, what is found in it, what is found in all.
    check("gu 2] h", 5, &wire);
    check("2] & 5 Enter h", 5, &wire);
    check("/ 5 Enter h", 0, &all);
    check("gu & 5 Enter h", 1, &all);
    check("gL h", 0, &all);
}
