//! Tells the reader's own command of new articles: a JSON object a line on its standard input, as `byline list --json`
//! prints them.
//!
//! It does not decide which are new, and waits for the command no longer than a minute.

use super::json::{ArticleJson, More};
use crate::article::{ArticleId, SourceId};
use crate::document::words_in;
use crate::index::Reader;
use crate::sources::{Role, Trouble, tell_program};
use crate::store;
use crate::text::Clean;
use std::collections::HashMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(60);

/// Runs the command that is set as `on_new`, if one is and anything is new, and waits for its end.
pub fn tell_of_new(
    command: &[String],
    places: &store::Places,
    index: &Path,
    new: Vec<ArticleId>,
) -> Result<(), Trouble> {
    if command.is_empty() || new.is_empty() {
        return Ok(());
    }
    let failed = |error: crate::index::IndexError| Trouble::Program(Role::Hook, error.to_string());
    let mut reader = Reader::open(places, index).map_err(failed)?;
    let sources = reader.sources().map_err(failed)?;
    let sources: HashMap<SourceId, Clean> = sources.into_iter().map(|source| (source.id, source.title)).collect();
    let feed = move |to: &mut dyn Write| {
        let mut to = BufWriter::new(to);
        for id in new {
            let Some(mut row) = reader.row(id).map_err(io::Error::other)? else { continue };
            // What just came is not indexed yet, so its words are not counted.
            if row.words == 0 {
                let opened = reader.article(id).map_err(io::Error::other)?;
                row.words = opened.map_or(0, |opened| words_in(&opened.article));
            }
            let source = sources.get(&row.source).map_or("", Clean::as_str);
            serde_json::to_writer(&mut to, &ArticleJson::of(&row, source, More::default()))?;
            to.write_all(b"\n")?;
        }
        to.flush()
    };
    tell_program(command, feed, PATIENCE)
}
