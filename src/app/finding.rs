//! What the list shows: the smart views.

use crate::action::Finding;
use crate::app::App;
use crate::app::panes::Focus;
use crate::query::{Only, View};

impl App {
    pub(super) fn finding(&mut self, finding: Finding) {
        let only = match finding {
            Finding::ShowAll => Only::All,
            Finding::ShowUnread => Only::Unread,
            Finding::ShowStarred => Only::Starred,
            Finding::ShowToday => Only::Since(self.now.today),
        };
        self.leave_article();
        self.focus = Focus::List;
        self.arrange();
        // The cursor stays on its article where the new list holds it.
        let at = self.list.current().map(|row| row.key).filter(|_| only == Only::All);
        self.show(View { source: None, only }, at);
    }
}
