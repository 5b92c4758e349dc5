//! A list of subscriptions, wherever it came from: what can be followed, and what is refused with the reason.
//!
//! Nothing in it is run, read or fetched. Only web addresses become subscriptions.

use super::link::{is_web, normal_link, tidy};
use crate::text::masked;
use std::collections::HashMap;
use url::Url;

/// A list of subscriptions. Every text in here is foreign and unsafe to show.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscriptions {
    /// What the list is called; may be empty.
    pub title: String,
    /// What can be followed, in the order of the list, each once.
    pub feeds: Vec<Subscription>,
    /// Saved searches, in the words of the program they come from.
    pub views: Vec<SavedSearch>,
    /// What is not taken over.
    pub refused: Vec<RefusedLine>,
    /// What was wrong or doubtful.
    pub complaints: Vec<String>,
}

/// One subscription.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subscription {
    /// A web address.
    pub address: String,
    /// As the list calls it.
    pub title: Option<String>,
    /// The site the feed belongs to.
    pub site: Option<String>,
    /// The names of the folders it lies in, the outermost first.
    pub folder: Vec<String>,
    /// Its tags or categories, each once.
    pub tags: Vec<String>,
}

/// A search that another program keeps under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedSearch {
    /// Its name.
    pub name: String,
    /// What it looks for, in that program's own language.
    pub filter: String,
}

/// Why a program is not taken over, and what its reader can do.
const PROGRAM: &str = "a program, which byline does not run from a list; `byline add \"command:…\"` keeps one";

/// The same of one that a feed goes through.
pub(super) const FILTER: &str = "a filter program, which byline does not run from a list; `byline add` its address, \
                                 and name the program as `filter` in sources.toml";

/// Something in a list that is not taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedLine {
    /// As it stands in the list.
    pub what: String,
    /// Why.
    pub why: &'static str,
}

/// Collects a list, each address once.
#[derive(Default)]
pub(super) struct Collector {
    list: Subscriptions,
    /// The address of each feed, with its index in the list.
    known: HashMap<String, usize>,
    /// By their normal form: addresses that differ in it are surely two.
    alike: HashMap<String, String>,
}

impl Collector {
    /// Takes a subscription if its address is one; `None` where the list names no address at all.
    pub fn take(&mut self, mut feed: Subscription) {
        let written = std::mem::take(&mut feed.address);
        let address = match web_address(&written) {
            Ok(address) => address,
            Err(why) => return self.refuse(&written, why),
        };
        if let Some(known) = self.known.get(&address) {
            return self.take_again(*known, &feed);
        }
        self.known.insert(address.clone(), self.list.feeds.len());
        let normal = normal_link(&address);
        match self.alike.get(&normal) {
            Some(other) => {
                self.list.complaints.push(format!("{} may be the same as {}", masked(&address), masked(other)))
            }
            None => {
                self.alike.insert(normal, address.clone());
            }
        }
        feed.address = address;
        self.list.feeds.push(feed);
    }

    /// A feed has one folder. The name of any other folder becomes a tag, so that a search for it still finds the feed.
    fn take_again(&mut self, known: usize, again: &Subscription) {
        let Some(feed) = self.list.feeds.get_mut(known).filter(|feed| feed.folder != again.folder) else { return };
        let Some(name) = again.folder.last() else { return };
        if !feed.tags.contains(name) {
            feed.tags.push(name.clone());
            let (feed, folder) = (feed.title.as_ref().unwrap_or(&feed.address), feed.folder.join("/"));
            let stays =
                if folder.is_empty() { "it stays outside folders".into() } else { format!("it stays in {folder}") };
            self.list.complaints.push(format!("{} is listed twice: {stays} and gets the tag {name}", masked(feed)));
        }
    }

    /// Notes what is not taken over.
    pub fn refuse(&mut self, what: &str, why: &'static str) {
        self.list.refused.push(RefusedLine { what: masked(what), why });
    }

    /// The list itself, for all but its feeds.
    pub fn list(&mut self) -> &mut Subscriptions {
        &mut self.list
    }

    /// The whole list.
    pub fn finish(self) -> Subscriptions {
        self.list
    }
}

/// The web address that is written, or why there is none.
pub fn web_address(written: &str) -> Result<String, &'static str> {
    let address = tidy(written).ok_or("no address")?;
    let lower = address.to_ascii_lowercase();
    if address.starts_with('|') || lower.starts_with("exec:") {
        return Err(PROGRAM);
    }
    if lower.starts_with("filter:") {
        return Err(FILTER);
    }
    if lower.starts_with("file:") || address.starts_with('/') {
        return Err("a file on this machine; `byline add \"command:cat FILE\"` keeps one");
    }
    let address = match lower.strip_prefix("feed:").or_else(|| lower.strip_prefix("rss:")) {
        Some(rest) if is_web(rest) => address[address.len() - rest.len()..].to_owned(),
        Some(rest) => format!("http://{}", address[address.len() - rest.len()..].trim_start_matches('/')),
        None => address,
    };
    match Url::parse(&address) {
        Ok(url) if matches!(url.scheme(), "http" | "https") => Ok(url.into()),
        Ok(_) => Err("not a web address"),
        Err(_) => Err("not an address"),
    }
}
