//! Brings articles and marks over: articles in batches, each on disk before the next, then all marks as one command.
//!
//! It reads no database; what is the same article is decided by the rules of fetching.

use super::cache::{Cache, CacheError, CachedRow};
use crate::article::{Article, ArticleId, Change, Field, Source, SourceId, Value};
use crate::feed::{Entry, web_address};
use crate::index::{IndexError, Library};
use crate::sources::web::{AllTraits, article_of, recognize};
use crate::sources::{Kept, Place};
use crate::text::{Clean, print_size};
use jiff::Timestamp;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};

const BATCH_ARTICLES: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;

/// How a cache is taken over.
pub struct Bringing<'a> {
    /// The present time.
    pub now: Timestamp,
    /// The largest text that is taken, in bytes.
    pub max_body: u64,
    /// The sources that are kept.
    pub kept: &'a [Kept],
    /// Flags, a letter each, that become stars instead of tags.
    pub stars: &'a str,
    /// Count only, and change nothing.
    pub is_dry: bool,
    /// Set to stop: what is in stays in.
    pub cancel: &'a AtomicBool,
    /// Told how many articles are done, and of how many.
    pub progress: &'a mut dyn FnMut(usize, usize),
}

/// What taking over came to.
#[derive(Debug, Default)]
pub struct Brought {
    /// Articles the library did not have.
    pub new: usize,
    /// Articles it had.
    pub known: usize,
    /// What was marked, or would be: a field, its value, on how many articles.
    pub marked: Vec<(Field, Value, usize)>,
    /// Articles that were not taken, and why.
    pub refused: Vec<String>,
    /// Where it was stopped: articles done, of how many.
    pub stopped: Option<(usize, usize)>,
    /// What kept it from going on; what is in stays in.
    pub failure: Option<BringError>,
}

/// What kept taking over from going on.
#[derive(Debug, thiserror::Error)]
pub enum BringError {
    /// The cache can't be read on.
    #[error(transparent)]
    Cache(#[from] CacheError),
    /// The library takes no more.
    #[error(transparent)]
    Library(#[from] IndexError),
}

/// Takes over the articles of a cache and their marks.
pub fn bring(cache: &Cache, library: &mut Library, options: &mut Bringing<'_>) -> Brought {
    let mut brought = Brought::default();
    let outcome = Taking::new(cache, library, options).and_then(|taking| taking.run(cache, &mut brought));
    brought.failure = outcome.err();
    brought
}

/// An article as it comes, with the other id its feed may give it.
struct Arrival {
    article: Article,
    other: Option<ArticleId>,
}

struct Taking<'a, 'o> {
    library: &'a mut Library,
    options: &'a mut Bringing<'o>,
    /// The sources by newsboat's name for them.
    sources: HashMap<String, Source>,
    /// Those the library knew before: only there can an article be known by another id.
    known: HashSet<SourceId>,
    batch: Vec<Arrival>,
    bytes: usize,
    marks: BTreeMap<Field, Vec<ArticleId>>,
}

impl<'a, 'o> Taking<'a, 'o> {
    fn new(cache: &Cache, library: &'a mut Library, options: &'a mut Bringing<'o>) -> Result<Self, BringError> {
        let known = library.sources()?.into_iter().map(|source| source.id).collect();
        let kept = options.kept;
        let sources = cache.feeds()?.into_iter().map(|feed| {
            let source = source_of(&feed.address, &feed.title, kept);
            (feed.address, source)
        });
        let (batch, bytes, marks) = (Vec::new(), 0, BTreeMap::new());
        Ok(Taking { sources: sources.collect(), library, options, known, batch, bytes, marks })
    }

    fn run(mut self, cache: &Cache, brought: &mut Brought) -> Result<(), BringError> {
        let (mut done, of) = (0, cache.count()?);
        let mut failed = None;
        cache.each(|row| {
            if self.options.cancel.load(Ordering::Relaxed) {
                brought.stopped = Some((done, of));
                return ControlFlow::Break(());
            }
            failed = self.take(row, brought).err();
            done += 1;
            (self.options.progress)(done, of);
            if failed.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })?;
        failed.map_or(Ok(()), Err)?;
        self.store(brought)?;
        self.mark(brought)?;
        Ok(cache.refuse_changed()?)
    }

    fn take(&mut self, row: CachedRow, brought: &mut Brought) -> Result<(), BringError> {
        let CachedRow { feed, item, is_read, is_deleted, flags } = row;
        let size = item.content.len() as u64;
        if size > self.options.max_body {
            let (title, size, limit) = (Clean::line(&item.title), print_size(size), print_size(self.options.max_body));
            brought.refused.push(format!("{title}: {size} is over the limit of {limit} (max_body in config.toml)"));
            return Ok(());
        }
        let kept = self.options.kept;
        let source = self.sources.entry(feed).or_insert_with_key(|feed| source_of(feed, "", kept)).id;
        let (entry, is_made) = item.into_entry();
        let other = is_made.then(|| Entry { guid: None, ..entry.clone() }.identify(source).0);
        let article = article_of(entry, source, self.options.now);
        let mut mark = |field: Field| self.marks.entry(field).or_default().push(article.id);
        if is_read {
            mark(Field::Read);
        }
        if is_deleted {
            mark(Field::Trash);
        }
        for flag in flags.chars().filter(char::is_ascii_alphabetic) {
            let is_star = self.options.stars.contains(flag);
            mark(if is_star { Field::Star } else { Field::Tag(flag.to_string()) });
        }
        self.bytes += article.body.len();
        self.batch.push(Arrival { other: other.filter(|other| *other != article.id), article });
        if self.batch.len() >= BATCH_ARTICLES || self.bytes >= BATCH_BYTES { self.store(brought) } else { Ok(()) }
    }

    /// Puts a batch on disk: sources first, then the names that articles go by, then the articles.
    fn store(&mut self, brought: &mut Brought) -> Result<(), BringError> {
        let batch = std::mem::take(&mut self.batch);
        self.bytes = 0;
        let ids: Vec<ArticleId> =
            batch.iter().flat_map(|arrival| [Some(arrival.article.id), arrival.other]).flatten().collect();
        let known: HashSet<ArticleId> = self.library.known(&ids)?.into_iter().collect();
        let (mut aliases, mut fresh, mut met) = (Vec::new(), Vec::new(), HashSet::new());
        for Arrival { article, other } in batch {
            let other_is_known = other.filter(|other| known.contains(other));
            match other_is_known {
                _ if known.contains(&article.id) || !met.insert(article.id) => brought.known += 1,
                Some(other) => {
                    brought.known += 1;
                    aliases.push((article.id, other));
                }
                None => {
                    aliases.extend(other.map(|other| (other, article.id)));
                    fresh.push(article);
                }
            }
        }
        let is_fresh = |source| !self.known.contains(&source);
        let recognized = recognize(self.library, fresh.iter(), &AllTraits::new(), is_fresh)?;
        let succeeded: HashSet<ArticleId> = recognized.aliases.iter().map(|(id, _)| *id).collect();
        for article in &mut fresh {
            article.id = recognized.renamed.get(&article.id).copied().unwrap_or(article.id);
        }
        let before = fresh.len();
        let known: HashSet<ArticleId> =
            self.library.known(&fresh.iter().map(|article| article.id).collect::<Vec<_>>())?.into_iter().collect();
        fresh.retain(|article| !succeeded.contains(&article.id) && !known.contains(&article.id));
        brought.known += before - fresh.len();
        brought.new += fresh.len();
        if self.options.is_dry {
            return Ok(());
        }
        let now = self.options.now;
        let met: HashSet<SourceId> = fresh.iter().map(|article| article.source).collect();
        let sources =
            self.sources.values().filter(|source| met.contains(&source.id) && !self.known.contains(&source.id));
        self.library.add_sources(&sources.cloned().collect::<Vec<_>>(), now)?;
        self.library.alias(&[recognized.aliases, aliases].concat())?;
        self.library.add(fresh, now)?;
        Ok(())
    }

    /// Marks what newsboat says of articles that nobody ever marked so here: one command, one step of undo.
    fn mark(&mut self, brought: &mut Brought) -> Result<(), BringError> {
        let mut changes = Vec::new();
        for (field, ids) in std::mem::take(&mut self.marks) {
            let ids = self.library.unmarked(&field, ids)?;
            changes.push(Change { field, value: Value::On, ids });
        }
        if self.options.is_dry {
            brought.marked = self.library.would_mark(&changes)?.0.what;
            return Ok(());
        }
        let op = self.library.new_op();
        brought.marked = self.library.mark(op, &changes, self.options.now)?.what;
        Ok(self.library.sync()?)
    }
}

/// The source of a feed: the one that is kept, or what it will be once it is.
fn source_of(written: &str, title: &str, kept: &[Kept]) -> Source {
    let place = place_of(written);
    let address = place.address();
    match kept.iter().find(|kept| kept.place == place) {
        Some(kept) => Source {
            id: kept.id,
            address,
            title: kept.name.clone(),
            tags: kept.tags.clone(),
            folder: kept.folder.clone(),
        },
        None => {
            let title = if title.trim().is_empty() { place.name() } else { title.to_owned() };
            Source { id: place.source_id(), address, title, tags: Vec::new(), folder: None }
        }
    }
}

/// Where a feed of newsboat's lies once its reader keeps it as the refusal of its line advises, so that what is fetched
/// then is known. Nothing is run or asked for it.
fn place_of(written: &str) -> Place {
    if let Some(program) = written.strip_prefix("exec:") {
        return Place::Command(program.trim().to_owned());
    }
    if let Some(path) = written.strip_prefix("file://") {
        return Place::Command(format!("cat {path}"));
    }
    // The program that a feed goes through ends at the first colon.
    let address = written.strip_prefix("filter:").and_then(|rest| rest.split_once(':')).map_or(written, |(_, url)| url);
    Place::Address(web_address(address).unwrap_or_else(|_| written.to_owned()))
}
