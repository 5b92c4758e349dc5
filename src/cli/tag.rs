//! `byline tag`: gives articles tags and takes tags away, as one step of undo.
//!
//! Tags that differ in case or accents only are one tag: the way it was written first stays.

use super::Outcome;
use super::args::Changing;
use super::changing::Desk;
use super::context::{Context, Usage};
use crate::article::{ArticleId, Change, Field, MAX_TAG, Value};
use crate::query::{Expr, Query, Scope, is_same_tag};
use crate::text::Clean;

/// Runs the command.
pub fn run(context: &Context, words: &[String], how: Changing) -> anyhow::Result<Outcome> {
    let (tags, rest) = read(words)?;
    let mut desk = Desk::open(context, how)?;
    let mut spelled = Vec::new();
    for tag in &tags {
        let spellings = desk.reader.spellings(&tag.name)?;
        if !tag.on && spellings.is_empty() && tag.is_like_a_field() {
            return Err(tag.is_rather_a_search().into());
        }
        spelled.push(spellings);
    }
    if rest.is_empty() {
        return Err(of_which(&tags).into());
    }
    let ids = desk.choose(rest, None)?;
    let unknown = tags.iter().zip(&spelled).filter(|(tag, spellings)| !tag.on && spellings.is_empty());
    let unknown: Vec<&str> = unknown.map(|(tag, _)| tag.name.as_str()).collect();
    if unknown.len() == tags.len() {
        desk.because = Some(format!("no article has the tag {}", unknown.join(" or ")));
    }
    let changes: Vec<Change> =
        tags.iter().zip(spelled).flat_map(|(tag, spellings)| tag.changes(spellings, &ids)).collect();
    desk.change(&ids, &changes)
}

/// A tag to be given or taken away.
#[derive(Debug, PartialEq, Eq)]
pub struct Tagging {
    /// The tag, as it was typed.
    pub name: String,
    on: bool,
}

/// The tags, and the words behind them that say which articles.
fn read(words: &[String]) -> Result<(Vec<Tagging>, &[String]), Usage> {
    let is_tag = |word: &String| word.starts_with(['+', '-']) && word != "-";
    let (tags, rest) = words.split_at(words.iter().position(|word| !is_tag(word)).unwrap_or(words.len()));
    if tags.is_empty() {
        return Err(Usage::new("which tags is not said: +TAG gives one, -TAG takes it away, before the articles"));
    }
    let mut taggings: Vec<Tagging> = Vec::new();
    for word in tags {
        let tagging = Tagging::read(&word[1..], word.starts_with('+'))?;
        if let Some(other) = taggings.iter().find(|other| is_same_tag(&other.name, &tagging.name)) {
            if other.on != tagging.on {
                return Err(Usage::new(format!("{}: to be given and taken away at once", tagging.name)));
            }
            continue;
        }
        taggings.push(tagging);
    }
    Ok((taggings, rest))
}

/// Asks for the articles, telling what was understood.
fn of_which(tags: &[Tagging]) -> Usage {
    let told = |tag: &Tagging| match tag.on {
        true => format!("+{0} gives the tag {0}", tag.name),
        false => format!("-{0} takes the tag {0} away", tag.name),
    };
    let told: Vec<String> = tags.iter().map(told).collect();
    let advice = "name an id behind it, or words to look for; `is:unread` is all that is unread";
    Usage::new(format!("{}, and of which articles is not said: {advice}", told.join(", ")))
}

impl Tagging {
    /// Whether it reads like a field of a search with its value.
    fn is_like_a_field(&self) -> bool {
        let is_plain = |expr: &Expr| {
            matches!(expr, Expr::Words { scope: Scope::Anywhere, .. } | Expr::All(_) | Expr::Any(_) | Expr::Not(_))
        };
        Query::parse(&self.name).is_ok_and(|query| !is_plain(&query.root))
    }

    /// Says that a tag which no article has reads like what a search leaves out.
    fn is_rather_a_search(&self) -> Usage {
        let name = &self.name;
        let advice = format!("in a search, -{name} stands behind another word or in brackets, as in '(-{name})'");
        Usage::new(format!("-{name} takes a tag away, and no article has the tag {name}; {advice}"))
    }

    /// Reads the name of a tag.
    pub fn read(name: &str, on: bool) -> Result<Self, Usage> {
        let name = Clean::line(name);
        if name.is_blank() || name.as_str().len() > MAX_TAG {
            return Err(Usage::new(format!("a tag has 1 to {MAX_TAG} bytes")));
        }
        Ok(Tagging { name: name.to_string(), on })
    }

    /// What to change: a tag is given as it is written already, and taken away however it is written.
    pub fn changes(&self, mut spellings: Vec<String>, ids: &[ArticleId]) -> Vec<Change> {
        if self.on {
            let exact = spellings.iter().position(|tag| *tag == self.name).unwrap_or(0);
            spellings = vec![spellings.get(exact).unwrap_or(&self.name).clone()];
        }
        let change = |tag| Change { field: Field::Tag(tag), value: Value::from(self.on), ids: ids.to_vec() };
        spellings.into_iter().map(change).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &[&str], tags: &str, rest: usize) {
        let words: Vec<String> = words.iter().map(ToString::to_string).collect();
        let (taggings, found) = read(&words).unwrap();
        let told: Vec<String> =
            taggings.iter().map(|t| format!("{}{}", if t.on { '+' } else { '-' }, t.name)).collect();
        assert_eq!((told.join(" ").as_str(), found.len()), (tags, rest), "{words:?}");
    }

    #[test]
    fn tags_stand_before_what_they_are_for() {
        check(&["+ports", "-sea", "ferry", "-rain"], "+ports -sea", 2);
        check(&["+ports", "+Pörts", "ferry"], "+ports", 1);
        check(&["+a b", "--x"], "+a b --x", 0);
        check(&["-+", "+한국어", "is:unread"], "-+ +한국어", 1);
        check(&["+ \u{1b}[31mred\n\u{202e}", "x"], "+[31mred", 1);
        for wrong in [&["ferry"][..], &["+", "ferry"], &["+a", "-A", "ferry"], &[&format!("+{}", "a".repeat(201))]] {
            let words: Vec<String> = wrong.iter().map(ToString::to_string).collect();
            assert!(read(&words).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_tag_is_written_one_way() {
        let fields = |name: &str, on, spellings: &[&str]| {
            let spellings = spellings.iter().map(ToString::to_string).collect();
            let changes = Tagging { name: name.to_owned(), on }.changes(spellings, &[]);
            changes.into_iter().map(|change| change.field.to_string()).collect::<Vec<_>>()
        };
        let both = ["Ports", "ports"];
        assert_eq!(fields("ports", true, &both), ["tag:ports"]);
        assert_eq!(fields("PORTS", true, &both), ["tag:Ports"]);
        assert_eq!(fields("PORTS", false, &both), ["tag:Ports", "tag:ports"]);
        assert_eq!(fields("new", true, &[]), ["tag:new"]);
        assert_eq!(fields("new", false, &[]), [""; 0]);
    }
}
