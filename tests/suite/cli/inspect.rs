//! What `inspect` and `render` show, and that the JSON keeps its promise.

use super::Home;
use super::home::arg;
use crate::shared;
use serde_json::Value;

/// The names of an object's fields, in the order of the text.
fn fields(json: &str, indent: &str) -> Vec<String> {
    let field = |line: &str| Some(line.strip_prefix(indent)?.strip_prefix('"')?.split_once('"')?.0.to_owned());
    json.lines().filter_map(field).collect()
}

#[test]
fn the_json_has_the_promised_fields_in_their_order() {
    let home = Home::new();
    let page = home.write(
        "n/a.md",
        "---\ntitle: Low water\nauthor: Jane Roe\ndate: 2026-03-04T05:06:07Z\nlang: en\n---\n\
         The [tide](../tide.html) fell.\n\nThen it rose.\n",
    );
    let json = home.fine(&["inspect", "--json", "--base", "https://example.org/news/a.html", arg(&page)]);
    assert_eq!(fields(&json, "  "), ["v", "kind", "feed", "items", "complaints"]);
    let item_fields = [
        "id",
        "id_from",
        "guid",
        "title",
        "url",
        "authors",
        "published",
        "published_from",
        "updated",
        "language",
        "text",
        "html",
        "links",
        "enclosures",
    ];
    assert_eq!(fields(&json, "      "), item_fields);
    let value: Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&value["v"], &value["kind"], &value["feed"]), (&1.into(), &"markdown".into(), &Value::Null));
    let item = &value["items"][0];
    assert_eq!(item["title"], "Low water");
    assert_eq!(item["authors"], serde_json::json!(["Jane Roe"]));
    assert_eq!(item["published"], "2026-03-04T05:06:07Z");
    assert_eq!(item["published_from"], "declared");
    assert_eq!(item["text"], "The tide fell.\n\nThen it rose.");
    assert_eq!(item["links"], serde_json::json!([{"url": "https://example.org/tide.html", "text": "tide"}]));
    assert_eq!(item["guid"], "a.md");
}

#[test]
fn an_article_has_the_id_that_inspect_foretold() {
    let home = Home::new();
    home.write("n/deep/a.txt", "Low water in the harbour\n\nThe boats lie on the mud.\n");
    home.fine(&["import", "n"]);
    let json: Value = serde_json::from_str(&home.fine(&["inspect", "--json", "n/deep/a.txt"])).unwrap();
    assert_eq!(json["items"][0]["id"].as_str().unwrap(), home.id_of("Low water in the harbour"));
    assert_eq!(json["items"][0]["guid"], "deep/a.txt");
}

#[test]
fn a_file_is_read_as_it_is_told() {
    let home = Home::new();
    home.write("a.txt", "# A heading\n\n<b>Bold</b> words.\n");
    for (kind, title) in [("text", "# A heading"), ("markdown", "A heading")] {
        let json: Value = serde_json::from_str(&home.fine(&["inspect", "--json", "--as", kind, "a.txt"])).unwrap();
        assert_eq!((&json["kind"], &json["items"][0]["title"]), (&kind.into(), &title.into()));
    }
    assert_eq!(home.run(&["inspect", "--as", "pdf", "a.txt"]).status, 2);
}

#[test]
fn inspecting_takes_nothing_in() {
    let home = Home::new();
    home.write("a.txt", "A text that is only looked at.\n");
    assert!(home.fine(&["inspect", "a.txt"]).contains("title      A text that is only looked at"));
    assert!(!home.at("data").exists() && !home.at("cache").exists());
}

#[test]
fn the_seed_reads_as_wire_copy() {
    let Some(seed) = shared("seed/000_07ac0a633a26881d.txt") else { return };
    let home = Home::new();
    let json: Value = serde_json::from_str(&home.fine(&["inspect", "--json", arg(&seed)])).unwrap();
    let item = &json["items"][0];
    let title = item["title"].as_str().unwrap();
    assert!(title.starts_with("China called on the United States and North Korea"), "{title}");
    assert_eq!(item["authors"], serde_json::json!(["Yonhap"]));
    let text = item["text"].as_str().unwrap();
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 13, "every passage once: {text}");
    let printed = home.fine(&["render", "--width", "60", arg(&seed)]);
    assert!(printed.contains("paragraphs repeated"), "{printed}");
    assert!(printed.lines().all(|line| byline::text::width(line) <= 60), "{printed}");
}

#[test]
fn an_article_is_printed_by_its_id_or_the_beginning_of_it() {
    let home = Home::new();
    home.write("n/a.txt", "Low water in the harbour\n\nThe boats lie on the mud.\n");
    home.fine(&["import", "n"]);
    let id = home.id_of("Low water in the harbour");
    let whole = home.fine(&["render", &id]);
    assert!(whole.contains("The boats lie on the mud."), "{whole}");
    assert_eq!(home.fine(&["render", &id[..8]]), whole);
    assert_eq!(home.run(&["render", "0123456789abcdef0123456789abcdef"]).status, 2);
}

#[test]
fn colour_comes_only_when_asked_for() {
    let home = Home::new();
    home.write("a.md", "# Low water\n\nIt fell **fast**.\n");
    assert!(!home.fine(&["render", "a.md"]).contains('\x1b'));
    assert!(home.fine(&["render", "--color", "a.md"]).contains("\x1b["));
}

#[test]
fn no_control_character_of_a_file_is_printed() {
    let home = Home::new();
    let text = "Low \x1b]0;title\x07water \u{9b}31m in\u{202e} the harbour\n\nThe \x1b[2Jboats\x00 lie.\x7f\n";
    home.write("n/a.txt", text);
    home.write("n/\x1b[31mred.bin.txt", [0_u8, 1, 2, 3].repeat(50));
    let said = home.run(&["import", "n"]);
    assert!(said.err.contains("binary, not text"), "{}", said.err);
    for printed in [
        said.err,
        home.fine(&["list"]),
        home.fine(&["list", "--json"]),
        home.fine(&["render", "n/a.txt"]),
        home.fine(&["inspect", "n/a.txt"]),
        home.fine(&["inspect", "--json", "n/a.txt"]),
    ] {
        let is_bad = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
        assert!(!printed.contains(is_bad), "{printed:?}");
    }
}

const FEED: &str = "<rss version='2.0'><channel><title>The \u{9b}31m &amp;amp; Daily</title><link>http://example.org/</link>\
    <language>en</language><item><title>One</title><link>/1</link><guid>g1</guid>\
    <pubDate>Sun, 22 Nov 2026 09:00:00 +0900</pubDate><description>&lt;p&gt;A &lt;a href='x'&gt;link&lt;/a&gt;.\u{85}</description>\
    <enclosure url='a.mp3' type='audio/mpeg' length='5'/></item><item><title>Two</title><link>/2</link></item>\
    <item><title>Three</title></item></channel></rss>";

#[test]
fn a_feed_shows_what_its_entries_hold_and_where_it_was_taken_from() {
    let home = Home::new();
    home.write("a.xml", FEED);
    home.write("a", FEED);
    for args in [&["a.xml"][..], &["a"], &["--as", "feed", "a"]] {
        let json = home.fine(&[&["inspect", "--json"], args].concat());
        assert!(!json.contains(|c: char| c.is_control() && c != '\n'), "{json:?}");
        let value: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(value["kind"], "feed");
        let feed = serde_json::json!({"title": "The 31m & Daily", "link": "http://example.org/", "language": "en"});
        assert_eq!(value["feed"], feed);
        let items = value["items"].as_array().unwrap();
        let told: Vec<_> =
            items.iter().map(|item| [&item["title"], &item["id_from"], &item["published_from"]]).collect();
        assert_eq!(told, [["One", "guid", "declared"], ["Two", "link", "seen"], ["Three", "content", "seen"]]);
        let item = &items[0];
        assert_eq!((&item["url"], &item["guid"]), (&"http://example.org/1".into(), &"g1".into()));
        assert_eq!(item["published"], "2026-11-22T00:00:00Z");
        assert_eq!((&item["text"], &item["html"]), (&"A link.".into(), &"<p>A <a href='x'>link</a>.".into()));
        assert_eq!(item["links"], serde_json::json!([{"url": "http://example.org/x", "text": "link"}]));
        let file = serde_json::json!([{"url": "http://example.org/a.mp3", "type": "audio/mpeg", "length": 5}]);
        assert_eq!(item["enclosures"], file);
    }
    assert!(home.fine(&["inspect", "a.xml"]).contains("title      Two"));
}

#[test]
fn what_is_no_feed_is_told_and_read_as_what_it_is() {
    let home = Home::new();
    let page = "<!doctype html><html><head><title>Page</title><link rel=alternate type='application/rss+xml' href='/f'></head>\
        <body><p>A text of some words that stands on a page.</p></body></html>";
    home.write("page", page);
    let said = home.run(&["inspect", "--as", "feed", "--base", "http://example.org/", "page"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("its feed may be http://example.org/f"), "{}", said.err);
    let json: Value = serde_json::from_str(&home.fine(&["inspect", "--json", "page"])).unwrap();
    assert_eq!((&json["kind"], &json["feed"]), (&"html".into(), &Value::Null));
}

#[test]
fn a_feed_is_shown_with_the_titles_and_within_the_limit_of_fetching() {
    let home = Home::new();
    let item = "<item><guid>1</guid><description>&lt;p&gt;Low water at &lt;b&gt;noon&lt;/b&gt;.&lt;/p&gt;</description></item>";
    let text = format!("<rss version='2.0'><channel><title>T</title>{item}</channel></rss>");
    home.write("f.xml", &text);
    let shown: Value = serde_json::from_str(&home.fine(&["inspect", "f.xml", "--json"])).unwrap();
    assert_eq!(shown["items"][0]["title"], "Low water at noon.");
    home.fine(&["import", "f.xml"]);
    assert_eq!(home.list()[0]["title"], shown["items"][0]["title"]);
    let wide: Vec<u8> = text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect();
    home.write("wide.xml", wide);
    assert!(home.fine(&["import", "wide.xml"]).starts_with("1 article"));
    home.write("config/config.toml", "max_feed = \"50 B\"\n");
    let said = home.run(&["inspect", "--as", "feed", "f.xml"]);
    assert!(said.status == 1 && said.err.contains("over the limit of 50"), "{}", said.err);
}

#[test]
fn status_counts_a_library_without_an_index() {
    let home = Home::of_four();
    for _ in 0..2 {
        assert_eq!(home.fine(&["status"]), "4\n");
        std::fs::remove_dir_all(home.at("cache")).unwrap();
    }
}
