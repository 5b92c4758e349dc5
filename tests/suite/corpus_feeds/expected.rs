//! What the makers of other parsers say their files hold, brought to one form.
//!
//! It compares nothing: what a suite does not say is not there.

use serde_json::Value;
use std::path::Path;

/// What a file should give.
#[derive(Debug, Default)]
pub struct Expected {
    /// How many entries, where the suite says so.
    pub count: Option<usize>,
    /// The title of the feed.
    pub title: Option<String>,
    /// Its site.
    pub link: Option<String>,
    /// Its entries; those of which nothing is said are empty.
    pub items: Vec<Item>,
}

/// What is said of an entry.
#[derive(Debug, Default)]
pub struct Item {
    pub title: Option<String>,
    pub link: Option<String>,
    pub id: Option<String>,
    pub published: Option<String>,
    pub updated: Option<String>,
    pub authors: Vec<String>,
    pub text: Option<String>,
}

/// What the suite that `path` belongs to says of it, if anything.
pub fn of(suite: &str, path: &Path, text: &str) -> Option<Expected> {
    let json = |extension: &str| {
        let text = std::fs::read_to_string(path.with_extension(extension)).ok()?;
        serde_json::from_str::<Value>(&text).ok()
    };
    match suite {
        "feed-rs" => json("serde.json").map(|value| feed_rs(&value, text)),
        "fastfeedparser" => {
            let value = if path.extension()? == "json" { json("expected.json") } else { json("json") };
            value.map(|value| fastfeedparser(&value))
        }
        "gofeed-translator" => {
            let beside = path.with_file_name(format!("{}_expected.json", path.file_stem()?.to_str()?));
            let value = match std::fs::read_to_string(beside) {
                Ok(text) => serde_json::from_str(&text).ok(),
                Err(_) => json("json").filter(|_| path.extension().is_some_and(|e| e == "xml")),
            };
            value.map(|value| gofeed(&value))
        }
        "feedsmith" => json("json").map(|value| feedsmith(&value)),
        "rubycocos" => ruby(text.split_once("\n---")?.1),
        "yarr" => yarr(text),
        _ => None,
    }
}

fn string(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned).or_else(|| value.is_number().then(|| value.to_string()))
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

/// feed-rs makes up ids and titles of media; what does not stand in the file is its own.
fn feed_rs(feed: &Value, text: &str) -> Expected {
    let page = |links: &Value| {
        let page = |link: &&Value| matches!(link["rel"].as_str(), None | Some("alternate"));
        let mut pages = list(links).iter().filter(page);
        pages.next().and_then(|link| string(&link["href"]))
    };
    let item = |entry: &Value| Item {
        title: string(&entry["title"]["content"]),
        link: page(&entry["links"]),
        id: string(&entry["id"]).filter(|id| text.contains(id.as_str())),
        published: string(&entry["published"]),
        updated: string(&entry["updated"]).filter(|_| feed["feed_type"] == "Atom"),
        authors: list(&entry["authors"]).iter().filter_map(|author| string(&author["name"])).collect(),
        text: string(&entry["content"]["body"]).or_else(|| string(&entry["summary"]["content"])),
    };
    let items: Vec<Item> = list(&feed["entries"]).iter().map(item).collect();
    let (title, link) = (string(&feed["title"]["content"]), page(&feed["links"]));
    Expected { count: Some(items.len()), title, link, items }
}

fn fastfeedparser(value: &Value) -> Expected {
    let item = |entry: &Value| Item {
        title: string(&entry["title"]),
        link: string(&entry["link"]),
        id: string(&entry["id"]),
        published: string(&entry["published"]),
        updated: string(&entry["updated"]),
        ..Item::default()
    };
    let items: Vec<Item> = list(&value["entries"]).iter().map(item).collect();
    let feed = &value["feed"];
    Expected { count: Some(items.len()), title: string(&feed["title"]), link: string(&feed["link"]), items }
}

fn gofeed(feed: &Value) -> Expected {
    let item = |entry: &Value| Item {
        title: string(&entry["title"]),
        link: string(&entry["link"]),
        id: string(&entry["guid"]),
        published: string(&entry["publishedParsed"]),
        updated: string(&entry["updatedParsed"]),
        authors: list(&entry["authors"]).iter().filter_map(|author| string(&author["name"])).collect(),
        text: string(&entry["content"]).or_else(|| string(&entry["description"])),
    };
    let items: Vec<Item> = list(&feed["items"]).iter().map(item).collect();
    let count = feed.get("items").map(|_| items.len());
    Expected { count, title: string(&feed["title"]), link: string(&feed["link"]), items }
}

/// feedsmith keeps the tree of the file: names are as the format has them.
fn feedsmith(feed: &Value) -> Expected {
    let text = |value: &Value| string(value).or_else(|| string(&value["value"]));
    let page = |value: &Value| {
        let mut pages =
            list(&value["links"]).iter().filter(|link| matches!(link["rel"].as_str(), None | Some("alternate")));
        string(&value["link"]).or_else(|| pages.next().and_then(|link| string(&link["href"])))
    };
    let dated = |value: &Value, names: &[&str]| names.iter().find_map(|name| string(&value[*name]));
    let item = |entry: &Value| Item {
        title: text(&entry["title"]),
        link: page(entry),
        id: text(&entry["guid"]).or_else(|| string(&entry["id"])),
        published: dated(entry, &["pubDate", "published", "issued"]),
        updated: dated(entry, &["updated", "modified"]),
        ..Item::default()
    };
    let entries = if feed["items"].is_array() { &feed["items"] } else { &feed["entries"] };
    let items: Vec<Item> = list(entries).iter().map(item).collect();
    Expected { count: Some(items.len()), title: text(&feed["title"]), link: page(feed), items }
}

/// The entry an expectation is of, by the number in its name.
fn numbered<'a>(items: &'a mut Vec<Item>, rest: &str) -> Option<&'a mut Item> {
    let number: usize = rest.split(']').next()?.parse().ok().filter(|n| *n < 1000)?;
    while items.len() <= number {
        items.push(Item::default());
    }
    items.get_mut(number)
}

/// Lines like `feed.items[0].title: …`; `>>>` marks a value in Ruby.
fn ruby(text: &str) -> Option<Expected> {
    let mut expected = Expected::default();
    for line in text.lines() {
        let Some((name, value)) = line.split_once(':') else { continue };
        let value = value.trim();
        let ruby = value.strip_prefix(">>>").map(str::trim);
        if let (Some(ruby), "feed.items.size") = (ruby, name) {
            expected.count = ruby.parse().ok();
        }
        let date = ruby.and_then(|ruby| ruby.split_once("DateTime.new(")).and_then(|(_, date)| date.split_once(')'));
        let date = date.map(|(date, _)| time(date));
        let plain = ruby.is_none().then(|| value.to_owned());
        match name {
            "feed.title" => expected.title = plain.clone(),
            "feed.url" => expected.link = plain.clone(),
            _ => {}
        }
        let Some(rest) = name.strip_prefix("feed.items[") else { continue };
        let field = rest.split_once("].").map_or("", |(_, field)| field).trim();
        let Some(item) = numbered(&mut expected.items, rest) else { continue };
        match field {
            "title" => item.title = plain,
            "url" => item.link = plain,
            "guid" | "id" => item.id = plain,
            "published" => item.published = date,
            "updated" => item.updated = date,
            "author.name" | "author.text" => item.authors = plain.into_iter().collect(),
            _ => {}
        }
    }
    Some(expected)
}

/// `2017, 5, 22, 4, 0` as a time in UTC.
fn time(numbers: &str) -> String {
    let parts: Vec<u32> = numbers.split(',').filter_map(|part| part.trim().parse().ok()).collect();
    let part = |at: usize| parts.get(at).copied().unwrap_or(0);
    format!("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", part(0), part(1), part(2), part(3), part(4), part(5))
}

/// Lines like `@ feed.Items[0].Title == "…"` in the first comment of a file.
fn yarr(text: &str) -> Option<Expected> {
    let mut expected = Expected::default();
    for line in text.lines().filter_map(|line| line.trim().strip_prefix("@ ")) {
        let Some((name, value)) = line.split_once(" == ") else { continue };
        let plain = serde_json::from_str::<String>(value).ok().or_else(|| Some(value.trim_matches('`').to_owned()));
        let plain = plain.filter(|plain| !plain.is_empty());
        match name {
            "len(feed.Items)" => expected.count = value.parse().ok(),
            "feed.Title" => expected.title = plain.clone(),
            "feed.SiteURL" => expected.link = plain.clone(),
            _ => {}
        }
        let Some(rest) = name.strip_prefix("feed.Items[") else { continue };
        let field = rest.split_once("].").map_or("", |(_, field)| field).to_owned();
        let Some(item) = numbered(&mut expected.items, rest) else { continue };
        match field.as_str() {
            "Title" => item.title = plain,
            "URL" => item.link = plain,
            "GUID" => item.id = plain,
            "Content" => item.text = plain,
            "Date" => item.published = value.strip_prefix("time.Date(").map(time),
            _ => {}
        }
    }
    Some(expected)
}
