//! Finds articles that may be one with another that came under a new id.
//!
//! Whether they are is decided by whoever asks: for a file its place counts, for an entry of a feed its link.

use super::taking::{Taking, shown};
use super::{IndexError, Library};
use crate::article::{Article, SourceId};
use crate::store::{self, Record, Version};
use crate::text::Clean;
use rusqlite::ToSql;

/// How many are looked at, and how many are given.
const LOOKED_AT: usize = 64;
const GIVEN: usize = 8;

impl Library {
    /// The articles of a source whose latest text has the fingerprint of this title and body, eight of them at most:
    /// what a file that turns up under a new name may be.
    pub fn same_text(&mut self, source: SourceId, title: &str, body: &str) -> Result<Vec<Article>, IndexError> {
        // Only who looks for moved files needs this index, so it is made when they do.
        let index = "CREATE INDEX IF NOT EXISTS by_print ON texts (print)";
        let query = "SELECT DISTINCT face FROM texts WHERE print = ?1 LIMIT ?2";
        let print = store::fingerprint(title, body);
        self.alike(source, index, query, &print.0, |version| version.print == print)
    }

    /// The articles of a source that go by this title, eight of them at most: what an entry with a new id may be.
    pub fn same_title(&mut self, source: SourceId, title: &str) -> Result<Vec<Article>, IndexError> {
        let index = "CREATE INDEX IF NOT EXISTS by_title ON faces (title)";
        let query = "SELECT face FROM faces WHERE title = ?1 LIMIT ?2";
        self.alike(source, index, query, &Clean::title(title).as_str(), |_| true)
    }

    fn alike(
        &mut self,
        source: SourceId,
        index: &str,
        query: &str,
        wanted: &dyn ToSql,
        is_alike: impl Fn(&Version) -> bool,
    ) -> Result<Vec<Article>, IndexError> {
        self.with_all(|db, store, aliases| {
            db.execute_batch(index)?;
            let mut query = db.prepare_cached(query)?;
            let wanted: [&dyn ToSql; 2] = [wanted, &LOOKED_AT];
            let faces: Vec<i64> = query.query_map(wanted, |row| row.get(0))?.collect::<Result<_, _>>()?;
            let taking = Taking::look(db, store, aliases);
            let mut found: Vec<Article> = Vec::new();
            for face in faces {
                let Some(at) = shown(&taking.texts(face)?) else { continue };
                let Record::Article(version) = store.read_at(&at)? else { continue };
                let id = taking.aliases.resolve(version.article.id);
                let Some(known) = taking.known(id)? else { continue };
                let is_one = version.article.source == source && is_alike(&version);
                if is_one && known.state.shelf < 2 && found.len() < GIVEN {
                    found.push(Article { id, ..version.article });
                }
            }
            Ok(found)
        })
    }
}
