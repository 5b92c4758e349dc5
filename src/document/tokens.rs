//! HTML as a stream of tags and texts: html5ever's tokenizer without its tree, so depth costs nothing.
//!
//! It knows which elements hold no markup (scripts, styles, titles) and bounds attributes; it gives tags no meaning.

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
};
use std::borrow::Cow;
use std::cell::RefCell;

/// How many attributes of a tag are read: looking for repeated ones takes the square of their number.
const ATTRIBUTES: usize = 256;
/// How much the tokenizer is given at a time, so that a large text is never there twice.
const CHUNK: usize = 1 << 16;

/// What is told of a text as it is read.
pub(super) trait Reader {
    /// A tag opens.
    fn start(&mut self, name: &str, tag: &Attributes<'_>);
    /// A tag closes.
    fn end(&mut self, name: &str);
    /// Text, with its references decoded.
    fn text(&mut self, text: &str);
    /// Whether to read on.
    fn is_done(&self) -> bool {
        false
    }
}

/// The attributes of a tag.
pub(super) struct Attributes<'a>(&'a Tag);

impl Attributes<'_> {
    /// The value of an attribute, by its name in small letters.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.attrs.iter().find(|a| &*a.name.local == name).map(|a| &*a.value)
    }

    /// Whether an attribute is there, and is not blank.
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }

    /// Whether the tag says it is closed, as XML does.
    pub fn is_closed(&self) -> bool {
        self.0.self_closing
    }
}

struct Sink<'a, R>(RefCell<&'a mut R>, bool);

impl<R: Reader> TokenSink for Sink<'_, R> {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut reader = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                reader.start(&tag.name, &Attributes(&tag));
                if self.1 {
                    return raw_text(&tag.name);
                }
            }
            Token::TagToken(tag) => reader.end(&tag.name),
            Token::CharacterTokens(text) => reader.text(&text),
            _ => {}
        }
        TokenSinkResult::Continue
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        !self.1
    }
}

/// How what stands in an element is to be read.
fn raw_text(name: &str) -> TokenSinkResult<()> {
    match name {
        "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
        "style" | "xmp" | "iframe" | "noembed" | "noframes" => TokenSinkResult::RawData(RawKind::Rawtext),
        "script" => TokenSinkResult::RawData(RawKind::ScriptData),
        "plaintext" => TokenSinkResult::Plaintext,
        _ => TokenSinkResult::Continue,
    }
}

/// Tells `reader` the tags and texts of a page or a fragment.
pub(super) fn read_html(html: &str, reader: &mut impl Reader) {
    read(html, reader, true);
}

/// Tells `reader` the tags (in small letters) and texts of XML, as tolerantly as those of HTML.
pub(super) fn read_xml(xml: &str, reader: &mut impl Reader) {
    read(xml, reader, false);
}

fn read(text: &str, reader: &mut impl Reader, html: bool) {
    let tokenizer = Tokenizer::new(Sink(RefCell::new(reader), html), TokenizerOpts::default());
    feed(text, |buffer| {
        while !matches!(tokenizer.feed(buffer), TokenizerResult::Done) {}
        !tokenizer.sink.0.borrow().is_done()
    });
    tokenizer.end();
}

/// Gives a text to a tokenizer in chunks, its tags bounded, until that has enough.
pub(super) fn feed(text: &str, mut take: impl FnMut(&BufferQueue) -> bool) {
    let bounded = bound_attributes(text);
    let buffer = BufferQueue::default();
    let mut rest = &*bounded;
    while !rest.is_empty() {
        let chunk = super::beginning(rest, CHUNK);
        buffer.push_back(StrTendril::from_slice(chunk));
        rest = &rest[chunk.len()..];
        if !take(&buffer) {
            return;
        }
    }
}

/// The text with what goes beyond [`ATTRIBUTES`] cut out of its tags; untouched where there is no such tag.
fn bound_attributes(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let (mut kept, mut from, mut at) = (String::new(), 0, 0);
    while let Some(open) = bytes[at..].iter().position(|b| *b == b'<').map(|i| at + i) {
        at = open + 1;
        if !bytes.get(at).is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/') {
            continue;
        }
        let tag = measure_tag(&bytes[at..]);
        if let Some(cut) = tag.cut {
            kept.push_str(&html[from..at + cut]);
            from = at + tag.end;
        }
        at += tag.end;
    }
    if from == 0 {
        return Cow::Borrowed(html);
    }
    kept.push_str(&html[from..]);
    Cow::Owned(kept)
}

struct Measured {
    /// Where the tag ends.
    end: usize,
    /// Where it has had its attributes.
    cut: Option<usize>,
}

/// Reads a tag from its name on, as the tokenizer does: a quote counts only behind an equals sign.
fn measure_tag(tag: &[u8]) -> Measured {
    let (mut at, mut count, mut cut) = (0, 0, None);
    let (mut apart, mut valued) = (false, false);
    while let Some(&byte) = tag.get(at) {
        match byte {
            b'>' => break,
            b'"' | b'\'' if valued => {
                at += 1 + tag[at + 1..].iter().position(|b| *b == byte).unwrap_or(tag.len() - at - 1);
                (apart, valued) = (true, false);
            }
            b'=' => valued = true,
            b' ' | b'\t' | b'\n' | b'\r' | b'\x0c' | b'/' => apart = true,
            _ => {
                if apart && !valued {
                    count += 1;
                    if count > ATTRIBUTES && cut.is_none() {
                        cut = Some(at);
                    }
                }
                (apart, valued) = (false, false);
            }
        }
        at += 1;
    }
    Measured { end: at.min(tag.len()), cut }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_keeps_its_first_attributes_and_nothing_else_is_touched() {
        let many: String = (0..1000).map(|n| format!(" a{n}='x>y'")).collect();
        let cut = bound_attributes(&format!("before < 1 <p{many}>text</p> after")).into_owned();
        assert_eq!(cut.matches("x>y").count(), ATTRIBUTES);
        assert!(cut.starts_with("before < 1 <p a0='x>y' a1") && cut.ends_with(">text</p> after"), "{cut}");
        for same in ["", "<", "<p class=x>it's <b>", "<p", "<!-- <b -->", "a < b > c"] {
            assert_eq!(bound_attributes(same), same);
        }
    }

    #[derive(Default)]
    struct Trace(String);

    impl Reader for Trace {
        fn start(&mut self, name: &str, _: &Attributes<'_>) {
            self.0 += &format!("<{name}>");
        }
        fn end(&mut self, name: &str) {
            self.0 += &format!("</{name}>");
        }
        fn text(&mut self, text: &str) {
            self.0 += text;
        }
    }

    #[test]
    fn scripts_and_titles_hold_no_tags() {
        let mut trace = Trace::default();
        read_html("<title>a <b> &amp;</title><script>'<p>'</script><p>x<![CDATA[no]]>&lt;", &mut trace);
        assert_eq!(trace.0, "<title>a <b> &</title><script>'<p>'</script><p>x<");
        let mut trace = Trace::default();
        read_xml("<TITLE>a <b/> &apos;</TITLE><![CDATA[1 < 2]]>", &mut trace);
        assert_eq!(trace.0, "<title>a <b> '</title>1 < 2");
    }
}
