//! `byline add`: keeps a feed, a folder or a command as a source, or all feeds of a list, and takes in what there is.

use super::Outcome;
use super::context::{Context, Usage};
use super::fetch::{fetch_kept, tell_failure};
use super::import::{take_page, take_paths, tell};
use super::output::{printable, stdout, warn};
use super::saved::keep_searches;
use super::secrets;
use crate::app::{KEPT_UNREAD, describe};
use crate::article::{Change, Field, Source, SourceId, Value};
use crate::config::Added;
use crate::feed::{Alternate, Subscriptions};
use crate::index::Library;
use crate::query::{Arrival, Extent, View};
use crate::sources::{Kept, NoWish, Place, Wanted, Wish, kept_feed, kept_subscription, known_at, understand};
use crate::text::{Clean, count, grouped};
use std::collections::HashMap;
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
    /// How many of its articles stay unread, the newest; none for all.
    pub newest: Option<u32>,
    /// Follow links out of a folder.
    pub follow: bool,
    /// The flags that are stars here, in the searches of a list.
    pub stars: String,
}

impl Wishes {
    fn apply(&self, mut kept: Kept) -> Kept {
        kept.name = self.name.clone().unwrap_or(kept.name);
        kept.tags.extend(self.tags.iter().cloned());
        kept.folder = self.folder.clone().or(kept.folder);
        kept.follow |= self.follow;
        kept
    }
}

/// Runs the command.
pub fn run(mut context: Context, what: &Path, wishes: Wishes) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    // What the library knows, from another machine or from before, is kept as it was, under its id.
    if let Some(address) = what.to_str().filter(|what| what.starts_with("http")) {
        let said = context.library()?.source_versions()?;
        let known: Vec<Source> = said.iter().map(|said| said.source.clone()).collect();
        if let Some(known) = known_at(address, &known, &context.sources.sources) {
            let names = said.iter().find(|said| said.source.id == known.id).map_or(&[][..], |said| &said.secrets);
            let is_here = context.sources.sources.iter().any(|kept| kept.id == known.id);
            let known = if is_here { known } else { secrets::complete(&context, known, names)? };
            return add_source(context, wishes.apply(known), &wishes);
        }
    }
    let settings = &context.config.settings;
    match understand(&what.to_string_lossy(), settings.manners(), settings.max_feed, context.now) {
        Ok(Wish::Keep(kept)) if matches!(kept.place, Place::Folder(_)) => {
            add_folder(context, wishes.apply(*kept), &wishes)
        }
        Ok(Wish::Keep(kept)) => add_source(context, wishes.apply(*kept), &wishes),
        Ok(Wish::Choose(feeds)) => match choose(&feeds)? {
            Some(feed) => add_source(context, wishes.apply(kept_feed(&feed)), &wishes),
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
fn add_source(mut context: Context, kept: Kept, wishes: &Wishes) -> anyhow::Result<Outcome> {
    let told = keep(&mut context, &kept)?;
    writeln!(stdout(), "{told}")?;
    context.catch_interrupts()?;
    let mut library = context.library()?;
    let report = fetch_kept(&context, &mut library, Wanted::Named(vec![kept.id]))?;
    tell_failure(&report);
    writeln!(stdout(), "{}", count(report.new_articles(), "new article"))?;
    leave_newest(&context, &mut library, &[kept], wishes.newest, &report.new)?;
    Ok(if report.failed.is_empty() && report.failure.is_none() { Outcome::Fine } else { Outcome::Trouble })
}

fn keep(context: &mut Context, kept: &Kept) -> anyhow::Result<String> {
    let file = context.paths.sources_file();
    let (name, file) = (Clean::line(&kept.name), printable(&file));
    Ok(match context.sources.keep(kept)? {
        Added::New => format!("{name} is kept: it stands in {file}"),
        Added::Known => format!("{name} is kept already, in {file}"),
        Added::Completed => format!("already subscribed to {name}; added the secret to its address in {file}"),
    })
}

/// Leaves only so many articles of each source unread; where nobody wanted that and one has a long past, says how it is
/// done.
fn leave_newest(
    context: &Context,
    library: &mut Library,
    kept: &[Kept],
    newest: Option<u32>,
    came: &HashMap<SourceId, usize>,
) -> anyhow::Result<()> {
    let Some(newest) = newest else {
        let has_past = |kept: &&Kept| came.get(&kept.id).is_some_and(|came| *came > KEPT_UNREAD as usize);
        if let Some(long) = kept.iter().find(has_past) {
            let (name, most) = (long.called(&library.tally()?), KEPT_UNREAD);
            let how = match (context.is_plain, kept.len()) {
                (true, _) => format!("`go-to {name}`, then `{most} mark-below-read` leaves"),
                (false, 1) => format!("`byline add ADDRESS --newest {most}` leaves"),
                (false, _) => format!("`byline add LIST --newest {most}` leaves, of each,"),
            };
            writeln!(stdout(), "{how} only the newest {most} unread")?;
        }
        return Ok(());
    };
    let mut reader = context.reader()?;
    let mut ids = Vec::new();
    for kept in kept {
        let view = View { source: Some(kept.id), ..View::default() };
        ids.extend(reader.ids_until(&view, Arrival(i64::MAX), Extent::BeyondNewest(newest))?);
    }
    let (op, change) = (library.new_op(), Change { field: Field::Read, value: Value::On, ids });
    let marked = library.mark(op, &[change], context.now)?;
    library.sync()?;
    if marked.changed > 0 {
        writeln!(stdout(), "{} · `byline undo` undoes", describe(&marked.what))?;
    }
    Ok(())
}

fn add_folder(mut context: Context, kept: Kept, wishes: &Wishes) -> anyhow::Result<Outcome> {
    let told = keep(&mut context, &kept)?;
    writeln!(stdout(), "{told}")?;
    let mut library = context.library()?;
    let folder = match &kept.place {
        Place::Folder(folder) => vec![folder.clone()],
        _ => Vec::new(),
    };
    let report = take_paths(&context, &mut library, &folder, wishes.follow)?;
    let outcome = tell(report)?;
    // A folder is most often an archive that is to be read.
    leave_newest(&context, &mut library, &[kept], wishes.newest, &HashMap::new())?;
    Ok(outcome)
}

/// Keeps the feeds of a list, names what is not taken over, and fetches what is new.
pub fn add_list(context: &mut Context, list: &Subscriptions, wishes: &Wishes) -> anyhow::Result<Outcome> {
    let kept = keep_list(context, list, wishes, false)?;
    context.catch_interrupts()?;
    let mut library = context.library()?;
    let ids = kept.iter().map(|kept| kept.id).collect();
    let report = fetch_kept(context, &mut library, Wanted::Named(ids))?;
    tell_failure(&report);
    let came = match report.failed.len() {
        0 => String::new(),
        failed => format!("{} of ", grouped(report.asked.saturating_sub(failed) as u64)),
    };
    let (all, new) = (count(report.asked, "source"), grouped(report.new_articles() as u64));
    writeln!(stdout(), "{came}{all} fetched: {new} new")?;
    leave_newest(context, &mut library, &kept, wishes.newest, &report.new)?;
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
    list.complaints.iter().for_each(warn);
    keep_searches(context, &list.views, &wishes.stars, is_dry)?;
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
