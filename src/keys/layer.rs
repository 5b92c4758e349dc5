//! Layers: the texts that bind keys, from the shipped bindings to the user's own.

use std::path::Path;

/// A text that binds keys; a later layer beats an earlier one.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a> {
    /// The file, for complaints.
    pub path: &'a Path,
    /// Its text.
    pub text: &'a str,
    /// The table that holds the contexts, if they are not at the top level. The caller reports TOML errors in such a
    /// file.
    pub table: Option<&'a str>,
}
