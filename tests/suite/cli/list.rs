//! The list: newest first, found by words, as lines for people or for programs.

use super::Home;
use serde_json::Value;
use std::process::Stdio;

fn news(home: &Home) {
    for (name, day, text) in [("a", 1, "The ferry stops"), ("b", 3, "The harbour freezes"), ("c", 2, "A ferry sinks")] {
        home.write(&format!("n/{name}.md"), format!("---\ntitle: {text}\ndate: 2026-03-0{day}\n---\n{text} today.\n"));
    }
    home.fine(&["import", "n"]);
}

#[test]
fn the_newest_stands_first_and_a_limit_holds() {
    let home = Home::new();
    news(&home);
    assert_eq!(home.titles(), ["The harbour freezes", "A ferry sinks", "The ferry stops"]);
    let two = home.fine(&["list", "--limit", "2"]);
    assert_eq!(two.lines().count(), 2);
    assert!(two.lines().next().unwrap().ends_with("2026-03-03 •  n: The harbour freezes"), "{two}");
    assert_eq!(home.fine(&["list", "--limit", "0"]), "");
}

#[test]
fn a_library_is_not_empty_while_there_is_something_in_the_trash() {
    let home = Home::new();
    let empty = "byline: the library is empty; `byline import PATH` takes files in\n";
    assert_eq!(home.run(&["list"]).err, empty);
    news(&home);
    home.fine(&["mark", "trash", "source:n"]);
    assert_eq!(home.fine(&["list"]), "");
    assert_eq!(home.fine(&["list", "is:trashed"]).lines().count(), 3);
}

#[test]
fn words_find_what_says_them() {
    let home = Home::new();
    news(&home);
    let found = |args: &[&str]| home.fine(args).lines().map(|line| line[26..].to_owned()).collect::<Vec<_>>();
    assert_eq!(found(&["list", "ferry"]), ["n: A ferry sinks", "n: The ferry stops"]);
    assert_eq!(found(&["list", "ferry", "sinks"]), ["n: A ferry sinks"]);
    assert_eq!(found(&["list", "--limit", "1", "ferry"]), ["n: A ferry sinks"]);
    assert_eq!(found(&["list", "lighthouse"]), [""; 0]);
}

#[test]
fn a_json_line_has_the_promised_types() {
    let home = Home::new();
    news(&home);
    let list = home.list();
    let article = list[0].as_object().unwrap();
    let keys = ["v", "id", "source", "title", "authors", "url", "published", "read", "starred", "tags", "words"];
    assert_eq!(article.len(), keys.len());
    assert!(keys.iter().all(|key| article.contains_key(*key)));
    assert_eq!(article["v"], 1);
    assert_eq!(article["published"], "2026-03-03T00:00:00Z");
    assert_eq!((&article["read"], &article["starred"]), (&Value::Bool(false), &Value::Bool(false)));
    assert_eq!((&article["authors"], &article["tags"]), (&Value::Array(vec![]), &Value::Array(vec![])));
    assert_eq!((&article["url"], &article["words"]), (&Value::Null, &4.into()));
    assert_eq!(article["id"].as_str().unwrap().len(), 32);
}

#[test]
fn a_list_longer_than_a_window_is_whole() {
    let home = Home::new();
    for n in 0..1_234 {
        home.write(&format!("n/{n:04}.txt"), format!("Article number {n} of a long series.\n"));
    }
    home.fine(&["import", "n"]);
    let list = home.fine(&["list"]);
    let ids: std::collections::HashSet<&str> = list.lines().map(|line| &line[..8]).collect();
    assert_eq!((list.lines().count(), ids.len()), (1_234, 1_234));
}

#[test]
fn a_reader_that_goes_away_early_is_no_trouble() {
    let home = Home::new();
    for n in 0..2_000 {
        home.write(&format!("n/{n:04}.txt"), format!("Article number {n} of a long series of articles.\n"));
    }
    home.fine(&["import", "n"]);
    let mut command = home.command(&["list"]);
    let mut list = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(list.stdout.take());
    let output = list.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
}

#[test]
fn a_view_is_printed_in_its_own_order_and_narrowed() {
    let home = Home::new();
    news(&home);
    home.write("config/config.toml", "[[view]]\nname = \"Ships\"\nquery = \"ferry\"\nsort = \"oldest\"\n");
    let found = |args: &[&str]| home.fine(args).lines().map(|line| line[26..].to_owned()).collect::<Vec<_>>();
    assert_eq!(found(&["list", "--view", "Ships"]), ["n: The ferry stops", "n: A ferry sinks"]);
    assert_eq!(found(&["list", "--view", "Ships", "--limit", "1"]), ["n: The ferry stops"]);
    assert_eq!(found(&["list", "--view", "Ships", "sinks"]), ["n: A ferry sinks"]);
    assert_eq!(found(&["list", "--view", "Ships", "--sort", "newest"]), ["n: A ferry sinks", "n: The ferry stops"]);
    assert_eq!(found(&["list", "ferry", "--sort", "title-reversed", "--limit", "1"]), ["n: The ferry stops"]);
    assert_eq!(found(&["search", "ferry", "--sort", "title"]), ["n: A ferry sinks", "n: The ferry stops"]);
    let said = home.run(&["list", "--sort", "titel"]);
    assert!(said.status == 2 && said.err.contains("'title'"), "{}", said.err);
    let said = home.run(&["list", "--view", "Ship"]);
    assert_eq!(said.status, 2);
    assert!(said.err.contains("no view in config.toml is called Ship; did you mean Ships?"), "{}", said.err);
    assert_eq!(found(&["list", "--view", "sHips"]).len(), 2);
    let said = home.run(&["list", "--view", "Unread"]);
    assert!(said.err.contains("called Unread; `byline list is:unread` is what the reader calls so"), "{}", said.err);
    let said = home.run(&["list", "ferry", "or", "nothing"]);
    assert_eq!((said.status, said.err.contains("OR in capitals")), (0, true), "{}", said.err);
}
