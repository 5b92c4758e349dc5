//! newsboat's store taken over: from caches made by its schema, and from what the real newsboat makes where it is
//! installed.

use crate::cli::home::{Home, said};
use crate::fetch::server::Server;
use crate::terminal;
use rusqlite::{Connection, params};
use std::fs::File;
use std::path::PathBuf;

/// What newsboat 2.21 makes, as `.schema` shows it; `docs/NEWSBOAT.md` says where it was seen.
const SCHEMA: &str = "
    CREATE TABLE rss_feed (rssurl VARCHAR(1024) PRIMARY KEY NOT NULL, url VARCHAR(1024) NOT NULL,
        title VARCHAR(1024) NOT NULL, lastmodified INTEGER(11) NOT NULL DEFAULT 0, is_rtl INTEGER(1) NOT NULL DEFAULT 0,
        etag VARCHAR(128) NOT NULL DEFAULT \"\");
    CREATE TABLE rss_item (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
        title VARCHAR(1024) NOT NULL, author VARCHAR(1024) NOT NULL, url VARCHAR(1024) NOT NULL,
        feedurl VARCHAR(1024) NOT NULL, pubDate INTEGER NOT NULL, content VARCHAR(65535) NOT NULL,
        unread INTEGER(1) NOT NULL, enclosure_url VARCHAR(1024), enclosure_type VARCHAR(1024),
        enqueued INTEGER(1) NOT NULL DEFAULT 0, flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0,
        base VARCHAR(128) NOT NULL DEFAULT \"\");
    CREATE TABLE google_replay (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, guid VARCHAR(64) NOT NULL,
        state INTEGER NOT NULL, ts INTEGER NOT NULL);
    CREATE TABLE metadata (db_schema_version_major INTEGER NOT NULL, db_schema_version_minor INTEGER NOT NULL);
    INSERT INTO metadata VALUES (2, 11);
";

/// A row of `rss_item`.
#[derive(Clone, Copy)]
struct Row<'a> {
    guid: &'a str,
    title: &'a str,
    url: &'a str,
    unread: bool,
    flags: Option<&'a str>,
    deleted: bool,
}

const UNREAD: Row<'_> = Row { guid: "", title: "", url: "", unread: true, flags: None, deleted: false };

/// Makes `nb/cache.db` in a home, and says where.
fn cache(home: &Home, schema: &str, feed: &str, rows: &[Row<'_>]) -> PathBuf {
    let path = home.write("nb/cache.db", "");
    let mut db = Connection::open(&path).unwrap();
    db.execute_batch(schema).unwrap();
    db.execute("INSERT INTO rss_feed (rssurl, url, title) VALUES (?1, 'http://e.example/', 'News')", [feed]).unwrap();
    let all = db.transaction().unwrap();
    for row in rows {
        let content = format!("<p>The text of {}.</p>", row.title);
        all.execute(
            "INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread, flags, deleted)
             VALUES (?1, ?2, 'Jane Roe', ?3, ?4, 1704103200, ?5, ?6, ?7, ?8)",
            params![row.guid, row.title, row.url, feed, content, row.unread, row.flags, row.deleted],
        )
        .unwrap();
    }
    all.commit().unwrap();
    path
}

/// Five articles, as newsboat has them and as their feed serves them.
fn five() -> Vec<Row<'static>> {
    vec![
        Row { guid: "g1", title: "Low water", url: "http://e.example/1", unread: false, ..UNREAD },
        Row { guid: "http://e.example/2", title: "High water", url: "http://e.example/2", flags: Some("sZ"), ..UNREAD },
        Row { guid: "http://e.example/3", title: "The ferry", url: "http://e.example/3", deleted: true, ..UNREAD },
        Row {
            guid: "http://e.example/4Mon, 01 Jan 2024 10:00:00 GMT",
            title: "The boat",
            url: "http://e.example/4",
            unread: false,
            ..UNREAD
        },
        Row { guid: "No address", title: "No address", url: "", ..UNREAD },
    ]
}

fn served() -> String {
    let item = |inner: &str, title: &str| {
        format!(
            "<item><title>{title}</title>{inner}<pubDate>Mon, 01 Jan 2024 10:00:00 GMT</pubDate>\
             <description>&lt;p&gt;The text of {title}.&lt;/p&gt;</description></item>"
        )
    };
    let items = [
        item("<guid>g1</guid><link>http://e.example/1</link>", "Low water"),
        item("<guid>http://e.example/2</guid>", "High water"),
        item("<link>http://e.example/3</link>", "The ferry"),
        item("<link>http://e.example/4</link>", "The boat"),
        item("", "No address"),
    ];
    format!(
        "<rss version='2.0'><channel><title>News</title><link>http://e.example/</link>{}</channel></rss>",
        items.concat()
    )
}

/// How many articles a search finds.
fn found(home: &Home, query: &str) -> usize {
    let said = home.run(&["search", query, "--json"]);
    said.out.lines().count()
}

#[test]
fn articles_come_with_their_marks_and_a_second_time_brings_nothing() {
    let home = Home::new();
    let path = cache(&home, SCHEMA, "http://e.example/feed", &five());
    let before = std::fs::read(&path).unwrap();
    let dry = home.fine(&["import", "newsboat", "nb", "--dry-run"]);
    assert!(dry.contains("1 feed listed, 1 to be added") && dry.contains("5 articles: 5 to come\ndry run: "), "{dry}");
    assert!(!home.at("config/sources.toml").exists() && !home.at("data").exists());
    let out = home.fine(&["import", "newsboat", "nb"]);
    assert!(
        out.ends_with(
            "5 articles: 5 new\n2 articles marked read, 1 article tagged Z, 1 article tagged s, \
             1 article put in the trash · `byline undo` undoes\n"
        ),
        "{out}"
    );
    let counts =
        |home: &Home| ["is:read", "is:unread", "tag:s", "is:trashed", "is:starred"].map(|query| found(home, query));
    assert_eq!(counts(&home), [2, 2, 1, 1, 0]);
    assert_eq!(home.list()[0]["authors"][0], "Jane Roe");
    assert_eq!(home.list()[0]["source"], "News");
    let again = home.fine(&["import", "nb/cache.db"]);
    assert!(again.ends_with("1 known\n5 articles: 0 new, 5 known\n"), "{again}");
    assert_eq!(counts(&home), [2, 2, 1, 1, 0]);
    assert_eq!(std::fs::read(&path).unwrap(), before, "newsboat's file was written");
    assert_eq!(std::fs::read_dir(home.at("nb")).unwrap().count(), 1, "something was left beside it");
    home.fine(&["undo"]);
    assert_eq!(counts(&home), [0, 5, 0, 0, 0]);
}

#[test]
fn what_the_reader_marked_since_counts_before_what_newsboat_says() {
    let home = Home::new();
    cache(&home, SCHEMA, "http://e.example/feed", &five());
    home.fine(&["import", "newsboat", "nb", "--star", "s"]);
    assert_eq!((found(&home, "is:starred"), found(&home, "tag:s")), (1, 0));
    home.fine(&["mark", "unread", "is:read"]);
    home.fine(&["mark", "unstar", "is:starred"]);
    home.fine(&["import", "newsboat", "nb", "--star", "s"]);
    assert_eq!((found(&home, "is:starred"), found(&home, "is:read")), (0, 0));
}

#[test]
fn fetching_the_same_feed_brings_no_article_again() {
    for import_first in [true, false] {
        let (home, server) = (Home::new(), Server::new());
        server.serve("/feed", served());
        cache(&home, SCHEMA, &server.at("/feed"), &five());
        let import = |home: &Home| home.fine(&["import", "newsboat", "nb"]);
        if import_first {
            import(&home);
            assert_eq!(home.fine(&["fetch"]), "1 source: 0 new\n");
        } else {
            home.fine(&["add", &server.at("/feed")]);
            let out = import(&home);
            assert!(out.contains("5 articles: 0 new, 5 known"), "{out}");
        }
        assert_eq!((found(&home, "is:read"), found(&home, "is:trashed")), (2, 1), "{import_first}");
        assert_eq!(home.list().len(), 4);
    }
}

#[test]
fn what_a_program_brought_is_known_once_it_is_kept_as_its_refusal_says() {
    let (files, server) = (Home::new(), Server::new());
    server.serve("/feed", served());
    let file = files.write("feed.xml", served());
    let file = file.display();
    for (listed, kept) in [
        (format!("exec:cat {file}"), format!("command:cat {file}")),
        (format!("filter:cat:{}", server.at("/feed")), server.at("/feed")),
        (format!("file://{file}"), format!("command:cat {file}")),
    ] {
        let home = Home::new();
        cache(&home, SCHEMA, &listed, &five());
        home.write("nb/urls", format!("\"{listed}\"\n"));
        assert_eq!(home.run(&["import", "newsboat", "nb"]).status, 1, "{listed}");
        assert!(!home.at("config/sources.toml").exists(), "{listed}");
        let out = home.fine(&["add", &kept]);
        assert!(out.ends_with("0 new articles\n"), "{listed}: {out}");
        assert_eq!((found(&home, "is:read"), home.list().len()), (2, 4), "{listed}");
    }
}

#[test]
fn what_cannot_be_read_is_said_and_nothing_is_half_done() {
    let schema_2 = SCHEMA.replace("(2, 11)", "(3, 1)");
    let no_items = SCHEMA.replace("rss_item", "other_item");
    let no_flag = SCHEMA.replace("unread INTEGER(1) NOT NULL,", "");
    let view = format!("{no_items} CREATE VIEW rss_item AS SELECT * FROM other_item;");
    type Spoil = fn(&PathBuf);
    let whole: Spoil = |_| {};
    let cases: &[(&str, &str, Spoil)] = &[
        ("", "cache.db: empty", whole),
        (SCHEMA, "no SQLite file", |path| std::fs::write(path, "x".repeat(4096)).unwrap()),
        ("CREATE TABLE other (x)", "it has no table rss_feed", whole),
        (&no_items, "it has no table rss_item", whole),
        (&view, "it has no table rss_item", whole),
        (&no_flag, "its table rss_item has no column unread", whole),
        (&schema_2, "does not know (tables of version 3.1, not 2)", whole),
        (SCHEMA, "damaged", |path| {
            let mut bytes = std::fs::read(path).unwrap();
            let at = bytes.len() / 2;
            bytes[at..].iter_mut().for_each(|byte| *byte ^= 0x5a);
            std::fs::write(path, bytes).unwrap();
        }),
        (SCHEMA, "its last change is not finished (cache.db-journal", |path| {
            std::fs::write(path.with_file_name("cache.db-journal"), "torn").unwrap();
        }),
    ];
    for (schema, expected, spoil) in cases {
        let home = Home::new();
        let path = home.write("nb/cache.db", "");
        if *schema == SCHEMA || schema.len() == schema_2.len() {
            cache(&home, schema, "http://e.example/feed", &five());
        } else {
            Connection::open(&path).unwrap().execute_batch(schema).unwrap();
        }
        spoil(&path);
        let said = home.run(&["import", "newsboat", "nb"]);
        assert_eq!(said.status, 1, "{expected}: {}", said.err);
        assert!(said.err.contains(expected) && said.err.contains("nothing is taken over"), "{expected}: {}", said.err);
        assert!(!home.at("config/sources.toml").exists() && !home.at("data").exists(), "{expected}");
    }
}

#[test]
fn a_cache_that_somebody_writes_is_left_alone() {
    let home = Home::new();
    let path = cache(&home, SCHEMA, "http://e.example/feed", &five());
    let refused = |home: &Home| {
        let said = home.run(&["import", "newsboat", "nb"]);
        assert!(said.status == 1 && said.err.contains("in use by process"), "{}", said.err);
    };
    {
        let db = Connection::open(&path).unwrap();
        db.execute_batch("BEGIN EXCLUSIVE").unwrap();
        refused(&home);
    }
    let lock = File::create(home.at("nb/cache.db.lock")).unwrap();
    rustix::fs::fcntl_lock(&lock, rustix::fs::FlockOperation::NonBlockingLockExclusive).unwrap();
    refused(&home);
    drop(lock);
    home.fine(&["import", "newsboat", "nb"]);
}

#[test]
fn older_and_newer_tables_are_read_by_the_columns_they_have() {
    let old = SCHEMA.replace(", flags VARCHAR(52), deleted INTEGER(1) NOT NULL DEFAULT 0", "");
    let old = old.split("CREATE TABLE metadata").next().unwrap().to_owned();
    let new = format!(
        "{SCHEMA} ALTER TABLE rss_item ADD content_mime_type VARCHAR(255) NOT NULL DEFAULT \"\";
         UPDATE metadata SET db_schema_version_minor = 22;"
    );
    for (schema, html) in [(old, true), (new, false)] {
        let home = Home::new();
        let path = home.write("nb/cache.db", "");
        let db = Connection::open(&path).unwrap();
        db.execute_batch(&schema).unwrap();
        db.execute_batch(
            "INSERT INTO rss_feed (rssurl, url, title) VALUES ('http://e.example/f', '', '');
             INSERT INTO rss_item (guid, title, author, url, feedurl, pubDate, content, unread)
             VALUES ('g', 'Low water', '', 'http://e.example/1', 'http://e.example/f', 'x', '1 < 2 <b>bold</b>', 1);",
        )
        .unwrap();
        if !html {
            db.execute_batch("UPDATE rss_item SET content_mime_type = 'text/plain'").unwrap();
        }
        drop(db);
        home.fine(&["import", "newsboat", "nb"]);
        assert_eq!(home.fine(&["show", "low"]).contains("<b>"), !html);
        assert_eq!(home.list()[0]["source"], "e.example/f");
    }
}

#[test]
fn a_run_that_was_stopped_is_finished_by_the_next() {
    use byline::sources::{Bringing, Cache, bring};
    use std::sync::atomic::{AtomicBool, Ordering};
    let home = Home::new();
    let names: Vec<String> = (0..2_500).map(|n| format!("g{n}")).collect();
    let rows: Vec<Row<'_>> =
        names.iter().map(|name| Row { guid: name, title: name, url: "", unread: false, ..UNREAD }).collect();
    let path = cache(&home, SCHEMA, "http://e.example/feed", &rows);
    let places = byline::store::Places { data: home.at("data"), state: home.at("state") };
    let run = |stop_at: usize| {
        let mut library = byline::index::Library::open(&places, &home.at("cache")).unwrap();
        let cancel = AtomicBool::new(false);
        let mut bringing = Bringing {
            now: "2026-02-01T12:00:00Z".parse().unwrap(),
            max_body: 1 << 20,
            kept: &[],
            stars: "",
            is_dry: false,
            cancel: &cancel,
            progress: &mut |done, _| cancel.store(done == stop_at, Ordering::Relaxed),
        };
        let brought = bring(&Cache::open(&path).unwrap(), &mut library, &mut bringing);
        assert!(brought.failure.is_none(), "{:?}", brought.failure);
        (brought.new, brought.known, brought.stopped)
    };
    assert_eq!(run(1_200), (1_200, 0, Some((1_200, 2_500))));
    assert_eq!(found(&home, "is:read"), 1_200);
    assert_eq!(run(usize::MAX), (1_300, 1_200, None));
    assert_eq!(found(&home, "is:read"), 2_500);
}

#[test]
fn programs_of_urls_are_named_and_searches_become_views_where_they_can() {
    let home = Home::new();
    cache(&home, SCHEMA, "exec:touch here", &five());
    home.write("nb/urls", "http://e.example/other \"~Other\" tag\n\"exec:touch here\"\n\"query:Old:age > 7\"\n\"query:Full:unread_count > 3\"\n\"query:New:unread = \\\"yes\\\"\"\n");
    home.write("config/config.toml", "# mine\n");
    let said = home.run(&["import", "newsboat", "nb"]);
    assert!(said.out.contains("1 feed listed, 1 added") && said.out.contains("5 articles: 5 new"), "{}", said.out);
    assert!(said.err.contains("exec:touch here: a program"), "{}", said.err);
    assert!(said.err.contains("`byline add \"command:…\"` keeps one"), "{}", said.err);
    assert!(said.err.contains("Full (unread_count > 3): unread_count has no"), "{}", said.err);
    assert!(said.err.contains("New (unread = \"yes\"): Unread, among the sources, shows just this"), "{}", said.err);
    let config = std::fs::read_to_string(home.at("config/config.toml")).unwrap();
    assert_eq!(config, "# mine\n\n[[view]]\nname = \"Old\"\nquery = \"before:8d\"\n");
    assert!(!home.run(&["import", "newsboat", "nb"]).out.contains("saved search"), "a view that stands is left alone");
    home.write("nb/urls", "\"query:Mine:flags =~ \\\"s\\\" and age > 1\"\n");
    home.fine(&["import", "newsboat", "nb", "--star", "s"]);
    assert_eq!(home.fine(&["list", "--view", "Mine", "--json"]).lines().count(), 1, "flags are stars in searches, too");
    let file = std::fs::read_to_string(home.at("config/sources.toml")).unwrap();
    assert!(file.contains("name = \"Other\"") && !file.contains("exec"), "{file}");
    assert!(!home.at("here").exists() && !home.at("nb/here").exists());
}

#[test]
fn a_folder_without_a_store_is_named() {
    let home = Home::new();
    home.write("nb/other", "");
    for (args, expected) in [
        (vec!["import", "newsboat", "nb"], "nb: neither newsboat's cache.db nor its urls is there"),
        (vec!["import", "newsboat"], "newsboat keeps nothing in "),
        (vec!["import", "nb", "--star", "s"], "--star is for newsboat's flags"),
        (vec!["import", "nb", "--dry-run"], "--dry-run is for newsboat's store and lists of feeds"),
    ] {
        let mut command = home.command(&args);
        command.env("HOME", home.at("nobody")).env_remove("XDG_DATA_HOME").env_remove("XDG_CONFIG_HOME");
        let said = said(command.output().unwrap());
        assert!(said.status == 2 && said.err.contains(expected), "{args:?}: {}", said.err);
    }
}

#[test]
fn what_the_real_newsboat_stored_is_taken_over() {
    let is_installed = std::process::Command::new("newsboat").arg("--version").output().is_ok();
    if !is_installed {
        println!("skipped: newsboat is not installed");
        return;
    }
    let (home, server) = (terminal::Home::new(), Server::new());
    server.serve("/feed", served());
    home.write(".newsboat/urls", format!("{} ports \"~Harbour\"\n", server.at("/feed")));
    home.write(".newsboat/config", "confirm-exit no\nauto-reload no\narticle-sort-order title-asc\n");
    home.start((80, 24), &["newsboat", "-x", "reload"]).wait_for_end();
    let byline = |args: &[&str]| {
        let (_, out, err) = home.run(args);
        (out, err)
    };
    // In its list, by title: High water, Low water, No address, The boat, The ferry.
    let mut newsboat = home.start((80, 24), &["newsboat"]);
    newsboat.wait_for("Harbour");
    newsboat.send("\r");
    newsboat.wait_for("Low water");
    newsboat.send("\u{5}");
    newsboat.wait_for("Flags:");
    newsboat.send("s\r");
    newsboat.wait_for("N! ");
    newsboat.send("\u{1b}[BN");
    newsboat.wait_for("(4 unread");
    newsboat.send("\u{1b}[BD");
    newsboat.wait_for(" D ");
    let (_, err) = byline(&["import", "newsboat"]);
    assert!(err.contains("in use by process"), "{err}");
    newsboat.send("qq");
    newsboat.wait_for_end();
    let (out, err) = byline(&["import", "newsboat"]);
    assert!(out.contains("1 added") && out.contains("5 articles: 5 new\n"), "{out}{err}");
    // What newsboat deletes it takes for read.
    assert!(out.contains("2 articles marked read, 1 article tagged s, 1 article put in the trash"), "{out}{err}");
    let (out, err) = byline(&["import", "newsboat"]);
    assert!(out.ends_with("5 articles: 0 new, 5 known\n"), "{out}{err}");
    assert_eq!(byline(&["fetch"]), ("1 source: 0 new\n".into(), String::new()));
}

#[test]
fn what_a_path_holds_is_told_by_name_and_beginning() {
    let home = Home::new();
    let opml = "<opml version='2.0'><body><outline text='f'><outline text='A' xmlUrl='http://127.0.0.1:9/a' \
                category='x,y z'/></outline></body></opml>";
    home.write("list.opml", opml);
    home.write("list.xml", opml);
    home.write("list", format!("\u{feff}  <?xml version='1.0'?>{opml}"));
    home.write("urls", "http://127.0.0.1:9/a \"y z\"\n");
    home.write("feed.xml", served());
    home.write("saved", served());
    home.write("story.txt", "Low water in the harbour\n\nThe boats lie on the mud this morning.\n");
    cache(&home, SCHEMA, "http://127.0.0.1:9/a", &five());
    std::fs::rename(home.at("nb/cache.db"), home.at("old.sqlite")).unwrap();
    for (path, expected) in [
        ("list.opml", "1 feed listed, 1 to be added"),
        ("list.xml", "1 feed listed, 1 to be added"),
        ("list", "1 feed listed, 1 to be added"),
        ("urls", "1 feed listed, 1 to be added"),
        ("old.sqlite", "5 articles: 5 to come"),
    ] {
        let said = home.run(&["import", "--dry-run", path]);
        assert!(said.out.contains(expected), "{path}: {}{}", said.out, said.err);
    }
    for (path, expected) in
        [("feed.xml", "5 articles: 5 new"), ("saved", "5 articles: 0 new"), ("story.txt", "1 article: 1 new")]
    {
        let out = home.fine(&["import", path]);
        assert!(out.contains(expected), "{path}: {out}");
    }
    let said = home.run(&["import", "list.opml", "story.txt"]);
    assert!(said.out.contains("1 added") && said.out.ends_with("1 article: 0 new, 1 unchanged\n"), "{}", said.out);
}

#[test]
fn a_database_of_another_kind_costs_the_other_files_nothing() {
    let home = Home::new();
    let path = home.write("other.sqlite", "");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE other (x)").unwrap();
    home.write("story.txt", "Low water in the harbour\n\nThe boats lie on the mud this morning.\n");
    let said = home.run(&["import", "other.sqlite", "story.txt"]);
    assert_eq!((said.status, said.out.as_str()), (1, "1 article: 1 new\n"), "{}", said.err);
    assert!(said.err.contains("other.sqlite: not newsboat's cache: it has no table rss_feed"), "{}", said.err);
}

#[test]
fn feeds_go_out_as_opml_and_come_back_as_they_were() {
    let home = Home::new();
    let sources = "[[source]]\nurl = \"http://127.0.0.1:9/a?b&c\"\nname = \"A <b>\"\ntags = [\"x\", \"y z\"]\n\
                   folder = \"One/Two\"\n\n[[source]]\npath = \"/nowhere\"\n\n[[source]]\nurl = \"http://127.0.0.1:9/b\"\n";
    home.write("config/sources.toml", sources);
    let said = home.run(&["sources", "--opml"]);
    assert_eq!((said.status, said.err.as_str()), (0, "byline: left out: nowhere: a folder, not a feed\n"));
    let other = Home::new();
    other.write("out.opml", &said.out);
    other.run(&["import", "out.opml"]);
    assert_eq!(other.run(&["sources", "--opml"]).out, said.out);
    let file = std::fs::read_to_string(other.at("config/sources.toml")).unwrap();
    assert!(file.contains("folder = \"One/Two\"") && file.contains("tags = [\"x\", \"y z\"]"), "{file}");
}

#[test]
fn lists_leave_secrets_out_and_add_nothing_when_they_come_back() {
    let home = Home::new();
    let addresses = ["https://jane:pw@127.0.0.1:9/a", "https://jane@127.0.0.1:9/b", "https://127.0.0.1:9/c?token=t"];
    let sources = addresses.map(|url| format!("[[source]]\nurl = \"{url}\"\n"));
    home.write("config/sources.toml", sources.concat());
    let says = |args: &[&str], user: &str, err: &str| {
        let said = home.run(&[&["sources"], args].concat());
        assert_eq!((said.status, said.err.as_str()), (0, err), "{args:?}");
        assert!(said.out.contains(&format!("https://{user}127.0.0.1:9/a")), "{args:?} {}", said.out);
        said.out
    };
    let lost = "byline: 3 addresses are printed without their secrets; --with-secrets includes them\n";
    assert!(!says(&[], "jane:***@", "").contains("token=t"));
    says(&["--with-secrets"], "jane:pw@", "");
    says(&["--json"], "", lost);
    says(&["--json", "--with-passwords"], "jane:pw@", "");
    let whole = says(&["--opml", "--with-secrets"], "jane:pw@", "");
    let list = says(&["--opml"], "", lost);
    assert!(!list.contains("token"), "{list}");
    for list in [whole, list] {
        home.write("out.opml", list);
        let said = home.run(&["import", "out.opml", "--dry-run"]);
        assert!(said.out.starts_with("3 feeds listed, 0 to be added to "), "{}", said.out);
    }
}
