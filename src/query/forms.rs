//! What can be typed in a search, as help, the manual page and the README tell it.
//!
//! It parses nothing: a test sees to it that `parse` takes every form.

/// Each form with what it finds.
pub fn forms() -> &'static [(&'static str, &'static str)] {
    &[
        ("low water", "articles with both words, in title, text or author"),
        ("\"low water\"", "these words next to each other"),
        ("harb*", "words that begin so"),
        ("-ferry", "articles without the word"),
        ("ferry OR boat", "either; OR in capitals"),
        ("(ferry OR boat) -rain", "brackets go first"),
        ("title:ferry", "in the title"),
        ("author:roe", "among the authors"),
        ("source:wire", "from a source with this in its name or address"),
        ("folder:ports", "from a source in this folder"),
        ("tag:ports", "with this tag, or from a source with it"),
        ("is:unread", "unread; also read, starred, later, trashed, noted"),
        ("has:note", "with a note"),
        ("after:2014-12", "from that year, month or day on"),
        ("after:yesterday", "from that day on; also today"),
        ("before:3d", "older than that: h, d, w, m, y"),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::Query;

    #[test]
    fn every_form_is_a_query_that_prints_as_it_is_told() {
        for (form, _) in forms() {
            assert_eq!(Query::parse(form).map(|query| query.to_string()).as_deref(), Ok(*form));
        }
    }
}
