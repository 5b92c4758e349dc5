//! Back and forward in where one was.

use super::*;

#[test]
fn a_list_that_one_goes_back_in_stands_as_it_stood() {
    for (before, after) in [
        ("^f 5j", "G ^o"),
        ("^f 5j", "G ' '"),
        ("200G zt 3j", "gg ^o"),
        ("30G zb 4j", "40G ^o"),
        ("150G zz", "gg ^o go ^o"),
    ] {
        let mut world = World::with(80, 24, 300);
        world.press(before);
        let stood = (world.app.list.number(), world.app.list.cursor_row());
        world.press(after);
        assert_eq!((world.app.list.number(), world.app.list.cursor_row()), stood, "{before} {after}");
    }
}

#[test]
fn back_and_forward_in_where_one_was() {
    let mut world = World::with(80, 24, 60);
    world.press("30G G");
    assert_eq!(world.at(), "Title 59");
    world.press("^o");
    assert_eq!(world.at(), "Title 29");
    world.press("go");
    assert_eq!(world.at(), "Title 59");
    world.press("' '");
    assert_eq!(world.at(), "Title 29", "the last place");
    world.press("' '");
    assert_eq!(world.at(), "Title 59", "and back");
    world.press("g* ^o");
    assert_eq!((world.at(), world.app.list.total), ("Title 59", 60));
    world.press("Enter q ga go");
    assert_eq!(world.notice(), "no place after this one");
}
