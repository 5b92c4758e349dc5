//! What a record of the library changes in the tables. The rules are those of [`crate::store::Fold`]: whatever the
//! order records come in, and however often, the tables say the same.
//!
//! It does not decide what is taken in when: that is `catching`'s and `library`'s.

mod article;
mod mark;
mod reuse;
mod source;

pub(super) use article::{TEXTS, TextRow, read_text, received, shown};
pub(super) use mark::{each_effective, marks_of, notes};

use super::IndexError;
use crate::article::{ArticleId, Field, SourceId};
use crate::store::{Alias, Aliases, Dropped, Location, Mark, Record, Store};
use rusqlite::{Connection, OptionalExtension, Row, params};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// One transaction that takes records in.
pub(super) struct Taking<'a> {
    pub db: &'a Connection,
    pub store: &'a Store,
    pub aliases: &'a mut Aliases,
    /// Changes of the counts of sources, written at the end.
    counts: HashMap<i64, [i64; 8]>,
    /// Changes of the counts of quarters of an hour, written at the end.
    quarters: HashMap<i64, [i64; 2]>,
    sources: HashMap<SourceId, i64>,
    files: HashMap<Arc<str>, i64>,
    /// Marks that the rows of their articles do not show yet.
    unshown: BTreeMap<Field, BTreeMap<ArticleId, bool>>,
    /// Whether marks and drops are known at all, so that a new article need not look for its own.
    has_marks: bool,
    has_drops: bool,
    done: bool,
}

impl<'a> Taking<'a> {
    /// Begins a transaction; what is not [`Taking::commit`]ted is as if it had never been.
    pub fn begin(db: &'a Connection, store: &'a Store, aliases: &'a mut Aliases) -> Result<Self, IndexError> {
        db.execute_batch("BEGIN IMMEDIATE")?;
        let mut taking = Taking::look(db, store, aliases);
        taking.done = false;
        taking.look_for_marks()?;
        Ok(taking)
    }

    /// Finds out whether marks and drops are known at all: within a transaction, in which that stays so.
    pub fn look_for_marks(&mut self) -> Result<(), IndexError> {
        let exists = |sql: &str| -> rusqlite::Result<bool> { self.db.prepare_cached(sql)?.exists([]) };
        let (has_marks, has_drops) = (exists("SELECT 1 FROM marks")?, exists("SELECT 1 FROM drops")?);
        (self.has_marks, self.has_drops) = (has_marks, has_drops);
        Ok(())
    }

    /// Looks only: no transaction, nothing is to be taken in.
    pub fn look(db: &'a Connection, store: &'a Store, aliases: &'a mut Aliases) -> Self {
        let (counts, sources, files) = (HashMap::new(), HashMap::new(), HashMap::new());
        let (quarters, unshown) = (HashMap::new(), BTreeMap::new());
        let (has_marks, has_drops, done) = (true, true, true);
        Taking { db, store, aliases, counts, quarters, sources, files, unshown, has_marks, has_drops, done }
    }

    /// Makes everything visible.
    pub fn commit(mut self) -> Result<(), IndexError> {
        self.show_marks()?;
        self.write_counts()?;
        self.db.execute_batch("COMMIT")?;
        self.done = true;
        Ok(())
    }

    /// Takes in one record.
    pub fn take(&mut self, at: &Location, record: &Record) -> Result<(), IndexError> {
        match record {
            Record::Article(version) => self.take_article(at, version),
            Record::Alias(alias) => self.take_alias(at, *alias),
            Record::Reuse(reuse) => self.take_reuse(at, *reuse),
            Record::Drop(dropped) => self.take_drop(at, *dropped),
            Record::Source(said) => self.take_source(at, said),
            Record::Mark(line) => self.take_marks(at, line),
            Record::Replaces(_) | Record::Unknown => Ok(()),
        }
    }

    fn take_alias(&mut self, at: &Location, alias: Alias) -> Result<(), IndexError> {
        let file = self.file_key(&at.file)?;
        let (id, of) = (alias.id.0, alias.of.0);
        self.db.prepare_cached("INSERT OR IGNORE INTO aliases VALUES (?1, ?2, ?3)")?.execute(params![id, of, file])?;
        self.join(alias)
    }

    /// Merges two articles into one, unless they are one already.
    fn join(&mut self, alias: Alias) -> Result<(), IndexError> {
        let before = [self.aliases.resolve(alias.id), self.aliases.resolve(alias.of)];
        self.aliases.add(alias);
        let name = self.aliases.resolve(alias.id);
        if before != [name, name] {
            self.unite(before, name)?;
        }
        Ok(())
    }

    fn take_drop(&mut self, at: &Location, dropped: Dropped) -> Result<(), IndexError> {
        let file = self.file_key(&at.file)?;
        self.db
            .prepare_cached("INSERT INTO drops VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET n = max(n, excluded.n)")?
            .execute(params![dropped.id.0, file, dropped.n])?;
        self.has_drops = true;
        match self.known(self.aliases.resolve(dropped.id))? {
            Some(known) => self.settle_state(known),
            None => Ok(()),
        }
    }

    /// Whether retention removed the article that has these names, and nothing keeps it.
    pub fn is_gone(&self, names: &[ArticleId]) -> Result<bool, IndexError> {
        let keeps = |(field, mark): (&Field, &Mark)| field.keeps() && mark.value.is_on();
        Ok(self.removals(names)? % 2 == 1 && !self.marks_of(names)?.iter().any(keeps))
    }

    /// How often the article that has these names was removed and brought back.
    pub fn removals(&self, names: &[ArticleId]) -> Result<u64, IndexError> {
        let mut highest = 0;
        if self.has_drops {
            let mut query = self.db.prepare_cached("SELECT coalesce(max(n), 0) FROM drops WHERE id = ?1")?;
            for name in names {
                highest = u64::max(highest, query.query_row([name.0], |row| row.get(0))?);
            }
        }
        Ok(highest)
    }

    /// The number of a file of the library.
    pub fn file_key(&mut self, name: &Arc<str>) -> Result<i64, IndexError> {
        if let Some(key) = self.files.get(name) {
            return Ok(*key);
        }
        let mut find = self.db.prepare_cached("SELECT file FROM files WHERE name = ?1")?;
        let key = match find.query_row([&**name], |row| row.get(0)).optional()? {
            Some(key) => key,
            None => {
                let mut add = self.db.prepare_cached("INSERT INTO files (name, taken, tail) VALUES (?1, 0, ?2)")?;
                add.insert(params![&**name, [0_u8; 16]])?
            }
        };
        self.files.insert(Arc::clone(name), key);
        Ok(key)
    }

    /// How far a file was taken in.
    pub fn taken(&mut self, name: &Arc<str>) -> Result<u64, IndexError> {
        let key = self.file_key(name)?;
        Ok(self.db.prepare_cached("SELECT taken FROM files WHERE file = ?1")?.query_row([key], |row| row.get(0))?)
    }

    /// Says that a file is taken in up to `upto`, behind the newline of a line.
    pub fn set_taken(&mut self, name: &Arc<str>, upto: u64) -> Result<(), IndexError> {
        let key = self.file_key(name)?;
        let tail = self.store.tail_hash(name, upto)?.unwrap_or_default();
        self.db
            .prepare_cached("UPDATE files SET taken = ?2, tail = ?3 WHERE file = ?1")?
            .execute(params![key, upto, tail])?;
        Ok(())
    }

    /// Has a file count as one that changed, once it can be read.
    pub fn forget_tail(&mut self, name: &Arc<str>) -> Result<(), IndexError> {
        let key = self.file_key(name)?;
        self.db.prepare_cached("UPDATE files SET tail = ?2 WHERE file = ?1")?.execute(params![key, [0_u8; 16]])?;
        Ok(())
    }
}

/// A place in the library: the file's name, where the record starts, its length.
pub(super) fn read_location(row: &Row<'_>) -> rusqlite::Result<Location> {
    let name: String = row.get(0)?;
    Ok(Location { file: name.into(), offset: row.get(1)?, len: row.get(2)? })
}

impl Drop for Taking<'_> {
    fn drop(&mut self) {
        if !self.done {
            // What the aliases in memory learned is not undone here: the library reads them anew after an error.
            let _ = self.db.execute_batch("ROLLBACK");
        }
    }
}
