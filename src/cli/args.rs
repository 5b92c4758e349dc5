//! The arguments as typed; what they mean is the subcommands' business.

use crate::article::Media;
use crate::config::Overrides;
use clap::{Parser, Subcommand, ValueEnum, ValueHint};
use std::path::PathBuf;

const EXAMPLES: &str = "\
Examples:
  byline                      read
  byline story.html           take a file in and read it
  byline import ~/Downloads   take in a folder, all the way down
  byline add ~/news           keep a folder: looked through at every start
  byline list harbour         articles that say harbour, newest first

Exit status: 0 fine; 1 something was refused, damaged or failed, and named; 2 wrong usage.";

const VERSION: &str = concat!(
    env!("CARGO_PKG_VERSION"),
    "\nreads plain text, Markdown, HTML, wire stories\nlicence: ",
    env!("CARGO_PKG_LICENSE"),
    "\nfiles: see `byline config path`"
);

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
    /// Take files and folders into the library
    Import {
        /// Files and folders; - is standard input
        #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
    },
    /// Take files and folders in, and read them
    Open {
        /// Files and folders; - is standard input
        #[arg(required = true, value_name = "PATH", value_hint = ValueHint::AnyPath)]
        paths: Vec<PathBuf>,
    },
    /// Keep a folder as a source: it is looked through at every start
    Add {
        /// The folder
        #[arg(value_hint = ValueHint::DirPath)]
        folder: PathBuf,
        /// How it is called in lists; the folder's own name if not given
        #[arg(long)]
        name: Option<String>,
        /// A tag of the source; may be given several times
        #[arg(long = "tag", value_name = "TAG")]
        tags: Vec<String>,
    },
    /// Print the list of articles, newest first
    List {
        /// What to look for; everything if not given
        query: Vec<String>,
        /// At most so many
        #[arg(long, value_name = "N")]
        limit: Option<usize>,
        /// One JSON object a line: v, id, source, title, authors, url, published, read, starred, tags, words
        #[arg(long)]
        json: bool,
    },
    /// Print an article, typeset
    Render {
        /// A file, or an article's id or the beginning of it
        #[arg(value_name = "FILE|ID", value_hint = ValueHint::FilePath)]
        what: PathBuf,
        /// The widest a line may be, in columns
        #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
        width: Option<u16>,
        /// Colour it for a terminal
        #[arg(long)]
        color: bool,
    },
    /// Show what would be taken in from a file, without taking it
    Inspect {
        /// The file; - is standard input
        #[arg(value_hint = ValueHint::FilePath)]
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
    /// Read every record of the library and name what is damaged
    Check,
    /// Throw the index away and make it again
    Reindex,
    /// Bring the guide back, unread
    Guide,
    /// Show where files lie and what settings there are
    Config {
        /// What to show
        #[command(subcommand)]
        what: ConfigCommand,
    },
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
