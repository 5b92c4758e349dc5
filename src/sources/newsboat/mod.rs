//! newsboat's store taken over: subscriptions, articles, and what the reader said of them.
//!
//! Nothing of newsboat's is changed or run. An article that the library has keeps its text; a mark that was ever made
//! here counts before newsboat's, so that a second time brings nothing twice and takes nothing back.

mod bring;
mod cache;

pub use bring::{BringError, Bringing, Brought, bring};
pub use cache::{Cache, CacheError};

use crate::feed::{Hints, Subscription, Subscriptions, collect_subscriptions, read_subscriptions, web_address};
use std::collections::HashMap;

/// The subscriptions: those of the file `urls`, with the titles that the cache knows; without it, all feeds of the
/// cache.
pub fn newsboat_subscriptions(urls: Option<&[u8]>, cache: Option<&Cache>) -> Result<Subscriptions, CacheError> {
    let feeds = cache.map_or(Ok(Vec::new()), Cache::feeds)?;
    let title = |title: String| Some(title).filter(|title| !title.trim().is_empty());
    let Some(urls) = urls else {
        let known = feeds.into_iter().map(|feed| Subscription {
            address: feed.address,
            title: title(feed.title),
            ..Subscription::default()
        });
        return Ok(collect_subscriptions(known));
    };
    let titles = feeds.into_iter().filter_map(|feed| Some((web_address(&feed.address).ok()?, title(feed.title)?)));
    let mut titles: HashMap<String, String> = titles.collect();
    let mut list = read_subscriptions(urls, &Hints::default());
    for feed in &mut list.feeds {
        feed.title = feed.title.take().or_else(|| titles.remove(&feed.address));
    }
    Ok(list)
}
