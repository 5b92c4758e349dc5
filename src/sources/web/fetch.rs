//! Asks many sources at once and stores what comes.
//!
//! Threads ask and read; this one stores, so that nothing waits for a slow server. What a moved or a gone source means
//! for `sources.toml` is its caller's.

use super::asking::{Asking, Job};
use super::pages::complete;
use super::storing::Storing;
use super::{Intervals, Lack, Manners, Stories, Trouble};
use crate::article::{ArticleId, SourceId};
use crate::index::{IndexError, Library};
use crate::sources::url::{Came, News};
use crate::sources::{Kept, PageTrouble, Place};
use crate::store::Version;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::RecvTimeoutError;
use std::time::{Duration, Instant};

/// Which sources are asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// All that are not put off by themselves or by us.
    All,
    /// These, also those that failed often; never before their servers allow it.
    Named(Vec<SourceId>),
    /// Those not asked for as long as this says.
    Due(Intervals),
}

/// How sources are fetched.
pub struct Fetching<'a> {
    /// The present time.
    pub now: Timestamp,
    /// The reader's present day.
    pub today: Date,
    /// The sources that are kept.
    pub kept: &'a [Kept],
    /// Which of them.
    pub wanted: Wanted,
    /// How servers are asked.
    pub manners: Manners,
    /// The folder in the cache where stories are kept.
    pub folder: &'a Path,
    /// Set to stop: what is in stays in.
    pub cancel: &'a AtomicBool,
    /// Told how far it is.
    pub progress: &'a mut dyn FnMut(Fetched<'_>),
    /// Called now and then with the library, for what else is to be done with it.
    pub meanwhile: &'a mut dyn FnMut(&mut Library),
}

/// How far fetching is.
#[derive(Clone, Copy, Debug)]
pub struct Fetched<'a> {
    /// Sources that answered, or failed.
    pub done: usize,
    /// Of how many.
    pub of: usize,
    /// What it came to so far.
    pub report: &'a FetchReport,
    /// Articles came in since it was told last.
    pub is_news: bool,
}

impl Fetched<'_> {
    /// How long it takes still, at the pace of the time since it began.
    pub fn time_left(&self, elapsed: Duration) -> Option<Duration> {
        let done = u32::try_from(self.done).ok().filter(|done| *done > 0)?;
        Some(elapsed / done * u32::try_from(self.of.saturating_sub(self.done)).ok()?)
    }
}

/// What fetching came to.
#[derive(Debug, Default)]
pub struct FetchReport {
    /// Sources that were asked.
    pub asked: usize,
    /// Of these, unchanged.
    pub same: usize,
    /// Articles the library did not have, by source.
    pub new: HashMap<SourceId, usize>,
    /// Their ids, as they came.
    pub articles: Vec<ArticleId>,
    /// Known ones with a new text.
    pub changed: usize,
    /// Sources from which nothing came, and why.
    pub failed: Vec<(Kept, Trouble)>,
    /// Sources whose feeds came and are not whole, or hold nothing.
    pub lacking: Vec<(Kept, Lack)>,
    /// Sources that were not asked, since their servers want to be left alone, or failed often.
    pub put_off: usize,
    /// Sources that are served from another address for good.
    pub moved: Vec<(SourceId, String)>,
    /// New articles whose text was taken from their pages.
    pub full: usize,
    /// New articles whose page gave nothing, by title, and why: they stay as their feeds gave them.
    pub not_full: Vec<(String, PageTrouble)>,
    /// Whether it was stopped.
    pub is_stopped: bool,
    /// What kept the library from taking more.
    pub failure: Option<IndexError>,
}

impl FetchReport {
    /// How many articles are new.
    pub fn new_articles(&self) -> usize {
        self.new.values().sum()
    }

    /// Whether sources were asked, and no server was reached.
    pub fn reached_none(&self) -> bool {
        self.asked > 0 && self.failed.len() == self.asked && !self.failed.iter().any(|(_, trouble)| trouble.is_answer())
    }

    /// The sources whose servers say that they are gone for good.
    pub fn gone(&self) -> impl Iterator<Item = &Kept> {
        self.failed.iter().filter(|(_, trouble)| *trouble == Trouble::Gone).map(|(kept, _)| kept)
    }
}

/// How long the storing waits for more before it stores what there is.
const IDLE: Duration = Duration::from_millis(60);

/// How long it waits, while the threads that ask are few, before there are more.
const QUIET: Duration = Duration::from_millis(10);

/// So many sources may bring so much that the index is given more memory for it.
const MANY: usize = 32;

/// Fetches sources and stores what comes.
pub fn fetch(library: &mut Library, fetching: &mut Fetching<'_>) -> FetchReport {
    let mut stories = Stories::read(fetching.folder);
    let mut report = FetchReport::default();
    let outcome = plan(library, fetching, &stories, &mut report).and_then(|jobs| {
        let storing = Storing::new(library, fetching.now, fetching.folder)?;
        let is_much = jobs.len() > MANY;
        if is_much {
            library.expect_much(true)?;
        }
        let outcome = run(library, fetching, jobs, storing, &mut stories, &mut report);
        if is_much {
            library.expect_much(false)?;
        }
        outcome
    });
    report.failure = outcome.err();
    report
}

/// Settles which sources are asked; validators count only where the library has what they stand for.
fn plan(
    library: &mut Library,
    fetching: &Fetching<'_>,
    stories: &Stories,
    report: &mut FetchReport,
) -> Result<Vec<Job>, IndexError> {
    let mut jobs: Vec<Job> = Vec::new();
    for kept in fetching.kept.iter().filter(|kept| !matches!(kept.place, Place::Folder(_))) {
        let story = stories.of(kept.id).at(kept.id, &kept.place.without_secrets());
        let (now, is_resting) = (fetching.now, kept.is_resting(fetching.today));
        let (is_wanted, is_ready) = match &fetching.wanted {
            Wanted::Named(ids) => (ids.contains(&kept.id), !story.is_put_off(now)),
            Wanted::All => {
                let interval = kept.interval.unwrap_or(fetching.manners.interval);
                let is_ready = story.next_try().is_none_or(|then| then <= now) && !story.is_fresh(interval, now);
                (!is_resting, is_ready)
            }
            Wanted::Due(intervals) => {
                (!is_resting && intervals.of(kept).is_some_and(|interval| story.is_due(interval, now)), true)
            }
        };
        match (is_wanted, is_ready) {
            (true, true) => jobs.push((kept.clone(), story)),
            (true, false) => report.put_off += 1,
            (false, _) => {}
        }
    }
    let witnesses: Vec<_> = jobs.iter().filter_map(|(_, story)| story.witness()).collect();
    let known: HashSet<_> = library.known(&witnesses)?.into_iter().collect();
    for (_, story) in &mut jobs {
        if !story.witness().is_some_and(|witness| known.contains(&witness)) {
            story.forget_validators();
        }
    }
    report.asked = jobs.len();
    Ok(jobs)
}

fn run(
    library: &mut Library,
    fetching: &mut Fetching<'_>,
    jobs: Vec<Job>,
    mut storing: Storing,
    stories: &mut Stories,
    report: &mut FetchReport,
) -> Result<(), IndexError> {
    let of = jobs.len();
    let (mut asking, inbox) = Asking::start(fetching.manners.clone(), jobs, fetching.now);
    let (mut done, mut last) = (0, Instant::now());
    while done < of {
        let patience = if asking.may_grow() { QUIET } else { IDLE };
        let (came, is_idle) = match inbox.recv_timeout(patience) {
            Ok(came) => (Some(came), false),
            Err(RecvTimeoutError::Timeout) => {
                asking.grow();
                (None, last.elapsed() >= IDLE)
            }
            Err(RecvTimeoutError::Disconnected) => match asking.ask_one() {
                Some(came) => (Some(came), false),
                None => break,
            },
        };
        if came.is_some() || is_idle {
            last = Instant::now();
        }
        if fetching.cancel.load(Ordering::Relaxed) {
            report.is_stopped = true;
            break;
        }
        if let Some((came, _waiting)) = came {
            done += 1;
            take(came, &mut storing, report);
        }
        let mut is_news = false;
        if storing.is_full() || (is_idle && storing.has_articles()) {
            is_news = store(library, &mut storing, stories, report).inspect_err(|_| asking.stop())?;
        }
        (fetching.progress)(Fetched { done, of, report, is_news });
        if is_idle || is_news {
            (fetching.meanwhile)(library);
        }
    }
    asking.stop();
    // Without a network nobody fails: no source is put off for that.
    if report.reached_none() {
        return Ok(());
    }
    let is_news = store(library, &mut storing, stories, report)?;
    (fetching.progress)(Fetched { done, of, report, is_news });
    fetch_pages(library, fetching, storing.pages, report)
}

/// Fetches the pages of articles with a new text, whose sources want that.
fn fetch_pages(
    library: &mut Library,
    fetching: &mut Fetching<'_>,
    articles: Vec<Version>,
    report: &mut FetchReport,
) -> Result<(), IndexError> {
    if articles.is_empty() || report.is_stopped {
        return Ok(());
    }
    let of = articles.len();
    let progress = &mut |done| (fetching.progress)(Fetched { done, of, report, is_news: done == of });
    let completed =
        complete(library, articles, fetching.kept, &fetching.manners, fetching.now, fetching.cancel, progress)?;
    report.is_stopped = completed.done.len() + completed.kept.len() < of;
    (report.full, report.not_full) = (completed.done.len(), completed.kept);
    Ok(())
}

fn take(came: Came, storing: &mut Storing, report: &mut FetchReport) {
    let Came { kept, story, what, moved } = came;
    if let Some(moved) = moved {
        report.moved.push((kept.id, moved));
    }
    match what {
        Ok(News::Feed(arrival)) => {
            report.lacking.extend(arrival.lack.map(|lack| (kept.clone(), lack)));
            storing.take(&kept, *arrival, story);
        }
        Ok(News::Same) => {
            report.same += 1;
            storing.take_story(story);
        }
        Err(trouble) => {
            report.failed.push((kept, trouble));
            storing.take_story(story);
        }
    }
}

/// Stores what was collected, and says whether anything is new in the library.
fn store(
    library: &mut Library,
    storing: &mut Storing,
    stories: &mut Stories,
    report: &mut FetchReport,
) -> Result<bool, IndexError> {
    let stored = storing.store(library, stories)?;
    let is_news = !stored.new.is_empty() || stored.changed > 0;
    for (source, new) in stored.new {
        *report.new.entry(source).or_default() += new;
    }
    report.articles.extend(stored.ids);
    report.changed += stored.changed;
    Ok(is_news)
}
