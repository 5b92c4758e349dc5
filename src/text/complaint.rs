//! What is wrong in a file that somebody wrote by hand, and on which line.
//!
//! Such a file never fails as a whole: what is right in it counts, and each mistake is told.

use super::Clean;
use std::fmt;
use std::path::{Path, PathBuf};

/// One mistake in a file: what, where, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Complaint {
    /// The file.
    pub path: PathBuf,
    /// The line, from 1, where it is known.
    pub line: Option<usize>,
    /// What is wrong, and what to do about it.
    pub what: String,
}

impl Complaint {
    /// A complaint about the place that begins at the byte `at` of `text`.
    pub fn at(path: &Path, text: &str, at: Option<usize>, what: impl Into<String>) -> Self {
        let line = at.map(|at| 1 + text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count());
        Complaint { path: path.to_owned(), line, what: what.into() }
    }

    /// A complaint about a file as a whole.
    pub fn of_file(path: &Path, what: impl Into<String>) -> Self {
        Complaint { path: path.to_owned(), line: None, what: what.into() }
    }

    /// The complaint in a line that has little room: the file by its name alone.
    pub fn brief(&self) -> String {
        let path = self.path.file_name().map_or_else(|| self.path.clone(), PathBuf::from);
        Complaint { path, ..self.clone() }.to_string()
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.to_string_lossy();
        let what = Clean::line(&self.what);
        match self.line {
            Some(line) => write!(f, "{}:{line}: {what}", Clean::line(&path)),
            None => write!(f, "{}: {what}", Clean::line(&path)),
        }
    }
}
