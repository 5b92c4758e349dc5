//! Every setting: one row with name, default, what it does, and how its value is read.
//!
//! `byline config default` and the README's table are printed from here.

use super::settings::Settings;
use super::sources::parse_time;
use crate::sources::Route;
use crate::text::{nearest, parse_size, print_size};
use crate::typeset::Breaking;
use std::time::Duration;
use toml::de::DeValue;

/// How much of an article a list shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Density {
    /// One row an article.
    #[default]
    Titles,
    /// Title and first lines.
    Lead,
    /// Title and first lines, and air between.
    Roomy,
}

/// How the panes lie on the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Layout {
    /// By the size of the screen.
    #[default]
    Auto,
    /// One pane at a time.
    Single,
    /// The list above the reader.
    Stacked,
    /// Sources, list and reader side by side.
    Columns,
}

/// When an article counts as read by itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MarkRead {
    /// When Space goes on at its end.
    #[default]
    End,
    /// When it is opened.
    Open,
    /// Only by a key.
    Never,
}

/// How much the line to the terminal carries.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Line {
    /// Found out: slow over SSH, unless the terminal answers at once.
    #[default]
    Auto,
    /// Little: nothing is painted that only looks better.
    Slow,
    /// Plenty.
    Fast,
}

/// Where addresses are links of the terminal's own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hyperlinks {
    /// Where the terminal shows them, and the line is not slow.
    #[default]
    Auto,
    /// On a slow line, too.
    Always,
    /// Nowhere.
    Never,
}

/// How whoever does not look at the screen is told that new articles came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Notify {
    /// Not at all.
    #[default]
    Off,
    /// By the bell of the terminal.
    Bell,
    /// On the desktop, where the terminal can; by its bell where it cannot.
    Desktop,
}

/// Where the command that opens addresses draws.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OpenerIn {
    /// A text browser on the terminal, by its name; all others on the desktop.
    #[default]
    Auto,
    /// On the terminal, which it has until it ends.
    Terminal,
    /// On the desktop, beside the reader.
    Desktop,
}

/// One setting.
pub struct Setting {
    /// As it stands in `config.toml`.
    pub name: &'static str,
    /// Its value where the file says nothing, in TOML.
    pub default: &'static str,
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// Takes a value over into the settings, or says what would have been one.
    pub(super) take: fn(&mut Settings, &DeValue<'_>) -> Result<(), String>,
}

impl Setting {
    /// The values it is chosen from, where these are few.
    pub fn choices(&self) -> &'static [&'static str] {
        match self.name {
            "breaking" => &["optimal", "first"],
            "density" => &["titles", "lead", "roomy"],
            "layout" => &["auto", "single", "stacked", "columns"],
            "mark_read" => &["end", "open", "never"],
            "line" => &["auto", "slow", "fast"],
            "hyperlinks" => &["auto", "always", "never"],
            "notify" => &["off", "bell", "desktop"],
            "opener_in" => &["auto", "terminal", "desktop"],
            "links" | "keep_unread" | "metered" => &["true", "false"],
            _ => &[],
        }
    }
}

/// The command that alone goes by a setting, where the reader does not.
pub fn elsewhere(name: &str) -> Option<&'static str> {
    name.starts_with("keep_").then_some("byline prune")
}

/// Every setting there is, in the order of the documentation.
pub const SETTINGS: &[Setting] = &[
    Setting {
        name: "theme",
        default: r#""default""#,
        doc: "How everything looks: `default`, `light`, `mono`, `gruvbox`, `solarized`, `catppuccin`, or the name of a file \
              in the folder `themes` beside this one.",
        take: |to, value| text(value).map(|name| to.theme = name),
    },
    Setting {
        name: "measure",
        default: "72",
        doc: "How many columns wide an article is at most: 20 to 400.",
        take: |to, value| number(value, 20, 400).map(|columns| to.measure = columns as u16),
    },
    Setting {
        name: "breaking",
        default: r#""optimal""#,
        doc: "How lines are broken: `optimal` evens out whole paragraphs, `first` fills line by line.",
        take: |to, value| {
            one_of(value, &[("optimal", Breaking::Optimal), ("first", Breaking::First)]).map(|it| to.breaking = it)
        },
    },
    Setting {
        name: "density",
        default: r#""titles""#,
        doc: "How much the list shows of an article: `titles` (1), `lead` (2) or `roomy` (3).",
        take: |to, value| read_density(value).map(|it| to.density = it),
    },
    Setting {
        name: "layout",
        default: r#""auto""#,
        doc: "How panes lie: `auto` (by the size of the screen), `single`, `stacked` or `columns`.",
        take: |to, value| {
            let layouts = [
                ("auto", Layout::Auto),
                ("single", Layout::Single),
                ("stacked", Layout::Stacked),
                ("columns", Layout::Columns),
            ];
            one_of(value, &layouts).map(|it| to.layout = it)
        },
    },
    Setting {
        name: "line",
        default: r#""auto""#,
        doc: "What the line to the terminal carries: on a `slow` one the row you are on has a bar, on a `fast` one its \
              title is painted as well. `auto`: slow over SSH, unless the terminal answers at once.",
        take: |to, value| {
            let lines = [("auto", Line::Auto), ("slow", Line::Slow), ("fast", Line::Fast)];
            one_of(value, &lines).map(|it| to.line = it)
        },
    },
    Setting {
        name: "hyperlinks",
        default: r#""auto""#,
        doc: "Whether a terminal that shows links is given the addresses of links, to be opened from there: `always`, `never`, \
              or `auto`, not on a slow line, where an address costs as much as a row of text.",
        take: |to, value| {
            let all = [("auto", Hyperlinks::Auto), ("always", Hyperlinks::Always), ("never", Hyperlinks::Never)];
            one_of(value, &all).map(|it| to.hyperlinks = it)
        },
    },
    Setting {
        name: "mark_read",
        default: r#""end""#,
        doc: "What marks an article read by itself: `end` (Space at its end), `open` (opening it) or `never`.",
        take: |to, value| {
            let moments = [("end", MarkRead::End), ("open", MarkRead::Open), ("never", MarkRead::Never)];
            one_of(value, &moments).map(|it| to.mark_read = it)
        },
    },
    Setting {
        name: "opener",
        default: "[]",
        doc: "The command that opens addresses, as a list of its words, such as `[\"firefox\", \"--new-tab\"]`; \
              the address comes last. Empty: the system's own, and without a desktop the one that `BROWSER` names.",
        take: |to, value| command(value).map(|command| to.opener = command),
    },
    Setting {
        name: "opener_in",
        default: r#""auto""#,
        doc: "Where the opener draws: in the `terminal`, which it has until it ends, or on the `desktop`. `auto`: text browsers \
              such as `w3m` and `lynx` in the terminal, all others on the desktop.",
        take: |to, value| {
            let places = [("auto", OpenerIn::Auto), ("terminal", OpenerIn::Terminal), ("desktop", OpenerIn::Desktop)];
            one_of(value, &places).map(|it| to.opener_in = it)
        },
    },
    Setting {
        name: "max_body",
        default: r#""16 MiB""#,
        doc: "The largest file that is taken in; a larger one is refused by name.",
        take: |to, value| size(value).map(|bytes| to.max_body = bytes),
    },
    Setting {
        name: "links",
        default: "true",
        doc: "Whether the links of an article are listed at its end.",
        take: |to, value| value.as_bool().map(|yes| to.links = yes).ok_or_else(|| "true or false".into()),
    },
    Setting {
        name: "words_per_minute",
        default: "230",
        doc: "How fast you read, for the minutes left in an article: 50 to 2000.",
        take: |to, value| number(value, 50, 2_000).map(|words| to.words_per_minute = words as u32),
    },
    Setting {
        name: "interval",
        default: r#""1h""#,
        doc: "How often sources are looked at by themselves while the reader is open: a time such as `30m`, `2h` or \
              `1d`, or `never`. A source may have an interval of its own.",
        take: |to, value| interval(value).map(|time| to.interval = time),
    },
    Setting {
        name: "metered",
        default: "false",
        doc: "Whether what comes over the network is paid by the byte: then the open reader asks nobody by itself, neither at \
              its start nor every `interval`, but on `r`, `R` and `a`. `:set metered true` does it for a while.",
        take: |to, value| value.as_bool().map(|yes| to.metered = yes).ok_or_else(|| "true or false".into()),
    },
    Setting {
        name: "notify",
        default: r#""off""#,
        doc: "What tells of new articles while the terminal has not the focus, or does not say whether it has: `off`, `bell`, or \
              `desktop`, a notice on the desktop (in terminals that show none, the bell).",
        take: |to, value| {
            let ways = [("off", Notify::Off), ("bell", Notify::Bell), ("desktop", Notify::Desktop)];
            one_of(value, &ways).map(|it| to.notify = it)
        },
    },
    Setting {
        name: "max_feed",
        default: r#""50 MiB""#,
        doc: "The largest feed that is taken, unpacked; of a larger one nothing is.",
        take: |to, value| size(value).map(|bytes| to.max_feed = bytes),
    },
    Setting {
        name: "connections",
        default: "512",
        doc: "How many servers are asked at once, at most: 1 to 512. So many only wait for answers; of feeds that come \
              whole 128 are on their way at first, and more where they come quickly.",
        take: |to, value| number(value, 1, 512).map(|n| to.connections = n as usize),
    },
    Setting {
        name: "per_host",
        default: "4",
        doc: "How many questions at once go to one server: 1 to 64.",
        take: |to, value| number(value, 1, 64).map(|n| to.per_host = n as usize),
    },
    Setting {
        name: "save_folder",
        default: r#"".""#,
        doc: "Where `w` saves articles: a folder, below your home with `~/`. `.` is the folder byline was started in.",
        take: |to, value| text(value).map(|folder| to.save_folder = folder),
    },
    Setting {
        name: "on_new",
        default: "[]",
        doc: "A command that is told of new articles, as a list of its words: it gets a JSON object a line, as `byline list \
              --json` prints them, and a minute of time.",
        take: |to, value| command(value).map(|command| to.on_new = command),
    },
    Setting {
        name: "keep_for",
        default: r#""forever""#,
        doc: "How long the articles of feeds are kept: a time such as `90d`, `26w` or `2y`, or `forever`. Nothing goes before \
              `byline prune`.",
        take: |to, value| keep_for(value).map(|time| to.keeping.age = time),
    },
    Setting {
        name: "keep_newest",
        default: "0",
        doc: "How many articles of each feed are kept; 0 is all.",
        take: |to, value| number(value, 0, i64::MAX).map(|n| to.keeping.newest = (n > 0).then_some(n as u64)),
    },
    Setting {
        name: "keep_size",
        default: r#""all""#,
        doc: "How much of the articles of each feed is kept: a size such as `200 MiB`, or `all`.",
        take: |to, value| keep_size(value).map(|bytes| to.keeping.size = bytes),
    },
    Setting {
        name: "keep_unread",
        default: "true",
        doc: "Whether unread articles are kept whatever their age; starred, tagged and noted ones, and those for later, always \
              are.",
        take: |to, value| value.as_bool().map(|yes| to.keep_unread = yes).ok_or_else(|| "true or false".into()),
    },
    Setting {
        name: "proxy",
        default: r#""environment""#,
        doc: "The way to servers: `environment` (what `ALL_PROXY`, `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say), `none`, \
              or the address of a proxy, `http://user:password@host:port` or `socks5h://host:port` (`socks5` looks names up \
              here). An HTTP proxy is asked for a tunnel to what is at `https://`, and itself for what is at `http://`.",
        take: |to, value| route(value).map(|route| to.proxy = route),
    },
];

/// How keys are bound, for the end of the printed file.
const KEYS: &str = r#"
# Keys. A preset suits hands that come from another program: "newsboat", "mutt", "vim" or "eilmeldung".
# Without keys of your own it is chosen at the top of this file, by
#     keys = "newsboat"
# and beside them so. The tables are global, list, reader, sources, prompt, help and hints; the README has every action.
#     [keys]
#     preset = "newsboat"
#     [keys.list]
#     "x" = "done"
#     "gX" = ["star", "done"]    # several actions in a row
#     "1" = "open-link 1"        # with an argument
#     "d" = "none"               # takes the key away
#     "W" = "command words"      # a command of your own
#     [keys.layout]              # a keyboard that types no Latin letters: the Latin key at the same place
#     "ф" = "a"

# Commands of your own, as lists of words: each gets the article as JSON on standard input, and its parts in the
# environment as BYLINE_TITLE, BYLINE_URL and so on. `!` and `:` offer them, and keys call them by name.
#     [commands]
#     words = ["wc", "-w"]
#     listen = ["sh", "-c", "mpv \"$BYLINE_URL\""]
# Views: queries that are kept with a name and stand among the sources. `gk` in the reader keeps the present list so.
#     [[view]]
#     name = "Harbour"
#     query = "harbour is:unread -ferry"
#     key = "gH"                 # optional, as are those below
#     sort = "oldest"            # or "newest", "title", "source", "author", each of these also "title-reversed"
#     density = "lead"
"#;

/// The whole `config.toml` with every setting at its default, commented out.
pub fn commented_defaults() -> String {
    let mut file = String::from(
        "# byline's settings. Every line below is a default: take away the # before a name and change its value.\n",
    );
    for setting in SETTINGS {
        file.push('\n');
        for line in textwrap::wrap(setting.doc, 98) {
            file.push_str(&format!("# {line}\n"));
        }
        file.push_str(&format!("#{} = {}\n", setting.name, setting.default));
    }
    file + KEYS
}

/// The README's table of settings, in Markdown.
pub fn readme_table() -> String {
    let mut table = String::from("| setting | default | what it does |\n|---|---|---|\n");
    for setting in SETTINGS {
        table.push_str(&format!("| `{}` | `{}` | {} |\n", setting.name, setting.default, setting.doc));
    }
    table
}

fn text(value: &DeValue<'_>) -> Result<String, String> {
    value.as_str().map(str::to_owned).ok_or_else(|| "a text in quotation marks".into())
}

fn integer(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

fn number(value: &DeValue<'_>, least: i64, most: i64) -> Result<i64, String> {
    integer(value)
        .filter(|n| (least..=most).contains(n))
        .ok_or_else(|| format!("a whole number from {least} to {most}"))
}

pub(super) fn words(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let list =
        value.as_array().map(|items| items.iter().map(|item| item.get_ref().as_str().map(str::to_owned)).collect());
    list.flatten().ok_or_else(|| "a list of texts, such as [\"firefox\", \"--new-tab\"]".into())
}

/// The words of a command; none for no command.
fn command(value: &DeValue<'_>) -> Result<Vec<String>, String> {
    let is_named = |words: &Vec<String>| words.first().is_none_or(|name| !name.trim().is_empty());
    words(value).ok().filter(is_named).ok_or_else(|| "a list of texts, such as [\"firefox\", \"--new-tab\"]".into())
}

fn size(value: &DeValue<'_>) -> Result<u64, String> {
    let bytes = match value.as_str() {
        Some(text) => parse_size(text),
        None => integer(value).and_then(|n| u64::try_from(n).ok()),
    };
    bytes.filter(|n| *n > 0).ok_or_else(|| format!("a size such as \"{}\"", print_size(16 << 20)))
}

fn route(value: &DeValue<'_>) -> Result<Option<Route>, String> {
    match value.as_str() {
        Some("environment") => Ok(None),
        text => text
            .and_then(Route::parse)
            .map(Some)
            .ok_or_else(|| "\"environment\", \"none\", or an address such as \"socks5h://localhost:9050\"".into()),
    }
}

fn keep_for(value: &DeValue<'_>) -> Result<Option<Duration>, String> {
    match value.as_str() {
        Some("forever") => Ok(None),
        text => text.and_then(parse_time).map(Some).ok_or_else(|| "a time such as \"90d\", or \"forever\"".into()),
    }
}

fn keep_size(value: &DeValue<'_>) -> Result<Option<u64>, String> {
    match value.as_str() {
        Some("all") => Ok(None),
        _ => size(value).map(Some),
    }
}

fn interval(value: &DeValue<'_>) -> Result<Option<Duration>, String> {
    match value.as_str() {
        Some("never") => Ok(None),
        text => text.and_then(parse_time).map(Some).ok_or_else(|| "a time such as \"30m\", or \"never\"".into()),
    }
}

pub(super) fn read_density(value: &DeValue<'_>) -> Result<Density, String> {
    match integer(value) {
        Some(1) => Ok(Density::Titles),
        Some(2) => Ok(Density::Lead),
        Some(3) => Ok(Density::Roomy),
        _ => one_of(value, &[("titles", Density::Titles), ("lead", Density::Lead), ("roomy", Density::Roomy)]),
    }
}

pub(super) fn one_of<T: Copy>(value: &DeValue<'_>, names: &[(&'static str, T)]) -> Result<T, String> {
    let typed = value.as_str().unwrap_or_default();
    names.iter().find(|(name, _)| *name == typed).map(|(_, it)| *it).ok_or_else(|| {
        let names_of = names.iter().map(|(name, _)| *name);
        let names: Vec<_> = names_of.clone().map(|name| format!("\"{name}\"")).collect();
        let near = nearest(typed, names_of).map(|near| format!(" (did you mean \"{near}\"?)")).unwrap_or_default();
        format!("one of {}{near}", names.join(", "))
    })
}
