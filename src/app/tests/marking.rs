//! Keys in, marks out: tags, the trash, ranges, catching up and notes.

use super::*;

#[test]
fn marks_of_many_kinds() {
    let check = |keys: &str, expected: &[&str]| {
        let mut world = World::with(80, 24, 6);
        world.press(keys);
        assert_eq!(world.read(), expected, "{keys}");
    };
    check("3j gA", &["Title 0", "Title 1", "Title 2"]);
    check("3j gB", &["Title 4", "Title 5"]);
    check("3j gA U", &[]);
    check("m j j .", &["Title 0", "Title 2"]);
}

#[test]
fn tags_later_and_trash() {
    let mut world = World::with(80, 24, 4);
    world.press("t w o r k Enter");
    assert_eq!(world.app.list.current().unwrap().tags, [Clean::line("work")]);
    assert_eq!(world.notice(), "tagged work · u undoes");
    world.press("j t w Tab Enter");
    assert_eq!(world.app.list.current().unwrap().tags, [Clean::line("work")], "completed");
    world.press("j .");
    assert_eq!(world.app.list.current().unwrap().tags, [Clean::line("work")], "repeated");
    world.press("T Tab Enter");
    assert_eq!(world.app.list.current().unwrap().tags, []);
    world.press("gg gl gL");
    assert_eq!((world.at(), world.app.list.total), ("Title 0", 1));
    world.press("ga gg D gD");
    assert_eq!((world.at(), world.app.list.total), ("Title 0", 1));
    world.press("D ga");
    assert_eq!(world.app.list.total, 4);
}

#[test]
fn ranges() {
    let check = |keys: &str, expected: &[&str]| {
        let mut world = World::with(80, 24, 6);
        world.press(keys);
        assert_eq!(world.read(), expected, "{keys}");
    };
    check("j v j j m", &["Title 1", "Title 2", "Title 3"]);
    check("3j v k m", &["Title 2", "Title 3"]);
    check("j v j Esc m", &["Title 2"]);
    check("j v v m", &["Title 1"]);
    check("j v j m U", &[]);
    check("j v ga m", &["Title 1"]);
}

#[test]
fn catching_up_counts_first_and_spares_what_is_starred() {
    // An hour apart, the newest an hour old.
    let mut world = World::with(80, 24, 100);
    world.press("90G s gg C");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("no prompt") };
    let counts: Vec<&str> = prompt.choices.iter().map(|choice| choice.aside.as_str()).collect();
    assert_eq!(counts, ["75 unread", "27 unread", "0 unread", "99 unread"]);
    world.press("Down Enter");
    assert_eq!(world.notice(), "27 articles marked read · u undoes");
    assert!(!world.read().contains(&"Title 89") && world.read().contains(&"Title 90"));
    world.press("U");
    assert_eq!(world.read().len(), 0);
}

#[test]
fn notes() {
    let mut world = World::with(80, 24, 3);
    world.press("Enter gn g o o d Enter");
    assert_eq!((world.notice(), world.app.reader.open.as_ref().unwrap().note.as_str()), ("noted · u undoes", "good"));
    world.press("gn ! Enter q Enter");
    assert_eq!(world.app.reader.open.as_ref().unwrap().note.as_str(), "good!");
    world.press("gn ^u Enter q / h a s : n o t e Enter");
    assert_eq!(world.app.list.total, 0);
}
