//! The elements of a feed one by one: known ones with their vocabulary, base and language; of the rest only what is in
//! them.
//!
//! It forgives what XML does not: ends that are missing, crossed or too many, prefixes nobody declared. Depth is bounded
//! and costs no stack; what an element means is not known here.

use super::inner::Inner;
use super::names::{Name, Reach, Space};
use super::tokens::{Tag, Token, Tokens};
use url::Url;

/// How many elements may be open around a value: what is deeper counts as if it stood in the last of them.
const DEPTH: usize = 64;

/// An element that is known.
#[derive(Clone, Debug)]
pub(super) struct Node<'a> {
    /// What it is.
    pub name: Name,
    /// Whose word its name is.
    pub space: Space,
    /// The tag that opened it.
    pub tag: Tag<'a>,
    /// What `xml:base` says here, where it says something.
    pub base: Option<Url>,
    /// What `xml:lang` says here.
    pub language: Option<&'a str>,
    /// Whether it stands in an element that nobody knows: then it counts only if nothing better is found.
    pub stray: bool,
}

/// What comes next in a feed.
#[derive(Clone, Debug)]
pub(super) enum Step<'a> {
    /// An element opens whose elements follow.
    Open(Node<'a>),
    /// An element with all that is in it.
    Value(Node<'a>, Inner<'a>),
    /// The entry that is open ends.
    EndOfEntry,
}

/// Walks through a feed.
pub(super) struct Walk<'a> {
    tokens: Tokens<'a>,
    scopes: Vec<Scope<'a>>,
    /// The prefixes that are declared, the innermost last.
    prefixes: Vec<(&'a str, Space)>,
    /// The vocabulary of names without one.
    plain: Space,
    /// The address of the document, for a base that is relative itself.
    address: Option<Url>,
    is_cut: bool,
    /// How many bytes may still be searched for missing end tags: a hostile document has many of them.
    patience: usize,
}

/// An element that is open.
struct Scope<'a> {
    tag: &'a str,
    name: Option<Name>,
    /// So many prefixes were declared before it.
    prefixes: usize,
    base: Option<Url>,
    language: Option<&'a str>,
}

impl<'a> Walk<'a> {
    /// Begins at the beginning of a document that came from `address`.
    pub fn new(text: &'a str, address: Option<Url>) -> Self {
        let (scopes, prefixes) = (Vec::new(), Vec::new());
        let patience = text.len().saturating_mul(4);
        Walk { tokens: Tokens::new(text), scopes, prefixes, plain: Space::Rss, address, is_cut: false, patience }
    }

    /// Whether the document ended before its elements did.
    pub fn is_cut(&self) -> bool {
        self.is_cut || self.tokens.is_cut() || self.scopes.iter().any(|scope| scope.name.is_some())
    }

    /// The next element that is known, or the end of an entry.
    pub fn step(&mut self) -> Option<Step<'a>> {
        loop {
            match self.tokens.next()? {
                Token::Open(tag) => {
                    if let Some(step) = self.open(tag) {
                        return Some(step);
                    }
                }
                Token::Close(name) => {
                    if self.close(name) {
                        return Some(Step::EndOfEntry);
                    }
                }
                Token::Text(_) | Token::Cdata(_) => {}
            }
        }
    }

    fn open(&mut self, tag: Tag<'a>) -> Option<Step<'a>> {
        let mut scope = self.scope_of(tag);
        let (space, name) = self.name_of(tag.name);
        // An entry that is closed at once holds nothing, and no value stands outside of all roots.
        let rooted =
            self.scopes.iter().any(|scope| scope.name.is_some_and(|name| name.is_root() && name != Name::Html));
        scope.name = name.filter(|name| if *name == Name::Entry { !tag.closed } else { rooted || name.is_root() });
        let Some(name) = scope.name else {
            self.enter(scope, tag.closed);
            return None;
        };
        // What stands open before the root is junk, and no entry stands in what another left open.
        if name.is_frame() && self.scopes.iter().all(|scope| scope.name.is_none()) {
            self.scopes.clear();
        } else if name == Name::Entry {
            let frames = self.scopes.iter().rposition(|scope| scope.name.is_some_and(Name::is_frame));
            self.scopes.truncate(frames.map_or(0, |at| at + 1));
        }
        if matches!(name, Name::Feed | Name::Entry) && space == Space::Atom {
            self.plain = Space::Atom;
        }
        let stray = self.scopes.last().is_some_and(|scope| scope.name.is_none());
        let node = Node { name, space, tag, base: scope.base.clone(), language: scope.language, stray };
        if name.reach() == Reach::Open {
            self.enter(scope, tag.closed);
            return Some(Step::Open(node));
        }
        let inner = if tag.closed { Inner::empty() } else { self.inner(tag.name, name.reach()) };
        self.prefixes.truncate(scope.prefixes);
        Some(Step::Value(node, inner))
    }

    fn enter(&mut self, scope: Scope<'a>, closed: bool) {
        if closed || self.scopes.len() >= DEPTH {
            self.prefixes.truncate(scope.prefixes);
        } else {
            self.scopes.push(scope);
        }
    }

    /// Closes the innermost element of that name with all in it, and says whether that was an entry.
    fn close(&mut self, tag: &str) -> bool {
        let Some(at) = self.scopes.iter().rposition(|scope| scope.tag.eq_ignore_ascii_case(tag)) else { return false };
        let closed = self.scopes.drain(at..);
        let (mut entry, mut prefixes) = (false, self.prefixes.len());
        for scope in closed {
            entry |= scope.name == Some(Name::Entry);
            prefixes = prefixes.min(scope.prefixes);
        }
        self.prefixes.truncate(prefixes);
        entry
    }

    /// What an element declares of itself, and what it has from those around it.
    fn scope_of(&mut self, tag: Tag<'a>) -> Scope<'a> {
        let outer = self.scopes.last();
        let mut scope = Scope {
            tag: tag.name,
            name: None,
            prefixes: self.prefixes.len(),
            base: outer.and_then(|scope| scope.base.clone()),
            language: outer.and_then(|scope| scope.language),
        };
        // Few elements say anything of the kind.
        if tag.attributes.is_empty() || memchr::memmem::find(tag.attributes.as_bytes(), b"xml").is_none() {
            return scope;
        }
        for (name, value) in tag.attributes() {
            match name {
                "xml:lang" => scope.language = Some(value.trim()).filter(|value| !value.is_empty()),
                "xml:base" => {
                    let joined = match scope.base.as_ref().or(self.address.as_ref()) {
                        Some(outer) => outer.join(value.trim()),
                        None => Url::parse(value.trim()),
                    };
                    scope.base = joined.ok().filter(|url| !url.cannot_be_a_base()).or(scope.base);
                }
                "xmlns" => self.prefixes.push(("", Space::of_address(value).unwrap_or(Space::Plain))),
                _ => {
                    if let Some(prefix) = name.strip_prefix("xmlns:") {
                        let space = Space::of_address(value).unwrap_or_else(|| Space::of_prefix(prefix));
                        self.prefixes.push((prefix, space));
                    }
                }
            }
        }
        scope
    }

    /// Whose word a name is, and what it says.
    fn name_of(&self, tag: &str) -> (Space, Option<Name>) {
        let (prefix, local) = tag.split_once(':').unwrap_or(("", tag));
        let declared = self.prefixes.iter().rev().find(|(known, _)| *known == prefix).map(|(_, space)| *space);
        let space = declared.unwrap_or_else(|| if prefix.is_empty() { Space::Plain } else { Space::of_prefix(prefix) });
        // A document that forgot to say whose names it uses says so by its root.
        let space = match space {
            Space::Plain if self.plain == Space::Rss && matches!(local, "feed" | "entry") => Space::Atom,
            Space::Plain => self.plain,
            space => space,
        };
        (space, space.name_of(local))
    }

    /// Reads up to the end of the element that was just opened, or to what shows that its end is missing.
    fn inner(&mut self, tag: &str, reach: Reach) -> Inner<'a> {
        let start = self.tokens.at();
        let (mut depth, mut pieces, mut children) = (0_usize, 0_usize, false);
        let mut has_end = false;
        loop {
            let before = self.tokens.at();
            let (ends, own) = match self.tokens.next() {
                None => {
                    self.is_cut = true;
                    return Inner::new(self.tokens.raw(start, self.tokens.at()), pieces, children, false);
                }
                Some(Token::Text(_) | Token::Cdata(_)) => {
                    pieces += 1;
                    (false, false)
                }
                Some(Token::Close(name)) if name.eq_ignore_ascii_case(tag) => {
                    let own = depth == 0;
                    depth = depth.saturating_sub(1);
                    (own, own)
                }
                Some(Token::Close(name)) => (self.is_open(name), false),
                Some(Token::Open(inner)) => {
                    let same = inner.name.eq_ignore_ascii_case(tag);
                    let mut ends = self.shows_end(inner.name, same, reach);
                    if ends && reach == Reach::Markup && !self.is_entry(inner.name) {
                        has_end = has_end || self.finds_end(tag, depth);
                        ends = !has_end;
                    }
                    depth += usize::from(same && !inner.closed);
                    children |= !ends;
                    (ends, false)
                }
            };
            if ends {
                if !own {
                    self.tokens.go_to(before);
                }
                return Inner::new(self.tokens.raw(start, before), pieces, children, true);
            }
        }
    }

    fn is_open(&self, tag: &str) -> bool {
        self.scopes.iter().any(|scope| scope.tag.eq_ignore_ascii_case(tag))
    }

    fn is_entry(&self, tag: &str) -> bool {
        self.name_of(tag).1 == Some(Name::Entry)
    }

    /// Whether an element within a value suggests that the value's own end tag is missing.
    fn shows_end(&self, tag: &str, same: bool, reach: Reach) -> bool {
        let (space, Some(name)) = self.name_of(tag) else { return false };
        match reach {
            Reach::Line => space != Space::Xhtml,
            _ => !same && (name == Name::Entry || name.is_only_in_feeds()),
        }
    }

    /// Whether the end tag of a value comes before its entry ends. Such a value may contain elements with the names of an
    /// entry's own: a `<source>`, a person or foreign XML may have an `<id>` and an `<updated>`.
    fn finds_end(&mut self, tag: &str, mut depth: usize) -> bool {
        let start = self.tokens.at();
        let found = self.patience > 0
            && loop {
                match self.tokens.next() {
                    None => break false,
                    Some(Token::Close(name)) if name.eq_ignore_ascii_case(tag) => match depth.checked_sub(1) {
                        Some(outer) => depth = outer,
                        None => break true,
                    },
                    Some(Token::Close(name)) if self.is_open(name) => break false,
                    Some(Token::Open(inner)) if self.is_entry(inner.name) => break false,
                    Some(Token::Open(inner)) => {
                        depth += usize::from(inner.name.eq_ignore_ascii_case(tag) && !inner.closed);
                    }
                    Some(Token::Close(_) | Token::Text(_) | Token::Cdata(_)) => {}
                }
            };
        if !found {
            self.patience = self.patience.saturating_sub(self.tokens.at() - start);
        }
        self.tokens.go_to(start);
        found
    }
}
