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
