//! A home for one test: four folders of byline's own, a folder for files, and the command to run on them.

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The folders.
pub struct Home {
    folder: tempfile::TempDir,
}

/// What a command said.
#[derive(Debug)]
pub struct Said {
    /// Its exit status.
    pub status: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub err: String,
}

impl Home {
    pub fn new() -> Self {
        Home { folder: tempfile::tempdir().unwrap() }
    }

    /// With four articles, the newest first: `Ferry d`, `Harbour c`, `Ferry b`, `Harbour a`.
    pub fn of_four() -> Self {
        let home = Home::new();
        for (day, name) in [(1, "Harbour a"), (2, "Ferry b"), (3, "Harbour c"), (4, "Ferry d")] {
            let text = format!("---\ntitle: {name}\ndate: 2026-03-0{day}\n---\nIt says {name} today.\n");
            home.write(&format!("n/{day}.md"), text);
        }
        home.fine(&["import", "n"]);
        home
    }

    /// A path in the home.
    pub fn at(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file in the home, its folders too.
    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.at(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// The command, run in the home, ready to start.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
        command.args(args).current_dir(self.folder.path()).stdin(Stdio::null()).env("TZ", "UTC");
        for (variable, folder) in [
            ("BYLINE_CONFIG_DIR", "config"),
            ("BYLINE_DATA_DIR", "data"),
            ("BYLINE_STATE_DIR", "state"),
            ("BYLINE_CACHE_DIR", "cache"),
        ] {
            command.env(variable, self.at(folder));
        }
        command
    }

    /// Runs the command and hears it out.
    pub fn run(&self, args: &[&str]) -> Said {
        said(self.command(args).output().unwrap())
    }

    /// Runs a command that must do its work without a word of trouble.
    pub fn fine(&self, args: &[&str]) -> String {
        let said = self.run(args);
        assert_eq!((said.status, said.err.as_str()), (0, ""), "{args:?}\n{}", said.out);
        said.out
    }

    /// What `byline list --json` gives, newest first.
    pub fn list(&self) -> Vec<Value> {
        self.fine(&["list", "--json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The titles in the list.
    pub fn titles(&self) -> Vec<String> {
        self.list().iter().map(|article| article["title"].as_str().unwrap().to_owned()).collect()
    }

    /// The id of the article with this title.
    pub fn id_of(&self, title: &str) -> String {
        let list = self.list();
        let article = list.iter().find(|article| article["title"] == title);
        article.unwrap_or_else(|| panic!("no {title} in {list:?}"))["id"].as_str().unwrap().to_owned()
    }
}

pub fn said(output: Output) -> Said {
    Said {
        status: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// A path as an argument.
pub fn arg(path: &Path) -> &str {
    path.to_str().unwrap()
}
