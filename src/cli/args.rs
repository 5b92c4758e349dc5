//! The arguments as typed; what they mean is the subcommands' business.

use super::completing;
use crate::article::Media;
use crate::config::Overrides;
use crate::query::{Order, forms};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::ArgValueCompleter;
use std::convert::Infallible;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::LazyLock;

const EXAMPLES: &str = "\
Examples:
  byline                      read
  byline story.html           take a file in and read it
  byline --plain              read by lines: a number opens, Enter goes on
  byline import ~/Downloads   take in a folder, all the way down
  byline add example.org      keep the feed of a page
  byline add ~/news           keep a folder: looked through at every start
  byline fetch                ask all sources for what is new
  byline search harbour -sea  articles that say harbour and not sea, newest first
  byline mark read before:1y  mark read what is older than a year
  byline undo                 take that back

Exit status:
  0  fine
  1  nothing was found, or something was refused, damaged or failed, and named
  2  wrong usage
  3  no source could be reached";

const IMPORTS: &str = "\
Examples:
  byline import ~/Downloads          the articles in a folder, all the way down
  byline import subscriptions.opml   the feeds of a list, or of newsboat's `urls`
  byline import feed.xml             the articles of a saved feed
  byline import newsboat             newsboat's feeds, articles and marks
  byline import newsboat DIR         the same from its folder, or from a copy";

const PRUNING: &str = "\
Everything is kept for ever unless a setting says otherwise: keep_for, keep_newest and keep_size, in config.toml for all \
feeds, in sources.toml for one source. Starred, tagged and noted articles and those for later always stay, and unread ones \
unless keep_unread = false. What went does not come back when its feed still serves it.";

const RESTORING: &str = "\
The state folder has a copy of the marks made on this machine. If a sync tool or another program truncated, removed or \
changed a file of marks, `byline check` reports it, and this command writes the missing lines to a new file. byline never \
restores anything by itself. If articles are missing, the next `byline fetch` downloads every feed in full.";

const MERGING: &str = "\
Copies to each folder the files, and the ends of files, that only the other one has. Never shortens a file. If each \
version of a file has lines that the other lacks, keeps both. You can stop it at any time and run it again.";

const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nreads feeds (RSS, Atom, JSON), plain text, Markdown, HTML, wire stories\nlicence: ",
    env!("CARGO_PKG_LICENSE"),
    "\nfiles: see `byline config path`"
);

/// The language of searches, below the help of each command that takes one.
static LANGUAGE: LazyLock<String> = LazyLock::new(|| {
    let widest = forms().iter().map(|(form, _)| form.len()).max().unwrap_or(0);
    let rows = forms().iter().map(|(form, meaning)| format!("  {form:<widest$}  {meaning}\n"));
    format!("Looking for:\n{}", rows.collect::<String>())
});

/// Stands before a minus that clap is not to take for an option; no argument can hold it.
const SHIELD: char = '\0';

/// Lets words with a minus through to the commands: `-word` leaves a word out of a search, `-TAG` takes a tag away.
/// All options but `-h` and `-V` have two, and a letter behind them.
pub fn with_minuses(args: impl Iterator<Item = OsString>) -> impl Iterator<Item = OsString> {
    args.map(|arg| match arg.to_str() {
        Some("-" | "-h" | "-V") => arg,
        Some(word) if word != "--" && word.starts_with('-') && !is_long_option(word) => {
            format!("{SHIELD}{word}").into()
        }
        _ => arg,
    })
}

fn is_long_option(word: &str) -> bool {
    word.strip_prefix("--").is_some_and(|name| name.starts_with(|first: char| first.is_ascii_alphabetic()))
}

/// A word, its minus as it was typed.
fn word(typed: &str) -> Result<String, Infallible> {
    Ok(typed.strip_prefix(SHIELD).unwrap_or(typed).to_owned())
}

/// Reads news in a terminal: opens at once, never loses your place.
#[derive(Debug, Parser)]
#[command(name = "byline", version = env!("CARGO_PKG_VERSION"), long_version = VERSION, after_help = EXAMPLES)]
pub struct Args {
    /// Where files lie.
    #[command(flatten)]
    pub places: Places,
    /// Files and folders to take in and read; - is standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,
    /// Read by lines: for screen readers, serial lines and pipes; `help` in it lists what it understands
    #[arg(long)]
    pub plain: bool,
    /// The subcommand; none reads.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Where files lie, if not in the platform's places.
#[derive(Debug, clap::Args)]
pub struct Places {
    /// The folder of settings and sources [env: BYLINE_CONFIG_DIR]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Places")]
    pub config: Option<PathBuf>,
    /// The folder of the library: articles and marks [env: BYLINE_DATA_DIR]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Places")]
    pub data: Option<PathBuf>,
    /// The folder of what belongs to this machine only [env: BYLINE_STATE_DIR]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Places")]
    pub state: Option<PathBuf>,
    /// The folder of the index [env: BYLINE_CACHE_DIR]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath, help_heading = "Places")]
    pub cache: Option<PathBuf>,
}

impl From<&Places> for Overrides {
    fn from(places: &Places) -> Self {
        let Places { config, data, state, cache } = places;
        Overrides { config: config.clone(), data: data.clone(), state: state.clone(), cache: cache.clone() }
    }
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Take files and folders in; add the feeds of a list; take over newsboat's store
    #[command(after_help = IMPORTS)]
    Import {
        /// Files, lists of feeds, folders, addresses of pages; - is standard input; `newsboat` and perhaps its folder
        #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
        /// Change nothing: say what a list of feeds or newsboat's store would bring
        #[arg(long)]
        dry_run: bool,
        /// Of newsboat's flags, those that become stars; the others become tags
        #[arg(long, value_name = "FLAGS")]
        star: Option<String>,
        /// Follow links that lead out of a folder
        #[arg(long)]
        follow: bool,
    },
    /// Take files, folders and pages in, and read them
    Open {
        /// Files, folders, addresses of pages; - is standard input
        #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
    },
    /// Keep a feed, a list of feeds, a folder or a command as a source
    Add {
        /// An address, a list of feeds (OPML, newsboat's urls), a folder, or command:COMMAND
        #[arg(value_hint = ValueHint::AnyPath)]
        what: PathBuf,
        /// How it is called in lists; its own name if not given
        #[arg(long)]
        name: Option<String>,
        /// A tag of the source; may be given several times
        #[arg(long = "tag", value_name = "TAG", add = ArgValueCompleter::new(completing::source_tag))]
        tags: Vec<String>,
        /// The folder it stands in, in the list of sources
        #[arg(long, value_name = "NAME")]
        folder: Option<String>,
        /// Of a long past, leave only so many articles unread, the newest of each source
        #[arg(long, value_name = "N")]
        newest: Option<u32>,
        /// Follow links that lead out of the folder
        #[arg(long)]
        follow: bool,
    },
    /// Ask sources for what is new
    Fetch {
        /// Names, addresses or ids of sources; all that are kept if not given
        #[arg(value_name = "SOURCE", add = ArgValueCompleter::new(completing::source))]
        sources: Vec<String>,
        /// Only sources with this tag; may be given several times
        #[arg(long = "tag", value_name = "TAG", add = ArgValueCompleter::new(completing::source_tag))]
        tags: Vec<String>,
        /// Say nothing but what failed
        #[arg(long, conflicts_with = "json")]
        quiet: bool,
        /// One JSON object: v, asked, unchanged, new, changed, put_off, failed
        #[arg(long)]
        json: bool,
    },
    /// List the sources that are kept
    Sources {
        /// One JSON object a line: v, id, kind, name, address, folder, tags, disabled, articles, unread, …
        #[arg(long)]
        json: bool,
        /// The feeds as OPML, for other programs: folders, names, tags
        #[arg(long, conflicts_with = "json")]
        opml: bool,
        /// Include the passwords and keys in addresses, for another machine of yours (default: leave them out)
        #[arg(long, alias = "with-passwords")]
        with_secrets: bool,
        /// Those that the library knows and that are not kept here, of another machine perhaps
        #[arg(long, conflicts_with = "opml")]
        known: bool,
        /// Keep such a source here: its name, address or id; all of them if none is given
        #[arg(long, value_name = "SOURCE", num_args = 0.., conflicts_with_all = ["opml", "known", "json", "with_secrets"])]
        adopt: Option<Vec<String>>,
    },
    /// Print how many articles are unread
    Status {
        /// One JSON object: v, unread, starred, later, articles
        #[arg(long)]
        json: bool,
    },
    /// Print the list of articles, newest first
    #[command(after_help = LANGUAGE.as_str())]
    List {
        /// A view of config.toml, in its own order
        #[arg(long, value_name = "NAME", add = ArgValueCompleter::new(completing::view))]
        view: Option<String>,
        /// What to look for; everything if not given
        #[arg(value_parser = word, add = ArgValueCompleter::new(completing::query))]
        query: Vec<String>,
        /// What is printed.
        #[command(flatten)]
        printing: Printing,
    },
    /// Print what a search finds, newest first
    #[command(after_help = LANGUAGE.as_str())]
    Search {
        /// What to look for
        #[arg(required = true, value_parser = word, add = ArgValueCompleter::new(completing::query))]
        query: Vec<String>,
        /// What is printed.
        #[command(flatten)]
        printing: Printing,
    },
    /// Print an article, typeset: the newest that a search finds, or by its id
    #[command(after_help = LANGUAGE.as_str())]
    Show {
        /// Ids or their beginnings, or what to look for; - reads ids from standard input, one a line
        #[arg(required = true, value_name = "ID|QUERY", value_parser = word, add = ArgValueCompleter::new(completing::query))]
        what: Vec<String>,
        /// All that the search finds, newest first
        #[arg(long)]
        all: bool,
        /// How it is set.
        #[command(flatten)]
        page: Page,
        /// One JSON object a line, as of `list`, and the fields note and text
        #[arg(long, conflicts_with_all = ["width", "color"])]
        json: bool,
    },
    /// Print an article of the library or a file, typeset
    Render {
        /// A file, or an article's id or the beginning of it
        #[arg(value_name = "FILE|ID", value_hint = ValueHint::FilePath)]
        what: PathBuf,
        /// How it is set.
        #[command(flatten)]
        page: Page,
    },
    /// Mark articles, all that a search finds or by their ids
    #[command(after_help = LANGUAGE.as_str())]
    Mark {
        /// What they become
        #[arg(value_name = "MARK")]
        mark: Mark,
        /// Ids or their beginnings, or what to look for; - reads ids from standard input, one a line
        #[arg(required = true, value_name = "ID|QUERY", value_parser = word, add = ArgValueCompleter::new(completing::query))]
        what: Vec<String>,
        /// What is done and said.
        #[command(flatten)]
        how: Changing,
    },
    /// Give articles tags and take tags away
    #[command(override_usage = "byline tag [OPTIONS] <+TAG|-TAG>... <ID|QUERY>...", after_help = LANGUAGE.as_str())]
    Tag {
        /// First the tags: +TAG gives one, -TAG takes it away; then ids or their beginnings, or what to look
        /// for; - reads ids from standard input, one a line
        #[arg(required = true, value_name = "+TAG|-TAG|ID|QUERY", value_parser = word, add = ArgValueCompleter::new(completing::tag_or_query))]
        what: Vec<String>,
        /// What is done and said.
        #[command(flatten)]
        how: Changing,
    },
    /// Print the note on an article, or write it
    Note {
        /// An id or its beginning, or a search that finds one article
        #[arg(value_name = "ID|QUERY", value_parser = word, add = ArgValueCompleter::new(completing::query))]
        what: String,
        /// The note; - is standard input, and an empty one takes the note away
        #[arg(value_parser = word)]
        text: Vec<String>,
        /// What is done and said.
        #[command(flatten)]
        how: Changing,
    },
    /// Undo the last command that marked, tagged or noted, here or in the reader
    Undo {
        /// What is done and said.
        #[command(flatten)]
        how: Changing,
    },
    /// Do again what was undone last
    Redo {
        /// What is done and said.
        #[command(flatten)]
        how: Changing,
    },
    /// Show what would be taken in from a file or an address, without taking it
    Inspect {
        /// A file or an address of the web; - is standard input
        #[arg(value_name = "FILE|URL", value_hint = ValueHint::FilePath)]
        file: PathBuf,
        /// One JSON object: v, kind, feed, items, complaints
        #[arg(long)]
        json: bool,
        /// Read it as this, whatever its name and content say
        #[arg(long = "as", value_name = "KIND")]
        read_as: Option<ReadAs>,
        /// The address it came from, for relative links
        #[arg(long, value_name = "URL", value_hint = ValueHint::Url)]
        base: Option<String>,
    },
    /// Take out of the library what the settings do not keep
    #[command(after_help = PRUNING)]
    Prune {
        /// Change nothing: say what would go, source by source
        #[arg(long)]
        dry_run: bool,
        /// One JSON object a line for each source: v, id, name, articles, bytes
        #[arg(long)]
        json: bool,
        /// Also rewrite this machine's files without the secrets that byline 0.1 stored in source addresses
        #[arg(long, conflicts_with = "dry_run")]
        secrets: bool,
    },
    /// Read every record of the library and name what is damaged
    Check {
        /// List the secrets in source addresses that byline 0.1 left behind, with file, line and source
        #[arg(long)]
        secrets: bool,
    },
    /// Restore marks made on this machine that another program removed from the library
    #[command(after_help = RESTORING)]
    Restore {
        /// Accept the library as it is, and stop reporting missing files and lines
        #[arg(long)]
        forget: bool,
    },
    /// Merge this library and another library folder, in both directions
    #[command(after_help = MERGING)]
    Merge {
        /// The other folder, for example on a USB stick or a mounted machine
        #[arg(value_name = "PATH", value_hint = ValueHint::DirPath)]
        path: PathBuf,
    },
    /// Throw the index away and make it again
    Reindex,
    /// Bring the guide back, unread
    Guide,
    /// Print what makes a shell complete commands, sources and tags
    Completions {
        /// The shell
        shell: Shell,
    },
    /// Print the manual page
    Man,
    /// Show where files lie and what settings there are
    Config {
        /// What to show
        #[command(subcommand)]
        what: ConfigCommand,
    },
}

/// How an article is set.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Page {
    /// The widest a line may be, in columns
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub width: Option<u16>,
    /// Colour it for a terminal
    #[arg(long)]
    pub color: bool,
}

/// How many articles are printed, and how.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Printing {
    /// At most so many
    #[arg(long, value_name = "N")]
    pub limit: Option<usize>,
    /// What they are sorted by; the newest first where this is not said, nor by a view
    #[arg(long, value_name = "ORDER", value_parser = order())]
    pub sort: Option<Order>,
    /// One JSON object a line: v, id, source, title, authors, url, published, read, starred, tags, words
    #[arg(long)]
    pub json: bool,
}

/// Reads the name of an order.
fn order() -> impl TypedValueParser<Value = Order> {
    PossibleValuesParser::new(Order::ALL.map(|(name, ..)| name))
        .try_map(|name| Order::named(&name).ok_or_else(|| format!("no order is called {name}")))
}

/// What a command that changes marks does and says.
#[derive(Clone, Copy, Debug, clap::Args)]
pub struct Changing {
    /// Change nothing: say how many articles it would be, and name the first
    #[arg(long)]
    pub dry_run: bool,
    /// Print the articles that change: one JSON object a line, as of `list`
    #[arg(long)]
    pub json: bool,
}

/// What articles can be marked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Mark {
    /// Read.
    Read,
    /// Unread again.
    Unread,
    /// Starred.
    Star,
    /// No longer starred.
    Unstar,
    /// Kept for later.
    Later,
    /// No longer kept for later.
    Unlater,
    /// In the trash.
    Trash,
    /// Out of the trash; a search looks in the trash only.
    Untrash,
}

/// The shells that completions are made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Shell {
    /// GNU Bash.
    Bash,
    /// The Z shell.
    Zsh,
    /// The friendly interactive shell.
    Fish,
}

/// What a file can be read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ReadAs {
    /// Plain text.
    Text,
    /// Markdown.
    Markdown,
    /// A saved page.
    Html,
    /// RSS, Atom or JSON Feed.
    Feed,
}

impl ReadAs {
    /// What the one article in the file is; a feed has many.
    pub fn media(self) -> Option<Media> {
        match self {
            ReadAs::Text => Some(Media::Text),
            ReadAs::Markdown => Some(Media::Markdown),
            ReadAs::Html => Some(Media::Page),
            ReadAs::Feed => None,
        }
    }
}

/// What `byline config` shows.
#[derive(Clone, Copy, Debug, Subcommand)]
pub enum ConfigCommand {
    /// Print where settings, library, state and index lie
    Path,
    /// Print a config.toml with every setting at its default
    Default,
    /// Name the mistakes in config.toml and sources.toml
    Check,
}
