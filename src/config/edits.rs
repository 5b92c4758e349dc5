//! Changes that the program made to `config.toml` and `sources.toml`, kept on this machine so that they can be taken back, also after a
//! restart.
//!
//! Each step holds the file before and after: it is taken back where the file is as the step left it, and never over
//! what was typed by hand since.

use super::edit::{Edit, EditError};
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
    before: String,
    after: String,
}

const VERSION: u32 = 1;

/// How many steps are kept.
const KEPT: usize = 50;

/// A larger file is changed, and the change not kept for undoing.
const LARGEST: usize = 256 << 10;

impl Edits {
    /// The changes of these files, remembered in the state folder.
    pub fn new(paths: &Paths) -> Self {
        let (config, sources) = (paths.config_file(), paths.sources_file());
        Edits { config, sources, path: paths.state.join("edits.json") }
    }

    /// Makes a change, and says whether the file is another by it.
    pub fn make(&self, edit: &Edit, now: Timestamp) -> Result<bool, EditError> {
        let path = self.place(edit.file());
        let before = read(path)?;
        let after = edit.apply(path, &before)?;
        if after == before {
            return Ok(false);
        }
        write_whole(path, &after).map_err(|error| failed(path, error))?;
        let mut file = self.remembered();
        file.undone.clear();
        if before.len() + after.len() <= LARGEST {
            file.done.push(Step { at: now, undone: None, what: edit.said(), file: edit.file(), before, after });
        }
        let more = file.done.len().saturating_sub(KEPT);
        file.done.drain(..more);
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
        self.replace(step.file, &step.after, &step.before, &file)?;
        let done = (step.file, step.what.clone());
        file.undone.push(Step { undone: Some(now), ..step });
        self.remember(&file)?;
        Ok(Some(done))
    }

    /// Does again what was taken back last, and says what it was and in which file.
    pub fn redo(&self) -> Result<Option<(EditedFile, String)>, EditError> {
        let mut file = self.remembered();
        let Some(step) = file.undone.pop() else { return Ok(None) };
        self.replace(step.file, &step.before, &step.after, &file)?;
        let done = (step.file, step.what.clone());
        file.done.push(Step { undone: None, ..step });
        self.remember(&file)?;
        Ok(Some(done))
    }

    /// Puts one text in the place of another; where another stands there, the step is forgotten.
    fn replace(&self, file: EditedFile, old: &str, new: &str, without: &File) -> Result<(), EditError> {
        let path = self.place(file);
        if read(path)? == old {
            return write_whole(path, new).map_err(|error| failed(path, error));
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
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(text),
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

    fn paths(folder: &Path) -> Paths {
        let [config, data, state, cache] = ["config", "data", "state", "cache"].map(|name| folder.join(name));
        Paths { config, data, state, cache }
    }

    const THEN: Timestamp = Timestamp::UNIX_EPOCH;

    fn set(measure: &str) -> Edit {
        Edit::Set(vec![("measure", measure.to_owned())])
    }

    #[test]
    fn changes_are_taken_back_and_made_again_to_the_byte_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(folder.path());
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
    fn what_was_typed_by_hand_is_never_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let paths = paths(folder.path());
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
        let paths = paths(folder.path());
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
