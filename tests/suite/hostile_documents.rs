//! Hostile files, HTML and text: each gives what the index of that folder says, on a stack of 2 MB.
//!
//! Feeds and terminals are tested elsewhere; here it is what documents make of them.

use crate::dice::Dice;
use crate::shared;
use byline::article::Media;
use byline::document::{Block, Document, describe, newswire, parse, plain_text};
use byline::text::decode;

const KINDS: [Media; 4] = [Media::Text, Media::Markdown, Media::Html, Media::Page];

/// Runs on a stack as small as a worker's may be: what overflows it aborts the test.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().unwrap()
}

/// All a reader may see of a document.
fn shown(document: &Document) -> String {
    let links: String = document.links.iter().map(|link| format!("{} {}\n", link.text, link.url)).collect();
    plain_text(document) + "\n" + &links
}

/// The readable text of a body of every kind, checked for what must never be shown.
fn read_all(body: &str) -> Vec<String> {
    let body = body.to_owned();
    on_a_small_stack(move || {
        newswire(&body);
        KINDS
            .map(|media| {
                let start = std::time::Instant::now();
                describe(media, &body, None, None);
                let shown = shown(&parse(media, &body, None, ""));
                if start.elapsed().as_millis() > 200 {
                    let head: String = body.chars().take(30).collect();
                    println!("{} ms for {} bytes as {media:?}: {head:?}", start.elapsed().as_millis(), body.len());
                }
                let bad = shown.chars().find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || is_bidi(*c));
                assert_eq!(bad, None, "{media:?}");
                shown
            })
            .to_vec()
    })
}

fn is_bidi(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Checks that a file, read as HTML and as a page, holds these words and not those.
fn check(name: &str, holds: &[&str], lacks: &[&str]) {
    let Some(path) = shared("hostile").map(|folder| folder.join(name)) else { return };
    let body = decode(&std::fs::read(path).unwrap(), None).text;
    for (media, text) in KINDS.into_iter().zip(read_all(&body)).skip(2) {
        for word in holds {
            assert!(text.contains(word), "{name} as {media:?} lacks {word:?}:\n{}", text.get(..2000).unwrap_or(&text));
        }
        for word in lacks {
            assert!(!text.contains(word), "{name} as {media:?} shows {word:?}");
        }
    }
}

#[test]
fn hostile_pages_give_their_words() {
    check("05-escape-html-entities.html", &["link", "pre", "end"], &[]);
    check("28-html-deep.html", &["before", "after"], &[]);
    check("29-html-list-bomb.html", &[], &[]);
    check("30-html-formatting-bomb.html", &["before"], &[]);
    check("31-html-tables.html", &["core", "after"], &[]);
    check("32-html-broken.html", &["one", "two"], &[]);
    check("38-login-page.html", &[], &[]);
}

#[test]
fn active_content_is_never_shown() {
    let Some(folder) = shared("hostile") else { return };
    let json = std::fs::read_to_string(folder.join("16-active-html.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let html = json["items"][0]["content_html"].as_str().unwrap();
    let text = shown(&parse(Media::Html, html, Some("http://example.com/1"), ""));
    for word in ["one", "two", "noscript text", "http://example.com/rel"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    for word in ["alert", "display", "svgtext", "tpl", "evil.example"] {
        assert!(!text.contains(word), "{word}: {text}");
    }
}

#[test]
fn only_web_and_mail_links_can_be_opened() {
    let Some(folder) = shared("hostile") else { return };
    let feed = decode(&std::fs::read(folder.join("17-links.xml")).unwrap(), None).text;
    let hrefs = feed.split("&lt;a href=\"").skip(1).filter_map(|rest| rest.split("\"&gt;").next());
    let html: String = hrefs.map(|href| format!("<a href=\"{href}\">go</a> ")).collect();
    let document = parse(Media::Html, &html, Some("http://example.com/"), "");
    assert!(document.links.len() > 30, "{}", document.links.len());
    for link in &document.links {
        let open = ["http://", "https://", "mailto:"].iter().any(|scheme| link.url.as_str().starts_with(scheme));
        assert_eq!(open, link.refused.is_none(), "{link:?}");
    }
}

#[test]
fn hostile_plain_text_keeps_lists_and_code_and_the_last_state_of_a_line() {
    let Some(path) = shared("hostile/57-plain-text.txt") else { return };
    let document = parse(Media::Text, &decode(&std::fs::read(path).unwrap(), None).text, None, "");
    let text = plain_text(&document);
    assert_eq!((text.matches("Progress 100%").count(), text.matches("Progress 10%").count()), (1, 0));
    assert!(text.contains("hard-wrapped with a hyphen.") && text.contains("code   block"), "{}", &text[..400]);
    assert!(document.blocks.iter().any(|block| matches!(block, Block::List { .. })));
    assert!(document.blocks.iter().any(|block| matches!(block, Block::Code(_))));
    assert!(text.contains("page two"));
}

#[test]
fn nesting_ten_times_as_deep_does_no_harm() {
    let deep = "<p>before</p>".to_owned()
        + &"<div>".repeat(80_000)
        + "<p>core</p>"
        + &"</div>".repeat(80_000)
        + "<p>after</p>";
    let lists = "<ul><li>x".repeat(70_000);
    let formatting = "<p>before</p>".to_owned() + &"<b><i><u>".repeat(15_000) + &"<p>text".repeat(3_000);
    let colours: String = (0..15_000).map(|n| format!("<font color={n}>")).collect();
    let fonts = colours + &"<p>text".repeat(3_000);
    let tables = "<table><tr><td>".repeat(2_000) + "core" + &"</td></tr></table>".repeat(2_000) + "<p>after";
    let quotes = ">".repeat(90_000) + " deep";
    for (body, word) in [
        (deep, "core"),
        (lists, "x"),
        (formatting, "text"),
        (fonts, "text"),
        (tables, "after"),
        (quotes, "deep"),
        ("[".repeat(50_000) + "x", "x"),
        ("<a href=x>".repeat(50_000) + "x", "x"),
        ("* ".repeat(20_000) + "x", "x"),
    ] {
        let texts = read_all(&body);
        assert!(texts[2].contains(word) && texts[3].contains(word), "{word} of {}", &body[..40]);
    }
}

#[test]
fn attributes_and_tags_without_end_do_no_harm() {
    let many: String = (0..200_000).map(|n| format!(" a{n}=x")).collect();
    let texts = read_all(&format!("<p{many}>word</p>"));
    assert!(texts[2].contains("word"));
    for body in
        ["<".repeat(200_000), "<!--".repeat(50_000), "<p x='".repeat(50_000), "&".repeat(200_000), "</".repeat(100_000)]
    {
        read_all(&body);
    }
}

#[test]
fn lines_of_many_megabytes_are_read() {
    // In a debug build a part of the ten megabytes, in a release build all.
    let size = if cfg!(debug_assertions) { 1 << 20 } else { 10 << 20 };
    println!("{size} bytes a line");
    for piece in ["A", "word ", "가", "a\u{301}", "<b>x</b>"] {
        let body = piece.repeat(size / piece.len());
        let texts = read_all(&body);
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).count();
        assert!(letters(&texts[0]) * 10 >= size / piece.len() * 9, "{piece}: {}", letters(&texts[0]));
        assert!(letters(&texts[2]) * 10 >= size / piece.len() * 9, "{piece}: {}", letters(&texts[2]));
    }
}

#[test]
fn mutated_files_never_panic() {
    let Some(folder) = shared("hostile") else { return };
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    if let Some(pages) = shared("corpus/html/newspaper") {
        let mut more: Vec<_> = std::fs::read_dir(pages).unwrap().map(|entry| entry.unwrap().path()).collect();
        more.sort();
        more.retain(|path| path.extension().is_some_and(|e| e == "html"));
        files.extend(more.into_iter().take(if cfg!(debug_assertions) { 6 } else { 60 }));
    }
    files.sort();
    let rounds = std::env::var("ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(2);
    println!("{} files, {rounds} times", files.len());
    for (n, path) in files.iter().enumerate() {
        for round in 0..rounds {
            let mut dice = Dice(n as u64 * 1000 + round);
            let mut bytes = std::fs::read(path).unwrap();
            for _ in 0..=dice.roll(20) {
                dice.edit(&mut bytes);
            }
            read_all(&decode(&bytes, None).text);
        }
    }
}
