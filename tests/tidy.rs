//! The rules of the house that a machine can read: each is one test here, and each is tested on what breaks it.
//!
//! `UPDATE=1 cargo test --test tidy` makes the README's tables anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout, clippy::print_stderr)]

#[path = "tidy/code.rs"]
mod code;
#[path = "tidy/pages.rs"]
mod pages;
#[path = "tidy/tokens.rs"]
mod tokens;

use code::Source;
use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every file under a folder, links not followed; from the root of the crate, with `/`.
fn files(folder: &Path) -> Vec<String> {
    let (mut open, mut found) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let kind = entry.file_type().unwrap();
            let path = entry.path();
            let hidden = [".git", "target"].iter().any(|name| path == root().join(name));
            if kind.is_dir() && !hidden {
                open.push(path);
            } else if kind.is_file() && !hidden {
                found.push(path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every Rust file of the crate.
fn sources() -> Vec<Source> {
    let rust = ["src", "tests", "benches"].into_iter().flat_map(|folder| files(&root().join(folder)));
    Source::all(rust.filter(|path| path.ends_with(".rs")).map(|path| (path.clone(), read(&path))))
}

/// Applies a rule to every file and tells all that is wrong.
fn check(rule: impl Fn(&Source) -> Vec<String>) {
    nothing_wrong(sources().iter().flat_map(rule).collect());
}

fn nothing_wrong(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn imports_point_one_way_and_use_front_doors() {
    let order = code::order(&Source::new("src/lib.rs", &read("src/lib.rs")));
    assert!(order.len() > 10, "{order:?}");
    check(|source| code::imports(source, &order, &|path| root().join(path).exists()));
}

#[test]
fn the_world_is_touched_only_where_it_may_be() {
    check(code::bans);
}

#[test]
fn only_file_formats_derive_serde() {
    check(|source| code::derives(source, code::FILE_FORMATS));
}

#[test]
fn imports_name_what_they_import() {
    check(code::globs);
}

#[test]
fn names_say_what_a_thing_is() {
    check(code::names_say_something);
}

#[test]
fn nothing_gives_up_and_only_cli_prints() {
    check(code::no_giving_up);
}

#[test]
fn files_and_functions_are_short() {
    check(code::sizes);
}

#[test]
fn files_begin_with_what_they_are() {
    check(code::first_line);
}

#[test]
fn exceptions_are_still_needed() {
    let gone = |path: &&str| !root().join(path).exists();
    let named = code::FILE_FORMATS.iter().chain(code::FLAT_FILES).map(|(path, _)| *path);
    let listed = named.chain(code::FLAT_FUNCTIONS.iter().map(|(path, ..)| *path));
    nothing_wrong(listed.filter(gone).map(|path| format!("{path} is an exception and does not exist")).collect());
}

#[test]
fn the_readme_has_the_tables_of_the_code() {
    let page = read("README.md");
    let keys = pages::keys_table(&byline::keys::Keymap::default());
    let made = pages::with_table(&page, "keys", &keys)
        .and_then(|page| pages::with_table(&page, "searches", &pages::searches_table()))
        .and_then(|page| pages::with_table(&page, "sources", &byline::config::source_keys_table()))
        .and_then(|page| pages::with_table(&page, "settings", &byline::config::readme_table()))
        .unwrap();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(root().join("README.md"), &made).unwrap();
    } else if page != made {
        panic!("README.md: a table is not that of the code; `UPDATE=1 cargo test --test tidy` makes it anew");
    }
}

#[test]
fn every_action_is_explained_and_reachable() {
    nothing_wrong(pages::unreachable_actions(&byline::keys::Keymap::default()));
}

#[test]
fn the_change_log_has_a_section_for_what_comes() {
    nothing_wrong(pages::changelog(&read("CHANGELOG.md")));
}

/// Files whose content is text somebody wrote; the lock file is cargo's.
fn pages_and_code() -> Vec<String> {
    files(root()).into_iter().filter(|path| path != "Cargo.lock").collect()
}

#[test]
fn nothing_is_left_over() {
    let mut wrong = Vec::new();
    for path in pages_and_code() {
        if [".orig", ".rej", ".snap.new", ".swp", "~", ".bak"].iter().any(|end| path.ends_with(end)) {
            wrong.push(format!("{path} is left over"));
        }
        wrong.extend(pages::leftovers(&path, &String::from_utf8_lossy(&fs::read(root().join(&path)).unwrap())));
    }
    nothing_wrong(wrong);
}

#[test]
fn no_text_of_others_has_come_in() {
    let shared = root().join("../shared");
    let theirs: Vec<PathBuf> = ["corpus", "seed"].iter().map(|folder| shared.join(folder)).collect();
    if !shared.exists() {
        println!("skipped: {} is missing", shared.display());
        return;
    }
    let ours: Vec<(String, String)> = pages_and_code()
        .into_iter()
        .filter(|path| !path.starts_with("LICENSE"))
        .map(|path| (String::from_utf8_lossy(&fs::read(root().join(&path)).unwrap()).into_owned(), path))
        .collect();
    let lines: HashSet<&str> = ours.iter().flat_map(|(text, _)| pages::telling_lines(text)).collect();
    let mut copied = HashSet::new();
    for path in theirs.iter().flat_map(|folder| files(folder)) {
        let text = fs::read(root().join(&path)).unwrap_or_default();
        let text = String::from_utf8_lossy(&text);
        copied.extend(pages::telling_lines(&text).filter(|line| lines.contains(line)).map(str::to_owned));
    }
    let of = |(text, path): &(String, String)| {
        let first = pages::telling_lines(text).find(|line| copied.contains(*line));
        first.map(|line| format!("{path}: also stands in ../shared: {line}"))
    };
    nothing_wrong(ours.iter().filter_map(of).collect());
}
