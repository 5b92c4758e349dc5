//! Passwords and keys in the addresses of sources: where they are stored, and how another machine gets them.

use super::home::Home;
use crate::fetch::server::Server;
use crate::terminal;
use byline::article::{ArticleId, SourceId};
use std::path::Path;

const FEED: &str = "<rss version='2.0'><channel><title>Harbour</title><item><title>Ferry</title><guid>1</guid>\
                    <link>/ferry</link><description>It sails.</description></item></channel></rss>";

/// Subscribes to the feed at an address with secrets; returns the address, and how the library stores it.
fn with_feed(home: &Home, server: &Server) -> (String, String) {
    server.serve("/f?id=1&token=t0k3nv4lue", FEED);
    let open = server.at("/f?id=1");
    let whole = format!("{}&token=t0k3nv4lue", open.replace("http://", "http://jane:s3cretpw@"));
    home.write("config/sources.toml", format!("[[source]]\nurl = '{whole}'\nfolder = 'Ports'\ntags = ['sea']\n"));
    (whole, open)
}

/// The files below a folder that contain one of the secrets.
fn exposed(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(exposed(&entry.path()));
        } else {
            let bytes = std::fs::read(entry.path()).unwrap();
            let holds = |secret: &[u8]| bytes.windows(secret.len()).any(|window| window == secret);
            if holds(b"s3cretpw") || holds(b"t0k3nv4lue") {
                found.push(entry.path().to_string_lossy().into_owned());
            }
        }
    }
    found
}

/// The lines of the library that are records of sources.
fn records(home: &Home) -> Vec<String> {
    let mut records = Vec::new();
    for entry in std::fs::read_dir(home.at("data/articles")).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        records.extend(text.lines().filter(|line| line.contains("\"kind\":\"source\"")).map(str::to_owned));
    }
    records.retain(|line| !line.contains("byline guide"));
    records
}

#[test]
fn only_sources_toml_keeps_secrets() {
    let (home, server) = (Home::new(), Server::new());
    let (whole, open) = with_feed(&home, &server);
    assert_eq!(home.fine(&["fetch"]), "1 source: 1 new\n");
    let question = &server.questions()[0];
    assert_eq!(question.path, "/f?id=1&token=t0k3nv4lue");
    assert_eq!(question.header("authorization"), Some("Basic amFuZTpzM2NyZXRwdw=="));
    for args in [&["list", "--json"][..], &["sources"], &["fetch", "--json"], &["status"], &["show", "Ferry"]] {
        let said = home.run(args);
        let all = said.out + &said.err;
        assert!(!all.contains("s3cretpw") && !all.contains("t0k3nv4lue"), "{args:?} {all}");
    }
    for folder in ["data", "state", "cache"] {
        assert_eq!(exposed(&home.at(folder)), Vec::<String>::new());
    }
    let kept = std::fs::read_to_string(home.at("config/sources.toml")).unwrap();
    assert!(kept.contains(&whole), "{kept}");
    // The id is made without the user, and with the query.
    let id = SourceId::of(&whole.replace("jane:s3cretpw@", ""));
    assert!(kept.contains(&format!("id = \"{id}\"")), "{kept}");
    assert_eq!(home.list()[0]["id"], ArticleId::of_guid(id, "1").to_string());
    assert_eq!(home.list()[0]["url"], server.at("/ferry"));
    let record = &records(&home)[0];
    assert!(record.contains(&format!("\"address\":\"{open}\"")), "{record}");
    assert!(record.contains("\"secrets\":[\"user\",\"password\",\"token\"]"), "{record}");
}

#[test]
fn records_of_version_0_1_stay_with_their_ids() {
    let (home, server) = (Home::new(), Server::new());
    let (whole, open) = with_feed(&home, &server);
    let id = SourceId::of(&whole);
    // As 0.1 wrote it on another machine that shares the library.
    let old = format!(
        "{{\"v\":1,\"kind\":\"source\",\"id\":\"{id}\",\"n\":3,\"at\":\"2026-11-22T17:00:00Z\",\"address\":\"{whole}\",\
         \"title\":\"Harbour\",\"tags\":[\"sea\"],\"folder\":\"Ports\"}}\n"
    );
    home.write("data/articles/55555555555555555555555555555555-1.jsonl", &old);
    for _ in 0..2 {
        home.run(&["fetch"]);
        assert_eq!(records(&home).len(), 1, "{:?}", records(&home));
    }
    let kept = std::fs::read_to_string(home.at("config/sources.toml")).unwrap();
    assert!(kept.contains(&format!("id = \"{id}\"")), "{kept}");
    assert_eq!(home.list()[0]["id"], ArticleId::of_guid(id, "1").to_string());
    assert_eq!(exposed(&home.at("cache")), Vec::<String>::new());
    // Now something else changes: the new record has no secret, and 0.1 would not read another source in it.
    home.write("config/sources.toml", kept.replace("'Ports'", "'Sea'"));
    home.run(&["fetch"]);
    let new: Vec<String> = records(&home).into_iter().filter(|record| record.contains("\"n\":4")).collect();
    assert!(new.len() == 1 && new[0].contains(&format!("\"address\":\"{open}\"")), "{:?}", records(&home));
}

#[test]
fn old_secrets_are_found_and_not_printed() {
    let (home, server) = (Home::new(), Server::new());
    let (whole, _) = with_feed(&home, &server);
    home.fine(&["fetch"]);
    assert_eq!(home.fine(&["check", "--secrets"]), "no secrets left in the library, the state folder or the cache\n");
    let record = format!(
        "{{\"v\":1,\"kind\":\"source\",\"id\":\"{}\",\"n\":1,\"at\":\"2026-11-22T17:00:00Z\",\"address\":\"{whole}\",\
         \"title\":\"Harbour\",\"tags\":[]}}\n",
        SourceId::of("x")
    );
    home.write("data/articles/55555555555555555555555555555555-1.jsonl", format!("\n{record}"));
    home.write("state/byline.log", "started\nasked http://jane:s3cretpw@127.0.0.1\n");
    let said = home.run(&["check", "--secrets"]);
    let library = "articles/55555555555555555555555555555555-1.jsonl, line 2: Harbour: user, password, token\n";
    assert_eq!(said.status, 1);
    assert!(said.out.starts_with(library) && said.out.contains("state/byline.log, line 2: Harbour\n"), "{}", said.out);
    assert!(said.err.contains("byline prune --secrets") && said.out.lines().count() == 2, "{} {}", said.out, said.err);
    assert!(!(said.out + &said.err).contains("s3cretpw"));
    assert!(home.run(&["check"]).err.contains("byline check --secrets"));
}

#[test]
fn another_machine_is_told_which_secrets_it_lacks() {
    let (home, server) = (Home::new(), Server::new());
    let (whole, open) = with_feed(&home, &server);
    home.fine(&["fetch"]);
    let id = home.list()[0]["source"].clone();
    std::fs::remove_file(home.at("config/sources.toml")).unwrap();
    let said = home.run(&["sources", "--adopt"]);
    assert!(said.out.starts_with("1 source added to "), "{}", said.out);
    let lacks = "byline: Harbour: the library doesn't store secrets; add user, password, token to its `url` in ";
    assert!(said.err.starts_with(lacks), "{}", said.err);
    let kept = || std::fs::read_to_string(home.at("config/sources.toml")).unwrap();
    assert!(kept().contains(&format!("url = \"{open}\"")), "{}", kept());
    // Added with its secrets, it is the same source, with its folder and its tags.
    let said = home.run(&["add", &whole]);
    assert!(
        said.out.starts_with("already subscribed to Harbour; added the secret to its address in "),
        "{} {}",
        said.out,
        said.err
    );
    for _ in 0..2 {
        assert_eq!(kept().matches("[[source]]").count(), 1, "{}", kept());
        assert!(kept().contains(&whole) && kept().contains("\"Ports\"") && kept().contains("\"sea\""), "{}", kept());
        assert_eq!(home.list()[0]["source"], id);
        // Also where nothing is left of it here.
        std::fs::remove_file(home.at("config/sources.toml")).unwrap();
        home.fine(&["add", &whole]);
    }
    assert_eq!(records(&home).len(), 1, "{:?}", records(&home));
}

#[test]
fn adopting_on_a_terminal_asks_for_secrets() {
    let (home, server) = (terminal::Home::new(), Server::new());
    let id = SourceId::of("https://e.org/f");
    let record = format!(
        "{{\"v\":1,\"kind\":\"source\",\"id\":\"{id}\",\"n\":1,\"at\":\"2026-11-22T17:00:00Z\",\"address\":\"{}\",\
         \"title\":\"Harbour\",\"tags\":[],\"secrets\":[\"user\",\"password\",\"token\"]}}\n",
        server.at("/f")
    );
    home.write("data/articles/55555555555555555555555555555555-1.jsonl", record);
    let mut terminal = home.open((80, 24), &["sources", "--adopt"]);
    for (name, typed) in [("user", "jane\r"), ("password", "p@ss\r"), ("token", "\r")] {
        terminal.wait_for(&format!("{name}:"));
        terminal.send(typed);
    }
    terminal.wait_for("add token to its `url`");
    terminal.wait_for("1 source added to");
    let kept = std::fs::read_to_string(home.path().join("config/sources.toml")).unwrap();
    assert!(kept.contains("//jane:p%40ss@127.0.0.1") && !terminal.text().contains("p@ss"), "{kept}");
}
