//! Every setting, by what is seen or done otherwise where it has another value.

use crate::fetch::server::Server;
use crate::terminal::{DEADLINE, Home, Terminal};
use byline::config::SETTINGS;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};

/// A setting, another value than its default (`HOME` is the home), and what is looked at.
type Row = (&'static str, &'static str, fn(&Tried) -> String);

const ROWS: &[Row] = &[
    ("theme", "\"gruvbox\"", |tried| {
        let mut terminal = list(tried);
        terminal.redraw();
        let row = row_of(&terminal, "All");
        format!("{:?}", terminal.screen().cell(row, 1).map(vt100::Cell::fgcolor))
    }),
    ("measure", "30", |tried| {
        let mut terminal = article(tried, &"word ".repeat(60), "", "word");
        terminal.redraw();
        let widest = terminal.text().lines().filter(|row| row.contains("word word")).map(str::len).max();
        format!("{widest:?}")
    }),
    ("breaking", "\"first\"", |tried| {
        tried.and("measure = 20\n");
        let mut terminal = article(tried, "Yesterday, therefore ships internationalisation the end", "", "the end");
        terminal.redraw();
        format!("the first row is full: {}", terminal.text().contains("Yesterday, therefore"))
    }),
    ("density", "\"lead\"", |tried| {
        let terminal = indexed(tried);
        format!("{} rows", row_of(&terminal, "The article").abs_diff(row_of(&terminal, "Another article")))
    }),
    ("layout", "\"stacked\"", |tried| {
        let mut terminal = list(tried);
        terminal.send("gg\r");
        terminal.wait_for("You are reading the guide.");
        terminal.redraw();
        format!("the list is in sight: {}", terminal.text().contains("Marking"))
    }),
    ("line", "\"slow\"", |tried| {
        let mut terminal = list(tried);
        terminal.redraw();
        let row = row_of(&terminal, "The first minute");
        let painted = |column| {
            terminal
                .screen()
                .cell(row, column)
                .is_some_and(|cell| cell.inverse() || cell.bgcolor() != vt100::Color::Default)
        };
        format!("painted: {}", (0..80).any(painted))
    }),
    ("hyperlinks", "\"never\"", |tried| {
        let mut terminal = article(tried, LINKED, "", "Go to");
        let before = terminal.bytes().len();
        terminal.send("\x1bP>|foot(1.16.2)\x1b\\\x0c");
        let told = |bytes: &[u8]| bytes[before..].windows(4).any(|window| window == b"\x1b]8;");
        if tried.value != "\"never\"" {
            terminal.wait_for_bytes(told);
        }
        terminal.send("\x0cQ");
        assert!(terminal.wait_for_end().success());
        format!("told: {}", told(terminal.bytes()))
    }),
    ("mark_read", "\"open\"", |tried| {
        let mut terminal = list(tried);
        terminal.send("gg\r");
        terminal.wait_for("You are reading the guide.");
        terminal.send("Q");
        assert!(terminal.wait_for_end().success());
        let (_, out, _) = tried.run(&["list", "--json"]);
        let first = out.lines().find(|line| line.contains("The first minute")).unwrap().to_owned();
        format!("read: {}", first.contains("\"read\":true"))
    }),
    ("opener", "[\"touch\", \"HOME/opened\"]", |tried| {
        let mut terminal = article(tried, LINKED, "1o", "news.example");
        let file = tried.path().join("opened");
        terminal.wait_until("it is opened", |screen| screen.contents().contains("no desktop here") || file.exists());
        format!("by a command: {}", file.exists())
    }),
    ("opener_in", "\"terminal\"", |tried| {
        tried.and("opener = [\"sh\", \"-c\", \"tty > there\"]\n");
        let mut terminal = article(tried, LINKED, "1o", "Go to");
        let file = tried.path().join("there");
        let is_written = || std::fs::read_to_string(&file).is_ok_and(|text| text.ends_with('\n'));
        terminal.wait_until("it is opened", |_| is_written());
        format!("on a terminal: {}", std::fs::read_to_string(&file).unwrap().starts_with('/'))
    }),
    ("max_body", "\"10 B\"", |tried| {
        let file = tried.write("a.txt", "More than ten bytes.\n");
        let mut terminal = list(tried);
        terminal.send(&format!("a{}\r", file.display()));
        terminal.wait_until("what came of it", |screen| {
            screen.contents().contains("More than") || screen.contents().contains("over the limit")
        });
        format!("refused: {}", terminal.text().contains("over the limit"))
    }),
    ("links", "false", |tried| {
        let mut terminal = article(tried, LINKED, "", "Go to");
        terminal.redraw();
        format!("listed: {}", terminal.text().contains("[1] https://news.example/"))
    }),
    ("words_per_minute", "60", |tried| {
        let mut terminal = indexed(tried);
        terminal.send("gg\r");
        terminal.wait_for("word word");
        terminal.redraw();
        row_text(&terminal, row_of(&terminal, " min left")).rsplit_once('·').unwrap().1.trim().to_owned()
    }),
    ("interval", "\"never\"", asked_next),
    ("metered", "true", asked_next),
    ("notify", "\"bell\"", bells),
    ("max_feed", "\"10 B\"", added),
    ("connections", "1", |tried| at_once(tried, 2)),
    ("per_host", "1", |tried| at_once(tried, 1)),
    ("save_folder", "\"HOME/saved\"", |tried| {
        let mut terminal = list(tried);
        terminal.send("ggw");
        terminal.wait_for("The first minute.md");
        format!("there: {}", tried.path().join("saved/The first minute.md").exists())
    }),
    ("on_new", "[\"tee\", \"HOME/told\"]", |tried| {
        let server = Server::new();
        feed(&server, 8);
        tried.run(&["add", &server.at("/f")]);
        let told = tried.path().join("told");
        let before = std::fs::read(&told).unwrap_or_default();
        let mut terminal = tried.open(&[], "Title 0");
        feed(&server, 9);
        terminal.send("R");
        terminal.wait_for("1 new");
        if tried.value != "[]" {
            terminal.wait_until("it is told", |_| std::fs::read(&told).is_ok_and(|now| now.len() > before.len()));
        }
        terminal.send("Q");
        assert!(terminal.wait_for_end().success());
        format!("told: {}", std::fs::read(&told).is_ok_and(|now| now != before))
    }),
    ("keep_for", "\"1y\"", |tried| pruned(tried, "keep_unread = false\n")),
    ("keep_newest", "3", |tried| pruned(tried, "keep_unread = false\n")),
    ("keep_size", "\"3 KiB\"", |tried| pruned(tried, "keep_unread = false\n")),
    ("keep_unread", "false", |tried| pruned(tried, "keep_newest = 3\n")),
    ("proxy", "\"http://127.0.0.1:1\"", added),
];

/// A home in which a setting has a value, by the file or by what is typed in the open reader.
struct Tried {
    home: Home,
    name: &'static str,
    value: String,
    is_typed: bool,
}

impl std::ops::Deref for Tried {
    type Target = Home;

    fn deref(&self) -> &Home {
        &self.home
    }
}

impl Tried {
    /// The setting has the value in the file; or another one there, and this one is to be typed.
    fn new(name: &'static str, value: &str, before: Option<&str>) -> Self {
        let home = Home::new();
        let at_home = |value: &str| value.replace("HOME", &home.path().to_string_lossy());
        home.write("config/config.toml", format!("{name} = {}\n", at_home(before.unwrap_or(value))));
        Tried { value: at_home(value), name, is_typed: before.is_some(), home }
    }

    /// Adds a line to the settings.
    fn and(&self, line: &str) {
        let file = self.path().join("config/config.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        self.write("config/config.toml", text + line);
    }

    /// The reader, once it shows something, the setting typed where it is to be.
    fn open(&self, arguments: &[&str], shows: &str) -> Terminal {
        let mut terminal = self.home.open((80, 24), arguments);
        terminal.wait_for(shows);
        if self.is_typed {
            terminal.send(&format!(":set {} {}\r", self.name, self.value));
            let notice = format!("{} = ", self.name);
            // What it brings at once is told in its place.
            let is_told = |row: &str| row.starts_with(&notice) || row.starts_with("8 new");
            terminal.wait_until("it is set", |screen| screen.rows(0, 80).any(|row| is_told(row.trim_start())));
        }
        terminal
    }
}

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

/// Looks at what the default and the other value do, each by the file and by what is typed over the other one.
fn check((name, value, look): &Row) {
    let default = SETTINGS.iter().find(|setting| setting.name == *name).unwrap().default;
    let by_file = |value| look(&Tried::new(name, value, None));
    let by_key = |before, value| look(&Tried::new(name, value, Some(before)));
    let (before, after) = (by_file(default), by_file(value));
    assert_ne!(before, after, "{name} = {default}, and {name} = {value}");
    assert_eq!(by_key(default, value), after, ":set {name} {value}");
    assert_eq!(by_key(value, default), before, ":set {name} {default}");
}

/// The reader on the guide's list.
fn list(tried: &Tried) -> Terminal {
    let mut terminal = tried.open(&[], "Moving");
    terminal.wait_for("The first minute");
    terminal
}

/// The reader on an article that begins with this text, after keys, once it shows what is waited for.
fn article(tried: &Tried, text: &str, keys: &str, shows: &str) -> Terminal {
    // More of it: only of a picture that takes some time to be sent the end is marked.
    let more = "And so on, and so forth. ".repeat(9);
    tried.write(
        "a.html",
        format!("<html><title>The article</title><body><h1>The article</h1><p>{text}</p><p>{more}</p></body></html>"),
    );
    let mut terminal = tried.open(&["a.html"], shows);
    terminal.send(keys);
    terminal
}

/// The reader on a list of two articles whose text is indexed, its words counted.
fn indexed(tried: &Tried) -> Terminal {
    tried.write("a.txt", format!("The article\n\n{}\n", "word ".repeat(600)));
    tried.write("b.txt", format!("Another article\n\n{}\n", "word ".repeat(600)));
    tried.run(&["import", "a.txt", "b.txt"]);
    // A search waits until the text is indexed.
    tried.run(&["search", "word"]);
    let mut terminal = tried.open(&[], "Another article");
    terminal.wait_for("The article");
    terminal
}

fn row_of(terminal: &Terminal, text: &str) -> u16 {
    (0..24).find(|row| row_text(terminal, *row).contains(text)).unwrap()
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

/// Whether a feed can be added.
fn added(tried: &Tried) -> String {
    let server = Server::new();
    feed(&server, 8);
    let mut terminal = list(tried);
    terminal.send(&format!("a{}\r", server.at("/f")));
    terminal.wait_until("what came of it", |screen| {
        ["Title 0", "over the limit", "reached"].iter().any(|text| screen.contents().contains(text))
    });
    format!("added: {}", terminal.text().contains("Title 0"))
}

/// What would go: a reader removes nothing, so what is typed has to be kept.
fn pruned(tried: &Tried, also: &str) -> String {
    tried.and(also);
    let server = Server::new();
    feed(&server, 8);
    tried.run(&["add", &server.at("/f")]);
    if tried.is_typed {
        let mut terminal = tried.open(&[], "Title 0");
        terminal.wait_for("write-config keeps it for byline prune");
        terminal.send(":write-config\r");
        terminal.wait_for("written to config.toml");
    }
    tried.run(&["prune", "--dry-run"]).1
}

/// Whether a source is asked by itself, and when the next time: what is not to happen cannot be waited for.
fn asked_next(tried: &Tried) -> String {
    let server = Server::new();
    feed(&server, 8);
    tried.write("config/sources.toml", format!("[[source]]\nurl = \"{}\"\n", server.at("/f")));
    let mut terminal = list(tried);
    if matches!(tried.value.as_str(), "\"never\"" | "true") {
        terminal.send("gaR");
    }
    terminal.wait_for("Title 0");
    terminal.send("h");
    // The list may have its rows before the pane has their source, whose name stands in both.
    terminal.wait_until("the source is there", |screen| {
        screen.rows(0, 80).any(|row| row.contains("News") && !row.contains("Title"))
    });
    terminal.send("Gi");
    terminal.wait_for("last served");
    terminal.redraw();
    format!("next: {}", terminal.text().contains("next try"))
}

/// Whether the bell rings for what comes in while nobody looks.
fn bells(tried: &Tried) -> String {
    tried.write("in/first.txt", "The first one\n\nWords.\n");
    tried.write("config/sources.toml", format!("[[source]]\npath = '{}'\n", tried.path().join("in").display()));
    let mut terminal = tried.open(&[], "The first one");
    let before = terminal.bytes().len();
    terminal.send("\x1b[O");
    tried.write("in/second.txt", "The second one\n\nWords.\n");
    terminal.send("R");
    terminal.wait_for("The second one");
    terminal.wait_for("1 new");
    terminal.send("Q");
    assert!(terminal.wait_for_end().success());
    // A bell that ends a string of the terminal's rings not.
    let (mut inside, mut rung) = (false, 0);
    for pair in terminal.bytes()[before..].windows(2) {
        inside |= pair == b"\x1b]";
        rung += usize::from(pair[1] == 7 && !inside);
        inside &= pair[1] != 7 && pair != b"\x1b\\";
    }
    format!("rings: {}", rung > 0)
}

/// How many of two feeds are asked for at once: of two servers, or of one.
fn at_once(tried: &Tried, servers: usize) -> String {
    tried.and("interval = \"never\"\n");
    let is_one = tried.value == "1";
    let (asked, free) = (Slow::new(servers), Slow::new(servers));
    tried.write("config/sources.toml", asked.sources());
    let mut terminal = list(tried);
    terminal.send("R");
    if is_one {
        asked.wait_for(1);
        // As much as both need is done beside it, from the beginning to the end, before an answer lets the other one go.
        let beside = Home::new();
        beside.write("config/sources.toml", free.sources());
        std::thread::scope(|scope| {
            scope.spawn(|| beside.run(&["fetch"]));
            free.wait_for(2);
            free.answer();
        });
    } else {
        asked.wait_for(2);
    }
    let most = asked.count().0;
    asked.answer();
    terminal.wait_until("both have answered", |_| asked.count().1 == 2);
    format!("{most} at once")
}

/// Servers that hold back every answer until they are told to give it.
struct Slow {
    addresses: Vec<String>,
    state: Arc<(Mutex<Asked>, Condvar)>,
}

#[derive(Default)]
struct Asked {
    asked: usize,
    answered: usize,
    may_answer: bool,
}

impl Slow {
    fn new(servers: usize) -> Self {
        let state: Arc<(Mutex<Asked>, Condvar)> = Arc::default();
        let mut addresses = Vec::new();
        for n in 0..servers {
            let listener = TcpListener::bind(format!("127.0.0.{}:0", n + 1)).unwrap();
            let address = listener.local_addr().unwrap();
            addresses.extend((0..2 / servers).map(|n| format!("http://{address}/{n}")));
            let state = Arc::clone(&state);
            std::thread::spawn(move || {
                for stream in listener.incoming().flatten() {
                    let state = Arc::clone(&state);
                    std::thread::spawn(move || Self::serve(&stream, &state));
                }
            });
        }
        Slow { addresses, state }
    }

    fn serve(mut stream: &TcpStream, (state, changed): &(Mutex<Asked>, Condvar)) {
        let mut lines = BufReader::new(stream).lines();
        while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
        let mut held = state.lock().unwrap();
        held.asked += 1;
        changed.notify_all();
        drop(changed.wait_while(held, |state| !state.may_answer).unwrap());
        let body = "<rss version='2.0'><channel><title>News</title></channel></rss>";
        let head = format!("HTTP/1.1 200 x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n", body.len());
        let _ = stream.write_all((head + body).as_bytes());
        state.lock().unwrap().answered += 1;
    }

    fn sources(&self) -> String {
        self.addresses.iter().map(|address| format!("[[source]]\nurl = \"{address}\"\n")).collect()
    }

    fn wait_for(&self, count: usize) {
        let (state, changed) = &*self.state;
        let state = state.lock().unwrap();
        let waited = changed.wait_timeout_while(state, DEADLINE, |state| state.asked < count).unwrap();
        assert!(waited.0.asked >= count, "asked for {} feeds, not {count}", waited.0.asked);
    }

    fn answer(&self) {
        self.state.0.lock().unwrap().may_answer = true;
        self.state.1.notify_all();
    }

    /// How many were asked for, and answered.
    fn count(&self) -> (usize, usize) {
        let state = self.state.0.lock().unwrap();
        (state.asked, state.answered)
    }
}
