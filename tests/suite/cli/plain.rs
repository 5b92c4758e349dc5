//! `byline --plain`: lines in, lines out, through pipes; nothing in them but text.

use super::Home;
use super::home::{Said, arg, said};
use byline::action::Action;
use std::io::Write;
use std::process::{Command, Stdio};

fn fed(mut command: Command, input: &[u8]) -> Said {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // It may have left by a `quit` before all was written.
    let _ = child.stdin.take().unwrap().write_all(input);
    said(child.wait_with_output().unwrap())
}

/// What is printed for these lines, behind what it begins with. Whatever they are, it ends well and prints only text.
fn answers(home: &Home, input: impl AsRef<[u8]>) -> String {
    let begun = fed(home.command(&["--plain"]), b"").out;
    let said = fed(home.command(&["--plain"]), input.as_ref());
    assert_eq!((said.status, said.err.as_str()), (0, ""), "{}", said.out);
    assert!(!said.out.chars().any(|c| c.is_control() && c != '\n'), "{:?}", said.out);
    said.out.strip_prefix(&begun).unwrap().to_owned()
}

/// Lines in, lines out.
fn check(home: &Home, input: &[&str], expected: &[&str]) {
    let said = answers(home, input.join("\n") + "\n");
    assert_eq!(said.lines().collect::<Vec<_>>(), expected, "{input:?}");
}

#[test]
fn it_begins_with_what_is_unread_numbered() {
    let home = Home::of_four();
    let begun = fed(home.command(&["--plain"]), b"").out;
    let expected = [
        "Unread: 4 articles",
        "1. Ferry d — n, 2026-03-04, unread",
        "2. Harbour c — n, 2026-03-03, unread",
        "3. Ferry b — n, 2026-03-02, unread",
        "4. Harbour a — n, 2026-03-01, unread",
    ];
    assert_eq!(begun.lines().collect::<Vec<_>>(), expected);
    let nothing = Home::new();
    let begun = fed(nothing.command(&["--plain"]), b"").out;
    assert_eq!(begun, "All: 0 articles\nthe library is empty; `add ADDRESS` keeps a feed\n");
}

#[test]
fn a_number_opens_and_enter_reads_on() {
    let home = Home::of_four();
    let b = ["Ferry b", "", "2026-03-02 00:00", "", "It says Ferry b today.", ""];
    let a = ["Harbour a", "", "2026-03-01 00:00", "", "It says Harbour a today.", ""];
    let ends = ["3 of 4, unread; Enter marks it read and goes on", "4 of 4, unread; Enter marks it read and goes on"];
    let end = "nothing unread below in this list; `back` prints it again";
    check(&home, &["3", "", "", ""], &[&b[..], &ends[..1], &a, &ends[1..], &[end, end]].concat());
    let read = home.run(&["search", "is:read"]).out;
    assert_eq!(read.lines().count(), 2, "{read}");
    check(
        &home,
        &["9", "0", ""],
        &["9: the list goes from 1 to 2", "0: the list goes from 1 to 2", "the end of the list; a number opens"],
    );
}

#[test]
fn actions_are_done_by_their_names_and_undone() {
    let home = Home::of_four();
    check(
        &home,
        &["2 star", "star", "undo", "redo", "undo", "undo", "undo", "3 add-tag ports", "repeat", "line-up", "repeat"],
        &[
            "1 article starred: Harbour c; `undo` takes it back",
            "1 article no longer starred: Harbour c; `undo` takes it back",
            "undone: 1 article no longer starred; `redo` does it again",
            "done again: 1 article no longer starred; `undo` takes it back",
            "undone: 1 article no longer starred; `redo` does it again",
            "undone: 1 article starred; `redo` does it again",
            "nothing to undo",
            "1 article tagged ports: Ferry b; `undo` takes it back",
            "nothing to change: it is so already",
            "2. Harbour c — n, 2026-03-03, unread",
            "1 article tagged ports: Harbour c; `undo` takes it back",
        ],
    );
    check(
        &home,
        &[
            "mark-above-read",
            "mark-below-read",
            "mark-all-read",
            "note look again",
            "note",
            "search tag:ports",
            "limit b",
        ],
        &[
            "nothing to change: it is so already",
            "3 articles marked read; `undo` takes it back",
            "1 article marked read; `undo` takes it back",
            "1 article given a note: Ferry d; `undo` takes it back",
            "look again",
            "tag:ports: 2 articles",
            "1. Harbour c — n, 2026-03-03, tagged ports",
            "2. Ferry b — n, 2026-03-02, tagged ports",
            "tag:ports, b: 1 article",
            "1. Ferry b — n, 2026-03-02, tagged ports",
        ],
    );
}

#[test]
fn lists_are_gone_to_and_turned_over() {
    let home = Home::of_four();
    home.write("config/config.toml", "[[view]]\nname = \"Ships\"\nquery = \"ferry\"\n");
    let ships = ["Ships: 2 articles", "1. Ferry d — n, 2026-03-04, unread", "2. Ferry b — n, 2026-03-02, unread"];
    check(&home, &["go-to shi"], &ships);
    check(
        &home,
        &["go-to Shops"],
        &["no view or source is called Shops; did you mean Ships?; `go-to` alone lists them"],
    );
    check(&home, &["go-to"], &["view Ships", "n — 4 articles, 4 unread"]);
    let over = ["Ships: 2 articles", "1. Ferry b — n, 2026-03-02, unread", "2. Ferry d — n, 2026-03-04, unread"];
    check(&home, &["go-to shi", "reverse"], &[ships, over].concat());
    check(&home, &["go-to shi", "sort oldest"], &[ships, over].concat());
    check(&home, &["sort titel"], &["a list is not sorted by titel; did you mean title?"]);
    check(
        &home,
        &["show-starred", "star", "1"],
        &["Starred: 0 articles", "no article is here", "1: the list is empty"],
    );
}

#[test]
fn a_long_list_comes_a_page_at_a_time() {
    let home = Home::new();
    for n in 0..45 {
        home.write(&format!("n/{n:02}.txt"), format!("Article number {n} of a series.\n"));
    }
    home.fine(&["import", "n"]);
    let said = answers(&home, "\n\n\npage-up\n");
    let lines: Vec<&str> = said.lines().collect();
    assert_eq!(lines.len(), 20 + 1 + 5 + 1 + 20 + 1, "{said}");
    assert!(lines[0].starts_with("21. ") && lines[25].starts_with("45. ") && lines[27].starts_with("21. "), "{said}");
    assert_eq!((lines[20], lines[26]), ("to 40 of 45; Enter goes on", "the end of the list; a number opens"));
}

#[test]
fn links_are_numbered_and_their_addresses_printed_alone() {
    let home = Home::new();
    let text = "---\ntitle: Piers\n---\nSee [the pier](https://example.org/pier) and [this](javascript:x).\n";
    home.write("n/a.md", text);
    home.fine(&["import", "n"]);
    let said = answers(&home, "1\nopen-link 1\nopen-link 2\nopen-link 3\nlist-links\n");
    assert!(said.contains("https://example.org/pier"), "{said}");
    let tail: Vec<&str> = said.lines().skip_while(|line| !line.starts_with("1 of 1, ")).skip(1).collect();
    assert_eq!(tail[0], "https://example.org/pier");
    assert!(tail[1].starts_with("javascript:x: "), "{tail:?}");
    assert_eq!(tail[2..4], ["its links go from 1 to 2", "1. the pier — https://example.org/pier"]);
}

/// What is printed for these lines, line by line.
fn lines(home: &Home, input: &[&str]) -> Vec<String> {
    answers(home, input.join("\n") + "\n").lines().map(str::to_owned).collect()
}

#[test]
fn a_table_is_read_row_by_row_behind_its_headings() {
    let home = Home::new();
    let text = "---\ntitle: Tides\ndate: 2026-03-01\n---\nBefore.\n\n| Port | High | Low |\n|---|---|---|\n| Leith | 3:10 | 9:20 |\n| Wick | | 7:00 |\n\n> | A | B |\n> |---|---|\n> | b | c |\n";
    home.write("n/a.md", text);
    home.fine(&["import", "n"]);
    let said = lines(&home, &["1"]);
    assert_eq!(
        said[4..],
        [
            "Before.",
            "",
            "Port: Leith; High: 3:10; Low: 9:20",
            "",
            "Port: Wick; Low: 7:00",
            "",
            "> A: b; B: c",
            "",
            "1 of 1, unread; Enter marks it read and goes on"
        ]
    );
}

#[test]
fn what_is_old_is_caught_up_with_after_its_counts() {
    let home = Home::of_four();
    home.fine(&["mark", "star", "ferry b"]);
    let counts = lines(&home, &["catch-up"]);
    assert_eq!(
        counts[3..],
        ["4. everything: 3 unread", "`catch-up 3` marks those of the third line read; starred ones are spared"]
    );
    check(
        &home,
        &["catch-up 4", "undo", "search ferry", "catch-up 4", "catch-up 9"],
        &[
            "3 articles marked read; `undo` takes it back",
            "undone: 3 articles marked read; `redo` does it again",
            "ferry: 2 articles",
            "1. Ferry d — n, 2026-03-04, unread",
            "2. Ferry b — n, 2026-03-02, unread, starred",
            "1 article marked read; `undo` takes it back",
            "1. older than a day: 0 unread",
            "2. older than 3 days: 0 unread",
            "3. older than a week: 0 unread",
            "4. everything: 0 unread",
            "`catch-up 3` marks those of the third line read; starred ones are spared",
        ],
    );
}

#[test]
fn sources_are_changed_muted_and_unsubscribed_and_that_is_undone() {
    let home = Home::of_four();
    let feed = home.write(
        "feed.xml",
        "<rss version='2.0'><channel><title>F</title><item><title>New</title></item></channel></rss>",
    );
    home.write("config/sources.toml", format!("# mine\n[[source]]\nname = \"F\"\ncommand = \"cat {}\"\n", arg(&feed)));
    home.fine(&["fetch"]);
    let source = |inputs: &[&str]| lines(&home, &[&["go-to F"], inputs].concat())[2..].to_vec();
    assert_eq!(
        source(&[
            "edit-source folder Weeklies",
            "edit-source full_text yes",
            "edit-source interval soon",
            "edit-source x"
        ]),
        [
            "F stands in Weeklies; `undo` takes it back",
            "full articles are fetched for F; `undo` takes it back",
            "interval wants a time such as 30m, 2h or 1d; nothing for the setting",
            "x wants name, address, folder, tags, interval, full_text or disabled, then what it is to be",
        ]
    );
    assert!(source(&["edit-source"]).contains(&"folder: Weeklies".to_owned()));
    assert_eq!(source(&["mute-source"])[0][..18], *"it is not muted; `");
    assert!(source(&["mute-source 2099-01-31"])[0].ends_with("; `undo` takes it back"));
    assert!(source(&["mute-source"])[0].starts_with("it is muted until 2099-01-31"));
    assert!(source(&["story"]).iter().any(|line| line.starts_with("muted: until 2099-01-31")));
    let keeps = format!("F is not kept here, only its articles are; `add command:cat {}` keeps it", arg(&feed));
    assert_eq!(
        source(&["unsubscribe", "unsubscribe", "mute-source 7"]),
        [
            "F is unsubscribed, its articles stay; `undo` takes it back",
            keeps.as_str(),
            "F is not kept here, only its articles are",
        ]
    );
    assert_eq!(lines(&home, &["undo"]), ["undone: F is unsubscribed, its articles stay; `redo` does it again"]);
    let file = std::fs::read_to_string(home.at("config/sources.toml")).unwrap();
    assert!(file.starts_with("# mine\n") && file.contains("folder = \"Weeklies\""), "{file}");
    check(&home, &["show-troubled"], &["no source fails, and none is silent"]);
}

#[test]
fn a_source_is_told_of_by_the_title_that_lists_have_for_it() {
    let home = Home::new();
    let feed = home.write(
        "feed.xml",
        "<rss version='2.0'><channel><title>F</title><item><title>New</title></item></channel></rss>",
    );
    home.write("config/sources.toml", format!("[[source]]\ncommand = \"cat {}\"\n", arg(&feed)));
    home.fine(&["fetch"]);
    check(&home, &["mute-source 2099-01-31"], &["F is muted until 2099-01-31; `undo` takes it back"]);
}

#[test]
fn what_is_never_asked_is_not_unsubscribed() {
    let home = Home::new();
    home.fine(&["guide"]);
    check(&home, &["unsubscribe"], &["Guide is never asked: nothing to unsubscribe; `trash` takes an article away"]);
}

#[test]
fn a_story_shows_no_password_and_no_address_that_is_none() {
    let home = Home::new();
    home.fine(&["guide"]);
    home.write("config/sources.toml", "[[source]]\nurl = 'http://jane:secret@127.0.0.1:9/f'\nname = 'Mine'\n");
    let told = answers(&home, "go-to Guide\nstory\n");
    assert!(told.contains("articles: 10 unread of 10") && !told.contains("address"), "{told}");
    let listed = home.fine(&["sources"]);
    assert!(listed.contains("http://jane:***@") && !listed.contains("secret"), "{listed}");
}

#[test]
fn a_story_counts_words_before_its_text_is_indexed() {
    let told = answers(&Home::of_four(), "3 story\n");
    assert!(told.contains("text: 63 bytes, 5 words\n"), "{told}");
}

#[test]
fn a_list_is_kept_as_a_view_called_otherwise_and_removed() {
    let home = Home::of_four();
    let list = ["1. Ferry d — n, 2026-03-04, unread", "2. Ferry b — n, 2026-03-02, unread"];
    let over = ["1. Ferry b — n, 2026-03-02, unread", "2. Ferry d — n, 2026-03-04, unread"];
    check(
        &home,
        &["search ferry", "sort oldest", "keep-view Ships"],
        &[&["ferry: 2 articles"], &list[..], &["ferry: 2 articles"], &over, &["view Ships kept; `undo` takes it back"]]
            .concat(),
    );
    let ships = [&["Ships: 2 articles"], &over[..]].concat();
    check(
        &home,
        &["go-to Ships", "edit-source Boats"],
        &[&ships[..], &["view Ships called Boats; `undo` takes it back"]].concat(),
    );
    let said = lines(&home, &["go-to Boats", "unsubscribe", "go-to", "undo"]);
    assert_eq!(
        said[3..],
        [
            "view Boats removed; `undo` takes it back",
            "n — 4 articles, 4 unread",
            "undone: view Boats removed; `redo` does it again"
        ]
    );
}

#[test]
fn settings_are_set_and_written_down() {
    let home = Home::of_four();
    check(
        &home,
        &["set measure 60", "set measure", "star", "set measure", "set mesure 3", "set measure x", "write-config"],
        &[
            "measure = 60; `write-config` keeps what was set, `undo` takes it back",
            "measure = 60; `write-config` keeps what was set",
            "1 article starred: Ferry d; `undo` takes it back",
            "measure = 60; `write-config` keeps what was set",
            "there is no setting mesure; did you mean measure?",
            "measure wants a whole number from 20 to 400",
            "measure written to config.toml; `undo` takes it back",
        ],
    );
    assert_eq!(std::fs::read_to_string(home.at("config/config.toml")).unwrap(), "measure = 60\n");
    check(&home, &["write-config"], &["nothing was set since the start, as by: set measure 60"]);
    check(
        &home,
        &["star", "set measure 50", "undo", "write-config", "redo", "undo", "undo", "set measure 60", "undo"],
        &[
            "1 article no longer starred: Ferry d; `undo` takes it back",
            "measure = 50; `write-config` keeps what was set, `undo` takes it back",
            "undone: measure = 50; `redo` does it again",
            "nothing was set since the start, as by: set measure 60",
            "done again: measure = 50; `undo` takes it back",
            "undone: measure = 50; `redo` does it again",
            "undone: 1 article no longer starred; `redo` does it again",
            "measure = 60; `write-config` keeps what was set",
            "undone: measure written to config.toml; `redo` does it again",
        ],
    );
}

#[test]
fn an_article_is_saved_and_piped() {
    let home = Home::of_four();
    home.write("config/config.toml", "[commands]\ncount = [\"wc\", \"-l\"]\n");
    let said = lines(&home, &["2", "save", "save text", "save page"]);
    let tail = &said[said.len() - 3..];
    assert!(tail[0].ends_with("/Harbour c.md") && tail[1].ends_with("/Harbour c.txt"), "{tail:?}");
    assert_eq!(tail[2], "`save` takes markdown, text or json, not `page`");
    assert!(std::fs::read_to_string(home.at("Harbour c.md")).unwrap().starts_with("# Harbour c\n"));
    check(
        &home,
        &[
            "2 pipe grep -c Harbour",
            "2 pipe-json sh -c 'echo $BYLINE_TITLE'",
            "pipe false",
            "pipe no-such-command",
            "pipe 'x",
            "pipe",
        ],
        &[
            "2",
            "Harbour c",
            "it failed: exit status: 1",
            "it failed: there is no such command",
            "`pipe` takes a command that needs no shell, its quotes closed, not `'x`",
            "which command is not said, as in: pipe wc -w",
        ],
    );
    check(
        &home,
        &["command count", "command", "command cont"],
        &["1", "count: wc -l", "no command is called cont; did you mean count?"],
    );
}

#[test]
fn what_was_received_is_printed_as_it_is() {
    let home = Home::new();
    home.write("n/a.html", "<title>T</title>\n<p>One <b>word</b>.</p>\n");
    home.fine(&["import", "n"]);
    check(&home, &["show-received"], &["<title>T</title>", "<p>One <b>word</b>.</p>"]);
    check(&home, &["fetch-full"], &["no full article: this article has no address to fetch it from"]);
}

#[test]
fn every_action_answers() {
    // Leaving says nothing, and asking sources, of which there are none here, warns of that.
    let others = ["quit", "leave-at-once", "refresh", "refresh-all"];
    for action in Action::all().filter(|action| !others.contains(&action.name())) {
        let home = Home::of_four();
        let answer = answers(&home, action.name());
        assert!(!answer.is_empty() && !answer.contains("not understood here"), "{action}: {answer}");
    }
}

#[test]
fn asking_sources_says_what_came() {
    let home = Home::of_four();
    let feed = "<rss version='2.0'><channel><title>F</title><item><title>New</title></item></channel></rss>";
    let path = home.write("feed.xml", feed);
    home.write("config/sources.toml", format!("[[source]]\nname = \"F\"\ncommand = \"cat {}\"\n", arg(&path)));
    check(&home, &["refresh"], &["1 source: 1 new", "`show-unread` lists what is unread now"]);
}

#[test]
fn what_is_no_action_is_named_and_does_nothing() {
    let home = Home::of_four();
    let before = home.list();
    check(
        &home,
        &["str", "star 3", "half-page-down", "quit", "star"],
        &[
            "no action is called `str`; did you mean `star`?; `help` lists what is understood",
            "`star` takes no argument, not `3`",
            "half-page-down: there is no screen here; `page-down`, `line-down` and numbers move",
        ],
    );
    let noise = [b"\x1b[31m\xff\xfe\0\x07", "x".repeat(100_000).as_bytes(), b"\nstar\x1b\n\n"].concat();
    answers(&home, noise);
    assert_eq!(home.list(), before);
}

#[test]
fn hostile_articles_print_text_only() {
    let home = Home::new();
    home.write(
        "n/a.html",
        "<title>\u{1b}]0;x\u{7}T\r\u{9b}31m</title><p>a&#27;[2J b\u{202e}c</p><pre>\t\u{1b}c\r\n</pre>",
    );
    home.fine(&["import", "n"]);
    assert!(answers(&home, "1\nlist-links\ncopy-title\nhelp\n").contains("1 of 1, unread"));
}

#[test]
fn whoever_stops_listening_is_no_trouble() {
    let home = Home::of_four();
    let mut command = home.command(&["--plain"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let _ = child.stdin.take().unwrap().write_all(b"1\n2\n3\n");
    let said = child.wait_with_output().unwrap();
    assert_eq!((said.status.code(), said.stderr), (Some(0), Vec::new()));
}
