//! What is remembered of each source that is asked: validators, troubles, when to ask again, where it moved.
//!
//! It lies in the cache: where it is missing, everything is asked for whole, and nothing else is lost. It vouches for no
//! article: validators count only while the library has what they stand for.

use super::{Reply, Trouble};
use crate::article::{ArticleId, SourceId};
use crate::feed::Pace;
use crate::index::folder_in_use;
use crate::store::{create_folder, create_private, lock_in_time, private_options, write_draft};
use crate::text::without_secrets;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// On how many days a feed must have been served from a new address before that counts.
const DAYS: usize = 3;

/// The longest that any server, or our own patience, puts a source off.
const LONGEST: Duration = Duration::from_secs(24 * 3_600);

/// Lines for each source before the file is written anew.
const LINES: usize = 8;

/// What is remembered of one source.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Story {
    pub(super) id: String,
    /// The address of the request, without secrets.
    pub(super) address: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) etag: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::sources) modified: Option<String>,
    /// An article of the answer that the validators stand for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) witness: Option<String>,
    /// When it was asked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub asked: Option<Timestamp>,
    /// When a feed came last, or nothing had changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served: Option<Timestamp>,
    /// How large the last answer was that was more than a word that nothing changed, in bytes, unpacked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<u64>,
    /// For how many minutes an answer is good, says the feed, and at which hours and on which days (from Monday, both in
    /// UTC) it never changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    ttl: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skip_hours: Vec<i8>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    skip_days: Vec<i8>,
    /// Until when the last answer is good, say the server and the feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh: Option<Timestamp>,
    /// Before this it is not asked: the server said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub not_before: Option<Timestamp>,
    /// How often it failed since a feed came.
    pub failures: u32,
    /// Why it failed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
    /// What the last feed lacked that came all the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lack: Option<String>,
    /// Where permanent redirects lead, and the days on which a feed came from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) days: Vec<String>,
    /// Addresses it had before.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub was: Vec<String>,
}

impl Story {
    /// The story of a source at this address, begun anew where it has another than before.
    pub(super) fn at(self, id: SourceId, address: &str) -> Self {
        if self.address == address {
            return self;
        }
        let mut was = self.was;
        if !self.address.is_empty() {
            was.push(self.address);
        }
        Story { id: id.to_string(), address: address.to_owned(), was, ..Story::default() }
    }

    /// Without the secrets that byline 0.1 wrote into addresses.
    fn without_secrets(mut self) -> Self {
        let all = self.was.iter_mut().chain(&mut self.moved).chain([&mut self.address]);
        all.for_each(|address| *address = without_secrets(address));
        self
    }

    /// The article that must be in the library for the validators to count.
    pub(super) fn witness(&self) -> Option<ArticleId> {
        self.witness.as_deref()?.parse().ok()
    }

    /// What is asked for whole.
    pub(super) fn forget_validators(&mut self) {
        (self.etag, self.modified) = (None, None);
    }

    /// A feed came, or nothing had changed.
    pub(in crate::sources) fn served(&mut self, reply: &Reply, now: Timestamp) {
        (self.asked, self.served) = (Some(now), Some(now));
        (self.failures, self.trouble, self.not_before) = (0, None, None);
        let ttl = self.ttl.map(|minutes| Duration::from_secs(u64::from(minutes) * 60));
        self.fresh = reply.fresh.max(ttl).map(|fresh| later(now, fresh));
    }

    /// A feed came: what to ask with the next time, if it was whole, and what it gave. Only once that is on disk is
    /// this written.
    pub(in crate::sources) fn take_validators(&mut self, whole: Option<&Reply>, first: Option<ArticleId>) {
        self.etag = whole.and_then(|reply| reply.etag.clone());
        self.modified = whole.and_then(|reply| reply.modified.clone());
        self.witness = first.map(|id| id.to_string());
    }

    /// What a feed says of its own pace; one that never changes, or always does, says nothing.
    pub(in crate::sources) fn keep_pace(&mut self, pace: &Pace) {
        self.ttl = pace.ttl;
        self.skip_hours = pace.skip_hours.iter().map(|hour| *hour as i8).collect();
        self.skip_days = pace.skip_days.iter().map(|day| day.to_monday_zero_offset()).collect();
        self.skip_days.sort_unstable();
        self.skip_days.dedup();
        if self.skip_hours.len() >= 24 || self.skip_days.len() >= 7 {
            (self.skip_hours, self.skip_days) = (Vec::new(), Vec::new());
        }
    }

    /// A feed came from where permanent redirects led; tells where it moved for good, once that is sure: a portal of a
    /// hotel answers so for everything, but never serves the feed.
    pub(in crate::sources) fn moved(&mut self, to: Option<&str>, now: Timestamp) -> Option<String> {
        let open = to.map(without_secrets);
        if self.moved != open {
            (self.moved, self.days) = (open, Vec::new());
        }
        let to = to?;
        let day = now.strftime("%F").to_string();
        if !self.days.contains(&day) {
            self.days.push(day);
        }
        (self.days.len() >= DAYS).then(|| to.to_owned())
    }

    /// Nothing came.
    pub(in crate::sources) fn failed(&mut self, trouble: &Trouble, now: Timestamp) {
        self.asked = Some(now);
        self.failures = self.failures.saturating_add(1);
        self.trouble = Some(trouble.to_string());
        self.not_before = match trouble {
            Trouble::Later(_, wait) | Trouble::OnTheWay(503, wait) => {
                Some(later(now, wait.unwrap_or(Duration::from_secs(900))))
            }
            _ => None,
        };
    }

    /// Whether it is to be left alone because the server said so.
    pub fn is_put_off(&self, now: Timestamp) -> bool {
        self.not_before.is_some_and(|then| now < then)
    }

    /// When it is asked again without being named: at once after the first failure, then after a wait that doubles.
    pub fn next_try(&self) -> Option<Timestamp> {
        let wait = match self.failures {
            0 | 1 => None,
            more => Some(Duration::from_secs(900 << (more - 2).min(7))),
        };
        let patience = self.asked.zip(wait).map(|(asked, wait)| later(asked, wait));
        self.not_before.max(patience)
    }

    /// Whether the last answer is older than `interval`, no longer good, and may be another one by now.
    pub fn is_due(&self, interval: Duration, now: Timestamp) -> bool {
        self.due(Some(interval)).is_none_or(|then| then <= now) && !self.is_skipping(now)
    }

    /// From when on it is asked by itself, where that is done every `interval`; none where it was not asked yet.
    pub fn due(&self, interval: Option<Duration>) -> Option<Timestamp> {
        let due = self.served.zip(interval).map(|(served, interval)| after(served, interval));
        due.max(self.fresh).max(self.next_try())
    }

    /// Whether the last answer is good still, and not older than `interval`: what a server says of itself is believed
    /// within what the reader says.
    pub fn is_fresh(&self, interval: Duration, now: Timestamp) -> bool {
        let is_young = self.served.is_some_and(|served| now < after(served, interval));
        is_young && self.failures == 0 && self.fresh.is_some_and(|until| now < until)
    }

    /// Whether the feed says that it never changes at this hour or on this day; believed for a day.
    fn is_skipping(&self, now: Timestamp) -> bool {
        let time = now.to_zoned(TimeZone::UTC);
        let day = time.weekday().to_monday_zero_offset();
        let is_known = self.served.is_some_and(|served| now < later(served, LONGEST));
        is_known && (self.skip_hours.contains(&time.hour()) || self.skip_days.contains(&day))
    }
}

/// A time after another one, for what servers and our own patience ask: a day later at most.
fn later(than: Timestamp, wait: Duration) -> Timestamp {
    after(than, wait.min(LONGEST))
}

fn after(than: Timestamp, wait: Duration) -> Timestamp {
    let wait = SignedDuration::try_from(wait).unwrap_or(SignedDuration::MAX);
    than.checked_add(wait).unwrap_or(Timestamp::MAX)
}

/// The stories of all sources: a line each time one goes on, the last of each counts.
#[derive(Debug, Default)]
pub struct Stories {
    file: PathBuf,
    known: HashMap<String, Story>,
}

impl Stories {
    /// Reads what is remembered in `folder`.
    pub fn read(folder: &Path) -> Self {
        let file = folder_in_use(folder).join("feeds.jsonl");
        let bytes = fs::read(&file).unwrap_or_default();
        let (mut known, mut lines, mut is_open) = (HashMap::new(), 0, true);
        for line in bytes.split(|byte| *byte == b'\n') {
            if let Ok(story) = serde_json::from_slice::<Story>(line) {
                lines += 1;
                let open = story.clone().without_secrets();
                is_open &= open == story;
                known.insert(open.id.clone(), open);
            }
        }
        let stories = Stories { file, known };
        if !is_open || (lines > 64 && lines > LINES * stories.known.len()) {
            stories.shorten();
        }
        stories
    }

    /// What is remembered of a source.
    pub fn of(&self, id: SourceId) -> Story {
        self.known.get(&id.to_string()).cloned().unwrap_or_default()
    }

    /// Writes down how stories went on. That it can't be written costs a question more the next time.
    pub fn write(&mut self, stories: impl IntoIterator<Item = Story>) {
        let mut lines = Vec::new();
        for story in stories {
            if serde_json::to_writer(&mut lines, &story).is_ok() {
                lines.push(b'\n');
            }
            self.known.insert(story.id.clone(), story);
        }
        if lines.is_empty() {
            return;
        }
        if let Err(error) = self.append(&lines) {
            tracing::warn!(%error, file = %self.file.display(), "what was learned of sources is not written");
        }
    }

    /// Makes the next fetch download every feed in full: the library lost articles.
    pub fn forget_validators(&mut self) {
        let mut stories: Vec<Story> = self.known.values().cloned().collect();
        for story in &mut stories {
            story.forget_validators();
            story.fresh = None;
        }
        self.write(stories);
    }

    // Appended at once, so that a reader and a cron fetch beside it do not cut each other's lines.
    fn append(&self, lines: &[u8]) -> io::Result<()> {
        let _lock = self.lock()?;
        private_options().create(true).append(true).open(&self.file)?.write_all(lines)
    }

    fn shorten(&self) {
        let shortened = self.lock().and_then(|_lock| {
            let fresh = self.file.with_extension("new");
            let mut lines = Vec::new();
            for story in self.known.values() {
                serde_json::to_writer(&mut lines, story)?;
                lines.push(b'\n');
            }
            write_draft(&fresh, &self.file, &lines)?;
            fs::rename(&fresh, &self.file)
        });
        if let Err(error) = shortened {
            tracing::warn!(%error, "what is remembered of sources is not shortened");
        }
    }

    fn lock(&self) -> io::Result<File> {
        create_folder(self.file.parent().unwrap_or(Path::new(".")))?;
        let file = create_private(&self.file.with_extension("lock"))?;
        lock_in_time(&file)?;
        Ok(file)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;

    fn day(n: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + n * 86_400).unwrap()
    }

    #[test]
    fn an_address_moves_only_after_a_feed_came_from_there_on_three_days() {
        let mut story = Story::default();
        for (now, to, sure) in [
            (0, Some("https://b/"), None),
            (0, Some("https://b/"), None),
            (1, Some("https://portal/"), None),
            (2, Some("https://b/"), None),
            (3, Some("https://b/"), None),
            (4, None, None),
            (5, Some("https://b/"), None),
            (6, Some("https://b/"), None),
            (9, Some("https://b/"), Some("https://b/")),
        ] {
            assert_eq!(story.moved(to, day(now)).as_deref(), sure, "{now}");
        }
    }

    #[test]
    fn what_fails_is_asked_ever_less_often() {
        let (mut story, now) = (Story::default(), day(0));
        let mut waits = Vec::new();
        for _ in 0..12 {
            story.failed(&Trouble::Status(500), now);
            waits.push(story.next_try().map_or(0, |next| next.as_second() - now.as_second()) / 60);
        }
        assert_eq!(waits, [0, 15, 30, 60, 120, 240, 480, 960, 1_440, 1_440, 1_440, 1_440]);
        story.served(&Reply::default(), now);
        assert_eq!(story.next_try(), None);
        assert!(!story.is_due(Duration::from_secs(60), now));
        assert!(story.is_due(Duration::from_secs(60), day(1)));
        let week = Duration::from_secs(7 * 86_400);
        assert_eq!([6, 7].map(|n| story.is_due(week, day(n))), [false, true]);
    }

    #[test]
    fn a_feed_is_not_asked_while_it_says_that_it_never_changes_but_for_a_day_at_most() {
        let hour = Duration::from_secs(3_600);
        let at = |hours: u64| later("2026-02-06T12:00:00Z".parse().unwrap(), hour * hours as u32); // a Friday
        let pace = |ttl, hours: &[u8], days: &[Weekday]| Pace { ttl, skip_hours: hours.into(), skip_days: days.into() };
        let all: Vec<u8> = (0..24).collect();
        for (pace, due) in [
            (pace(None, &[], &[]), [false, true, true, true]),
            (pace(Some(90), &[], &[]), [false, false, true, true]),
            (pace(None, &[13, 14], &[]), [false, false, false, true]),
            (pace(None, &all, &[]), [false, true, true, true]),
            (pace(None, &[], &[Weekday::Friday, Weekday::Saturday]), [false, false, false, true]),
        ] {
            let mut story = Story::default();
            story.keep_pace(&pace);
            story.served(&Reply::default(), at(0));
            assert_eq!([0, 1, 2, 25].map(|hours| story.is_due(hour, at(hours))), due, "{pace:?}");
        }
    }

    #[test]
    fn an_answer_that_stays_good_is_believed_within_the_interval() {
        let mut story = Story::default();
        story.served(&Reply { fresh: Some(Duration::from_secs(7_200)), ..Reply::default() }, day(0));
        let minutes = |n: u64| later(day(0), Duration::from_secs(60 * n));
        let hour = Duration::from_secs(3_600);
        assert_eq!([59, 61].map(|n| story.is_fresh(hour, minutes(n))), [true, false]);
        assert_eq!([119, 121].map(|n| story.is_fresh(Duration::MAX, minutes(n))), [true, false]);
    }

    #[test]
    fn the_last_line_of_a_source_counts_and_damage_costs_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let id = SourceId([1; 16]);
        let mut stories = Stories::read(folder.path());
        for failures in 1..100 {
            stories.write([Story { failures, ..Story::default().at(id, "http://a/") }]);
        }
        let file = folder.path().join("feeds.jsonl");
        let mut text = fs::read_to_string(&file).unwrap();
        text.push_str("{\"id\":");
        fs::write(&file, text).unwrap();
        assert_eq!(Stories::read(folder.path()).of(id).failures, 99);
        assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), 1);
    }
}
