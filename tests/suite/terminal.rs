//! The built program in a pseudo-terminal: keys in, screen out.
//!
//! It never sleeps: it reads until the screen shows what is waited for, or a deadline far beyond any honest wait is over.

use portable_pty::{CommandBuilder, ExitStatus, MasterPty, PtySize, native_pty_system};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Long enough for a loaded machine; nothing waits so long unless it fails.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// So many bytes are taken at a time. What stands on the screen for a moment only is seen however late it is read, and whoever
/// looks at what has not come yet fails every time, not now and then.
const PIECE: usize = 32;

/// How long nothing comes before what is waited for is looked at again.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The four folders of a reader of its own, gone with the value.
pub struct Home {
    folder: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        Home { folder: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file below the home and tells where it is.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// What a program started here finds in its environment; nothing of ours but the path of commands.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let below = |name: &str| self.path().join(name).to_string_lossy().into_owned();
        vec![
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("HOME", below("")),
            ("TERM", "xterm-256color".into()),
            ("LANG", "C.UTF-8".into()),
            ("TZ", "UTC".into()),
            ("BYLINE_CONFIG_DIR", below("config")),
            ("BYLINE_DATA_DIR", below("data")),
            ("BYLINE_STATE_DIR", below("state")),
            ("BYLINE_CACHE_DIR", below("cache")),
        ]
    }

    /// Runs byline with these arguments and no terminal: its exit code, what it printed, and what it said of trouble.
    pub fn run(&self, args: &[&str]) -> (Option<i32>, String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
        command.env_clear().envs(self.environment()).current_dir(self.path()).args(args).stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    }

    /// Starts byline with these arguments on a screen of this many columns and rows.
    pub fn open(&self, size: (u16, u16), arguments: &[&str]) -> Terminal {
        self.start(size, &[&[env!("CARGO_BIN_EXE_byline")], arguments].concat())
    }

    /// Starts a command on a screen of this many columns and rows.
    pub fn start(&self, (columns, rows): (u16, u16), command: &[&str]) -> Terminal {
        let pair = native_pty_system().openpty(size(columns, rows)).unwrap();
        let mut builder = CommandBuilder::new(command[0]);
        builder.args(&command[1..]);
        builder.env_clear();
        builder.cwd(self.path());
        for (name, value) in self.environment() {
            builder.env(name, value);
        }
        let mut child = pair.slave.spawn_command(builder).unwrap();
        // The program alone holds the terminal now: when it ends, reading ends.
        drop(pair.slave);
        let pid = Pid::from_raw(child.process_id().unwrap().try_into().unwrap()).unwrap();
        let (ended, end) = channel();
        thread::spawn(move || ended.send(child.wait().unwrap()));
        let (read, output) = channel();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let reading = thread::spawn(move || {
            let mut buffer = [0; 64 * 1024];
            while let Ok(n @ 1..) = reader.read(&mut buffer) {
                for piece in buffer[..n].chunks(PIECE) {
                    if read.send(piece.to_vec()).is_err() {
                        return;
                    }
                }
            }
        });
        Terminal {
            writer: pair.master.take_writer().unwrap(),
            master: pair.master,
            output,
            reading,
            process: Process { pid, end },
            screen: vt100::Parser::new(non_zero(rows), non_zero(columns), 0),
            bytes: Vec::new(),
        }
    }
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

fn non_zero(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

/// A program that was started; a test that fails takes it along.
struct Process {
    pid: Pid,
    end: Receiver<ExitStatus>,
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.end.try_recv(), Err(TryRecvError::Empty)) {
            let _ = kill_process(self.pid, Signal::KILL);
        }
    }
}

/// A program on a screen.
pub struct Terminal {
    master: Box<dyn MasterPty + Send>,
    writer: Box<dyn Write + Send>,
    output: Receiver<Vec<u8>>,
    reading: JoinHandle<()>,
    process: Process,
    screen: vt100::Parser,
    bytes: Vec<u8>,
}

impl Terminal {
    /// Types keys as the terminal sends them.
    pub fn send(&mut self, keys: &str) {
        self.writer.write_all(keys.as_bytes()).unwrap();
    }

    /// Changes the size of the screen.
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.screen.set_size(non_zero(rows), non_zero(columns));
        self.master.resize(size(columns, rows)).unwrap();
    }

    /// Sends a signal to the program that was started.
    pub fn signal(&self, signal: Signal) {
        kill_process(self.process.pid, signal).unwrap();
    }

    /// The number of the process that was started.
    pub fn id(&self) -> i32 {
        self.process.pid.as_raw_nonzero().get()
    }

    /// What stands on the screen, row by row.
    pub fn text(&self) -> String {
        self.screen.screen().contents()
    }

    /// The screen with all that the terminal knows of it.
    pub fn screen(&self) -> &vt100::Screen {
        self.screen.screen()
    }

    /// Every byte the program has sent.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Waits until the screen shows a text.
    pub fn wait_for(&mut self, text: &str) {
        self.wait_until(text, |screen| screen.contents().contains(text));
    }

    /// Waits until a text is gone from the screen.
    pub fn wait_without(&mut self, text: &str) {
        self.wait_until(&format!("no {text}"), |screen| !screen.contents().contains(text));
    }

    /// Waits until the screen is as wanted; `what` says so should it never be.
    pub fn wait_until(&mut self, what: &str, wanted: impl Fn(&vt100::Screen) -> bool) {
        self.wait(what, |terminal| wanted(terminal.screen()));
    }

    /// Waits until all that the program has sent is as wanted.
    pub fn wait_for_bytes(&mut self, wanted: impl Fn(&[u8]) -> bool) {
        self.wait("certain bytes", |terminal| wanted(terminal.bytes()));
    }

    /// Has everything drawn anew and waits until it is: what was waited for may stand above what is still to come.
    pub fn redraw(&mut self) {
        let before = self.bytes.len();
        // From this answer on, a whole picture of some length has a mark at its end.
        self.send("\x1b[?2026;2$y\x0c");
        self.wait_for_bytes(|bytes| bytes[before..].windows(8).any(|window| window == b"\x1b[?2026l"));
    }

    fn wait(&mut self, what: &str, wanted: impl Fn(&Self) -> bool) {
        let deadline = Instant::now() + DEADLINE;
        while !wanted(self) {
            // Not everything waited for is output: a file may come to hold what is wanted.
            match self.output.recv_timeout(LOOK_AGAIN) {
                Ok(bytes) => self.take(&bytes),
                Err(RecvTimeoutError::Timeout) if Instant::now() < deadline => {}
                Err(error) => panic!("waited in vain for {what} ({error}); the screen:\n{}", self.text()),
            }
        }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.bytes.extend_from_slice(bytes);
    }

    /// Waits until the program has ended, and takes in what it said last.
    pub fn wait_for_end(&mut self) -> ExitStatus {
        let deadline = Instant::now() + DEADLINE;
        while let Ok(bytes) = self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            self.take(&bytes);
        }
        let status = self.process.end.recv_timeout(deadline.saturating_duration_since(Instant::now()));
        status.unwrap_or_else(|error| panic!("the program does not end ({error}); the screen:\n{}", self.text()))
    }

    /// Whether the terminal is as the program found it.
    pub fn is_given_back(&self) -> bool {
        let screen = self.screen();
        !screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste()
    }

    /// Takes the terminal away, as a closed window or a broken line does, and waits for the end of the program.
    pub fn hang_up(self) -> ExitStatus {
        let Terminal { master, mut writer, output, reading, process, .. } = self;
        drop(output);
        // The reading thread holds the terminal too, and lets go when something comes that nobody takes.
        writer.write_all(b"\x0c").unwrap();
        drop(writer);
        drop(master);
        reading.join().unwrap();
        process.end.recv_timeout(DEADLINE).expect("the program ends when its terminal is gone")
    }
}
