//! Where the reader was, kept between starts in the state folder, for this machine alone.

use crate::app::{Chosen, Form, Place, Purpose, Spot};
use crate::article::SortKey;
use crate::config::{Density, Layout, write_whole};
use crate::query::{By, Only, Order, Query, Search, View};
use crate::store::create_folder;
use crate::text::secrets_in;
use jiff::Zoned;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// The file.
pub struct Session(PathBuf);

/// `session.json`. What cannot be read is as if it were not there: a place is no work.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct File {
    v: u32,
    /// `all`, `unread`, `starred`, `later`, `trash` or `today`.
    only: String,
    source: Option<String>,
    /// What is searched for, as it would be typed.
    query: Option<String>,
    /// What the list is sorted by.
    sort: String,
    /// Sort time and article.
    cursor: Option<(i64, String)>,
    /// The turn of that article among those of its second.
    turn: u16,
    /// How many rows of the list were over it on screen.
    row: usize,
    article: Option<String>,
    position: Option<String>,
    layout: Option<String>,
    density: Option<String>,
    measure: Option<u16>,
    alone: bool,
    /// The folders of sources that are closed.
    closed: Vec<String>,
    /// What was typed, the newest last: in which prompt, and the line.
    typed: Vec<(String, String)>,
}

const VERSION: u32 = 1;

/// Choices by the names they have in the file.
const ONLY: [(&str, Only); 6] = [
    ("all", Only::All),
    ("unread", Only::Unread),
    ("starred", Only::Starred),
    ("later", Only::Later),
    ("trash", Only::Trash),
    ("today", Only::Since(0)),
];
const LAYOUTS: [(&str, Layout); 4] =
    [("auto", Layout::Auto), ("single", Layout::Single), ("stacked", Layout::Stacked), ("columns", Layout::Columns)];
const DENSITIES: [(&str, Density); 3] =
    [("titles", Density::Titles), ("lead", Density::Lead), ("roomy", Density::Roomy)];
/// The prompts whose lines are kept: those in which one types again what was typed before.
const PROMPTS: [(&str, Purpose); 7] = [
    ("search", Purpose::Search),
    ("limit", Purpose::Limit),
    ("find", Purpose::Find),
    ("do", Purpose::Command),
    ("pipe", Purpose::Pipe(Form::Text)),
    ("pipe-json", Purpose::Pipe(Form::Json)),
    ("add", Purpose::Add),
];

/// Longer lines are not kept, in bytes.
const LONGEST_LINE: usize = 1_000;

fn named<T: Copy>(table: &[(&str, T)], name: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
}

fn name<T: PartialEq>(table: &[(&str, T)], value: &T) -> Option<String> {
    table.iter().find(|(_, known)| known == value).map(|(name, _)| (*name).to_owned())
}

/// Whether a line may be written to disk: not if it has an address with secrets or a user.
fn is_kept(line: &str) -> bool {
    let has_secret = line.split_whitespace().any(|word| !secrets_in(word).is_empty());
    line.len() <= LONGEST_LINE && !has_secret && !(line.contains("://") && line.contains('@'))
}

impl Session {
    /// The session file in the state folder.
    pub fn new(state: &Path) -> Self {
        Session(state.join("session.json"))
    }

    /// Where the reader was, if the file says.
    pub fn read(&self, now: Zoned) -> Option<Place> {
        let file: File = serde_json::from_slice(&std::fs::read(&self.0).ok()?).ok()?;
        (file.v == VERSION).then(|| file.place(now))
    }

    /// Saves the place: written whole beside the old file, then put in its stead.
    pub fn save(&self, place: &Place) -> io::Result<()> {
        let text = serde_json::to_string(&File::of(place)).map_err(io::Error::other)?;
        if let Some(folder) = self.0.parent() {
            create_folder(folder)?;
        }
        write_whole(&self.0, &text)
    }
}

impl File {
    fn of(place: &Place) -> Self {
        let only = match place.spot.view.only {
            Only::Since(_) => Only::Since(0),
            other => other,
        };
        let article = place.spot.article.as_ref();
        let kept = place.history.iter().filter(|(_, line)| is_kept(line));
        let typed = kept.filter_map(|(purpose, line)| Some((name(&PROMPTS, purpose)?, line.clone())));
        File {
            v: VERSION,
            only: name(&ONLY, &only).unwrap_or_default(),
            source: place.spot.view.source.map(|id| id.to_string()),
            query: place.spot.view.search.as_ref().map(|search| search.query.to_string()),
            sort: place.spot.order.name().to_owned(),
            cursor: place.spot.cursor.map(|key| (key.time, key.id.to_string())),
            turn: place.spot.cursor.map_or(0, |key| key.turn),
            row: place.spot.row,
            article: article.map(|(id, _)| id.to_string()),
            position: article.and_then(|(_, position)| position.clone()),
            layout: place.chosen.layout.and_then(|layout| name(&LAYOUTS, &layout)),
            density: place.chosen.density.and_then(|density| name(&DENSITIES, &density)),
            measure: place.chosen.measure,
            alone: place.alone,
            closed: place.closed.iter().cloned().collect(),
            typed: typed.collect(),
        }
    }

    fn place(self, now: Zoned) -> Place {
        let article = self.article.and_then(|id| Some((id.parse().ok()?, self.position)));
        let spot = Spot {
            view: View {
                source: self.source.and_then(|id| id.parse().ok()),
                only: named(&ONLY, &self.only).unwrap_or_default(),
                search: self.query.and_then(|query| Query::parse(&query).ok()).map(|query| Search { query, now }),
                by: By::Time,
            },
            cursor: self.cursor.and_then(|(time, id)| Some(SortKey { time, turn: self.turn, id: id.parse().ok()? })),
            row: self.row,
            order: Order::named(&self.sort).unwrap_or_default(),
            article,
        };
        Place {
            spot,
            chosen: Chosen {
                layout: self.layout.and_then(|layout| named(&LAYOUTS, &layout)),
                density: self.density.and_then(|density| named(&DENSITIES, &density)),
                measure: self.measure,
            },
            alone: self.alone,
            closed: self.closed.into_iter().collect(),
            history: self.typed.into_iter().filter_map(|(of, line)| Some((named(&PROMPTS, &of)?, line))).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, SourceId};

    #[test]
    fn a_place_reads_back_what_it_saved() {
        let folder = tempfile::tempdir().unwrap();
        let session = Session::new(&folder.path().join("state"));
        assert_eq!(session.read(now()), None);
        let source = SourceId::of("/news");
        let id = ArticleId::of_guid(source, "a");
        let spot = Spot {
            view: View {
                source: Some(source),
                only: Only::Since(0),
                search: Some(Search { query: Query::parse("ferry is:unread").unwrap(), now: now() }),
                ..View::default()
            },
            cursor: Some(SortKey { time: -5, turn: 7, id }),
            row: 7,
            order: Order::OLDEST,
            article: Some((id, Some("0123abcd:7:3".into()))),
        };
        let place = Place {
            spot,
            chosen: Chosen { layout: Some(Layout::Columns), density: Some(Density::Roomy), measure: Some(60) },
            alone: true,
            closed: ["News/Ports".to_owned()].into(),
            history: vec![(Purpose::Search, "ferry".into()), (Purpose::Command, "set measure 60".into())],
        };
        session.save(&place).unwrap();
        assert_eq!(session.read(now()), Some(place.clone()));
        let mut secretive = place.clone();
        secretive.history.push((Purpose::Add, "https://jane:secret@example.org/feed".into()));
        secretive.history.push((Purpose::Command, "add https://example.org/feed?token=secret".into()));
        session.save(&secretive).unwrap();
        assert_eq!(session.read(now()), Some(place));
    }

    fn now() -> Zoned {
        jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC)
    }

    #[test]
    fn a_damaged_session_is_no_session() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "{", "[]", r#"{"v":2}"#, r#"{"v":1,"cursor":[1,"x"]}"#] {
            std::fs::write(folder.path().join("session.json"), text).unwrap();
            let read = Session::new(folder.path()).read(now());
            assert!(read.is_none_or(|place| place == Place::default()), "{text}");
        }
    }
}
