//! Keys in, marks out: tags, the trash, ranges, catching up and notes.

use super::*;
use crate::article::Row;
use crate::typeset::Line;

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
fn a_range_is_tagged_and_what_was_done_is_repeated_on_one() {
    let check = |keys: &str, notice: &str, expected: &[&str]| {
        let mut world = World::with(80, 24, 6);
        world.press(keys);
        let told = |row: &Row| row.tags.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let tags: Vec<String> = world.app.list.rows.iter().map(told).collect();
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        assert_eq!((world.notice(), &tags[..4]), (notice, expected), "{keys}");
    };
    check("v j t x Enter", "2 articles tagged x · u undoes", &["x", "x", "", ""]);
    check("v j t x Enter u", "undone: 2 articles tagged x · ^r does it again", &["", "", "", ""]);
    check("v j t x Enter j v j .", "2 articles tagged x · u undoes", &["x", "x", "x", "x"]);
    check("t x Enter j .", "1 article tagged x · u undoes", &["x", "x", "", ""]);
    check("t x Enter j t y Enter v k T y Enter", "1 article no longer tagged y · u undoes", &["x", "", "", ""]);
    check("t x Enter j t y Enter v k T", "", &["x", "y", "", ""]);
    check("v j T", "nothing that is selected has a tag", &["", "", "", ""]);
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

/// What the open article says of its notes.
fn told(world: &World) -> Vec<String> {
    world.app.reader.open.as_ref().unwrap().notes.iter().map(|note| note.text.clone()).collect()
}

#[test]
fn notes() {
    let mut world = World::with(80, 24, 3);
    world.press("Enter gn g o o d Enter");
    assert_eq!((world.notice(), told(&world)), ("noted · U undoes", vec!["good".to_owned()]));
    world.press("gn ! Enter q Enter");
    assert_eq!(told(&world), ["good!"]);
    world.press("gn ^u Enter q / h a s : n o t e Enter");
    assert_eq!(world.app.list.total, 0);
}

#[test]
fn a_note_is_on_a_paragraph_in_sight_and_is_changed_where_it_is() {
    let body: String = (0..30).map(|n| format!("Paragraph {n} says this.\n\n")).collect();
    let mut world = World::new(80, 24, &[&format!("Wire|Title|{body}")]);
    world.press("Enter gn Tab Tab o d d Enter gn a l l Enter");
    let open = world.app.reader.open.as_ref().unwrap();
    assert_eq!((told(&world), &open.noted[..]), (vec!["odd".to_owned(), "all".to_owned()], &[1][..]));
    let row = (0..open.rows()).find(|row| open.has_note(*row)).unwrap();
    assert!(open.row(row).unwrap().spans[0].text.contains("Paragraph 1"), "{:?}", open.row(row));
    world.press("gn Tab Tab");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("a line should be typed") };
    assert_eq!(prompt.line.text, "odd");
    world.press("! Enter");
    assert_eq!(told(&world), ["all", "odd!"]);
    world.press("gn Tab Tab ^u Enter gn ^u Enter");
    assert_eq!(told(&world), [""; 0]);
    assert!(!world.app.list.rows[0].noted || world.app.reader.open.as_ref().unwrap().noted.is_empty());
}

#[test]
fn the_lines_of_a_note_stay_when_it_is_changed() {
    let check = |keys: &str, expected: &str| {
        let mut world = World::with(80, 24, 3);
        world.press("Enter gn x");
        world.happen(Event::Edited("one\n  - two\n".into()));
        world.press(keys);
        assert_eq!(told(&world), [expected], "{keys}");
    };
    check("", "one\n  - two");
    check("gn Enter", "one\n  - two");
    check("gn ! Enter", "one\n  - two!");
    check("h gn ! Enter l", "one\n  - two!");
    let mut world = World::with(80, 24, 3);
    world.press("gn x");
    world.happen(Event::Edited("one\ntwo".into()));
    world.press("gn M-e");
    assert_eq!(world.seen, ["EditOutside(\"one\\ntwo\")"]);
}

#[test]
fn the_lines_of_a_note_are_read_as_they_were_written() {
    let check = |width: u16, note: &str, expected: &[&str]| {
        let mut world = World::with(width, 24, 3);
        world.press("Enter gn x");
        world.happen(Event::Edited(note.into()));
        let open = world.app.reader.open.as_ref().unwrap();
        let read = |line: &Line| line.spans.iter().map(|span| &*span.text).collect::<String>();
        let head: Vec<String> = open.head.iter().map(read).skip_while(|row| !row.starts_with('✎')).collect();
        assert_eq!(head[..head.len() - 1], *expected, "{note:?} in {width}");
    };
    check(80, "one line", &["✎ one line"]);
    check(80, "to do:\n- this\n    - that\n\nlast", &["✎ to do:", "  - this", "      - that", "", "  last"]);
    check(
        22,
        "one line that is long\n  and an indented one",
        &["✎ one line that is", "  long", "    and an indented", "    one"],
    );
}

#[test]
fn nothing_is_noted_on_the_list_of_links() {
    let mut world =
        World::new(80, 24, &["Wire|Title|One is [here](https://a.example/1).\n\nTwo [too](https://a.example/2)."]);
    world.press("Enter gn");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("a line should be typed") };
    let names: Vec<&str> = prompt.choices.iter().map(|choice| choice.name.as_str()).collect();
    assert_eq!(names, ["the article", "One is here.", "Two too."]);
}

#[test]
fn a_note_on_a_paragraph_follows_it_into_a_later_text() {
    let mut world = World::new(80, 24, &["Wire|Title|One is here.\n\nTwo is here.\n\nThree is here."]);
    world.press("Enter gn Tab Tab Tab x Enter");
    let open = world.app.reader.open.as_mut().unwrap();
    assert_eq!(open.noted, [2]);
    let later = crate::document::parse(
        crate::article::Media::Markdown,
        "New.\n\nOne is here.\n\nTwo, too.\n\nThree is here.",
        None,
        "",
    );
    open.document = std::sync::Arc::new(later);
    open.find_notes();
    assert_eq!(open.noted, [3]);
}

#[test]
fn what_marks_much_marks_what_is_selected_where_there_is_a_range() {
    for keys in ["A", "gA", "gB", "d"] {
        let mut world = World::with(80, 24, 6);
        world.press("j v j").press(keys);
        assert_eq!((world.read(), world.notice()), (vec!["Title 1", "Title 2"], "2 articles marked read · u undoes"));
        assert_eq!(world.app.range, None, "{keys}");
    }
    let mut world = World::with(80, 24, 6);
    world.press("j v j h A");
    assert_eq!(world.read().len(), 6, "a range is of the list");
}

#[test]
fn in_the_pane_of_sources_much_is_marked_of_what_the_cursor_is_on() {
    // The list behind the pane is another one, and hidden.
    let check = |keys: &str, expected: &[&str]| {
        let mut world = World::with(80, 24, 6);
        world.press("/ t i t l e Space 5 Enter Esc Tab");
        assert_eq!(world.app.focus, Focus::Sources);
        world.press(keys);
        assert_eq!(world.read(), expected, "{keys}");
    };
    let all = ["Title 0", "Title 1", "Title 2", "Title 3", "Title 4", "Title 5"];
    check("gg A", &all);
    check("gg A U", &[]);
    check("gg C Down Down Down Enter", &all);
    check("gg j j A", &[]);
    check("G A", &["Title 2", "Title 5"]);
}

#[test]
fn what_is_undone_is_shown_before_the_library_says_so() {
    let check = |before: &str, keys: &str, read: &str, starred: &str| {
        let mut world = World::with(80, 24, 6);
        world.press(before);
        world.slow = true;
        world.press(keys);
        let shown = |world: &World, is: &dyn Fn(&Row) -> bool| {
            world.app.list.rows.iter().map(|row| if is(row) { 'x' } else { '.' }).collect::<String>()
        };
        let both = |world: &World| (shown(world, &|row| row.read), shown(world, &|row| row.starred));
        assert_eq!(both(&world), (read.to_owned(), starred.to_owned()), "{before} | {keys}, at once");
        world.answer();
        assert_eq!(both(&world), (read.to_owned(), starred.to_owned()), "{before} | {keys}, in the end");
    };
    check("m j j", "A", "xxxxxx", "......");
    check("m j j", "A u", "x.....", "......");
    check("m j j A", "u", "x.....", "......");
    check("m j j A", "u u", "......", "......");
    check("m j j A u", "^r", "xxxxxx", "......");
    check("s j s j V j j s", "u", "......", "xx....");
    check("s j s j V j j s", "u u ^r", "......", "xx....");
    check("gs t i t l e Enter G gA", "u", "......", "......");
    check("s s", "u u", "......", "......");
}

#[test]
fn what_undo_shows_gives_way_to_what_the_library_says() {
    let mut world = World::with(80, 24, 3);
    world.press("m s");
    world.slow = true;
    world.press("u");
    assert!(!world.app.list.rows[0].starred);
    // Something else was the last command: of another program, or a change of settings.
    world.slow = false;
    world.happen(Event::Notice("undone: the view Ships is called Ferries".to_owned()));
    assert!(world.app.list.rows[0].starred);
}

#[test]
fn the_first_tag_goes_without_being_typed() {
    let mut world = World::with(80, 24, 3);
    world.press("t o n e Enter t t w o Enter T Enter");
    assert_eq!(world.notice(), "no longer tagged one");
    assert_eq!(world.app.list.current().unwrap().tags, [Clean::line("two")]);
    world.press("T x x Enter");
    assert_eq!(world.app.list.current().unwrap().tags.len(), 1, "a tag it has not");
}

#[test]
fn a_notice_names_the_key_that_undoes_here() {
    for (keys, expected) in [
        ("A", "3 articles marked read · u undoes"),
        ("A u", "undone: 3 articles marked read · ^r does it again"),
        // There u scrolls.
        ("Enter gn x Enter", "noted · U undoes"),
    ] {
        let mut world = World::with(80, 24, 3);
        world.press(keys);
        assert_eq!(world.notice(), expected, "{keys}");
    }
}

#[test]
fn a_tag_is_written_one_way_however_it_is_typed() {
    let mut world = World::with(80, 24, 3);
    world.press("t C a f é Enter j t c a f e Enter");
    assert_eq!(world.app.list.current().unwrap().tags, [Clean::line("Café")]);
    world.press(": r e m o v e - t a g Space C A F E Enter");
    assert_eq!(world.app.list.current().unwrap().tags, []);
    world.press(": r e m o v e - t a g Space q u a y Enter");
    assert_eq!(world.notice(), "this article is not tagged quay");
}

#[test]
fn what_is_not_written_yet_stays_on_screen() {
    let mut world = World::with(80, 24, 3);
    let effects = world.app.update(Event::Key("A".parse::<crate::keys::Key>().unwrap().into()));
    let op = effects.iter().find_map(|effect| if let Effect::MarkView(op, ..) = effect { Some(*op) } else { None });
    let (op, unwritten) = (op.unwrap(), Some("the disk is full".to_owned()));
    let what = vec![(Field::Read, Value::On, 0)];
    world.happen(Event::Marked(Marked { op, step: Step::Do, what, bulk: true, unwritten }));
    world.happen(Event::Changed);
    assert!(world.app.list.rows.iter().all(|row| row.read));
    assert_eq!(world.app.notices.standing.as_deref(), Some("marks are kept in memory: the disk is full"));
}

#[test]
fn undo_of_a_mark_that_could_not_be_written_stays_undone() {
    let mut world = World::with(80, 24, 3);
    let key = |keys: &str| Event::Key(keys.parse::<crate::keys::Key>().unwrap().into());
    let effects = world.app.update(key("s"));
    let op =
        effects.iter().find_map(|effect| if let Effect::Mark(op, ..) = effect { Some(*op) } else { None }).unwrap();
    // What is undone may be several actions on one key, whose ids are alike.
    let marked = |step, unwritten: Option<&str>| {
        let op = if step == Step::Do { op } else { op.further(1) };
        let (what, unwritten) = (vec![(Field::Star, Value::On, 1)], unwritten.map(str::to_owned));
        Event::Marked(Marked { op, step, what, bulk: step != Step::Do, unwritten })
    };
    world.happen(marked(Step::Do, Some("the disk is full")));
    let effects = world.app.update(key("u"));
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Undo)), "{effects:?}");
    assert!(!world.app.list.rows[0].starred);
    world.happen(marked(Step::Undo, None));
    world.happen(Event::Changed);
    assert!(!world.app.list.rows[0].starred, "also after the list is read again");
    assert_eq!(world.app.notices.standing, None);
}

#[test]
fn what_changes_nothing_is_no_step_of_undo() {
    for (first, again) in [("t w Enter", "t w Enter"), ("gn x Enter", "gn Enter")] {
        let mut world = World::with(80, 24, 3);
        world.press("s").press(first).press("j gg").press(again);
        assert_eq!(world.notice(), "it is so already: nothing to undo of that");
        world.press("u");
        assert_eq!(world.app.list.rows[0].tags, [], "{again}");
        assert!(world.app.list.rows[0].starred && !world.app.list.rows[0].noted, "{again}");
    }
    let mut world = World::with(80, 24, 3);
    world.press("s A A");
    assert_eq!(world.notice(), "nothing to mark: all of it is so already");
    world.slow = true;
    world.press("u");
    assert!(world.app.list.rows.iter().all(|row| !row.read) && world.app.list.rows[0].starred);
}

#[test]
fn a_list_that_is_read_before_marks_are_written_shows_what_they_make_of_it() {
    let check = |keys: &str, at: &str, total: u64| {
        let mut world = World::with(80, 24, 6);
        world.slow = true;
        world.press(keys).answer_marks_last();
        assert_eq!((world.at(), world.app.list.total), (at, total), "{keys}");
        world.happen(Event::Changed);
        assert_eq!((world.at(), world.app.list.total), (at, total), "{keys}, later");
    };
    check("v d gu", "Title 1", 5);
    check("v j d gu", "Title 2", 4);
    check("d gu", "Title 1", 5);
    check("d d gu", "Title 2", 4);
    check("m gu", "Title 1", 5);
    check("gu d gu", "Title 1", 5);
    check("s g*", "Title 0", 1);
    check("gl gL", "Title 0", 1);
    check("D gD", "Title 0", 1);
    check("j m gu", "Title 0", 5);
    // What was marked in a list stays in it.
    check("d", "Title 1", 6);
}
