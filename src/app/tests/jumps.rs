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

#[test]
fn a_mark_leads_to_its_note_and_back() {
    let filler: String = (0..40).map(|n| format!("Paragraph {n} says this.\n\n")).collect();
    let article = format!(
        "Wire|Title|Start.[^1] To [the end](#end), [out](https://a.example/).\n\n{filler}\
         <b id=end>The end.</b>\n\nLast.\n\n[^1]: A note.\n\n[^2]: [More](#end).\n"
    );
    let check = |keys: &str, row: &str, top: bool| {
        let mut world = World::new(80, 24, &[&article]);
        world.press(keys);
        let open = world.app.reader.open.as_ref().unwrap();
        let read = |at: usize| open.row(at).map(|line| line.spans.iter().map(|span| &*span.text).collect::<String>());
        let rows: Vec<String> = (open.top..open.top + world.app.panes.reader_height()).map_while(read).collect();
        assert!(rows.iter().any(|shown| shown == row), "{keys}: {rows:#?}");
        assert_eq!(open.top == 0, top, "{keys}");
        let is_kept = |seen: &String| seen.contains("Position");
        assert!(world.seen.iter().all(is_kept), "{keys}: nothing is opened outside: {:?}", world.seen);
    };
    check("Enter", "Start.¹ To the end, out [1].", true);
    check("Enter f a", "¹ A note.", false);
    check("Enter f s", "The end.", false);
    check("Enter 2o", "Start.¹ To the end, out [1].", true);
    check("Enter # n o t e Esc", "Start.¹ To the end, out [1].", true);
    check("Enter # t h e Enter", "The end.", false);
    check("Enter f a ^o", "Start.¹ To the end, out [1].", true);
    check("Enter f a ' '", "Start.¹ To the end, out [1].", true);
    check("Enter f a ' ' ' '", "¹ A note.", false);
}
