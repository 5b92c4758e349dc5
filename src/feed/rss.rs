//! RSS 0.90 to 2.0 and RDF Site Summary 1.0: the elements without a namespace, or with one of RSS's own.
//!
//! Sources: rssboard.org/rss-specification, web.resource.org/rss/1.0/spec. Modules stand in `modules`.

use super::draft::{EntryDraft, FeedDraft};
use super::entry::Format;
use super::field::Field;
use super::link::is_web;
use super::names::Name;
use super::tokens::Tag;
use jiff::civil::Weekday;

/// The version that the root of a document says it is in.
pub(super) fn format_of(name: Name, root: Tag<'_>) -> Format {
    let version = root.attributes().find(|(name, _)| name.rsplit(':').next() == Some("version"));
    match version.map(|(_, version)| version.trim()) {
        _ if name == Name::Rdf && root.attributes.contains("netscape.com/rdf") => Format::Rss090,
        _ if name == Name::Rdf => Format::Rss10,
        Some("0.90" | "0.9") => Format::Rss090,
        Some("0.91") => Format::Rss091,
        Some("0.92") => Format::Rss092,
        Some("0.93") => Format::Rss093,
        Some("0.94") => Format::Rss094,
        Some("1.0") => Format::Rss10,
        _ => Format::Rss20,
    }
}

/// Takes an element of the channel.
pub(super) fn take_for_feed(field: &Field<'_, '_>, feed: &mut FeedDraft) {
    match field.node.name {
        Name::Title => feed.title.offer(field.rank(0), field.title()),
        Name::Link => {
            let href = field.attribute("href").and_then(|href| field.address(&href));
            feed.link.offer(field.rank(0), field.address_within().or(href));
        }
        Name::Language => feed.language.offer(field.rank(0), field.line()),
        Name::Published => feed.updated.offer(field.rank(1), feed.complaints.date(&field.inner.text())),
        Name::Updated => feed.updated.offer(field.rank(0), feed.complaints.date(&field.inner.text())),
        Name::Ttl => feed.pace.ttl = field.line().and_then(|line| line.parse().ok()).or(feed.pace.ttl),
        Name::SkipHours => {
            let hours = field.children("hour").into_iter().filter_map(|hour| hour.parse::<u8>().ok());
            // Of old the hours ran from 1 to 24.
            feed.pace.skip_hours.extend(hours.filter(|hour| *hour <= 24).map(|hour| hour % 24));
            feed.pace.skip_hours.sort_unstable();
            feed.pace.skip_hours.dedup();
        }
        Name::SkipDays => feed.pace.skip_days.extend(field.children("day").iter().filter_map(|day| weekday(day))),
        _ => {}
    }
}

/// Takes an element of an item.
pub(super) fn take_for_entry(field: &Field<'_, '_>, feed: &mut FeedDraft, entry: &mut EntryDraft) {
    match field.node.name {
        Name::Title => entry.title.offer(field.rank(0), field.title()),
        Name::Link => {
            let href = field.attribute("href").and_then(|href| field.address(&href));
            entry.url.offer(field.rank(0), field.address_within().or(href));
        }
        Name::Id => {
            let id = field.line();
            let says_no = field.attribute("isPermaLink").is_some_and(|says| says.eq_ignore_ascii_case("false"));
            let link = id.as_ref().filter(|id| !says_no && is_web(id));
            entry.url.offer(field.rank(5), link.cloned());
            entry.id.offer(field.rank(0), id);
        }
        Name::Author => field.person().into_iter().for_each(|name| entry.add_author(field.rank(0), name)),
        Name::Published => entry.published.offer(field.rank(0), feed.complaints.date(&field.inner.text())),
        Name::Updated => entry.updated.offer(field.rank(0), feed.complaints.date(&field.inner.text())),
        Name::Language => entry.language.offer(field.rank(0), field.line()),
        Name::Summary => entry.summary.offer(field.rank(0), field.body()),
        Name::Content => entry.content.offer(field.rank(1), field.body()),
        Name::Category => field.title().into_iter().for_each(|name| entry.add_category(&name)),
        Name::Comments => entry.comments.offer(field.rank(0), field.address_within()),
        Name::Enclosure => field.enclosure().into_iter().for_each(|enclosure| entry.add_enclosure(enclosure)),
        _ => {}
    }
}

fn weekday(name: &str) -> Option<Weekday> {
    const DAYS: [Weekday; 7] = [
        Weekday::Monday,
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Friday,
        Weekday::Saturday,
        Weekday::Sunday,
    ];
    let name = name.to_ascii_lowercase();
    DAYS.into_iter().find(|day| name.starts_with(&format!("{day:?}").to_ascii_lowercase()[..3]))
}
