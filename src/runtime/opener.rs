//! Addresses opened by another program: beside the reader on the desktop, or on the terminal that is lent to it meanwhile.

use super::editor::wait;
use super::outside::in_a_thread;
use super::qr;
use super::running::why;
use crate::app::Event;
use crate::config::{OpenerIn, Settings};
use crate::text::split_arguments;
use std::env;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::Sender;

/// Schemes that are opened; anything else stays text.
const OPENED: [&str; 3] = ["http", "https", "mailto"];

/// Browsers that draw on the terminal, by the names of their programs.
const TEXT_BROWSERS: [&str; 8] = ["w3m", "lynx", "links", "links2", "elinks", "cha", "browsh", "carbonyl"];

/// What opens addresses.
pub struct Opener {
    command: Vec<String>,
    is_in: OpenerIn,
    events: Sender<Event>,
}

/// A command that wants the terminal, and what it is to open.
pub struct Visit {
    command: Vec<String>,
    urls: Vec<String>,
}

impl Opener {
    /// That of these settings.
    pub fn new(settings: &Settings, events: Sender<Event>) -> Self {
        Opener { command: settings.opener.clone(), is_in: settings.opener_in, events }
    }

    /// Goes by other settings from now on.
    pub fn go_by(&mut self, settings: &Settings) {
        *self = Opener::new(settings, self.events.clone());
    }

    /// Opens addresses with the configured command, or the system's, or gives back what wants the terminal for it; where
    /// nothing opens them, shows them.
    pub fn open(&self, urls: Vec<String>) -> Option<Visit> {
        let mut opened = Vec::new();
        for url in urls {
            let scheme = url.split(':').next().unwrap_or_default().to_ascii_lowercase();
            if OPENED.contains(&scheme.as_str()) {
                opened.push(url);
            } else {
                let why = format!("not opened, {scheme}: is not http, https or mailto: {url}");
                let _ = self.events.send(Event::Trouble(why));
            }
        }
        let of_system = || system_opener(|name| env::var(name).ok());
        let command = if self.command.is_empty() { of_system() } else { self.command.clone() };
        match (&command[..], &opened[..]) {
            (_, []) => None,
            ([], urls) => {
                let picture = if let [url] = urls { qr::rows(url) } else { Vec::new() };
                let _ = self.events.send(Event::Unopened(opened, picture));
                None
            }
            ([program, ..], _) if wants_terminal(program, self.is_in) => Some(Visit { command, urls: opened }),
            ([program, arguments @ ..], _) => {
                opened.into_iter().for_each(|url| start(program, arguments, url, self.events.clone()));
                None
            }
        }
    }
}

impl Visit {
    /// Opens one address after the other on the terminal, up to the first that can't be, and tells of that.
    pub fn make(self) -> Result<(), String> {
        let Visit { command, urls } = self;
        let [program, arguments @ ..] = &command[..] else { return Ok(()) };
        for url in urls {
            let child = Command::new(program).args(arguments).arg(&url).spawn();
            let failed = match child {
                Ok(child) if wait(child.id()) => continue,
                Ok(_) => "it ended with an error".to_owned(),
                Err(error) => why(&error),
            };
            return Err(format!("{program}: {failed}; not opened: {url}"));
        }
        Ok(())
    }
}

fn wants_terminal(program: &str, is_in: OpenerIn) -> bool {
    match is_in {
        OpenerIn::Terminal => true,
        OpenerIn::Desktop => false,
        OpenerIn::Auto => {
            Path::new(program).file_name().is_some_and(|name| TEXT_BROWSERS.iter().any(|known| name == *known))
        }
    }
}

/// Starts a command that opens an address, and tells when it fails.
fn start(program: &str, arguments: &[String], url: String, events: Sender<Event>) {
    let mut child = Command::new(program);
    child.args(arguments).arg(&url).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    // A group of its own: ^c in a browser that hangs must not reach the reader, nor the other way round.
    child.process_group(0);
    let told = events.clone();
    let unopened = format!("not opened: {url}");
    let program = program.to_owned();
    let (named, unopened_too) = (program.clone(), unopened.clone());
    let opening = in_a_thread("opener", move || {
        let failed = match child.status() {
            Ok(status) if status.success() => return,
            Ok(status) => status.to_string(),
            Err(error) => why(&error),
        };
        let _ = events.send(Event::Trouble(format!("{program}: {failed}; {unopened}")));
    });
    if let Err(why) = opening {
        let _ = told.send(Event::Trouble(format!("{named}: {why}; {unopened_too}")));
    }
}

/// The command that opens addresses here: that of the desktop, or without one what the environment names; perhaps none.
fn system_opener(get: impl Fn(&str) -> Option<String>) -> Vec<String> {
    let set = |name| get(name).filter(|value| !value.is_empty());
    if cfg!(target_os = "macos") {
        return vec!["open".to_owned()];
    }
    if ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"].into_iter().any(|name| set(name).is_some()) {
        return vec!["xdg-open".to_owned()];
    }
    // Several stand behind colons, the preferred one first; `%s` is where the address goes, which is the end here.
    let named = set("BROWSER").and_then(|line| split_arguments(line.split(':').next()?).ok()).unwrap_or_default();
    named.into_iter().filter(|word| word != "%s").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn an_opener_that_fails_is_told_with_the_address_and_promises_no_key() {
        let (events, inbox) = mpsc::channel();
        start("no-such-opener", &[], "https://a.example/".to_owned(), events);
        let Ok(Event::Trouble(told)) = inbox.recv() else { panic!("nothing was told") };
        let expected = "no-such-opener: there is no such command; not opened: https://a.example/";
        assert_eq!(told, expected);
        let visit =
            |program: &str| Visit { command: vec![program.to_owned()], urls: vec!["https://a.example/".into()] };
        assert_eq!(visit("no-such-opener").make(), Err(expected.to_owned()));
        assert_eq!(visit("false").make(), Err("false: it ended with an error; not opened: https://a.example/".into()));
        assert_eq!(visit("true").make(), Ok(()));
    }

    #[test]
    fn a_text_browser_is_known_by_its_name() {
        use OpenerIn::{Auto, Desktop, Terminal};
        for (program, is_in, expected) in [
            ("w3m", Auto, true),
            ("/usr/bin/lynx", Auto, true),
            ("firefox", Auto, false),
            ("lynx", Desktop, false),
            ("my-browser", Terminal, true),
        ] {
            assert_eq!(wants_terminal(program, is_in), expected, "{program}");
        }
    }

    #[cfg(not(target_os = "macos"))]
    #[test]
    fn the_environment_names_a_browser_where_there_is_no_desktop() {
        for (environment, expected) in [
            (&[("BROWSER", "w3m -M %s:lynx")][..], &["w3m", "-M"][..]),
            (&[("BROWSER", "lynx"), ("DISPLAY", ":0")], &["xdg-open"]),
            (&[("BROWSER", ""), ("DISPLAY", "")], &[]),
            (&[("BROWSER", "'open")], &[]),
        ] {
            let get =
                |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
            assert_eq!(system_opener(get), expected, "{environment:?}");
        }
    }
}
