//! What lies over the panes: help, made from the effective keymap.

use crate::action::{Action, Editing, Finding, Motion, Program, Reading};
use crate::app::App;
use crate::app::hints::Hints;
use crate::app::line::EditLine;
use crate::app::output::Output;
use crate::app::prompt::Prompt;
use crate::app::rows::wrap;
use crate::keys::{Context, Keymap};
use crate::text::{self, Clean, occurrences};

/// What lies over the panes; only one thing does at a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Overlay {
    /// The keys.
    Help(Help),
    /// Letters on links.
    Hints(Hints),
    /// What a command printed.
    Output(Output),
    /// A line being typed.
    Prompt(Box<Prompt>),
}

/// The keys that hold where help was called, as rows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Help {
    /// From top to bottom.
    pub rows: Vec<HelpRow>,
    /// The first row on screen.
    pub top: usize,
    /// What is looked for in it; nothing where the line is empty.
    pub wanted: EditLine,
    /// The line is being typed.
    pub typing: bool,
    /// Every row, whatever is looked for, none broken.
    all: Vec<HelpRow>,
    /// Columns of the screen.
    width: u16,
}

/// One row of help.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HelpRow {
    /// The name of an area.
    Heading(&'static str),
    /// The keys of an action, and what it does; either may go on below, with nothing beside it.
    Keys(String, String),
    /// Air.
    Gap,
}

impl Help {
    /// The keys of a context, area by area, in the order of the table of actions.
    pub fn of(keymap: &Keymap, context: Context) -> Self {
        let mut rows = Vec::new();
        let mut heading = "";
        for action in Action::all() {
            let keys: Vec<String> = keymap.keys_of(action, context).map(ToString::to_string).collect();
            if keys.is_empty() {
                continue;
            }
            begin_area(&mut rows, &mut heading, action.heading());
            rows.push(HelpRow::Keys(keys.join(BETWEEN_KEYS), action.help().to_owned()));
        }
        for (keys, command) in keymap.bindings(context).iter().filter(|(_, command)| command.alone().is_none()) {
            begin_area(&mut rows, &mut heading, "Put together");
            rows.push(HelpRow::Keys(keys.to_string(), command.to_string()));
        }
        Help { all: rows.clone(), rows, ..Help::default() }
    }

    /// Lays the rows out for a screen of so many columns.
    pub(super) fn set(&mut self, width: u16) {
        self.width = width;
        self.narrow();
    }

    /// Columns of the screen it was laid out for.
    pub(super) fn width(&self) -> u16 {
        self.width
    }

    /// Columns of the widest keys, as far as there is room for them beside what they do.
    pub fn key_columns(&self) -> usize {
        let width = |row: &HelpRow| if let HelpRow::Keys(keys, _) = row { text::width(keys) } else { 0 };
        self.all.iter().map(width).max().unwrap_or(0).min(usize::from(self.width) * 2 / 5)
    }

    /// Columns of what an action does.
    pub fn text_columns(&self) -> usize {
        usize::from(self.width).saturating_sub(self.key_columns() + 6)
    }

    /// Leaves only the rows that hold what is looked for, each under its heading, and breaks what is too long.
    fn narrow(&mut self) {
        self.top = 0;
        let (columns, room) = (self.key_columns(), self.text_columns().max(1));
        let broken = |keys: &String, what: &String| {
            let (keys, lines) = (broken_keys(keys, columns), wrap(&Clean::line(what), room, usize::MAX - 1));
            let part = |of: &[String], at: usize| of.get(at).cloned().unwrap_or_default();
            let rows = 0..keys.len().max(lines.len());
            rows.map(|at| HelpRow::Keys(part(&keys, at), part(&lines, at))).collect::<Vec<_>>()
        };
        let fits = |text: &str| !occurrences(text, &self.wanted.text).is_empty();
        self.rows = Vec::new();
        let mut heading = None;
        for row in &self.all {
            match row {
                HelpRow::Heading(_) if !self.wanted.text.is_empty() => heading = Some(row),
                HelpRow::Keys(keys, what) if self.wanted.text.is_empty() || fits(keys) || fits(what) => {
                    self.rows.extend(heading.take().cloned());
                    self.rows.extend(broken(keys, what));
                }
                row if self.wanted.text.is_empty() => self.rows.push(row.clone()),
                _ => {}
            }
        }
    }

    /// Edits the line that is looked for.
    fn edit(&mut self, editing: Editing) {
        match editing {
            Editing::Take => self.typing = false,
            Editing::LeavePrompt => {
                self.typing = false;
                self.wanted.set("");
            }
            Editing::EraseBack if self.wanted.text.is_empty() => self.typing = false,
            editing => {
                self.wanted.edit(editing);
            }
        }
        self.narrow();
    }

    /// Types into the line that is looked for.
    pub(super) fn type_text(&mut self, typed: &str) {
        self.wanted.insert(typed);
        self.narrow();
    }

    fn scroll(&mut self, by: i64, height: usize) {
        let last = self.rows.len().saturating_sub(height) as i64;
        self.top = (self.top as i64 + by).clamp(0, last) as usize;
    }
}

/// What stands between the keys of one action.
const BETWEEN_KEYS: &str = "  ";

/// Keys as rows of so many columns, each key whole.
fn broken_keys(keys: &str, columns: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for key in keys.split(BETWEEN_KEYS) {
        match rows.last_mut() {
            Some(row) if text::width(row) + BETWEEN_KEYS.len() + text::width(key) <= columns => {
                row.push_str(BETWEEN_KEYS);
                row.push_str(key);
            }
            _ => rows.push(key.to_owned()),
        }
    }
    rows
}

fn begin_area(rows: &mut Vec<HelpRow>, present: &mut &'static str, heading: &'static str) {
    if *present == heading {
        return;
    }
    *present = heading;
    if !rows.is_empty() {
        rows.push(HelpRow::Gap);
    }
    rows.push(HelpRow::Heading(heading));
}

impl App {
    /// Keys while something lies over the panes; tells whether it took the action.
    pub(super) fn act_in_overlay(&mut self, action: Action) -> bool {
        let height = rows_of(self.panes.size);
        let by = scrolled(action, height);
        let help = match &mut self.overlay {
            None => return false,
            Some(Overlay::Prompt(_)) => {
                self.act_in_prompt(action);
                return true;
            }
            Some(Overlay::Hints(_)) => {
                self.overlay = None;
                return true;
            }
            Some(_) if is_of_the_screen(action) => return false,
            Some(Overlay::Output(_)) => {
                self.act_in_output(action, by);
                return true;
            }
            Some(Overlay::Help(help)) => help,
        };
        match action {
            Action::Editing(editing) => help.edit(editing),
            Action::Finding(Finding::Search) => help.typing = true,
            Action::Program(Program::Escape) if !help.wanted.text.is_empty() => help.edit(Editing::LeavePrompt),
            Action::Program(Program::Quit | Program::Escape | Program::Help | Program::Cancel)
            | Action::Motion(Motion::Back) => self.overlay = None,
            _ => match by {
                Some(by) => help.scroll(by, height),
                None => self.notices.say("nothing to do that with here"),
            },
        }
        true
    }
}

/// Rows of what lies over the panes.
pub(super) fn rows_of((_, height): (u16, u16)) -> usize {
    usize::from(height.saturating_sub(2)).max(1)
}

/// What concerns the screen as a whole, whatever lies over it.
fn is_of_the_screen(action: Action) -> bool {
    matches!(action, Action::Program(Program::Redraw | Program::Suspend | Program::LeaveAtOnce))
}

/// By how many rows an action scrolls what lies over the panes.
fn scrolled(action: Action, height: usize) -> Option<i64> {
    let page = (height as i64 - 2).max(1);
    let far = i64::from(i32::MAX);
    Some(match action {
        Action::Motion(Motion::LineDown | Motion::ScrollDown) => 1,
        Action::Motion(Motion::LineUp | Motion::ScrollUp) => -1,
        Action::Motion(Motion::HalfPageDown) => page / 2,
        Action::Motion(Motion::HalfPageUp) => -page / 2,
        Action::Motion(Motion::PageDown) | Action::Reading(Reading::ReadOn) => page,
        Action::Motion(Motion::PageUp) | Action::Reading(Reading::PageBack) => -page,
        Action::Motion(Motion::First) => -far,
        Action::Motion(Motion::Last) => far,
        _ => return None,
    })
}
