//! Only their owner can access the files that byline creates, whatever the umask.

use super::home::Home;
use crate::fetch::server::Server;
use crate::terminal;
use std::fs::{Permissions, metadata, set_permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

const FOLDERS: [&str; 4] = ["config", "data", "state", "cache"];

/// The folder and the files and folders in it that are not private.
fn open_to_others(folder: &Path) -> Vec<String> {
    let mode = |path: &Path| metadata(path).unwrap().permissions().mode() & 0o7777;
    let mut found = Vec::new();
    let mut pending = vec![folder.to_owned()];
    while let Some(path) = pending.pop() {
        let wanted = if path.is_dir() { 0o700 } else { 0o600 };
        if mode(&path) != wanted {
            found.push(format!("{:o} {}", mode(&path), path.display()));
        }
        if path.is_dir() {
            pending.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    found
}

/// A command as it runs under a umask.
fn under(umask: &str, command: &Command) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", &format!("umask {umask}; exec \"$@\""), "sh"]).arg(command.get_program());
    shell.args(command.get_args()).current_dir(command.get_current_dir().unwrap());
    shell.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    shell
}

#[test]
fn created_files_are_private_under_any_umask() {
    let server = Server::new();
    server.serve("/f", "<rss version='2.0'><channel><title>F</title><item><title>A</title></item></channel></rss>");
    for umask in ["000", "022", "077", "177"] {
        let home = Home::new();
        home.write("n/a.md", "Ships came in.\n");
        let run = |args: &[&str]| {
            let status = under(umask, &home.command(args)).output().unwrap();
            assert!(status.status.success(), "{umask} {args:?} {status:?}");
        };
        run(&["import", "n"]);
        run(&["add", &server.at("/f")]);
        run(&["mark", "star", "ships"]);
        run(&["note", "ships", "three"]);
        run(&["fetch"]);
        run(&["prune"]);
        run(&["reindex"]);
        for folder in FOLDERS {
            assert_eq!(open_to_others(&home.at(folder)), Vec::<String>::new(), "umask {umask}");
        }
    }
}

#[test]
fn the_reader_creates_private_files() {
    let home = terminal::Home::new();
    let byline = env!("CARGO_BIN_EXE_byline");
    let mut terminal = home.start((80, 24), &["sh", "-c", "umask 000; exec \"$0\"", byline]);
    terminal.wait_for("The first minute");
    terminal.send("d:set measure 60\r");
    terminal.wait_for("measure");
    // While it runs, the log of SQLite is there as well.
    assert!(home.path().join("cache/index.sqlite-wal").exists());
    for folder in ["data", "state", "cache"] {
        assert_eq!(open_to_others(&home.path().join(folder)), Vec::<String>::new());
    }
    terminal.send("Q");
    terminal.wait_for_end();
    for folder in ["data", "state", "cache"] {
        assert_eq!(open_to_others(&home.path().join(folder)), Vec::<String>::new());
    }
}

#[test]
fn modes_chosen_by_the_user_stay_and_open_ones_are_named_once() {
    let home = Home::of_four();
    let set = |name: &str, mode: u32| set_permissions(home.at(name), Permissions::from_mode(mode)).unwrap();
    let mode = |name: &str| metadata(home.at(name)).unwrap().permissions().mode() & 0o777;
    home.write("config/sources.toml", "");
    set("config/sources.toml", 0o640);
    set("data", 0o750);
    home.fine(&["mark", "star", "ferry"]);
    home.run(&["add", "n"]);
    assert_eq!([mode("config/sources.toml"), mode("data")], [0o640, 0o750]);
    set("data", 0o777);
    set("config/sources.toml", 0o602);
    let said = home.run(&["list"]);
    let named = format!("byline: others can write to {}", home.at("config/sources.toml").display());
    assert!(said.err.starts_with(&named) && said.err.contains("data: fix it with chmod go-w"), "{}", said.err);
    assert_eq!((said.status, home.fine(&["list"]).is_empty()), (0, false));
    assert_eq!([mode("config/sources.toml"), mode("data")], [0o602, 0o777]);
    // After the fix, byline warns again.
    set("data", 0o700);
    set("config/sources.toml", 0o600);
    home.fine(&["list"]);
    set("data", 0o777);
    assert!(home.run(&["list"]).err.contains("others can write to"));
}
