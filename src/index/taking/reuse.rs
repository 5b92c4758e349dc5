//! Ids that a feed reused for a new entry: their later texts move to the new article.

use super::Taking;
use super::article::shown;
use crate::article::ArticleId;
use crate::index::IndexError;
use crate::store::{Location, Record, Reuse};
use rusqlite::params;
use std::collections::BTreeSet;

impl Taking<'_> {
    pub(super) fn take_reuse(&mut self, at: &Location, reuse: Reuse) -> Result<(), IndexError> {
        let file = self.file_key(&at.file)?;
        let (id, new) = (reuse.id.0, reuse.new.0);
        self.db.prepare_cached("INSERT OR IGNORE INTO reuses VALUES (?1, ?2, ?3, ?4)")?.execute(params![
            id,
            reuse.from.to_string(),
            new,
            file
        ])?;
        for alias in self.aliases.reuse(reuse) {
            self.join(alias)?;
        }
        self.part(reuse.new)
    }

    /// Moves each text of this article and of those that share its id to the article it belongs to.
    fn part(&mut self, id: ArticleId) -> Result<(), IndexError> {
        let mut met = BTreeSet::new();
        for id in self.aliases.reuses().family(id) {
            let Some(known) = self.known(self.aliases.resolve(id))? else { continue };
            if !met.insert(known.face) {
                continue;
            }
            let texts = self.texts(known.face)?;
            let mut moved = Vec::new();
            for text in &texts {
                let Record::Article(version) = self.store.read_at(&text.at)? else { continue };
                let article = self.aliases.article_of(&version.article);
                if article != known.id {
                    let file = self.file_key(&text.at.file)?;
                    self.db
                        .prepare_cached("DELETE FROM texts WHERE face = ?1 AND file = ?2 AND offset = ?3")?
                        .execute(params![known.face, file, text.at.offset])?;
                    moved.push((article, &text.at, version));
                }
            }
            if !moved.is_empty() {
                self.settle_text(known, shown(&texts), None)?;
            }
            for (article, at, version) in moved {
                self.take_text(article, at, &version)?;
            }
        }
        Ok(())
    }
}
