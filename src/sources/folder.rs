//! Finds the files of a folder: all the way down, in sorted order, hidden ones left out.
//!
//! It reads none of them. Links are followed last, and only to files not seen yet, so loops end and a linked file keeps its
//! own name. A link that leads out of the folder is followed only on request.

use super::{Refusal, Refused};
use jiff::Timestamp;
use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// A file that may be taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Where it lies.
    pub path: PathBuf,
    /// Its path relative to the folder that was looked through, with `/`.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed.
    pub modified: Option<Timestamp>,
    /// What tells this state of it from others.
    pub stamp: Stamp,
    /// The number of its device.
    pub device: u64,
    /// The real path of the folder that must contain it when it is read; `None` if it may be anywhere.
    pub within: Option<Arc<Path>>,
}

/// The state of a file as the system tells it without a look inside: no two states that differ in content share one, but
/// for changes within a tick of the clock. (A program can set the time of change back, never the time of status.)
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The number of the file.
    pub inode: u64,
    /// Its size in bytes.
    pub size: u64,
    /// When its content changed, in nanoseconds since 1970.
    pub changed: i128,
    /// When anything of it changed.
    pub status: i128,
}

/// What a folder holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The files of the kinds that are read, sorted by name.
    pub files: Vec<Candidate>,
    /// How many files of other kinds it has.
    pub left_out: usize,
    /// What could not be looked at.
    pub refused: Vec<Refused>,
    /// Links that lead out of the folder and were not followed, sorted.
    pub outside: Vec<PathBuf>,
}

/// Walks through a folder until `cancel` is set; `follow` says whether to follow links out of it. The folder itself may be
/// a link, since the user named it.
pub fn walk(root: &Path, follow: bool, cancel: &AtomicBool) -> Walk {
    let real = root.canonicalize().unwrap_or_else(|_| root.to_owned());
    let mut walker = Walker { within: (!follow).then(|| real.into()), ..Walker::default() };
    walker.pending.push((root.to_owned(), String::new()));
    while !cancel.load(Ordering::Relaxed) {
        if let Some((folder, name)) = walker.pending.pop() {
            walker.look_into(&folder, &name);
        } else if let Some((link, name)) = walker.links.pop() {
            walker.follow(&link, &name);
        } else {
            break;
        }
    }
    walker.found.files.sort_by(|a, b| a.name.cmp(&b.name));
    walker.found.refused.sort_by(|a, b| a.path.cmp(&b.path));
    walker.found.outside.sort();
    walker.found
}

#[derive(Default)]
struct Walker {
    within: Option<Arc<Path>>,
    pending: Vec<(PathBuf, String)>,
    links: Vec<(PathBuf, String)>,
    seen: HashSet<(u64, u64)>,
    found: Walk,
}

impl Walker {
    fn look_into(&mut self, folder: &Path, name: &str) {
        match fs::metadata(folder) {
            Ok(metadata) if !self.seen.insert((metadata.dev(), metadata.ino())) => return,
            Ok(_) => {}
            Err(error) => return self.refuse(folder, &error),
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.refuse(folder, &error),
        };
        let links = self.links.len();
        for entry in entries {
            match entry.and_then(|entry| Ok((entry.metadata()?, entry))) {
                Ok((metadata, entry)) => {
                    let file_name = entry.file_name();
                    if !file_name.as_encoded_bytes().starts_with(b".") {
                        self.sort_in(entry.path(), join(name, &file_name), &metadata);
                    }
                }
                Err(error) => self.refuse(folder, &error),
            }
        }
        // Taken from the end, so that of two links to one place the first by name counts.
        self.links[links..].sort_by(|a, b| b.1.cmp(&a.1));
    }

    fn follow(&mut self, link: &Path, name: &str) {
        match fs::metadata(link).and_then(|found| Ok((found, link.canonicalize()?))) {
            Ok((_, real)) if self.within.as_ref().is_some_and(|folder| !real.starts_with(folder)) => {
                self.found.outside.push(link.to_owned());
            }
            Ok((metadata, _)) => self.sort_in(link.to_owned(), name.to_owned(), &metadata),
            Err(error) => self.refuse(link, &error),
        }
    }

    fn sort_in(&mut self, path: PathBuf, name: String, metadata: &Metadata) {
        if metadata.is_symlink() {
            self.links.push((path, name));
        } else if metadata.is_dir() {
            self.pending.push((path, name));
        } else if !metadata.is_file() || !is_read(&path) {
            self.found.left_out += 1;
        } else {
            let fresh = self.seen.insert((metadata.dev(), metadata.ino()));
            if fresh || metadata.nlink() > 1 {
                let within = self.within.clone();
                self.found.files.push(Candidate { within, ..candidate(path, name, metadata) });
            }
        }
    }

    fn refuse(&mut self, path: &Path, error: &std::io::Error) {
        self.found.refused.push(Refused { path: path.to_owned(), why: Refusal::Unreadable(error.to_string()) });
    }
}

/// What is known of a file without opening it.
pub(super) fn candidate(path: PathBuf, name: String, metadata: &Metadata) -> Candidate {
    let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    let nanoseconds = |seconds: i64, rest: i64| i128::from(seconds) * 1_000_000_000 + i128::from(rest);
    let stamp = Stamp {
        inode: metadata.ino(),
        size: metadata.len(),
        changed: nanoseconds(metadata.mtime(), metadata.mtime_nsec()),
        status: nanoseconds(metadata.ctime(), metadata.ctime_nsec()),
    };
    Candidate { path, name, size: metadata.len(), modified, stamp, device: metadata.dev(), within: None }
}

/// Whether a file is of a kind that is read when it lies in a folder; named by itself, any text is.
fn is_read(path: &Path) -> bool {
    const READ: [&str; 14] =
        ["txt", "text", "md", "markdown", "html", "htm", "xhtml", "cor", "xml", "rss", "atom", "rdf", "opml", "json"];
    match path.extension() {
        None => true,
        Some(extension) => extension.to_str().is_some_and(|e| READ.iter().any(|read| read.eq_ignore_ascii_case(e))),
    }
}

/// A path relative to a folder as text, with `/`; bytes that are no UTF-8 stay apart as `\xNN`.
fn join(folder: &str, name: &std::ffi::OsStr) -> String {
    let mut joined = folder.to_owned();
    if !folder.is_empty() {
        joined.push('/');
    }
    joined + &name_text(name)
}

/// A file name as text; bytes that are no UTF-8 stay apart as `\xNN`.
pub(super) fn name_text(name: &std::ffi::OsStr) -> String {
    let mut text = String::new();
    for chunk in name.as_encoded_bytes().utf8_chunks() {
        text.push_str(chunk.valid());
        for byte in chunk.invalid() {
            text.push_str(&format!("\\x{byte:02x}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn a_folder_is_walked_in_order_without_hidden_files_and_link_loops_end() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["a/2.txt", "b.md", "a/1.TXT", ".hidden/x.txt", "a/.x.txt", "photo.jpg", "README"] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), "x").unwrap();
        }
        symlink(folder.path(), at("a/up")).unwrap();
        symlink(at("b.md"), at("0.md")).unwrap();
        symlink(at("nowhere"), at("broken.txt")).unwrap();
        let found = walk(folder.path(), false, &AtomicBool::new(false));
        let names: Vec<_> = found.files.iter().map(|file| file.name.as_str()).collect();
        assert_eq!(names, ["README", "a/1.TXT", "a/2.txt", "b.md"]);
        assert_eq!(found.left_out, 1);
        assert_eq!(found.refused.iter().map(|r| r.path.clone()).collect::<Vec<_>>(), [at("broken.txt")]);
    }

    #[test]
    fn links_out_of_a_folder_are_followed_only_on_request() {
        let home = tempfile::tempdir().unwrap();
        let at = |name: &str| home.path().join(name);
        for name in ["n/a.txt", "n/sub/b.txt", "out/key", "out/deep/c.txt"] {
            fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            fs::write(at(name), "x").unwrap();
        }
        for (link, to) in [
            ("n/key", "../out/key"),
            ("n/folder", "../out"),
            ("n/sub/chain", "../folder"),
            ("n/sub/absolute", "/etc"),
            ("n/inside.txt", "sub/b.txt"),
            ("n/round", "../n"),
            ("n/self", "self"),
            ("named", "n"),
        ] {
            symlink(to, at(link)).unwrap();
        }
        let names = |paths: &[PathBuf]| -> Vec<String> {
            paths.iter().map(|path| path.strip_prefix(home.path()).unwrap().to_string_lossy().into_owned()).collect()
        };
        for root in ["n", "named"] {
            let found = walk(&at(root), false, &AtomicBool::new(false));
            assert_eq!(found.files.iter().map(|file| &*file.name).collect::<Vec<_>>(), ["a.txt", "sub/b.txt"]);
            let outside = ["folder", "key", "sub/absolute", "sub/chain"].map(|name| format!("{root}/{name}"));
            assert_eq!(names(&found.outside), outside);
            assert_eq!(found.refused.len(), 1, "only the link to itself: {:?}", found.refused);
        }
        for link in ["n/sub/absolute", "n/sub/chain"] {
            fs::remove_file(at(link)).unwrap();
        }
        let found = walk(&at("n"), true, &AtomicBool::new(false));
        let all = ["a.txt", "folder/deep/c.txt", "folder/key", "sub/b.txt"];
        assert_eq!(found.files.iter().map(|file| &*file.name).collect::<Vec<_>>(), all);
        assert_eq!(found.outside, Vec::<PathBuf>::new());
    }

    #[test]
    fn a_name_that_is_no_unicode_stays_apart_from_its_neighbours() {
        use std::os::unix::ffi::OsStrExt;
        let names = [&b"a\xff.txt"[..], b"a\xfe.txt"].map(|name| name_text(std::ffi::OsStr::from_bytes(name)));
        assert_eq!(names, ["a\\xff.txt", "a\\xfe.txt"]);
    }
}
