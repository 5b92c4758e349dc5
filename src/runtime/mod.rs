//! Threads, terminal, signals, clock: turns the world into events, and effects into the world.
//!
//! It decides nothing: what an event means is `app`'s. One thread owns the screen; every other only sends events.

mod adding;
mod clipboard;
mod clock;
mod counting;
mod desktop;
mod finding;
mod focus;
mod handing;
mod hook;
mod ears;
mod editor;
mod edits;
mod input;
mod json;
mod lists;
mod marks;
mod net;
mod opener;
mod outside;
mod pace;
mod pages;
mod places;
mod qr;
mod questions;
mod running;
mod saving;
mod screen;
mod session;
mod setting;
mod sets;
mod signals;
mod stories;
mod upkeep;
mod wire;
mod worker;
mod workers;

pub use clock::zone;
pub use edits::{Ends, Turn, turn};
pub use handing::Handed;
pub use hook::tell_of_new;
pub use json::{ArticleJson, More};
pub use outside::{run_on, save};
pub use sets::Sets;
pub use stories::Teller;

use crate::app::{self, Answer, App, Effect, Event, Now, Slow};
use crate::article::{ArticleId, SourceId};
use crate::config::{Paths, SavedView, Settings, Values};
use crate::keys::Keymap;
use crate::query::View;
use crate::sources::why_refused;
use crate::theme::{Palette, Theme};
use anyhow::Context as _;
use focus::Focus;
use input::Parser;
use opener::Opener;
use outside::Outside;
use places::Places;
use screen::Screen;
use session::Session;
use std::io;
use std::path::PathBuf;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use workers::Workers;

/// What the reader starts with.
#[derive(Debug)]
pub struct Start {
    /// The four folders.
    pub paths: Paths,
    /// The resolved settings.
    pub settings: Settings,
    /// The same, each as it is written.
    pub values: Values,
    /// The colours of the terminal.
    pub palette: Palette,
    /// The queries that are kept with a name.
    pub views: Vec<SavedView>,
    /// The effective keymap.
    pub keymap: Keymap,
    /// How roles look.
    pub theme: Theme,
    /// Show this source first instead of where the reader was.
    pub source: Option<SourceId>,
    /// Open this article first.
    pub article: Option<ArticleId>,
    /// What is wrong with settings, keys or sources, in one line.
    pub trouble: Option<String>,
}

/// How long a change of place may be unsaved.
const SAVE_WITHIN: Duration = Duration::from_millis(1_500);

/// A terminal that answers within this time is called near, over SSH too.
const FAST: Duration = Duration::from_millis(50);

/// How long a frame waits for the mark that it shows to be in the journal. That takes a third of a millisecond, unless the
/// disk is busy.
const MARK_FIRST: Duration = Duration::from_millis(10);

/// How long the first frame waits for the first rows, so that it need not be drawn twice.
const FIRST_ROWS: Duration = Duration::from_millis(40);

/// Runs the reader until it is left.
pub fn run(start: Start) -> anyhow::Result<()> {
    let log = start.paths.log_file();
    screen::open_log(&log);
    let (events, inbox) = mpsc::channel();
    let session = Session::new(&start.paths.state);
    let gate = Arc::new(Mutex::new(()));
    let begun = Instant::now();
    let (workers, mut screen) = {
        // No key is read before the screen is set up, and the screen is set up only after everything that restores it.
        let _turn = gate.lock().unwrap_or_else(PoisonError::into_inner);
        let workers = start_threads(&start, &events, &gate, begun)
            .map_err(|error| anyhow::anyhow!("the reader can't start: {}", why_refused(&error)))?;
        (workers, Screen::open(&log).context("the terminal cannot be used")?)
    };
    let (app, effects) = App::new(first_state(&start, &session, screen::size()));
    let opener = Opener::new(&start.settings, workers.events.clone());
    let outside = Outside::new(&start, workers.events.clone());
    let mut runtime = Runtime {
        app,
        gate,
        begun,
        parser: Parser::default(),
        state: start.paths.state.clone(),
        saved: None,
        workers,
        opener,
        outside,
        unsaved: None,
        stale: false,
        focus: Focus::default(),
        finds_line: true,
        leaving: false,
        asked: false,
        hurry: false,
    };
    runtime.carry_out(effects, &mut screen);
    let left = runtime.run(&inbox, &mut screen);
    let lost = runtime.leave(&mut screen);
    left?;
    lost.map_or(Ok(()), |lost| Err(anyhow::Error::msg(lost)))
}

/// The threads that the reader can't work without or be quit without.
fn start_threads(start: &Start, events: &Sender<Event>, gate: &Arc<Mutex<()>>, begun: Instant) -> io::Result<Workers> {
    let workers = Workers::start(start, events.clone())?;
    signals::watch(events.clone())?;
    input::read(events.clone(), gate.clone(), begun)?;
    Ok(workers)
}

fn first_state(start: &Start, session: &Session, size: (u16, u16)) -> app::Start {
    let Settings { measure, breaking, density, layout, mark_read, links, words_per_minute, .. } = start.settings;
    let (time, today, zone) = clock::now();
    let mut place = session.read(time.to_zoned(zone.clone()));
    if let Some(source) = start.source {
        let kept = place.take().unwrap_or_default();
        let view = View { source: Some(source), ..View::default() };
        place = Some(app::Place { spot: app::Spot { view, ..app::Spot::default() }, ..kept });
    }
    if let Some(id) = start.article {
        place.get_or_insert_default().spot.article = Some((id, None));
    }
    app::Start {
        size,
        now: Now { time, today, zone },
        options: app::Options {
            setting: app::Setting { measure, breaking, links, minute: words_per_minute },
            layout,
            mark_read,
            density,
        },
        settings: start.values.clone(),
        keymap: start.keymap.clone(),
        commands: start.settings.commands.clone(),
        views: start.views.clone(),
        theme: start.theme.clone(),
        slow: Slow(std::env::var_os("SSH_CONNECTION").is_some()),
        place,
        seed: clock::seed(),
        trouble: start.trouble.clone(),
    }
}

struct Runtime {
    app: App,
    /// The place that was saved last.
    saved: Option<app::Place>,
    workers: Workers,
    opener: Opener,
    outside: Outside,
    /// Who reads the terminal holds it.
    gate: Arc<Mutex<()>>,
    /// The zero of the times of bytes from the terminal.
    begun: Instant,
    parser: Parser,
    /// Where this machine's own files lie.
    state: PathBuf,
    /// Since when the place may differ from the saved one.
    unsaved: Option<Instant>,
    /// The screen shows an older state.
    stale: bool,
    focus: Focus,
    /// The line is to be called fast where the terminal answers at once.
    finds_line: bool,
    leaving: bool,
    /// The user was told that marks are not written.
    asked: bool,
    /// Told to quit from outside, when there may be no user to ask.
    hurry: bool,
}

impl Runtime {
    /// Takes events until it is time to leave; what arrives together makes one frame.
    fn run(&mut self, inbox: &Receiver<Event>, screen: &mut Screen) -> anyhow::Result<()> {
        self.first_frame(inbox, screen)?;
        screen.ask()?;
        self.stale = true;
        self.workers.upkeep.begin();
        self.workers.mark(marks::Request::Begin);
        while !self.leaving {
            // Read once: were it over between two looks, what is stale would wait for the next event.
            let wait = screen.wait();
            if self.stale && wait.is_none() {
                let journal = &self.workers.journal;
                if let Err(error) = screen.draw(&self.app, || journal.wait(MARK_FIRST)) {
                    // The terminal closed in the middle of a frame: nobody is there to be told.
                    tracing::info!(%error, "the terminal is gone");
                    return Ok(());
                }
                self.stale = false;
            }
            match self.wait(inbox, wait.filter(|_| self.stale)) {
                Some(event) => self.take(event, screen),
                None => self.hear(screen, |parser, now, ears| parser.pass(now, ears)),
            }
            while let Ok(event) = inbox.try_recv() {
                self.take(event, screen);
            }
        }
        tracing::info!("the line\n{}", screen.net());
        Ok(())
    }

    /// Draws as soon as there is something to show, and without it when that takes long.
    fn first_frame(&mut self, inbox: &Receiver<Event>, screen: &mut Screen) -> anyhow::Result<()> {
        let late = Instant::now() + FIRST_ROWS;
        while !(self.leaving || self.app.list.loaded && self.app.sources.loaded) {
            match inbox.recv_timeout(late.saturating_duration_since(Instant::now())) {
                Ok(event) => self.take(event, screen),
                Err(_) => break,
            }
        }
        if !self.leaving {
            screen.draw(&self.app, || ())?;
        }
        Ok(())
    }

    /// The next event. While idle, the program wakes only once to save the place, to draw what the terminal was not ready
    /// for, and for a key that may begin a sequence.
    fn wait(&mut self, inbox: &Receiver<Event>, draw: Option<Duration>) -> Option<Event> {
        let save = self.unsaved.map(|since| (since + SAVE_WITHIN).saturating_duration_since(Instant::now()));
        let typed = self
            .parser
            .deadline(&|stroke| self.effect_of(stroke))
            .map(|time| time.saturating_sub(self.begun.elapsed()));
        let Some(time) = save.into_iter().chain(draw).chain(typed).min() else {
            return Some(inbox.recv().unwrap_or(Event::Leave));
        };
        match inbox.recv_timeout(time) {
            Ok(event) => Some(event),
            Err(RecvTimeoutError::Disconnected) => Some(Event::Leave),
            Err(RecvTimeoutError::Timeout) => {
                if save == Some(time) {
                    self.save_place();
                }
                None
            }
        }
    }

    /// The terminal answered: nothing happened to the state, but the line may turn out to be fast.
    fn take_answer(&mut self, answer: &Answer, screen: &mut Screen) {
        screen.take_answer(answer);
        if *answer == Answer::Ready && std::mem::take(&mut self.finds_line) {
            let fast = screen.net().round_trip.is_some_and(|time| time < FAST);
            if fast {
                let effects = self.app.update(Event::Line(Slow(false)));
                self.carry_out(effects, screen);
                self.stale = true;
            }
        }
    }

    fn take(&mut self, event: Event, screen: &mut Screen) {
        self.hurry |= matches!(event, Event::Leave);
        match event {
            Event::Answer(answer) => return self.take_answer(&answer, screen),
            Event::Continued => {
                screen.resume();
                self.stale = true;
                return self.come_back(screen);
            }
            Event::Bytes(bytes, at) => return self.hear(screen, |parser, _, ears| parser.take(&bytes, at, ears)),
            _ => {}
        }
        let tells_time = self.focus.tells_time(&event);
        self.stale |= !matches!(event, Event::Focus(false));
        if matches!(event, Event::Resize(..)) {
            // What a terminal does to the rows it shows is its own affair, also where it ends up at the size it had.
            screen.forget();
        }
        let is_key = matches!(event, Event::Key(_) | Event::Tentative(..));
        let mut effects = Vec::new();
        if tells_time {
            // Ages move on with events, not by themselves.
            let (time, today, _) = clock::now();
            effects.extend(self.app.update(Event::Clock(time, today)));
        }
        effects.extend(self.app.update(event));
        if is_key {
            screen.net().begin(self.app.acted);
        }
        self.carry_out(effects, screen);
        // Whether the place really changed is told when it is saved: telling costs a hash of the paragraph.
        self.unsaved.get_or_insert_with(Instant::now);
    }

    fn save_place(&mut self) {
        self.unsaved = None;
        let place = self.app.place();
        if self.saved.as_ref() != Some(&place) {
            self.workers.mark(marks::Request::Place(Box::new(place.clone())));
            self.saved = Some(place);
        }
    }

    fn carry_out(&mut self, effects: Vec<Effect>, screen: &mut Screen) {
        for effect in effects {
            let Some(effect) = self.workers.carry_out(effect, self.app.now.today) else { continue };
            match effect {
                Effect::Settings(settings) => {
                    self.outside.go_by(&settings);
                    self.opener.go_by(&settings);
                    self.workers.go_by(*settings);
                }
                Effect::HandOut(articles, what) => self.outside.hand_out(articles, what),
                Effect::GiveUp => drop(self.outside.give_up()),
                Effect::Cancel => self.outside.give_up_saving(),
                Effect::OpenAddresses(urls) => self.open(urls, screen),
                Effect::Copy(text) => screen.copy(&text),
                Effect::Notify(how, text) if self.focus.may_be_away() => screen.notify(how, &text),
                Effect::Notify(..) => {}
                Effect::TellNet => {
                    let told = self.app.update(Event::Told("the line".to_owned(), screen.net().to_string()));
                    self.carry_out(told, screen);
                }
                Effect::EditOutside(text) => self.edit(&text, screen),
                Effect::Suspend => self.suspend(screen),
                Effect::Redraw => screen.forget(),
                Effect::Quit => self.try_to_leave(screen),
                _ => {}
            }
        }
    }

    /// Quits at once if every mark is written; otherwise asks once.
    fn try_to_leave(&mut self, screen: &mut Screen) {
        let unwritten = if self.hurry { None } else { self.workers.unwritten() };
        self.leaving = unwritten.is_none() || self.asked;
        self.asked = unwritten.is_some();
        if let Some(unwritten) = unwritten.filter(|_| !self.leaving) {
            let effects = self.app.update(Event::Trouble(unwritten));
            self.carry_out(effects, screen);
        }
    }

    fn suspend(&mut self, screen: &mut Screen) {
        self.save_place();
        self.workers.sync();
        screen.suspend();
        self.come_back(screen);
    }

    /// Has addresses opened, by a program that wants the terminal on that.
    fn open(&mut self, urls: Vec<String>, screen: &mut Screen) {
        let Some(visit) = self.opener.open(urls) else { return };
        if let Err(why) = self.lend(screen, || visit.make()) {
            let effects = self.app.update(Event::Trouble(why));
            self.carry_out(effects, screen);
        }
    }

    /// Has a text edited by the reader's editor.
    fn edit(&mut self, text: &str, screen: &mut Screen) {
        let folder = self.state.clone();
        let command = editor::command(|name| std::env::var(name).ok());
        let edited = command.and_then(|command| self.lend(screen, || editor::edit(&command, &folder, text)));
        let event = edited.map_or_else(|error| Event::Trouble(error.to_string()), Event::Edited);
        let effects = self.app.update(event);
        self.carry_out(effects, screen);
    }

    /// Lends the terminal to another program: no key is read meanwhile, and what it leaves on the screen is drawn over.
    fn lend<T>(&mut self, screen: &mut Screen, run: impl FnOnce() -> T) -> T {
        self.save_place();
        self.workers.sync();
        questions::settle();
        let came = {
            let _turn = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
            screen.lend(run)
        };
        self.come_back(screen);
        came
    }

    /// The terminal is ours again, and perhaps of another size.
    fn come_back(&mut self, screen: &mut Screen) {
        let (width, height) = screen::size();
        for event in [Event::Resize(width, height), Event::Resumed] {
            let effects = self.app.update(event);
            self.carry_out(effects, screen);
        }
    }

    /// The terminal first, then what is unsaved: nobody waits for a disk to get the prompt back.
    fn leave(mut self, screen: &mut Screen) -> Option<String> {
        if let Some((op, changes)) = self.app.unsaved_position() {
            self.workers.mark(marks::Request::Mark { op, changes, bulk: false });
        }
        screen.close();
        self.outside.leave();
        self.save_place();
        self.workers.leave()
    }
}
