//! Keys in, state out: each case is a size, a number of articles, keys, and what holds then.

use super::world::World;
use super::*;
use crate::article::Field;
use crate::keys::Layer;
use crate::query::{Only, Window};
use crate::typeset::Line;

mod completing;
mod finding;
mod jumps;
mod large;
mod marking;
mod outside;
mod properties;
mod selection;
mod settings;
mod sources;
mod starting;
mod subscribing;
mod views;

/// Types keys over `count` articles at 80×24 and tells where the cursor and the reader are.
fn check(count: usize, keys: &str, cursor: &str, reading: Option<&str>) {
    let mut world = World::with(80, 24, count);
    world.press(keys);
    assert_eq!((world.at(), world.reading()), (cursor, reading), "after {keys}");
}

#[test]
fn moving_in_the_list() {
    check(300, "", "Title 0", None);
    check(300, "j", "Title 1", None);
    check(300, "5j", "Title 5", None);
    check(300, "5j 3k", "Title 2", None);
    check(300, "k", "Title 0", None);
    check(300, "G", "Title 299", None);
    check(300, "G gg", "Title 0", None);
    check(300, "20G", "Title 19", None);
    check(300, "250G", "Title 249", None);
    check(300, "999G", "Title 299", None);
    check(300, "200j", "Title 200", None);
    check(300, "200j 150k", "Title 50", None);
    check(300, "^d", "Title 11", None);
    check(300, "^f", "Title 20", None);
    check(300, "^f ^b", "Title 0", None);
    check(300, "PgDn PgDn PgDn", "Title 60", None);
    check(300, "End Home Down Down Up", "Title 1", None);
    check(300, "50G zt L", "Title 70", None);
    check(300, "50G zt L H", "Title 49", None);
    check(300, "50G zb H", "Title 28", None);
    check(300, "50G zz M", "Title 49", None);
    check(300, "3^e", "Title 3", None);
    check(0, "j k G gg d m s A u Space n", "", None);
}

/// Binds `X` in every pane, over the shipped keys.
fn bound(command: &str) -> World {
    bound_over(300, command)
}

fn bound_over(count: usize, command: &str) -> World {
    let mut world = World::with(80, 24, count);
    let text = format!("[global]\nX = {command}");
    let layer = Layer { path: "keys.toml".as_ref(), text: &text, table: None };
    let (keymap, complaints) = Keymap::load(&[Keymap::shipped(), layer]);
    assert_eq!(complaints, []);
    world.app.keymap = keymap;
    world
}

#[test]
fn several_actions_are_carried_out_in_a_row() {
    let mut world = bound("['star', 'done']");
    world.press("X");
    assert_eq!((world.at(), world.marks()[0].as_str()), ("Title 1", "Title 0 true true"));
    world.press("3X");
    assert_eq!((world.at(), world.marks()[3].as_str()), ("Title 4", "Title 3 true true"));
    world.press("4000000000X");
    assert!(world.app.ahead.is_empty());
}

#[test]
fn what_several_actions_in_a_row_did_is_undone_at_once() {
    let mut world = bound("['star', 'done', 'open', 'trash', 'back']");
    let before = world.held();
    world.press("s 3X");
    assert_eq!(world.held().iter().filter(|row| row.trashed).count(), 3);
    world.press("ga U");
    assert_eq!(world.held()[1..], before[1..]);
    assert!(world.held()[0].starred, "an earlier key is another step");
    world.press("U");
    assert_eq!(world.held(), before);
    world.press("^r");
    world.press("^r");
    assert_eq!(world.held().iter().filter(|row| row.trashed).count(), 3);
}

#[test]
fn an_action_in_a_row_waits_for_what_the_one_before_asked_for() {
    let mut world = bound("['last', 'open', 'star', 'back', 'line-up 2']");
    world.slow = true;
    world.press("X j");
    world.answer();
    assert_eq!((world.at(), world.marks()[299].as_str()), ("Title 298", "Title 299 false true"));
}

#[test]
fn an_argument_says_what_a_count_would() {
    let mut world = bound("'line-down 7'");
    assert_eq!(world.press("X").at(), "Title 7");
}

#[test]
fn counts_work_wherever_something_moves() {
    let check = |keys: &str, expected: &str| {
        let mut world = World::with(80, 24, 60);
        world.press(keys);
        assert_eq!(world.at(), expected, "{keys}");
    };
    check("3H", "Title 2");
    check("99H", "Title 21");
    check("3L", "Title 19");
    check("99L", "Title 0");
    check("2n", "Title 2");
    check("3n 2N", "Title 1");
    check("/ T i t l e Enter 3n", "Title 3");
    check("10G 20G 30G 2^o", "Title 9");
    check("10G 20G 30G 3^o 2go", "Title 19");
    let mut world = World::new(80, 24, &["A|a|x", "B|b|x", "C|c|x", "D|d|x"]);
    let mut check = |keys: &str, expected: &str| {
        world.press(keys);
        assert_eq!(world.at(), expected, "{keys}");
    };
    check("3]", "c");
    check("2[", "a");
    check("9]", "d");
    check("[ m 2^p", "a");
    check("3^n", "d");
}

#[test]
fn a_cancel_gives_up_what_was_waited_for() {
    let mut world = World::with(80, 24, 300);
    world.slow = true;
    world.press("G s s");
    world.press("^c");
    assert_eq!(world.notice(), "cancelled");
    world.answer();
    assert_eq!(world.at(), "Title 0");
    assert!(world.marks().iter().all(|marks| marks.ends_with("false false")));
    world.press("j");
    assert_eq!(world.at(), "Title 1");
}

#[test]
fn reading_on() {
    check(5, "Enter", "Title 0", Some("Title 0"));
    check(5, "Enter q", "Title 0", None);
    check(5, "Enter J", "Title 1", Some("Title 1"));
    check(5, "Enter J K", "Title 0", Some("Title 0"));
    check(5, "4j Enter J", "Title 4", Some("Title 4"));
    check(5, "Enter n", "Title 1", Some("Title 1"));
    check(5, "n", "Title 1", None);
    check(5, "n n N", "Title 1", None);
    check(5, "2j m gg n n", "Title 3", None);
    check(5, "Enter G Space", "Title 1", Some("Title 1"));
}

#[test]
fn space_pages_then_marks_read_and_opens_the_next() {
    let mut world = World::with(80, 24, 3);
    world.press("Space");
    assert_eq!(world.reading(), Some("Title 0"));
    assert_eq!(world.app.reader.open.as_ref().unwrap().top, 0);
    world.press("Space");
    assert!(world.app.reader.open.as_ref().unwrap().top > 0);
    assert_eq!(world.read(), Vec::<&str>::new());
    world.press("G Space");
    assert_eq!((world.reading(), world.read()), (Some("Title 1"), vec!["Title 0"]));
    world.press("G Space G Space");
    assert_eq!(world.read(), ["Title 0", "Title 1", "Title 2"]);
    assert_eq!(world.notice(), "nothing more is unread");
}

#[test]
fn that_nothing_more_is_unread_is_said_of_where_it_was_looked_for() {
    let (all, here) = ("nothing more is unread", "nothing more is unread here · ^n next source");
    for (keys, notice) in [
        ("d d d d n", all),
        ("gu d d d d n", all),
        ("] d d n", here),
        ("] d d Enter n", here),
        ("g* n", here),
        ("/ b 1 Enter Enter m n", here),
        ("s g* Enter G Space", here),
        ("] d Enter G Space G Space G Space G Space", all),
        ("A g* n", all),
    ] {
        let mut world = World::new(80, 24, &["A|a1|x", "A|a2|x", "B|b1|x", "B|b2|x"]);
        assert_eq!(world.press(keys).notice(), notice, "{keys}");
    }
}

#[test]
fn space_goes_on_into_the_next_source() {
    let mut world = World::new(80, 24, &["A|a1|x", "A|a2|x", "B|b1|x", "B|b2|x"]);
    world.press("h 4j Enter");
    assert_eq!(world.app.sources.title(&world.app.list.view), "A");
    world.press("Space Space Space Space");
    assert_eq!(world.reading(), Some("b2"));
    assert_eq!(world.app.sources.title(&world.app.list.view), "B");
    assert_eq!(world.read(), ["a1", "a2", "b1"]);
}

#[test]
fn only_keys_that_mark_mark() {
    let mut world = World::with(80, 24, 9);
    world.press("j Enter J K ^f G b gv gv ( ) za zR n N h Tab Tab r zd zl zp ? q ga gu g* gt ^l o y");
    assert_eq!(world.read(), Vec::<&str>::new());
}

#[test]
fn marks_and_undo() {
    let mut world = World::with(80, 24, 4);
    world.press("m");
    assert_eq!(world.read(), ["Title 0"]);
    world.press("m");
    assert_eq!(world.read(), Vec::<&str>::new());
    world.press("d d");
    assert_eq!((world.read(), world.at()), (vec!["Title 0", "Title 1"], "Title 2"));
    world.press("u");
    assert_eq!(world.read(), ["Title 0"]);
    assert!(world.notice().starts_with("undone: 1 article marked read"), "{}", world.notice());
    world.press("^r");
    assert_eq!(world.read(), ["Title 0", "Title 1"]);
    world.press("A");
    assert_eq!(world.read().len(), 4);
    assert_eq!(world.notice(), "2 articles marked read · u undoes");
    world.press("u");
    assert_eq!(world.read(), ["Title 0", "Title 1"]);
    world.press("U U U U U");
    assert_eq!(world.notice(), "nothing to undo");
    world.press("s");
    assert!(world.app.list.current().unwrap().starred);
}

#[test]
fn a_count_does_so_many_as_one_step() {
    let mut world = World::with(80, 24, 5);
    world.press("3 d");
    assert_eq!((world.read(), world.at()), (vec!["Title 0", "Title 1", "Title 2"], "Title 3"));
    world.press("u");
    assert_eq!(world.read(), Vec::<&str>::new());
    world.press("gg 99 d");
    assert_eq!((world.read().len(), world.at()), (5, "Title 4"));
}

#[test]
fn done_in_an_article_opens_the_next() {
    let mut world = bound_over(3, "'done'");
    world.press("Enter X");
    assert_eq!((world.read(), world.at()), (vec!["Title 0"], "Title 1"));
    assert_eq!(world.app.reader.open.as_ref().unwrap().row.title.as_str(), "Title 1");
}

#[test]
fn a_pane_that_is_alone_says_so() {
    let mut world = World::with(80, 24, 3);
    assert_eq!(world.press("zp").notice(), "this pane is alone already · zl changes the layout");
    assert!(!world.app.alone);
    let mut world = World::with(140, 40, 3);
    assert_eq!(world.press("zp").notice(), "this pane alone · zp brings the others back");
    assert_eq!(world.press("zp").notice(), "");
    assert!(world.app.panes.sources.is_some());
}

#[test]
fn half_pages_scroll_the_reader_beside_the_list_and_mark_nothing() {
    let mut world = World::with(100, 40, 4);
    world.press("Enter Tab Tab");
    assert_eq!(world.app.focus, Focus::List);
    world.press("d");
    assert!(world.app.reader.open.as_ref().unwrap().top > 0);
    world.press("u u u");
    assert_eq!((world.app.reader.open.as_ref().unwrap().top, world.read().len()), (0, 0));
}

#[test]
fn just_read_rows_stay_until_the_list_is_left() {
    let mut world = World::with(80, 24, 5);
    world.press("gu d d");
    world.happen(Event::Changed);
    assert_eq!((world.app.list.total, world.at()), (5, "Title 2"));
    assert!(world.app.list.rows[0].read);
    world.press("ga gu");
    assert_eq!((world.app.list.total, world.at()), (3, "Title 2"));
}

#[test]
fn the_cursor_stays_on_its_article_when_others_come_in() {
    let mut world = World::with(80, 24, 50);
    world.press("10j");
    for n in 0..30 {
        world.add(0, &format!("Daily|Late {n}|x"));
    }
    let before = world.app.list.cursor_index().unwrap() - world.app.list.top;
    world.happen(Event::Changed);
    assert_eq!(world.at(), "Title 10");
    assert_eq!(world.app.list.cursor_index().unwrap() - world.app.list.top, before);
    assert_eq!((world.app.list.number(), world.app.list.came_in), (Some(41), 30));
    world.add(0, "Daily|Later|x");
    world.happen(Event::Changed);
    world.press("10k");
    assert_eq!(world.app.list.came_in, 31, "they are still above");
    world.press("gg");
    assert_eq!((world.app.list.number(), world.app.list.came_in), (Some(1), 0));
}

#[test]
fn a_mark_is_shown_before_the_library_answers_and_on_older_answers_too() {
    let mut world = World::with(80, 24, 5);
    world.slow = true;
    world.press("m");
    assert!(world.app.list.current().unwrap().read);
    world.answer();
    assert_eq!(world.read(), ["Title 0"]);
}

#[test]
fn an_answer_to_an_older_request_is_dropped() {
    let mut world = World::with(80, 24, 5);
    world.press("j");
    world.happen(Event::Listed(0, Window::default()));
    assert_eq!(world.at(), "Title 1");
}

#[test]
fn q_goes_back_and_at_the_root_leaves() {
    let leaves = |keys: &str| {
        let mut world = World::with(80, 24, 5);
        world.press(keys);
        world.seen.iter().any(|effect| effect == "Quit")
    };
    assert!(leaves("q"));
    assert!(leaves("Q"));
    assert!(leaves("ZZ"));
    assert!(leaves("Enter q q"));
    assert!(leaves("Enter Q"));
    assert!(leaves("^c ^c"));
    assert!(leaves("h q"));
    assert!(!leaves("Enter q"));
    assert!(!leaves("? q"));
    assert!(!leaves("^c j ^c"));
    assert!(!leaves("h Enter q"));
}

#[test]
fn a_resize_keeps_the_paragraph_that_is_read() {
    let mut world = World::with(80, 24, 1);
    world.press("Enter ^f 3j");
    let place = world.app.reader.open.as_ref().unwrap().place().unwrap();
    for width in [40, 120, 33, 200, 80] {
        world.happen(Event::Resize(width, 24));
        let open = world.app.reader.open.as_ref().unwrap();
        let next = open.lines.get(open.top - open.head.len() + 1).map(|line| line.at);
        assert!(open.place().unwrap() <= place && next.is_none_or(|next| next > place), "at {width} columns");
    }
}

#[test]
fn a_resize_keeps_the_place_at_the_end_of_an_article() {
    let place = |world: &World| world.app.reader.open.as_ref().unwrap().position();
    for (keys, sizes) in [
        ("Enter G", &[(120, 24), (80, 24)][..]),
        ("Enter G", &[(200, 60), (120, 40), (33, 10), (80, 24)]),
        ("Enter G k", &[(100, 200), (80, 24)]),
    ] {
        let mut world = World::with(80, 24, 1);
        world.press(keys);
        let (before, top) = (place(&world), world.app.reader.open.as_ref().unwrap().top);
        assert!(top > 0 && before.is_some());
        for (width, height) in sizes {
            world.happen(Event::Resize(*width, *height));
            assert_eq!(place(&world), before, "{keys} at {width} columns");
        }
        assert_eq!(world.app.reader.open.as_ref().unwrap().top, top, "{keys} {sizes:?}");
        // Moving changes the place.
        world.happen(Event::Resize(100, 200));
        world.press("gg");
        world.happen(Event::Resize(80, 24));
        assert_eq!(place(&world), None, "{keys}");
    }
}

#[test]
fn leaving_an_article_keeps_the_place_in_it() {
    let mut world = World::with(80, 24, 2);
    world.press("Enter ^f q");
    assert!(
        world.seen.iter().any(|effect| effect.contains("Position") && effect.contains("Text(")),
        "{:?}",
        world.seen
    );
    let mut world = World::with(80, 24, 2);
    world.press("Enter q");
    assert!(!world.seen.iter().any(|effect| effect.contains("Position")), "nothing moved, nothing is written");
}

#[test]
fn a_place_is_where_the_next_start_begins() {
    let mut world = World::with(80, 24, 9);
    world.press("gu 3j zd ( Enter ^f");
    let place = world.app.place();
    assert_eq!(place.spot.view.only, Only::Unread);
    assert_eq!(place.chosen.density, Some(Density::Lead));
    assert_eq!(place.chosen.measure, Some(68));
    assert!(place.spot.article.as_ref().is_some_and(|(_, position)| position.is_some()));
    world.app.restore(place.clone());
    let effects = std::mem::take(&mut world.app.effects);
    effects.into_iter().for_each(|effect| {
        if let Some(event) = match effect {
            Effect::List { .. } | Effect::Open { .. } => world.answer_to(effect),
            _ => None,
        } {
            world.happen(event);
        }
    });
    assert_eq!((world.at(), world.reading()), ("Title 3", Some("Title 3")));
    assert_eq!(world.app.place(), place);
}

#[test]
fn unwritten_marks_are_told_of_until_they_are_written() {
    let mut world = World::with(80, 24, 2);
    let op = crate::article::OpId([1; 16]);
    let marked =
        |unwritten| Marked { op, step: Step::Do, what: vec![(Field::Read, true.into(), 1)], bulk: false, unwritten };
    world.app.notices.say("kept for later");
    world.happen(Event::Marked(marked(Some("no space left".into()))));
    assert_eq!(world.app.notices.now, None);
    world.press("j");
    assert_eq!(world.app.notices.standing.as_deref(), Some("marks are kept in memory: no space left"));
    world.happen(Event::Marked(marked(None)));
    assert_eq!(world.app.notices.standing, None);
}

#[test]
fn a_keyboard_of_another_script_works_the_panes_and_the_links_but_types_its_own_letters() {
    let mut world = World::new(80, 24, &["A|t|[one](https://a.example/)", "A|u|two"]);
    assert_eq!(world.press("о").at(), "u");
    world.press("л Enter а ф");
    assert!(world.seen.iter().any(|effect| effect == "OpenAddresses([\"https://a.example/\"])"), "{:?}", world.seen);
    world.press("h");
    world.press("/ о");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("a line should be typed") };
    assert_eq!(prompt.line.text, "о");
}

#[test]
fn only_links_that_may_be_opened_are() {
    let mut world = World::new(80, 24, &["A|t|[one](https://a.example/) and [two](javascript:alert)"]);
    world.press("Enter 1o");
    assert!(world.seen.iter().any(|effect| effect == "OpenAddresses([\"https://a.example/\"])"), "{:?}", world.seen);
    world.seen.clear();
    world.press("2o");
    assert_eq!(world.seen, Vec::<String>::new());
    assert!(world.notice().starts_with("not opened"), "{}", world.notice());
    world.press("9o");
    assert_eq!(world.notice(), "no link 9 in this article");
    world.press("1y");
    assert!(world.seen.iter().any(|effect| effect.starts_with("Copy(\"https://a.example/")), "{:?}", world.seen);
}

#[test]
fn the_full_article_is_asked_for_and_comes_into_the_open_reader() {
    let mut world = World::with(80, 24, 3);
    world.press("j x");
    assert_eq!(world.notice(), "fetching the full article");
    let asked = |world: &World| world.seen.iter().filter(|seen| seen.starts_with("FetchPages")).count();
    assert_eq!(asked(&world), 1);
    let id = world.app.list.current().unwrap().key.id;
    world.happen(Event::PagesFetched(vec![id], Fetched { kept: vec![id], refused: Vec::new() }));
    assert_eq!(world.reading(), None, "nothing opens by itself");
    world.press("Enter ^f x");
    let (top, before) = (world.app.reader.open.as_ref().unwrap().top, world.app.reader.generation);
    assert!(top > 0);
    world.happen(Event::PagesFetched(vec![id], Fetched { kept: vec![id], refused: Vec::new() }));
    assert_eq!((world.app.reader.open.as_ref().unwrap().top, world.app.reader.generation), (top, before + 1));
    assert_eq!(world.notice(), "the full article is kept");
    world.press("J");
    world.happen(Event::PagesFetched(vec![id], Fetched { kept: vec![id], refused: Vec::new() }));
    assert_eq!(world.reading(), Some("Title 2"), "another one stays");
}
