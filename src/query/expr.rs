//! What a query says, as a tree; it does not say how it was typed, but for quotes.

use super::When;

/// A search as the reader typed it, understood.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Query {
    /// What an article must be.
    pub root: Expr,
}

/// A condition on an article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Expr {
    /// Every one of these, of which there are none in an empty query.
    All(Vec<Expr>),
    /// One of these.
    Any(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// These words stand next to each other.
    Words {
        /// Where.
        scope: Scope,
        /// As typed.
        text: String,
        /// Typed in quotes: exactly so.
        quoted: bool,
        /// The last word may go on.
        prefix: bool,
    },
    /// The source's name or address has these words.
    Source(String),
    /// The article or its source carries this tag.
    Tag(String),
    /// The source stands in this folder, or in one within it.
    Folder(String),
    /// Is in this state.
    Is(State),
    /// Stands in the list at or after this time.
    After(When),
    /// Stands in the list before this time.
    Before(When),
}

/// Where words are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Title, body and author.
    Anywhere,
    /// `title:`
    Title,
    /// `author:`
    Author,
}

/// What `is:` asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Not read.
    Unread,
    /// Read.
    Read,
    /// Starred.
    Starred,
    /// Kept for later.
    Later,
    /// In the trash.
    Trashed,
    /// Has a note.
    Noted,
}

impl Query {
    /// Whether the query asks for what lies in the trash, or for what does not.
    pub fn names_trash(&self) -> bool {
        fn names(expr: &Expr) -> bool {
            match expr {
                Expr::All(parts) | Expr::Any(parts) => parts.iter().any(names),
                Expr::Not(part) => names(part),
                other => *other == Expr::Is(State::Trashed),
            }
        }
        names(&self.root)
    }
}
