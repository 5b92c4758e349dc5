//! The sources as lists show them, with their counts.

use super::{IndexError, Reader};
use crate::article::{Counts, SourceId, SourceRow};
use crate::text::Clean;
use rusqlite::{Connection, OptionalExtension, Params, Row};

/// Those that have a place among the sources: they are kept, or have articles that are listed.
const LISTED: &str = "removed = 0 OR total > 0";

/// Those that have none, and yet an article in the trash that names them.
const GONE: &str = "removed <> 0 AND total = 0 AND trash > 0";

impl Reader {
    /// All sources with their counts, by title.
    pub fn sources(&mut self) -> Result<Vec<SourceRow>, IndexError> {
        self.look(|db, _| read(db, LISTED, []))
    }

    /// The sources that nobody keeps and of whose articles none is left but in the trash, by title.
    pub fn gone_sources(&mut self) -> Result<Vec<SourceRow>, IndexError> {
        self.look(|db, _| read(db, GONE, []))
    }

    /// Whether there is any article, be it in the trash.
    pub fn has_articles(&mut self) -> Result<bool, IndexError> {
        self.look(|db, _| Ok(db.prepare_cached("SELECT 1 FROM sources WHERE total > 0 OR trash > 0")?.exists([])?))
    }

    /// The names of the secrets in the address of a source; the library does not store the secrets.
    pub fn secrets_of(&mut self, id: SourceId) -> Result<Vec<String>, IndexError> {
        self.look(|db, _| {
            let mut query = db.prepare_cached("SELECT secrets FROM sources WHERE id = ?1")?;
            let names: Option<String> = query.query_row([id.0], |row| row.get(0)).optional()?;
            Ok(names.unwrap_or_default().lines().map(str::to_owned).collect())
        })
    }

    /// A source, whether it is listed or gone.
    pub fn source(&mut self, id: SourceId) -> Result<Option<SourceRow>, IndexError> {
        self.look(|db, _| Ok(read(db, "id = ?1", [id.0])?.pop()))
    }
}

fn read(db: &Connection, which: &str, values: impl Params) -> Result<Vec<SourceRow>, IndexError> {
    let sql = format!("SELECT id, title, address, tags, total, unread, folder FROM sources WHERE {which}");
    let mut query = db.prepare_cached(&sql)?;
    let mut sources: Vec<SourceRow> = query.query_map(values, row)?.collect::<Result<_, _>>()?;
    sources.sort_by_cached_key(|source| (source.title.as_str().to_lowercase(), source.id));
    Ok(sources)
}

fn row(row: &Row<'_>) -> rusqlite::Result<SourceRow> {
    let tags = row.get_ref(3)?.as_str()?.split('\n').filter(|tag| !tag.is_empty());
    Ok(SourceRow {
        id: SourceId(row.get(0)?),
        title: Clean::title(row.get_ref(1)?.as_str()?),
        address: Clean::line(row.get_ref(2)?.as_str()?),
        tags: tags.map(Clean::line).collect(),
        folder: Clean::line(row.get_ref(6)?.as_str()?),
        counts: Counts { total: row.get(4)?, unread: row.get(5)? },
    })
}
