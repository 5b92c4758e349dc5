//! Completing a search: keys in, the line and its choices out.

use super::*;

/// A library with tags, sources and folders.
fn world() -> World {
    let articles = ["The Daily Wire|Ferry sinks|x", "Harbour Times|Rain|y", "Harbour Times|More rain|z"];
    let mut world = World::new(80, 24, &articles);
    world.folders.insert("Harbour Times".to_owned(), "ports/north".to_owned());
    world.press("t p o r t s Enter j t p o r t s Enter t s l o w Space s e a Enter gg");
    world.happen(Event::Changed);
    world
}

/// The line with its cursor, and the choices over it, the one that is taken in brackets.
fn shown(world: &World) -> (String, Vec<String>) {
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("a line should stand") };
    let mut line = prompt.line.text.clone();
    line.insert(prompt.line.at, '|');
    let choice = |(at, choice): (usize, &Choice)| match prompt.chosen {
        Some(chosen) if chosen == at => format!("[{}]", choice.name),
        _ => choice.name.clone(),
    };
    (line, prompt.choices.iter().enumerate().map(choice).collect())
}

#[track_caller]
fn check(keys: &str, line: &str, choices: &[&str]) {
    let mut world = world();
    world.press(keys);
    assert_eq!(shown(&world), (line.to_owned(), choices.iter().map(ToString::to_string).collect()), "{keys}");
}

#[test]
fn the_word_before_the_cursor_is_completed() {
    check("/ t i Tab", "title:|", &[]);
    check("/ t Tab", "title:|", &["[title:]", "tag:"]);
    check("/ t Tab Tab", "tag:|", &["title:", "[tag:]"]);
    check("/ t Tab Tab Tab", "title:|", &["[title:]", "tag:"]);
    check("/ t S-Tab", "tag:|", &["title:", "[tag:]"]);
    check("/ t Tab Down", "tag:|", &["title:", "[tag:]"]);
    check("/ t Tab Up", "tag:|", &["title:", "[tag:]"]);
    check("/ t Tab Tab Left", "tag|:", &[]);
    check("/ t Tab p Backspace Tab", "title:|", &[]);
    check("& r a i n Space - ( i s : u Tab", "rain -(is:unread|", &[]);
    check("/ s i Left Tab", "source:|i", &[]);
    check("/ f e r Tab", "fer|", &[]);
    check("/ s o Tab Tab", "source:\"The Daily Wire\"|", &["[\"The Daily Wire\"]", "\"Harbour Times\""]);
    check("/ s o u r c e : h Tab Tab", "source:\"Harbour Times\"|", &[]);
    check("/ f o l d e r : Tab S-Tab", "folder:ports/north|", &["ports", "[ports/north]"]);
    check("/ t a g : Tab Tab", "tag:\"slow sea\"|", &["ports", "[\"slow sea\"]"]);
    check("/ a f t e r : t Tab", "after:today|", &[]);
    check("Enter / t i Tab", "ti|", &[]);
}

#[test]
fn what_is_completed_is_searched_for() {
    let mut world = world();
    world.press("/ t a Tab Tab");
    assert_eq!(world.app.list.total, 2);
    world.press("Tab");
    assert_eq!(world.app.list.total, 1);
    world.press("Enter");
    assert_eq!((world.at(), world.app.overlay.is_none()), ("Rain", true));
}

#[test]
fn a_field_that_was_taken_with_nothing_behind_it_is_completed_next() {
    let mut world = world();
    world.press("/ t Tab Tab Enter");
    assert!(matches!(&world.app.overlay, Some(Overlay::Prompt(prompt)) if prompt.mistake.is_some()));
    world.press("Tab");
    assert_eq!(shown(&world).0, "tag:ports|");
}

#[test]
fn tags_that_come_late_complete_what_is_still_there() {
    for (keys, expected) in
        [("/ t a g : Tab", "tag:ports|"), ("/ t a g : Tab x", "tag:x|"), ("/ t a g : Tab Esc /", "|")]
    {
        let mut world = world();
        world.slow = true;
        world.press(keys);
        world.answer();
        assert_eq!(shown(&world).0, expected, "{keys}");
    }
}
