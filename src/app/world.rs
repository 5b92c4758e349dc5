//! A world for tests: a library in memory that carries effects out at once, so that keys go in and a state comes out.

mod library;

use super::*;
use crate::article::{
    Article, ArticleId, Change, Counts, Field, Media, Note, OpId, PublishedFrom, Row, SortKey, SourceId, SourceRow,
    Value,
};
use crate::config::Edit;
use crate::document;
use crate::keys::{Key, Sequence};
use crate::query::{Around, Arrival, Candidate, Extent, Only, State, Window};
use crate::typeset::{self, Breaking};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The second at which every test happens: 2026-01-02 12:00 UTC.
pub const NOW: i64 = 1_767_355_200;

/// An article of the model: its row, its body, and whether it stays in the list although the view no longer has it.
struct Held {
    row: Row,
    body: String,
    kept: bool,
    arrival: Arrival,
}

/// A command: its id, the rows as they were, and what it said of how many; or the setting it changed.
type Command = (OpId, Vec<Row>, Vec<(Field, Value, usize)>, Option<SetStep>);

/// A program and the world it lives in.
pub struct World {
    pub app: App,
    held: Vec<Held>,
    sources: Vec<(SourceId, String)>,
    /// The folders that sources stand in, by their titles.
    pub folders: BTreeMap<String, String>,
    /// Where sources lie, by their titles.
    pub addresses: BTreeMap<String, String>,
    /// Commands, with the rows as they were before, for undo.
    history: Vec<Command>,
    undone: Vec<Command>,
    /// Effects that only the world outside would see.
    pub seen: Vec<String>,
    /// Answers are held back until [`World::answer`].
    pub slow: bool,
    waiting: Vec<Effect>,
    /// What a worker has still to say of a large article.
    later: Vec<Event>,
    /// What was noted on articles.
    notes: Vec<(ArticleId, Note)>,
    /// The settings' file.
    pub config: String,
    /// Changes of sources that were asked for.
    pub edits: Vec<Edit>,
}

/// Keys as they are typed: `jj Enter ^d`.
pub fn keys(text: &str) -> Vec<Key> {
    text.split(' ')
        .filter(|word| !word.is_empty())
        .flat_map(|word| word.parse::<Sequence>().unwrap_or_else(|error| panic!("{word}: {error}")).0)
        .collect()
}

impl World {
    /// The source of this title.
    pub fn source(&self, title: &str) -> SourceId {
        self.sources.iter().find(|(_, known)| known == title).map(|(id, _)| *id).unwrap()
    }

    /// A screen of this size over articles given as `source|title|body`, the newest first, an hour apart.
    pub fn new(width: u16, height: u16, articles: &[&str]) -> Self {
        let mut world = World {
            app: App::new(start(width, height)).0,
            held: Vec::new(),
            sources: Vec::new(),
            folders: BTreeMap::new(),
            addresses: BTreeMap::new(),
            history: Vec::new(),
            undone: Vec::new(),
            seen: Vec::new(),
            slow: false,
            waiting: Vec::new(),
            later: Vec::new(),
            notes: Vec::new(),
            config: String::new(),
            edits: Vec::new(),
        };
        articles.iter().enumerate().for_each(|(age, article)| world.add(age as i64 + 1, article));
        let (app, effects) = App::new(start(width, height));
        world.app = App { caught_up: true, ..app };
        world.carry_out(effects);
        world
    }

    /// `count` articles of two sources; the body of each is long enough for several pages.
    pub fn with(width: u16, height: u16, count: usize) -> Self {
        let body = "Words that fill a line and another line after it. ".repeat(60);
        let articles: Vec<String> = (0..count)
            .map(|n| format!("{}|Title {n}|{}", if n % 3 == 2 { "Wire" } else { "Daily" }, body.trim()))
            .collect();
        World::new(width, height, &articles.iter().map(String::as_str).collect::<Vec<_>>())
    }

    /// Takes in an article that is so many hours old.
    pub fn add(&mut self, hours: i64, article: &str) {
        let mut parts = article.splitn(3, '|');
        let (source, title, body) = (parts.next().unwrap(), parts.next().unwrap(), parts.next().unwrap_or(""));
        let id = SourceId::of(source);
        if !self.sources.iter().any(|(known, _)| *known == id) {
            self.sources.push((id, source.to_owned()));
        }
        let time = NOW - hours * 3_600;
        let row = Row {
            key: SortKey { time, turn: 0, id: ArticleId::of_guid(id, title) },
            source: id,
            title: Clean::title(title),
            author: Clean::default(),
            lead: Clean::line(&body.chars().take(200).collect::<String>()),
            published: Timestamp::from_second(time).unwrap(),
            dated: true,
            words: body.split_whitespace().count() as u32,
            read: false,
            starred: false,
            later: false,
            trashed: false,
            noted: false,
            tags: Vec::new(),
            url: Some(Clean::line(&format!("https://news.example/{}", title.replace(' ', "-")))),
        };
        self.held.push(Held { row, body: body.to_owned(), kept: false, arrival: Arrival(self.held.len() as i64 + 1) });
        self.held.sort_by_key(|held| held.row.key);
    }

    /// Begins anew at a place, before the library is read.
    pub fn restart(&mut self, place: Place) {
        let (width, height) = self.app.panes.size;
        let (app, effects) = App::new(Start { place: Some(place), ..start(width, height) });
        self.app = app;
        self.carry_out(effects);
    }

    /// Types keys.
    pub fn press(&mut self, text: &str) -> &mut Self {
        keys(text).into_iter().for_each(|key| self.happen(Event::Key(key.into())));
        self
    }

    /// Lets something happen, and carries out what it asks for.
    pub fn happen(&mut self, event: Event) {
        let effects = self.app.update(event);
        self.carry_out(effects);
    }

    /// Gives the answers that were held back.
    pub fn answer(&mut self) {
        self.slow = false;
        let waiting = std::mem::take(&mut self.waiting);
        self.carry_out(waiting);
    }

    /// Gives the answers that were held back, of marks last: lists are read before those are written.
    pub fn answer_marks_last(&mut self) {
        self.slow = false;
        let mut marks = Vec::new();
        for effect in std::mem::take(&mut self.waiting) {
            match effect {
                Effect::Mark(op, changes) => marks.push((op, changes, false)),
                Effect::MarkView(op, listed, mut change) => {
                    change.ids = self.part(&listed).iter().map(|row| row.key.id).collect();
                    self.keep(&change.ids.clone());
                    marks.push((op, vec![change], true));
                }
                other => self.carry_out(vec![other]),
            }
        }
        for (op, changes, bulk) in marks {
            let marked = self.mark(op, changes, bulk);
            self.happen(marked);
        }
    }

    /// Gives the answers that were held back, but for what a worker says of a large article: that is handed over.
    pub fn hold_back_later(&mut self) -> Vec<Event> {
        let waiting = std::mem::take(&mut self.waiting);
        for event in waiting.into_iter().filter_map(|effect| self.answer_to(effect)).collect::<Vec<_>>() {
            let effects = self.app.update(event);
            self.waiting.extend(effects);
        }
        std::mem::take(&mut self.later)
    }

    /// The title of the article the cursor is on.
    pub fn at(&self) -> &str {
        self.app.list.current().map_or("", |row| row.title.as_str())
    }

    /// The title of the open article.
    pub fn reading(&self) -> Option<&str> {
        self.app.reader.open.as_ref().map(|open| open.row.title.as_str())
    }

    /// The titles of all read articles, newest first.
    pub fn read(&self) -> Vec<&str> {
        self.held.iter().filter(|held| held.row.read).map(|held| held.row.title.as_str()).collect()
    }

    /// What is said of each article, newest first.
    pub fn marks(&self) -> Vec<String> {
        let marks = |held: &Held| format!("{} {} {}", held.row.title, held.row.read, held.row.starred);
        self.held.iter().map(marks).collect()
    }

    /// Everything said of every article, newest first.
    pub fn held(&self) -> Vec<Row> {
        self.held.iter().map(|held| held.row.clone()).collect()
    }

    /// The notice on screen.
    pub fn notice(&self) -> &str {
        self.app.notices.now.as_ref().map_or("", |(text, _)| text)
    }

    /// All that was asked for at once is heard before what an answer asks for.
    fn carry_out(&mut self, effects: Vec<Effect>) {
        if self.slow {
            return self.waiting.extend(effects);
        }
        let mut events = Vec::new();
        for effect in effects {
            events.extend(self.answer_to(effect));
            events.append(&mut self.later);
        }
        events.into_iter().for_each(|event| self.happen(event));
    }

    /// What the world says to an effect.
    pub fn answer_to(&mut self, effect: Effect) -> Option<Event> {
        match effect {
            Effect::List { generation, view, around, above, below } => {
                Some(Event::Listed(generation, self.window(&view, around, above, below)))
            }
            Effect::Rank(generation, view, key) => {
                let rank = self.rows(&view).iter().filter(|row| row.key < key).count();
                Some(Event::Ranked(generation, key, rank as u64))
            }
            Effect::Overview => Some(Event::Overview(self.overview())),
            Effect::FindUnread { generation, view, from, forward } => {
                let rows = self.matching(&view);
                let mut unread = rows.into_iter().filter(|row| !row.read);
                let from = from.and_then(|from| self.held.iter().map(|held| &held.row).find(|row| row.key == from));
                let found = match (from, forward) {
                    (None, true) => unread.next(),
                    (None, false) => unread.next_back(),
                    (Some(from), true) => unread.find(|row| self.compare(row, from, view.by).is_gt()),
                    (Some(from), false) => unread.rfind(|row| self.compare(row, from, view.by).is_lt()),
                };
                Some(Event::FoundUnread(generation, found))
            }
            Effect::Open { generation, id, received } => Some(self.open(generation, id, received)),
            Effect::Typeset { generation, document, measure, open } => {
                let mut lines: Vec<_> = typeset::lines(&document, measure, &open).collect();
                let rest = lines.split_off(lines.len().min(256));
                self.later.push(Event::Typeset(generation, rest, Progress::Done));
                Some(Event::Typeset(generation, lines, Progress::PerCent(50)))
            }
            Effect::FindIn { generation, document, lit } => {
                Some(Event::FoundIn(generation, hits_in(&lit, &document).flatten().collect()))
            }
            Effect::Mark(op, changes) => Some(self.mark(op, changes, false)),
            Effect::Count(generation, view) => Some(Event::Counted(generation, self.matching(&view).len() as u64)),
            Effect::Tags => Some(Event::Tags(self.tags())),
            Effect::CountOlder(view, seconds) => {
                let rows = self.rows(&view);
                let count = |second: &i64| {
                    let old = |row: &&Row| row.key.time < *second && !row.read && !row.starred;
                    rows.iter().filter(old).count() as u64
                };
                Some(Event::Older(seconds.iter().map(count).collect()))
            }
            Effect::ReadNotes(id) => Some(Event::NotesRead(id, self.notes_on(id))),
            Effect::MarkView(op, listed, mut change) => {
                change.ids = self.part(&listed).iter().map(|row| row.key.id).collect();
                self.keep(&change.ids.clone());
                Some(self.mark(op, vec![change], true))
            }
            Effect::Select(listed, what) => {
                let rows = self.part(&listed);
                Some(Event::Selected(what.clone(), rows.iter().take(what.most()).cloned().collect(), rows.len()))
            }
            Effect::Set(set) => {
                self.history.push((set.op(), Vec::new(), Vec::new(), Some(*set)));
                self.undone.clear();
                None
            }
            Effect::Undo => Some(self.step(Step::Undo)),
            Effect::Redo => Some(self.step(Step::Redo)),
            Effect::Keep(ids) => {
                self.keep(&ids);
                None
            }
            Effect::ForgetKept => {
                self.held.iter_mut().for_each(|held| held.kept = false);
                None
            }
            Effect::Snippets(query, ids) => {
                let snippet = |held: &Held| {
                    let start = query.snippet(&held.body)?;
                    Some((held.row.key.id, Clean::line(&format!("… {}", &held.body[start..]))))
                };
                let found = self.held.iter().filter(|held| ids.contains(&held.row.key.id)).filter_map(snippet);
                Some(Event::Snippets(query.clone(), found.collect()))
            }
            Effect::CountViews(views) => {
                let counted =
                    views.into_iter().map(|(name, view)| Event::ViewCounted(name, self.matching(&view).len() as u64));
                self.later.extend(counted.collect::<Vec<_>>());
                self.later.pop()
            }
            Effect::Edit(edit @ (Edit::Source { .. } | Edit::KeepSources(_))) => {
                self.edits.push(edit);
                None
            }
            Effect::Edit(edit) => Some(self.edit(&edit)),
            Effect::Themes => {
                let themes = Theme::shipped_names().map(|name| {
                    let text = Theme::shipped(name).unwrap();
                    (name.to_owned(), Theme::load(name.as_ref(), text, crate::theme::Palette::Sixteen).0)
                });
                Some(Event::Themes(themes.collect()))
            }
            Effect::Add(what) => {
                self.seen.push(format!("add {what}"));
                None
            }
            other => {
                self.seen.push(format!("{other:?}"));
                None
            }
        }
    }

    fn edit(&mut self, edit: &Edit) -> Event {
        let path = std::path::Path::new("config.toml");
        match edit.apply(path, &self.config) {
            Ok(text) => self.config = text,
            Err(error) => return Event::Trouble(error.to_string()),
        }
        let views = crate::config::Config::parse(path, &self.config).views;
        let layer = crate::keys::Layer { path, text: &self.config, table: Some("keys") };
        let (keymap, said) = (Keymap::effective(Some(layer)).0, edit.said());
        Event::Configured(Box::new(Configured { views, keymap, said }))
    }

    fn keep(&mut self, ids: &[ArticleId]) {
        self.held.iter_mut().filter(|held| ids.contains(&held.row.key.id)).for_each(|held| held.kept = true);
    }

    fn open(&mut self, generation: Generation, id: ArticleId, received: bool) -> Event {
        let Some(held) = self.held.iter().find(|held| held.row.key.id == id) else {
            return Event::Gone(generation, id);
        };
        let row = held.row.clone();
        let partial = held.body.len() > LARGE && !received;
        let document = if partial {
            let whole = document::parse(Media::Markdown, &held.body, None, row.title.as_str());
            self.later.push(Event::Parsed(generation, Arc::new(whole)));
            document::parse(Media::Markdown, &held.body[..LARGE / 8], None, row.title.as_str())
        } else if received {
            let lines = held.body.lines().map(|line| Clean::verbatim(line, 8)).collect();
            document::Document { blocks: vec![document::Block::Code(lines)], links: Vec::new() }
        } else {
            document::parse(Media::Markdown, &held.body, None, row.title.as_str())
        };
        let article = Article {
            id,
            source: row.source,
            guid: None,
            url: None,
            title: row.title.to_string(),
            authors: vec!["Jane Roe".into()],
            published: Some(row.published),
            published_from: PublishedFrom::Declared,
            seen: row.published,
            fetched: row.published,
            language: None,
            media: Media::Markdown,
            body: String::new(),
            summary: None,
            enclosures: Vec::new(),
            categories: Vec::new(),
        };
        let document = Arc::new(document);
        let notes = self.notes_on(id);
        Event::Opened(generation, Box::new(Opened { row, article, document, partial, received, notes, position: None }))
    }

    fn notes_on(&self, id: ArticleId) -> Vec<Note> {
        self.notes.iter().filter(|(of, _)| *of == id).map(|(_, note)| note.clone()).collect()
    }

    /// Whether a change gives an article another note than it has.
    fn renotes(&self, id: ArticleId, change: &Change) -> bool {
        let has =
            |place: Option<&str>| self.notes.iter().find(|(of, note)| *of == id && note.place.as_deref() == place);
        let text = |place| has(place).map_or(Value::Off, |(_, note)| Value::Text(note.text.clone()));
        match &change.field {
            Field::Note => text(None) != change.value,
            Field::NoteAt(place) => text(Some(place.as_str())) != change.value,
            Field::Position => true,
            _ => false,
        }
    }

    fn mark(&mut self, op: OpId, changes: Vec<Change>, bulk: bool) -> Event {
        let before: Vec<Row> = self.held.iter().map(|held| held.row.clone()).collect();
        let mut what = Vec::new();
        for change in &changes {
            let held = self.held.iter_mut().filter(|held| change.ids.contains(&held.row.key.id));
            held.for_each(|held| pending::apply(&mut held.row, change));
            let is_other = |(held, before): &(&Held, &Row)| {
                let id = held.row.key.id;
                held.row != **before || change.ids.contains(&id) && self.renotes(id, change)
            };
            let changed = self.held.iter().zip(&before).filter(is_other).count();
            let count = if bulk || changed == 0 { changed } else { change.ids.len() };
            what.push((change.field.clone(), change.value.clone(), count));
            let place = match &change.field {
                Field::Note => None,
                Field::NoteAt(place) => Some(place.clone()),
                _ => continue,
            };
            self.notes.retain(|(id, note)| !(change.ids.contains(id) && note.place == place));
            if let Value::Text(text) = &change.value {
                let note = Note { place, text: text.clone() };
                self.notes.extend(change.ids.iter().map(|id| (*id, note.clone())));
            }
        }
        if changes.iter().all(|change| change.field == Field::Position) {
            self.seen.push(format!("{changes:?}"));
        } else if what.iter().any(|(.., count)| *count > 0) {
            self.history.push((op, before, what.clone(), None));
            self.undone.clear();
        }
        Event::Marked(Marked { op, step: Step::Do, what, bulk, unwritten: None })
    }

    fn step(&mut self, step: Step) -> Event {
        let (from, to) = match step {
            Step::Redo => (&mut self.undone, &mut self.history),
            _ => (&mut self.history, &mut self.undone),
        };
        let Some((first, .., set)) = from.last() else { return Event::NothingToUndo(step) };
        let (first, is_set) = (*first, set.is_some());
        let (mut all, mut sets) = (Vec::new(), Vec::new());
        while let Some((op, rows, what, set)) =
            from.pop_if(|(op, .., set)| op.is_with(first) && set.is_some() == is_set)
        {
            let now = self.held.iter().map(|held| held.row.clone()).collect();
            all.extend(what.clone());
            sets.extend(set.clone());
            to.push((op, now, what, set));
            self.held.iter_mut().zip(rows).for_each(|(held, row)| held.row = row);
        }
        if is_set {
            return Event::SetAgain(step, sets);
        }
        Event::Marked(Marked { op: first, step, what: all, bulk: true, unwritten: None })
    }
}

fn start(width: u16, height: u16) -> Start {
    Start {
        size: (width, height),
        now: Now { time: Timestamp::from_second(NOW).unwrap(), today: NOW - 12 * 3_600, zone: TimeZone::UTC },
        options: Options {
            setting: Setting { measure: 72, breaking: Breaking::Optimal, links: true, minute: 230 },
            layout: Layout::Auto,
            mark_read: MarkRead::End,
            density: Density::Titles,
        },
        settings: Values::of(&crate::config::Config::default()),
        keymap: Keymap::default(),
        commands: vec![
            UserCommand { name: "count".to_owned(), words: vec!["wc".to_owned(), "-w".to_owned()] },
            UserCommand { name: "keep".to_owned(), words: vec!["keep".to_owned()] },
        ],
        views: Vec::new(),
        theme: Theme::default(),
        slow: Slow(false),
        place: None,
        seed: [7; 16],
        trouble: None,
    }
}
