//! The full text: what of an article goes into FTS5, and when.
//!
//! What goes in are our own tokens, set apart by spaces, of letters, digits and marks only: SQLite's tokenizer finds
//! nothing in them to cut. It does not search: that is `search`'s.

use super::IndexError;
use super::taking::{TEXTS, read_text, shown};
use crate::article::Article;
use crate::document;
use crate::query::{Query, shorts, tokenize};
use crate::store::{Location, Record, Store};
use crate::text::{Clean, cut, visible_words};
use rusqlite::{Connection, params};
use std::collections::HashSet;
use std::fmt::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::thread::Builder;

/// How much of a body a list shows at most, in columns.
const LEAD: usize = 240;

/// Articles taken in at once, at most.
const AT_ONCE: usize = 2_048;

/// The columns of FTS5, and what lists show of the body.
#[derive(Debug, Default)]
struct Columns {
    title: String,
    body: String,
    author: String,
    short: String,
    lead: String,
    words: u32,
}

/// An article whose text is to be taken in.
struct Pending {
    place: i64,
    face: i64,
    at: Location,
}

/// How many articles wait for their text.
pub(super) fn count_pending(db: &Connection) -> Result<u64, IndexError> {
    let sql = "SELECT count(*) FROM articles INDEXED BY wordless WHERE words IS NULL AND shelf < 2";
    Ok(db.prepare_cached(sql)?.query_row([], |row| row.get(0))?)
}

/// Takes in the text of the newest articles that wait for it, about `budget` bytes, and says of how many.
pub(super) fn index(db: &Connection, store: &Store, budget: usize) -> Result<usize, IndexError> {
    let mut pending = find_pending(db, budget)?;
    // FTS5 takes rows in the order of their rowids without writing out what it has gathered in memory.
    pending.reverse();
    db.execute_batch("BEGIN IMMEDIATE")?;
    let written = read_and_write(db, store, &pending);
    db.execute_batch(if written.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    written.map(|()| pending.len())
}

/// Reads and cuts up texts on a thread of their own, while those before them are written: both take about as long.
fn read_and_write(db: &Connection, store: &Store, pending: &[Pending]) -> Result<(), IndexError> {
    let in_turn = || pending.iter().try_for_each(|pending| write(db, pending, &read_one(store, &pending.at)));
    if pending.len() < 8 {
        return in_turn();
    }
    std::thread::scope(|scope| {
        let (read, ready) = mpsc::sync_channel(16);
        let reading = move || {
            for pending in pending {
                if read.send((pending, read_one(store, &pending.at))).is_err() {
                    return;
                }
            }
        };
        if Builder::new().name("texts".into()).spawn_scoped(scope, reading).is_err() {
            return in_turn();
        }
        ready.iter().try_for_each(|(pending, columns)| write(db, pending, &columns))
    })
}

fn find_pending(db: &Connection, budget: usize) -> Result<Vec<Pending>, IndexError> {
    let mut query = db.prepare_cached(
        "SELECT place, face FROM articles INDEXED BY wordless WHERE words IS NULL AND shelf < 2
         ORDER BY place DESC LIMIT ?1",
    )?;
    let mut texts = db.prepare_cached(TEXTS)?;
    let mut pending = Vec::new();
    let mut bytes = 0;
    for row in query.query_map([AT_ONCE], |row| Ok((row.get(0)?, row.get(1)?)))? {
        let (place, face) = row?;
        let rows = texts.query_map([face], read_text)?.collect::<Result<Vec<_>, _>>()?;
        let at = shown(&rows).ok_or(IndexError::Damaged("an article has no text"))?;
        bytes += at.len as usize;
        pending.push(Pending { place, face, at });
        if bytes >= budget {
            break;
        }
    }
    Ok(pending)
}

/// The columns of one article. A text that cannot be read now has no words: `byline check` names it.
fn read_one(store: &Store, at: &Location) -> Columns {
    let Ok(Record::Article(version)) = store.read_at(at) else { return Columns::default() };
    let article = &version.article;
    // A fault in a parser costs this one text.
    let body = catch_unwind(AssertUnwindSafe(|| readable(article))).unwrap_or_default();
    columns(&article.title, &article.authors.join(", "), &body)
}

/// The text of an article as it is read.
fn readable(article: &Article) -> String {
    document::plain_text(&document::parse(article.media, &article.body, article.url.as_deref(), &article.title))
}

fn columns(title: &str, author: &str, body: &str) -> Columns {
    let mut columns = Columns { words: visible_words(body), lead: lead(body), ..Columns::default() };
    let mut met = HashSet::new();
    // Every article has `_`, so that what a query leaves out can be taken from something.
    columns.short.push('_');
    for (text, column, mark) in [
        (title, &mut columns.title, Some("__")),
        (body, &mut columns.body, None),
        (author, &mut columns.author, Some("___")),
    ] {
        tokenize(text, |token| {
            column.push_str(token.text);
            column.push(' ');
            shorts(&token, |short| {
                if !met.contains(short) {
                    met.insert(short.to_owned());
                    let _ = write!(columns.short, " _{short}");
                }
            });
        });
        let mut own = HashSet::new();
        if let Some(mark) = mark {
            tokenize(text, |token| {
                shorts(&token, |short| {
                    if own.insert(short.to_owned()) {
                        let _ = write!(columns.short, " {mark}{short}");
                    }
                });
            });
        }
    }
    columns
}

/// The first words of a body, in one row.
fn lead(body: &str) -> String {
    let end = body.char_indices().nth(LEAD * 2).map_or(body.len(), |(at, _)| at);
    let line = Clean::line(&body[..end]);
    cut(line.as_str(), LEAD).trim_end().to_owned()
}

/// What of the text of an article is shown in a list of what a query finds: words around the first hit, where the first
/// words of the text do not show one.
pub(super) fn snippet(query: &Query, article: &Article) -> Option<Clean> {
    let body = catch_unwind(AssertUnwindSafe(|| readable(article))).unwrap_or_default();
    let start = query.snippet(&body)?;
    Some(Clean::line(&format!("… {}", lead(&body[start..]))))
}

fn write(db: &Connection, pending: &Pending, columns: &Columns) -> Result<(), IndexError> {
    let rows = db.prepare_cached(TEXTS)?.query_map([pending.face], read_text)?.collect::<Result<Vec<_>, _>>()?;
    // While it was read another process may have indexed it, moved it, or taken in a newer text.
    if shown(&rows).as_ref() != Some(&pending.at) {
        return Ok(());
    }
    let waits = db
        .prepare_cached("UPDATE articles SET words = ?3 WHERE place = ?1 AND face = ?2 AND words IS NULL")?
        .execute(params![pending.place, pending.face, columns.words])?;
    if waits == 0 {
        return Ok(());
    }
    db.prepare_cached("INSERT INTO text (rowid, title, body, author, short) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![pending.place, columns.title, columns.body, columns.author, columns.short])?;
    db.prepare_cached("INSERT OR REPLACE INTO leads VALUES (?1, ?2)")?.execute(params![pending.face, columns.lead])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::tests::text;
    use proptest::prelude::*;

    proptest! {
        /// What is put in is exactly what FTS5 holds: its own tokenizer neither cuts, nor folds, nor drops any of it.
        #[test]
        fn sqlite_cannot_cut_our_tokens(title in text(), body in text()) {
            let db = Connection::open_in_memory().unwrap();
            db.execute_batch(super::super::file::SCHEMA).unwrap();
            db.execute_batch("CREATE VIRTUAL TABLE held USING fts5vocab(text, instance)").unwrap();
            let columns = columns(&title, "", &body);
            db.execute(
                "INSERT INTO text (rowid, title, body, author, short) VALUES (1, ?1, ?2, '', ?3)",
                params![columns.title, columns.body, columns.short],
            ).unwrap();
            for (name, ours) in [("title", &columns.title), ("body", &columns.body), ("short", &columns.short)] {
                let mut query = db.prepare("SELECT term FROM held WHERE col = ?1 ORDER BY offset").unwrap();
                let held: Vec<String> = query.query_map([name], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
                prop_assert_eq!(held, ours.split_terminator(' ').map(str::to_owned).collect::<Vec<_>>());
            }
        }
    }
}
