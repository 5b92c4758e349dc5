//! What plain text, pages and wire files say of themselves.

use super::super::{Found, describe, kind_of, newswire};
use crate::article::{Media, PublishedFrom};

/// Title, authors and date on one line.
fn line(found: &Found) -> String {
    let date = found.published.map_or("-".to_owned(), |time| time.to_string()[..10].to_owned());
    format!("{} / {} / {date}", found.title, found.authors.join(", "))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let near = "2015-01-10T00:00:00Z".parse().ok();
    assert_eq!(line(&describe(Media::Text, text, None, near)), expected, "{text}");
}

#[test]
fn a_headline_is_short_and_has_no_full_stop() {
    check(
        "Ad sales boost Time Warner profit\n\nQuarterly profits jumped.",
        "Ad sales boost Time Warner profit / / -".replace("/ /", "/  /").as_str(),
    );
    check("Profits jumped at the company. They will again.\n\nMore.", "Profits jumped at the company. /  / -");
    check(
        "Mr. Smith of the U.S. Navy went to St. Louis on Dec. 3 to see it. Then he left.",
        "Mr. Smith of the U.S. Navy went to St. Louis on Dec. 3 to see it. /  / -",
    );
}

#[test]
fn a_long_first_sentence_is_cut_at_a_word() {
    check(
        "China called on the United States and North Korea on Tuesday to talk to each other about the hacking of Sony Pictures Entertainment Inc. that Washington has blamed on Pyongyang.\nMore. (Yonhap)",
        "China called on the United States and North Korea on Tuesday to talk to each other about the… / Yonhap / -",
    );
}

#[test]
fn datelines_bylines_and_credits_become_authors_and_dates() {
    check(
        "SEOUL, Dec. 23 (Yonhap) -- China called for talks. It did.",
        "China called for talks. / Yonhap / 2014-12-23",
    );
    check(
        "A headline\n\nBy Jane Roe and John Doe\n\nLONDON, Jan 5, 2014 (Reuters) - Text.",
        "A headline / Jane Roe, John Doe, Reuters / 2014-01-05",
    );
    check("NEW YORK, Feb 26 - Acme Corp said so on Monday.", "Acme Corp said so on Monday. /  / 2014-02-26");
    check("(서울=연합뉴스) 홍길동 기자 = 정부는 23일 발표했다. 끝.", "정부는 23일 발표했다. / 홍길동, 연합뉴스 / -");
    check("【6月18日 AFP】攻撃が起きた。", "攻撃が起きた。 / AFP / 2014-06-18");
    check("新华社北京6月18日电 外交部发言人表示。", "外交部发言人表示。 / 新华社 / 2014-06-18");
    check("제목입니다\n\n본문이 여기에 있다.\n\n홍길동 기자 hong@example.com", "제목입니다 / 홍길동 / -");
    check("Well - this is no dateline - at all.", "Well - this is no dateline - at all. /  / -");
}

#[test]
fn a_dateline_without_a_year_and_a_time_near_it_has_no_date() {
    let found = describe(Media::Text, "SEOUL, Dec. 23 (Yonhap) -- China.", None, None);
    assert_eq!((found.published, found.published_from), (None, None));
    let near = "2015-01-10T00:00:00Z".parse().ok();
    let found = describe(Media::Text, "SEOUL, Dec. 23 (Yonhap) -- China.", None, near);
    assert_eq!(found.published_from, Some(PublishedFrom::Dateline));
}

#[test]
fn a_page_says_who_wrote_it_and_when() {
    let page = r#"<html lang="ko"><head><title>Head | Site</title><meta property="og:title" content="Head">
        <meta name=author content="Jane Roe"><meta property="article:published_time" content="2014-12-23T10:00:00+09:00">
        <link rel=canonical href="/a"><meta name=description content="short"><meta property="article:tag" content="x, y">
        <script type="application/ld+json">{"@graph":[{"@type":"WebSite"},{"@type":["NewsArticle"],"headline":"Declared",
        "author":[{"name":"John Doe"}]}]}</script></head><body><h1>Other</h1></body></html>"#;
    let found = describe(Media::Page, page, Some("https://e.org/b/c"), None);
    assert_eq!(line(&found), "Declared / John Doe / 2014-12-23");
    assert_eq!(found.url.as_deref(), Some("https://e.org/a"));
    assert_eq!((found.language.as_deref(), found.summary.as_deref()), (Some("ko"), Some("short")));
    assert_eq!(found.categories, ["x", "y"]);
}

#[test]
fn a_fragment_is_titled_by_its_heading_or_first_sentence() {
    let title = |html| describe(Media::Html, html, None, None).title;
    assert_eq!(title("<p>intro</p><h2>Second</h2><h1>First</h1>"), "First");
    assert_eq!(title("<p>One sentence <b>here</b> it is. Two.</p>"), "One sentence here it is.");
    assert_eq!(title(""), "");
}

#[test]
fn a_wire_file_gives_its_stories() {
    let story = |title: &str| {
        format!(
            "<STORY><DATE>26-FEB-1987 15:18:06.67</DATE><TEXT><TITLE>{title}</TITLE><DATELINE> NEW YORK, Feb 26 -</DATELINE><BODY>Acme &lt;ACM> said so.\n    It did.\nReuter\n&#3;</BODY></TEXT></STORY>"
        )
    };
    let stories = newswire(&format!("<?xml version='1.0'?>\n{}{}", story("ONE &lt;X&gt;"), story("TWO"))).unwrap();
    assert_eq!(stories.len(), 2);
    assert_eq!(line(&stories[0].found), "ONE <X> / Reuter / 1987-02-26");
    assert_eq!(stories[1].body, "NEW YORK, Feb 26 - Acme <ACM> said so.\n    It did.\nReuter");
    for other in [
        "",
        "text",
        "<rss><channel><item><title>x</title></item></channel></rss>",
        "<html><body>x</body></html>",
        "<a><b>c</b></a>",
    ] {
        assert_eq!(newswire(other), None, "{other}");
    }
}

#[test]
fn a_kind_is_known_by_extension_then_by_content() {
    for (extension, text, expected) in [
        (Some("md"), "<html>", Media::Markdown),
        (Some("HTML"), "<!DOCTYPE html><p>", Media::Page),
        (Some("htm"), "<p>x", Media::Html),
        (Some("txt"), "<html>", Media::Text),
        (None, "\n<!doctype html>", Media::Page),
        (Some("xyz"), "<div class=x>", Media::Html),
        (None, "<pre-alpha> is out", Media::Text),
        (None, "---\ntitle: x\n---\ny", Media::Markdown),
        (None, "words", Media::Text),
    ] {
        assert_eq!(kind_of(extension, text), expected, "{extension:?} {text}");
    }
}
