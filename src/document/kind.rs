//! What a file is, from its extension and its first words.
//!
//! It does not decide whether a file is text at all: that is `text::is_binary`.

use crate::article::Media;

/// How much of a text is looked at.
const HEAD: usize = 4096;

/// The kind of a text, from the extension of its file (without the dot) or, where that says nothing, from the text.
pub fn kind_of(extension: Option<&str>, text: &str) -> Media {
    let head = super::beginning(text, HEAD).trim_start_matches('\u{feff}').trim_start().to_ascii_lowercase();
    let whole = ["<!doctype html", "<html", "<head", "<body"].iter().any(|tag| head.contains(tag));
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("md" | "markdown" | "mdown" | "mkd" | "mkdn") => Media::Markdown,
        Some("html" | "htm" | "xhtml" | "xht") => {
            if whole {
                Media::Page
            } else {
                Media::Html
            }
        }
        Some("txt" | "text" | "asc") => Media::Text,
        _ if head.starts_with('<') && whole => Media::Page,
        _ if is_fragment(&head) => Media::Html,
        _ if super::front::split(text).0.is_some() => Media::Markdown,
        _ => Media::Text,
    }
}

/// Whether a text begins with a tag that HTML fragments begin with.
fn is_fragment(head: &str) -> bool {
    let name = head.strip_prefix('<').unwrap_or("");
    let end = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    matches!(
        &name[..end],
        "p" | "div"
            | "article"
            | "section"
            | "h1"
            | "h2"
            | "h3"
            | "ul"
            | "ol"
            | "table"
            | "blockquote"
            | "pre"
            | "figure"
            | "img"
            | "main"
    ) && name[end..].starts_with(['>', ' ', '\n', '/'])
}
