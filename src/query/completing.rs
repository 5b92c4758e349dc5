//! What the word at the end of a search may become: fields, what they take, and the names of a library behind some.
//!
//! It reads no library: who asks gives the names.

use super::forms::forms;
use super::matching::{fold_tag, folders_around};
use super::parse::{FIELDS, STATES, unquoted};
use super::print::Value;
use super::{Query, Token, tokenize};
use crate::article::SourceRow;
use crate::text::{Clean, count};
use std::collections::BTreeSet;

/// What a word may become.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Completion {
    /// What stands in place of the word then.
    pub text: String,
    /// What more there is to say of it.
    pub about: String,
    /// How many articles it is of, where that is known.
    pub count: Option<u64>,
}

/// The names in a library that fields take, unquoted.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Those of sources.
    pub sources: Vec<Completion>,
    /// The paths of folders.
    pub folders: Vec<Completion>,
    /// Tags.
    pub tags: Vec<Completion>,
}

impl Names {
    /// The names of these sources, and the tags of articles and of the sources.
    pub fn of(sources: &[SourceRow], tags: &[(Clean, u64)]) -> Self {
        let named = |text: &str, about: String, count| Completion { text: text.to_owned(), about, count };
        let mut tags: Vec<Completion> =
            tags.iter().map(|(tag, count)| named(tag.as_str(), String::new(), Some(*count))).collect();
        for (source, tag) in sources.iter().flat_map(|source| source.tags.iter().map(move |tag| (source, tag))) {
            if !tags.iter().any(|known| fold_tag(&known.text) == fold_tag(tag.as_str())) {
                tags.push(named(tag.as_str(), format!("of the source {}", source.title), None));
            }
        }
        let folders: BTreeSet<&str> =
            sources.iter().flat_map(|source| folders_around(source.folder.as_str())).collect();
        Names {
            folders: folders.into_iter().map(|folder| named(folder, String::new(), None)).collect(),
            sources: sources
                .iter()
                .map(|source| named(source.title.as_str(), String::new(), Some(source.counts.total)))
                .collect(),
            tags,
        }
    }
}

/// The word that a text ends in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The byte at which begins what is completed: a field, or what stands behind its colon.
    pub from: usize,
    /// The field before the colon.
    pub field: Option<&'static str>,
    /// What of it is typed, without quotes.
    typed: String,
}

impl Begun {
    /// The word; nothing behind what a quote or a bracket ends, and in quotes that belong to no field.
    pub fn of(text: &str) -> Option<Self> {
        let (mut start, mut quote) = (0, None);
        let mut chars = text.char_indices();
        while let Some((at, c)) = chars.next() {
            match quote {
                Some(_) if c == '"' => (start, quote) = (at + 1, None),
                Some(open) if c == '\\' && field_of(&text[start..open]).is_some_and(takes_any_text) => {
                    chars.next();
                }
                Some(_) => {}
                None if c == '"' => quote = Some(at),
                None if c.is_whitespace() || "()".contains(c) => start = at + c.len_utf8(),
                None => {}
            }
        }
        if quote.is_none() && text.ends_with(['"', ')']) {
            return None;
        }
        let word = &text[start..quote.unwrap_or(text.len())];
        let from = start + (word.len() - without_minus(word).len());
        match (field_of(word), quote) {
            (None, None) if !word.contains(':') => {
                Some(Begun { from, field: None, typed: without_minus(word).to_owned() })
            }
            (None, _) => None,
            (Some((field, value)), None) => {
                Some(Begun { from: from + field.len() + 1, field: Some(field), typed: value.to_owned() })
            }
            (Some(field), Some(open)) if takes_any_text(field) => {
                Some(Begun { from: open, field: Some(field.0), typed: unquoted(&text[open + 1..]).0 })
            }
            (Some(_), Some(_)) => None,
        }
    }

    /// Whether the names of a library can complete it.
    pub fn wants_names(&self) -> bool {
        matches!(self.field, Some("source" | "folder" | "tag"))
    }

    /// What it may become, what begins so before what has a word that does.
    pub fn completions(&self, names: &Names) -> Vec<Completion> {
        let all = match self.field {
            None => fields(),
            Some("is") => STATES.iter().map(|(name, _)| plain(name, String::new())).collect(),
            Some("has") => vec![plain("note", String::new())],
            Some("after" | "before") => spans(&self.typed),
            Some("source") => names.sources.clone(),
            Some("folder") => names.folders.clone(),
            Some("tag") => names.tags.clone(),
            Some(_) => Vec::new(),
        };
        let typed = fold_tag(&self.typed);
        let begins = |word: &str| word.starts_with(&typed);
        let mut fitting: Vec<(bool, Completion)> = Vec::new();
        for completion in all {
            let name = fold_tag(&completion.text);
            let is_later = !begins(&name);
            let mut has_such_a_word = false;
            tokenize(&name, |Token { at, .. }| has_such_a_word |= begins(&name[at.start..]));
            let text = if self.field.is_some() { Value(&completion.text).to_string() } else { completion.text };
            let completion = Completion { text, ..completion };
            if (!is_later || has_such_a_word) && self.is_understood(&completion.text) {
                fitting.push((is_later, completion));
            }
        }
        fitting.sort_by_key(|(is_later, _)| *is_later);
        fitting.into_iter().map(|(_, completion)| completion).collect()
    }

    /// Whether a search can hold it: a name without a letter finds no source.
    fn is_understood(&self, text: &str) -> bool {
        self.field.is_none_or(|field| Query::parse(&format!("{field}:{text}")).is_ok())
    }
}

fn without_minus(word: &str) -> &str {
    word.trim_start_matches('-')
}

/// The field that a word names, and what stands behind its colon.
fn field_of(word: &str) -> Option<(&'static str, &str)> {
    let (name, value) = without_minus(word).split_once(':')?;
    let field = FIELDS.into_iter().find(|field| field.eq_ignore_ascii_case(name))?;
    Some((field, value))
}

/// Whether what follows the colon of a field may be any text in quotes, rather than words.
fn takes_any_text((field, value): (&str, &str)) -> bool {
    value.is_empty() && !matches!(field, "title" | "author")
}

fn plain(text: &str, about: String) -> Completion {
    Completion { text: text.to_owned(), about, count: None }
}

/// The fields, each once, with what it finds.
fn fields() -> Vec<Completion> {
    let about =
        |field: &str| forms().iter().find(|(form, _)| form.split(':').next() == Some(field) && form.contains(':'));
    let field = |field: &str| {
        plain(&format!("{field}:"), about(field).map_or_else(String::new, |(_, meaning)| (*meaning).to_owned()))
    };
    FIELDS.into_iter().map(field).collect()
}

/// Times that are near: of the number that was typed, else some.
fn spans(typed: &str) -> Vec<Completion> {
    let ago = |number: usize, (letter, unit): (&str, &str)| {
        plain(&format!("{number}{letter}"), format!("{} ago", count(number, unit)))
    };
    let (hour, day, week, month, year) = (("h", "hour"), ("d", "day"), ("w", "week"), ("m", "month"), ("y", "year"));
    match typed.parse::<usize>() {
        Ok(number) if typed.len() <= 3 => [hour, day, week, month, year].map(|unit| ago(number, unit)).to_vec(),
        _ => {
            let days = ["today", "yesterday"].map(|day| plain(day, format!("the beginning of {day}")));
            days.into_iter().chain([ago(3, day), ago(1, week), ago(1, month), ago(1, year)]).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::text;
    use proptest::prelude::*;

    fn names() -> Names {
        let named = |names: &[&str]| names.iter().map(|name| plain(name, String::new())).collect();
        Names {
            sources: named(&["Harbour Times", "The \"Daily\" Wire", "Wire", "한국 뉴스", "…"]),
            folders: named(&["ports", "ports/north"]),
            tags: named(&["harbour", "later on", "Ärger", "port"]),
        }
    }

    /// What the end of a text may become.
    #[track_caller]
    fn check(typed: &str, expected: &[&str]) {
        let Some(begun) = Begun::of(typed) else { return assert_eq!(expected, [""; 0], "{typed}") };
        let completed = begun.completions(&names()).into_iter();
        let completed: Vec<String> = completed.map(|it| format!("{}{}", &typed[..begun.from], it.text)).collect();
        assert_eq!(completed, expected, "{typed}");
    }

    #[test]
    fn a_word_becomes_a_field_and_then_what_the_field_takes() {
        check("ti", &["title:"]);
        check("T", &["title:", "tag:"]);
        check("ferry -ti", &["ferry -title:"]);
        check("(ti", &["(title:"]);
        check("-(a OR --ti", &["-(a OR --title:"]);
        check("\"low water\"so", &["\"low water\"source:"]);
        check("x", &[]);
        check("(a OR b)", &[]);
        check("\"ti", &[]);
        check("a:ti", &[]);
        check("title:f", &[]);
        check("title:\"\\\" ti", &["title:\"\\\" title:"]);
        assert_eq!(Begun::of("ferry ").unwrap().completions(&names()).len(), FIELDS.len());
        check("IS:un", &["IS:unread"]);
        check("-is:", &["-is:unread", "-is:read", "-is:starred", "-is:later", "-is:trashed", "-is:noted"]);
        check("has:", &["has:note"]);
    }

    #[test]
    fn names_of_the_library_stand_in_quotes_where_they_need_them() {
        check("tag:", &["tag:harbour", "tag:\"later on\"", "tag:Ärger", "tag:port"]);
        check("tag:ar", &["tag:Ärger"]);
        check("-tag:on", &["-tag:\"later on\""]);
        check("tag:\"later o", &["tag:\"later on\""]);
        check("tag:\"later on\"", &[]);
        check("(source:wi", &["(source:Wire", "(source:\"The \\\"Daily\\\" Wire\""]);
        check("source:\"The \\\"D", &["source:\"The \\\"Daily\\\" Wire\""]);
        check("source:뉴", &["source:\"한국 뉴스\""]);
        check("folder:n", &["folder:ports/north"]);
        assert_eq!(
            Begun::of("source:").unwrap().completions(&names()).len(),
            4,
            "a name without a letter finds nothing"
        );
    }

    #[test]
    fn a_time_is_completed_from_its_number() {
        check("after:", &["after:today", "after:yesterday", "after:3d", "after:1w", "after:1m", "after:1y"]);
        check("before:y", &["before:yesterday"]);
        check("before:12", &["before:12h", "before:12d", "before:12w", "before:12m", "before:12y"]);
        check("after:2014", &[]);
    }

    #[test]
    fn every_field_says_what_it_finds() {
        assert!(fields().iter().all(|field| !field.about.is_empty()), "{:?}", fields());
    }

    proptest! {
        #[test]
        fn what_was_completed_is_understood(text in text(), field in prop::sample::select(&["tag", "source", "folder"][..])) {
            let name = [plain(&text, String::new())];
            let names = Names { sources: name.to_vec(), folders: name.to_vec(), tags: name.to_vec() };
            for completion in Begun::of(&format!("{field}:")).unwrap().completions(&names) {
                let typed = format!("{field}:{}", completion.text);
                prop_assert!(Query::parse(&typed).is_ok());
                // What is completed once is complete.
                if let Some(begun) = Begun::of(&typed) && begun.field.is_some() {
                    prop_assert!(begun.completions(&names).iter().all(|again| again.text == completion.text));
                }
            }
        }

        #[test]
        fn any_text_ends_in_a_word_or_in_none(text in text(), more in "[a-z:()\"\\\\* -]{0,20}") {
            for text in [format!("{more}{text}"), format!("{text}{more}")] {
                if let Some(begun) = Begun::of(&text) {
                    prop_assert!(text.is_char_boundary(begun.from));
                }
            }
        }
    }
}
