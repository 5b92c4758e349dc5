//! `byline import newsboat`: takes over newsboat's subscriptions, articles and marks. Nothing of newsboat's is changed.

use super::Outcome;
use super::add::{Wishes, keep_list};
use super::context::{Context, Usage};
use super::import::Asked;
use super::output::{printable, stdout, warn};
use super::progress::Bar;
use crate::app::describe;
use crate::sources::{Bringing, Brought, Cache, bring, bytes_of, newsboat_subscriptions};
use crate::text::{count, grouped};
use anyhow::{Context as _, anyhow};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Where newsboat keeps what it has; one of the two may be missing.
#[derive(Debug, PartialEq, Eq)]
pub struct Store {
    cache: Option<PathBuf>,
    urls: Option<PathBuf>,
}

impl Store {
    /// The store that `newsboat` and perhaps a folder name on the command line; nothing where they name no such thing.
    pub fn named(paths: &[PathBuf]) -> Result<Option<Self>, Usage> {
        match paths {
            [word] if word == Path::new("newsboat") => {
                let tried = usual_folders();
                let found = tried.iter().find_map(|(data, config)| Store::in_folders(data, config));
                let said: Vec<String> = tried.iter().map(|(data, _)| printable(data).to_string()).collect();
                found.map(Some).ok_or_else(|| {
                    Usage::new(format!("newsboat keeps nothing in {}; name its folder", said.join(" or ")))
                })
            }
            [word, folder] if word == Path::new("newsboat") => match Store::at(folder)
                .or_else(|| Store::in_folders(folder, folder))
            {
                Some(store) => Ok(Some(store)),
                None => {
                    Err(Usage::new(format!("{}: neither newsboat's cache.db nor its urls is there", printable(folder))))
                }
            },
            _ => Ok(None),
        }
    }

    /// The store that lies at a path: a cache, or a folder with both files.
    pub fn at(path: &Path) -> Option<Self> {
        if path.is_dir() {
            return Store::in_folders(path, path).filter(|store| store.cache.is_some() && store.urls.is_some());
        }
        let urls = path.with_file_name("urls");
        Cache::is_at(path)
            .then(|| Store { cache: Some(path.to_owned()), urls: Some(urls).filter(|urls| urls.is_file()) })
    }

    fn in_folders(data: &Path, config: &Path) -> Option<Self> {
        let file = |path: PathBuf| Some(path).filter(|path| path.is_file());
        let store = Store { cache: file(data.join("cache.db")), urls: file(config.join("urls")) };
        (store.cache.is_some() || store.urls.is_some()).then_some(store)
    }
}

/// The folders of data and of settings where newsboat looks, in its order, on every platform alike. Source: newsboat's
/// manual, "Files".
fn usual_folders() -> Vec<(PathBuf, PathBuf)> {
    let Some(places) = directories::BaseDirs::new() else { return Vec::new() };
    let home = places.home_dir();
    let xdg = |variable: &str, usual: &str| {
        let set = std::env::var_os(variable).filter(|set| !set.is_empty());
        set.map_or_else(|| home.join(usual), PathBuf::from).join("newsboat")
    };
    let old = home.join(".newsboat");
    vec![(xdg("XDG_DATA_HOME", ".local/share"), xdg("XDG_CONFIG_HOME", ".config")), (old.clone(), old)]
}

/// Runs the command.
pub fn run(context: &mut Context, store: &Store, asked: &Asked) -> anyhow::Result<Outcome> {
    if let Some(odd) = asked.stars.chars().find(|flag| !flag.is_ascii_alphabetic()) {
        return Err(Usage::new(format!("--star {odd}: newsboat's flags are letters, A to Z and a to z")).into());
    }
    let cache = store.cache.as_deref().map(Cache::open).transpose().context("nothing is taken over")?;
    let limit = context.config.settings.max_feed;
    let urls =
        store.urls.as_deref().map(|urls| bytes_of(urls, limit)).transpose().map_err(|refused| anyhow!("{refused}"))?;
    let list = newsboat_subscriptions(urls.as_deref(), cache.as_ref())?;
    let wishes = Wishes { stars: asked.stars.clone(), ..Wishes::default() };
    keep_list(context, &list, &wishes, asked.is_dry)?;
    let outcome = if list.refused.is_empty() { Outcome::Fine } else { Outcome::Trouble };
    let Some(cache) = cache else {
        warn("there is no cache.db beside it: no articles and no marks");
        return Ok(outcome);
    };
    context.catch_interrupts()?;
    let mut library = context.library()?;
    let mut bar = Bar::new("articles");
    let mut bringing = Bringing {
        now: context.now,
        max_body: context.config.settings.max_body,
        kept: &context.sources.sources,
        stars: &asked.stars,
        is_dry: asked.is_dry,
        cancel: &context.cancel,
        progress: &mut |done, of| bar.show(done as u64, of as u64),
    };
    let brought = bring(&cache, &mut library, &mut bringing);
    drop(bar);
    Ok(outcome.or(tell(brought, asked)?))
}

/// Says what was brought, or would be.
fn tell(brought: Brought, asked: &Asked) -> anyhow::Result<Outcome> {
    for refused in &brought.refused {
        warn(format_args!("left out: {refused}"));
    }
    let known = match brought.known {
        0 => String::new(),
        known => format!(", {} known", grouped(known as u64)),
    };
    let mut out = stdout();
    let all = count(brought.new + brought.known, "article");
    writeln!(out, "{all}: {} {}{known}", grouped(brought.new as u64), if asked.is_dry { "to come" } else { "new" })?;
    match (brought.marked.is_empty(), asked.is_dry) {
        (true, _) => {}
        (false, true) => writeln!(out, "dry run: {}", describe(&brought.marked))?,
        (false, false) => writeln!(out, "{} · `byline undo` undoes", describe(&brought.marked))?,
    }
    out.flush()?;
    if let Some((done, of)) = brought.stopped {
        let (done, of) = (grouped(done as u64), grouped(of as u64));
        warn(format_args!("stopped after {done} of {of} articles; they stay in, and the same command takes the rest"));
    }
    match brought.failure {
        Some(error) => Err(anyhow::Error::new(error).context("what is in stays in")),
        None if brought.refused.is_empty() && brought.stopped.is_none() => Ok(Outcome::Fine),
        None => Ok(Outcome::Trouble),
    }
}
