//! What a shell offers while a search or a tag is typed: what the reader would, and tags behind a sign.
//!
//! It changes nothing, takes nothing in and says nothing: where the library can't be read, less is offered. A name that
//! would need quoting, for more than its spaces, is not offered, since shells differ in it.

use super::args::Places;
use super::context::Context;
use crate::query::{Begun, Completion, Names};
use crate::text;
use clap_complete::CompletionCandidate;
use std::ffi::OsStr;

/// What a word of a search may become.
pub fn query(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_str().unwrap_or_default();
    let Some(begun) = Begun::of(typed) else { return Vec::new() };
    let names = if begun.wants_names() { names() } else { Names::default() };
    let words = Names {
        sources: names.sources.into_iter().map(joined).filter(|source| !source.text.is_empty()).collect(),
        folders: one_word(names.folders),
        tags: one_word(names.tags),
    };
    let before = &typed[..begun.from];
    let completed = begun.completions(&words).into_iter().map(told);
    offer(typed, completed.map(|(word, about)| (format!("{before}{word}"), about)))
}

/// What a word of `byline tag` may become: `+TAG`, `-TAG`, or a word of the search behind them.
pub fn tag_or_query(current: &OsStr) -> Vec<CompletionCandidate> {
    let typed = current.to_str().unwrap_or_default();
    let Some(sign) = typed.chars().next().filter(|first| ['+', '-'].contains(first)) else { return query(current) };
    let tags = names().tags.into_iter().filter(|tag| is_plain(&tag.text)).map(told);
    let mut tags: Vec<(String, String)> = tags.map(|(tag, about)| (format!("{sign}{tag}"), about)).collect();
    tags.sort();
    offer(typed, tags.into_iter())
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

fn settle() -> Option<Context> {
    Context::settle(&Places { config: None, data: None, state: None, cache: None }).ok()
}

/// What the library has for fields to take.
fn names() -> Names {
    let Some(mut reader) = settle().and_then(|context| context.reader().ok()) else { return Names::default() };
    Names::of(&reader.sources().unwrap_or_default(), &reader.tags().unwrap_or_default())
}

/// A word, and what is told beside it.
fn told(of: Completion) -> (String, String) {
    let count = || of.count.map_or_else(String::new, |count| text::count(count as usize, "article"));
    let about = if of.about.is_empty() { count() } else { of.about.clone() };
    (of.text, about)
}

/// The names that are one word without quotes.
fn one_word(names: Vec<Completion>) -> Vec<Completion> {
    names.into_iter().filter(|name| is_plain(&name.text) && !name.text.contains(' ')).collect()
}

/// A source as `source:` finds it, its words joined.
fn joined(source: Completion) -> Completion {
    let words = source.text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    Completion { text: words.collect::<Vec<_>>().join("-"), about: source.text, count: None }
}
