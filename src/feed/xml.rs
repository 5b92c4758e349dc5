//! Feeds in XML: finds the root, and hands each element to the file of its vocabulary.
//!
//! It has no word of its own on what an element means.

use super::draft::{EntryDraft, FeedDraft};
use super::field::Field;
use super::names::{Name, Space};
use super::walk::{Node, Step, Walk};
use super::{atom, modules, rss};
use url::Url;

/// What the root of a document says it is.
pub(super) enum Root {
    /// A feed.
    Feed(Box<FeedDraft>),
    /// A list of subscriptions.
    Outlines,
    /// A web page.
    Page,
    /// Nothing that is known.
    Unknown,
}

/// Reads a feed that came from `address`.
pub(super) fn read(text: &str, address: Option<&Url>) -> Root {
    let mut walk = Walk::new(text, address.cloned());
    let (mut feed, mut entry, mut in_page) = (FeedDraft::default(), None, false);
    while let Some(step) = walk.step() {
        match step {
            Step::Open(node) => match node.name {
                Name::Html => in_page |= feed.format.is_none(),
                // In a page only a whole feed is one.
                Name::Channel | Name::Entry if in_page && feed.format.is_none() => {}
                Name::Opml if feed.format.is_none() => return Root::Outlines,
                Name::Entry => {
                    note_format(&node, &mut feed);
                    feed.entries.extend(entry.replace(begin(&node)));
                }
                Name::File => {
                    let field = Field { node: &node, inner: super::inner::Inner::empty() };
                    if let (Some(entry), Some(enclosure)) = (entry.as_mut(), field.enclosure()) {
                        entry.add_enclosure(enclosure);
                    }
                }
                _ => note_format(&node, &mut feed),
            },
            Step::Value(node, inner) => {
                // A value that is cut is not what was meant; what came before it stands.
                if node.name != Name::Aside && inner.is_whole() {
                    take(&Field { node: &node, inner }, &mut feed, entry.as_mut());
                }
            }
            Step::EndOfEntry => feed.entries.extend(entry.take()),
        }
    }
    if let Some(entry) = entry {
        feed.entries.push(EntryDraft { is_partial: true, ..entry });
    }
    feed.is_cut = walk.is_cut();
    match feed.format {
        _ if in_page && feed.entries.is_empty() => Root::Page,
        None => Root::Unknown,
        Some(_) => Root::Feed(Box::new(feed)),
    }
}

/// What an entry says in its tag.
fn begin(node: &Node<'_>) -> EntryDraft {
    let mut entry = EntryDraft { base: node.base.clone(), ..EntryDraft::default() };
    entry.language.offer(2, node.language.map(str::to_owned));
    // In RDF the tag names what the item is about.
    let about = node.tag.attributes().find(|(name, _)| name.ends_with(":about")).map(|(_, about)| about.trim());
    entry
        .id
        .offer(2, about.filter(|about| !about.is_empty()).map(|about| super::reference::decode(about).into_owned()));
    entry
}

/// The first root, or the first entry without one, says what the feed is written in.
fn note_format(node: &Node<'_>, feed: &mut FeedDraft) {
    if matches!(node.name, Name::Group | Name::Html | Name::Opml) {
        return;
    }
    if feed.format.is_none() {
        let is_atom = node.space == Space::Atom;
        feed.format = Some(if is_atom { atom::format_of(node.tag) } else { rss::format_of(node.name, node.tag) });
        if matches!(node.name, Name::Channel | Name::Entry) && !is_atom {
            feed.complaints.add(format!("no <rss> around <{}>", node.tag.name));
        }
    }
    feed.language.offer(2, node.language.map(str::to_owned));
}

fn take(field: &Field<'_, '_>, feed: &mut FeedDraft, entry: Option<&mut EntryDraft>) {
    match (field.node.space, entry) {
        (Space::Plain | Space::Rss, Some(entry)) => rss::take_for_entry(field, feed, entry),
        (Space::Plain | Space::Rss, None) => rss::take_for_feed(field, feed),
        (Space::Atom, Some(entry)) => atom::take_for_entry(field, feed, entry),
        (Space::Atom, None) => atom::take_for_feed(field, feed),
        (_, Some(entry)) => modules::take_for_entry(field, feed, entry),
        (_, None) => modules::take_for_feed(field, feed),
    }
}
