//! Which folds of an article are open.
//!
//! It does not know what is in them: folds are numbered from 0 in the order in which the article is set.

use std::collections::BTreeSet;

/// Which folds are open, by number counted from the top of the document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OpenFolds {
    /// What holds for the folds that are not in `others`.
    open: bool,
    others: BTreeSet<u32>,
}

impl OpenFolds {
    /// Every fold is open.
    pub fn all() -> Self {
        OpenFolds { open: true, others: BTreeSet::new() }
    }

    /// Every fold is closed.
    pub fn none() -> Self {
        OpenFolds::default()
    }

    /// Opens the fold where it is closed, and the other way round.
    pub fn toggle(&mut self, fold: u32) {
        if !self.others.remove(&fold) {
            self.others.insert(fold);
        }
    }

    /// Opens the fold, or closes it.
    pub fn set(&mut self, fold: u32, open: bool) {
        if self.is_open(fold) != open {
            self.toggle(fold);
        }
    }

    /// Whether the fold is open.
    pub fn is_open(&self, fold: u32) -> bool {
        self.open != self.others.contains(&fold)
    }
}
