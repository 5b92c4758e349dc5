//! Finds articles that may be one with another that came under a new id.
//!
//! Whether they are is decided by whoever asks: for a file its place counts, for an entry of a feed its link.

use super::taking::{Taking, shown};
use super::{IndexError, Library};
use crate::article::{Article, ArticleId, SourceId};
use crate::store::{self, Fingerprint, Record, Version};
use crate::text::Clean;
use jiff::Timestamp;
use rusqlite::ToSql;
use std::collections::HashMap;

/// How many articles are examined, and how many are returned: columns have one title for all their articles.
const LOOKED_AT: usize = 256;
const GIVEN: usize = 64;

/// A text of a known article, as far as the index knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownText {
    /// Its fingerprint without digits.
    pub print: Fingerprint,
    /// Its fingerprint with digits.
    pub exact: Fingerprint,
    /// Its date of publication, if it has one.
    pub published: Option<Timestamp>,
    /// Whether it is the text shown.
    pub is_shown: bool,
}

impl Library {
    /// The articles of a source whose latest text has the fingerprint of this title and body, a few dozen at most:
    /// what a file that turns up under a new name may be.
    pub fn same_text(&mut self, source: SourceId, title: &str, body: &str) -> Result<Vec<Article>, IndexError> {
        // Only who looks for moved files needs this index, so it is made when they do.
        let index = "CREATE INDEX IF NOT EXISTS by_print ON texts (print)";
        let query = "SELECT DISTINCT face FROM texts WHERE print = ?1 LIMIT ?2";
        let print = store::fingerprint(title, body);
        self.alike(source, index, query, &print.0, |version| version.print == print)
    }

    /// The articles of a source with this title, a few dozen at most: an entry with a new id may be one of them.
    pub fn same_title(&mut self, source: SourceId, title: &str) -> Result<Vec<Article>, IndexError> {
        let index = "CREATE INDEX IF NOT EXISTS by_title ON faces (title)";
        let query = "SELECT face FROM faces WHERE title = ?1 ORDER BY face DESC LIMIT ?2";
        self.alike(source, index, query, &Clean::title(title).as_str(), |_| true)
    }

    /// The texts of those of these articles that are in the library, not counting articles that retention removed.
    pub fn texts_of(&mut self, ids: &[ArticleId]) -> Result<HashMap<ArticleId, Vec<KnownText>>, IndexError> {
        self.with_all(|db, store, aliases| {
            let _looking = db.unchecked_transaction()?;
            let taking = Taking::look(db, store, aliases);
            let mut found = HashMap::new();
            for id in ids {
                let Some(known) = taking.known(taking.aliases.resolve(*id))? else { continue };
                let texts = taking.texts(known.face)?;
                let at = shown(&texts);
                let known = texts.iter().map(|text| KnownText {
                    print: text.order.print,
                    exact: text.order.exact,
                    // An article without a date sorts by when it was first seen.
                    published: Some(text.first).filter(|(seen, sort)| sort < seen).and_then(|(_, sort)| time(sort)),
                    is_shown: Some(&text.at) == at.as_ref(),
                });
                found.insert(*id, known.collect());
            }
            Ok(found)
        })
    }

    /// How many ids the article with this id has had.
    pub fn count_names(&mut self, id: ArticleId) -> Result<usize, IndexError> {
        self.with_all(|_, _, aliases| Ok(aliases.names(id).len()))
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
                let id = taking.aliases.article_of(&version.article);
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

fn time(micro: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(micro).ok()
}
