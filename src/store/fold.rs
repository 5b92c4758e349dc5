//! What a library says: records folded into one state, the same in whatever order and however often they come.
//!
//! It holds no bodies and reads no files. The index applies the same rules to its tables.

use super::alias::Aliases;
use super::record::{Dropped, Fingerprint, MarkLine, Record, Reuse, SourceVersion, Stamp, Version, VersionOrder};
use super::reuse::Reuses;
use crate::article::{ArticleId, Field, OpId, SourceId, Value};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};

/// The state that a set of records amounts to.
#[derive(Clone, Debug, Default)]
pub struct Fold {
    /// The texts of an id by date: the date decides which article a text belongs to, once all records are known.
    texts: BTreeMap<(ArticleId, Option<Timestamp>), Texts>,
    drops: HashMap<ArticleId, u64>,
    sources: HashMap<SourceId, SourceVersion>,
    marks: HashMap<(ArticleId, Field), Mark>,
    /// Of each id, the fields that may keep its article.
    keeping: HashMap<ArticleId, HashSet<Field>>,
    aliases: Aliases,
    /// Commands of several parts whose last part is there.
    complete: HashSet<OpId>,
    /// Parts of commands whose last part is not there.
    waiting: HashMap<OpId, HashSet<MarkLine>>,
}

/// The texts of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// The greatest order among the records of each text, where texts of the page and of the feed are different texts.
    orders: BTreeMap<(Fingerprint, bool), VersionOrder>,
    /// The earliest time first seen, and what the article of that record sorts by.
    first: (Timestamp, Timestamp),
    source: SourceId,
}

impl Texts {
    fn of(version: &Version) -> Self {
        let orders = BTreeMap::from([((version.exact, version.full), version.order())]);
        let article = &version.article;
        Texts { orders, first: (article.seen, article.sort_time()), source: article.source }
    }

    fn merge(&mut self, other: &Texts) {
        for (text, order) in &other.orders {
            let known = self.orders.entry(*text).or_insert(*order);
            *known = *order.max(known);
        }
        self.first = self.first.min(other.first);
        self.source = self.source.min(other.source);
    }

    /// The texts in order, the first first.
    pub fn in_order(&self) -> Vec<VersionOrder> {
        let mut orders: Vec<_> = self.orders.values().copied().collect();
        orders.sort_unstable();
        orders
    }

    /// Whether no record of the same text has a greater order.
    pub(super) fn has(&self, order: VersionOrder) -> bool {
        self.orders.get(&(order.exact, order.full)) == Some(&order)
    }

    /// Whether the record says when the article was first seen.
    pub(super) fn is_first(&self, version: &Version) -> bool {
        self.first == (version.article.seen, version.article.sort_time())
    }

    /// The text that is shown.
    pub fn shown(&self) -> Option<VersionOrder> {
        self.orders.values().copied().max_by_key(|order| order.rank())
    }

    /// What the article sorts by, frozen at first sight.
    pub fn sort_time(&self) -> Timestamp {
        self.first.1
    }
}

/// The mark that counts for a field of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What orders it.
    pub stamp: Stamp,
    /// What the field is.
    pub value: Value,
    /// The command that said so: undo touches only what its own command still holds.
    pub op: OpId,
}

impl Mark {
    /// Whether it counts rather than `other`. One device never gives a stamp twice; should a copied one do so, the
    /// value decides, so that all machines agree.
    pub fn beats(&self, other: &Mark) -> bool {
        fn rank(mark: &Mark) -> (Stamp, u8, &str, OpId) {
            let (kind, text) = match &mark.value {
                Value::Off => (0, ""),
                Value::On => (1, ""),
                Value::Text(text) => (2, text.as_str()),
            };
            (mark.stamp, kind, text, mark.op)
        }
        rank(self) > rank(other)
    }
}

impl SourceVersion {
    /// Whether it counts rather than `other`.
    pub fn beats(&self, other: &SourceVersion) -> bool {
        fn rank(version: &SourceVersion) -> (u64, Timestamp, bool, &str, &str, &[String]) {
            let SourceVersion { source, n, at, removed, .. } = version;
            (*n, *at, *removed, &source.address, &source.title, &source.tags)
        }
        rank(self) > rank(other)
    }
}

impl Fold {
    /// Takes in one record.
    pub fn add(&mut self, record: &Record) {
        match record {
            Record::Article(version) => {
                let article = &version.article;
                self.add_texts((article.id, article.published), &Texts::of(version));
            }
            Record::Alias(alias) => self.aliases.add(*alias),
            Record::Reuse(reuse) => self.add_reuse(*reuse),
            Record::Drop(drop) => self.add_drop(drop.id, drop.n),
            Record::Source(source) => self.add_source(source),
            Record::Mark(line) => self.add_line(line),
            Record::Replaces(_) | Record::Unknown => {}
        }
    }

    /// Takes in what another fold was made of.
    pub fn merge(&mut self, other: &Fold) {
        other.texts.iter().for_each(|(of, texts)| self.add_texts(*of, texts));
        other.drops.iter().for_each(|(id, n)| self.add_drop(*id, *n));
        other.sources.values().for_each(|source| self.add_source(source));
        other.marks.iter().for_each(|((id, field), mark)| self.add_mark(*id, field, mark.clone()));
        other.aliases.pairs().for_each(|alias| self.aliases.add(alias));
        other.aliases.reuses().records().for_each(|reuse| self.add_reuse(reuse));
        other.complete.iter().for_each(|op| self.complete_op(*op));
        other.waiting.values().flatten().for_each(|line| self.add_line(line));
    }

    fn add_texts(&mut self, of: (ArticleId, Option<Timestamp>), texts: &Texts) {
        self.texts.entry(of).and_modify(|known| known.merge(texts)).or_insert_with(|| texts.clone());
    }

    fn add_reuse(&mut self, reuse: Reuse) {
        self.aliases.reuse(reuse).into_iter().for_each(|alias| self.aliases.add(alias));
    }

    fn add_drop(&mut self, id: ArticleId, n: u64) {
        let known = self.drops.entry(id).or_default();
        *known = n.max(*known);
    }

    fn add_source(&mut self, source: &SourceVersion) {
        let known = self.sources.entry(source.source.id).or_insert_with(|| source.clone());
        if source.beats(known) {
            *known = source.clone();
        }
    }

    fn add_line(&mut self, line: &MarkLine) {
        if line.is_last() && line.part.1 > 1 {
            self.complete_op(line.op);
        }
        if line.part.1 == 1 || self.complete.contains(&line.op) {
            self.apply(line);
        } else {
            self.waiting.entry(line.op).or_default().insert(line.clone());
        }
    }

    fn complete_op(&mut self, op: OpId) {
        self.complete.insert(op);
        self.waiting.remove(&op).into_iter().flatten().for_each(|line| self.apply(&line));
    }

    fn apply(&mut self, line: &MarkLine) {
        for id in &line.ids {
            let mark = Mark { stamp: line.stamp(), value: line.value.clone(), op: line.op };
            self.add_mark(*id, &line.field, mark);
        }
    }

    fn add_mark(&mut self, id: ArticleId, field: &Field, mark: Mark) {
        match self.marks.get_mut(&(id, field.clone())) {
            Some(known) if mark.beats(known) => *known = mark,
            Some(_) => {}
            None => {
                if field.keeps() {
                    self.keeping.entry(id).or_default().insert(field.clone());
                }
                self.marks.insert((id, field.clone()), mark);
            }
        }
    }

    /// Which ids name one article.
    pub fn aliases(&self) -> &Aliases {
        &self.aliases
    }

    /// The mark that counts for a field of an article, whichever of its names it was given.
    pub fn mark(&self, id: ArticleId, field: &Field) -> Option<&Mark> {
        let of = |id| self.marks.get(&(id, field.clone()));
        let names = self.aliases.names(id).into_iter().filter_map(of);
        names.reduce(|known, mark| if mark.beats(known) { mark } else { known })
    }

    /// The logical time for the next mark of a field of an article.
    pub fn next_n(&self, id: ArticleId, field: &Field) -> u64 {
        self.mark(id, field).map_or(1, |mark| (mark.stamp.n + 1).min(super::MAX_COUNT))
    }

    /// The mark that counts of those given under this very name.
    pub(super) fn mark_under(&self, id: ArticleId, field: &Field) -> Option<&Mark> {
        self.marks.get(&(id, field.clone()))
    }

    /// The texts under this exact id that belong to that article, according to the whole library.
    pub(super) fn texts_under(&self, id: ArticleId, article: ArticleId, reuses: &Reuses) -> Option<Texts> {
        let dated = self.texts.range((id, None)..=(id, Some(Timestamp::MAX)));
        let own = dated.filter(|((_, date), _)| reuses.home(id, *date) == article).map(|(_, texts)| texts.clone());
        own.reduce(merged)
    }

    /// How often the article was removed and brought back, under this very name.
    pub(super) fn drop_n(&self, id: ArticleId) -> u64 {
        self.drops.get(&id).copied().unwrap_or(0)
    }

    /// The source as it is now.
    pub fn source(&self, id: SourceId) -> Option<&SourceVersion> {
        self.sources.get(&id)
    }

    /// The texts of an article, whichever of its names they came under.
    pub fn texts(&self, id: ArticleId) -> Option<Texts> {
        let reuses = self.aliases.reuses();
        let under = |name: ArticleId| {
            let texts = move |id: ArticleId| self.texts_under(id, name, reuses);
            reuses.family(name).into_iter().filter_map(texts)
        };
        self.aliases.names(id).into_iter().flat_map(under).reduce(merged)
    }

    /// What to append so that articles sorted before a time go. Those starred, tagged, noted or kept for later stay, and
    /// unless asked for otherwise those that are unread.
    pub fn old_articles(&self, before: Timestamp, unread_too: bool) -> Vec<Dropped> {
        let mut kept: HashSet<ArticleId> = HashSet::new();
        let mut read: HashSet<ArticleId> = HashSet::new();
        for ((id, field), _) in self.marks().into_iter().filter(|(_, mark)| mark.value.is_on()) {
            match field {
                Field::Read => read.insert(id),
                field => field.keeps() && kept.insert(id),
            };
        }
        let articles = self.articles().into_iter();
        let old = articles.filter(|(id, texts)| texts.sort_time() < before && !kept.contains(id));
        let old = old.filter(|(id, _)| unread_too || read.contains(id));
        old.map(|(id, texts)| Dropped { id, source: texts.source, n: self.removals(id) + 1 }).collect()
    }

    /// Whether retention removed the article, and nothing keeps it: a star may come from a device that had not heard of that.
    pub fn is_gone(&self, id: ArticleId) -> bool {
        self.removals(id) % 2 == 1 && !self.is_kept(id)
    }

    /// Whether the article is starred, tagged, noted or for later.
    fn is_kept(&self, id: ArticleId) -> bool {
        let fields = self.aliases.names(id).into_iter().filter_map(|name| self.keeping.get(&name)).flatten();
        fields.into_iter().any(|field| self.mark(id, field).is_some_and(|mark| mark.value.is_on()))
    }

    /// How often the article was removed and brought back.
    pub fn removals(&self, id: ArticleId) -> u64 {
        self.aliases.names(id).into_iter().map(|id| self.drop_n(id)).max().unwrap_or(0)
    }

    /// The articles with a text that were not removed, by the names they go by.
    pub fn articles(&self) -> BTreeMap<ArticleId, Texts> {
        let reuses = self.aliases.reuses();
        let names = self.texts.keys().map(|(id, date)| self.aliases.resolve(reuses.home(*id, *date)));
        names.filter(|id| !self.is_gone(*id)).filter_map(|id| Some((id, self.texts(id)?))).collect()
    }

    /// The marks that count, by the names the articles go by.
    pub fn marks(&self) -> BTreeMap<(ArticleId, Field), Mark> {
        let names = self.marks.keys().map(|(id, field)| (self.aliases.resolve(*id), field.clone()));
        names.filter_map(|(id, field)| Some(((id, field.clone()), self.mark(id, &field)?.clone()))).collect()
    }

    /// The sources as they are now.
    pub fn sources(&self) -> BTreeMap<SourceId, &SourceVersion> {
        self.sources.iter().map(|(id, source)| (*id, source)).collect()
    }
}

fn merged(mut known: Texts, texts: Texts) -> Texts {
    known.merge(&texts);
    known
}

/// Two folds are the same when they say the same and wait for the same.
impl PartialEq for Fold {
    fn eq(&self, other: &Self) -> bool {
        self.articles() == other.articles()
            && self.marks() == other.marks()
            && self.sources == other.sources
            && self.drops == other.drops
            && self.waiting == other.waiting
            && self.aliases.pairs().eq(other.aliases.pairs())
            && self.aliases.reuses() == other.aliases.reuses()
    }
}
