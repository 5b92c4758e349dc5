//! Puts what came from sources into the library: in batches, each on disk before its validators are.
//!
//! It decides which known article an entry with a new id is; what is the same, a version or new is the library's to say.

use super::{Stories, Story};
use crate::article::{Article, ArticleId, Source, SourceId};
use crate::feed::normal_link;
use crate::index::{IndexError, Library};
use crate::sources::Kept;
use crate::store::Version;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};

const BATCH_ARTICLES: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;

/// A text shorter than this may well stand under two links.
const TELLING: usize = 200;

/// What a batch came to.
#[derive(Debug, Default)]
pub(super) struct Stored {
    /// Articles the library did not have, by source.
    pub new: HashMap<SourceId, usize>,
    /// Their ids.
    pub ids: Vec<ArticleId>,
    /// Known ones with a new text.
    pub changed: usize,
}

/// Collects what comes, and stores it.
pub(super) struct Storing {
    now: Timestamp,
    /// What the library knew of sources before.
    known: HashMap<SourceId, Source>,
    /// Those of which it had nothing: there no entry can be another one's successor.
    fresh: HashSet<SourceId>,
    sources: Vec<Source>,
    articles: Vec<Version>,
    bytes: usize,
    stories: Vec<Story>,
    /// Articles of sources whose pages are wanted, until it is known which have a new text.
    for_pages: Vec<Version>,
    /// Articles whose pages are to be fetched.
    pub pages: Vec<Version>,
}

impl Storing {
    pub fn new(library: &mut Library, now: Timestamp) -> Result<Self, IndexError> {
        let known = library.sources()?.into_iter().map(|source| (source.id, source)).collect();
        Ok(Storing {
            now,
            known,
            fresh: HashSet::new(),
            sources: Vec::new(),
            articles: Vec::new(),
            bytes: 0,
            stories: Vec::new(),
            for_pages: Vec::new(),
            pages: Vec::new(),
        })
    }

    /// Takes what came from a source, with the title that its feed gives itself.
    pub fn take(&mut self, kept: &Kept, title: &str, articles: Vec<Version>, story: Story) {
        self.take_source(kept, title);
        self.bytes += articles.iter().map(|version| version.article.body.len()).sum::<usize>();
        if kept.full_text {
            self.for_pages.extend(articles.iter().cloned());
        }
        self.articles.extend(articles);
        self.stories.push(story);
    }

    /// Takes the story of a source from which nothing came.
    pub fn take_story(&mut self, story: Story) {
        self.stories.push(story);
    }

    /// Whether it is time to store.
    pub fn is_full(&self) -> bool {
        self.articles.len() >= BATCH_ARTICLES || self.bytes >= BATCH_BYTES
    }

    /// Whether there is anything that others would like to see.
    pub fn has_articles(&self) -> bool {
        !self.articles.is_empty()
    }

    fn take_source(&mut self, kept: &Kept, title: &str) {
        let known = self.known.get(&kept.id);
        // A name that the reader gave counts before the feed's own, and that before the host's.
        let title = match known {
            _ if !kept.is_unnamed() => &kept.name,
            _ if !title.trim().is_empty() => title,
            Some(known) => &known.title,
            None => &kept.name,
        };
        let source = Source {
            id: kept.id,
            address: kept.place.address(),
            title: title.to_owned(),
            tags: kept.tags.clone(),
            folder: kept.folder.clone(),
        };
        if known.is_none() {
            self.fresh.insert(kept.id);
        }
        let open = source.without_secrets();
        if known != Some(&open) {
            self.known.insert(kept.id, open);
            self.sources.push(source);
        }
    }

    /// Puts what was collected on disk: sources first, then what goes by a new id, then the articles, then the stories.
    pub fn store(&mut self, library: &mut Library, stories: &mut Stories) -> Result<Stored, IndexError> {
        let (said, batch) = (std::mem::take(&mut self.sources), std::mem::take(&mut self.articles));
        self.bytes = 0;
        let mut stored = Stored::default();
        if !said.is_empty() || !batch.is_empty() {
            let articles = || batch.iter().map(|version| &version.article);
            let successors = successors(library, articles, |source| self.fresh.contains(&source))?;
            if !successors.is_empty() {
                library.alias(&successors)?;
            }
            let sources: HashMap<ArticleId, SourceId> =
                articles().map(|article| (article.id, article.source)).collect();
            let added = library.add_all(&said, batch, self.now)?;
            for id in &added.new {
                if let Some(source) = sources.get(id) {
                    *stored.new.entry(*source).or_default() += 1;
                }
            }
            stored.changed = added.changed.len();
            // What the feed changed, the page has changed as well.
            let told: HashSet<&ArticleId> = added.new.iter().chain(&added.changed).collect();
            let is_told = |version: &Version| told.contains(&library.goes_by(version.article.id));
            self.pages.extend(self.for_pages.drain(..).filter(is_told));
            stored.ids = added.new;
        }
        stories.write(std::mem::take(&mut self.stories));
        Ok(stored)
    }
}

/// The unknown ids that name a known article: each with the id it had. A feed that serves everything under new guids
/// thus makes nothing unread. Of a source that is fresh nothing is known by another id.
pub(in crate::sources) fn successors<'a, A: Iterator<Item = &'a Article>>(
    library: &mut Library,
    batch: impl Fn() -> A,
    is_fresh: impl Fn(SourceId) -> bool,
) -> Result<Vec<(ArticleId, ArticleId)>, IndexError> {
    let ids: Vec<ArticleId> = batch().filter(|article| !is_fresh(article.source)).map(|article| article.id).collect();
    let known: HashSet<ArticleId> = library.known(&ids)?.into_iter().collect();
    let unknown: HashSet<ArticleId> = ids.into_iter().filter(|id| !known.contains(id)).collect();
    // An article that is in the answer under its own id is no other one; and each has one successor.
    let mut taken: HashSet<ArticleId> = batch().map(|article| article.id).collect();
    let mut successors = Vec::new();
    for article in batch().filter(|article| unknown.contains(&article.id)) {
        let alike = library.same_title(article.source, &article.title)?;
        if let Some(old) = alike.into_iter().find(|old| !taken.contains(&old.id) && is_one(old, article)) {
            taken.insert(old.id);
            successors.push((article.id, old.id));
        }
    }
    Ok(successors)
}

/// Whether two entries of one feed with one title are one article: by their link, or letter for letter.
fn is_one(old: &Article, new: &Article) -> bool {
    let link = |article: &Article| article.url.as_deref().map(normal_link);
    let by_link = link(old).is_some() && link(old) == link(new);
    let by_text = old.body.len() >= TELLING && old.body == new.body && old.published == new.published;
    by_link || by_text
}
