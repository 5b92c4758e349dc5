//! The side that changes: the store first, then the index, so that they stay in step.

use super::answer::{Added, Caught, Cause, Progress, Stage, Tally};
use super::catching::{CatchingUp, is_complete, read_aliases};
use super::file::{self, IndexFile};
use super::prints::{Prints, prints, retitled};
use super::taking::Taking;
use super::untaken::Untaken;
use super::{IndexError, text};
use crate::article::{Article, ArticleId, Counts, OpId, Source, SourceId};
use crate::store::{self, Alias, Aliases, Location, Places, Record, SourceVersion, Store, Unwritten, Version};
use crate::text::secrets_in;
use jiff::Timestamp;
use rusqlite::Connection;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::path::Path;

/// The library as a writer sees it: store and index kept in step.
pub struct Library {
    pub(super) store: Store,
    file: IndexFile,
    pub(super) aliases: Aliases,
    /// What the index was like when the aliases were read; another number means that somebody wrote to it.
    seen: Option<i64>,
    /// Somebody did, and [`Library::catch_up`] has not told of it yet.
    beside: bool,
    /// Why the index had to be made, until that is reported.
    made: Option<Cause>,
    /// How many texts were indexed in this run, and of how many.
    text_left: Option<(u64, u64)>,
    /// Marks of this one that the index could not take in.
    pub(super) untaken: Untaken,
    /// Marks were taken in since this was opened: what comes in later, its watcher hears of.
    pub(super) knows_marks: bool,
    /// The last report about this machine's own files.
    loss: Option<String>,
    /// Gets each command that is in the journal, before the index takes it in.
    pub(super) on_mark: Option<Box<dyn Fn(OpId)>>,
}

impl Library {
    /// Opens the library and the index in `index_dir`, making the index where it is missing. Takes nothing in: call
    /// [`Library::catch_up`] after.
    pub fn open(places: &Places, index_dir: &Path) -> Result<Self, IndexError> {
        let store = Store::open(places)?;
        let file = IndexFile::new(index_dir);
        let (aliases, seen, made, text_left) = (Aliases::default(), None, None, None);
        let (beside, untaken, knows_marks, loss) = (false, Untaken::default(), false, None);
        let mut library =
            Library { store, file, aliases, seen, beside, made, text_left, untaken, knows_marks, loss, on_mark: None };
        library.with(|_, _, _| Ok(()))?;
        Ok(library)
    }

    /// The journal that this one writes marks to, once it did.
    pub fn journal(&self) -> Option<&Path> {
        self.store.journal()
    }

    /// A new command's id, for [`Library::mark`].
    pub fn new_op(&self) -> OpId {
        self.store.new_op()
    }

    /// Does something with the index as it is now. One that turns out to be of no use is discarded, and the next
    /// [`Library::catch_up`] builds it anew.
    pub(super) fn once<T>(
        &mut self,
        act: impl FnOnce(&Connection, &Store, &mut Aliases) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let result = self.attempt(act);
        if let Err(error) = &result {
            self.seen = None;
            if self.file.move_away(error) {
                return Err(IndexError::Moved);
            }
            if error.is_damage() {
                tracing::warn!(%error, "the index is discarded");
                let cause = if matches!(error, IndexError::Outdated) { Cause::Asked } else { Cause::Damaged };
                self.file.discard(cause)?;
                self.made = Some(cause);
            }
        }
        result
    }

    fn attempt<T>(
        &mut self,
        act: impl FnOnce(&Connection, &Store, &mut Aliases) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        let (db, made, is_new) = self.file.write()?;
        self.made = self.made.or(made);
        self.knows_marks &= made.is_none();
        let version: i64 = db.pragma_query_value(None, "data_version", |row| row.get(0))?;
        if is_new || self.seen != Some(version) {
            self.beside |= self.seen.is_some();
            self.aliases = read_aliases(db)?;
            self.seen = Some(version);
        }
        act(db, &self.store, &mut self.aliases)
    }

    /// Does something with the index, once more if it was of no use at first.
    pub(super) fn with<T>(
        &mut self,
        act: impl Fn(&Connection, &Store, &mut Aliases) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        match self.where_it_is(|library| library.once(&act)) {
            Err(error) if error.is_damage() => self.where_it_is(|library| library.once(&act)),
            result => result,
        }
    }

    /// Repeats an operation that failed because the index had to move. There are few folders to move to.
    pub(super) fn where_it_is<T>(
        &mut self,
        mut act: impl FnMut(&mut Self) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        loop {
            match act(self) {
                Err(IndexError::Moved) => {}
                result => return result,
            }
        }
    }

    /// Does something with an index that knows the whole library.
    pub(super) fn with_all<T>(
        &mut self,
        act: impl Fn(&Connection, &Store, &mut Aliases) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        for _ in 0..2 {
            if !self.with(|db, _, _| is_complete(db))? {
                let made = self.made;
                self.catch_up(&mut |_| true)?;
                self.made = made;
            }
            match self.once(&act) {
                Err(error) if error.is_damage() => {}
                result => return result,
            }
        }
        self.once(act)
    }

    /// Writes records to segments and takes in what got there, also where the disk was full before the end.
    pub(super) fn append(&mut self, records: Vec<Record>) -> Result<(), IndexError> {
        if records.is_empty() {
            return Ok(());
        }
        let (written, stopped) = match self.store.append_articles(&records) {
            Ok(written) => (written, None),
            Err(Unwritten { written, cause }) => (written, Some(cause)),
        };
        let records: Vec<(Location, Record)> = written.into_iter().zip(records).collect();
        self.take_in(&records, None)?;
        stopped.map_or(Ok(()), |cause| Err(cause.into()))
    }

    /// Takes articles in: on disk before it returns. A text that differs from the one that is shown becomes the next version
    /// of its article, and what retention dropped stays out.
    pub fn add(&mut self, batch: Vec<Article>, now: Timestamp) -> Result<Added, IndexError> {
        self.add_all(&[], batch.into_iter().map(|article| Version::new(article, 1)).collect(), now)
    }

    /// Makes sources known as [`Library::add_sources`] does, and takes articles in as [`Library::add`] does, all at one
    /// stroke. Which text of its article each one is, is found here.
    pub fn add_all(&mut self, sources: &[Source], batch: Vec<Version>, now: Timestamp) -> Result<Added, IndexError> {
        let mut added = Added::default();
        let known = self.with_all(|db, store, aliases| {
            // One look for all of them: else each question locks the index and lets go of it again.
            let _looking = db.unchecked_transaction()?;
            let mut taking = Taking::look(db, store, aliases);
            taking.look_for_marks()?;
            let mut known: HashMap<ArticleId, Prints> = HashMap::new();
            for version in &batch {
                let id = taking.aliases.article_of(&version.article);
                if let Entry::Vacant(unknown) = known.entry(id) {
                    unknown.insert(prints(&taking, id)?);
                }
            }
            Ok(known)
        });
        let mut known = known?;
        let mut records = self.news_of(sources, now)?;
        for mut version in batch {
            let id = self.aliases.article_of(&version.article);
            let Some(prints) = known.get_mut(&id) else { continue };
            if prints.gone || !prints.wants(&version, now) {
                added.same += 1;
                continue;
            }
            let is_new = prints.is_empty();
            let ids = if is_new { &mut added.new } else { &mut added.changed };
            if ids.last() != Some(&id) {
                ids.push(id);
            }
            version.article.seen = version.article.seen.min(now);
            let titled = match &prints.full {
                Some((at, shown)) if !version.full => {
                    retitled(&self.store, at, &version.article)?.filter(|titled| *shown != titled.exact)
                }
                _ => None,
            };
            prints.number(&mut version);
            records.push(Record::Article(Box::new(version)));
            if let Some(mut titled) = titled {
                prints.number(&mut titled);
                records.push(Record::Article(Box::new(titled)));
            }
        }
        self.append(records)?;
        Ok(added)
    }

    /// Makes a source known, or its new address, title or tags.
    pub fn add_source(&mut self, source: &Source, now: Timestamp) -> Result<(), IndexError> {
        self.add_sources(std::slice::from_ref(source), now)
    }

    /// Makes sources known, or their new addresses, titles or tags.
    pub fn add_sources(&mut self, sources: &[Source], now: Timestamp) -> Result<(), IndexError> {
        let records = self.news_of(sources, now)?;
        self.append(records)
    }

    /// What is to be written of sources that are not known as they are now.
    fn news_of(&mut self, sources: &[Source], now: Timestamp) -> Result<Vec<Record>, IndexError> {
        let mut records = Vec::new();
        let known = self.with_all(|db, store, aliases| {
            let _looking = db.unchecked_transaction()?;
            let taking = Taking::look(db, store, aliases);
            sources.iter().map(|source| taking.said_of(source.id)).collect::<Result<Vec<_>, _>>()
        })?;
        for (source, known) in sources.iter().zip(known) {
            // A source that differs only in secrets is unchanged: an older version on another machine writes them.
            let (open, mut secrets) = (source.without_secrets(), secrets_in(&source.address));
            if known.as_ref().is_none_or(|known| known.source != open || known.removed) {
                let n = known.as_ref().map_or(0, |known| known.n) + 1;
                let same = known.filter(|known| secrets.is_empty() && known.source.address == open.address);
                secrets.extend(same.into_iter().flat_map(|known| known.secrets));
                records.push(Record::Source(SourceVersion { source: open, n, at: now, removed: false, secrets }));
            }
        }
        Ok(records)
    }

    /// Notes that the reader keeps a source no longer: its articles stay, and keeping it again undoes this.
    pub fn remove_source(&mut self, id: SourceId, now: Timestamp) -> Result<(), IndexError> {
        match self.source_version(id)? {
            Some(known) if !known.removed => {
                let n = known.n + 1;
                self.append(vec![Record::Source(SourceVersion { n, at: now, removed: true, ..known })])
            }
            _ => Ok(()),
        }
    }

    /// Whether the library has a record of a source.
    pub fn knows_source(&mut self, id: SourceId) -> bool {
        self.source_version(id).is_ok_and(|said| said.is_some())
    }

    fn source_version(&mut self, id: SourceId) -> Result<Option<SourceVersion>, IndexError> {
        self.with_all(|db, store, aliases| Taking::look(db, store, aliases).said_of(id))
    }

    /// How many articles ever came in, and how many of each source are listed.
    pub fn tally(&mut self) -> Result<Tally, IndexError> {
        self.with_all(|db, _, _| {
            let _looking = db.unchecked_transaction()?;
            let arrived =
                db.prepare_cached("SELECT coalesce(max(face), 0) FROM faces")?.query_row([], |row| row.get(0))?;
            let mut query = db.prepare_cached("SELECT id, title, total, unread FROM sources")?;
            let rows = query.query_map([], |row| {
                let counts = Counts { total: row.get(2)?, unread: row.get(3)? };
                Ok((SourceId(row.get(0)?), (row.get(1)?, counts)))
            })?;
            Ok(Tally { arrived, sources: rows.collect::<Result<_, _>>()? })
        })
    }

    /// Whether anything was ever subscribed, kept or taken in.
    pub fn has_sources(&mut self) -> Result<bool, IndexError> {
        self.with_all(|db, _, _| {
            Ok(db.prepare_cached("SELECT 1 FROM sources WHERE removed = 0 OR total > 0")?.exists([])?)
        })
    }

    /// All sources as they were taken in, the oldest first; their texts are foreign.
    pub fn sources(&mut self) -> Result<Vec<Source>, IndexError> {
        Ok(self.source_versions()?.into_iter().filter(|said| !said.removed).map(|said| said.source).collect())
    }

    /// The same, including unsubscribed sources, each with the names of the secrets that the library does not store.
    pub fn source_versions(&mut self) -> Result<Vec<SourceVersion>, IndexError> {
        self.with_all(|db, store, aliases| {
            let _looking = db.unchecked_transaction()?;
            let mut query = db.prepare_cached("SELECT source FROM sources ORDER BY source")?;
            let keys: Vec<i64> = query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
            let taking = Taking::look(db, store, aliases);
            let mut sources = Vec::new();
            for key in keys {
                sources.extend(taking.source_says(key)?);
            }
            sources.sort_by_key(|said| said.at);
            Ok(sources)
        })
    }

    /// Which of these articles the library has, under this id or an alias, dropped ones included.
    pub fn known(&mut self, ids: &[ArticleId]) -> Result<Vec<ArticleId>, IndexError> {
        self.with_all(|db, _, aliases| {
            let _looking = db.unchecked_transaction()?;
            let mut query = db.prepare_cached("SELECT 1 FROM articles WHERE id = ?1")?;
            let mut known = Vec::new();
            for id in ids {
                if aliases.reuses().is_reused(*id) || query.exists([aliases.resolve(*id).0])? {
                    known.push(*id);
                }
            }
            Ok(known)
        })
    }

    /// The id that the article of this one goes by, as it was known at the last look.
    pub fn goes_by(&self, id: ArticleId) -> ArticleId {
        self.aliases.resolve(id)
    }

    /// Says of each pair that the first is another id of the article that is the second: marks follow. On disk before
    /// it returns.
    pub fn alias(&mut self, pairs: &[(ArticleId, ArticleId)]) -> Result<(), IndexError> {
        self.append(pairs.iter().map(|(id, of)| Record::Alias(Alias { id: *id, of: *of })).collect())
    }

    /// The ids of all articles of a source.
    pub fn ids_of(&mut self, source: SourceId) -> Result<Vec<ArticleId>, IndexError> {
        self.with(|db, _, _| {
            let mut query = db.prepare_cached(
                "SELECT a.id FROM articles a JOIN sources s ON s.source = a.source
                 WHERE s.id = ?1 AND a.shelf < 2 ORDER BY a.place DESC",
            )?;
            let rows = query.query_map([source.0], |row| Ok(ArticleId(row.get(0)?)))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// Takes in what the store has and the index has not. `progress` is told how far it is, after every piece of work
    /// of some hundredths of a second; when it says `false` the run stops there, and the next call goes on.
    pub fn catch_up(&mut self, progress: &mut dyn FnMut(Progress) -> bool) -> Result<Caught, IndexError> {
        let mut first = self.where_it_is(|library| library.catch_up_once(progress));
        if first.as_ref().is_err_and(IndexError::is_damage) {
            first = self.where_it_is(|library| library.catch_up_once(progress));
        }
        let caught = first?;
        if caught.done {
            (self.untaken, self.knows_marks) = (Untaken::default(), true);
        }
        // Who wrote while this looked may have taken in what it wrote: nobody would tell of it.
        self.with(|_, _, _| Ok(()))?;
        let loss = self.store.differences().map(|differences| store::loss(&differences)).unwrap_or_else(|error| {
            tracing::warn!(%error, "this machine's files are not compared with their copies");
            None
        });
        let before = std::mem::replace(&mut self.loss, loss.clone());
        let loss = loss.filter(|loss| before.as_ref() != Some(loss));
        let (moved, beside) = (self.file.news(), std::mem::take(&mut self.beside));
        Ok(Caught { rebuilt: self.made.take(), moved, beside, loss, ..caught })
    }

    fn catch_up_once(&mut self, progress: &mut dyn FnMut(Progress) -> bool) -> Result<Caught, IndexError> {
        let caught = self.once(|db, store, aliases| CatchingUp { db, store, aliases, progress }.run())?;
        Ok(caught)
    }

    /// Prepares for the first mark, so that it doesn't have to wait. From now on `on_mark` gets each command once it is in
    /// the journal.
    pub fn expect_marks(&mut self, on_mark: impl Fn(OpId) + 'static) -> Result<(), IndexError> {
        self.on_mark = Some(Box::new(on_mark));
        self.store.claim_journal()?;
        self.know_marks();
        Ok(())
    }

    /// Takes about `budget` bytes of text into the full-text index, newest articles first; `true` while more is to do.
    pub fn index_text(&mut self, budget: usize, progress: &mut dyn FnMut(Progress)) -> Result<bool, IndexError> {
        let left = self.text_left.take();
        let left = self.with(|db, store, _| {
            let (done, of) = match left {
                Some(left) => left,
                None => (0, text::count_pending(db)?),
            };
            match text::index(db, store, budget)? {
                0 => Ok(None),
                some => Ok(Some((done + some as u64, of.max(done + some as u64)))),
            }
        })?;
        self.text_left = left;
        if let Some((done, of)) = left {
            progress(Progress { stage: Stage::Text, done, of });
        }
        Ok(left.is_some())
    }

    /// Lets the index use more memory because much comes in, or has it give that back.
    pub fn expect_much(&mut self, is_much: bool) -> Result<(), IndexError> {
        let cache = if is_much { file::LARGE_CACHE } else { file::SMALL_CACHE };
        self.with(|db, _, _| file::set_cache(db, cache))
    }

    /// Makes everything written so far survive a power cut.
    pub fn sync(&mut self) -> Result<(), IndexError> {
        self.store.sync()?;
        self.take_in_marks(Vec::new());
        self.file.empty_log();
        Ok(())
    }

    /// Lets the index grow by this many pages only.
    #[cfg(test)]
    pub(super) fn limit_growth(&mut self, pages: i64) {
        let db = self.file.write().unwrap().0;
        let now: i64 = db.pragma_query_value(None, "page_count", |row| row.get(0)).unwrap();
        db.query_row(&format!("PRAGMA max_page_count = {}", now + pages), [], |_| Ok(())).unwrap();
    }

    /// Throws the index away, so that the next [`Library::catch_up`] builds it anew.
    pub fn rebuild(&mut self) -> Result<(), IndexError> {
        self.seen = None;
        self.file.discard(Cause::Asked)?;
        self.made = Some(Cause::Asked);
        Ok(())
    }
}
