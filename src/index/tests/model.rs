//! Lists, counts and searches after any history, against a few maps and a brute-force scan.

use super::{Home, article, id, now, source};
use crate::article::{Article, ArticleId, Counts, Field, Media, SortKey, SourceId, Value};
use crate::query::{Around, Candidate, Only, Query, Search, State, View};
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// Something that happens to a library.
#[derive(Clone, Debug)]
enum Step {
    Add(Vec<(u8, u32, Option<i64>, String)>),
    Mark(Field, bool, Vec<(u8, u32)>),
    Undo,
    Redo,
    Reopen,
}

fn step() -> impl Strategy<Value = Step> {
    // A minute apart, so that some times share a quarter of an hour and others do not.
    let published = (0..100_i64).prop_map(|minute| minute * 60);
    let new = (0..2_u8, 0..12_u32, prop::option::of(published), crate::query::tests::text());
    let field = prop_oneof![
        3 => Just(Field::Read),
        1 => Just(Field::Star),
        1 => Just(Field::Later),
        1 => Just(Field::Trash),
        1 => Just(Field::Tag("x y".to_owned())),
        1 => Just(Field::Note),
        1 => Just(Field::NoteAt("0a:0:1".to_owned())),
    ];
    let ids = prop::collection::vec((0..2_u8, 0..14_u32), 1..6);
    prop_oneof![
        3 => prop::collection::vec(new, 1..6).prop_map(Step::Add),
        5 => (field, any::<bool>(), ids).prop_map(|(field, on, ids)| Step::Mark(field, on, ids)),
        1 => Just(Step::Undo),
        1 => Just(Step::Redo),
        1 => Just(Step::Reopen),
    ]
}

/// A library as a few maps.
#[derive(Default)]
struct Model {
    articles: BTreeMap<ArticleId, Known>,
    marks: BTreeMap<(ArticleId, Field), Value>,
    /// Commands, the last one last.
    done: Vec<Command>,
    undone: Vec<Command>,
}

struct Known {
    time: i64,
    source: SourceId,
    /// Title and body, the latest last.
    texts: Vec<(String, String)>,
}

/// What a command changed, from what, and to what.
type Command = Vec<(ArticleId, Field, Value, Value)>;

impl Model {
    fn has(&self, id: ArticleId, field: &Field) -> bool {
        self.marks.get(&(id, field.clone())).is_some_and(Value::is_on)
    }

    fn list(&self, view: &View) -> Vec<SortKey> {
        let shows = |id: ArticleId, time: i64, source: SourceId| {
            let trashed = self.has(id, &Field::Trash);
            view.source.is_none_or(|only| only == source)
                && match view.only {
                    Only::All => !trashed,
                    Only::Unread => !trashed && !self.has(id, &Field::Read),
                    Only::Starred => !trashed && self.has(id, &Field::Star),
                    Only::Later => !trashed && self.has(id, &Field::Later),
                    Only::Trash => trashed,
                    Only::Since(since) => !trashed && time >= since,
                }
        };
        let mut keys: Vec<SortKey> = self
            .articles
            .iter()
            .filter(|(id, known)| shows(**id, known.time, known.source))
            .map(|(id, known)| SortKey { time: known.time, turn: 999, id: *id })
            .collect();
        keys.sort();
        keys
    }

    fn step(&mut self, from: bool) {
        let (from, to) = if from { (&mut self.done, &mut self.undone) } else { (&mut self.undone, &mut self.done) };
        let Some(command) = from.pop() else { return };
        let mut back = Vec::new();
        for (id, field, prior, value) in command {
            if prior.is_on() {
                self.marks.insert((id, field.clone()), prior.clone());
            } else {
                self.marks.remove(&(id, field.clone()));
            }
            back.push((id, field, value, prior));
        }
        to.push(back);
    }

    fn finds(&self, query: &Query) -> Vec<SortKey> {
        let is_found = |id: ArticleId, time: i64, (title, body): &(String, String)| {
            let has = |field: &Field| self.has(id, field);
            let mut states = HashSet::from([if has(&Field::Read) { State::Read } else { State::Unread }]);
            for (field, state) in [
                (Field::Star, State::Starred),
                (Field::Later, State::Later),
                (Field::Trash, State::Trashed),
                (Field::Note, State::Noted),
                (Field::NoteAt("0a:0:1".to_owned()), State::Noted),
            ] {
                if has(&field) {
                    states.insert(state);
                }
            }
            let body = crate::document::plain_text(&crate::document::parse(Media::Text, body, None, title));
            let tags = if has(&Field::Tag("x y".to_owned())) { vec!["x y"] } else { vec![] };
            let candidate =
                Candidate { title, author: "Jane Roe", body: &body, source: ["", ""], folder: "", tags, time, states };
            query.matches(&candidate, &now())
        };
        let mut keys: Vec<SortKey> = self
            .articles
            .iter()
            .filter(|(id, known)| is_found(**id, known.time, known.texts.last().unwrap()))
            .map(|(id, known)| SortKey { time: known.time, turn: 999, id: *id })
            .collect();
        keys.sort();
        keys
    }
}

fn run(home: &mut Home, model: &mut Model, step: Step) {
    match step {
        Step::Add(batch) => {
            let batch: Vec<Article> = batch
                .into_iter()
                .map(|(s, guid, published, text)| article(source(s), guid, published, &text))
                .collect();
            let mut met = BTreeSet::new();
            for article in &batch {
                let text = (article.title.clone(), article.body.clone());
                let print = |(title, body): &(String, String)| crate::store::fingerprint(title, body);
                let exact = |(title, body): &(String, String)| crate::store::exact_fingerprint(title, body);
                let is_first = met.insert(article.id);
                let time = article.sort_time().as_second();
                let new = Known { time, source: article.source, texts: Vec::new() };
                let known = model.articles.entry(article.id).or_insert(new);
                let is_shown = known.texts.last().is_some_and(|shown| exact(shown) == exact(&text));
                let is_news = known.texts.iter().all(|known| print(known) != print(&text));
                if !is_shown && (is_first || is_news) {
                    known.texts.push(text);
                    // Of records that were first seen at one time the earlier sort time counts.
                    known.time = known.time.min(time);
                }
            }
            home.add(batch);
        }
        Step::Mark(field, on, ids) => {
            let ids: BTreeSet<ArticleId> = ids.into_iter().map(|(s, guid)| id(s, guid)).collect();
            let value = match (&field, on) {
                (Field::Note | Field::NoteAt(_), true) => Value::Text("a note".into()),
                (_, on) => on.into(),
            };
            let mut command = Vec::new();
            for id in &ids {
                let prior = model.marks.get(&(*id, field.clone())).cloned().unwrap_or_default();
                if prior != value {
                    model.marks.insert((*id, field.clone()), value.clone());
                    command.push((*id, field.clone(), prior, value.clone()));
                }
            }
            if !command.is_empty() {
                model.done.push(command);
                model.undone.clear();
            }
            home.mark(field, value, &ids.into_iter().collect::<Vec<_>>());
        }
        Step::Undo | Step::Redo => {
            let is_undo = matches!(step, Step::Undo);
            model.step(is_undo);
            let (op, now) = (home.library.new_op(), home.now());
            if is_undo { home.library.undo(op, now) } else { home.library.redo(op, now) }.unwrap();
        }
        Step::Reopen => home.reopen(),
    }
}

fn assert_equal(home: &mut Home, model: &Model) {
    for source in [None, Some(source(0)), Some(source(1))] {
        let states = [Only::All, Only::Unread, Only::Starred, Only::Later, Only::Trash];
        for only in states.into_iter().chain([0, 900, 3_010].map(Only::Since)) {
            let view = View { source, only, ..View::default() };
            let expected = model.list(&view);
            if let (None, Only::Since(second)) = (source, only) {
                let unread = expected.iter().filter(|key| !model.has(key.id, &Field::Read)).count() as u64;
                let counted = Counts { total: expected.len() as u64, unread };
                assert_eq!(home.reader.overview(second).unwrap().today, counted, "{second}");
            }
            let window = home.reader.window(&view, Around::Top, 0, 1_000).unwrap();
            assert_eq!(window.rows.iter().map(|row| row.key).collect::<Vec<_>>(), expected, "{view:?}");
            assert_eq!(window.total, expected.len() as u64, "{view:?}");
            for (at, key) in expected.iter().enumerate().step_by(3) {
                let part = home.reader.window(&view, Around::Key(*key), 2, 3).unwrap();
                let keys: Vec<SortKey> = part.rows.iter().map(|row| row.key).collect();
                assert_eq!(keys, expected[at.saturating_sub(2)..(at + 3).min(expected.len())]);
                assert_eq!(home.reader.rank(&view, *key).unwrap(), at as u64);
                let next = home.reader.next(&view, *key, true).unwrap().map(|row| row.key);
                assert_eq!(next.as_ref(), expected.get(at + 1));
            }
        }
    }
    for query in [
        "a",
        "b*",
        "ab",
        "a b",
        "\"a b\"",
        "-a",
        "a OR 가",
        "가",
        "나다",
        "한국",
        "title:a*",
        "title:가",
        "café",
        "is:unread a*",
        "is:starred",
        "-is:read OR 국",
        "tag:\"X Y\"",
        "-tag:\"x y\" b*",
        "after:1970 -가",
        "is:trashed",
        "has:note OR a",
        "s*",
        "(a OR b) -(c d)",
        "author:ja*",
        "author:j* -a",
        "11*",
        "본*",
        "日本",
    ] {
        let query = Query::parse(query).unwrap();
        let view = View { search: Some(Search { query: query.clone(), now: now() }), ..View::default() };
        let found = home.rows(&view);
        assert_eq!(found.iter().map(|row| row.key).collect::<Vec<_>>(), model.finds(&query), "{query}");
        assert_eq!(home.reader.total(&view).unwrap(), found.len() as u64, "{query}");
        let ids: Vec<ArticleId> = found.iter().map(|row| row.key.id).collect();
        assert_eq!(home.reader.ids(&view).unwrap(), ids, "{query}");
        let newest: Vec<SortKey> = found.iter().map(|row| row.key).take(2).collect();
        let limited = home.reader.window(&view, Around::Top, 0, 2).unwrap();
        assert_eq!(limited.rows.iter().map(|row| row.key).collect::<Vec<_>>(), newest);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn lists_counts_and_searches_are_those_of_a_model_and_of_a_rebuilt_index(steps in prop::collection::vec(step(), 1..14)) {
        let mut home = Home::new();
        let mut model = Model::default();
        for step in steps {
            run(&mut home, &mut model, step);
        }
        assert_equal(&mut home, &model);
        home.assert_rebuilt_is_equal();
        assert_equal(&mut home, &model);
    }
}
