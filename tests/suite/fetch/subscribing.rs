//! Sources kept, changed and unsubscribed in the open reader; the file changed by hand beside it.

use super::server::Server;
use super::{item, rss};
use crate::terminal::Home;

#[test]
fn a_feed_is_added_renamed_put_into_a_folder_and_unsubscribed_in_the_reader() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/feed", rss(&[item("1", "Low water", &server.at("/1"))]));
    let sources = home.path().join("config/sources.toml");
    let kept = || std::fs::read_to_string(&sources).unwrap_or_default();
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("? keys");
    reader.send("a");
    reader.wait_for("add:");
    reader.send(&format!("{}\r", server.at("/feed")));
    reader.wait_for("1 new");
    assert!(kept().contains("/feed"), "{}", kept());
    reader.send("gu");
    reader.wait_for("Low water");
    // The pane of sources; the added one stands last.
    reader.send("hG");
    reader.send("c");
    reader.wait_for("how often it is asked");
    reader.send("fold\r");
    reader.wait_for("folder:");
    reader.send("Ports\r");
    reader.wait_for("▾ Ports");
    reader.send("i");
    reader.wait_for("last served");
    reader.wait_for("answer ");
    reader.wait_for("next try");
    reader.send("q");
    reader.wait_for("▾ Ports");
    reader.send("D");
    reader.wait_for("is unsubscribed");
    assert!(!kept().contains("/feed"), "{}", kept());
    reader.send("U");
    reader.wait_for("undone:");
    assert!(kept().contains("folder = \"Ports\""), "{}", kept());
    reader.send("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn a_source_that_is_written_by_hand_is_asked_at_once_and_a_mistake_is_told() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/feed", rss(&[item("1", "Low water", &server.at("/1"))]));
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("? keys");
    home.write("config/sources.toml", format!("[[source]]\nurl = \"{}\"\n", server.at("/feed")));
    reader.wait_for("1 new");
    home.write("config/sources.toml", format!("[[source]]\nurl = \"{}\"\nnme = \"x\"\n", server.at("/feed")));
    reader.wait_for("a source has no `nme`");
    reader.send("Q");
    assert!(reader.wait_for_end().success());
}
