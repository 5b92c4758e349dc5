//! Ranges: keys in, what leaves the program, or what is said, out.

use super::*;
use crate::article::Enclosure;

/// Types keys over articles, of which the fifth has no address, and tells what the world outside saw of it, with numbers
/// for the ids of articles from the newest.
fn seen_after(count: usize, keys: &str) -> (World, Vec<String>) {
    let mut world = World::with(80, 24, count);
    world.without_address("Title 4");
    world.press(keys);
    let ids: Vec<String> = world.held().iter().take(9).map(|row| row.key.id.to_string()).collect();
    let numbered = |effect: &String| {
        ids.iter().enumerate().fold(effect.clone(), |told, (n, id)| told.replace(id.as_str(), &n.to_string()))
    };
    let seen = world.seen.iter().map(numbered).collect();
    (world, seen)
}

#[track_caller]
fn check(keys: &str, seen: &[&str], notice: &str) {
    let (world, seen_here) = seen_after(40, keys);
    assert_eq!(
        (&seen_here[..], world.notice()),
        (&seen.iter().map(ToString::to_string).collect::<Vec<_>>()[..], notice)
    );
    assert_eq!(world.app.range, None, "{keys}: the range is used");
}

const TWO: &str = "[(0, \"Daily\"), (1, \"Daily\")]";

#[test]
fn what_leaves_the_program_is_all_that_is_selected() {
    let a = |n: u32| format!("https://news.example/Title-{n}");
    let (zero, one, two) = (a(0), a(1), a(2));
    check("v j y", &[&format!("Copy(\"{zero}\\n{one}\")")], "copied 2 addresses");
    check("j v k y", &[&format!("Copy(\"{zero}\\n{one}\")")], "copied 2 addresses");
    check("v y", &[&format!("Copy(\"{zero}\")")], &format!("copied {zero}"));
    check("v j Y", &[&format!("Copy(\"Title 0\\n{zero}\\n\\nTitle 1\\n{one}\")")], "copied 2 titles");
    check("v 2j o", &[&format!("OpenAddresses([\"{zero}\", \"{one}\", \"{two}\"])")], "opened 3 addresses");
    check("v j w", &[&format!("HandOut({TWO}, Save(Markdown))")], "saving 2 articles");
    check("v j | w c Enter", &[&format!("HandOut({TWO}, Pipe(1, [\"wc\"], Text))")], "");
    check("v j g| j q Enter", &[&format!("HandOut({TWO}, Pipe(1, [\"jq\"], Json))")], "");
    check("v j ! k e e p Enter", &[&format!("HandOut({TWO}, Command(1, [\"keep\"]))")], "");
    check("v j e", &["Attachments([0, 1])"], "");
    check("v j x", &["FetchPages([0, 1])"], "fetching 2 full articles");
}

#[test]
fn a_range_of_a_list_that_is_turned_over_or_sorted_is_in_its_order() {
    let a = |n: u32| format!("https://news.example/Title-{n}");
    check("gr gg v j y", &[&format!("Copy(\"{}\\n{}\")", a(39), a(38))], "copied 2 addresses");
    check(
        ": s o r t Space t i t l e Enter gg v 2j y",
        &[&format!("Copy(\"{}\\n{}\\n{}\")", a(0), a(1), a(10))],
        "copied 3 addresses",
    );
}

#[test]
fn opening_an_article_lets_a_range_go() {
    check("v j Enter y", &["Copy(\"https://news.example/Title-1\")"], "copied https://news.example/Title-1");
    let (world, _) = seen_after(40, "v 2j Enter h s");
    assert_eq!(world.marks().iter().filter(|marks| marks.ends_with("true")).count(), 1);
}

#[test]
fn what_has_no_address_is_left_out_and_told() {
    check("4j v y", &[], "this article has no address");
    check("3j v j y", &["Copy(\"https://news.example/Title-3\")"], "copied 1 address · 1 article without");
    check("3j v 2j x", &["FetchPages([3, 5])"], "fetching 2 full articles · 1 article without an address");
    check("3j v j o", &["OpenAddresses([\"https://news.example/Title-3\"])"], "opened https://news.example/Title-3");
}

#[test]
fn in_the_pane_of_sources_no_article_is_used_that_may_be_out_of_sight() {
    for keys in
        ["o", "O", "y", "Y", "w", "x", "e", "|", "g|", ": s a v e Space t e x t Enter", ": p i p e Space w c Enter"]
    {
        let (world, seen) = seen_after(40, &format!("j h {keys}"));
        assert_eq!((&seen[..], world.notice()), (&[][..], "articles are in lists: Enter opens one"), "{keys}");
        assert!(world.read().is_empty() && world.app.overlay.is_none(), "{keys}");
    }
    let notice = |keys: &str| seen_after(40, &format!("h {keys}")).0.notice().to_owned();
    for keys in ["J", "K"] {
        assert_eq!(notice(keys), "articles are in lists: Enter opens one", "{keys}");
    }
    for keys in ["#", "f"] {
        assert_eq!(notice(keys), "links are in articles: Enter opens a list", "{keys}");
    }
    assert_eq!(notice("gv"), "gv shows an open article as it was received: Enter opens a list");
}

#[test]
fn what_nobody_can_have_meant_is_not_begun() {
    let (mut world, _) = seen_after(40, "v 20j o");
    assert_eq!(world.notice(), "21 articles are selected; 20 at once is the most");
    assert_eq!(
        world.press("k o").notice(),
        "opened 19 addresses · 1 article without",
        "the range stays until it is used"
    );
    let (world, seen) = seen_after(200, "v 100j x");
    assert_eq!((seen.len(), world.notice()), (0, "101 articles are selected; 100 at once is the most"));
    let (world, _) = seen_after(200, "v 20j O");
    assert!(world.read().is_empty(), "what is not opened is not marked");
}

#[test]
fn what_is_gone_meanwhile_does_not_keep_the_others_back() {
    let (mut world, _) = seen_after(40, "");
    let rows = world.app.list.rows[..2].to_vec();
    world.happen(Event::Selected(Use::Copy { titled: false }, rows, 3));
    assert_eq!(world.notice(), "copied 2 addresses");
}

#[test]
fn what_is_opened_and_done_is_marked_and_undone_in_one_step() {
    let (mut world, _) = seen_after(40, "v 2j O");
    assert_eq!(world.read(), ["Title 0", "Title 1", "Title 2"]);
    world.press("u");
    assert!(world.read().is_empty());
}

#[test]
fn a_note_is_put_on_all_that_is_selected_and_undone_in_one_step() {
    let noted = |world: &World| world.held().iter().filter(|row| row.noted).count();
    let (mut world, _) = seen_after(40, "v 2j gn a s k Enter");
    assert_eq!((noted(&world), world.notice()), (3, "3 articles given a note · u undoes"));
    assert_eq!(world.press("u").notice(), "undone: 3 articles given a note · ^r does it again");
    assert_eq!(noted(&world), 0);
    let (mut world, _) = seen_after(40, "gn a s k Enter v j gn Enter");
    assert_eq!((noted(&world), world.notice()), (1, "nothing noted"));
    world.press("gn x Enter");
    assert_eq!(noted(&world), 2, "the range is still there after a blank line");
}

#[test]
fn a_range_is_let_go_of_by_the_key_that_began_it_and_that_is_told() {
    check("v j v", &[], "nothing is selected now");
}

#[test]
fn a_command_is_given_up_before_its_articles_are_known() {
    let mut world = World::with(80, 24, 40);
    world.slow = true;
    world.press("v j ! c o u Enter Esc");
    world.answer();
    assert_eq!(world.seen, ["GiveUp"]);
}

#[test]
fn the_attachments_of_several_are_told_apart_by_titles() {
    let (mut world, _) = seen_after(40, "v j e");
    let ids = world.app.list.rows[..2].iter().map(|row| row.key.id).collect::<Vec<_>>();
    let enclosure = |title: &str| {
        let url = format!("https://e.org/{title}.mp3");
        (Clean::line(title), Enclosure { url, kind: None, length: None })
    };
    world.happen(Event::Attachments(ids.clone(), vec![]));
    assert_eq!(world.notice(), "nothing that is selected has an attachment");
    world.happen(Event::Attachments(ids, vec![enclosure("one"), enclosure("two")]));
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("one should be chosen") };
    let told: Vec<_> = prompt.choices.iter().map(|choice| (choice.name.as_str(), choice.about.as_str())).collect();
    assert_eq!(told, [("one.mp3", "one"), ("two.mp3", "two")]);
}

#[test]
fn what_came_of_pages_is_told() {
    let told = |kept: usize, refused: &[(&str, &str)]| {
        let all = kept + refused.len();
        let (mut world, _) = seen_after(40, &format!("v {} x", "j ".repeat(all - 1)));
        let ids: Vec<_> = world.app.list.rows[..all].iter().map(|row| row.key.id).collect();
        let refused = refused.iter().map(|(title, why)| (Clean::line(title), (*why).to_owned())).collect();
        world.happen(Event::PagesFetched(ids.clone(), Fetched { kept: ids[..kept].to_vec(), refused }));
        assert!(world.app.sources.questions.is_empty());
        world.notice().to_owned()
    };
    assert_eq!(told(1, &[]), "the full article is kept");
    assert_eq!(told(0, &[("Title 0", "404")]), "no full article: 404");
    assert_eq!(told(2, &[]), "2 full articles kept");
    let (mut world, _) = seen_after(40, "x");
    let id = world.app.list.rows[0].key.id;
    world.happen(Event::PagesFetched(vec![id], Fetched::default()));
    assert_eq!(world.notice(), "no full article: this article is not in the library any more");
    assert_eq!(told(1, &[("Title 1", "404")]), "1 full article kept, 1 not, which is Title 1: 404");
    assert_eq!(told(0, &[("A", "404"), ("B", "500")]), "0 full articles kept, 2 not, the first A: 404");
}

#[test]
fn a_page_that_is_being_fetched_is_not_asked_for_again() {
    let (mut world, _) = seen_after(40, "v j x k x");
    assert_eq!((world.seen.len(), world.notice()), (1, "that is being fetched already"));
    world.press("2j x");
    assert_eq!(world.seen.len(), 2);
}

#[test]
fn what_was_kept_before_pages_were_given_up_is_told() {
    let (mut world, _) = seen_after(40, "v 2j x ^c");
    assert_eq!(world.notice(), "cancelled");
    let ids: Vec<_> = world.app.list.rows[..3].iter().map(|row| row.key.id).collect();
    let fetched = Fetched { kept: vec![ids[0]], refused: vec![] };
    world.happen(Event::PagesFetched(ids, fetched));
    assert_eq!(world.notice(), "cancelled · 1 full article was kept before");
}

#[test]
fn what_is_being_saved_is_shown_until_it_is_done_and_given_up() {
    let (mut world, seen) = seen_after(40, "v j w j ^c");
    assert_eq!((seen.last().map(String::as_str), world.notice()), (Some("Cancel"), "cancelled"));
    world.press("v 2j w j");
    assert_eq!(world.app.sources.questions, [Question::Save(3)]);
    world.happen(Event::Answered(Question::Save(3)));
    assert_eq!(world.press("^c").notice(), "nothing runs · ^c again leaves");
}

#[test]
fn where_there_is_no_desktop_all_addresses_are_shown_and_copied() {
    let mut world = World::with(80, 24, 3);
    let urls = ["https://e.org/1", "https://e.org/2"].map(str::to_owned).to_vec();
    world.happen(Event::Unopened(urls, Vec::new()));
    let Some(Overlay::Output(output)) = &world.app.overlay else { panic!("they should be shown") };
    assert_eq!((output.name.as_str(), output.rows.len()), ("no desktop here: the addresses are copied", 2));
    assert_eq!(world.seen, ["Copy(\"https://e.org/1\\nhttps://e.org/2\")"]);
}

#[test]
fn the_picture_of_an_address_is_shown_where_all_of_it_has_room() {
    let (whole, none) = ("copied; or select it, or point a telephone at it", "copied; or select it");
    for (width, height, side, notice) in
        [(80, 24, 41, whole), (80, 24, 45, none), (40, 40, 37, whole), (40, 40, 39, none), (40, 12, 25, none)]
    {
        let mut world = World::with(width, height, 3);
        let picture = vec!["█".repeat(side); side.div_ceil(2)];
        world.happen(Event::Unopened(vec!["https://e.org/1".to_owned()], picture));
        let Some(Overlay::Output(output)) = &world.app.overlay else { panic!("it should be shown") };
        let rows = if notice == whole { 1 + side.div_ceil(2) } else { 1 };
        assert_eq!((world.notice(), output.rows.len()), (notice, rows), "{side} on {width}×{height}");
    }
}

#[test]
fn where_a_key_is_typed_twice_for_one_article_once_is_enough_for_a_range() {
    let vim = || {
        let mut world = World::with(80, 24, 40);
        let layer = Layer { path: "config.toml".as_ref(), text: "keys = 'vim'", table: Some("keys") };
        world.app.keymap = Keymap::effective(Some(layer)).0;
        world
    };
    let check = |keys: &str, read: usize, starred: usize, notice: &str| {
        let mut world = vim();
        world.press(keys);
        let stars = world.held().iter().filter(|row| row.starred).count();
        assert_eq!((world.read().len(), stars, world.notice()), (read, starred, notice), "{keys}");
        assert!(world.app.typed.pending.is_empty(), "{keys}");
    };
    check("V 2j d", 3, 0, "3 articles marked read · u undoes");
    check("V j y", 0, 0, "copied 2 addresses");
    check("V j d j dd", 3, 0, "");
    check("V gg d", 1, 0, "1 article marked read · u undoes");
    check("V j mm", 0, 2, "2 articles starred · u undoes");
    check("dd", 1, 0, "");
    assert!(!vim().press("d").app.typed.pending.is_empty(), "without a range it waits");
    assert!(!vim().press("V j h d").app.typed.pending.is_empty(), "in the sources nothing is selected");
}
