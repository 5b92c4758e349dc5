//! The palette: every action by name, and what it takes, completed.

use crate::action::{Action, Call, FORMS, Program, Takes};
use crate::app::App;
use crate::app::event::Effect;
use crate::app::overlay::Overlay;
use crate::app::prompt::{Choice, Does, Prompt, Purpose};
use crate::config::{SETTINGS, UserCommand};
use crate::text::{Clean, grouped};

/// What stands before the cursor of the palette.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage<'a> {
    /// The name of an action.
    Name,
    /// What it takes, from this byte on.
    Argument(Action, usize),
    /// The value of this setting, from this byte on.
    Value(&'a str, usize),
}

fn stage(line: &str) -> Stage<'_> {
    let Some((from, action)) = word(line, 0).and_then(|(name, from)| Some((from, Action::parse(name).ok()?))) else {
        return Stage::Name;
    };
    match action.takes() {
        Takes::Nothing => Stage::Name,
        Takes::Setting => match word(line, from) {
            Some((name, from)) => Stage::Value(name, from),
            None => Stage::Argument(action, from),
        },
        _ => Stage::Argument(action, from),
    }
}

/// The word that begins at a byte, and where what follows it begins; nothing where nothing can follow yet.
fn word(line: &str, from: usize) -> Option<(&str, usize)> {
    let rest = line[from..].trim_start();
    let (word, after) = rest.split_once(char::is_whitespace).filter(|(word, _)| !word.is_empty())?;
    Some((word, line.len() - after.trim_start().len()))
}

impl Prompt {
    /// The theme that is about to be chosen.
    pub(super) fn theme(&self) -> Option<&str> {
        let is_theme = self.purpose == Purpose::Command
            && match stage(&self.line.text) {
                Stage::Argument(action, _) => action.takes() == Takes::Theme,
                Stage::Value(name, _) => name == "theme",
                Stage::Name => false,
            };
        self.choices.get(self.chosen?).filter(|_| is_theme).map(|choice| choice.name.as_str())
    }

    /// Completes what is being typed in the palette; `false` where it is complete.
    pub(super) fn complete(&mut self) -> bool {
        let Some(choice) = self.choices.get(self.chosen.unwrap_or(0)) else { return false };
        let takes_more = match stage(&self.line.text) {
            Stage::Name => Action::parse(&choice.name).is_ok_and(|action| action.takes() != Takes::Nothing),
            Stage::Argument(action, _) => action.takes() == Takes::Setting,
            Stage::Value(..) => false,
        };
        let completed = format!("{}{}{}", &self.line.text[..self.from], choice.name, if takes_more { " " } else { "" });
        let is_new = completed != self.line.text;
        self.line.set(&completed);
        is_new
    }
}

impl App {
    /// Everything that can be done, with its keys.
    pub(super) fn palette(&mut self) {
        self.begin_command("");
    }

    /// The palette, with this typed already.
    pub(super) fn begin_command(&mut self, typed: &str) {
        self.prompt(Purpose::Command, Vec::new());
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay {
            prompt.line.set(typed);
        }
        self.offer_arguments();
    }

    /// Offers what the line of the palette can become.
    pub(super) fn offer_arguments(&mut self) {
        let Some(Overlay::Prompt(prompt)) = &self.overlay else { return };
        if prompt.purpose != Purpose::Command {
            return;
        }
        let line = prompt.line.text.clone();
        let stage = stage(&line);
        let (from, all, wants_one) = match stage {
            Stage::Name => (0, self.actions(), true),
            Stage::Argument(action, from) => {
                let (all, wants_one) = self.arguments(action.takes(), prompt.from == 0);
                (from, all, wants_one)
            }
            Stage::Value("theme", from) => (from, self.theme_choices(), true),
            Stage::Value(name, from) => (from, self.values(name), true),
        };
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        prompt.offer(from, all, wants_one);
    }

    fn actions(&self) -> Vec<Choice> {
        let context = self.under_context();
        let choice = |action: Action| {
            let keys: Vec<String> = self.keymap.keys_of(action, context).map(ToString::to_string).collect();
            let (name, about) = (action.name().to_owned(), action.help().to_owned());
            Choice { name, about, aside: keys.join("  "), does: Does::Action(action) }
        };
        let typing = |action: &Action| matches!(action, Action::Editing(_));
        Action::all().filter(|action| !typing(action)).map(choice).chain(self.command_choices()).collect()
    }

    /// What an action can be given, and whether it must be one of these.
    fn arguments(&mut self, takes: Takes, is_begun: bool) -> (Vec<Choice>, bool) {
        match takes {
            Takes::Nothing | Takes::Number | Takes::Text | Takes::CommandLine => (Vec::new(), false),
            Takes::Form => (FORMS.map(|form| named(form.to_owned(), String::new(), String::new())).to_vec(), true),
            Takes::OwnCommand => {
                let command = |command: &UserCommand| {
                    named(command.name.clone(), Clean::line(&command.words.join(" ")).to_string(), String::new())
                };
                (self.commands.iter().map(command).collect(), true)
            }
            Takes::View => (self.view_choices(), false),
            Takes::Place => {
                let entries = self.sources.entries(&self.now).into_iter();
                (entries.map(|entry| named(entry.name, String::new(), String::new())).collect(), true)
            }
            Takes::Tag => {
                if is_begun {
                    self.effects.push(Effect::Tags);
                }
                let tags = self.tags.iter().map(|(tag, count)| named(tag.to_string(), String::new(), grouped(*count)));
                (tags.collect(), false)
            }
            Takes::Theme => (self.theme_choices(), true),
            Takes::Order => (self.orders(), true),
            Takes::Setting => {
                let setting = |setting: &crate::config::Setting| {
                    named(
                        setting.name.to_owned(),
                        setting.doc.replace('`', ""),
                        self.settings.value(setting.name).to_owned(),
                    )
                };
                (SETTINGS.iter().map(setting).collect(), true)
            }
        }
    }

    fn theme_choices(&mut self) -> Vec<Choice> {
        if self.themes.all.is_empty() {
            self.effects.push(Effect::Themes);
        }
        let present = self.settings.settings().theme.clone();
        let choice = |(name, _): &(String, _)| {
            named(name.clone(), String::new(), if *name == present { NOW.to_owned() } else { String::new() })
        };
        self.themes.all.iter().map(choice).collect()
    }

    fn values(&self, name: &str) -> Vec<Choice> {
        let setting = SETTINGS.iter().find(|setting| setting.name == name);
        let present = self.settings.value(name).trim_matches('"');
        let choice = |value: &&str| {
            let aside = if *value == present { NOW } else { "" };
            named((*value).to_owned(), String::new(), aside.to_owned())
        };
        setting.map_or(&[][..], |setting| setting.choices()).iter().map(choice).collect()
    }

    /// Takes the line of the palette where it holds more than a name; tells whether it did.
    pub(super) fn take_command(&mut self) -> bool {
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return false };
        let stage = stage(&prompt.line.text);
        if prompt.purpose != Purpose::Command || stage == Stage::Name {
            return false;
        }
        let is_setting = matches!(stage, Stage::Argument(action, _) if action.takes() == Takes::Setting);
        if prompt.chosen.is_some() {
            prompt.complete();
        }
        if is_setting && prompt.chosen.is_some() {
            self.offer_arguments();
            return true;
        }
        let typed = prompt.line.text.trim().to_owned();
        self.overlay = None;
        self.remember(Purpose::Command, &typed);
        match typed.parse::<Call>() {
            Ok(call) => self.call(&call, None),
            Err(error) => self.notices.trouble(Clean::line(&error.to_string()).to_string()),
        }
        true
    }
}

/// What a word is for hands that come from vim: they have typed it before they have read what it would choose.
pub(super) fn elsewhere(word: &str) -> Option<Action> {
    let meant = match word {
        "q!" | "qa" | "qa!" | "wq" | "wqa" | "x" | "xa" => Program::LeaveAtOnce,
        "w" => Program::WriteConfig,
        "h" => Program::Help,
        "noh" | "nohl" | "nohlsearch" => Program::Escape,
        _ => return None,
    };
    Some(meant.into())
}

/// Stands beside what is so now.
pub(super) const NOW: &str = "now";

pub(super) fn named(name: String, about: String, aside: String) -> Choice {
    Choice { name: Clean::line(&name).to_string(), about, aside, does: Does::Name }
}
