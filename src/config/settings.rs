//! Reads `config.toml`: the text as typed becomes settings as used, and a complaint for each mistake.

use super::complaint;
use super::table::{Density, Hyperlinks, Layout, Line, MarkRead, Notify, OpenerIn, SETTINGS, words};
use super::views::{self, SavedView};
use crate::sources::{Intervals, Keeping, Manners, Route};
use crate::text::{Complaint, Mistakes, nearest};
use crate::typeset::Breaking;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::Duration;
use toml::de::{DeTable, DeValue};

/// What the settings come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The theme's name.
    pub theme: String,
    /// The widest an article gets, in columns.
    pub measure: u16,
    /// How lines of a paragraph are broken.
    pub breaking: Breaking,
    /// How much of an article a list shows.
    pub density: Density,
    /// How the panes lie on the screen.
    pub layout: Layout,
    /// What the line to the terminal carries.
    pub line: Line,
    /// Where addresses are links of the terminal's own.
    pub hyperlinks: Hyperlinks,
    /// How it is told that new articles came in.
    pub notify: Notify,
    /// When an article counts as read by itself.
    pub mark_read: MarkRead,
    /// The command that opens addresses, without the address; empty for the system's own.
    pub opener: Vec<String>,
    /// Where it draws.
    pub opener_in: OpenerIn,
    /// The largest file taken in, in bytes.
    pub max_body: u64,
    /// Whether the links of an article are listed at its end.
    pub links: bool,
    /// How fast the reader reads.
    pub words_per_minute: u32,
    /// How often sources are looked at by themselves while the reader is open; none for never.
    pub interval: Option<Duration>,
    /// Nothing is asked over the network by itself.
    pub metered: bool,
    /// The largest feed that is taken, in bytes.
    pub max_feed: u64,
    /// How many servers are asked at once.
    pub connections: usize,
    /// How many questions at once go to one of them.
    pub per_host: usize,
    /// The command that is told of new articles; empty for none.
    pub on_new: Vec<String>,
    /// The way to all servers; none for what the environment says.
    pub proxy: Option<Route>,
    /// What is kept of the articles of each feed.
    pub keeping: Keeping,
    /// Unread articles are always kept.
    pub keep_unread: bool,
    /// Where articles are saved: absolute, below the home folder with `~/`, or below the folder of the start.
    pub save_folder: String,
    /// The reader's own commands, as they were written.
    pub commands: Vec<UserCommand>,
}

/// A command of the reader's own: what it is called, and its argument vector, which is never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserCommand {
    /// As keys and the palette call it.
    pub name: String,
    /// The program, and its arguments.
    pub words: Vec<String>,
}

impl Settings {
    /// How often sources are asked by themselves.
    pub fn intervals(&self) -> Intervals {
        Intervals { general: self.interval, is_metered: self.metered }
    }

    /// How servers are asked.
    pub fn manners(&self) -> Manners {
        Manners {
            max_bytes: usize::try_from(self.max_feed).unwrap_or(usize::MAX - 1),
            connections: self.connections,
            per_host: self.per_host,
            route: self.proxy.clone(),
            interval: self.interval.unwrap_or(Duration::MAX),
            ..Manners::default()
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            theme: "default".into(),
            measure: 72,
            breaking: Breaking::Optimal,
            density: Density::Titles,
            layout: Layout::Auto,
            line: Line::Auto,
            hyperlinks: Hyperlinks::Auto,
            notify: Notify::Off,
            mark_read: MarkRead::End,
            opener: Vec::new(),
            opener_in: OpenerIn::Auto,
            max_body: 16 << 20,
            links: true,
            words_per_minute: 230,
            interval: Some(Duration::from_secs(3_600)),
            metered: false,
            max_feed: 50 << 20,
            connections: 512,
            per_host: 4,
            on_new: Vec::new(),
            proxy: None,
            keeping: Keeping::default(),
            keep_unread: true,
            save_folder: ".".into(),
            commands: Vec::new(),
        }
    }
}

/// `config.toml`, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// What the settings come to.
    pub settings: Settings,
    /// The queries that are kept with a name.
    pub views: Vec<SavedView>,
    /// The file, and its text as typed, for `keys` to read its tables from; none where there is no file.
    pub typed: Option<(PathBuf, String)>,
    /// What is wrong in it.
    pub complaints: Vec<Complaint>,
}

impl Config {
    /// Reads the file; where there is none, everything is at its default.
    pub fn read(path: &Path) -> Self {
        match std::fs::read(path) {
            Ok(bytes) => {
                let mut config = Self::parse(path, &String::from_utf8_lossy(&bytes));
                if let Err(error) = std::str::from_utf8(&bytes) {
                    config.complaints.push(complaint::of_bytes(path, &bytes, error, ", and is read as `\u{fffd}`"));
                    complaint::sort(&mut config.complaints);
                }
                config
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Config::default(),
            Err(error) => {
                let what = format!("can't be read, so every setting is at its default: {error}");
                Config { complaints: vec![Complaint::of_file(path, what)], ..Config::default() }
            }
        }
    }

    /// Reads the text of the file at `path`.
    pub fn parse(path: &Path, text: &str) -> Self {
        let mut settings = Settings::default();
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let (table, errors) = DeTable::parse_recoverable(text);
        let mut mistakes = Mistakes::new(path, text);
        let is_named = table.get_ref().get("keys").is_some_and(|keys| keys.get_ref().is_str());
        for error in &errors {
            let at = error.span().map(|span| span.start);
            let is_of_keys = is_named && at.is_some_and(|at| text[at..].starts_with("keys"));
            mistakes.add(at, if is_of_keys { NAMED_BESIDE_TABLES } else { error.message() });
        }
        let mut kept = Vec::new();
        for (name, value) in table.get_ref() {
            let taken = match name.get_ref().as_ref() {
                "keys" if value.get_ref().is_table() || value.get_ref().is_str() => Ok(()),
                "keys" => Err(Wrong::Value("`keys` wants the name of a preset, or tables such as [keys.list]".into())),
                "commands" => take_commands(&mut settings, value.get_ref(), &mut mistakes),
                "view" => {
                    kept = views::read(value.get_ref(), name.span().start, &mut mistakes);
                    Ok(())
                }
                name => take(&mut settings, name, value.get_ref()),
            };
            if let Err(what) = taken {
                mistakes.add(Some(name.span().start), what);
            }
        }
        let mut complaints = mistakes.told();
        complaint::sort(&mut complaints);
        Config { settings, views: kept, typed: Some((path.to_owned(), text.to_owned())), complaints }
    }
}

/// What is wrong where a preset has its name at the top, and keys follow.
const NAMED_BESIDE_TABLES: &str =
    "`keys` names a preset already; beside tables it stands in one: [keys], then preset = \"newsboat\"";

/// What is wrong where a setting stands below a table, and is therefore taken for a part of it; none for other names.
pub(super) fn below_a_table(name: &str) -> Option<String> {
    let setting = SETTINGS.iter().find(|setting| setting.name == name)?;
    Some(format!("`{}` is a setting: it stands at the top, before the first table", setting.name))
}

/// What is wrong with a setting.
enum Wrong<'a> {
    Name(&'a str),
    Value(String),
}

impl fmt::Display for Wrong<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Wrong::Value(what) => return f.write_str(what),
            Wrong::Name(name) => name,
        };
        match nearest(name, SETTINGS.iter().map(|setting| setting.name).chain(["keys", "commands", "view"])) {
            Some(near) => write!(f, "there is no setting `{name}`; did you mean `{near}`?"),
            None => write!(f, "there is no setting `{name}`; `byline config default` lists them all"),
        }
    }
}

fn take<'a>(settings: &mut Settings, name: &'a str, value: &DeValue<'_>) -> Result<(), Wrong<'a>> {
    let setting = SETTINGS.iter().find(|setting| setting.name == name).ok_or(Wrong::Name(name))?;
    (setting.take)(settings, value)
        .map_err(|expected| Wrong::Value(format!("`{name}` wants {expected}; it stays at {}", setting.default)))
}

/// Takes the table of the reader's own commands; a row that is none is told, and the others count.
fn take_commands<'a>(
    settings: &mut Settings,
    value: &DeValue<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Result<(), Wrong<'a>> {
    let table = value.as_table().ok_or_else(|| Wrong::Value("`commands` wants a table, [commands]".into()))?;
    let mut rows: Vec<_> = table.iter().collect();
    rows.sort_by_key(|(name, _)| name.span().start);
    for (name, value) in rows {
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_');
        let words = words(value.get_ref()).ok().filter(|words| words.first().is_some_and(|word| !word.is_empty()));
        let taken = match words {
            _ if !name.get_ref().chars().all(is_name) || name.get_ref().is_empty() => {
                Err("the name of a command has letters, digits, `-` and `_`".to_owned())
            }
            None => Err(below_a_table(name.get_ref()).unwrap_or_else(|| {
                format!("the command `{0}` wants a list of its words, such as {0} = [\"wc\", \"-w\"]", name.get_ref())
            })),
            Some(words) => Ok(UserCommand { name: name.get_ref().to_string(), words }),
        };
        match taken {
            Ok(command) => settings.commands.push(command),
            Err(what) => mistakes.add(Some(name.span().start), what),
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
