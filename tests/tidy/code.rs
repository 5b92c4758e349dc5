//! The rules for `src`: who imports whom, who may touch the world, sizes, names.

use crate::tokens::{Path, Token, functions, lines_of_code, paths, tokens, without_tests};

/// One Rust file.
pub struct Source {
    /// From the root of the crate, with `/`.
    pub path: String,
    pub text: String,
    /// All of it is tests.
    pub is_test: bool,
    /// Without what stands under `#[cfg(test)]`.
    pub tokens: Vec<Token>,
}

impl Source {
    pub fn new(path: &str, text: &str) -> Self {
        let tokens = without_tests(tokens(text));
        let is_test = !path.starts_with("src/");
        Source { path: path.into(), text: text.into(), is_test, tokens }
    }

    /// Every file given, those that others declare under `#[cfg(test)]` as tests.
    pub fn all(files: impl IntoIterator<Item = (String, String)>) -> Vec<Self> {
        let mut all: Vec<Self> = files.into_iter().map(|(path, text)| Source::new(&path, &text)).collect();
        let tests: Vec<String> = all.iter().flat_map(Source::test_modules).collect();
        let of_tests =
            |path: &str| tests.iter().any(|t| path == format!("{t}.rs") || path.starts_with(&format!("{t}/")));
        for source in &mut all {
            source.is_test |= of_tests(&source.path);
        }
        all
    }

    /// The paths, without `.rs`, of the modules that stand in files of their own under `#[cfg(test)]`.
    fn test_modules(&self) -> Vec<String> {
        let declared = |tokens: &[Token]| -> Vec<String> {
            let declares = |three: &&[Token]| three[0].is("mod") && three[2].is(";");
            tokens.windows(3).filter(declares).map(|three| three[1].text.clone()).collect()
        };
        let stay = declared(&self.tokens);
        let folder = self.path.trim_end_matches(".rs").trim_end_matches("/mod").trim_end_matches("/lib");
        let tests = declared(&tokens(&self.text)).into_iter().filter(|module| !stay.contains(module));
        tests.map(|module| format!("{folder}/{module}")).collect()
    }

    /// The module it belongs to: its folder in `src`; empty for the roots.
    pub fn module(&self) -> &str {
        let inner = self.path.strip_prefix("src/").unwrap_or_default();
        inner.split_once('/').map_or("", |(module, _)| module)
    }

    /// How many modules lie between it and the root of the crate, its own included.
    fn depth(&self) -> usize {
        let inner = self.path.strip_prefix("src/").unwrap_or_default();
        inner.split('/').count() - usize::from(inner.ends_with("mod.rs") || !inner.contains('/'))
    }

    fn at(&self, line: usize, what: impl std::fmt::Display) -> String {
        format!("{}:{line}: {what}", self.path)
    }
}

/// The modules in import order, as `lib.rs` declares them.
pub fn order(lib: &Source) -> Vec<String> {
    let declares = |three: &&[Token]| three[0].is("pub") && three[1].is("mod");
    lib.tokens.windows(3).filter(declares).map(|three| three[2].text.clone()).collect()
}

/// A module imports only modules above it, through their front doors; `exists` tells whether a file is there.
pub fn imports(source: &Source, order: &[String], exists: &dyn Fn(&str) -> bool) -> Vec<String> {
    let place = |module: &str| order.iter().position(|m| m == module);
    let mut wrong = Vec::new();
    for path in paths(&source.tokens) {
        let supers = path.segments.iter().take_while(|segment| *segment == "super").count();
        if supers > 0 && supers >= source.depth() && !source.is_test {
            wrong.push(source.at(path.line, "reaches the root by `super`: write `crate::`"));
        }
        if path.segments[0] != "crate" || source.module().is_empty() {
            continue;
        }
        let other = path.segments[1].as_str();
        let (Some(here), Some(there)) = (place(source.module()), place(other)) else {
            wrong.push(source.at(path.line, format!("`{other}` is no module of lib.rs")));
            continue;
        };
        // A test may build its world from any module, and from what another module keeps for tests.
        if there > here && !source.is_test {
            wrong.push(source.at(path.line, format!("`{}` may not import `{other}`, which is below it", order[here])));
        }
        if let [_, _, inner, _, ..] = &path.segments[..]
            && there != here
            && !source.is_test
            && (exists(&format!("src/{other}/{inner}.rs")) || exists(&format!("src/{other}/{inner}/mod.rs")))
        {
            wrong.push(source.at(path.line, format!("use `{other}` through its front door, not `{other}::{inner}`")));
        }
    }
    wrong
}

/// Who alone may use what: a path, the modules or files that may, and what to do else.
const ONLY_IN: &[(&str, &[&str], &str)] = &[
    ("crate::store", OUTSIDE_APP, "app and ui never ask the library themselves"),
    ("crate::index", OUTSIDE_APP, "app and ui never ask the library themselves"),
    ("crate::sources", OUTSIDE_APP, "app and ui never ask a source themselves"),
    ("crate::feed", OUTSIDE_APP, "app and ui never read a feed themselves"),
    ("crossterm", &["runtime"], "the terminal is runtime's"),
    ("ratatui::crossterm", &["runtime"], "the terminal is runtime's"),
    ("ratatui", &["theme", "src/app/panes.rs", "ui", "runtime"], "cells are ui's, looks are theme's"),
    ("std::fs", WORLD, TOUCHES),
    ("std::net", WORLD, TOUCHES),
    ("std::os", WORLD, TOUCHES),
    ("std::process", WORLD, TOUCHES),
    ("std::thread", WORLD, TOUCHES),
    ("std::env", WORLD, TOUCHES),
    ("std::io::stdin", WORLD, TOUCHES),
    ("std::io::stdout", WORLD, TOUCHES),
    ("std::io::stderr", WORLD, TOUCHES),
    ("Instant::now", WORLD, TOUCHES),
    ("SystemTime::now", WORLD, TOUCHES),
    ("Timestamp::now", WORLD, TOUCHES),
    ("Zoned::now", WORLD, TOUCHES),
    ("TimeZone::system", WORLD, TOUCHES),
    ("directories", WORLD, TOUCHES),
    ("notify", WORLD, TOUCHES),
    (
        "rusqlite",
        &["index", "src/sources/newsboat/cache.rs"],
        "the database is index's; newsboat's is read in one place",
    ),
    ("rustix", WORLD, TOUCHES),
    ("signal_hook", WORLD, TOUCHES),
];

const OUTSIDE_APP: &[&str] = &["store", "index", "sources", "feed", "config", "runtime", "cli"];
const WORLD: &[&str] = &["store", "index", "sources", "config", "runtime", "cli", "src/main.rs"];
const TOUCHES: &str = "files, network, processes, threads, environment and clocks are for \
                       store, index, sources, config, runtime and cli";

/// Why threads are not started this way.
const PANICS: &str = "this panics where the system allows no more threads: thread::Builder says it";

/// Methods that ask the file system or the clock without a path that says so.
const ASKING: &[&str] = &["exists", "try_exists", "is_file", "is_dir", "read_dir", "canonicalize", "elapsed"];

/// What is outside the program is touched only where it may be.
pub fn bans(source: &Source) -> Vec<String> {
    if source.is_test {
        return Vec::new();
    }
    let allowed = |places: &[&str]| places.iter().any(|place| *place == source.module() || *place == source.path);
    let mut wrong = Vec::new();
    for path in paths(&source.tokens) {
        for (banned, places, why) in ONLY_IN {
            if names(&path, banned) && !allowed(places) {
                wrong.push(source.at(path.line, format!("`{banned}` has no place here: {why}")));
            }
        }
    }
    for path in paths(&source.tokens).iter().filter(|path| path.segments.ends_with(&["thread".into(), "spawn".into()]))
    {
        wrong.push(source.at(path.line, PANICS));
    }
    for three in source.tokens.windows(3) {
        if three[0].is("scope") && three[1].is(".") && three[2].is("spawn") {
            wrong.push(source.at(three[1].lines.0, PANICS));
        }
        let asks = three[0].is(".") && three[2].is("(") && ASKING.contains(&three[1].text.as_str());
        if asks && !allowed(WORLD) {
            wrong.push(source.at(three[1].lines.0, format!("`.{}()` asks the world: {TOUCHES}", three[1].text)));
        }
    }
    wrong
}

/// Whether a path is what is banned, or lies in it; `Type::now` is found under any prefix.
fn names(path: &Path, banned: &str) -> bool {
    let of_a_type = banned.starts_with(char::is_uppercase);
    path.starts_with(banned) || (of_a_type && path.segments.join("::").contains(&format!("::{banned}")))
}

/// Where serde derives may stand: file formats, and what they are the shape of.
pub const FILE_FORMATS: &[(&str, &str)] = &[
    ("src/runtime/json.rs", "the object that programs get of an article"),
    ("src/config/edits.rs", "what the program changed in the settings' file"),
    ("src/index/saved_marks.rs", "the file of marks that could not be written"),
    ("src/runtime/session.rs", "the file that says where the reader was"),
    ("src/sources/web/story.rs", "what is remembered of sources that are asked"),
    ("src/store/device.rs", "the file that says which device this is"),
    ("src/store/hex.rs", "the ids in these lines"),
    ("src/store/shape.rs", "the lines of segments and journals"),
    ("src/store/shape/mark.rs", "the lines of journals"),
    ("src/cli/", "the JSON that commands print"),
];

/// serde derives stand only where the shape of a file or of an output is written down.
pub fn derives(source: &Source, formats: &[(&str, &str)]) -> Vec<String> {
    let formats = formats.iter().any(|(path, _)| source.path.starts_with(path));
    if source.is_test || formats {
        return Vec::new();
    }
    let is_derive = |token: &&Token| token.is("Serialize") || token.is("Deserialize");
    let found = source.tokens.iter().filter(is_derive);
    found.map(|token| source.at(token.lines.0, format!("{} has its place at file formats", token.text))).collect()
}

/// No globs but in tests, no preludes.
pub fn globs(source: &Source) -> Vec<String> {
    if source.is_test {
        return Vec::new();
    }
    let wrong = |path: &&Path| path.segments.iter().any(|segment| segment == "*" || segment == "prelude");
    let all = paths(&source.tokens);
    let named = all.iter().filter(wrong).map(|path| (path.line, path.segments.join("::")));
    named.map(|(line, path)| source.at(line, format!("name what `{path}` stands for"))).collect()
}

/// Words that say nothing of what a thing is.
const EMPTY_WORDS: &[&str] = &["util", "utils", "helper", "helpers", "common", "manager", "misc", "prelude", "stuff"];

/// No file, module, type or function is called by a word that says nothing.
pub fn names_say_something(source: &Source) -> Vec<String> {
    let file = source.path.rsplit(['/', '.']).nth(1).unwrap_or_default().to_owned();
    let declares = |two: &&[Token]| {
        ["mod", "struct", "enum", "trait", "type", "fn"].contains(&two[0].text.as_str()) && two[1].is_word()
    };
    let declared = source.tokens.windows(2).filter(declares).map(|two| (two[1].lines.0, two[1].text.clone()));
    let empty = |(_, name): &(usize, String)| words(name).iter().any(|word| EMPTY_WORDS.contains(&word.as_str()));
    let all = std::iter::once((1, file)).chain(declared).filter(empty);
    all.map(|(line, name)| source.at(line, format!("`{name}` does not say what it is"))).collect()
}

/// The words of a name in either case.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in name.chars() {
        if c == '_' || c.is_uppercase() {
            words.push(String::new());
        }
        words.last_mut().unwrap().extend(c.to_lowercase().filter(|c| *c != '_'));
    }
    words
}

/// Ways to give up, and lints against them switched off.
pub fn no_giving_up(source: &Source) -> Vec<String> {
    if source.is_test || source.path == "src/lib.rs" {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    for three in source.tokens.windows(3) {
        let [before, word, after] = three else { continue };
        let lint = ["unwrap_used", "expect_used", "panic"].contains(&after.text.as_str());
        let called = before.is(".") && (word.is("unwrap") || word.is("expect")) && after.is("(");
        let given_up = after.is("!") && ["panic", "todo", "unimplemented", "dbg"].contains(&word.text.as_str());
        let printed = after.is("!") && ["print", "println", "eprint", "eprintln"].contains(&word.text.as_str());
        if called || given_up {
            wrong.push(source.at(word.lines.0, format!("`{}` is for tests: return an error", word.text)));
        } else if printed && source.module() != "cli" {
            wrong.push(source.at(word.lines.0, format!("`{}` is for cli", word.text)));
        } else if before.is("clippy") && lint {
            wrong.push(source.at(word.lines.0, format!("the lint `{}` stays on outside tests", after.text)));
        }
    }
    wrong
}

/// Functions that are one flat list or table, and may be longer.
pub const FLAT_FUNCTIONS: &[(&str, &str, &str)] = &[];

/// Files that are one flat list or table, and may be longer.
pub const FLAT_FILES: &[(&str, &str)] = &[];

/// A file ends at 500 lines of code, a function at 80; tests apart.
pub fn sizes(source: &Source) -> Vec<String> {
    if source.is_test {
        return Vec::new();
    }
    let mut wrong = Vec::new();
    let length = lines_of_code(&source.tokens);
    if length > 500 && !FLAT_FILES.iter().any(|(path, _)| *path == source.path) {
        wrong.push(source.at(1, format!("{length} lines of code are more than 500: part it")));
    }
    for function in functions(&source.tokens) {
        let flat = FLAT_FUNCTIONS.iter().any(|(path, name, _)| *path == source.path && *name == function.name);
        if function.length > 80 && !flat {
            let what = format!("`{}` has {} lines, more than 80: part it", function.name, function.length);
            wrong.push(source.at(function.line, what));
        }
    }
    wrong
}

/// Every file begins with a sentence that says what it is.
pub fn first_line(source: &Source) -> Vec<String> {
    let first = source.text.lines().next().unwrap_or_default();
    let says = first.strip_prefix("//! ").is_some_and(|rest| rest.split(' ').count() >= 3);
    if says { Vec::new() } else { vec![source.at(1, "begin with `//!` and a line that says what the file is")] }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Runs a rule over a made-up file; it must speak up as often as `expected` says.
    fn check(rule: impl Fn(&Source) -> Vec<String>, path: &str, text: &str, expected: usize) {
        let found = rule(&Source::new(path, text));
        assert_eq!(found.len(), expected, "{path}: {text}: {found:?}");
    }

    fn imports_in_order(source: &Source) -> Vec<String> {
        let order = ["text", "theme", "keys", "app"].map(String::from);
        imports(source, &order, &|path| path == "src/theme/role.rs" || path == "src/text/nearest.rs")
    }

    #[test]
    fn an_import_from_below_is_found() {
        check(imports_in_order, "src/keys/a.rs", "use crate::text::Clean; use crate::keys::b::C;", 0);
        check(imports_in_order, "src/keys/a.rs", "use crate::app::App;", 1);
        check(imports_in_order, "src/keys/a.rs", "fn f() { crate::app::run() }", 1);
        check(imports_in_order, "src/keys/a.rs", "use crate::{text::Clean, app::App};", 1);
        check(imports_in_order, "src/keys/a.rs", "use crate::nowhere::X;", 1);
        check(imports_in_order, "src/keys/a.rs", "#[cfg(test)] mod tests { use crate::app::App; }", 0);
        check(imports_in_order, "src/keys/a.rs", "use super::super::app::App;", 1);
        check(imports_in_order, "src/keys/mod.rs", "use super::app::App;", 1);
        check(imports_in_order, "src/keys/a.rs", "use super::b::C;", 0);
    }

    #[test]
    fn a_back_door_is_found() {
        check(imports_in_order, "src/keys/a.rs", "use crate::theme::role::Role;", 1);
        check(imports_in_order, "src/keys/a.rs", "use crate::theme::{Role, role::{X}};", 1);
        check(imports_in_order, "src/keys/a.rs", "use crate::text::nearest; fn f() { crate::theme::Role::Text }", 0);
        check(imports_in_order, "src/theme/mod.rs", "use crate::theme::role::Role;", 0);
    }

    #[test]
    fn touching_the_world_is_found() {
        check(bans, "src/app/list.rs", "use crate::store::Store;", 1);
        check(bans, "src/cli/list.rs", "use crate::store::Store;", 0);
        check(bans, "src/typeset/a.rs", "use std::{fs, fmt};", 1);
        check(bans, "src/typeset/a.rs", "fn f() { std::thread::sleep(d) }", 1);
        check(bans, "src/typeset/a.rs", "fn f() -> Timestamp { jiff::Timestamp::now() }", 1);
        check(bans, "src/typeset/a.rs", "fn f() { Instant::now() }", 1);
        check(bans, "src/typeset/a.rs", "fn f(p: &Path) { p.exists() }", 1);
        check(bans, "src/runtime/a.rs", "use std::thread; use crossterm::event::Event;", 0);
        check(bans, "src/runtime/a.rs", "fn f() { std::thread::spawn(g); thread::scope(|scope| scope.spawn(g)) }", 2);
        check(bans, "src/runtime/a.rs", "fn f() { thread::Builder::new().spawn(g); command.spawn() }", 0);
        check(bans, "src/ui/a.rs", "use crossterm::event::Event;", 1);
        check(bans, "src/ui/a.rs", "use ratatui::crossterm::event::Event;", 1);
        check(bans, "src/app/list.rs", "use ratatui::layout::Rect;", 1);
        check(bans, "src/app/panes.rs", "use ratatui::layout::Rect;", 0);
        check(bans, "src/store/a.rs", "use rusqlite::Connection;", 1);
    }

    #[test]
    fn a_derive_away_from_a_format_is_found() {
        let rule = |source: &Source| derives(source, &[("src/store/shape.rs", "a line of the library")]);
        check(rule, "src/app/mod.rs", "#[derive(Debug, serde::Serialize)] struct A;", 1);
        check(rule, "src/app/mod.rs", "#[derive(Debug)] struct A;", 0);
        check(rule, "src/store/shape.rs", "#[derive(Deserialize)] struct A;", 0);
    }

    #[test]
    fn globs_empty_names_and_giving_up_are_found() {
        check(globs, "src/ui/a.rs", "use super::*;", 1);
        check(globs, "src/ui/a.rs", "use ratatui::prelude::Frame;", 1);
        check(globs, "src/ui/a.rs", "#[cfg(test)] mod tests { use super::*; }", 0);
        check(globs, "tests/suite/a.rs", "use super::*;", 0);
        check(names_say_something, "src/ui/utils.rs", "", 1);
        check(names_say_something, "src/ui/a.rs", "struct PaneManager; fn layout_helper() {}", 2);
        check(names_say_something, "src/ui/a.rs", "struct Pane; fn manage() {}", 0);
        check(no_giving_up, "src/ui/a.rs", "fn f() { x.unwrap(); todo!(); y.expect(\"\") }", 3);
        check(no_giving_up, "src/ui/a.rs", "fn f() { x.unwrap_or(1); println!(\"\") }", 1);
        check(no_giving_up, "src/ui/a.rs", "#[allow(clippy::unwrap_used)] fn f() { std::panic::catch_unwind(g) }", 1);
        check(no_giving_up, "src/ui/a.rs", "#[cfg(test)] mod tests { fn f() { x.unwrap() } }", 0);
    }

    #[test]
    fn what_is_too_long_is_found() {
        let function = |lines: usize| format!("fn f() {{\n{}}}\n", "f();\n".repeat(lines - 2));
        check(sizes, "src/ui/a.rs", &function(80), 0);
        check(sizes, "src/ui/a.rs", &function(81), 1);
        check(sizes, "src/ui/a.rs", &"// why\n\nstruct A;\n".repeat(500), 0);
        check(sizes, "src/ui/a.rs", &"struct A;\n".repeat(501), 1);
    }

    #[test]
    fn a_file_of_tests_is_known_by_its_declaration() {
        let files = [
            ("src/ui/mod.rs", "mod a; #[cfg(test)] mod tests;"),
            ("src/ui/a.rs", "#[cfg(test)] mod tests; #[cfg(test)] mod inline {}"),
            ("src/ui/tests.rs", ""),
            ("src/ui/a/tests.rs", ""),
            ("tests/tidy.rs", ""),
        ];
        let all = Source::all(files.map(|(path, text)| (path.to_owned(), text.to_owned())));
        assert_eq!(all.iter().map(|source| source.is_test).collect::<Vec<_>>(), [false, false, true, true, true]);
    }

    #[test]
    fn a_file_that_does_not_say_what_it_is_is_found() {
        check(first_line, "src/ui/a.rs", "//! Draws the list.\n", 0);
        check(first_line, "src/ui/a.rs", "//! List.\n", 1);
        check(first_line, "src/ui/a.rs", "use a::b;\n//! Draws the list.\n", 1);
    }

    #[test]
    fn the_order_is_read_from_the_root() {
        assert_eq!(order(&Source::new("src/lib.rs", "//! x\npub mod text;\nmod no;\npub mod keys;")), ["text", "keys"]);
    }
}
