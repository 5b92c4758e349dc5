//! Changes to the settings and the sources that keys make, and their turn among the marks in undo and redo.
//!
//! They are made on the thread that writes marks: whatever a reader changes is written in one order.

use super::clock;
use crate::app::{Configured, Event, Step};
use crate::config::{Complaint, Config, Edit, EditError, EditedFile, Edits, Paths, SavedView, load_keymap};
use crate::index::{IndexError, Library};
use crate::keys::Keymap;
use jiff::Timestamp;
use std::collections::HashSet;

/// The settings' file, and what was changed in it.
pub struct Settings {
    paths: Paths,
    edits: Edits,
}

/// What undo or redo is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Marks.
    Marks,
    /// The settings' file.
    Settings,
    /// A setting that was changed for as long as the program runs.
    Set,
    /// Nothing is left to do again.
    Nothing,
}

/// When the newest step of a kind was done, and when the one that was undone last was.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Nothing where none is left to undo.
    pub done: Option<Timestamp>,
    /// Nothing where none is left to do again.
    pub undone: Option<Timestamp>,
}

impl Settings {
    /// The settings and sources in these files; what is changed is remembered in the state folder.
    pub fn new(paths: &Paths) -> Self {
        Settings { paths: paths.clone(), edits: Edits::new(paths) }
    }

    /// Makes a change.
    pub fn make(&self, edit: &Edit) -> Event {
        let (now, ..) = clock::now();
        let before = self.mistakes();
        match self.edits.make(edit, now) {
            Ok(true) => self.edited(edit.file(), format!("{} · u undoes", edit.said()), &before),
            Ok(false) => Event::Notice(format!("already so: {}", edit.said())),
            Err(error) => Event::Trouble(error.to_string()),
        }
    }

    /// Whose turn it is.
    pub fn turn(&self, step: Step, sets: Ends, library: Option<&Library>) -> Result<Turn, IndexError> {
        turn(&self.edits, step, sets, library)
    }

    /// Takes a change back, or makes it again.
    pub fn step(&self, step: Step) -> Event {
        let (now, ..) = clock::now();
        let before = self.mistakes();
        let stepped = match step {
            Step::Redo => self.edits.redo().map(|done| done.map(|(file, what)| (file, format!("done again: {what}")))),
            _ => {
                let said = |what: String| format!("undone: {what} · ^r does it again");
                self.edits.undo(now).map(|done| done.map(|(file, what)| (file, said(what))))
            }
        };
        stepped.map_or_else(
            |error: EditError| Event::Trouble(error.to_string()),
            |done| done.map_or(Event::NothingToUndo(step), |(file, said)| self.edited(file, said, &before)),
        )
    }

    /// What comes of a changed file. That the sources are others is noticed by who watches them.
    fn edited(&self, file: EditedFile, said: String, before: &[Complaint]) -> Event {
        match file {
            EditedFile::Config => self.configured(said, before),
            EditedFile::Sources => Event::Notice(said),
        }
    }

    /// What the file says now. What is wrong in it by what was done goes before what that was; the rest was told before.
    fn configured(&self, said: String, before: &[Complaint]) -> Event {
        let (views, keymap, mistakes) = self.read();
        let known: HashSet<&str> = before.iter().map(|mistake| mistake.what.as_str()).collect();
        let fresh = mistakes.iter().find(|mistake| !known.contains(mistake.what.as_str()));
        let said = fresh.map_or(said, ToString::to_string);
        Event::Configured(Box::new(Configured { views, keymap, said }))
    }

    fn mistakes(&self) -> Vec<Complaint> {
        self.read().2
    }

    fn read(&self) -> (Vec<SavedView>, Keymap, Vec<Complaint>) {
        let config = Config::read(&self.paths.config_file());
        let (keymap, clashes) = load_keymap(&self.paths, &config);
        let Config { views, complaints, .. } = config;
        (views, keymap, [complaints, clashes].concat())
    }
}

/// Whose turn it is: what was done last is undone first, and what was undone last is done again first.
pub fn turn(edits: &Edits, step: Step, sets: Ends, library: Option<&Library>) -> Result<Turn, IndexError> {
    let marks = |time: fn(&Library) -> Result<_, IndexError>| library.map_or(Ok(None), time);
    let files = Ends { done: edits.to_undo().map(|(at, _)| at), undone: edits.to_redo().map(|(at, _)| at) };
    if step != Step::Redo {
        let (made, turn) = if sets.done > files.done { (sets.done, Turn::Set) } else { (files.done, Turn::Settings) };
        let is_ours = made.is_some() && made > marks(Library::time_to_undo)?;
        return Ok(if is_ours { turn } else { Turn::Marks });
    }
    if [sets, files] == [Ends::default(); 2] {
        return Ok(Turn::Marks);
    }
    let marks = Ends { done: marks(Library::time_to_undo)?, undone: marks(Library::time_to_redo)? };
    let all = [(Turn::Marks, marks), (Turn::Settings, files), (Turn::Set, sets)];
    let newest = all.into_iter().max_by_key(|(_, ends)| ends.undone).filter(|(_, ends)| ends.undone.is_some());
    // What was done since leaves nothing to do again.
    let is_last = |(turn, ends): &(Turn, Ends)| all.iter().all(|(by, of)| by == turn || of.done < ends.undone);
    Ok(newest.filter(is_last).map_or(Turn::Nothing, |(turn, _)| turn))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Change, Field, SourceId, Value};
    use crate::query::{Order, Query};
    use crate::runtime::Sets;
    use crate::store::Places;
    use jiff::ToSpan as _;
    use proptest::prelude::*;

    #[test]
    fn what_was_wrong_before_does_not_hide_what_was_done() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::within(home.path());
        let settings = Settings::new(&paths);
        std::fs::create_dir_all(&paths.config).unwrap();
        let write = |text: &[u8]| std::fs::write(paths.config_file(), text).unwrap();
        let said = |event: Event| match event {
            Event::Configured(configured) => configured.said,
            Event::Trouble(said) => said,
            other => format!("{other:?}"),
        };
        write(b"# mine\nfrobnicate = 1\n");
        let edit = Edit::Set(vec![("measure", "60".to_owned())]);
        assert_eq!(said(settings.make(&edit)), "measure written to config.toml · u undoes");
        assert_eq!(said(settings.step(Step::Undo)), "undone: measure written to config.toml · ^r does it again");
        assert_eq!(said(settings.step(Step::Redo)), "done again: measure written to config.toml");
        let query = Query::parse("a").unwrap();
        let view = SavedView { name: "A".into(), query, key: Some("C-x".into()), order: Order::NEWEST, density: None };
        assert!(said(settings.make(&Edit::KeepView(view))).contains("`C-x`"));
        write(b"# \xff\n");
        let refused = said(settings.make(&edit));
        assert!(
            refused.ends_with("config.toml:1: what stands here is no UTF-8; mend the file, then try again"),
            "{refused}"
        );
    }

    fn time(at: usize) -> Timestamp {
        Timestamp::UNIX_EPOCH + (at as i64).seconds()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]

        #[test]
        fn marks_files_and_settings_are_undone_in_the_order_they_were_done_and_done_again_the_same_way(
            commands in prop::collection::vec(0..3_usize, 1..8),
            back in 0_usize..8,
        ) {
            const KINDS: [Turn; 3] = [Turn::Marks, Turn::Settings, Turn::Set];
            let home = tempfile::tempdir().unwrap();
            let places = Places { data: home.path().join("data"), state: home.path().join("state") };
            let mut library = Library::open(&places, &home.path().join("cache")).unwrap();
            library.catch_up(&mut |_| true).unwrap();
            let edits = Edits::new(&Paths::within(home.path()));
            let mut sets = Sets::default();
            for (at, kind) in commands.iter().enumerate() {
                match KINDS[*kind] {
                    Turn::Settings => {
                        edits.make(&Edit::Set(vec![("measure", (at + 20).to_string())]), time(at)).unwrap();
                    }
                    Turn::Set => sets.make(None, (), time(at)),
                    _ => {
                        let id = ArticleId::of_guid(SourceId::of("a"), &at.to_string());
                        let change = Change { field: Field::Star, value: Value::On, ids: vec![id] };
                        let op = library.new_op();
                        library.mark(op, &[change], time(at)).unwrap();
                    }
                }
            }
            let back = back.min(commands.len());
            let mut now = commands.len();
            for kind in commands.iter().rev().take(back) {
                let turn = turn(&edits, Step::Undo, sets.ends(), Some(&library)).unwrap();
                prop_assert_eq!(turn, KINDS[*kind]);
                match turn {
                    Turn::Settings => drop(edits.undo(time(now)).unwrap()),
                    Turn::Set => drop(sets.undo(time(now))),
                    _ => drop(library.undo(library.new_op(), time(now)).unwrap()),
                }
                now += 1;
            }
            for kind in &commands[commands.len() - back..] {
                let turn = turn(&edits, Step::Redo, sets.ends(), Some(&library)).unwrap();
                prop_assert_eq!(turn, KINDS[*kind]);
                match turn {
                    Turn::Settings => drop(edits.redo().unwrap()),
                    Turn::Set => drop(sets.redo()),
                    _ => drop(library.redo(library.new_op(), time(now)).unwrap()),
                }
                now += 1;
            }
            let nothing = turn(&edits, Step::Redo, sets.ends(), Some(&library)).unwrap();
            let is_nothing = match nothing {
                Turn::Nothing => true,
                Turn::Marks => library.redo(library.new_op(), time(now)).unwrap().is_none(),
                _ => false,
            };
            prop_assert!(is_nothing);
        }
    }
}
