//! Catching up: taking in what the library has and the index has not, file by file, and looking again at what a file
//! held that shrank, changed or went.
//!
//! It does not know what a record changes: that is `taking`'s.

use super::answer::{Caught, Progress, Stage};
use super::taking::Taking;
use super::{IndexError, file};
use crate::article::ArticleId;
use crate::store::{Alias, Aliases, FileInfo, FileKind, Location, Record, Reuse, Store, StoreError};
use rusqlite::{Connection, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::mpsc::{self, Receiver};
use std::thread::Builder;

/// How much is taken in by one transaction: so much that a mark never waits long.
const CHUNK_RECORDS: usize = 2_048;
const CHUNK_BYTES: u64 = 8 * 1024 * 1024;

/// How far taking in a file came.
enum Came {
    /// To its end.
    Through,
    /// It was told to stop.
    Stopped,
    /// Somebody else was faster: so much of it is taken in.
    Overtaken(u64),
}

/// One run of catching up.
pub(super) struct CatchingUp<'a> {
    pub db: &'a Connection,
    pub store: &'a Store,
    pub aliases: &'a mut Aliases,
    pub progress: &'a mut dyn FnMut(Progress) -> bool,
}

/// What the index knows of a file of the library.
struct KnownFile {
    key: i64,
    taken: u64,
    tail: [u8; 16],
}

/// Records read ahead, and up to where.
struct Chunk {
    records: Vec<(Location, Record)>,
    from: u64,
    upto: u64,
}

impl CatchingUp<'_> {
    /// Takes in everything; stops early where the progress callback says so.
    pub fn run(self) -> Result<Caught, IndexError> {
        let files = self.store.files()?;
        self.run_on(&files)
    }

    /// The same of these files, which are those of the library, as they were a moment ago.
    pub fn run_on(mut self, files: &[FileInfo]) -> Result<Caught, IndexError> {
        let mut caught = Caught::default();
        let known = known_files(self.db)?;
        self.refold(files, &known, &mut caught)?;
        let known = if caught.refolded > 0 { known_files(self.db)? } else { known };
        let behind = |file: &&FileInfo| known.get(&*file.name).map_or(0, |known| known.taken) < file.len;
        // Journals first: then every article comes into the list with its marks.
        let by_kind = |kind: FileKind| files.iter().filter(move |file| file.kind == kind);
        let todo = by_kind(FileKind::Marks).chain(in_turn(by_kind(FileKind::Segments)));
        let todo: Vec<&FileInfo> = todo.filter(behind).collect();
        let left = |file: &FileInfo| file.len - known.get(&*file.name).map_or(0, |known| known.taken);
        let mut progress = Progress { stage: Stage::Lists, done: 0, of: todo.iter().map(|file| left(file)).sum() };
        let is_long = progress.of > CHUNK_BYTES;
        if is_long {
            file::set_cache(self.db, file::LARGE_CACHE)?;
        }
        let mut all = true;
        for file in todo {
            let from = known.get(&*file.name).map_or(0, |known| known.taken);
            all = match self.take_file(file, from, &mut progress, &mut caught) {
                // One that cannot be read costs itself only, and is tried again.
                Err(IndexError::Store(error @ StoreError::Io { .. })) => {
                    leave_out(&error, &mut caught);
                    *self.aliases = read_aliases(self.db)?;
                    true
                }
                taken => taken?,
            };
            if !all {
                break;
            }
        }
        if all {
            self.settle()?;
            let complete = "INSERT OR REPLACE INTO facts VALUES ('complete', 1)";
            if !is_complete(self.db)? {
                self.db.execute(complete, [])?;
            }
        }
        if is_long {
            file::set_cache(self.db, file::SMALL_CACHE)?;
        }
        caught.done = all;
        Ok(caught)
    }

    /// Takes in the marks that stand in journals behind what is known of these, and nothing else. One that changed is left
    /// to [`CatchingUp::run`].
    pub fn run_marks(mut self) -> Result<(), IndexError> {
        let known = known_files(self.db)?;
        let (mut progress, mut caught) = (Progress { stage: Stage::Lists, done: 0, of: 0 }, Caught::default());
        for file in self.store.files()?.iter().filter(|file| file.kind == FileKind::Marks) {
            let (taken, tail) = known.get(&*file.name).map_or((0, [0; 16]), |known| (known.taken, known.tail));
            if taken >= file.len || self.store.tail_hash(&file.name, taken).ok().flatten() != Some(tail) {
                continue;
            }
            match self.take_file(file, taken, &mut progress, &mut caught) {
                Err(IndexError::Store(error @ StoreError::Io { .. })) => leave_out(&error, &mut caught),
                taken => drop(taken?),
            }
        }
        Ok(())
    }

    /// Takes in what a file has behind `from`; `false` if it was stopped.
    fn take_file(
        &mut self,
        file: &FileInfo,
        mut from: u64,
        progress: &mut Progress,
        caught: &mut Caught,
    ) -> Result<bool, IndexError> {
        let store = self.store;
        loop {
            let came = std::thread::scope(|scope| {
                // Reading and parsing take as long as writing the tables: side by side.
                let (chunks, inbox) = mpsc::sync_channel(2);
                let read = move || {
                    let failed =
                        read_chunks(store, &file.name, from, &mut |chunk| chunks.send(Ok(chunk)).is_ok()).err();
                    failed.map(|error| chunks.send(Err(error)))
                };
                match Builder::new().name("records".into()).spawn_scoped(scope, read) {
                    Ok(_) => self.take_chunks(file, &inbox, progress, caught),
                    Err(error) => {
                        tracing::info!(%error, "the library is read and indexed in turn");
                        self.read_and_take(file, from, progress, caught)
                    }
                }
            })?;
            match came {
                Came::Through => return Ok(true),
                Came::Stopped => return Ok(false),
                // Who was faster may be stopped at any time: what is behind that is still to be taken in.
                Came::Overtaken(_) if !(self.progress)(*progress) => return Ok(false),
                Came::Overtaken(upto) => from = upto,
            }
        }
    }

    fn take_chunks(
        &mut self,
        file: &FileInfo,
        inbox: &Receiver<Result<Chunk, StoreError>>,
        progress: &mut Progress,
        caught: &mut Caught,
    ) -> Result<Came, IndexError> {
        for chunk in inbox {
            if let Some(came) = self.take_chunk(file, &chunk?, progress, caught)? {
                return Ok(came);
            }
        }
        Ok(Came::Through)
    }

    /// Reads and indexes one chunk after the other if no thread can be started for reading.
    fn read_and_take(
        &mut self,
        file: &FileInfo,
        from: u64,
        progress: &mut Progress,
        caught: &mut Caught,
    ) -> Result<Came, IndexError> {
        let mut came = Ok(None);
        read_chunks(self.store, &file.name, from, &mut |chunk| {
            came = self.take_chunk(file, &chunk, progress, caught);
            matches!(came, Ok(None))
        })?;
        came.map(|came| came.unwrap_or(Came::Through))
    }

    /// Takes in a chunk, and says how it ended where nothing of the file is to follow.
    fn take_chunk(
        &mut self,
        file: &FileInfo,
        chunk: &Chunk,
        progress: &mut Progress,
        caught: &mut Caught,
    ) -> Result<Option<Came>, IndexError> {
        let mut taking = Taking::begin(self.db, self.store, self.aliases)?;
        // Another process, or a mark of this one, may have been faster.
        let taken = taking.taken(&file.name)?;
        if taken != chunk.from {
            progress.done += taken.saturating_sub(chunk.from);
            return Ok(Some(Came::Overtaken(taken)));
        }
        take_all(&mut taking, &chunk.records)?;
        taking.set_taken(&file.name, chunk.upto)?;
        taking.commit()?;
        caught.records += chunk.records.len() as u64;
        progress.done += chunk.upto - chunk.from;
        Ok((!(self.progress)(*progress)).then_some(Came::Stopped))
    }

    /// Forgets what files held that shrank, changed or went. What is still there is taken in again by what follows.
    fn refold(
        &mut self,
        files: &[FileInfo],
        known: &BTreeMap<String, KnownFile>,
        caught: &mut Caught,
    ) -> Result<(), IndexError> {
        let present: BTreeMap<&str, &FileInfo> = files.iter().map(|file| (&*file.name, file)).collect();
        let mut gone = Vec::new();
        for (name, known) in known {
            let same = match present.get(name.as_str()) {
                Some(file) if file.len >= known.taken => {
                    // What is known of one that cannot be read now stays.
                    known.taken == 0
                        || self.store.tail_hash(name, known.taken).map_or(true, |tail| tail == Some(known.tail))
                }
                _ => false,
            };
            if !same {
                gone.push((name.as_str(), known.key));
            }
        }
        if gone.is_empty() {
            return Ok(());
        }
        let mut taking = Taking::begin(self.db, self.store, self.aliases)?;
        let mut journals = false;
        // Until it is taken in again, something is missing.
        taking.db.execute("DELETE FROM facts WHERE name = 'complete'", [])?;
        for (name, key) in &gone {
            journals |= name.starts_with("marks/");
            forget_file(&mut taking, *key)?;
        }
        if journals {
            retake_journals(&mut taking, files, caught)?;
        }
        taking.commit()?;
        *self.aliases = read_aliases(self.db)?;
        caught.refolded = gone.len() as u32;
        Ok(())
    }

    /// Looks again at the articles whose texts went with a file, now that everything is taken in.
    fn settle(&mut self) -> Result<(), IndexError> {
        loop {
            let ids: Vec<[u8; 16]> = {
                let mut query = self.db.prepare_cached("SELECT id FROM unsettled LIMIT 512")?;
                query.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
            };
            if ids.is_empty() {
                return Ok(());
            }
            let mut taking = Taking::begin(self.db, self.store, self.aliases)?;
            for id in ids {
                taking.settle_article(taking.aliases.resolve(ArticleId(id)))?;
                taking.db.prepare_cached("DELETE FROM unsettled WHERE id = ?1")?.execute([id])?;
            }
            taking.commit()?;
        }
    }
}

/// Notes that a file could not be read, unless it is only gone.
fn leave_out(error: &StoreError, caught: &mut Caught) {
    tracing::warn!(%error, "a file of the library is left out");
    if !error.is_missing() {
        caught.unreadable.get_or_insert_with(|| error.to_string());
    }
}

/// The first file of each device, which says what most sources are called, then from its last on, the devices side by
/// side: what is being built holds the newest articles at once.
fn in_turn<'a>(files: impl Iterator<Item = &'a FileInfo> + Clone) -> impl Iterator<Item = &'a FileInfo> {
    let parts = |file: &'a FileInfo| {
        let (device, number) = file.name.trim_end_matches(".jsonl").rsplit_once('-').unwrap_or_default();
        (device, number.parse::<u64>().unwrap_or_default())
    };
    let mut ends = BTreeMap::new();
    for (device, number) in files.clone().map(parts) {
        let (first, last) = ends.entry(device).or_insert((number, number));
        (*first, *last) = (number.min(*first), number.max(*last));
    }
    let mut sorted: Vec<&FileInfo> = files.collect();
    sorted.sort_by_key(|file| {
        let (device, number) = parts(file);
        ends.get(device).map(|(first, last)| (number > *first, last - number))
    });
    sorted.into_iter()
}

/// Takes in records in an order that is kind to the tables: articles by time, so that neighbours are written together.
pub(super) fn take_all(taking: &mut Taking<'_>, records: &[(Location, Record)]) -> Result<(), IndexError> {
    let time = |record: &Record| match record {
        Record::Article(version) => Some(version.article.sort_time()),
        _ => None,
    };
    let mut sorted: Vec<&(Location, Record)> = records.iter().collect();
    sorted.sort_by_key(|(_, record)| time(record));
    sorted.into_iter().try_for_each(|(at, record)| taking.take(at, record))
}

/// Sends the records of a file in chunks, without the bodies of articles.
fn read_chunks(
    store: &Store,
    name: &Arc<str>,
    from: u64,
    give: &mut dyn FnMut(Chunk) -> bool,
) -> Result<(), StoreError> {
    let mut lines = store.read(name, from)?.heads();
    let mut chunk = Chunk { records: Vec::new(), from, upto: from };
    loop {
        let line = lines.next();
        let upto = lines.offset();
        let is_last = line.is_none();
        // A line may hold several records: a chunk ends with a line only.
        let is_full = chunk.records.len() >= CHUNK_RECORDS || chunk.upto - chunk.from >= CHUNK_BYTES;
        if is_last || is_full && line.as_ref().is_some_and(|line| begins_after(line, chunk.upto)) {
            let end = if is_last { upto } else { chunk.upto };
            let next = Chunk { records: Vec::new(), from: end, upto: end };
            let full = std::mem::replace(&mut chunk, next);
            if end > full.from && !give(Chunk { upto: end, ..full }) {
                return Ok(());
            }
        }
        let Some(line) = line else { return Ok(()) };
        chunk.upto = upto;
        // A damaged line costs itself only; `byline check` names it.
        if let (at, Ok(mut record)) = line? {
            // Of a line that was not passed over they are there all the same.
            if let Record::Article(version) = &mut record {
                version.article.body = String::new();
                version.article.summary = None;
            }
            chunk.records.push((at, record));
        }
    }
}

fn begins_after<T>(line: &Result<(Location, T), StoreError>, upto: u64) -> bool {
    line.as_ref().is_ok_and(|(at, _)| at.offset >= upto)
}

fn known_files(db: &Connection) -> Result<BTreeMap<String, KnownFile>, IndexError> {
    let mut query = db.prepare_cached("SELECT name, file, taken, tail FROM files")?;
    let rows = query.query_map([], |row| {
        Ok((row.get(0)?, KnownFile { key: row.get(1)?, taken: row.get(2)?, tail: row.get(3)? }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether everything was taken in at least once.
pub(super) fn is_complete(db: &Connection) -> Result<bool, IndexError> {
    Ok(db.prepare_cached("SELECT 1 FROM facts WHERE name = 'complete'")?.exists([])?)
}

/// The aliases that the index knows.
pub(super) fn read_aliases(db: &Connection) -> Result<Aliases, IndexError> {
    let mut aliases = Aliases::default();
    let mut query = db.prepare_cached("SELECT DISTINCT id, of FROM aliases")?;
    for alias in query.query_map([], |row| Ok(Alias { id: ArticleId(row.get(0)?), of: ArticleId(row.get(1)?) }))? {
        aliases.add(alias?);
    }
    let mut query = db.prepare_cached("SELECT DISTINCT id, since, new FROM reuses")?;
    for row in
        query.query_map([], |row| Ok((ArticleId(row.get(0)?), row.get::<_, String>(1)?, ArticleId(row.get(2)?))))?
    {
        let (id, since, new) = row?;
        let from = since.parse().map_err(|_| IndexError::Damaged("a date in it is none"))?;
        aliases.reuse(Reuse { id, from, new }).into_iter().for_each(|alias| aliases.add(alias));
    }
    Ok(aliases)
}

/// Forgets that a file was taken in, and what it held.
fn forget_file(taking: &mut Taking<'_>, key: i64) -> Result<(), IndexError> {
    let db = taking.db;
    db.execute(
        "INSERT OR IGNORE INTO unsettled
            SELECT id FROM articles WHERE face IN (SELECT face FROM texts WHERE file = ?1)",
        [key],
    )?;
    db.execute("DELETE FROM texts WHERE file = ?1", [key])?;
    db.execute("DELETE FROM waiting WHERE file = ?1", [key])?;
    let list = |sql: &str| -> Result<Vec<ArticleId>, IndexError> {
        let mut query = db.prepare(sql)?;
        Ok(query.query_map([key], |row| Ok(ArticleId(row.get(0)?)))?.collect::<Result<_, _>>()?)
    };
    let dropped = list("SELECT id FROM drops WHERE file = ?1")?;
    db.execute("DELETE FROM drops WHERE file = ?1", [key])?;
    for id in dropped {
        if let Some(known) = taking.known(taking.aliases.resolve(id))? {
            taking.settle_state(known)?;
        }
    }
    let sources: Vec<i64> = {
        let mut query = db.prepare("SELECT DISTINCT source FROM said WHERE file = ?1")?;
        query.query_map([key], |row| row.get(0))?.collect::<Result<_, _>>()?
    };
    db.execute("DELETE FROM said WHERE file = ?1", [key])?;
    db.execute("DELETE FROM files WHERE file = ?1", [key])?;
    sources.into_iter().try_for_each(|source| taking.settle_source(source))?;
    let lost = list(
        "SELECT id FROM aliases AS a WHERE file = ?1
            AND NOT EXISTS (SELECT 1 FROM aliases AS b WHERE b.id = a.id AND b.of = a.of AND b.file <> a.file)
         UNION SELECT id FROM reuses AS a WHERE file = ?1 AND NOT EXISTS
            (SELECT 1 FROM reuses AS b WHERE (b.id, b.since, b.new) = (a.id, a.since, a.new) AND b.file <> a.file)",
    )?;
    db.execute("DELETE FROM aliases WHERE file = ?1", [key])?;
    db.execute("DELETE FROM reuses WHERE file = ?1", [key])?;
    if lost.is_empty() { Ok(()) } else { Err(IndexError::Outdated) }
}

/// Takes in a journal from its beginning, as far as it can be read.
fn retake_journal(
    taking: &mut Taking<'_>,
    file: &FileInfo,
    touched: &mut BTreeSet<ArticleId>,
    caught: &mut Caught,
) -> Result<(), IndexError> {
    let mut lines = taking.store.read(&file.name, 0)?;
    let mut is_begun = false;
    for line in lines.by_ref() {
        match line {
            Err(error) if is_begun => leave_out(&error, caught),
            line => {
                if let (at, Ok(record)) = line? {
                    if let Record::Mark(line) = &record {
                        touched.extend(&line.ids);
                    }
                    taking.take(&at, &record)?;
                }
            }
        }
        is_begun = true;
    }
    taking.set_taken(&file.name, lines.offset())
}

/// Takes in all journals from their beginnings: of the marks that a lost one beat nothing is kept.
fn retake_journals(taking: &mut Taking<'_>, files: &[FileInfo], caught: &mut Caught) -> Result<(), IndexError> {
    let db = taking.db;
    let mut touched: BTreeSet<ArticleId> = BTreeSet::new();
    {
        let mut query = db.prepare(
            "SELECT id FROM articles WHERE read OR starred OR later OR noted OR tagged OR shelf UNION SELECT id FROM marks",
        )?;
        for id in query.query_map([], |row| Ok(ArticleId(row.get(0)?)))? {
            touched.insert(id?);
        }
    }
    // What is known of one that cannot be read stays, and with it all that is known of its device.
    let mut closed: Vec<&FileInfo> = Vec::new();
    for file in files.iter().filter(|file| file.kind == FileKind::Marks) {
        let taken = taking.taken(&file.name)?;
        if taken > 0 && taking.store.tail_hash(&file.name, taken).is_err() {
            closed.push(file);
        }
    }
    let devices: Vec<[u8; 16]> = closed.iter().filter_map(|file| Some(file.device()?.0)).collect();
    let theirs = vec!["?"; devices.len()].join(", ");
    db.execute(&format!("DELETE FROM marks WHERE device NOT IN ({theirs})"), params_from_iter(devices))?;
    db.execute_batch("DELETE FROM whole; DELETE FROM waiting")?;
    for file in files.iter().filter(|file| file.kind == FileKind::Marks) {
        match retake_journal(taking, file, &mut touched, caught) {
            // Once it can be read, it is one that changed: then all are taken in again.
            Err(IndexError::Store(error @ StoreError::Io { .. })) => {
                leave_out(&error, caught);
                taking.forget_tail(&file.name)?;
            }
            retaken => retaken?,
        }
    }
    let names: BTreeSet<ArticleId> = touched.into_iter().map(|id| taking.aliases.resolve(id)).collect();
    for id in names {
        if let Some(known) = taking.known(id)? {
            taking.settle_state(known)?;
        }
    }
    // A command may have begun in one journal and ended in another that is gone.
    db.execute("DELETE FROM waiting WHERE op IN (SELECT op FROM whole)", params![])?;
    Ok(())
}
