//! Articles: printed whole, one after the other, with their links.

use super::super::render::printed_lines;
use super::super::rows::columns;
use super::Session;
use super::lists::standing;
use super::tables::spoken;
use crate::article::{Article, Field, Row, Value};
use crate::document::{Document, Target, parse};
use crate::index::Opened;
use crate::typeset::Measure;

impl Session<'_> {
    /// What Enter alone does: on in the list, or on to the next unread article.
    pub(super) fn go_on(&mut self) -> anyhow::Result<()> {
        if !self.is_reading {
            return self.next_page();
        }
        let ids = self.list.ids.get(self.list.at).copied().into_iter().collect();
        self.mark_quietly(Field::Read, Value::On, ids)?;
        self.open_unread(true)
    }

    /// Opens the next unread article of the list, or the one before.
    pub(super) fn open_unread(&mut self, forward: bool) -> anyhow::Result<()> {
        let mut at = self.list.at;
        // Where nothing was opened yet, the first article is one to go to.
        let mut is_here = forward && !self.is_reading;
        loop {
            if !std::mem::take(&mut is_here) {
                let Some(next) = (if forward { at.checked_add(1) } else { at.checked_sub(1) }) else { break };
                at = next;
            }
            let Some(id) = self.list.ids.get(at) else { break };
            if self.reader.row(*id)?.is_some_and(|row| !row.read) {
                return self.open(at);
            }
        }
        let way = if forward { "below" } else { "above" };
        self.say(&format!("nothing unread {way} in this list; `back` prints it again"));
        Ok(())
    }

    /// Prints an article of the list.
    pub(super) fn open(&mut self, at: usize) -> anyhow::Result<()> {
        let Some(id) = self.list.ids.get(at).copied() else {
            self.say("no article stands there; `back` prints the list again");
            return Ok(());
        };
        let (Some(opened), Some(row)) = (self.reader.article(id)?, self.reader.row(id)?) else {
            self.say("it is no longer in the library");
            return Ok(());
        };
        (self.list.at, self.is_reading) = (at, true);
        let settings = &self.context.config.settings;
        let width = columns().map_or(settings.measure, |columns| settings.measure.min(columns as u16));
        let measure = Measure { width, breaking: settings.breaking, links: true };
        let lines = printed_lines(&opened.article, &spoken(document(&opened.article)), measure);
        lines.iter().filter(|line| !is_drawn(line)).for_each(|line| self.say(&quoted(line)));
        if let Some(note) = opened.note() {
            self.say("");
            note.lines().for_each(|line| self.say(&format!("note: {line}")));
        }
        let known: Vec<String> = standing(&row).collect();
        let known = if known.is_empty() { "read".to_owned() } else { known.join(", ") };
        self.say("");
        self.say(&format!("{} of {}, {known}; Enter marks it read and goes on", at + 1, self.list.ids.len()));
        Ok(())
    }

    /// The article that actions are about. That there is none is said.
    pub(super) fn here(&mut self) -> anyhow::Result<Option<(Row, Opened)>> {
        if let Some(id) = self.list.ids.get(self.list.at).copied()
            && let (Some(row), Some(opened)) = (self.reader.row(id)?, self.reader.article(id)?)
        {
            return Ok(Some((row, opened)));
        }
        self.say("no article is here");
        Ok(None)
    }

    /// Prints the links of the article.
    pub(super) fn list_links(&mut self) -> anyhow::Result<()> {
        let Some((_, opened)) = self.here()? else { return Ok(()) };
        let document = document(&opened.article);
        let links = document.outward();
        if links.is_empty() {
            self.say("no links in it");
        }
        for (n, link) in links.iter().enumerate() {
            let kind = if link.target == Target::Image { "picture, " } else { "" };
            self.say(&format!("{}. {} — {kind}{}", n + 1, link.text, link.url));
        }
        Ok(())
    }

    /// Prints the address of the article, or that of one of its links: alone on its line.
    pub(super) fn tell_address(&mut self, number: Option<u32>) -> anyhow::Result<()> {
        let Some((row, opened)) = self.here()? else { return Ok(()) };
        let Some(number) = number else {
            let address = row.url.map_or("it has no address".to_owned(), |url| url.to_string());
            self.say(&address);
            return Ok(());
        };
        let document = document(&opened.article);
        let links = document.outward();
        match links.get(number as usize - 1) {
            Some(link) => match link.refused {
                Some(why) => self.say(&format!("{}: {why}", link.url)),
                None => self.say(link.url.as_str()),
            },
            None if links.is_empty() => self.say("no links in it"),
            None => self.say(&format!("its links go from 1 to {}", links.len())),
        }
        Ok(())
    }

    /// Prints title and address.
    pub(super) fn tell_title(&mut self) -> anyhow::Result<()> {
        let Some((row, _)) = self.here()? else { return Ok(()) };
        self.say(row.title.as_str());
        self.tell_address(None)
    }
}

fn document(article: &Article) -> Document {
    parse(article.media, &article.body, article.url.as_deref(), &article.title)
}

/// A line of a quotation with signs that are letters in place of bars.
fn quoted(line: &str) -> String {
    let words = line.trim_start_matches(['\u{2502}', ' ']);
    let (margin, words) = line.split_at(line.len() - words.len());
    margin.replace('\u{2502}', ">") + words
}

/// Whether a line is a rule or an underline: nothing to be read.
fn is_drawn(line: &str) -> bool {
    !line.is_empty() && line.chars().all(|c| matches!(c, ' ' | '\u{2500}'..='\u{257f}'))
}
