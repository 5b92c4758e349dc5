//! The last step of every feed: addresses become absolute, entries inherit from their feed, repetitions are found.
//!
//! It reads no format; whatever was read ends here.

use super::draft::{EntryDraft, FeedDraft};
use super::entry::{Body, Entry, Feed, Format, IdFrom};
use super::link::{is_absolute, make_absolute, normal_link, resolve};
use crate::article::{Media, SourceId};
use jiff::Timestamp;
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
    mark_twins(&mut entries);
    let site = link.as_deref().map(normal_link);
    let is_site = |link: String| site.as_ref() == Some(&link) || !link.contains(['/', '?', '#']);
    entries
        .iter_mut()
        .for_each(|entry| entry.links_to_site = entry.url.as_deref().map(normal_link).is_some_and(is_site));
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
        is_twin: false,
        is_later_twin: false,
        links_to_site: false,
        url,
    }
}

/// Drops entries that say in every respect what an earlier one said.
fn drop_repeats(entries: &mut Vec<Entry>) {
    fn key(entry: &Entry) -> (Option<&str>, Option<&str>, &str) {
        (entry.guid.as_deref(), entry.url.as_deref(), &entry.title)
    }
    let mut counts: HashMap<_, usize> = HashMap::new();
    entries.iter().for_each(|entry| *counts.entry(key(entry)).or_default() += 1);
    let mut met = HashSet::new();
    // Only those that look alike are compared whole.
    let is_new = |entry: &Entry| counts.get(&key(entry)).is_none_or(|n| *n == 1) || met.insert(format!("{entry:?}"));
    let mut keep = entries.iter().map(is_new).collect::<Vec<bool>>().into_iter();
    entries.retain(|_| keep.next().unwrap_or(true));
}

/// Finds guids and links that stand for more than one article.
///
/// Entries that share a guid are one article if they share their link too, whatever their titles say, unless most of the
/// feed shares it. Of entries that their guid does not name, those that share a link are one if they say the same.
fn mark_repeats(entries: &mut [Entry]) {
    let many = entries.len().max(4) / 2;
    let repeats = shared(entries.iter().map(|entry| entry.guid.as_deref()), |sharing| {
        let sharing: Vec<&Entry> = sharing.iter().map(|at| &entries[*at]).collect();
        let link = |entry: &&Entry| entry.url.as_deref().map(normal_link);
        let articles: HashSet<_> = sharing.iter().map(|entry| link(entry).ok_or(entry.words())).collect();
        let words: HashSet<_> = sharing.iter().map(|entry| entry.words()).collect();
        articles.len() > 1 || (words.len() > 1 && sharing.len() > many)
    });
    repeats.into_iter().for_each(|at| entries[at].guid_repeats = true);
    let is_named = |entry: &Entry| entry.guid.is_some() && !entry.guid_repeats;
    let link = |entry: &Entry| entry.url.as_deref().filter(|_| !is_named(entry)).map(normal_link);
    let links: Vec<Option<String>> = entries.iter().map(link).collect();
    let repeats = shared(links.iter().map(Option::as_deref), |sharing| {
        sharing.iter().map(|at| entries[*at].words()).collect::<HashSet<_>>().len() > 1
    });
    repeats.into_iter().for_each(|at| entries[at].url_repeats = true);
}

/// Finds entries with the same guid, link and title that differ in their date or, without dates, in their text. The oldest
/// one keeps the short id, since an earlier answer had it too.
fn mark_twins(entries: &mut [Entry]) {
    let mut alike: HashMap<_, Vec<usize>> = HashMap::new();
    for (at, entry) in entries.iter().enumerate() {
        let (id, from) = entry.short_id(SourceId([0; 16]));
        if from != IdFrom::Guid {
            alike.entry(id).or_default().push(at);
        }
    }
    for places in alike.into_values().filter(|places| places.len() > 1) {
        // Feeds put the newest entry first.
        let oldest = places.iter().rev().min_by_key(|at| entries[**at].time().unwrap_or(Timestamp::MAX));
        let later = |at: &usize| oldest.is_some_and(|oldest| entries[*at].apart() != entries[*oldest].apart());
        let later: Vec<usize> = places.iter().copied().filter(later).collect();
        for at in places.into_iter().filter(|_| !later.is_empty()) {
            entries[at].is_twin = true;
            entries[at].is_later_twin = later.contains(&at);
        }
    }
}

/// The places of keys that several places share, where `differ` says that these are not one.
fn shared<'k>(keys: impl Iterator<Item = Option<&'k str>>, differ: impl Fn(&[usize]) -> bool) -> Vec<usize> {
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, key) in keys.enumerate() {
        if let Some(key) = key {
            places.entry(key).or_default().push(at);
        }
    }
    places.into_values().filter(|sharing| sharing.len() > 1 && differ(sharing)).flatten().collect()
}
