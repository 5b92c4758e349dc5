//! Changes that the program made to `config.toml`, kept on this machine so that they can be taken back, also after a
//! restart.
//!
//! Each step holds the file before and after: it is taken back where the file is as the step left it, and never over
//! what was typed by hand since.

use super::edit::{Edit, EditError};
use super::write_whole;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The file that is changed, and what was done to it.
#[derive(Clone, Debug)]
pub struct Edits {
    config: PathBuf,
    path: PathBuf,
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
    before: String,
    after: String,
}

const VERSION: u32 = 1;

/// How many steps are kept.
const KEPT: usize = 50;

/// A larger `config.toml` is changed, and the change not kept for undoing.
const LARGEST: usize = 256 << 10;

impl Edits {
    /// The changes of this `config.toml`, remembered in the state folder.
    pub fn new(config: &Path, state: &Path) -> Self {
        Edits { config: config.to_owned(), path: state.join("edits.json") }
    }

    /// Makes a change, and says whether the file is another by it.
    pub fn make(&self, edit: &Edit, now: Timestamp) -> Result<bool, EditError> {
        let before = self.read()?;
        let after = edit.apply(&self.config, &before)?;
        if after == before {
            return Ok(false);
        }
        self.write(&after)?;
        let mut file = self.remembered();
        file.undone.clear();
        if before.len() + after.len() <= LARGEST {
            file.done.push(Step { at: now, undone: None, what: edit.said(), before, after });
        }
        let more = file.done.len().saturating_sub(KEPT);
        file.done.drain(..more);
        self.remember(&file)?;
        Ok(true)
    }

    /// The change that would be undone: when it was made, and what it was.
    pub fn to_undo(&self) -> Option<(Timestamp, String)> {
        self.remembered().done.pop().map(|step| (step.at, step.what))
    }

    /// The change that would be done again: when it was undone, and what it was.
    pub fn to_redo(&self) -> Option<(Timestamp, String)> {
        self.remembered().undone.pop().and_then(|step| Some((step.undone?, step.what)))
    }

    /// Takes the last change back, and says what it was.
    pub fn undo(&self, now: Timestamp) -> Result<Option<String>, EditError> {
        let mut file = self.remembered();
        let Some(step) = file.done.pop() else { return Ok(None) };
        self.replace(&step.after, &step.before, &file)?;
        let what = step.what.clone();
        file.undone.push(Step { undone: Some(now), ..step });
        self.remember(&file)?;
        Ok(Some(what))
    }

    /// Does again what was taken back last, and says what it was.
    pub fn redo(&self) -> Result<Option<String>, EditError> {
        let mut file = self.remembered();
        let Some(step) = file.undone.pop() else { return Ok(None) };
        self.replace(&step.before, &step.after, &file)?;
        let what = step.what.clone();
        file.done.push(Step { undone: None, ..step });
        self.remember(&file)?;
        Ok(Some(what))
    }

    /// Puts one text in the place of another; where another stands there, the step is forgotten.
    fn replace(&self, old: &str, new: &str, without: &File) -> Result<(), EditError> {
        if self.read()? == old {
            return self.write(new);
        }
        self.remember(without)?;
        Err(EditError::ChangedSince(self.config.display().to_string()))
    }

    fn read(&self) -> Result<String, EditError> {
        match std::fs::read_to_string(&self.config) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(failed(&self.config, error)),
        }
    }

    fn write(&self, text: &str) -> Result<(), EditError> {
        write_whole(&self.config, text).map_err(|error| failed(&self.config, error))
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

fn failed(path: &Path, error: std::io::Error) -> EditError {
    EditError::File { path: path.display().to_string(), error }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THEN: Timestamp = Timestamp::UNIX_EPOCH;

    fn set(measure: &str) -> Edit {
        Edit::Set(vec![("measure", measure.to_owned())])
    }

    #[test]
    fn changes_are_taken_back_and_made_again_to_the_byte_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config/config.toml");
        let open = || Edits::new(&config, &folder.path().join("state"));
        let text = || std::fs::read_to_string(&config).unwrap();
        assert!(open().undo(THEN).unwrap().is_none());
        assert!(open().make(&set("60"), THEN).unwrap());
        assert!(open().make(&set("80"), THEN).unwrap());
        assert!(!open().make(&set("80"), THEN).unwrap());
        assert_eq!(open().undo(THEN).unwrap().as_deref(), Some("measure written to config.toml"));
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
        let config = folder.path().join("config.toml");
        let edits = Edits::new(&config, folder.path());
        edits.make(&set("60"), THEN).unwrap();
        std::fs::write(&config, "measure = 70\n").unwrap();
        assert!(matches!(edits.undo(THEN), Err(EditError::ChangedSince(_))));
        assert_eq!(std::fs::read_to_string(&config).unwrap(), "measure = 70\n");
        assert!(edits.undo(THEN).unwrap().is_none());
    }
}
