//! What a list is sorted by, and which end of it stands at the top.
//!
//! What titles and names sort by is defined here, for the index and for whoever compares with it.

use super::fold::{Class, fold};

/// What a list is sorted by; of what is equal in it, the newest stands first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum By {
    /// The time.
    #[default]
    Time,
    /// The title.
    Title,
    /// The name of the source.
    Source,
    /// The author; articles of none stand last.
    Author,
}

/// The order of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Order {
    /// What it is sorted by.
    pub by: By,
    /// Its end stands at the top.
    pub reversed: bool,
}

impl Order {
    /// The newest first.
    pub const NEWEST: Order = Order { by: By::Time, reversed: false };
    /// The oldest first.
    pub const OLDEST: Order = Order { by: By::Time, reversed: true };

    /// Every order: its name where one is chosen, and what a reader is told of it.
    pub const ALL: [(&'static str, Order, &'static str); 8] = [
        ("newest", Order::NEWEST, "the newest first"),
        ("oldest", Order::OLDEST, "the oldest first"),
        ("title", Order { by: By::Title, reversed: false }, "by title"),
        ("title-reversed", Order { by: By::Title, reversed: true }, "by title, from Z to A"),
        ("source", Order { by: By::Source, reversed: false }, "by source, the newest of each first"),
        ("source-reversed", Order { by: By::Source, reversed: true }, "by source, from Z to A"),
        ("author", Order { by: By::Author, reversed: false }, "by author"),
        ("author-reversed", Order { by: By::Author, reversed: true }, "by author, from Z to A"),
    ];

    /// The order of this name.
    pub fn named(name: &str) -> Option<Self> {
        Order::ALL.iter().find(|(known, ..)| *known == name).map(|(_, order, _)| *order)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Order::ALL.iter().find(|(_, order, _)| *order == self).map_or("", |(name, ..)| *name)
    }

    /// What a reader is told of it.
    pub fn said(self) -> &'static str {
        Order::ALL.iter().find(|(_, order, _)| *order == self).map_or("", |(.., said)| *said)
    }

    /// The other end first.
    #[must_use]
    pub fn reversed(self) -> Self {
        Order { reversed: !self.reversed, ..self }
    }
}

/// What a title or a name sorts by: folded as in a search, from its first letter or digit on.
pub fn sorts_as(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    if text.is_ascii() {
        let begun = text.trim_start_matches(|c: char| !c.is_ascii_alphanumeric());
        folded.push_str(begun);
        folded.make_ascii_lowercase();
        return folded;
    }
    fold(text, |c, class, _| {
        if !folded.is_empty() || class != Class::Gap {
            folded.push(c);
        }
    });
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_sorts_by_its_letters() {
        for (title, expected) in [
            ("Harbour", "harbour"),
            ("\u{201c}Élan\u{201d} vital", "elan\u{201d} vital"),
            ("  'Tis", "tis"),
            ("42 ways", "42 ways"),
            ("…", ""),
            ("한국", "한국"),
        ] {
            assert_eq!(sorts_as(title), expected, "{title}");
        }
    }

    #[test]
    fn every_order_has_a_name_and_reads_back() {
        for (name, order, said) in Order::ALL {
            assert_eq!((Order::named(name), order.name(), order.said()), (Some(order), name, said));
            assert_eq!(order.reversed().reversed(), order);
            assert!(Order::ALL.iter().any(|(_, other, _)| *other == order.reversed()));
        }
    }
}
