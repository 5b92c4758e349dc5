//! `byline import`: takes files and folders into the library and says what it did.

use super::Outcome;
use super::add::{Wishes, add_list, keep_list};
use super::context::{Context, Usage};
use super::newsboat::{self, Store};
use super::output::{report_error, stdout, warn};
use crate::article::SourceId;
use crate::feed::{self, Answer, Hints, NotAFeed, Subscriptions, read_subscriptions};
use crate::index::Library;
use crate::sources::{Options, Refusal, Refused, Report, Saved, Unsaved, bytes_of, save_page, take_in, take_in_input};
use crate::text::{Clean, count, grouped};
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// How things are taken in.
pub struct Asked {
    /// Count only, and change nothing.
    pub is_dry: bool,
    /// Flags of newsboat's that become stars.
    pub stars: String,
    /// Follow links out of folders.
    pub follow: bool,
}

/// What a path holds.
enum Found {
    /// A list of feeds.
    List(Subscriptions),
    /// newsboat's store.
    Newsboat(Store),
    /// A file of any other kind, a folder, standard input.
    Files(PathBuf),
}

/// Runs the command.
pub fn run(mut context: Context, paths: &[PathBuf], asked: &Asked) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let found = match Store::named(paths)? {
        Some(store) => vec![Found::Newsboat(store)],
        None => paths.iter().map(|path| find(&context, path)).collect(),
    };
    if !asked.stars.is_empty() && !found.iter().any(|found| matches!(found, Found::Newsboat(_))) {
        return Err(Usage::new("--star is for newsboat's flags; name its folder or its cache.db").into());
    }
    if asked.is_dry && found.iter().any(|found| matches!(found, Found::Files(_))) {
        let advice = "`byline inspect FILE` shows what a file would become";
        return Err(Usage::new(format!("--dry-run is for newsboat's store and lists of feeds; {advice}")).into());
    }
    let (mut outcome, mut files, is_one) = (Outcome::Fine, Vec::new(), found.len() == 1);
    for found in found {
        let went = match found {
            Found::Files(path) => {
                files.push(path);
                continue;
            }
            // Where it is one of many, one that can't be read costs the others nothing.
            Found::Newsboat(store) => match newsboat::run(&mut context, &store, asked) {
                Err(error) if !is_one => {
                    report_error(&error);
                    Outcome::Trouble
                }
                went => went?,
            },
            Found::List(list) if asked.is_dry => {
                keep_list(&mut context, &list, &Wishes::default(), true)?;
                Outcome::Fine
            }
            Found::List(list) => add_list(&mut context, &list, &Wishes::default())?,
        };
        outcome = outcome.or(went);
    }
    if files.is_empty() {
        return Ok(outcome);
    }
    let mut library = context.library()?;
    Ok(outcome.or(tell(take_paths(&context, &mut library, &files, asked.follow)?)?))
}

/// Tells what a path holds by its name and by how the file begins.
fn find(context: &Context, path: &Path) -> Found {
    match Store::at(path) {
        Some(store) => Found::Newsboat(store),
        None => list_of_feeds(context, path).map_or_else(|| Found::Files(path.to_owned()), Found::List),
    }
}

/// The feeds that a file lists, where it is a list of feeds.
fn list_of_feeds(context: &Context, path: &Path) -> Option<Subscriptions> {
    let is_list = path.is_file()
        && (path.file_name().is_some_and(|name| name == "urls")
            || path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("opml"))
            || is_outlines(path, context.config.settings.max_body));
    let bytes = is_list.then(|| bytes_of(path, context.config.settings.max_feed).ok())??;
    Some(read_subscriptions(&bytes, &Hints::default()))
        .filter(|list| !list.feeds.is_empty() || !list.refused.is_empty())
}

/// Whether what lies in a file that may be XML, by its name and its beginning, is a list of subscriptions.
fn is_outlines(path: &Path, max_body: u64) -> bool {
    let may_be = path.extension().is_none_or(|extension| extension.eq_ignore_ascii_case("xml"));
    may_be
        && begins_with_markup(path)
        && bytes_of(path, max_body)
            .is_ok_and(|bytes| feed::read(&bytes, &Hints::default()) == Answer::NotAFeed(NotAFeed::Outlines))
}

/// Whether a file begins as XML does, a mark of its encoding and white space aside.
fn begins_with_markup(path: &Path) -> bool {
    let mut head = [0; 64];
    let read = File::open(path).and_then(|mut file| file.read(&mut head)).unwrap_or(0);
    let is_blank = |byte: &&u8| byte.is_ascii_whitespace() || matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff);
    head[..read].iter().find(|byte| !is_blank(byte)) == Some(&b'<')
}

/// Takes the paths in, `-` being standard input, with a progress line if it lasts.
pub fn take_paths(context: &Context, library: &mut Library, paths: &[PathBuf], follow: bool) -> anyhow::Result<Report> {
    context.catch_interrupts()?;
    let (pages, paths): (Vec<PathBuf>, Vec<PathBuf>) = paths.iter().cloned().partition(|path| is_address(path));
    let (input, paths): (Vec<PathBuf>, _) = paths.into_iter().partition(|path| path == Path::new("-"));
    let mut bar = context.bar("files");
    let max_body = context.config.settings.max_body;
    let hints = context.paths.hints_folder();
    let mut options = Options {
        now: context.now,
        today: context.today(),
        max_body,
        follow,
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
    drop(bar);
    for page in pages {
        if report.failure.is_none() {
            report.absorb(take_page(context, library, &page.to_string_lossy()));
        }
    }
    Ok(report)
}

/// Whether an address of the web is meant, and no file.
pub fn is_address(path: &Path) -> bool {
    let text = path.to_string_lossy();
    (text.starts_with("http://") || text.starts_with("https://")) && !path.exists()
}

/// Saves a page as an article.
pub fn take_page(context: &Context, library: &mut Library, address: &str) -> Report {
    let mut report = Report::default();
    match save_page(library, address, context.config.settings.manners(), context.now) {
        Ok(saved) => {
            let Saved { id, is_new, is_changed } = saved;
            (report.new, report.changed) = (usize::from(is_new), usize::from(is_changed));
            report.same = usize::from(!is_new && !is_changed);
            (report.articles, report.sources) = (vec![id], vec![SourceId::PAGES]);
        }
        Err(Unsaved::Page(why)) => {
            report.refused.push(Refused { path: address.into(), why: Refusal::Page(why) });
        }
        Err(Unsaved::Library(error)) => report.failure = Some(error),
    }
    report
}

/// Says what was done on standard output, and what was not on standard error.
pub fn tell(report: Report) -> anyhow::Result<Outcome> {
    let outcome = tell_troubles(&report);
    let mut parts = vec![format!("{} new", grouped(report.new as u64))];
    let more = [(report.changed, "changed"), (report.moved, "moved"), (report.same, "unchanged")];
    parts.extend(more.iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", grouped(*n as u64))));
    let mut out = stdout();
    writeln!(out, "{}: {}", count(report.articles.len(), "article"), parts.join(", "))?;
    if report.stayed > 0 {
        let (files, stay) = (count(report.stayed, "file"), if report.stayed == 1 { "stays" } else { "stay" });
        writeln!(out, "{files} {stay} with the folder around this one that was read before it")?;
    }
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
    if let Some(unfollowed) = report.unfollowed() {
        warn(format_args!(
            "{unfollowed}; to follow them, use `import --follow` or set `follow = true` in sources.toml"
        ));
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
