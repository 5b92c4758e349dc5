//! Files that are written beside their place and then renamed to it: what they are called, and what killed programs left.

use std::fs::DirEntry;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A draft that was not touched for so long belongs to a program that was killed: writing one takes milliseconds.
const ABANDONED: Duration = Duration::from_secs(60);

/// Where this process writes `target` before it renames it. Abandoned drafts of `target` are removed.
pub fn draft_of(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default();
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if is_abandoned(&entry, name.as_encoded_bytes()) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
    let mut draft = name.to_owned();
    draft.push(format!(".{}.new", std::process::id()));
    folder.join(draft)
}

fn is_abandoned(entry: &DirEntry, target: &[u8]) -> bool {
    let name = entry.file_name();
    let process = name.as_encoded_bytes().strip_prefix(target).and_then(|rest| rest.strip_prefix(b"."));
    let process = process.and_then(|rest| rest.strip_suffix(b".new"));
    let is_draft = process.is_some_and(|id| !id.is_empty() && id.iter().all(u8::is_ascii_digit));
    is_draft
        && entry
            .metadata()
            .and_then(|about| about.modified())
            .is_ok_and(|at| at.elapsed().is_ok_and(|age| age > ABANDONED))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs::{self, File};

    #[test]
    fn abandoned_drafts_are_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        let names =
            ["a.toml.12.new", "a.toml.new", "a.toml.12x.new", "b.toml.12.new", "a.toml.13", "a.toml", "a.toml.9.new"];
        for name in names {
            let file = File::create(at(name)).unwrap();
            // The last one is being written.
            if name != "a.toml.9.new" {
                file.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
            }
        }
        let draft = draft_of(&at("a.toml"));
        assert_eq!(draft, at(&format!("a.toml.{}.new", std::process::id())));
        let mut left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["a.toml", "a.toml.12x.new", "a.toml.13", "a.toml.9.new", "a.toml.new", "b.toml.12.new"]);
    }
}
