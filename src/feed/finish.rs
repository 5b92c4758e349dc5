//! The last step of every feed: addresses become absolute, entries inherit from their feed, repetitions are found.
//!
//! It reads no format; whatever was read ends here.

use super::draft::{EntryDraft, FeedDraft};
use super::entry::{Body, Entry, Feed, Format};
use super::link::{is_absolute, make_absolute, normal_link, resolve};
use crate::article::Media;
use std::collections::{HashMap, HashSet};
use url::Url;

/// Makes a draft into a feed that came from `address`.
pub(super) fn finish(mut draft: FeedDraft, address: Option<&Url>) -> Feed {
    let own = draft.address.take().map(|own| resolve(own, address));
    let parsed = |address: &Option<String>| address.as_deref().and_then(|address| Url::parse(address).ok());
    let came_from = address.cloned().or_else(|| parsed(&own));
    let link = draft.link.take().map(|link| resolve(link, came_from.as_ref()));
    let base = parsed(&link).filter(|url| !url.cannot_be_a_base()).or(came_from);
    let language = draft.language.take();
    let authors = std::mem::take(&mut draft.authors);
    let drafts = std::mem::take(&mut draft.entries).into_iter().filter(|entry| !entry.is_empty());
    let mut entries: Vec<Entry> = drafts.map(|entry| finish_entry(entry, base.as_ref(), &authors, &language)).collect();
    let before = entries.len();
    drop_repeats(&mut entries);
    if entries.len() < before {
        draft.complaints.add(format!("{} entries stand there twice", before - entries.len()));
    }
    mark_repeats(&mut entries);
    for (repeats, what) in [
        (entries.iter().filter(|entry| entry.guid_repeats).count(), "guids"),
        (entries.iter().filter(|entry| entry.guid.is_none() && entry.url_repeats).count(), "links"),
    ] {
        if repeats > 0 {
            draft.complaints.add(format!("{repeats} entries share their {what} with others"));
        }
    }
    if draft.is_cut {
        draft.complaints.add("the answer ends before the feed does");
    }
    Feed {
        format: draft.format.unwrap_or(Format::Rss20),
        title: draft.title.take().unwrap_or_default(),
        link,
        address: own,
        language,
        updated: draft.updated.take(),
        pace: draft.pace,
        entries,
        is_cut: draft.is_cut,
        complaints: draft.complaints.into_vec(),
    }
}

fn finish_entry(mut draft: EntryDraft, base: Option<&Url>, authors: &[String], language: &Option<String>) -> Entry {
    let base = draft.base.as_ref().or(base);
    let url = draft.url.take().map(|url| resolve(url, base));
    // Links in a text are relative to its entry; without that, to what the entry would be relative to.
    let body = |body: Body| match base {
        Some(base) if body.media == Media::Html && !url.as_deref().is_some_and(is_absolute) => {
            Body { text: make_absolute(&body.text, base), ..body }
        }
        _ => body,
    };
    let content = draft.content.take().map(body);
    let summary = draft.summary.take().map(body).filter(|summary| content.as_ref() != Some(summary));
    let best = draft.authors.iter().map(|(rank, _)| *rank).min();
    let named: Vec<String> =
        draft.authors.into_iter().filter(|(rank, _)| Some(*rank) == best).map(|(_, name)| name).collect();
    let mut enclosures = draft.enclosures;
    for enclosure in &mut enclosures {
        enclosure.url = resolve(std::mem::take(&mut enclosure.url), base);
    }
    Entry {
        guid: draft.id.take(),
        title: draft.title.take().unwrap_or_default(),
        authors: if named.is_empty() { authors.to_vec() } else { named },
        published: draft.published.take(),
        updated: draft.updated.take(),
        language: draft.language.take().or_else(|| language.clone()),
        summary,
        content,
        enclosures,
        categories: draft.categories,
        comments: draft.comments.take().map(|comments| resolve(comments, base)),
        is_partial: draft.is_partial,
        guid_repeats: false,
        url_repeats: false,
        url,
    }
}

/// Drops entries that say in every respect what an earlier one said.
fn drop_repeats(entries: &mut Vec<Entry>) {
    let mut met = HashSet::new();
    entries.retain(|entry| {
        let says = format!("{:?}{:?}{:?}{:?}", entry.guid, entry.url, entry.title, entry.time());
        met.insert((says, entry.body().map(|body| body.text.clone())))
    });
}

/// Finds guids and links that stand for more than one article: entries that share them are the same article only if
/// their links are the same too, and their words but for figures, which may count readers.
fn mark_repeats(entries: &mut [Entry]) {
    let (mut guids, mut urls) = (HashMap::new(), HashMap::new());
    let mut note = |kind: bool, key: String, article: String| {
        let known = if kind { &mut guids } else { &mut urls };
        let (first, repeats) = known.entry(key).or_insert_with(|| (article.clone(), false));
        *repeats |= *first != article;
    };
    for entry in entries.iter() {
        let link = entry.url.as_deref().map(normal_link);
        let words: String = entry.words().chars().filter(|c| !c.is_ascii_digit()).collect();
        if let Some(guid) = &entry.guid {
            note(true, guid.clone(), format!("{link:?}{words}"));
        }
        note(false, link.unwrap_or_default(), words);
    }
    for entry in entries {
        let repeats =
            |known: &HashMap<String, (String, bool)>, key: &str| known.get(key).is_some_and(|(_, repeats)| *repeats);
        entry.guid_repeats = entry.guid.as_deref().is_some_and(|guid| repeats(&guids, guid));
        entry.url_repeats = entry.url.as_deref().is_some_and(|url| repeats(&urls, &normal_link(url)));
    }
}
