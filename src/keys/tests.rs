//! Keys in, what came of them out.

mod layout;
mod preset;

use super::*;
use crate::action::{Action, Marking, Motion, Program, Reading};
use proptest::prelude::{Just, Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};
use std::collections::{HashMap, HashSet};
use std::path::Path;

/// Types `keys` in the context and tells the last answer.
fn press(keymap: &Keymap, context: Context, keys: &str) -> Press {
    let mut pending = Pending::default();
    let keys: Sequence = keys.parse().unwrap();
    keys.0.iter().map(|key| keymap.press(&mut pending, context, *key)).last().unwrap()
}

fn check(context: Context, keys: &str, action: impl Into<Command>, count: Option<u32>) {
    let expected = Press::Command { command: action.into(), count };
    assert_eq!(press(&Keymap::default(), context, keys), expected, "{keys} in {context}");
}

#[test]
fn shipped_keys_have_no_complaint() {
    assert_eq!(Keymap::load(&[Keymap::shipped()]).1, []);
}

#[test]
fn sequences_and_counts_reach_their_actions() {
    check(Context::List, "j", Motion::LineDown, None);
    check(Context::List, "5j", Motion::LineDown, Some(5));
    check(Context::Reader, "gg", Motion::First, None);
    check(Context::Reader, "120gg", Motion::First, Some(120));
    check(Context::Sources, "20G", Motion::Last, Some(20));
    check(Context::List, "99999999999999999999j", Motion::LineDown, Some(u32::MAX));
    check(Context::List, "Space", Reading::ReadOn, None);
    check(Context::List, "S-Tab", Motion::PreviousPane, None);
    check(Context::List, "ZZ", Program::LeaveAtOnce, None);
}

#[test]
fn a_pane_has_its_own_keys_before_the_global_ones() {
    check(Context::List, "d", Marking::Done, None);
    check(Context::Reader, "d", Motion::HalfPageDown, None);
    check(Context::Reader, "u", Motion::HalfPageUp, None);
    check(Context::Reader, "U", Marking::Undo, None);
    check(Context::List, "u", Marking::Undo, None);
}

#[test]
fn letters_in_a_prompt_are_not_commands() {
    let unbound = |keys: &str| Press::Unbound(keys.parse().unwrap());
    assert_eq!(press(&Keymap::default(), Context::Prompt, "j"), unbound("j"));
    assert_eq!(press(&Keymap::default(), Context::Hints, "q"), unbound("q"));
}

#[test]
fn a_prefix_waits_and_tells_what_can_follow() {
    let Press::Prefix(next) = press(&Keymap::default(), Context::List, "3Z") else { panic!("Z should wait") };
    assert_eq!(next, [("Z".parse().unwrap(), Program::LeaveAtOnce.into())]);
    let Press::Prefix(next) = press(&Keymap::default(), Context::List, "z") else { panic!("z should wait") };
    assert_eq!(next[0], ("z".parse().unwrap(), Motion::LineToMiddle.into()));
}

#[test]
fn escape_leaves_a_prefix_or_a_count_and_else_is_a_key() {
    let keymap = Keymap::default();
    assert_eq!(press(&keymap, Context::List, "g Esc"), Press::Cancelled);
    assert_eq!(press(&keymap, Context::List, "12 Esc"), Press::Cancelled);
    check(Context::List, "g Esc Esc", Program::Escape, None);
}

#[test]
fn an_unbound_key_drops_what_was_typed() {
    let keymap = Keymap::default();
    let mut pending = Pending::default();
    for key in "4g".parse::<Sequence>().unwrap().0 {
        keymap.press(&mut pending, Context::List, key);
    }
    assert_eq!(pending.to_string(), "4g");
    let answer = keymap.press(&mut pending, Context::List, "=".parse::<Key>().unwrap());
    assert_eq!(answer, Press::Unbound("g=".parse().unwrap()));
    assert!(pending.is_empty());
}

#[test]
fn a_bound_digit_is_no_count_unless_one_has_begun() {
    let user =
        Layer { path: Path::new("config.toml"), text: "[keys.global]\n0 = 'first'\n7 = 'last'", table: Some("keys") };
    let (keymap, complaints) = Keymap::load(&[Keymap::shipped(), user]);
    assert_eq!(complaints, []);
    let action = |action: Motion, count| Press::Command { command: action.into(), count };
    assert_eq!(press(&keymap, Context::List, "0"), action(Motion::First, None));
    assert_eq!(press(&keymap, Context::List, "7"), action(Motion::Last, None));
    assert_eq!(press(&keymap, Context::List, "107j"), action(Motion::LineDown, Some(107)));
    assert_eq!(press(&Keymap::default(), Context::List, "0"), Press::Unbound("0".parse().unwrap()));
}

#[test]
fn a_reader_can_bind_and_unbind() {
    let content = "[keys]\nlist.x = 'done'\n[keys.reader]\nj = 'none'\n[keys.global]\nZZ = 'none'\nZ = 'help'";
    let user = Layer { path: Path::new("config.toml"), text: content, table: Some("keys") };
    let (keymap, complaints) = Keymap::load(&[Keymap::shipped(), user]);
    assert_eq!(complaints, []);
    let action = |action: Action| Press::Command { command: action.into(), count: None };
    assert_eq!(press(&keymap, Context::List, "x"), action(Marking::Done.into()));
    assert_eq!(press(&keymap, Context::List, "j"), action(Motion::LineDown.into()));
    assert_eq!(press(&keymap, Context::Reader, "j"), Press::Unbound("j".parse().unwrap()));
    assert_eq!(press(&keymap, Context::Reader, "Z"), action(Program::Help.into()));
}

#[test]
fn keys_can_be_bound_to_several_actions_and_to_one_with_an_argument() {
    let content = "[keys.list]\ngX = ['star', 'line-down 2']\nx = 'open-link 3'";
    let user = Layer { path: Path::new("config.toml"), text: content, table: Some("keys") };
    let (keymap, complaints) = Keymap::load(&[Keymap::shipped(), user]);
    assert_eq!(complaints, []);
    let command = |keys, expected: &str| match press(&keymap, Context::List, keys) {
        Press::Command { command, .. } => assert_eq!(command.to_string(), expected, "{keys}"),
        other => panic!("{keys}: {other:?}"),
    };
    command("gX", "star, line-down 2");
    command("x", "open-link 3");
    assert_eq!(keymap.keys_of(Program::OpenLink, Context::List).map(Sequence::to_string).collect::<Vec<_>>(), ["o"]);
}

#[test]
fn help_finds_the_keys_of_an_action() {
    let keymap = Keymap::default();
    let keys = |action: Action, context| keymap.keys_of(action, context).map(Sequence::to_string).collect::<Vec<_>>();
    assert_eq!(keys(Motion::LineDown.into(), Context::List), ["j", "↓"]);
    assert_eq!(keys(Marking::Undo.into(), Context::Reader), ["U"]);
    assert_eq!(keymap.bindings(Context::List)[0], ("d".parse().unwrap(), Marking::Done.into()));
}

#[test]
fn what_was_meant_as_one_key_is_never_several() {
    for (written, expected) in [
        ("Spcae", "`Spcae` names no key; did you mean `Space`, or one after the other `S p c a e`?"),
        ("g enter", "`enter` names no key; did you mean `Enter`, or one after the other `e n t e r`?"),
        ("PageDwn", "`PageDwn` names no key; did you mean `PageDown`, or one after the other `P a g e D w n`?"),
        ("C-x", "`C-x` names no key; keys are written"),
        ("<C-x>", "`<C-x>` names no key; keys are written"),
        ("Ctrl-x", "`Ctrl-x` names no key; keys are written"),
        ("M-xy", "`M-xy` names no key; keys are written"),
        ("F99", "`F99` names no key; keys are written"),
    ] {
        let error = written.parse::<Sequence>().unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }
    for (written, keys) in
        [("gg", 2), ("dgg", 3), ("ZZ", 2), ("gC", 2), ("C- x", 3), ("<", 1), ("^w^w", 2), ("F1", 1), ("gF", 2)]
    {
        assert_eq!(written.parse::<Sequence>().unwrap().0.len(), keys, "{written}");
    }
}

/// Reads a user's file over the shipped one; `expected` is what is said of it.
fn complains(content: &str, expected: &[&str]) {
    let (_, complaints) = Keymap::load(&[
        Keymap::shipped(),
        Layer { path: Path::new("config.toml"), text: content, table: Some("keys") },
    ]);
    assert_eq!(complaints.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{content}");
}

#[test]
fn mistakes_are_told_with_file_and_line() {
    complains("[keys.lst]\n", &["config.toml:1: `lst` is no place where keys are bound; did you mean `list`?"]);
    complains(
        "\n[keys.list]\nx = 'toggle-raed'",
        &["config.toml:3: no action is called `toggle-raed`; did you mean `toggle-read`?"],
    );
    complains(
        "[keys.list]\nx = 3",
        &["config.toml:2: `x` should be given the name of an action in quotes, a list of such names, or \"none\""],
    );
    complains(
        "[keys.list]\n'X-' = 'done'\n'abcdefghi' = 'done'\n'x Esc' = 'done'",
        &[
            "config.toml:3: `abcdefghi` is longer than 8 keys",
            "config.toml:4: `x Esc` can never be typed: Esc leaves what was begun",
        ],
    );
    complains(
        "[keys.list]\nx = []\ngX = ['star', 'don']\ngY = ['star', 3]\ngZ = ['star', 'none']\ngW = 'done 4'",
        &[
            "config.toml:2: `x` should be given the name of an action in quotes, a list of such names, or \"none\"",
            "config.toml:3: no action is called `don`; did you mean `done`?",
            "config.toml:4: `gY` should be given the name of an action in quotes, a list of such names, or \"none\"",
            "config.toml:5: \"none\" takes keys away, and stands in no list",
            "config.toml:6: `done` takes no argument, not `4`",
        ],
    );
    complains("[keys]\nlist = 'x'", &["config.toml:2: `list` should be a table: [keys.list]"]);
    complains(
        "[keys.list]\n'x' = 'done'\n'Ins' = 'star'\n'Insert' = 'done'",
        &["config.toml:4: `Ins` is bound twice; the first time at config.toml:3"],
    );
}

#[test]
fn the_beginning_of_another_sequence_is_told_and_the_later_one_wins() {
    let line = 1 + Keymap::shipped().text.lines().position(|line| line.starts_with("\"j\"")).unwrap();
    let text = format!(
        "config.toml:2: `jx` cannot stand beside `j` (assets/keys.toml:{line}), which is left out: \
         one is the beginning of the other"
    );
    complains("[keys.reader]\njx = 'done'", &[&text]);
    let text = "config.toml:2: `J` cannot stand beside `Jx` (config.toml:3) and one more, which are left out: \
                one is the beginning of the other";
    complains("[keys.global]\nJ = 'done'\nJx = 'done'\nJy = 'done'", &[text]);
}

#[test]
fn a_broken_file_costs_only_what_is_broken() {
    let content = "[list]\nx = 'done'\ny = = 3\nw = 'star'\n";
    let (keymap, complaints) = Keymap::load(&[Layer { path: Path::new("keys.toml"), text: content, table: None }]);
    assert_eq!(complaints[0].line, Some(3), "{complaints:?}");
    assert!(matches!(press(&keymap, Context::List, "x"), Press::Command { .. }));
}

#[test]
fn keys_have_one_form() {
    let same =
        [("^i", "Tab"), ("^m", "Enter"), ("^[", "Esc"), ("^D", "^d"), ("S-a", "A"), ("M-S-a", "M-A"), ("Up", "↑")];
    for (a, b) in same {
        assert_eq!(a.parse::<Key>(), b.parse::<Key>(), "{a} {b}");
    }
    assert_eq!("T a b".parse::<Sequence>().unwrap().to_string(), "T a b");
    assert_eq!("C - x".parse::<Sequence>().unwrap().to_string(), "C - x");
    assert_eq!("g Space".parse::<Sequence>().unwrap().to_string(), "g Space");
    assert_eq!("^x^s".parse::<Sequence>().unwrap().0.len(), 2);
}

#[test]
fn what_a_shipped_key_puts_out_is_told_of_in_the_readers_file() {
    let text = "[keys.global]\n'dG0' = 'done'\n'dG' = 'done'\n";
    let layer = Layer { path: Path::new("config.toml"), text, table: Some("keys") };
    let (_, complaints) = Keymap::effective(Some(layer));
    assert!(
        !complaints.is_empty() && complaints.iter().all(|complaint| complaint.path == layer.path),
        "{complaints:?}"
    );
}

fn some_key() -> impl Strategy<Value = Key> {
    let named = |&(code, _): &(Code, &'static [&'static str])| code;
    let code = prop_oneof![
        4 => any::<char>().prop_filter("a key types it", |c| !c.is_control() && !"↑↓←→".contains(*c)).prop_map(Code::Char),
        4 => prop::char::range('!', '~').prop_map(Code::Char),
        3 => prop::sample::select(key::NAMES.iter().map(named).collect::<Vec<_>>()),
        1 => (1..=35u8).prop_map(Code::F),
        1 => Just(Code::Char('^')),
    ];
    (code, any::<[bool; 3]>()).prop_map(|(code, [ctrl, alt, shift])| Key::new(code, ctrl, alt, shift))
}

proptest! {
    #[test]
    fn a_printed_key_parses_back(key in some_key()) {
        prop_assert_eq!(key.to_string().parse(), Ok(key));
    }

    #[test]
    fn a_printed_sequence_parses_back(keys in prop::collection::vec(some_key(), 1..6)) {
        let sequence = Sequence(keys);
        prop_assert_eq!(sequence.to_string().parse(), Ok(sequence));
    }

    #[test]
    fn any_text_can_be_read_as_a_key_file(content in "[\\[\\]a-z=\"' \n.^]{0,80}") {
        Keymap::load(&[Layer { path: Path::new("keys.toml"), text: &content, table: None }]);
    }

    #[test]
    fn whatever_a_reader_binds_what_help_lists_is_what_the_keys_do(
        preset in prop::sample::select(vec!["", "newsboat", "mutt", "vim", "eilmeldung", "emacs"]),
        rows in prop::collection::vec((
            prop::sample::select(Context::ALL),
            "[gGjdzZ0-9^ф\\[ -]{1,4}|g Space|\\^wo|Tab",
            prop::sample::select(vec!["'none'", "'done'", "'first 3'", "'done 3'", "['star', 'last']", "[]", "3", "'dne'"]),
        ), 0..20),
    ) {
        let mut text = format!("keys.preset = '{preset}'\n");
        let named = |(context, keys, value): (Context, String, &str)| format!("keys.{context}.'{keys}' = {value}\n");
        text.extend(rows.into_iter().map(named));
        let layer = Layer { path: Path::new("config.toml"), text: &text, table: Some("keys") };
        let (keymap, complaints) = Keymap::effective(Some(layer));
        prop_assert!(complaints.iter().all(|complaint| complaint.path == layer.path), "{:?}", complaints);
        for context in Context::ALL {
            for (keys, command) in keymap.bindings(*context) {
                let expected = Press::Command { command: command.clone(), count: None };
                prop_assert_eq!(press(&keymap, *context, &keys.to_string()), expected, "{} in {}", keys, context);
            }
        }
    }

    #[test]
    fn any_keys_leave_nothing_pending_after_escape(keys in prop::collection::vec(some_key(), 0..12)) {
        let (keymap, mut pending) = (Keymap::default(), Pending::default());
        for key in keys {
            keymap.press(&mut pending, Context::List, key);
        }
        keymap.press(&mut pending, Context::List, Key::plain(Code::Esc));
        prop_assert_eq!(pending, Pending::default());
    }
}

#[test]
fn the_key_of_a_view_goes_to_it_and_its_mistakes_are_named() {
    let text = "[[view]]\nname = \"Harbour news\"\nkey = \"gH\"\n[[view]]\nkey = \"gl\"\nname = \"B\"\n[[view]]\nname = \"C\"\nkey = \"\"\n[[view]]\nname = \"D\"\nkey = \"gHH\"\n";
    let layer = Layer { path: "c.toml".as_ref(), text, table: Some("keys") };
    let (keymap, complaints) = Keymap::effective(Some(layer));
    let bound = |keys: &str| keymap.bindings(Context::List).iter().find(|(bound, _)| bound.to_string() == keys);
    assert_eq!(bound("gH").unwrap().1.to_string(), "go-to Harbour news");
    assert_eq!(bound("gl").unwrap().1.to_string(), "go-to B");
    let complaints: Vec<String> = complaints.iter().map(ToString::to_string).collect();
    assert_eq!(complaints.len(), 2, "{complaints:?}");
    assert!(complaints[0].starts_with("c.toml:3: `gH` cannot stand beside `gHH` (c.toml:12)"), "{complaints:?}");
    assert!(complaints[1].starts_with("c.toml:9: "), "{complaints:?}");
}
