//! An article out of the library, and its page into it: saved, piped to a command, fetched whole, shown as it was received.

use super::Session;
use crate::app::Form;
use crate::runtime::{self, Handed, run_on, save};
use crate::sources::complete;
use crate::store::Version;
use crate::text::{NoCommand, nearest, split_command};
use std::sync::atomic::AtomicBool;

impl Session<'_> {
    /// Saves the article as a file of its own.
    pub(super) fn save(&mut self, form: Option<&str>) -> anyhow::Result<()> {
        let form = match form {
            None | Some("markdown") => Form::Markdown,
            Some("text") => Form::Text,
            Some("json") => Form::Json,
            Some(other) => {
                self.say(&format!("no form is called {other}; there are markdown, text and json"));
                return Ok(());
            }
        };
        let Some(handed) = self.handed()? else { return Ok(()) };
        let text = handed.written(form, &runtime::zone());
        match save(&self.context.config.settings.save_folder, handed.row.title.as_str(), form, &text) {
            Ok(path) => self.say(&format!("saved as {}", std::path::absolute(&path).unwrap_or(path).display())),
            Err(error) => self.say(&format!("not saved: {error}")),
        }
        Ok(())
    }

    /// Gives the article to a command that is typed.
    pub(super) fn pipe(&mut self, line: Option<&str>, form: Form) -> anyhow::Result<()> {
        let Some(line) = line else {
            self.say("which command is not said, as in: pipe wc -w");
            return Ok(());
        };
        let why = match split_command(line) {
            Ok(words) if !words.is_empty() => return self.hand_to(words, form),
            Err(why @ NoCommand::OfShell(_)) => why.to_string(),
            _ => "a quotation mark has no end".to_owned(),
        };
        self.say(&why);
        Ok(())
    }

    /// Gives the article to a command that has a name in the settings; without one, lists them.
    pub(super) fn command(&mut self, name: Option<&str>) -> anyhow::Result<()> {
        let commands = self.context.config.settings.commands.clone();
        let Some(name) = name else {
            if commands.is_empty() {
                self.say("no command has a name; the table [commands] of config.toml gives them");
            }
            commands.iter().for_each(|command| self.say(&format!("{}: {}", command.name, command.words.join(" "))));
            return Ok(());
        };
        match commands.iter().find(|command| command.name == name) {
            Some(command) => self.hand_to(command.words.clone(), Form::Json),
            None => {
                let near = nearest(name, commands.iter().map(|command| command.name.as_str()));
                let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.say(&format!("no command is called {name}{near}"));
                Ok(())
            }
        }
    }

    fn hand_to(&mut self, words: Vec<String>, form: Form) -> anyhow::Result<()> {
        let Some(handed) = self.handed()? else { return Ok(()) };
        self.write()?;
        let printed = run_on(&handed, words, form, &self.context.paths);
        printed.text.lines().for_each(|line| self.say(line));
        if printed.cut {
            self.say("it printed more than is shown");
        }
        match printed.failed {
            Some(why) => self.say(&format!("it failed: {why}")),
            None if printed.text.trim().is_empty() => self.say("done; it printed nothing"),
            None => {}
        }
        // It may have called byline.
        self.settle()
    }

    fn handed(&mut self) -> anyhow::Result<Option<Handed>> {
        let Some((row, opened)) = self.here()? else { return Ok(None) };
        let source = self.reader.source(row.source)?;
        let source = source.map_or_else(String::new, |source| source.title.to_string());
        let note = opened.note().map(str::to_owned);
        Ok(Some(Handed { row, article: opened.article, note, source }))
    }

    /// Fetches the page of the article and keeps its text.
    pub(super) fn fetch_full(&mut self) -> anyhow::Result<()> {
        let Some((_, opened)) = self.here()? else { return Ok(()) };
        let known = vec![Version { full: opened.full, ..Version::new(opened.article, 1) }];
        let (manners, now) = (self.context.config.settings.manners(), self.context.now);
        let (mut library, kept) = (self.context.library()?, &self.context.sources.sources);
        let completed = complete(&mut library, known, kept, &manners, now, &AtomicBool::new(false), &mut |_| {})?;
        match completed.kept.into_iter().next() {
            Some((_, why)) => self.say(&format!("no full article: {why}")),
            None => {
                self.settle()?;
                self.open(self.list.at)?;
            }
        }
        Ok(())
    }

    /// Prints what was received of the article: of its feed, where the text of its page is shown.
    pub(super) fn show_received(&mut self) -> anyhow::Result<()> {
        let Some((row, opened)) = self.here()? else { return Ok(()) };
        let article = match opened.full {
            true => self.reader.received(row.key.id)?.unwrap_or(opened.article),
            false => opened.article,
        };
        article.body.lines().for_each(|line| self.say(line));
        Ok(())
    }
}
