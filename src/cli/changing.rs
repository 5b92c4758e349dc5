//! What the commands that change marks have in common: which articles, one step of undo, a dry run, what is said.

use super::args::Changing;
use super::chosen::Chosen;
use super::context::Context;
use super::output::stdout;
use super::rows::Printer;
use super::{Outcome, found};
use crate::app::describe;
use crate::article::{ArticleId, Change};
use crate::index::{Library, Marked, Reader};
use crate::query::State;
use crate::text::count;
use anyhow::bail;
use std::io::Write;

/// How many articles a dry run names.
const NAMED: usize = 5;

/// The library, open for a change, its index up to date.
pub struct Desk<'a> {
    context: &'a Context,
    how: Changing,
    /// The side that changes.
    pub library: Library,
    /// The side that answers.
    pub reader: Reader,
    /// What to tell where nothing was found.
    pub advice: Option<String>,
    /// Why nothing changes that was found, where that is more than that it is so already.
    pub because: Option<String>,
}

impl<'a> Desk<'a> {
    /// Opens the library.
    pub fn open(context: &'a Context, how: Changing) -> anyhow::Result<Self> {
        context.warn_of_mistakes();
        context.catch_interrupts()?;
        let library = context.library()?;
        Ok(Desk { context, how, library, reader: context.reader()?, advice: None, because: None })
    }

    /// The articles that are meant. A search finds what lies in the trash where it names it, or where only that is
    /// meant.
    pub fn choose(&mut self, words: &[String], only: Option<State>) -> anyhow::Result<Vec<ArticleId>> {
        let chosen = Chosen::read(words, &mut self.reader)?.within(only);
        self.advice = chosen.advice();
        if chosen.needs_text() && !self.context.index_text(&mut self.library)? {
            bail!("stopped before all text was searched; nothing is changed");
        }
        chosen.ids(self.context, &mut self.reader)
    }

    /// Makes the changes as one command, or says what they would be.
    pub fn change(&mut self, ids: &[ArticleId], changes: &[Change]) -> anyhow::Result<Outcome> {
        if ids.is_empty() {
            return Ok(found(false, self.advice.as_deref()));
        }
        let Changing { dry_run, json } = self.how;
        // To know which articles change, all are looked at once more: only for who asks.
        let would = if dry_run || json { Some(self.library.would_mark(changes)?) } else { None };
        let (marked, which) = match would {
            Some(would) if dry_run => would,
            would => (self.mark(changes)?, would.map(|(_, which)| which).unwrap_or_default()),
        };
        if marked.changed == 0 && !json {
            let so = match &self.because {
                Some(because) => because,
                None if ids.len() == 1 => "it is so already",
                None => "they are so already",
            };
            writeln!(stdout(), "{} found, nothing to change: {so}", count(ids.len(), "article"))?;
            return Ok(Outcome::Fine);
        }
        let changed: Vec<ArticleId> = ids.iter().copied().filter(|id| which.contains(id)).collect();
        let what = describe(&marked.what);
        self.tell(&format!("{what} · `byline undo` undoes"), &what, &changed)
    }

    fn mark(&mut self, changes: &[Change]) -> anyhow::Result<Marked> {
        let op = self.library.new_op();
        let marked = self.library.mark(op, changes, self.context.now)?;
        self.library.sync()?;
        Ok(marked)
    }

    /// Says what was done and to which articles, or what would be.
    pub fn tell(&mut self, done: &str, would: &str, changed: &[ArticleId]) -> anyhow::Result<Outcome> {
        let Changing { dry_run, json } = self.how;
        let mut printer = Printer::new(&mut self.reader, json)?;
        if json {
            printer.print_all(&mut self.reader, changed.iter().copied())?;
        } else if dry_run {
            writeln!(printer.out, "dry run: {would}")?;
            printer.print_all(&mut self.reader, changed.iter().copied().take(NAMED))?;
            if changed.len() > NAMED {
                writeln!(printer.out, "and {} more", changed.len() - NAMED)?;
            }
        } else {
            writeln!(printer.out, "{done}")?;
        }
        printer.out.flush()?;
        Ok(Outcome::Fine)
    }
}
