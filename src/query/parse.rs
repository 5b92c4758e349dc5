//! Text becomes a query, or a mistake with its place.
//!
//! ```text
//! any  = all *("OR" all)
//! all  = 1*(["-"] (word | "quoted words" | field ":" value | "(" any ")"))       AND between them changes nothing
//! word = anything without spaces, brackets and quotes; with * at its end, the beginning of a word
//! value = word | "quoted words", in which a \ takes what follows it as it is
//! ```
//!
//! Operators without operands are words: OR at the start or end, a field without a value, an unpaired bracket. The end of the
//! query closes open brackets and quotes. Words without letters and digits find nothing, so they are ignored next to other
//! words. Only a field or a value that is probably misspelled is a mistake.
//!
//! It knows no article and no clock: dates stay as typed.

use super::matching::fold_folder;
use super::words::{Need, needs};
use super::{Expr, Query, Scope, State, When, meant};
use crate::text::nearest;

/// Why a query cannot be understood, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{what}")]
pub struct Mistake {
    /// The byte of the query at which a caret belongs.
    pub at: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

/// How deep brackets may go, and how much a query may look for: far more than anybody types.
const MAX_DEPTH: usize = 32;
const MAX_WORDS: usize = 400;

/// What may stand before a colon.
pub(super) const FIELDS: [&str; 9] = ["title", "author", "source", "folder", "tag", "is", "has", "after", "before"];

impl Query {
    /// Reads a finished query.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        Parser { text, at: 0, typing: false, ended: true, depth: 0, words: 0 }.query()
    }

    /// Reads a query that is being typed: its last word may go on, and what is only begun is left out.
    pub fn typing(text: &str) -> Result<Self, Mistake> {
        Parser { text, at: 0, typing: true, ended: false, depth: 0, words: 0 }.query()
    }

    /// Reads a query as it was when its typing ended: its last word may go on, but what was only begun is a mistake.
    pub fn typed(text: &str) -> Result<Self, Mistake> {
        Parser { text, at: 0, typing: true, ended: true, depth: 0, words: 0 }.query()
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    /// The last word may go on, and what stands open is closed.
    typing: bool,
    /// Nothing more will be typed.
    ended: bool,
    depth: usize,
    words: usize,
}

/// Something understood; nothing where the reader has only begun to type it.
type Parsed = Result<Option<Expr>, Mistake>;

impl<'a> Parser<'a> {
    fn query(mut self) -> Result<Query, Mistake> {
        let root = self.any()?;
        Ok(Query { root: root.unwrap_or(Expr::All(Vec::new())) })
    }

    fn any(&mut self) -> Parsed {
        let mut parts = Vec::new();
        parts.extend(self.all()?);
        while self.peek_keyword("OR") {
            self.at += "OR".len();
            parts.extend(self.all()?);
        }
        Ok(one_or(parts, Expr::Any))
    }

    /// Up to an OR with operands on both sides, or to the closing bracket.
    fn all(&mut self) -> Parsed {
        let mut parts = Vec::new();
        while let Some(c) = self.rest().chars().next() {
            if c == ')' {
                if self.depth > 0 {
                    break;
                }
                parts.push(self.word(")", self.at)?);
                self.at += 1;
            } else if let Some(keyword) = ["OR", "AND"].into_iter().find(|word| self.peek_keyword(word)) {
                let after = self.text[self.at + keyword.len()..].trim_start();
                let joins = !parts.is_empty() && !after.is_empty() && !after.starts_with(')');
                if joins && keyword == "OR" {
                    break;
                }
                let start = self.at;
                self.at += keyword.len();
                if !joins {
                    let advice = "goes between two search terms; quote it to search for the word";
                    parts.extend(self.lone(keyword, start, &format!("{keyword} {advice}"))?);
                }
            } else {
                parts.extend(self.one()?);
            }
        }
        // Keep something: a search for a symbol alone finds nothing, not everything.
        if parts.iter().any(is_searchable) {
            parts.retain(is_searchable);
        } else {
            parts.truncate(1);
        }
        Ok(one_or(parts, Expr::All))
    }

    fn one(&mut self) -> Parsed {
        let start = self.at;
        if self.depth == MAX_DEPTH {
            return Err(self.mistake(start, "too many brackets within brackets"));
        }
        self.depth += 1;
        let one = match self.rest().as_bytes().first() {
            Some(b'-') => self.not(),
            Some(b'(') => self.group(),
            _ => self.term(),
        };
        self.depth -= 1;
        one
    }

    fn not(&mut self) -> Parsed {
        let start = self.at;
        self.at += 1;
        let is_bare = self.text[self.at..].chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
        let part = if is_bare { None } else { self.one()? };
        match part {
            None => self.lone("-", start, "nothing after -: -word leaves out what has the word"),
            Some(part) if is_searchable(&part) => Ok(Some(Expr::Not(Box::new(part)))),
            part => Ok(part),
        }
    }

    fn group(&mut self) -> Parsed {
        let start = self.at;
        self.at += 1;
        let inner = self.any()?;
        if let Some(rest) = self.rest().strip_prefix(')') {
            self.at = self.text.len() - rest.len();
        }
        match inner {
            None => self.lone("()", start, "nothing between the brackets"),
            inner => Ok(inner),
        }
    }

    /// A word, quoted words, or a field with its value.
    fn term(&mut self) -> Parsed {
        let start = self.at;
        let run = self.run();
        let Some((name, value)) = run.split_once(':') else {
            return self.words(Scope::Anywhere, start);
        };
        let lower = name.to_ascii_lowercase();
        let is_name = name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphabetic());
        let meant = meant::field(&lower).filter(|_| is_name);
        if value.is_empty() && meant.is_some() && !self.text[start + run.len()..].starts_with('"') {
            self.take_run();
            return self.lone(name, self.at, &format!("nothing after {name}:"));
        }
        if !FIELDS.contains(&lower.as_str()) {
            return match meant {
                Some(meant) => {
                    Err(self
                        .mistake(start, format!("no field {name}: here; {meant}: is one, and quotes make it a word")))
                }
                None => self.words(Scope::Anywhere, start),
            };
        }
        self.at = start + name.len() + 1;
        let at = self.at;
        match lower.as_str() {
            "title" => return self.words(Scope::Title, at),
            "author" => return self.words(Scope::Author, at),
            _ => {}
        }
        let value = if value.is_empty() { self.quoted_value() } else { self.take_run().to_owned() };
        if self.is_in_midst() && is_half(&lower, &value) {
            return Ok(None);
        }
        self.field(&lower, &value, at).map(Some)
    }

    fn field(&mut self, name: &str, value: &str, at: usize) -> Result<Expr, Mistake> {
        let value = value.trim();
        Ok(match name {
            "source" if !needs(value, true, true).is_empty() => Expr::Source(value.to_owned()),
            "folder" if !fold_folder(value).is_empty() => Expr::Folder(value.to_owned()),
            "tag" if !value.is_empty() => Expr::Tag(value.to_owned()),
            "is" => Expr::Is(read_state(value).ok_or_else(|| {
                let meant = meant::state(value);
                self.mistake(at, format!("is: takes unread, read, starred, later, trashed or noted{meant}"))
            })?),
            "has" if value.eq_ignore_ascii_case("note") => Expr::Is(State::Noted),
            "has" => return Err(self.mistake(at, format!("has: takes note{}", meant::state(value)))),
            "after" => Expr::After(self.when(value, at)?),
            "before" => Expr::Before(self.when(value, at)?),
            _ => return Err(self.mistake(at, "no letters or digits to search for")),
        })
    }

    fn when(&self, value: &str, at: usize) -> Result<When, Mistake> {
        When::read(value).ok_or_else(|| {
            // Of today too many days are as near: it is not monday.
            let near = nearest(value, ["yesterday"]);
            let near = near.map_or_else(String::new, |day| format!("; did you mean {day}?"));
            let what = "a time is today, yesterday, 2014, 2014-12, 2014-12-23, or a span: 12h, 3d, 2w, 6m, 1y";
            self.mistake(at, format!("{what}{near}"))
        })
    }

    /// One word, or several in quotes, from here.
    fn words(&mut self, scope: Scope, at: usize) -> Parsed {
        let quoted = self.text[self.at..].starts_with('"');
        let (text, open) = if quoted { self.quoted() } else { (self.take_run(), true) };
        let star = if quoted { self.text[self.at..].starts_with('*') } else { text.ends_with('*') };
        let text = if star && !quoted { &text[..text.len() - 1] } else { text };
        self.at += usize::from(star && quoted);
        let goes_on = self.typing && self.at == self.text.len() && open && !text.ends_with(char::is_whitespace);
        let prefix = star || goes_on;
        let wanted = needs(text, quoted, prefix);
        if wanted.is_empty() && quoted && open {
            return self.lone(text, at, "no letters or digits to search for");
        }
        self.count(wanted.iter().map(Need::size).sum(), at)?;
        Ok(Some(Expr::Words { scope, text: text.to_owned(), quoted, prefix }))
    }

    /// An operator without an operand: a word, unless the user may still type the operand. A query that ends this way in
    /// the reader is a mistake.
    fn lone(&mut self, text: &str, at: usize, what: &str) -> Parsed {
        match (self.typing && self.text[self.at..].trim().is_empty(), self.ended) {
            (true, false) => Ok(None),
            (true, true) => Err(self.mistake(at, what)),
            (false, _) => self.word(text, at).map(Some),
        }
    }

    /// A word that might have been an operator.
    fn word(&mut self, text: &str, at: usize) -> Result<Expr, Mistake> {
        self.count(1, at)?;
        Ok(Expr::Words { scope: Scope::Anywhere, text: text.to_owned(), quoted: true, prefix: false })
    }

    fn count(&mut self, words: usize, at: usize) -> Result<(), Mistake> {
        self.words += words.max(1);
        if self.words > MAX_WORDS {
            return Err(self.mistake(at, format!("more than {MAX_WORDS} words to look for")));
        }
        Ok(())
    }

    /// The text between quotes, and whether the closing one is missing.
    fn quoted(&mut self) -> (&'a str, bool) {
        let inner = &self.text[self.at + 1..];
        let end = inner.find('"');
        self.at += 1 + end.map_or(inner.len(), |end| end + 1);
        (&inner[..end.unwrap_or(inner.len())], end.is_none())
    }

    /// What stands between quotes after a colon: any text.
    fn quoted_value(&mut self) -> String {
        let (value, end) = unquoted(&self.text[self.at + 1..]);
        self.at = end.map_or(self.text.len(), |end| self.at + 1 + end + 1);
        value
    }

    /// Everything up to the next space, bracket or quote.
    fn run(&self) -> &'a str {
        let text = &self.text[self.at..];
        &text[..text.find(|c: char| c.is_whitespace() || "()\"".contains(c)).unwrap_or(text.len())]
    }

    fn take_run(&mut self) -> &'a str {
        let run = self.run();
        self.at += run.len();
        run
    }

    /// What is left to read; never begins with a space.
    fn rest(&mut self) -> &'a str {
        let text = &self.text[self.at..];
        self.at = self.text.len() - text.trim_start().len();
        &self.text[self.at..]
    }

    fn peek_keyword(&mut self, word: &str) -> bool {
        self.rest();
        self.run() == word && !self.text[self.at + word.len()..].starts_with('"')
    }

    /// Whether what was read last may go on with the next key.
    fn is_in_midst(&self) -> bool {
        !self.ended && self.at == self.text.len()
    }

    fn mistake(&self, at: usize, what: impl Into<String>) -> Mistake {
        Mistake { at, what: what.into() }
    }
}

/// What a quote begins as the value of a field, and the byte at which the second one stands.
pub(super) fn unquoted(inner: &str) -> (String, Option<usize>) {
    let mut value = String::new();
    let mut chars = inner.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (value, Some(at)),
            '\\' => value.extend(chars.next().map(|(_, c)| c)),
            c => value.push(c),
        }
    }
    (value, None)
}

/// Whether it has letters or digits to search for.
fn is_searchable(expr: &Expr) -> bool {
    !matches!(expr, Expr::Words { text, quoted, prefix, .. } if needs(text, *quoted, *prefix).is_empty())
}

fn one_or(mut parts: Vec<Expr>, all: impl Fn(Vec<Expr>) -> Expr) -> Option<Expr> {
    if parts.len() > 1 { Some(all(parts)) } else { parts.pop() }
}

/// What `is:` takes.
pub(super) const STATES: [(&str, State); 6] = [
    ("unread", State::Unread),
    ("read", State::Read),
    ("starred", State::Starred),
    ("later", State::Later),
    ("trashed", State::Trashed),
    ("noted", State::Noted),
];

fn read_state(value: &str) -> Option<State> {
    STATES.iter().find(|(name, _)| name.eq_ignore_ascii_case(value)).map(|(_, state)| *state)
}

/// Whether a value says nothing yet, and may when more of it is typed.
fn is_half(field: &str, value: &str) -> bool {
    let begins = |name: &str| name.len() > value.len() && name.starts_with(&value.to_ascii_lowercase());
    match field {
        "is" => STATES.iter().any(|(name, _)| begins(name)) && read_state(value).is_none(),
        "has" => begins("note"),
        "after" | "before" => When::is_half(value),
        _ => false,
    }
}
