//! How far it is with what takes its time, as the reader is shown.

use super::{Keeper, SHOWN_EVERY};
use crate::app::{Event, Work};
use crate::index::{Progress, Stage};
use std::time::Instant;

impl Keeper<'_> {
    /// Shows how far catching up is.
    pub(super) fn show_progress(&mut self, Progress { stage, done, of }: Progress) {
        let what = match stage {
            Stage::Lists => "reading the library",
            Stage::Text => "indexing text",
        };
        self.show(Work { what, done, of: Some(of), ..Work::default() });
    }

    /// Shows how far it is, a few times a second, and not at all what is done in a moment.
    pub(super) fn show(&mut self, work: Work) {
        let since = *self.shown.get_or_insert_with(Instant::now);
        if since.elapsed() >= SHOWN_EVERY {
            self.shown = Some(Instant::now());
            self.working = true;
            let _ = self.events.send(Event::Working(Some(work)));
        }
    }

    /// Nothing is under way any more.
    pub(super) fn rest(&mut self) {
        self.shown = None;
        if std::mem::take(&mut self.working) {
            let _ = self.events.send(Event::Working(None));
        }
    }
}
