//! Ids that a feed gave to a new entry after the old one was gone, whatever order the decisions come in.
//!
//! It does not decide what is a new entry; it only follows what the records say.

use super::record::{Alias, Reuse};
use crate::article::ArticleId;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeSet, HashMap};

/// Decisions of one id that lie less than this apart are one.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The decisions of a library.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reuses {
    /// For each id that a feed gave to several articles, from which date on it means which.
    by_id: HashMap<ArticleId, BTreeSet<(Timestamp, ArticleId)>>,
    /// For each article that took an id over, since when, and which id: the first counts, should there be several.
    taken: HashMap<ArticleId, BTreeSet<(Timestamp, ArticleId)>>,
}

impl Reuses {
    /// Takes in one record, and gives the aliases that follow from it.
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
        // A text that was stored for a later article is never one of an earlier one, whatever its date says.
        published.and_then(last).filter(|(from, _)| Some(*from) > since).map_or(id, |(_, new)| *new)
    }

    /// The articles that an id was given to, the first one first; only itself for most.
    pub fn articles(&self, id: ArticleId) -> Vec<ArticleId> {
        let later = self.by_id.get(&id).into_iter().flatten().map(|(_, new)| *new);
        std::iter::once(id).chain(later).collect()
    }

    /// All ids whose texts may belong to the article that is named so.
    pub fn family(&self, id: ArticleId) -> Vec<ArticleId> {
        let bases = self.taken.get(&id).into_iter().flatten().map(|(_, base)| *base);
        let family: BTreeSet<ArticleId> = bases.chain([id]).flat_map(|base| self.articles(base)).collect();
        family.into_iter().collect()
    }

    /// Whether an id was given to more than one article.
    pub fn is_reused(&self, id: ArticleId) -> bool {
        self.by_id.contains_key(&id)
    }

    /// Whether a decision of this id lies less than a week from a date.
    pub fn is_near(&self, id: ArticleId, date: Timestamp) -> bool {
        let mut known = self.by_id.get(&id).into_iter().flatten();
        known.any(|(from, _)| from.duration_since(date).abs() < WEEK)
    }
}
