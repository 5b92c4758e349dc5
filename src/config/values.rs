//! Settings in force, each as it is written in TOML, and what was changed while the program runs.
//!
//! It writes no file: what was changed is handed out as an edit.

use super::settings::{Config, Settings};
use super::table::{SETTINGS, Setting};
use crate::text::{Clean, nearest};
use std::fmt;
use toml::de::DeTable;

/// Settings, and what each was given.
#[derive(Clone, Debug)]
pub struct Values {
    settings: Settings,
    /// As [`SETTINGS`]: the value in TOML, and whether it was changed.
    typed: Vec<(String, bool)>,
}

/// What one setting was given, to be given it again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// Its place in [`SETTINGS`].
    at: usize,
    value: String,
    changed: bool,
}

impl Given {
    /// As it is written in TOML.
    pub fn value(&self) -> &str {
        &self.value
    }
}

impl fmt::Display for Given {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} = {}", SETTINGS[self.at].name, self.value)
    }
}

impl Values {
    /// What a file says.
    pub fn of(config: &Config) -> Self {
        let text = config.typed.as_ref().map_or("", |(_, text)| text.as_str());
        let (table, _) = DeTable::parse_recoverable(text);
        let given = |setting: &Setting| {
            let value = table.get_ref().get(setting.name)?;
            (setting.take)(&mut Settings::default(), value.get_ref()).ok()?;
            text.get(value.span()).map(str::to_owned)
        };
        let typed =
            SETTINGS.iter().map(|setting| (given(setting).unwrap_or_else(|| setting.default.to_owned()), false));
        Values { settings: config.settings.clone(), typed: typed.collect() }
    }

    /// What they come to.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// What a setting was given, in TOML.
    pub fn value(&self, name: &str) -> &str {
        let at = SETTINGS.iter().position(|setting| setting.name == name);
        at.and_then(|at| self.typed.get(at)).map_or("", |(value, _)| value)
    }

    /// Gives a setting another value, which may be typed without quotes and brackets.
    pub fn set(&mut self, name: &str, typed: &str) -> Result<(), String> {
        let Some(at) = SETTINGS.iter().position(|setting| setting.name == name) else {
            let near = nearest(name, SETTINGS.iter().map(|setting| setting.name));
            let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            return Err(format!("there is no setting {}{near}", Clean::line(name)));
        };
        let quoted = |text: &str| toml_edit::Value::from(text).to_string();
        let words: Vec<String> = typed.split_whitespace().map(quoted).collect();
        let mut expected = String::new();
        for value in [typed.to_owned(), quoted(typed), format!("[{}]", words.join(", "))] {
            match self.take(at, &value) {
                Some(Ok(())) => {
                    self.typed[at] = (value, true);
                    return Ok(());
                }
                Some(Err(wanted)) => expected = wanted,
                None => {}
            }
        }
        Err(format!("{name} wants {expected}"))
    }

    /// Takes a value in TOML, or says what is wanted; nothing where it is none.
    fn take(&mut self, at: usize, value: &str) -> Option<Result<(), String>> {
        let line = format!("x = {value}");
        let table = DeTable::parse(&line).ok()?;
        let read = table.get_ref().get("x").filter(|_| table.get_ref().len() == 1)?;
        Some((SETTINGS[at].take)(&mut self.settings, read.get_ref()))
    }

    /// What a setting is given now.
    pub fn given(&self, name: &str) -> Option<Given> {
        let at = SETTINGS.iter().position(|setting| setting.name == name)?;
        self.typed.get(at).map(|(value, changed)| Given { at, value: value.clone(), changed: *changed })
    }

    /// Gives a setting what it was given once, and tells its name.
    pub fn give(&mut self, given: &Given) -> &'static str {
        // What was taken once is taken again.
        let _ = self.take(given.at, &given.value);
        self.typed[given.at] = (given.value.clone(), given.changed);
        SETTINGS[given.at].name
    }

    /// What was changed.
    pub fn changed(&self) -> Vec<(&'static str, String)> {
        let rows = SETTINGS.iter().zip(&self.typed).filter(|(_, (_, changed))| *changed);
        rows.map(|(setting, (value, _))| (setting.name, value.clone())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Density;
    use std::path::Path;

    #[test]
    fn a_value_is_set_as_it_is_typed_and_remembered_as_it_is_written() {
        let config = Config::parse(Path::new("c.toml"), "measure = 60 # narrow\nlinks = 3\n");
        let mut values = Values::of(&config);
        assert_eq!(
            (values.value("measure"), values.value("links"), values.value("theme")),
            ("60", "true", "\"default\"")
        );
        for (name, typed) in [("theme", "mono"), ("density", "3"), ("opener", "w3m -o x=1"), ("max_body", "\"1 MiB\"")]
        {
            assert_eq!(values.set(name, typed), Ok(()), "{name}");
        }
        let changed = [
            ("theme", "\"mono\""),
            ("density", "3"),
            ("opener", "[\"w3m\", \"-o\", \"x=1\"]"),
            ("max_body", "\"1 MiB\""),
        ];
        let changed: Vec<_> = changed.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        assert_eq!(values.changed(), changed);
        assert_eq!(values.settings().density, Density::Roomy);
    }

    #[test]
    fn what_a_setting_was_given_is_put_back_as_if_nothing_had_been_set() {
        let text = "opener = [\n  'w3m', # small\n  '-o',\n]\ntheme = 'mono'\n";
        let config = Config::parse(Path::new("c.toml"), text);
        let mut values = Values::of(&config);
        for setting in SETTINGS {
            let (before, settings) = (values.given(setting.name).unwrap(), values.settings().clone());
            values.set(setting.name, setting.choices().last().unwrap_or(&setting.default)).unwrap();
            assert_eq!(values.give(&before), setting.name);
            assert_eq!(values.given(setting.name), Some(before), "{}", setting.name);
            assert_eq!((values.changed(), values.settings()), (vec![], &settings), "{}", setting.name);
        }
        assert_eq!(values.given("theme").unwrap().to_string(), "theme = 'mono'");
    }

    #[test]
    fn a_wrong_value_changes_nothing_and_says_what_is_wanted() {
        let mut values = Values::of(&Config::default());
        let error = |values: &mut Values, name, typed| values.set(name, typed).unwrap_err();
        assert_eq!(error(&mut values, "measure", "wide"), "measure wants a whole number from 20 to 400");
        assert_eq!(error(&mut values, "links", "1\nmeasure = 20"), "links wants true or false");
        assert_eq!(error(&mut values, "mesure", "60"), "there is no setting mesure; did you mean measure?");
        assert_eq!((values.changed(), values.settings().clone()), (vec![], Settings::default()));
    }

    #[test]
    fn every_default_and_every_choice_is_taken() {
        for setting in SETTINGS {
            let mut values = Values::of(&Config::default());
            assert_eq!(values.set(setting.name, setting.default), Ok(()), "{}", setting.name);
            for choice in setting.choices() {
                assert_eq!(values.set(setting.name, choice), Ok(()), "{} {choice}", setting.name);
            }
        }
    }
}
