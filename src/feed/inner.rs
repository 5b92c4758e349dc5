//! What stands in an element, as text, as HTML, or as a line without markup.
//!
//! Nothing is copied before it is asked for. Who wrote what (text, escaped HTML, markup in the open) is told apart here;
//! whether it is a title or a body is its caller's to know.

use super::reference::{decode, decode_into, has_reference};
use super::tokens::{Tag, Token, Tokens};
use crate::article::Media;

/// The inside of an element as it is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Inner<'a> {
    raw: &'a str,
    /// It is one text or one CDATA section, as nearly all are.
    single: bool,
    /// Elements stand in it.
    children: bool,
    /// It ends because it is at its end, not because the document is.
    whole: bool,
}

impl<'a> Inner<'a> {
    /// Nothing at all.
    pub fn empty() -> Self {
        Inner { raw: "", single: true, children: false, whole: true }
    }

    /// The inside of an element, so many pieces of text, with or without elements, whole or cut.
    pub fn new(raw: &'a str, pieces: usize, children: bool, whole: bool) -> Self {
        Inner { raw, single: pieces <= 1 && !children, children, whole }
    }

    /// Whether it is all there.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether elements stand in it.
    pub fn has_children(&self) -> bool {
        self.children
    }

    /// The inside as it is written.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// The text, references decoded, elements left out.
    pub fn text(&self) -> String {
        if self.single && !self.raw.contains('<') {
            return decode(self.raw.trim()).into_owned();
        }
        let mut text = String::new();
        for token in Tokens::new(self.raw) {
            match token {
                Token::Text(piece) => decode_into(piece, &mut text),
                Token::Cdata(piece) => text.push_str(piece),
                Token::Open(_) | Token::Close(_) => {}
            }
        }
        trim(text)
    }

    /// What was meant as HTML: escaped, in CDATA, or in the open.
    pub fn html(&self) -> String {
        if !self.children {
            return self.text();
        }
        let escaped = self.raw.match_indices("&lt;").any(|(at, _)| begins_tag(&self.raw[at + 4..]));
        self.write(|piece, out| if escaped { decode_into(piece, out) } else { out.push_str(piece) }, str::to_owned)
    }

    /// What stands here as XHTML: elements are elements, text is text.
    pub fn markup(&self) -> String {
        self.write(|piece, out| out.push_str(piece), escape)
    }

    /// Writes the elements as HTML knows them, between texts and CDATA as they are given.
    fn write(&self, text: impl Fn(&str, &mut String), cdata: impl Fn(&str) -> String) -> String {
        let mut html = String::with_capacity(self.raw.len());
        for token in Tokens::new(self.raw) {
            match token {
                Token::Text(piece) if piece.starts_with('<') => {
                    html.push_str("&lt;");
                    text(&piece[1..], &mut html);
                }
                Token::Text(piece) => text(piece, &mut html),
                Token::Cdata(piece) => html.push_str(&cdata(piece)),
                Token::Open(tag) => write_tag(tag, &mut html),
                Token::Close(name) if is_void(local(name)) => {}
                Token::Close(name) => html.extend(["</", local(name), ">"]),
            }
        }
        trim(html)
    }
}

/// Removes white space at both ends, without a copy where there is none at the beginning.
fn trim(mut text: String) -> String {
    text.truncate(text.trim_end().len());
    let start = text.len() - text.trim_start().len();
    text.drain(..start);
    text
}

/// HTML has no prefixes, and only its empty elements close themselves.
fn write_tag(tag: Tag<'_>, html: &mut String) {
    let name = local(tag.name);
    html.extend(["<", name, tag.attributes.trim_end_matches('/').trim_end(), ">"]);
    if tag.closed && !is_void(name) {
        html.extend(["</", name, ">"]);
    }
}

fn local(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

fn is_void(name: &str) -> bool {
    const VOID: [&str; 13] =
        ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
    VOID.iter().any(|void| void.eq_ignore_ascii_case(name))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Whether a text could follow the `<` of a tag.
fn begins_tag(text: &str) -> bool {
    let text = text.strip_prefix(['/', '!']).unwrap_or(text);
    text.starts_with(|c: char| c.is_ascii_alphabetic()) || text.starts_with("--")
}

/// What a text is that nobody declared: HTML if a tag or a reference is in it.
pub(super) fn media_of(text: &str) -> Media {
    let tag = memchr::memchr_iter(b'<', text.as_bytes()).any(|at| begins_tag(&text[at + 1..]));
    if tag || has_reference(text) { Media::Html } else { Media::Text }
}

/// A title as one line of text: markup for looks is dropped, references are decoded once, white space is folded.
///
/// The rule is the same for every feed, whatever it declares: titles declared as text are full of references, and those
/// declared as HTML of bare `<` and `&`. A tag that is none of those for looks is a word of the title.
pub(super) fn line_of(title: &str) -> String {
    if memchr::memchr2(b'<', b'&', title.as_bytes()).is_none() {
        return fold(title);
    }
    let mut line = String::with_capacity(title.len());
    let mut hidden = None;
    for token in Tokens::new(title) {
        match token {
            Token::Open(tag) if hidden.is_none() && is_hidden(tag.name) => hidden = Some(tag.name),
            Token::Close(name) if hidden.is_some_and(|open: &str| open.eq_ignore_ascii_case(name)) => hidden = None,
            _ if hidden.is_some() => {}
            Token::Open(tag) if is_for_looks(tag.name) => line.push_str(space_of(tag.name)),
            Token::Close(name) if is_for_looks(name) => line.push_str(space_of(name)),
            Token::Open(tag) => {
                line.extend(["<", tag.name, &decode(tag.attributes), if tag.closed { "/>" } else { ">" }]);
            }
            Token::Close(name) => line.extend(["</", name, ">"]),
            Token::Text(text) => decode_into(text, &mut line),
            Token::Cdata(text) => line.push_str(text),
        }
    }
    fold(&line)
}

/// Folds white space, as it is folded in a title, a name or an id.
pub(super) fn fold(text: &str) -> String {
    if text.bytes().all(|b| b.is_ascii_graphic()) {
        return text.to_owned();
    }
    let mut line = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() && c != '\u{a0}').filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

fn is_hidden(name: &str) -> bool {
    ["script", "style"].iter().any(|hidden| hidden.eq_ignore_ascii_case(name))
}

fn is_for_looks(name: &str) -> bool {
    const LOOKS: [&str; 40] = [
        "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "center", "cite", "code", "del", "dfn", "div", "em",
        "font", "h1", "h2", "h3", "h4", "h5", "h6", "i", "img", "ins", "kbd", "mark", "nobr", "p", "q", "s", "small",
        "span", "strike", "strong", "sub", "sup", "tt", "u", "wbr",
    ];
    let name = local(name);
    LOOKS.iter().any(|looks| looks.eq_ignore_ascii_case(name))
}

/// A line that breaks, and a block, part words.
fn space_of(name: &str) -> &'static str {
    let parts = ["br", "div", "p", "h1", "h2", "h3", "h4", "h5", "h6"];
    if parts.iter().any(|part| part.eq_ignore_ascii_case(local(name))) { " " } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_decoded_once_and_lose_their_looks() {
        for (title, expected) in [
            ("1 &lt; 2 &amp; 3", "1 < 2 & 3"),
            ("AT&T <i>cdata</i> &amp; &lt;", "AT&T cdata & <"),
            ("&#8217; ’ &amp;amp;", "’ ’ &amp;"),
            ("<b>Bold &amp; title</b> <script>x</script>", "Bold & title"),
            ("AT&amp;T &lt;3 &amp;lt; 1 < 2", "AT&T <3 &lt; 1 < 2"),
            ("The <canvas> element & x<y", "The <canvas> element & x<y"),
            ("one<br/>two\n\t three ", "one two three"),
        ] {
            assert_eq!(line_of(title), expected);
        }
    }

    #[test]
    fn what_stands_in_an_element_is_told_apart() {
        let inner = |raw| Inner::new(raw, 2, Tokens::new(raw).any(|t| matches!(t, Token::Open(_))), true);
        for (raw, text, html) in [
            ("a &lt;b&gt; &amp;amp;", "a <b> &amp;", "a <b> &amp;"),
            ("<![CDATA[x ]]]]><![CDATA[> &amp; y]]>", "x ]]> &amp; y", "x ]]> &amp; y"),
            ("one <b>two</b> &lt; &#38;", "one two < &", "one <b>two</b> &lt; &#38;"),
            ("&lt;p&gt;a<br/>b &amp;amp;", "<p>ab &amp;", "<p>a<br>b &amp;"),
            ("<x:p class='a'/>a <3", "a <3", "<p class='a'></p>a &lt;3"),
        ] {
            assert_eq!((inner(raw).text().as_str(), inner(raw).html().as_str()), (text, html), "{raw}");
        }
        assert_eq!(inner("<p>a <![CDATA[<b>]]></p>").markup(), "<p>a &lt;b&gt;</p>");
    }

    #[test]
    fn a_text_is_html_only_if_something_says_so() {
        for (text, media) in [
            ("a < b & c", Media::Text),
            ("AT&T says", Media::Text),
            ("a <b>", Media::Html),
            ("a &amp; b", Media::Html),
            ("<!-- a -->", Media::Html),
        ] {
            assert_eq!(media_of(text), media, "{text}");
        }
    }
}
