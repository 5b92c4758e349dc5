//! A fetch from cron beside an open reader.

use super::server::Server;
use super::two;
use crate::terminal::Home;
use std::process::{Command, Stdio};

#[test]
fn what_a_fetch_beside_an_open_reader_brings_is_shown_by_itself() {
    let (home, server) = (Home::new(), Server::new());
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first minute");
    terminal.send("ga");
    server.serve("/f", two());
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    command.env_clear().envs(home.environment()).args(["add", &server.at("/f")]);
    assert!(command.stdin(Stdio::null()).stdout(Stdio::null()).status().unwrap().success());
    terminal.wait_for("High water");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}
