//! What a typed line asks for, and who does it.

use super::refusals::refusal;
use super::{Next, Session};
use crate::action::{Action, Call, Finding, Marking, Motion, Program, Reading, Sourcing, Takes};
use crate::app::Form;
use crate::query::Only;

/// Actions that take words here: on the screen they are typed at a prompt of their own.
const WITH_WORDS: [Action; 5] = [
    Action::Finding(Finding::Search),
    Action::Finding(Finding::Limit),
    Action::Marking(Marking::Note),
    Action::Marking(Marking::CatchUp),
    Action::Sourcing(Sourcing::Mute),
];

/// What stands above the list of actions.
const HELP: [&str; 4] = [
    "a number: open the article of that number in the list",
    "a number and an action: go to that article and do it, as in 3 star",
    "Enter alone: the next page of a list; in an article, mark it read and open the next unread",
    "or the name of an action:",
];

impl Session<'_> {
    /// Does what a line says.
    pub(super) fn obey(&mut self, line: &str) -> anyhow::Result<Next> {
        if line.is_empty() {
            self.go_on()?;
            return Ok(Next::Stay);
        }
        let (first, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        if first.bytes().all(|byte| byte.is_ascii_digit()) {
            let Some(at) = self.numbered(first) else { return Ok(Next::Stay) };
            if rest.trim().is_empty() {
                self.open(at)?;
                return Ok(Next::Stay);
            }
            if self.list.at != at {
                (self.list.at, self.is_reading) = (at, false);
            }
            return self.obey_name(rest.trim());
        }
        self.obey_name(line)
    }

    fn obey_name(&mut self, line: &str) -> anyhow::Result<Next> {
        let (name, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        match Action::parse(name) {
            Err(unknown) => self.say(&format!("{unknown}; `help` lists what is understood")),
            Ok(action) if WITH_WORDS.contains(&action) => self.do_with_words(action, rest.trim())?,
            Ok(_) => match line.parse::<Call>() {
                Ok(call) => return self.carry_out(&call),
                Err(error) => self.say(&error.to_string()),
            },
        }
        Ok(Next::Stay)
    }

    fn do_with_words(&mut self, action: Action, words: &str) -> anyhow::Result<()> {
        match action {
            Action::Finding(Finding::Search) => self.search(words, false),
            Action::Finding(Finding::Limit) => self.search(words, true),
            Action::Marking(Marking::CatchUp) => self.catch_up(words),
            Action::Sourcing(Sourcing::Mute) => self.mute(words),
            _ => self.note(words),
        }
    }

    fn carry_out(&mut self, call: &Call) -> anyhow::Result<Next> {
        match call.action {
            Action::Program(Program::LeaveAtOnce) => return Ok(Next::Leave),
            Action::Program(Program::Quit) if !self.is_reading => return Ok(Next::Leave),
            Action::Motion(motion) => self.go(motion, call)?,
            Action::Reading(reading) => self.read(reading, call)?,
            Action::Marking(marking) => self.mark_as(marking, call)?,
            Action::Finding(finding) => self.find(finding, call)?,
            Action::Sourcing(sourcing) => self.source(sourcing, call)?,
            Action::Program(program) => self.serve(program, call)?,
            Action::Editing(_) => self.refuse(call.action),
        }
        Ok(Next::Stay)
    }

    /// Says why an action is not done here.
    pub(super) fn refuse(&mut self, action: Action) {
        let why = refusal(action).unwrap_or("it is not understood here; `help` lists what is");
        self.say(&format!("{action}: {why}"));
    }

    fn go(&mut self, motion: Motion, call: &Call) -> anyhow::Result<()> {
        let times = call.number().unwrap_or(1) as usize;
        let last = self.list.ids.len().saturating_sub(1);
        let counted = call.number().map(|number| (number as usize - 1).min(last));
        match motion {
            Motion::LineDown => self.step(self.list.at.saturating_add(times).min(last)),
            Motion::LineUp => self.step(self.list.at.saturating_sub(times)),
            Motion::First => self.step(counted.unwrap_or(0)),
            Motion::Last => self.step(counted.unwrap_or(last)),
            Motion::PageDown => (0..times).try_for_each(|_| self.next_page()),
            Motion::PageUp => self.page_back(times),
            Motion::Back => self.back(),
            Motion::Open => self.open(self.list.at),
            Motion::NextSource => self.step_source(true, false),
            Motion::PreviousSource => self.step_source(false, false),
            Motion::NextSourceUnread => self.step_source(true, true),
            Motion::PreviousSourceUnread => self.step_source(false, true),
            _ => {
                self.refuse(call.action);
                Ok(())
            }
        }
    }

    fn read(&mut self, reading: Reading, call: &Call) -> anyhow::Result<()> {
        let times = call.number().unwrap_or(1) as usize;
        match reading {
            Reading::ReadOn => self.go_on(),
            Reading::PageBack if self.is_reading => self.back(),
            Reading::PageBack => self.page_back(times),
            Reading::NextArticle => self.open(self.list.at.saturating_add(times)),
            Reading::PreviousArticle => match self.list.at.checked_sub(times) {
                Some(at) => self.open(at),
                None => {
                    self.say("no article stands before it");
                    Ok(())
                }
            },
            Reading::NextUnread => self.open_unread(true),
            Reading::PreviousUnread => self.open_unread(false),
            Reading::ListLinks => self.list_links(),
            Reading::FetchFull => self.fetch_full(),
            Reading::ShowReceived => self.show_received(),
            _ => {
                self.refuse(call.action);
                Ok(())
            }
        }
    }

    fn find(&mut self, finding: Finding, call: &Call) -> anyhow::Result<()> {
        match finding {
            Finding::GoTo => self.go_to(call.text()),
            Finding::Reverse => self.reverse(),
            Finding::Sort => self.sort(call.text()),
            Finding::KeepView => self.keep_view(call.text()),
            Finding::ShowAll => self.show_only("All", Only::All),
            Finding::ShowUnread => self.show_only("Unread", Only::Unread),
            Finding::ShowStarred => self.show_only("Starred", Only::Starred),
            Finding::ShowToday => self.show_today(),
            Finding::ShowLater => self.show_only("For later", Only::Later),
            Finding::ShowTrash => self.show_only("Trash", Only::Trash),
            _ => {
                self.refuse(call.action);
                Ok(())
            }
        }
    }

    fn source(&mut self, sourcing: Sourcing, call: &Call) -> anyhow::Result<()> {
        match sourcing {
            Sourcing::Refresh => self.refresh(self.list.view.source),
            Sourcing::RefreshAll => self.refresh(None),
            Sourcing::Add => self.add(call.text()),
            Sourcing::Edit => self.edit_source(call.text()),
            Sourcing::Mute => self.mute(""),
            Sourcing::Unsubscribe => self.unsubscribe(),
            Sourcing::Story => self.tell_story(),
            Sourcing::Troubled => self.tell_troubled(),
        }
    }

    fn serve(&mut self, program: Program, call: &Call) -> anyhow::Result<()> {
        match program {
            Program::Quit => self.back()?,
            Program::OpenLink | Program::CopyAddress => self.tell_address(call.number())?,
            Program::CopyTitle => self.tell_title()?,
            Program::Help => self.help(),
            Program::Save => self.save(call.text())?,
            Program::Pipe => self.pipe(call.text(), Form::Text)?,
            Program::PipeJson => self.pipe(call.text(), Form::Json)?,
            Program::Command => self.command(call.text())?,
            Program::Set => self.set(call.text()),
            Program::WriteConfig => self.write_config()?,
            _ => self.refuse(call.action),
        }
        Ok(())
    }

    fn help(&mut self) {
        HELP.iter().for_each(|line| self.say(line));
        for action in Action::all().filter(|action| refusal(*action).is_none()) {
            let takes = match action.takes() {
                _ if WITH_WORDS.contains(&action) => " WORDS",
                Takes::Nothing => "",
                Takes::Number => " [N]",
                Takes::Text | Takes::CommandLine => " WHAT",
                Takes::Tag => " TAG",
                _ => " [NAME]",
            };
            let help = match action {
                Action::Program(Program::OpenLink | Program::CopyAddress) => {
                    "print the address, or with a number that of the link"
                }
                Action::Reading(Reading::ShowReceived) => "print the text as it was received",
                Action::Sourcing(Sourcing::Edit) => {
                    "change this source, as in: edit-source folder Weeklies; alone it prints what can be changed; renames a view"
                }
                Action::Reading(Reading::ReadOn) => "what Enter alone does",
                Action::Program(Program::CopyTitle) => "print title and address",
                Action::Program(Program::Help) => "list what is understood",
                Action::Finding(Finding::Search) => "search everything",
                Action::Finding(Finding::Limit) => "search this list",
                Action::Finding(Finding::GoTo) => "go to a source or view by part of its name; without one, list them",
                _ => action.help(),
            };
            self.say(&format!("{action}{takes}: {help}"));
        }
    }

    /// The place in the list of a typed number, from 0. That there is none is said.
    fn numbered(&mut self, number: &str) -> Option<usize> {
        let at = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        let found = at.filter(|at| *at < self.list.ids.len());
        if found.is_none() {
            self.say(&match self.list.ids.len() {
                0 => format!("{number}: the list is empty"),
                all => format!("{number}: the list goes from 1 to {all}"),
            });
        }
        found
    }
}
