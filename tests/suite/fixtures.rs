//! Our own feeds, pages and texts, each with the values that byline must read from it: see `tests/fixtures/README.md` for
//! the fields.
//!
//! The larger, real-world sets are in `corpus_*` and `hostile_*`, and are not part of the repository.

use crate::cli::home::Home;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};

/// The differences from the expected values of one file.
struct Check<'a> {
    name: &'a str,
    differences: Vec<String>,
}

impl Check<'_> {
    fn differs(&mut self, what: impl std::fmt::Display, found: &Value, expected: &Value) {
        self.differences.push(format!("{}: {what}: found {found}, expected {expected}", self.name));
    }

    fn document(&mut self, found: &Value, expected: &Map<String, Value>) {
        let items = found["items"].as_array().map_or(&[][..], Vec::as_slice);
        for (field, expected) in expected {
            let found = match field.as_str() {
                "items" => {
                    for (number, expected) in expected.as_array().unwrap().iter().enumerate() {
                        self.item(number, items.get(number).unwrap_or(&Value::Null), expected.as_object().unwrap());
                    }
                    continue;
                }
                "count" => items.len().into(),
                "distinct_ids" => {
                    let mut ids: Vec<_> = items.iter().map(|item| item["id"].to_string()).collect();
                    ids.sort();
                    ids.dedup();
                    ids.len().into()
                }
                "feed_title" => found["feed"]["title"].clone(),
                "feed_link" => found["feed"]["link"].clone(),
                "complaints_has" => {
                    let complaints = found["complaints"].to_string();
                    self.has("complaints", &complaints, expected);
                    continue;
                }
                "kind" => found["kind"].clone(),
                _ => panic!("{}: `{field}` is not a field of `expect`", self.name),
            };
            if found != *expected {
                self.differs(field, &found, expected);
            }
        }
    }

    fn item(&mut self, number: usize, found: &Value, expected: &Map<String, Value>) {
        let text = found["text"].as_str().unwrap_or("");
        for (field, expected) in expected {
            let at = format!("items[{number}].{field}");
            let same = match field.as_str() {
                "text_has" => {
                    self.has(&at, text, expected);
                    continue;
                }
                "text_lacks" => strings(expected).all(|part| !text.contains(part)),
                "text_begins" => text.starts_with(expected.as_str().unwrap()),
                "text_nospace" => text.split_whitespace().collect::<String>() == *expected,
                "text_lines" => {
                    let expected: Vec<_> = strings(expected).collect();
                    text.lines().collect::<Vec<_>>().windows(expected.len()).any(|lines| lines == expected)
                }
                "text_count" => expected
                    .as_object()
                    .unwrap()
                    .iter()
                    .all(|(part, count)| text.matches(part.as_str()).count() == *count),
                "links_has" => strings(expected).all(|link| found["links"].to_string().contains(link)),
                "published_or_none" => found["published"].is_null() || found["published"] == *expected,
                "title" | "text" | "guid" | "url" | "authors" | "published" | "published_from" | "updated"
                | "language" | "enclosures" | "id_from" => found[field] == *expected,
                _ => panic!("{}: `{field}` is not a field of an item", self.name),
            };
            if !same {
                let key = field.split('_').next().unwrap();
                self.differs(at, &found[key], expected);
            }
        }
    }

    fn has(&mut self, at: &str, found: &str, expected: &Value) {
        for part in strings(expected).filter(|part| !found.contains(part)) {
            self.differs(at, &found.into(), &part.into());
        }
    }
}

fn strings(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().unwrap().iter().map(|part| part.as_str().unwrap())
}

/// The files of one kind that have expected values, by name.
fn files(kind: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(kind);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| {
        path.extension().is_none_or(|extension| extension != "json") || path.with_extension("json.json").exists()
    });
    files.sort();
    files
}

/// Runs `byline inspect` on every file of a kind and compares the output with the expected values.
fn check(kind: &str, at_least: usize) {
    let home = Home::new();
    let mut differences = Vec::new();
    let files = files(kind);
    for path in &files {
        let name = path.file_name().unwrap().to_str().unwrap();
        let beside = path.with_file_name(format!("{name}.json"));
        let expected = std::fs::read(&beside).unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
        let expected: Value = serde_json::from_slice(&expected).unwrap_or_else(|error| panic!("{name}.json: {error}"));
        let mut arguments = vec!["inspect", "--json", path.to_str().unwrap()];
        for (option, field) in [("--as", "as"), ("--base", "base")] {
            arguments.extend(expected[field].as_str().into_iter().flat_map(|value| [option, value]));
        }
        let said = home.run(&arguments);
        let found = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{name}: {said:?}"));
        let mut check = Check { name, differences: Vec::new() };
        check.document(&found, expected["expect"].as_object().unwrap());
        differences.extend(check.differences);
    }
    assert!(differences.is_empty(), "\n{}\n", differences.join("\n"));
    assert!(files.len() >= at_least, "only {} {kind}", files.len());
}

#[test]
fn feeds_read_as_expected() {
    check("feeds", 1);
}

#[test]
fn pages_read_as_expected() {
    check("pages", 1);
}

#[test]
fn texts_read_as_expected() {
    check("texts", 1);
}
