//! Which source a file belongs to, so that it has one id however it is reached.
//!
//! The innermost folder that is a source wins. A folder in none of them becomes a source itself. What was taken in with
//! a folder before one within it was subscribed to stays there: that is told by the names that a file could have had.

use super::folder::name_text;
use super::kept::folder_name;
use super::{Kept, Place};
use crate::article::{Article, Source, SourceId};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// The folders that are sources.
#[derive(Clone, Debug, Default)]
pub(super) struct Homes {
    folders: Vec<Home>,
}

/// A folder that is a source.
#[derive(Clone, Debug)]
struct Home {
    path: PathBuf,
    source: Source,
    /// The library does not know it, or not so.
    news: bool,
}

impl Homes {
    /// The folders that the library knows and those that are kept; where a kept one has moved, its new place counts.
    pub fn new(known: Vec<Source>, kept: &[Kept]) -> Self {
        let known = known.into_iter().filter(|source| source.address.starts_with('/'));
        let mut homes = Homes {
            folders: known.map(|source| Home { path: PathBuf::from(&source.address), source, news: false }).collect(),
        };
        for kept in kept {
            if let Place::Folder(path) = &kept.place {
                homes.settle(kept, path.canonicalize().unwrap_or_else(|_| path.clone()));
            }
        }
        homes
    }

    fn settle(&mut self, kept: &Kept, path: PathBuf) {
        let source = Source {
            id: kept.id,
            address: name_text(path.as_os_str()),
            title: kept.name.clone(),
            tags: kept.tags.clone(),
            folder: kept.folder.clone(),
        };
        let known = self.folders.iter().position(|home| home.source.id == kept.id);
        match known {
            Some(n) if self.folders[n].source == source => {}
            Some(n) => self.folders[n] = Home { path, source, news: true },
            // A folder that only lies in another may have no files left for itself: one that is kept is always there.
            None if self.folders.iter().any(|home| home.path == path) => {}
            None => self.folders.push(Home { path, source, news: true }),
        }
    }

    /// The source of a file, and its path within that; `root` is where its name begins, by its real path. A root that
    /// lies in no source becomes one.
    pub fn place(&mut self, root: &Path, name: &str) -> (SourceId, String) {
        let full = root.join(name);
        let home = match self.around(full.parent().unwrap_or(root)) {
            Some(home) => home,
            None => self.settle_new(root),
        };
        let guid = home.name_of(&full).unwrap_or_else(|| name.to_owned());
        (home.source.id, guid)
    }

    /// The sources further out that a file lies in as well, the innermost first, and its path within each.
    pub fn outer_places(&self, root: &Path, name: &str) -> Vec<(SourceId, String)> {
        let full = root.join(name);
        let mut around: Vec<&Home> = self.all_around(full.parent().unwrap_or(root)).collect();
        around.sort_by_key(|home| std::cmp::Reverse(home.depth()));
        around.into_iter().skip(1).filter_map(|home| Some((home.source.id, home.name_of(&full)?))).collect()
    }

    fn settle_new(&mut self, folder: &Path) -> &Home {
        let address = name_text(folder.as_os_str());
        let source =
            Source { id: SourceId::of(&address), address, title: folder_name(folder), tags: Vec::new(), folder: None };
        self.folders.push(Home { path: folder.to_owned(), source, news: true });
        &self.folders[self.folders.len() - 1]
    }

    /// The source whose folder is this one.
    pub fn at(&self, folder: &Path) -> Option<SourceId> {
        self.folders.iter().find(|home| home.path == folder).map(|home| home.source.id)
    }

    /// The source of this id, if the library has still to learn of it; from then on it knows.
    pub fn take_news(&mut self, id: SourceId) -> Option<Source> {
        let home = self.folders.iter_mut().find(|home| home.source.id == id && home.news)?;
        home.news = false;
        Some(home.source.clone())
    }

    /// Whether the file that an article came from is no longer there.
    pub fn is_gone(&self, article: &Article) -> bool {
        let home = self.folders.iter().find(|home| home.source.id == article.source);
        let is_missing = |path: PathBuf| path.symlink_metadata().is_err_and(|e| e.kind() == ErrorKind::NotFound);
        home.zip(article.guid.as_ref()).is_some_and(|(home, guid)| {
            // A further story of a wire file goes by the file's name, `#` and its number.
            let file = guid.rsplit_once('#').map_or(guid.as_str(), |(file, _)| file);
            is_missing(home.path.join(guid)) && is_missing(home.path.join(file))
        })
    }

    fn around(&self, folder: &Path) -> Option<&Home> {
        self.all_around(folder).max_by_key(|home| home.depth())
    }

    fn all_around(&self, folder: &Path) -> impl Iterator<Item = &Home> {
        self.folders.iter().filter(move |home| folder.starts_with(&home.path))
    }
}

impl Home {
    fn depth(&self) -> usize {
        self.path.components().count()
    }

    /// The path of a file within it.
    fn name_of(&self, file: &Path) -> Option<String> {
        Some(name_text(file.strip_prefix(&self.path).ok()?.as_os_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str) -> Source {
        Source { id: SourceId::of(path), address: path.into(), title: path.into(), tags: Vec::new(), folder: None }
    }

    fn kept(id: &str, path: &str) -> Kept {
        Kept { id: SourceId::of(id), name: path.into(), ..Kept::new(Place::Folder(path.into())) }
    }

    #[test]
    fn a_file_stays_with_the_innermost_source_known() {
        let mut homes = Homes::new(vec![source("/n/2024"), source("/n"), source("https://e.org")], &[]);
        for (root, name, home, guid) in [
            ("/n/2024/a", "x.txt", "/n/2024", "a/x.txt"),
            ("/n", "2024/x.txt", "/n/2024", "x.txt"),
            ("/n", "2025/x.txt", "/n", "2025/x.txt"),
            ("/m", "b/x.txt", "/m", "b/x.txt"),
            ("/m/b", "x.txt", "/m", "b/x.txt"),
        ] {
            let placed = homes.place(Path::new(root), name);
            assert_eq!(placed, (SourceId::of(home), guid.to_owned()), "{root} {name}");
        }
        assert_eq!(homes.take_news(SourceId::of("/m")).map(|source| source.title), Some("m".into()));
        assert_eq!(homes.take_news(SourceId::of("/m")), None);
        assert_eq!(homes.take_news(SourceId::of("/n")), None);
    }

    #[test]
    fn a_kept_source_that_moved_keeps_its_id() {
        let mut homes = Homes::new(vec![source("/n")], &[kept("/n", "/elsewhere"), kept("/y", "/elsewhere/y")]);
        let (n, y) = (SourceId::of("/n"), SourceId::of("/y"));
        assert_eq!(homes.place(Path::new("/elsewhere"), "z/x"), (n, "z/x".into()));
        // One that is kept within it is a source of its own.
        assert_eq!(homes.place(Path::new("/elsewhere"), "y/x"), (y, "x".into()));
        assert_eq!(homes.outer_places(Path::new("/elsewhere/y"), "x"), [(n, "y/x".into())]);
        assert_eq!(homes.place(Path::new("/n"), "x"), (SourceId::of("/n"), "x".into()));
        assert!(homes.take_news(SourceId::of("/n")).is_some());
    }
}
