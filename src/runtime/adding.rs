//! Adding what was typed: found out beside everything else, since a server may take its time; kept by who writes the
//! files.

use super::{Places, clock, marks, upkeep};
use crate::app::{Event, Question};
use crate::article::{Source, SourceRow};
use crate::config::{Edit, SourcesFile};
use crate::feed::Subscriptions;
use crate::index::Reader;
use crate::sources::{Kept, Manners, Wish, kept_subscription, known_at, understand, why_refused};
use crate::text::{Clean, secrets_in};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;

/// What adding goes by.
#[derive(Clone)]
pub struct Adding {
    /// Where the library is that may know what is added.
    pub places: Places,
    /// `sources.toml`.
    pub sources: PathBuf,
    /// How servers are asked.
    pub manners: Manners,
    /// The largest list of feeds, in bytes.
    pub max_list: u64,
    /// Who writes the files.
    pub marks: Sender<marks::Request>,
    /// Who takes in what is no source.
    pub upkeep: Sender<upkeep::Request>,
    /// Who is told.
    pub events: Sender<Event>,
}

impl Adding {
    /// Finds out what was typed, on a thread of its own, and has it kept or taken in, unless it is given up before.
    pub fn add(&self, typed: String, given_up: Arc<AtomicBool>) {
        let (adding, asked) = (self.clone(), typed.clone());
        let find_out = move || adding.find_out(&typed, &given_up);
        if let Err(error) = std::thread::Builder::new().name("adding".into()).spawn(find_out) {
            let _ = self.events.send(Event::Answered(Question::Add(asked)));
            let _ = self.events.send(Event::Trouble(format!("not added: {}", why_refused(&error))));
        }
    }

    fn find_out(self, typed: &str, given_up: &AtomicBool) {
        let answered = || drop(self.events.send(Event::Answered(Question::Add(typed.to_owned()))));
        if let Some((known, missing)) = self.known(typed) {
            answered();
            if !missing.is_empty() {
                let (name, missing) = (Clean::line(&known.name), missing.join(", "));
                let told =
                    format!("{name}: the library doesn't store {missing}; add it to the address in sources.toml");
                let _ = self.upkeep.send(upkeep::Request::LeftOut(told));
            }
            let _ = self.marks.send(marks::Request::Edit(Edit::KeepSources(vec![known])));
            return;
        }
        let (now, ..) = clock::now();
        let wish = understand(&at_home(typed), self.manners, self.max_list, now);
        if given_up.load(Ordering::Relaxed) {
            return;
        }
        answered();
        let (keep, told) = match wish {
            Ok(Wish::Keep(kept)) => (vec![*kept], None),
            Ok(Wish::List(list)) => {
                let told = left_out(&list).map(|left_out| {
                    // What comes of the others will be told over it.
                    let _ = self.upkeep.send(upkeep::Request::LeftOut(left_out.clone()));
                    Event::Trouble(left_out)
                });
                (list.feeds.iter().map(kept_subscription).collect(), told)
            }
            Ok(Wish::Choose(feeds)) => {
                let feeds = feeds.into_iter().map(|feed| (Clean::title(&feed.title), feed.address));
                (Vec::new(), Some(Event::Feeds(feeds.collect())))
            }
            Ok(Wish::File(path)) => {
                let _ = self.upkeep.send(upkeep::Request::TakeIn(path));
                (Vec::new(), None)
            }
            Ok(Wish::Page(address)) => {
                let _ = self.upkeep.send(upkeep::Request::TakePage(address));
                (Vec::new(), None)
            }
            Err(error) => (Vec::new(), Some(Event::Trouble(error.to_string()))),
        };
        if !keep.is_empty() {
            let _ = self.marks.send(marks::Request::Edit(Edit::KeepSources(keep)));
        }
        if let Some(told) = told {
            let _ = self.events.send(told);
        }
    }
}

impl Adding {
    /// The source of this address that the library knows, from another machine or from before: it is kept with its id, its
    /// name, its tags and its folder, and nobody is asked first. Also returns the names of the secrets that its address lacks.
    fn known(&self, typed: &str) -> Option<(Kept, Vec<String>)> {
        let mut reader = Reader::open(&self.places.store, &self.places.index).ok()?;
        let known: Vec<Source> = reader.sources().ok()?.into_iter().map(source).collect();
        let kept = SourcesFile::read(&self.sources).sources;
        let found = known_at(typed.trim(), &known, &kept)?;
        let mut missing = reader.secrets_of(found.id).unwrap_or_default();
        let has = secrets_in(&found.place.address());
        missing.retain(|name| !has.contains(name) && kept.iter().all(|kept| kept.id != found.id));
        Some((found, missing))
    }
}

/// What of a list is not kept, and why.
fn left_out(list: &Subscriptions) -> Option<String> {
    let refused = list.refused.first()?;
    let more = match list.refused.len() {
        1 => String::new(),
        count => format!(" (and {} more: `byline add` names them)", count - 1),
    };
    Some(format!("left out: {}: {}{more}", refused.what, refused.why))
}

fn source(row: SourceRow) -> Source {
    Source {
        id: row.id,
        address: row.address.to_string(),
        title: row.title.to_string(),
        tags: row.tags.iter().map(ToString::to_string).collect(),
        folder: Some(row.folder.to_string()).filter(|folder| !folder.is_empty()),
    }
}

/// A path that begins with `~/` lies in the home folder, as a shell would have it.
fn at_home(typed: &str) -> String {
    let home = typed.strip_prefix("~/").zip(std::env::home_dir());
    home.map_or_else(|| typed.to_owned(), |(rest, home)| Path::new(&home).join(rest).to_string_lossy().into_owned())
}
