//! What the index answers: plain data.

use crate::article::{Article, ArticleId, Counts, Field, Note, OpId, SourceId, Value};
use crate::query::Arrival;
use std::collections::HashMap;

/// The counts of the smart views.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// Everything that is not in the trash. The guide does not count as unread beside other sources.
    pub all: Counts,
    /// Starred.
    pub starred: Counts,
    /// Kept for later.
    pub later: Counts,
    /// Since the beginning of the day asked for.
    pub today: Counts,
    /// In the trash.
    pub trash: Counts,
    /// The newest article that is counted.
    pub seen: Arrival,
}

/// An article with what belongs to reading it.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The text of it that is shown.
    pub article: Article,
    /// Whether that is the text of its page.
    pub full: bool,
    /// Where the reader was, as the last `position` mark says.
    pub position: Option<String>,
    /// The reader's notes: the one on the whole article first.
    pub notes: Vec<Note>,
    /// How many texts of it the library holds.
    pub versions: u32,
}

impl Opened {
    /// The note on the whole article.
    pub fn note(&self) -> Option<&str> {
        self.notes.iter().find(|note| note.place.is_none()).map(|note| note.text.as_str())
    }
}

/// What became of a batch of articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// New ones.
    pub new: Vec<ArticleId>,
    /// Known ones with a new text.
    pub changed: Vec<ArticleId>,
    /// How many were known with this text, or had been dropped by retention.
    pub same: usize,
}

/// An article that retention does not keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prunable {
    /// The article.
    pub id: ArticleId,
    /// Its source.
    pub source: SourceId,
    /// What its texts take in the library, in bytes.
    pub bytes: u64,
}

/// What a command marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The command: what undo undoes.
    pub op: OpId,
    /// What changed: a field, the value it got, and on how many articles.
    pub what: Vec<(Field, Value, usize)>,
    /// How many articles changed; those that were so already are not marked again.
    pub changed: usize,
}

/// What undo or redo did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undone {
    /// The command that was undone or done again.
    pub op: OpId,
    /// What it had changed: a field, the value it had given, and to how many articles.
    pub what: Vec<(Field, Value, usize)>,
    /// The articles that changed now; those that were marked otherwise since are left alone.
    pub ids: Vec<ArticleId>,
}

impl Undone {
    /// With what else was done in the same step.
    #[must_use]
    pub(super) fn and(mut self, more: Undone) -> Self {
        for (field, value, count) in more.what {
            match self.what.iter_mut().find(|said| (&said.0, &said.1) == (&field, &value)) {
                Some(said) => said.2 += count,
                None => self.what.push((field, value, count)),
            }
        }
        self.ids.extend(more.ids);
        self
    }
}

/// What catching up is at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Lists: articles and marks.
    Lists,
    /// The full text.
    Text,
}

/// How far a long run is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// What it is at.
    pub stage: Stage,
    /// Done, of `of`: bytes for lists, articles for text.
    pub done: u64,
    /// All there is to do.
    pub of: u64,
}

/// Why an index is built from nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is none.
    Missing,
    /// Another version of byline made it.
    NewFormat,
    /// It is damaged; it was set aside.
    Damaged,
    /// The reader asked for it.
    Asked,
}

/// What catching up with the store came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    /// Why everything was taken in anew, if it was.
    pub rebuilt: Option<Cause>,
    /// Why the index is in a temporary folder; set the first time only.
    pub moved: Option<String>,
    /// Records taken in.
    pub records: u64,
    /// Files that had shrunk, changed or gone, so that what they held was folded again.
    pub refolded: u32,
    /// The index is another than this library left it: what was written beside it may be in the tables already.
    pub beside: bool,
    /// Why a file of the library could not be read, the first of them.
    pub unreadable: Option<String>,
    /// The data that this machine wrote and the library lacks, in one line, unless it was reported before.
    pub loss: Option<String>,
    /// Everything is taken in; `false` if the progress callback stopped it: call again to go on.
    pub done: bool,
}

impl Caught {
    /// Problems to report to the user.
    pub fn troubles(&self) -> impl Iterator<Item = &String> {
        self.moved.iter().chain(&self.unreadable).chain(&self.loss)
    }

    /// Whether lists may be others than before.
    pub fn is_news(&self) -> bool {
        self.records > 0 || self.refolded > 0 || self.beside || self.moved.is_some()
    }
}

/// How many articles there are, to be compared with another time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// A number that grows with each article that comes in.
    pub arrived: i64,
    /// What each source is called, and how many of its articles are listed.
    pub sources: HashMap<SourceId, (String, Counts)>,
}

impl Tally {
    /// What a source is called, where the library knows it.
    pub fn name(&self, id: SourceId) -> Option<&str> {
        self.sources.get(&id).map(|(name, _)| name.as_str())
    }

    /// How many articles of a source are listed.
    pub fn counts(&self, id: SourceId) -> Counts {
        self.sources.get(&id).map_or(Counts::default(), |(_, counts)| *counts)
    }

    /// How many unread articles came in since `before`, and the names of the sources they came from.
    pub fn news_since(&self, before: &Tally) -> (u64, Vec<&str>) {
        if self.arrived <= before.arrived {
            return (0, Vec::new());
        }
        let (mut new, mut from) = (0, Vec::new());
        for (id, (name, now)) in &self.sources {
            let then = before.counts(*id);
            // What was only marked unread or taken out of the trash did not come in.
            let more = now.total.saturating_sub(then.total).min(now.unread.saturating_sub(then.unread));
            if more > 0 {
                new += more;
                from.push(name.as_str());
            }
        }
        from.sort_unstable();
        (new, from)
    }
}
