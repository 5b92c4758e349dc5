//! What the index answers: plain data.

use crate::article::{Article, ArticleId, Counts, Field, Note, OpId, SourceId, Value};
use crate::query::Arrival;

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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Caught {
    /// Why everything was taken in anew, if it was.
    pub rebuilt: Option<Cause>,
    /// Records taken in.
    pub records: u64,
    /// Files that had shrunk, changed or gone, so that what they held was folded again.
    pub refolded: u32,
    /// Everything is taken in; `false` if the progress callback stopped it: call again to go on.
    pub done: bool,
}
