//! The table of keys: what each action is called, what it does, and the keys that do it where.
//!
//! The README's table and the manual page are made of these rows; it lays nothing out itself.

use super::{Context, Keymap, Sequence};
use crate::action::Action;

/// The panes that have keys of their own, as readers call them.
const PANES: &[(Context, &str)] =
    &[(Context::List, "list"), (Context::Reader, "article"), (Context::Sources, "sources")];

/// Where else keys hold: told of actions that have none in a pane.
const ELSEWHERE: &[(Context, &str)] = &[(Context::Prompt, "line"), (Context::Help, "help"), (Context::Hints, "links")];

/// One action in the table of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyRow {
    /// The area it belongs to.
    pub heading: &'static str,
    /// The keys, each with the panes it holds in where these are not all.
    pub keys: Vec<(String, Vec<&'static str>)>,
    /// What it does, as an order.
    pub help: &'static str,
    /// The name in key files.
    pub name: &'static str,
}

/// A row for each action, area by area.
pub fn key_rows(keymap: &Keymap) -> Vec<KeyRow> {
    let row = |action: Action| KeyRow {
        heading: action.heading(),
        keys: keys_of(keymap, action),
        help: action.help(),
        name: action.name(),
    };
    Action::all().map(row).collect()
}

fn keys_of(keymap: &Keymap, action: Action) -> Vec<(String, Vec<&'static str>)> {
    let in_panes = keys_in(keymap, action, PANES);
    if in_panes.is_empty() { keys_in(keymap, action, ELSEWHERE) } else { in_panes }
}

fn keys_in(keymap: &Keymap, action: Action, places: &[(Context, &'static str)]) -> Vec<(String, Vec<&'static str>)> {
    let mut keys: Vec<&Sequence> = Vec::new();
    for (context, _) in places {
        for sequence in keymap.keys_of(action, *context) {
            if !keys.contains(&sequence) {
                keys.push(sequence);
            }
        }
    }
    let with_places = |sequence: &Sequence| {
        let holds = |(context, _): &&(Context, &str)| keymap.keys_of(action, *context).any(|keys| keys == sequence);
        let names: Vec<&str> = places.iter().filter(holds).map(|(_, name)| *name).collect();
        (sequence.to_string(), if names.len() == places.len() { Vec::new() } else { names })
    };
    keys.into_iter().map(with_places).collect()
}
