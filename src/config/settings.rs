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
mod tests {
    use super::super::table::{commented_defaults, readme_table};
    use super::*;
    use crate::keys::{Context, Keymap, Layer};
    use crate::query::Order;
    use crate::theme::Theme;

    fn check(text: &str, expected: &[&str]) -> Settings {
        let config = Config::parse(Path::new("c.toml"), text);
        let complaints: Vec<_> = config.complaints.iter().map(ToString::to_string).collect();
        assert_eq!(complaints, expected, "{text}");
        config.settings
    }

    #[test]
    fn the_printed_defaults_are_the_defaults() {
        let uncommented: String = commented_defaults()
            .lines()
            .map(|line| line.strip_prefix('#').filter(|rest| !rest.starts_with(' ')).unwrap_or(line).to_owned() + "\n")
            .collect();
        assert_eq!(
            uncommented.lines().filter(|line| !line.starts_with('#') && line.contains(" = ")).count(),
            SETTINGS.len()
        );
        assert_eq!(check(&uncommented, &[]), Settings::default());
        assert_eq!(readme_table().lines().count(), SETTINGS.len() + 2);
    }

    #[test]
    fn the_printed_keys_bind() {
        let file = commented_defaults();
        let examples = file.lines().filter_map(|line| line.strip_prefix("#     "));
        let (preset, tables): (Vec<_>, Vec<_>) = examples.partition(|line| line.starts_with("keys ="));
        assert!(tables.contains(&"[[view]]"));
        for text in [preset.join("\n"), tables.join("\n")] {
            assert!(!text.is_empty());
            let layer = Layer { path: Path::new("c.toml"), text: &text, table: Some("keys") };
            assert_eq!(
                (Keymap::effective(Some(layer)).1, Config::parse(layer.path, &text).complaints),
                (vec![], vec![])
            );
        }
    }

    #[test]
    fn every_setting_takes_effect() {
        let all = r#"theme = "ink"
measure = 60
breaking = "first"
density = 3
layout = "stacked"
line = "slow"
hyperlinks = "always"
notify = "bell"
mark_read = "never"
opener = ["w3m"]
opener_in = "terminal"
max_body = "1 MiB"
links = false
words_per_minute = 300
interval = "never"
metered = true
max_feed = "1 MiB"
connections = 8
per_host = 1
on_new = ["tee", "-a", "/tmp/new"]
proxy = "http://proxy:3128"
save_folder = "~/articles"
keep_for = "2y"
keep_newest = 500
keep_size = "1 MiB"
keep_unread = false
[commands]
count = ["wc", "-w"]"#;
        let settings = check(all, &[]);
        let expected = Settings {
            theme: "ink".into(),
            measure: 60,
            breaking: Breaking::First,
            density: Density::Roomy,
            layout: Layout::Stacked,
            line: Line::Slow,
            hyperlinks: Hyperlinks::Always,
            notify: Notify::Bell,
            mark_read: MarkRead::Never,
            opener: vec!["w3m".into()],
            opener_in: OpenerIn::Terminal,
            max_body: 1 << 20,
            links: false,
            words_per_minute: 300,
            interval: None,
            metered: true,
            max_feed: 1 << 20,
            connections: 8,
            per_host: 1,
            on_new: ["tee", "-a", "/tmp/new"].map(str::to_owned).to_vec(),
            proxy: Route::parse("http://proxy:3128"),
            save_folder: "~/articles".into(),
            keeping: Keeping { age: Some(Duration::from_secs(730 * 86_400)), newest: Some(500), size: Some(1 << 20) },
            keep_unread: false,
            commands: vec![UserCommand { name: "count".into(), words: vec!["wc".into(), "-w".into()] }],
        };
        assert_eq!(settings, expected);
    }

    #[test]
    fn every_shipped_theme_is_named_where_one_chooses() {
        for name in Theme::shipped_names() {
            assert!(commented_defaults().contains(&format!("`{name}`")), "{name}");
        }
    }

    #[test]
    fn a_mistake_is_named_with_its_line_and_the_rest_counts() {
        let settings = check(
            "themee = \"ink\"\nmeasure = 60\nlinks = \"yes\"\nfrobnicate = 1\n[keys.list]\nx = \"y\"\n",
            &[
                "c.toml:1: there is no setting `themee`; did you mean `theme`?",
                "c.toml:3: `links` wants true or false; it stays at true",
                "c.toml:4: there is no setting `frobnicate`; `byline config default` lists them all",
            ],
        );
        assert_eq!(settings.measure, 60);
    }

    #[test]
    fn a_command_without_a_name_is_none() {
        let wants = "wants a list of texts, such as [\"firefox\", \"--new-tab\"]; it stays at []";
        let settings = check(
            "opener = ['']\non_new = [' ', 'x']",
            &[&format!("c.toml:1: `opener` {wants}"), &format!("c.toml:2: `on_new` {wants}")],
        );
        assert_eq!(settings, Settings::default());
        assert_eq!(check("opener = []", &[]), Settings::default());
    }

    #[test]
    fn commands_of_ones_own_are_read_in_their_order_and_mistakes_are_named() {
        let settings = check(
            "[commands]\nzz = [\"wc\", \"-w\"]\nempty = []\ncount = \"wc -w\"\n\"a b\" = [\"x\"]\naa = [\"sh\", \"-c\", \"\"]\n",
            &[
                "c.toml:3: the command `empty` wants a list of its words, such as empty = [\"wc\", \"-w\"]",
                "c.toml:4: the command `count` wants a list of its words, such as count = [\"wc\", \"-w\"]",
                "c.toml:5: the name of a command has letters, digits, `-` and `_`",
            ],
        );
        let names: Vec<_> = settings.commands.iter().map(|command| command.name.as_str()).collect();
        assert_eq!(names, ["zz", "aa"]);
        check("commands = 1", &["c.toml:1: `commands` wants a table, [commands]"]);
    }

    #[test]
    fn a_view_with_a_mistake_costs_no_other_and_is_named_with_its_line() {
        let text = r#"[[view]]
name = "A"
query = "a"
sort = "oldst"
densty = 2
[[view]]
query = "b"
[[view]]
name = "C"
query = "c ("
[[view]]
name = "D"
query = "a"
[[view]]
name = "E"
query = "e is:unread"
key = "gE"
sort = "oldest"
density = "lead"
[[view]]
name = "F\u001b"
query = "f""#;
        let config = Config::parse(Path::new("c.toml"), text);
        let complaints: Vec<_> = config.complaints.iter().map(ToString::to_string).collect();
        assert_eq!(
            complaints[..3],
            [
                "c.toml:4: `sort` wants one of \"newest\", \"oldest\", \"title\", \"title-reversed\", \"source\", \
                 \"source-reversed\", \"author\", \"author-reversed\" (did you mean \"oldest\"?)",
                "c.toml:5: a view has no `densty`; did you mean `density`?",
                "c.toml:6: this view has no `name`, so it is left out",
            ]
        );
        assert!(
            complaints[3].starts_with("c.toml:10: this view is left out, its query is not understood: "),
            "{complaints:?}"
        );
        assert_eq!(
            complaints[4..],
            [
                "c.toml:11: this view has the query of the view `A`, so it is left out",
                "c.toml:21: this view is left out, its `name` wants up to 100 letters that can be shown, no blanks around them"
            ]
        );
        let names: Vec<_> = config.views.iter().map(|view| view.name.as_str()).collect();
        assert_eq!(names, ["A", "E"]);
        let view = &config.views[1];
        assert_eq!((view.order, view.density, view.key.as_deref()), (Order::OLDEST, Some(Density::Lead), Some("gE")));
    }

    #[test]
    fn what_stands_at_the_wrong_place_is_told_with_the_right_one() {
        let above = "is a setting: it stands at the top, before the first table";
        check(
            "[[view]]\nname = 'A'\nquery = 'a'\ntheme = 'mono'\nmeasure = 60",
            &[&format!("c.toml:4: `theme` {above}"), &format!("c.toml:5: `measure` {above}")],
        );
        check(
            "[commands]\nopener = ['w3m']\nmeasure = 60\nline = 'slow'",
            &[&format!("c.toml:3: `measure` {above}"), &format!("c.toml:4: `line` {above}")],
        );
        check(
            "keys = 'newsboat'\nmeasure = 60\n[keys.list]\nx = 'star'\n",
            &[
                "c.toml:3: `keys` names a preset already; beside tables it stands in one: [keys], then preset = \"newsboat\"",
            ],
        );
    }

    #[test]
    fn what_is_no_utf_8_is_named_with_its_line_and_the_rest_counts() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("c.toml");
        std::fs::write(&path, b"measure = 60\n[keys.list]\nx = \"d\xffne\"\nX = \"star\"\n\xfe = 1\n").unwrap();
        let config = Config::read(&path);
        assert_eq!(config.settings.measure, 60);
        let said: Vec<_> = config.complaints.iter().map(Complaint::brief).collect();
        assert_eq!(said[0], "c.toml:3: what stands here is no UTF-8, and is read as `\u{fffd}`");
        let layer = Layer { path: &path, text: &config.typed.unwrap().1, table: Some("keys") };
        let (keymap, said) = Keymap::effective(Some(layer));
        assert_eq!(said[0].brief(), "c.toml:3: no action is called `d\u{fffd}ne`; did you mean `done`?");
        assert!(keymap.bindings(Context::List).iter().any(|(keys, bound)| format!("{keys} {bound}") == "X star"));
    }

    #[test]
    fn a_line_that_is_no_toml_leaves_the_others_in_force() {
        let config = Config::parse(Path::new("c.toml"), "measure = 60\nlinks = = no\nwords_per_minute = 100\n");
        assert_eq!(config.complaints.len(), 1, "{:?}", config.complaints);
        assert_eq!(config.complaints[0].line, Some(2));
        assert_eq!((config.settings.measure, config.settings.words_per_minute), (60, 100));
    }
}
