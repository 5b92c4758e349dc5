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

/// More mistakes in a text are not told one by one.
const MOST_TOLD: usize = 1_000;

/// The mistakes in one text, as they are found.
#[derive(Debug)]
pub struct Mistakes<'a> {
    path: &'a Path,
    text: &'a str,
    /// Where lines end, once that was asked.
    ends: Vec<usize>,
    told: Vec<Complaint>,
}

impl<'a> Mistakes<'a> {
    /// None yet, in the text of the file at `path`.
    pub fn new(path: &'a Path, text: &'a str) -> Self {
        Mistakes { path, text, ends: Vec::new(), told: Vec::new() }
    }

    /// Tells a mistake at the byte `at`; it is put into words only where it is told.
    pub fn add(&mut self, at: Option<usize>, what: impl fmt::Display) {
        if self.told.len() >= MOST_TOLD {
            return;
        }
        if self.ends.is_empty() {
            self.ends = memchr::memchr_iter(b'\n', self.text.as_bytes()).collect();
        }
        let line = at.map(|at| 1 + self.ends.partition_point(|end| *end < at));
        self.told.push(Complaint { path: self.path.to_owned(), line, what: what.to_string() });
    }

    /// Those that are told.
    pub fn told(self) -> Vec<Complaint> {
        self.told
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    struct Said<'a>(&'a Cell<usize>);

    impl fmt::Display for Said<'_> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            self.0.set(self.0.get() + 1);
            f.write_str("wrong")
        }
    }

    #[test]
    fn of_very_many_mistakes_only_those_that_are_told_are_put_into_words() {
        let text = "x\n".repeat(60_000);
        let (said, mut mistakes) = (Cell::new(0), Mistakes::new(Path::new("c.toml"), &text));
        (0..60_000).for_each(|line| mistakes.add(Some(2 * line), Said(&said)));
        let told = mistakes.told();
        assert_eq!((said.get(), told.len()), (MOST_TOLD, MOST_TOLD));
        assert_eq!((&*told[0].to_string(), &*told[999].to_string()), ("c.toml:1: wrong", "c.toml:1000: wrong"));
    }

    #[test]
    fn a_mistake_is_in_the_line_that_complaints_are_in() {
        let text = "a\n\nb\r\nc";
        for at in 0..=text.len() {
            let mut mistakes = Mistakes::new(Path::new("c"), text);
            mistakes.add(Some(at), "x");
            assert_eq!(mistakes.told(), [Complaint::at(Path::new("c"), text, Some(at), "x")], "{at}");
        }
        let mut mistakes = Mistakes::new(Path::new("c"), text);
        mistakes.add(None, "x");
        assert_eq!(mistakes.told(), [Complaint::of_file(Path::new("c"), "x")]);
    }
}
