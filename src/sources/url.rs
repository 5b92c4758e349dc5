//! One source at an address: asked with what is remembered of it, its answer read and judged.
//!
//! It stores nothing, so that any number of threads may ask; that is `web::storing`'s.

use super::process::{Role, command_of, run};
use super::web::{AllTraits, Ask, Client, Lack, Reading, Reply, Story, Trouble, Waiting, articles};
use super::{Kept, Place, command};
use crate::article::SourceId;
use crate::feed::{Answer, Feed, Hints, Pace, read};
use crate::store::Version;
use flate2::read::MultiGzDecoder;
use jiff::Timestamp;
use std::borrow::Cow;
use std::io::{Read, Write};
use std::time::Duration;

/// What came from a source.
#[derive(Debug)]
pub(super) enum News {
    /// Nothing has changed since the last answer.
    Same,
    /// A feed.
    Feed(Box<Arrival>),
}

/// A feed that came.
#[derive(Debug)]
pub(super) struct Arrival {
    /// The title it gives itself; may be empty.
    pub title: String,
    /// Its articles, in its order, with their fingerprints.
    pub articles: Vec<Version>,
    /// Their other distinguishing traits.
    pub traits: AllTraits,
    /// Nothing is missing at its end.
    pub is_whole: bool,
    /// What is missing, or wrong with the way it came.
    pub lack: Option<Lack>,
}

/// What asking a source came to, and its story as it goes on from there.
#[derive(Debug)]
pub(super) struct Came {
    pub kept: Kept,
    pub story: Story,
    pub what: Result<News, Trouble>,
    /// Where it moved for good.
    pub moved: Option<String>,
}

impl Came {
    /// Reading what came went wrong by a mistake of ours.
    pub fn fault(kept: Kept, mut story: Story, now: Timestamp) -> Self {
        story.failed(&Trouble::Fault, now);
        Came { kept, story, what: Err(Trouble::Fault), moved: None }
    }
}

/// An answer, and what it says.
type Judged = (Reply, Result<(News, Option<Pace>), Trouble>);

/// How much of it is in memory, about.
fn bytes_of(judged: &Judged) -> usize {
    match &judged.1 {
        Ok((News::Feed(arrival), _)) => arrival.articles.iter().map(|version| version.article.body.len()).sum(),
        _ => 0,
    }
}

/// Asks a source, the last one of its host that is to be asked, or not; has what came read by `reading`. With it, its share of
/// what waits to be stored.
pub(super) fn ask(
    client: &Client,
    kept: Kept,
    mut story: Story,
    is_last: bool,
    now: Timestamp,
    reading: &Reading,
) -> (Came, Option<Waiting>) {
    let (mut moved, mut waiting) = (None, None);
    let what = put(client, &kept, &story, is_last, now).and_then(|mut reply| {
        let limit = limit_of(client, &kept);
        filter(&mut reply, &kept, client.manners.whole, limit)?;
        let is_empty = reply.body.is_empty();
        let size = (!is_empty).then_some(reply.body.len() as u64);
        let (place, id) = (kept.place.clone(), kept.id);
        let judging = move || {
            let body = std::mem::take(&mut reply.body);
            let judged = judge(&reply, &body, &place, id, now, limit);
            (reply, judged)
        };
        let (reply, judged) = match is_empty {
            true => judging(),
            false => {
                let (judged, waits) = reading.read(judging, bytes_of).ok_or(Trouble::Fault)?;
                waiting = Some(waits);
                judged
            }
        };
        let (news, pace) = judged?;
        if let Some(pace) = pace {
            story.keep_pace(&pace);
        }
        story.served(&reply, now);
        story.size = size.or(story.size);
        if let News::Feed(arrival) = &news {
            story.lack = arrival.lack.filter(|lack| lack.lasts()).map(|lack| lack.to_string());
            let first = arrival.articles.first().map(|version| version.article.id);
            story.take_validators(arrival.is_whole.then_some(&reply), first);
        }
        if matches!(kept.place, Place::Address(_)) {
            moved = story.moved(reply.moved.as_deref(), now);
        }
        Ok(news)
    });
    if let Err(trouble) = &what {
        story.failed(trouble, now);
    }
    (Came { kept, story, what, moved }, waiting)
}

/// The most that is taken of a source, in bytes.
fn limit_of(client: &Client, kept: &Kept) -> usize {
    let own = kept.access.max_feed.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX - 1));
    own.unwrap_or(client.manners.max_bytes)
}

/// Puts the question to the server, or to the command that is the source.
fn put(client: &Client, kept: &Kept, story: &Story, is_last: bool, now: Timestamp) -> Result<Reply, Trouble> {
    let limit = limit_of(client, kept);
    match &kept.place {
        Place::Address(address) => {
            let secret = secret(&kept.access.secret)?;
            let (etag, modified) = (story.etag.as_deref(), story.modified.as_deref());
            let (access, secret) = (&kept.access, secret.as_deref());
            client.ask(Ask { address, etag, modified, access, secret, limit, is_last, now })
        }
        Place::Command(line) => command::answer(line, client.manners.whole, limit),
        Place::Folder(_) => Err(Trouble::Fault),
    }
}

/// What the command for a secret prints, but for the end of its line; none where there is no command.
pub(super) fn secret(words: &[String]) -> Result<Option<String>, Trouble> {
    const PATIENCE: Duration = Duration::from_secs(30);
    const LONGEST: usize = 4096;
    if words.is_empty() {
        return Ok(None);
    }
    let printed = run(&mut command_of(words), Role::Secret, |_| Ok(()), PATIENCE, LONGEST)?;
    let text = String::from_utf8_lossy(&printed);
    match text.lines().next().filter(|line| !line.is_empty()) {
        Some(line) => Ok(Some(line.to_owned())),
        None => Err(Trouble::Program(Role::Secret, "it printed nothing".into())),
    }
}

/// Sends a feed through the filter of its source.
fn filter(reply: &mut Reply, kept: &Kept, patience: Duration, limit: usize) -> Result<(), Trouble> {
    if kept.filter.is_empty() || !is_feed(reply.status) {
        return Ok(());
    }
    let body = std::mem::take(&mut reply.body);
    let (bytes, is_cut) = unpacked(&body, limit)?;
    let bytes = bytes.into_owned();
    let feed = move |to: &mut dyn Write| to.write_all(&bytes);
    reply.body = run(&mut command_of(&kept.filter), Role::Filter, feed, patience, limit)?;
    // What the server said of the encoding need not hold for what the filter prints.
    reply.content_type = None;
    reply.is_cut |= is_cut;
    Ok(())
}

/// Whether an answer with this status brings what was asked for.
fn is_feed(status: u16) -> bool {
    matches!(status, 200 | 203 | 226)
}

/// Says what an answer is.
fn judge(
    reply: &Reply,
    body: &[u8],
    place: &Place,
    source: SourceId,
    now: Timestamp,
    limit: usize,
) -> Result<(News, Option<Pace>), Trouble> {
    match reply.status {
        304 => return Ok((News::Same, None)),
        status if is_feed(status) => {}
        _ => return Err(reply.trouble()),
    }
    let mut feed = read_feed(reply, body, limit).or_else(|trouble| match place {
        Place::Command(_) => command::lines(body).ok_or(trouble),
        _ => Err(trouble),
    })?;
    let (title, is_whole, pace) = (std::mem::take(&mut feed.title), !feed.is_cut, std::mem::take(&mut feed.pace));
    let (articles, traits) = articles(feed, source, now);
    let articles: Vec<_> = articles.into_iter().map(|article| Version::new(article, 1)).collect();
    let lack = Lack::of(articles.len(), is_whole, reply.left_https);
    Ok((News::Feed(Box::new(Arrival { title, articles, traits, is_whole, lack })), Some(pace)))
}

/// Reads the feed in an answer.
pub(super) fn read_feed(reply: &Reply, body: &[u8], limit: usize) -> Result<Feed, Trouble> {
    let (bytes, is_cut) = unpacked(body, limit)?;
    let hints = Hints { content_type: reply.content_type.as_deref(), address: Some(&reply.address), limit };
    match read(&bytes, &hints) {
        // What declares its length wrongly and still ends as a feed does is whole.
        Answer::Feed(feed) => Ok(Feed { is_cut: feed.is_cut || is_cut, ..feed }),
        Answer::NotAFeed(_) if reply.is_cut || is_cut => Err(Trouble::Broken("it broke off".into())),
        Answer::NotAFeed(what) => Err(Trouble::NotAFeed(what)),
    }
}

/// Bytes as they were before they were packed, whether the server said so or not.
pub(super) fn unpacked(body: &[u8], limit: usize) -> Result<(Cow<'_, [u8]>, bool), Trouble> {
    if !body.starts_with(b"\x1f\x8b") {
        return Ok((Cow::Borrowed(body), false));
    }
    // Its last bytes say how long it is (RFC 1952); what lies is not believed beyond what text packs to.
    let says = body.last_chunk().map_or(0, |length| u32::from_le_bytes(*length) as usize);
    let mut inner = Vec::with_capacity(says.min(body.len() * 16).min(limit) + 1);
    let end = MultiGzDecoder::new(body).take(limit as u64 + 1).read_to_end(&mut inner);
    if inner.len() > limit {
        return Err(Trouble::TooLarge(limit as u64));
    }
    Ok((Cow::Owned(inner), end.is_err()))
}

/// What counts as one host, when not too many questions may go to one.
pub(super) fn host_of(place: &Place, id: SourceId) -> String {
    match place {
        Place::Address(address) => place.host().unwrap_or_else(|| address.clone()),
        // Commands do not stand in each other's way.
        Place::Folder(_) | Place::Command(_) => id.to_string(),
    }
}
