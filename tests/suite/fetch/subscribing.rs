//! Sources kept, changed and unsubscribed in the open reader; the file changed by hand beside it.

use super::server::{Does, Server};
use super::{item, rss};
use crate::cli;
use crate::terminal::Home;
use jiff::Timestamp;
use jiff::tz::TimeZone;

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

#[test]
fn of_a_long_past_only_the_newest_stay_unread_where_that_is_wanted() {
    let (home, server) = (cli::home::Home::new(), Server::new());
    let items = |n: usize| (0..n).map(|n| item(&n.to_string(), &format!("Title {n}"), &server.at(&format!("/{n}"))));
    server.serve("/long", rss(&items(120).collect::<Vec<_>>()));
    server.serve("/short", rss(&items(20).collect::<Vec<_>>()));
    let (long, short) = (server.at("/long"), server.at("/short"));
    assert!(home.fine(&["add", &short]).ends_with("\n20 new articles\n"));
    let offer = "120 new articles\n`byline add ADDRESS --newest 20` leaves only the newest 20 unread\n";
    assert!(home.fine(&["add", &long]).ends_with(offer));
    let out = home.fine(&["add", &long, "--newest", "20"]);
    assert!(out.ends_with("0 new articles\n100 articles marked read · `byline undo` undoes\n"), "{out}");
    let unread = home.fine(&["list", "source:long", "is:unread", "--json"]);
    let is_left = |n: usize| unread.contains(&format!("\"Title {n}\""));
    assert_eq!((unread.lines().count(), is_left(0), is_left(19)), (20, true, true), "{unread}");
    assert!(home.fine(&["undo"]).starts_with("undone: 100 articles"));
    assert_eq!(home.fine(&["status"]), "140\n");
    // All of a list in one step.
    let list = home.write("urls", format!("{long}\n{short}\n"));
    let out = home.fine(&["add", cli::home::arg(&list), "--newest", "5"]);
    assert!(out.ends_with("130 articles marked read · `byline undo` undoes\n"), "{out}");
}

#[test]
fn a_source_is_muted_until_a_day_begins_where_its_reader_is() {
    let home = cli::home::Home::new();
    // In one of the two it is another day than in Greenwich.
    for zone in ["Etc/GMT+12", "Pacific/Kiritimati"] {
        let zoned = TimeZone::get(zone).unwrap();
        let today = || Timestamp::now().to_zoned(zoned.clone()).date();
        loop {
            let day = today();
            let said = [day, day.tomorrow().unwrap()].map(|day| {
                home.write("config/sources.toml", format!("[[source]]\ncommand = \"false\"\nmuted_until = {day}\n"));
                let said = |args: &[&str]| cli::home::said(home.command(args).env("TZ", zone).output().unwrap());
                (said(&["sources"]).out.contains("(muted until "), said(&["fetch"]).out.starts_with("0 sources"))
            });
            // Where a day began meanwhile, it is said of another one.
            if today() == day {
                assert_eq!(said, [(false, false), (true, true)], "{zone} {day}");
                break;
            }
        }
    }
}

#[test]
fn the_story_of_a_source_that_failed_says_when_it_is_tried_again() {
    let home = Home::new();
    home.write("config/sources.toml", "[[source]]\ncommand = \"false\"\nname = \"Tides\"\n");
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("? keys");
    reader.send("hG");
    reader.wait_for("! Tides");
    reader.send("Gi");
    reader.wait_for("failed       once");
    reader.wait_for("next try     at the next look");
    reader.send("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn what_of_a_list_is_left_out_is_told_after_what_came_of_the_others() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/feed", rss(&[item("1", "Low water", &server.at("/1"))]));
    let outline = |address: &str| format!("<outline text='x' xmlUrl='{address}'/>");
    let body = [outline(&server.at("/feed")), outline("filtercmd:touch x"), outline("file:///etc/passwd")].concat();
    let list = home.write("list.opml", format!("<opml version='2.0'><body>{body}</body></opml>"));
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("? keys");
    reader.send("a");
    reader.wait_for("add:");
    reader.send(&format!("{}\r", list.display()));
    reader.wait_for("Low water");
    reader.wait_for("left out: filtercmd:touch x");
    reader.send("Q");
    assert!(reader.wait_for_end().success());
}

#[test]
fn addresses_of_a_list_that_may_be_one_are_named() {
    let home = cli::home::Home::new();
    home.write("urls", "http://e.example/feed\nhttps://www.e.example/feed/\nhttp://e.example/other\n");
    let said = home.run(&["import", "--dry-run", "urls"]);
    assert_eq!(said.err, "byline: https://www.e.example/feed/ may be the same as http://e.example/feed\n");
    assert!(said.out.starts_with("3 feeds listed, 3 to be added to "), "{}", said.out);
}

#[test]
fn a_source_that_is_unsubscribed_and_kept_again_goes_by_its_title() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/feed", Does::KnowsTag("\"v\"", rss(&[item("1", "Low water", &server.at("/1"))]).into()));
    home.write("config/sources.toml", format!("[[source]]\nurl = \"{}\"\n", server.at("/feed")));
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("Low water");
    reader.send("hGD");
    reader.wait_for("News is unsubscribed");
    reader.send("U");
    reader.wait_for("undone:");
    reader.send("r");
    reader.wait_for("nothing new");
    reader.send("Q");
    assert!(reader.wait_for_end().success());
    let (_, sources, _) = home.run(&["sources"]);
    assert!(sources.contains("1  News  http://"), "{sources}");
}

#[test]
fn a_feed_that_is_added_and_holds_nothing_or_broke_off_is_told_of() {
    let (home, server) = (cli::home::Home::new(), Server::new());
    let whole = super::two();
    let head = "<rss version='2.0'><channel><title>Tides</title>";
    server.serve("/empty", format!("{head}</channel></rss>"));
    server.serve("/cut", format!("{head}<item><title>Low wa"));
    server.serve("/later", &whole[..whole.find("High").unwrap()]);
    server.serve("/whole", whole.clone());
    for (path, new, told) in [
        ("/empty", "0 new articles", "byline: Tides: its feed holds nothing now\n"),
        ("/cut", "0 new articles", "byline: Tides: its feed is cut off before its first article\n"),
        ("/later", "1 new article", "byline: News: its feed is cut off; the entries before the break are in\n"),
        ("/whole", "2 new articles", ""),
    ] {
        let said = home.run(&["add", &server.at(path)]);
        assert_eq!((said.status, said.err.as_str()), (0, told), "{path}");
        assert!(said.out.ends_with(&format!("\n{new}\n")), "{path}: {}", said.out);
    }
    // An empty feed is told to whoever adds it, a cut one at every fetch, and in the list of sources.
    let said = home.run(&["fetch", "--quiet"]);
    assert!(said.err.contains("Tides: its feed is cut off before") && said.err.contains("News: its feed is cut off;"));
    assert!(!said.err.contains("holds nothing"), "{}", said.err);
    assert_eq!(home.run(&["sources"]).out.matches("  ! its feed is cut off").count(), 2);
    server.serve("/cut", whole.clone());
    home.run(&["fetch"]);
    assert_eq!(home.run(&["sources"]).out.matches("  ! its feed is cut off").count(), 1);
    let home = Home::new();
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("? keys");
    for (path, told) in [("/whole", "2 new"), ("/empty", "Tides: its feed holds nothing now")] {
        reader.send("a");
        reader.wait_for("add:");
        reader.send(&format!("{}\r", server.at(path)));
        reader.wait_for(told);
    }
    reader.send("Q");
    assert!(reader.wait_for_end().success());
}
