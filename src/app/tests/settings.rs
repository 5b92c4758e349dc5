//! Settings changed by the palette, its completion and history, and themes seen before they are chosen.

use super::*;
use crate::theme::{Palette, Role};

fn line(world: &World) -> (&str, Vec<&str>, Option<&str>) {
    let Some(Overlay::Prompt(prompt)) = &world.app.overlay else { panic!("a line should be typed") };
    let names = prompt.choices.iter().map(|choice| choice.name.as_str());
    let chosen = prompt.chosen.map(|chosen| prompt.choices[chosen].name.as_str());
    (&prompt.line.text, names.collect(), chosen)
}

fn typing(world: &mut World, text: &str) {
    let keys = text.chars().map(|c| if c == ' ' { "Space".to_owned() } else { c.to_string() });
    world.press(&keys.collect::<Vec<_>>().join(" "));
}

/// A value that is not the default.
fn another(setting: &crate::config::Setting) -> String {
    let special = [
        ("theme", "mono"),
        ("max_body", "1 MiB"),
        ("max_feed", "1 MiB"),
        ("interval", "never"),
        ("metered", "true"),
        ("proxy", "none"),
        ("keep_for", "1y"),
        ("keep_newest", "10"),
        ("keep_size", "1 MiB"),
    ];
    if let Some((_, value)) = special.iter().find(|(name, _)| *name == setting.name) {
        return (*value).to_owned();
    }
    let choice = setting.choices().last();
    match (choice, setting.default.parse::<u32>()) {
        (Some(choice), _) => (*choice).to_owned(),
        (None, Ok(number)) => (number - 1).to_string(),
        (None, Err(_)) => "word".to_owned(),
    }
}

#[test]
fn every_setting_is_set_while_the_program_runs_and_goes_where_it_is_used() {
    for setting in crate::config::SETTINGS {
        let mut world = World::with(80, 24, 3);
        world.press(":");
        typing(&mut world, &format!("set {} {}", setting.name, another(setting)));
        world.press("Enter");
        assert!(world.notice().starts_with(setting.name), "{}: {}", setting.name, world.notice());
        let settings = world.app.settings.settings();
        assert_ne!(*settings, crate::config::Settings::default(), "{}", setting.name);
        let told = format!("Settings({settings:?})");
        assert!(world.seen.contains(&told), "{}", setting.name);
        world.press(": w r i t e - c o n f i g Enter");
        assert!(world.config.starts_with(&format!("{} = ", setting.name)), "{}", world.config);
    }
}

#[test]
fn what_is_set_is_seen_at_once() {
    let mut world = World::with(80, 24, 3);
    world.press("Enter : s e t Space m e a s u r e Space 3 0 Enter");
    assert_eq!(world.app.measure().width, 30);
    assert_eq!(world.app.reader.open.as_ref().unwrap().measure, 30);
    world.press("q : s e t Space d e n s i t y Space l e a d Enter");
    assert_eq!(world.app.list.density, Density::Lead);
    world.press(": s e t Space l a y o u t Space s t a c k e d Enter");
    assert_eq!(world.app.options.layout, Layout::Stacked);
    world.press(": s e t Space m e a s u r e Space 1 Enter");
    assert_eq!(world.notice(), "measure wants a whole number from 20 to 400");
}

#[test]
fn the_palette_completes_names_settings_and_values() {
    let mut world = World::with(80, 24, 3);
    world.press("zs");
    assert_eq!(line(&world).0, "set ");
    typing(&mut world, "lay");
    world.press("Tab");
    assert_eq!((line(&world).0, line(&world).2), ("set layout ", Some("auto")));
    typing(&mut world, "col");
    world.press("Enter");
    assert_eq!(world.app.options.layout, Layout::Columns);
    world.press(": a d d - t a g Tab");
    assert_eq!(line(&world).0, "add-tag ");
    typing(&mut world, "low water");
    world.press("Enter : a d d - t Tab");
    assert_eq!(line(&world).1, ["low water"]);
    world.press("Esc : g o - t o Tab D a i Enter");
    assert_eq!(world.app.list.total, 2);
    world.press(": l i n e - d o w n Space x Enter");
    assert_eq!(world.notice(), "`line-down` takes a number from 1, not `x`");
    world.press("gg : l i n e - d o w n Space 1 Enter");
    assert_eq!(world.at(), "Title 1");
}

#[test]
fn words_of_vim_are_what_they_are_there() {
    for (word, expected) in [
        ("q", "quit"),
        ("q!", "leave-at-once"),
        ("wq", "leave-at-once"),
        ("noh", "escape"),
        ("nohlsearch", "escape"),
        ("x", "leave-at-once"),
        ("w", "write-config"),
        ("h", "help"),
    ] {
        let mut world = World::with(80, 24, 3);
        world.press(":");
        typing(&mut world, word);
        assert_eq!(line(&world).2, Some(expected), "{word}");
    }
}

#[test]
fn what_an_action_takes_is_completed() {
    let mut world = World::with(80, 24, 3);
    world.press(": s a v e Space");
    assert_eq!(line(&world).1, ["markdown", "text", "json"]);
    world.press("Esc : c o m m a n d Space c o u");
    assert_eq!(line(&world).1, ["count"]);
}

#[test]
fn what_was_typed_is_there_after_the_next_start() {
    let mut world = World::with(80, 24, 3);
    world.press(": s e t Space m e a s u r e Space 3 0 Enter");
    let place = world.app.place();
    let mut world = World::with(80, 24, 3);
    world.app.restore(place);
    world.press(": Up");
    assert_eq!(line(&world).0, "set measure 30");
}

#[test]
fn an_empty_palette_goes_back_through_what_was_done() {
    let mut world = World::with(80, 24, 3);
    world.press(": s e t Space m e a s u r e Space 3 0 Enter : d e n s i Enter : Up");
    assert_eq!(line(&world).0, "density");
    world.press("Up");
    assert_eq!(line(&world).0, "set measure 30");
    world.press("Down Down");
    assert_eq!(line(&world).0, "");
    world.press("Down Enter");
    assert_eq!(world.app.overlay, None);
}

#[test]
fn a_theme_is_seen_while_it_is_chosen_and_gone_where_it_is_not() {
    let light = Theme::load("light".as_ref(), Theme::shipped("light").unwrap(), Palette::Sixteen).0;
    let role = Role::ALL.iter().copied().find(|role| light.style(*role) != Theme::default().style(*role)).unwrap();
    let look = |world: &World| world.app.theme.style(role);
    let mut world = World::with(80, 24, 3);
    let before = look(&world);
    world.press("zT");
    assert_eq!((line(&world).2, look(&world)), (Some("default"), before));
    typing(&mut world, "lig");
    assert_eq!(look(&world), light.style(role));
    world.press("Esc");
    assert_eq!(look(&world), before);
    world.press("zT l i g Enter");
    assert_eq!((look(&world), world.app.settings.value("theme")), (light.style(role), "\"light\""));
    world.press("zT");
    assert_eq!(line(&world).2, Some("light"));
    world.press("Esc");
    assert_eq!(look(&world), light.style(role));
}

#[test]
fn a_theme_can_be_set_by_a_key() {
    let mut world = bound("'theme mono'");
    world.press("X");
    assert_eq!(world.app.settings.value("theme"), "\"mono\"");
    let mut world = bound("'theme mnoo'");
    world.press("X");
    assert_eq!(world.notice(), "no theme is called mnoo; did you mean mono?");
}

/// Types keys over three articles and tells what settings, marks and notice are then.
#[track_caller]
fn check_undo(keys: &str, changed: &[(&str, &str)], starred: usize, notice: &str) {
    let mut world = World::with(80, 24, 3);
    world.press(keys);
    let now = world.app.settings.changed();
    let now: Vec<(&str, &str)> = now.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let stars = world.held().iter().filter(|row| row.starred).count();
    assert_eq!((now.as_slice(), stars, world.notice()), (changed, starred, notice), "after {keys}");
}

const NARROW: &str = ": s e t Space m e a s u r e Space 3 0 Enter";
const MONO: &str = ": t h e m e Space m o n o Enter";

#[test]
fn a_setting_is_a_step_of_undo_in_its_turn() {
    let (narrow, mono) = (("measure", "30"), ("theme", "\"mono\""));
    check_undo(NARROW, &[narrow], 0, "measure = 30 · write-config keeps it · u undoes");
    check_undo(&format!("{NARROW} u"), &[], 0, "undone: measure = 30 · ^r does it again");
    check_undo(&format!("{NARROW} u ^r"), &[narrow], 0, "done again: measure = 30");
    check_undo(&format!("{NARROW} u u"), &[], 0, "nothing to undo");
    check_undo(&format!("{MONO} u"), &[], 0, "undone: theme = \"mono\" · ^r does it again");
    check_undo(&format!("s {NARROW} j s u"), &[narrow], 1, "undone: 1 article starred · ^r does it again");
    check_undo(&format!("s {NARROW} j s u u"), &[], 1, "undone: measure = 30 · ^r does it again");
    check_undo(&format!("s {NARROW} j s u u u"), &[], 0, "undone: 1 article starred · ^r does it again");
    check_undo(&format!("s {NARROW} j s u u u ^r ^r"), &[narrow], 1, "done again: measure = 30");
    check_undo(&format!("{NARROW} {MONO} u"), &[narrow], 0, "undone: theme = \"mono\" · ^r does it again");
    check_undo(&format!("{NARROW} u {MONO} ^r"), &[mono], 0, "nothing to redo");
    check_undo(&format!("{NARROW} u s ^r"), &[], 1, "nothing to redo");
    let same = ": s e t Space m e a s u r e Space 7 2 Enter";
    check_undo(&format!("s {same} u"), &[("measure", "72")], 0, "undone: 1 article starred · ^r does it again");
}

#[test]
fn what_was_shown_before_a_setting_is_shown_again_also_where_a_key_had_chosen_it() {
    let mut world = World::with(120, 40, 3);
    let look = |world: &World| {
        let column = world.app.reader.open.as_ref().map(|open| open.measure);
        let theme = format!("{:?}", world.app.theme);
        let app = &world.app;
        (app.options.layout, app.list.density, app.measure().width, column, theme, app.place().chosen)
    };
    world.press("Enter ) zl zl q zd");
    let mut before = vec![look(&world)];
    for line in [
        "layout columns",
        "density 1",
        "measure 40",
        "theme light",
        "theme mono",
        "density 3",
        "measure 50",
        "line slow",
    ] {
        typing(&mut world, &format!(":set {line}"));
        world.press("Enter");
        before.push(look(&world));
    }
    assert!(world.app.slow.0);
    let after = before.pop();
    for (step, before) in before.iter().rev().enumerate() {
        assert_eq!(look(world.press("U")), *before, "step {step} back");
    }
    assert_eq!((world.app.slow.0, world.app.settings.changed()), (false, vec![]));
    for _ in &before {
        world.press("^r");
    }
    assert_eq!(Some(look(&world)), after);
    // What is only looked at, by keys, is nothing to undo.
    world.press("zd zl ( gr U");
    assert_eq!(world.notice(), "undone: line = \"slow\" · ^r does it again");
}

#[test]
fn what_one_key_sets_is_one_step() {
    let mut world = bound("['theme mono', 'set measure 30', 'set density lead']");
    world.press("X u");
    assert_eq!(world.app.settings.changed(), []);
    assert_eq!(world.notice(), "undone: density = \"lead\", measure = 30, theme = \"mono\" · ^r does it again");
    world.press("^r");
    assert_eq!(world.app.settings.changed().len(), 3);
}

#[test]
fn what_is_typed_behind_undo_waits_until_a_setting_is_what_it_was() {
    let mut world = World::with(80, 24, 3);
    world.press(NARROW);
    world.slow = true;
    world.press(&format!("u {}", NARROW.replace("3 0", "4 0")));
    assert_eq!(world.app.settings.value("measure"), "30");
    world.answer();
    assert_eq!(world.app.settings.value("measure"), "40");
    assert_eq!(world.press("u").app.settings.value("measure"), "72");
}

#[test]
fn text_put_before_an_argument_moves_it() {
    let mut world = World::with(80, 24, 3);
    world.press(": s e t Space t h e m e Space x ^a");
    world.happen(Event::Paste("한국어한국어".into()));
    assert_eq!(line(&world).0, "한국어한국어set theme x");
}
