//! What goes wrong is named: what, where, what to do. Nothing is lost by it, and the exit status says so.

use super::Home;
use super::home::arg;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

/// Runs a command that must fail with this status and these words.
fn check(home: &Home, args: &[&str], status: i32, words: &str) {
    let said = home.run(args);
    assert!(said.err.contains(words), "{args:?} said: {}{}", said.out, said.err);
    assert_eq!(said.status, status, "{args:?}");
    assert!(said.err.lines().all(|line| line.starts_with("byline: ") || status == 2), "{}", said.err);
}

#[test]
fn a_file_that_can_not_be_taken_in_is_named_and_the_others_go_in() {
    let home = Home::new();
    home.write("n/good.txt", "A good article among the bad ones.\n");
    home.write("n/empty.txt", "");
    home.write("n/blank.txt", " \n\t\n");
    home.write("n/data.txt", [0_u8, 159, 146, 150].repeat(100));
    home.write("n/feed.xml", "<?xml version='1.0'?><rss version='2.0'><channel/></rss>");
    let said = home.run(&["import", "n", "nowhere"]);
    assert_eq!((said.status, said.out.as_str()), (1, "1 article: 1 new\n"));
    let expected = [
        "byline: nowhere: no such file or folder",
        "byline: n/blank.txt: empty",
        "byline: n/data.txt: binary, not text",
        "byline: n/empty.txt: empty",
        "byline: n/feed.xml: a list of feeds, or a feed without entries; `byline add` keeps feeds",
    ];
    assert_eq!(said.err.lines().collect::<Vec<_>>(), expected);
}

#[test]
fn a_file_over_the_limit_is_refused_without_being_read() {
    let home = Home::new();
    let file = std::fs::File::create(home.write("big.txt", "")).unwrap();
    file.set_len(200_000_000).unwrap();
    check(&home, &["import", "big.txt"], 1, "big.txt: 190.7 MiB is over the limit of 16 MiB (max_body in config.toml)");
    home.write("config/config.toml", "max_body = \"10 B\"\n");
    home.write("small.txt", "More than ten bytes.\n");
    check(&home, &["import", "small.txt"], 1, "over the limit of 10 bytes");
}

#[test]
fn a_folder_without_readable_files_says_so() {
    let home = Home::new();
    home.write("n/photo.jpg", "x");
    check(&home, &["import", "n"], 1, "n: no file in it can be read");
}

#[test]
fn a_file_that_may_not_be_read_is_named_with_the_systems_words() {
    let home = Home::new();
    let path = home.write("n/secret.txt", "Not for everybody.\n");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o000)).unwrap();
    if std::fs::File::open(&path).is_ok() {
        println!("skipped: this user may read everything");
        return;
    }
    check(&home, &["import", "n"], 1, "n/secret.txt: can't be read: Permission denied");
}

#[test]
fn a_pipe_is_not_waited_for() {
    let home = Home::new();
    home.write("n/good.txt", "An article beside a pipe.\n");
    assert!(std::process::Command::new("mkfifo").arg(home.at("n/pipe.txt")).status().unwrap().success());
    assert_eq!(home.fine(&["import", "n"]), "1 article: 1 new\n1 file of another kind left out\n");
    check(&home, &["import", "n/pipe.txt"], 1, "n/pipe.txt: neither a file nor a folder");
}

#[test]
fn odd_bytes_are_read_as_well_as_can_be() {
    let home = Home::new();
    home.write(
        "n/broken.txt",
        b"Low water in the harb\xc3\n\nBytes that are no \xff\xfe letters, and a NUL\x00 byte.\n",
    );
    home.write("n/long.txt", "word ".repeat(2 << 20));
    home.fine(&["import", "n"]);
    assert_eq!(home.list().len(), 2);
}

#[test]
fn without_a_terminal_the_reader_says_what_to_use_instead() {
    let home = Home::new();
    home.write("a.txt", "An article.\n");
    for args in [&[][..], &["a.txt"], &["open", "a.txt"]] {
        check(&home, args, 2, "there is no terminal to read in; `byline list` prints the list, and `byline show ID`");
        check(&home, args, 2, "`byline --plain` reads by lines");
    }
    assert!(!home.at("data").exists());
}

#[test]
fn a_mistake_in_a_setting_is_named_with_its_line_and_the_command_runs() {
    let home = Home::new();
    let config = home.write("config/config.toml", "measure = 60\nthemee = \"ink\"\n");
    let sources = home.write("config/sources.toml", "[[source]]\nname = \"x\"\n");
    home.write("a.txt", "An article.\n");
    let said = home.run(&["import", "a.txt"]);
    assert_eq!((said.status, said.out.as_str()), (0, "1 article: 1 new\n"));
    let wrong = [
        format!("{}:2: there is no setting `themee`; did you mean `theme`?", arg(&config)),
        format!("{}:1: this source has no `url`, `path` or `command`, so it is left out", arg(&sources)),
    ];
    assert_eq!(said.err, wrong.iter().map(|line| format!("byline: {line}\n")).collect::<String>());
    let checked = home.run(&["config", "check"]);
    assert_eq!((checked.status, checked.out), (1, wrong.join("\n") + "\n"));
    home.write("config/config.toml", "[keys.list]\nx = \"fly\"\n");
    let checked = home.run(&["config", "check"]);
    assert!(checked.out.contains("config.toml:2: "), "{}", checked.out);
}

#[test]
fn the_settings_printed_are_all_at_their_defaults() {
    let home = Home::new();
    let defaults = home.fine(&["config", "default"]);
    home.write("config/config.toml", defaults.replace("\n#", "\n").replace("\n ", "\n# "));
    assert!(home.fine(&["config", "check"]).starts_with("no mistake in "));
    assert!(home.fine(&["config", "path"]).contains(arg(&home.at("config/config.toml"))));
}

#[test]
fn a_broken_sources_file_is_never_written_over() {
    let home = Home::new();
    home.write("n/a.txt", "An article.\n");
    let file = home.write("config/sources.toml", "[[source\n");
    let said = home.run(&["add", "n"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("sources.toml:1: ") && said.err.contains("mend the file"), "{}", said.err);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "[[source\n");
}

#[test]
fn missing_sources_set_the_exit_status() {
    let home = Home::new();
    let folder = format!("[[source]]\npath = {:?}\n", arg(&home.at("n")));
    home.write("n/a.txt", "An article.\n");
    for (text, words) in [
        ("[[source\n".to_owned(), "sources.toml:1: "),
        (format!("{folder}\n[[source]]\nurl = \"x\n"), "sources.toml:"),
        (format!("{folder}\n[[sorce]]\nurl = \"https://example.org/\"\n"), "there is no `sorce` here"),
        (format!("{folder}\n[[source]]\nulr = \"https://example.org/\"\n"), "a source has no `ulr`"),
        (format!("{folder}id = \"x\"\n"), "is not 32 hexadecimal digits"),
    ] {
        home.write("config/sources.toml", text);
        for args in [&["fetch", "--quiet"][..], &["fetch", "--json"], &["sources"], &["sources", "--opml"]] {
            check(&home, args, 1, words);
        }
        assert!(!home.run(&["fetch"]).err.contains("no sources yet"));
    }
    std::fs::remove_file(home.at("config/sources.toml")).unwrap();
    home.write("config/sources.toml/x", "");
    check(&home, &["fetch"], 1, "sources.toml: can't be read, so no kept source is looked at: ");
    // A mistake that leaves no source out is only reported.
    std::fs::remove_dir_all(home.at("config/sources.toml")).unwrap();
    home.write("config/sources.toml", format!("{folder}nmae = \"x\"\n\n{folder}"));
    check(&home, &["fetch"], 0, "a source has no `nmae`; did you mean `name`?");
}

#[test]
fn wrong_usage_says_what_would_be_right() {
    let home = Home::new();
    home.write("a.txt", "An article.\n");
    check(&home, &["add", "a.txt"], 2, "`byline import` takes files in");
    check(&home, &["add", "nowhere"], 2, "nowhere: no such file or folder; what can be added is");
    check(&home, &["list", "sorce:ferry"], 2, "byline: ");
    check(&home, &["render", "nowhere.txt"], 1, "nowhere.txt: no such file or folder");
    check(&home, &["render", "--width", "0", "a.txt"], 2, "width");
    check(&home, &["inspect", "."], 1, ".: a folder; name a file in it");
}

#[test]
fn a_damaged_line_is_named_and_costs_that_line_only() {
    let home = Home::new();
    home.write("n/a.txt", "The first article of two.\n");
    home.write("n/b.txt", "The second article of two.\n");
    home.fine(&["import", "n"]);
    assert!(home.fine(&["check"]).ends_with(" in 1 file, none damaged\n"));
    let folder = std::fs::read_dir(home.at("data/articles")).unwrap();
    let segment = folder.map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some()).unwrap();
    let text = std::fs::read_to_string(&segment).unwrap();
    let line = 1 + text.lines().position(|line| line.contains("first article")).unwrap();
    std::fs::write(&segment, text.replace("first article", "first \" article")).unwrap();
    let said = home.run(&["check"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains(&format!(", line {line}: ")), "{}", said.err);
    assert!(said.out.ends_with("1 line damaged, 0 odd but read\n"), "{}", said.out);
    assert_eq!(home.titles(), ["The second article of two."]);
    home.fine(&["import", "n"]);
    assert_eq!(home.list().len(), 2);
}

#[test]
fn a_lost_or_damaged_index_is_made_again() {
    let home = Home::new();
    home.write("n/a.txt", "An article that must be found again.\n");
    home.fine(&["import", "n"]);
    let list = home.fine(&["list"]);
    std::fs::remove_dir_all(home.at("cache")).unwrap();
    assert_eq!(home.fine(&["list"]), list);
    for entry in std::fs::read_dir(home.at("cache")).unwrap() {
        std::fs::write(entry.unwrap().path(), "no index at all").unwrap();
    }
    assert_eq!(home.run(&["list"]).out, list);
    home.fine(&["reindex"]);
    assert_eq!(home.fine(&["list"]), list);
}

#[test]
fn a_library_that_can_not_be_written_says_so_and_can_be_listed() {
    let home = Home::new();
    home.write("n/a.txt", "An article that is in already.\n");
    home.fine(&["import", "n"]);
    let list = home.fine(&["list"]);
    home.write("n/b.txt", "An article that comes too late.\n");
    let folders = ["data", "data/articles"].map(|name| home.at(name));
    let set = |mode| folders.iter().for_each(|f| std::fs::set_permissions(f, PermissionsExt::from_mode(mode)).unwrap());
    for entry in std::fs::read_dir(&folders[1]).unwrap() {
        std::fs::set_permissions(entry.unwrap().path(), PermissionsExt::from_mode(0o444)).unwrap();
    }
    set(0o555);
    if std::fs::write(home.at("data/x"), "").is_ok() {
        set(0o755);
        println!("skipped: this user may write everywhere");
        return;
    }
    let said = home.run(&["import", "n"]);
    assert_eq!(said.status, 1);
    assert!(said.err.contains("data/articles"), "{}", said.err);
    assert_eq!(home.fine(&["list"]), list);
    set(0o755);
}

#[test]
fn mark_that_waits_for_a_lock_says_so() {
    let home = Home::of_four();
    let lock = std::fs::File::create(home.at("cache/index.lock")).unwrap();
    let index = rusqlite::Connection::open(home.at("cache/index.sqlite")).unwrap();
    type Hold<'a> = (&'a dyn Fn(), &'a dyn Fn());
    let holds: [Hold<'_>; 2] = [
        (&|| lock.lock().unwrap(), &|| lock.unlock().unwrap()),
        (&|| index.execute_batch("BEGIN EXCLUSIVE").unwrap(), &|| index.execute_batch("COMMIT").unwrap()),
    ];
    for (round, (hold, release)) in (1..).zip(holds) {
        // What is to be taken in needs the index.
        home.write("data/marks/x.jsonl", "{\"v\":1,\"kind\":\"x\"}\n".repeat(round));
        hold();
        let mut child = home.command(&["mark", "star", "Ferry"]).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = BufReader::new(child.stderr.take().unwrap()).lines();
        assert_eq!(said.next().unwrap().unwrap(), "byline: waiting for another byline to finish");
        release();
        assert!(child.wait().unwrap().success());
        home.fine(&["undo"]);
    }
}
