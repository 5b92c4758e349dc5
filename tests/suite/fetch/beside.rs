//! A fetch from cron beside an open reader.

use super::server::Server;
use super::{item, rss, two};
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

#[test]
fn over_a_metered_line_nobody_is_asked_but_on_a_key() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/f", two());
    home.write("config/sources.toml", format!("[[source]]\nurl = \"{}\"\n", server.at("/f")));
    home.write("config/config.toml", "metered = true\ninterval = \"1m\"\n");
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first minute");
    terminal.send("ga");
    terminal.send("R");
    terminal.wait_for("High water");
    assert_eq!(server.asked(), ["/f"], "asked once, by the key");
    // Set while reading, it holds as well: what is due waits for the key.
    server.serve("/f", rss(&[item("3", "Ebb", "http://e.example/3")]));
    terminal.send(":set metered false\r");
    terminal.wait_for("metered = false");
    terminal.send("R");
    terminal.wait_for("Ebb");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}
