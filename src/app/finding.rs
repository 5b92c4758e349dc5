//! What the list shows: smart views, and what is searched for.

use crate::action::Finding;
use crate::app::App;
use crate::app::overlay::Overlay;
use crate::app::panes::Focus;
use crate::app::place::Spot;
use crate::app::prompt::Purpose;
use crate::query::{Expr, Only, Query, Search, View};

impl App {
    pub(super) fn finding(&mut self, finding: Finding) {
        let only = match finding {
            Finding::Search if self.focus == Focus::Reader => return self.prompt(Purpose::Find, Vec::new()),
            Finding::Search => return self.prompt(Purpose::Search, Vec::new()),
            Finding::Limit => return self.prompt(Purpose::Limit, Vec::new()),
            Finding::GoTo => return self.go_to_by_name(),
            other if self.view_action(other) => return,
            Finding::ShowAll => Only::All,
            Finding::ShowUnread => Only::Unread,
            Finding::ShowStarred => Only::Starred,
            Finding::ShowToday => Only::Since(self.now.today),
            Finding::ShowLater => Only::Later,
            Finding::ShowTrash => Only::Trash,
            _ => return,
        };
        self.go_to_view(View { only, ..View::default() });
    }

    /// Leaves what is read, and shows a view.
    pub(super) fn go_to_view(&mut self, view: View) {
        self.note_spot();
        self.enter_list();
        self.found_from.clear();
        // The cursor stays on its article where the new list holds it.
        let whole = View::default();
        let at = self.list.current().map(|row| row.key).filter(|_| view == whole);
        self.show(view, at);
    }

    fn enter_list(&mut self) {
        self.leave_article();
        self.focus = Focus::List;
        self.arrange();
    }

    /// The line of a search changed: the list shows what it finds so far.
    pub(super) fn search_typed(&mut self) {
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        let before = prompt.before.clone();
        if prompt.line.text.trim().is_empty() {
            return self.show_spot(before);
        }
        let query = match Query::typing(&prompt.line.text) {
            Ok(query) => query,
            Err(mistake) => {
                prompt.mistake = Some((mistake.at, mistake.what));
                return;
            }
        };
        let searched = match prompt.purpose {
            Purpose::Limit => {
                Spot { view: limited(before.view, query, &self.now), order: before.order, ..Spot::default() }
            }
            _ => {
                let search = Some(Search { query, now: self.now.zoned() });
                Spot { view: View { search, ..View::default() }, ..Spot::default() }
            }
        };
        if self.focus != Focus::List || self.reader.open.is_some() {
            self.enter_list();
        }
        self.show_spot(searched);
    }

    /// Whether Esc leads back from what was found: not from a folder or a kept view, which are searches no less.
    pub fn leads_back(&self) -> bool {
        self.list.view.search.is_some() && !self.found_from.is_empty()
    }

    /// The search stays as a list; Esc leads back to the one before.
    pub(super) fn search_taken(&mut self, before: Spot) {
        if *self.list.asked_view() != before.view {
            self.found_from.push(Spot { article: None, ..before });
        }
    }

    /// The line of a search is left: everything is as it was before.
    pub(super) fn search_left(&mut self, before: Spot, focus: Focus) {
        let article = before.article.clone();
        if *self.list.asked_view() != before.view {
            self.show_spot(before);
        }
        if focus == Focus::Sources {
            self.focus = focus;
            self.arrange();
        }
        if self.reader.open.is_none() {
            self.reopen(article);
        }
    }

    /// Back to the list that a search or a limit was begun from; `false` where there is none.
    pub(super) fn put_out_search(&mut self) -> bool {
        let Some(spot) = self.found_from.pop() else { return false };
        self.show_spot(spot);
        true
    }
}

/// A view, and within it only what a query finds.
fn limited(view: View, query: Query, now: &crate::app::Now) -> View {
    let (query, now) = match view.search {
        Some(Search { query: outer, now }) => {
            let parts = [outer.root, query.root].into_iter().flat_map(|root| match root {
                Expr::All(parts) => parts,
                one => vec![one],
            });
            (Query { root: Expr::All(parts.collect()) }, now)
        }
        None => (query, now.zoned()),
    };
    View { search: Some(Search { query, now }), ..view }
}
