//! Changes that the program made to `config.toml` and `sources.toml`, kept on this machine so that they can be taken back, also after a
//! restart.
//!
//! Each step holds what it replaced and by what, and a hash of the file before and after: it is taken back where the file is as
//! the step left it, and never over what was typed by hand since.

use super::complaint;
use super::edit::{Edit, EditError};
use super::write::hold;
use super::{Paths, write_whole};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The files that are changed, and what was done to them.
#[derive(Clone, Debug)]
pub struct Edits {
    config: PathBuf,
    sources: PathBuf,
    path: PathBuf,
}

/// Which file a change is made in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EditedFile {
    /// `config.toml`
    #[default]
    Config,
    /// `sources.toml`
    Sources,
}

/// `edits.json`. What cannot be read is as if it were not there: then nothing is undone.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct File {
    v: u32,
    /// What can be undone, the newest last.
    done: Vec<Step>,
    /// What can be done again, the next one last.
    undone: Vec<Step>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Step {
    /// When it was done.
    at: Timestamp,
    /// When it was undone.
    undone: Option<Timestamp>,
    what: String,
    #[serde(default)]
    file: EditedFile,
    /// The byte of the file at which it differs.
    start: usize,
    /// What stood there.
    before: String,
    /// What stands there.
    after: String,
    /// The hashes of the whole file, as it was found and as it was left.
    found: String,
    left: String,
}

const VERSION: u32 = 2;

/// How many steps are kept, and how many bytes of them; the newest whatever its size.
const KEPT: usize = 50;
const KEPT_BYTES: usize = 4 << 20;

impl Step {
    /// The step from one text to another.
    fn between(before: &str, after: &str) -> Self {
        let same = before.char_indices().zip(after.chars()).find(|((_, one), other)| one != other);
        let start = same.map_or(before.len().min(after.len()), |((at, _), _)| at);
        let (one, other) = (&before[start..], &after[start..]);
        let ends = one.chars().rev().zip(other.chars().rev()).take_while(|(one, other)| one == other);
        let end: usize = ends.map(|(one, _)| one.len_utf8()).sum();
        Step {
            start,
            before: one[..one.len() - end].to_owned(),
            after: other[..other.len() - end].to_owned(),
            found: hash(before),
            left: hash(after),
            ..Step::default()
        }
    }

    /// The text before the step, of that after it.
    fn back(&self, text: &str) -> Option<String> {
        self.swap(text, &self.left, &self.after, &self.before)
    }

    /// The text after the step, of that before it.
    fn forth(&self, text: &str) -> Option<String> {
        self.swap(text, &self.found, &self.before, &self.after)
    }

    /// Puts one piece in the place of another, in the text of this hash and in no other.
    fn swap(&self, text: &str, whole: &str, old: &str, new: &str) -> Option<String> {
        let (start, rest) = text.split_at_checked(self.start)?;
        let end = rest.strip_prefix(old)?;
        (hash(text) == whole).then(|| format!("{start}{new}{end}"))
    }

    fn size(&self) -> usize {
        self.before.len() + self.after.len()
    }
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex().to_string()
}

impl Edits {
    /// The changes of these files, remembered in the state folder.
    pub fn new(paths: &Paths) -> Self {
        let (config, sources) = (paths.config_file(), paths.sources_file());
        Edits { config, sources, path: paths.state.join("edits.json") }
    }

    /// Makes a change, and says whether the file is another by it.
    pub fn make(&self, edit: &Edit, now: Timestamp) -> Result<bool, EditError> {
        let path = self.place(edit.file());
        let _held = hold(path).map_err(|error| failed(path, error))?;
        let before = read(path)?;
        let after = edit.apply(path, &before)?;
        if after == before {
            return Ok(false);
        }
        write_whole(path, &after).map_err(|error| failed(path, error))?;
        let mut file = self.remembered();
        file.undone.clear();
        file.done.push(Step { at: now, what: edit.said(), file: edit.file(), ..Step::between(&before, &after) });
        let mut room = KEPT_BYTES;
        let has_room = |step: &&Step| room.checked_sub(step.size()).map(|left| room = left).is_some();
        let kept = file.done.iter().rev().take(KEPT).take_while(has_room).count().max(1);
        file.done.drain(..file.done.len() - kept);
        self.remember(&file)?;
        Ok(true)
    }

    fn place(&self, file: EditedFile) -> &Path {
        match file {
            EditedFile::Config => &self.config,
            EditedFile::Sources => &self.sources,
        }
    }

    /// The change that would be undone: when it was made, and what it was.
    pub fn to_undo(&self) -> Option<(Timestamp, String)> {
        self.remembered().done.pop().map(|step| (step.at, step.what))
    }

    /// The change that would be done again: when it was undone, and what it was.
    pub fn to_redo(&self) -> Option<(Timestamp, String)> {
        self.remembered().undone.pop().and_then(|step| Some((step.undone?, step.what)))
    }

    /// Takes the last change back, and says what it was and in which file.
    pub fn undo(&self, now: Timestamp) -> Result<Option<(EditedFile, String)>, EditError> {
        let mut file = self.remembered();
        let Some(step) = file.done.pop() else { return Ok(None) };
        self.replace(step.file, |text| step.back(text), &file)?;
        let done = (step.file, step.what.clone());
        file.undone.push(Step { undone: Some(now), ..step });
        self.remember(&file)?;
        Ok(Some(done))
    }

    /// Does again what was taken back last, and says what it was and in which file.
    pub fn redo(&self) -> Result<Option<(EditedFile, String)>, EditError> {
        let mut file = self.remembered();
        let Some(step) = file.undone.pop() else { return Ok(None) };
        self.replace(step.file, |text| step.forth(text), &file)?;
        let done = (step.file, step.what.clone());
        file.done.push(Step { undone: None, ..step });
        self.remember(&file)?;
        Ok(Some(done))
    }

    /// Puts one text in the place of another; where that can't be done, the step is forgotten.
    fn replace(
        &self,
        file: EditedFile,
        step: impl Fn(&str) -> Option<String>,
        without: &File,
    ) -> Result<(), EditError> {
        let path = self.place(file);
        let _held = hold(path).map_err(|error| failed(path, error))?;
        if let Some(new) = step(&read(path)?) {
            return write_whole(path, &new).map_err(|error| failed(path, error));
        }
        self.remember(without)?;
        Err(EditError::ChangedSince(path.display().to_string()))
    }

    fn remembered(&self) -> File {
        let read = std::fs::read(&self.path).ok().and_then(|bytes| serde_json::from_slice::<File>(&bytes).ok());
        read.filter(|file| file.v == VERSION).unwrap_or_default()
    }

    fn remember(&self, file: &File) -> Result<(), EditError> {
        let text = serde_json::json!({ "v": VERSION, "done": file.done, "undone": file.undone }).to_string();
        write_whole(&self.path, &text).map_err(|error| failed(&self.path, error))
    }
}

fn read(path: &Path) -> Result<String, EditError> {
    match std::fs::read(path) {
        Ok(bytes) => match std::str::from_utf8(&bytes) {
            Ok(text) => Ok(text.to_owned()),
            Err(error) => Err(EditError::Broken(complaint::of_bytes(path, &bytes, error, ""))),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
        Err(error) => Err(failed(path, error)),
    }
}

fn failed(path: &Path, error: std::io::Error) -> EditError {
    EditError::File { path: path.display().to_string(), error }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SourceEdit;
    use crate::sources::{Kept, Place};

    const THEN: Timestamp = Timestamp::UNIX_EPOCH;

    fn set(measure: &str) -> Edit {
        Edit::Set(vec![("measure", measure.to_owned())])
    }

    #[test]
    fn changes_are_taken_back_and_made_again_to_the_byte_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::within(folder.path());
        let open = || Edits::new(&paths);
        let text = || std::fs::read_to_string(paths.config_file()).unwrap();
        assert!(open().undo(THEN).unwrap().is_none());
        assert!(open().make(&set("60"), THEN).unwrap());
        assert!(open().make(&set("80"), THEN).unwrap());
        assert!(!open().make(&set("80"), THEN).unwrap());
        assert_eq!(open().undo(THEN).unwrap(), Some((EditedFile::Config, "measure written to config.toml".into())));
        assert_eq!(text(), "measure = 60\n");
        open().undo(THEN).unwrap();
        assert_eq!(text(), "");
        open().redo().unwrap();
        open().redo().unwrap();
        assert_eq!(text(), "measure = 80\n");
        assert!(open().redo().unwrap().is_none());
        open().undo(THEN).unwrap();
        open().make(&set("90"), THEN).unwrap();
        assert!(open().redo().unwrap().is_none());
    }

    #[test]
    fn a_step_is_what_it_changed_and_goes_both_ways() {
        for (before, after, pieces) in [
            ("", "a", ("", "a")),
            ("abc", "abc", ("", "")),
            ("a한b", "a국b", ("한", "국")),
            ("aa", "aaa", ("", "a")),
            ("a\nb\nc", "a\nc", ("b\n", "")),
            ("é", "è", ("é", "è")),
        ] {
            let step = Step::between(before, after);
            assert_eq!((step.before.as_str(), step.after.as_str()), pieces, "{before} {after}");
            assert_eq!((step.back(after).as_deref(), step.forth(before).as_deref()), (Some(before), Some(after)));
            assert_eq!((step.back("x").or(step.back("")), step.forth("x")), (None, None));
        }
    }

    #[test]
    fn a_change_of_a_long_list_of_sources_is_taken_back_too() {
        let folder = tempfile::tempdir().unwrap();
        let edits = Edits::new(&Paths::within(folder.path()));
        let text = || std::fs::read_to_string(&edits.sources).unwrap();
        let kept = |n: u32| Kept::new(Place::Address(format!("http://{n}.example/{}", "f".repeat(200))));
        let edit = Edit::KeepSources((0..9_000).map(kept).collect());
        edits.make(&edit, THEN).unwrap();
        let before = text();
        for n in [3, 5_000] {
            let edit = Edit::Source { id: kept(n).id, name: "A".into(), edit: SourceEdit::Removed };
            edits.make(&edit, THEN).unwrap();
        }
        assert!(std::fs::metadata(&edits.path).unwrap().len() < 4_000_000);
        edits.undo(THEN).unwrap();
        edits.undo(THEN).unwrap();
        assert_eq!(text(), before);
    }

    #[test]
    fn what_was_typed_by_hand_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::within(folder.path());
        let (config, edits) = (paths.config_file(), Edits::new(&paths));
        edits.make(&set("60"), THEN).unwrap();
        std::fs::write(&config, "measure = 70\n").unwrap();
        assert!(matches!(edits.undo(THEN), Err(EditError::ChangedSince(_))));
        assert_eq!(std::fs::read_to_string(&config).unwrap(), "measure = 70\n");
        assert!(edits.undo(THEN).unwrap().is_none());
    }

    #[test]
    fn what_was_done_to_sources_is_taken_back_in_its_turn() {
        let folder = tempfile::tempdir().unwrap();
        let paths = Paths::within(folder.path());
        let edits = Edits::new(&paths);
        let text = || std::fs::read_to_string(paths.sources_file()).unwrap();
        let kept = Kept::new(Place::Address("http://a.example/f".into()));
        let id = kept.id;
        assert!(edits.make(&Edit::KeepSources(vec![kept.clone()]), THEN).unwrap());
        assert!(!edits.make(&Edit::KeepSources(vec![kept]), THEN).unwrap());
        edits.make(&set("60"), THEN).unwrap();
        let before = text();
        let edit = Edit::Source { id, name: "A".into(), edit: SourceEdit::Removed };
        edits.make(&edit, THEN).unwrap();
        assert!(!text().contains("a.example"));
        let expected = [EditedFile::Sources, EditedFile::Config, EditedFile::Sources];
        let undone: Vec<EditedFile> = std::iter::from_fn(|| edits.undo(THEN).unwrap()).map(|(file, _)| file).collect();
        assert_eq!((undone, text()), (expected.to_vec(), String::new()));
        edits.redo().unwrap();
        assert_eq!(text(), before);
    }
}
