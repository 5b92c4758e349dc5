//! XML as a stream of tags and texts that no input can break: whatever is not a tag is text.
//!
//! It checks nothing (pairs, names, order) and gives tags no meaning; it copies nothing and looks at each byte a few
//! times at most. Comments, instructions and document types are passed over; no entity is ever declared or fetched.

use super::reference::decode;
use memchr::{memchr, memchr2, memmem};
use std::borrow::Cow;

/// One piece of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `<name …>` or `<name …/>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(&'a str),
    /// Text whose references are not decoded yet.
    Text(&'a str),
    /// The inside of `<![CDATA[…]]>`.
    Cdata(&'a str),
}

/// An opening tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// With its prefix.
    pub name: &'a str,
    /// All that follows the name, as it stands.
    pub attributes: &'a str,
    /// Whether it ends in `/>`: nothing is inside.
    pub closed: bool,
}

/// Reads a document from front to back.
#[derive(Clone)]
pub(super) struct Tokens<'a> {
    text: &'a str,
    at: usize,
    is_cut: bool,
    /// There is no `-->`, or no `]>`, ahead, so that it is not looked for again and again.
    endless_comment: bool,
    endless_declaration: bool,
}

impl<'a> Tokens<'a> {
    /// Begins at the beginning.
    pub fn new(text: &'a str) -> Self {
        Tokens { text, at: 0, is_cut: false, endless_comment: false, endless_declaration: false }
    }

    /// Where the next token begins.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes to where a token begins.
    pub fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// What stands from `start` up to `end`, as it is written.
    pub fn raw(&self, start: usize, end: usize) -> &'a str {
        self.text.get(start..end.min(self.text.len())).unwrap_or("")
    }

    /// Whether the document ended within a tag or a CDATA section.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Takes the next `length` bytes, or what is left.
    fn take(&mut self, length: usize) -> &'a str {
        let start = self.at;
        self.at = start.saturating_add(length).min(self.text.len());
        self.raw(start, self.at)
    }

    /// Text from here up to the next `<`; one that stands here is text too.
    fn take_text(&mut self) -> Token<'a> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = memchr(b'<', rest.get(1..).unwrap_or_default()).map_or(rest.len(), |end| end + 1);
        Token::Text(self.take(length))
    }

    fn take_cdata(&mut self) -> Token<'a> {
        self.take("<![CDATA[".len());
        let rest = &self.text.as_bytes()[self.at..];
        match memmem::find(rest, b"]]>") {
            Some(end) => {
                let inside = self.take(end);
                self.take(3);
                Token::Cdata(inside)
            }
            None => {
                self.is_cut = true;
                Token::Cdata(self.take(rest.len()))
            }
        }
    }

    /// Passes over a comment; one that never ends would hide the rest, so then only its beginning is passed over.
    fn pass_comment(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let end = if self.endless_comment { None } else { memmem::find(rest, b"-->") };
        self.endless_comment = end.is_none();
        self.take(end.map_or(4, |end| end + 3));
    }

    /// Passes over `<?…?>`, or over `<?…>` where the second mark is missing.
    fn pass_instruction(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let next_tag = memchr(b'<', &rest[2..]).map_or(rest.len(), |at| at + 2);
        let own = &rest[..next_tag];
        let end = memmem::find(own, b"?>").map(|end| end + 2).or_else(|| memchr(b'>', own).map(|end| end + 1));
        self.take(end.unwrap_or(next_tag));
    }

    /// Passes over `<!DOCTYPE …>` with what it declares in brackets.
    fn pass_declaration(&mut self) {
        let rest = &self.text.as_bytes()[self.at..];
        let length = match memchr2(b'>', b'[', rest) {
            Some(at) if rest[at] == b'[' => {
                let close = if self.endless_declaration { None } else { memmem::find(&rest[at..], b"]>") };
                self.endless_declaration = close.is_none();
                close.map_or(at + 1, |close| at + close + 2)
            }
            Some(at) => at + 1,
            None => rest.len(),
        };
        self.take(length);
    }

    fn take_close(&mut self) -> Option<Token<'a>> {
        let rest = &self.text.as_bytes()[self.at + 2..];
        let Some(end) = memchr2(b'>', b'<', rest) else {
            self.is_cut = true;
            self.at = self.text.len();
            return None;
        };
        self.take(2);
        let name = self.take(end).trim();
        self.take(usize::from(rest[end] == b'>'));
        Some(Token::Close(name))
    }

    fn take_open(&mut self) -> Token<'a> {
        let bytes = &self.text.as_bytes()[self.at + 1..];
        match end_of_tag(bytes) {
            TagEnd::At(end) => {
                self.take(1);
                let inside = self.take(end);
                self.take(1);
                Token::Open(Tag::of(inside))
            }
            TagEnd::NoTag => self.take_text(),
            TagEnd::Cut => {
                self.is_cut = true;
                Token::Text(self.take(bytes.len() + 1))
            }
        }
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            match rest {
                [] => return None,
                [b'<', b'!', ..] if rest.starts_with(b"<![CDATA[") => return Some(self.take_cdata()),
                [b'<', b'!', b'-', b'-', ..] => self.pass_comment(),
                [b'<', b'!', ..] => self.pass_declaration(),
                [b'<', b'?', ..] => self.pass_instruction(),
                [b'<', b'/', ..] => return self.take_close(),
                [b'<', first, ..] if begins_name(*first) => return Some(self.take_open()),
                _ => return Some(self.take_text()),
            }
        }
    }
}

fn begins_name(byte: u8) -> bool {
    byte.is_ascii_alphabetic() || byte >= 0x80 || matches!(byte, b'_' | b':')
}

enum TagEnd {
    At(usize),
    /// Another `<` comes first: this one was text.
    NoTag,
    /// The document ends first.
    Cut,
}

/// Finds the `>` of a tag. A quote counts only behind an equals sign, and only if the next one closes it: it comes before
/// another `<`, or stands where a value may end. A forgotten one must not swallow what follows.
fn end_of_tag(bytes: &[u8]) -> TagEnd {
    let (mut at, mut valued) = (0, false);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return TagEnd::At(at),
            b'<' => return TagEnd::NoTag,
            b'"' | b'\'' if valued => {
                let rest = &bytes[at + 1..];
                if let Some(end) = memchr(byte, rest) {
                    let ends = matches!(rest.get(end + 1), Some(b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'>' | b'?'));
                    if ends || memchr(b'<', &rest[..end]).is_none() {
                        at += end + 1;
                    }
                }
                valued = false;
            }
            b'=' => valued = true,
            b' ' | b'\t' | b'\n' | b'\r' => {}
            _ => valued = false,
        }
        at += 1;
    }
    TagEnd::Cut
}

impl<'a> Tag<'a> {
    /// Parts what stands between `<` and `>`.
    pub fn of(inside: &'a str) -> Self {
        let closed = inside.ends_with('/');
        let inside = if closed { &inside[..inside.len() - 1] } else { inside };
        let end = inside.bytes().position(|b| b.is_ascii_whitespace() || b == b'/').unwrap_or(inside.len());
        Tag { name: &inside[..end], attributes: &inside[end..], closed }
    }

    /// The attributes in their order, with their values as they stand.
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes(self.attributes)
    }

    /// The value of an attribute, its references decoded and its ends trimmed; none where it is blank.
    pub fn get(&self, name: &str) -> Option<Cow<'a, str>> {
        let raw = self.attributes().find(|(known, _)| known.eq_ignore_ascii_case(name))?.1.trim();
        (!raw.is_empty()).then(|| decode(raw))
    }
}

/// Gives one attribute after the other.
pub(super) struct Attributes<'a>(&'a str);

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.0.trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '=' | '"' | '\''));
        if rest.is_empty() {
            return None;
        }
        let end = rest.bytes().position(|b| b.is_ascii_whitespace() || b == b'=').unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        let Some(value) = rest.trim_start().strip_prefix('=').map(str::trim_start) else {
            self.0 = rest;
            return Some((name, ""));
        };
        let quote = value.bytes().next().filter(|quote| matches!(quote, b'"' | b'\''));
        let closing = quote.and_then(|quote| memchr(quote, &value.as_bytes()[1..]));
        let (value, rest) = match closing {
            Some(end) => (&value[1..=end], &value[end + 2..]),
            None => value.split_at(value.bytes().position(|b| b.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        self.0 = rest;
        Some((name, value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The tokens of a text, written out: `+name[attribute=value]`, `-name`, text, CDATA in braces.
    fn check(text: &str, expected: &str) {
        let found: Vec<String> = Tokens::new(text)
            .map(|token| match token {
                Token::Open(tag) => {
                    let attributes: String =
                        tag.attributes().map(|(name, value)| format!("[{name}={value}]")).collect();
                    format!("+{}{attributes}{}", tag.name, if tag.closed { "/" } else { "" })
                }
                Token::Close(name) => format!("-{name}"),
                Token::Text(text) => text.to_owned(),
                Token::Cdata(text) => format!("{{{text}}}"),
            })
            .collect();
        assert_eq!(found.join("|"), expected, "{text}");
    }

    #[test]
    fn a_document_becomes_tags_and_texts() {
        check("<a b='1' c = \"2>3\" d=4 e>x</a >", "+a[b=1][c=2>3][d=4][e=]|x|-a");
        check("<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b \"c\">]><!-- <d> --><a/>", "+a/");
        check("<a><![CDATA[x ]]]]><![CDATA[> y]]></a>", "+a|{x ]]}|{> y}|-a");
        check("<한:글 a='가'/>", "+한:글[a=가]/");
    }

    #[test]
    fn what_is_no_tag_is_text() {
        check("a < b <3 <<c>", "a |< b |<3 |<|+c");
        check("<a b <c>", "<a b |+c");
        check("<a b='c < d'/>x", "+a[b=c < d]/|x");
        check("a > b & c", "a > b & c");
    }

    #[test]
    fn what_is_never_closed_hides_nothing() {
        check("<a href=\"x>y</a><b c=\"d\">", "+a[href=\"x]|y|-a|+b[c=d]");
        check("<!-- <a>x</a>", " |+a|x|-a");
        check("<?xml version='1.0'><a/>", "+a/");
        check("<!DOCTYPE a [<a/>", "+a/");
        check("<a></a<b>", "+a|-a|+b");
    }

    #[test]
    fn a_document_that_ends_too_early_says_so() {
        for (text, cut) in [("<a>x", false), ("<a>x</", true), ("<a href='x", true), ("<a><![CDATA[x", true)] {
            let mut tokens = Tokens::new(text);
            tokens.by_ref().for_each(drop);
            assert_eq!(tokens.is_cut(), cut, "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn tokens_move_on_and_hold_what_is_written(text in "[<>/!?a=\"' \\[\\]&;\\-가x]{0,80}") {
            let mut tokens = Tokens::new(&text);
            let mut before = 0;
            while let Some(token) = tokens.next() {
                proptest::prop_assert!(tokens.at() > before);
                before = tokens.at();
                if let Token::Open(tag) = token {
                    proptest::prop_assert!(tag.attributes().count() <= text.len());
                }
            }
        }
    }
}
