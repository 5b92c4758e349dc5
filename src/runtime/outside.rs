//! Out of the program: opening addresses. Always an argument vector, never a shell.

use crate::app::Event;
use std::env;
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;
use std::thread;

/// Schemes that are opened; anything else stays text.
const OPENED: [&str; 3] = ["http", "https", "mailto"];

/// Opens an address with the configured command, or the system's; where there is no desktop, shows it.
pub fn open(opener: &[String], url: String, events: Sender<Event>) {
    let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
    if !OPENED.contains(&scheme.as_str()) {
        let _ = events.send(Event::Trouble(format!("not opened, {scheme}: is not http, https or mailto: {url}")));
        return;
    }
    let system = system_opener();
    let command = if opener.is_empty() { system.as_slice() } else { opener };
    let Some((program, arguments)) = command.split_first() else {
        let _ = events.send(Event::Notice(format!("no desktop here · y copies {url}")));
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
            Err(error) => error.to_string(),
        };
        let _ = events.send(Event::Trouble(format!("{program}: {failed} · y copies {url}")));
    };
    let _ = thread::Builder::new().name("opener".to_owned()).spawn(wait);
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
