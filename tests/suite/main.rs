//! What is tested from outside: the command line, real and hostile files, crashes, and the program in a terminal.
//!
//! One binary, since linking is what takes time.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

mod cli;
mod corpus_feeds;
mod corpus_html;
mod corpus_lists;
mod corpus_text;
mod crash;
mod dice;
mod encodings;
mod far_side;
mod fetch;
mod fixtures;
mod hostile_documents;
mod hostile_feeds;
mod newsboat;
mod no_room;
mod outside;
mod reader;
mod screen_bytes;
mod settings;
mod slow_line;
mod terminal;

/// A folder of the shared real data, or nothing, said aloud, where that is missing.
fn shared(path: &str) -> Option<std::path::PathBuf> {
    let found = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared").join(path);
    if !found.exists() {
        println!("skipped: {} is missing", found.display());
    }
    found.exists().then_some(found)
}
