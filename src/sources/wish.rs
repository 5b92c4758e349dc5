//! What somebody typed to be added: a feed, a page, a command, a folder, a list of feeds, or a file.
//!
//! It finds out what is meant; keeping and taking in are its caller's.

use super::web::{Discovery, Manners, Trouble, discover};
use super::{Kept, Place, bytes_of};
use crate::feed::{Alternate, Hints, NotAFeed, Subscription, Subscriptions, read_subscriptions};
use crate::text::{Clean, masked};
use jiff::Timestamp;
use std::path::{Path, PathBuf};

/// What was meant.
#[derive(Clone, Debug, PartialEq)]
pub enum Wish {
    /// A source.
    Keep(Box<Kept>),
    /// One of these feeds of a page.
    Choose(Vec<Alternate>),
    /// The feeds of a list.
    List(Subscriptions),
    /// A file with something to read.
    File(PathBuf),
    /// A page that has no feed.
    Page(String),
}

/// Why nothing can be added.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NoWish {
    /// There is no such file, and it is no address.
    #[error(
        "{0}: no such file or folder; what can be added is an address, a file, a folder, or command: with its words"
    )]
    Nothing(Clean),
    /// No feed is there.
    #[error("no feed: {0}")]
    NotFound(String),
}

/// Finds out what was meant; asks servers where it must. A list larger than `max_list` bytes is taken for a file.
pub fn understand(typed: &str, manners: Manners, max_list: u64, now: Timestamp) -> Result<Wish, NoWish> {
    let typed = typed.trim();
    if let Some(command) = typed.strip_prefix("command:") {
        return Ok(keep(Place::Command(command.trim().to_owned())));
    }
    let path = Path::new(typed);
    if path.is_dir() {
        return Ok(keep(Place::Folder(path.canonicalize().unwrap_or_else(|_| path.to_owned()))));
    }
    if path.is_file() {
        let list = bytes_of(path, max_list).map(|bytes| read_subscriptions(&bytes, &Hints::default()));
        return Ok(match list {
            Ok(list) if !list.feeds.is_empty() => Wish::List(list),
            _ => Wish::File(path.to_owned()),
        });
    }
    if !looks_like_an_address(typed) {
        return Err(NoWish::Nothing(Clean::line(typed)));
    }
    match discover(typed, manners, now) {
        Ok(Discovery::Feed(feed)) => Ok(Wish::Keep(Box::new(kept_feed(&feed)))),
        Ok(Discovery::Several(feeds)) => Ok(Wish::Choose(feeds)),
        Ok(Discovery::List(list)) => Ok(Wish::List(list)),
        Err(tried) => match page_without_feed(&tried) {
            Some(address) => Ok(Wish::Page(address.to_owned())),
            None => Err(NoWish::NotFound(tell(&tried))),
        },
    }
}

fn keep(place: Place) -> Wish {
    Wish::Keep(Box::new(Kept::new(place)))
}

/// A feed that was found, as it is kept: by the title it gives itself.
pub fn kept_feed(feed: &Alternate) -> Kept {
    let mut kept = Kept::new(Place::Address(feed.address.clone()));
    let title = Clean::line(&feed.title);
    if !title.is_blank() {
        kept.name = title.to_string();
    }
    kept
}

/// A feed of a list, as it is kept.
pub fn kept_subscription(feed: &Subscription) -> Kept {
    let mut kept = Kept::new(Place::Address(feed.address.clone()));
    let title = feed.title.as_deref().map(Clean::line).filter(|title| !title.is_blank());
    kept.name = title.map_or(kept.name, |title| title.to_string());
    kept.tags = feed.tags.iter().map(|tag| Clean::line(tag).to_string()).collect();
    kept.folder = (!feed.folder.is_empty()).then(|| Clean::line(&feed.folder.join("/")).to_string());
    kept
}

fn looks_like_an_address(text: &str) -> bool {
    let host = text.split(['/', '?']).next().unwrap_or_default();
    text.starts_with("http://")
        || text.starts_with("https://")
        || host.contains('.') && !host.starts_with('.') && !host.contains(char::is_whitespace)
        || host.starts_with("localhost")
}

/// The address of the page that was found where no feed was, if it announces none.
fn page_without_feed(tried: &[(String, Trouble)]) -> Option<&str> {
    tried.iter().find_map(|(address, trouble)| match trouble {
        Trouble::NotAFeed(NotAFeed::Page(page)) if page.feeds.is_empty() => Some(address.as_str()),
        _ => None,
    })
}

/// What was tried and what came of it, the reason first: a line may be cut.
fn tell(tried: &[(String, Trouble)]) -> String {
    // Without a scheme an address is tried with both.
    let rest = |at: usize| tried.get(at).and_then(|(address, _)| address.split_once("://")).map(|(_, rest)| rest);
    let own = if rest(0) == rest(1) { 2 } else { 1 };
    // That nothing secure is there is of no use to somebody whom the other one answered.
    let (tried, own) = match tried {
        [(_, secure), (_, other), ..]
            if own == 2 && (secure.is_plain() || !secure.is_answer()) && other.is_answer() =>
        {
            (&tried[1..], 1)
        }
        _ => (tried, own),
    };
    let all_of_one =
        tried.len() > own && tried[own..].iter().all(|(_, trouble)| matches!(trouble, Trouble::Status(404)));
    let listed = if all_of_one { &tried[..own] } else { tried };
    let mut reasons: Vec<(String, Vec<String>)> = Vec::new();
    for (address, trouble) in listed {
        let (address, trouble) = (Clean::line(&masked(address)).to_string(), trouble.to_string());
        match reasons.iter_mut().find(|(known, _)| *known == trouble) {
            Some((_, addresses)) => addresses.push(address),
            None => reasons.push((trouble, vec![address])),
        }
    }
    let reason = |(trouble, addresses): (String, Vec<String>)| format!("{trouble} ({})", addresses.join(", "));
    let mut said: Vec<String> = reasons.into_iter().map(reason).collect();
    if all_of_one {
        said.push(format!("nor is there a feed at {} usual addresses beside it", tried.len() - own));
    }
    said.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const SPAN: std::time::Duration = std::time::Duration::from_secs(3);

    #[test]
    fn what_was_tried_is_told_in_few_words() {
        let usual: Vec<(&str, Trouble)> =
            ["http://e/feed", "http://e/rss"].map(|address| (address, Trouble::Status(404))).to_vec();
        for (own, expected) in [
            (vec![("http://e/x", Trouble::Status(418))], "the server says 418 (http://e/x)"),
            (
                vec![("https://e/x", Trouble::Status(418)), ("http://e/x", Trouble::Status(404))],
                "the server says 418 (https://e/x); the server says 404: there is nothing at this address (http://e/x)",
            ),
            (
                vec![("https://e/x", Trouble::Status(404)), ("http://e/x", Trouble::Status(404))],
                "the server says 404: there is nothing at this address (https://e/x, http://e/x)",
            ),
            (
                vec![("https://e/x", Trouble::Unreachable("refused".into())), ("http://e/x", Trouble::Status(418))],
                "the server says 418 (http://e/x)",
            ),
            (
                vec![("https://e/x", Trouble::plain("e")), ("http://e/x", Trouble::Status(418))],
                "the server says 418 (http://e/x)",
            ),
            (
                vec![("https://e/x", Trouble::plain("e")), ("http://e/x", Trouble::TooSlow("answer", SPAN))],
                "no secure connection to e: what answers there does not speak TLS; is it http rather than https? \
                 (https://e/x); no answer within 3 s (http://e/x)",
            ),
            (
                vec![
                    ("https://e/x", Trouble::Insecure("e".into(), "too old".into())),
                    ("http://e/x", Trouble::Status(418)),
                ],
                "no secure connection to e: too old (https://e/x); the server says 418 (http://e/x)",
            ),
        ] {
            let tried = |all: Vec<(&str, Trouble)>| {
                tell(&all.into_iter().map(|(address, trouble)| (address.to_owned(), trouble)).collect::<Vec<_>>())
            };
            assert_eq!(tried(own.clone()), expected);
            let beside = format!("{expected}; nor is there a feed at 2 usual addresses beside it");
            assert_eq!(tried([own, usual.clone()].concat()), beside);
        }
    }
}
