//! Keys in, state out: each case is a size, a number of articles, keys, and what holds then.

use super::world::World;
use super::*;
use crate::article::Field;
use crate::keys::{Code, Layer};
use crate::query::{Only, Window};
use proptest::prelude::*;

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
    let mut world = World::with(80, 24, 300);
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
fn help_shows_what_a_reader_bound() {
    let mut world = bound("['star', 'line-down 2']");
    world.press("?");
    let Some(Overlay::Help(help)) = &world.app.overlay else { panic!("help should be open") };
    assert_eq!(help.rows.last(), Some(&HelpRow::Keys("X".to_owned(), "star, line-down 2".to_owned())));
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
    assert_eq!(world.app.list.number(), Some(41));
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
    assert_eq!(place.view.only, Only::Unread);
    assert_eq!(place.chosen.density, Some(Density::Lead));
    assert_eq!(place.chosen.measure, Some(68));
    assert!(place.article.as_ref().is_some_and(|(_, position)| position.is_some()));
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
    let op = OpId([1; 16]);
    let marked =
        |unwritten| Marked { op, step: Step::Do, what: vec![(Field::Read, true.into(), 1)], bulk: false, unwritten };
    world.happen(Event::Marked(marked(Some("no space left".into()))));
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
    assert!(world.seen.iter().any(|effect| effect == "OpenLink(\"https://a.example/\")"), "{:?}", world.seen);
    world.press("h");
    world.press("/ о");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("a line should be typed") };
    assert_eq!(prompt.line.text, "о");
}

#[test]
fn only_links_that_may_be_opened_are() {
    let mut world = World::new(80, 24, &["A|t|[one](https://a.example/) and [two](javascript:alert)"]);
    world.press("Enter 1o");
    assert!(world.seen.iter().any(|effect| effect == "OpenLink(\"https://a.example/\")"), "{:?}", world.seen);
    world.seen.clear();
    world.press("2o");
    assert_eq!(world.seen, Vec::<String>::new());
    assert!(world.notice().starts_with("not opened"), "{}", world.notice());
    world.press("9o");
    assert_eq!(world.notice(), "no link 9 in this article");
    world.press("1y");
    assert!(world.seen.iter().any(|effect| effect.starts_with("Copy(\"https://a.example/")), "{:?}", world.seen);
}

#[track_caller]
fn check_search(typed: &str, at: &str, titles: &[&str]) {
    let mut world = World::new(
        80,
        24,
        &[
            "Wire|Ferry sinks|the captain was saved",
            "Daily|Harbour|a ferry was late",
            "Daily|시장 뉴스|서울 시장",
            "Daily|Other|nothing",
        ],
    );
    world.press(typed);
    let found: Vec<&str> = world.app.list.rows.iter().map(|row| row.title.as_str()).collect();
    assert_eq!((world.at(), found), (at, titles.to_vec()), "{typed}");
}

#[test]
fn searching_while_typing() {
    check_search("/ f e r", "Ferry sinks", &["Ferry sinks", "Harbour"]);
    check_search("/ f e r Enter j", "Harbour", &["Ferry sinks", "Harbour"]);
    check_search("/ f e r Enter n", "Harbour", &["Ferry sinks", "Harbour"]);
    check_search("/ f e r r y Space - s i n k s", "Harbour", &["Harbour"]);
    check_search("/ 장", "시장 뉴스", &["시장 뉴스"]);
    check_search("j j / f e r Esc", "시장 뉴스", &["Ferry sinks", "Harbour", "시장 뉴스", "Other"]);
    check_search("j / f e r Enter Esc", "Harbour", &["Ferry sinks", "Harbour", "시장 뉴스", "Other"]);
    check_search("/ z z z", "", &[]);
    check_search("/ z z z ^u", "Ferry sinks", &["Ferry sinks", "Harbour", "시장 뉴스", "Other"]);
    check_search("/ f e r Enter & c a p Enter", "Ferry sinks", &["Ferry sinks"]);
    check_search("/ f e r Enter & c a p Enter Esc", "Ferry sinks", &["Ferry sinks", "Harbour"]);
    check_search("/ t i t l e : f e r r y", "Ferry sinks", &["Ferry sinks"]);
    // The list stays where a query is half typed or wrong.
    check_search("/ f e r r y Space (", "Ferry sinks", &["Ferry sinks", "Harbour"]);
    check_search("/ f e r Enter / Up Enter", "Ferry sinks", &["Ferry sinks", "Harbour"]);
}

#[test]
fn finding_in_an_article() {
    let body = format!("{}A ferry here.\n\n{}The Ferry there.", "Words. ".repeat(800), "More. ".repeat(800));
    let mut world = World::new(80, 24, &[&format!("A|one|{body}"), "A|two|x"]);
    world.press("Enter / f e r r y");
    let hits = |world: &World| world.app.reader.open.as_ref().unwrap().found.clone().map(|found| found.count());
    assert_eq!(hits(&world).as_deref(), Some("1/2"));
    let top = |world: &World| world.app.reader.open.as_ref().unwrap().top;
    let first = top(&world);
    assert!(first > 20);
    world.press("Enter n");
    assert_eq!((hits(&world).as_deref(), world.notice()), (Some("2/2"), "hit 2/2"));
    assert!(top(&world) > first);
    world.press("n");
    assert_eq!(world.notice(), "hit 1/2 · on from the top");
    world.press("Esc");
    assert_eq!((hits(&world), world.reading()), (None, Some("one")));
    world.press("gg / F e r Esc");
    assert_eq!((hits(&world), top(&world)), (None, 0));
    world.press("/ z z Enter");
    assert_eq!((hits(&world), world.notice()), (None, "no zz in this article"));
}

#[test]
fn an_article_opened_from_a_search_is_lit_at_its_first_hit() {
    let body = format!("{}A ferry here.", "Words. ".repeat(800));
    let mut world = World::new(80, 24, &[&format!("A|one|{body}"), "A|two|x"]);
    world.press("/ f e r r y Enter Enter");
    let open = world.app.reader.open.as_ref().unwrap();
    assert_eq!(open.found.as_ref().map(Found::count).as_deref(), Some("1/1"));
    assert!(open.top > 20);
}

#[test]
fn a_hit_is_never_hidden_in_a_fold() {
    let passage =
        "This passage is long enough to be told from a chance repetition, as it has more than eighty letters in it.";
    let body = format!("Beginning.\n\n{passage}\n\n{passage} And more of the same sort.\n\nEnd.");
    let mut world = World::new(80, 24, &[&format!("A|one|> quoted harbour\n\n{body}")]);
    world.press("Enter zM / h a r b o u r Enter");
    let open = world.app.reader.open.as_ref().unwrap();
    let row = (open.top..open.top + 22)
        .filter_map(|index| open.row(index))
        .any(|line| line.spans.iter().any(|span| span.text.contains("harbour")));
    assert!(row);
}

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
fn letters_on_links() {
    let links: String = (0..3).map(|n| format!("[link {n}](https://a.example/{n}) and [bad](javascript:x) ")).collect();
    let check = |keys: &str, seen: &str, notice: &str| {
        let mut world = World::new(80, 24, &[&format!("A|one|{links}"), "A|two|no link"]);
        world.press("Enter").press(keys);
        assert!(world.seen.concat().contains(seen), "{keys}: {:?}", world.seen);
        assert_eq!((world.notice(), world.app.overlay.is_none()), (notice, true), "{keys}");
    };
    check("f a", "OpenLink(\"https://a.example/0\")", "opened https://a.example/0");
    check("f A", "Copy(\"https://a.example/0\")", "copied https://a.example/0");
    check("f Esc", "", "");
    check("f m", "", "no link has these letters");
    check("f s", "", "not opened, a script, not a page: javascript:x");
    check("# 4 Enter", "", "opened https://a.example/2");
    check("J f", "", "no link in sight · # lists all of this article's");
}

#[test]
fn help_is_searched() {
    let mut world = World::with(80, 24, 4);
    let rows = |world: &World| match &world.app.overlay {
        Some(Overlay::Help(help)) => help.rows.len(),
        _ => 0,
    };
    world.press("?");
    let all = rows(&world);
    world.press("/ s t a r");
    assert!((1..8).contains(&rows(&world)), "{}", rows(&world));
    world.press("Enter j Esc");
    assert_eq!(rows(&world), all, "Esc puts the search out first");
    world.press("/ z z z");
    assert_eq!(rows(&world), 0);
    world.press("Esc q");
    assert!(world.app.overlay.is_none());
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

#[test]
fn the_palette_does_what_is_named() {
    let mut world = World::with(80, 24, 4);
    world.press(": s t a r Enter");
    assert!(world.app.list.current().unwrap().starred);
    world.press(": z z z z z Enter");
    assert_eq!(world.notice(), "nothing is called zzzzz");
    world.press("g f w i r e Enter");
    assert_eq!(world.app.sources.title(&world.app.list.view), "Wire");
    world.press("ga : Esc");
    assert!(world.app.overlay.is_none());
}

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

fn any_event() -> impl Strategy<Value = Event> {
    let names = [
        "j", "k", "G", "g", "z", "a", "u", "d", "m", "s", "A", "U", "n", "N", "J", "K", "q", "h", "l", "t", "b", "p",
        "R", "M", "o", "c", "v", "*", "(", ")", "{", "}", "H", "L", "]", "[", "?", "1", "9", "Space", "Enter", "Tab",
        "S-Tab", "Esc", "/", "&", ":", ".", "t", "T", "D", "A", "B", "f", "C", "v", "#", "'", "^o", "^d", "^u", "^f",
        "^b", "^e", "^y", "^n", "^p", "^r", "^c", "PgDn", "End",
    ];
    prop_oneof![
        20 => proptest::sample::select(names.to_vec()).prop_map(|name| Event::Key(name.parse().unwrap())),
        2 => any::<char>().prop_map(|c| Event::Key(Key::plain(Code::Char(c)))),
        1 => (0u16..180, 0u16..60).prop_map(|(width, height)| Event::Resize(width, height)),
        1 => Just(()).prop_map(|()| Event::Changed),
        1 => "\\PC{0,12}".prop_map(Event::Paste),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_stream_of_events_panics_or_leaves_the_cursor_outside(count in 0usize..60, events in prop::collection::vec(any_event(), 1..120)) {
        let mut world = World::with(80, 24, count);
        for event in events {
            world.happen(event);
            let list = &world.app.list;
            prop_assert_eq!(list.rows.is_empty(), list.cursor_index().is_none());
            prop_assert!(list.top < list.rows.len().max(1));
            if let Some(open) = &world.app.reader.open {
                prop_assert!(open.top < open.rows().max(1));
            }
        }
    }

    #[test]
    fn marking_all_marks_what_was_shown_and_nothing_that_came_in_meanwhile(
        before in prop::collection::vec(1..50_i64, 1..6),
        rounds in prop::collection::vec((prop::collection::vec(1..50_i64, 0..4), any::<bool>(), prop::collection::vec(1..50_i64, 0..4)), 1..4),
    ) {
        let mut world = World::new(80, 24, &[]);
        let mut count = 0;
        let mut add = |world: &mut World, hours: &[i64]| {
            for hours in hours {
                count += 1;
                world.add(*hours, &format!("A|t{count}|x"));
            }
        };
        add(&mut world, &before);
        world.happen(Event::Changed);
        for (unseen, noticed, late) in rounds {
            add(&mut world, &unseen);
            if noticed {
                world.happen(Event::Changed);
            }
            let shown: Vec<String> = world.app.list.rows.iter().map(|row| row.title.to_string()).collect();
            let mut expected: Vec<String> = world.read().into_iter().map(str::to_owned).chain(shown).collect();
            world.slow = true;
            world.press("A");
            add(&mut world, &late);
            world.answer();
            let mut read: Vec<String> = world.read().into_iter().map(str::to_owned).collect();
            read.sort();
            expected.sort();
            expected.dedup();
            prop_assert_eq!(read, expected);
        }
    }

    #[test]
    fn keys_typed_ahead_do_what_they_do_one_by_one(keys in prop::collection::vec(proptest::sample::select(
        vec!["j", "k", "G", "gg", "3j", "d", "m", "s", "Enter", "q", "Space", "n", "N", "J", "K", "ga", "gu", "g*", "]", "h", "l", "^f", "b"],
    ), 1..25)) {
        let state = |world: &World| {
            let reading = world.reading().map(str::to_owned);
            let held: Vec<String> = world.marks();
            (world.at().to_owned(), reading, held, world.app.list.view.clone(), world.app.focus)
        };
        let (mut one_by_one, mut ahead) = (World::with(80, 24, 40), World::with(80, 24, 40));
        ahead.slow = true;
        for key in keys {
            one_by_one.press(key);
            ahead.press(key);
        }
        ahead.answer();
        prop_assert_eq!(state(&ahead), state(&one_by_one));
    }

    #[test]
    fn undoing_every_command_brings_every_mark_back(keys in prop::collection::vec(proptest::sample::select(vec![
        "m", "d", "s", "A", "j", "k", "gu", "ga", "D", "gl", "t w Enter", "gA", "gB", "C Enter", "C Down Enter", "v j m", "v k s", ".",
        "gn x Enter", "gn ^u Enter", "gD", "gL", "/ t i t l e Enter", "Esc",
    ]), 1..30)) {
        let mut world = World::with(80, 24, 12);
        keys.iter().for_each(|key| { world.press(key); });
        world.press("ga");
        for _ in 0..60 {
            world.press("U");
        }
        prop_assert_eq!(world.notice(), "nothing to undo");
        prop_assert!(world.app.list.rows.iter().all(|row| !row.read && !row.starred && !row.later && !row.noted && row.tags.is_empty()));
        prop_assert_eq!(world.app.list.total, 12, "nothing is in the trash");
    }
}
