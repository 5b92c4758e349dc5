//! Sources: what they are called, and how many articles they brought.

use super::{Taking, read_location};
use crate::article::SourceId;
use crate::index::IndexError;
use crate::index::sorting::note_moved;
use crate::store::{Location, Record, SourceVersion};
use crate::text::Clean;
use rusqlite::{OptionalExtension, params};

impl Taking<'_> {
    /// The number of a source. One that nothing is known of yet goes by its id, and is listed only for its articles.
    pub(super) fn source_key(&mut self, id: SourceId) -> Result<i64, IndexError> {
        if let Some(key) = self.sources.get(&id) {
            return Ok(*key);
        }
        let mut find = self.db.prepare_cached("SELECT source FROM sources WHERE id = ?1")?;
        let key = match find.query_row([id.0], |row| row.get(0)).optional()? {
            Some(key) => key,
            None => self
                .db
                .prepare_cached(
                    "INSERT INTO sources (id, title, address, tags, folder, removed) VALUES (?1, ?2, '', '', '', 1)",
                )?
                .insert(params![id.0, id.to_string()])?,
        };
        self.sources.insert(id, key);
        Ok(key)
    }

    pub(super) fn take_source(&mut self, at: &Location, said: &SourceVersion) -> Result<(), IndexError> {
        let key = self.source_key(said.source.id)?;
        let file = self.file_key(&at.file)?;
        let before = self.source_says(key)?;
        self.db
            .prepare_cached("INSERT OR IGNORE INTO said VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![key, file, at.offset, at.len])?;
        let said = said.clone().without_secrets();
        if before.is_none_or(|before| said.beats(&before)) {
            self.write_source(key, &said)?;
        }
        Ok(())
    }

    /// What counts of all that was said of a source, by its id.
    pub fn said_of(&self, id: SourceId) -> Result<Option<SourceVersion>, IndexError> {
        let mut find = self.db.prepare_cached("SELECT source FROM sources WHERE id = ?1")?;
        let key = find.query_row([id.0], |row| row.get(0)).optional()?;
        key.map_or(Ok(None), |key| self.source_says(key))
    }

    /// What counts of all that was said of a source, without secrets.
    pub fn source_says(&self, key: i64) -> Result<Option<SourceVersion>, IndexError> {
        let mut query =
            self.db.prepare_cached("SELECT name, offset, len FROM said JOIN files USING (file) WHERE source = ?1")?;
        let mut counting: Option<SourceVersion> = None;
        for at in query.query_map([key], read_location)? {
            let Record::Source(said) = self.store.read_at(&at?)? else {
                return Err(IndexError::Damaged("it knows a source where there is none"));
            };
            let said = said.without_secrets();
            if counting.as_ref().is_none_or(|known| said.beats(known)) {
                counting = Some(said);
            }
        }
        Ok(counting)
    }

    /// Looks again at a source of which some of what was said went with a file.
    pub fn settle_source(&mut self, key: i64) -> Result<(), IndexError> {
        match self.source_says(key)? {
            Some(said) => self.write_source(key, &said),
            None => {
                note_moved(self.db)?;
                let mut forget = self.db.prepare_cached(
                    "UPDATE sources SET title = lower(hex(id)), address = '', tags = '', folder = '', removed = 1 WHERE source = ?1",
                )?;
                forget.execute([key])?;
                Ok(())
            }
        }
    }

    fn write_source(&self, key: i64, said: &SourceVersion) -> Result<(), IndexError> {
        note_moved(self.db)?;
        let source = &said.source;
        let tags: Vec<String> = source.tags.iter().map(|tag| Clean::line(tag).to_string()).collect();
        self.db
            .prepare_cached(
                "UPDATE sources SET title = ?2, address = ?3, tags = ?4, folder = ?5, removed = ?6, secrets = ?7 WHERE source = ?1",
            )?
            .execute(params![
                key,
                Clean::title(&source.title).to_string(),
                Clean::line(&source.address).to_string(),
                tags.join("\n"),
                Clean::line(source.folder.as_deref().unwrap_or_default()).to_string(),
                said.removed,
                said.secrets.join("\n")
            ])?;
        Ok(())
    }

    /// Writes what changed in the counts.
    pub(super) fn write_counts(&mut self) -> Result<(), IndexError> {
        let mut change = self.db.prepare_cached(
            "UPDATE sources SET total = total + ?2, unread = unread + ?3, starred = starred + ?4,
                starred_unread = starred_unread + ?5, later = later + ?6, later_unread = later_unread + ?7,
                trash = trash + ?8, trash_unread = trash_unread + ?9 WHERE source = ?1",
        )?;
        for (source, [all, new, stars, new_stars, later, new_later, trash, new_trash]) in self.counts.drain() {
            change.execute(params![source, all, new, stars, new_stars, later, new_later, trash, new_trash])?;
        }
        let mut change = self.db.prepare_cached(
            "INSERT INTO quarters VALUES (?1, ?2, ?3)
                ON CONFLICT DO UPDATE SET total = total + excluded.total, unread = unread + excluded.unread",
        )?;
        for (quarter, [all, new]) in self.quarters.drain().filter(|(_, change)| *change != [0, 0]) {
            change.execute([quarter, all, new])?;
        }
        Ok(())
    }
}
