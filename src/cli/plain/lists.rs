//! Lists: what they show, a page at a time, and the way from one to another.
//!
//! A list is the articles it had when it was shown: their numbers hold until another is shown, whatever is marked or comes
//! in meanwhile.

use super::super::chosen::parse;
use super::Session;
use crate::article::{ArticleId, Row};
use crate::query::{Expr, Only, Order, Query, Search, View};
use crate::runtime;
use crate::text::{count, nearest};
use jiff::Timestamp;

/// How many articles are printed at a time.
const PAGE: usize = 20;

/// A list as it was when it was shown.
#[derive(Default)]
pub(super) struct List {
    pub(super) name: String,
    pub(super) view: View,
    pub(super) order: Order,
    /// From top to bottom.
    pub(super) ids: Vec<ArticleId>,
    /// The article that marks are for, from 0.
    pub(super) at: usize,
    /// The first article that is not yet printed.
    printed: usize,
}

impl Session<'_> {
    /// Shows what is unread, or everything where nothing is.
    pub(super) fn begin(&mut self) -> anyhow::Result<()> {
        let unread = View { only: Only::Unread, ..View::default() };
        if self.reader.total(&unread)? > 0 {
            return self.show("Unread", unread, Order::NEWEST);
        }
        self.show_only("All", Only::All)
    }

    pub(super) fn show_only(&mut self, name: &str, only: Only) -> anyhow::Result<()> {
        self.show(name, View { only, ..View::default() }, Order::NEWEST)
    }

    pub(super) fn show_today(&mut self) -> anyhow::Result<()> {
        let begun = self.context.now.to_zoned(runtime::zone()).start_of_day()?;
        self.show_only("Today", Only::Since(begun.timestamp().as_second()))
    }

    fn show(&mut self, name: &str, view: View, order: Order) -> anyhow::Result<()> {
        let view = View { by: order.by, ..view };
        let mut ids = self.reader.ids(&view)?;
        if order.reversed {
            ids.reverse();
        }
        self.say(&format!("{name}: {}", count(ids.len(), "article")));
        if let Some(advice) = view.search.as_ref().filter(|_| ids.is_empty()).and_then(|search| search.query.advice()) {
            self.say(&advice);
        }
        if !self.reader.has_articles()? {
            self.say("the library is empty; `add ADDRESS` keeps a feed");
        }
        self.list = List { name: name.to_owned(), view, order, ids, at: 0, printed: 0 };
        self.is_reading = false;
        if self.list.ids.is_empty() { Ok(()) } else { self.next_page() }
    }

    /// Puts the list in another order.
    pub(super) fn sort(&mut self, name: Option<&str>) -> anyhow::Result<()> {
        let names = Order::ALL.map(|(name, ..)| name);
        match name.map(|name| (name, Order::named(name))) {
            Some((_, Some(order))) => {
                let List { name, view, .. } = std::mem::take(&mut self.list);
                return self.show(&name, view, order);
            }
            Some((name, None)) => {
                let near = nearest(name, names).map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.say(&format!("a list is not sorted by {name}{near}"));
            }
            None => self.say(&format!("sort by what? {}", names.join(", "))),
        }
        Ok(())
    }

    /// Turns the list over.
    pub(super) fn reverse(&mut self) -> anyhow::Result<()> {
        let List { name, view, order, .. } = std::mem::take(&mut self.list);
        self.show(&name, view, order.reversed())
    }

    /// Looks for words, in this list or in everything.
    pub(super) fn search(&mut self, words: &str, within: bool) -> anyhow::Result<()> {
        if words.is_empty() {
            self.say("what to look for is not said, as in: search harbour -sea");
            return Ok(());
        }
        let typed = parse(words)?;
        self.reader = self.context.up_to_date(true)?;
        let now = self.context.now.to_zoned(runtime::zone());
        let (view, before) = match within {
            true => (self.list.view.clone(), format!("{}, ", self.list.name)),
            false => (View::default(), String::new()),
        };
        let query = match view.search {
            Some(search) => Query { root: Expr::All(vec![search.query.root, typed.root]) },
            None => typed,
        };
        let order = if within { self.list.order } else { Order::NEWEST };
        self.show(&format!("{before}{words}"), View { search: Some(Search { query, now }), ..view }, order)
    }

    /// Goes to a view or source by part of its name; without one, lists them.
    pub(super) fn go_to(&mut self, name: Option<&str>) -> anyhow::Result<()> {
        let Some(name) = name else { return self.list_places() };
        let sources = self.reader.sources()?;
        let now = self.context.now.to_zoned(runtime::zone());
        let mut places: Vec<(String, View, Order)> = Vec::new();
        for view in &self.context.config.views {
            let search = Some(Search { query: view.query.clone(), now: now.clone() });
            places.push((view.name.clone(), View { search, ..View::default() }, view.order));
        }
        for source in &sources {
            let view = View { source: Some(source.id), ..View::default() };
            places.push((source.title.to_string(), view, Order::NEWEST));
        }
        let wanted = name.to_lowercase();
        let exact = |(name, ..): &&(String, View, Order)| name.to_lowercase() == wanted;
        let part = |(name, ..): &&(String, View, Order)| name.to_lowercase().contains(&wanted);
        let found: Vec<_> = match places.iter().find(exact) {
            Some(place) => vec![place],
            None => places.iter().filter(part).collect(),
        };
        match found.as_slice() {
            [(name, view, order)] => {
                self.reader = self.context.up_to_date(view.search.is_some())?;
                self.show(name, view.clone(), *order)?;
            }
            [] => {
                let near = nearest(name, places.iter().map(|(name, ..)| name.as_str()));
                let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
                self.say(&format!("no view or source is called {name}{near}; `go-to` alone lists them"));
            }
            several => {
                self.say(&format!("{} are called so:", several.len()));
                several.iter().for_each(|(name, ..)| self.say(name));
            }
        }
        Ok(())
    }

    fn list_places(&mut self) -> anyhow::Result<()> {
        let views: Vec<String> = self.context.config.views.iter().map(|view| view.name.clone()).collect();
        let sources = self.reader.sources()?;
        if views.is_empty() && sources.is_empty() {
            self.say("no sources yet; `add ADDRESS` keeps one");
        }
        views.iter().for_each(|name| self.say(&format!("view {name}")));
        for source in sources {
            self.say(&format!(
                "{} — {}, {} unread",
                source.title,
                count(source.counts.total as usize, "article"),
                source.counts.unread
            ));
        }
        Ok(())
    }

    /// Shows the source beside this one, by title; with unread articles, where that is asked for.
    pub(super) fn step_source(&mut self, forward: bool, unread: bool) -> anyhow::Result<()> {
        let mut sources = self.reader.sources()?;
        if !forward {
            sources.reverse();
        }
        let at = sources.iter().position(|source| Some(source.id) == self.list.view.source);
        let mut beyond = sources.iter().skip(at.map_or(0, |at| at + 1));
        match beyond.find(|source| !unread || source.counts.unread > 0) {
            Some(source) => {
                let view = View { source: Some(source.id), ..View::default() };
                self.show(source.title.as_str(), view, Order::NEWEST)
            }
            None => {
                self.say("no such source stands there");
                Ok(())
            }
        }
    }

    /// Prints the next page of the list.
    pub(super) fn next_page(&mut self) -> anyhow::Result<()> {
        let (from, all) = (self.list.printed, self.list.ids.len());
        if from >= all {
            self.say("the end of the list; a number opens");
            return Ok(());
        }
        let to = from.saturating_add(PAGE).min(all);
        (self.list.at, self.list.printed, self.is_reading) = (from, to, false);
        for at in from..to {
            self.tell(at)?;
        }
        if to < all {
            self.say(&format!("to {to} of {all}; Enter goes on"));
        }
        Ok(())
    }

    /// Prints the page again that lies so many before the one printed last.
    pub(super) fn page_back(&mut self, pages: usize) -> anyhow::Result<()> {
        let page = self.list.printed.saturating_sub(1) / PAGE;
        self.list.printed = page.saturating_sub(pages) * PAGE;
        self.next_page()
    }

    /// From an article back to the page it stands on.
    pub(super) fn back(&mut self) -> anyhow::Result<()> {
        let at = self.list.at;
        self.say(&format!("{}: {}", self.list.name, count(self.list.ids.len(), "article")));
        self.list.printed = at / PAGE * PAGE;
        self.next_page()?;
        self.list.at = at;
        Ok(())
    }

    /// Goes to a line of the list and prints it.
    pub(super) fn step(&mut self, at: usize) -> anyhow::Result<()> {
        if self.list.ids.is_empty() {
            self.say("the list is empty");
            return Ok(());
        }
        (self.list.at, self.list.printed, self.is_reading) = (at, at + 1, false);
        self.tell(at)
    }

    /// Prints the line of an article.
    fn tell(&mut self, at: usize) -> anyhow::Result<()> {
        let row = self.list.ids.get(at).map(|id| self.reader.row(*id)).transpose()?.flatten();
        let line = match row {
            Some(row) => self.line(&row)?,
            None => "no longer in the library".to_owned(),
        };
        self.say(&format!("{}. {line}", at + 1));
        Ok(())
    }

    /// Title, source, age, and how it is marked.
    fn line(&mut self, row: &Row) -> anyhow::Result<String> {
        let source = self.reader.source(row.source)?;
        let mut known: Vec<String> = source.into_iter().map(|source| source.title.to_string()).collect();
        known.push(age(row.published, self.context.now));
        known.extend(standing(row));
        Ok(format!("{} — {}", row.title, known.join(", ")))
    }
}

/// How an article is marked, in words.
pub(super) fn standing(row: &Row) -> impl Iterator<Item = String> {
    let marks = [
        (!row.read, "unread"),
        (row.starred, "starred"),
        (row.later, "for later"),
        (row.trashed, "in the trash"),
        (row.noted, "with a note"),
    ];
    let tags = row.tags.iter().map(|tag| format!("tagged {tag}"));
    marks.into_iter().filter(|(is_so, _)| *is_so).map(|(_, word)| word.to_owned()).chain(tags)
}

/// How long ago, in words; the day, where that is more than a week.
fn age(then: Timestamp, now: Timestamp) -> String {
    let ago = |n: i64, unit: &str| format!("{} ago", count(n as usize, unit));
    match now.as_second().saturating_sub(then.as_second()) {
        0..60 => "now".to_owned(),
        seconds @ 60..3_600 => ago(seconds / 60, "minute"),
        seconds @ 3_600..86_400 => ago(seconds / 3_600, "hour"),
        seconds @ 86_400..604_800 => ago(seconds / 86_400, "day"),
        _ => then.to_zoned(runtime::zone()).strftime("%Y-%m-%d").to_string(),
    }
}
