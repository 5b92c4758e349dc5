//! Which articles a command means: those whose ids were typed, or all that a search finds.
//!
//! Words that each begin the id of an article are ids; `-` stands for those that come in line by line, as `list` and
//! `search` print them; anything else is a search, as in the reader.

use super::context::{Context, Usage};
use crate::article::ArticleId;
use crate::index::Reader;
use crate::query::{Expr, Query, Search, State, View};
use crate::runtime;
use crate::text::Clean;
use std::collections::HashSet;
use std::io::{self, BufRead, Read};

/// The most that is read from standard input, in bytes.
const MAX_INPUT: u64 = 256 << 20;

/// What was typed, understood.
#[derive(Debug, PartialEq, Eq)]
pub enum Chosen {
    /// These articles, each once, as they were named.
    Named(Vec<ArticleId>),
    /// What this finds.
    Found(Query),
}

impl Chosen {
    /// Understands the words. There must be something to go by: a command never means all articles by saying nothing.
    pub fn read(words: &[String], reader: &mut Reader) -> anyhow::Result<Self> {
        if words == ["-"] {
            return Ok(Chosen::Named(read_ids(io::stdin().lock().take(MAX_INPUT), reader)?));
        }
        if let Some(ids) = named(words, reader)? {
            return Ok(Chosen::Named(ids));
        }
        let query = parse(&words.join(" "))?;
        if query.root == Expr::All(Vec::new()) {
            let advice = "name an id, or words to look for; `is:unread` is all that is unread";
            return Err(Usage::new(format!("which articles is not said: {advice}")).into());
        }
        Ok(Chosen::Found(query))
    }

    /// The same, of what is found only that in a state.
    pub fn within(self, only: Option<State>) -> Self {
        match (self, only) {
            (Chosen::Found(query), Some(state)) => {
                Chosen::Found(Query { root: Expr::All(vec![Expr::Is(state), query.root]) })
            }
            (chosen, _) => chosen,
        }
    }

    /// The articles, those that were found newest first. The index must know the text by now.
    pub fn ids(&self, context: &Context, reader: &mut Reader) -> anyhow::Result<Vec<ArticleId>> {
        Ok(match self {
            Chosen::Named(ids) => ids.clone(),
            Chosen::Found(query) => {
                let search = Search { query: query.clone(), now: context.now.to_zoned(runtime::zone()) };
                reader.ids(&View { search: Some(search), ..View::default() })?
            }
        })
    }

    /// What to tell where nothing was found.
    pub fn advice(&self) -> Option<String> {
        match self {
            Chosen::Named(_) => None,
            Chosen::Found(query) => query.advice(),
        }
    }

    /// Whether full text is searched, or may be.
    pub fn needs_text(&self) -> bool {
        matches!(self, Chosen::Found(_))
    }
}

/// Reads a search; a mistake is shown at its place.
pub fn parse(query: &str) -> Result<Query, Usage> {
    Query::parse(query).map_err(|mistake| Usage::at(mistake.to_string(), query, mistake.at))
}

/// Whether a word may be an id or the beginning of one.
pub fn is_like_an_id(word: &str) -> bool {
    (4..=32).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The articles of lines that each begin with the id of one or the beginning of it, or are an object that has it.
fn read_ids(lines: impl BufRead, reader: &mut Reader) -> anyhow::Result<Vec<ArticleId>> {
    let (mut ids, mut known) = (Vec::new(), HashSet::new());
    for (number, line) in (1..).zip(lines.split(b'\n')) {
        let line = String::from_utf8_lossy(&line?).into_owned();
        let object = serde_json::from_str::<serde_json::Value>(&line).ok();
        let field = object.as_ref().and_then(|object| object.get("id")?.as_str());
        let Some(word) = field.or_else(|| line.split_whitespace().next()) else { continue };
        let found = match is_like_an_id(word) {
            true => reader.ids_beginning(&word.to_ascii_lowercase(), 2)?,
            false => Vec::new(),
        };
        let [id] = found[..] else {
            return Err(Usage::new(format!("line {number}: no article's id: {}", Clean::line(word))).into());
        };
        ids.extend(known.insert(id).then_some(id));
    }
    Ok(ids)
}

/// The articles, if every word begins the id of one.
fn named(words: &[String], reader: &mut Reader) -> anyhow::Result<Option<Vec<ArticleId>>> {
    if words.is_empty() || !words.iter().all(|word| is_like_an_id(word)) {
        return Ok(None);
    }
    let mut ids: Vec<ArticleId> = Vec::new();
    let mut unclear = None;
    for word in words {
        match reader.ids_beginning(&word.to_ascii_lowercase(), 2)?.as_slice() {
            [] => return Ok(None),
            [id] if ids.contains(id) => {}
            [id] => ids.push(*id),
            _ => {
                unclear.get_or_insert(word);
            }
        }
    }
    match unclear {
        None => Ok(Some(ids)),
        Some(word) => {
            let advice = format!("give more of it, or write '\"{word}\"' to look for the word");
            Err(Usage::new(format!("several ids begin with {word}: {advice}")).into())
        }
    }
}
