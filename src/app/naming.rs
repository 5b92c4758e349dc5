//! Keys named in what is said: those that hold where it is read, whatever keymap is in force.
//!
//! What is said is written with the keys byline comes with, so that it reads as it is shown.

use crate::action::{Action, Editing, Finding, Marking, Motion, Program, Reading, Sourcing};
use crate::app::App;
use crate::app::overlay::Overlay;
use crate::app::panes::Focus;
use crate::keys::Context;

/// A key and what it does, as it is said; and the action that is meant.
const SAID: &[(&str, Action)] = &[
    ("Enter opens", Action::Motion(Motion::Open)),
    ("Enter opens a list", Action::Motion(Motion::Open)),
    ("Enter opens it", Action::Motion(Motion::Open)),
    ("Enter opens one", Action::Motion(Motion::Open)),
    ("Tab completes", Action::Editing(Editing::Complete)),
    ("Enter takes", Action::Editing(Editing::Take)),
    ("Esc leads back", Action::Program(Program::Escape)),
    ("Esc leaves", Action::Editing(Editing::LeavePrompt)),
    ("Esc lets go", Action::Program(Program::Escape)),
    ("Esc puts out", Action::Program(Program::Escape)),
    ("N previous", Action::Reading(Reading::PreviousUnread)),
    ("Space reads on", Action::Reading(Reading::ReadOn)),
    ("^c again leaves", Action::Program(Program::Cancel)),
    ("^n next source", Action::Motion(Motion::NextSourceUnread)),
    ("^r does it again", Action::Marking(Marking::Redo)),
    ("# lists all of this article's", Action::Reading(Reading::ListLinks)),
    ("/ begins one", Action::Finding(Finding::Search)),
    ("/ finds", Action::Finding(Finding::Search)),
    ("/ in a list looks through all", Action::Finding(Finding::Search)),
    ("? keys", Action::Program(Program::Help)),
    ("? shows the keys", Action::Program(Program::Help)),
    ("a adds a feed", Action::Sourcing(Sourcing::Add)),
    ("a adds one", Action::Sourcing(Sourcing::Add)),
    ("a keeps it", Action::Sourcing(Sourcing::Add)),
    ("c in the sources changes it", Action::Sourcing(Sourcing::Edit)),
    ("c puts a source into one", Action::Sourcing(Sourcing::Edit)),
    ("g! lists them", Action::Sourcing(Sourcing::Troubled)),
    ("gD lists it", Action::Finding(Finding::ShowTrash)),
    ("gL lists what is", Action::Finding(Finding::ShowLater)),
    ("ga shows all articles", Action::Finding(Finding::ShowAll)),
    ("gk keeps a list as one", Action::Finding(Finding::KeepView)),
    ("gv goes back", Action::Reading(Reading::ShowReceived)),
    ("gv shows an open article as it was received", Action::Reading(Reading::ShowReceived)),
    ("h leads back to it", Action::Motion(Motion::Back)),
    ("n next hit", Action::Reading(Reading::NextUnread)),
    ("n next unread", Action::Reading(Reading::NextUnread)),
    ("q goes back", Action::Program(Program::Quit)),
    ("q goes back to the list", Action::Program(Program::Quit)),
    ("q leaves", Action::Program(Program::Quit)),
    ("q leaves help", Action::Program(Program::Quit)),
    ("u undoes", Action::Marking(Marking::Undo)),
    ("zl changes the layout", Action::Program(Program::Layout)),
    ("zp brings the others back", Action::Program(Program::PaneAlone)),
    ("} goes on a paragraph", Action::Motion(Motion::NextParagraph)),
];

/// What parts one thing that is said from the next.
const PARTED_BY: [&str; 3] = [" · ", ": ", ", "];

impl App {
    /// The same line with the keys that hold here; what no key does is left out.
    pub fn with_keys(&self, line: &str) -> String {
        let (mut named, mut rest, mut before) = (String::with_capacity(line.len()), line, "");
        loop {
            let parting = PARTED_BY.iter().filter_map(|it| Some((rest.find(it)?, *it))).min_by_key(|(at, _)| *at);
            let part = parting.map_or(rest, |(at, _)| &rest[..at]);
            if let Some(part) = self.with_key(part) {
                if !named.is_empty() || before.is_empty() {
                    named.push_str(before);
                }
                named.push_str(&part);
            }
            let Some((at, parting)) = parting else { return named };
            (rest, before) = (&rest[at + parting.len()..], parting);
        }
    }

    /// One thing that is said; nothing where it names a key and there is none.
    fn with_key(&self, part: &str) -> Option<String> {
        let Some((_, action)) = SAID.iter().find(|(said, _)| *said == part) else { return Some(part.to_owned()) };
        let (usual, what) = part.split_once(' ')?;
        let key = self.key_of(usual, *action, self.context_of(*action))?;
        Some(format!("{key} {what}"))
    }

    /// The key of an action in a pane: the one it comes with, where that holds, or else the first that does.
    pub(super) fn key_of(&self, usual: &str, action: Action, context: Context) -> Option<String> {
        let keys: Vec<String> = self.keymap.keys_of(action, context).map(ToString::to_string).collect();
        keys.iter().find(|key| *key == usual).or(keys.first()).cloned()
    }

    /// Where the key of an action is looked up: what is typed now, or in the pane below, goes there.
    fn context_of(&self, action: Action) -> Context {
        // In a list with the reader in sight, the keys near the hand scroll the reader.
        let yields = self.focus == Focus::List && self.panes.reader.is_some();
        match (&self.overlay, action) {
            (_, Action::Editing(_)) => Context::Prompt,
            (_, Action::Sourcing(Sourcing::Edit)) => Context::Sources,
            (Some(Overlay::Help(_) | Overlay::Output(_)), _) => Context::Help,
            (_, Action::Marking(Marking::Undo)) if yields => Context::Reader,
            _ => self.under_context(),
        }
    }

    /// Has the notice name the keys that hold here.
    pub(super) fn name_keys(&mut self) {
        if let Some((text, is_trouble)) = self.notices.now.take() {
            self.notices.now = Some((self.with_keys(&text), is_trouble));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::world::World;
    use crate::keys::{Keymap, Layer};

    #[test]
    fn every_key_that_is_said_is_one_byline_comes_with() {
        for (said, action) in SAID {
            let key = said.split(' ').next().unwrap();
            let holds =
                |context: &Context| Keymap::default().keys_of(*action, *context).any(|keys| keys.to_string() == key);
            assert!(Context::ALL.iter().any(holds), "{said}");
        }
    }

    #[test]
    fn a_line_names_the_keys_that_hold() {
        let mut world = World::with(80, 24, 3);
        let text = "[global]\nn = 'none'\nN = 'none'\np = 'none'\nX = 'next-unread'\nu = 'none'\nl = 'none'\nRight = 'none'\n[sources]\nc = 'none'\nE = 'edit-source'";
        let layer = Layer { path: "keys.toml".as_ref(), text, table: None };
        world.app.keymap = Keymap::load(&[Keymap::shipped(), layer]).0;
        for (line, named) in [
            ("Enter opens · n next unread · ? keys", "Enter opens · X next unread · ? keys"),
            ("n next hit · N previous · Esc puts out", "X next hit · Esc puts out"),
            ("links are in articles: Enter opens one", "links are in articles: Enter opens one"),
            ("3 articles marked read · u undoes", "3 articles marked read · U undoes"),
            ("N previous · ? keys", "? keys"),
            (
                "the view A finds just this · c in the sources changes it",
                "the view A finds just this · E in the sources changes it",
            ),
            ("copied One, two: three · four", "copied One, two: three · four"),
            ("", ""),
        ] {
            assert_eq!(world.app.with_keys(line), named, "{line}");
        }
    }
}
