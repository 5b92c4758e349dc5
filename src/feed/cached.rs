//! An article as newsboat's store keeps it, as the entry that its feed gave.
//!
//! Source: the table `rss_item` as newsboat 2.21 makes it, and its `RssParser::get_guid`. It reads no database. What it
//! makes of a row is what reading the feed makes of the item, so that fetching it later brings nothing again.

use super::entry::{Body, Entry};
use super::inner::{fold, line_of, media_of};
use super::link::{make_absolute, tidy};
use crate::article::{Enclosure, Media};
use crate::document::read_date;
use jiff::Timestamp;
use url::Url;

/// A row of the table, its values as they stand there; an empty text stands for none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CachedItem {
    /// The publisher's id, or what newsboat made in its place.
    pub guid: String,
    /// With the markup the feed gave it.
    pub title: String,
    /// One name.
    pub author: String,
    /// The absolute address.
    pub url: String,
    /// Seconds; the time of fetching where the feed gave none.
    pub published: i64,
    /// The text as the feed gave it.
    pub content: String,
    /// The media type of the text; later versions of newsboat write it.
    pub content_type: String,
    /// What `xml:base` said.
    pub base: String,
    /// The address of a file.
    pub enclosure_url: String,
    /// Its media type.
    pub enclosure_type: String,
}

impl CachedItem {
    /// The entry, and whether its guid may be newsboat's own making: then the feed's entry may have none.
    pub fn into_entry(self) -> (Entry, bool) {
        let guid = Some(fold(&self.guid)).filter(|guid| !guid.is_empty());
        let url = tidy(&self.url);
        let is_made = guid.as_deref().is_none_or(|guid| is_made(guid, url.as_deref(), &fold(&self.title)));
        let is_text = self.content_type.eq_ignore_ascii_case("text/plain");
        let media = if is_text { Media::Text } else { media_of(&self.content) };
        let base = Url::parse(&self.base).ok().filter(|_| media == Media::Html);
        let text = base.map(|base| make_absolute(&self.content, &base)).unwrap_or(self.content);
        let enclosure = tidy(&self.enclosure_url).map(|url| Enclosure {
            url,
            kind: Some(fold(&self.enclosure_type)).filter(|kind| !kind.is_empty()),
            length: None,
        });
        let entry = Entry {
            guid,
            url,
            title: line_of(&self.title),
            authors: Some(line_of(&self.author)).filter(|name| !name.is_empty()).into_iter().collect(),
            published: Timestamp::from_second(self.published).ok().filter(|time| time.as_second() > 0),
            content: (!text.trim().is_empty()).then_some(Body { media, text }),
            enclosures: enclosure.into_iter().collect(),
            ..Entry::default()
        };
        (entry, is_made)
    }
}

/// Whether newsboat may have made a guid: of the link, of link and date written one after the other, or of the title.
fn is_made(guid: &str, url: Option<&str>, title: &str) -> bool {
    match url {
        Some(url) => guid.strip_prefix(url).is_some_and(|rest| rest.is_empty() || read_date(rest).is_some()),
        None => guid == title,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::SourceId;
    use crate::feed::{Answer, Hints, IdFrom, read};

    /// What newsboat 2.21 wrote of an item, and the id that reading the feed gives it.
    fn check(item: &str, guid: &str, title: &str, url: &str, from: IdFrom) {
        let feed =
            format!("<rss version='2.0'><channel><link>http://one.example/</link><item>{item}</item></channel></rss>");
        let Answer::Feed(feed) = read(feed.as_bytes(), &Hints::default()) else { panic!("{feed}") };
        let source = SourceId([7; 16]);
        let (id, id_from) = feed.entries[0].identify(source);
        assert_eq!(id_from, from, "{item}");
        let cached = CachedItem { guid: guid.into(), title: title.into(), url: url.into(), ..CachedItem::default() };
        let (entry, is_made) = cached.into_entry();
        let without = Entry { guid: None, ..entry.clone() };
        let ids = [entry.identify(source).0, without.identify(source).0];
        assert!(ids[0] == id || is_made && ids[1] == id, "{item}");
        assert_eq!(entry.title, feed.entries[0].title);
    }

    #[test]
    fn a_row_gives_the_id_that_its_feed_gives() {
        check(
            "<title>A &lt;b&gt;b&lt;/b&gt; &amp;amp; c</title><guid>one-1</guid><link>http://one.example/1</link>",
            "one-1",
            "A <b>b</b> &amp; c",
            "http://one.example/1",
            IdFrom::Guid,
        );
        check(
            "<title>B</title><guid>http://one.example/3</guid>",
            "http://one.example/3",
            "B",
            "http://one.example/3",
            IdFrom::Guid,
        );
        check(
            "<title>C</title><link>http://one.example/2</link>",
            "http://one.example/2",
            "C",
            "http://one.example/2",
            IdFrom::Link,
        );
        check(
            "<title>D</title><link>http://one.example/5?a=1&amp;b=2</link><pubDate>Wed, 03 Jan 2024 10:00:00 GMT</pubDate>",
            "http://one.example/5?a=1&b=2Wed, 03 Jan 2024 10:00:00 GMT",
            "D",
            "http://one.example/5?a=1&b=2",
            IdFrom::Link,
        );
        check("<title>E e</title><description>only</description>", "E e", "E e", "", IdFrom::Content);
    }

    #[test]
    fn a_guid_of_the_publishers_is_not_taken_for_newsboats() {
        for (guid, url, made) in [
            ("http://a.b/?p=12", "http://a.b/", false),
            ("http://a.b/x", "http://a.b/x", true),
            ("tag:1", "http://a.b/x", false),
            ("title", "http://a.b/x", false),
            ("", "", true),
        ] {
            let item =
                CachedItem { guid: guid.into(), url: url.into(), title: "title".into(), ..CachedItem::default() };
            assert_eq!(item.into_entry().1, made, "{guid} {url}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_row_reads(text in "\\PC{0,30}", odd in "[<>&;\"'a/:#%\\x00-\\x1f]{0,30}", published in i64::MIN..i64::MAX) {
            let item = CachedItem {
                guid: odd.clone(), title: text.clone(), author: odd.clone(), url: format!("http://{odd}"), published,
                content: odd.clone(), content_type: text.clone(), base: format!("http://{text}"), enclosure_url: odd,
                enclosure_type: text,
            };
            item.into_entry();
        }
    }
}
