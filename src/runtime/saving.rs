//! Saving an article as a file of its own: under a name that is safe and free, never over another file.

use super::clock;
use super::handing::{GONE, Handed, Load};
use crate::app::{Event, Form};
use crate::index::IndexError;
use crate::text::{count, file_name, grouped};
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{self, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

/// How many files of one name there may be.
const MOST: u32 = 10_000;

/// Writes `text` into a new file named after the title, and tells where.
pub fn save(folder: &Path, title: &str, form: Form, text: &str) -> io::Result<PathBuf> {
    std::fs::create_dir_all(folder)?;
    let (name, ending) = (file_name(title), ending(form));
    for number in 1..=MOST {
        let path = folder.join(match number {
            1 => format!("{name}.{ending}"),
            number => format!("{name} {number}.{ending}"),
        });
        // Whether the name is free is asked by making the file: nobody can take it in between.
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
            Ok(mut file) => {
                let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
                return match written {
                    Ok(()) => Ok(path),
                    Err(error) => {
                        // Half an article is none.
                        let _ = std::fs::remove_file(&path);
                        Err(error)
                    }
                };
            }
        }
    }
    Err(io::Error::new(ErrorKind::AlreadyExists, format!("there are {MOST} files of this name already")))
}

/// Saves each article as a file of its own, as long as it is not given up, and says what came of it.
pub fn save_all(load: Load, folder: &Path, form: Form, given_up: &AtomicBool) -> Event {
    let all = load.len();
    let (mut saved, zone) = (Vec::new(), clock::zone());
    let mut save_next = |handed: Result<Handed, IndexError>| -> Result<(), String> {
        let handed = handed.map_err(|error| error.to_string())?;
        let text = handed.written(form, &zone);
        saved.push(save(folder, handed.row.title.as_str(), form, &text).map_err(|error| error.to_string())?);
        Ok(())
    };
    let failed = match load.read() {
        Ok(articles) => articles.take_while(|_| !given_up.load(Ordering::Relaxed)).try_for_each(&mut save_next).err(),
        Err(error) => Some(error.to_string()),
    };
    let told = |path: &Path| path::absolute(path).unwrap_or(path.to_owned()).display().to_string();
    let (folder, many) = (told(folder), count(saved.len(), "article"));
    let part = || format!("saved {} of {} in {folder}", grouped(saved.len() as u64), grouped(all as u64));
    match (failed, &saved[..]) {
        (None, _) if saved.len() < all && given_up.load(Ordering::Relaxed) => {
            Event::Notice(format!("cancelled · {}", part()))
        }
        (None, []) => Event::Trouble(GONE.to_owned()),
        (None, [path]) => Event::Notice(format!("saved as {}", told(path))),
        (None, _) => Event::Notice(format!("saved {many} in {folder}")),
        (Some(why), []) => Event::Trouble(format!("not saved: {folder}: {why}")),
        (Some(why), _) => Event::Trouble(format!("{}, and no more: {why}", part())),
    }
}

fn ending(form: Form) -> &'static str {
    match form {
        Form::Markdown => "md",
        Form::Text => "txt",
        Form::Json => "json",
    }
}

/// The folder that a setting names: `~` is the home folder.
pub fn folder(setting: &str) -> PathBuf {
    match (setting.strip_prefix('~'), std::env::home_dir()) {
        (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(setting),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_is_ever_written_over() {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("new/articles");
        let names = ["Low water.md", "Low water 2.md", "Low water 3.md"];
        for (number, name) in names.iter().enumerate() {
            let path = save(&folder, "Low: water", Form::Markdown, &number.to_string()).unwrap();
            assert_eq!(path, folder.join(name));
        }
        let texts: Vec<_> = names.iter().map(|name| std::fs::read_to_string(folder.join(name)).unwrap()).collect();
        assert_eq!(texts, ["0", "1", "2"]);
    }

    #[test]
    fn a_link_in_the_way_is_not_followed() {
        let home = tempfile::tempdir().unwrap();
        let target = home.path().join("target");
        std::os::unix::fs::symlink(&target, home.path().join("x.txt")).unwrap();
        assert_eq!(save(home.path(), "x", Form::Text, "").unwrap(), home.path().join("x 2.txt"));
        assert!(!target.exists());
    }

    #[test]
    fn a_title_cannot_lead_out_of_the_folder() {
        let home = tempfile::tempdir().unwrap();
        let path = save(home.path(), "../../out", Form::Json, "{}").unwrap();
        assert_eq!(path.parent(), Some(home.path()));
    }
}
