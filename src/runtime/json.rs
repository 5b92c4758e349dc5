//! An article as a JSON object: what the command line prints, and what commands called from the reader get.
//!
//! It neither finds the article nor writes the object anywhere.

use crate::article::Row;
use crate::text::Clean;
use jiff::Timestamp;
use serde::Serialize;

/// One line of `byline list --json`. Its fields, their order and their types are a promise; a command that says more of
/// an article says it behind them.
#[derive(Debug, Serialize)]
pub struct ArticleJson<'a> {
    v: u8,
    id: String,
    source: &'a str,
    title: &'a str,
    authors: Vec<&'a str>,
    url: Option<&'a str>,
    published: Timestamp,
    read: bool,
    starred: bool,
    tags: Vec<&'a str>,
    words: u32,
    #[serde(flatten)]
    more: More,
}

/// What some commands say of an article besides.
#[derive(Debug, Default, Serialize)]
pub struct More {
    /// The reader's note.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// The readable text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl<'a> ArticleJson<'a> {
    /// The object of a row; `source` is the name of its source.
    pub fn of(row: &'a Row, source: &'a str, more: More) -> Self {
        ArticleJson {
            v: 1,
            id: row.key.id.to_string(),
            source,
            title: row.title.as_str(),
            authors: row.author.as_str().split(", ").filter(|name| !name.is_empty()).collect(),
            url: row.url.as_ref().map(Clean::as_str),
            published: row.published,
            read: row.read,
            starred: row.starred,
            tags: row.tags.iter().map(Clean::as_str).collect(),
            words: row.words,
            more,
        }
    }
}
