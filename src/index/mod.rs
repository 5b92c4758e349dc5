//! A SQLite and FTS5 index in the cache, built from the store, thrown away when in doubt.
//!
//! It knows nothing that the store does not know: a rebuilt index gives the same answers, byte for byte. It decides
//! nothing about files on disk either: what a record means and where it stands is `store`'s.
//!
//! [`Reader`] answers questions, on a connection of its own that the writer never blocks; [`Library`] is the one door
//! for changes: it writes to the store first and lets the index learn from what was written.

mod alike;
mod answer;
mod catching;
mod error;
mod file;
mod filter;
mod kept;
mod library;
mod marking;
mod named;
mod place;
mod prints;
mod pruning;
mod reader;
mod reusing;
mod rows;
mod saved_marks;
mod search;
mod sorting;
mod sources;
mod stand_in;
mod taking;
mod text;
mod totals;
mod untaken;
mod written;

pub use alike::KnownText;
pub use answer::{Added, Caught, Cause, Marked, Opened, Overview, Progress, Prunable, Stage, Tally, Undone};
pub use error::IndexError;
pub use library::Library;
pub use pruning::Rule;
pub use reader::Reader;
pub use saved_marks::{save_marks, saved_marks};
pub use stand_in::{folder_in_use, remove_temporary_folders};

#[cfg(test)]
mod tests;
