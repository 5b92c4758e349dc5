//! Programs that the reader named: what a feed goes through before it is read.

use super::server::Server;
use super::{Home, item, rss, says, two};
use byline::sources::{FetchReport, Kept, Place, Role, Trouble};
use std::io::Write;
use std::time::Duration;

/// Asks for one address whose feed goes through this script.
fn filtered(home: &Home, address: String, script: &str) -> FetchReport {
    let filter = ["sh", "-c", script].map(str::to_owned).to_vec();
    home.fetch_kept(&[Kept { filter, ..Kept::new(Place::Address(address)) }])
}

#[test]
fn a_filter_gets_the_feed_and_what_it_prints_is_read() {
    let (home, server) = (Home::new(), Server::new());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(two().as_bytes()).unwrap();
    server.serve("/f", packed.finish().unwrap());
    assert_eq!(filtered(&home, server.at("/f"), "sed s/water/tide/g").new_articles(), 2);
    let mut titles: Vec<String> = home.articles().into_iter().map(|article| article.title).collect();
    titles.sort();
    assert_eq!(titles, ["High tide", "Low tide"]);
}

#[test]
fn a_filter_that_fails_or_has_no_end_is_named_and_costs_the_others_nothing() {
    let (mut home, server) = (Home::new(), Server::new());
    server.serve("/f", two());
    server.serve("/g", two());
    let mut why = |script: &str, patience: u64| {
        home.later(25);
        home.manners.whole = Duration::from_secs(patience);
        filtered(&home, server.at("/f"), script).failed.remove(0).1
    };
    assert_eq!(why("echo 'no such sheet' >&2; exit 2", 90).to_string(), "the filter failed: no such sheet");
    // The server has no longer: a busy machine must serve the feed in that time.
    assert_eq!(why("sleep 600", 3), Trouble::Endless(Role::Filter, Duration::from_secs(3)));
    assert_eq!(why("yes", 90), Trouble::TooLarge(1 << 20));
    assert!(matches!(why("echo nothing", 90), Trouble::NotAFeed(_)));
    assert_eq!(home.fetch(&[server.at("/g")]).new_articles(), 2);
}

#[test]
fn a_command_is_told_of_new_articles_and_of_nothing_else() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    server.serve("/f", two());
    let told = home.path().join("told");
    std::fs::create_dir_all(home.path().join("config")).unwrap();
    let config = |on_new: &str| std::fs::write(home.path().join("config/config.toml"), on_new).unwrap();
    config(&format!("on_new = [\"tee\", \"-a\", {:?}]\n", told.to_str().unwrap()));
    assert_eq!(says(home.path(), &["add", &server.at("/f")]).0, Some(0));
    server.serve("/f", rss(&[item("3", "Slack; rm -rf \"$HOME\"", "http://e.example/3")]));
    for _ in 0..2 {
        let (code, _, err) = says(home.path(), &["fetch", "News"]);
        assert_eq!((code, err.as_str()), (Some(0), ""));
    }
    let lines = std::fs::read_to_string(&told).unwrap();
    assert_eq!(lines.lines().count(), 1, "{lines}");
    assert!(lines.starts_with("{\"v\":1,\"id\":\""), "{lines}");
    assert!(lines.contains("\"source\":\"News\",\"title\":\"Slack; rm -rf \\\"$HOME\\\"\""), "{lines}");
    assert!(lines.contains("\"words\":6}"), "they are counted before the text is indexed: {lines}");
    // One that fails is named; the articles are in all the same.
    config("on_new = [\"sh\", \"-c\", \"echo no bell >&2; exit 1\"]\n");
    server.serve("/f", rss(&[item("4", "Ebb", "http://e.example/4")]));
    let (code, out, err) = says(home.path(), &["fetch", "News"]);
    assert_eq!((code, out.as_str()), (Some(1), "1 source: 1 new\n"));
    assert!(err.contains("the on_new command failed: no bell"), "{err}");
}

#[test]
fn a_command_is_a_source() {
    let home = tempfile::tempdir().unwrap();
    let (code, out, err) = says(home.path(), &["add", "command:printf 'Low water\\nHigh water\\n'", "--name", "Tides"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(says(home.path(), &["list"]).1.contains("Tides: High water"));
    assert_eq!(says(home.path(), &["fetch", "tides"]).1, "1 source: 0 new\n");
}
