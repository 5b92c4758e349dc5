//! Which ids mean the same article, and which article a text belongs to, whatever the order of the records.
//!
//! It does not decide who is an alias of whom; it only follows what the records say.

use super::record::{Alias, Reuse};
use super::reuse::Reuses;
use crate::article::{Article, ArticleId};
use std::collections::{BTreeSet, HashMap};

/// The aliases of a library, resolved.
#[derive(Clone, Debug, Default)]
pub struct Aliases {
    pairs: BTreeSet<(ArticleId, ArticleId)>,
    /// Which group an id is in.
    group: HashMap<ArticleId, usize>,
    groups: Vec<Group>,
    reuses: Reuses,
}

/// Ids that name one article.
#[derive(Clone, Debug, Default)]
struct Group {
    ids: BTreeSet<ArticleId>,
    /// Those that are no alias of another.
    roots: BTreeSet<ArticleId>,
}

impl Group {
    /// The id the group goes by: the smallest that is no alias, or the smallest of all where they go in a circle.
    fn name(&self) -> Option<ArticleId> {
        self.roots.first().or(self.ids.first()).copied()
    }
}

impl Aliases {
    /// Takes in one record.
    pub fn add(&mut self, alias: Alias) {
        if alias.id == alias.of || !self.pairs.insert((alias.id, alias.of)) {
            return;
        }
        let (a, b) = (self.group_of(alias.id), self.group_of(alias.of));
        let (into, from) = if self.groups[a].ids.len() >= self.groups[b].ids.len() { (a, b) } else { (b, a) };
        if into != from {
            let moved = std::mem::take(&mut self.groups[from]);
            for id in &moved.ids {
                self.group.insert(*id, into);
            }
            self.groups[into].ids.extend(moved.ids);
            self.groups[into].roots.extend(moved.roots);
        }
        self.groups[into].roots.remove(&alias.id);
    }

    /// Adds a record, and returns the aliases that follow from it, which the caller must add too.
    #[must_use]
    pub fn reuse(&mut self, reuse: Reuse) -> Vec<Alias> {
        self.reuses.add(reuse)
    }

    /// The ids that mean another article from a date on.
    pub fn reuses(&self) -> &Reuses {
        &self.reuses
    }

    /// The id of the article that a text belongs to.
    pub fn article_of(&self, text: &Article) -> ArticleId {
        self.resolve(self.reuses.home(text.id, text.published))
    }

    /// The pairs, each once and sorted.
    pub fn pairs(&self) -> impl Iterator<Item = Alias> {
        self.pairs.iter().map(|(id, of)| Alias { id: *id, of: *of })
    }

    /// The id an article goes by.
    pub fn resolve(&self, id: ArticleId) -> ArticleId {
        self.group.get(&id).and_then(|at| self.groups[*at].name()).unwrap_or(id)
    }

    /// Whether an article has no id but this one.
    pub fn is_alone(&self, id: ArticleId) -> bool {
        self.group.get(&id).is_none_or(|at| self.groups[*at].ids.len() == 1)
    }

    /// All ids of the article that one of them names, that one included.
    pub fn names(&self, id: ArticleId) -> Vec<ArticleId> {
        self.group.get(&id).map_or_else(|| vec![id], |at| self.groups[*at].ids.iter().copied().collect())
    }

    fn group_of(&mut self, id: ArticleId) -> usize {
        *self.group.entry(id).or_insert_with(|| {
            let alone = BTreeSet::from([id]);
            self.groups.push(Group { ids: alone.clone(), roots: alone });
            self.groups.len() - 1
        })
    }
}
