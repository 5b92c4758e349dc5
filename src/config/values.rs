//! Settings in force, each as it is written in TOML, and what was changed while the program runs.
//!
//! It writes no file: what was changed is handed out as an edit.

use super::settings::{Config, Settings};
use super::table::{SETTINGS, Setting};
use crate::text::{Clean, nearest};
use toml::de::DeTable;

/// Settings, and what each was given.
#[derive(Clone, Debug)]
pub struct Values {
    settings: Settings,
    /// As [`SETTINGS`]: the value in TOML, and whether it was changed.
    typed: Vec<(String, bool)>,
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
            let line = format!("x = {value}");
            let Ok(table) = DeTable::parse(&line) else { continue };
            let Some(read) = table.get_ref().get("x").filter(|_| table.get_ref().len() == 1) else { continue };
            match (SETTINGS[at].take)(&mut self.settings, read.get_ref()) {
                Ok(()) => {
                    self.typed[at] = (value, true);
                    return Ok(());
                }
                Err(wanted) => expected = wanted,
            }
        }
        Err(format!("{name} wants {expected}"))
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
