//! `byline add`: keeps a feed, a folder or a command as a source, or all feeds of a list, and takes in what there is.

use super::Outcome;
use super::context::{Context, Usage};
use super::fetch::{fetch_kept, tell_failure};
use super::import::{take_page, take_paths, tell};
use super::output::{printable, stdout, warn};
use super::saved::keep_searches;
use crate::config::Added;
use crate::feed::{Alternate, Subscriptions};
use crate::sources::{Kept, NoWish, Place, Wanted, Wish, kept_feed, kept_subscription, understand};
use crate::text::{Clean, count, grouped};
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

/// How a source is to be kept.
#[derive(Debug, Default)]
pub struct Wishes {
    /// What it is called; none for its own name.
    pub name: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// The folder it stands in.
    pub folder: Option<String>,
}

impl Wishes {
    fn apply(&self, mut kept: Kept) -> Kept {
        kept.name = self.name.clone().unwrap_or(kept.name);
        kept.tags.extend(self.tags.iter().cloned());
        kept.folder = self.folder.clone().or(kept.folder);
        kept
    }
}

/// Runs the command.
pub fn run(mut context: Context, what: &Path, wishes: Wishes) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let settings = &context.config.settings;
    match understand(&what.to_string_lossy(), settings.manners(), settings.max_feed, context.now) {
        Ok(Wish::Keep(kept)) if matches!(kept.place, Place::Folder(_)) => add_folder(context, wishes.apply(*kept)),
        Ok(Wish::Keep(kept)) => add_source(context, wishes.apply(*kept)),
        Ok(Wish::Choose(feeds)) => match choose(&feeds)? {
            Some(feed) => add_source(context, wishes.apply(kept_feed(&feed))),
            None => Err(Usage::new(format!("{} has several feeds; name the one to keep", printable(what))).into()),
        },
        Ok(Wish::List(list)) => add_list(&mut context, &list, &wishes),
        Ok(Wish::File(file)) => {
            let advice =
                "no feed is listed in it: `add` keeps lists of feeds and folders; `byline import` takes files in";
            Err(Usage::new(format!("{}: {advice}", printable(&file))).into())
        }
        Ok(Wish::Page(address)) => {
            warn("this page has no feed: it is saved as an article");
            let mut library = context.library()?;
            tell(take_page(&context, &mut library, &address))
        }
        Err(error @ NoWish::Nothing(_)) => Err(Usage::new(error.to_string()).into()),
        Err(error @ NoWish::NotFound(_)) => Err(error.into()),
    }
}

/// Lists the feeds of a page; on a terminal, lets one be chosen.
fn choose(feeds: &[Alternate]) -> anyhow::Result<Option<Alternate>> {
    let mut err = io::stderr();
    for (n, feed) in feeds.iter().enumerate() {
        writeln!(err, "{:>3}  {}  {}", n + 1, Clean::line(&feed.address), Clean::line(&feed.title))?;
    }
    if !io::stdin().is_terminal() || !err.is_terminal() {
        return Ok(None);
    }
    write!(err, "which one? ")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    let number = answer.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
    Ok(number.and_then(|n| feeds.get(n)).cloned())
}

/// Keeps one source and fetches it at once.
fn add_source(mut context: Context, kept: Kept) -> anyhow::Result<Outcome> {
    let told = keep(&mut context, &kept)?;
    writeln!(stdout(), "{told}")?;
    context.catch_interrupts()?;
    let mut library = context.library()?;
    let report = fetch_kept(&context, &mut library, Wanted::Named(vec![kept.id]))?;
    tell_failure(&report);
    writeln!(stdout(), "{}", count(report.new_articles(), "new article"))?;
    Ok(if report.failed.is_empty() && report.failure.is_none() { Outcome::Fine } else { Outcome::Trouble })
}

fn keep(context: &mut Context, kept: &Kept) -> anyhow::Result<String> {
    let file = context.paths.sources_file();
    let (name, file) = (Clean::line(&kept.name), printable(&file));
    Ok(match context.sources.keep(kept)? {
        Added::New => format!("{name} is kept: it stands in {file}"),
        Added::Known => format!("{name} is kept already, in {file}"),
    })
}

fn add_folder(mut context: Context, kept: Kept) -> anyhow::Result<Outcome> {
    let told = keep(&mut context, &kept)?;
    writeln!(stdout(), "{told}")?;
    let mut library = context.library()?;
    let folder = match kept.place {
        Place::Folder(folder) => vec![folder],
        _ => Vec::new(),
    };
    let report = take_paths(&context, &mut library, &folder)?;
    tell(report)
}

/// Keeps the feeds of a list, names what is not taken over, and fetches what is new.
pub fn add_list(context: &mut Context, list: &Subscriptions, wishes: &Wishes) -> anyhow::Result<Outcome> {
    let kept = keep_list(context, list, wishes, false)?;
    context.catch_interrupts()?;
    let mut library = context.library()?;
    let ids = kept.iter().map(|kept| kept.id).collect();
    let report = fetch_kept(context, &mut library, Wanted::Named(ids))?;
    tell_failure(&report);
    writeln!(stdout(), "{} fetched: {} new", count(report.asked, "source"), grouped(report.new_articles() as u64))?;
    let is_fine = report.failed.is_empty() && report.failure.is_none() && list.refused.is_empty();
    Ok(if is_fine { Outcome::Fine } else { Outcome::Trouble })
}

/// Keeps the feeds of a list and names what is not taken over; or says only what would be kept.
pub fn keep_list(
    context: &mut Context,
    list: &Subscriptions,
    wishes: &Wishes,
    is_dry: bool,
) -> anyhow::Result<Vec<Kept>> {
    for refused in &list.refused {
        warn(format_args!("left out: {}: {}", refused.what, refused.why));
    }
    keep_searches(context, &list.views, is_dry)?;
    let kept: Vec<Kept> = list.feeds.iter().map(|feed| wishes.apply(kept_subscription(feed))).collect();
    let (added, verb) = match is_dry {
        true => (context.sources.not_kept(&kept).len(), "to be added"),
        false => (context.sources.keep_all(&kept)?, "added"),
    };
    let file = context.paths.sources_file();
    let (feeds, known) = (count(kept.len(), "feed"), kept.len() - added);
    let mut told = format!("{feeds} listed, {} {verb} to {}", grouped(added as u64), printable(&file));
    if known > 0 {
        told.push_str(&format!(", {} known", grouped(known as u64)));
    }
    writeln!(stdout(), "{told}")?;
    Ok(kept)
}
