//! Adding what was typed: found out beside everything else, since a server may take its time; kept by who writes the
//! files.

use super::{clock, marks, upkeep};
use crate::app::Event;
use crate::config::Edit;
use crate::sources::{Manners, Wish, kept_subscription, understand};
use crate::text::Clean;
use std::path::Path;
use std::sync::mpsc::Sender;

/// What adding goes by.
#[derive(Clone)]
pub struct Adding {
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
    /// Finds out what was typed, on a thread of its own, and has it kept or taken in.
    pub fn add(&self, typed: String) {
        let adding = self.clone();
        let started = std::thread::Builder::new().name("adding".into()).spawn(move || adding.find_out(&typed));
        if let Err(error) = started {
            let _ = self.events.send(Event::Trouble(format!("not added: {error}")));
        }
    }

    fn find_out(self, typed: &str) {
        let (now, ..) = clock::now();
        let wish = understand(&at_home(typed), self.manners, self.max_list, now);
        let (keep, told) = match wish {
            Ok(Wish::Keep(kept)) => (vec![*kept], None),
            Ok(Wish::List(list)) => {
                let refused = list.refused.first();
                let told =
                    refused.map(|refused| Event::Trouble(format!("left out: {}: {}", refused.what, refused.why)));
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

/// A path that begins with `~/` lies in the home folder, as a shell would have it.
fn at_home(typed: &str) -> String {
    let home = typed.strip_prefix("~/").zip(std::env::home_dir());
    home.map_or_else(|| typed.to_owned(), |(rest, home)| Path::new(&home).join(rest).to_string_lossy().into_owned())
}
