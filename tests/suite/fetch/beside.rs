//! A fetch from cron beside an open reader.

use super::server::{Does, Server};
use super::{item, rss, two};
use crate::terminal::{Home, Terminal};

#[test]
fn what_a_fetch_beside_an_open_reader_brings_is_shown_by_itself() {
    let (home, server) = (Home::new(), Server::new());
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first minute");
    terminal.send("ga");
    server.serve("/f", two());
    assert_eq!(home.run(&["add", &server.at("/f")]).0, Some(0));
    terminal.wait_for("High water");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}

#[test]
fn what_is_marked_beside_an_open_reader_is_shown_by_itself_and_marks_of_both_are_kept() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/f", two());
    let run = |arguments: &[&str]| {
        let (code, out, trouble) = home.run(arguments);
        assert_eq!(code, Some(0), "{trouble}");
        out
    };
    run(&["add", &server.at("/f")]);
    let mut terminal = home.open((80, 24), &[]);
    terminal.send("ga");
    terminal.wait_for(" 2 unread of ");
    run(&["mark", "read", "title:high"]);
    terminal.wait_for(" 1 unread of ");
    terminal.send("s");
    terminal.wait_for("★");
    run(&["mark", "read", "title:low"]);
    terminal.wait_without(" unread of ");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    let listed = run(&["list", "source:news", "--json"]);
    assert_eq!(
        [listed.matches("\"read\":true").count(), listed.matches("\"starred\":true").count()],
        [2, 1],
        "{listed}"
    );
}

/// The last line of the screen.
fn foot(terminal: &Terminal) -> String {
    terminal.text().lines().last().unwrap_or_default().trim().to_owned()
}

#[test]
fn what_is_wrong_with_a_source_that_was_just_written_is_told_in_the_reader() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/f", two());
    let kept = format!("[[source]]\nurl = \"{}\"\n", server.at("/f"));
    home.write("config/sources.toml", &kept);
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("High water");
    // The good one goes on, and what it brought does not hide the mistake.
    server.serve("/g", rss(&[item("9", "Spring tide", "http://e.example/9")]));
    let wrong = format!("[[source]]\nulr = \"http://e.example/\"\n\n[[source]]\nurl = \"{}\"\n", server.at("/g"));
    home.write("config/sources.toml", format!("{kept}{wrong}"));
    terminal.wait_for("Spring tide");
    terminal.wait_for("sources.toml:4: a source has no `ulr`; did you mean `url`?");
    // One that can't be had is told of by itself, by the name of its feed where that is known.
    server.set("/g", Does::Answers(404, vec![], b"nothing".to_vec()));
    home.write("config/sources.toml", format!("{kept}\n[[source]]\nurl = \"{}\"\n", server.at("/none")));
    terminal.wait_for("/none: the server says 404");
    server.set("/f", Does::Answers(500, vec![], b"".to_vec()));
    home.write("config/sources.toml", &kept);
    terminal.send("R");
    terminal.wait_until("the name of the feed", |screen| screen.contents().contains("News: the server says 500"));
    assert!(foot(&terminal).starts_with("0 new · "), "{}", foot(&terminal));
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

#[test]
fn where_nobody_is_asked_by_itself_a_source_with_an_interval_of_its_own_is() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/own", two());
    server.serve("/other", rss(&[item("3", "Ebb", "http://e.example/3")]));
    let (own, other) = (server.at("/own"), server.at("/other"));
    let sources = format!("[[source]]\nurl = \"{other}\"\n[[source]]\nurl = \"{own}\"\ninterval = \"6h\"\n");
    home.write("config/sources.toml", sources);
    home.write("config/config.toml", "interval = \"never\"\n");
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("2 new");
    assert_eq!(server.asked(), ["/own"]);
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
}
