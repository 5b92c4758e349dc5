//! Saving an article as a file of its own: under a name that is safe and free, never over another file.

use crate::app::Form;
use crate::text::file_name;
use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

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
