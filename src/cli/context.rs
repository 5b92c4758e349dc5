//! What every subcommand works with: where files lie, what is set, what time it is. Here the outside is asked, once.

use super::Outcome;
use super::args::Places;
use super::output::{printable, said, warn};
use super::progress::Bar;
use crate::config::{Config, Paths, SourcesFile, load_keymap, load_theme};
use crate::index::{Library, Reader, Stage, saved_marks};
use crate::keys::Keymap;
use crate::runtime;
use crate::store;
use crate::text::{Clean, Complaint, count, width};
use crate::theme::{Palette, Theme};
use anyhow::Context as _;
use jiff::Timestamp;
use jiff::civil::Date;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The command line asks for what it can't have: said with exit status 2.
#[derive(Debug, thiserror::Error)]
#[error("{what}")]
pub struct Usage {
    what: String,
    /// What was typed around the mistake, and the column of the mistake in it.
    shown: Option<(String, usize)>,
}

/// How much of what was typed is shown on either side of a mistake.
const AROUND: usize = 32;

impl Usage {
    /// Says what is wrong, and what to do.
    pub fn new(what: impl Into<String>) -> Self {
        Usage { what: what.into(), shown: None }
    }

    /// Says what is wrong at a byte of what was typed.
    pub fn at(what: impl Into<String>, typed: &str, at: usize) -> Self {
        let (before, after) = typed.split_at_checked(at).unwrap_or((typed, ""));
        let nearest: String = before.chars().rev().take(AROUND).collect();
        let before = Clean::flow(&nearest.chars().rev().collect::<String>());
        let after = Clean::flow(&after.chars().take(AROUND).collect::<String>());
        let column = width(before.as_str());
        Usage { what: what.into(), shown: Some((format!("{before}{after}"), column)) }
    }

    /// What was typed around the mistake, and below it a caret.
    pub fn lines(&self) -> impl Iterator<Item = String> {
        let caret = |(shown, column): &(String, usize)| [shown.clone(), format!("{}^", " ".repeat(*column))];
        self.shown.iter().flat_map(caret)
    }
}

/// Where files lie, what is set, what time it is.
pub struct Context {
    /// The four folders.
    pub paths: Paths,
    /// `config.toml`.
    pub config: Config,
    /// `sources.toml`.
    pub sources: SourcesFile,
    /// When the command began.
    pub now: Timestamp,
    /// Set by Ctrl-C; a second one ends the program.
    pub cancel: Arc<AtomicBool>,
    /// No line of progress is drawn: it would move the cursor.
    pub is_plain: bool,
}

impl Context {
    /// Settles where files lie and reads the settings.
    pub fn settle(places: &Places) -> anyhow::Result<Self> {
        let paths = Paths::resolve(&places.into(), &|name| std::env::var_os(name))
            .map_err(|no_place| Usage::new(no_place.to_string()))?;
        let config = Config::read(&paths.config_file());
        let sources = SourcesFile::read(&paths.sources_file());
        Ok(Context { paths, config, sources, now: Timestamp::now(), cancel: Arc::default(), is_plain: false })
    }

    /// Names the mistakes in settings and sources on standard error.
    pub fn warn_of_mistakes(&self) {
        for complaint in self.config.complaints.iter().chain(&self.sources.complaints) {
            warn(complaint);
        }
        if let Some(open) = self.paths.open_to_others() {
            warn(open);
        }
    }

    /// Warns about data that this machine wrote and that the library lacks.
    pub fn warn_of_loss(&self) -> anyhow::Result<()> {
        let differences = store::Store::open(&self.store_places())?.differences()?;
        store::loss(&differences).iter().for_each(warn);
        Ok(())
    }

    /// The best outcome of a command about all sources: trouble if a mistake in `sources.toml` leaves sources out.
    pub fn outcome(&self) -> Outcome {
        if self.sources.is_partial { Outcome::Trouble } else { Outcome::Fine }
    }

    /// The theme that is set, and what is wrong with it.
    pub fn theme(&self, palette: Palette) -> (Theme, Vec<Complaint>) {
        load_theme(&self.paths, &self.config.settings.theme, palette)
    }

    /// The effective keymap, and what is wrong in its bindings.
    pub fn keymap(&self) -> (Keymap, Vec<Complaint>) {
        load_keymap(&self.paths, &self.config)
    }

    /// The reader's present day.
    pub fn today(&self) -> Date {
        self.now.to_zoned(runtime::zone()).date()
    }

    /// Makes Ctrl-C and a request to end set [`Context::cancel`] instead of ending the program at once.
    pub fn catch_interrupts(&self) -> anyhow::Result<()> {
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            signal_hook::flag::register_conditional_shutdown(signal, 130, Arc::clone(&self.cancel))?;
            signal_hook::flag::register(signal, Arc::clone(&self.cancel))?;
        }
        Ok(())
    }

    /// Where the library is, and what this machine keeps for itself.
    pub fn store_places(&self) -> store::Places {
        store::Places { data: self.paths.data.clone(), state: self.paths.state.clone() }
    }

    /// Opens the library, its index brought up to what the store has.
    pub fn library(&self) -> anyhow::Result<Library> {
        let mut library = Library::open(&self.store_places(), &self.paths.cache)
            .with_context(|| format!("the library in {} can't be opened", printable(&self.paths.data)))?;
        self.catch_up(&mut library)?;
        self.take_saved_marks(&mut library);
        Ok(library)
    }

    /// Writes the marks that the reader could not write when it was left.
    fn take_saved_marks(&self, library: &mut Library) {
        let saved = saved_marks(&self.store_places());
        match library.take_saved_marks(&saved) {
            Ok(0) => {}
            Ok(taken) => warn(format_args!("wrote {} from the last session", count(taken, "mark"))),
            Err(error) => warn(format_args!("marks saved earlier can't be written yet: {error}")),
        }
    }

    /// Answers about the library as the index has it.
    pub fn reader(&self) -> anyhow::Result<Reader> {
        Reader::open(&self.store_places(), &self.paths.cache).context("the index can't be opened; try `byline reindex`")
    }

    /// Answers about the library as it is now, its text too where that is asked for. Where the index can't be written,
    /// it answers as it stands, and that is said.
    pub fn up_to_date(&self, text: bool) -> anyhow::Result<Reader> {
        let caught_up =
            self.library().and_then(|mut library| if text { self.index_text(&mut library) } else { Ok(true) });
        if let Err(error) = caught_up {
            warn(format_args!("what came last may be missing: {}", said(&error)));
        }
        self.reader()
    }

    /// A line that says how far a long run is, counting in this unit.
    pub fn bar(&self, unit: &'static str) -> Bar {
        if self.is_plain { Bar::hidden(unit) } else { Bar::new(unit) }
    }

    /// Takes into the index what the store has and it has not; says `false` if it was interrupted.
    pub fn catch_up(&self, library: &mut Library) -> anyhow::Result<bool> {
        let mut bar = self.bar("bytes");
        let caught = library.catch_up(&mut |progress| {
            if progress.stage == Stage::Lists {
                bar.show(progress.done, progress.of);
            }
            !self.cancel.load(Ordering::Relaxed)
        })?;
        caught.moved.iter().chain(&caught.unreadable).for_each(warn);
        Ok(caught.done)
    }

    /// Takes all text into the full-text index; says `false` if it was interrupted.
    pub fn index_text(&self, library: &mut Library) -> anyhow::Result<bool> {
        const BUDGET: usize = 8 << 20;
        let mut bar = self.bar("articles");
        while library.index_text(BUDGET, &mut |progress| bar.show(progress.done, progress.of))? {
            if self.cancel.load(Ordering::Relaxed) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
