//! Reading rows: what the tables hold of an article, made into what a list shows.

use super::IndexError;
use crate::article::{ArticleId, Row, SortKey, SourceId};
use crate::text::Clean;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};

const ROW: &str = "SELECT a.id, a.sort, s.id, a.read, a.starred, a.later, a.noted, a.tagged, a.shelf, a.words,
        f.title, f.author, f.url, f.published, f.dated, l.lead, a.turn
    FROM articles a JOIN faces f ON f.face = a.face JOIN sources s ON s.source = a.source
        LEFT JOIN leads l ON l.face = a.face
    WHERE a.place = ?1";

/// The row at a place.
pub(super) fn read_row(db: &Connection, place: i64) -> Result<Option<Row>, IndexError> {
    let mut query = db.prepare_cached(ROW)?;
    let found = query.query_row([place], |row| {
        let line = |at: usize| Ok::<_, rusqlite::Error>(Clean::line(row.get_ref(at)?.as_str_or_null()?.unwrap_or("")));
        let shelf: i64 = row.get(8)?;
        let tagged: bool = row.get(7)?;
        let read = Row {
            key: SortKey { time: row.get(1)?, turn: row.get(16)?, id: ArticleId(row.get(0)?) },
            source: SourceId(row.get(2)?),
            title: Clean::title(row.get_ref(10)?.as_str()?),
            author: line(11)?,
            lead: line(15)?,
            published: Timestamp::from_second(row.get(13)?).unwrap_or_default(),
            dated: row.get(14)?,
            words: row.get::<_, Option<u32>>(9)?.unwrap_or(0),
            read: row.get(3)?,
            starred: row.get(4)?,
            later: row.get(5)?,
            trashed: shelf == 1,
            noted: row.get(6)?,
            tags: Vec::new(),
            url: row.get_ref(12)?.as_str_or_null()?.map(Clean::line),
        };
        Ok((read, tagged))
    });
    let Some((mut row, tagged)) = found.optional()? else { return Ok(None) };
    if tagged {
        let mut query = db.prepare_cached("SELECT tag FROM tagged WHERE place = ?1")?;
        let tags = query.query_map([place], |tag| Ok(Clean::line(tag.get_ref(0)?.as_str()?)))?;
        row.tags = tags.collect::<Result<_, _>>()?;
        row.tags.sort();
    }
    Ok(Some(row))
}

/// The rows at places.
pub(super) fn read_rows(db: &Connection, places: &[i64]) -> Result<Vec<Row>, IndexError> {
    let mut rows = Vec::with_capacity(places.len());
    for place in places {
        rows.push(read_row(db, *place)?.ok_or(IndexError::Damaged("a list has a row that is nowhere"))?);
    }
    Ok(rows)
}
