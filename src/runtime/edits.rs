//! Changes to the settings and the sources that keys make, and their turn among the marks in undo and redo.
//!
//! They are made on the thread that writes marks: whatever a reader changes is written in one order.

use super::clock;
use crate::app::{Configured, Event, Step};
use crate::config::{Complaint, Config, Edit, EditError, EditedFile, Edits, Paths, SavedView, load_keymap};
use crate::index::{IndexError, Library};
use crate::keys::Keymap;
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
    /// Nothing is left to do again.
    Nothing,
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
    pub fn turn(&self, step: Step, library: Option<&Library>) -> Result<Turn, IndexError> {
        turn(&self.edits, step, library)
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
pub fn turn(edits: &Edits, step: Step, library: Option<&Library>) -> Result<Turn, IndexError> {
    let marks = |time: fn(&Library) -> Result<_, IndexError>| library.map_or(Ok(None), time);
    let made = edits.to_undo().map(|(at, _)| at);
    if step != Step::Redo {
        let is_ours = made.is_some() && made > marks(Library::time_to_undo)?;
        return Ok(if is_ours { Turn::Settings } else { Turn::Marks });
    }
    let undone = edits.to_redo().map(|(at, _)| at);
    if (made, undone) == (None, None) {
        return Ok(Turn::Marks);
    }
    let (marked, unmarked) = (marks(Library::time_to_undo)?, marks(Library::time_to_redo)?);
    // What was done since leaves nothing to do again.
    Ok(if undone.is_some() && undone > unmarked.max(marked) {
        Turn::Settings
    } else if unmarked > made {
        Turn::Marks
    } else {
        Turn::Nothing
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{ArticleId, Change, Field, SourceId, Value};
    use crate::query::{Order, Query};
    use crate::store::Places;
    use jiff::{Timestamp, ToSpan as _};
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
        fn views_and_marks_are_undone_in_the_order_they_were_done_and_done_again_the_same_way(
            commands in prop::collection::vec(any::<bool>(), 1..8),
            back in 0_usize..8,
        ) {
            let home = tempfile::tempdir().unwrap();
            let places = Places { data: home.path().join("data"), state: home.path().join("state") };
            let mut library = Library::open(&places, &home.path().join("cache")).unwrap();
            library.catch_up(&mut |_| true).unwrap();
            let edits = Edits::new(&Paths::within(home.path()));
            for (at, is_edit) in commands.iter().enumerate() {
                if *is_edit {
                    edits.make(&Edit::Set(vec![("measure", (at + 20).to_string())]), time(at)).unwrap();
                } else {
                    let id = ArticleId::of_guid(SourceId::of("a"), &at.to_string());
                    let change = Change { field: Field::Star, value: Value::On, ids: vec![id] };
                    let op = library.new_op();
                    library.mark(op, &[change], time(at)).unwrap();
                }
            }
            let expected = |is_edit: bool| if is_edit { Turn::Settings } else { Turn::Marks };
            let back = back.min(commands.len());
            let mut now = commands.len();
            for is_edit in commands.iter().rev().take(back) {
                let turn = turn(&edits, Step::Undo, Some(&library)).unwrap();
                prop_assert_eq!(turn, expected(*is_edit));
                match turn {
                    Turn::Settings => drop(edits.undo(time(now)).unwrap()),
                    _ => drop(library.undo(library.new_op(), time(now)).unwrap()),
                }
                now += 1;
            }
            for is_edit in &commands[commands.len() - back..] {
                let turn = turn(&edits, Step::Redo, Some(&library)).unwrap();
                prop_assert_eq!(turn, expected(*is_edit));
                match turn {
                    Turn::Settings => drop(edits.redo().unwrap()),
                    _ => drop(library.redo(library.new_op(), time(now)).unwrap()),
                }
                now += 1;
            }
        }
    }
}
