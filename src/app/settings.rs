//! Settings changed while the program runs, themes seen before they are chosen, and writing down what was changed.

use crate::app::App;
use crate::app::event::{Effect, Slow, Step};
use crate::app::overlay::Overlay;
use crate::app::place::Chosen;
use crate::article::OpId;
use crate::config::{Edit, Given, Hyperlinks, Line, Notify, elsewhere};
use crate::text::{Clean, nearest};
use crate::theme::Theme;

/// Themes, as far as they were asked for.
#[derive(Debug, Default)]
pub struct Themes {
    /// By name; empty until they are here.
    pub all: Vec<(String, Theme)>,
    /// How all looked before a theme was shown that is not chosen yet.
    before: Option<Theme>,
}

/// A setting that was changed while the program runs: undo puts back what it was.
#[derive(Clone, Debug)]
pub struct SetStep {
    op: OpId,
    before: Was,
    after: Was,
}

/// What a setting was, what was chosen by keys and went before it, and how all looked.
#[derive(Clone, Debug)]
struct Was {
    given: Given,
    chosen: Chosen,
    theme: Theme,
}

impl SetStep {
    /// The command; commands of one step are undone together.
    pub fn op(&self) -> OpId {
        self.op
    }
}

impl Was {
    /// Whether something differs that can be seen.
    fn is_other(&self, then: &Was) -> bool {
        self.given.value() != then.given.value() || self.chosen != then.chosen
    }
}

impl App {
    /// Gives a setting a value, typed behind its name.
    pub(super) fn set(&mut self, typed: &str) {
        let (name, value) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let value = value.trim();
        if value.is_empty() {
            let known = crate::config::SETTINGS.iter().any(|setting| setting.name == name);
            let text = if known {
                format!("{name} = {}", self.settings.value(name))
            } else {
                "set what? set NAME VALUE".to_owned()
            };
            return self.notices.say(text);
        }
        if name == "theme" {
            return self.choose_theme(value.trim_matches('"'));
        }
        let before = self.was(name);
        match self.settings.set(name, value) {
            Ok(()) => self.take_setting(name, before),
            Err(what) => self.notices.trouble(what),
        }
    }

    /// What a setting is, and what goes before it.
    fn was(&self, name: &str) -> Option<Was> {
        let theme = self.themes.before.as_ref().unwrap_or(&self.theme).clone();
        self.settings.given(name).map(|given| Was { given, chosen: self.chosen, theme })
    }

    /// Goes by a setting that was changed: a step of undo where it is another now.
    fn take_setting(&mut self, name: &str, before: Option<Was>) {
        match name {
            "measure" => self.chosen.measure = None,
            "layout" => self.chosen.layout = None,
            "density" => self.chosen.density = None,
            _ => {}
        }
        self.go_by(name);
        let then = elsewhere(name).map(|command| format!(" for {command}")).unwrap_or_default();
        let (value, mut undoes) = (self.settings.value(name).to_owned(), "");
        let after = self.was(name);
        if let Some((before, after)) = before.zip(after).filter(|(before, after)| before.is_other(after)) {
            let op = self.ops.next();
            self.remember_other_step(Some(op));
            self.effects.push(Effect::Set(Box::new(SetStep { op, before, after })));
            undoes = " · u undoes";
        }
        self.notices.say(format!("{name} = {value} · write-config keeps it{then}{undoes}"));
    }

    /// Settings are again what they were before a step, or after it.
    pub(super) fn set_again(&mut self, step: Step, sets: &[SetStep]) {
        self.stop_expecting();
        for SetStep { before, after, .. } in sets {
            let Was { given, chosen, theme } = if step == Step::Redo { after } else { before };
            let name = self.settings.give(given);
            match name {
                "measure" => self.chosen.measure = chosen.measure,
                "layout" => self.chosen.layout = chosen.layout,
                "density" => self.chosen.density = chosen.density,
                "theme" => (self.theme, self.themes.before) = (theme.clone(), None),
                _ => {}
            }
            self.go_by(name);
        }
        let what: Vec<String> = sets.iter().map(|set| set.after.given.to_string()).collect();
        self.notices.say(if step == Step::Redo {
            format!("done again: {}", what.join(", "))
        } else {
            format!("undone: {} · ^r does it again", what.join(", "))
        });
    }

    /// Goes by the settings, of which this one is another now.
    fn go_by(&mut self, name: &str) {
        let settings = self.settings.settings().clone();
        let options = &mut self.options;
        match name {
            "measure" => options.setting.measure = self.chosen.measure.unwrap_or(settings.measure),
            "line" => self.go_by_line(),
            "layout" => options.layout = self.chosen.layout.unwrap_or(settings.layout),
            "density" => {
                options.density = settings.density;
                self.density = self.chosen.density.unwrap_or(settings.density);
                self.list.density = self.density;
            }
            _ => {}
        }
        let options = &mut self.options;
        options.mark_read = settings.mark_read;
        (options.setting.breaking, options.setting.links) = (settings.breaking, settings.links);
        options.setting.minute = settings.words_per_minute;
        self.arrange();
        self.typeset_anew(self.measure());
        self.effects.push(Effect::Settings(Box::new(settings)));
    }

    /// Takes what was found out of the line to the terminal.
    pub(super) fn find_line(&mut self, found: Slow) {
        self.found_slow = found;
        self.go_by_line();
    }

    /// Calls the line slow or fast, as the setting says or as was found out.
    pub(super) fn go_by_line(&mut self) {
        self.slow = match self.settings.settings().line {
            Line::Auto => self.found_slow,
            line => Slow(line == Line::Slow),
        };
    }

    /// Has whoever looks elsewhere told of new articles, where that was asked for.
    pub(super) fn tell_news(&mut self, text: String) {
        let notify = self.settings.settings().notify;
        if notify != Notify::Off {
            self.effects.push(Effect::Notify(notify, text));
        }
    }

    /// Whether the terminal is given the addresses of links.
    pub fn gives_links(&self) -> bool {
        match self.settings.settings().hyperlinks {
            Hyperlinks::Auto => !self.slow.0,
            Hyperlinks::Always => true,
            Hyperlinks::Never => false,
        }
    }

    /// Has everything look as a theme says.
    pub(super) fn choose_theme(&mut self, name: &str) {
        if self.themes.all.is_empty() {
            self.theme_wanted = Some(name.to_owned());
            return self.effects.push(Effect::Themes);
        }
        match self.themes.all.iter().find(|(known, _)| known == name) {
            Some((_, theme)) => {
                let before = self.was("theme");
                self.theme = theme.clone();
                self.themes.before = None;
                if self.settings.set("theme", &toml_string(name)).is_ok() {
                    self.take_setting("theme", before);
                }
            }
            None => {
                let near = nearest(name, self.themes.all.iter().map(|(known, _)| known.as_str()));
                let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.notices.trouble(format!("no theme is called {}{near}", Clean::line(name)));
            }
        }
    }

    /// The themes are here.
    pub(super) fn take_themes(&mut self, themes: Vec<(String, Theme)>) {
        self.themes.all = themes;
        if let Some(name) = self.theme_wanted.take() {
            self.choose_theme(&name);
        }
        self.offer_arguments();
    }

    /// Shows the theme that is about to be chosen, and the former one again where none is.
    pub(super) fn preview_theme(&mut self) {
        let wanted = match &self.overlay {
            Some(Overlay::Prompt(prompt)) => prompt.theme(),
            _ => None,
        };
        let theme = wanted.and_then(|name| self.themes.all.iter().find(|(known, _)| *known == name));
        match theme.map(|(_, theme)| theme.clone()) {
            Some(theme) => {
                let before = std::mem::replace(&mut self.theme, theme);
                self.themes.before.get_or_insert(before);
            }
            None => {
                if let Some(before) = self.themes.before.take() {
                    self.theme = before;
                }
            }
        }
    }

    /// Writes down what was set.
    pub(super) fn write_config(&mut self) {
        let changed = self.settings.changed();
        if changed.is_empty() {
            return self.notices.say("nothing was set since the start · set NAME VALUE");
        }
        self.effects.push(Effect::Edit(Edit::Set(changed)));
    }
}

fn toml_string(name: &str) -> String {
    format!("\"{}\"", name.escape_default())
}
