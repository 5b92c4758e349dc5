//! Lists as they are asked for and come.

use crate::app::App;
use crate::app::event::{Effect, Generation};
use crate::app::list::{Ask, Coming};
use crate::app::place::Spot;
use crate::article::SortKey;
use crate::query::{View, Window};

impl App {
    pub(super) fn push_list(&mut self, ask: Option<Ask>) {
        if let Some(Ask { generation, around, above, below }) = ask {
            let view = View { by: self.list.asked_order().by, ..self.list.asked_view().clone() };
            self.effects.push(Effect::List { generation, view, around, above, below });
        }
    }

    /// Shows another view, from its top or with the cursor on an article; in its own order, where it has one.
    pub(super) fn show(&mut self, view: View, cursor: Option<SortKey>) {
        let order = self.sources.saved_as(&view).map(|view| view.order).unwrap_or_default();
        self.show_spot(Spot { view, cursor, row: self.list.cursor_row(), order, article: None });
    }

    /// Shows the list of a spot.
    pub(super) fn show_spot(&mut self, Spot { view, cursor, row, order, .. }: Spot) {
        let page = self.panes.list_height();
        self.sources.cursor = view.clone();
        self.range = None;
        self.effects.push(Effect::ForgetKept);
        let density = self.sources.saved_as(&view).and_then(|view| view.density).unwrap_or(self.density);
        let ask = self.list.show(Coming { view, at: cursor, row, order, density }, page);
        self.push_list(Some(ask));
    }

    pub(super) fn listed(&mut self, generation: Generation, window: Window) {
        if !self.list.take(generation, window) {
            return;
        }
        if !self.caught_up {
            // It was there before, and is read only now.
            self.list.came_in = 0;
        }
        if let Some(open) = &mut self.reader.open
            && let Some(row) = self.list.row(open.row.key.id)
        {
            open.row = row.clone();
        }
        if let Some(generation) = self.list.uncounted() {
            self.effects.push(Effect::Count(generation, self.list.view.clone()));
        }
        self.rank();
    }

    /// Has the number of the first row counted, where it is not known.
    pub(super) fn rank(&mut self) {
        if let Some((generation, key)) = self.list.unranked() {
            self.effects.push(Effect::Rank(generation, self.list.view.clone(), key));
        }
    }

    /// Asks for what the pane of sources shows.
    pub(super) fn ask_counts(&mut self) {
        self.effects.push(Effect::Overview);
        self.count_views();
    }

    pub(super) fn reload(&mut self) {
        match self.awaited.clone().filter(|_| self.is_on_its_way()) {
            // While the library is being read the list begins with the newest, whatever else came in.
            Some(spot) => self.show_spot(Spot { cursor: None, row: 0, ..spot }),
            None => {
                let page = self.panes.list_height();
                let ask = self.list.reload(page);
                self.push_list(Some(ask));
            }
        }
        self.ask_counts();
    }

    /// The rows of the list are counted.
    pub(super) fn counted(&mut self, generation: Generation, total: u64) {
        self.list.take_count(generation, total);
        self.rank();
    }
}
