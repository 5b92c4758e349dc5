//! Pages of the web: the full text of an article whose feed gave a part, and pages saved for themselves.

use super::server::{Does, Server};
use super::{Home, item, rss};
use crate::cli::home;
use crate::{shared, terminal};
use byline::article::{Article, Media, Source, SourceId};
use byline::index::{Opened, Reader};
use byline::sources::{Access, Completed, Kept, PageTrouble, Place, Trouble, complete};
use byline::store::Version;
use std::sync::atomic::AtomicBool;

/// A page with an article, its menu and what else pages have.
fn page(words: &str) -> String {
    let paragraph = |n: usize| {
        format!("<p>Paragraph {n}: the {words} was seen by many people, and all of them, said one, went home.</p>")
    };
    let text: String = (1..9).map(paragraph).collect();
    format!(
        "<html><head><title>The page | Site</title><meta name=author content='Jane Roe'></head><body>\
         <nav><a href='/'>Home</a> <a href='/x'>Menu</a></nav><article><h1>The page</h1>{text}\
         <p><a href='more'>More of it</a></p></article><footer>Imprint</footer></body></html>"
    )
}

/// A library with one article, whose link leads to `path` on the server.
fn one(home: &Home, server: &Server, path: &str) -> Article {
    server.serve("/feed", rss(&[item("1", "Low water", &server.at(path))]));
    home.fetch(&[server.at("/feed")]);
    home.articles().remove(0)
}

fn complete_all(home: &Home, articles: Vec<Article>) -> Completed {
    let known = articles.into_iter().map(|article| Version::new(article, 1)).collect();
    complete_kept(home, known, &[])
}

fn complete_kept(home: &Home, known: Vec<Version>, kept: &[Kept]) -> Completed {
    complete(&mut home.library(), known, kept, &home.manners, home.now, &AtomicBool::new(false), &mut |_| {}).unwrap()
}

#[test]
fn the_text_of_its_page_is_what_is_shown_of_an_article_and_stays() {
    let (mut home, server) = (Home::new(), Server::new());
    let article = one(&home, &server, "/d/story");
    server.serve("/d/story", page("harbour seal"));
    home.later(1);
    let completed = complete_all(&home, vec![article.clone()]);
    assert_eq!((completed.done, completed.kept.len()), (vec![article.id], 0));
    let full = home.articles().remove(0);
    assert!(full.body.contains("harbour seal") && !full.body.contains("Imprint"), "{}", full.body);
    assert!(full.body.contains(&server.at("/d/more")), "links are absolute: {}", full.body);
    assert_eq!((full.id, full.title.as_str(), &full.url), (article.id, "Low water", &article.url));
    assert_eq!((full.authors.join(","), full.media), ("Jane Roe".into(), Media::Html));
    // The feed says the same as before: no new text, and none brought back.
    home.later(2);
    let report = home.fetch(&[server.at("/feed")]);
    assert_eq!((report.new_articles(), report.changed), (0, 0));
    assert_eq!(home.articles().remove(0).body, full.body);
    assert_eq!(complete_all(&home, vec![full]).kept[0].1, PageTrouble::NoMore);
}

#[test]
fn a_page_that_gives_nothing_leaves_the_article_as_its_feed_gave_it() {
    let (home, server) = (Home::new(), Server::new());
    let article = one(&home, &server, "/story");
    let answer = |kind: &str, body: Vec<u8>| Does::Answers(200, vec![("Content-Type", kind.to_owned())], body);
    let html = |body: &str| answer("text/html", body.as_bytes().to_vec());
    let asked = |trouble: Trouble| PageTrouble::Asked(trouble);
    for (does, expected) in [
        (Does::Answers(404, vec![], vec![]), asked(Trouble::Status(404))),
        (Does::Answers(410, vec![], vec![]), asked(Trouble::Gone)),
        (answer("application/pdf", b"%PDF-1.4 x".to_vec()), PageTrouble::NotAPage("application/pdf".into())),
        (answer("text/html", vec![0, 1, 2, 3, 0, 0, 7, 0xff]), PageTrouble::NotAPage("text/html".into())),
        (html(""), PageTrouble::NoArticle),
        (html("<html><body><script>go()</script></body></html>"), PageTrouble::NoArticle),
        (html("<p>text of Low water</p>"), PageTrouble::NoMore),
        (html(&"<p>x".repeat(400_000)), asked(Trouble::TooLarge(1 << 20))),
        (Does::Answers(302, vec![("Location", "/story".into())], vec![]), asked(Trouble::TooManyRedirects(10))),
    ] {
        server.set("/story", does);
        let completed = complete_all(&home, vec![article.clone()]);
        let [(title, why)] = &completed.kept[..] else { panic!("{expected:?}: {completed:?}") };
        assert_eq!(title, "Low water");
        let is_small = matches!(why, PageTrouble::NoArticle | PageTrouble::NoMore);
        assert!(
            *why == expected || is_small && matches!(expected, PageTrouble::NoArticle | PageTrouble::NoMore),
            "{why:?}"
        );
        assert_eq!(home.articles(), std::slice::from_ref(&article));
    }
    let homeless = Article { url: None, ..article };
    assert_eq!(complete_all(&home, vec![homeless]).kept[0].1, PageTrouble::NoAddress);
}

#[test]
fn a_page_that_lets_nobody_in_does_not_take_the_place_of_the_teaser() {
    let (mut home, server) = (Home::new(), Server::new());
    let teaser = "The ferry that carried newspapers across the bay since 1951 made its last crossing on Friday night.";
    let item = item("1", "Last crossing", &server.at("/story")).replace("text of Last crossing", teaser);
    server.serve("/feed", rss(&[item]));
    home.fetch(&[server.at("/feed")]);
    let article = home.articles().remove(0);
    server.serve("/story", page("form that asks for a name and a password"));
    assert_eq!(complete_all(&home, vec![article.clone()]).kept[0].1, PageTrouble::Another);
    server.serve("/story", page("last ferry"));
    home.later(1);
    assert_eq!(complete_all(&home, vec![article.clone()]).kept[0].1, PageTrouble::Another, "one word is no proof");
    server.serve("/story", page("newspapers were on the last ferry; it made its last crossing on Friday and"));
    home.later(1);
    assert_eq!(complete_all(&home, vec![article.clone()]).done, [article.id]);
}

#[test]
fn tags_without_end_do_not_hang_a_page() {
    let (home, server) = (Home::new(), Server::new());
    let article = one(&home, &server, "/story");
    for piece in ["<div>", "<b><p>", "<table><tr><td>", "<a href=x>"] {
        server.serve("/story", piece.repeat(20_000) + &page("seal"));
        complete_all(&home, vec![article.clone()]);
        assert_eq!(home.articles().len(), 1);
    }
}

#[test]
fn a_feed_of_the_public_net_names_no_page_on_this_machine() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/secret", page("secret"));
    let source = Source {
        id: SourceId([3; 16]),
        address: "http://93.184.215.14/feed".into(),
        title: "Public".into(),
        tags: Vec::new(),
        folder: None,
    };
    let mut article = one(&home, &server, "/secret");
    let mut library = home.library();
    library.add_source(&source, home.now).unwrap();
    article.source = source.id;
    drop(library);
    let why = complete_all(&home, vec![article]).kept.remove(0).1;
    assert!(matches!(why, PageTrouble::Asked(Trouble::BadRedirect(..))), "{why:?}");
    assert!(!server.asked().contains(&"/secret".to_owned()));
}

#[test]
fn a_source_may_want_the_pages_of_its_new_articles() {
    let (mut home, server) = (Home::new(), Server::new());
    let items = |n: usize| (1..=n).map(|n| item(&n.to_string(), &format!("Title {n}"), &server.at(&format!("/{n}"))));
    server.serve("/feed", rss(&items(2).collect::<Vec<_>>()));
    server.serve("/1", page("first"));
    let mut kept = Kept::new(Place::Address(server.at("/feed")));
    kept.full_text = true;
    let report = home.fetch_kept(&[kept.clone()]);
    assert_eq!((report.full, report.not_full.len()), (1, 1));
    server.serve("/feed", rss(&items(3).collect::<Vec<_>>()));
    server.serve("/3", page("third"));
    server.asked();
    home.later(2);
    let report = home.fetch_kept(&[kept]);
    assert_eq!((report.new_articles(), report.full), (1, 1));
    assert_eq!(server.asked(), ["/feed", "/3"]);
    let full = home.articles().iter().filter(|article| article.body.contains("Paragraph 8")).count();
    assert_eq!(full, 2);
}

/// What is shown of the only article.
fn opened(home: &Home) -> Opened {
    let id = home.articles().remove(0).id;
    Reader::open(&home.places(), &home.folder.path().join("cache")).unwrap().article(id).unwrap().unwrap()
}

/// What the feed gave of it last.
fn received(home: &Home) -> String {
    let id = home.articles().remove(0).id;
    let mut reader = Reader::open(&home.places(), &home.folder.path().join("cache")).unwrap();
    reader.received(id).unwrap().unwrap().body
}

#[test]
fn the_text_of_a_page_stays_shown_when_the_feed_changes_its_own() {
    let (mut home, server) = (Home::new(), Server::new());
    let article = one(&home, &server, "/story");
    server.serve("/story", page("harbour seal"));
    complete_all(&home, vec![article]);
    let full = opened(&home);
    home.later(2);
    let teaser = item("1", "Low water", &server.at("/story")).replace("text of", "another text of");
    server.serve("/feed", rss(&[teaser]));
    assert_eq!(home.fetch(&[server.at("/feed")]).changed, 1);
    let now = opened(&home);
    assert_eq!((now.article.body.as_str(), now.full, now.versions), (full.article.body.as_str(), true, 3));
    assert_eq!(received(&home), "another text of Low water");
    // A new title is taken over, and what `x` brings anew goes before.
    home.later(2);
    let renamed = item("1", "High water", &server.at("/story")).replace("text of", "yet another text of");
    server.serve("/feed", rss(&[renamed]));
    home.fetch(&[server.at("/feed")]);
    let now = opened(&home);
    assert_eq!((now.article.title.as_str(), now.article.body.as_str()), ("High water", full.article.body.as_str()));
    assert_eq!(received(&home), "yet another text of High water");
    home.later(1);
    server.serve("/story", page("seal"));
    let known = Version { full: true, ..Version::new(opened(&home).article, 1) };
    assert_eq!(complete_kept(&home, vec![known], &[]).kept, []);
    assert!(opened(&home).article.body.contains("the seal was seen"), "{:?}", opened(&home).article.body);
    server.serve("/story", "<p>Log in to read on, please.</p>");
    let now = opened(&home);
    let known = Version { full: true, ..Version::new(now.article.clone(), 1) };
    assert!(!complete_kept(&home, vec![known], &[]).kept.is_empty());
    assert_eq!(opened(&home), now);
}

#[test]
fn a_source_that_wants_pages_has_them_fetched_anew_when_its_text_changes() {
    let (mut home, server) = (Home::new(), Server::new());
    let article = item("1", "Low water", &server.at("/story"));
    server.serve("/feed", rss(std::slice::from_ref(&article)));
    server.serve("/story", page("harbour seal"));
    let kept = Kept { full_text: true, ..Kept::new(Place::Address(server.at("/feed"))) };
    home.fetch_kept(std::slice::from_ref(&kept));
    server.asked();
    for (teaser, words, asked) in
        [("text of", "grey seal", &["/feed"][..]), ("new text of", "grey seal", &["/feed", "/story"])]
    {
        home.later(2);
        server.serve("/story", page(words));
        server.serve("/feed", rss(&[article.replace("text of", teaser)]));
        home.fetch_kept(std::slice::from_ref(&kept));
        assert_eq!(server.asked(), asked);
    }
    assert!(opened(&home).article.body.contains("grey seal") && opened(&home).full);
}

#[test]
fn the_page_of_an_article_that_has_another_guid_now_is_fetched_anew_too() {
    let (mut home, server) = (Home::new(), Server::new());
    let teaser = |guid: &str, words: &str| item(guid, "Low water", &server.at("/story")).replace("text of", words);
    server.serve("/feed", rss(&[teaser("1", "text of")]));
    server.serve("/story", page("harbour seal"));
    let kept = Kept { full_text: true, ..Kept::new(Place::Address(server.at("/feed"))) };
    home.fetch_kept(std::slice::from_ref(&kept));
    for (words, asked) in
        [("text of", &["/feed"][..]), ("new text of", &["/feed", "/story"]), ("newer text of", &["/feed", "/story"])]
    {
        home.later(2);
        server.asked();
        server.serve("/feed", rss(&[teaser("2", words)]));
        server.serve("/story", page(&format!("seal of the {words}")));
        let report = home.fetch_kept(std::slice::from_ref(&kept));
        assert_eq!((report.new_articles(), report.full), (0, asked.len() - 1), "{words}");
        assert_eq!(server.asked(), asked, "{words}");
    }
    assert_eq!(home.articles().len(), 1);
    assert!(opened(&home).article.body.contains("seal of the newer text"), "{}", opened(&home).article.body);
}

#[test]
fn a_page_is_asked_for_as_its_source_is_where_it_is_on_the_same_server() {
    let (home, server, other) = (Home::new(), Server::new(), Server::new());
    let items = [
        item("1", "Low water", &server.at("/story")),
        item("2", "High water", &other.at("/story")),
        item("3", "Ebb", &server.at("/away")),
    ];
    server.serve("/feed", rss(&items));
    server.set("/story", Does::WantsHeader("Authorization: Basic bWU6czplY3JldA==".into(), page("seal").into()));
    server.redirect("/away", 302, &other.at("/there"));
    other.serve("/story", page("seal"));
    other.serve("/there", page("seal"));
    let counter = home.folder.path().join("asked");
    let count = format!("echo x >> {}; echo s:ecret", counter.display());
    let access = Access {
        headers: vec![("X-Reader".into(), "me".into())],
        user: Some("me".into()),
        secret: ["sh", "-c", &count].map(str::to_owned).to_vec(),
        ..Access::default()
    };
    let kept = Kept { access, full_text: true, ..Kept::new(Place::Address(server.at("/feed"))) };
    let report = home.fetch_kept(&[kept]);
    assert_eq!((report.full, report.not_full.len()), (3, 0), "{:?}", report.not_full);
    for asked in server.questions() {
        assert_eq!(asked.header("X-Reader"), Some("me"), "{}", asked.path);
    }
    for asked in other.questions() {
        assert_eq!((asked.header("X-Reader"), asked.header("Authorization")), (None, None), "{}", asked.path);
    }
    let times = std::fs::read_to_string(counter).unwrap().lines().count();
    assert_eq!(times, 2, "once for the feed, once for its pages");
}

#[test]
fn a_page_is_saved_as_an_article() {
    let (home, server) = (home::Home::new(), Server::new());
    server.serve("/story", page("harbour seal"));
    let address = server.at("/story");
    assert_eq!(home.fine(&["import", &address]), "1 article: 1 new\n");
    assert_eq!(home.fine(&["import", &address]), "1 article: 0 new, 1 unchanged\n");
    server.serve("/story?utm_source=x", page("grey seal"));
    assert_eq!(home.fine(&["import", &format!("{address}?utm_source=x")]), "1 article: 0 new, 1 changed\n");
    let list = home.list();
    assert_eq!((list.len(), &list[0]["title"], &list[0]["source"]), (1, &"The page".into(), &"Saved pages".into()));
    assert!(home.fine(&["show", "seal"]).contains("grey seal"));
    let said = home.run(&["import", &server.at("/none")]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("/none: the server says 404"), "{}", said.err);
    server.serve("/story", page("grey seal"));
    let said = home.run(&["add", &server.at("/story")]);
    assert!(said.err.contains("this page has no feed: it is saved as an article"), "{}", said.err);
    assert_eq!(said.out, "1 article: 0 new, 1 unchanged\n");
    assert!(!home.at("config/sources.toml").exists());
}

#[test]
fn inspecting_an_address_shows_what_lies_there_and_takes_nothing_in() {
    let (home, server) = (home::Home::new(), Server::new());
    server.serve("/feed", rss(&[item("1", "Low water", "/story")]));
    server.serve("/story", page("harbour seal"));
    let inspect = |path: &str, more: &[&str]| {
        let out = home.fine(&[&["inspect", "--json", &server.at(path)], more].concat());
        serde_json::from_str::<serde_json::Value>(&out).unwrap()
    };
    for more in [&[][..], &["--as", "feed"]] {
        let seen = inspect("/feed", more);
        assert_eq!((&seen["kind"], &seen["items"][0]["id_from"]), (&"feed".into(), &"guid".into()));
        assert_eq!(seen["items"][0]["url"], server.at("/story"));
    }
    let kept = Kept::new(Place::Address(server.at("/feed")));
    let id = byline::article::ArticleId::of_guid(kept.id, "1").to_string();
    assert_eq!(inspect("/feed", &[])["items"][0]["id"], id, "the id it would get");
    let seen = inspect("/story", &[]);
    assert_eq!((&seen["kind"], &seen["items"][0]["title"]), (&"html".into(), &"The page".into()));
    let said = home.run(&["inspect", "--as", "feed", &server.at("/story")]);
    assert!(said.status == 1 && said.err.contains("/story: a page, not a feed"), "{}", said.err);
    assert!(!home.at("data").exists());
}

#[test]
fn x_brings_the_full_article_into_the_open_reader() {
    let (home, server) = (terminal::Home::new(), Server::new());
    server.serve("/feed", rss(&[item("1", "Low water", &server.at("/story"))]));
    home.write("config/sources.toml", format!("[[source]]\nurl = \"{}\"\n", server.at("/feed")));
    let mut reader = home.open((80, 24), &[]);
    reader.wait_for("Low water");
    reader.send("gu");
    reader.wait_for("Low water");
    reader.send("gg\r");
    reader.wait_for("text of Low water");
    reader.send("x");
    reader.wait_for("no full article: the server says 404");
    server.serve("/story", page("harbour seal"));
    reader.send("x");
    reader.wait_for("Paragraph 1: the harbour seal");
    reader.send("Q");
    reader.wait_for_end();
}

#[test]
fn real_pages_give_their_articles() {
    let Some(corpus) = shared("corpus/html/readability") else { return };
    let (home, server) = (Home::new(), Server::new());
    let mut files: Vec<_> = walk(&corpus).into_iter().filter(|file| file.ends_with("source.html")).collect();
    files.sort();
    files.truncate(40);
    let mut items = Vec::new();
    for (n, file) in files.iter().enumerate() {
        server.serve(&format!("/{n}"), std::fs::read(file).unwrap());
        items.push(item(&n.to_string(), &format!("Title {n}"), &server.at(&format!("/{n}"))));
    }
    server.serve("/feed", rss(&items));
    let mut kept = Kept::new(Place::Address(server.at("/feed")));
    kept.full_text = true;
    let mut home = home;
    home.manners.max_bytes = 8 << 20;
    let report = home.fetch_kept(&[kept]);
    println!("{} of {} pages give their articles: {:?}", report.full, files.len(), report.not_full);
    assert!(report.full * 100 >= files.len() * 95, "{:?}", report.not_full);
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}
