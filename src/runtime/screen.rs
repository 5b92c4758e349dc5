//! The terminal: taken at the start, given back exactly once, however the program ends.

use super::clipboard::{self, Between};
use super::desktop;
use super::net::Net;
use super::pace::{self, Pace};
use super::questions;
use super::wire::{Capabilities, STOPS_QUESTION, Wire, give_back_stops};
use crate::app::{Answer, App};
use crate::config::Notify;
use crate::store::{create_folder, private_options};
use crate::ui;
use crossterm::terminal;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, kill_process_group};
use rustix::termios::{OptionalActions, tcgetattr, tcgetwinsize, tcsetattr};
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicUsize, Ordering};
use std::thread::{self, ThreadId};
use std::time::{Duration, Instant};

/// Whether the terminal is ours at present.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The program stopped itself, and sets up the terminal again when it continues.
static SUSPENDED: AtomicBool = AtomicBool::new(false);

/// The columns of a terminal whose tabulator was touched; none until then.
static STOPS: AtomicUsize = AtomicUsize::new(0);

/// How the keyboard is told to tell its keys, in kitty's protocol; 0 where the terminal does not know it.
static KEYBOARD: AtomicU8 = AtomicU8::new(0);

/// Whether the terminal has confirmed that Escape comes as a sequence.
static UNAMBIGUOUS: AtomicBool = AtomicBool::new(false);

/// Every key as a sequence, with its place and the text that it types: without the first a letter tells no place, without
/// the last nobody knew what dead keys and third levels type.
const ALL_OF_KEYS: u8 = 1 | 4 | 8 | 16;

/// Where a terminal has only a part of that: letters as they are, and places of keys with modifiers.
const PART_OF_KEYS: u8 = 1 | 4;

/// What the keyboard tells, as asked of the terminal.
const ASKS_KEYBOARD: &str = "\x1b[?u";

/// Saves the terminal's title and sets ours.
const TITLE: &str = "\x1b[22;2t\x1b]2;byline\x1b\\";

/// Alternate screen, bracketed paste and focus reports on; wrapping and cursor off.
const MODES: &str = "\x1b[?1049h\x1b[?2004h\x1b[?1004h\x1b[?7l\x1b[?25l";

/// What another program may have left behind: letters that are drawn lines, rows that make room, margins that count, keys of
/// another mode, a mouse that tells.
const SETTLE: &str = "\x1b(B\x0f\x1b[4l\x1b[?6l\x1b[r\x1b[?69l\x1b[m\x1b[?1l\x1b>\x1b[?1000;1002;1003;1006l";

/// All of that undone, with the margins and the pen that drawing leaves.
const GIVE_BACK: &str = "\x1b[r\x1b[m\x1b[?7h\x1b[?1004l\x1b[?2004l\x1b[?1049l\x1b[?25h\x1b[23;2t";

/// The largest log kept from earlier runs.
const LOG: u64 = 1 << 20;

/// The screen.
pub struct Screen {
    wire: Wire,
    picture: Buffer,
    net: Net,
    pace: Pace,
    /// What the terminal answered, and what the environment calls it.
    names: [String; 3],
    /// The first questions were sent.
    has_asked: bool,
}

impl Screen {
    /// Takes the terminal. From here on a panic gives it back and names the log.
    pub fn open(log: &Path) -> io::Result<Self> {
        hook_panics(thread::current().id(), log);
        take()?;
        let get = |name: &str| std::env::var(name).unwrap_or_default();
        let can = Capabilities { unicode: is_unicode(get), ..Capabilities::of_env(get) };
        let names = [String::new(), get("TERM_PROGRAM"), get("TERM")];
        Ok(Screen {
            wire: Wire::new(can),
            picture: Buffer::default(),
            net: Net::default(),
            pace: Pace::default(),
            names,
            has_asked: false,
        })
    }

    /// Draws the state, at the end with the question whether it was read where frames come quickly. `wait` is called before
    /// the frame is sent.
    pub fn draw(&mut self, app: &App, wait: impl FnOnce()) -> io::Result<()> {
        let (width, height) = app.panes.size;
        self.picture.resize(Rect::new(0, 0, width, height));
        self.picture.reset();
        let cursor = ui::draw(app, &mut self.picture, self.wire.links());
        let mut frame = self.wire.frame(&self.picture, cursor);
        let now = Instant::now();
        if !frame.is_empty() && self.pace.is_to_ask(now, frame.len()) {
            frame.extend(pace::QUESTION);
            self.pace.ask(now, frame.len());
            questions::ask();
        }
        self.pace.drew(now);
        self.net.count(frame.len(), &self.picture, cursor);
        wait();
        send(&frame)?;
        if self.pace.round_trip.is_some() { self.ask() } else { Ok(()) }
    }

    /// How long the next frame has to wait for the terminal; none where it may be drawn.
    pub fn wait(&self) -> Option<Duration> {
        self.pace.wait(Instant::now())
    }

    /// Asks the terminal what it can do and the last frame could have used, the first time also how long it takes to answer.
    /// Nothing waits for that.
    pub fn ask(&mut self) -> io::Result<()> {
        let is_first = !std::mem::replace(&mut self.has_asked, true);
        let questions = self.wire.questions(is_first);
        if questions.is_empty() && !is_first {
            return Ok(());
        }
        if questions.ends_with(STOPS_QUESTION) {
            STOPS.store(usize::from(self.picture.area.width), Ordering::SeqCst);
        }
        // Every terminal answers the last one.
        let questions = [&questions, pace::QUESTION].concat();
        self.pace.ask(Instant::now(), questions.len());
        questions::ask();
        send(&self.wire.ask(&questions))
    }

    /// The terminal answered.
    pub fn take_answer(&mut self, answer: &Answer) {
        match answer {
            Answer::Ready => {
                self.pace.answer(Instant::now());
                self.net.round_trip = self.pace.round_trip;
            }
            Answer::Mode(mode, has) => self.wire.capabilities().learn_mode(*mode, *has),
            Answer::Place(row, column) => self.wire.capabilities().learn_place(*row, *column),
            Answer::Name(name) => {
                tracing::info!(name, "the terminal");
                self.wire.capabilities().learn_name(name);
                self.names[0].clone_from(name);
            }
            Answer::Keyboard(flags) => self.set_keyboard(*flags),
        }
    }

    /// The terminal knows the protocol in which a keyboard tells all: it is told to, and asked what came of it.
    fn set_keyboard(&mut self, flags: u32) {
        if !is_taken() {
            return;
        }
        UNAMBIGUOUS.store(KEYBOARD.load(Ordering::SeqCst) != 0 && flags & 1 != 0, Ordering::SeqCst);
        let lacks_some = flags & u32::from(ALL_OF_KEYS) != u32::from(ALL_OF_KEYS);
        match KEYBOARD.load(Ordering::SeqCst) {
            0 => {
                KEYBOARD.store(ALL_OF_KEYS, Ordering::SeqCst);
                self.pace.ask(Instant::now(), 0);
                questions::ask();
                let _ = send(&[tell_keys(ALL_OF_KEYS).as_bytes(), ASKS_KEYBOARD.as_bytes(), pace::QUESTION].concat());
            }
            ALL_OF_KEYS if lacks_some => {
                KEYBOARD.store(PART_OF_KEYS, Ordering::SeqCst);
                let _ = send(format!("\x1b[={PART_OF_KEYS};1u").as_bytes());
            }
            _ => {}
        }
    }

    /// What the line carried.
    pub fn net(&mut self) -> &mut Net {
        &mut self.net
    }

    /// Draws every cell anew next time.
    pub fn forget(&mut self) {
        self.wire.forget();
    }

    /// Puts text into the clipboard of the terminal, over SSH too (OSC 52).
    pub fn copy(&mut self, text: &str) {
        let _ = send(&clipboard::copy(text, Between::of(|name| std::env::var(name).ok())));
    }

    /// Tells whoever does not look at the screen.
    pub fn notify(&mut self, how: Notify, text: &str) {
        let names = self.names.each_ref().map(String::as_str);
        let _ = send(&desktop::notice(text, how, &names, Between::of(|name| std::env::var(name).ok())));
    }

    /// Gives the terminal back and stops, as `^z` does elsewhere; goes on when told to.
    pub fn suspend(&mut self) {
        questions::settle();
        give_back();
        SUSPENDED.store(true, Ordering::SeqCst);
        // The whole group, so that whatever started the program (a build tool, a script) stops with it.
        let _ = kill_process_group(getpgrp(), Signal::STOP);
        let _ = send(SETTLE.as_bytes());
        let _ = take();
        self.forget();
    }

    /// Lends the terminal to another program, and takes it again: as it was, however that program left it.
    pub fn lend<T>(&mut self, run: impl FnOnce() -> T) -> T {
        give_back();
        let modes = tcgetattr(io::stdin());
        let came = run();
        if let Ok(modes) = modes {
            let _ = tcsetattr(io::stdin(), OptionalActions::Now, &modes);
        }
        let _ = send(SETTLE.as_bytes());
        let _ = take();
        self.forget();
        came
    }

    /// Continues after something else stopped the program: the shell used the terminal meanwhile and changed its settings.
    pub fn resume(&mut self) {
        if !is_taken() {
            return;
        }
        // Only a restored terminal can be set up again.
        let _ = terminal::disable_raw_mode();
        let _ = terminal::enable_raw_mode();
        let flags = KEYBOARD.load(Ordering::SeqCst);
        let keyboard = if flags == 0 { String::new() } else { format!("\x1b[={flags};1u") };
        let _ = send(&[SETTLE.as_bytes(), MODES.as_bytes(), keyboard.as_bytes()].concat());
        self.forget();
    }

    /// Restores the terminal.
    pub fn close(&mut self) {
        questions::settle();
        give_back();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

/// Whether the terminal is ours, and not lent or given back.
pub fn is_taken() -> bool {
    TAKEN.load(Ordering::SeqCst)
}

/// Whether the program had stopped itself before it was continued; resets the flag.
pub fn was_suspended() -> bool {
    SUSPENDED.swap(false, Ordering::SeqCst)
}

/// Whether the terminal sends Escape as a sequence (kitty's protocol), so that a lone Escape begins one.
pub fn has_all_keys() -> bool {
    UNAMBIGUOUS.load(Ordering::SeqCst)
}

/// Columns and rows.
pub fn size() -> (u16, u16) {
    let size = tcgetwinsize(io::stdout()).map_or((0, 0), |size| (size.ws_col, size.ws_row));
    if size.0 == 0 || size.1 == 0 { terminal::size().unwrap_or((80, 24)) } else { size }
}

/// Whether the locale takes every character: one that says nothing does.
fn is_unicode(get: impl Fn(&str) -> String) -> bool {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().map(get).find(|value| !value.is_empty());
    locale.is_none_or(|locale| locale.to_ascii_lowercase().replace('-', "").contains("utf8"))
}

fn take() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    let keyboard = match KEYBOARD.load(Ordering::SeqCst) {
        0 => String::new(),
        flags => tell_keys(flags),
    };
    send(&[TITLE.as_bytes(), MODES.as_bytes(), keyboard.as_bytes()].concat()).inspect_err(|_| give_back())
}

/// Has the keyboard tell its keys so, until it is told otherwise by who told it before.
fn tell_keys(flags: u8) -> String {
    format!("\x1b[>{flags}u")
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let stops = Some(STOPS.load(Ordering::SeqCst)).filter(|columns| *columns > 0).map(give_back_stops);
        // First, since each of a terminal's two screens has a keyboard of its own.
        let keyboard: &[u8] = if KEYBOARD.load(Ordering::SeqCst) == 0 { b"" } else { b"\x1b[<u" };
        let _ = send(&[keyboard, &stops.unwrap_or_default(), GIVE_BACK.as_bytes()].concat());
        let _ = terminal::disable_raw_mode();
    }
}

/// Sends bytes in one write, unless the terminal takes fewer at once.
fn send(mut bytes: &[u8]) -> io::Result<()> {
    let out = io::stdout();
    while !bytes.is_empty() {
        match rustix::io::write(&out, bytes) {
            Ok(sent) => bytes = &bytes[sent..],
            Err(Errno::INTR) => {}
            // A program before this one may have left the terminal so.
            Err(Errno::AGAIN) => {
                let _ = poll(&mut [PollFd::new(&out, PollFlags::OUT)], None);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// On the main thread a panic ends the program: the terminal is given back before its message is printed. Elsewhere the
/// screen lives on, and the message goes to the log.
fn hook_panics(main: ThreadId, log: &Path) {
    let log = log.to_owned();
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!("{panic}\n{}", std::backtrace::Backtrace::force_capture());
        if thread::current().id() == main {
            questions::settle();
            give_back();
            print(panic);
            let _ = writeln!(io::stderr(), "byline broke; no mark is lost. The log says more: {}", log.display());
        }
    }));
}

/// Sends what the program notes for itself to a file; an old log is put aside when it has grown.
pub fn open_log(path: &Path) {
    if path.metadata().is_ok_and(|log| log.len() > LOG) {
        let _ = std::fs::rename(path, path.with_extension("old.log"));
    }
    if let Some(folder) = path.parent() {
        let _ = create_folder(folder);
    }
    let Ok(file) = private_options().create(true).append(true).open(path) else { return };
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(std::sync::Mutex::new(file));
    // On a full disk, the log would print an error on the screen.
    let subscriber = subscriber.log_internal_errors(false);
    let level = tracing_subscriber::EnvFilter::try_from_env("BYLINE_LOG").unwrap_or_else(|_| "warn".into());
    let _ = subscriber.with_env_filter(level).try_init();
}
