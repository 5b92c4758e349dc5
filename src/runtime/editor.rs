//! A text handed to the reader's own editor, on the terminal that is lent to it meanwhile.
//!
//! The text lies in a file of its own until it is back, so that nothing of it is lost with the program.

use crate::article::MAX_NOTE;
use crate::config::write_whole;
use crate::text::split_arguments;
use rustix::process::{Pid, Signal, WaitOptions, WaitStatus, getpgrp, kill_process_group, waitpid};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Why a text did not come back from an editor; what was there before stands.
#[derive(Debug, thiserror::Error)]
pub enum EditorError {
    /// Neither variable names one.
    #[error("no editor: set EDITOR, as in `export EDITOR=nano`")]
    None,
    /// It can't be started.
    #[error("{0} can't be started: {1}")]
    Start(String, io::Error),
    /// It ended with an error.
    #[error("{0} ended with an error: the note is as it was")]
    Failed(String),
    /// It ended with an error after it had written something else: its line may have been cut.
    #[error("{0} ended with an error: the note is as it was, and what was written lies in {path}", path = .1.display())]
    Cut(String, PathBuf),
    /// It gave back more than a note holds.
    #[error("a note has {MAX_NOTE} bytes at most: it is as it was, and what was written lies in {path}", path = .0.display())]
    TooLong(PathBuf),
    /// The file can't be written or read back.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        error: io::Error,
    },
}

/// The editor's command, as the environment names it.
pub fn command(get: impl Fn(&str) -> Option<String>) -> Result<Vec<String>, EditorError> {
    let named = ["VISUAL", "EDITOR"].into_iter().filter_map(get).find(|command| !command.trim().is_empty());
    named.and_then(|line| split_arguments(&line).ok()).filter(|words| !words.is_empty()).ok_or(EditorError::None)
}

/// Has a text edited, in a file in this folder, and gives back what it is then.
pub fn edit(command: &[String], folder: &Path, text: &str) -> Result<String, EditorError> {
    let path = free_name(folder);
    let at_file = |error| EditorError::File { path: path.display().to_string(), error };
    let [program, arguments @ ..] = command else { return Err(EditorError::None) };
    write_whole(&path, text).map_err(at_file)?;
    let child = Command::new(program).args(arguments).arg(&path).spawn();
    let ended = child.map(|child| wait(child.id())).map_err(|error| EditorError::Start(program.clone(), error));
    let edited =
        std::fs::read(&path).map_err(at_file).map(|bytes| String::from_utf8_lossy(&bytes).trim_end().to_owned());
    let is_other = edited.as_ref().is_ok_and(|edited| !edited.is_empty() && edited != text.trim_end());
    let edited = match ended {
        Err(error) => Err(error),
        Ok(true) if edited.as_ref().is_ok_and(|edited| edited.len() > MAX_NOTE) => {
            Err(EditorError::TooLong(path.clone()))
        }
        Ok(true) => edited,
        Ok(false) if is_other => Err(EditorError::Cut(program.clone(), path.clone())),
        Ok(false) => Err(EditorError::Failed(program.clone())),
    };
    // What is nowhere else stays.
    if !matches!(edited, Err(EditorError::Cut(..) | EditorError::TooLong(_))) {
        let _ = std::fs::remove_file(&path);
    }
    edited
}

/// A file that is not there: one that is may hold what could not be taken back.
fn free_name(folder: &Path) -> PathBuf {
    let name = |turn: u32| folder.join(format!("note-{}-{turn}.md", std::process::id()));
    (1..=u32::MAX).map(name).find(|path| !path.exists()).unwrap_or_else(|| name(0))
}

/// Waits for the end of a program that has the terminal, and tells whether it was a good one. Where it is stopped by a key,
/// the reader stops with it, and both go on together.
pub(super) fn wait(child: u32) -> bool {
    let Some(child) = i32::try_from(child).ok().and_then(Pid::from_raw) else { return false };
    loop {
        match waitpid(Some(child), WaitOptions::UNTRACED) {
            Ok(Some((_, status))) if WaitStatus::stopped(status) => {
                let _ = kill_process_group(getpgrp(), Signal::STOP);
            }
            Ok(Some((_, status))) => return status.exit_status() == Some(0),
            Ok(None) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(command: &[&str], expected: Result<&str, &str>) {
        let folder = tempfile::tempdir().unwrap();
        let command: Vec<String> = command.iter().map(|word| (*word).to_owned()).collect();
        let edited = edit(&command, folder.path(), "one\ntwo").map_err(|error| error.to_string());
        match expected {
            Ok(text) => assert_eq!(edited.as_deref(), Ok(text)),
            Err(start) => assert!(edited.as_ref().is_err_and(|error| error.starts_with(start)), "{edited:?}"),
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn a_text_comes_back_as_the_editor_left_it_or_not_at_all() {
        check(&["true"], Ok("one\ntwo"));
        check(&["sed", "-i", "s/one/three/"], Ok("three\ntwo"));
        check(&["truncate", "-s", "0"], Ok(""));
        check(&["false"], Err("false ended with an error"));
        check(&["/nowhere/editor"], Err("/nowhere/editor can't be started: "));
        check(&["rm"], Err("/"));
    }

    #[test]
    fn what_cannot_be_taken_back_is_not_thrown_away() {
        let folder = tempfile::tempdir().unwrap();
        let mut left = std::collections::BTreeSet::new();
        for (script, text) in
            [("echo three >> \"$0\"; exit 1", "one\ntwothree\n"), ("yes | head -c 15002 > \"$0\"", "y\n")]
        {
            let error =
                edit(&["sh", "-c", script].map(str::to_owned), folder.path(), "one\ntwo").unwrap_err().to_string();
            let path = PathBuf::from(error.rsplit(' ').next().unwrap());
            assert!(std::fs::read_to_string(&path).unwrap().starts_with(text), "{error}");
            assert!(left.insert(path), "{error}");
        }
    }

    #[test]
    fn the_editor_is_the_one_the_environment_names() {
        let of = |visual: &str, editor: &str| {
            let (visual, editor) = (visual.to_owned(), editor.to_owned());
            command(|name| Some(if name == "VISUAL" { visual.clone() } else { editor.clone() })).map_err(drop)
        };
        assert_eq!(of("", "vi"), Ok(vec!["vi".to_owned()]));
        assert_eq!(of("code --wait", "vi"), Ok(vec!["code".to_owned(), "--wait".to_owned()]));
        assert_eq!(of("", " "), Err(()));
        assert_eq!(of("'open", ""), Err(()));
    }
}
