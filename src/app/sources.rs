//! The pane of sources: smart views first, then those that are kept, then every source with its counts.

use crate::app::Now;
use crate::app::event::Overview;
use crate::article::{Counts, SourceId, SourceRow};
use crate::config::SavedView;
use crate::query::{Only, Query, Search, View};
use crate::text::Clean;

/// The pane of sources. Its cursor is a view, never a row number.
#[derive(Debug, Default)]
pub struct Sources {
    /// What the index knows.
    pub overview: Overview,
    /// The view the cursor is on.
    pub cursor: View,
    /// The first row on screen.
    pub top: usize,
    /// The queries that are kept with a name.
    pub saved: Vec<SavedView>,
    /// How many unread articles these have, by name, where that is counted.
    counts: Vec<(String, u64)>,
    /// The index has answered.
    pub loaded: bool,
}

/// One row of the pane.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it opens.
    pub view: View,
    /// Its name.
    pub name: String,
    /// How many articles.
    pub counts: Counts,
}

/// The smart views, with the names they are shown by.
const SMART: [(Only, &str); 4] =
    [(Only::All, "All"), (Only::Unread, "Unread"), (Only::Starred, "Starred"), (Only::Since(0), "Today")];

impl Sources {
    /// A pane of which only the saved views are known.
    pub fn new(saved: Vec<SavedView>) -> Self {
        Sources { saved, ..Sources::default() }
    }

    /// Every row, from the top.
    pub fn entries(&self, now: &Now) -> Vec<Entry> {
        let smart = SMART.iter().map(|(only, name)| {
            let (only, counts) = match only {
                Only::Unread => (*only, Counts { total: self.overview.all.unread, ..self.overview.all }),
                Only::Starred => (*only, self.overview.starred),
                Only::Since(_) => (Only::Since(now.today), self.overview.today),
                other => (*other, self.overview.all),
            };
            Entry { view: View { only, ..View::default() }, name: (*name).to_owned(), counts }
        });
        let saved = self.saved.iter().map(|saved| {
            let unread = self.counts.iter().find(|(name, _)| *name == saved.name).map_or(0, |(_, unread)| *unread);
            Entry { view: self.view_of(saved, now), name: saved.name.clone(), counts: Counts { total: unread, unread } }
        });
        let sources = self.overview.sources.iter().map(|source| Entry {
            view: View { source: Some(source.id), ..View::default() },
            name: source.title.to_string(),
            counts: source.counts,
        });
        smart.chain(saved).chain(sources).collect()
    }

    /// What a saved view shows at this time.
    pub fn view_of(&self, saved: &SavedView, now: &Now) -> View {
        let search = Search { query: saved.query.clone(), now: now.zoned() };
        View { search: Some(search), ..View::default() }
    }

    /// The saved view that a list is of.
    pub fn saved_as(&self, view: &View) -> Option<&SavedView> {
        let query = &view.search.as_ref().filter(|_| view.source.is_none() && view.only == Only::All)?.query;
        self.saved.iter().find(|saved| saved.query == *query)
    }

    /// Notes how many unread articles a saved view has.
    pub fn take_count(&mut self, name: String, unread: u64) {
        self.counts.retain(|(known, _)| *known != name && self.saved.iter().any(|saved| saved.name == *known));
        self.counts.push((name, unread));
    }

    /// A source by its id.
    pub fn find(&self, id: SourceId) -> Option<&SourceRow> {
        self.overview.sources.iter().find(|source| source.id == id)
    }

    /// What a source is called; nothing where it is not known.
    pub fn name(&self, id: SourceId) -> &str {
        self.find(id).map_or("", |source| source.title.as_str())
    }

    /// What a view is called.
    pub fn title(&self, view: &View) -> String {
        let only = match view.only {
            Only::All => "All",
            Only::Unread => "Unread",
            Only::Starred => "Starred",
            Only::Later => "Later",
            Only::Trash => "Trash",
            Only::Since(_) => "Today",
        };
        if let Some(saved) = self.saved_as(view) {
            return saved.name.clone();
        }
        if let Some(search) = &view.search {
            let within = View { search: None, ..view.clone() };
            let found = format!("/{}", Clean::line(&search.query.to_string()));
            return if within == View::default() { found } else { format!("{} {found}", self.title(&within)) };
        }
        match view.source {
            None => only.to_owned(),
            Some(id) if view.only == Only::All => self.name(id).to_owned(),
            Some(id) => format!("{} · {only}", self.name(id)),
        }
    }

    /// Moves the cursor by rows.
    pub fn step(&mut self, by: i64, now: &Now) {
        let entries = self.entries(now);
        let here = self.index(&entries) as i64;
        let wanted = here.saturating_add(by).clamp(0, entries.len() as i64 - 1);
        self.cursor = entries[wanted as usize].view.clone();
    }

    /// The row the cursor is on.
    pub fn index(&self, entries: &[Entry]) -> usize {
        entries.iter().position(|entry| same(&entry.view, &self.cursor)).unwrap_or(0)
    }

    /// The next source from a view on, or the previous one; with unread articles if asked for.
    pub fn neighbour(&self, from: &View, forward: bool, unread: bool) -> Option<View> {
        let sources = &self.overview.sources;
        let here = from.source.and_then(|id| sources.iter().position(|source| source.id == id));
        let fits = |source: &&SourceRow| !unread || source.counts.unread > 0;
        let found = match (here, forward) {
            (Some(here), true) => sources[here + 1..].iter().find(fits),
            (Some(here), false) => sources[..here].iter().rev().find(fits),
            (None, true) => sources.iter().find(fits),
            (None, false) => sources.iter().rev().find(fits),
        };
        found.map(|source| View { source: Some(source.id), only: from.only, search: None })
    }
}

/// Whether two views are the same entry: today stays today when the day changes, and a query the same whenever it is asked.
pub fn same(a: &View, b: &View) -> bool {
    let since = |view: &View| matches!(view.only, Only::Since(_));
    fn query(view: &View) -> Option<&Query> {
        view.search.as_ref().map(|search| &search.query)
    }
    a.source == b.source && (a.only == b.only || since(a) && since(b)) && query(a) == query(b)
}
