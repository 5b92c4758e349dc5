//! How an article is printed in a list: a line for people, or a JSON object for programs.
//!
//! It does not choose the articles.

use super::output::stdout;
use crate::article::{ArticleId, Row, SourceId};
use crate::index::Reader;
use crate::runtime::{self, ArticleJson, More};
use crate::text::{Clean, fit};
use std::collections::HashMap;
use std::io::{self, BufWriter, IsTerminal, StdoutLock, Write};

/// Prints rows, one line each.
pub struct Printer<W> {
    sources: HashMap<SourceId, Clean>,
    json: bool,
    columns: Option<usize>,
    /// Where it prints.
    pub out: W,
}

impl Printer<BufWriter<StdoutLock<'static>>> {
    /// A printer to standard output, as wide as the terminal where that is one.
    pub fn new(reader: &mut Reader, json: bool) -> anyhow::Result<Self> {
        let sources = reader.sources()?.into_iter().chain(reader.gone_sources()?);
        let sources = sources.map(|source| (source.id, source.title)).collect();
        Ok(Printer { sources, json, columns: columns(), out: stdout() })
    }
}

impl<W: Write> Printer<W> {
    /// Prints one row.
    pub fn print(&mut self, row: &Row) -> anyhow::Result<()> {
        self.print_with(row, More::default())
    }

    /// Prints the rows of these articles, as they are now.
    pub fn print_all(&mut self, reader: &mut Reader, ids: impl IntoIterator<Item = ArticleId>) -> anyhow::Result<()> {
        for id in ids {
            if let Some(row) = reader.row(id)? {
                self.print(&row)?;
            }
        }
        Ok(())
    }

    /// Prints one row; as JSON, with more behind it.
    pub fn print_with(&mut self, row: &Row, more: More) -> anyhow::Result<()> {
        let source = self.sources.get(&row.source).map_or("", Clean::as_str);
        if !self.json {
            writeln!(self.out, "{}", self.line(row, source))?;
            return Ok(());
        }
        let listed = ArticleJson::of(row, source, more);
        serde_json::to_writer(&mut self.out, &listed).map_err(io::Error::from)?;
        self.out.write_all(b"\n")?;
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

/// The width of the terminal, where standard output is one.
pub fn columns() -> Option<usize> {
    let size = io::stdout().is_terminal().then(|| rustix::termios::tcgetwinsize(io::stdout()))?;
    size.ok().map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, SortKey};
    use jiff::Timestamp;

    fn row() -> Row {
        let source = SourceId::of("/n");
        let id = ArticleId::of_guid(source, "a.txt");
        Row {
            key: SortKey { time: 0, turn: 0, id },
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
