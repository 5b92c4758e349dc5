//! tmux, the second oracle: what its pane shows after the same frames, as `capture-pane -e` tells it.

use super::frames::{Emulator, steps};
use super::oracle::{Screen, check_screen};
use super::{Capabilities, Wire};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

/// Long enough for a loaded machine.
const DEADLINE: Duration = Duration::from_secs(60);

/// A pane of 20 columns and 8 rows that shows what is written to it.
struct Pane {
    folder: tempfile::TempDir,
    input: File,
    frames: usize,
}

fn tmux(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("tmux");
    command.env_remove("TMUX").env("TMUX_TMPDIR", folder).env("LC_ALL", "C.UTF-8");
    command.args(["-u", "-f"]).arg(folder.join("conf")).args(arguments).output().unwrap()
}

impl Pane {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("input");
        std::fs::write(folder.path().join("conf"), "set -g status off\n").unwrap();
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        let shown = format!("stty raw -echo; exec cat '{}'", path.display());
        let started = tmux(folder.path(), &["new-session", "-d", "-x", "20", "-y", "8", &shown]);
        assert!(started.status.success(), "{}", String::from_utf8_lossy(&started.stderr));
        let mut input = File::options().write(true).open(path).unwrap();
        // As the program itself does: at the last column nothing wraps.
        input.write_all(b"\x1b[?7l").unwrap();
        Pane { folder, input, frames: 0 }
    }

    /// Waits until all that was written is shown, and hands over what it looks like.
    fn screen(&mut self) -> Screen {
        self.frames += 1;
        let title = format!("frame {}", self.frames);
        self.take(format!("\x1b]2;{title}\x07").as_bytes());
        let deadline = Instant::now() + DEADLINE;
        let ask = ["display-message", "-p", "#{pane_title} #{cursor_x} #{cursor_y} #{cursor_flag}"];
        loop {
            let told = tmux(self.folder.path(), &[&ask[..], &[";", "capture-pane", "-e", "-p", "-N"]].concat());
            let told = String::from_utf8(told.stdout).unwrap();
            if let Some((state, rows)) = told.split_once('\n')
                && let Some(state) = state.strip_prefix(&format!("{title} "))
            {
                let state: Vec<u16> = state.split(' ').map(|number| number.parse().unwrap()).collect();
                let mut screen = Screen::new(20, 8);
                screen.take(rows.trim_end_matches('\n').replace('\n', "\r\n").as_bytes());
                let cursor = if state[2] == 1 { 'h' } else { 'l' };
                screen.take(format!("\x1b[{};{}H\x1b[?25{cursor}", state[1] + 1, state[0] + 1).as_bytes());
                return screen;
            }
            assert!(Instant::now() < deadline, "tmux does not show {title}: {told}");
        }
    }
}

impl Emulator for Pane {
    fn take(&mut self, bytes: &[u8]) {
        self.input.write_all(bytes).unwrap();
    }

    fn resize(&mut self, _: u16, _: u16) {
        unreachable!("tmux wraps what it shows anew, in its own time");
    }
}

impl Drop for Pane {
    fn drop(&mut self) {
        tmux(self.folder.path(), &["kill-server"]);
    }
}

#[test]
fn tmux_shows_what_is_drawn() {
    if Command::new("tmux").arg("-V").output().is_err() {
        println!("skipped: there is no tmux here");
        return;
    }
    let mut runner = TestRunner::deterministic();
    // What was erased on a ground of its own is on the screen, and left out of what is captured.
    let can = Capabilities { grounds: false, whole_frames: false, ..super::ALL };
    let mut pane = Pane::open();
    let mut wire = Wire::new(can);
    let mut drawn = Buffer::empty(Rect::new(0, 0, 20, 8));
    while pane.frames < 200 {
        for step in steps(100).new_tree(&mut runner).unwrap().current() {
            let cursor = step.without_resize().take(&mut drawn, &mut wire, &mut pane);
            let frame = wire.frame(&drawn, cursor);
            pane.take(&frame);
            check_screen(&drawn, cursor, &pane.screen(), &String::from_utf8_lossy(&frame)).unwrap();
        }
    }
}
