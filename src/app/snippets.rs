//! Snippets: in a list of what a search finds, the words around the hit take the place of the first words.
//!
//! They are read after the rows are on screen, for those alone, and never for a list of titles.

use crate::app::App;
use crate::app::event::Effect;
use crate::app::list::List;
use crate::app::overlay::Overlay;
use crate::article::{ArticleId, Row};
use crate::config::Density;
use crate::query::Query;
use crate::text::Clean;
use std::collections::HashMap;

/// The snippets of one search.
#[derive(Debug, Default)]
pub(super) struct Snippets {
    of: Option<Query>,
    /// By article; nothing where the first words are as good, or as long as it is not read.
    found: HashMap<ArticleId, Option<Clean>>,
}

/// Beyond so many, those of rows far away are read again when one comes back to them.
const MANY: usize = 1_024;

impl Snippets {
    fn show(&self, rows: &mut [Row]) {
        for row in rows {
            if let Some(Some(snippet)) = self.found.get(&row.key.id) {
                row.lead = snippet.clone();
            }
        }
    }
}

impl List {
    /// Shows the snippets that are known on rows that have come.
    pub(super) fn show_snippets(&mut self) {
        if self.snippets.of.as_ref() == self.view.search.as_ref().map(|search| &search.query) {
            self.snippets.show(&mut self.rows);
        }
    }

    /// The query that found these rows, with those of the first `height` on screen whose snippets were not asked for.
    fn unsnipped(&mut self, height: usize) -> Option<(Query, Vec<ArticleId>)> {
        let query = &self.view.search.as_ref().filter(|_| self.density != Density::Titles)?.query;
        if self.snippets.of.as_ref() != Some(query) || self.snippets.found.len() > MANY {
            self.snippets = Snippets { of: Some(query.clone()), ..Snippets::default() };
        }
        let shown = self.rows.iter().skip(self.top).take(height).map(|row| row.key.id);
        let found = &mut self.snippets.found;
        let new: Vec<ArticleId> = shown.filter(|id| !found.contains_key(id)).collect();
        found.extend(new.iter().map(|id| (*id, None)));
        (!new.is_empty()).then(|| (query.clone(), new))
    }
}

impl App {
    /// Asks for the snippets of the rows in sight. On a slow line no row is written twice for each letter of a search.
    pub(super) fn ask_snippets(&mut self) {
        if self.slow.0 && matches!(self.overlay, Some(Overlay::Prompt(_))) {
            return;
        }
        let height = self.panes.list_height();
        self.effects.extend(self.list.unsnipped(height).map(|(query, ids)| Effect::Snippets(query, ids)));
    }

    /// Takes snippets, where they are of the search on screen.
    pub(super) fn take_snippets(&mut self, query: &Query, found: Vec<(ArticleId, Clean)>) {
        let snippets = &mut self.list.snippets;
        if snippets.of.as_ref() == Some(query) {
            snippets.found.extend(found.into_iter().map(|(id, snippet)| (id, Some(snippet))));
            self.list.show_snippets();
        }
    }
}
