//! What a reader says of an article: a field and its value.

use super::ArticleId;
use std::fmt;

/// The longest tag, in bytes: with it a line of a journal still has room for its articles.
pub const MAX_TAG: usize = 200;

/// The longest note, in bytes: a line of a journal holds it twice, as what is and as what was, each byte perhaps escaped.
pub const MAX_NOTE: usize = 15_000;

/// A note of the reader's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Note {
    /// The paragraph it is on, as positions are written; none for the whole article.
    pub place: Option<String>,
    /// As it was written.
    pub text: String,
}

impl Note {
    /// The field that keeps a note on this place.
    pub fn field(place: Option<String>) -> Field {
        place.map_or(Field::Note, Field::NoteAt)
    }
}

/// What a mark is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// Read or not.
    Read,
    /// Starred or not.
    Star,
    /// Carries this tag or not.
    Tag(String),
    /// A note of the reader's on the whole article.
    Note,
    /// A note on a paragraph: where it stands, as positions are written.
    NoteAt(String),
    /// Where in the article the reader was: paragraph hash and offset.
    Position,
    /// In the trash or not.
    Trash,
    /// Kept for later or not.
    Later,
}

impl Field {
    /// Whether an article on which it is set stays in the library, whatever is taken out of it.
    pub fn keeps(&self) -> bool {
        match self {
            Field::Star | Field::Tag(_) | Field::Note | Field::NoteAt(_) | Field::Later => true,
            Field::Read | Field::Position | Field::Trash => false,
        }
    }
}

/// The value of a field: `Off` is what every field is before its first mark.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Value {
    /// No, or nothing.
    #[default]
    Off,
    /// Yes.
    On,
    /// The text of a note, or a position.
    Text(String),
}

impl Value {
    /// Whether the field is set at all.
    pub fn is_on(&self) -> bool {
        *self != Value::Off
    }
}

impl From<bool> for Value {
    fn from(on: bool) -> Self {
        if on { Value::On } else { Value::Off }
    }
}

/// One wish of the reader: this field of these articles becomes this value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The field that changes.
    pub field: Field,
    /// What it becomes.
    pub value: Value,
    /// The articles, each once.
    pub ids: Vec<ArticleId>,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Field::Read => f.write_str("read"),
            Field::Star => f.write_str("star"),
            Field::Tag(name) => write!(f, "tag:{name}"),
            Field::Note => f.write_str("note"),
            Field::NoteAt(place) => write!(f, "note:{place}"),
            Field::Position => f.write_str("position"),
            Field::Trash => f.write_str("trash"),
            Field::Later => f.write_str("later"),
        }
    }
}

impl std::str::FromStr for Field {
    type Err = UnknownField;

    fn from_str(text: &str) -> Result<Self, UnknownField> {
        Ok(match text {
            "read" => Field::Read,
            "star" => Field::Star,
            "note" => Field::Note,
            "position" => Field::Position,
            "trash" => Field::Trash,
            "later" => Field::Later,
            other => match (other.strip_prefix("note:"), other.strip_prefix("tag:")) {
                (Some(place), _) => Field::NoteAt(place.to_owned()),
                (None, Some(tag)) => Field::Tag(tag.to_owned()),
                (None, None) => return Err(UnknownField),
            },
        })
    }
}

/// A field that a newer version wrote and this one does not know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown field")]
pub struct UnknownField;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_reads_back_what_it_prints() {
        for field in [
            Field::Read,
            Field::Star,
            Field::Tag("a:b".into()),
            Field::NoteAt("0a:0:3".into()),
            Field::Position,
            Field::Later,
        ] {
            assert_eq!(field.to_string().parse(), Ok(field));
        }
    }
}
