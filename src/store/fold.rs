//! What a library says: records folded into one state, the same in whatever order and however often they come.
//!
//! It holds no bodies and reads no files. The index applies the same rules to its tables; a test compares the two.

use super::alias::Aliases;
use super::record::{Fingerprint, MarkLine, Record, SourceVersion, Stamp, Version, VersionOrder};
use crate::article::{ArticleId, Field, OpId, SourceId, Value};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The state that a set of records amounts to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fold {
    texts: HashMap<ArticleId, BTreeMap<Fingerprint, Text>>,
    drops: HashMap<ArticleId, u64>,
    sources: HashMap<SourceId, SourceVersion>,
    marks: HashMap<(ArticleId, Field), Mark>,
    aliases: Aliases,
    /// Commands of several parts whose last part is there.
    complete: HashSet<OpId>,
    /// Parts of commands whose last part is not there.
    waiting: HashMap<OpId, HashSet<MarkLine>>,
}

/// One text of an article, without its body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Text {
    /// Which of the texts is shown: the greatest.
    pub order: VersionOrder,
    /// When the article was first seen, as this record has it: the smallest counts.
    pub seen: jiff::Timestamp,
    /// What the article sorts by, if this record was the first.
    pub sort: jiff::Timestamp,
}

/// The mark that counts for a field of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What orders it.
    pub stamp: Stamp,
    /// What the field is.
    pub value: Value,
    /// The command that said so.
    pub op: OpId,
}

impl Fold {
    /// Takes in one record.
    pub fn add(&mut self, record: &Record) {
        match record {
            Record::Article(version) => self.add_text(version),
            Record::Alias(alias) => self.aliases.add(*alias),
            Record::Drop(drop) => {
                let n = self.drops.entry(drop.id).or_default();
                *n = drop.n.max(*n);
            }
            Record::Source(source) => self.add_source(source),
            Record::Mark(mark) => self.add_mark(mark),
            Record::Replaces(_) | Record::Unknown => {}
        }
    }

    fn add_text(&mut self, version: &Version) {
        let _ = version;
    }

    fn add_source(&mut self, source: &SourceVersion) {
        let _ = source;
    }

    fn add_mark(&mut self, mark: &MarkLine) {
        let _ = mark;
    }
}
