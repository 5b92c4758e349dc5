//! Out of the program: opening addresses, saving, commands. Always an argument vector, never a shell.

use super::handing::Handed;
use super::running::{Errand, Step, run, why};
use super::{clock, qr, saving};
use crate::app::{self, Event, Form, Generation, Printed};
use crate::config::{Paths, Settings};
use std::env;
use std::io;
use std::os::unix::process::CommandExt as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

/// Schemes that are opened; anything else stays text.
const OPENED: [&str; 3] = ["http", "https", "mailto"];

/// How long leaving waits for a command that is given up.
const LAST_WAIT: Duration = Duration::from_secs(1);

/// What is done with an article once it is read from the library.
pub type Then = Box<dyn FnOnce(Handed) + Send>;

/// The door out of the program.
pub struct Outside {
    opener: Vec<String>,
    save_folder: String,
    /// Where the library lies, for commands that call byline.
    places: Vec<(&'static str, String)>,
    events: Sender<Event>,
    running: Option<Running>,
}

/// A command that was started, or is about to be.
struct Running {
    steps: Sender<Step>,
    /// Closed when the command has ended.
    ended: mpsc::Receiver<()>,
}

impl Outside {
    /// Goes by the settings.
    pub fn new(settings: &Settings, paths: &Paths, events: Sender<Event>) -> Self {
        let places = places_of(paths);
        let (opener, save_folder) = (settings.opener.clone(), settings.save_folder.clone());
        Outside { opener, save_folder, places, events, running: None }
    }

    /// Goes by other settings from now on.
    pub fn go_by(&mut self, settings: &Settings) {
        (self.opener, self.save_folder) = (settings.opener.clone(), settings.save_folder.clone());
    }

    /// What is to be done with an article that is still to be read.
    pub fn prepare(&mut self, what: app::Outside) -> Then {
        match what {
            app::Outside::Save(form) => self.prepare_save(form),
            app::Outside::Run(generation, words, form) => self.prepare_run(generation, words, form),
        }
    }

    fn prepare_save(&self, form: Form) -> Then {
        let (folder, events) = (saving::folder(&self.save_folder), self.events.clone());
        in_a_thread("saving", move |handed| {
            let text = handed.written(form, &clock::zone());
            let event = match saving::save(&folder, handed.row.title.as_str(), form, &text) {
                Ok(path) => {
                    let path = std::path::absolute(&path).unwrap_or(path);
                    Event::Notice(format!("saved as {}", path.display()))
                }
                Err(error) => Event::Trouble(format!("not saved: {}: {error}", folder.display())),
            };
            let _ = events.send(event);
        })
    }

    fn prepare_run(&mut self, generation: Generation, words: Vec<String>, form: Form) -> Then {
        let (steps, inbox) = mpsc::channel();
        let (ends, ended) = mpsc::channel();
        self.running = Some(Running { steps: steps.clone(), ended });
        let (places, events) = (self.places.clone(), self.events.clone());
        in_a_thread("command", move |handed| {
            let environment = places.into_iter().chain(handed.environment()).collect();
            let input = handed.written(form, &clock::zone());
            if let Some(printed) = run(Errand { words, input, environment }, &steps, &inbox) {
                let _ = events.send(Event::Printed(generation, printed));
            }
            drop(ends);
        })
    }

    /// Ends the command that runs, and gives what tells when it has.
    pub fn give_up(&mut self) -> Option<mpsc::Receiver<()>> {
        let Running { steps, ended } = self.running.take()?;
        steps.send(Step::GivenUp).ok().map(|()| ended)
    }

    /// Ends the command that runs before the program ends.
    pub fn leave(&mut self) {
        if let Some(ended) = self.give_up() {
            let _ = ended.recv_timeout(LAST_WAIT);
        }
    }

    /// Opens an address with the configured command, or the system's; where there is no desktop, shows it.
    pub fn open(&self, url: String) {
        let events = self.events.clone();
        let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if !OPENED.contains(&scheme.as_str()) {
            let _ = events.send(Event::Trouble(format!("not opened, {scheme}: is not http, https or mailto: {url}")));
            return;
        }
        let system = system_opener();
        let command = if self.opener.is_empty() { system.as_slice() } else { &self.opener };
        let Some((program, arguments)) = command.split_first() else {
            let picture = qr::rows(&url);
            let _ = events.send(Event::Unopened(url, picture));
            return;
        };
        let mut child = Command::new(program);
        child.args(arguments).arg(&url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // A group of its own: ^c in a browser that hangs must not reach the reader, nor the other way round.
        child.process_group(0);
        let program = program.clone();
        let wait = move || {
            let failed = match child.status() {
                Ok(status) if status.success() => return,
                Ok(status) => status.to_string(),
                Err(error) => why(&error),
            };
            let _ = events.send(Event::Trouble(format!("{program}: {failed} · y copies {url}")));
        };
        let _ = thread::Builder::new().name("opener".to_owned()).spawn(wait);
    }
}

/// Where the library lies, as a command finds it in its environment.
fn places_of(paths: &Paths) -> Vec<(&'static str, String)> {
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
    let environment = places_of(paths).into_iter().chain(handed.environment()).collect();
    let errand = Errand { words, input: handed.written(form, &clock::zone()), environment };
    run(errand, &steps, &inbox).unwrap_or_default()
}

/// Saves the text of an article in the folder that a setting names, and tells where.
pub fn save(folder: &str, title: &str, form: Form, text: &str) -> io::Result<PathBuf> {
    saving::save(&saving::folder(folder), title, form, text)
}

/// Work on an article that must not hold up the thread that reads it.
fn in_a_thread(name: &'static str, work: impl FnOnce(Handed) + Send + 'static) -> Then {
    Box::new(move |handed| {
        let _ = thread::Builder::new().name(name.to_owned()).spawn(move || work(handed));
    })
}

/// The command that opens addresses here; none without a desktop.
fn system_opener() -> Vec<String> {
    let set = |name| env::var_os(name).is_some_and(|value| !value.is_empty());
    if cfg!(target_os = "macos") {
        vec!["open".to_owned()]
    } else if set("DISPLAY") || set("WAYLAND_DISPLAY") || set("WSL_DISTRO_NAME") {
        vec!["xdg-open".to_owned()]
    } else {
        Vec::new()
    }
}
