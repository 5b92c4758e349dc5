//! Hostile feeds and lists of subscriptions: each gives what the index of that folder says, on a stack of 2 MB.
//!
//! What is shown of them, stored and fetched is tested elsewhere; here it is what `feed` makes of them.

use crate::shared;
use byline::article::SourceId;
use byline::document::{parse, plain_text};
use byline::feed::{Answer, Feed, Hints, NotAFeed, Subscriptions, read, read_subscriptions};
use byline::text::Clean;
use std::collections::HashSet;

/// Runs on a stack as small as a worker's may be: what overflows it aborts the test.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap()
}

fn bytes_of(name: &str) -> Option<Vec<u8>> {
    let file = std::fs::read_dir(shared("hostile")?).unwrap().map(|entry| entry.unwrap().path());
    let mut named = file.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(name));
    Some(std::fs::read(named.next().unwrap_or_else(|| panic!("no hostile file {name}"))).unwrap())
}

fn answer_of(name: &str) -> Option<Answer> {
    let bytes = bytes_of(name)?;
    Some(on_a_small_stack(move || {
        let hints = Hints { address: Some("http://example.com/feed"), limit: 20 << 20, ..Hints::default() };
        read(&bytes, &hints)
    }))
}

fn feed_of(name: &str) -> Option<Feed> {
    match answer_of(name)? {
        Answer::Feed(feed) => Some(feed),
        Answer::NotAFeed(other) => panic!("{name}: {other}"),
    }
}

/// Checks the titles of a feed's entries, as they are shown.
fn check(name: &str, titles: &[&str]) {
    let Some(feed) = feed_of(name) else { return };
    let found: Vec<String> = feed.entries.iter().map(|entry| Clean::title(&entry.title).to_string()).collect();
    assert_eq!(found, titles, "{name}");
}

#[test]
fn hostile_titles_read_as_the_index_says() {
    check("03-", &["raw [31mred[0m and bell"]);
    check("04-", &["ref [31m ]0;x ›2J �0;xœ � \u{ffff} � �"]);
    check("07-", &["café ›31m red “quoted” 0;xœ"]);
    check("13-", &["nul in title"]);
    check("25-", &["5 € — … © &unknown;"]);
    check("33-", &["1 < 2 & 3", "AT&T cdata & <", "’ ’ &amp;"]);
    check("36-", &["whole"]);
    check("39-", &["read me"]);
    check("40-", &["read me"]);
    check("41-", &["first", "second"]);
    check("42-", &["x & y"]);
    check("45-", &["twice"]);
    check("46-", &["A", "B"]);
    check("54-", &["survivor", "numbers"]);
    check("55-", &["t"]);
}

#[test]
fn what_is_cut_says_so_and_keeps_what_was_whole() {
    for (name, whole) in [("34-", 2), ("35-", 1), ("36-", 1)] {
        let Some(feed) = feed_of(name) else { return };
        let found = feed.entries.iter().filter(|entry| !entry.is_partial).count();
        assert_eq!((found, feed.is_cut), (whole, true), "{name}");
    }
    assert!(feed_of("43-").is_none_or(|feed| feed.is_cut));
    let Some(feed) = feed_of("44-") else { return };
    assert!(feed.complaints.iter().any(|what| what.contains("more than 20")), "{:?}", feed.complaints);
}

#[test]
fn what_is_no_feed_is_told() {
    assert!(answer_of("37-").is_none_or(|answer| answer == Answer::NotAFeed(NotAFeed::Empty)));
    assert!(answer_of("38-").is_none_or(|answer| matches!(answer, Answer::NotAFeed(NotAFeed::Page(_)))));
    assert!(answer_of("19-").is_none_or(|answer| matches!(answer, Answer::NotAFeed(NotAFeed::Outlines))));
}

#[test]
fn entities_grow_nothing_and_read_nothing() {
    for name in ["22-", "23-", "24-"] {
        let Some(feed) = feed_of(name) else { return };
        let length: usize =
            feed.entries.iter().map(|entry| entry.title.len() + entry.body().map_or(0, |b| b.text.len())).sum();
        assert!(length < 50_000 && !format!("{feed:?}").contains("root:"), "{name}: {length}");
    }
}

#[test]
fn depth_and_width_do_no_harm() {
    let Some(feed) = feed_of("26-") else { return };
    let text = format!("{:?}", feed.entries);
    assert!(text.contains("after the deep one"), "{}", feed.entries.len());
    assert!(feed_of("27-").is_some_and(|feed| !feed.entries.is_empty()));
    assert!(feed_of("58-").is_some_and(|feed| feed.entries.len() == 2_500));
}

#[test]
fn nesting_ten_times_as_deep_does_no_harm() {
    let deep = |open: &str, close: &str, n: usize| open.repeat(n) + "<title>x</title>" + &close.repeat(n);
    for text in [
        format!("<rss><item>{}<guid>after</guid></item></rss>", deep("<a>", "</a>", 90_000)),
        format!("<rss><item><description>{}</description><guid>after</guid></item></rss>", deep("<a>", "</a>", 90_000)),
        format!("<rss>{}", "<item><title>x<guid>after".repeat(20_000)),
        format!("<rss><item><guid>after</guid>{}", "<![CDATA[".repeat(50_000)),
        format!("<rss><item><guid>after</guid>{}", "<!--".repeat(50_000)),
        format!("<rss><item><guid>after</guid>{}", "<!A[".repeat(500_000)),
        format!("<rss><item><guid>after</guid>{}", "<?".repeat(500_000)),
        format!("<rss><item><guid>after</guid>{}", "</x>".repeat(100_000)),
        format!("<rss><item><guid>after</guid><x{}>", " a=\"".repeat(100_000)),
        format!("<rss><item><guid>after</guid>{}", "<x a='".repeat(50_000)),
        format!("<rss><item><guid>after</guid>{}", "<description>".repeat(50_000)),
        format!(
            "{{\"version\":\"https://jsonfeed.org/version/1\",\"items\":[{{\"id\":\"after\",\"_x\":{}",
            "[".repeat(200_000)
        ),
    ] {
        let start = text.get(..80).unwrap_or(&text).to_owned();
        let answer = on_a_small_stack(move || read(text.as_bytes(), &Hints::default()));
        let Answer::Feed(feed) = answer else { panic!("no feed: {start}") };
        let after = feed.entries.iter().any(|entry| entry.guid.as_deref() == Some("after"));
        assert!(after || start.starts_with('{'), "{start}");
    }
}

#[test]
fn no_control_reaches_the_reader_by_a_second_decoding() {
    for name in ["03-", "04-", "13-", "15-"] {
        let Some(feed) = feed_of(name) else { return };
        for entry in &feed.entries {
            let body = entry.body().unwrap();
            let shown = plain_text(&parse(body.media, &body.text, None, ""));
            assert!(!shown.chars().any(|c| c.is_control() && c != '\n'), "{name}: {shown:?}");
        }
    }
    let Some(feed) = feed_of("14-") else { return };
    assert_eq!(feed.entries.len(), 3);
    assert!(!format!("{feed:?}").contains("\\0") && feed.entries[1].title == "hi \u{fffd} lo \u{fffd} pair \u{1f600}");
}

#[test]
fn bytes_that_are_no_text_become_marks() {
    let Some(feed) = feed_of("15-") else { return };
    let entry = &feed.entries[0];
    assert!(entry.title.contains('\u{fffd}') && !entry.title.contains('/'), "{}", entry.title);
    assert_eq!(entry.body().unwrap().text, "ok 가 ok");
    let Some(feed) = feed_of("33-") else { return };
    assert_eq!(feed.entries[1].body().unwrap().text, "x ]]> y");
}

#[test]
fn relative_addresses_go_by_the_nearest_base() {
    let Some(feed) = feed_of("53-") else { return };
    let entry = &feed.entries[0];
    assert_eq!(entry.url.as_deref(), Some("http://example.com/base/sub/a.html"));
    let text = &entry.body().unwrap().text;
    for address in ["http://other.example/c/x", "http://h/y", "http://other.example/i.png"] {
        assert!(text.contains(address), "{address}: {text}");
    }
    assert_eq!(feed_of("42-").unwrap().entries[0].url.as_deref(), Some("http://example.com/a"));
}

#[test]
fn unreadable_dates_are_absent_and_none_is_1970() {
    let Some(feed) = feed_of("52-") else { return };
    assert_eq!(feed.entries.len(), 43);
    let read = feed.entries.iter().filter_map(|entry| entry.published);
    assert!(read.clone().all(|time| !time.to_string().starts_with("1970")));
    println!("{} of 43 dates are read", read.count());
}

#[test]
fn entries_keep_their_identity() {
    let source = SourceId::of("http://example.com/");
    let ids = |feed: &Feed| feed.entries.iter().map(|entry| entry.identify(source).0).collect::<HashSet<_>>();
    for (name, expected) in [("46-", 2), ("47-", 5), ("48-", 15), ("50-", 15), ("51-", 14)] {
        let Some(feed) = feed_of(name) else { return };
        assert_eq!(ids(&feed).len(), expected, "{name}: {:#?}", feed.entries);
    }
    let (Some(before), Some(edited)) = (feed_of("48-"), feed_of("50-")) else { return };
    assert_eq!(ids(&before), ids(&edited));
}

fn list_of(name: &str) -> Option<Subscriptions> {
    let bytes = bytes_of(name)?;
    Some(on_a_small_stack(move || read_subscriptions(&bytes, &Hints::default())))
}

#[test]
fn lists_give_web_addresses_and_name_the_rest() {
    let Some(list) = list_of("19-") else { return };
    assert_eq!(list.feeds.iter().map(|feed| feed.address.as_str()).collect::<Vec<_>>(), ["http://example.com/ok.xml"]);
    assert_eq!(list.refused.len(), 5);
    let Some(list) = list_of("20-") else { return };
    let addresses: HashSet<&str> = list.feeds.iter().map(|feed| feed.address.as_str()).collect();
    assert_eq!(addresses.len(), list.feeds.len());
    assert!(addresses.contains("http://example.com/lowercase.xml") && addresses.contains("http://example.com/f"));
    assert_eq!(list.complaints.len(), 4, "{:?}", list.complaints);
    assert_eq!(list_of("21-").unwrap().feeds.len(), 1);
}
