//! The state and its workers over a real library, without a terminal: keys in, files out.

use super::*;
use crate::app::world::{NOW, keys};
use crate::app::{App, Subscription};
use crate::article::{Article, Change, Field, Media, PublishedFrom, Row, Source, SourceId, Value};
use crate::config::{Config, SourcesFile, Values};
use crate::index::{Library, Reader};
use crate::keys::{Keymap, Layer};
use crate::query::{Around, Only, View};
use crate::runtime::{clock, first_state, session::Session};
use crate::sources::{Kept, Place};
use crate::store;
use crate::text::Clean;
use crate::theme::Theme;
use jiff::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::mpsc::Receiver;

fn library(home: &Path, device: &str) -> Library {
    let places = store::Places { data: home.join("data"), state: home.join(device) };
    Library::open(&places, &home.join(if device == "state" { "cache".to_owned() } else { format!("{device}-cache") }))
        .unwrap()
}

/// The address of a source that is kept.
fn address(number: u32) -> String {
    format!("https://{number}.example/feed")
}

fn article(source: SourceId, number: u32) -> Article {
    let time = Timestamp::from_second(NOW - i64::from(number) * 86_400).unwrap();
    let body = format!("The ferry number {number} was late.\n\nIt waits in the harbour.");
    Article {
        id: ArticleId::of_guid(source, &number.to_string()),
        source,
        guid: Some(number.to_string()),
        url: None,
        title: format!("Title {number}"),
        authors: Vec::new(),
        published: Some(time),
        published_from: PublishedFrom::Declared,
        seen: time,
        fetched: time,
        language: None,
        media: Media::Text,
        body,
        summary: None,
        enclosures: Vec::new(),
        categories: Vec::new(),
    }
}

/// A library of so many articles of two sources, both kept.
fn fill(home: &Path, count: u32) {
    let kept: Vec<Kept> = (0..2).map(|number| Kept::new(Place::Address(address(number)))).collect();
    let now = Timestamp::from_second(NOW).unwrap();
    let mut library = library(home, "state");
    library.catch_up(&mut |_| true).unwrap();
    let source = |kept: &Kept| Source {
        id: kept.id,
        address: kept.place.address(),
        title: kept.name.clone(),
        tags: Vec::new(),
        folder: None,
    };
    library.add_sources(&kept.iter().map(source).collect::<Vec<_>>(), now).unwrap();
    library.add((0..count).map(|number| article(kept[number as usize % 2].id, number)).collect(), now).unwrap();
    while library.index_text(1 << 20, &mut |_| {}).unwrap() {}
    let text = SourcesFile::parse(&Paths::within(home).sources_file(), "").with(&kept).unwrap();
    std::fs::create_dir_all(home.join("config")).unwrap();
    std::fs::write(Paths::within(home).sources_file(), text).unwrap();
}

/// A reader at work.
struct Desk<'a> {
    home: &'a Path,
    app: App,
    workers: Workers,
    inbox: Receiver<Event>,
}

impl<'a> Desk<'a> {
    fn open(home: &'a Path) -> Self {
        let paths = Paths::within(home);
        let config = Config::read(&paths.config_file());
        let layer = config.typed.as_ref().map(|(path, text)| Layer { path, text, table: Some("keys") });
        let start = Start {
            keymap: Keymap::effective(layer).0,
            values: Values::of(&config),
            settings: config.settings.clone(),
            palette: Palette::Sixteen,
            views: config.views.clone(),
            theme: Theme::default(),
            source: None,
            article: None,
            trouble: None,
            paths,
        };
        let (events, inbox) = mpsc::channel();
        let workers = Workers::start(&start, events).unwrap();
        let (app, effects) = App::new(first_state(&start, &Session::new(&start.paths.state), (80, 24)));
        let mut desk = Desk { home, app, workers, inbox };
        desk.carry_out(effects);
        desk.rest();
        desk
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        let (_, today, _) = clock::now();
        effects.into_iter().for_each(|effect| drop(self.workers.carry_out(effect, today)));
    }

    fn happen(&mut self, event: Event) {
        let effects = self.app.update(event);
        self.carry_out(effects);
    }

    /// Waits until all that was asked for is done and taken in.
    fn rest(&mut self) {
        loop {
            let (done, wait) = mpsc::channel();
            let (request, turn) = (marks::Request::Sync(done), lists::Turn::default());
            self.workers.ask(lists::Request::Write { request, marks: self.workers.marks.clone(), turn });
            wait.recv_timeout(Duration::from_secs(60)).unwrap();
            let came: Vec<Event> = self.inbox.try_iter().collect();
            if came.is_empty() {
                break;
            }
            came.into_iter().for_each(|event| self.happen(event));
        }
    }

    /// Types keys, each when what the one before came to is there.
    fn press(&mut self, text: &str) {
        for key in keys(text) {
            self.happen(Event::Key(key.into()));
            self.rest();
        }
        // Who watches the list of sources tells of it.
        let kept = SourcesFile::read(&Paths::within(self.home).sources_file()).sources;
        let subscription = |kept: Kept| Subscription {
            id: kept.id,
            name: Clean::line(&kept.name),
            address: Clean::line(&kept.place.address()),
            folder: kept.folder,
            tags: kept.tags,
            interval: kept.interval,
            full_text: kept.full_text,
            disabled: kept.disabled,
            muted_until: kept.muted_until,
            trouble: None,
        };
        self.happen(Event::Subscriptions(kept.into_iter().map(subscription).collect()));
    }

    fn notice(&self) -> &str {
        self.app.notices.now.as_ref().map_or("", |(text, _)| text)
    }
}

/// All that a reader can change: what is said of each article, and the two files.
type All = BTreeMap<String, String>;

fn all(home: &Path) -> All {
    let places = store::Places { data: home.join("data"), state: home.join("state") };
    let mut reader = Reader::open(&places, &home.join("cache")).unwrap();
    let mut rows: Vec<Row> = Vec::new();
    for only in [Only::All, Only::Trash] {
        rows.extend(reader.window(&View { only, ..View::default() }, Around::Top, 0, 1_000).unwrap().rows);
    }
    let mut all = All::new();
    for row in rows {
        let notes = reader.article(row.key.id).unwrap().unwrap().notes;
        let said = [row.read, row.starred, row.later, row.trashed];
        all.insert(row.title.to_string(), format!("{said:?} {:?} {notes:?}", row.tags));
    }
    for file in [Paths::within(home).config_file(), Paths::within(home).sources_file()] {
        all.insert(file.display().to_string(), std::fs::read_to_string(&file).unwrap_or_default());
    }
    all
}

/// Marks an article on another device that has seen all there is.
fn mark_elsewhere(home: &Path, field: Field, on: bool, number: u32) {
    let mut device = library(home, "other");
    device.catch_up(&mut |_| true).unwrap();
    let source = Place::Address(address(number % 2)).source_id();
    let ids = vec![ArticleId::of_guid(source, &number.to_string())];
    let (op, now) = (device.new_op(), Timestamp::now());
    device.mark(op, &[Change { field, value: Value::from(on), ids }], now).unwrap();
    let mut ours = library(home, "state");
    ours.catch_up(&mut |_| true).unwrap();
}

/// Keys that change something, and some that only go about.
const CHANGES: [&str; 44] = [
    "m",
    "d",
    "s",
    "gl",
    "D",
    ".",
    "A",
    "gA",
    "gB",
    "C Enter",
    "C Down Down Enter",
    "v j m",
    "v 3k s",
    "V G gl",
    "v j D",
    "v 2j gn z Enter",
    "v G t a l l Enter",
    "v 2j O",
    "t w Enter",
    "t 한 Space \" : Enter",
    "T Enter",
    "gn x Enter",
    "gn ^u Enter",
    "Enter gn Tab y Enter q",
    "Enter m s q",
    "Enter Space Space Space q",
    "/ f e r r y Enter gk F Enter",
    "gu gs t i t l e Enter gk U Enter",
    "h D l",
    "gf F Enter h c n a m e Enter 2 Enter l",
    "gf F Enter h c k e y Enter g X Enter l",
    "gf F Enter h D l",
    "gf 0 . Enter h D l",
    "gf 1 . Enter h gm Down Enter l",
    "gf 1 . Enter h c n a m e Enter ! Enter l",
    "gf 0 . Enter h c f u l l Enter l",
    "gf 0 . Enter h A l",
    ": s e t Space m e a s u r e Space 5 0 Enter : w r i t e - c o n f i g Enter",
    ": s e t Space m e a s u r e Space 6 0 Enter",
    ": s e t Space d e n s i t y Space 3 Enter",
    "j",
    "G",
    "gD",
    "gL",
];

/// Whether what was undone, or done again, is what `:set` did.
fn is_of_a_setting(notice: &str) -> bool {
    notice.contains(": measure = ") || notice.contains(": density = ")
}

fn change() -> impl Strategy<Value = &'static str> {
    prop_oneof![9 => prop::sample::select(CHANGES.to_vec()), 1 => Just("U"), 1 => Just("^r"), 2 => Just("ga")]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn every_change_is_undone_and_done_again_also_after_a_restart(
        changes in prop::collection::vec(change(), 1..14),
        elsewhere in prop::collection::vec((any::<bool>(), any::<bool>(), 0..9_u32, 0..14_usize), 0..4),
        restart_after in 0..8_usize,
    ) {
        let home = tempfile::tempdir().unwrap();
        let home = home.path();
        fill(home, 9);
        let before = all(home);
        let mut desk = Desk::open(home);
        desk.press("ga");
        let mut theirs: BTreeMap<(u32, bool), bool> = BTreeMap::new();
        for (at, keys) in changes.iter().enumerate() {
            for (is_star, on, number, _) in elsewhere.iter().filter(|(.., when)| *when == at) {
                let was = all(home);
                mark_elsewhere(home, if *is_star { Field::Star } else { Field::Tag("theirs".into()) }, *on, *number);
                if all(home) != was {
                    theirs.insert((*number, *is_star), *on);
                }
                desk.happen(Event::Changed);
                desk.rest();
            }
            desk.press(keys);
            desk.press("Esc Esc");
        }
        desk.press("q q ga");
        let mut states = vec![all(home)];
        for step in 0.. {
            if step == restart_after {
                desk = Desk::open(home);
            }
            desk.press("U");
            if desk.notice() == "nothing to undo" {
                break;
            }
            prop_assert!(desk.notice().starts_with("undone: "), "{}", desk.notice());
            prop_assert!(step < 60);
            // What was set ends with the reader.
            if !is_of_a_setting(desk.notice()) {
                states.push(all(home));
            }
        }
        let mut expected = before;
        for ((number, is_star), on) in theirs {
            let row = expected.get_mut(&format!("Title {number}")).unwrap();
            *row = match is_star {
                true => row.replace("[false, false", &format!("[false, {on}")),
                false if on => row.replace(" [] ", &format!(" {:?} ", [Clean::line("theirs")])),
                false => row.clone(),
            };
        }
        let last = states.pop();
        prop_assert_eq!(last, Some(expected));
        for (step, state) in states.iter().rev().enumerate() {
            if step == restart_after {
                desk = Desk::open(home);
            }
            desk.press("^r");
            while is_of_a_setting(desk.notice()) {
                desk.press("^r");
            }
            prop_assert_eq!(&all(home), state, "{}", desk.notice());
        }
    }
}

/// Keeps the thread that reads lists busy until what comes back is dropped.
fn hold_up(desk: &Desk<'_>) -> mpsc::Sender<()> {
    let (hold, held) = mpsc::channel::<()>();
    desk.workers.ask(lists::Request::Wait(held));
    hold
}

#[test]
fn what_is_typed_while_the_articles_of_a_list_are_looked_up_is_written_after_their_marks() {
    let check = |keys: &str, unread: usize, starred: usize| {
        let home = tempfile::tempdir().unwrap();
        fill(home.path(), 9);
        let mut desk = Desk::open(home.path());
        desk.press("ga s");
        let hold = hold_up(&desk);
        for key in crate::app::world::keys(keys) {
            desk.happen(Event::Key(key.into()));
        }
        drop(hold);
        desk.rest();
        let all = all(home.path());
        let count =
            |fits: &dyn Fn(&str) -> bool| all.values().filter(|said| said.starts_with('[') && fits(said)).count();
        assert_eq!(count(&|said| said.starts_with("[false")), unread, "unread after {keys}");
        assert_eq!(count(&|said| said.contains(", true, false, false]")), starred, "starred after {keys}");
    };
    check("A", 0, 1);
    check("A U", 9, 1);
    check("A m", 1, 1);
    check("A U U", 9, 0);
    check("A s U ^r", 0, 0);
}
