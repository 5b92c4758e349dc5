//! The terminal: taken at the start, given back exactly once, however the program ends.

use super::net::Net;
use super::wire::{Capabilities, Wire};
use crate::app::App;
use crate::ui;
use crossterm::clipboard::CopyToClipboard;
use crossterm::{Command as _, terminal};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::process::{Signal, getpgrp, kill_process_group};
use rustix::termios::tcgetwinsize;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

/// Whether the terminal is ours at present.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The alternate screen, pastes in brackets, nothing that wraps, no cursor.
const TAKE: &str = "\x1b[?1049h\x1b[?2004h\x1b[?7l\x1b[?25l";

/// All of that undone, with the margins and the pen that drawing leaves.
const GIVE_BACK: &str = "\x1b[r\x1b[m\x1b[?7h\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// The largest log kept from earlier runs.
const LOG: u64 = 1 << 20;

/// The screen.
pub struct Screen {
    wire: Wire,
    picture: Buffer,
    net: Net,
}

impl Screen {
    /// Takes the terminal. From here on a panic gives it back and names the log.
    pub fn open(log: &Path) -> io::Result<Self> {
        hook_panics(thread::current().id(), log);
        take()?;
        let can = Capabilities::of_term(&std::env::var("TERM").unwrap_or_default());
        Ok(Screen { wire: Wire::new(can), picture: Buffer::default(), net: Net::default() })
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        let size = tcgetwinsize(io::stdout()).map_or((0, 0), |size| (size.ws_col, size.ws_row));
        if size.0 == 0 || size.1 == 0 { terminal::size().unwrap_or((80, 24)) } else { size }
    }

    /// Draws the state.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        let (width, height) = app.panes.size;
        self.picture.resize(Rect::new(0, 0, width, height));
        self.picture.reset();
        let cursor = ui::draw(app, &mut self.picture);
        let frame = self.wire.frame(&self.picture, cursor);
        self.net.count(frame.len(), &self.picture, cursor);
        send(&frame)
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
        let mut sequence = String::new();
        let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
        let _ = send(sequence.as_bytes());
    }

    /// Gives the terminal back and stops, as `^z` does elsewhere; goes on when told to.
    pub fn suspend(&mut self) {
        give_back();
        // The whole group, so that whatever started the program (a build tool, a script) stops with it.
        let _ = kill_process_group(getpgrp(), Signal::STOP);
        let _ = take();
        self.forget();
    }

    /// Gives the terminal back.
    pub fn close(&mut self) {
        give_back();
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        give_back();
    }
}

fn take() -> io::Result<()> {
    terminal::enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    send(TAKE.as_bytes()).inspect_err(|_| give_back())
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = send(GIVE_BACK.as_bytes());
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
        let _ = std::fs::create_dir_all(folder);
    }
    let Ok(file) = OpenOptions::new().create(true).append(true).open(path) else { return };
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(std::sync::Mutex::new(file));
    let level = tracing_subscriber::EnvFilter::try_from_env("BYLINE_LOG").unwrap_or_else(|_| "warn".into());
    let _ = subscriber.with_env_filter(level).try_init();
}
