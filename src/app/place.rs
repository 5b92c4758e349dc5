//! Where the reader was: what the next start begins with.

use crate::app::panes::Focus;
use crate::app::prompt::History;
use crate::app::{App, Options};
use crate::article::{ArticleId, SortKey};
use crate::config::Density;
use crate::config::Layout;
use crate::query::{Only, Order, View};
use std::collections::BTreeSet;

/// A list, a row of it and perhaps an article: what the reader goes back to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spot {
    /// The view.
    pub view: View,
    /// The selected article.
    pub cursor: Option<SortKey>,
    /// How many rows of the list were over it on screen.
    pub row: usize,
    /// Which end of the list is at the top.
    pub order: Order,
    /// The open article, and the place in it as `typeset::position` writes it.
    pub article: Option<(ArticleId, Option<String>)>,
}

/// Where the reader was, and how the screen stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Where.
    pub spot: Spot,
    /// What was chosen by keys.
    pub chosen: Chosen,
    /// The focused pane fills the screen.
    pub alone: bool,
    /// The folders of sources that are closed.
    pub closed: BTreeSet<String>,
    /// What was typed in prompts.
    pub history: History,
}

/// What was chosen by keys and so goes before the settings; nothing where no key was pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// How the panes stand.
    pub layout: Option<Layout>,
    /// How much a row of the list shows.
    pub density: Option<Density>,
    /// The column's width.
    pub measure: Option<u16>,
}

impl Spot {
    /// Whether it is the same place, wherever that was on screen.
    pub(super) fn is_same(&self, other: &Self) -> bool {
        *self == Spot { row: self.row, ..other.clone() }
    }
}

impl App {
    /// Goes where the reader was.
    pub(super) fn restore(&mut self, place: Place) {
        self.chosen = place.chosen;
        self.sources.closed = place.closed;
        self.history = place.history;
        let Options { setting, layout, .. } = &mut self.options;
        setting.measure = place.chosen.measure.unwrap_or(setting.measure);
        *layout = place.chosen.layout.unwrap_or(*layout);
        self.density = place.chosen.density.unwrap_or(self.density);
        self.alone = place.alone;
        self.arrange();
        // Today is another day by now.
        let Spot { view, cursor, row, order, article } = place.spot;
        let only = match view.only {
            Only::Since(_) => Only::Since(self.now.today),
            other => other,
        };
        self.show_spot(Spot { view: View { only, ..view }, cursor, row, order, article: None });
        self.reopen(article);
    }

    /// Opens an article at the place it was left at.
    pub(super) fn reopen(&mut self, article: Option<(ArticleId, Option<String>)>) {
        if let Some((id, position)) = article {
            self.resume = position;
            let effect = self.reader.ask(id, false);
            self.effects.push(effect);
        }
    }

    /// Whether the place that the last session ended at is not in the list, and may still come.
    pub(super) fn is_on_its_way(&self) -> bool {
        let is_elsewhere = |spot: &Spot| self.list_spot().cursor != spot.cursor;
        !self.caught_up && self.awaited.as_ref().is_some_and(is_elsewhere)
    }

    /// The library is read: goes to where the last session ended, if that was not there before.
    pub(super) fn arrive(&mut self) {
        let was_missed = self.is_on_its_way();
        self.caught_up = true;
        let Some(spot) = self.awaited.take() else { return };
        if was_missed && spot.cursor.is_some() {
            self.show_spot(spot.clone());
        }
        if !self.reader.opening && self.reader.open.is_none() {
            self.reopen(spot.article);
        }
    }

    /// Where the reader is, or will be once the library is read.
    pub fn place(&self) -> Place {
        Place {
            spot: self.awaited.clone().unwrap_or_else(|| self.spot()),
            chosen: self.chosen,
            alone: self.alone,
            closed: self.sources.closed.clone(),
            history: self.history.clone(),
        }
    }

    pub(super) fn spot(&self) -> Spot {
        let article = self.reader.open.as_ref().filter(|_| self.focus == Focus::Reader);
        Spot { article: article.map(|open| (open.row.key.id, open.position())), ..self.list_spot() }
    }

    /// Where the list is.
    pub(super) fn list_spot(&self) -> Spot {
        let (view, order) = (self.list.asked_view().clone(), self.list.asked_order());
        let here = (self.list.cursor, self.list.cursor_row());
        let (cursor, row) = self.list.coming().map_or(here, |coming| (coming.at, coming.row));
        Spot { view, cursor, row, order, article: None }
    }
}
