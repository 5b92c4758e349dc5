//! Tests of whole feeds: a text in, a feed out.

use super::*;
use crate::article::{Media, SourceId};
use proptest::prelude::{ProptestConfig, any, prop_assert, proptest};

fn feed(text: &str) -> Feed {
    let hints = Hints { address: Some("http://example.org/dir/feed.xml"), ..Hints::default() };
    match read(text.as_bytes(), &hints) {
        Answer::Feed(feed) => feed,
        Answer::NotAFeed(other) => panic!("{other}: {text}"),
    }
}

/// The first entry of a feed as one line a field, for those that are there.
fn check(text: &str, expected: &[&str]) {
    let feed = feed(text);
    let entry = feed.entries.first().cloned().unwrap_or_default();
    let mut told = vec![format!("{}: {}", feed.format, feed.title)];
    let body = |body: &Body| format!("{} {}", if body.media == Media::Html { "html" } else { "text" }, body.text);
    let fields = [
        ("site", feed.link),
        ("title", Some(entry.title).filter(|title| !title.is_empty())),
        ("url", entry.url),
        ("guid", entry.guid),
        ("by", Some(entry.authors.join(", ")).filter(|authors| !authors.is_empty())),
        ("published", entry.published.map(|time| time.to_string())),
        ("updated", entry.updated.map(|time| time.to_string())),
        ("language", entry.language),
        ("summary", entry.summary.as_ref().map(body)),
        ("content", entry.content.as_ref().map(body)),
        ("tags", Some(entry.categories.join(", ")).filter(|tags| !tags.is_empty())),
        ("comments", entry.comments),
    ];
    told.extend(fields.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?))));
    told.extend(entry.enclosures.into_iter().map(|e| format!("file: {} {:?} {:?}", e.url, e.kind, e.length)));
    assert_eq!(told, expected, "{text}");
}

#[test]
fn rss_gives_all_it_says() {
    check(
        "<?xml version='1.0'?><rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/' \
         xmlns:content='http://purl.org/rss/1.0/modules/content/'><channel><title>The &amp;amp; Daily</title>\
         <link>http://example.org/</link><language>en-GB</language><image><title>no</title><url>no</url></image>\
         <item><title>One &amp;lt; two</title><link> /1 </link><guid isPermaLink='false'>id 1</guid>\
         <pubDate>Sun, 22 Nov 2026 09:00:00 +0900</pubDate><author>j@e.org (Jane Roe)</author><dc:creator>Jane Roe</dc:creator>\
         <description>Short &amp; plain</description><content:encoded><![CDATA[<p>Long</p>]]></content:encoded>\
         <category>A</category><category>A</category><category>B &amp;amp; C</category><comments>/1#c</comments>\
         <enclosure url='a.mp3' type='audio/mpeg' length='12'/></item></channel></rss>",
        &[
            "RSS 2.0: The & Daily",
            "site: http://example.org/",
            "title: One < two",
            "url: http://example.org/1",
            "guid: id 1",
            "by: Jane Roe",
            "published: 2026-11-22T00:00:00Z",
            "language: en-GB",
            "summary: text Short & plain",
            "content: html <p>Long</p>",
            "tags: A, B & C",
            "comments: http://example.org/1#c",
            "file: http://example.org/a.mp3 Some(\"audio/mpeg\") Some(12)",
        ],
    );
}

#[test]
fn rdf_gives_all_it_says() {
    check(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' \
         xmlns:dc='http://purl.org/dc/elements/1.1/'><channel rdf:about='x'><title>RDF</title><link>http://a.b/</link>\
         <items><rdf:Seq><rdf:li resource='http://a.b/1'/></rdf:Seq></items></channel><image><title>no</title></image>\
         <item rdf:about='http://a.b/1'><title>One</title><link>http://a.b/1</link><dc:date>2026-11-22</dc:date>\
         <dc:creator>Jane</dc:creator><dc:subject>S</dc:subject></item></rdf:RDF>",
        &[
            "RSS 1.0: RDF",
            "site: http://a.b/",
            "title: One",
            "url: http://a.b/1",
            "guid: http://a.b/1",
            "by: Jane",
            "published: 2026-11-22T00:00:00Z",
            "tags: S",
        ],
    );
}

#[test]
fn atom_gives_all_it_says() {
    check(
        "<feed xmlns='http://www.w3.org/2005/Atom' xml:lang='ko' xml:base='http://a.b/c/'><title type='html'>A &lt;i>b&lt;/i></title>\
         <link rel='self' href='feed'/><link href='/'/><author><name>All</name></author>\
         <entry xml:base='sub/'><id>urn:1</id><title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>X <b>y</b></div></title>\
         <link rel='enclosure' href='f.ogg' length='9'/><link rel='alternate' type='text/html' href='e.html'/>\
         <link rel='replies' href='r'/><updated>2026-11-22T10:00:00Z</updated><published>2026-11-21T10:00:00Z</published>\
         <source><title>no</title><id>no</id></source><category term='t' label='T'/><summary>Plain &lt; text</summary>\
         <content type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><a href='x'>l</a><br/><p/></div></content></entry></feed>",
        &[
            "Atom 1.0: A b",
            "site: http://a.b/",
            "title: X y",
            "url: http://a.b/c/sub/e.html",
            "guid: urn:1",
            "by: All",
            "published: 2026-11-21T10:00:00Z",
            "updated: 2026-11-22T10:00:00Z",
            "language: ko",
            "summary: text Plain < text",
            "content: html <div xmlns='http://www.w3.org/1999/xhtml'><a href='http://a.b/c/sub/x'>l</a><br><p></p></div>",
            "tags: T",
            "comments: http://a.b/c/sub/r",
            "file: http://a.b/c/sub/f.ogg None Some(9)",
        ],
    );
}

#[test]
fn atom_before_it_was_done_is_read() {
    check(
        "<feed version='0.3' xmlns='http://purl.org/atom/ns#'><title>Old</title><link rel='alternate' type='text/html' \
         href='http://a.b/'/><entry><title mode='escaped' type='text/html'>a &amp;amp; b</title><id>tag:1</id>\
         <link rel='alternate' href='http://a.b/1'/><issued>2004-04-19T07:45:00Z</issued><modified>2004-04-20T07:45:00Z</modified>\
         <content mode='escaped' type='text/html'>&lt;p&gt;x&lt;/p&gt;</content></entry></feed>",
        &[
            "Atom 0.3: Old",
            "site: http://a.b/",
            "title: a & b",
            "url: http://a.b/1",
            "guid: tag:1",
            "published: 2004-04-19T07:45:00Z",
            "updated: 2004-04-20T07:45:00Z",
            "content: html <p>x</p>",
        ],
    );
}

#[test]
fn json_gives_all_it_says() {
    check(
        r#" {"version":"https://jsonfeed.org/version/1","title":"J","home_page_url":"http://a.b/","author":{"name":"All"},
        "_deep":[[[[]]]],"items":[{"id":7,"url":"/7","title":"T &amp; U","content_html":"<p>x","content_text":"x","summary":"s",
        "date_published":"2026-11-22T09:00:00+09:00","tags":["a","a"],"attachments":[{"url":"f.mp3","mime_type":"audio/mpeg",
        "size_in_bytes":5}],"language":"en"}]}"#,
        &[
            "JSON Feed 1.0: J",
            "site: http://a.b/",
            "title: T & U",
            "url: http://a.b/7",
            "guid: 7",
            "by: All",
            "published: 2026-11-22T00:00:00Z",
            "language: en",
            "summary: text s",
            "content: html <p>x",
            "tags: a",
            "file: http://a.b/f.mp3 Some(\"audio/mpeg\") Some(5)",
        ],
    );
}

#[test]
fn modules_say_what_the_feed_does_not() {
    check(
        "<rss xmlns:media='http://search.yahoo.com/mrss/'><channel><item><media:group><media:title>M</media:title>\
         <media:content url='http://a.b/v.mp4' type='video/mp4' fileSize='3'><media:title>no</media:title></media:content>\
         <media:description>D</media:description></media:group><itunes:author>Cast</itunes:author>\
         <feedburner:origLink>http://a.b/1</feedburner:origLink></item></channel></rss>",
        &[
            "RSS 2.0: ",
            "title: M",
            "url: http://a.b/1",
            "by: Cast",
            "summary: text D",
            "file: http://a.b/v.mp4 Some(\"video/mp4\") Some(3)",
        ],
    );
}

#[test]
fn source_and_its_kin_do_not_leak_into_entry() {
    let own = "<title>t</title><link href='http://e.org/1'/><id>own</id><updated>2026-02-03T09:00:00Z</updated>";
    let foreign = "<id>no</id><title>no</title><link href='http://no/'/><updated>2025-01-01T00:00:00Z</updated>\
                   <published>2025-01-01T00:00:00Z</published><category term='no'/>";
    let plain = ["title: t", "url: http://e.org/1", "guid: own", "updated: 2026-02-03T09:00:00Z"];
    let with = |before: &[&'static str], after: &[&'static str]| {
        [&["Atom 1.0: "], &plain[..3], before, &plain[3..], after].concat()
    };
    let foreign_xml = "content: html <x><id>1</id><updated>2020</updated></x>";
    for (aside, expected) in [
        (
            format!(
                "<source>{foreign}<author><name>Pell</name></author><contributor><name>no</name></contributor></source>"
            ),
            with(&["by: Pell"], &[]),
        ),
        (
            format!("<source>{foreign}<author><name>no</name></author></source><author><name>Roe</name></author>"),
            with(&["by: Roe"], &[]),
        ),
        (format!("<author><name>Roe</name>{foreign}<uri>http://no/</uri></author>"), with(&["by: Roe"], &[])),
        (format!("<contributor><name>no</name>{foreign}</contributor>"), with(&[], &[])),
        ("<rights type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'>no</div></rights>".into(), with(&[], &[])),
        (format!("<x:object xmlns:x='http://activitystrea.ms/spec/1.0/'>{foreign}</x:object>"), with(&[], &[])),
        (
            "<content type='application/xml'><x><id>1</id><updated>2020</updated></x></content>".into(),
            with(&[], &[foreign_xml]),
        ),
        // Without an end tag, it ends where the entry continues.
        ("<source>no".into(), with(&[], &[])),
    ] {
        let text = |first: &str, last: &str| {
            format!(
                "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{first}{last}</entry><entry><id>2</id></entry></feed>"
            )
        };
        if aside != "<source>no" {
            check(&text(own, &aside), &expected);
        }
        check(&text(&aside, &own.replacen("<title>t</title>", "<id>own</id><title>t</title>", 1)), &expected);
    }
    for (item, expected) in [
        (
            "<source url='http://no/'>no<guid>no</guid></source><title>t</title><guid>own</guid>",
            ["title: t", "guid: own"],
        ),
        ("<image><guid>no</guid><title>no</title></image><title>t</title><guid>own</guid>", ["title: t", "guid: own"]),
        (
            "<a10:source xmlns:a10='http://www.w3.org/2005/Atom'><a10:id>no</a10:id><a10:title>no</a10:title></a10:source>\
          <title>t</title><guid>own</guid>",
            ["title: t", "guid: own"],
        ),
        (
            "<media:community><media:comments><guid>no</guid></media:comments></media:community><title>t</title>\
          <guid>own</guid>",
            ["title: t", "guid: own"],
        ),
    ] {
        check(&format!("<rss><channel><item>{item}</item></channel></rss>"), &[&["RSS 2.0: "], &expected[..]].concat());
    }
    check(
        "<rdf:RDF xmlns='http://purl.org/rss/1.0/'><item rdf:about='own'><source>no<dc:identifier>no</dc:identifier>\
         <dc:date>2025-01-01</dc:date></source><title>t</title></item></rdf:RDF>",
        &["RSS 1.0: ", "title: t", "guid: own"],
    );
}

/// Searching to the end of the document for each of them would take minutes.
#[test]
fn missing_end_tags_are_searched_for_within_bounds() {
    let open = |n: usize| format!("<a{n}:source xmlns:a{n}='http://www.w3.org/2005/Atom'><a{n}:id>");
    let text: String = (0..30_000).map(open).collect();
    assert!(feed(&format!("<rss><channel><item>{text}")).is_cut);
}

#[test]
fn broken_markup_costs_only_itself() {
    for (text, titles) in [
        ("<rss><channel><item><title>a</item><item><title>b</title></channel>", "a|b"),
        ("<rss><channel><item><title>a<link>http://a.b/</link><item><title>b</title>", "a|b"),
        ("<item><title>a</titel><guid>1</guid></item><item><title>b</title></item>", "a|b"),
        ("<rss><item><description><p>x<br></description><title>a</title></item></rss>", "a"),
        ("<rss><item><x><title>no</title></x><title>a</title></item></rss>", "a"),
        ("<rss><item><x><title>a</title></x></item></rss>", "a"),
        ("<b>Warning</b>: x in y<br />\n<rss><channel><item><title>a</title></item></channel></rss><div>z</div>", "a"),
        ("<rss><item><title>a & b < c &nbsp;&euro; &unknown;</title></item>", "a & b < c \u{a0}€ &unknown;"),
        ("<rss><item><title>a</title><description><![CDATA[x</item></rss>", "a"),
        ("<rss><item><title>a</title></item><item><title>cu", "a"),
        ("<rss><item/><item></item><item><title>a</title></item></rss>", "a"),
        ("<html><body><feed xmlns='http://www.w3.org/2005/Atom'><entry><title>a</title></entry></feed>", "a"),
        ("\u{feff}\0{\"version\":\"x\",\"title\":\"\",\"items\":[{\"title\":\"a\"},{\"title\":\"b", "a"),
    ] {
        let found: Vec<String> = feed(text).entries.into_iter().map(|entry| entry.title).collect();
        assert_eq!(found.join("|"), titles, "{text}");
    }
}

#[test]
fn an_answer_that_ends_too_early_says_so() {
    for (text, cut, partial) in [
        ("<rss><channel><item><title>a</title></item></channel></rss>", false, 0),
        ("<rss><channel><item><title>a</title></item>", true, 0),
        ("<rss><channel><item><title>a</title><link>http://", true, 1),
        ("<rss><channel><item><title>a</title></item><item><tit", true, 0),
    ] {
        let feed = feed(text);
        let partials = feed.entries.iter().filter(|entry| entry.is_partial).count();
        assert_eq!((feed.is_cut, partials), (cut, partial), "{text}");
    }
}

#[test]
fn what_is_no_feed_is_told() {
    let page =
        Announced { title: "P".into(), feeds: vec![Alternate { address: "http://a.b/f".into(), title: "F".into() }] };
    for (text, other) in [
        ("", NotAFeed::Empty),
        (" \n\u{feff}", NotAFeed::Empty),
        ("<opml><body/></opml>", NotAFeed::Outlines),
        ("some text", NotAFeed::Unknown),
        ("{\"a\":1}", NotAFeed::Unknown),
        ("<catalog><book><title>x</title></book></catalog>", NotAFeed::Unknown),
        ("\u{1}\u{2}\u{3}\u{4}\u{5}", NotAFeed::Binary),
        (
            "<!doctype html><html><head><title>P</title><link rel=alternate type='application/rss+xml' title=F href='/f'>",
            NotAFeed::Page(page),
        ),
    ] {
        let found = read(text.as_bytes(), &Hints { address: Some("http://a.b/x/"), ..Hints::default() });
        assert_eq!(found, Answer::NotAFeed(other), "{text}");
    }
}

#[test]
fn guids_and_links_that_stand_for_several_articles_are_not_trusted() {
    let source = SourceId::of("http://a.b/");
    let ids = |items: &str| {
        let feed = feed(&format!("<rss><channel><link>http://a.b/</link>{items}</channel></rss>"));
        let ids: std::collections::HashSet<_> = feed.entries.iter().map(|entry| entry.identify(source).0).collect();
        let from = feed.entries.first().map(|entry| entry.identify(source).1);
        (feed.entries.len(), ids.len(), from.unwrap_or(IdFrom::Content))
    };
    let item = |title: &str, link: &str, guid: &str| {
        format!("<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>{guid}</guid></item>")
    };
    let (a, b) = (item("A", "/a", "same"), item("B", "/b", "same"));
    assert_eq!(ids(&format!("{a}{b}{a}")), (2, 2, IdFrom::Link));
    let counted = item("A 17", "/a", "same");
    assert_eq!(ids(&format!("{a}{counted}")), (2, 1, IdFrom::Guid));
    let all: String = ["one", "two", "three", "four"].map(|title| item(title, "/", "same")).concat();
    assert_eq!(ids(&all), (4, 4, IdFrom::Content));
    assert_eq!(ids("<item><title>A</title><link>/s</link></item><item><title>B</title><link>/s</link></item>").1, 2);
    assert_eq!(ids("<item><title>only</title></item>").2, IdFrom::Content);
}

#[test]
fn links_in_a_text_are_absolute_or_relative_to_its_entry() {
    let body = |item: &str| {
        let feed = feed(&format!("<rss><channel><link>http://a.b/c/</link><item>{item}</item></channel></rss>"));
        feed.entries[0].body().unwrap().text.clone()
    };
    let text = "<description>&lt;a href='x'&gt;y&lt;/a&gt;</description>";
    assert_eq!(body(text), "<a href='http://a.b/c/x'>y</a>");
    assert_eq!(body(&format!("{text}<link>http://a.b/1</link>")), "<a href='x'>y</a>");
    let based = text.replace("<description", "<description xml:base='/d/'");
    assert_eq!(body(&format!("{based}<link>http://a.b/1</link>")), "<a href='http://example.org/d/x'>y</a>");
}

#[test]
fn packed_answers_are_unpacked_up_to_a_bound() {
    use std::io::Write;
    let pack = |bytes: &[u8]| {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    };
    let noise: String = (0..900_u32).map(|n| n.wrapping_mul(2_654_435_761).to_string()).collect();
    let text = format!("<rss><channel><item><title>a</title></item><x>{noise}</x></channel></rss>");
    let twice = pack(&pack(text.as_bytes()));
    for (bytes, limit, cut) in
        [(&twice[..], 10_000, false), (&pack(text.as_bytes()), 1000, true), (&twice[..2000], 10_000, true)]
    {
        let Answer::Feed(feed) = read(bytes, &Hints { limit, ..Hints::default() }) else { panic!("no feed") };
        assert_eq!((feed.entries.len(), feed.is_cut), (1, cut), "{:?}", feed.complaints);
    }
}

#[test]
fn a_feed_says_how_often_it_wants_to_be_asked() {
    let pace = feed(
        "<rss><channel><ttl> 90 </ttl><skipHours><hour>0</hour><hour>24</hour><hour>7</hour></skipHours>\
         <skipDays><day>Sunday</day><day>x</day></skipDays></channel></rss>",
    )
    .pace;
    assert_eq!(pace, Pace { ttl: Some(90), skip_hours: vec![0, 7], skip_days: vec![jiff::civil::Weekday::Sunday] });
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        read(&bytes, &Hints::default());
        read_subscriptions(&bytes, &Hints::default());
    }

    #[test]
    fn any_markup_is_read_and_gives_no_more_than_it_holds(
        pieces in proptest::collection::vec(proptest::sample::select(vec![
            "<rss>", "<feed xmlns='http://www.w3.org/2005/Atom'>", "<item>", "<entry>", "</item>", "</entry>", "<title>",
            "</title>", "<link href='/a'/>", "<link>", "<![CDATA[", "]]>", "<!--", "-->", "&lt;b&gt;", "&", "<", ">", "a", " ",
            "<description>", "</description>", "<content type='xhtml'>", "</content>", "<guid>", "1</guid>", "<p xml:base='/x'>",
            "xmlns:x='http://purl.org/dc/elements/1.1/'", "<x:date>", "2026-11-22", "</x:date>", "\"", "'", "<outline xmlUrl=",
        ]), 0..60)
    ) {
        let text = pieces.concat();
        if let Answer::Feed(feed) = read(text.as_bytes(), &Hints::default()) {
            prop_assert!(feed.entries.len() <= pieces.len());
        }
        read_subscriptions(text.as_bytes(), &Hints::default());
    }
}
