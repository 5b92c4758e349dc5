//! HTML, Markdown and plain text become one tree of blocks with links.
//!
//! It does not know widths or lines: that is `typeset`. It reads no file and opens nothing.

mod announce;
mod block;
mod date;
mod flow;
mod found;
mod front;
mod head;
mod html;
mod kind;
mod link;
mod markdown;
mod newswire;
mod notes;
mod page;
mod places;
mod plain;
mod print;
mod raised;
mod readable;
mod repeat;
mod table;
mod tokens;
mod tree;
mod walk;
mod wire;

#[cfg(test)]
mod tests;

pub use announce::{Alternate, Announced, announced};
pub use block::{Align, Block, Document, FoldKind, Inline, Item, Link, Run, Style, Target};
pub use date::read_date;
pub use found::{Found, describe};
pub use kind::kind_of;
pub use newswire::{Story, newswire};
pub use page::{Extracted, extract_article};
pub use print::markdown_text;
pub use readable::plain_text;

use crate::article::{Article, Media};
use crate::text::{beginning, visible_words};

/// The words of an article, as it is read.
pub fn words_in(article: &Article) -> u32 {
    visible_words(&plain_text(&parse(article.media, &article.body, article.url.as_deref(), &article.title)))
}

/// Makes the body of an article into blocks.
///
/// `base` is the address it came from, for relative links. `title` is the article's title as shown above the body: a
/// first heading or headline that merely repeats it is left out. What stands twice word for word is folded.
pub fn parse(media: Media, body: &str, base: Option<&str>, title: &str) -> Document {
    let mut document = match media {
        Media::Text => plain::parse(body, title),
        Media::Markdown => markdown::parse(front::split(body).1, base),
        Media::Html => html::parse(body, base, false),
        Media::Page => page::parse(body, base),
    };
    let repeats =
        matches!(document.blocks.first(), Some(Block::Heading(_, runs)) if same_words(&walk::text_of(runs), title));
    if repeats {
        document.blocks.remove(0);
    }
    document.blocks = repeat::fold(document.blocks);
    document
}

/// Whether two texts are the same but for case, white space and punctuation.
fn same_words(one: &str, other: &str) -> bool {
    let letters =
        |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let one = letters(one);
    !one.is_empty() && one == letters(other)
}
