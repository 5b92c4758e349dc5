//! Retention: which articles are no longer kept, and taking them out of the library.
//!
//! What is kept for how long is its caller's to say. A starred, tagged or noted article, one kept for later, and unless
//! asked for otherwise an unread one, never goes.

use super::answer::Prunable;
use super::taking::Taking;
use super::{IndexError, Library};
use crate::article::{ArticleId, SourceId};
use crate::store::{Compacted, Dropped, MAX_COUNT, Record, SourceVersion};
use jiff::Timestamp;

/// How many articles are taken out by one write: it is on disk before the next.
const BATCH: usize = 1_000;

/// What is kept of the articles of one source, whichever says least; of `None`, everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// Those that lists sort at this time or later.
    pub since: Option<Timestamp>,
    /// So many, the newest.
    pub newest: Option<u64>,
    /// So many bytes of them, the newest.
    pub size: Option<u64>,
    /// Unread ones may go too.
    pub unread_too: bool,
}

impl Rule {
    fn keeps_all(&self) -> bool {
        self.since.is_none() && self.newest.is_none() && self.size.is_none()
    }
}

impl Library {
    /// The articles of the sources that `rule` does not keep, the newest of each source first.
    pub fn prunable(&mut self, rules: &[(SourceId, Rule)]) -> Result<Vec<Prunable>, IndexError> {
        let mut all = Vec::new();
        for (source, rule) in rules.iter().filter(|(_, rule)| !rule.keeps_all()) {
            all.extend(self.prunable_of(*source, rule)?);
        }
        Ok(all)
    }

    fn prunable_of(&mut self, source: SourceId, rule: &Rule) -> Result<Vec<Prunable>, IndexError> {
        self.with_all(|db, _, _| {
            let mut query = db.prepare_cached(
                "SELECT a.id, a.sort, a.starred + a.later + a.noted + a.tagged, a.read,
                        (SELECT coalesce(sum(len + 1), 0) FROM texts t WHERE t.face = a.face)
                 FROM articles a JOIN sources s ON s.source = a.source
                 WHERE s.id = ?1 AND a.shelf < 2 ORDER BY a.place DESC",
            )?;
            let rows = query.query_map([source.0], |row| {
                let (sort, marks, read): (i64, i64, bool) = (row.get(1)?, row.get(2)?, row.get(3)?);
                let is_safe = marks > 0 || !(read || rule.unread_too);
                Ok((Prunable { id: ArticleId(row.get(0)?), source, bytes: row.get(4)? }, sort, is_safe))
            })?;
            let (mut count, mut bytes, mut gone) = (0_u64, 0_u64, Vec::new());
            for row in rows {
                let (article, sort, is_safe) = row?;
                (count, bytes) = (count + 1, bytes.saturating_add(article.bytes));
                let is_wanted = rule.since.is_none_or(|since| sort >= since.as_second())
                    && rule.newest.is_none_or(|newest| count <= newest)
                    && rule.size.is_none_or(|size| bytes <= size);
                if !is_wanted && !is_safe {
                    gone.push(article);
                }
            }
            Ok(gone)
        })
    }

    /// Takes articles out of the library, for good: a feed that still serves them does not bring them back. Each is out
    /// or in, whenever it stops; `progress` is told how many are out, and says `false` to stop there.
    pub fn prune(
        &mut self,
        articles: &[Prunable],
        progress: &mut dyn FnMut(usize) -> bool,
    ) -> Result<usize, IndexError> {
        let mut done = 0;
        for batch in articles.chunks(BATCH) {
            let drops = self.with_all(|db, store, aliases| {
                let taking = Taking::look(db, store, aliases);
                let mut drops = Vec::new();
                for Prunable { id, source, .. } in batch {
                    let removals = taking.removals(&taking.aliases.names(*id))?;
                    // One more of what another process took out meanwhile would bring it back.
                    if removals % 2 == 0 {
                        let n = (removals + 1).min(MAX_COUNT);
                        drops.push(Record::Drop(Dropped { id: *id, source: *source, n }));
                    }
                }
                Ok(drops)
            })?;
            self.append(drops)?;
            done += batch.len();
            if !progress(done) {
                break;
            }
        }
        Ok(done)
    }

    /// Writes new records, without secrets, for sources whose records contain secrets, so that the old records are no longer
    /// needed; returns how many.
    pub fn rewrite_without_secrets(&mut self, now: Timestamp) -> Result<usize, IndexError> {
        let standing = self.store.standing_with_secrets()?;
        let anew = |said: SourceVersion| {
            let n = (said.n + 1).min(MAX_COUNT);
            Record::Source(SourceVersion { n, at: now, ..said.without_secrets() })
        };
        let count = standing.len();
        self.append(standing.into_iter().map(anew).collect())?;
        Ok(count)
    }

    /// Writes this device's files again without what is no longer needed, and takes them in. Those replaced stay for
    /// seven days.
    pub fn compact(&mut self, now: Timestamp) -> Result<Compacted, IndexError> {
        let compacted = self.store.compact(now)?;
        self.catch_up(&mut |_| true)?;
        Ok(compacted)
    }
}
