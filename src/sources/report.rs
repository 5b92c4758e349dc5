//! How files are taken in, and what it came to.

use super::{Kept, Refused};
use crate::article::{ArticleId, SourceId};
use crate::index::IndexError;
use crate::text::{Clean, count};
use jiff::Timestamp;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

/// How files are taken in.
pub struct Options<'a> {
    /// The present time.
    pub now: Timestamp,
    /// The reader's present day.
    pub today: Date,
    /// The largest file that is taken in, in bytes.
    pub max_body: u64,
    /// Follow links out of folders, whatever their sources say.
    pub follow: bool,
    /// The sources that are kept.
    pub kept: &'a [Kept],
    /// A folder in the cache, to remember there which files are in already; none to read them all.
    pub hints: Option<&'a Path>,
    /// Set to stop: what is in stays in.
    pub cancel: &'a AtomicBool,
    /// Told how far it is, after each file.
    pub progress: &'a mut dyn FnMut(Progress),
}

/// How far taking in is, in files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Looked at.
    pub done: usize,
    /// In all.
    pub of: usize,
}

/// What taking in came to.
#[derive(Debug, Default)]
pub struct Report {
    /// Articles the library did not have.
    pub new: usize,
    /// Their ids.
    pub new_articles: Vec<ArticleId>,
    /// Known articles with a new text.
    pub changed: usize,
    /// Known articles with the text that was known.
    pub same: usize,
    /// Known articles whose file has another name now.
    pub moved: usize,
    /// Files that stay with the source they were taken in with, a folder around the one they are found in now.
    pub stayed: usize,
    /// Files of other kinds, in folders.
    pub left_out: usize,
    /// Links out of their folder that were not followed.
    pub outside: Vec<PathBuf>,
    /// What was not taken in, and why.
    pub refused: Vec<Refused>,
    /// What was odd in a file that was taken in.
    pub complaints: Vec<(PathBuf, String)>,
    /// Every article that was found, in order.
    pub articles: Vec<ArticleId>,
    /// Their sources, each once, in order.
    pub sources: Vec<SourceId>,
    /// Where it was stopped: files done, of how many.
    pub stopped: Option<Progress>,
    /// What kept the library from taking more.
    pub failure: Option<IndexError>,
}

impl Report {
    /// Adds what another run came to.
    pub fn absorb(&mut self, other: Report) {
        self.new += other.new;
        self.new_articles.extend(other.new_articles);
        self.changed += other.changed;
        self.same += other.same;
        self.moved += other.moved;
        self.stayed += other.stayed;
        self.left_out += other.left_out;
        self.outside.extend(other.outside);
        self.refused.extend(other.refused);
        self.complaints.extend(other.complaints);
        self.articles.extend(other.articles);
        self.meet(&other.sources);
        self.stopped = other.stopped.or(self.stopped);
        self.failure = other.failure.or(self.failure.take());
    }

    /// Lists the first few links that were not followed.
    pub fn unfollowed(&self) -> Option<String> {
        const NAMED: usize = 3;
        let name = |path: &PathBuf| Clean::line(&path.to_string_lossy()).to_string();
        let mut named: Vec<String> = self.outside.iter().take(NAMED).map(name).collect();
        if self.outside.len() > NAMED {
            named.push("…".to_owned());
        }
        let (links, leads) =
            (count(self.outside.len(), "link"), if self.outside.len() == 1 { "leads" } else { "lead" });
        (!named.is_empty())
            .then(|| format!("not followed: {links} that {leads} out of the folder ({})", named.join(", ")))
    }

    /// Notes sources that were not met yet.
    pub(super) fn meet(&mut self, sources: &[SourceId]) {
        for source in sources {
            if !self.sources.contains(source) {
                self.sources.push(*source);
            }
        }
    }
}
