//! HTML as a tree, for extraction only: bounded in depth and size before it is built, so that no page can hang it.
//!
//! It refuses rather than cuts: a page beyond its bounds is read whole by `html`, which needs no tree.

use super::tokens::feed;
use dom_query::{Document, NodeId};
use html5ever::TokenizerResult;
use html5ever::tokenizer::{Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{Tracer, TreeBuilder, TreeBuilderOpts, TreeSink};
use std::cell::Cell;

/// The largest page a tree is built of, in bytes.
const BYTES: usize = 8 << 20;
/// The most nodes a tree may have.
const NODES: usize = 100_000;
/// The most characters that must be written as references: extraction's writer takes the square of their number.
const REFERENCES: usize = 50_000;
/// How deep elements may nest, as in browsers: what is deeper stands side by side.
const DEPTH: usize = 512;
/// How many elements a tag can open at most: itself, a row's table body, and formatting elements that are reopened.
const STEP: usize = 48;

/// Builds the tree of a page, unless it is too large for one.
pub(super) fn grow(html: &str) -> Option<Document> {
    if html.len() > BYTES {
        return None;
    }
    let options = TreeBuilderOpts { scripting_enabled: false, ..Default::default() };
    let builder = TreeBuilder::new(Document::default(), options);
    let bounds = Bounded { builder, open: Cell::new(0), full: Cell::new(false), references: Cell::new(0) };
    let tokenizer = Tokenizer::new(bounds, TokenizerOpts::default());
    feed(html, |buffer| {
        while !matches!(tokenizer.feed(buffer), TokenizerResult::Done) {}
        !tokenizer.sink.full.get()
    });
    if tokenizer.sink.full.get() {
        return None;
    }
    tokenizer.end();
    Some(tokenizer.sink.builder.sink.finish())
}

/// Stands before the tree builder and keeps from it what would make the tree too deep or too large.
struct Bounded {
    builder: TreeBuilder<NodeId, Document>,
    /// No more elements than this are open.
    open: Cell<usize>,
    full: Cell<bool>,
    references: Cell<usize>,
}

impl Bounded {
    /// Whether one more element would be too deep. Asks the builder only when the elements met since could be enough.
    fn is_deep(&self) -> bool {
        if self.open.get() + STEP < DEPTH {
            self.open.set(self.open.get() + STEP);
            return false;
        }
        let count = Count(Cell::new(0));
        self.builder.trace_handles(&count);
        self.open.set(count.0.get() + STEP);
        count.0.get() + STEP >= DEPTH
    }
}

struct Count(Cell<usize>);

impl Tracer for Count {
    type Handle = NodeId;

    fn trace_handle(&self, _: &NodeId) {
        self.0.set(self.0.get() + 1);
    }
}

impl TokenSink for Bounded {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        if self.full.get() {
            return TokenSinkResult::Continue;
        }
        let token = match token {
            Token::TagToken(mut tag) if tag.kind == TagKind::StartTag => {
                if is_void(&tag.name) {
                    // Closed at once: it adds no depth.
                } else if self.is_deep() {
                    return TokenSinkResult::Continue;
                }
                trim(&mut tag);
                Token::TagToken(tag)
            }
            Token::CommentToken(_) | Token::ParseError(_) => return TokenSinkResult::Continue,
            Token::CharacterTokens(text) => {
                let count = text.bytes().filter(|b| matches!(b, b'&' | b'<' | b'>')).count();
                self.references.set(self.references.get() + count);
                Token::CharacterTokens(text)
            }
            other => other,
        };
        let result = self.builder.process_token(token, line);
        self.full.set(self.builder.sink.tree.len() > NODES || self.references.get() > REFERENCES);
        match result {
            // Scripts are not run, so nothing waits for them.
            TokenSinkResult::Script(_) | TokenSinkResult::EncodingIndicator(_) => TokenSinkResult::Continue,
            result => result,
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// Formatting elements without attributes: the builder reopens equal ones three times at most, differing ones without
/// end.
fn trim(tag: &mut Tag) {
    if matches!(
        &*tag.name,
        "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike" | "strong" | "tt" | "u"
    ) {
        tag.attrs.clear();
    }
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "img" | "hr" | "meta" | "link" | "input" | "wbr" | "source" | "col" | "area" | "base")
}
