//! Out of the program: what leaves as an effect, and what comes back over the panes.

use super::*;

/// Types keys over five articles and tells what only the world outside would see.
#[track_caller]
fn check(keys: &str, seen: &[&str]) {
    let mut world = World::with(80, 24, 5);
    world.press(keys);
    let ids = world.app.list.rows.iter().map(|row| row.key.id.to_string()).collect::<Vec<_>>();
    let seen_here: Vec<String> = world.seen.iter().map(|effect| effect.replace(&ids[0], "first")).collect();
    assert_eq!(seen_here, seen, "after {keys}");
}

#[test]
fn an_article_is_saved_and_piped_from_list_and_reader() {
    check("w", &["HandOut([(first, \"Daily\")], Save(Markdown))"]);
    check("Enter w", &["HandOut([(first, \"Daily\")], Save(Markdown))"]);
    check("| w c Space - w Enter", &["HandOut([(first, \"Daily\")], Pipe(1, [\"wc\", \"-w\"], Text))"]);
    check("g| j q Enter", &["HandOut([(first, \"Daily\")], Pipe(1, [\"jq\"], Json))"]);
    check("! c o u Enter", &["HandOut([(first, \"Daily\")], Command(1, [\"wc\", \"-w\"]))"]);
    check(": c o m m a n d Space k e e p Enter", &["HandOut([(first, \"Daily\")], Command(1, [\"keep\"]))"]);
    check("| Enter", &[]);
    check("| Esc", &[]);
}

#[test]
fn keys_call_commands_with_their_argument() {
    for (command, seen) in [
        ("'save text'", "Save(Text)"),
        ("'save json'", "Save(Json)"),
        ("'pipe wc \"a b\"'", "Pipe(1, [\"wc\", \"a b\"], Text)"),
        ("'pipe-json jq .'", "Pipe(1, [\"jq\", \".\"], Json)"),
        ("'command count'", "Command(1, [\"wc\", \"-w\"])"),
    ] {
        let mut world = bound(command);
        world.press("X");
        assert!(world.seen[0].ends_with(&format!("{seen})")), "{command}: {:?}", world.seen);
    }
    let mut world = bound("'command cuont'");
    assert_eq!(world.press("X").notice(), "no command is called `cuont`; did you mean `count`?");
    assert!(world.seen.is_empty());
    let mut world = World::with(80, 24, 3);
    world.press(": s a v e Space p d f Enter");
    assert_eq!(world.notice(), "`save` takes markdown, text or json, not `pdf`");
}

fn printed(text: &str, failed: Option<&str>) -> Event {
    let (text, failed) = (text.to_owned(), failed.map(str::to_owned));
    Event::Printed(1, Printed { text, failed, ..Printed::default() })
}

fn rows(world: &World) -> Vec<String> {
    let Some(Overlay::Output(output)) = &world.app.overlay else { return vec![] };
    output.rows.iter().map(|row| row.iter().map(|span| &*span.text).collect()).collect()
}

#[test]
fn what_a_command_printed_is_shown_scrolled_and_left() {
    let mut world = World::with(40, 12, 5);
    world.press("! c o u Enter");
    let lines: Vec<String> = (0..30).map(|n| format!("  row {n}")).collect();
    world.happen(printed(&format!("\u{1b}[31mred\u{7}\u{202e}\n\n{}", lines.join("\n")), None));
    assert_eq!(rows(&world)[..4], ["[31mred", "", "  row 0", "  row 1"]);
    world.press("G");
    assert!(matches!(&world.app.overlay, Some(Overlay::Output(output)) if output.top == 22));
    world.press("x s d");
    assert!(world.marks().iter().all(|marks| marks.ends_with("false false")), "nothing behind it is marked");
    world.press("q");
    assert_eq!((world.app.overlay.is_none(), world.at()), (true, "Title 0"));
}

#[test]
fn long_lines_are_broken_at_words_for_every_width() {
    let mut world = World::with(40, 12, 5);
    world.press("! c o u Enter");
    world.happen(printed(&"word ".repeat(30), None));
    assert!(rows(&world).iter().all(|row| row.len() <= 38 && row.trim_end().ends_with("word")), "{:?}", rows(&world));
    let before = rows(&world).len();
    world.happen(Event::Resize(80, 24));
    assert!(rows(&world).len() < before);
}

#[test]
fn a_command_that_prints_nothing_or_fails_says_so() {
    for (event, notice) in [
        (printed("", None), "count: done, nothing printed"),
        (printed(" \n", Some("exit status: 1")), "count: exit status: 1"),
        (printed("", Some("there is no such command")), "count: there is no such command"),
    ] {
        let mut world = World::with(80, 24, 5);
        world.press("! c o u Enter");
        world.happen(event);
        assert_eq!((world.notice(), world.app.overlay.is_none()), (notice, true));
    }
    let mut world = World::with(80, 24, 5);
    world.press("! c o u Enter");
    world.happen(printed("no such page", Some("exit status: 1")));
    assert_eq!((world.notice(), rows(&world).len()), ("count: exit status: 1", 1));
}

#[test]
fn a_command_that_hangs_is_given_up_and_its_answer_dropped() {
    for key in ["Esc", "^c", "q"] {
        let mut world = World::with(80, 24, 5);
        world.press("! c o u Enter");
        assert!(world.app.is_running());
        world.press("j").press(key);
        assert_eq!((world.notice(), world.app.overlay.is_none()), ("given up", true), "{key}");
        assert_eq!(world.seen.last().map(String::as_str), Some("GiveUp"));
        world.happen(printed("late", None));
        assert_eq!((world.app.overlay.is_none(), world.at()), (true, "Title 0"), "what was typed is dropped");
    }
}

#[test]
fn what_was_printed_for_the_first_of_several_is_shown_when_the_rest_is_given_up() {
    let check = |keys: &str, text: &str, failed: Option<&str>, shown: &[&str], notice: &str| {
        let mut world = World::with(80, 24, 5);
        world.press("v 3 j ! c o u Enter ^c").press(keys);
        let (text, failed) = (text.to_owned(), failed.map(str::to_owned));
        world.happen(Event::Printed(1, Printed { text, failed, given_up: Some((2, 4)), cut: false }));
        assert_eq!((rows(&world), world.notice()), (shown.iter().map(|row| (*row).to_owned()).collect(), notice));
    };
    let how = "count: given up: it ran for 2 of 4 articles";
    let rows = ["Title 0", "12", "… given up: it ran for 2 of 4 articles"];
    check("", "Title 0\n12\n", None, &rows, how);
    check("", "", None, &[], how);
    check("", "Title 0\n12\n", Some("1 of 2 failed: no"), &rows, &format!("{how}; 1 of 2 failed: no"));
    // Over what was begun meanwhile nothing is laid.
    check(":", "Title 0\n12\n", None, &[], "");
}

#[test]
fn actions_after_a_command_wait_for_its_end_and_act_on_the_article() {
    let mut world = bound("['command count', 'star', 'command keep']");
    world.press("X");
    assert!(world.marks()[0].ends_with("false false"));
    world.happen(printed("12", None));
    assert!(world.marks()[0].ends_with("false true"));
    assert!(world.seen[1].ends_with("Command(2, [\"keep\"]))"), "{:?}", world.seen);
    world.happen(Event::Printed(2, Printed { text: "kept".to_owned(), ..Printed::default() }));
    assert_eq!(rows(&world), ["kept"]);
}

#[test]
fn a_quote_that_is_not_closed_is_told_and_can_be_mended() {
    let mut world = World::with(80, 24, 5);
    world.press("| w c Space ' a Enter");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("the line should stand") };
    assert_eq!(prompt.line.text, "wc 'a");
    assert_eq!(prompt.mistake, Some((3, "this quote is not closed".to_owned())));
    world.press("' Enter");
    assert_eq!(world.seen.len(), 1);
}

#[test]
fn a_line_that_only_a_shell_understands_is_not_run_and_can_be_mended() {
    let mut world = World::with(80, 24, 5);
    world.press("| c a t Space | Space w c Enter");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("the line should stand") };
    assert_eq!(prompt.line.text, "cat | wc");
    assert_eq!(prompt.mistake, Some((4, "only a shell knows this: sh -c '…'".to_owned())));
    assert_eq!(world.seen.len(), 0);
    world.press("Esc | c u t Space - d Space ' | ' Enter");
    assert_eq!(world.seen.len(), 1);
}

#[test]
fn attachments_are_opened_one_or_chosen() {
    let enclosure = |url: &str, length| {
        let kind = Some("audio/mpeg".to_owned());
        (Clean::line("Low water"), crate::article::Enclosure { url: url.to_owned(), kind, length })
    };
    let mut world = World::with(80, 24, 5);
    world.press("e");
    let id = world.app.list.rows[0].key.id;
    assert_eq!(world.seen, [format!("Attachments([{id:?}])")]);
    world.happen(Event::Attachments(vec![id], vec![]));
    assert_eq!(world.notice(), "this article has no attachment");
    world.happen(Event::Attachments(vec![id], vec![enclosure("https://e.org/a.mp3", None)]));
    assert_eq!(world.seen.last().map(String::as_str), Some("OpenAddresses([\"https://e.org/a.mp3\"])"));
    let several = vec![enclosure("https://e.org/a.mp3?x=1", Some(1 << 20)), enclosure("https://e.org/b.mp3", None)];
    world.happen(Event::Attachments(vec![id], several.clone()));
    world.press("Down Enter");
    assert_eq!(world.seen.last().map(String::as_str), Some("OpenAddresses([\"https://e.org/b.mp3\"])"));
    world.press("j");
    world.happen(Event::Attachments(vec![id], several));
    assert!(world.app.overlay.is_none(), "the cursor is on another article by now");
}

#[test]
fn what_is_opened_is_told() {
    for keys in ["o", "O", "Enter o", "Enter 1 o", "Enter f a"] {
        let mut world = World::new(80, 24, &["A|One|See [it](https://news.example/One) there.", "A|Two|x"]);
        world.press(keys);
        assert_eq!(world.notice(), "opened https://news.example/One", "{keys}");
    }
}

#[test]
fn a_key_without_a_meaning_here_says_what_it_means_elsewhere() {
    for (keys, expected) in [
        ("c", "no c here · in the sources it would change this source"),
        ("Enter c", "no c here · in the sources it would change this source"),
        ("Tab d", "no d here · in a list it would mark read and go on"),
        ("+", "no + here · ? shows the keys"),
    ] {
        let mut world = World::with(80, 24, 3);
        world.press(keys);
        assert!(world.notice().starts_with(expected), "{keys}: {}", world.notice());
    }
    // In the pane of sources there is no article to copy from, though the key is bound there.
    let mut world = World::with(80, 24, 3);
    let layer = Layer { path: "c".as_ref(), text: "[list]\nY = 'none'", table: None };
    world.app.keymap = Keymap::effective(Some(layer)).0;
    assert_eq!(world.press("Y").notice(), "no Y here · in an article it would copy title and address");
}

#[test]
fn over_the_panes_a_key_without_a_meaning_is_told_and_no_more() {
    for (keys, expected) in [("+", "no + here"), ("m", "nothing to do that with here")] {
        let mut world = World::with(80, 24, 3);
        world.happen(Event::Told("the line".to_owned(), "one\ntwo".to_owned()));
        assert_eq!(world.press(keys).notice(), expected, "{keys}");
        world.press("q ?");
        assert_eq!(world.press(keys).notice(), expected, "{keys} in help");
    }
}

#[test]
fn what_has_no_address_is_not_done_by_opening_it() {
    let mut world = World::with(80, 24, 3);
    world.app.list.rows[0].url = None;
    world.press("O");
    assert_eq!((world.notice(), world.at(), world.read().len()), ("this article has no address", "Title 0", 0));
}
