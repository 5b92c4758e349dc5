//! Whether an article is what a query asks for, by looking at all of its text: slow, and the definition of right.

use super::token::tokenize;
use super::words::{Need, needs, shorts};
use super::{Expr, Query, Scope, State};
use jiff::Zoned;
use std::collections::HashSet;

/// An article as a query sees it.
#[derive(Clone, Debug, Default)]
pub struct Candidate<'a> {
    /// The title.
    pub title: &'a str,
    /// The authors.
    pub author: &'a str,
    /// The readable text.
    pub body: &'a str,
    /// The name and the address of its source.
    pub source: [&'a str; 2],
    /// The folder its source stands in.
    pub folder: &'a str,
    /// Its tags and those of its source.
    pub tags: Vec<&'a str>,
    /// Its time in every list.
    pub time: i64,
    /// The states it is in.
    pub states: HashSet<State>,
}

/// The tokens of a text.
struct Tokens {
    tokens: Vec<String>,
    shorts: HashSet<String>,
}

impl Tokens {
    fn of(text: &str) -> Self {
        let mut all = Tokens { tokens: Vec::new(), shorts: HashSet::new() };
        tokenize(text, |token| {
            shorts(&token, |short| {
                all.shorts.insert(short.to_owned());
            });
            all.tokens.push(token.text.to_owned());
        });
        all
    }

    fn meet(&self, need: &Need) -> bool {
        match need {
            Need::Short(short) => self.shorts.contains(short),
            Need::Phrase { tokens, prefix } => self.tokens.windows(tokens.len()).any(|window| {
                let ends = window.iter().zip(tokens).enumerate();
                ends.fold(true, |so_far, (at, (have, want))| {
                    let begins = *prefix && at + 1 == tokens.len();
                    so_far && if begins { have.starts_with(want.as_str()) } else { have == want }
                })
            }),
        }
    }
}

impl Query {
    /// Whether this is an article the query asks for. What lies in the trash is found only by a query that names it.
    pub fn matches(&self, article: &Candidate<'_>, now: &Zoned) -> bool {
        let columns = [article.title, article.author, article.body].map(Tokens::of);
        (self.names_trash() || !article.states.contains(&State::Trashed)) && holds(&self.root, article, &columns, now)
    }
}

fn holds(expr: &Expr, article: &Candidate<'_>, columns: &[Tokens; 3], now: &Zoned) -> bool {
    match expr {
        Expr::All(all) => all.iter().all(|e| holds(e, article, columns, now)),
        Expr::Any(any) => any.iter().any(|e| holds(e, article, columns, now)),
        Expr::Not(not) => !holds(not, article, columns, now),
        Expr::Words { scope, text, quoted, prefix } => {
            let within = match scope {
                Scope::Anywhere => &columns[..],
                Scope::Title => &columns[..1],
                Scope::Author => &columns[1..2],
            };
            let needs = needs(text, *quoted, *prefix);
            !needs.is_empty() && needs.iter().all(|need| within.iter().any(|tokens| tokens.meet(need)))
        }
        Expr::Source(words) => names_source(words, article.source),
        Expr::Folder(folder) => is_within(folder, article.folder),
        Expr::Tag(tag) => article.tags.iter().any(|have| is_same_tag(tag, have)),
        Expr::Is(state) => article.states.contains(state),
        Expr::After(when) => article.time >= when.resolve(now),
        Expr::Before(when) => article.time < when.resolve(now),
    }
}

/// Whether a source with this name and address is the one that `source:` means.
pub fn names_source(words: &str, source: [&str; 2]) -> bool {
    let needs = needs(words, true, true);
    source.map(Tokens::of).iter().any(|tokens| needs.iter().all(|need| tokens.meet(need)))
}

/// Whether a source in this folder is one that `folder:` means.
pub fn is_within(folder: &str, of: &str) -> bool {
    let (outer, inner) = (fold_folder(folder), fold_folder(of));
    inner.starts_with(&outer) && matches!(inner.as_bytes().get(outer.len()), None | Some(b'/'))
}

/// The path of a source's folder and those around it, the outermost first.
pub fn folders_around(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').map(|(at, _)| at).chain((!path.is_empty()).then_some(path.len()));
    ends.map(|end| path[..end].trim()).filter(|folder| !folder.is_empty())
}

/// The path of a folder as it is compared.
pub(super) fn fold_folder(folder: &str) -> String {
    let names = folder.split('/').map(fold_tag).filter(|name| !name.is_empty());
    names.collect::<Vec<String>>().join("/")
}

/// Whether two tags are one but for case and accents.
pub fn is_same_tag(a: &str, b: &str) -> bool {
    fold_tag(a) == fold_tag(b)
}

/// A tag as it is compared.
pub fn fold_tag(tag: &str) -> String {
    let mut folded = String::with_capacity(tag.len());
    super::fold::fold(tag.trim(), |c, _, _| folded.push(c));
    folded
}
