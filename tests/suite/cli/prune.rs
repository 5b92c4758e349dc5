//! Retention: nothing by itself, told beforehand, and nothing comes back.

use super::Home;
use crate::fetch::server::Server;

/// A feed with so many items, the first the newest, a day apart.
fn feed(items: usize) -> String {
    let item = |n: usize| {
        let text = "words ".repeat(200);
        let day = 28 - n;
        format!(
            "<item><guid>{n}</guid><title>Title {n}</title><pubDate>{day:02} Feb 2024 10:00:00 GMT</pubDate>\
             <description>{text}</description></item>"
        )
    };
    format!(
        "<rss version='2.0'><channel><title>News</title>{}</channel></rss>",
        (0..items).map(item).collect::<String>()
    )
}

fn titles(home: &Home) -> Vec<String> {
    home.titles().iter().map(|title| title.replace("Title ", "")).collect()
}

#[test]
fn everything_is_kept_for_ever_by_default() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/feed", feed(4));
    home.fine(&["add", &server.at("/feed")]);
    home.fine(&["mark", "read", "title"]);
    assert_eq!(home.fine(&["prune"]), "nothing to take out\n");
    assert_eq!(home.list().len(), 4);
}

#[test]
fn what_goes_is_told_beforehand_and_does_not_come_back() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/feed", feed(8));
    home.fine(&["add", &server.at("/feed")]);
    home.fine(&["mark", "read", "title", "-title:5"]);
    home.fine(&["mark", "star", "title:6"]);
    home.write("config/config.toml", "keep_newest = 3\n");
    let dry = home.fine(&["prune", "--dry-run"]);
    assert!(dry.contains("News\n") && dry.contains("dry run: 3 articles, ") && dry.ends_with(" would go\n"), "{dry}");
    assert_eq!(home.list().len(), 8);
    let json: serde_json::Value = serde_json::from_str(&home.fine(&["prune", "--dry-run", "--json"])).unwrap();
    assert_eq!((&json["name"], &json["articles"], &json["v"]), (&"News".into(), &3.into(), &1.into()));
    let out = home.fine(&["prune"]);
    assert!(out.contains("3 articles, ") && out.contains(" taken out; ") && out.contains("in seven days"), "{out}");
    assert_eq!(titles(&home), ["0", "1", "2", "5", "6"]);
    assert_eq!(home.fine(&["prune"]), "nothing to take out\n");
    server.serve("/feed", feed(9));
    let out = home.fine(&["fetch"]);
    assert_eq!(out, "1 source: 1 new\n", "the ninth is new, and no other");
    home.fine(&["reindex"]);
    assert_eq!(titles(&home), ["0", "1", "2", "5", "6", "8"]);
    assert_eq!(home.run(&["search", "title:3"]).out, "");
    // A folder is no feed: what lies in it was put there on purpose.
    home.write("n/a.txt", "Low water in the harbour\n\nThe boats lie on the mud.\n");
    home.fine(&["import", "n"]);
    home.write("config/config.toml", "keep_for = \"1m\"\nkeep_unread = false\n");
    home.fine(&["prune"]);
    let mut left = home.titles();
    left.sort();
    assert_eq!(left, ["Low water in the harbour", "Title 6"]);
}

#[test]
fn a_source_says_for_itself_what_is_kept() {
    let (home, server) = (Home::new(), Server::new());
    for path in ["/a", "/b"] {
        server.serve(path, feed(4));
    }
    let sources = |more: &str| {
        format!(
            "[[source]]\nurl = \"{}\"\nname = \"A\"\nkeep_newest = 1\n\n[[source]]\nurl = \"{}\"\nname = \"B\"\n{more}",
            server.at("/a"),
            server.at("/b")
        )
    };
    home.write("config/sources.toml", sources(""));
    home.fine(&["fetch"]);
    home.fine(&["mark", "read", "title"]);
    home.fine(&["prune"]);
    assert_eq!(home.list().len(), 1 + 4);
    home.write("config/sources.toml", sources("keep_for = \"frobnicate\"\n"));
    let said = home.run(&["prune"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("nothing is taken out while settings or sources hold mistakes"), "{}", said.err);
    home.write("config/sources.toml", sources("keep_size = \"3000\"\n"));
    home.run(&["prune"]);
    home.write("config/sources.toml", sources("keep_size = 3000\n"));
    home.fine(&["prune"]);
    assert_eq!(home.list().len(), 1 + 1, "one article of B has some 1,500 bytes");
}

#[test]
fn two_machines_with_one_library_agree() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/feed", feed(5));
    home.fine(&["add", &server.at("/feed")]);
    home.write("config/config.toml", "keep_newest = 2\n");
    let other = |args: &[&str]| {
        let mut command = home.command(args);
        for (variable, folder) in [("BYLINE_STATE_DIR", "state2"), ("BYLINE_CACHE_DIR", "cache2")] {
            command.env(variable, home.at(folder));
        }
        super::home::said(command.output().unwrap())
    };
    assert_eq!(other(&["list"]).out.lines().count(), 5);
    assert_eq!(other(&["mark", "read", "title"]).status, 0);
    assert_eq!(other(&["mark", "star", "title:4"]).status, 0);
    let out = home.fine(&["prune"]);
    assert!(out.contains("2 articles, "), "{out}");
    assert_eq!(other(&["list"]).out.lines().count(), 3);
    assert_eq!(other(&["fetch"]).out, "1 source: 0 new\n");
    assert_eq!(other(&["prune"]).out, "nothing to take out\n");
    assert_eq!(titles(&home), ["0", "1", "4"]);
}
