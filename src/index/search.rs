//! Search: a query as SQL and FTS5, of our own making. Nothing a user typed gets there but as tokens and numbers.
//!
//! What a query means is defined by [`Query::matches`]; a property compares the two.

use super::{IndexError, place};
use crate::query::{Expr, Need, Query, Scope, State, fold_tag, is_within, names_source, needs};
use jiff::Zoned;
use rusqlite::Connection;

/// How a query is answered.
pub(super) struct Plan {
    /// The statement from `FROM` on.
    pub from: String,
    /// What is in the order of lists.
    pub order: &'static str,
    /// What its `MATCH`es and tags ask for, in order.
    pub matches: Vec<String>,
}

impl Plan {
    /// Puts a query into SQL.
    pub fn of(db: &Connection, query: &Query, now: &Zoned) -> Result<Self, IndexError> {
        let parts = match &query.root {
            Expr::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut compiling = Compiling { db, now, matches: Vec::new() };
        // Few articles are starred and the like: there one looks at each of these, otherwise one walks along the words.
        let rare = parts.iter().find_map(|part| match part {
            Expr::Is(State::Starred) => Some("starred"),
            Expr::Is(State::Later) => Some("later"),
            Expr::Is(State::Noted) => Some("noted"),
            Expr::Is(State::Trashed) => Some("trash"),
            _ => None,
        });
        let tagged = parts.iter().any(|part| matches!(part, Expr::Tag(_)));
        let (texts, others): (Vec<&Expr>, Vec<&Expr>) = parts.iter().partition(|part| text(part).is_some());
        let words = all_of(&texts).filter(|_| rare.is_none() && !tagged);
        let (table, order) = match (&words, rare) {
            (Some(words), _) => {
                compiling.matches.push(words.clone());
                ("text CROSS JOIN articles AS a ON a.place = text.rowid WHERE text MATCH ?1".to_owned(), "text.rowid")
            }
            // The trash has an index of its own; the others are of what is listed.
            (None, Some(index)) if (index == "trash") || !query.names_trash() => {
                (format!("articles AS a INDEXED BY {index} WHERE 1"), "a.place")
            }
            (None, _) => ("articles AS a WHERE 1".to_owned(), "a.place"),
        };
        let mut from = format!("FROM {table} AND a.shelf {}", if query.names_trash() { "< 2" } else { "= 0" });
        let rest = others.iter().chain(if words.is_some() { &[][..] } else { &texts[..] });
        for part in rest {
            let condition = compiling.condition(part)?;
            from = format!("{from} AND {condition}");
            if let (true, Some(bound)) = (words.is_some(), compiling.bound(part)?) {
                from = format!("{from} AND text.rowid {bound}");
            }
        }
        Ok(Plan { from, order, matches: compiling.matches })
    }
}

struct Compiling<'a> {
    db: &'a Connection,
    now: &'a Zoned,
    matches: Vec<String>,
}

impl Compiling<'_> {
    /// A condition on the row `a`.
    fn condition(&mut self, expr: &Expr) -> Result<String, IndexError> {
        if let Some(words) = text(expr) {
            let parameter = self.parameter(words);
            return Ok(format!("a.place IN (SELECT rowid FROM text WHERE text MATCH {parameter})"));
        }
        Ok(match expr {
            Expr::All(parts) => self.join(parts, " AND ", "1")?,
            Expr::Any(parts) => self.join(parts, " OR ", "0")?,
            Expr::Not(part) => format!("NOT {}", self.condition(part)?),
            Expr::Source(words) => self.sources(|[title, address, ..]| names_source(words, [title, address]))?,
            Expr::Folder(folder) => self.sources(|[.., of]| is_within(folder, of))?,
            Expr::Tag(tag) => {
                let folded = fold_tag(tag);
                let of_source = self.sources(|[_, _, tags, _]| tags.split('\n').any(|tag| fold_tag(tag) == folded))?;
                let parameter = self.parameter(folded);
                format!("(a.place IN (SELECT place FROM tagged WHERE folded = {parameter}) OR {of_source})")
            }
            Expr::Is(state) => match state {
                State::Unread => "a.read = 0",
                State::Read => "a.read = 1",
                State::Starred => "a.starred = 1",
                State::Later => "a.later = 1",
                State::Trashed => "a.shelf = 1",
                State::Noted => "a.noted = 1",
            }
            .to_owned(),
            Expr::After(_) | Expr::Before(_) => format!("a.place {}", self.bound(expr)?.unwrap_or_default()),
            Expr::Words { .. } => "0".to_owned(),
        })
    }

    fn join(&mut self, parts: &[Expr], between: &str, none: &str) -> Result<String, IndexError> {
        let conditions: Vec<String> = parts.iter().map(|part| self.condition(part)).collect::<Result<_, _>>()?;
        Ok(if conditions.is_empty() { none.to_owned() } else { format!("({})", conditions.join(between)) })
    }

    /// What `after:` and `before:` say of a place.
    fn bound(&self, expr: &Expr) -> Result<Option<String>, IndexError> {
        Ok(match expr {
            Expr::After(when) => Some(format!(">= {}", place::since(self.db, when.resolve(self.now))?)),
            Expr::Before(when) => Some(format!("< {}", place::since(self.db, when.resolve(self.now))?)),
            _ => None,
        })
    }

    /// A condition on the source: one of those whose title, address, tags and folder are right.
    fn sources(&self, is_right: impl Fn([&str; 4]) -> bool) -> Result<String, IndexError> {
        let mut query = self.db.prepare_cached("SELECT source, title, address, tags, folder FROM sources")?;
        let mut rows = query.query([])?;
        let mut keys = Vec::new();
        while let Some(row) = rows.next()? {
            let text = |at: usize| row.get_ref(at)?.as_str().map_err(rusqlite::Error::from);
            if is_right([text(1)?, text(2)?, text(3)?, text(4)?]) {
                keys.push(row.get::<_, i64>(0)?.to_string());
            }
        }
        Ok(format!("a.source IN ({})", keys.join(", ")))
    }

    fn parameter(&mut self, value: String) -> String {
        self.matches.push(value);
        format!("?{}", self.matches.len())
    }
}

/// An expression that asks for words only, in the language of FTS5.
fn text(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Words { scope, text, quoted, prefix } => {
            let needs: Vec<String> =
                needs(text, *quoted, *prefix).iter().map(|need| write_need(*scope, need)).collect();
            (!needs.is_empty()).then(|| format!("({})", needs.join(" AND ")))
        }
        Expr::Not(_) => all_of(&[expr]),
        Expr::All(parts) => all_of(&parts.iter().collect::<Vec<_>>()),
        Expr::Any(parts) => {
            let parts: Vec<String> = parts.iter().map(text).collect::<Option<_>>()?;
            Some(format!("({})", parts.join(" OR ")))
        }
        _ => None,
    }
}

/// All of these at once, where they ask for words only and there is one at least.
fn all_of(parts: &[&Expr]) -> Option<String> {
    let (mut with, mut without) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Expr::Not(part) => without.push(text(part)?),
            part => with.push(text(part)?),
        }
    }
    match (with.is_empty(), without.is_empty()) {
        (true, true) => None,
        (false, true) => Some(format!("({})", with.join(" AND "))),
        (is_bare, false) => {
            // What is left out must be left out of something: every article has `_`.
            let with = if is_bare { "\"_\"".to_owned() } else { with.join(" AND ") };
            Some(format!("(({with}) NOT ({}))", without.join(" OR ")))
        }
    }
}

fn write_need(scope: Scope, need: &Need) -> String {
    let (column, mark) = match scope {
        Scope::Anywhere => ("", "_"),
        Scope::Title => ("title : ", "__"),
        Scope::Author => ("author : ", "___"),
    };
    match need {
        Need::Short(short) => format!("\"{mark}{short}\""),
        Need::Phrase { tokens, prefix } => {
            format!("{column}\"{}\"{}", tokens.join(" "), if *prefix { " *" } else { "" })
        }
    }
}
