//! The entries of a feed become articles.
//!
//! The library decides which of them are new, and `identity` which known article a new id stands for.

use super::identity::{AllTraits, Traits};
use crate::article::{Article, Media, PublishedFrom, SourceId};
use crate::document::{parse, plain_text};
use crate::feed::{Body, Entry, Feed};
use crate::text::fit;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;

/// How wide a title gets that is made from the first words of a text.
const MADE_TITLE: usize = 80;

/// The most seconds that an entry without a date is put behind those over it.
const BEHIND: i64 = 600;

/// The articles of a feed, each once, in feed order, with their other traits. An entry that the end of the answer cut off
/// is left for the next fetch.
pub(in crate::sources) fn articles(feed: Feed, source: SourceId, now: Timestamp) -> (Vec<Article>, AllTraits) {
    let mut traits = AllTraits::new();
    let mut articles: Vec<Article> = Vec::new();
    for entry in feed.entries.into_iter().filter(|entry| !entry.is_partial) {
        let own = Traits::of(&entry, source);
        let article = article(entry, source, now);
        if let Vacant(unmet) = traits.entry(article.id) {
            unmet.insert(own);
            articles.push(article);
        }
    }
    keep_order(&mut articles, now);
    // Entries without a date keep the order of the feed: each is a second before the one above it.
    for (behind, article) in (0..).zip(articles.iter_mut().filter(|article| article.published.is_none())) {
        article.seen = now.saturating_sub(SignedDuration::from_secs(BEHIND.min(behind))).unwrap_or(now);
    }
    (articles, traits)
}

/// Records articles that share their date as seen a millisecond apart, so that lists keep the order of the feed.
fn keep_order(articles: &mut [Article], now: Timestamp) {
    let mut dates: HashMap<i64, usize> = HashMap::new();
    let second = |article: &Article| article.published.map(Timestamp::as_second);
    articles.iter().filter_map(second).for_each(|date| *dates.entry(date).or_default() += 1);
    for (turn, article) in (0..).zip(articles.iter_mut()) {
        if second(article).is_some_and(|date| dates[&date] > 1) {
            // The second before, so that nothing is seen later than now.
            let seen = (now.as_second() - 1) * 1_000 + 999 - i64::min(turn, 999);
            article.seen = Timestamp::from_millisecond(seen).unwrap_or(now);
        }
    }
}

/// The article that an entry is.
pub(in crate::sources) fn article(entry: Entry, source: SourceId, now: Timestamp) -> Article {
    let (id, _) = entry.identify(source);
    // What is dated ahead would stand above all else for ever.
    let published = entry.time().filter(|time| *time <= now);
    let title = title_of(&entry);
    let Entry { guid, url, authors, language, summary, content, enclosures, categories, .. } = entry;
    let (body, summary) = match (content, summary) {
        (Some(content), summary) => (Some(content), summary.filter(|summary| !summary.text.is_empty())),
        (None, summary) => (summary, None),
    };
    let Body { media, text } = body.unwrap_or(Body { media: Media::Text, text: String::new() });
    Article {
        id,
        source,
        guid,
        url,
        title,
        authors,
        published,
        published_from: if published.is_some() { PublishedFrom::Declared } else { PublishedFrom::Seen },
        seen: now,
        fetched: now,
        language,
        media,
        summary: summary.map(|summary| summary.text).filter(|summary| *summary != text),
        body: text,
        enclosures,
        categories,
    }
}

/// The title that an entry has in lists: its own, or its first words.
pub fn title_of(entry: &Entry) -> String {
    if !entry.title.trim().is_empty() {
        return entry.title.clone();
    }
    let body = entry.content.as_ref().or(entry.summary.as_ref());
    body.map_or_else(String::new, |body| first_words(body.media, &body.text, entry.url.as_deref()))
}

/// A title for a post that has none.
fn first_words(media: Media, text: &str, url: Option<&str>) -> String {
    let plain = plain_text(&parse(media, text, url, ""));
    let first = plain.lines().map(str::trim).find(|line| !line.is_empty());
    first.map_or_else(String::new, |line| fit(line, MADE_TITLE).trim_end().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::SortKey;
    use crate::feed::{Answer, Hints, read};

    fn check(items: &str) -> Vec<Article> {
        let text = format!("<rss version='2.0'><channel>{items}</channel></rss>");
        let Answer::Feed(feed) = read(text.as_bytes(), &Hints::default()) else { panic!("{text}") };
        articles(feed, SourceId([1; 16]), "2026-01-01T00:00:00Z".parse().unwrap()).0
    }

    #[test]
    fn a_date_ahead_or_absent_becomes_the_time_first_seen_and_says_so() {
        let dates = ["Thu, 01 Jan 2099 00:00:00 GMT", "soon", "Mon, 01 Dec 2025 10:00:00 GMT"];
        let items =
            dates.map(|date| format!("<item><guid>{date}</guid><title>t</title><pubDate>{date}</pubDate></item>"));
        let found: Vec<_> = check(&items.concat()).iter().map(|a| (a.published.is_some(), a.published_from)).collect();
        let (seen, said) = ((false, PublishedFrom::Seen), (true, PublishedFrom::Declared));
        assert_eq!(found, [seen, seen, said]);
    }

    #[test]
    fn what_has_no_date_keeps_the_order_of_its_feed() {
        let items: Vec<String> = (0..900).map(|n| format!("<item><guid>{n}</guid><title>t</title></item>")).collect();
        let articles = check(&items.concat());
        let seen: Vec<i64> = articles.iter().map(|article| article.seen.as_second()).collect();
        let now = articles[0].fetched.as_second();
        assert_eq!(seen[..3], [now, now - 1, now - 2]);
        assert_eq!(seen[899], now - BEHIND);
    }

    #[test]
    fn equal_dates_keep_feed_order() {
        let date = |n: usize| ["Mon, 01 Dec 2025 10:00:00 GMT", "Tue, 02 Dec 2025 10:00:00 GMT"][usize::from(n == 2)];
        let items =
            (0..5).map(|n| format!("<item><guid>{n}</guid><title>t</title><pubDate>{}</pubDate></item>", date(n)));
        let articles = check(&items.collect::<String>());
        let now = articles[0].fetched;
        assert!(articles.iter().all(|article| article.seen <= now));
        let mut keys: Vec<_> = articles
            .iter()
            .map(|article| {
                let (time, turn) = (article.sort_time().as_second(), SortKey::turn_of(article.seen));
                (SortKey { time, turn, id: article.id }, article.guid.as_deref().unwrap())
            })
            .collect();
        keys.sort();
        assert_eq!(keys.iter().map(|(_, guid)| *guid).collect::<Vec<_>>(), ["2", "0", "1", "3", "4"]);
    }

    #[test]
    fn an_entry_twice_in_one_answer_is_one_article_and_one_without_a_title_gets_its_first_words() {
        let item = "<item><guid>1</guid><description>&lt;p&gt;Low &lt;b&gt;water&lt;/b&gt; today&lt;/p&gt;</description></item>";
        let articles = check(&[item, item].concat());
        assert_eq!(articles.iter().map(|article| article.title.as_str()).collect::<Vec<_>>(), ["Low water today"]);
    }
}
