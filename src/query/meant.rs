//! What somebody probably meant who typed what other programs understand, or plain words.
//!
//! Nothing is searched for by it: it is told where a query is a mistake, or finds nothing.

use super::parse::{FIELDS, STATES};
use super::words::needs;
use super::{Expr, Query, Scope, State};
use crate::text::nearest;

/// What notmuch, newsboat and mail on the web call a field, and what it is here.
const FIELDS_ELSEWHERE: [(&str, &str); 8] = [
    ("from", "author"),
    ("subject", "title"),
    ("feed", "source"),
    ("label", "tag"),
    ("flag", "tag"),
    ("date", "after"),
    ("since", "after"),
    ("until", "before"),
];

/// What a state is called elsewhere.
const STATES_ELSEWHERE: [(&str, State); 9] = [
    ("new", State::Unread),
    ("unseen", State::Unread),
    ("seen", State::Read),
    ("old", State::Read),
    ("flagged", State::Starred),
    ("favorite", State::Starred),
    ("favourite", State::Starred),
    ("saved", State::Later),
    ("deleted", State::Trashed),
];

/// Words that say how others hang together, and what does so here.
const JOINTS: [(&str, &str); 3] = [
    ("or", "OR in capitals is either of two"),
    ("and", "words side by side are all looked for"),
    ("not", "-word leaves out what has the word"),
];

/// The field that a small name means which is none here.
pub(super) fn field(name: &str) -> Option<&'static str> {
    let elsewhere = FIELDS_ELSEWHERE.iter().find(|(theirs, _)| *theirs == name).map(|(_, ours)| *ours);
    elsewhere.or_else(|| nearest(name, FIELDS))
}

/// The question whether a state was meant; blank where none is near.
pub(super) fn state(typed: &str) -> String {
    let typed = typed.to_lowercase();
    let elsewhere = STATES_ELSEWHERE.iter().find(|(theirs, _)| *theirs == typed).map(|(_, state)| *state);
    let begun = || {
        let begins = |name: &str| name.starts_with(&typed) || typed.starts_with(name);
        STATES.iter().find(|(name, _)| typed.len() > 1 && begins(name)).map(|(_, state)| *state)
    };
    let near = || {
        let name = nearest(&typed, STATES.map(|(name, _)| name))?;
        STATES.iter().find(|(known, _)| *known == name).map(|(_, state)| *state)
    };
    elsewhere.or_else(begun).or_else(near).map_or_else(String::new, |state| format!("; did you mean {state}?"))
}

impl Query {
    /// What to tell whoever found nothing: that a word was searched as such which rarely is meant so.
    pub fn advice(&self) -> Option<String> {
        advice(&self.root)
    }
}

fn advice(expr: &Expr) -> Option<String> {
    match expr {
        Expr::All(parts) | Expr::Any(parts) => parts.iter().find_map(advice),
        Expr::Not(part) => advice(part),
        Expr::Words { text, quoted, prefix, .. } if needs(text, *quoted, *prefix).is_empty() => {
            Some(format!("only letters and digits can be searched for, and {text} has none"))
        }
        Expr::Words { scope: Scope::Anywhere, text, quoted: true, .. } if FIELDS.contains(&text.as_str()) => {
            Some(format!("\"{text}\" was searched as a word: write {text}:VALUE without a space"))
        }
        Expr::Words { scope: Scope::Anywhere, text, quoted, .. }
            if !quoted || ["AND", "OR"].contains(&text.as_str()) =>
        {
            let word = text.to_lowercase();
            let joint = JOINTS.iter().find(|(joint, _)| *joint == word).map(|(_, what)| (*what).to_owned());
            let state =
                || STATES.iter().find(|(name, _)| *name == word).map(|(_, state)| format!("{state} finds what is so"));
            joint.or_else(state).map(|what| format!("\"{text}\" was searched as a word: {what}"))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_by_another_name_is_told_with_ours() {
        for (typed, meant) in [
            ("is:star", "is:starred"),
            ("is:starr", "is:starred"),
            ("is:un", "is:unread"),
            ("is:unraed", "is:unread"),
            ("is:New", "is:unread"),
            ("is:trash", "is:trashed"),
            ("is:laters", "is:later"),
            ("has:notes", "has:note"),
            ("has:star", "is:starred"),
        ] {
            let mistake = Query::parse(typed).map_err(|mistake| mistake.to_string()).expect_err(typed);
            assert!(mistake.ends_with(&format!("; did you mean {meant}?")), "{typed}: {mistake}");
        }
        for typed in ["is:blue", "is:b", "has:x", "is:unread,starred"] {
            let mistake = Query::parse(typed).map_err(|mistake| mistake.to_string()).expect_err(typed);
            assert_eq!(mistake.contains('?'), typed.contains("unread"), "{typed}: {mistake}");
        }
    }

    #[test]
    fn a_day_that_is_misspelt_is_told() {
        let mistake = Query::parse("after:yesterdy").map_err(|mistake| mistake.to_string()).unwrap_err();
        assert!(mistake.ends_with("; did you mean yesterday?"), "{mistake}");
        for typed in ["after:monday", "after:sunday", "before:1week"] {
            let mistake = Query::parse(typed).map_err(|mistake| mistake.to_string()).unwrap_err();
            assert!(!mistake.contains('?'), "{typed}: {mistake}");
        }
    }

    #[test]
    fn a_word_that_was_to_join_others_is_told() {
        for (query, advice) in [
            ("ferry or boat", Some("\"or\" was searched as a word: OR in capitals is either of two")),
            ("ferry And boat", Some("\"And\" was searched as a word: words side by side are all looked for")),
            ("(a OR (b not c))", Some("\"not\" was searched as a word: -word leaves out what has the word")),
            ("ferry NOT rain", Some("\"NOT\" was searched as a word: -word leaves out what has the word")),
            ("unread", Some("\"unread\" was searched as a word: is:unread finds what is so")),
            ("ferry OR", Some("\"OR\" was searched as a word: OR in capitals is either of two")),
            ("title: rain", Some("\"title\" was searched as a word: write title:VALUE without a space")),
            ("🎉", Some("only letters and digits can be searched for, and 🎉 has none")),
            ("ferry OR boat AND rain", None),
            ("\"or\" title:not or-else", None),
        ] {
            assert_eq!(Query::parse(query).unwrap().advice().as_deref(), advice, "{query}");
        }
    }
}
