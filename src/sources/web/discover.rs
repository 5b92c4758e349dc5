//! What is at an address that somebody typed: a feed, a page whose feed is found, or a list of subscriptions.
//!
//! It keeps nothing: which of several feeds is meant is the reader's to say.

use super::access::Access;
use super::client::{Ask, Client, web_address};
use super::{Manners, Trouble};
use crate::feed::{Alternate, Hints, NotAFeed, Subscriptions, read_subscriptions};
use crate::sources::url::read_feed;
use jiff::Timestamp;
use url::Url;

/// Where feeds lie that no page announces.
const USUAL: [&str; 8] =
    ["feed", "rss.xml", "atom.xml", "feed.xml", "index.xml", "rss", "feed.json", "feeds/posts/default"];

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Discovery {
    /// One feed, with the title it gives itself.
    Feed(Alternate),
    /// A page that announces several.
    Several(Vec<Alternate>),
    /// A list of subscriptions.
    List(Subscriptions),
}

/// Finds what is at an address; else says what was tried, and what came of it.
pub fn discover(typed: &str, manners: Manners, now: Timestamp) -> Result<Discovery, Vec<(String, Trouble)>> {
    let mut search = Search { client: Client::new(manners), now, tried: Vec::new(), answered: String::new() };
    let found = if typed.contains("://") {
        search.look(typed)
    } else {
        search.look(&format!("https://{typed}")).or_else(|| search.look(&format!("http://{typed}")))
    };
    found.ok_or(search.tried)
}

struct Search {
    client: Client,
    now: Timestamp,
    tried: Vec<(String, Trouble)>,
    /// Where the last answer came from, after redirects.
    answered: String,
}

impl Search {
    /// Looks at an address, and where a page is, for its feed.
    fn look(&mut self, address: &str) -> Option<Discovery> {
        let mut page = match self.ask(address, None) {
            Ok(found) => return Some(found),
            Err(Trouble::NotAFeed(NotAFeed::Page(page))) => page,
            Err(_) => return None,
        };
        // What a page names is gone to as a redirect is: never from the public net to a private one.
        let from = std::mem::take(&mut self.answered);
        page.feeds.retain(|feed| {
            let way = self.client.check_way(&Access::default(), &from, &feed.address);
            way.map_err(|trouble| self.tried.push((feed.address.clone(), trouble))).is_ok()
        });
        match page.feeds.as_slice() {
            [] => self.try_usual(address),
            [feed] => self.ask(&feed.address, Some(&from)).ok().or_else(|| self.try_usual(address)),
            feeds => Some(Discovery::Several(feeds.to_vec())),
        }
    }

    /// Beside the page first, then at the root of the host.
    fn try_usual(&mut self, page: &str) -> Option<Discovery> {
        let page = web_address(page)?;
        let beside = page.join(".").ok()?;
        let mut folders: Vec<Url> = vec![beside, page.join("/").ok()?];
        folders.dedup();
        for folder in folders {
            for name in USUAL {
                let address = folder.join(name).ok()?;
                match self.ask(address.as_str(), None) {
                    Ok(found @ Discovery::Feed(_)) => return Some(found),
                    Err(trouble) if !trouble.is_answer() => return None,
                    Ok(_) | Err(_) => {}
                }
            }
        }
        None
    }

    /// Asks for what is at an address, which the page at `from` may have named.
    fn ask(&mut self, address: &str, from: Option<&str>) -> Result<Discovery, Trouble> {
        let found = self.read(address, from);
        if let Err(trouble) = &found {
            self.tried.push((address.to_owned(), trouble.clone()));
        }
        found
    }

    fn read(&mut self, address: &str, from: Option<&str>) -> Result<Discovery, Trouble> {
        let limit = self.client.manners.max_bytes;
        let access = &Access::default();
        let ask =
            Ask { address, etag: None, modified: None, access, secret: None, limit, is_last: false, now: self.now };
        let reply = match from {
            Some(from) => self.client.ask_from(from, ask),
            None => self.client.ask(ask),
        }?;
        self.answered.clone_from(&reply.address);
        if !matches!(reply.status, 200 | 203) {
            return Err(reply.trouble());
        }
        match read_feed(&reply, &reply.body, limit) {
            Ok(feed) => Ok(Discovery::Feed(Alternate { address: address.to_owned(), title: feed.title })),
            Err(Trouble::NotAFeed(NotAFeed::Outlines)) => {
                let content_type = reply.content_type.as_deref();
                let hints = Hints { content_type, address: Some(&reply.address), limit };
                Ok(Discovery::List(read_subscriptions(&reply.body, &hints)))
            }
            Err(trouble) => Err(trouble),
        }
    }
}
