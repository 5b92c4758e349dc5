//! The list: a view, the window of it that is in memory, and the cursor, which is an article and never a row number.

use crate::app::event::Generation;
use crate::app::order::mirror;
use crate::app::pending::Pending;
use crate::app::rows::row_height;
use crate::app::snippets::Snippets;
use crate::article::{ArticleId, Change, Row, SortKey};
use crate::config::Density;
use crate::query::{Around, Arrival, By, Extent, Order, View, Window};
use std::collections::VecDeque;
use std::ops::RangeInclusive;

impl Density {
    /// The next one, around.
    pub(super) fn next(self) -> Self {
        match self {
            Density::Titles => Density::Lead,
            Density::Lead => Density::Roomy,
            Density::Roomy => Density::Titles,
        }
    }
}

/// What is to happen when rows that were asked for arrive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// Put the cursor so many rows from the row of this key.
    Beside(SortKey, i64),
    /// Put it on the first row.
    First,
    /// Put it on the last row.
    Last,
    /// Put it on the row of this number.
    Nth(u64),
    /// Leave it where it is.
    Stay,
}

/// The list.
#[derive(Debug, Default)]
pub struct List {
    /// What it shows.
    pub view: View,
    /// The rows in memory.
    pub rows: Vec<Row>,
    /// The number of the first of them in the view.
    pub start: Option<u64>,
    /// How many rows the view has; at least so many where not all are counted.
    pub total: u64,
    /// Whether all are counted.
    pub counted: bool,
    /// Whether rows stand above and below those in memory.
    pub more: (bool, bool),
    /// The article the cursor is on.
    pub cursor: Option<SortKey>,
    /// The first row on screen, as an index into `rows`.
    pub top: usize,
    /// How many articles came in above the screen since its first row was last in sight.
    pub came_in: u64,
    /// The newest arrival that what is shown took into account.
    pub seen: Arrival,
    /// What it is sorted by, and which end is at the top.
    pub order: Order,
    /// How much a row shows.
    pub density: Density,
    /// Whether any answer came for the present view.
    pub loaded: bool,
    generation: Generation,
    asked: Option<Wish>,
    /// The view that was asked for and takes the place of the present one when its rows are here: no blank between.
    coming: Option<Coming>,
    pub(super) pending: Vec<Pending>,
    /// It was asked for before the index knew of those changes: which rows it has, only another look tells.
    pub(super) behind: bool,
    /// What undo and redo are expected to come to, a step each, until the library has answered.
    pub(super) expected: VecDeque<Vec<Change>>,
    pub(super) snippets: Snippets,
}

/// A view that takes the place of the present one when its rows are here.
#[derive(Clone, Debug)]
pub struct Coming {
    /// What it shows.
    pub view: View,
    /// The article the cursor is put on.
    pub at: Option<SortKey>,
    /// How many rows are over it on screen, where there are so many.
    pub row: usize,
    /// What it is sorted by, and which end is at the top.
    pub order: Order,
    /// How much a row shows.
    pub density: Density,
}

/// The end of a selection that stays where it was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Anchor {
    /// The article.
    pub key: SortKey,
    /// Its number in the list, from 0, where it was known.
    pub number: Option<u64>,
}

/// A request for a window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// Carried by the answer.
    pub generation: Generation,
    /// Where.
    pub around: Around,
    /// Rows above.
    pub above: usize,
    /// Rows below.
    pub below: usize,
}

impl List {
    /// An empty list.
    pub fn new(density: Density) -> Self {
        List { density, ..List::default() }
    }

    /// The index of the cursor's row among those in memory.
    pub fn cursor_index(&self) -> Option<usize> {
        let key = self.cursor?;
        self.index_of(key)
    }

    /// How many rows of the list are over the cursor's on screen.
    pub fn cursor_row(&self) -> usize {
        self.cursor_index().map_or(0, |index| index.saturating_sub(self.top))
    }

    fn index_of(&self, key: SortKey) -> Option<usize> {
        self.rows.iter().position(|row| row.key == key)
    }

    /// The row the cursor is on.
    pub fn current(&self) -> Option<&Row> {
        self.rows.get(self.cursor_index()?)
    }

    /// The cursor's number in the view, from 1, where it is known.
    pub fn number(&self) -> Option<u64> {
        Some(self.start? + self.cursor_index()? as u64 + 1)
    }

    /// Asks for another view: from the top, or with the cursor on an article. The present one stays until it is here.
    pub fn show(&mut self, coming: Coming, page: usize) -> Ask {
        let at = coming.at;
        self.coming = Some(coming);
        self.behind |= !self.pending.is_empty();
        match at {
            Some(key) => self.ask(Around::Key(key), Wish::Stay, page),
            None => self.ask(Around::Top, Wish::First, page),
        }
    }

    /// The view that takes the place of this one when its rows are here.
    pub fn coming(&self) -> Option<&Coming> {
        self.coming.as_ref()
    }

    /// Whether the cursor is about to be on another row.
    pub fn is_moving(&self) -> bool {
        self.coming.is_some() || self.asked.is_some_and(|wish| wish != Wish::Stay)
    }

    /// Stays where it is, whatever was asked for.
    pub fn stop_moving(&mut self) {
        self.generation += 1;
        (self.coming, self.asked) = (None, None);
    }

    /// The view the newest request is for.
    pub fn asked_view(&self) -> &View {
        self.coming.as_ref().map_or(&self.view, |coming| &coming.view)
    }

    /// The order the newest request is for.
    pub fn asked_order(&self) -> Order {
        self.coming.as_ref().map_or(self.order, |coming| coming.order)
    }

    /// Asks for the present rows again, since the library changed.
    pub fn reload(&mut self, page: usize) -> Ask {
        let cursor = self.coming.as_ref().map_or(self.cursor, |coming| coming.at);
        match cursor {
            Some(key) => self.ask(Around::Key(key), Wish::Stay, page),
            None => self.ask(Around::Top, Wish::First, page),
        }
    }

    fn ask(&mut self, around: Around, wish: Wish, page: usize) -> Ask {
        self.generation += 1;
        self.asked = Some(wish);
        // Two pages each way: a held key never reaches the edge before the next window is here.
        let reach = 2 * page.max(8);
        let (above, below) = match around {
            Around::Top => (0, reach),
            Around::Bottom => (reach, 1),
            _ => (reach, reach),
        };
        self.ordered(Ask { generation: self.generation, around, above, below })
    }

    /// A request as the library understands it, which does not know lists that are turned over.
    fn ordered(&self, ask: Ask) -> Ask {
        if self.asked_order().reversed { ask.mirrored(self.total) } else { ask }
    }

    /// Moves the cursor by rows; what is not in memory is asked for.
    pub fn step(&mut self, by: i64, page: usize) -> Option<Ask> {
        let Some(here) = self.cursor_index() else {
            return (!self.rows.is_empty()).then(|| self.ask(Around::Top, Wish::First, page));
        };
        let wanted = here as i64 + by;
        let last = self.rows.len() as i64 - 1;
        if (wanted < 0 && self.more.0) || (wanted > last && self.more.1) {
            let key = self.rows[here].key;
            return Some(match self.start {
                Some(start) => {
                    let nth = (start as i64 + wanted).clamp(0, self.total.saturating_sub(1) as i64) as u64;
                    self.ask(Around::Nth(nth), Wish::Nth(nth), page)
                }
                None => {
                    let mut ask = self.ask(Around::Key(key), Wish::Beside(key, by), page);
                    let far = by.unsigned_abs().min(5_000) as usize;
                    if (by < 0) != self.order.reversed {
                        ask.above += far
                    } else {
                        ask.below += far
                    }
                    ask
                }
            });
        }
        self.cursor = Some(self.rows[wanted.clamp(0, last) as usize].key);
        self.near_edge(page)
    }

    /// Asks for more when the cursor is within a page of the edge of what is in memory.
    pub fn near_edge(&mut self, page: usize) -> Option<Ask> {
        let here = self.cursor_index()?;
        let near = (self.more.0 && here < page) || (self.more.1 && here + page >= self.rows.len());
        if !near || self.asked.is_some() {
            return None;
        }
        let key = self.rows[here].key;
        Some(self.ask(Around::Key(key), Wish::Stay, page))
    }

    /// Puts the cursor on a row in memory.
    pub fn put(&mut self, index: usize) -> Option<Ask> {
        self.cursor = self.rows.get(index).or(self.rows.last()).map(|row| row.key);
        None
    }

    /// Scrolls so that the cursor's row is the one of this number on screen.
    pub fn scroll_cursor_to(&mut self, row: usize) -> Option<Ask> {
        self.top = self.cursor_index()?.saturating_sub(row);
        None
    }

    /// Goes to the first row.
    pub fn first(&mut self, page: usize) -> Option<Ask> {
        if !self.more.0 {
            self.cursor = self.rows.first().map(|row| row.key);
            return None;
        }
        Some(self.ask(Around::Top, Wish::First, page))
    }

    /// Goes to the last row.
    pub fn last(&mut self, page: usize) -> Option<Ask> {
        if !self.more.1 {
            self.cursor = self.rows.last().map(|row| row.key);
            return None;
        }
        Some(self.ask(Around::Bottom, Wish::Last, page))
    }

    /// Goes to the row of this number, from 1.
    pub fn nth(&mut self, number: u64, page: usize) -> Option<Ask> {
        let nth = number.saturating_sub(1).min(self.total.saturating_sub(1));
        if let Some(start) = self.start
            && let Some(row) = nth.checked_sub(start).and_then(|i| self.rows.get(i as usize))
        {
            self.cursor = Some(row.key);
            return self.near_edge(page);
        }
        Some(self.ask(Around::Nth(nth), Wish::Nth(nth), page))
    }

    /// Puts the cursor on an article, in memory or not.
    pub fn go_to(&mut self, key: SortKey, page: usize) -> Option<Ask> {
        self.cursor = Some(key);
        match self.cursor_index() {
            Some(_) => self.near_edge(page),
            None => Some(self.ask(Around::Key(key), Wish::Stay, page)),
        }
    }

    /// Puts the cursor on an article, in memory or not, with so many rows over it on screen.
    pub fn return_to(&mut self, key: SortKey, row: usize, page: usize) -> Option<Ask> {
        if self.index_of(key).is_none() {
            let (view, order, density) = (self.asked_view().clone(), self.asked_order(), self.density);
            return Some(self.show(Coming { view, at: Some(key), row, order, density }, page));
        }
        let ask = self.go_to(key, page);
        self.scroll_cursor_to(row);
        ask
    }

    /// Takes the rows that were asked for; tells whether they were still wanted.
    pub fn take(&mut self, generation: Generation, window: Window) -> bool {
        if generation != self.generation {
            return false;
        }
        let on_screen = self.coming.as_ref().map_or(self.cursor_row(), |coming| coming.row);
        let stays = self.coming.is_none() && self.loaded;
        self.came_in = if stays { self.came_in + window.total.saturating_sub(self.total) } else { 0 };
        if let Some(Coming { view, at, order, density, .. }) = self.coming.take() {
            (self.view, self.cursor, self.start) = (view, at, None);
            (self.order, self.density) = (order, density);
        }
        let window = if self.order.reversed { mirror(window) } else { window };
        let before = window.before;
        self.rows = window.rows;
        self.show_snippets();
        self.start = window.start.or(if window.at_top { Some(0) } else { None });
        (self.total, self.counted) = (window.total, window.counted);
        self.more = (!window.at_top, !window.at_bottom);
        (self.seen, self.loaded) = (window.seen, true);
        self.show_pending();
        match self.asked.take() {
            Some(Wish::First) => self.cursor = self.rows.first().map(|row| row.key),
            Some(Wish::Last) => self.cursor = self.rows.last().map(|row| row.key),
            Some(Wish::Nth(nth)) => {
                let index = nth.saturating_sub(self.start.unwrap_or(0)) as usize;
                self.cursor = self.rows.get(index).or(self.rows.last()).map(|row| row.key);
            }
            Some(Wish::Beside(key, by)) => self.cursor = self.beside(key, by, before),
            Some(Wish::Stay) | None => self.hold_cursor(before),
        }
        self.top = self.cursor_index().unwrap_or(0).saturating_sub(on_screen);
        true
    }

    /// The row so many rows from that of a key, before which so many rows came.
    fn beside(&self, key: SortKey, by: i64, before: usize) -> Option<SortKey> {
        let here = self.index_of(key).unwrap_or(before) as i64;
        let last = self.rows.len() as i64 - 1;
        self.rows.get((here + by).clamp(0, last.max(0)) as usize).map(|row| row.key)
    }

    /// What stands above this row, and what below it.
    pub fn beyond(&self, key: SortKey) -> (Extent, Extent) {
        let (above, below) = (Extent::Above(key), Extent::Below(key));
        if self.order.reversed { (below, above) } else { (above, below) }
    }

    /// The end of a selection that begins at the cursor.
    pub fn anchor(&self) -> Option<Anchor> {
        Some(Anchor { key: self.cursor?, number: self.number().map(|number| number - 1) })
    }

    /// The rows in memory from the one end of a selection to the cursor.
    pub fn selected(&self, from: Anchor) -> Option<RangeInclusive<usize>> {
        let here = self.cursor_index()?;
        let from = self.index_of(from.key).unwrap_or_else(|| {
            let first = self.rows.first();
            let is_above = match (self.order.by, from.number.zip(self.start)) {
                (By::Time, _) => first.is_some_and(|row| (from.key < row.key) != self.order.reversed),
                (_, numbers) => numbers.is_some_and(|(number, start)| number < start),
            };
            if is_above { 0 } else { self.rows.len() - 1 }
        });
        Some(from.min(here)..=from.max(here))
    }

    /// How many rows that is, also of those that are not in memory.
    pub fn count_selected(&self, from: Anchor) -> Option<u64> {
        let in_memory = self.index_of(from.key).zip(self.cursor_index());
        let numbers = in_memory.map(|(from, here)| (from as u64, here as u64));
        let (from, here) = numbers.or_else(|| Some((from.number?, self.number()? - 1)))?;
        Some(from.abs_diff(here) + 1)
    }

    /// Where the cursor's article is gone, the cursor goes to the one that stands in its place.
    fn hold_cursor(&mut self, before: usize) {
        let Some(key) = self.cursor else {
            self.cursor = self.rows.first().map(|row| row.key);
            return;
        };
        let place = self.index_of(key).unwrap_or(before);
        self.cursor = self.rows.get(place).or(self.rows.last()).map(|row| row.key);
    }

    /// Keeps the cursor's row on a screen of this size, and rows at the bottom of the screen where there are any.
    pub fn settle(&mut self, height: usize, width: usize) {
        let Some(here) = self.cursor_index() else {
            self.top = 0;
            return;
        };
        self.top = self.top.min(here);
        if self.top == 0 && !self.more.0 {
            self.came_in = 0;
        }
        let tall = |index: usize| row_height(&self.rows[index], self.density, width, &self.view);
        let mut used = 0;
        let mut lowest = here;
        // The highest top from which the cursor's row is still whole on screen.
        for index in (0..=here).rev() {
            used += tall(index);
            if used > height {
                break;
            }
            lowest = index;
        }
        self.top = self.top.max(lowest);
        if !self.more.1 {
            // No empty rows below the last article while there are others above.
            let mut room = height;
            let mut fits = |index: &usize| room.checked_sub(tall(*index)).map(|left| room = left).is_some();
            let first = (0..self.rows.len()).rev().take_while(|index| fits(index)).last();
            self.top = self.top.min(first.unwrap_or(here));
        }
    }

    /// The index of the last row that is whole on a screen of this size.
    pub fn bottom(&self, height: usize, width: usize) -> usize {
        let mut used = 0;
        let mut last = self.top;
        for index in self.top..self.rows.len() {
            used += row_height(&self.rows[index], self.density, width, &self.view);
            if used > height {
                break;
            }
            last = index;
        }
        last
    }

    /// Notes the number of the row with this key, in the list that is not turned over.
    pub fn ranked(&mut self, generation: Generation, key: SortKey, rank: u64) {
        if generation == self.generation
            && let Some(index) = self.index_of(key)
        {
            let rank = if self.order.reversed { self.total.checked_sub(rank + 1) } else { Some(rank) };
            self.start = rank.and_then(|rank| rank.checked_sub(index as u64));
        }
    }

    /// The generation of the newest request, with the cursor, where its number is not known.
    pub fn unranked(&self) -> Option<(Generation, SortKey)> {
        let is_uncounted = self.order.reversed && !self.counted;
        if self.start.is_some() || self.rows.is_empty() || is_uncounted {
            return None;
        }
        Some((self.generation, self.rows[0].key))
    }

    /// Notes how many rows there are in all.
    pub fn take_count(&mut self, generation: Generation, total: u64) {
        if generation == self.generation {
            (self.total, self.counted) = (total, true);
        }
    }

    /// The generation of the newest request, where its rows are not all counted.
    pub fn uncounted(&self) -> Option<Generation> {
        (!self.counted).then_some(self.generation)
    }

    /// The row of an article, where it is in memory.
    pub fn row(&self, id: ArticleId) -> Option<&Row> {
        self.rows.iter().find(|row| row.key.id == id)
    }
}
