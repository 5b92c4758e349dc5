//! Keys in, what is found and where it is gone to out: searches, finding in an article, links, help and the palette.

use super::*;

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
fn a_search_begins_while_the_list_before_it_is_on_its_way() {
    let mut world = World::with(80, 24, 40);
    world.press("j j / 1 7");
    world.slow = true;
    world.press("Esc Esc / 3");
    assert!(matches!(&world.app.overlay, Some(Overlay::Prompt(prompt)) if prompt.line.text == "3"));
    world.press("Esc");
    world.answer();
    assert_eq!((world.at(), world.app.overlay.is_none()), ("Title 2", true));
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
fn what_is_half_typed_is_no_mistake_until_it_is_taken() {
    let mistake = |world: &World| match &world.app.overlay {
        Some(Overlay::Prompt(prompt)) => prompt.mistake.clone().map(|(at, _)| at),
        _ => panic!("the line should stand"),
    };
    let mut world = World::new(80, 24, &["Wire|Ferry sinks|x", "Daily|Harbour|a ferry was late"]);
    world.press("/");
    for key in "f e r r y Space i s : u n r e a d Space a f t e r : 2 0 1 4 - 1 2".split(' ') {
        world.press(key);
        assert_eq!(mistake(&world), None, "after {key}");
    }
    for (keys, at) in [("^u f e r Space O R", 4), ("^u f e r Space i s : u n", 7), ("^u f e r Space t i t l e :", 10)] {
        world.press(keys);
        assert_eq!(mistake(&world), None, "{keys}");
        world.press("Enter");
        assert_eq!(mistake(&world), Some(at), "{keys}");
    }
    world.press("^u f e r Space ( i s : u n r e a d Enter");
    assert!(world.app.overlay.is_none(), "what stands open is closed");
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
    assert_eq!((hits(&world), world.notice()), (None, "no zz in this article · / in a list looks through all"));
}

#[test]
fn a_hit_that_is_broken_over_two_rows_is_lit_on_both() {
    let check = |body: &str, typed: &str, wanted: &str| {
        let mut world = World::new(80, 24, &[&format!("A|one|{body}")]);
        world.press("Enter /").press(typed);
        let open = world.app.reader.open.as_ref().unwrap();
        let rows: Vec<&Line> = open.lines.iter().collect();
        let lit = open.found.as_ref().unwrap().lit.light(&rows);
        let texts = rows
            .iter()
            .zip(&lit)
            .flat_map(|(row, lit)| lit.iter().map(|(span, at)| &row.spans[*span].text[at.clone()]));
        let found: Vec<&str> = texts.collect();
        assert_eq!(found.concat().replace(' ', ""), wanted, "{body}");
        lit.iter().filter(|row| !row.is_empty()).count()
    };
    let mut rows = [0, 0];
    for before in 0..40 {
        let words = "in ".repeat(before);
        rows[0] = check(
            &format!("> {words}the *old* harbour [a](https://a.example) ferry, late. {words}"),
            "h a r b o u r Space a Space f e r",
            "harbourafer",
        )
        .max(rows[0]);
        rows[1] = check(&format!("{}서울시장에서", "가나".repeat(before)), "울 시 장", "울시장").max(rows[1]);
    }
    assert_eq!(rows, [2, 2]);
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
fn letters_on_links() {
    let links: String = (0..3).map(|n| format!("[link {n}](https://a.example/{n}) and [bad](javascript:x) ")).collect();
    let check = |keys: &str, seen: &str, notice: &str| {
        let mut world = World::new(80, 24, &[&format!("A|one|{links}"), "A|two|no link"]);
        world.press("Enter").press(keys);
        assert!(world.seen.concat().contains(seen), "{keys}: {:?}", world.seen);
        assert_eq!((world.notice(), world.app.overlay.is_none()), (notice, true), "{keys}");
    };
    check("f a", "OpenAddresses([\"https://a.example/0\"])", "opened https://a.example/0");
    check("f A", "Copy(\"https://a.example/0\")", "copied https://a.example/0");
    check("f Esc", "", "");
    check("f m", "", "no link has these letters");
    check("f s", "", "not opened, a script, not a page: javascript:x");
    check("# 4 Enter", "", "opened https://a.example/2");
    check("J f", "", "no links in this article");
    let mut world = World::new(40, 12, &[&format!("A|one|{}\n\n[link](https://a.example)", "word ".repeat(200))]);
    assert_eq!(world.press("Enter f").notice(), "no link in sight · # lists all of this article's");
}

#[test]
fn what_a_search_leads_back_to_stands_where_it_stood() {
    let check = |keys: &str, cursor: &str, row: usize| {
        let mut world = World::with(80, 24, 60);
        world.press(keys);
        assert_eq!((world.at(), world.app.list.cursor_row()), (cursor, row), "{keys}");
    };
    check("30G 3k / T i t l e Enter Esc", "Title 26", 18);
    check("30G 3k / T i t l e Esc", "Title 26", 18);
    check("30G 3k & T i t l e Enter 5j q", "Title 26", 18);
    check("30G 3k / T i t l e Enter Enter q Esc", "Title 26", 18);
    check("30G 3k g* ^o", "Title 26", 18);
    check("30G 3k gg ^o G ^o", "Title 26", 18);
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
fn the_palette_does_what_is_named() {
    let mut world = World::with(80, 24, 4);
    world.press(": s t a r Enter");
    assert!(world.app.list.current().unwrap().starred);
    world.press(": z z z z z Enter");
    assert_eq!(world.notice(), "nothing is called zzzzz");
    world.press(": n o n s e n s e Enter");
    assert_eq!(world.notice(), "nothing is called nonsense", "its letters stand here and there in a description");
    world.press(": e v e r y t h i n g Space m a r k Enter");
    assert_eq!(world.read().len(), 4, "words of a description");
    world.press("u");
    world.press("g f w i r e Enter");
    assert_eq!(world.app.sources.title(&world.app.list.view), "Wire");
    world.press("ga : Esc");
    assert!(world.app.overlay.is_none());
}

#[test]
fn a_screen_that_grows_while_a_word_is_typed_leaves_the_reader_in_the_article() {
    let mut world = World::with(80, 24, 1);
    world.press("l j j");
    world.happen(Event::Resize(0, 47));
    world.press("^f / j");
    for keys in ["j", "Esc"] {
        world.happen(Event::Resize(74, 0));
        world.press(keys);
        let open = world.app.reader.open.as_ref().unwrap();
        assert!(open.top < open.rows(), "{} of {}", open.top, open.rows());
    }
}

#[test]
fn a_search_is_left_for_the_list_it_was_begun_from() {
    let mut world = World::with(80, 24, 30);
    world.press("gu j / t i t l e Space 5 Enter & 5 Enter q");
    assert!(world.app.list.view.search.is_some(), "of the limit within it");
    world.press("q");
    assert_eq!((world.at(), world.app.list.view.search.is_none()), ("Title 1", true));
    assert!(!world.seen.contains(&"Quit".to_owned()));
    world.press("q");
    assert!(world.seen.contains(&"Quit".to_owned()));
}

#[test]
fn help_shows_what_a_reader_bound() {
    let mut world = bound("['star', 'line-down 2']");
    world.press("?");
    let Some(Overlay::Help(help)) = &world.app.overlay else { panic!("help should be open") };
    assert_eq!(help.rows.last(), Some(&HelpRow::Keys("X".to_owned(), "star, line-down 2".to_owned())));
}

#[test]
fn help_on_a_small_screen_breaks_keys_between_them_and_leaves_room_for_what_they_do() {
    for preset in ["newsboat", "mutt", "vim", "eilmeldung"] {
        let mut world = World::with(40, 12, 3);
        let (path, text) = (std::path::Path::new("config.toml"), format!("keys = '{preset}'"));
        world.app.keymap = Keymap::effective(Some(Layer { path, text: &text, table: Some("keys") })).0;
        let keys = |world: &mut World, width| {
            world.happen(Event::Resize(width, 12));
            let Some(Overlay::Help(help)) = &world.app.overlay else { panic!("help should be open") };
            assert!(width > 40 || help.text_columns() >= 18, "{preset}: {}", help.text_columns());
            let keys = help.rows.iter().filter_map(|row| match row {
                HelpRow::Keys(keys, _) => Some((keys, help.key_columns())),
                _ => None,
            });
            keys.inspect(|(keys, room)| assert!(crate::text::width(keys) <= *room, "{preset}: {keys}"))
                .flat_map(|(keys, _)| keys.split("  ").map(str::to_owned))
                .filter(|key| !key.is_empty())
                .collect::<Vec<_>>()
        };
        world.press("?");
        assert_eq!(keys(&mut world, 40), keys(&mut world, 200), "{preset}");
    }
}

#[test]
fn a_search_that_is_left_leads_back_to_where_it_was_begun() {
    let check = |keys: &str, focus: Focus, reading: Option<&str>| {
        let mut world = World::with(80, 24, 40);
        world.press(keys);
        assert_eq!((world.app.focus, world.reading(), world.app.list.total), (focus, reading, 40), "{keys}");
    };
    check("3j Enter & x Esc", Focus::Reader, Some("Title 3"));
    check("3j Enter & x Backspace Esc", Focus::Reader, Some("Title 3"));
    check("h / x Esc", Focus::Sources, None);
    check("h & x Backspace Backspace", Focus::Sources, None);
    check("3j / x Esc", Focus::List, None);
    check("3j Enter & T i Enter Esc", Focus::List, None);
}

#[test]
fn the_program_sleeps_and_draws_anew_while_a_line_is_typed_too() {
    let mut world = World::with(80, 24, 3);
    world.press("/ a ^z ^l");
    assert_eq!(world.seen, ["Suspend", "Redraw"]);
    assert!(matches!(&world.app.overlay, Some(Overlay::Prompt(prompt)) if prompt.line.text == "a"));
}
