//! Out of the program: saving, commands. Always an argument vector, never a shell.
//!
//! It opens no address: that is `opener`'s.

use super::handing::{GONE, Load};
use super::running::{Errand, Step, run, run_each};
use super::{Handed, Places, Start, clock, saving};
use crate::app::{self, Event, Form, Generation, Printed, Question};
use crate::article::ArticleId;
use crate::config::{Paths, Settings};
use crate::index::IndexError;
use crate::sources::why_refused;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::time::Duration;
use std::{io, iter, thread};

/// How long leaving waits for a command that is given up, and for a file that was begun.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// What is added to the environment of a command.
type Environment = Vec<(&'static str, String)>;

/// The door out of the program.
pub struct Outside {
    save_folder: String,
    places: Places,
    /// Where the library lies, for commands that call byline.
    folders: Environment,
    events: Sender<Event>,
    running: Option<Running>,
    saving: Saving,
}

/// A command that was started, or is about to be.
struct Running {
    steps: Sender<Step>,
    /// Closed when the command has ended.
    ended: Receiver<()>,
}

/// What is being saved: a file that was begun is finished before the program ends.
struct Saving {
    /// Set when it is given up.
    given_up: Arc<AtomicBool>,
    /// Held by all who save.
    at_work: Option<Sender<()>>,
    /// Closed when nobody does.
    ended: Receiver<()>,
}

/// What a command is run on, and what tells it to end.
struct Run {
    load: Load,
    environment: Environment,
    steps: Sender<Step>,
    inbox: Receiver<Step>,
}

impl Outside {
    /// That of a reader that starts so.
    pub fn new(start: &Start, events: Sender<Event>) -> Self {
        let save_folder = start.settings.save_folder.clone();
        let (at_work, ended) = mpsc::channel();
        let saving = Saving { given_up: Arc::default(), at_work: Some(at_work), ended };
        let (places, folders) = (Places::of(start), folders_of(&start.paths));
        Outside { save_folder, places, folders, events, running: None, saving }
    }

    /// Goes by other settings from now on.
    pub fn go_by(&mut self, settings: &Settings) {
        self.save_folder.clone_from(&settings.save_folder);
    }

    /// Does something with articles, each given with the name of its source: they are read one after the other, on a
    /// thread that holds up nobody.
    pub fn hand_out(&mut self, articles: Vec<(ArticleId, String)>, what: app::Outside) {
        let load = Load::new(&self.places, articles);
        match what {
            app::Outside::Save(form) => self.save(load, form),
            app::Outside::Pipe(generation, words, form) => self.run(generation, load, move |run| run.pipe(words, form)),
            app::Outside::Command(generation, words) => self.run(generation, load, move |run| run.command(&words)),
        }
    }

    fn save(&self, load: Load, form: Form) {
        let (folder, events, many) = (saving::folder(&self.save_folder), self.events.clone(), load.len());
        let (given_up, at_work) = (self.saving.given_up.clone(), self.saving.at_work.clone());
        let saving = in_a_thread("saving", move || {
            let saved = saving::save_all(load, &folder, form, &given_up);
            let _ = events.send(Event::Answered(Question::Save(many)));
            let _ = events.send(saved);
            drop(at_work);
        });
        if let Err(why) = saving {
            let _ = self.events.send(Event::Answered(Question::Save(many)));
            let _ = self.events.send(Event::Trouble(format!("not saved: {why}")));
        }
    }

    fn run(
        &mut self,
        generation: Generation,
        load: Load,
        work: impl FnOnce(Run) -> Result<Option<Printed>, IndexError> + Send + 'static,
    ) {
        let (steps, inbox) = mpsc::channel();
        let (ends, ended) = mpsc::channel();
        self.running = Some(Running { steps: steps.clone(), ended });
        let (run, events) = (Run { load, environment: self.folders.clone(), steps, inbox }, self.events.clone());
        let running = in_a_thread("command", move || {
            if let Some(printed) = work(run).unwrap_or_else(|error| failed(error.to_string())) {
                let _ = events.send(Event::Printed(generation, printed));
            }
            drop(ends);
        });
        if let Some(printed) = running.err().and_then(failed) {
            let _ = self.events.send(Event::Printed(generation, printed));
        }
    }

    /// Ends the command that runs, and gives what tells when it has.
    pub fn give_up(&mut self) -> Option<Receiver<()>> {
        let Running { steps, ended } = self.running.take()?;
        steps.send(Step::GivenUp).ok().map(|()| ended)
    }

    /// Ends what is being saved: a file that was begun is finished, and no other one is begun.
    pub fn give_up_saving(&mut self) {
        std::mem::take(&mut self.saving.given_up).store(true, Ordering::Relaxed);
    }

    /// Ends the command that runs, and what is being saved, before the program ends.
    pub fn leave(&mut self) {
        if let Some(ended) = self.give_up() {
            let _ = ended.recv_timeout(LAST_WAIT);
        }
        self.give_up_saving();
        self.saving.at_work = None;
        let _ = self.saving.ended.recv_timeout(LAST_WAIT);
    }
}

impl Run {
    /// Gives a command all articles, one behind the other, with an empty line between texts.
    fn pipe(self, words: Vec<String>, form: Form) -> Result<Option<Printed>, IndexError> {
        let Run { load, mut environment, steps, inbox } = self;
        let (is_one, zone) = (load.len() == 1, clock::zone());
        let mut inputs = Vec::new();
        for handed in load.read()? {
            let handed = handed?;
            inputs.push(handed.written(form, &zone));
            if is_one {
                environment.extend(handed.environment());
            }
        }
        if inputs.is_empty() {
            return Ok(failed(GONE.to_owned()));
        }
        let input = inputs.join(if form == Form::Json { "" } else { "\n" });
        Ok(run(Errand { words, input, environment }, &steps, &inbox))
    }

    /// Runs a command for each article in turn.
    fn command(self, words: &[String]) -> Result<Option<Printed>, IndexError> {
        let Run { load, environment, steps, inbox } = self;
        let (many, zone) = (load.len(), clock::zone());
        let errand = |handed: Handed| {
            let environment = environment.iter().cloned().chain(handed.environment()).collect();
            let input = handed.written(Form::Json, &zone);
            (handed.row.title.to_string(), Errand { words: words.to_vec(), input, environment })
        };
        let mut unread = None;
        let readable = load.read()?.map_while(|handed| handed.map_err(|error| unread = Some(error)).ok());
        let mut errands = readable.map(errand);
        let printed = match errands.next() {
            None => failed(GONE.to_owned()),
            Some((_, only)) if many == 1 => run(only, &steps, &inbox),
            Some(first) => Some(run_each(iter::once(first).chain(errands), many, &steps, &inbox)),
        };
        unread.map_or(Ok(printed), Err)
    }
}

fn failed(why: String) -> Option<Printed> {
    Some(Printed { failed: Some(why), ..Printed::default() })
}

/// Where the library lies, as a command finds it in its environment.
fn folders_of(paths: &Paths) -> Environment {
    let folders = [
        ("BYLINE_CONFIG_DIR", &paths.config),
        ("BYLINE_DATA_DIR", &paths.data),
        ("BYLINE_STATE_DIR", &paths.state),
        ("BYLINE_CACHE_DIR", &paths.cache),
    ];
    folders.map(|(name, folder)| (name, folder.to_string_lossy().into_owned())).to_vec()
}

/// Runs a command on an article, and waits for its end.
pub fn run_on(handed: &Handed, words: Vec<String>, form: Form, paths: &Paths) -> Printed {
    let (steps, inbox) = mpsc::channel();
    let environment = folders_of(paths).into_iter().chain(handed.environment()).collect();
    let errand = Errand { words, input: handed.written(form, &clock::zone()), environment };
    run(errand, &steps, &inbox).unwrap_or_default()
}

/// Saves the text of an article in the folder that a setting names, and tells where.
pub fn save(folder: &str, title: &str, form: Form, text: &str) -> io::Result<PathBuf> {
    saving::save(&saving::folder(folder), title, form, text)
}

/// Starts work that must not block anything; on failure, returns the reason.
pub(super) fn in_a_thread(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), String> {
    thread::Builder::new().name(name.to_owned()).spawn(work).map(drop).map_err(|error| why_refused(&error))
}
