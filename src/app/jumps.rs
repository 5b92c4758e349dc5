//! Where the reader has been: back and forward, as in a browser.

use crate::app::App;
use crate::app::panes::Focus;
use crate::app::place::Spot;

/// Places that were left.
#[derive(Clone, Debug, Default)]
pub struct Jumps {
    back: Vec<Spot>,
    forward: Vec<Spot>,
}

/// How many places are kept.
const KEPT: usize = 100;

impl Jumps {
    /// The place before this one; one that the reader is at already is none.
    fn before(&mut self, here: &Spot) -> Option<Spot> {
        while self.back.last().is_some_and(|last| last.is_same(here)) {
            self.back.pop();
        }
        self.back.pop()
    }
}

impl App {
    /// Keeps the place that a key is about to leave.
    pub(super) fn note_spot(&mut self) {
        let spot = self.spot();
        if !self.jumps.back.last().is_some_and(|last| last.is_same(&spot)) {
            self.jumps.back.push(spot);
            let more = self.jumps.back.len().saturating_sub(KEPT);
            self.jumps.back.drain(..more);
        }
        self.jumps.forward.clear();
    }

    /// Goes to the place before this one.
    pub(super) fn jump_back(&mut self) {
        let here = self.spot();
        let Some(spot) = self.jumps.before(&here) else { return self.notices.say("no place before this one") };
        self.jumps.forward.push(here);
        self.go_to_spot(spot);
    }

    /// Goes to the place that [`App::jump_back`] came from.
    pub(super) fn jump_forward(&mut self) {
        let here = self.spot();
        let Some(spot) = self.jumps.forward.pop() else { return self.notices.say("no place after this one") };
        self.jumps.back.push(here);
        self.go_to_spot(spot);
    }

    /// Goes to the last place, and from there back to this one.
    pub(super) fn jump_to_last(&mut self) {
        let here = self.spot();
        let Some(spot) = self.jumps.before(&here) else { return self.notices.say("no last place yet") };
        self.jumps.back.push(here);
        self.go_to_spot(spot);
    }

    fn go_to_spot(&mut self, spot: Spot) {
        self.leave_article();
        self.focus = Focus::List;
        self.arrange();
        if *self.list.asked_view() == spot.view && self.list.asked_order() == spot.order {
            let page = self.panes.list_height();
            let ask = spot.cursor.and_then(|key| self.list.return_to(key, spot.row, page));
            self.push_list(ask);
        } else {
            self.show_spot(Spot { article: None, ..spot.clone() });
        }
        self.reopen(spot.article);
    }
}
