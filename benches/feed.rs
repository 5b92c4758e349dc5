//! What reading a feed costs, from bytes to entries: `cargo bench --bench feed`.
//!
//! The feeds are made here, always the same, in the shape of the corpus that whole programs are measured with: twenty
//! articles of some 700 words, HTML in CDATA (RSS), escaped (Atom) and in strings (JSON Feed).

#![allow(missing_docs, clippy::panic)]

use byline::feed::{Answer, Hints, read, read_subscriptions};
use byline::text::decode;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const ARTICLES: usize = 20;
const WORDS: [&str; 24] = [
    "the",
    "government",
    "of",
    "market",
    "said",
    "on",
    "Monday",
    "that",
    "water",
    "prices",
    "in",
    "harbour",
    "towns",
    "rose",
    "by",
    "a",
    "third",
    "while",
    "ministers",
    "talked",
    "café",
    "서울",
    "energy",
    "plan",
];

/// One article's HTML; no two are the same.
fn html(article: usize) -> String {
    let mut html = String::new();
    let mut dice = article * 7919 + 17;
    for paragraph in 0..12 {
        html.push_str("<p>");
        for word in 0..58 {
            dice = dice.wrapping_mul(25_214_903_917).wrapping_add(11) & 0xffff_ffff_ffff;
            let text = WORDS[(dice >> 20) % WORDS.len()];
            match word {
                20 if paragraph % 4 == 0 => {
                    html.push_str(&format!("<a href=\"http://127.0.0.1/x/{article}\">{text}</a> "))
                }
                40 if paragraph % 5 == 0 => html.push_str(&format!("<b>{text}</b> &amp; ")),
                _ => html.extend([text, " "]),
            }
        }
        html.push_str("</p>");
    }
    html
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss(articles: &[String]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\
         <channel><title>Feed</title><link>http://127.0.0.1/site</link><description>Synthetic</description>\n",
    );
    for (n, html) in articles.iter().enumerate() {
        let short = escape(html.get(3..200).unwrap_or("short"));
        out.push_str(&format!(
            "<item><title>Title of story {n} on water &amp; bread</title><link>http://127.0.0.1/a/{n}</link>\
             <guid isPermaLink=\"false\">tag:bench,2026:{n}</guid><dc:creator>Jane Roe</dc:creator>\
             <pubDate>Thu, 01 Jan 2026 {:02}:00:00 +0000</pubDate><description>{short}</description>\
             <content:encoded><![CDATA[{html}]]></content:encoded></item>\n",
            n % 24
        ));
    }
    out + "</channel></rss>\n"
}

fn atom(articles: &[String]) -> String {
    let mut out = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Feed</title>\
         <id>tag:bench</id><link href=\"http://127.0.0.1/site\"/><updated>2026-01-01T00:00:00+00:00</updated>\n",
    );
    for (n, html) in articles.iter().enumerate() {
        out.push_str(&format!(
            "<entry><title>Title of story {n}</title><id>tag:bench,2026:{n}</id><link href=\"http://127.0.0.1/a/{n}\"/>\
             <author><name>Jane Roe</name></author><published>2026-01-01T00:00:00+00:00</published>\
             <updated>2026-01-01T00:00:00+00:00</updated><content type=\"html\">{}</content></entry>\n",
            escape(html)
        ));
    }
    out + "</feed>\n"
}

fn json(articles: &[String]) -> String {
    let item = |(n, html): (usize, &String)| {
        serde_json::json!({"id": format!("tag:bench,2026:{n}"), "url": format!("http://127.0.0.1/a/{n}"),
            "title": format!("Title of story {n}"), "content_html": html, "date_published": "2026-01-01T00:00:00+00:00"})
    };
    let items: Vec<_> = articles.iter().enumerate().map(item).collect();
    serde_json::json!({"version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": items}).to_string()
}

/// A feed of many short items, as news tickers are: what an element costs.
fn ticker() -> String {
    let item = |n: usize| {
        format!(
            "<item><title>Story {n}</title><link>http://127.0.0.1/a/{n}</link><guid>http://127.0.0.1/a/{n}</guid>\
             <pubDate>Thu, 01 Jan 2026 00:00:00 GMT</pubDate><category>News</category><description>Short.</description></item>"
        )
    };
    format!(
        "<rss version=\"2.0\"><channel><title>Ticker</title>{}</channel></rss>",
        (0..2000).map(item).collect::<String>()
    )
}

fn opml() -> String {
    let outline = |n: usize| format!("<outline text=\"Feed {n}\" type=\"rss\" xmlUrl=\"http://127.0.0.1/{n}.xml\"/>\n");
    format!("<opml version=\"2.0\"><body>{}</body></opml>", (0..5000).map(outline).collect::<String>())
}

fn read_feeds(c: &mut Criterion) {
    let articles: Vec<String> = (0..ARTICLES).map(html).collect();
    let feeds = [("rss", rss(&articles)), ("atom", atom(&articles)), ("json", json(&articles)), ("ticker", ticker())];
    let mut group = c.benchmark_group("feed");
    group.sample_size(30);
    for (name, text) in &feeds {
        let Answer::Feed(feed) = read(text.as_bytes(), &Hints::default()) else { panic!("{name} is no feed") };
        assert!(feed.complaints.is_empty() && feed.entries.len() >= ARTICLES, "{name}: {:?}", feed.complaints);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function(*name, |b| b.iter(|| read(black_box(text.as_bytes()), &Hints::default())));
    }
    let bytes = feeds[0].1.as_bytes();
    group.throughput(Throughput::Bytes(bytes.len() as u64));
    group.bench_function("decode alone", |b| b.iter(|| decode(black_box(bytes), None)));
    let list = opml();
    group.throughput(Throughput::Bytes(list.len() as u64));
    group.bench_function("opml", |b| b.iter(|| read_subscriptions(black_box(list.as_bytes()), &Hints::default())));
    group.finish();
}

criterion_group!(benches, read_feeds);
criterion_main!(benches);
