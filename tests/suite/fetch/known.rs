//! What the library knows of sources that are not kept here, and how they are taken over.

use super::server::{Does, Server};
use super::{says, two};
use crate::terminal;
use std::path::Path;

fn sources(home: &Path) -> String {
    std::fs::read_to_string(home.join("config/sources.toml")).unwrap_or_default()
}

#[test]
fn sources_of_a_lost_file_are_taken_over_from_the_library_but_no_command_is() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    server.serve("/f", two());
    server.serve("/g", two());
    let wire = home.path().join("wire");
    std::fs::create_dir_all(&wire).unwrap();
    std::fs::write(wire.join("a.txt"), "Low water\n\nIt fell.\n").unwrap();
    let all: [&[&str]; 4] = [
        &["add", &server.at("/f"), "--tag", "sea"],
        &["add", &server.at("/g"), "--name", "Other"],
        &["add", wire.to_str().unwrap()],
        &["add", "command:echo hello"],
    ];
    for arguments in all {
        assert_eq!(says(home.path(), arguments).0, Some(0), "{arguments:?}");
    }
    let before = sources(home.path());
    assert_eq!(says(home.path(), &["sources", "--known"]).1, "");
    std::fs::remove_file(home.path().join("config/sources.toml")).unwrap();
    let (_, known, _) = says(home.path(), &["sources", "--known"]);
    assert_eq!(known.lines().count(), 3, "{known}");
    assert!(known.contains("News") && known.contains("Other") && known.contains("wire"), "{known}");
    assert!(!known.contains("echo"), "{known}");
    let (code, out, _) = says(home.path(), &["sources", "--adopt", "other"]);
    assert!(code == Some(0) && out.starts_with("1 source added to "), "{out}");
    let (code, _, err) = says(home.path(), &["sources", "--adopt", "othre"]);
    assert!(code == Some(2) && err.contains("no source is called othre"), "{err}");
    assert!(says(home.path(), &["sources", "--adopt"]).1.starts_with("2 sources added to "));
    // Under their ids: nothing is new, and each keeps its articles.
    for id in before.lines().filter(|line| line.starts_with("id = ")).take(3) {
        assert!(sources(home.path()).contains(id), "{id}");
    }
    assert!(sources(home.path()).contains("tags = [\"sea\"]"));
    assert_eq!(says(home.path(), &["fetch"]).1, "2 sources: 0 new\n");
}

#[test]
fn an_address_that_the_library_knows_is_kept_as_it_was_without_asking_anybody() {
    let (home, server) = (terminal::Home::new(), Server::new());
    server.serve("/f", two());
    let file = home.write(
        "config/sources.toml",
        format!(
            "[[source]]\nid = \"{}\"\nurl = \"{}\"\nname = \"Tides\"\ntags = [\"sea\"]\nfolder = \"Ports\"\n",
            "7".repeat(32),
            server.at("/f")
        ),
    );
    home.run(&["fetch"]);
    let lost = || {
        std::fs::remove_file(&file).unwrap();
        server.set("/f", Does::Answers(503, vec![], vec![]));
    };
    let is_as_it_was = || {
        let text = std::fs::read_to_string(&file).unwrap();
        let wanted = ["7".repeat(32), "\"Tides\"".into(), "[\"sea\"]".into(), "\"Ports\"".into()];
        assert!(wanted.iter().all(|part| text.contains(part)), "{text}");
    };
    lost();
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("? keys");
    reader.send("hG");
    reader.wait_for("▾ Ports");
    reader.send("a");
    reader.wait_for(&format!("add: {}", server.at("/f")));
    reader.send("\r");
    // It is asked at once, since it is new in the file: what comes of that may be told before the screen is drawn.
    reader.wait_until("it is kept", |screen| {
        ["Tides is kept", "Tides: the server says 503"].iter().any(|told| screen.contents().contains(told))
    });
    is_as_it_was();
    reader.send("Q");
    reader.wait_for_end();
    lost();
    let (_, out, _) = home.run(&["add", &server.at("/f")]);
    assert!(out.starts_with("Tides is kept: "), "{out}");
    is_as_it_was();
}
