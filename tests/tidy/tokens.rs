//! A Rust file as a flat row of tokens with their lines: comments are gone, tests can be taken out.
//!
//! It knows no grammar beyond attributes, paths and functions.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// A word, a sign, a literal or a bracket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    pub text: String,
    /// Where it begins and ends, from 1.
    pub lines: (usize, usize),
}

impl Token {
    pub fn is(&self, text: &str) -> bool {
        self.text == text
    }

    pub fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// The tokens of a file, without documentation.
pub fn tokens(text: &str) -> Vec<Token> {
    let stream: TokenStream = text.parse().expect("a Rust file");
    let mut all = Vec::new();
    flatten(stream, &mut all);
    without(all, |attribute| attribute.iter().any(|t| t.is("doc")), |after| after)
}

fn flatten(stream: TokenStream, all: &mut Vec<Token>) {
    for tree in stream {
        let lines = |span: proc_macro2::Span| (span.start().line, span.end().line);
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                all.push(Token { text: open.into(), lines: lines(group.span_open()) });
                flatten(group.stream(), all);
                all.push(Token { text: close.into(), lines: lines(group.span_close()) });
            }
            TokenTree::Punct(sign) if sign.as_char() == ':' && all.last().is_some_and(|last| last.is(":")) => {
                all.last_mut().unwrap().text.push(':');
            }
            other => all.push(Token { text: other.to_string(), lines: lines(other.span()) }),
        }
    }
}

/// The tokens without what stands under `#[cfg(test)]`.
pub fn without_tests(tokens: Vec<Token>) -> Vec<Token> {
    let is_test = |attribute: &[Token]| {
        attribute.iter().map(|t| t.text.as_str()).collect::<Vec<_>>() == ["cfg", "(", "test", ")"]
    };
    without(tokens, is_test, |after| {
        // Further attributes, then an item: to its semicolon, or to the end of its braces.
        let (mut end, mut in_braces) = (0, false);
        while let Some(token) = after.get(end) {
            let next = closing(after, end).map_or(end, |close| close) + 1;
            in_braces |= token.is("{");
            end = next;
            if token.is(";") || in_braces {
                break;
            }
        }
        &after[end..]
    })
}

/// The tokens without each attribute that `wanted` picks, and without what `skip` takes from behind it.
fn without(
    tokens: Vec<Token>,
    picked: impl Fn(&[Token]) -> bool,
    skip: impl for<'t> Fn(&'t [Token]) -> &'t [Token],
) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut rest = &tokens[..];
    while let Some(first) = rest.first() {
        if let Some((attribute, after)) = attribute(rest)
            && picked(attribute)
        {
            rest = skip(after);
        } else {
            kept.push(first.clone());
            rest = &rest[1..];
        }
    }
    kept
}

/// The inside of an attribute that stands at the beginning, and what follows it.
pub fn attribute(tokens: &[Token]) -> Option<(&[Token], &[Token])> {
    let open = match tokens {
        [hash, open, ..] if hash.is("#") && open.is("[") => 1,
        [hash, bang, open, ..] if hash.is("#") && bang.is("!") && open.is("[") => 2,
        _ => return None,
    };
    let close = closing(tokens, open)?;
    Some((&tokens[open + 1..close], &tokens[close + 1..]))
}

/// The place of the bracket that closes the one at `open`; nothing where none opens there.
pub fn closing(tokens: &[Token], open: usize) -> Option<usize> {
    let mut depth = 0;
    for (place, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return (place > open).then_some(place);
        }
    }
    None
}

/// A path as it is written in a `use` or in code; `*` is the last segment of a glob.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    pub segments: Vec<String>,
    pub line: usize,
}

impl Path {
    pub fn starts_with(&self, prefix: &str) -> bool {
        let mut segments = self.segments.iter();
        prefix.split("::").all(|wanted| segments.next().is_some_and(|segment| segment == wanted))
    }
}

/// Every path of two or more segments, with the braces of `use` written out.
pub fn paths(tokens: &[Token]) -> Vec<Path> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let begins = tokens[at].is_word() && !(at > 0 && (tokens[at - 1].is("::") || tokens[at - 1].is(".")));
        at = if begins { path(tokens, at, &[], &mut found) } else { at + 1 };
    }
    found.retain(|path| path.segments.len() > 1);
    found
}

fn path(tokens: &[Token], mut at: usize, prefix: &[String], found: &mut Vec<Path>) -> usize {
    let mut path = Path { segments: prefix.to_vec(), line: tokens[at].lines.0 };
    loop {
        match tokens.get(at) {
            Some(word) if word.is_word() || word.is("*") => path.segments.push(word.text.clone()),
            Some(open) if open.is("{") => {
                let close = closing(tokens, at).expect("a closed brace");
                while at + 1 < close {
                    at += 1;
                    if tokens[at].is_word() || tokens[at].is("*") || tokens[at].is("{") {
                        at = self::path(tokens, at, &path.segments, found) - 1;
                    }
                }
                return close + 1;
            }
            _ => break,
        }
        at += 1;
        if !tokens.get(at).is_some_and(|token| token.is("::")) {
            break;
        }
        at += 1;
    }
    found.push(path);
    at.max(1)
}

/// A function: its name, its line, and how many lines hold code of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    pub length: usize,
}

/// Every function with a body.
pub fn functions(tokens: &[Token]) -> Vec<Function> {
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        if !pair[0].is("fn") || !pair[1].is_word() {
            continue;
        }
        let mut end = at;
        while tokens.get(end).is_some_and(|t| !t.is("{") && !t.is(";")) {
            end = closing(tokens, end).unwrap_or(end) + 1;
        }
        if let Some(close) = closing(tokens, end) {
            let length = lines_of_code(&tokens[at..=close]);
            found.push(Function { name: pair[1].text.clone(), line: pair[0].lines.0, length });
        }
    }
    found
}

/// On how many lines the tokens stand.
pub fn lines_of_code(tokens: &[Token]) -> usize {
    let mut lines: Vec<usize> = tokens.iter().flat_map(|token| token.lines.0..=token.lines.1).collect();
    lines.sort_unstable();
    lines.dedup();
    lines.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let found: Vec<_> = paths(&tokens(text)).iter().map(|path| path.segments.join("::")).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn paths_are_found_in_uses_code_and_macros() {
        check(
            "use crate::a::{self, b::C, d::*}; use std::fmt;",
            &["crate::a::self", "crate::a::b::C", "crate::a::d::*", "std::fmt"],
        );
        check("fn f() -> crate::a::B { vec![std::fs::read::<u8>(x.y)] }", &["crate::a::B", "std::fs::read"]);
        check("pub(super) struct A; // crate::no\n/// crate::no\nconst S: &str = \"crate::no\";", &[]);
    }

    #[test]
    fn tests_are_taken_out_and_what_follows_stays() {
        let text = "fn a() {}\n#[cfg(test)]\n#[allow(x)]\nmod tests { fn b() { {} } }\n#[cfg(test)]\nmod t;\nfn c() {}";
        let names: Vec<_> = functions(&without_tests(tokens(text))).into_iter().map(|f| f.name).collect();
        assert_eq!(names, ["a", "c"]);
    }

    #[test]
    fn lines_of_comments_do_not_count() {
        let text = "/// Doc.\nfn a(x: [u8; 2]) -> u8\nwhere\n{\n    // why\n\n    x\n}\ntrait T { fn none(); }";
        assert_eq!(functions(&tokens(text)), [Function { name: "a".into(), line: 2, length: 5 }]);
    }
}
