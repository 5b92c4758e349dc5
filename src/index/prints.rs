//! Decides whether to store a text of a known article, by comparing it with the texts in the library.

use super::IndexError;
use super::taking::{Taking, shown};
use crate::article::{Article, ArticleId};
use crate::store::{Fingerprint, Location, MAX_COUNT, Record, Store, Version, VersionOrder};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;

/// How many texts without news are stored per day for one article: texts that differ from a known one only in digits, or
/// that the article had before. Some feeds count views in every title.
const WITHOUT_NEWS: usize = 4;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What is known of the texts of an article.
pub(super) struct Prints {
    /// Their records, sorted, without duplicates.
    orders: Vec<VersionOrder>,
    /// The same batch already had a text of the article.
    met: bool,
    pub gone: bool,
    /// Where the text of its page stands, if that is shown, and its fingerprint.
    pub full: Option<(Location, Fingerprint)>,
}

impl Prints {
    /// Whether the library has no text of the article.
    pub fn is_empty(&self) -> bool {
        self.orders.is_empty()
    }

    /// Whether to store a text of the feed, or of the page: if it differs from the latest one of its kind and the daily limit
    /// allows it.
    pub fn wants(&mut self, version: &Version, now: Timestamp) -> bool {
        // If two entries of a feed are one article, it shows the first one and does not change at every fetch.
        let met = std::mem::replace(&mut self.met, true);
        let latest = self.orders.iter().rev().find(|order| order.full == version.full);
        let Some(latest) = latest.or(self.orders.last()) else { return true };
        let is_news = !self.orders.iter().any(|order| order.print == version.print);
        latest.exact != version.exact && (is_news || !met && self.without_news(version.full, now) < WITHOUT_NEWS)
    }

    /// How many texts without news were stored within a day of `now`.
    fn without_news(&self, full: bool, now: Timestamp) -> usize {
        let (mut prints, mut last) = (HashSet::new(), None);
        let is_without_news = |order: &&VersionOrder| {
            let is_known = !prints.insert(order.print);
            let is_change = last.replace(order.exact) != Some(order.exact);
            // A wrong clock delays nothing for longer than a day.
            is_known && is_change && now.duration_since(order.fetched).abs() < DAY
        };
        self.orders.iter().filter(|order| order.full == full).filter(is_without_news).count()
    }

    /// Makes a text the next one of the article.
    pub fn number(&mut self, version: &mut Version) {
        let highest = self.orders.iter().map(|order| order.n).max().unwrap_or(0);
        version.n = (highest + 1).min(MAX_COUNT);
        self.orders.push(version.order());
    }
}

/// The text of a page under what its feed says now of the article, where it has another title: else the old one would be
/// shown as long as that text is.
pub(super) fn retitled(store: &Store, at: &Location, said: &Article) -> Result<Option<Version>, IndexError> {
    let Record::Article(full) = store.read_at(at)? else { return Ok(None) };
    if full.article.title == said.title {
        return Ok(None);
    }
    let Article { media, body, language, authors, fetched, .. } = full.article;
    let authors = if said.authors.is_empty() { authors } else { said.authors.clone() };
    let article = Article { media, body, language, authors, fetched, ..said.clone() };
    Ok(Some(Version { full: true, ..Version::new(article, 1) }))
}

/// Reads what is known of the texts of an article.
pub(super) fn prints(taking: &Taking<'_>, id: ArticleId) -> Result<Prints, IndexError> {
    let texts = match taking.known(id)? {
        Some(known) => taking.texts(known.face)?,
        None => Vec::new(),
    };
    let at = shown(&texts);
    let full = texts.iter().find(|text| text.order.full && Some(&text.at) == at.as_ref());
    let full = full.map(|text| (text.at.clone(), text.order.exact));
    let mut orders: Vec<VersionOrder> = texts.iter().map(|text| text.order).collect();
    orders.sort_unstable();
    orders.dedup();
    Ok(Prints { orders, met: false, gone: taking.is_gone(&taking.aliases.names(id))?, full })
}
