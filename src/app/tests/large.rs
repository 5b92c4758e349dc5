//! Articles too large to be set at once.

use super::*;

/// An article of many paragraphs, too large to be set at once; each begins with its number.
fn large() -> String {
    let paragraph = |n: usize| format!("P{n} {}\n\n", "words that fill a line and another after it ".repeat(8));
    format!("A|large|{}", (0..2_000).map(paragraph).collect::<String>())
}

/// The first paragraph's number on screen.
fn paragraph_at_top(world: &World) -> Option<usize> {
    let open = world.app.reader.open.as_ref()?;
    (open.top..open.rows()).find_map(|index| {
        let text: String = open.row(index)?.spans.iter().map(|span| span.text.to_string()).collect();
        text.strip_prefix('P')?.split(' ').next()?.parse().ok()
    })
}

#[test]
fn a_large_article_opens_at_its_beginning_and_is_read_to_its_end() {
    for (width, height) in [(80, 24), (40, 12), (160, 50)] {
        let mut world = World::new(width, height, &[&large()]);
        world.press("Enter");
        assert_eq!((world.reading(), paragraph_at_top(&world)), (Some("large"), Some(0)), "{width}");
        assert_eq!(world.app.reader.open.as_ref().unwrap().behind, None, "{width}");
        world.press("G");
        assert!(paragraph_at_top(&world) > Some(1_980), "{width}: {:?}", paragraph_at_top(&world));
    }
}

#[test]
fn the_end_of_a_large_article_is_gone_to_when_it_is_there() {
    let mut world = World::new(80, 24, &[&large()]);
    world.slow = true;
    world.press("Enter");
    world.slow = false;
    // The article, and nothing of what the worker has still to say.
    let waiting = world.hold_back_later();
    assert_eq!(paragraph_at_top(&world), Some(0));
    world.press("G");
    assert_ne!(world.app.reader.open.as_ref().unwrap().wanted, None, "it waits");
    world.press("j");
    assert_eq!(world.app.reader.open.as_ref().unwrap().wanted, None, "another key is not held up");
    world.press("G");
    waiting.into_iter().for_each(|event| world.happen(event));
    assert!(paragraph_at_top(&world) > Some(1_980));
}

#[test]
fn a_large_article_keeps_its_place_through_another_width() {
    let mut world = World::new(80, 24, &[&large()]);
    world.press("Enter 4000G");
    let before = paragraph_at_top(&world).unwrap();
    assert!(before > 100);
    world.happen(Event::Resize(40, 12));
    let after = paragraph_at_top(&world).unwrap();
    assert!(after.abs_diff(before) <= 1, "{before} {after}");
}

#[test]
fn what_is_typed_in_a_large_article_is_looked_for_while_keys_are_taken() {
    let mut world = World::new(80, 24, &[&large()]);
    world.press("Enter j");
    let found = |world: &World| world.app.reader.open.as_ref().unwrap().found.as_ref().map(|found| found.count());
    world.slow = true;
    world.press("/ P 1 5");
    assert_eq!(found(&world).as_deref(), Some("…"));
    assert_eq!(paragraph_at_top(&world), Some(0), "it stays where it is until something is found");
    world.answer();
    assert_eq!(found(&world).as_deref(), Some("1/111"));
    world.slow = true;
    world.press("0 0");
    let older = world.app.reader.finding - 1;
    world.happen(Event::FoundIn(older, Vec::new()));
    assert_eq!(found(&world).as_deref(), Some("…"), "an older answer is none");
    world.answer();
    assert_eq!((found(&world).as_deref(), paragraph_at_top(&world)), (Some("1/1"), Some(1_499)));
}

#[test]
fn a_line_that_is_taken_before_the_hits_are_known_is_answered_when_they_are() {
    for (keys, notice) in
        [("/ P 1 5 0 0 Enter", "hit 1/1"), ("/ q q Enter", "no qq in this article · / in a list looks through all")]
    {
        let mut world = World::new(80, 24, &[&large()]);
        world.press("Enter");
        world.slow = true;
        world.press(keys);
        world.press("n");
        assert_eq!(world.notice(), "still looking through this article");
        assert_eq!(world.reading(), Some("large"));
        world.answer();
        assert_eq!(world.notice(), notice);
    }
}

#[test]
fn a_line_that_is_left_before_the_hits_are_known_moves_nothing() {
    let mut world = World::new(80, 24, &[&large()]);
    world.press("Enter 40G");
    let before = world.app.reader.open.as_ref().unwrap().top;
    world.slow = true;
    world.press("/ P 1 5 0 0 Esc");
    world.answer();
    let open = world.app.reader.open.as_ref().unwrap();
    assert_eq!((open.top, open.found.is_none()), (before, true));
}
