//! Ids that a feed reused for a new entry after the old one was gone, whatever the order of the records.
//!
//! It does not decide which entries are new; it only follows the records.

use super::record::{Alias, Reuse};
use crate::article::ArticleId;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// Records for one id that are less than this apart count as one.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The reuse records of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reuses {
    /// For each id that a feed gave to several articles: which article it means from which date on.
    by_id: HashMap<ArticleId, BTreeSet<(Timestamp, ArticleId)>>,
    /// For each article with a reused id: the date and the id. If there are several, the first counts.
    taken: HashMap<ArticleId, BTreeSet<(Timestamp, ArticleId)>>,
}

impl Reuses {
    /// Adds a record, and returns the aliases that follow from it.
    #[must_use]
    pub fn add(&mut self, reuse: Reuse) -> Vec<Alias> {
        let Reuse { id, from, new } = reuse;
        if id == new {
            return Vec::new();
        }
        self.taken.entry(new).or_default().insert((from, id));
        let known = self.by_id.entry(id).or_default();
        known.insert((from, new));
        let near = known.iter().filter(|(then, _)| from.duration_since(*then).abs() < WEEK);
        let alias = |(then, other): &(Timestamp, ArticleId)| match (*then, *other) < (from, new) {
            true => Alias { id: new, of: *other },
            false => Alias { id: *other, of: new },
        };
        near.map(alias).filter(|alias| alias.id != alias.of).collect()
    }

    /// The records.
    pub fn records(&self) -> impl Iterator<Item = Reuse> {
        let records = |(id, known): (&ArticleId, &BTreeSet<(Timestamp, ArticleId)>)| {
            let id = *id;
            known.iter().map(move |(from, new)| Reuse { id, from: *from, new: *new }).collect::<Vec<_>>()
        };
        self.by_id.iter().flat_map(records)
    }

    /// The article that a text belongs to, by the id in its record and its date.
    pub fn home(&self, id: ArticleId, published: Option<Timestamp>) -> ArticleId {
        if self.by_id.is_empty() {
            return id;
        }
        let taken = self.taken.get(&id).and_then(BTreeSet::first);
        let (since, base) = taken.map_or((None, id), |(since, base)| (Some(*since), *base));
        let last = |date| self.by_id.get(&base)?.range(..=(date, ArticleId([0xff; 16]))).next_back();
        // A text that was stored for a later article never belongs to an earlier one, whatever its date.
        published.and_then(last).filter(|(from, _)| Some(*from) > since).map_or(id, |(_, new)| *new)
    }

    /// The articles with an id, the first one first; for most ids only one.
    pub fn articles(&self, id: ArticleId) -> Vec<ArticleId> {
        let later = self.by_id.get(&id).into_iter().flatten().map(|(_, new)| *new);
        std::iter::once(id).chain(later).collect()
    }

    /// All ids whose texts may belong to the article with this id.
    pub fn family(&self, id: ArticleId) -> Vec<ArticleId> {
        let bases = self.taken.get(&id).into_iter().flatten().map(|(_, base)| *base);
        let family: BTreeSet<ArticleId> = bases.chain([id]).flat_map(|base| self.articles(base)).collect();
        family.into_iter().collect()
    }

    /// Whether an id was given to more than one article.
    pub fn is_reused(&self, id: ArticleId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Whether a record for this id is less than a week from a date.
    pub fn is_near(&self, id: ArticleId, date: Timestamp) -> bool {
        let mut known = self.by_id.get(&id).into_iter().flatten();
        known.any(|(from, _)| from.duration_since(date).abs() < WEEK)
    }
}
