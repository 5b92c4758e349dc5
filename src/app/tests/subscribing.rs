//! Keys in, what becomes of sources out: folders, changes, what is offered.

use super::*;
use crate::config::{Edit, SourceEdit};
use crate::keys::Keymap;
use std::time::Duration;

/// A world of four sources, three of them in folders, and what is kept of two.
fn world() -> World {
    let mut world = World::new(80, 24, &["Ferry|f1|x", "Wire|w1|x", "Wire|w2|x", "Blog|b1|x", "Loose|l1|x"]);
    for (source, folder) in [("Ferry", "News/Ports"), ("Wire", "News"), ("Blog", "Blogs")] {
        world.folders.insert(source.to_owned(), folder.to_owned());
    }
    world.happen(Event::Changed);
    let subscription = |name: &str, trouble: Option<&str>| Subscription {
        id: world.source(name),
        // Without a name of its own; on screen it goes by its feed's title.
        name: Clean::line("example.org/feed"),
        address: Clean::line("https://example.org/feed"),
        folder: world.folders.get(name).cloned(),
        tags: vec!["sea".to_owned()],
        interval: None,
        full_text: false,
        disabled: false,
        muted_until: None,
        trouble: trouble.map(Clean::line),
    };
    let kept = vec![subscription("Ferry", None), subscription("Wire", Some("status 500"))];
    world.happen(Event::Subscriptions(kept));
    world.press("h");
    world
}

/// The rows of the pane below the smart views.
fn pane(world: &World) -> Vec<String> {
    let entries = world.app.sources.entries(&world.app.now);
    let sign = |entry: &Entry| match (entry.is_open, entry.standing) {
        (Some(true), _) => "-",
        (Some(false), _) => "+",
        (None, Standing::Failing) => "!",
        (None, Standing::Resting) => "~",
        (None, Standing::Fine) => "",
    };
    let row = |entry: &Entry| {
        format!("{:1$}{2}{3} {4}", "", usize::from(entry.depth), sign(entry), entry.name, entry.counts.unread)
    };
    entries.iter().skip(4).map(row).collect()
}

#[test]
fn sources_stand_in_folders_that_close() {
    let mut world = world();
    let open = ["Loose 1", "-Blogs 1", " Blog 1", "-News 3", " !Wire 2", " -Ports 1", "  Ferry 1"];
    assert_eq!(pane(&world), open);
    world.press("G k za");
    assert_eq!(pane(&world), ["Loose 1", "-Blogs 1", " Blog 1", "-News 3", " !Wire 2", " +Ports 1"]);
    world.press("k zc");
    assert_eq!(pane(&world), ["Loose 1", "-Blogs 1", " Blog 1", "+News 3"]);
    assert_eq!(world.app.sources.title(&world.app.sources.cursor), "News");
    let place = world.app.place();
    assert_eq!(place.closed.len(), 2);
    world.press("zM");
    assert_eq!(pane(&world), ["Loose 1", "+Blogs 1", "+News 3"]);
    world.press("zR");
    assert_eq!(pane(&world), open);
}

#[test]
fn sources_are_gone_through_in_the_order_of_the_pane() {
    let mut world = world();
    world.press("gg Enter");
    let mut met = Vec::new();
    for _ in 0..4 {
        world.press("]");
        met.push(world.app.sources.title(&world.app.list.view));
    }
    assert_eq!(met, ["Loose", "Blog", "Wire", "Ferry"]);
}

/// Goes to the source `Ferry` in the pane, types keys and tells the change that is asked for.
#[track_caller]
fn check_edit(keys: &str, expected: Result<SourceEdit, &str>) {
    let mut world = world();
    world.press("G");
    world.edits.clear();
    world.press(keys);
    let asked: Vec<SourceEdit> = world
        .edits
        .iter()
        .map(|edit| match edit {
            Edit::Source { name, edit, .. } if name == "Ferry" => edit.clone(),
            other => panic!("{other:?}"),
        })
        .collect();
    match expected {
        Ok(edit) => assert_eq!(asked, [edit], "{keys}"),
        Err(notice) => {
            assert_eq!(asked, [], "{keys}");
            assert_eq!(world.notice(), notice, "{keys}");
        }
    }
}

#[test]
fn the_password_in_an_address_is_not_shown_while_it_is_changed_and_stays() {
    let mut world = world();
    let id = world.source("Ferry");
    world.app.sources.subscriptions.get_mut(&id).unwrap().address = Clean::line("https://jane:pw@example.org/feed");
    let prompt = |world: &World| match &world.app.overlay {
        Some(Overlay::Prompt(prompt)) => {
            (prompt.choices.first().map(|one| one.aside.clone()), prompt.line.text.clone())
        }
        other => panic!("{other:?}"),
    };
    let shown = "https://jane:***@example.org/feed".to_owned();
    world.press("G c a d d");
    assert_eq!(prompt(&world).0, Some(shown.clone()));
    world.press("Enter");
    assert_eq!(prompt(&world).1, shown);
    world.press("2 Enter");
    let address = SourceEdit::Address("https://jane:pw@example.org/feed2".into());
    assert!(matches!(&world.edits[..], [Edit::Source { edit, .. }] if *edit == address), "{:?}", world.edits);
    assert_eq!(address.said("Ferry"), "Ferry lies at https://jane:***@example.org/feed2");
}

#[test]
fn a_source_is_changed_by_keys() {
    check_edit("c Enter ^u A Enter", Ok(SourceEdit::Name("A".into())));
    check_edit("c f o l Enter ^u N e w Enter", Ok(SourceEdit::Folder("New".into())));
    check_edit("c f o l Enter ^u Enter", Ok(SourceEdit::Folder(String::new())));
    check_edit("c t a g Enter , a Enter", Ok(SourceEdit::Tags(vec!["sea".into(), "a".into()])));
    check_edit("c i n t Enter 2 h Enter", Ok(SourceEdit::Interval(Some(Duration::from_secs(7_200)))));
    check_edit("c i n t Enter Enter", Ok(SourceEdit::Interval(None)));
    check_edit("c i n t Enter 2 Enter Esc", Err(""));
    check_edit("c i n t Enter 2 Enter h Enter", Ok(SourceEdit::Interval(Some(Duration::from_secs(7_200)))));
    check_edit("c d i s Enter", Ok(SourceEdit::Disabled(true)));
    check_edit("c f u l l Enter", Ok(SourceEdit::FullText(true)));
    check_edit("gm Enter", Ok(SourceEdit::MutedUntil(Some("2026-01-03".parse().unwrap()))));
    check_edit("D", Ok(SourceEdit::Removed));
    check_edit("c Esc D", Ok(SourceEdit::Removed));
    check_edit("gg c", Err("not a source, nor a view of yours"));
    check_edit("4j D", Ok(SourceEdit::Removed));
    check_edit("gg 4j c", Err("Loose is not kept here, only its articles are"));
    check_edit("gg 4j D", Err("Loose is never asked: nothing to unsubscribe · in its list gg v G D: all to the trash"));
}

#[test]
fn how_what_is_never_asked_goes_to_the_trash_is_told_with_the_keys_that_hold() {
    let check = |keys: &str, notice: &str| {
        let mut world = world();
        let layer = Layer { path: "config.toml".as_ref(), text: keys, table: Some("keys") };
        world.app.keymap = Keymap::effective(Some(layer)).0;
        world.press("gg 4j D");
        assert_eq!(world.notice(), notice, "{keys}");
    };
    let never = "Loose is never asked: nothing to unsubscribe";
    check("keys = 'mutt'", &format!("{never} · in its list gg V G M-d: all to the trash"));
    check("keys = 'eilmeldung'", &format!("{never} · in its list gg f G Del: all to the trash"));
    check("[keys.list]\nD = 'none'", never);
}

#[test]
fn a_field_that_is_typed_wrongly_stays_in_its_line_and_says_what_is_wrong() {
    let mut world = world();
    let told = |world: &World| match &world.app.overlay {
        Some(Overlay::Prompt(prompt)) => (prompt.line.text.clone(), prompt.mistake.clone()),
        other => panic!("{other:?}"),
    };
    let mistake = |what: &str| Some((0, what.to_owned()));
    world.press("G c i n t Enter s o o n Enter Enter");
    let wants = mistake("a time such as 30m, 2h or 1d; nothing for the setting");
    assert_eq!(told(&world), ("soon".to_owned(), wants));
    world.press("^u 2");
    assert_eq!(told(&world), ("2".to_owned(), None));
    world.press("Esc c a d d r Enter ^u Enter");
    assert_eq!(told(&world), (String::new(), mistake("a source must lie somewhere")));
    world.press("e . o r g Enter");
    assert_eq!(told(&world), ("e.org".to_owned(), mistake("an address such as https://example.org/feed.xml")));
}

#[test]
fn what_is_added_is_found_out_elsewhere_and_several_feeds_are_chosen_from() {
    let mut world = world();
    world.press("a e . o r g Enter");
    assert_eq!(world.seen, ["add e.org"]);
    world.happen(Event::Feeds(vec![
        (Clean::line("All"), "https://e.org/all".to_owned()),
        (Clean::line("Ports"), "https://e.org/ports".to_owned()),
    ]));
    world.press("Down Enter");
    assert_eq!(world.seen, ["add e.org", "add https://e.org/ports"]);
}

#[test]
fn what_a_server_is_asked_for_can_be_given_up() {
    let question = |what: &str| crate::app::Question::Add(what.to_owned());
    let check = |keys: &str, answered: &str, expected: &[&str]| {
        let mut world = world();
        world.press(keys);
        world.happen(Event::Answered(question(answered)));
        world.press("^c");
        assert_eq!(world.seen.last().map(String::as_str), expected.last().copied(), "{keys}");
        let told = if expected == ["Cancel"] { "cancelled" } else { "nothing runs · ^c again leaves" };
        assert_eq!(world.notice(), told, "{keys}");
    };
    check("a e Enter j", "f", &["Cancel"]);
    check("a e Enter a f Enter j", "f", &["Cancel"]);
    check("a e Enter j", "e", &["add e"]);
}

#[test]
fn a_source_that_is_not_kept_here_is_kept_by_a_key_and_enter() {
    let mut world = world();
    world.addresses.insert("Loose".to_owned(), "https://loose.example/feed".to_owned());
    world.happen(Event::Changed);
    world.press("gg 4j a Enter");
    assert_eq!(world.seen, ["add https://loose.example/feed"]);
    // One that is kept is not meant.
    world.press("G a Enter");
    assert_eq!(world.seen.len(), 1);
}

#[test]
fn a_source_with_a_long_past_offers_to_keep_the_newest_unread() {
    let articles: Vec<String> = (0..30).map(|n| format!("Feed|Title {n}|x")).collect();
    let mut world = World::new(80, 24, &articles.iter().map(String::as_str).collect::<Vec<_>>());
    let id = world.source("Feed");
    world.happen(Event::Added(id, 20));
    assert_eq!(world.notice(), "", "a short past is no past");
    world.happen(Event::Added(id, 30));
    assert_eq!(world.notice(), "30 new · C can leave only 20 unread of Feed");
    // What is pressed meanwhile is no answer.
    world.press("j");
    assert!(world.app.overlay.is_none());
    world.press("C Up Enter");
    assert_eq!(world.read().len(), 10);
    assert!(world.read().contains(&"Title 29"), "the oldest");
    world.press("U");
    assert_eq!(world.read().len(), 0);
    // It is offered once.
    world.press("C");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("no choices") };
    assert!(prompt.choices.iter().all(|choice| !choice.name.contains("newest")), "{:?}", prompt.choices);
}

#[test]
fn feeds_to_choose_from_do_not_take_the_place_of_what_is_typed() {
    let mut world = world();
    world.press("/ x");
    world.happen(Event::Feeds(vec![(Clean::line("All"), "https://e.org/all".to_owned())]));
    world.press("y");
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("nothing is typed") };
    assert_eq!(prompt.line.text, "xy");
    assert!(world.seen.is_empty(), "{:?}", world.seen);
}

#[test]
fn failing_sources_are_listed_and_gone_to() {
    let mut world = world();
    world.happen(Event::Troubled(Vec::new()));
    assert_eq!(world.notice(), "no source fails, and none is silent");
    let (id, name) = (world.source("Wire"), Clean::line("Wire"));
    world.happen(Event::Troubled(vec![Troubled { id, name, what: Clean::line("status 500") }]));
    world.press("Enter");
    assert_eq!(world.app.sources.title(&world.app.list.view), "Wire");
}

#[test]
fn where_a_source_is_gone_the_cursor_is_on_what_stands_in_its_place() {
    let check = |keys: &str, gone: &str, here: &str| {
        let mut world = world();
        world.press(keys);
        let (id, mut overview) = (world.source(gone), world.app.sources.overview.clone());
        overview.sources.retain(|source| source.id != id);
        world.happen(Event::Overview(overview));
        assert_eq!(world.app.sources.title(&world.app.sources.cursor), here, "{keys}");
    };
    check("G", "Ferry", "Wire");
    check("5G", "Loose", "Blogs");
    check("7G", "Loose", "Blog");
}

#[test]
fn the_story_of_a_source_is_told_where_its_list_is_empty() {
    let mut world = world();
    world.press("7G Enter & n o n e Enter i");
    assert_eq!(world.seen.last(), Some(&format!("SourceStory({:?})", world.source("Blog"))));
}

#[test]
fn no_row_of_the_sources_is_out_of_sight_where_there_is_room_for_all() {
    let mut world = world();
    for keys in ["G zt", "G zz", "G zb", "gg zb"] {
        assert_eq!(world.press(keys).app.sources.top, 0, "{keys}");
    }
}
