//! What is known of a source or an article, told in lines: where from, when, how often, troubles.

use super::clock;
use crate::app::{Event, Troubled};
use crate::article::{ArticleId, PublishedFrom, SourceId};
use crate::config::{SourcesFile, print_time};
use crate::document::words_in;
use crate::index::{IndexError, Reader};
use crate::query::{Around, Only, View};
use crate::sources::{Intervals, Kept, Stories, Story};
use crate::text::{Clean, count, grouped, masked, print_size};
use jiff::{Timestamp, ToSpan as _, Zoned};
use std::path::PathBuf;

/// A source that brought nothing for so many days is silent.
const SILENT_DAYS: i64 = 90;

/// The days over which articles a week are counted.
const COUNTED_DAYS: i64 = 28;

/// Where what is told is written.
pub struct Teller {
    sources: PathBuf,
    stories: PathBuf,
    /// How often sources are asked by themselves.
    pub intervals: Intervals,
}

impl Teller {
    /// Reads these files when it is asked.
    pub fn new(sources: PathBuf, stories: PathBuf, intervals: Intervals) -> Self {
        Teller { sources, stories, intervals }
    }

    /// The story of a source.
    pub fn of_source(&self, reader: &mut Reader, id: SourceId) -> Result<Event, IndexError> {
        let (now, _, zone) = clock::now();
        let mut file = SourcesFile::read(&self.sources);
        file.recall_ids(|id| reader.source(id).is_ok_and(|row| row.is_some()));
        let kept = file.sources.iter().find(|kept| kept.id == id);
        let story = Stories::read(&self.stories).of(id);
        let row = reader.source(id)?;
        let name = row.as_ref().map_or_else(
            || kept.map_or_else(String::new, |kept| Clean::line(&kept.name).to_string()),
            |row| row.title.to_string(),
        );
        let mut lines = Lines::default();
        let noted = row.as_ref().filter(|row| ![SourceId::GUIDE, SourceId::INPUT, SourceId::PAGES].contains(&row.id));
        lines.add(
            "address",
            kept.map_or_else(|| Some(masked(noted?.address.as_str())), |kept| Some(kept.place.shown())),
        );
        match kept {
            Some(kept) => tell_kept(&mut lines, kept),
            None => lines.add("kept", Some("no: it does not stand in sources.toml".to_owned())),
        }
        if let Some(row) = &row {
            lines.add(
                "articles",
                Some(format!("{} unread of {}", grouped(row.counts.unread), grouped(row.counts.total))),
            );
        }
        if let Some(newest) = newest(reader, id)? {
            lines.add("newest", Some(day(&newest.to_zoned(zone.clone()))));
            let since = now.saturating_sub(COUNTED_DAYS.saturating_mul(24).hours()).unwrap_or(now);
            let view = View { source: Some(id), only: Only::Since(since.as_second()), ..View::default() };
            let weeks = COUNTED_DAYS as f64 / 7.0;
            lines.add("a week", Some(format!("{:.1} articles", reader.total(&view)? as f64 / weeks)));
        }
        let asked = kept.filter(|kept| !kept.is_resting(now.to_zoned(zone.clone()).date()));
        let next = asked
            .and_then(|kept| self.intervals.of(kept))
            .map(|interval| story.due(Some(interval)).filter(|then| *then > now));
        tell_story(&mut lines, &story, next, &|time| moment(&time.to_zoned(zone.clone())));
        Ok(Event::Told(name, lines.text))
    }

    /// The story of an article.
    pub fn of_article(&self, reader: &mut Reader, id: ArticleId) -> Result<Event, IndexError> {
        let (_, _, zone) = clock::now();
        let (Some(row), Some(found)) = (reader.row(id)?, reader.article(id)?) else {
            return Ok(Event::Unanswered("this article is not in the library any more".to_owned()));
        };
        let source = reader.source(row.source)?;
        let article = found.article;
        let time = |time: Timestamp| moment(&time.to_zoned(zone.clone()));
        let words = match row.words {
            // Where its text is not indexed yet, they are not counted yet.
            0 => words_in(&article),
            counted => counted,
        } as usize;
        let mut lines = Lines::default();
        lines.add("title", Some(row.title.to_string()));
        lines.add("source", source.map(|source| format!("{} ({})", source.title, masked(source.address.as_str()))));
        lines.add("address", article.url);
        lines.add("authors", Some(article.authors.join(", ")));
        let from = match article.published_from {
            PublishedFrom::Declared => "as it says",
            PublishedFrom::Dateline => "by its dateline",
            PublishedFrom::File => "the time of its file",
            PublishedFrom::Seen => "when it was first seen",
        };
        lines.add("published", article.published.map(|then| format!("{}, {from}", time(then))));
        lines.add("first seen", Some(time(article.seen)));
        let shown = if found.full { "that of its page is shown, gv shows its feed's" } else { "the newest is shown" };
        lines.add("versions", (found.versions > 1).then(|| format!("{}: {shown}", found.versions)));
        lines.add("language", article.language);
        lines.add("categories", Some(article.categories.join(", ")));
        lines.add("attached", (!article.enclosures.is_empty()).then(|| article.enclosures.len().to_string()));
        lines.add("text", Some(format!("{}, {}", print_size(article.body.len() as u64), count(words, "word"))));
        lines.add("guid", article.guid);
        lines.add("id", Some(id.to_string()));
        Ok(Event::Told("Story".to_owned(), lines.text))
    }

    /// The sources that fail, and those that were not heard of for long.
    pub fn troubled(&self, reader: &mut Reader) -> Result<Event, IndexError> {
        let (now, _, zone) = clock::now();
        let stories = Stories::read(&self.stories);
        let (mut failing, mut silent) = (Vec::new(), Vec::new());
        let names = reader.sources()?;
        let silent_since = now.saturating_sub(SILENT_DAYS.saturating_mul(24).hours()).unwrap_or(now);
        for kept in SourcesFile::read(&self.sources).sources.iter().filter(|kept| !kept.disabled) {
            let known = names.iter().find(|row| row.id == kept.id);
            let name = known.map_or_else(|| Clean::line(&kept.name), |row| row.title.clone());
            if let Some(trouble) = stories.of(kept.id).trouble {
                failing.push(Troubled { id: kept.id, name, what: Clean::line(&trouble) });
                continue;
            }
            match newest(reader, kept.id)? {
                Some(newest) if newest < silent_since => {
                    let what = Clean::line(&format!("silent since {}", day(&newest.to_zoned(zone.clone()))));
                    silent.push(Troubled { id: kept.id, name, what });
                }
                Some(_) => {}
                None => silent.push(Troubled { id: kept.id, name, what: Clean::line("no article yet") }),
            }
        }
        failing.append(&mut silent);
        Ok(Event::Troubled(failing))
    }
}

/// The time of the newest article of a source.
fn newest(reader: &mut Reader, id: SourceId) -> Result<Option<Timestamp>, IndexError> {
    let view = View { source: Some(id), ..View::default() };
    let rows = reader.window(&view, Around::Top, 0, 1)?.rows;
    Ok(rows.first().and_then(|row| Timestamp::from_second(row.key.time).ok()))
}

fn tell_kept(lines: &mut Lines, kept: &Kept) {
    lines.add("folder", kept.folder.clone());
    lines.add("tags", Some(kept.tags.join(", ")));
    lines.add("asked every", kept.interval.map(print_time));
    lines.add("full text", kept.full_text.then(|| "each article's page is fetched".to_owned()));
    lines.add("muted", kept.muted_until.map(|day| format!("until {day}")));
    lines.add("disabled", kept.disabled.then(|| "yes: it is not asked".to_owned()));
}

/// `next` is when the source is asked again by itself, if it is: from a time on, or at the next look.
fn tell_story(lines: &mut Lines, story: &Story, next: Option<Option<Timestamp>>, time: &dyn Fn(Timestamp) -> String) {
    lines.add("last asked", story.asked.map(time));
    lines.add("last served", story.served.map(time));
    let times = if story.failures == 1 { "once" } else { "times in a row" };
    let failed = match story.failures {
        0 => None,
        1 => Some(times.to_owned()),
        many => Some(format!("{many} {times}")),
    };
    lines.add("failed", failed);
    lines.add("because", story.trouble.clone());
    lines.add("warning", story.lack.clone());
    lines.add("answer", story.size.map(print_size));
    let at_once = || "at the next look".to_owned();
    lines.add("next try", next.map(|then| then.map_or_else(at_once, |then| format!("from {} on", time(then)))));
    lines.add("moving to", story.moved.as_deref().map(masked));
    let was: Vec<String> = story.was.iter().map(|address| masked(address)).collect();
    lines.add("was at", Some(was.join(", ")));
}

/// Lines of a name and what it is; what is blank is left out.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn add(&mut self, name: &str, value: Option<String>) {
        if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
            self.text.push_str(&format!("{name:<12} {}\n", Clean::line(&value)));
        }
    }
}

fn moment(time: &Zoned) -> String {
    time.strftime("%-d %B %Y, %H:%M").to_string()
}

fn day(time: &Zoned) -> String {
    time.strftime("%-d %B %Y").to_string()
}
