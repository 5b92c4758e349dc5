//! The terminal: taken at the start, given back exactly once, however the program ends.

use crate::app::App;
use crate::ui;
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{self, DisableLineWrap, EnableLineWrap, EnterAlternateScreen, LeaveAlternateScreen};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use rustix::process::{Signal, getpgrp, kill_process_group};
use std::fs::OpenOptions;
use std::io::{self, BufWriter, Stdout, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ThreadId};

/// Whether the terminal is ours at present.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// A frame is put together in memory and leaves in one write.
const FRAME: usize = 64 * 1024;

/// The largest log kept from earlier runs.
const LOG: u64 = 1 << 20;

/// The screen.
pub struct Screen {
    terminal: Terminal<CrosstermBackend<BufWriter<Stdout>>>,
}

impl Screen {
    /// Takes the terminal. From here on a panic gives it back and names the log.
    pub fn open(log: &Path) -> io::Result<Self> {
        hook_panics(thread::current().id(), log);
        let backend = CrosstermBackend::new(BufWriter::with_capacity(FRAME, io::stdout()));
        take()?;
        Terminal::new(backend).map(|terminal| Screen { terminal }).inspect_err(|_| give_back())
    }

    /// Columns and rows.
    pub fn size(&self) -> (u16, u16) {
        self.terminal.size().map_or((80, 24), |size| (size.width, size.height))
    }

    /// Draws the state.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        self.terminal.draw(|frame| ui::draw(app, frame))?;
        Ok(())
    }

    /// Draws every cell anew next time.
    pub fn forget(&mut self) {
        // `Terminal::clear` would ask for the cursor first, and the thread that reads the keys would get the answer.
        if let Ok(size) = self.terminal.size() {
            let _ = self.terminal.resize(size.into());
        }
    }

    /// Puts text into the clipboard of the terminal, over SSH too (OSC 52).
    pub fn copy(&mut self, text: &str) {
        let out = self.terminal.backend_mut();
        let _ = queue!(out, CopyToClipboard::to_clipboard_from(text));
        let _ = io::Write::flush(out);
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
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, DisableLineWrap, crossterm::cursor::Hide)
        .inspect_err(|_| give_back())
}

fn give_back() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), EnableLineWrap, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = terminal::disable_raw_mode();
        let _ = io::stdout().flush();
    }
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
