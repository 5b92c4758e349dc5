//! What was in the last whole answer of a source, and what left it within a week: so an entry that comes back after a week
//! is told from one that never left.
//!
//! Each machine sees for itself, in the cache: where that is missing, a week goes by before an entry counts as gone. What
//! becomes of one that comes back is the library's to say.

use crate::article::{ArticleId, SourceId};
use crate::store::{create_folder, write_draft};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// So long an entry is missing before it is gone.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The entries of one source.
#[derive(Debug, Default)]
pub(super) struct Presence {
    file: PathBuf,
    /// When the first whole answer came.
    since: Option<Timestamp>,
    here: BTreeSet<ArticleId>,
    /// Since when each is missing that left within a week.
    left: BTreeMap<ArticleId, Timestamp>,
    is_changed: bool,
}

impl Presence {
    /// Reads what is known of a source in `folder`.
    pub fn read(folder: &Path, source: SourceId) -> Self {
        let mut presence = Presence { file: folder.join(source.to_string()), ..Presence::default() };
        let text = fs::read_to_string(&presence.file).unwrap_or_default();
        let mut lines = text.lines();
        presence.since = lines.next().and_then(|since| since.parse().ok());
        if presence.since.is_some() {
            for line in lines {
                let (id, since) = line.split_once(' ').unwrap_or((line, ""));
                match (id.parse(), since.parse()) {
                    (Ok(id), Ok(since)) => drop(presence.left.insert(id, since)),
                    (Ok(id), Err(_)) if since.is_empty() => drop(presence.here.insert(id)),
                    _ => {}
                }
            }
        }
        presence
    }

    /// Takes note of a whole answer. Gives the entries that were in none for a week, and since when they are missing; an
    /// entry that was never there is one of them.
    pub fn meet(&mut self, ids: &BTreeSet<ArticleId>, now: Timestamp) -> HashMap<ArticleId, Timestamp> {
        // An empty answer says nothing of any entry.
        if ids.is_empty() {
            return HashMap::new();
        }
        let is_over = |since: Timestamp| now.duration_since(since) >= WEEK;
        let missing = |id: &&ArticleId| match self.left.get(id) {
            Some(since) => Some(*since),
            None if self.here.contains(id) => None,
            None => self.since,
        };
        let back = ids.iter().filter_map(|id| Some((*id, missing(&id).filter(|since| is_over(*since))?))).collect();
        let gone = self.here.difference(ids).map(|id| (*id, now));
        let left: BTreeMap<ArticleId, Timestamp> =
            self.left.iter().map(|(id, since)| (*id, *since)).chain(gone).collect();
        let left = left.into_iter().filter(|(id, since)| !ids.contains(id) && !is_over(*since)).collect();
        // A clock that was ahead holds nothing back.
        let since = self.since.map_or(now, |since| since.min(now));
        self.is_changed = (self.since, &self.here, &self.left) != (Some(since), ids, &left);
        (self.since, self.here, self.left) = (Some(since), ids.clone(), left);
        back
    }

    /// Writes down what changed. If that fails, an entry that comes back later may be taken for one that never left.
    pub fn write(self) {
        let Some(since) = self.since.filter(|_| self.is_changed) else { return };
        let here = self.here.iter().map(|id| format!("{id}\n"));
        let left = self.left.iter().map(|(id, since)| format!("{id} {since}\n"));
        let text: String = std::iter::once(format!("{since}\n")).chain(here).chain(left).collect();
        let fresh = self.file.with_extension(std::process::id().to_string());
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let written = create_folder(folder).and_then(|()| write_draft(&fresh, &self.file, text.as_bytes()));
        if let Err(error) = written.and_then(|_| fs::rename(&fresh, &self.file)) {
            tracing::warn!(%error, file = %self.file.display(), "which entries are in a feed is not written");
            let _ = fs::remove_file(&fresh);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> ArticleId {
        ArticleId([n; 16])
    }

    /// What came back, answer by answer: the day, and the entries of its answer.
    #[track_caller]
    fn check(answers: &[(i64, &[u8])], expected: &[&[u8]]) {
        let folder = tempfile::tempdir().unwrap();
        for ((day, entries), expected) in answers.iter().zip(expected) {
            let mut presence = Presence::read(folder.path(), SourceId([1; 16]));
            let now = Timestamp::from_second(1_700_000_000 + day * 86_400).unwrap();
            let mut back: Vec<u8> =
                presence.meet(&entries.iter().map(|n| id(*n)).collect(), now).keys().map(|id| id.0[0]).collect();
            back.sort_unstable();
            assert_eq!(back, *expected, "day {day}");
            presence.write();
        }
        assert_eq!(answers.len(), expected.len());
    }

    #[test]
    fn an_entry_is_back_after_a_week_in_no_answer() {
        check(&[(0, &[1, 2]), (1, &[2]), (7, &[2]), (8, &[1, 2]), (9, &[1, 2])], &[&[], &[], &[], &[1], &[]]);
        check(&[(0, &[1, 2]), (1, &[2]), (7, &[1, 2]), (20, &[1, 2])], &[&[], &[], &[], &[]]);
        check(&[(0, &[1, 2]), (1, &[2]), (2, &[1]), (9, &[2]), (10, &[2])], &[&[], &[], &[], &[2], &[]]);
        // Those of which nothing is written any more.
        check(&[(0, &[1, 2]), (1, &[2]), (9, &[2]), (30, &[2]), (31, &[1])], &[&[], &[], &[], &[], &[1]]);
        // Empty answers say nothing, and what is asked for seldom is not gone.
        check(&[(0, &[1]), (1, &[]), (9, &[]), (10, &[1])], &[&[], &[], &[], &[]]);
        check(&[(0, &[1]), (90, &[1])], &[&[], &[]]);
        // A week goes by before anything counts.
        check(&[(0, &[2]), (6, &[1, 2])], &[&[], &[]]);
        check(&[(0, &[2]), (7, &[1, 2])], &[&[], &[1]]);
    }

    #[test]
    fn a_damaged_file_is_as_none_and_one_without_changes_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(SourceId([1; 16]).to_string());
        let now = Timestamp::from_second(1_700_000_000).unwrap();
        let later = now + SignedDuration::from_hours(24 * 30);
        for text in ["", "x", "\u{0}\u{0}", "0123\n2026"] {
            fs::write(&file, text).unwrap();
            let mut presence = Presence::read(folder.path(), SourceId([1; 16]));
            assert!(presence.meet(&BTreeSet::from([id(1)]), now).is_empty(), "{text:?}");
        }
        fs::write(&file, format!("{now}\nzz\n{} x\n{}", id(1), id(2))).unwrap();
        let mut presence = Presence::read(folder.path(), SourceId([1; 16]));
        assert_eq!(presence.meet(&BTreeSet::from([id(2)]), later).len(), 0);
        presence.write();
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 4, "it was as before");
        fs::remove_file(&file).unwrap();
        let mut presence =
            Presence { file: file.clone(), since: Some(now), here: [id(1)].into(), ..Presence::default() };
        presence.meet(&[id(1)].into(), later);
        presence.write();
        assert!(!file.exists());
    }
}
