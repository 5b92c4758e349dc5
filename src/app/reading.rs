//! Opening and reading on: what is open, what comes next, the column, folds.

use crate::action::Reading;
use crate::app::event::{Effect, Generation, Opened, Progress};
use crate::app::panes::Focus;
use crate::app::reader::{Open, Wanted};
use crate::app::selection::Use;
use crate::app::{App, UnreadSearch};
use crate::article::{Change, Field, OpId, Row, SortKey, Value};
use crate::config::MarkRead;
use crate::document::Document;
use crate::query::{Only, View};
use crate::typeset::{self, Line, OpenFolds};
use std::sync::Arc;

/// The narrowest and the widest column, and a step between.
const MEASURES: std::ops::RangeInclusive<u16> = 20..=400;
const MEASURE_STEP: u16 = 4;

impl App {
    pub(super) fn reading(&mut self, reading: Reading, count: Option<u32>) {
        let times = i64::from(count.unwrap_or(1));
        let height = self.panes.reader_height();
        let folds =
            [Reading::FoldToggle, Reading::FoldOpen, Reading::FoldClose, Reading::FoldOpenAll, Reading::FoldCloseAll];
        if folds.contains(&reading) && self.fold_folders(reading) {
            return;
        }
        match reading {
            Reading::ReadOn => self.read_on(),
            Reading::PageBack if self.focus == Focus::Reader => {
                let page = (height as i64 - 2).max(1);
                if let Some(open) = &mut self.reader.open {
                    open.scroll(-page * times, height);
                }
            }
            Reading::PageBack => self.back(),
            Reading::NextArticle | Reading::PreviousArticle if self.focus == Focus::Sources => self.say_no_article(),
            Reading::NextArticle => self.step_article(times),
            Reading::PreviousArticle => self.step_article(-times),
            Reading::NextUnread if self.step_lit(1) => {}
            Reading::PreviousUnread if self.step_lit(-1) => {}
            Reading::NextUnread if self.focus == Focus::Sources => self.step_source(true, true, count),
            Reading::PreviousUnread if self.focus == Focus::Sources => self.step_source(false, true, count),
            Reading::NextUnread => self.find_unread(true, self.focus == Focus::Reader, false),
            Reading::PreviousUnread => self.find_unread(false, self.focus == Focus::Reader, false),
            Reading::Narrower => self.set_measure(-times),
            Reading::Wider => self.set_measure(times),
            Reading::FoldToggle => self.fold(|folds, fold| folds.toggle(fold)),
            Reading::FoldOpen => self.fold(|folds, fold| folds.set(fold, true)),
            Reading::FoldClose => self.fold(|folds, fold| folds.set(fold, false)),
            Reading::FoldOpenAll => self.set_folds(OpenFolds::all()),
            Reading::FoldCloseAll => self.set_folds(OpenFolds::none()),
            Reading::FetchFull => self.use_articles(Use::FetchPages),
            Reading::ShowReceived => self.show_received(),
            Reading::HintLinks => self.hint_links(),
            Reading::ListLinks => self.list_links(),
        }
    }

    /// While a search is lit, goes to its next hit: in an article the next place, in a list the next article. Of a search
    /// without words nothing is lit.
    fn step_lit(&mut self, by: i64) -> bool {
        if self.focus == Focus::Reader {
            return self.step_hit(by);
        }
        let searched = self.focus == Focus::List && self.list.asked_view().looks_for_words();
        if searched {
            let page = self.panes.list_height();
            let ask = self.list.step(by, page);
            self.push_list(ask);
        }
        searched
    }

    /// Opens the article the cursor is on.
    pub(super) fn open_current(&mut self) {
        match self.list.current() {
            Some(row) => self.open(row.key),
            None => self.notices.say("nothing to open here"),
        }
    }

    pub(super) fn open(&mut self, key: SortKey) {
        self.note_spot();
        let effect = self.reader.ask(key.id, false);
        self.effects.push(effect);
    }

    fn read_on(&mut self) {
        let height = self.panes.reader_height();
        match (&mut self.reader.open, self.focus) {
            (Some(open), Focus::Reader) if !open.at_end(height) => open.scroll((height as i64 - 2).max(1), height),
            (Some(open), Focus::Reader) => {
                let key = open.row.key;
                if self.options.mark_read == MarkRead::End && !open.row.read {
                    self.mark(Field::Read, Value::On, vec![key.id]);
                }
                self.find_unread(true, true, true);
            }
            (_, Focus::Sources) => self.motion(crate::action::Motion::Open, None),
            _ => self.open_current(),
        }
    }

    /// Opens the next article of the list, or goes there where none is open.
    pub(super) fn step_article(&mut self, by: i64) {
        let page = self.panes.list_height();
        let before = self.list.cursor;
        let ask = self.list.step(by, page);
        self.push_list(ask);
        if self.list.cursor == before {
            let end = if by > 0 { "the last article of this list" } else { "the first article of this list" };
            return self.notices.say(end);
        }
        if self.reader.open.is_some()
            && let Some(key) = self.list.cursor
        {
            self.open(key);
        }
    }

    /// Looks for the next unread article of the list, and on in the next sources if told to.
    fn find_unread(&mut self, forward: bool, open: bool, onward: bool) {
        let from = match &self.reader.open {
            Some(reading) if self.focus == Focus::Reader => Some(reading.row.key),
            _ => self.list.cursor,
        };
        let hops = if onward { self.sources.overview.sources.len() } else { 0 };
        let search = UnreadSearch { generation: 0, forward, open, onward, hops, wrapped: false, under_way: true };
        self.search_unread(self.list.view.clone(), from, search);
    }

    fn search_unread(&mut self, view: View, from: Option<SortKey>, search: UnreadSearch) {
        let generation = self.search.map_or(1, |search| search.generation + 1);
        self.search = Some(UnreadSearch { generation, under_way: true, ..search });
        let order = self.list.asked_order();
        let view = View { only: if view.only == Only::All { Only::Unread } else { view.only }, by: order.by, ..view };
        let forward = search.forward != order.reversed;
        self.effects.push(Effect::FindUnread { generation, view, from, forward });
    }

    pub(super) fn found_unread(&mut self, generation: Generation, row: Option<Row>) {
        let Some(search) = self.search.filter(|search| search.generation == generation) else { return };
        self.search = Some(UnreadSearch { under_way: false, ..search });
        // The index may not know yet what was marked a moment ago.
        let stale = |row: &Row| self.list.row(row.key.id).is_some_and(|shown| shown.read) || self.is_open(row.key);
        match row {
            Some(row) if stale(&row) && search.wrapped => self.no_unread(search),
            Some(row) if stale(&row) => self.search_unread(self.list.view.clone(), Some(row.key), search),
            Some(row) => {
                let page = self.panes.list_height();
                let ask = self.list.go_to(row.key, page);
                self.push_list(ask);
                if search.open {
                    self.open(row.key);
                }
            }
            None if search.hops > 0 && self.list.asked_view().source.is_some() => {
                self.read_next_source(UnreadSearch { hops: search.hops - 1, ..search });
            }
            None if !search.wrapped => {
                let again = UnreadSearch { wrapped: true, ..search };
                self.search_unread(self.list.view.clone(), None, again);
            }
            None => self.no_unread(search),
        }
    }

    fn is_open(&self, key: SortKey) -> bool {
        self.reader.open.as_ref().is_some_and(|open| open.row.key == key)
    }

    fn no_unread(&mut self, search: UnreadSearch) {
        let view = &self.list.view;
        let is_all = view.search.is_none() && matches!(view.only, Only::All | Only::Unread);
        // Who reads on has been through every source.
        let all = is_all && (search.onward || view.source.is_none()) || self.sources.overview.all.unread == 0;
        self.notices.say(if all { "nothing more is unread" } else { "nothing more is unread here · ^n next source" });
    }

    fn read_next_source(&mut self, search: UnreadSearch) {
        let here = self.list.asked_view().clone();
        let next = self.sources.neighbour(&here, true, true).or_else(|| {
            let top = View { source: None, ..here.clone() };
            self.sources.neighbour(&top, true, true).filter(|view| view.source != here.source)
        });
        match next {
            Some(view) => {
                self.show(view.clone(), None);
                self.search_unread(view, None, search);
            }
            None => self.no_unread(search),
        }
    }

    pub(super) fn opened(&mut self, generation: Generation, opened: Opened) {
        if generation != self.reader.generation {
            return;
        }
        self.reader.opening = false;
        let received = opened.received;
        if !self.is_open(opened.row.key) {
            self.close_article();
        }
        self.reader.setting += 1;
        let key = opened.row.key;
        let read = opened.row.read;
        let mut open = Open::new(opened, received);
        if let Some(resumed) = self.resume.take() {
            match typeset::find(&open.document, &resumed) {
                Some(place) => open.wanted = Some(Wanted::Place(place)),
                None if open.large => open.saved = Some(resumed),
                None => {}
            }
        }
        self.reader.open = Some(open);
        self.focus = Focus::Reader;
        // A range is of the list, and may be out of sight now: what the next command is for must be seen.
        self.range = None;
        self.arrange();
        self.go_where_wanted();
        self.light_search();
        if self.list.cursor != Some(key) && self.list.loaded {
            let page = self.panes.list_height();
            let ask = self.list.go_to(key, page);
            self.push_list(ask);
        }
        if self.options.mark_read == MarkRead::Open && !read && !received {
            self.mark(Field::Read, Value::On, vec![key.id]);
        }
    }

    /// Goes to the place that was wanted, where its line is set already.
    fn go_where_wanted(&mut self) {
        let height = self.panes.reader_height();
        let Some(open) = &mut self.reader.open else { return };
        if let (Some(Wanted::Place(place)), None) = (open.wanted, open.behind) {
            open.wanted = None;
            open.go_to_place(place);
            open.end_at_foot(height);
        }
    }

    pub(super) fn parsed(&mut self, generation: Generation, document: Arc<Document>) {
        if generation != self.reader.generation {
            return;
        }
        let measure = self.measure();
        if let Some(open) = &mut self.reader.open {
            open.document = document;
            // A place in what was not there before can be found now.
            if let Some(place) = open.saved.take().and_then(|saved| typeset::find(&open.document, &saved))
                && open.top == 0
            {
                open.wanted = Some(Wanted::Place(place));
            }
            self.typeset_anew(measure);
            self.look_again();
        }
    }

    pub(super) fn typeset_more(&mut self, generation: Generation, lines: Vec<Line>, progress: Progress) {
        let height = self.panes.reader_height();
        if generation == self.reader.setting
            && let Some(open) = &mut self.reader.open
        {
            open.extend(lines, progress, height);
        }
    }

    /// Closes the article, and one that is on its way does not open any more.
    pub(super) fn leave_article(&mut self) {
        self.reader.generation += 1;
        self.reader.opening = false;
        self.close_article();
    }

    /// Closes the article; where its reader was is kept.
    fn close_article(&mut self) {
        if let Some((op, changes)) = self.unsaved_position() {
            self.effects.push(Effect::Mark(op, changes));
        }
        self.reader.open = None;
    }

    /// The command that keeps the place in the open article, where it is another than before.
    pub fn unsaved_position(&mut self) -> Option<(OpId, Vec<Change>)> {
        let open = self.reader.open.as_mut().filter(|open| !open.received && open.behind.is_none())?;
        let value = open.position().map_or(Value::Off, Value::Text);
        if value == open.came_with {
            return None;
        }
        open.came_with = value.clone();
        let change = Change { field: Field::Position, value, ids: vec![open.row.key.id] };
        Some((self.ops.next(), vec![change]))
    }

    fn set_measure(&mut self, by: i64) {
        let widest = self.widest_measure();
        if by > 0 && self.options.setting.measure >= widest {
            return self.notices.say(format!("{widest} columns, all there is room for"));
        }
        // A step from what is seen, which a small screen may have made less than was asked for.
        let now = i64::from(self.options.setting.measure.min(widest));
        let wanted = now + by * i64::from(MEASURE_STEP);
        let measure = wanted.clamp(i64::from(*MEASURES.start()), i64::from(*MEASURES.end())) as u16;
        self.options.setting.measure = measure;
        self.chosen.measure = Some(measure);
        self.notices.say(format!("{measure} columns"));
        self.typeset();
    }

    /// Opens and closes folders; `false` where the keys are about an article.
    fn fold_folders(&mut self, reading: Reading) -> bool {
        if self.focus != Focus::Sources {
            return false;
        }
        let folders = self.sources.folders();
        match (reading, self.sources.folder_here()) {
            (Reading::FoldOpenAll, _) => self.sources.closed.clear(),
            (Reading::FoldCloseAll, here) => {
                self.sources.closed = folders.into_iter().collect();
                if let Some(here) = here {
                    let outermost = here.split('/').next().unwrap_or(&here).to_owned();
                    self.sources.fold(&outermost, false, &self.now);
                }
            }
            (_, None) => self.notices.say("no folder here · c puts a source into one"),
            (Reading::FoldToggle, Some(here)) => {
                let open = self.sources.closed.contains(&here);
                self.sources.fold(&here, open, &self.now);
            }
            (Reading::FoldOpen, Some(here)) => self.sources.fold(&here, true, &self.now),
            (Reading::FoldClose, Some(here)) => self.sources.fold(&here, false, &self.now),
            _ => return false,
        }
        true
    }

    fn fold(&mut self, change: impl Fn(&mut OpenFolds, u32)) {
        let height = self.panes.reader_height();
        let Some(open) = &mut self.reader.open else {
            return self.say_in_articles("folds are in articles");
        };
        match open.fold_here(height) {
            Some(fold) => {
                let mut folds = open.folds.clone();
                change(&mut folds, fold);
                self.set_folds(folds);
            }
            None => self.notices.say("no fold in sight"),
        }
    }

    fn set_folds(&mut self, folds: OpenFolds) {
        let measure = self.measure();
        let Some(open) = &mut self.reader.open else {
            return self.say_in_articles("folds are in articles");
        };
        let top = (open.top < open.head.len()).then_some(open.top);
        open.folds = folds;
        self.typeset_anew(measure);
        if let (Some(open), Some(top)) = (&mut self.reader.open, top) {
            open.top = top;
        }
    }

    fn show_received(&mut self) {
        let Some(open) = &self.reader.open else {
            return self.say_in_articles("gv shows an open article as it was received");
        };
        let (id, received) = (open.row.key.id, !open.received);
        let effect = self.reader.ask(id, received);
        self.effects.push(effect);
        self.notices.say(if received { "as received · gv goes back" } else { "as typeset" });
    }
}
