//! `byline note`: prints the note on an article, writes it, or takes it away.

use super::Outcome;
use super::args::Changing;
use super::changing::Desk;
use super::context::{Context, Usage};
use super::output::{stdout, warn};
use super::rows::Printer;
use crate::article::{ArticleId, Change, Field, MAX_NOTE, Value};
use crate::runtime::More;
use crate::text::{Clean, count};
use std::io::{self, Read, Write};

/// Runs the command.
pub fn run(context: &Context, what: &str, text: &[String], how: Changing) -> anyhow::Result<Outcome> {
    let note = match text {
        [] => None,
        [dash] if dash == "-" => Some(read_input()?),
        words => Some(words.join(" ")),
    };
    let note = note.map(|note| cleaned(&note)).transpose()?;
    let mut desk = Desk::open(context, how)?;
    let ids = desk.choose(&[what.to_owned()], None)?;
    if ids.len() > 1 {
        let found = count(ids.len(), "article");
        return Err(
            Usage::new(format!("{found} found, and a note is on one: name its id; `byline list` has ids")).into()
        );
    }
    match note {
        None => match ids.first() {
            Some(id) => print(&mut desk, *id, how.json),
            None => Ok(super::found(false, desk.advice.as_deref())),
        },
        Some(note) => {
            let value = if note.is_empty() { Value::Off } else { Value::Text(note) };
            desk.change(&ids, &[Change { field: Field::Note, value, ids: ids.clone() }])
        }
    }
}

fn read_input() -> anyhow::Result<String> {
    let mut bytes = Vec::new();
    // One byte too many is enough to refuse it.
    io::stdin().lock().take(4 * MAX_NOTE as u64).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A note as it is kept: lines without control characters, nothing blank around them.
pub fn cleaned(note: &str) -> Result<String, Usage> {
    let lines: Vec<String> = note.lines().map(|line| Clean::verbatim(line, 8).to_string()).collect();
    let note = lines.join("\n").trim_end().trim_start_matches('\n').to_owned();
    match note.len() {
        0..=MAX_NOTE => Ok(note),
        _ => Err(Usage::new(format!("a note has {MAX_NOTE} bytes at most"))),
    }
}

fn print(desk: &mut Desk<'_>, id: ArticleId, json: bool) -> anyhow::Result<Outcome> {
    let notes = desk.reader.article(id)?.map_or_else(Vec::new, |opened| opened.notes);
    let note = notes.iter().find(|note| note.place.is_none()).map(|note| note.text.clone());
    match desk.reader.row(id)? {
        Some(row) if json => {
            let mut printer = Printer::new(&mut desk.reader, json)?;
            printer.print_with(&row, More { note: note.clone(), text: None })?;
            printer.out.flush()?;
        }
        _ => {
            let mut out = stdout();
            for line in notes.iter().flat_map(|note| note.text.lines()) {
                writeln!(out, "{}", Clean::verbatim(line, 8))?;
            }
            out.flush()?;
        }
    }
    if notes.is_empty() {
        warn("it has no note");
    }
    Ok(if notes.is_empty() { Outcome::Trouble } else { Outcome::Fine })
}
