//! Where the reader has been: back and forward, as in a browser.

use crate::app::App;
use crate::app::panes::Focus;
use crate::article::{ArticleId, SortKey};
use crate::query::View;

/// A place that was left by a jump.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Spot {
    view: View,
    cursor: Option<SortKey>,
    article: Option<(ArticleId, Option<String>)>,
}

/// Places that were left.
#[derive(Clone, Debug, Default)]
pub struct Jumps {
    back: Vec<Spot>,
    forward: Vec<Spot>,
}

/// How many places are kept.
const KEPT: usize = 100;

impl App {
    /// Keeps the place that a key is about to leave.
    pub(super) fn note_spot(&mut self) {
        let spot = self.spot();
        if self.jumps.back.last() != Some(&spot) {
            self.jumps.back.push(spot);
            let more = self.jumps.back.len().saturating_sub(KEPT);
            self.jumps.back.drain(..more);
        }
        self.jumps.forward.clear();
    }

    fn spot(&self) -> Spot {
        let open = self.reader.open.as_ref().filter(|_| self.focus == Focus::Reader);
        Spot {
            view: self.list.asked_view().clone(),
            cursor: self.list.cursor,
            article: open.map(|open| (open.row.key.id, open.position())),
        }
    }

    /// Goes to the place before this one.
    pub(super) fn jump_back(&mut self) {
        let here = self.spot();
        // A place that one is at already is no place to go to.
        while self.jumps.back.last() == Some(&here) {
            self.jumps.back.pop();
        }
        match self.jumps.back.pop() {
            Some(spot) => {
                self.jumps.forward.push(here);
                self.go_to_spot(spot);
            }
            None => self.notices.say("no place before this one"),
        }
    }

    /// Goes to the place that [`App::jump_back`] came from.
    pub(super) fn jump_forward(&mut self) {
        match self.jumps.forward.pop() {
            Some(spot) => {
                let here = self.spot();
                self.jumps.back.push(here);
                self.go_to_spot(spot);
            }
            None => self.notices.say("no place after this one"),
        }
    }

    /// Goes to the last place, and from there back to this one.
    pub(super) fn jump_to_last(&mut self) {
        let here = self.spot();
        while self.jumps.back.last() == Some(&here) {
            self.jumps.back.pop();
        }
        match self.jumps.back.pop() {
            Some(spot) => {
                self.jumps.back.push(here);
                self.go_to_spot(spot);
            }
            None => self.notices.say("no last place yet"),
        }
    }

    fn go_to_spot(&mut self, spot: Spot) {
        self.leave_article();
        self.focus = Focus::List;
        self.arrange();
        if *self.list.asked_view() == spot.view {
            let page = self.panes.list_height();
            if let Some(key) = spot.cursor {
                let ask = self.list.go_to(key, page);
                self.push_list(ask);
            }
        } else {
            self.show(spot.view, spot.cursor);
        }
        if let Some((id, position)) = spot.article {
            self.resume = position;
            let effect = self.reader.ask(id, false);
            self.effects.push(effect);
        }
    }
}
