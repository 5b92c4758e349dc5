//! Every key of a `[[source]]` but those that say which source it is: one row with what it does, what it wants, how its
//! value is read, and how it is written.
//!
//! The README's table of keys is printed from here.

use super::time::{parse_time, print_time};
use crate::sources::{Kept, Route};
use crate::text::{parse_size, print_size};
use toml::de::DeValue;
use toml_edit::{Array, InlineTable, Value};

/// One key.
pub struct SourceKey {
    /// As it stands in `sources.toml`.
    pub name: &'static str,
    /// What its value must be, with an example.
    pub wants: &'static str,
    /// What it does, in a sentence.
    pub doc: &'static str,
    /// Takes a value over; `None` where it is none of those wanted.
    pub(super) take: fn(&mut Kept, &DeValue<'_>) -> Option<()>,
    /// The value that a source has, where it is not as it would be without the key.
    pub(super) put: fn(&Kept) -> Option<Value>,
}

/// The keys that say which source it is and where it lies; one of the last three must be there.
pub(super) const PLACE_KEYS: [&str; 4] = ["id", "url", "path", "command"];

const TEXT: &str = "a text in quotation marks";
const WORDS: &str = "a list of words, such as [\"pass\", \"example.org\"]";
const SWITCH: &str = "true or false";

/// Every other key, in the order in which they are written.
pub const SOURCE_KEYS: &[SourceKey] = &[
    SourceKey {
        name: "name",
        wants: TEXT,
        doc: "What it is called; the title of the feed if not given.",
        take: |to, value| {
            let name = value.as_str()?;
            // What has no name of its own was once written down by its host.
            if !name.trim().is_empty() && to.place.host().as_deref() != Some(name) {
                to.name = name.to_owned();
            }
            Some(())
        },
        put: |kept| (!kept.is_unnamed()).then(|| kept.name.as_str().into()),
    },
    SourceKey {
        name: "tags",
        wants: "a list of texts, such as [\"korea\", \"wire\"]",
        doc: "Its tags.",
        take: |to, value| words(value).map(|tags| to.tags = tags),
        put: |kept| list(&kept.tags),
    },
    SourceKey {
        name: "folder",
        wants: TEXT,
        doc: "The folder it stands in, in the list of sources; `/` parts folders within each other.",
        take: |to, value| filled(value).map(|folder| to.folder = folder),
        put: |kept| kept.folder.as_deref().map(Value::from),
    },
    SourceKey {
        name: "interval",
        wants: "a time such as \"30m\", \"2h\" or \"1d\"",
        doc: "How often it is asked by itself, instead of the setting `interval`.",
        take: |to, value| parse_time(value.as_str()?).map(|time| to.interval = Some(time)),
        put: |kept| kept.interval.map(|time| print_time(time).into()),
    },
    SourceKey {
        name: "full_text",
        wants: SWITCH,
        doc: "Whether the page of each new article is fetched, and its text kept.",
        take: |to, value| value.as_bool().map(|yes| to.full_text = yes),
        put: |kept| kept.full_text.then_some(true.into()),
    },
    SourceKey {
        name: "keep_for",
        wants: "a time such as \"90d\", \"26w\" or \"2y\"",
        doc: "How long its articles are kept.",
        take: |to, value| parse_time(value.as_str()?).map(|time| to.keeping.age = Some(time)),
        put: |kept| kept.keeping.age.map(|time| print_time(time).into()),
    },
    SourceKey {
        name: "keep_newest",
        wants: "a number, such as 500",
        doc: "How many of its articles are kept.",
        take: |to, value| count(value).map(|count| to.keeping.newest = Some(count)),
        put: |kept| kept.keeping.newest.map(number),
    },
    SourceKey {
        name: "keep_size",
        wants: "a size such as \"200 MiB\"",
        doc: "How much of its articles is kept.",
        take: |to, value| size(value).map(|bytes| to.keeping.size = Some(bytes)),
        put: |kept| kept.keeping.size.map(print_exactly),
    },
    SourceKey {
        name: "headers",
        wants: "a table of texts, such as { X-Reader = \"me\" }",
        doc: "Headers that are sent with each question, to the host of its address only.",
        take: |to, value| {
            let pairs = value.as_table()?.iter();
            let pair = |(name, text): (&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
                let name: &std::borrow::Cow<'_, str> = name.get_ref();
                Some((name.clone().into_owned(), text.get_ref().as_str()?.to_owned()))
            };
            pairs.map(pair).collect::<Option<_>>().map(|headers| to.access.headers = headers)
        },
        put: |kept| {
            let headers = kept.access.headers.iter().map(|(name, text)| (name.as_str(), text.as_str()));
            (!kept.access.headers.is_empty()).then(|| Value::InlineTable(headers.collect::<InlineTable>()))
        },
    },
    SourceKey {
        name: "user",
        wants: TEXT,
        doc: "Who asks, where the server wants a name and a password.",
        take: |to, value| filled(value).map(|user| to.access.user = user),
        put: |kept| kept.access.user.as_deref().map(Value::from),
    },
    SourceKey {
        name: "secret",
        wants: WORDS,
        doc: "The command that prints the password, or without `user` a token; no secret stands in this file.",
        take: |to, value| words(value).map(|command| to.access.secret = command),
        put: |kept| list(&kept.access.secret),
    },
    SourceKey {
        name: "proxy",
        wants: "an address such as \"socks5://localhost:9050\" or \"http://proxy:3128\", or \"none\"",
        doc: "The way to its server, instead of the setting `proxy`.",
        take: |to, value| Route::parse(value.as_str()?).map(|route| to.access.route = Some(route)),
        put: |kept| kept.access.route.as_ref().map(|route| route.to_string().into()),
    },
    SourceKey {
        name: "max_feed",
        wants: "a size such as \"200 MiB\"",
        doc: "The most that is taken of it, unpacked, instead of the setting `max_feed`.",
        take: |to, value| size(value).map(|bytes| to.access.max_feed = Some(bytes)),
        put: |kept| kept.access.max_feed.map(print_exactly),
    },
    SourceKey {
        name: "filter",
        wants: "a list of words, such as [\"xsltproc\", \"mend.xsl\", \"-\"]",
        doc: "A command that gets the feed and prints another one, which is read instead.",
        take: |to, value| words(value).map(|command| to.filter = command),
        put: |kept| list(&kept.filter),
    },
    SourceKey {
        name: "follow",
        wants: SWITCH,
        doc: "Follow links out of the folder.",
        take: |to, value| value.as_bool().map(|yes| to.follow = yes),
        put: |kept| kept.follow.then_some(true.into()),
    },
    SourceKey {
        name: "muted_until",
        wants: "a day, such as 2027-01-31",
        doc: "The day before which it is left alone.",
        take: |to, value| {
            let typed = value.as_datetime().map(ToString::to_string).or_else(|| value.as_str().map(str::to_owned))?;
            typed.parse().ok().map(|day| to.muted_until = Some(day))
        },
        put: |kept| kept.muted_until.and_then(|day| Some(day.to_string().parse::<toml_edit::Datetime>().ok()?.into())),
    },
    SourceKey {
        name: "disabled",
        wants: SWITCH,
        doc: "Whether it is left alone for good.",
        take: |to, value| value.as_bool().map(|yes| to.disabled = yes),
        put: |kept| kept.disabled.then_some(true.into()),
    },
];

/// The README's table of keys, in Markdown.
pub fn source_keys_table() -> String {
    let mut table = String::from("| key | wants | what it does |\n|---|---|---|\n");
    for key in SOURCE_KEYS {
        table.push_str(&format!("| `{}` | {} | {} |\n", key.name, key.wants, key.doc));
    }
    table
}

/// A text, or none where it is blank.
fn filled(value: &DeValue<'_>) -> Option<Option<String>> {
    let text = value.as_str()?;
    Some((!text.trim().is_empty()).then(|| text.to_owned()))
}

fn words(value: &DeValue<'_>) -> Option<Vec<String>> {
    value.as_array()?.iter().map(|word| word.get_ref().as_str().map(str::to_owned)).collect()
}

fn list(words: &[String]) -> Option<Value> {
    (!words.is_empty()).then(|| Value::Array(words.iter().collect::<Array>()))
}

fn count(value: &DeValue<'_>) -> Option<u64> {
    let number = value.as_integer()?;
    u64::from_str_radix(number.as_str(), number.radix()).ok().filter(|count| *count > 0)
}

fn number(count: u64) -> Value {
    i64::try_from(count).unwrap_or(i64::MAX).into()
}

fn size(value: &DeValue<'_>) -> Option<u64> {
    match value.as_str() {
        Some(text) => parse_size(text).filter(|bytes| *bytes > 0),
        None => count(value),
    }
}

/// A size as [`size`] reads it, no byte lost.
fn print_exactly(bytes: u64) -> Value {
    let printed = print_size(bytes);
    if parse_size(&printed) == Some(bytes) { printed.into() } else { number(bytes) }
}
