//! `byline fetch`: asks sources for what is new, and says what came of it. It works beside an open reader.

use super::Outcome;
use super::context::{Context, Usage};
use super::import::{take_paths, tell_troubles};
use super::output::{said, stdout, warn};
use crate::index::{Library, Tally};
use crate::runtime::tell_of_new;
use crate::sources::{FetchReport, Fetched, Fetching, Kept, Lack, Place, Report, Wanted, fetch};
use crate::text::{Clean, count, grouped, nearest, without_secrets};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// So many more sources that were not reached are not named.
const ALIKE: usize = 3;

/// What is fetched, and how it is told.
pub struct Asked {
    /// Names, addresses or beginnings of ids; none for all.
    pub sources: Vec<String>,
    /// Only those with one of these tags.
    pub tags: Vec<String>,
    /// Only troubles are told.
    pub quiet: bool,
    /// One JSON object.
    pub json: bool,
}

/// Runs the command.
pub fn run(mut context: Context, asked: &Asked) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let mut library = context.library()?;
    if context.sources.sources.is_empty() && !context.sources.is_partial {
        warn("no sources yet; `byline add ADDRESS` keeps one");
    }
    if let Err(error) = context.sources.settle_ids(|id| library.knows_source(id)) {
        warn(error);
    }
    let kept = wanted(&context, &library.tally()?, asked)?;
    let is_all = asked.sources.is_empty() && asked.tags.is_empty();
    let ask = if is_all { Wanted::All } else { Wanted::Named(kept.iter().map(|kept| kept.id).collect()) };
    let folders = take_folders(&context, &mut library, &kept)?;
    let report = fetch_kept(&context, &mut library, ask)?;
    for told in context.sources.learn(&report)? {
        warn(told);
    }
    let new = [folders.new_articles.clone(), report.articles.clone()].concat();
    let hooked = tell_of_new(&context.config.settings.on_new, &context.store_places(), &context.paths.cache, new);
    let outcome = context.outcome().or(tell(report, &folders, &library.tally()?, asked)?);
    match hooked {
        Ok(()) => Ok(outcome),
        Err(trouble) => {
            warn(trouble);
            Ok(if outcome == Outcome::Fine { Outcome::Trouble } else { outcome })
        }
    }
}

/// The sources that are meant.
fn wanted(context: &Context, titles: &Tally, asked: &Asked) -> Result<Vec<Kept>, Usage> {
    let all = &context.sources.sources;
    let mut meant = named(all, titles, &asked.sources, "`byline sources` lists them")?;
    if asked.sources.is_empty() {
        meant = all.iter().filter(|kept| !kept.is_resting(context.today())).cloned().collect();
    }
    if !asked.tags.is_empty() {
        meant.retain(|kept| kept.tags.iter().any(|tag| asked.tags.contains(tag)));
        if meant.is_empty() {
            return Err(Usage::new(format!("no source has the tag {}", asked.tags.join(" or "))));
        }
    }
    Ok(meant)
}

/// The sources that go by these names, addresses or beginnings of ids; `advice` says where to find them.
pub fn named(all: &[Kept], titles: &Tally, names: &[String], advice: &str) -> Result<Vec<Kept>, Usage> {
    let mut meant: Vec<Kept> = Vec::new();
    for name in names {
        let is_meant = |kept: &&Kept| {
            let id = kept.id.to_string();
            kept.name.eq_ignore_ascii_case(name)
                || kept.called(titles).eq_ignore_ascii_case(name)
                || kept.place.without_secrets() == without_secrets(name)
                || (name.len() > 5 && id.starts_with(name.as_str()))
        };
        let found: Vec<Kept> = all.iter().filter(is_meant).cloned().collect();
        if found.is_empty() {
            let known: Vec<String> = all.iter().map(|kept| kept.called(titles)).collect();
            let near = nearest(name, known.iter().map(String::as_str));
            let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
            return Err(Usage::new(format!("no source is called {name}{near}; {advice}")));
        }
        meant.extend(found);
    }
    Ok(meant)
}

/// Looks through the folders among the sources.
fn take_folders(context: &Context, library: &mut Library, kept: &[Kept]) -> anyhow::Result<Report> {
    let folders: Vec<PathBuf> = kept
        .iter()
        .filter_map(|kept| match &kept.place {
            Place::Folder(path) => Some(path.clone()),
            Place::Address(_) | Place::Command(_) => None,
        })
        .collect();
    take_paths(context, library, &folders, false)
}

/// Fetches, with a progress line if it lasts.
pub fn fetch_kept(context: &Context, library: &mut Library, wanted: Wanted) -> anyhow::Result<FetchReport> {
    let mut bar = context.bar("sources");
    let folder = context.paths.feeds_folder();
    let mut fetching = Fetching {
        now: context.now,
        today: context.today(),
        kept: &context.sources.sources,
        wanted,
        manners: context.config.settings.manners(),
        folder: &folder,
        cancel: &context.cancel,
        progress: &mut |fetched| bar.show_with(fetched.done as u64, fetched.of as u64, || so_far(&fetched)),
        meanwhile: &mut |_| {},
    };
    Ok(fetch(library, &mut fetching))
}

/// What fetching came to so far, for the progress line.
fn so_far(fetched: &Fetched<'_>) -> String {
    let (new, failed) = (fetched.report.new_articles(), fetched.report.failed.len());
    let failed = if failed > 0 { format!(" · {} failed", grouped(failed as u64)) } else { String::new() };
    format!(" · {} new{failed}", grouped(new as u64))
}

/// `byline fetch --json`. Its fields, their order and their types are a promise.
#[derive(Serialize)]
struct Printed {
    v: u8,
    asked: usize,
    unchanged: usize,
    new: usize,
    changed: usize,
    put_off: usize,
    failed: Vec<Failed>,
}

#[derive(Serialize)]
struct Failed {
    id: String,
    name: String,
    address: String,
    why: String,
}

/// Says what was done on standard output, and what was not on standard error; the exit status tells some from all.
fn tell(report: FetchReport, folders: &Report, titles: &Tally, asked: &Asked) -> anyhow::Result<Outcome> {
    let mut outcome = tell_troubles(folders);
    if !report.failed.is_empty() {
        outcome = Outcome::Trouble;
    }
    if !asked.json {
        warn_of_failed(&report, |kept| kept.called(titles));
        let lasting = report.lacking.iter().filter(|(_, lack)| lack.lasts());
        // The way a server leads stays the same: cron need not hear of it each time.
        for (kept, lack) in lasting.filter(|(_, lack)| !(asked.quiet && *lack == Lack::Https)) {
            warn(format_args!("{}: {lack}", kept.called(titles)));
        }
    }
    if report.reached_none() {
        outcome = Outcome::Unreached;
    }
    let (new, changed) = (report.new_articles() + folders.new, report.changed + folders.changed);
    let mut out = stdout();
    if asked.json {
        let failed = |(kept, trouble): &(Kept, crate::sources::Trouble)| Failed {
            id: kept.id.to_string(),
            name: kept.called(titles),
            address: Clean::line(&kept.place.shown()).to_string(),
            why: trouble.to_string(),
        };
        let printed = Printed {
            v: 1,
            asked: report.asked,
            unchanged: report.same,
            new,
            changed,
            put_off: report.put_off,
            failed: report.failed.iter().map(failed).collect(),
        };
        writeln!(out, "{}", serde_json::to_string(&printed)?)?;
    } else if !asked.quiet {
        let mut parts = vec![format!("{} new", grouped(new as u64))];
        let more = [
            (changed, "changed"),
            (report.full, "with the text of their pages"),
            (report.not_full.len(), "whose pages gave nothing"),
            (report.failed.len(), "failed"),
            (report.put_off, "asked later, since they failed often or want to be left alone"),
        ];
        parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", grouped(*n as u64))));
        writeln!(out, "{}: {}", count(report.asked, "source"), parts.join(", "))?;
    }
    out.flush()?;
    if report.is_stopped {
        warn("stopped; what came is in, and the same command brings the rest");
        outcome = Outcome::Trouble;
    }
    match report.failure.map(anyhow::Error::new).or(folders.failure.as_ref().map(|error| anyhow::anyhow!("{error}"))) {
        Some(error) => Err(error.context("the library takes no more; what is in stays in")),
        None => Ok(outcome),
    }
}

/// Says on standard error why sources that were added did not come, or did not come whole.
pub fn tell_failure(report: &FetchReport) {
    warn_of_failed(report, |kept| Clean::line(&kept.name).to_string());
    for (kept, lack) in &report.lacking {
        warn(format_args!("{}: {lack}", Clean::line(&kept.name)));
    }
    if let Some(error) = &report.failure {
        warn(said(&anyhow::anyhow!("{error}")));
    }
}

/// Names each source that failed with the reason; where no server was reached, which is then the matter of none of them,
/// only one of many.
fn warn_of_failed(report: &FetchReport, name: impl Fn(&Kept) -> String) {
    if let [(kept, trouble), rest @ ..] = &report.failed[..]
        && report.reached_none()
        && rest.len() >= ALIKE
    {
        let all = count(report.failed.len(), "source");
        return warn(format_args!("none of {all} was reached, such as {}: {trouble}", name(kept)));
    }
    for (kept, trouble) in &report.failed {
        warn(format_args!("{}: {trouble}", name(kept)));
    }
}
