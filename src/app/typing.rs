//! From keys to actions: what a key means where it is typed, and keys that wait until they can mean that.
//!
//! It carries no action out but passes each on to its area.

use crate::action::{Action, Argument, Call, Finding, Marking, Motion, Program, Reading, Sourcing};
use crate::app::App;
use crate::app::overlay::Overlay;
use crate::app::panes::Focus;
use crate::keys::{Command, Context, Pending, Press, Sequence, Stroke};

/// Keys typed that are not an action yet.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// As the keymap keeps them.
    pub pending: Pending,
    /// What can follow: keys, and what they do.
    pub next: Vec<(Sequence, Command)>,
}

/// What waits for its turn.
#[derive(Debug)]
pub enum Ahead {
    /// A key.
    Key(Stroke),
    /// Pasted text.
    Text(String),
    /// One of several actions in a row.
    Call(Call),
}

/// How much may wait.
const TYPED_AHEAD: usize = 1_024;

impl App {
    /// Whether what is on screen is about to be another article or another row, or settings and keys are about to be others,
    /// because of a key: the next key is meant for that.
    fn waits(&self) -> bool {
        self.reader.opening
            || self.is_running()
            || self.list.is_moving()
            || self.search.is_some_and(|search| search.under_way)
            || (self.steps.unforeseen && self.list.expects())
            || self.theme_wanted.is_some()
    }

    /// Takes what was typed, or keeps it until it can mean what it was typed for. Only a cancel never waits.
    pub(super) fn type_ahead(&mut self, typed: Ahead) {
        self.before = None;
        let running = self.is_running();
        let cancels = |key| match self.meaning(self.context(), key) {
            Some(Action::Program(Program::Escape | Program::Quit)) => running,
            meant => meant == Some(Action::Program(Program::Cancel)),
        };
        match typed {
            typed if self.ahead.is_empty() && (self.is_ready() || self.asks_for_no_row(&typed)) => {
                self.take_typed(typed)
            }
            Ahead::Key(key) if cancels(key) => {
                self.stop_waiting();
                self.notices.say(if running { "given up" } else { "cancelled" });
            }
            typed if self.ahead.len() < TYPED_AHEAD => self.ahead.push_back(typed),
            _ => {}
        }
    }

    /// Takes what waited, as far as it can mean what it was typed for.
    pub(super) fn go_on_typed(&mut self) {
        while (self.is_ready() || self.ahead.front().is_some_and(|next| self.asks_for_no_row(next)))
            && let Some(next) = self.ahead.pop_front()
        {
            self.take_typed(next);
            self.settle();
        }
    }

    fn take_typed(&mut self, typed: Ahead) {
        match typed {
            Ahead::Key(key) => {
                self.ops.in_a_row(false);
                self.key(key);
            }
            Ahead::Text(text) => {
                self.ops.in_a_row(false);
                self.type_text(&text);
            }
            Ahead::Call(call) => self.call(&call, None),
        }
    }

    /// Whether the next key means what it will mean. A line is echoed at once, whatever is on its way.
    pub(super) fn is_ready(&self) -> bool {
        !self.waits() || self.context() == Context::Prompt
    }

    /// Whether a key asks for no row, as one that begins a search or leaves one: it need not wait for a list that is on its
    /// way, as behind the Esc that left a search which still walks through the index.
    pub(super) fn asks_for_no_row(&self, typed: &Ahead) -> bool {
        let is_list_alone = self.list.coming().is_some() && self.focus == Focus::List && !self.reader.opening;
        let Ahead::Key(key) = typed else { return false };
        is_list_alone
            && !self.is_running()
            && self.typed.pending.is_empty()
            && matches!(
                self.meaning(self.context(), *key),
                Some(Action::Finding(Finding::Search) | Action::Program(Program::Escape))
            )
    }

    fn stop_waiting(&mut self) {
        self.give_up();
        self.ahead.clear();
        self.list.stop_moving();
        self.steps.unforeseen = false;
        self.theme_wanted = None;
        self.reader.generation += 1;
        self.reader.opening = false;
        if let Some(search) = &mut self.search {
            (search.generation, search.under_way) = (search.generation + 1, false);
        }
    }

    /// What was asked for does not come: what was typed for it is dropped.
    pub(super) fn unanswered(&mut self, text: String) {
        self.stop_waiting();
        self.notices.trouble(text);
    }

    /// Which bindings hold now.
    pub fn context(&self) -> Context {
        match (&self.overlay, self.focus) {
            (Some(Overlay::Help(help)), _) => {
                if help.typing {
                    Context::Prompt
                } else {
                    Context::Help
                }
            }
            (Some(Overlay::Output(_)), _) => Context::Help,
            (Some(Overlay::Prompt(_)), _) => Context::Prompt,
            (Some(Overlay::Hints(_)), _) => Context::Hints,
            (None, _) => self.under_context(),
        }
    }

    /// Which bindings hold in the pane that has the keys, whatever lies over it.
    pub(super) fn under_context(&self) -> Context {
        match self.focus {
            Focus::Sources => Context::Sources,
            Focus::List => Context::List,
            Focus::Reader => Context::Reader,
        }
    }

    fn key(&mut self, stroke: Stroke) {
        let key = stroke.key;
        self.notices.clear();
        self.acted = "";
        let context = self.context();
        if context == Context::Prompt
            && let Some(typed) = key.typed()
        {
            self.acted = "typing";
            return self.type_text(&typed.to_string());
        }
        if context == Context::Hints
            && let Some(typed) =
                self.keymap.latin(key).or(stroke.place).unwrap_or(key).typed().filter(|typed| typed.is_alphabetic())
        {
            return self.type_hint(typed);
        }
        let press = self.keymap.press(&mut self.typed.pending, context, stroke);
        let press = self.at_once(press);
        self.typed.next = Vec::new();
        let cancelled = std::mem::take(&mut self.cancelled);
        match press {
            Press::Command { command, count } => match command.alone() {
                Some(Action::Program(Program::Cancel)) if self.overlay.is_none() => self.cancel(cancelled),
                Some(action) => match self.yielding(action, context, stroke) {
                    action @ Action::Marking(Marking::Done) if self.range.is_none() => self.often(action, count),
                    // A step that looks for its end can't be taken before the one before it.
                    action @ (Action::Reading(Reading::NextUnread | Reading::PreviousUnread)
                    | Action::Motion(Motion::JumpBack | Motion::JumpForward))
                        if self.overlay.is_none() && self.focus != Focus::Sources =>
                    {
                        self.often(action, count);
                    }
                    action => self.act(action, count),
                },
                None => self.command(&command.0, count),
            },
            Press::Prefix(next) => self.typed.next = next,
            Press::Count | Press::Cancelled => {}
            Press::Unbound(_) if context == Context::Prompt => {}
            Press::Unbound(_) if context == Context::Hints => self.overlay = None,
            Press::Unbound(keys) => self.say_unbound(&keys, context),
        }
    }

    /// A key that is typed twice to mark or copy one row is enough once for what is selected, as an operator is in vim.
    fn at_once(&mut self, press: Press) -> Press {
        let is_held = self.range.is_some() && self.focus == Focus::List && self.overlay.is_none();
        let Press::Prefix(next) = &press else { return press };
        let is_operator =
            |action| matches!(action, Some(Action::Marking(Marking::Done) | Action::Program(Program::CopyAddress)));
        let twice =
            next.iter().find(|(keys, command)| *keys == self.typed.pending.keys && is_operator(command.alone()));
        match twice.map(|(_, command)| command.clone()).filter(|_| is_held) {
            Some(command) => Press::Command { command, count: std::mem::take(&mut self.typed.pending).count },
            None => press,
        }
    }

    /// Says that keys do nothing here: what they do elsewhere, or where keys are told.
    fn say_unbound(&mut self, keys: &Sequence, context: Context) {
        let panes =
            [(Context::List, "in a list"), (Context::Reader, "in an article"), (Context::Sources, "in the sources")];
        let elsewhere = panes.iter().filter(|(other, _)| *other != context).find_map(|(other, place)| {
            let bound = self.keymap.bindings(*other).iter().find(|(known, _)| known == keys);
            bound.and_then(|(_, command)| command.alone()).map(|action| {
                let what = action.help().split([':', ';', ',']).next().unwrap_or_default();
                format!("{place} it would {what}")
            })
        });
        // Over the panes the line beside it says what there is.
        let near = match elsewhere {
            _ if self.overlay.is_some() => String::new(),
            Some(elsewhere) => format!(" · {elsewhere}"),
            None => " · ? shows the keys".to_owned(),
        };
        self.notices.say(format!("no {keys} here{near}"));
    }

    /// A key that marks in the list yields to what it does in the reader while one is in sight: moving harms nothing.
    fn yielding(&self, action: Action, context: Context, stroke: Stroke) -> Action {
        let marks = matches!(action, Action::Marking(Marking::Done | Marking::Undo));
        if !marks || context != Context::List || self.panes.reader.is_none() {
            return action;
        }
        match self.meaning(Context::Reader, stroke) {
            Some(moving @ Action::Motion(Motion::HalfPageDown | Motion::HalfPageUp)) => moving,
            _ => action,
        }
    }

    /// Does something so many times, each when the one before is done; all is one step of undo.
    fn often(&mut self, action: Action, count: Option<u32>) {
        let Some(times @ 2..) = count else { return self.act(action, None) };
        self.ops.in_a_row(true);
        for _ in 0..(times as usize).min(TYPED_AHEAD) {
            self.ahead.push_front(Ahead::Call(action.into()));
        }
    }

    /// Several actions in a row: each waits until what the one before asked for is on screen, and what was typed
    /// meanwhile waits for them all. A count repeats the row. Until the next key, all is one step of undo.
    fn command(&mut self, calls: &[Call], count: Option<u32>) {
        if let [call] = calls {
            return self.call(call, count);
        }
        self.ops.in_a_row(true);
        let times = (count.unwrap_or(1) as usize).min(TYPED_AHEAD / calls.len().max(1));
        for call in calls.iter().rev().cycle().take(calls.len() * times) {
            self.ahead.push_front(Ahead::Call(call.clone()));
        }
    }

    pub(super) fn call(&mut self, call: &Call, count: Option<u32>) {
        // What a command printed lies over what the next action in the row is about.
        let output = self.overlay.take_if(|over| matches!(over, Overlay::Output(_)));
        match &call.argument {
            Some(Argument::Text(text)) if self.overlay.is_none() => self.act_with(call.action, text),
            _ => self.act(call.action, call.number().or(count)),
        }
        if self.overlay.is_none() {
            self.overlay = output;
        }
    }

    /// Does what takes words, with these.
    fn act_with(&mut self, action: Action, text: &str) {
        match action {
            Action::Program(program) => self.program_with(program, text),
            Action::Finding(Finding::GoTo) => self.go_to_named(text),
            Action::Finding(Finding::KeepView) => self.keep_view(text),
            Action::Finding(Finding::Sort) => self.sort_by(text),
            Action::Sourcing(Sourcing::Add) => self.add(text),
            Action::Sourcing(Sourcing::Edit) => self.rename(text),
            Action::Marking(Marking::AddTag) => self.tag(text, true),
            Action::Marking(Marking::RemoveTag) => self.tag(text, false),
            _ => {}
        }
    }

    pub(super) fn act(&mut self, action: Action, count: Option<u32>) {
        self.acted = action.name();
        if self.act_in_overlay(action) {
            return;
        }
        match action {
            Action::Motion(motion) => self.motion(motion, count),
            Action::Reading(reading) => self.reading(reading, count),
            Action::Marking(marking) => self.marking(marking),
            Action::Finding(finding) => self.finding(finding),
            Action::Sourcing(sourcing) => self.sourcing(sourcing),
            Action::Program(program) => self.program(program, count),
            Action::Editing(_) => {}
        }
    }

    /// The action that a key would do in a context, were nothing typed before it.
    pub(super) fn meaning(&self, context: Context, key: Stroke) -> Option<Action> {
        match self.keymap.press(&mut Pending::default(), context, key) {
            Press::Command { command, .. } => command.alone(),
            _ => None,
        }
    }
}
