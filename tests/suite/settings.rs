//! Every setting, by what is seen or done otherwise where it has another value.

use crate::fetch::server::Server;
use crate::terminal::{Home, Terminal};
use byline::config::SETTINGS;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// A setting, another value than its default (`HOME` is the home), and what is looked at.
type Row = (&'static str, &'static str, fn(&Home) -> String);

const ROWS: &[Row] = &[
    ("theme", "\"gruvbox\"", |home| {
        let terminal = list(home);
        let cells = (0..24).flat_map(|row| (0..80).map(move |column| (row, column)));
        let colours = cells.filter_map(|(row, column)| terminal.screen().cell(row, column).map(vt100::Cell::fgcolor));
        format!("{:?}", colours.collect::<Vec<_>>())
    }),
    ("measure", "30", |home| {
        let terminal = article(home, &"word ".repeat(60), "", "word");
        let widest = terminal.text().lines().filter(|row| row.contains("word word")).map(str::len).max();
        format!("{widest:?}")
    }),
    ("breaking", "\"first\"", |home| article(home, UNEVEN, "", "the end").text()),
    ("density", "\"lead\"", |home| {
        let mut terminal = indexed(home);
        terminal.wait_for("Another article");
        let text = terminal.text();
        let row = |title: &str| text.lines().position(|row| row.contains(title)).unwrap();
        format!("{} rows", row("The article").abs_diff(row("Another article")))
    }),
    ("layout", "\"stacked\"", |home| {
        let mut terminal = list(home);
        terminal.send("gg\r");
        terminal.wait_for("You are reading the guide.");
        format!("the list is in sight: {}", terminal.text().contains("Marking"))
    }),
    ("line", "\"slow\"", |home| {
        let terminal = list(home);
        let row = (0..24).find(|row| row_text(&terminal, *row).contains("The first minute")).unwrap();
        let painted = |column| {
            terminal
                .screen()
                .cell(row, column)
                .is_some_and(|cell| cell.inverse() || cell.bgcolor() != vt100::Color::Default)
        };
        format!("painted: {}", (0..80).any(painted))
    }),
    ("hyperlinks", "\"never\"", |home| {
        let mut terminal = article(home, LINKED, "\x1bP>|foot(1.16.2)\x1b\\\x0c", "Go to");
        let told = |bytes: &[u8]| bytes.windows(4).any(|window| window == b"\x1b]8;");
        if !has_line(home, "\"never\"") {
            terminal.wait_for_bytes(told);
        }
        terminal.send("\x0cQ");
        assert!(terminal.wait_for_end().success());
        format!("told: {}", told(terminal.bytes()))
    }),
    ("mark_read", "\"open\"", |home| {
        let mut terminal = list(home);
        terminal.send("gg\r");
        terminal.wait_for("You are reading the guide.");
        terminal.send("Q");
        assert!(terminal.wait_for_end().success());
        let (_, out, _) = home.run(&["list", "--json"]);
        let first = out.lines().find(|line| line.contains("The first minute")).unwrap().to_owned();
        format!("read: {}", first.contains("\"read\":true"))
    }),
    ("opener", "[\"touch\", \"HOME/opened\"]", |home| {
        let mut terminal = article(home, LINKED, "1o", "news.example");
        let file = home.path().join("opened");
        terminal.wait_until("it is opened", |screen| screen.contents().contains("no desktop here") || file.exists());
        format!("by a command: {}", file.exists())
    }),
    ("max_body", "\"10 B\"", |home| {
        home.write("a.txt", "More than ten bytes.\n");
        home.run(&["import", "a.txt"]).2
    }),
    ("links", "false", |home| {
        let terminal = article(home, LINKED, "", "Go to");
        format!("listed: {}", terminal.text().contains("[1] https://news.example/"))
    }),
    ("words_per_minute", "60", |home| {
        let mut terminal = indexed(home);
        terminal.send("gg\r");
        terminal.wait_for("word word");
        terminal.text().lines().find(|row| row.contains(" min")).unwrap().to_owned()
    }),
    ("interval", "\"never\"", |home| asked_by_itself(home, "interval = \"never\"")),
    ("metered", "true", |home| asked_by_itself(home, "metered = true")),
    ("notify", "\"bell\"", bells),
    ("max_feed", "\"10 B\"", |home| added(home).2),
    ("connections", "1", |home| format!("{} at once", at_once(home, 2))),
    ("per_host", "1", |home| format!("{} at once", at_once(home, 1))),
    ("save_folder", "\"HOME/saved\"", |home| {
        let mut terminal = list(home);
        terminal.send("ggw");
        terminal.wait_for("The first minute.md");
        format!("there: {}", home.path().join("saved/The first minute.md").exists())
    }),
    ("on_new", "[\"tee\", \"HOME/told\"]", |home| {
        let server = Server::new();
        feed(&server, 8);
        home.run(&["add", &server.at("/f")]);
        feed(&server, 9);
        home.run(&["fetch"]);
        format!("told: {}", home.path().join("told").exists())
    }),
    ("keep_for", "\"1y\"", |home| pruned(home, "keep_unread = false\n")),
    ("keep_newest", "3", |home| pruned(home, "keep_unread = false\n")),
    ("keep_size", "\"3 KiB\"", |home| pruned(home, "keep_unread = false\n")),
    ("keep_unread", "false", |home| pruned(home, "keep_newest = 3\n")),
    ("proxy", "\"http://127.0.0.1:1\"", |home| format!("{:?}", added(home).0)),
];

/// A paragraph that is set otherwise where each line is filled by itself.
const UNEVEN: &str = "It was a bright cold day in the harbour, and incomprehensibilities notwithstanding the ferry left a \
                      quarter of an hour before its time, counterrevolutionaries and all, which nobody on the northern pier \
                      had thought possible of so old and so slow a boat as this one had been to the end.\n";

const LINKED: &str = "Go to <a href=\"https://news.example/one\">one</a> of them.";

#[test]
fn every_setting_changes_what_is_seen_or_done() {
    let mut settings: Vec<&str> = SETTINGS.iter().map(|setting| setting.name).collect();
    let mut rows: Vec<&str> = ROWS.iter().map(|(name, ..)| *name).collect();
    settings.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, settings, "each setting has one row");
    std::thread::scope(|scope| {
        for rows in ROWS.chunks(ROWS.len().div_ceil(4)) {
            scope.spawn(|| rows.iter().for_each(check));
        }
    });
}

fn check((name, value, look): &Row) {
    let seen = |value: &str| {
        let home = Home::new();
        let value = value.replace("HOME", &home.path().to_string_lossy());
        home.write("config/config.toml", format!("{name} = {value}\n"));
        look(&home)
    };
    let default = SETTINGS.iter().find(|setting| setting.name == *name).unwrap().default;
    let (before, after) = (seen(default), seen(value));
    assert_ne!(before, after, "{name} = {default}, and {name} = {value}");
}

/// Whether the settings have this in them: what does not happen cannot be waited for.
fn has_line(home: &Home, text: &str) -> bool {
    std::fs::read_to_string(home.path().join("config/config.toml")).unwrap().contains(text)
}

/// Adds a line to the settings.
fn and(home: &Home, line: &str) {
    let file = home.path().join("config/config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    home.write("config/config.toml", text + line);
}

/// The reader on the guide's list.
fn list(home: &Home) -> Terminal {
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first minute");
    terminal.wait_for("Moving");
    terminal
}

/// The reader on an article of this text, after keys, once it shows what is waited for.
fn article(home: &Home, text: &str, keys: &str, shows: &str) -> Terminal {
    home.write(
        "a.html",
        format!("<html><title>The article</title><body><h1>The article</h1><p>{text}</p></body></html>"),
    );
    let mut terminal = home.open((80, 24), &["a.html"]);
    terminal.wait_for(shows);
    terminal.send(keys);
    terminal
}

/// The reader on a list of two articles whose text is indexed, its words counted.
fn indexed(home: &Home) -> Terminal {
    home.write("a.txt", format!("The article\n\n{}\n", "word ".repeat(600)));
    home.write("b.txt", format!("Another article\n\n{}\n", "word ".repeat(600)));
    home.run(&["import", "a.txt", "b.txt"]);
    // A search waits until the text is indexed.
    home.run(&["search", "word"]);
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The article");
    terminal
}

fn row_text(terminal: &Terminal, row: u16) -> String {
    terminal.screen().rows(0, 80).nth(usize::from(row)).unwrap_or_default()
}

/// Serves a feed with so many items, the first the newest, a day apart.
fn feed(server: &Server, items: usize) {
    let item = |n: usize| {
        let (day, text) = (28 - n, "words ".repeat(200));
        format!(
            "<item><guid>{n}</guid><title>Title {n}</title><pubDate>{day:02} Feb 2024 10:00:00 GMT</pubDate>\
             <description>{text}</description></item>"
        )
    };
    let items: String = (0..items).map(item).collect();
    server.serve("/f", format!("<rss version='2.0'><channel><title>News</title>{items}</channel></rss>"));
}

fn added(home: &Home) -> (Option<i32>, String, String) {
    let server = Server::new();
    feed(&server, 8);
    let said = home.run(&["add", &server.at("/f")]);
    (said.0, said.1, said.2.replace(&server.address, ""))
}

fn pruned(home: &Home, also: &str) -> String {
    and(home, also);
    added(home);
    home.run(&["prune", "--dry-run"]).1
}

/// Whether sources are asked without a key; `unless` is the line of settings that says they are not.
fn asked_by_itself(home: &Home, unless: &str) -> String {
    let server = Server::new();
    feed(&server, 8);
    home.write("config/sources.toml", format!("[[source]]\nurl = \"{}\"\n", server.at("/f")));
    let by_key = has_line(home, unless);
    let mut terminal = home.open((80, 24), &[]);
    if by_key {
        terminal.wait_for("The first minute");
        terminal.send("gaR");
    }
    terminal
        .wait_until("what came", |screen| screen.contents().contains("Title 0") || screen.contents().contains("News"));
    format!("by itself: {}", !by_key || server.asked().len() > 1)
}

/// Whether the bell rings for what comes in while nobody looks.
fn bells(home: &Home) -> String {
    home.write("in/first.txt", "The first one\n\nWords.\n");
    home.write("config/sources.toml", format!("[[source]]\npath = '{}'\n", home.path().join("in").display()));
    let mut terminal = home.open((80, 24), &[]);
    terminal.wait_for("The first one");
    terminal.send("\x1b[O");
    home.write("in/second.txt", "The second one\n\nWords.\n");
    terminal.send("R");
    terminal.wait_for("The second one");
    terminal.wait_for("1 new");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    // A bell that ends a string of the terminal's rings not.
    let (mut inside, mut rung) = (false, 0);
    for pair in terminal.bytes().windows(2) {
        inside |= pair == b"\x1b]";
        rung += usize::from(pair[1] == 7 && !inside);
        inside &= pair[1] != 7 && pair != b"\x1b\\";
    }
    format!("rings: {}", rung > 0)
}

/// How many of two feeds are asked for at once: of two servers, or of one. A server that is asked answers when the other
/// question has come too, or after a while.
fn at_once(home: &Home, servers: usize) -> usize {
    let is_one = has_line(home, "= 1\n");
    // Where both come, they come; where they do not, waiting changes nothing.
    let patience = Duration::from_millis(if is_one { 100 } else { 20_000 });
    let open = Arc::new((Mutex::new((0_usize, 0_usize)), Condvar::new()));
    let listeners: Vec<TcpListener> =
        (0..servers).map(|n| TcpListener::bind(format!("127.0.0.{}:0", n + 1)).unwrap()).collect();
    let mut addresses = Vec::new();
    for listener in listeners {
        let address = listener.local_addr().unwrap();
        addresses.extend((0..2 / servers).map(|n| format!("http://{address}/{n}")));
        let open = Arc::clone(&open);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let open = Arc::clone(&open);
                std::thread::spawn(move || {
                    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
                    while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                    let (count, changed) = &*open;
                    let mut counts = count.lock().unwrap();
                    counts.0 += 1;
                    counts.1 = counts.1.max(counts.0);
                    changed.notify_all();
                    let mut counts = changed.wait_timeout_while(counts, patience, |counts| counts.1 < 2).unwrap().0;
                    counts.0 -= 1;
                    drop(counts);
                    let body = "<rss version='2.0'><channel><title>News</title></channel></rss>";
                    let head = format!("HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
                    let _ = (&stream).write_all((head + body).as_bytes());
                });
            }
        });
    }
    let sources: String = addresses.iter().map(|address| format!("[[source]]\nurl = \"{address}\"\n")).collect();
    home.write("config/sources.toml", sources);
    home.run(&["fetch"]);
    let counts = open.0.lock().unwrap();
    counts.1
}
