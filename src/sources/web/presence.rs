//! The entries in the last complete answer of a source, and those that left within a week. This distinguishes an entry that
//! returns after a week from one that never left.
//!
//! Each machine has its own record in the cache; without it, a week passes before an entry counts as gone. The library
//! decides what happens to an entry that returns.

use crate::article::{ArticleId, SourceId};
use crate::store::{create_folder, draft_of, write_draft};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

/// How long an entry is missing before it counts as gone.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The entries of one source.
#[derive(Debug, Default)]
pub(super) struct Presence {
    file: PathBuf,
    /// When the first complete answer arrived.
    since: Option<Timestamp>,
    here: BTreeSet<ArticleId>,
    /// The entries that left within a week, and when.
    left: BTreeMap<ArticleId, Timestamp>,
    is_changed: bool,
}

impl Presence {
    /// Reads the record of a source from `folder`.
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

    /// Records a complete answer. Returns the entries that no answer had for a week, and since when; these include entries
    /// that are new.
    pub fn meet(&mut self, ids: &BTreeSet<ArticleId>, now: Timestamp) -> HashMap<ArticleId, Timestamp> {
        // An empty answer says nothing about any entry.
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
        // A clock that was ahead delays nothing.
        let since = self.since.map_or(now, |since| since.min(now));
        self.is_changed = (self.since, &self.here, &self.left) != (Some(since), ids, &left);
        (self.since, self.here, self.left) = (Some(since), ids.clone(), left);
        back
    }

    /// Writes the changes. If that fails, a returning entry may look like one that never left.
    pub fn write(self) {
        let Some(since) = self.since.filter(|_| self.is_changed) else { return };
        let here = self.here.iter().map(|id| format!("{id}\n"));
        let left = self.left.iter().map(|(id, since)| format!("{id} {since}\n"));
        let text: String = std::iter::once(format!("{since}\n")).chain(here).chain(left).collect();
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let fresh = draft_of(&self.file);
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

    /// Checks which entries returned, answer by answer: the day, and the entries of its answer.
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
        // Entries that are no longer recorded.
        check(&[(0, &[1, 2]), (1, &[2]), (9, &[2]), (30, &[2]), (31, &[1])], &[&[], &[], &[], &[], &[1]]);
        // Empty answers say nothing, and a rarely fetched feed loses no entries.
        check(&[(0, &[1]), (1, &[]), (9, &[]), (10, &[1])], &[&[], &[], &[], &[]]);
        check(&[(0, &[1]), (90, &[1])], &[&[], &[]]);
        // A week passes before anything counts as gone.
        check(&[(0, &[2]), (6, &[1, 2])], &[&[], &[]]);
        check(&[(0, &[2]), (7, &[1, 2])], &[&[], &[1]]);
    }

    #[test]
    fn damaged_file_counts_as_missing() {
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
