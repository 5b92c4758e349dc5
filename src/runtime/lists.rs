//! The thread that reads: windows of lists, counts, articles. It writes nothing.

use super::stories::Teller;
use super::{Places, marks, setting, upkeep, worker};
use crate::app::{Event, Generation, LARGE, Listed, Opened, Overview, Use};
use crate::article::{Article, ArticleId, Change, Media, OpId, SortKey, SourceId};
use crate::document::{self, Block, Document};
use crate::index::{IndexError, Reader};
use crate::query::{Around, View};
use crate::sources::Intervals;
use crate::text::Clean;
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::mpsc::{self, Sender};
use std::thread;
use std::time::Duration;

/// What it is asked for.
pub enum Request {
    /// A part of a view.
    Window { generation: Generation, view: View, around: Around, above: usize, below: usize },
    /// The number of a row.
    Rank(Generation, View, SortKey),
    /// Sources and counts; the day began at this second.
    Overview(i64),
    /// The next unread article of a view.
    FindUnread { generation: Generation, view: View, from: Option<SortKey>, forward: bool },
    /// An article.
    Open { generation: Generation, id: ArticleId, received: bool },
    /// Rows that stay in the list.
    Keep(Vec<ArticleId>),
    /// No rows stay.
    ForgetKept,
    /// All that a view held is to be marked: what it held is known here.
    MarkView { op: OpId, listed: Listed, change: Change, marks: Sender<marks::Request>, turn: Turn },
    /// What is to be written after the marks of a list that was asked for before.
    Write { request: marks::Request, marks: Sender<marks::Request>, turn: Turn },
    /// The tags there are.
    Tags,
    /// How many unread articles of a view are of before each of these seconds.
    CountOlder(View, Vec<i64>),
    /// The notes on an article.
    ReadNotes(ArticleId),
    /// The articles of a part of a list, for a use of them.
    Select(Listed, Use),
    /// The attachments of articles.
    Attachments(Vec<ArticleId>),
    /// The story of a source.
    SourceStory(SourceId),
    /// Sources are asked by themselves so often from now on.
    Intervals(Intervals),
    /// The story of an article.
    ArticleStory(ArticleId),
    /// The sources that fail or are silent.
    Troubled,
    /// To do nothing until the other end is gone.
    #[cfg(test)]
    Wait(mpsc::Receiver<()>),
}

/// The message for an article that the index doesn't have yet.
const REBUILT: &str = "the index is being rebuilt · try again in a moment";

/// How often, and at what interval, to look for an article while the index is being rebuilt.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// Held by what is on its way to the marks through here: nothing may overtake it.
pub type Turn = Arc<()>;

/// Starts the thread.
pub fn start(
    places: Places,
    mut teller: Teller,
    events: Sender<Event>,
    setting: Sender<setting::Request>,
    upkeep: Sender<upkeep::Request>,
) -> io::Result<Sender<Request>> {
    let (requests, inbox) = mpsc::channel();
    worker::start("lists", events, move |events| {
        let mut reader = match Reader::open(&places.store, &places.index) {
            Ok(reader) => reader,
            Err(error) => {
                let _ = events.send(Event::Trouble(format!("the index cannot be read: {error}")));
                return;
            }
        };
        let mut waiting = VecDeque::new();
        while let Some(request) = waiting.pop_front().or_else(|| inbox.recv().ok()) {
            waiting.extend(inbox.try_iter());
            // While a search is typed, only the newest list is wanted.
            if matches!(request, Request::Window { .. })
                && waiting.iter().any(|later| matches!(later, Request::Window { .. }))
            {
                continue;
            }
            if let Request::Open { id, .. } = &request {
                await_index(&mut reader, *id, &upkeep);
            }
            let answer = answer(&mut reader, request, &mut teller, &setting).unwrap_or_else(|error| {
                tracing::error!(%error, "a list cannot be read");
                if !error.is_damage() {
                    return Some(Event::Unanswered(error.to_string()));
                }
                let _ = upkeep.send(upkeep::Request::Changed);
                Some(Event::Unanswered(upkeep::BUILT_ANEW.to_owned()))
            });
            if reader.takes_another() {
                // The process that created it may not have filled it yet.
                let _ = upkeep.send(upkeep::Request::Changed);
            }
            if answer.is_some_and(|event| events.send(event).is_err()) {
                return;
            }
        }
    })?;
    Ok(requests)
}

fn answer(
    reader: &mut Reader,
    request: Request,
    teller: &mut Teller,
    setting: &Sender<setting::Request>,
) -> Result<Option<Event>, IndexError> {
    Ok(Some(match request {
        Request::Window { generation, view, around, above, below } => {
            Event::Listed(generation, reader.window(&view, around, above, below)?)
        }
        Request::Rank(generation, view, key) => Event::Ranked(generation, key, reader.rank(&view, key)?),
        Request::Overview(today) => {
            let counts = reader.overview(today)?;
            let (all, starred, today, seen) = (counts.all, counts.starred, counts.today, counts.seen);
            let (sources, gone) = (reader.sources()?, reader.gone_sources()?);
            Event::Overview(Overview { sources, gone, all, starred, today, seen })
        }
        Request::FindUnread { generation, view, from, forward } => {
            let found = match from {
                Some(key) => reader.next(&view, key, forward)?,
                None => {
                    let edge = if forward { Around::Top } else { Around::Bottom };
                    let (above, below) = if forward { (0, 1) } else { (1, 1) };
                    let rows = reader.window(&view, edge, above, below)?.rows;
                    if forward { rows.into_iter().next() } else { rows.into_iter().last() }
                }
            };
            Event::FoundUnread(generation, found)
        }
        Request::Open { generation, id, received } => return open(reader, generation, id, received, setting),
        Request::Keep(ids) => {
            reader.keep(&ids)?;
            return Ok(None);
        }
        Request::ForgetKept => {
            reader.forget_kept()?;
            return Ok(None);
        }
        Request::Intervals(intervals) => {
            teller.intervals = intervals;
            return Ok(None);
        }
        Request::SourceStory(id) => teller.of_source(reader, id)?,
        Request::ArticleStory(id) => teller.of_article(reader, id)?,
        Request::Troubled => teller.troubled(reader)?,
        Request::Tags => Event::Tags(reader.tags()?),
        Request::CountOlder(view, seconds) => Event::Older(reader.count_older(&view, &seconds)?),
        Request::ReadNotes(id) => Event::NotesRead(id, reader.article(id)?.map_or_else(Vec::new, |found| found.notes)),
        Request::Select(Listed { view, seen, extent }, what) => {
            let ids = reader.ids_until(&view, seen, extent)?;
            let rows = ids.iter().take(what.most()).filter_map(|id| reader.row(*id).transpose());
            Event::Selected(what.clone(), rows.collect::<Result<_, _>>()?, ids.len())
        }
        Request::Attachments(ids) => {
            let mut attached = Vec::new();
            for id in &ids {
                let found = reader.article(*id)?.map(|found| found.article);
                let (title, all) = found.map(|article| (article.title, article.enclosures)).unwrap_or_default();
                attached.extend(all.into_iter().map(|enclosure| (Clean::title(&title), enclosure)));
            }
            Event::Attachments(ids, attached)
        }
        #[cfg(test)]
        Request::Wait(held) => {
            let _ = held.recv();
            return Ok(None);
        }
        Request::Write { request, marks, turn } => {
            let _ = marks.send(request);
            drop(turn);
            return Ok(None);
        }
        Request::MarkView { op, listed: Listed { view, seen, extent }, mut change, marks, turn } => {
            change.ids = reader.ids_until(&view, seen, extent)?;
            let ids = change.ids.clone();
            // The journal first: what stays in the list is noted while it is written.
            let _ = marks.send(marks::Request::Mark { op, changes: vec![change], bulk: true });
            drop(turn);
            reader.keep(&ids)?;
            return Ok(None);
        }
    }))
}

/// Waits a little for an article that is missing only because the index is being rebuilt.
fn await_index(reader: &mut Reader, id: ArticleId, upkeep: &Sender<upkeep::Request>) {
    for _ in 0..LOOKS {
        match reader.row(id).and_then(|row| Ok(row.is_some() || reader.is_complete()?)) {
            Ok(false) => {}
            Err(error) if error.is_damage() => drop(upkeep.send(upkeep::Request::Changed)),
            _ => return,
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}

fn open(
    reader: &mut Reader,
    generation: Generation,
    id: ArticleId,
    received: bool,
    setting: &Sender<setting::Request>,
) -> Result<Option<Event>, IndexError> {
    let (Some(row), Some(found)) = (reader.row(id)?, reader.article(id)?) else {
        let is_gone = reader.is_complete()?;
        return Ok(Some(if is_gone { Event::Gone(generation, id) } else { Event::Unanswered(REBUILT.to_owned()) }));
    };
    let mut article = match received && found.full {
        true => reader.received(id)?.unwrap_or(found.article),
        false => found.article,
    };
    let body = std::mem::take(&mut article.body);
    let partial = body.len() > LARGE;
    let document = if !partial {
        make(&article, &body, received)
    } else if received || article.media != Media::Page {
        make(&article, beginning(&body), received)
    } else {
        // The beginning of a page is no article: only the whole of it tells what is.
        Document::default()
    };
    let parse = setting::Request::Parse { generation, article: Box::new(article.clone()), body, received };
    if partial {
        let _ = setting.send(parse);
    }
    let (position, notes) = (found.position, found.notes);
    let document = Arc::new(document);
    Ok(Some(Event::Opened(generation, Box::new(Opened { row, article, document, partial, received, notes, position }))))
}

/// As much of a large body as fills the first screens.
fn beginning(body: &str) -> &str {
    let end = (LARGE / 8..).find(|end| body.is_char_boundary(*end)).unwrap_or(0);
    &body[..end]
}

/// The body as blocks; as received, every line as it is.
pub fn make(article: &Article, body: &str, received: bool) -> Document {
    if !received {
        return document::parse(article.media, body, article.url.as_deref(), &article.title);
    }
    let lines = body.lines().map(|line| Clean::verbatim(line, 8)).collect();
    Document { blocks: vec![Block::Code(lines)], links: Vec::new() }
}
