//! Marks from the command line: by search or by id, as one step of undo, tried dry before.

use super::Home;
use super::home::{Said, said};
use serde_json::Value;
use std::io::Write;
use std::process::Stdio;

/// The title of each article that is so.
fn titles(home: &Home, is_so: impl Fn(&Value) -> bool) -> Vec<String> {
    let is_listed = |article: &&Value| is_so(article);
    home.list().iter().filter(is_listed).map(|article| article["title"].as_str().unwrap().to_owned()).collect()
}

/// Everything that marks say, from the index and from the journal's own bytes.
fn state(home: &Home) -> (Vec<Value>, Vec<u64>) {
    let journals = std::fs::read_dir(home.at("data/marks")).into_iter().flatten().flatten();
    (home.list(), journals.map(|journal| journal.metadata().unwrap().len()).collect())
}

/// Runs a command with something on standard input.
fn fed(home: &Home, args: &[&str], input: &[u8]) -> Said {
    let mut child =
        home.command(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // Whoever has read enough may be gone.
    let _ = child.stdin.take().unwrap().write_all(input);
    said(child.wait_with_output().unwrap())
}

#[test]
fn a_search_marks_all_it_finds_and_an_id_that_article() {
    let home = Home::of_four();
    assert_eq!(home.fine(&["mark", "read", "ferry"]), "2 articles marked read · `byline undo` undoes\n");
    assert_eq!(titles(&home, |article| article["read"] == true), ["Ferry d", "Ferry b"]);
    let id = home.id_of("Harbour a");
    assert_eq!(home.fine(&["mark", "star", &id[..8]]), "1 article starred · `byline undo` undoes\n");
    assert_eq!(home.fine(&["mark", "star", "title:harbour"]), "1 article starred · `byline undo` undoes\n");
    assert_eq!(titles(&home, |article| article["starred"] == true), ["Harbour c", "Harbour a"]);
    let ids = [home.id_of("Ferry b"), home.id_of("Ferry d")];
    assert_eq!(home.fine(&["mark", "unread", &ids[0], &ids[1].to_uppercase(), &ids[0]]).split(' ').next(), Some("2"));
    assert_eq!(home.fine(&["mark", "read", "-ferry", "-c"]).split(' ').next(), Some("1"));
    assert_eq!(titles(&home, |article| article["read"] == true), ["Harbour a"]);
    assert_eq!(home.fine(&["mark", "read", "says", "-ferry"]).split(' ').next(), Some("1"));
    let nothing = home.fine(&["mark", "read", "harbour"]);
    assert_eq!(nothing, "2 articles found, nothing to change: they are so already\n");
}

#[test]
fn what_a_search_printed_may_be_what_a_command_is_for() {
    let home = Home::of_four();
    let (lines, json) = (home.fine(&["search", "ferry"]), home.fine(&["search", "harbour", "--json"]));
    let marked = fed(&home, &["mark", "read", "-"], lines.as_bytes());
    assert_eq!(marked.out, "2 articles marked read · `byline undo` undoes\n", "{}", marked.err);
    assert_eq!(titles(&home, |article| article["read"] == true), ["Ferry d", "Ferry b"]);
    let tagged = fed(&home, &["tag", "+ports", "-", "--json"], format!("\n{json}{json}").as_bytes());
    assert_eq!(tagged.out.lines().count(), 2, "{}", tagged.err);
    let before = state(&home);
    for (input, told) in [
        (format!("{lines}lighthouse 5"), "line 3: no article's id: lighthouse"),
        ("0000".to_owned(), "line 1: no article's id: 0000"),
        ("{\"title\":1}".to_owned(), "line 1: no article's id: {\"title\":1}"),
    ] {
        let said = fed(&home, &["mark", "trash", "-"], input.as_bytes());
        assert_eq!((said.status, said.err), (2, format!("byline: {told}\n")));
        assert_eq!(state(&home), before);
    }
}

#[test]
fn every_mark_has_its_opposite() {
    let home = Home::of_four();
    for (mark, back, is_so) in [
        ("read", "unread", "is:read"),
        ("star", "unstar", "is:starred"),
        ("later", "unlater", "is:later"),
        ("trash", "untrash", "is:trashed"),
    ] {
        let count = || home.run(&["search", is_so]).out.lines().count();
        home.fine(&["mark", mark, "ferry"]);
        assert_eq!(count(), 2, "{mark}");
        home.fine(&["mark", back, "d"]);
        assert_eq!(count(), 1, "{back}");
        home.fine(&["undo"]);
        assert_eq!(count(), 2, "undo of {back}");
        home.fine(&["undo"]);
        assert_eq!(count(), 0, "undo of {mark}");
    }
}

#[test]
fn undo_and_redo_go_command_by_command_and_say_what_they_did() {
    let home = Home::of_four();
    let before = home.list();
    home.fine(&["mark", "read", "ferry"]);
    home.fine(&["tag", "+sea", "+ports", "says"]);
    home.fine(&["note", &home.id_of("Ferry d"), "look again"]);
    let after = home.list();
    assert_eq!(home.fine(&["undo"]), "undone: 1 article given a note · `byline redo` does it again\n");
    let tags = "4 articles tagged ports, 4 articles tagged sea";
    assert_eq!(home.fine(&["undo"]), format!("undone: {tags} · `byline redo` does it again\n"));
    // The index is no witness: what was done stands in the journals.
    std::fs::remove_dir_all(home.at("cache")).unwrap();
    assert_eq!(home.fine(&["undo"]), "undone: 2 articles marked read · `byline redo` does it again\n");
    assert_eq!(home.list(), before);
    let none = home.run(&["undo"]);
    assert_eq!((none.status, none.err.as_str()), (1, "byline: nothing to undo\n"));
    assert_eq!(home.fine(&["redo"]), "done again: 2 articles marked read · `byline undo` undoes\n");
    home.fine(&["redo"]);
    home.fine(&["redo"]);
    assert_eq!(home.list(), after);
    let none = home.run(&["redo"]);
    assert_eq!((none.status, none.err.as_str()), (1, "byline: nothing to redo\n"));
}

#[test]
fn a_dry_run_names_what_it_would_change_and_changes_nothing() {
    let home = Home::of_four();
    home.fine(&["mark", "read", "d"]);
    home.fine(&["mark", "star", "ferry"]);
    home.fine(&["undo"]);
    let before = state(&home);
    let ferry = home.id_of("Ferry b");
    for (args, first) in [
        (&["mark", "read", "ferry", "--dry-run"][..], "dry run: 1 article marked read"),
        (&["mark", "--dry-run", "trash", "says"], "dry run: 4 articles put in the trash"),
        (&["tag", "--dry-run", "+x", "says"], "dry run: 4 articles tagged x"),
        (&["tag", "+x", "-y", "harbour", "--dry-run"], "dry run: 2 articles tagged x"),
        (&["note", &ferry, "text", "--dry-run"], "dry run: 1 article given a note"),
        (&["undo", "--dry-run"], "dry run: undone: 1 article marked read · `byline redo` does it again"),
        (&["redo", "--dry-run"], "dry run: done again: 2 articles starred · `byline undo` undoes"),
    ] {
        let said = home.fine(args);
        assert_eq!(said.lines().next(), Some(first), "{args:?}");
        assert!(said.lines().nth(1).is_some_and(|line| line.contains(" n: ")), "{args:?}: {said}");
        assert_eq!(state(&home), before, "{args:?}");
    }
    for n in 0..9 {
        home.write(&format!("m/{n}.txt"), format!("Quay number {n} is empty.\n"));
    }
    home.fine(&["import", "m"]);
    let said = home.fine(&["mark", "read", "quay", "--dry-run"]);
    assert_eq!((said.lines().count(), said.lines().last()), (7, Some("and 4 more")));
}

#[test]
fn for_programs_each_article_that_changes_is_a_line() {
    let home = Home::of_four();
    home.fine(&["mark", "read", "d"]);
    let lines = |args: &[&str]| -> Vec<Value> {
        home.fine(args).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let dry = lines(&["mark", "read", "ferry", "--json", "--dry-run"]);
    assert_eq!((dry.len(), &dry[0]["title"], &dry[0]["read"]), (1, &"Ferry b".into(), &false.into()));
    let done = lines(&["mark", "read", "ferry", "--json"]);
    assert_eq!((done.len(), &done[0]["title"], &done[0]["read"]), (1, &"Ferry b".into(), &true.into()));
    assert_eq!(done[0].as_object().unwrap().len(), home.list()[0].as_object().unwrap().len());
    assert_eq!(lines(&["mark", "read", "ferry", "--json"]), [] as [Value; 0]);
    let undone = lines(&["undo", "--json"]);
    assert_eq!((undone.len(), &undone[0]["read"]), (1, &false.into()));
    let tagged = lines(&["tag", "+a", "says", "--json"]);
    assert_eq!(tagged.iter().map(|article| &article["tags"][0]).collect::<Vec<_>>(), ["a"; 4]);
}

#[test]
fn a_tag_may_be_any_text_and_is_written_one_way() {
    let home = Home::of_four();
    for (given, kept) in [
        ("ports", "ports"),
        ("한국어", "한국어"),
        ("two words", "two words"),
        ("\"'; DROP TABLE tagged; --", "\"'; DROP TABLE tagged; --"),
        ("a:b*(c)", "a:b*(c)"),
        ("\u{1b}]52;c;AAAA\u{7}\u{202e}x\ny", "]52;c;AAAAx y"),
        ("--limit", "--limit"),
        ("h", "h"),
    ] {
        let plus = format!("+{given}");
        home.fine(&["tag", &plus, "ferry"]);
        assert_eq!(titles(&home, |article| article["tags"] == serde_json::json!([kept])), ["Ferry d", "Ferry b"]);
        home.fine(&["tag", &plus.to_uppercase(), "says"]);
        assert_eq!(titles(&home, |article| article["tags"] == serde_json::json!([kept])).len(), 4, "{given:?}");
        let minus = format!("-{given}");
        let args = if given.starts_with('-') || given == "h" {
            &["tag", "--", &minus, "says"][..]
        } else {
            &["tag", &minus, "says"]
        };
        let said = home.run(args);
        assert_eq!(
            (said.status, titles(&home, |article| article["tags"] != serde_json::json!([]))),
            (0, vec![]),
            "{said:?}"
        );
    }
    home.fine(&["tag", "+a", "+b", "ferry"]);
    home.fine(&["tag", "-a", "+c", "tag:A"]);
    assert_eq!(home.list()[0]["tags"], serde_json::json!(["b", "c"]));
    assert_eq!(home.fine(&["tag", "-nowhere", "ferry"]), NOWHERE);
    assert_eq!(
        home.fine(&["tag", "-nowhere", "-b", "ferry"]),
        "2 articles no longer tagged b · `byline undo` undoes\n"
    );
    for (args, said) in [
        (&["tag", "-unread"][..], "-unread takes the tag unread away, and of which articles is not said: name an id"),
        (&["tag", "+x", "-c"], "+x gives the tag x, -c takes the tag c away, and of which"),
        (&["tag", "+x", "-is:read", "ferry"], "no article has the tag is:read; in a search, -is:read stands behind"),
    ] {
        let refused = home.run(args);
        assert!(refused.status == 2 && refused.err.contains(said), "{args:?}: {refused:?}");
    }
    home.fine(&["tag", "+d", "(-is:read)"]);
    home.fine(&["tag", "+is:read", "ferry"]);
    home.fine(&["tag", "-is:read", "ferry"]);
}

const NOWHERE: &str = "2 articles found, nothing to change: no article has the tag nowhere\n";

#[test]
fn a_note_is_written_read_and_taken_away() {
    let home = Home::of_four();
    let id = home.id_of("Ferry d");
    let none = home.run(&["note", &id]);
    assert_eq!((none.status, none.out.as_str(), none.err.as_str()), (1, "", "byline: it has no note\n"));
    assert_eq!(
        home.fine(&["note", &id[..6], "ask", "the", "harbour"]),
        "1 article given a note · `byline undo` undoes\n"
    );
    assert_eq!(home.fine(&["note", "has:note"]), "ask the harbour\n");
    assert_eq!(home.fine(&["search", "has:note"]).lines().count(), 1);
    assert_eq!(fed(&home, &["note", &id, "-"], b"one\n\n  two \x1b[31m\xff\n\n").status, 0);
    assert_eq!(home.fine(&["note", &id]), "one\n\n  two [31m\u{fffd}\n");
    let json: Value = serde_json::from_str(&home.fine(&["note", &id, "--json"])).unwrap();
    assert_eq!((&json["title"], &json["note"]), (&"Ferry d".into(), &"one\n\n  two [31m\u{fffd}".into()));
    home.fine(&["undo"]);
    assert_eq!(home.fine(&["note", &id]), "ask the harbour\n");
    assert_eq!(home.fine(&["note", &id, ""]), "1 article without a note · `byline undo` undoes\n");
    assert_eq!(home.run(&["note", &id]).status, 1);
    let several = home.run(&["note", "ferry", "text"]);
    assert_eq!(several.status, 2);
    assert!(several.err.contains("2 articles found, and a note is on one"), "{}", several.err);
    // The longest note can be replaced and given back, whatever it is made of.
    let long = "\"".repeat(15_000);
    assert_eq!(fed(&home, &["note", &id, "-"], long.as_bytes()).status, 0);
    assert_eq!(fed(&home, &["note", &id, "-"], long.replace('"', "\\").as_bytes()).status, 0);
    home.fine(&["undo"]);
    assert_eq!(home.fine(&["note", &id]).trim_end(), long);
    assert_eq!(fed(&home, &["note", &id, "-"], &[b'x'; 200_000]).status, 2);
}

#[test]
fn nothing_is_marked_by_saying_nothing() {
    let home = Home::of_four();
    let before = state(&home);
    for args in [
        &["mark", "read"][..],
        &["mark", "read", ""],
        &["mark", "fly", "ferry"],
        &["tag", "ferry"],
        &["tag", "+x"],
        &["tag", "+x", ""],
        &["tag", "+", "ferry"],
        &["tag", "+x", "-X", "ferry"],
        &["note", "", "text"],
    ] {
        let said = home.run(args);
        assert_eq!((said.status, said.out.as_str()), (2, ""), "{args:?}: {}", said.err);
        assert_eq!(state(&home), before, "{args:?}");
    }
    for args in [
        &["mark", "read", "lighthouse"][..],
        &["mark", "read", "-"],
        &["mark", "read", "  ", "AND"],
        &["mark", "trash", "OR"],
        &["mark", "trash", "-", "x -"],
        &["mark", "trash", "()"],
        &["mark", "trash", "*"],
        &["tag", "+x", "lighthouse"],
        &["note", "lighthouse", "text"],
    ] {
        let said = home.run(args);
        assert_eq!((said.status, said.out.as_str()), (1, ""), "{args:?}: {}", said.err);
        assert!(said.err.starts_with("byline: nothing found"), "{args:?}: {}", said.err);
        assert_eq!(state(&home), before, "{args:?}");
    }
}

#[test]
fn a_bulk_mark_is_one_step_however_many_articles() {
    let home = Home::new();
    for n in 0..2_345 {
        home.write(&format!("n/{n:04}.txt"), format!("Article number {n} of a long series.\n"));
    }
    home.fine(&["import", "n"]);
    assert_eq!(home.fine(&["mark", "read", "series"]), "2,345 articles marked read · `byline undo` undoes\n");
    assert_eq!(home.run(&["search", "is:unread"]).status, 1);
    home.fine(&["undo"]);
    assert_eq!(home.fine(&["search", "is:unread"]).lines().count(), 2_345);
}
