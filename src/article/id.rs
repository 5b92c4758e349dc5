//! Permanent ids: 128 bits of BLAKE3, written as 32 hexadecimal digits.

use std::fmt;
use std::str::FromStr;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub [u8; 16]);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self)
            }
        }

        impl FromStr for $name {
            type Err = NotAnId;

            fn from_str(text: &str) -> Result<Self, NotAnId> {
                let mut bytes = [0; 16];
                if text.len() != 32 || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
                    return Err(NotAnId);
                }
                for (i, byte) in bytes.iter_mut().enumerate() {
                    *byte = u8::from_str_radix(&text[2 * i..2 * i + 2], 16).map_err(|_| NotAnId)?;
                }
                Ok($name(bytes))
            }
        }
    };
}

id! {
    /// An article's permanent id.
    ArticleId
}
id! {
    /// A source's permanent id.
    SourceId
}
id! {
    /// One device's id: a machine and the state folder of one user on it.
    DeviceId
}
id! {
    /// One command of the reader, however many articles it marked. Undo takes back the commands of one step.
    OpId
}

impl OpId {
    /// The id of a further command of the same step: what several actions on one key did is undone at once.
    pub fn further(self, n: u32) -> Self {
        let mut id = self;
        id.0[12..].copy_from_slice(&n.to_be_bytes());
        id
    }

    /// Whether two commands are one step of undo: their ids begin alike.
    pub fn is_with(self, other: Self) -> bool {
        self.0[..12] == other.0[..12]
    }
}

/// The text is not 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an id: an id is 32 hexadecimal digits")]
pub struct NotAnId;

/// 128 bits of BLAKE3 over parts that cannot run into each other.
fn hash(kind: &str, parts: &[&[u8]]) -> [u8; 16] {
    let mut hasher = blake3::Hasher::new();
    for part in std::iter::once(&kind.as_bytes()).chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part);
    }
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize().as_bytes()[..16]);
    id
}

impl SourceId {
    /// The guide that comes with byline. Its articles do not count as unread beside those of other sources.
    pub const GUIDE: SourceId = SourceId(*b"the byline guide");

    /// What came over standard input.
    pub const INPUT: SourceId = SourceId(*b"a byline's input");

    /// Pages that were saved by their addresses.
    pub const PAGES: SourceId = SourceId(*b"the saved pages!");

    /// The id of a source by its first normalised address or absolute path.
    pub fn of(address: &str) -> Self {
        SourceId(hash("source", &[address.as_bytes()]))
    }
}

impl ArticleId {
    /// The id of an article whose source gives it one (a guid, or a path within a folder).
    pub fn of_guid(source: SourceId, guid: &str) -> Self {
        ArticleId(hash("guid", &[&source.0, guid.as_bytes()]))
    }

    /// The id of an article known by its normalised link.
    pub fn of_link(source: SourceId, link: &str) -> Self {
        ArticleId(hash("link", &[&source.0, link.as_bytes()]))
    }

    /// An alias of the source's own id. If a library has it, the source's articles get their ids from links, because the
    /// source changes its guids at every fetch.
    pub fn links_of(source: SourceId) -> (Self, Self) {
        (ArticleId(hash("links", &[&source.0])), ArticleId(source.0))
    }

    /// The id of an article whose feed gave it the id of an older one, made from that id and the date of its entry.
    pub fn of_reuse(old: ArticleId, date: jiff::Timestamp) -> Self {
        ArticleId(hash("reuse", &[&old.0, date.to_string().as_bytes()]))
    }

    /// The id of an article known only by its content.
    pub fn of_content(source: SourceId, content: &str) -> Self {
        ArticleId(hash("content", &[&source.0, content.as_bytes()]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_what_it_prints() {
        let id = ArticleId::of_guid(SourceId::of("/news"), "a.txt");
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("xyz".parse::<ArticleId>(), Err(NotAnId));
    }

    #[test]
    fn parts_of_an_id_cannot_run_into_each_other() {
        assert_ne!(hash("a", &[b"bc", b"d"]), hash("a", &[b"b", b"cd"]));
    }
}
