//! What a shell offers while a search or a tag is typed: fields, states, and the sources and tags of the library.
//!
//! It changes nothing, takes nothing in and says nothing: where the library can't be read, less is offered. A name that
//! would need quoting, for more than its spaces, is not offered, since shells differ in it.

use super::args::Places;
use super::context::Context;
use crate::index::Reader;
use crate::query::forms;
use crate::text::Clean;
use clap_complete::CompletionCandidate;
use std::ffi::OsStr;

/// What `is:` takes.
const STATES: [&str; 6] = ["unread", "read", "starred", "later", "trashed", "noted"];

/// What a word of a search may become.
pub fn query(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_str().unwrap_or_default();
    let minus = if typed.starts_with('-') { "-" } else { "" };
    let values = match typed[minus.len()..].split_once(':').map(|(field, _)| field) {
        Some("source") => sources().into_iter().map(|(name, about)| (format!("source:{name}"), about)).collect(),
        Some("tag") => {
            let words = tags().into_iter().filter(|(name, _)| !name.contains(' '));
            words.map(|(name, about)| (format!("tag:{name}"), about)).collect()
        }
        Some("is") => STATES.iter().map(|state| (format!("is:{state}"), String::new())).collect(),
        _ => fields(),
    };
    offer(typed, values.into_iter().map(|(value, about)| (format!("{minus}{value}"), about)))
}

/// What a word of `byline tag` may become: `+TAG`, `-TAG`, or a word of the search behind them.
pub fn tag_or_query(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_str().unwrap_or_default();
    let Some(sign) = typed.chars().next().filter(|first| ['+', '-'].contains(first)) else { return query(current) };
    offer(typed, tags().into_iter().map(|(name, about)| (format!("{sign}{name}"), about)))
}

/// The names of views.
pub fn view(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(context) = settle() else { return Vec::new() };
    let named = context.config.views.into_iter().map(|view| (view.name, view.query.to_string()));
    offer(current.to_str().unwrap_or_default(), named)
}

/// The sources that are kept, by their names.
pub fn source(current: &OsStr) -> Vec<CompletionCandidate> {
    let Some(context) = settle() else { return Vec::new() };
    let known = context.reader().and_then(|mut reader| Ok(reader.sources()?)).unwrap_or_default();
    let named = context.sources.sources.iter().map(|kept| {
        let title = known.iter().find(|source| source.id == kept.id && kept.is_unnamed());
        let name = title.map_or_else(|| kept.name.clone(), |source| source.title.to_string());
        (name, kept.place.shown())
    });
    offer(current.to_str().unwrap_or_default(), named.filter(|(name, _)| is_plain(name)))
}

/// The tags of the sources that are kept.
pub fn source_tag(current: &OsStr) -> Vec<CompletionCandidate> {
    let kept = settle().map(|context| context.sources.sources).unwrap_or_default();
    let mut tags: Vec<String> = kept.into_iter().flat_map(|kept| kept.tags).filter(|tag| is_plain(tag)).collect();
    tags.sort();
    tags.dedup();
    offer(current.to_str().unwrap_or_default(), tags.into_iter().map(|tag| (tag, String::new())))
}

fn offer(typed: &str, values: impl Iterator<Item = (String, String)>) -> Vec<CompletionCandidate> {
    let candidate = |(value, about): (String, String)| {
        CompletionCandidate::new(value).help((!about.is_empty()).then(|| about.into()))
    };
    values.filter(|(value, _)| value.starts_with(typed)).map(candidate).collect()
}

/// Whether a shell takes a name as it stands, but for its spaces.
fn is_plain(name: &str) -> bool {
    name.chars().all(|c| c.is_alphanumeric() || " -_.,/+@%".contains(c))
}

/// The fields of a search, each once, with what it finds.
fn fields() -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for (form, meaning) in forms() {
        if let Some((field, _)) =
            form.split_once(':').filter(|(field, _)| field.bytes().all(|b| b.is_ascii_lowercase()))
        {
            fields.push((format!("{field}:"), (*meaning).to_owned()));
        }
    }
    fields
}

fn settle() -> Option<Context> {
    Context::settle(&Places { config: None, data: None, state: None, cache: None }).ok()
}

fn reader() -> Option<Reader> {
    settle()?.reader().ok()
}

/// The sources as `source:` finds them, their words joined.
fn sources() -> Vec<(String, String)> {
    let sources = reader().and_then(|mut reader| reader.sources().ok()).unwrap_or_default();
    let joined = |title: &Clean| {
        let words = title.as_str().split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join("-")
    };
    let named = sources.iter().map(|source| (joined(&source.title), source.title.to_string()));
    named.filter(|(name, _)| !name.is_empty()).collect()
}

/// The tags of articles and sources, with how many articles carry each.
fn tags() -> Vec<(String, String)> {
    let Some(mut reader) = reader() else { return Vec::new() };
    let mut tags: Vec<(String, String)> = Vec::new();
    for (tag, count) in reader.tags().unwrap_or_default() {
        tags.push((tag.to_string(), crate::text::count(count as usize, "article")));
    }
    for source in reader.sources().unwrap_or_default() {
        for tag in source.tags {
            if !tags.iter().any(|(known, _)| known == tag.as_str()) {
                tags.push((tag.to_string(), format!("of the source {}", source.title)));
            }
        }
    }
    tags.retain(|(tag, _)| is_plain(tag));
    tags.sort();
    tags
}
