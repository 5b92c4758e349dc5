//! Changed entries: which article they are, and which of its texts is shown.

use super::server::{Does, Server};
use super::{Home, rss};
use byline::article::{Change, Field, Value};

/// An entry with a date in February 2026.
fn dated(guid: &str, day: u32, title: &str, text: &str) -> String {
    format!(
        "<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title><link>http://e.example/{guid}</link>\
         <pubDate>{day:02} Feb 2026 08:00:00 GMT</pubDate><description>{text}</description></item>"
    )
}

/// Titles and texts, the newest article first.
fn shown(home: &Home) -> Vec<(String, String)> {
    home.articles().into_iter().map(|article| (article.title, article.body)).collect()
}

#[test]
fn a_corrected_number_is_shown_and_stays_read() {
    let (mut home, server) = (Home::new(), Server::new());
    for (poll, toll) in ["12", "120", "12", "200"].into_iter().enumerate() {
        let (title, text) = (format!("Ferry aground, {toll} rescued"), format!("{toll} were brought ashore."));
        server.serve("/f", rss(&[dated("ferry", 1, &title, &text)]));
        let report = home.fetch(&[server.at("/f")]);
        assert_eq!((report.new_articles(), report.changed), (usize::from(poll == 0), usize::from(poll > 0)));
        assert_eq!(home.fetch(&[server.at("/f")]).changed, 0);
        home.mark_all_read();
        assert_eq!(shown(&home), [(title, text)]);
        assert_eq!(home.unread(), 0);
        home.later(1);
    }
}

fn releases(items: &[String]) -> String {
    rss(&[items, &[dated("other", 1, "Another article", "It stays.")]].concat())
}

/// A home that fetched the feed, put an article in the trash, and waited a day.
fn with_release(server: &Server) -> Home {
    let mut home = Home::new();
    server.serve("/f", releases(&[dated("latest", 1, "Version 1", "What is new in the first.")]));
    assert_eq!(home.fetch(&[server.at("/f")]).new_articles(), 2);
    let ids = home.articles().into_iter().filter(|article| article.title == "Version 1").map(|article| article.id);
    let trash = Change { field: Field::Trash, value: Value::On, ids: ids.collect() };
    let mut library = home.library();
    let op = library.new_op();
    library.mark(op, &[trash], home.now).unwrap();
    home.mark_all_read();
    home.later(24);
    home
}

fn journals(home: &Home) -> Vec<Vec<u8>> {
    let files = std::fs::read_dir(home.places().data.join("marks")).unwrap();
    files.map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

#[test]
fn id_that_returns_after_a_week_is_a_new_article() {
    let server = Server::new();
    let mut home = with_release(&server);
    server.serve("/f", releases(&[]));
    home.fetch(&[server.at("/f")]);
    home.later(7 * 24);
    let marks = journals(&home);
    server.serve("/f", releases(&[dated("latest", 9, "Version 2", "What is new in the second.")]));
    let report = home.fetch(&[server.at("/f")]);
    assert_eq!((report.new_articles(), report.changed), (1, 0));
    assert_eq!((home.unread(), home.articles().len()), (1, 2), "the first one stays in the trash");
    assert_eq!(journals(&home), marks);
    // From now on it is that article, even if its date and its text change.
    for (poll, day) in [9, 20, 3].into_iter().enumerate() {
        home.later(1);
        server.serve("/f", releases(&[dated("latest", day, &format!("Version 2.{poll}"), &format!("Text {poll}."))]));
        let report = home.fetch(&[server.at("/f")]);
        assert_eq!((report.new_articles(), report.changed), (0, 1), "{poll}");
        assert!(shown(&home).contains(&(format!("Version 2.{poll}"), format!("Text {poll}."))));
    }
    assert_eq!(home.articles().len(), 2);
}

#[test]
fn entry_missing_for_less_than_a_week_stays_the_same_article() {
    let said = |status, body: &str| Does::Answers(status, vec![], body.into());
    let gone = said(200, &releases(&[]));
    let cut = releases(&[]);
    let other = dated("latest", 1, "Version 1", "What is new in the first.");
    for (why, between, hours) in [
        ("it never left", vec![said(200, &releases(&[other]))], 8 * 24),
        ("nobody looked", vec![], 8 * 24),
        ("it was gone for six days", vec![gone.clone()], 6 * 24),
        ("the answers were empty", vec![said(200, &rss(&[]))], 8 * 24),
        ("the answers broke off", vec![said(200, &cut[..cut.len() - 20])], 8 * 24),
        ("the server failed", vec![said(500, "")], 8 * 24),
    ] {
        let server = Server::new();
        let mut home = with_release(&server);
        for answer in between {
            server.set("/f", answer);
            home.fetch(&[server.at("/f")]);
        }
        home.later(hours);
        server.serve("/f", releases(&[dated("latest", 8, "Version 2", "What is new in the second.")]));
        let report = home.fetch(&[server.at("/f")]);
        assert_eq!((report.new_articles(), report.changed), (0, 1), "{why}");
        assert_eq!(home.unread(), 0, "{why}");
    }
}
