//! Text becomes a query, or a mistake with its place.
//!
//! ```text
//! any  = all *("OR" all)
//! all  = 1*(["-"] (word | "quoted words" | field ":" value | "(" any ")"))       AND may stand between, and says nothing
//! word = anything without spaces, brackets and quotes; with * at its end, the beginning of a word
//! value = word | "quoted words", in which a \ takes what follows it as it is
//! ```
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
        match self.rest() {
            "" => Ok(Query { root: root.unwrap_or(Expr::All(Vec::new())) }),
            _ => Err(self.mistake(self.at, "no ( for this )")),
        }
    }

    fn any(&mut self) -> Parsed {
        let mut parts = Vec::new();
        parts.extend(self.all()?);
        while self.take_keyword("OR") {
            let at = self.at - 2;
            // Letters of a word, perhaps.
            if parts.is_empty() && self.is_in_midst() {
                return Ok(None);
            }
            let part = self.all()?;
            if parts.is_empty() || part.is_none() && !self.is_begun() {
                return Err(self.mistake(at, "OR stands between two things to look for; \"OR\" in quotes is the word"));
            }
            parts.extend(part);
        }
        Ok(one_or(parts, Expr::Any))
    }

    fn all(&mut self) -> Parsed {
        let mut parts = Vec::new();
        loop {
            while self.take_keyword("AND") {}
            if matches!(self.rest().chars().next(), None | Some(')')) || self.peek_keyword("OR") {
                return Ok(one_or(parts, Expr::All));
            }
            parts.extend(self.one()?);
        }
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
        let is_bare = self.rest().chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
        let part = if is_bare { None } else { self.one()? };
        match part {
            None if !self.is_begun() => Err(self.mistake(start, "nothing after -: -word leaves out what has the word")),
            part => Ok(part.map(|part| Expr::Not(Box::new(part)))),
        }
    }

    fn group(&mut self) -> Parsed {
        let start = self.at;
        self.at += 1;
        let inner = self.any()?;
        if let Some(rest) = self.rest().strip_prefix(')') {
            self.at = self.text.len() - rest.len();
        } else if !self.typing {
            return Err(self.mistake(start, "no ) for this ("));
        }
        match inner {
            None if !self.is_begun() => Err(self.mistake(start, "nothing between the brackets")),
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
        if !FIELDS.contains(&lower.as_str()) {
            let is_name = name.len() > 1 && name.bytes().all(|b| b.is_ascii_alphabetic());
            return match meant::field(&lower).filter(|_| is_name) {
                Some(meant) => {
                    Err(self
                        .mistake(start, format!("no field {name}: here; {meant}: is one, and quotes make it a word")))
                }
                None => self.words(Scope::Anywhere, start),
            };
        }
        self.at = start + name.len() + 1;
        let at = self.at;
        if value.is_empty() && !self.text[at..].starts_with('"') {
            return match self.is_begun() {
                true => Ok(None),
                false => Err(self.mistake(at, format!("nothing after {lower}:"))),
            };
        }
        match lower.as_str() {
            "title" => return self.words(Scope::Title, at),
            "author" => return self.words(Scope::Author, at),
            _ => {}
        }
        let value = if value.is_empty() { self.quoted_value()? } else { self.take_run().to_owned() };
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
            _ => return Err(self.mistake(at, "no letters or digits to look for")),
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
        let (text, open) = if quoted { self.quoted()? } else { (self.take_run(), true) };
        let star = if quoted { self.text[self.at..].starts_with('*') } else { text.ends_with('*') };
        let text = if star && !quoted { &text[..text.len() - 1] } else { text };
        self.at += usize::from(star && quoted);
        let goes_on = self.typing && self.at == self.text.len() && open && !text.ends_with(char::is_whitespace);
        let prefix = star || goes_on;
        let wanted = needs(text, quoted, prefix);
        if wanted.is_empty() {
            return match quoted && self.is_begun() {
                true => Ok(None),
                false => Err(self.mistake(at, "no letters or digits to look for")),
            };
        }
        self.words += wanted.iter().map(Need::size).sum::<usize>();
        if self.words > MAX_WORDS {
            return Err(self.mistake(at, format!("more than {MAX_WORDS} words to look for")));
        }
        Ok(Some(Expr::Words { scope, text: text.to_owned(), quoted, prefix }))
    }

    /// What stands between quotes, and whether the second is still to be typed.
    fn quoted(&mut self) -> Result<(&'a str, bool), Mistake> {
        let start = self.at;
        let inner = &self.text[start + 1..];
        match inner.find('"') {
            Some(end) => {
                self.at = start + 1 + end + 1;
                Ok((&inner[..end], false))
            }
            None if self.typing => {
                self.at = self.text.len();
                Ok((inner, true))
            }
            None => Err(self.mistake(start, "no second \" for this one")),
        }
    }

    /// What stands between quotes after a colon: any text.
    fn quoted_value(&mut self) -> Result<String, Mistake> {
        let start = self.at;
        let (value, end) = unquoted(&self.text[start + 1..]);
        match end {
            Some(end) => self.at = start + 1 + end + 1,
            None if self.typing => self.at = self.text.len(),
            None => return Err(self.mistake(start, "no second \" for this one")),
        }
        Ok(value)
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

    fn take_keyword(&mut self, word: &str) -> bool {
        let found = self.peek_keyword(word);
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Whether the reader is typing at this very place.
    fn is_begun(&self) -> bool {
        !self.ended && self.text[self.at..].trim().is_empty()
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
