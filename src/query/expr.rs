//! What a query says, as a tree.

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
        /// As typed: one word, or several in quotes.
        text: String,
        /// The last word may go on.
        prefix: bool,
    },
    /// The source's name or address has these words.
    Source(String),
    /// The article or its source carries this tag.
    Tag(String),
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

/// A time as typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum When {
    /// The beginning of a year, month or day: `2014`, `2014-12`, `2014-12-23`.
    Date {
        /// Year, 1 to 9999.
        year: i16,
        /// Month, 1 to 12.
        month: Option<i8>,
        /// Day, 1 to 31, where the month has it.
        day: Option<i8>,
    },
    /// So long before now: `3d`.
    Ago(u16, Span),
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Span {
    /// `h`
    Hours,
    /// `d`
    Days,
    /// `w`
    Weeks,
    /// `m`
    Months,
    /// `y`
    Years,
}
