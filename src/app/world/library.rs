//! What the library of a test's world answers: windows of lists, counts, tags.

use super::*;
use crate::article::SortKey;
use crate::query::{By, View, sorts_as};
use std::cmp::Ordering;

impl World {
    pub(super) fn matching(&self, view: &View) -> Vec<Row> {
        let rows = self.held.iter().filter(|held| self.matches(held, view)).map(|held| held.row.clone());
        self.sorted(rows.collect(), view.by)
    }

    fn sorted(&self, mut rows: Vec<Row>, by: By) -> Vec<Row> {
        rows.sort_by(|one, other| self.compare(one, other, by));
        rows
    }

    /// Which of two rows stands higher.
    pub(super) fn compare(&self, one: &Row, other: &Row, by: By) -> Ordering {
        let name = |row: &Row| self.sources.iter().find(|(id, _)| *id == row.source).map(|(_, name)| name.clone());
        let key = |row: &Row| match by {
            By::Time => String::new(),
            By::Title => sorts_as(row.title.as_str()),
            By::Source => sorts_as(&name(row).unwrap_or_default()),
            By::Author => sorts_as(row.author.as_str()),
        };
        let (key, other_key) = (key(one), key(other));
        (key.is_empty(), key).cmp(&(other_key.is_empty(), other_key)).then(one.key.cmp(&other.key))
    }

    pub(super) fn matches(&self, held: &Held, view: &View) -> bool {
        let row = &held.row;
        let source = &self.sources.iter().find(|(id, _)| *id == row.source).unwrap().1;
        let states = [
            (State::Unread, !row.read),
            (State::Read, row.read),
            (State::Starred, row.starred),
            (State::Later, row.later),
            (State::Trashed, row.trashed),
            (State::Noted, row.noted),
        ];
        let candidate = Candidate {
            title: row.title.as_str(),
            author: "Jane Roe",
            body: &held.body,
            source: [source, ""],
            folder: self.folders.get(source).map_or("", String::as_str),
            tags: row.tags.iter().map(Clean::as_str).collect(),
            time: row.key.time,
            states: states.into_iter().filter(|(_, on)| *on).map(|(state, _)| state).collect(),
        };
        view.source.is_none_or(|source| source == row.source)
            && view.search.as_ref().is_none_or(|search| search.query.matches(&candidate, &search.now))
            && match view.only {
                Only::All => !row.trashed,
                Only::Unread => !row.read && !row.trashed,
                Only::Starred => row.starred && !row.trashed,
                Only::Later => row.later && !row.trashed,
                Only::Trash => row.trashed,
                Only::Since(second) => row.key.time >= second && !row.trashed,
            }
    }

    /// Takes the address from the article of this title.
    pub fn without_address(&mut self, title: &str) {
        self.held.iter_mut().filter(|held| held.row.title.as_str() == title).for_each(|held| held.row.url = None);
        self.app.list.rows.iter_mut().filter(|row| row.title.as_str() == title).for_each(|row| row.url = None);
    }

    /// The rows of a part of a list that had come when it was read, from its top.
    pub(super) fn part(&self, Listed { view, seen, extent }: &Listed) -> Vec<Row> {
        let rows = self.rows(view);
        let at_of = |key: SortKey| self.place_of(&rows, key, view.by);
        let had_come = |(at, row): &(usize, &Row)| {
            let is_of = match *extent {
                Extent::BeyondNewest(count) => *at >= count as usize,
                Extent::Above(key) => *at < at_of(key),
                Extent::Below(key) => *at >= at_of(key) && row.key != key,
                Extent::Between(one, other) => {
                    let (from, to) = (at_of(one).min(at_of(other)), at_of(one).max(at_of(other)));
                    (from..to).contains(at) || [one, other].contains(&row.key)
                }
                extent => extent.holds(row),
            };
            is_of && self.held.iter().any(|held| held.row.key == row.key && held.arrival <= *seen)
        };
        rows.iter().enumerate().filter(had_come).map(|(_, row)| row.clone()).collect()
    }

    pub(super) fn rows(&self, view: &View) -> Vec<Row> {
        let shown = |held: &&Held| {
            self.matches(held, view) || (held.kept && view.source.is_none_or(|source| source == held.row.source))
        };
        self.sorted(self.held.iter().filter(shown).map(|held| held.row.clone()).collect(), view.by)
    }

    pub(super) fn window(&self, view: &View, around: Around, above: usize, below: usize) -> Window {
        let rows = self.rows(view);
        let at = match around {
            Around::Top => 0,
            Around::Bottom => rows.len(),
            Around::Key(key) => self.place_of(&rows, key, view.by),
            Around::Nth(nth) => (nth as usize).min(rows.len()),
        };
        let (start, end) = (at.saturating_sub(above), (at + below).min(rows.len()));
        Window {
            rows: rows[start..end].to_vec(),
            before: at - start,
            start: if matches!(around, Around::Key(_)) { None } else { Some(start as u64) },
            total: rows.len() as u64,
            counted: true,
            at_top: start == 0,
            at_bottom: end == rows.len(),
            seen: self.newest(),
        }
    }

    /// The number of the row of an article, or of the one that stands in its place where the list has it no more.
    fn place_of(&self, rows: &[Row], key: SortKey, by: By) -> usize {
        let gone = || self.held.iter().map(|held| &held.row).find(|row| row.key == key);
        let at = rows.iter().position(|row| row.key == key);
        at.unwrap_or_else(|| match gone() {
            Some(gone) => rows.partition_point(|row| self.compare(row, gone, by).is_lt()),
            None => rows.partition_point(|row| row.key < key),
        })
    }

    fn newest(&self) -> Arrival {
        self.held.iter().map(|held| held.arrival).max().unwrap_or_default()
    }

    pub(super) fn tags(&self) -> Vec<(Clean, u64)> {
        let mut counts = std::collections::BTreeMap::new();
        self.held.iter().flat_map(|held| &held.row.tags).for_each(|tag| *counts.entry(tag.clone()).or_insert(0) += 1);
        counts.into_iter().collect()
    }

    pub(super) fn overview(&self) -> Overview {
        let count = |fits: &dyn Fn(&Row) -> bool| {
            let rows: Vec<&Row> = self.held.iter().map(|held| &held.row).filter(|row| fits(row)).collect();
            Counts { total: rows.len() as u64, unread: rows.iter().filter(|row| !row.read).count() as u64 }
        };
        let sources = self.sources.iter().map(|(id, title)| SourceRow {
            id: *id,
            title: Clean::title(title),
            address: self.addresses.get(title).map_or_else(Clean::default, |at| Clean::line(at)),
            tags: Vec::new(),
            folder: self.folders.get(title).map_or_else(Clean::default, |name| Clean::line(name)),
            counts: count(&|row| row.source == *id),
        });
        Overview {
            sources: sources.collect(),
            gone: Vec::new(),
            all: count(&|_| true),
            starred: count(&|row| row.starred),
            today: count(&|row| row.key.time >= self.app.now.today),
            seen: self.newest(),
        }
    }
}
