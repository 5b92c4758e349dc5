//! Sources asked over the network: a server on loopback that misbehaves in every way, and what becomes of articles.

mod access;
mod beside;
mod identity;
mod known;
mod pages;
mod programs;
mod proxy;
mod secure;
pub mod server;
mod slow;
mod threads;
mod subscribing;
mod unreached;
mod updates;

use byline::article::{Article, ArticleId, Change, Field, Value};
use byline::config::SourcesFile;
use byline::index::Library;
use byline::query::View;
use byline::sources::{FetchReport, Fetching, Kept, Manners, Place, Trouble, Wanted, fetch};
use byline::store::Places;
use jiff::{SignedDuration, Timestamp};
use server::{Does, Server};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

/// A library in a folder of its own, and the time in it.
struct Home {
    folder: tempfile::TempDir,
    now: Timestamp,
    manners: Manners,
}

impl Home {
    fn new() -> Self {
        let manners = Manners { max_bytes: 1 << 20, ..Manners::default() };
        Home { folder: tempfile::tempdir().unwrap(), now: "2026-02-01T12:00:00Z".parse().unwrap(), manners }
    }

    fn places(&self) -> Places {
        Places { data: self.folder.path().join("data"), state: self.folder.path().join("state") }
    }

    fn library(&self) -> Library {
        let mut library = Library::open(&self.places(), &self.folder.path().join("cache")).unwrap();
        library.catch_up(&mut |_| true).unwrap();
        library
    }

    fn fetch(&self, addresses: &[String]) -> FetchReport {
        let kept: Vec<Kept> = addresses.iter().map(|address| Kept::new(Place::Address(address.clone()))).collect();
        self.fetch_kept(&kept)
    }

    fn fetch_kept(&self, kept: &[Kept]) -> FetchReport {
        let mut library = self.library();
        let report = fetch(
            &mut library,
            &mut Fetching {
                now: self.now,
                today: self.now.to_zoned(jiff::tz::TimeZone::UTC).date(),
                kept,
                wanted: Wanted::All,
                manners: self.manners.clone(),
                folder: &self.folder.path().join("cache"),
                cancel: &AtomicBool::new(false),
                progress: &mut |_| {},
                meanwhile: &mut |_| {},
            },
        );
        assert!(report.failure.is_none(), "{:?}", report.failure);
        report
    }

    fn articles(&self) -> Vec<Article> {
        let mut reader = byline::index::Reader::open(&self.places(), &self.folder.path().join("cache")).unwrap();
        let ids = reader.ids(&View::default()).unwrap();
        ids.into_iter().map(|id| reader.article(id).unwrap().unwrap().article).collect()
    }

    fn unread(&self) -> u64 {
        let mut reader = byline::index::Reader::open(&self.places(), &self.folder.path().join("cache")).unwrap();
        reader.overview(0).unwrap().all.unread
    }

    fn mark_all_read(&self) {
        let ids: Vec<ArticleId> = self.articles().iter().map(|article| article.id).collect();
        let mut library = self.library();
        let op = library.new_op();
        library.mark(op, &[Change { field: Field::Read, value: Value::On, ids }], self.now).unwrap();
    }

    fn later(&mut self, hours: i64) {
        self.now += SignedDuration::from_hours(hours);
    }
}

fn item(guid: &str, title: &str, link: &str) -> String {
    format!(
        "<item><guid>{guid}</guid><title>{title}</title><link>{link}</link><description>text of {title}</description></item>"
    )
}

fn rss(items: &[String]) -> String {
    format!("<?xml version='1.0'?><rss version='2.0'><channel><title>News</title>{}</channel></rss>", items.concat())
}

fn two() -> String {
    rss(&[item("1", "Low water", "http://e.example/1"), item("2", "High water", "http://e.example/2")])
}

/// Asks for one address, and says why nothing came.
fn trouble(home: &Home, server: &Server, path: &str) -> Trouble {
    let mut report = home.fetch(&[server.at(path)]);
    assert_eq!(report.failed.len(), 1, "{path}: {report:?}");
    assert_eq!(home.articles().len(), 0);
    report.failed.remove(0).1
}

#[test]
fn what_is_asked_with_its_validators_and_has_not_changed_is_not_sent_again() {
    let (home, server) = (Home::new(), Server::new());
    server.set("/f", Does::KnowsTag("\"v1\"", two().into()));
    let first = home.fetch(&[server.at("/f")]);
    assert_eq!((first.new_articles(), first.same), (2, 0));
    let second = home.fetch(&[server.at("/f")]);
    assert_eq!((second.new_articles(), second.same), (0, 1));
    // A library that lost its articles asks for all of it, whatever the cache remembers.
    std::fs::remove_dir_all(home.places().data).unwrap();
    let third = home.fetch(&[server.at("/f")]);
    assert_eq!((third.new_articles(), third.same), (2, 0));
}

#[test]
fn what_has_no_end_or_unpacks_to_more_than_is_taken_is_left_and_the_limit_is_named() {
    let (home, server) = (Home::new(), Server::new());
    let head = b"HTTP/1.1 200 OK\r\n\r\n<rss><channel>".to_vec();
    server.set("/endless", Does::Repeats(head, b"<item><title>x</title></item>".repeat(1000), Duration::ZERO));
    assert_eq!(trouble(&home, &server, "/endless"), Trouble::TooLarge(1 << 20));
    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; 64 << 20]).unwrap();
    let bomb = bomb.finish().unwrap();
    server.set("/bomb", Does::Answers(200, vec![("Content-Encoding", "gzip".into())], bomb));
    let told = trouble(&home, &server, "/bomb").to_string();
    assert_eq!(told, "over the limit of 1 MiB (max_feed in config.toml, or of this source)");
}

/// A feed of one article, `Low water`, as brotli packs it.
const PACKED: &[u8] = b"\
    \x1b\x9c\x00\x20\x8c\xd3\x1d\xb5\xea\x02\xcb\x65\x28\x6d\xf2\xc4\x30\xa9\xdb\x52\x15\xe9\x9f\x98\x65\
    \xad\x3d\x3c\x1c\xe1\x3b\x88\x7a\xb2\x90\xab\x70\x93\x94\x80\xa0\xdb\x54\x53\xb5\x08\xdc\x64\xeb\x44\
    \xc2\x27\x06\x9a\xc1\x70\xa4\x92\x0e\x3f\x6d\xdb\x9a\x34\x42\x89\xa2\x24\x50\x15\xed\x49\x85\x08\x76\
    \x60\x99\x8c\xef\x1b\x59\x82\xef\x2d\x2e\x9f\xef\x9a\x57\xfd\x27\x5a\x06\xc0\x84\x68\x4f\x42\x3a\xc9\
    \x4b\x22";

/// Sixty-four megabytes of spaces, as brotli packs them.
const BOMB: &[u8] = b"\
    \xcb\xff\xff\x3f\x00\x04\x26\x72\xa4\x11\xb4\x2b\xbc\xb8\x2d\x10\xb4\xf7\x7f\xbe\x06\xff\xff\xff\x00\
    \x90\x00\x88\xc3\x02\xd0\xbd\xff\xe3\xff\xff\x1f\x00\x12\x00\x71\x58\x00\xba\xf7\x7f\xfc\xff\xff\x03\
    \x40\x02\x20\x0e\x0b\x40\xf7\xfe\x8f\xff\xff\x7f\x00\x48\x00\xc4\x61\x01\xe8\xde\xff\xf1\xff\xff\x0f\
    \x00\x09\x80\x38\x2c\x00\xdd\xfb\x3f\xfe\xff\xff\x01\x20\x01\x10\x87\x05\xa0\x7b\xff\xc7\xff\xff\x3f\
    \x00\x24\x00\xe2\xb0\x00\x74\xef\xff\x82\x00\x00\x80\x04\x48\xa8\x12\x00";

#[test]
fn brotli_is_unpacked_within_the_same_limit() {
    let (home, server) = (Home::new(), Server::new());
    let packed = |bytes: &[u8]| Does::Answers(200, vec![("Content-Encoding", "br".into())], bytes.to_vec());
    server.set("/feed", packed(PACKED));
    server.set("/bomb", packed(BOMB));
    server.set("/cut", packed(&PACKED[..60]));
    let report = home.fetch(&[server.at("/feed"), server.at("/bomb"), server.at("/cut")]);
    let titles: Vec<String> = home.articles().into_iter().map(|article| article.title).collect();
    assert_eq!((titles, report.failed.len()), (vec!["Low water".to_owned()], 2));
    let troubles: Vec<String> =
        report.failed.iter().map(|(kept, why)| format!("{} {why}", kept.place.address())).collect();
    assert!(troubles.iter().any(|told| told.contains("/bomb") && told.contains("max_feed")), "{troubles:?}");
}

#[test]
fn a_feed_that_is_packed_comes_out_as_it_was() {
    let (home, server) = (Home::new(), Server::new());
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(two().as_bytes()).unwrap();
    let packed = packed.finish().unwrap();
    server.set("/said", Does::Answers(200, vec![("Content-Encoding", "gzip".into())], packed.clone()));
    server.set("/unsaid", Does::Answers(200, vec![], packed));
    server.set("/lie", Does::Answers(200, vec![("Content-Encoding", "gzip".into())], two().into()));
    let report = home.fetch(&["/said", "/unsaid", "/lie"].map(|path| server.at(path)));
    assert_eq!((report.new_articles(), report.failed.len()), (6, 0), "{report:?}");
}

#[test]
fn a_wrong_length_costs_what_is_missing_and_no_more() {
    let (home, server) = (Home::new(), Server::new());
    let said = |length: usize, body: &str| {
        let head = format!("HTTP/1.1 200 OK\r\nETag: \"v\"\r\nContent-Length: {length}\r\n\r\n");
        Does::Says([head.as_bytes(), body.as_bytes()].concat())
    };
    server.set("/long", said(100_000, &two()));
    assert_eq!(home.fetch(&[server.at("/long")]).new_articles(), 2);
    let cut = two();
    let cut = &cut[..cut.find("High").unwrap()];
    let other = Home::new();
    server.set("/cut", said(100_000, cut));
    assert_eq!(other.fetch(&[server.at("/cut")]).new_articles(), 1);
    // What was cut is asked for whole the next time.
    server.set("/cut", Does::KnowsTag("\"v\"", two().into()));
    assert_eq!(other.fetch(&[server.at("/cut")]).new_articles(), 1);
    assert_eq!(other.articles().len(), 2);
}

#[test]
fn redirects_end_and_lead_only_to_the_web() {
    let (home, server) = (Home::new(), Server::new());
    server.redirect("/loop", 302, "/loop");
    assert_eq!(trouble(&home, &server, "/loop"), Trouble::TooManyRedirects(10));
    assert_eq!(server.asked().len(), 11);
    server.redirect("/file", 302, "file:///etc/passwd");
    assert!(matches!(trouble(&home, &server, "/file"), Trouble::BadRedirect(..)));
    server.redirect("/a", 307, "/b");
    server.redirect("/b", 302, "/f");
    server.serve("/f", two());
    assert_eq!(home.fetch(&[server.at("/a")]).new_articles(), 2);
}

#[test]
fn a_page_instead_of_a_feed_is_told_with_its_feed() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/p", "<!doctype html><html><head><title>Port</title><link rel=alternate type='application/rss+xml' href='/f'></head><body>x</body></html>");
    let told = trouble(&home, &server, "/p").to_string();
    assert_eq!(told, format!("a page, not a feed; its feed may be {}", server.at("/f")));
}

#[test]
fn an_address_changes_only_after_three_days_of_a_feed_there() {
    let (mut home, server) = (Home::new(), Server::new());
    let path = home.folder.path().join("sources.toml");
    let mut file = SourcesFile::read(&path);
    let kept = Kept::new(Place::Address(server.at("/old")));
    file.keep(&kept).unwrap();
    server.serve("/new", two());
    server.serve("/portal", "<html><title>Welcome to the hotel</title>");
    for (to, is_moved) in [("/new", false), ("/portal", false), ("/new", false), ("/new", true)] {
        server.redirect("/old", 301, to);
        let report = home.fetch_kept(&file.sources);
        assert_eq!(report.moved.len(), usize::from(is_moved), "{to}");
        file.learn(&report).unwrap();
        home.later(25);
    }
    assert_eq!(file.sources[0].place, Place::Address(server.at("/new")));
    assert_eq!(file.sources[0].id, kept.id);
    assert_eq!(home.fetch_kept(&file.sources).new_articles(), 0);
    assert_eq!(home.articles().len(), 2);
}

#[test]
fn what_is_gone_is_disabled_and_what_was_valid_yesterday_stays() {
    let (mut home, server) = (Home::new(), Server::new());
    let mut file = SourcesFile::read(&home.folder.path().join("sources.toml"));
    file.keep(&Kept::new(Place::Address(server.at("/f")))).unwrap();
    server.serve("/f", two());
    assert_eq!(home.fetch_kept(&file.sources).new_articles(), 2);
    home.later(24);
    server.serve("/f", "<?xml version='1.0'?><rss><chan\0nel><ite");
    home.fetch_kept(&file.sources);
    assert_eq!(home.articles().len(), 2);
    home.later(24);
    server.set("/f", Does::Answers(410, vec![], vec![]));
    let report = home.fetch_kept(&file.sources);
    assert_eq!(file.learn(&report).unwrap().len(), 1);
    assert!(file.sources[0].disabled);
    server.asked();
    assert_eq!(home.fetch_kept(&file.sources).asked, 0);
    assert_eq!((server.asked().len(), home.articles().len()), (0, 2));
}

#[test]
fn a_server_that_wants_to_be_left_alone_is() {
    let (mut home, server) = (Home::new(), Server::new());
    server.set("/f", Does::Answers(429, vec![("Retry-After", "7200".into())], vec![]));
    assert_eq!(trouble(&home, &server, "/f").to_string(), "the server says 429: not before 2 h");
    server.asked();
    home.later(1);
    assert_eq!(home.fetch(&[server.at("/f")]).put_off, 1);
    assert_eq!(server.asked().len(), 0);
    home.later(1);
    server.serve("/f", two());
    assert_eq!(home.fetch(&[server.at("/f")]).new_articles(), 2);
}

#[test]
fn guids_that_all_change_make_nothing_unread() {
    let (home, server) = (Home::new(), Server::new());
    server.serve("/f", two());
    home.fetch(&[server.at("/f")]);
    home.mark_all_read();
    let anew = [
        item("a", "Low water", "https://www.e.example/1/?utm_source=x"),
        item("b", "High water", "http://e.example/2"),
    ];
    server.serve("/f", rss(&anew));
    assert_eq!(home.fetch(&[server.at("/f")]).new_articles(), 0);
    assert_eq!((home.articles().len(), home.unread()), (2, 0));
    // Another article under another link is new, whatever its title.
    server.serve("/f", rss(&[item("c", "Low water", "http://e.example/3")]));
    assert_eq!(home.fetch(&[server.at("/f")]).new_articles(), 1);
    assert_eq!(home.unread(), 1);
}

#[test]
fn a_series_whose_titles_count_views_turns_nothing_unread() {
    let Some(folder) = super::shared("corpus/feeds/korean-series") else { return };
    let mut files: Vec<_> = walk(&folder);
    files.sort();
    assert!(files.len() > 1, "{folder:?}");
    let mut groups = std::collections::BTreeMap::<_, Vec<_>>::new();
    for file in files {
        groups.entry(file.parent().unwrap().to_owned()).or_default().push(file);
    }
    for (group, files) in groups.into_iter().filter(|(_, files)| files.len() > 1) {
        let (mut home, server) = (Home::new(), Server::new());
        let mut met = std::collections::HashSet::new();
        for file in files {
            let bytes = std::fs::read(&file).unwrap();
            let byline::feed::Answer::Feed(feed) = byline::feed::read(&bytes, &Default::default()) else { continue };
            let links: Vec<String> =
                feed.entries.iter().filter_map(|entry| entry.url.as_deref()).map(byline::feed::normal_link).collect();
            let fresh = links.iter().filter(|link| met.insert((*link).clone())).count();
            server.serve("/f", bytes);
            home.fetch(&[server.at("/f")]);
            assert!(home.unread() <= fresh as u64, "{group:?} {file:?}: {} unread of {fresh} fresh", home.unread());
            home.mark_all_read();
            home.later(1);
        }
    }
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() { found.extend(walk(&path)) } else { found.push(path) }
    }
    found.retain(|path| {
        path.extension().is_some_and(|e| ["xml", "rss", "atom", "json"].iter().any(|known| e == *known))
    });
    found
}

fn byline(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_byline"));
    for name in ["CONFIG", "DATA", "STATE", "CACHE"] {
        command.env(format!("BYLINE_{name}_DIR"), home.join(name.to_lowercase()));
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn says(home: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output = byline(home).args(arguments).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn killed_in_the_middle_it_loses_nothing_and_brings_nothing_twice() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    let mut toml = String::new();
    for n in 0..40 {
        let items: Vec<String> = (0..60)
            .map(|m| item(&m.to_string(), &format!("Title {n} {m}"), &format!("http://e.example/{n}/{m}")))
            .collect();
        server.set(&format!("/{n}"), Does::KnowsTag("\"v\"", rss(&items).into()));
        toml.push_str(&format!("[[source]]\nurl = \"{}\"\n", server.at(&format!("/{n}"))));
    }
    std::fs::create_dir_all(home.path().join("config")).unwrap();
    std::fs::write(home.path().join("config/sources.toml"), toml).unwrap();
    let mut torn = 0;
    for asked in [2, 9, 25, 40] {
        let mut child = byline(home.path()).arg("fetch").spawn().unwrap();
        let mut seen = 0;
        while seen < asked && child.try_wait().unwrap().is_none() {
            seen += server.asked().len();
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        // The system ends a write of more than a page in its middle when its program is killed: that piece is damage.
        let segments = std::fs::read_dir(home.path().join("data/articles")).into_iter().flatten().flatten();
        let ends = segments.filter_map(|segment| std::fs::read(segment.path()).unwrap().pop());
        torn += ends.filter(|byte| *byte != b'\n').count();
    }
    let (code, _, err) = says(home.path(), &["fetch"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    let (_, listed, _) = says(home.path(), &["list", "--json"]);
    let links: std::collections::HashSet<&str> =
        listed.lines().filter_map(|line| line.split("\"url\":\"").nth(1)?.split('"').next()).collect();
    assert_eq!((listed.lines().count(), links.len()), (2_400, 2_400));
    let (_, _, err) = says(home.path(), &["check"]);
    assert!(err.lines().count() <= torn, "{torn} torn: {err}");
    assert!(says(home.path(), &["fetch"]).1.starts_with("40 sources: 0 new"));
}

#[test]
fn a_page_is_added_by_its_feed_and_what_it_gives_is_counted() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    server.serve("/p", "<html><head><link rel=alternate type='application/rss+xml' href='/f'></head></html>");
    server.serve("/f", two());
    let (code, out, err) = says(home.path(), &["add", &server.at("/p"), "--tag", "sea"]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert!(out.starts_with("News is kept") && out.ends_with("2 new articles\n"), "{out}");
    assert_eq!(says(home.path(), &["status"]).1, "2\n");
    let (_, out, _) = says(home.path(), &["sources"]);
    assert!(out.contains("2 of       2  News") && out.contains("#sea"), "{out}");
    // A page that announces none: the usual places.
    let plain = Server::new();
    plain.serve("/", "<html><body>hello</body></html>");
    plain.serve("/atom.xml", two());
    assert_eq!(says(home.path(), &["add", &plain.at("/")]).0, Some(0));
    assert!(plain.asked().contains(&"/atom.xml".to_owned()));
    let (code, _, err) = says(home.path(), &["add", &plain.at("/nothing")]);
    assert_eq!(code, Some(1));
    assert!(err.contains("the server says 404"), "{err}");
}

#[test]
fn several_feeds_of_a_page_are_listed_to_choose_from() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    let link = |to: &str| format!("<link rel=alternate type='application/rss+xml' href='{to}' title='{to}'>");
    server.serve("/p", format!("<html><head>{}{}</head></html>", link("/a"), link("/b")));
    let (code, _, err) = says(home.path(), &["add", &server.at("/p")]);
    assert_eq!(code, Some(2));
    assert!(err.contains(&server.at("/a")) && err.contains(&server.at("/b")), "{err}");
}

#[test]
fn a_list_of_feeds_is_added_and_its_programs_are_not_run() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    server.serve("/f", two());
    let list = home.path().join("urls");
    std::fs::write(&list, format!("{} sea \"~The Sea\"\nexec:touch {}/ran\n", server.at("/f"), home.path().display()))
        .unwrap();
    let (code, out, err) = says(home.path(), &["import", list.to_str().unwrap()]);
    assert_eq!(code, Some(1), "{out}{err}");
    assert!(out.contains("1 source fetched: 2 new") && err.contains("left out: exec:"), "{out}{err}");
    assert!(!home.path().join("ran").exists());
    let toml = std::fs::read_to_string(home.path().join("config/sources.toml")).unwrap();
    assert!(toml.contains("name = \"The Sea\"\ntags = [\"sea\"]"), "{toml}");
}

#[test]
fn the_exit_status_tells_some_from_none() {
    let (home, server) = (tempfile::tempdir().unwrap(), Server::new());
    server.serve("/f", two());
    std::fs::create_dir_all(home.path().join("config")).unwrap();
    let keep = |addresses: &[&str]| {
        let toml: String = addresses.iter().map(|url| format!("[[source]]\nurl = \"{url}\"\n")).collect();
        std::fs::write(home.path().join("config/sources.toml"), toml).unwrap();
    };
    keep(&[&server.at("/f"), "http://127.0.0.1:1/f"]);
    let (code, out, err) = says(home.path(), &["fetch"]);
    assert_eq!((code, out.as_str()), (Some(1), "2 sources: 2 new, 1 failed\n"));
    assert!(err.contains("127.0.0.1:1/f: can't be reached"), "{err}");
    keep(&["http://127.0.0.1:1/f"]);
    assert_eq!(says(home.path(), &["fetch", "--json"]).0, Some(3));
}
