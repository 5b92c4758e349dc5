//! What is known of the texts of an article before a further one is stored.

use super::IndexError;
use super::taking::{Taking, shown};
use crate::article::{Article, ArticleId};
use crate::store::{Fingerprint, Location, MAX_COUNT, Record, Store, Version};
use std::collections::HashSet;

/// What is known of the texts of an article.
pub(super) struct Prints {
    pub all: HashSet<Fingerprint>,
    highest: u64,
    pub gone: bool,
    /// Where the text of its page stands, if that is shown, and its fingerprint.
    pub full: Option<(Location, Fingerprint)>,
}

impl Prints {
    /// Makes a text the next one of the article.
    pub fn number(&mut self, version: &mut Version) {
        self.highest += 1;
        self.all.insert(version.print);
        version.n = self.highest.min(MAX_COUNT);
    }
}

/// The text of a page under what its feed says now of the article, where it has another title: else the old one would be
/// shown as long as that text is.
pub(super) fn retitled(store: &Store, at: &Location, said: &Article) -> Result<Option<Version>, IndexError> {
    let Record::Article(full) = store.read_at(at)? else { return Ok(None) };
    if full.article.title == said.title {
        return Ok(None);
    }
    let Article { media, body, language, authors, fetched, .. } = full.article;
    let authors = if said.authors.is_empty() { authors } else { said.authors.clone() };
    let article = Article { media, body, language, authors, fetched, ..said.clone() };
    Ok(Some(Version { full: true, ..Version::new(article, 1) }))
}

/// Reads what is known of the texts of an article.
pub(super) fn prints(taking: &Taking<'_>, id: ArticleId) -> Result<Prints, IndexError> {
    let texts = match taking.known(id)? {
        Some(known) => taking.texts(known.face)?,
        None => Vec::new(),
    };
    let at = shown(&texts);
    let full = texts.iter().find(|text| text.order.full && Some(&text.at) == at.as_ref());
    let full = full.map(|text| (text.at.clone(), text.order.print));
    Ok(Prints {
        all: texts.iter().map(|text| text.order.print).collect(),
        highest: texts.iter().map(|text| text.order.n).max().unwrap_or(0),
        gone: taking.is_gone(&taking.aliases.names(id))?,
        full,
    })
}
