//! Which articles entries become if their feed has no ids, or changes them at every fetch.

use super::server::Server;
use super::{Home, rss};
use std::collections::BTreeSet;
use std::fs;
use std::slice::from_ref;

/// An item without a guid, with title, link, day in February and text; empty ones are omitted.
fn plain(title: &str, link: &str, day: u8, text: &str) -> String {
    let link = if link.is_empty() { String::new() } else { format!("<link>{link}</link>") };
    let date = if day == 0 { String::new() } else { format!("<pubDate>{day:02} Jan 2026 06:00:00 GMT</pubDate>") };
    format!("<item><title>{title}</title>{link}{date}<description>{text}</description></item>")
}

fn named(guid: &str, item: &str) -> String {
    item.replacen("<item>", &format!("<item><guid isPermaLink='false'>{guid}</guid>"), 1)
}

/// Fetches one answer after the other, and checks how many articles are new each time and which texts there are at the end.
fn check(polls: &[&[String]], new: &[usize], texts: &[&str]) {
    let (server, mut home) = (Server::new(), Home::new());
    let mut came = Vec::new();
    for poll in polls {
        server.serve("/feed", rss(poll));
        home.later(1);
        came.push(home.fetch(&[server.at("/feed")]).new_articles());
    }
    assert_eq!(came, new, "{polls:#?}");
    let found: BTreeSet<String> = home.articles().into_iter().map(|article| article.body).collect();
    assert_eq!(found, texts.iter().map(|text| (*text).to_owned()).collect(), "{polls:#?}");
    assert_eq!(home.articles().len(), texts.len());
}

#[test]
fn entries_without_id_are_told_apart() {
    let tide =
        |day: u8| plain("Tide", "", day, &format!("tide {}", [" ", "one", "two", "three", "four"][day as usize]));
    let home_page = |day: u8, text: &str| plain("Weather", "https://e.example/", day, text);
    let [one, two, three] = [tide(1), tide(2), tide(3)];
    let all = ["tide one", "tide two", "tide three"];
    check(&[&[one.clone(), two.clone(), three.clone()]], &[3], &all);
    check(&[&[three.clone(), two.clone(), one.clone()], &[one.clone(), two.clone(), three.clone()]], &[3, 0], &all);
    check(
        &[from_ref(&one), &[two.clone(), one.clone()], from_ref(&three), &[three.clone(), two.clone()]],
        &[1, 1, 1, 0],
        &all,
    );
    check(&[from_ref(&two), &[three.clone(), two.clone(), one.clone()], &[one.clone(), two.clone()]], &[1, 2, 0], &all);
    check(&[&[home_page(1, "rain"), home_page(2, "sun")], &[home_page(3, "fog")]], &[2, 1], &["rain", "sun", "fog"]);
    check(&[&[home_page(1, "rain")], &[home_page(2, "sun")]], &[1, 1], &["rain", "sun"]);
    // Without dates the text tells them apart.
    let undated = |text: &str| plain("Note", "", 0, text);
    check(&[&[undated("b"), undated("a")], &[undated("c"), undated("b"), undated("a")]], &[2, 1], &["a", "b", "c"]);
    check(&[&[undated("a")], &[undated("b"), undated("a")]], &[1, 1], &["a", "b"]);
    // A link shared by several articles, and later by one.
    let shared = |day: u8, text: &str| plain("Log", "https://e.example/log", day, text);
    check(&[&[shared(2, "b"), shared(1, "a")], &[shared(3, "c")]], &[2, 1], &["a", "b", "c"]);
}

#[test]
fn corrected_entries_without_id_stay_one_article() {
    let at = |day: u8, text: &str| plain("Harbour", "https://e.example/harbour", day, text);
    let other = plain("Other", "https://e.example/other", 1, "o");
    check(&[&[at(1, "a"), other.clone()], &[at(2, "b"), other]], &[2, 0], &["b", "o"]);
    check(&[&[at(0, "a")], &[at(0, "b")]], &[1, 0], &["b"]);
    // A feed that gives every entry the current time.
    check(&[&[plain("T", "", 1, "a")], &[plain("T", "", 2, "a")], &[plain("T", "", 3, "a")]], &[1, 0, 0], &["a"]);
}

#[test]
fn two_machines_distinguish_entries_alike() {
    let (server, one, two) = (Server::new(), Home::new(), Home::new());
    let tide = |day: u8| plain("Tide", "", day, ["", "one", "two", "three"][day as usize]);
    let address = [server.at("/feed")];
    server.serve("/feed", rss(&[tide(1)]));
    one.fetch(&address);
    server.serve("/feed", rss(&[tide(2), tide(1)]));
    two.fetch(&address);
    server.serve("/feed", rss(&[tide(3), tide(2)]));
    one.fetch(&address);
    for file in fs::read_dir(two.folder.path().join("data/articles")).unwrap() {
        let path = file.unwrap().path();
        fs::copy(&path, one.folder.path().join("data/articles").join(path.file_name().unwrap())).unwrap();
    }
    assert_eq!(one.fetch(&address).new_articles(), 0);
    let mut texts: Vec<String> = one.articles().into_iter().map(|article| article.body).collect();
    texts.sort();
    assert_eq!(texts, ["one", "three", "two"]);
}

/// Fetches seven times, each time with another token in guids or links and one entry more, and counts the aliases.
fn check_changing(item: impl Fn(u8, &str) -> String) {
    let (server, mut home) = (Server::new(), Home::new());
    for fetch in 0..7_u8 {
        let token = format!("{:08x}a1b2c3d4e5f60718293a4b5c", u32::from(fetch) * 7_919);
        let items: Vec<String> = (0..20 + fetch).rev().map(|n| item(n, &token)).collect();
        server.serve("/feed", rss(&items));
        home.later(2);
        let report = home.fetch(&[server.at("/feed")]);
        assert_eq!(report.new_articles(), if fetch == 0 { 20 } else { 1 }, "fetch {fetch}: {items:#?}");
        assert_eq!(home.unread(), if fetch == 0 { 20 } else { 1 });
        home.mark_all_read();
    }
    let files = fs::read_dir(home.folder.path().join("data/articles")).unwrap();
    let lines: String = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    // Twenty for the first change, then one for each article that came before the third fetch, and one for the source.
    assert_eq!(lines.matches("\"kind\":\"alias\"").count(), 20 + 21 + 1, "{}", item(1, "token"));
}

#[test]
fn guids_that_change_at_every_fetch_make_nothing_unread() {
    let day = |n: u8| 1 + n % 28;
    let link = |n: u8, token: &str| format!("https://e.example/view?t={n}&amp;sid={token}");
    check_changing(|n, token| named(&link(n, token), &plain(&format!("Topic {n}"), &link(n, token), day(n), "x")));
    // The same under a parameter with any name, and in the path.
    let link = |n: u8, token: &str| format!("https://e.example/view;jsessionid={token}?t={n}&amp;q={token}");
    check_changing(|n, token| {
        named(token, &plain(&format!("Topic {n}"), &link(n, token), 0, "x")).replacen(token, &format!("{token}{n}"), 1)
    });
    // Random guids, no links.
    check_changing(|n, token| named(&format!("{token}{n}"), &plain(&format!("Topic {n}"), "", day(n), "x")));
    // One link for all, and one title for all: the date decides.
    let all = "https://e.example/board/";
    check_changing(|n, token| named(&format!("{token}{n}"), &plain("Topic", all, day(n), &format!("text {n}"))));
}

#[test]
fn new_guids_of_new_articles_are_new() {
    let at = |guid: &str, day: u8| named(guid, &plain("Column", "https://e.example/", day, &format!("column {guid}")));
    check(
        &[&[at("a", 1)], &[at("b", 2)], &[at("c", 3)], &[at("d", 4)]],
        &[1, 1, 1, 1],
        &["column a", "column b", "column c", "column d"],
    );
}

#[test]
fn two_machines_recognize_changing_guids_alike() {
    let (server, mut one, mut two) = (Server::new(), Home::new(), Home::new());
    let address = [server.at("/feed")];
    let mut token = 0;
    let mut serve = || {
        token += 1;
        let item = |n: u8| {
            named(&format!("{token}-{n}"), &plain(&format!("T {n}"), &format!("https://e.example/{n}"), 1, "x"))
        };
        server.serve("/feed", rss(&(0..5).map(item).collect::<Vec<_>>()));
    };
    for _ in 0..5 {
        for home in [&mut one, &mut two] {
            serve();
            home.later(2);
            home.fetch(&address);
        }
        for (from, to) in [(&one, &two), (&two, &one)] {
            for file in fs::read_dir(from.folder.path().join("data/articles")).unwrap() {
                let path = file.unwrap().path();
                let copy = to.folder.path().join("data/articles").join(path.file_name().unwrap());
                fs::copy(&path, copy).unwrap();
            }
        }
    }
    serve();
    for home in [&mut one, &mut two] {
        home.later(2);
        assert_eq!(home.fetch(&address).new_articles(), 0);
        assert_eq!(home.articles().len(), 5);
    }
}
