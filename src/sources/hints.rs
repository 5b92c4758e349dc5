//! Remembers which state of which file was taken in, so that a folder of many files is not read again at every start.
//!
//! It is a hint, kept in the cache: where it is missing, damaged or in doubt, the file is read. It vouches for no article:
//! whether the library has it is asked of the library.

use super::folder::Stamp;
use crate::article::{ArticleId, SourceId};
use crate::store::{create_folder, draft_of, write_draft};
use jiff::Timestamp;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

/// A state younger than this when it was read can have changed again without a new stamp.
const SETTLED: i128 = 2_000_000_000;

/// The first line: another version of byline may find other articles in a file.
const HEAD: &str = concat!("byline ", env!("CARGO_PKG_VERSION"));

/// What is remembered of the files of one source, by their paths within it.
#[derive(Debug, Default)]
pub(super) struct Hints {
    file: PathBuf,
    old: HashMap<String, (Stamp, Vec<ArticleId>)>,
    fresh: HashMap<String, (Stamp, Vec<ArticleId>)>,
}

impl Hints {
    /// Reads what is remembered of a source in `folder`.
    pub fn read(folder: &Path, source: SourceId) -> Self {
        let file = folder.join(source.to_string());
        let text = fs::read_to_string(&file).unwrap_or_default();
        let mut lines = text.lines();
        let old = match lines.next() {
            Some(HEAD) => lines.filter_map(parse).collect(),
            _ => HashMap::new(),
        };
        Hints { file, old, fresh: HashMap::new() }
    }

    /// The articles of a file that is as it was when it was taken in.
    pub fn articles_of(&self, path: &str, stamp: Stamp) -> Option<&[ArticleId]> {
        let (known, ids) = self.old.get(path)?;
        (*known == stamp).then_some(ids)
    }

    /// Remembers a file that was read after `now`.
    pub fn remember(&mut self, path: &str, stamp: Stamp, ids: Vec<ArticleId>, now: Timestamp) {
        let settled = stamp.status.max(stamp.changed) < now.as_nanosecond() - SETTLED;
        if settled && !ids.is_empty() && !path.contains(['\n', '\r']) {
            self.fresh.insert(path.to_owned(), (stamp, ids));
        }
    }

    /// Writes down what is remembered; of a source that was seen whole, only what was seen. That it can't be written
    /// costs time at the next start, nothing else.
    pub fn write(mut self, whole: bool) {
        if whole {
            self.old.clear();
        }
        self.old.extend(self.fresh);
        let mut text = String::from(HEAD);
        for (path, (stamp, ids)) in &self.old {
            let Stamp { inode, size, changed, status } = stamp;
            let ids: Vec<String> = ids.iter().map(ToString::to_string).collect();
            text.push_str(&format!("\n{inode} {size} {changed} {status} {} {path}", ids.join(",")));
        }
        text.push('\n');
        let folder = self.file.parent().unwrap_or(Path::new("."));
        let fresh = draft_of(&self.file);
        let written = create_folder(folder).and_then(|()| write_draft(&fresh, &self.file, text.as_bytes()));
        if written.and_then(|_| fs::rename(&fresh, &self.file)).is_err() {
            let _ = fs::remove_file(&fresh);
        }
    }
}

fn parse(line: &str) -> Option<(String, (Stamp, Vec<ArticleId>))> {
    let mut parts = line.splitn(6, ' ');
    let stamp = Stamp {
        inode: parts.next()?.parse().ok()?,
        size: parts.next()?.parse().ok()?,
        changed: parts.next()?.parse().ok()?,
        status: parts.next()?.parse().ok()?,
    };
    let ids: Option<Vec<ArticleId>> = parts.next()?.split(',').map(|id| id.parse().ok()).collect();
    Some((parts.next()?.to_owned(), (stamp, ids?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stamp(status: i128) -> Stamp {
        Stamp { inode: 1, size: 2, changed: 3, status }
    }

    #[test]
    fn a_settled_file_is_remembered_and_a_young_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let (source, now) = (SourceId::of("/n"), Timestamp::from_second(100).unwrap());
        let ids = vec![ArticleId([1; 16]), ArticleId([2; 16])];
        let mut hints = Hints::read(folder.path(), source);
        hints.remember("old and settled.txt", stamp(97_999_999_999), ids.clone(), now);
        hints.remember("young.txt", stamp(98_000_000_000), ids.clone(), now);
        hints.write(false);
        let hints = Hints::read(folder.path(), source);
        assert_eq!(hints.articles_of("old and settled.txt", stamp(97_999_999_999)), Some(&ids[..]));
        assert_eq!(hints.articles_of("old and settled.txt", stamp(97_999_999_998)), None);
        assert_eq!(hints.articles_of("young.txt", stamp(98_000_000_000)), None);
        hints.write(true);
        assert!(Hints::read(folder.path(), source).old.is_empty());
    }

    #[test]
    fn a_damaged_hint_is_none() {
        for line in ["", "1 2 3 4", "1 2 3 4 xyz a.txt", "1 2 3 x 0 a.txt"] {
            assert_eq!(parse(line), None, "{line}");
        }
    }
}
