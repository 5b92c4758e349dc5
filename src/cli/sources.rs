//! `byline sources`: lists the sources that are kept, with what is known of each.

use super::Outcome;
use super::context::Context;
use super::fetch::named;
use super::output::{printable, stdout, warn};
use super::secrets;
use crate::article::{Counts, Source};
use crate::feed::{Subscription, Subscriptions, write_opml};
use crate::index::Tally;
use crate::sources::{Kept, Place, Stories, Story, known_elsewhere};
use crate::text::{Clean, count, grouped, without_secrets};
use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;
use std::io::Write;

/// One line of `byline sources --json`. Its fields, their order and their types are a promise.
#[derive(Serialize)]
struct Printed {
    v: u8,
    id: String,
    kind: &'static str,
    name: String,
    address: String,
    folder: Option<String>,
    tags: Vec<String>,
    disabled: bool,
    articles: u64,
    unread: u64,
    asked: Option<Timestamp>,
    served: Option<Timestamp>,
    next_try: Option<Timestamp>,
    failures: u32,
    trouble: Option<String>,
    moved_to: Option<String>,
    warning: Option<String>,
}

/// Addresses as they are printed, which may be for others than the reader.
struct Addresses {
    with_secrets: bool,
    /// How many were printed without their secrets.
    lost: usize,
}

impl Addresses {
    fn new(with_secrets: bool) -> Self {
        Addresses { with_secrets, lost: 0 }
    }

    /// The address of a source.
    fn print(&mut self, address: &str) -> String {
        let printed = self.like_others(address);
        self.lost += usize::from(printed != address);
        printed
    }

    /// Another address, printed in the same way.
    fn like_others(&self, address: &str) -> String {
        if self.with_secrets { address.to_owned() } else { without_secrets(address) }
    }

    /// Says how many were printed without their secrets, and how to include them.
    fn tell(&self) {
        match self.lost {
            0 => {}
            1 => warn("1 address is printed without its secrets; --with-secrets includes them"),
            many => {
                let many = grouped(many as u64);
                warn(format_args!("{many} addresses are printed without their secrets; --with-secrets includes them"));
            }
        }
    }
}

/// Lists the sources that are kept; or those that the library knows besides.
pub fn run(context: &Context, json: bool, known: bool, with_secrets: bool) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let elsewhere = if known { elsewhere(context)? } else { Vec::new() };
    let listed = if known { &elsewhere } else { &context.sources.sources };
    let mut reader = context.up_to_date(false)?;
    let rows = reader.sources()?.into_iter().map(|row| (row.id, (row.title.to_string(), row.counts)));
    let tally = Tally { arrived: 0, sources: rows.collect() };
    let stories = Stories::read(&context.paths.feeds_folder());
    let mut addresses = Addresses::new(with_secrets);
    let mut out = stdout();
    for kept in listed {
        let (story, counts) = (stories.of(kept.id), tally.counts(kept.id));
        let kept = &Kept { name: kept.called(&tally), ..kept.clone() };
        if json {
            writeln!(out, "{}", serde_json::to_string(&printed(kept, story, counts, &mut addresses))?)?;
        } else {
            writeln!(out, "{}", line(kept, &story, counts, context.today(), with_secrets))?;
        }
    }
    out.flush()?;
    addresses.tell();
    if listed.is_empty() && !json && (known || !context.sources.is_partial) {
        warn(match known {
            true => "the library knows no source but those that are kept here",
            false => "no sources yet; `byline add ADDRESS` keeps one",
        });
    }
    Ok(context.outcome())
}

/// The sources that the library knows and that are not kept here.
fn elsewhere(context: &Context) -> anyhow::Result<Vec<Kept>> {
    Ok(known_elsewhere(&context.library()?.sources()?, &context.sources.sources))
}

/// Keeps sources here that the library knows: those that are named, or all.
pub fn adopt(mut context: Context, names: &[String]) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let said = context.library()?.source_versions()?;
    let standing: Vec<Source> = said.iter().filter(|said| !said.removed).map(|said| said.source.clone()).collect();
    let known = known_elsewhere(&standing, &context.sources.sources);
    let meant = if names.is_empty() {
        known
    } else {
        named(&known, &Tally::default(), names, "`byline sources --known` lists them")?
    };
    let secrets_of = |id| said.iter().find(|said| said.source.id == id).map_or(&[][..], |said| &said.secrets);
    let meant = meant.into_iter().map(|kept| {
        let names = secrets_of(kept.id);
        secrets::complete(&context, kept, names)
    });
    let meant = meant.collect::<Result<Vec<_>, _>>()?;
    let added = context.sources.keep_all(&meant)?;
    let file = context.paths.sources_file();
    writeln!(stdout(), "{} added to {}", count(added, "source"), printable(&file))?;
    Ok(Outcome::Fine)
}

/// Prints the feeds as OPML, and reports the sources that aren't feeds.
pub fn export(context: &Context, with_secrets: bool) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let mut list = Subscriptions { title: "byline".into(), ..Subscriptions::default() };
    let mut addresses = Addresses::new(with_secrets);
    for kept in &context.sources.sources {
        let why = match &kept.place {
            Place::Address(address) => {
                list.feeds.push(subscription(kept, addresses.print(address)));
                continue;
            }
            Place::Folder(_) => "a folder",
            Place::Command(_) => "a command",
        };
        warn(format_args!("left out: {}: {why}, not a feed", Clean::line(&kept.name)));
    }
    // Feeds of one folder stand together, in the order of their first.
    let order: Vec<Vec<String>> = list.feeds.iter().map(|feed| feed.folder.clone()).collect();
    list.feeds.sort_by_key(|feed| order.iter().position(|folder| *folder == feed.folder));
    let mut out = stdout();
    out.write_all(write_opml(&list).as_bytes())?;
    out.flush()?;
    addresses.tell();
    Ok(context.outcome())
}

fn subscription(kept: &Kept, address: String) -> Subscription {
    let folder = kept.folder.as_deref().unwrap_or_default();
    Subscription {
        address,
        title: Some(kept.name.clone()).filter(|_| !kept.is_unnamed()),
        site: None,
        folder: folder.split('/').filter(|name| !name.trim().is_empty()).map(str::to_owned).collect(),
        tags: kept.tags.clone(),
    }
}

fn printed(kept: &Kept, story: Story, counts: Counts, addresses: &mut Addresses) -> Printed {
    let clean = |text: &str| Clean::line(text).to_string();
    Printed {
        v: 1,
        id: kept.id.to_string(),
        kind: match kept.place {
            Place::Folder(_) => "folder",
            Place::Address(_) => "feed",
            Place::Command(_) => "command",
        },
        name: clean(&kept.name),
        address: clean(&addresses.print(&kept.place.address())),
        folder: kept.folder.as_deref().map(clean),
        tags: kept.tags.iter().map(|tag| clean(tag)).collect(),
        disabled: kept.disabled,
        articles: counts.total,
        unread: counts.unread,
        next_try: story.next_try(),
        asked: story.asked,
        served: story.served,
        failures: story.failures,
        trouble: story.trouble.as_deref().map(clean),
        moved_to: story.moved.as_deref().map(|to| clean(&addresses.like_others(to))),
        warning: story.lack.as_deref().map(clean),
    }
}

/// Unread and all, the name, where it lies, and what is wrong.
fn line(kept: &Kept, story: &Story, counts: Counts, today: Date, with_secrets: bool) -> String {
    let address = if with_secrets { kept.place.address() } else { kept.place.shown() };
    let mut line = format!(
        "{:>7} of {:>7}  {}  {}",
        grouped(counts.unread),
        grouped(counts.total),
        Clean::line(&kept.name),
        Clean::line(&address)
    );
    line.extend(kept.tags.iter().map(|tag| format!("  #{}", Clean::line(tag))));
    if let Some(day) = kept.muted_until.filter(|_| kept.is_resting(today)) {
        line.push_str(&format!("  (muted until {day})"));
    }
    if kept.disabled {
        line.push_str("  (disabled)");
    } else if let Some(trouble) = story.trouble.as_ref().or(story.lack.as_ref()) {
        line.push_str(&format!("  ! {}", Clean::line(trouble)));
    }
    line
}
