//! What other vocabularies add to RSS and Atom: Dublin Core, whole texts, Media RSS, podcasts, FeedBurner.
//!
//! They say again what the feed says itself, or say it where the feed does not: so their rank is lower.

use super::draft::{EntryDraft, FeedDraft};
use super::field::Field;
use super::names::{Name, Space};

/// Takes an element of the feed.
pub(super) fn take_for_feed(field: &Field<'_, '_>, feed: &mut FeedDraft) {
    match (field.node.space, field.node.name) {
        (Space::Dc | Space::Itunes, Name::Title) => feed.title.offer(field.rank(1), field.title()),
        (Space::Dc, Name::Language) => feed.language.offer(field.rank(1), field.line()),
        (Space::Dc, Name::Published) => feed.updated.offer(field.rank(2), feed.complaints.date(&field.inner.text())),
        (Space::Syndication, Name::Period) => {
            let minutes = match field.line().unwrap_or_default().to_ascii_lowercase().as_str() {
                "hourly" => 60,
                "daily" => 24 * 60,
                "weekly" => 7 * 24 * 60,
                "monthly" => 30 * 24 * 60,
                "yearly" => 365 * 24 * 60,
                _ => return,
            };
            feed.pace.ttl = feed.pace.ttl.or(Some(minutes));
        }
        _ => {}
    }
}

/// Takes an element of an entry.
pub(super) fn take_for_entry(field: &Field<'_, '_>, feed: &mut FeedDraft, entry: &mut EntryDraft) {
    let rank = |rank| field.rank(rank);
    match (field.node.space, field.node.name) {
        (Space::Content, Name::Content) => entry.content.offer(rank(0), field.body()),
        (Space::Xhtml, Name::Content) => entry.content.offer(rank(2), field.body()),
        (Space::Feedburner, Name::OriginalLink) => entry.url.offer(rank(4), field.address_within()),
        (Space::Media, Name::Title) => entry.title.offer(rank(3), field.title()),
        (Space::Itunes | Space::Dc, Name::Title) => entry.title.offer(rank(2), field.title()),
        (Space::Dc, Name::Id) => entry.id.offer(rank(1), field.line()),
        (Space::Dc, Name::Author) => field.person().into_iter().for_each(|name| entry.add_author(rank(0), name)),
        (_, Name::Author) => field.person().into_iter().for_each(|name| entry.add_author(rank(1), name)),
        (Space::Dc, Name::Published) => entry.published.offer(rank(2), feed.complaints.date(&field.inner.text())),
        (Space::Dc, Name::Updated) => entry.updated.offer(rank(2), feed.complaints.date(&field.inner.text())),
        (_, Name::Language) => entry.language.offer(rank(1), field.line()),
        (Space::Dc, Name::Summary) => entry.summary.offer(rank(2), field.body()),
        (Space::Itunes, Name::Summary) => entry.summary.offer(rank(3), field.body()),
        (_, Name::Summary) => entry.summary.offer(rank(4), field.body()),
        (_, Name::Subtitle) => entry.summary.offer(rank(5), field.body()),
        (Space::Dc, Name::Category) => field.title().into_iter().for_each(|name| entry.add_category(&name)),
        (_, Name::Category) => {
            field.line().unwrap_or_default().split(',').for_each(|name| entry.add_category(name));
        }
        _ => {}
    }
}
