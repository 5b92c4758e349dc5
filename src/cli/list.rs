//! `byline list`: prints articles, newest first, for people or, with `--json`, for programs.

use super::Outcome;
use super::context::{Context, Usage};
use super::output::{stdout, warn};
use crate::article::{Row, SourceId};
use crate::index::Reader;
use crate::query::{Around, Query, View};
use crate::runtime;
use crate::text::{Clean, fit};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::HashMap;
use std::io::{self, IsTerminal, Write};

/// How many rows are asked for at a time.
const WINDOW: usize = 1_000;

/// Runs the command.
pub fn run(context: &Context, query: &str, limit: Option<usize>, json: bool) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let limit = limit.unwrap_or(usize::MAX);
    let query = Query::parse(query).map(|parsed| (!query.trim().is_empty()).then_some(parsed));
    let query = query.map_err(|mistake| Usage::new(mistake.to_string()))?;
    // Words are counted where text is indexed.
    let mut reader = context.up_to_date(query.is_some() || json)?;
    let sources = reader.sources()?.into_iter().map(|source| (source.id, source.title)).collect();
    let mut printer = Printer { sources, json, columns: columns(), out: stdout() };
    match query {
        Some(query) => {
            for row in reader.search(&query, &context.now.to_zoned(runtime::zone()), limit.min(u32::MAX as usize))? {
                printer.print(&row)?;
            }
        }
        None => print_all(&mut reader, limit, &mut printer)?,
    }
    printer.out.flush()?;
    if reader.total(&View::default())? == 0 && !json {
        warn("the library is empty; `byline import PATH` takes files in");
    }
    Ok(Outcome::Fine)
}

fn print_all(reader: &mut Reader, limit: usize, printer: &mut Printer<impl Write>) -> anyhow::Result<()> {
    let view = View::default();
    let (mut around, mut left) = (Around::Top, limit);
    while left > 0 {
        let window = reader.window(&view, around, 0, WINDOW.min(left.saturating_add(1)))?;
        // A window begins with the row it was asked to lie around: the last one printed.
        let rows = window.rows.iter().filter(|row| around != Around::Key(row.key));
        for row in rows.take(left) {
            printer.print(row)?;
            left -= 1;
        }
        match window.rows.last() {
            Some(last) if !window.at_bottom && around != Around::Key(last.key) => around = Around::Key(last.key),
            _ => break,
        }
    }
    Ok(())
}

/// The width of the terminal, where standard output is one.
fn columns() -> Option<usize> {
    let size = io::stdout().is_terminal().then(|| rustix::termios::tcgetwinsize(io::stdout()))?;
    size.ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

struct Printer<W> {
    sources: HashMap<SourceId, Clean>,
    json: bool,
    columns: Option<usize>,
    out: W,
}

/// One line of `byline list --json`. Its fields, their order and their types are a promise.
#[derive(Serialize)]
struct Listed<'a> {
    v: u8,
    id: String,
    source: &'a str,
    title: &'a str,
    authors: Vec<&'a str>,
    url: Option<&'a str>,
    published: Timestamp,
    read: bool,
    starred: bool,
    tags: Vec<&'a str>,
    words: u32,
}

impl<W: Write> Printer<W> {
    fn print(&mut self, row: &Row) -> anyhow::Result<()> {
        let source = self.sources.get(&row.source).map_or("", Clean::as_str);
        if self.json {
            let listed = Listed {
                v: 1,
                id: row.key.id.to_string(),
                source,
                title: row.title.as_str(),
                authors: row.author.as_str().split(", ").filter(|name| !name.is_empty()).collect(),
                url: row.url.as_ref().map(Clean::as_str),
                published: row.published,
                read: row.read,
                starred: row.starred,
                tags: row.tags.iter().map(Clean::as_str).collect(),
                words: row.words,
            };
            serde_json::to_writer(&mut self.out, &listed).map_err(io::Error::from)?;
            self.out.write_all(b"\n")?;
        } else {
            writeln!(self.out, "{}", self.line(row, source))?;
        }
        Ok(())
    }

    /// Enough of the id to ask for the article, the day, whether it is unread or starred, the source, the title.
    fn line(&self, row: &Row, source: &str) -> String {
        let id = &row.key.id.to_string()[..8];
        let day = row.published.to_zoned(runtime::zone()).strftime("%Y-%m-%d");
        let unread = if row.read { ' ' } else { '•' };
        let star = if row.starred { '*' } else { ' ' };
        let line = format!("{id}  {day} {unread}{star} {source}: {}", row.title);
        self.columns.map_or(line.clone(), |columns| fit(&line, columns))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, SortKey};

    fn row() -> Row {
        let source = SourceId::of("/n");
        let id = ArticleId::of_guid(source, "a.txt");
        Row {
            key: SortKey { time: 0, id },
            source,
            title: Clean::title("Low \"water\""),
            author: Clean::line("Jane Roe, AP"),
            lead: Clean::line("It fell."),
            published: Timestamp::UNIX_EPOCH,
            dated: true,
            words: 2,
            read: false,
            starred: true,
            later: false,
            trashed: false,
            noted: false,
            tags: vec![Clean::line("ports")],
            url: None,
        }
    }

    #[test]
    fn a_json_line_has_the_promised_fields_in_their_order() {
        let sources = HashMap::from([(SourceId::of("/n"), Clean::title("News"))]);
        let mut printer = Printer { sources, json: true, columns: None, out: Vec::new() };
        printer.print(&row()).unwrap();
        let expected = format!(
            "{{\"v\":1,\"id\":\"{}\",\"source\":\"News\",\"title\":\"Low \\\"water\\\"\",\
             \"authors\":[\"Jane Roe\",\"AP\"],\"url\":null,\"published\":\"1970-01-01T00:00:00Z\",\"read\":false,\
             \"starred\":true,\"tags\":[\"ports\"],\"words\":2}}\n",
            row().key.id
        );
        assert_eq!(String::from_utf8(printer.out).unwrap(), expected);
    }

    #[test]
    fn a_line_for_people_fits_the_terminal() {
        let sources = HashMap::from([(SourceId::of("/n"), Clean::title("News"))]);
        let printer = Printer { sources, json: false, columns: Some(38), out: Vec::new() };
        let line = printer.line(&row(), "News");
        assert!(line.ends_with("•* News: Low \"wa…"), "{line}");
        assert_eq!(crate::text::width(&line), 38);
    }
}
