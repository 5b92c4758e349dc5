//! Marks that stand in a journal and that the index could not take in: it was busy, or its disk was full. They count for
//! what is marked next all the same, and come in with it, or as soon as that can be.
//!
//! It writes nothing.

use crate::article::{ArticleId, Field};
use crate::store::{Aliases, Fold, Location, Mark, Record};

/// Marks that the index does not know yet.
#[derive(Default)]
pub(super) struct Untaken {
    records: Vec<(Location, Record)>,
    fold: Fold,
}

impl Untaken {
    pub fn of(records: Vec<(Location, Record)>) -> Self {
        let mut fold = Fold::default();
        records.iter().for_each(|(_, record)| fold.add(record));
        Untaken { records, fold }
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Hands them out, to be taken in.
    pub fn take(&mut self) -> Vec<(Location, Record)> {
        std::mem::take(self).records
    }

    /// The mark that counts for a field of an article, of which the index knows `known`.
    pub fn counting(&self, aliases: &Aliases, id: ArticleId, field: &Field, known: Option<Mark>) -> Option<Mark> {
        if self.is_empty() {
            return known;
        }
        let names = aliases.names(id);
        let late = names.iter().filter_map(|name| self.fold.mark(*name, field).cloned());
        late.chain(known).reduce(|one, other| if other.beats(&one) { other } else { one })
    }
}
