//! Entries that change: which article they are, and which of its texts is shown.

use super::server::Server;
use super::{Home, rss};

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
