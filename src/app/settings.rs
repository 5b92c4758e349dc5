//! Settings changed while the program runs, themes seen before they are chosen, and writing down what was changed.

use crate::app::App;
use crate::app::event::{Effect, Slow};
use crate::app::overlay::Overlay;
use crate::config::{Edit, Hyperlinks, Line, Notify, elsewhere};
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
        match self.settings.set(name, value) {
            Ok(()) => self.take_setting(name),
            Err(what) => self.notices.trouble(what),
        }
    }

    /// Goes by a setting that was changed.
    fn take_setting(&mut self, name: &str) {
        let settings = self.settings.settings().clone();
        match name {
            "measure" => (self.options.setting.measure, self.chosen.measure) = (settings.measure, None),
            "line" => self.go_by_line(),
            "layout" => (self.options.layout, self.chosen.layout) = (settings.layout, None),
            "density" => {
                (self.options.density, self.density, self.chosen.density) = (settings.density, settings.density, None);
                self.list.density = settings.density;
            }
            _ => {}
        }
        let options = &mut self.options;
        options.mark_read = settings.mark_read;
        (options.setting.breaking, options.setting.links) = (settings.breaking, settings.links);
        options.setting.minute = settings.words_per_minute;
        self.arrange();
        self.typeset_anew(self.measure());
        let then = elsewhere(name).map(|command| format!(" for {command}")).unwrap_or_default();
        self.notices.say(format!("{name} = {} · write-config keeps it{then}", self.settings.value(name)));
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
                self.theme = theme.clone();
                self.themes.before = None;
                if self.settings.set("theme", &toml_string(name)).is_ok() {
                    self.take_setting("theme");
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
