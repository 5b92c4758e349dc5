//! `byline add`: keeps a feed, a folder or a command as a source, or all feeds of a list, and takes in what there is.

use super::Outcome;
use super::context::{Context, Usage};
use super::fetch::{fetch_kept, tell_failure};
use super::import::{take_page, take_paths, tell};
use super::output::{count, grouped, printable, stdout, warn};
use crate::config::Added;
use crate::feed::{Alternate, Hints, NotAFeed, Subscriptions, read_subscriptions};
use crate::sources::{Discovery, Kept, Place, Trouble, Wanted, bytes_of, discover};
use crate::text::Clean;
use anyhow::Context as _;
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
    fn apply(self, mut kept: Kept) -> Kept {
        kept.name = self.name.unwrap_or(kept.name);
        kept.tags.extend(self.tags);
        kept.folder = self.folder.or(kept.folder);
        kept
    }
}

/// Runs the command.
pub fn run(mut context: Context, what: &Path, wishes: Wishes) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let text = what.to_string_lossy().into_owned();
    if let Some(command) = text.strip_prefix("command:") {
        let kept = Kept::new(Place::Command(command.trim().to_owned()));
        return add_source(context, wishes.apply(kept));
    }
    if what.is_dir() {
        return add_folder(context, what, wishes);
    }
    if what.is_file() {
        let list = list_in(&context, what)?;
        return add_list(&mut context, &list, &wishes);
    }
    if !looks_like_an_address(&text) {
        let advice = "`add` keeps the address of a feed or a page, a list of feeds, a folder, or command:…";
        return Err(Usage::new(format!("{}: no such file or folder; {advice}", printable(what))).into());
    }
    match discover(&text, context.config.settings.manners(), context.now) {
        Ok(Discovery::Feed(feed)) => add_feed(context, feed, wishes),
        Ok(Discovery::Several(feeds)) => match choose(&feeds)? {
            Some(feed) => add_feed(context, feed, wishes),
            None => Err(Usage::new(format!("{text} has several feeds; name the one to keep")).into()),
        },
        Ok(Discovery::List(list)) => add_list(&mut context, &list, &wishes),
        Err(tried) => match page_without_feed(&tried) {
            Some(address) => {
                warn("this page has no feed: it is saved as an article");
                let mut library = context.library()?;
                tell(take_page(&context, &mut library, address))
            }
            None => Err(not_found(&text, &tried)),
        },
    }
}

fn looks_like_an_address(text: &str) -> bool {
    let host = text.split(['/', '?']).next().unwrap_or_default();
    text.starts_with("http://")
        || text.starts_with("https://")
        || host.contains('.') && !host.starts_with('.') && !host.contains(char::is_whitespace)
        || host.starts_with("localhost")
}

/// The address of the page that was found where no feed was, if it announces none.
fn page_without_feed(tried: &[(String, Trouble)]) -> Option<&str> {
    tried.iter().find_map(|(address, trouble)| match trouble {
        Trouble::NotAFeed(NotAFeed::Page(page)) if page.feeds.is_empty() => Some(address.as_str()),
        _ => None,
    })
}

fn not_found(what: &str, tried: &[(String, Trouble)]) -> anyhow::Error {
    let all_of_one = tried.len() > 1 && tried[1..].iter().all(|(_, trouble)| matches!(trouble, Trouble::Status(404)));
    let listed = if all_of_one { &tried[..1] } else { tried };
    let mut said: Vec<String> = listed.iter().map(|(address, trouble)| format!("{address}: {trouble}")).collect();
    if all_of_one {
        said.push(format!("nor is there a feed at {} usual addresses beside it", tried.len() - 1));
    }
    anyhow::anyhow!("no feed was found at {what}: {}", said.join("; "))
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

fn add_feed(context: Context, feed: Alternate, wishes: Wishes) -> anyhow::Result<Outcome> {
    let mut kept = Kept::new(Place::Address(feed.address));
    let title = Clean::line(&feed.title);
    if !title.is_blank() {
        kept.name = title.to_string();
    }
    add_source(context, wishes.apply(kept))
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

fn add_folder(mut context: Context, folder: &Path, wishes: Wishes) -> anyhow::Result<Outcome> {
    let real = folder.canonicalize().with_context(|| format!("{} can't be kept", printable(folder)))?;
    let kept = wishes.apply(Kept::new(Place::Folder(real.clone())));
    let told = keep(&mut context, &kept)?;
    writeln!(stdout(), "{told}")?;
    let mut library = context.library()?;
    let report = take_paths(&context, &mut library, &[real])?;
    tell(report)
}

/// The list of subscriptions in a file.
fn list_in(context: &Context, file: &Path) -> anyhow::Result<Subscriptions> {
    let bytes = bytes_of(file, context.config.settings.max_feed).map_err(|refused| anyhow::anyhow!("{refused}"))?;
    let list = read_subscriptions(&bytes, &Hints::default());
    if list.feeds.is_empty() {
        let advice = "`add` keeps lists of feeds and folders; `byline import` takes files in";
        return Err(Usage::new(format!("{}: no feed is listed in it: {advice}", printable(file))).into());
    }
    Ok(list)
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
    for view in &list.views {
        warn(format_args!("left out: the saved search {} ({})", view.name, view.filter));
    }
    let kept: Vec<Kept> = list.feeds.iter().map(|feed| kept_of(feed, wishes)).collect();
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

fn kept_of(feed: &crate::feed::Subscription, wishes: &Wishes) -> Kept {
    let mut kept = Kept::new(Place::Address(feed.address.clone()));
    let title = feed.title.as_deref().map(Clean::line).filter(|title| !title.is_blank());
    kept.name = title.map_or(kept.name, |title| title.to_string());
    kept.tags = feed.tags.iter().chain(&wishes.tags).map(|tag| Clean::line(tag).to_string()).collect();
    let folder = (!feed.folder.is_empty()).then(|| Clean::line(&feed.folder.join("/")).to_string());
    kept.folder = wishes.folder.clone().or(folder);
    kept
}
