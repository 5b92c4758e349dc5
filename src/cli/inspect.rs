//! `byline inspect`: shows what would be taken in from a file or an address, without taking it.

mod feed;

use super::Outcome;
use super::args::ReadAs;
use super::context::Context;
use super::import::is_address;
use super::output::{printable, stdout, warn};
use crate::article::{Article, Media, Source, SourceRow};
use crate::document::{Document, Target, parse, plain_text};
use crate::feed::Hints;
use crate::sources::{AtAddress, FileKind, Holding, Look, Trouble, ask_address, bytes_of, look_at};
use crate::text::Clean;
use anyhow::anyhow;
use jiff::Timestamp;
use serde::Serialize;
use std::borrow::Cow;
use std::fmt::Display;
use std::io::{self, Read, Write};
use std::path::Path;

/// Runs the command.
pub fn run(
    context: &Context,
    file: &Path,
    json: bool,
    read_as: Option<ReadAs>,
    base: Option<&str>,
) -> anyhow::Result<Outcome> {
    let inspected = match is_address(file) {
        true => inspect_address(context, &file.to_string_lossy(), read_as)?,
        false => {
            let input = read_input(context, file)?;
            match inspect_feed(context, file, input.as_deref(), read_as, base)? {
                Some(inspected) => inspected,
                None => Inspected::of(&look(context, file, input.as_deref(), read_as, base)?),
            }
        }
    };
    let mut out = stdout();
    if json {
        serde_json::to_writer_pretty(&mut out, &inspected).map_err(io::Error::from)?;
        writeln!(out)?;
    } else {
        print(&mut out, &inspected)?;
        for complaint in &inspected.complaints {
            warn(format_args!("{}: {complaint}", printable(file)));
        }
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// Reads what lies at an address: a feed where it is one, else the page there as it would be saved.
fn inspect_address(context: &Context, address: &str, read_as: Option<ReadAs>) -> anyhow::Result<Inspected> {
    let said = |why: &dyn Display| anyhow!("{}: {why}", Clean::line(address));
    let manners = context.config.settings.manners();
    let AtAddress { bytes, content_type, address: came } =
        ask_address(address, manners, context.now).map_err(|trouble| said(&trouble))?;
    if matches!(read_as, None | Some(ReadAs::Feed)) {
        let limit = feed_limit(context);
        let hints = Hints { content_type: Some(&content_type), address: Some(&came), limit };
        match feed::inspect(&bytes, Path::new(address), Some(address), &hints) {
            Ok(inspected) => return Ok(inspected),
            Err(other) if read_as.is_some() => return Err(said(&other)),
            Err(_) => {}
        }
    }
    let media = read_as.and_then(ReadAs::media).or((!content_type.starts_with("text/plain")).then_some(Media::Page));
    let look = Look {
        input: Some(&bytes),
        known: Vec::new(),
        media,
        base: Some(&came),
        max_body: context.config.settings.max_feed,
        kept: &[],
        now: context.now,
    };
    let holding = look_at(Path::new(address), look).map_err(|refused| anyhow!("{refused}"))?;
    Ok(Inspected::of(&holding))
}

/// Reads a file as it would be taken in.
pub fn read_file(context: &Context, file: &Path) -> anyhow::Result<Holding> {
    let input = read_input(context, file)?;
    look(context, file, input.as_deref(), None, None)
}

/// What comes over standard input, if that is what is meant.
fn read_input(context: &Context, file: &Path) -> anyhow::Result<Option<Vec<u8>>> {
    if file != Path::new("-") {
        return Ok(None);
    }
    let mut input = Vec::new();
    let limit = context.config.settings.max_body.max(context.config.settings.max_feed);
    io::stdin().lock().take(limit + 1).read_to_end(&mut input)?;
    Ok(Some(input))
}

/// The most that is fetched of a feed, packed or not.
fn feed_limit(context: &Context) -> usize {
    usize::try_from(context.config.settings.max_feed).unwrap_or(usize::MAX - 1)
}

/// Reads a feed, where it is one or is said to be one.
fn inspect_feed(
    context: &Context,
    file: &Path,
    input: Option<&[u8]>,
    read_as: Option<ReadAs>,
    base: Option<&str>,
) -> anyhow::Result<Option<Inspected>> {
    let is_told = read_as == Some(ReadAs::Feed);
    if !is_told && (read_as.is_some() || !feed::may_be(file)) {
        return Ok(None);
    }
    let limit = feed_limit(context);
    let bytes = match input {
        Some(input) => Cow::Borrowed(input),
        // A file that only may be a feed is under the limit of files, too.
        None => match bytes_of(file, limit as u64) {
            Ok(bytes) => Cow::Owned(bytes),
            Err(_) if !is_told => return Ok(None),
            Err(refused) => return Err(anyhow!("{refused}")),
        },
    };
    if bytes.len() > limit {
        return Err(anyhow!("{}: {}", printable(file), Trouble::TooLarge(limit as u64)));
    }
    let hints = Hints { content_type: None, address: base, limit };
    match feed::inspect(&bytes, file, base, &hints) {
        Ok(inspected) => Ok(Some(inspected)),
        Err(other) if is_told => Err(anyhow!("{}: {other}", printable(file))),
        Err(_) => Ok(None),
    }
}

fn look(
    context: &Context,
    file: &Path,
    input: Option<&[u8]>,
    read_as: Option<ReadAs>,
    base: Option<&str>,
) -> anyhow::Result<Holding> {
    let look = Look {
        input,
        known: known_sources(context),
        media: read_as.and_then(ReadAs::media),
        base,
        max_body: context.config.settings.max_body,
        kept: &context.sources.sources,
        now: context.now,
    };
    look_at(file, look).map_err(|refused| anyhow!("{refused}"))
}

/// The sources of the library, so that an article shown has the id it would get; none where there is no index yet.
fn known_sources(context: &Context) -> Vec<Source> {
    let rows = context.reader().and_then(|mut reader| Ok(reader.sources()?)).unwrap_or_default();
    let source = |row: SourceRow| Source {
        id: row.id,
        address: row.address.to_string(),
        title: row.title.to_string(),
        tags: Vec::new(),
        folder: None,
    };
    rows.into_iter().map(source).collect()
}

/// What `byline inspect --json` prints. Its fields, their order and their types are a promise.
#[derive(Serialize)]
struct Inspected {
    v: u8,
    kind: &'static str,
    feed: Option<Feed>,
    items: Vec<Item>,
    complaints: Vec<String>,
}

#[derive(Serialize)]
struct Feed {
    title: String,
    link: Option<String>,
    language: Option<String>,
}

#[derive(Serialize)]
struct Item {
    id: String,
    id_from: &'static str,
    guid: Option<String>,
    title: String,
    url: Option<String>,
    authors: Vec<String>,
    published: Option<Timestamp>,
    published_from: &'static str,
    updated: Option<Timestamp>,
    language: Option<String>,
    text: String,
    html: Option<String>,
    links: Vec<LinkOut>,
    enclosures: Vec<EnclosureOut>,
}

#[derive(Serialize)]
struct LinkOut {
    url: String,
    text: String,
}

#[derive(Serialize)]
struct EnclosureOut {
    url: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    length: Option<u64>,
}

impl Inspected {
    fn of(holding: &Holding) -> Self {
        Inspected {
            v: 1,
            kind: holding.kind.name(),
            feed: None,
            items: holding.articles.iter().map(|article| Item::of(article, holding.kind)).collect(),
            complaints: holding.complaints.iter().map(|complaint| Clean::line(complaint).to_string()).collect(),
        }
    }
}

impl Item {
    fn of(article: &Article, kind: FileKind) -> Self {
        let clean = |text: &String| Clean::line(text).to_string();
        let document = parse(article.media, &article.body, article.url.as_deref(), &article.title);
        let enclosures = article.enclosures.iter().map(|enclosure| EnclosureOut {
            url: clean(&enclosure.url),
            kind: enclosure.kind.as_ref().map(clean),
            length: enclosure.length,
        });
        Item {
            id: article.id.to_string(),
            id_from: if article.guid.is_some() { "path" } else { "content" },
            guid: article.guid.clone(),
            title: Clean::title(&article.title).to_string(),
            url: article.url.as_ref().map(clean),
            authors: article.authors.iter().map(clean).collect(),
            published: article.published,
            published_from: article.published_from.name(),
            updated: None,
            language: article.language.as_ref().map(clean),
            text: plain_text(&document),
            html: (kind.name() == "html").then(|| clean_html(&article.body)),
            links: links(&document),
            enclosures: enclosures.collect(),
        }
    }
}

/// HTML as it was received, but for characters no terminal may get.
fn clean_html(html: &str) -> String {
    html.lines().map(|line| Clean::verbatim(line, 4).to_string()).collect::<Vec<_>>().join("\n")
}

fn links(document: &Document) -> Vec<LinkOut> {
    let pages = document.outward().iter().filter(|link| link.target == Target::Page);
    pages.map(|link| LinkOut { url: link.url.to_string(), text: link.text.to_string() }).collect()
}

/// The same for people: what is known, then the text.
fn print(out: &mut impl Write, inspected: &Inspected) -> io::Result<()> {
    if let Some(feed) = &inspected.feed {
        writeln!(out, "{:<10} {}", "feed", feed.title)?;
        if let Some(link) = &feed.link {
            writeln!(out, "{:<10} {link}", "site")?;
        }
        writeln!(out, "\n----\n")?;
    }
    for (n, item) in inspected.items.iter().enumerate() {
        if n > 0 {
            writeln!(out, "\n----\n")?;
        }
        let published = item.published.map(|time| format!("{time} ({})", item.published_from));
        let authors = (!item.authors.is_empty()).then(|| item.authors.join(", "));
        let fields = [
            ("kind", Some(inspected.kind.to_owned())),
            ("id", Some(format!("{} ({})", item.id, item.id_from))),
            ("title", Some(item.title.clone())),
            ("authors", authors),
            ("published", published),
            ("language", item.language.clone()),
            ("url", item.url.clone()),
            ("links", Some(item.links.len().to_string()).filter(|_| !item.links.is_empty())),
        ];
        for (name, value) in fields {
            if let Some(value) = value {
                writeln!(out, "{name:<10} {value}")?;
            }
        }
        writeln!(out, "\n{}", item.text)?;
    }
    Ok(())
}
