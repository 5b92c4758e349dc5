//! A source that is a command: what it prints is a feed, or a title a line.
//!
//! It runs because the reader wrote it into `sources.toml` or typed it; no list and no feed can bring one in.

use super::process::{Role, command_of, run};
use super::web::{Reply, Trouble};
use crate::feed::{Answer, Feed, Hints, read};
use crate::text::{decode, is_binary};
use std::time::Duration;

/// How many of its lines become articles.
const LINES: usize = 10_000;

/// Runs a command line and gives what it prints, as if a server had answered.
pub(super) fn answer(line: &str, patience: Duration, limit: usize) -> Result<Reply, Trouble> {
    let words = ["sh", "-c", line].map(str::to_owned);
    let body = run(&mut command_of(&words), Role::Source, |_| Ok(()), patience, limit)?;
    Ok(Reply { status: 200, body, ..Reply::default() })
}

/// Lines of text as a feed: each is a title.
pub(super) fn lines(body: &[u8]) -> Option<Feed> {
    if is_binary(body) {
        return None;
    }
    let text = decode(body, None).text;
    let titles = text.lines().map(str::trim).filter(|line| !line.is_empty()).take(LINES);
    let items: Vec<_> = titles.map(|title| serde_json::json!({ "title": title })).collect();
    let feed = serde_json::json!({ "version": "https://jsonfeed.org/version/1.1", "title": "", "items": items });
    match read(feed.to_string().as_bytes(), &Hints::default()) {
        Answer::Feed(feed) if !items.is_empty() => Some(feed),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_is_a_title() {
        let feed = lines(b"Low water\n\n High water \n").unwrap();
        assert_eq!(
            feed.entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(),
            ["Low water", "High water"]
        );
        assert_eq!(lines(b"\n"), None);
    }
}
