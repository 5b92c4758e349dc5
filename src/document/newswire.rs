//! Stories in an XML shell that is no feed, as news agencies kept them: TITLE, DATE, DATELINE, BODY.
//!
//! It does not read feeds: RSS, RDF and Atom are `feed`'s.

use super::Found;

/// One story of a wire file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What the shell and the text say of the story.
    pub found: Found,
    /// Its text, as `Media::Text`.
    pub body: String,
}

/// The stories of a wire file, or nothing where `text` is none.
pub fn newswire(text: &str) -> Option<Vec<Story>> {
    let _ = text;
    None
}
