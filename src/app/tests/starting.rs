//! Starts: where the last session ended, also while the library is still being read.

use super::*;

/// A session that ended in an article far down, and the start after it with this many articles read so far.
fn interrupted(read: usize) -> (World, Place) {
    let mut world = World::with(80, 24, 40);
    world.press("30j Enter ^f");
    let place = world.app.place();
    assert!(place.spot.article.as_ref().is_some_and(|(_, position)| position.is_some()));
    let mut world = World::with(80, 24, read);
    world.restart(place.clone());
    (world, place)
}

/// Reads the rest of the library.
fn read_on(world: &mut World, from: usize) {
    let body = "Words that fill a line and another line after it. ".repeat(60);
    for n in from..40 {
        world.add(n as i64 + 1, &format!("{}|Title {n}|{}", if n % 3 == 2 { "Wire" } else { "Daily" }, body.trim()));
    }
    world.happen(Event::Changed);
}

#[test]
fn a_library_that_is_read_anew_leads_back_to_where_the_last_session_ended() {
    for read in [0, 10] {
        let (mut world, place) = interrupted(read);
        assert_eq!((world.notice(), world.reading()), ("", None), "it may still come");
        world.happen(Event::Changed);
        assert_eq!(world.at(), if read > 0 { "Title 0" } else { "" }, "what there is, from the newest on");
        assert_eq!(world.app.place(), place, "what is kept is not lost meanwhile");
        read_on(&mut world, read);
        world.happen(Event::CaughtUp);
        assert_eq!((world.at(), world.reading()), ("Title 30", Some("Title 30")));
        assert_eq!(world.app.place(), place);
    }
}

#[test]
fn who_goes_on_while_the_library_is_read_stays_there() {
    let (mut world, place) = interrupted(10);
    world.happen(Event::Changed);
    world.press("3j");
    assert_ne!(world.app.place(), place);
    read_on(&mut world, 10);
    world.happen(Event::CaughtUp);
    assert_eq!((world.at(), world.reading()), ("Title 3", None));
}

#[test]
fn who_leaves_while_the_library_is_read_begins_there_again() {
    let (mut world, place) = interrupted(10);
    world.happen(Event::Changed);
    world.press("Q");
    assert_eq!(world.app.place(), place);
}

#[test]
fn an_article_that_is_really_gone_is_told_once_the_library_is_read() {
    let (mut world, _) = interrupted(10);
    world.happen(Event::Changed);
    world.happen(Event::CaughtUp);
    assert_eq!((world.notice(), world.at()), ("this article is not in the library any more", "Title 9"));
}

#[test]
fn a_list_of_today_is_of_the_day_of_the_start() {
    let (_, mut place) = interrupted(0);
    place.spot.view.only = Only::Since(0);
    place.spot.article = None;
    let mut world = World::with(80, 24, 10);
    world.restart(place);
    let today = Only::Since(world.app.now.today);
    for event in [Event::Changed, Event::CaughtUp] {
        world.happen(event);
        assert_eq!(world.app.list.view.only, today);
    }
}

#[test]
fn a_row_that_goes_while_the_library_is_read_is_told_when_it_is_opened() {
    let (mut world, _) = interrupted(10);
    world.happen(Event::Changed);
    world.slow = true;
    world.press("j Enter");
    let (generation, id) = (world.app.reader.generation, world.app.list.current().unwrap().key.id);
    world.happen(Event::Gone(generation, id));
    assert_eq!(world.notice(), "this article is not in the library any more");
}
