//! The pane of sources: smart views first, then those that are kept, then every source, in folders that open and close.

use crate::app::Now;
use crate::app::event::{Overview, Question};
use crate::app::subscribing::Subscription;
use crate::article::{Counts, SourceId, SourceRow};
use crate::config::SavedView;
use crate::query::{Expr, Only, Query, Search, View, folders_around, is_within};
use crate::text::Clean;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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
    /// The sources as they are kept.
    pub subscriptions: HashMap<SourceId, Subscription>,
    /// The source that was added last and how many articles it brought, where that is a long past.
    pub long_past: Option<(SourceId, u64)>,
    /// What their servers are asked for beside news, the latest last.
    pub questions: Vec<Question>,
    /// The folders that are closed, by their paths.
    pub closed: BTreeSet<String>,
    /// The index has answered.
    pub loaded: bool,
}

/// How a source does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Standing {
    /// It is asked, and answers.
    #[default]
    Fine,
    /// It is left alone: disabled or muted.
    Resting,
    /// It failed when it was asked last.
    Failing,
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
    /// How many folders it lies in.
    pub depth: u16,
    /// Whether it is a folder: and then whether that is open.
    pub is_open: Option<bool>,
    /// How the source does.
    pub standing: Standing,
}

impl Entry {
    fn of_view(view: View, name: String, counts: Counts) -> Self {
        Entry { view, name, counts, depth: 0, is_open: None, standing: Standing::Fine }
    }

    /// The number beside it: of what is unread, or of all in a view that is not about that.
    pub fn number(&self) -> u64 {
        let is_of_its_own = self.view.source.is_none() && self.view.only != Only::All;
        if is_of_its_own { self.counts.total } else { self.counts.unread }
    }
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
            Entry::of_view(View { only, ..View::default() }, (*name).to_owned(), counts)
        });
        let saved = self.saved.iter().map(|saved| {
            let unread = self.counts.iter().find(|(name, _)| *name == saved.name).map_or(0, |(_, unread)| *unread);
            Entry::of_view(self.view_of(saved, now), saved.name.clone(), Counts { total: unread, unread })
        });
        smart.chain(saved).chain(self.tree(now)).collect()
    }

    /// The sources in their folders, without what lies in closed ones.
    fn tree(&self, now: &Now) -> Vec<Entry> {
        let mut of_folders: BTreeMap<&str, Counts> = BTreeMap::new();
        for source in &self.overview.sources {
            for folder in folders_around(source.folder.as_str()) {
                let counts = of_folders.entry(folder).or_default();
                counts.total += source.counts.total;
                counts.unread += source.counts.unread;
            }
        }
        let today = now.zoned().date();
        let mut entries = Vec::new();
        let mut shown: Vec<&str> = Vec::new();
        for source in &self.overview.sources {
            let folders: Vec<&str> = folders_around(source.folder.as_str()).collect();
            let is_closed = |folders: &[&str]| folders.iter().any(|folder| self.closed.contains(*folder));
            for (depth, folder) in folders.iter().enumerate() {
                if shown.contains(folder) || is_closed(&folders[..depth]) {
                    continue;
                }
                shown.push(folder);
                let name = folder.rsplit('/').next().unwrap_or(folder).to_owned();
                let counts = of_folders.get(folder).copied().unwrap_or_default();
                let (depth, is_open) = (depth as u16, Some(!self.closed.contains(*folder)));
                let standing = Standing::Fine;
                entries.push(Entry { view: folder_view(folder, now), name, counts, depth, is_open, standing });
            }
            if !is_closed(&folders) {
                let view = View { source: Some(source.id), ..View::default() };
                let (depth, standing) = (folders.len() as u16, self.standing(source.id, today));
                let (name, counts) = (source.title.to_string(), source.counts);
                entries.push(Entry { view, name, counts, depth, is_open: None, standing });
            }
        }
        entries
    }

    fn standing(&self, id: SourceId, today: Date) -> Standing {
        let Some(kept) = self.subscriptions.get(&id) else { return Standing::Fine };
        if kept.disabled || kept.muted_until.is_some_and(|day| today < day) {
            Standing::Resting
        } else if kept.trouble.is_some() {
            Standing::Failing
        } else {
            Standing::Fine
        }
    }

    /// Takes what the index knows; sources stand in the order of the pane: a folder's own before those within it. Where
    /// the cursor's is gone, the cursor goes to what stands in its place.
    pub fn take(&mut self, mut overview: Overview, now: &Now) {
        let row = self.row(&self.entries(now)).filter(|_| self.loaded);
        let path = |source: &SourceRow| source.folder.as_str().to_lowercase().split('/').map(str::to_owned).collect();
        overview.sources.sort_by_cached_key(|source| -> Vec<String> {
            if source.folder.is_blank() { Vec::new() } else { path(source) }
        });
        self.overview = overview;
        self.loaded = true;
        let entries = self.entries(now);
        if let (Some(row), None) = (row, self.row(&entries)) {
            self.cursor = entries[row.min(entries.len() - 1)].view.clone();
        }
    }

    /// How many unread articles the folder has that a list is of.
    pub fn unread_in_folder(&self, view: &View) -> Option<u64> {
        let folder = folder_of(view).filter(|_| view.only == Only::All)?;
        let within = self.overview.sources.iter().filter(|source| is_within(folder, source.folder.as_str()));
        Some(within.map(|source| source.counts.unread).sum())
    }

    /// The paths of all folders.
    pub fn folders(&self) -> Vec<String> {
        let folders = self.overview.sources.iter().flat_map(|source| folders_around(source.folder.as_str()));
        folders.collect::<BTreeSet<&str>>().into_iter().map(str::to_owned).collect()
    }

    /// The folder that the cursor is on, or that its source stands in.
    pub fn folder_here(&self) -> Option<String> {
        if let Some(folder) = folder_of(&self.cursor) {
            return Some(folder.to_owned());
        }
        let folder = &self.find(self.cursor.source?)?.folder;
        (!folder.is_blank()).then(|| folder.to_string())
    }

    /// Opens a folder or closes it; the cursor goes to a folder that closes over it.
    pub fn fold(&mut self, folder: &str, open: bool, now: &Now) {
        if open {
            self.closed.remove(folder);
        } else {
            self.closed.insert(folder.to_owned());
            self.cursor = folder_view(folder, now);
        }
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

    /// A source by its id, whether it stands in the pane or not.
    pub fn find(&self, id: SourceId) -> Option<&SourceRow> {
        self.overview.sources.iter().chain(&self.overview.gone).find(|source| source.id == id)
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
        if let Some(folder) = folder_of(view) {
            return if view.only == Only::All { folder.to_owned() } else { format!("{folder} · {only}") };
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

    /// The row the cursor is on: that of a list that is a part of one is the whole's.
    pub fn index(&self, entries: &[Entry]) -> usize {
        self.row(entries).unwrap_or(0)
    }

    fn row(&self, entries: &[Entry]) -> Option<usize> {
        let here = &self.cursor;
        let wholes = [
            here.clone(),
            View { only: Only::All, ..here.clone() },
            View { search: None, ..here.clone() },
            View { source: here.source, ..View::default() },
        ];
        wholes.iter().find_map(|whole| entries.iter().position(|entry| same(&entry.view, whole)))
    }

    /// The next source from a view on, or the previous one; with unread articles if asked for.
    pub fn neighbour(&self, from: &View, forward: bool, unread: bool) -> Option<View> {
        let sources = &self.overview.sources;
        let here = from.source.and_then(|id| sources.iter().position(|source| source.id == id));
        let fits = |source: &&SourceRow| !unread || source.counts.unread > 0;
        let found = match (here, forward) {
            (Some(here), true) => sources[here + 1..].iter().find(fits),
            (Some(here), false) => sources[..here].iter().rev().find(fits),
            (None, true) => {
                let within = |source: &&SourceRow| {
                    folder_of(from).is_none_or(|folder| is_within(folder, source.folder.as_str()))
                };
                sources.iter().filter(within).find(fits).or_else(|| sources.iter().find(fits))
            }
            (None, false) => sources.iter().rev().find(fits),
        };
        found.map(|source| View { source: Some(source.id), only: from.only, ..View::default() })
    }
}

/// The list of a folder.
fn folder_view(folder: &str, now: &Now) -> View {
    let query = Query { root: Expr::Folder(folder.to_owned()) };
    View { search: Some(Search { query, now: now.zoned() }), ..View::default() }
}

/// The folder that a list is of.
pub fn folder_of(view: &View) -> Option<&str> {
    match &view.search.as_ref().filter(|_| view.source.is_none())?.query.root {
        Expr::Folder(folder) => Some(folder),
        _ => None,
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
