//! Which articles a command means: those whose ids were typed, or all that a search finds.
//!
//! Words that each begin the id of an article are ids; anything else is a search, as in the reader.

use super::context::{Context, Usage};
use crate::article::ArticleId;
use crate::index::Reader;
use crate::query::{Expr, Query, Search, State, View};
use crate::runtime;

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
