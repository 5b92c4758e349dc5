//! Puts what came from sources into the library: in batches, each on disk before its validators are.
//!
//! Which article an entry is, `identity` decides; the library, what is the same, a version or new.

use super::identity::{AllTraits, Renamed, recognize, tell_apart};
use super::presence::Presence;
use super::{Stories, Story};
use crate::article::{ArticleId, Source, SourceId};
use crate::index::{IndexError, Library};
use crate::sources::Kept;
use crate::sources::url::Arrival;
use crate::store::Version;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

const BATCH_ARTICLES: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;

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
    traits: AllTraits,
    bytes: usize,
    stories: Vec<Story>,
    /// The folder that records which entries are in which feed.
    folder: PathBuf,
    presences: Vec<Presence>,
    /// Ids that no answer had for a week, and since when.
    back: HashMap<ArticleId, Timestamp>,
    /// The sources whose pages are wanted.
    for_pages: HashSet<SourceId>,
    /// Articles whose pages are to be fetched.
    pub pages: Vec<Version>,
}

impl Storing {
    pub fn new(library: &mut Library, now: Timestamp, folder: &Path) -> Result<Self, IndexError> {
        let known = library.sources()?.into_iter().map(|source| (source.id, source)).collect();
        Ok(Storing {
            now,
            known,
            fresh: HashSet::new(),
            sources: Vec::new(),
            articles: Vec::new(),
            traits: AllTraits::new(),
            bytes: 0,
            stories: Vec::new(),
            folder: folder.join("entries"),
            presences: Vec::new(),
            back: HashMap::new(),
            for_pages: HashSet::new(),
            pages: Vec::new(),
        })
    }

    /// Takes what came from a source.
    pub fn take(&mut self, kept: &Kept, arrival: Arrival, story: Story) {
        let Arrival { title, articles, traits, is_whole, .. } = arrival;
        self.take_source(kept, &title);
        self.traits.extend(traits);
        if is_whole {
            let mut presence = Presence::read(&self.folder, kept.id);
            let ids = articles.iter().map(|version| version.article.id).collect();
            self.back.extend(presence.meet(&ids, self.now));
            self.presences.push(presence);
        }
        self.bytes += articles.iter().map(|version| version.article.body.len()).sum::<usize>();
        if kept.full_text {
            self.for_pages.insert(kept.id);
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

    /// Puts what was collected on disk: sources first, then what goes by a new id, then the articles, then what is remembered
    /// of the sources.
    pub fn store(&mut self, library: &mut Library, stories: &mut Stories) -> Result<Stored, IndexError> {
        let (said, mut batch) = (std::mem::take(&mut self.sources), std::mem::take(&mut self.articles));
        self.bytes = 0;
        let mut stored = Stored::default();
        if !said.is_empty() || !batch.is_empty() {
            self.identify(library, &mut batch)?;
            library.place(&mut batch, &std::mem::take(&mut self.back))?;
            let sources: HashMap<ArticleId, SourceId> =
                batch.iter().map(|version| &version.article).map(|article| (article.id, article.source)).collect();
            let for_pages = batch.iter().filter(|version| self.for_pages.contains(&version.article.source));
            let for_pages: Vec<Version> = for_pages.cloned().collect();
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
            self.pages.extend(for_pages.into_iter().filter(is_told));
            stored.ids = added.new;
        }
        stories.write(std::mem::take(&mut self.stories));
        self.presences.drain(..).for_each(Presence::write);
        Ok(stored)
    }

    /// Gives each article the id by which the library knows it, or will.
    fn identify(&mut self, library: &mut Library, batch: &mut Vec<Version>) -> Result<(), IndexError> {
        let mut traits = std::mem::take(&mut self.traits);
        let apart = tell_apart(library, batch, &traits)?;
        self.rename(&apart, batch);
        let renamed: Vec<_> = apart.iter().filter_map(|(had, has)| Some((*has, *traits.get(had)?))).collect();
        traits.extend(renamed);
        let articles = batch.iter().map(|version| &version.article);
        let recognized = recognize(library, articles, &traits, |source| self.fresh.contains(&source))?;
        if !recognized.aliases.is_empty() {
            library.alias(&recognized.aliases)?;
        }
        self.rename(&recognized.renamed, batch);
        let mut met = HashSet::new();
        batch.retain(|version| met.insert(version.article.id));
        Ok(())
    }

    fn rename(&mut self, renamed: &Renamed, batch: &mut [Version]) {
        if renamed.is_empty() {
            return;
        }
        for version in batch {
            version.article.id = renamed.get(&version.article.id).copied().unwrap_or(version.article.id);
        }
        for story in &mut self.stories {
            let witness = story.witness().and_then(|witness| renamed.get(&witness));
            story.witness = witness.map(ToString::to_string).or(story.witness.take());
        }
    }
}
