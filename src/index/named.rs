//! What is meant by a name: articles by the beginnings of their ids, tags however they are written.
//!
//! It says what there is; which of it is meant is the caller's to decide.

use super::{IndexError, Reader};
use crate::article::ArticleId;
use crate::query::fold_tag;
use rusqlite::params;

impl Reader {
    /// The ids that begin with these hexadecimal digits, the trash included, `limit` of them at most; none if it is no
    /// beginning of an id.
    pub fn ids_beginning(&mut self, digits: &str, limit: usize) -> Result<Vec<ArticleId>, IndexError> {
        let (Some(low), Some(high)) = (filled(digits, '0'), filled(digits, 'f')) else { return Ok(Vec::new()) };
        self.look(|db, _| {
            let mut query = db.prepare_cached(
                "SELECT id FROM articles WHERE id BETWEEN ?1 AND ?2 AND shelf < 2 ORDER BY id LIMIT ?3",
            )?;
            let ids = query.query_map(params![low.0, high.0, limit], |row| Ok(ArticleId(row.get(0)?)))?;
            Ok(ids.collect::<Result<_, _>>()?)
        })
    }

    /// Every way in which articles carry this tag, which are one but for case and accents: as they were given.
    pub fn spellings(&mut self, tag: &str) -> Result<Vec<String>, IndexError> {
        self.look(|db, _| {
            let mut query = db.prepare_cached("SELECT DISTINCT tag FROM tagged WHERE folded = ?1 ORDER BY tag")?;
            let tags = query.query_map([fold_tag(tag)], |row| row.get(0))?;
            Ok(tags.collect::<Result<_, _>>()?)
        })
    }
}

/// The id that begins with these digits and goes on with that one.
fn filled(digits: &str, with: char) -> Option<ArticleId> {
    let missing = 32_usize.checked_sub(digits.len())?;
    format!("{digits}{}", with.to_string().repeat(missing)).parse().ok()
}
