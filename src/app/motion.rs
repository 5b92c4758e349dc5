//! Moving: each pane in its own way.

use crate::action::Motion;
use crate::app::App;
use crate::app::panes::Focus;
use crate::query::{Only, View};

impl App {
    pub(super) fn motion(&mut self, motion: Motion, count: Option<u32>) {
        match motion {
            Motion::NextPane => self.step_pane(true),
            Motion::PreviousPane => self.step_pane(false),
            Motion::NextSource => self.step_source(true, false, count),
            Motion::PreviousSource => self.step_source(false, false, count),
            Motion::NextSourceUnread => self.step_source(true, true, count),
            Motion::PreviousSourceUnread => self.step_source(false, true, count),
            Motion::Back => self.back(),
            Motion::JumpBack => self.jump_back(),
            Motion::JumpForward => self.jump_forward(),
            Motion::LastPlace => self.jump_to_last(),
            motion if self.focus == Focus::Reader => self.move_in_reader(motion, count),
            // The reader scrolls from the list too, where it stands beside it: half pages are its keys.
            Motion::HalfPageDown | Motion::HalfPageUp if self.focus == Focus::List && self.panes.reader.is_some() => {
                self.move_in_reader(motion, count);
            }
            motion if self.focus == Focus::List => {
                if matches!(motion, Motion::First | Motion::Last) {
                    self.note_spot();
                }
                self.move_in_list(motion, count);
            }
            motion => self.move_in_sources(motion, count),
        }
    }

    fn move_in_reader(&mut self, motion: Motion, count: Option<u32>) {
        let height = self.panes.reader_height();
        let times = i64::from(count.unwrap_or(1));
        let (half, page) = ((height as i64 / 2).max(1), (height as i64 - 2).max(1));
        let Some(open) = &mut self.reader.open else { return };
        let ends = matches!(motion, Motion::LineDown | Motion::PageDown | Motion::HalfPageDown) && open.at_end(height);
        match motion {
            Motion::LineDown | Motion::ScrollDown | Motion::Open => open.scroll(times, height),
            Motion::LineUp | Motion::ScrollUp => open.scroll(-times, height),
            Motion::HalfPageDown => open.scroll(half * times, height),
            Motion::HalfPageUp => open.scroll(-half * times, height),
            Motion::PageDown => open.scroll(page * times, height),
            Motion::PageUp => open.scroll(-page * times, height),
            Motion::NextParagraph => open.by_paragraphs(times, height),
            Motion::PreviousParagraph => open.by_paragraphs(-times, height),
            Motion::First | Motion::Last if count.is_some() => open.go_to_row(times as usize - 1, height),
            Motion::First => open.go_to_row(0, height),
            Motion::Last => open.go_to_end(height),
            _ => self.notices.say("the reader has no cursor · } goes on a paragraph"),
        }
        if ends {
            self.notices.say("the end · Space reads on");
        }
    }

    fn move_in_list(&mut self, motion: Motion, count: Option<u32>) {
        let (height, width) = (self.panes.list_height(), self.panes.list_width());
        let times = i64::from(count.unwrap_or(1));
        let (top, bottom) = (self.list.top, self.list.bottom(height, width));
        let shown = (bottom - top) as i64 + 1;
        let (half, page) = ((shown / 2).max(1), (shown - 2).max(1));
        let ask = match motion {
            Motion::LineDown => self.list.step(times, height),
            Motion::LineUp => self.list.step(-times, height),
            Motion::HalfPageDown => self.turn(half * times),
            Motion::HalfPageUp => self.turn(-half * times),
            Motion::PageDown => self.turn(page * times),
            Motion::PageUp => self.turn(-page * times),
            Motion::ScrollDown => self.scroll_list(times),
            Motion::ScrollUp => self.scroll_list(-times),
            Motion::First | Motion::Last if count.is_some() => self.list.nth(times as u64, height),
            Motion::First => self.list.first(height),
            Motion::Last => self.list.last(height),
            Motion::ScreenTop => self.list.put((top + times as usize - 1).min(bottom)),
            Motion::ScreenMiddle => self.list.put(top + (bottom - top) / 2),
            Motion::ScreenBottom => self.list.put(bottom.saturating_sub(times as usize - 1).max(top)),
            Motion::LineToTop => self.list.scroll_cursor_to(0),
            Motion::LineToMiddle => self.list.scroll_cursor_to((shown as usize - 1) / 2),
            Motion::LineToBottom => self.list.scroll_cursor_to(shown as usize - 1),
            Motion::Open => return self.open_current(),
            Motion::NextParagraph | Motion::PreviousParagraph if self.reader.open.is_some() => {
                return self.move_in_reader(motion, count);
            }
            _ => return self.say_in_articles("paragraphs are in articles"),
        };
        self.push_list(ask);
    }

    /// Turns a page: the screen goes on and the cursor keeps its row of the screen.
    fn turn(&mut self, by: i64) -> Option<crate::app::list::Ask> {
        let (height, width) = (self.panes.list_height(), self.panes.list_width());
        let ask = self.list.step(by, height);
        if ask.is_none_or(|ask| matches!(ask.around, crate::query::Around::Key(_))) {
            self.list.top = (self.list.top as i64 + by).clamp(0, self.list.rows.len() as i64) as usize;
            self.list.settle(height, width);
        }
        ask
    }

    /// Scrolls the list under the cursor, which stays on its article while that is in sight.
    fn scroll_list(&mut self, by: i64) -> Option<crate::app::list::Ask> {
        let (height, width) = (self.panes.list_height(), self.panes.list_width());
        let last = self.list.rows.len().saturating_sub(1) as i64;
        self.list.top = (self.list.top as i64 + by).clamp(0, last) as usize;
        let bottom = self.list.bottom(height, width);
        let here = self.list.cursor_index().unwrap_or(0);
        self.list.put(here.clamp(self.list.top, bottom));
        self.list.near_edge(height)
    }

    fn move_in_sources(&mut self, motion: Motion, count: Option<u32>) {
        let now = self.now.clone();
        let height = self.panes.sources_height() as i64;
        let shown = height.min(self.sources.entries(&now).len().saturating_sub(self.sources.top) as i64);
        let times = i64::from(count.unwrap_or(1));
        let whole = i64::from(u32::MAX);
        match motion {
            Motion::LineDown | Motion::ScrollDown => self.sources.step(times, &now),
            Motion::LineUp | Motion::ScrollUp => self.sources.step(-times, &now),
            Motion::HalfPageDown => self.sources.step((height / 2).max(1) * times, &now),
            Motion::HalfPageUp => self.sources.step(-(height / 2).max(1) * times, &now),
            Motion::PageDown => self.sources.step((height - 2).max(1) * times, &now),
            Motion::PageUp => self.sources.step(-(height - 2).max(1) * times, &now),
            Motion::First | Motion::Last if count.is_some() => {
                self.sources.step(-whole, &now);
                self.sources.step(times - 1, &now);
            }
            Motion::First => self.sources.step(-whole, &now),
            Motion::Last => self.sources.step(whole, &now),
            Motion::ScreenTop => self.sources_row((times - 1).min(height - 1)),
            Motion::ScreenMiddle => self.sources_row((shown - 1) / 2),
            Motion::ScreenBottom => self.sources_row((shown - times).max(0)),
            Motion::LineToTop => self.sources.top = self.sources.index(&self.sources.entries(&self.now)),
            Motion::LineToMiddle | Motion::LineToBottom => {
                let up = if motion == Motion::LineToBottom { height - 1 } else { height / 2 };
                let here = self.sources.index(&self.sources.entries(&self.now));
                self.sources.top = here.saturating_sub(up as usize);
            }
            Motion::Open => self.open_source(),
            _ => self.say_in_articles("paragraphs are in articles"),
        }
    }

    fn sources_row(&mut self, row: i64) {
        let entries = self.sources.entries(&self.now);
        let here = self.sources.index(&entries) as i64;
        let last = entries.len() as i64 - 1;
        self.sources.step((self.sources.top as i64 + row).min(last) - here, &self.now);
    }

    /// Opens the view the cursor of the sources is on.
    fn open_source(&mut self) {
        let view = self.sources.cursor.clone();
        self.from_sources = true;
        self.focus = Focus::List;
        self.arrange();
        self.show(view, None);
    }

    fn step_pane(&mut self, forward: bool) {
        let panes: &[Focus] = match self.reader.open {
            Some(_) => &[Focus::Sources, Focus::List, Focus::Reader],
            None => &[Focus::Sources, Focus::List],
        };
        let here = panes.iter().position(|pane| *pane == self.focus).unwrap_or(0);
        let by = if forward { 1 } else { panes.len() - 1 };
        self.focus = panes[(here + by) % panes.len()];
        if self.focus == Focus::List {
            self.from_sources = false;
        }
        self.arrange();
    }

    /// Goes to the next source so many times, as far as there are any.
    pub(super) fn step_source(&mut self, forward: bool, unread: bool, count: Option<u32>) {
        let here = if self.focus == Focus::Sources { &self.sources.cursor } else { self.list.asked_view() };
        let beyond = |view: &View| self.sources.neighbour(view, forward, unread);
        match std::iter::successors(beyond(here), beyond).take(count.unwrap_or(1) as usize).last() {
            Some(view) => {
                // In the pane of sources they stand whole; and what is unread may be neither starred nor of today.
                let is_whole = self.focus == Focus::Sources || unread && view.only != Only::Unread;
                self.switch(if is_whole { View { only: Only::All, ..view } } else { view });
            }
            None if unread => self.notices.say("no other source with unread articles that way"),
            None => self.notices.say("no other source that way"),
        }
    }

    /// Shows another source's list in place of this one.
    fn switch(&mut self, view: View) {
        if self.focus == Focus::Reader {
            self.leave_article();
            self.focus = Focus::List;
            self.arrange();
        }
        self.show(view, None);
    }

    /// One level up: from the article to the list, from the list to the sources.
    pub(super) fn back(&mut self) {
        match self.focus {
            Focus::Reader => {
                self.leave_article();
                self.focus = Focus::List;
            }
            Focus::List if self.reader.open.is_some() && self.panes.reader.is_some() => self.leave_article(),
            Focus::List => {
                self.from_sources = false;
                self.focus = Focus::Sources;
            }
            Focus::Sources => self.notices.say("nothing is above the sources · q leaves"),
        }
        self.arrange();
    }
}
