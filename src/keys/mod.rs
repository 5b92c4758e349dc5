//! Keys, sequences and counts, resolved to actions by a trie read from TOML. No timers.
//!
//! It does not carry actions out, and does not know which pane has the keys: `app` names the context.

mod command;
mod context;
mod file;
mod key;
mod keymap;
mod layer;
mod layout;
mod pending;
mod preset;
mod rows;
mod sequence;
mod stroke;
mod trie;

pub use command::Command;
pub use context::Context;
pub use file::Check;
pub use key::{Code, Key, NotAKey};
pub use keymap::Keymap;
pub use layer::Layer;
pub use pending::{Pending, Press};
pub use rows::{KeyRow, key_rows};
pub use sequence::Sequence;
pub use stroke::Stroke;

#[cfg(test)]
mod tests;
