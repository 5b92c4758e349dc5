//! Decides which article an entry is if its feed reuses an id after the old entry was gone for a week.
//!
//! The caller knows whether an entry was gone. Marks stay where they are.

use super::taking::{Taking, received};
use super::{IndexError, Library};
use crate::article::{Article, ArticleId};
use crate::store::{Record, Reuse, Version, exact_fingerprint};
use jiff::Timestamp;
use std::collections::HashMap;

impl Library {
    /// Gives entries the ids of their articles. `back` has the ids that were gone for a week, and since when:
    /// such an entry is a new article if it has a later date, another title and another text. That is on disk before this
    /// returns.
    pub fn place(&mut self, batch: &mut [Version], back: &HashMap<ArticleId, Timestamp>) -> Result<(), IndexError> {
        let placed = self.with_all(|db, store, aliases| {
            let _looking = db.unchecked_transaction()?;
            let taking = Taking::look(db, store, aliases);
            let mut placed = Vec::new();
            for (at, version) in batch.iter().enumerate() {
                let id = version.article.id;
                let since = back.get(&id).copied();
                if since.is_none() && !taking.aliases.reuses().is_reused(id) {
                    continue;
                }
                let current = current(&taking, version)?;
                let reuse = match since {
                    Some(since) => reuse(&taking, version, current, since)?,
                    None => None,
                };
                placed.push((at, reuse.map_or(current, |reuse| reuse.new), reuse));
            }
            Ok(placed)
        })?;
        let reuses: Vec<Record> = placed.iter().filter_map(|(_, _, reuse)| reuse.map(Record::Reuse)).collect();
        self.append(reuses)?;
        for (at, id, _) in placed {
            if let Some(version) = batch.get_mut(at) {
                version.article.id = id;
            }
        }
        Ok(())
    }
}

/// The article of an entry, unless it is a new one: the last article with its id, whatever the entry's date is now. An old
/// answer has the date and the text of an earlier article.
fn current(taking: &Taking<'_>, version: &Version) -> Result<ArticleId, IndexError> {
    let id = version.article.id;
    let reuses = taking.aliases.reuses();
    let by_date = reuses.home(id, version.article.published);
    let last = reuses.articles(id).pop().unwrap_or(id);
    if by_date == last {
        return Ok(last);
    }
    let known = taking.known(taking.aliases.resolve(by_date))?;
    let texts = known.map_or(Ok(Vec::new()), |known| taking.texts(known.face))?;
    Ok(if texts.iter().any(|text| text.order.exact == version.exact) { by_date } else { last })
}

/// The record that makes an entry, gone since then, a new article.
fn reuse(
    taking: &Taking<'_>,
    version: &Version,
    current: ArticleId,
    since: Timestamp,
) -> Result<Option<Reuse>, IndexError> {
    let id = version.article.id;
    let Some(date) = version.article.published else { return Ok(None) };
    if taking.aliases.reuses().is_near(id, date) {
        return Ok(None);
    }
    let name = taking.aliases.resolve(current);
    let is_another = match taking.known(name)? {
        Some(known) => {
            let texts = taking.texts(known.face)?;
            let Some(at) = received(&texts) else { return Ok(None) };
            let Record::Article(old) = taking.store.read_at(&at)? else { return Ok(None) };
            is_another(&old.article, &version.article) && texts.iter().all(|text| text.order.exact != version.exact)
        }
        // Retention removed it together with its texts.
        None => taking.removals(&taking.aliases.names(name))? > 0 && date > since,
    };
    Ok(is_another.then(|| Reuse { id, from: date, new: ArticleId::of_reuse(id, date) }))
}

/// Whether an entry has a later date, another title and another text than before. If neither has a text, the title decides.
fn is_another(old: &Article, new: &Article) -> bool {
    let is_later = new.published.is_some_and(|date| date > old.published.unwrap_or(old.seen));
    let title = |article: &Article| exact_fingerprint(&article.title, "");
    let body = |article: &Article| exact_fingerprint("", &article.body);
    let is_bare = old.body.trim().is_empty() && new.body.trim().is_empty();
    is_later && title(old) != title(new) && (is_bare || body(old) != body(new))
}
