//! `byline import`: takes files and folders into the library and says what it did.

use super::Outcome;
use super::add::{Wishes, add_list};
use super::context::Context;
use super::output::{count, grouped, stdout, warn};
use super::progress::Bar;
use crate::feed::{self, Answer, Hints, NotAFeed, Subscriptions, read_subscriptions};
use crate::index::Library;
use crate::sources::{Options, Report, bytes_of, take_in, take_in_input};
use crate::text::Clean;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Runs the command.
pub fn run(context: Context, paths: &[PathBuf]) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    if let [path] = paths
        && let Some(list) = list_of_feeds(&context, path)
    {
        return add_list(context, &list, Wishes::default());
    }
    let context = &context;
    let mut library = context.library()?;
    let report = take_paths(context, &mut library, paths)?;
    tell(report)
}

/// The feeds that a file lists, where it is a list of feeds.
fn list_of_feeds(context: &Context, path: &Path) -> Option<Subscriptions> {
    let is_list = path.is_file()
        && (path.file_name().is_some_and(|name| name == "urls")
            || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("opml"))
            || is_outlines(path, context.config.settings.max_body));
    let bytes = is_list.then(|| bytes_of(path, context.config.settings.max_feed).ok())??;
    Some(read_subscriptions(&bytes, &Hints::default())).filter(|list| !list.feeds.is_empty())
}

/// Whether what lies in an XML file is a list of subscriptions.
fn is_outlines(path: &Path, max_body: u64) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"))
        && bytes_of(path, max_body)
            .is_ok_and(|bytes| feed::read(&bytes, &Hints::default()) == Answer::NotAFeed(NotAFeed::Outlines))
}

/// Takes the paths in, `-` being standard input, with a progress line if it lasts.
pub fn take_paths(context: &Context, library: &mut Library, paths: &[PathBuf]) -> anyhow::Result<Report> {
    context.catch_interrupts()?;
    let (input, paths): (Vec<PathBuf>, _) = paths.iter().cloned().partition(|path| path == Path::new("-"));
    let mut bar = Bar::new("files");
    let max_body = context.config.settings.max_body;
    let hints = context.paths.hints_folder();
    let mut options = Options {
        now: context.now,
        max_body,
        kept: &context.sources.sources,
        hints: Some(&hints),
        cancel: &context.cancel,
        progress: &mut |progress| bar.show(progress.done as u64, progress.of as u64),
    };
    let mut report = Report::default();
    if !input.is_empty() {
        let mut bytes = Vec::new();
        io::stdin().lock().take(max_body + 1).read_to_end(&mut bytes)?;
        report = take_in_input(&bytes, library, &mut options);
    }
    if report.failure.is_none() && !paths.is_empty() {
        report.absorb(take_in(&paths, library, &mut options));
    }
    Ok(report)
}

/// Says what was done on standard output, and what was not on standard error.
pub fn tell(report: Report) -> anyhow::Result<Outcome> {
    let outcome = tell_troubles(&report);
    let mut parts = vec![format!("{} new", grouped(report.new as u64))];
    let more = [(report.changed, "changed"), (report.moved, "moved"), (report.same, "unchanged")];
    parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", grouped(*n as u64))));
    let mut out = stdout();
    writeln!(out, "{}: {}", count(report.articles.len(), "article"), parts.join(", "))?;
    if report.left_out > 0 {
        let of = if report.left_out == 1 { "another kind" } else { "other kinds" };
        writeln!(out, "{} of {of} left out", count(report.left_out, "file"))?;
    }
    out.flush()?;
    match report.failure {
        Some(error) => Err(anyhow::Error::new(error).context("the library takes no more; what is in stays in")),
        None => Ok(outcome),
    }
}

/// Names on standard error what was not taken in.
pub fn tell_troubles(report: &Report) -> Outcome {
    for refused in &report.refused {
        warn(refused);
    }
    for (path, complaint) in &report.complaints {
        warn(format_args!("{}: {}", Clean::line(&path.to_string_lossy()), complaint));
    }
    if let Some(at) = report.stopped {
        let (done, of) = (grouped(at.done as u64), grouped(at.of as u64));
        warn(format_args!("stopped after {done} of {of} files; they stay in, and the same command takes the rest"));
    }
    if report.refused.is_empty() && report.stopped.is_none() { Outcome::Fine } else { Outcome::Trouble }
}
