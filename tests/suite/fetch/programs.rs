//! Programs that the reader named: what a feed goes through before it is read.

use super::server::Server;
use super::{Home, two};
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
    home.manners.whole = Duration::from_millis(400);
    server.serve("/f", two());
    server.serve("/g", two());
    let mut why = |script: &str| {
        home.later(25);
        filtered(&home, server.at("/f"), script).failed.remove(0).1
    };
    assert_eq!(why("echo 'no such sheet' >&2; exit 2").to_string(), "the filter failed: no such sheet");
    assert_eq!(why("sleep 600"), Trouble::Endless(Role::Filter, Duration::from_millis(400)));
    assert_eq!(why("yes"), Trouble::TooLarge(1 << 20));
    assert!(matches!(why("echo nothing"), Trouble::NotAFeed(_)));
    assert_eq!(home.fetch(&[server.at("/g")]).new_articles(), 2);
}
