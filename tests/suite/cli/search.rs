//! Search and show from the command line: what is found, what is printed, and what nobody should type.

use super::Home;
use serde_json::Value;

#[test]
fn a_search_prints_what_it_finds_newest_first() {
    let home = Home::of_four();
    let found = |args: &[&str]| -> Vec<String> {
        home.fine(args).lines().map(|line| line.split(": ").nth(1).unwrap().to_owned()).collect()
    };
    for (args, titles) in [
        (&["search", "ferry"][..], &["Ferry d", "Ferry b"][..]),
        (&["search", "says", "-ferry"], &["Harbour c", "Harbour a"]),
        (&["search", "-ferry", "-a"], &["Harbour c"]),
        (&["search", "--limit", "1", "ferry"], &["Ferry d"]),
        (&["search", "ferry", "--limit", "1"], &["Ferry d"]),
        (&["search", "title:ferry OR title:a"], &["Ferry d", "Ferry b", "Harbour a"]),
        (&["search", "\"ferry b\""], &["Ferry b"]),
        (&["search", "after:2026-03-03", "is:unread"], &["Ferry d", "Harbour c"]),
        (&["list", "says", "-ferry"], &["Harbour c", "Harbour a"]),
    ] {
        assert_eq!(found(args), titles, "{args:?}");
    }
    let listed: Vec<Value> =
        home.list().into_iter().filter(|a| a["title"] == "Ferry d" || a["title"] == "Ferry b").collect();
    let found: Vec<Value> =
        home.fine(&["search", "ferry", "--json"]).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(found, listed);
    let none = home.run(&["search", "lighthouse"]);
    assert_eq!((none.status, none.out.as_str(), none.err.as_str()), (1, "", "byline: nothing found\n"));
    let said = "byline: nothing found; \"or\" was searched as a word: OR in capitals is either of two\n";
    for args in [
        &["search", "lighthouse or pier"][..],
        &["show", "lighthouse", "or", "pier"],
        &["mark", "read", "lighthouse", "or", "pier"],
        &["note", "lighthouse or pier"],
    ] {
        let none = home.run(args);
        assert_eq!((none.status, none.err.as_str()), (1, said), "{args:?}");
    }
}

#[test]
fn show_prints_the_newest_that_is_found_or_all_or_those_named() {
    let home = Home::of_four();
    let render = |title: &str| home.fine(&["render", &home.id_of(title)]);
    assert_eq!(home.fine(&["show", "ferry"]), render("Ferry d"));
    assert_eq!(home.fine(&["show", "ferry", "--all"]), format!("{}\n{}", render("Ferry d"), render("Ferry b")));
    let ids = [home.id_of("Harbour a"), home.id_of("Ferry d")];
    assert_eq!(home.fine(&["show", &ids[0][..7], &ids[1]]), format!("{}\n{}", render("Harbour a"), render("Ferry d")));
    let shown: Value = serde_json::from_str(&home.fine(&["show", "ferry", "--json"])).unwrap();
    assert_eq!((&shown["title"], &shown["text"]), (&"Ferry d".into(), &"It says Ferry d today.".into()));
    assert_eq!(shown["id"], ids[1].as_str());
    for args in
        [&["show", "lighthouse"][..], &["show", "lighthouse", "--json"], &["show", "0123456789abcdef0123456789abcdef"]]
    {
        let none = home.run(args);
        assert_eq!((none.status, none.out.as_str(), none.err.as_str()), (1, "", "byline: nothing found\n"), "{args:?}");
    }
    assert_eq!(home.list().iter().filter(|article| article["read"] == true).count(), 0, "showing marks nothing");
}

#[test]
fn a_word_that_looks_like_an_id_and_is_none_is_a_word() {
    let home = Home::new();
    home.write("n/a.txt", "The facade of 1984 is added.\n");
    home.fine(&["import", "n"]);
    for word in ["facade", "1984", "added", "\"1984\""] {
        assert_eq!(home.fine(&["show", word]).lines().next(), Some("The facade of 1984 is added."), "{word}");
    }
}

#[test]
fn what_is_wrong_with_a_search_is_shown_at_its_place() {
    let home = Home::of_four();
    for (query, said) in [
        (
            "한국 sorce:x",
            "byline: no field sorce: here; source: is one, and quotes make it a word\n    한국 sorce:x\n         ^\n",
        ),
        (
            "is:red",
            "byline: is: takes unread, read, starred, later, trashed or noted; did you mean is:read?\n    is:red\n       ^\n",
        ),
    ] {
        for command in [&["search"][..], &["list"], &["show"], &["mark", "read"], &["tag", "+x"]] {
            let got = home.run(&[command, &[query]].concat());
            assert_eq!((got.status, got.err.as_str(), got.out.as_str()), (2, said, ""), "{command:?}");
        }
    }
}

#[test]
fn harmless_searches_are_not_refused() {
    let home = Home::of_four();
    for (args, titles) in [
        (&["ferry", ":", "says"][..], &["Ferry d", "Ferry b"][..]),
        (&["ferry", "🎉"], &["Ferry d", "Ferry b"]),
        (&["ferry", "-", "says"], &["Ferry d", "Ferry b"]),
        (&["ferry", "&", "b"], &["Ferry b"]),
        (&["(ferry"], &["Ferry d", "Ferry b"]),
        (&["ferry)"], &["Ferry d", "Ferry b"]),
        (&["\"ferry b"], &["Ferry b"]),
        (&["ferry", "..."], &["Ferry d", "Ferry b"]),
    ] {
        let out = home.fine(&[&["search"], args].concat());
        let found: Vec<&str> = out.lines().map(|line| line.split(": ").nth(1).unwrap()).collect();
        assert_eq!(found, titles, "{args:?}");
    }
    for word in ["🎉", "AND", "OR", "ferry OR", "-", ":)", "(", "...", "title: x", "from: me", "5\"", "->", "*"] {
        for command in [&["search"][..], &["show"], &["mark", "trash"]] {
            let none = home.run(&[command, &[word]].concat());
            assert_eq!((none.status, none.out.as_str()), (1, ""), "{command:?} {word}: {}", none.err);
            assert!(none.err.starts_with("byline: nothing found"), "{command:?} {word}: {}", none.err);
        }
        let empty = home.run(&["list", word]);
        assert_eq!((empty.status, empty.out.as_str()), (0, ""), "{word}: {}", empty.err);
    }
    assert_eq!(home.list().len(), 4);
}

#[test]
fn no_query_is_too_odd_to_be_answered() {
    let home = Home::of_four();
    let words = format!("ferry {}", "word ".repeat(20_000));
    let long_word = "x".repeat(100_000);
    let brackets = "(".repeat(100_000);
    let minuses = "-".repeat(100_000);
    let quotes = "\"a\" ".repeat(25_000);
    let ors = "OR ".repeat(33_000);
    let late = format!("{}\"open", " ".repeat(99_000));
    let odd = [
        &words,
        &long_word,
        &brackets,
        &minuses,
        &quotes,
        &ors,
        &late,
        "OR OR OR",
        "AND AND",
        "- -- ---",
        "\"never closed",
        "\u{1b}[2J\u{7}\u{9b}31m",
        "\u{202e}\u{200b}",
        "ferry\u{1}\nNOT\r\n\"b",
        "ferry' OR 1=1 --",
        "text MATCH 'x' NEAR(ferry b)",
        "{title}: ^ferry + b",
        "title:\"",
        "source:()",
        "tag:",
        ":::",
        "after:9999-99-99",
        "before:99999999999999999999y",
    ];
    for query in odd {
        for command in [&["search"][..], &["list"], &["show"], &["mark", "--dry-run", "trash"]] {
            let said = home.run(&[command, &[query]].concat());
            assert!((0..=2).contains(&said.status), "{command:?} {query:.60?}: {said:?}");
            let is_tame = |c: char| c == '\n' || !c.is_control();
            assert!(said.out.chars().chain(said.err.chars()).all(is_tame), "{query:.60?}: {}", said.err);
            assert!(said.err.len() < 2_000 && !said.err.contains("SQL") && !said.err.contains("fts5"), "{}", said.err);
        }
    }
    assert_eq!(home.list().len(), 4);
}
