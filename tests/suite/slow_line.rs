//! A line that delivers late: keys in pieces, and ends that are lost.
//!
//! Here time is the input: these tests wait as a line does, and for no other reason.

use crate::terminal::{Home, Terminal};
use std::thread::sleep;
use std::time::Duration;

/// Sends one byte every 60 ms.
fn send_slowly(terminal: &mut Terminal, keys: &str) {
    for byte in keys.split_inclusive(|_| true) {
        terminal.send(byte);
        sleep(Duration::from_millis(60));
    }
}

fn millis(millis: u64) {
    sleep(Duration::from_millis(millis));
}

#[test]
fn one_byte_every_60_ms_is_one_key() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("1/10");
    send_slowly(&mut terminal, "\x1b[B\x1bOB");
    terminal.wait_for("3/10");
    // Home, then Left: `D` would be the trash.
    send_slowly(&mut terminal, "\x1b[1~");
    terminal.wait_for("1/10");
    send_slowly(&mut terminal, "\x1b[<0;10;10M\x1b[5~\x1b[A\x1bOA\x1b[D");
    terminal.send("ga");
    terminal.wait_for("1/10");
    // Escape closes the line at once, and the rest of the arrow brings it back.
    terminal.send("/");
    send_slowly(&mut terminal, "guide\x1b[D!");
    terminal.wait_for("/guid!e");
    terminal.send("\x1b");
    terminal.wait_without("/guid!e");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    let (_, unread, _) = home.run(&["search", "is:unread", "--json"]);
    assert_eq!(unread.lines().count(), 10, "nothing was marked: {unread}");
}

#[test]
fn alt_and_lost_ends_leave_keys_alone() {
    let home = Home::new();
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("1/10");
    for alt in ["\x1b]", "\x1bP", "\x1b[", "\x1bO"] {
        terminal.send(alt);
        terminal.send("\x05");
        millis(100);
        terminal.send("j");
        terminal.wait_for("2/10");
        terminal.send("gg");
        terminal.wait_for("1/10");
    }
    terminal.send("\x1b[200~lost");
    for _ in 0..2 {
        millis(100);
        terminal.send("\x03");
    }
    assert!(terminal.wait_for_end().success());
    assert!(terminal.is_given_back());
}
