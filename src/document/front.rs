//! Front matter: the block of fields at the top of a Markdown file, between `---` (the YAML people write) or `+++` (TOML).
//!
//! It is no YAML reader: lines of `key: value`, lists in brackets or by dashes, quotes. What it does not know it skips.

use super::Found;
use super::date;
use super::head::add_names;
use crate::article::PublishedFrom;

/// The fields of a file, and the text below them. A file without front matter is all text.
pub(super) fn split(text: &str) -> (Option<Found>, &str) {
    let text = text.trim_start_matches('\u{feff}');
    for fence in ["---", "+++"] {
        let Some(rest) = text.strip_prefix(fence).and_then(after_line_end) else { continue };
        let mut at = 0;
        for line in rest.split_inclusive('\n') {
            let closes = line.trim_end() == fence || (fence == "---" && line.trim_end() == "...");
            if closes {
                let fields = &rest[..at];
                let found = if fence == "+++" { toml(fields) } else { yaml(fields) };
                return match found {
                    Some(found) => (Some(found), &rest[at + line.len()..]),
                    None => (None, text),
                };
            }
            at += line.len();
        }
    }
    (None, text)
}

fn after_line_end(text: &str) -> Option<&str> {
    let rest = text.trim_start_matches([' ', '\t', '\r']);
    rest.strip_prefix('\n')
}

/// Takes one field, whatever the file calls it.
fn take(found: &mut Found, key: &str, values: Vec<String>) {
    let first = values.first().cloned().unwrap_or_default();
    if first.is_empty() {
        return;
    }
    match key.to_ascii_lowercase().as_str() {
        "title" => found.title = first,
        "author" | "authors" | "by" | "creator" => values.iter().for_each(|name| add_names(&mut found.authors, name)),
        "date" | "published" | "pubdate" | "publishdate" | "created" if found.published.is_none() => {
            match date::read(&first, None) {
                Some(time) => (found.published, found.published_from) = (Some(time), Some(PublishedFrom::Declared)),
                None => found.complaints.push(format!("front matter: {key} is no date: {first}")),
            }
        }
        "tags" | "categories" | "keywords" | "category" | "tag" => {
            for tag in values.iter().flat_map(|value| value.split(',')).map(str::trim).filter(|tag| !tag.is_empty()) {
                if !found.categories.iter().any(|known| known == tag) {
                    found.categories.push(tag.to_owned());
                }
            }
        }
        "url" | "link" | "canonical_url" | "canonical" | "source" if found.url.is_none() => {
            let web = url::Url::parse(&first).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
            found.url = web.map(|url| url.to_string());
        }
        "lang" | "language" => found.language = Some(first),
        "description" | "summary" | "excerpt" => found.summary = Some(first),
        _ => {}
    }
}

fn toml(fields: &str) -> Option<Found> {
    let mut found = Found::default();
    let table = match fields.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            found.complaints.push(format!("front matter: {}", error.message()));
            return Some(found);
        }
    };
    for (key, value) in table {
        let text = |value: &toml::Value| match value {
            toml::Value::String(text) => text.clone(),
            toml::Value::Table(table) => table.get("name").and_then(|v| v.as_str()).unwrap_or("").to_owned(),
            other => other.to_string(),
        };
        let values = value.as_array().map_or_else(|| vec![text(&value)], |items| items.iter().map(text).collect());
        take(&mut found, &key, values);
    }
    Some(found)
}

/// The YAML people write. Nothing, where no line of it reads as a field: then it was a rule, not front matter.
fn yaml(fields: &str) -> Option<Found> {
    let mut found = Found::default();
    let mut any = false;
    let mut lines = fields.lines().peekable();
    while let Some(line) = lines.next() {
        let field = line.split_once(':').filter(|(key, rest)| {
            let named = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || "_-".contains(c));
            named && (rest.is_empty() || rest.starts_with([' ', '\t']))
        });
        let Some((key, value)) = field else { continue };
        any = true;
        let value = value.trim();
        let mut values = Vec::new();
        // Indented lines and items by dashes belong to the field above.
        while let Some(more) = lines.next_if(|more| more.starts_with([' ', '\t', '-']) && more.trim() != "---") {
            let more = more.trim();
            let item = more.strip_prefix("- ").or_else(|| more.strip_prefix("name:")).map(str::trim);
            match item {
                Some(item) => values.push(unquote(item.strip_prefix("name:").unwrap_or(item).trim())),
                None if matches!(value, ">" | "|" | ">-" | "|-") => match values.last_mut() {
                    Some(text) => *text = format!("{text} {more}"),
                    None => values.push(more.to_owned()),
                },
                None => {}
            }
        }
        if values.is_empty() && !value.is_empty() {
            values = match value.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')) {
                Some(inner) => inner.split(',').map(|item| unquote(item.trim())).collect(),
                None => vec![unquote(value)],
            };
        }
        take(&mut found, key, values);
    }
    any.then_some(found)
}

/// A value without its quotes, or without the comment behind it.
fn unquote(value: &str) -> String {
    for quote in ['"', '\''] {
        if let Some(inner) = value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote)) {
            return match quote {
                '"' => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
                _ => inner.replace("''", "'"),
            };
        }
    }
    value.split(" #").next().unwrap_or("").trim().to_owned()
}
