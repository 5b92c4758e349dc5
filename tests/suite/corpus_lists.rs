//! Subscription lists that people use: every address becomes a subscription or is named, and what is written reads back.
//!
//! Where the lists lead is asked of nobody.

use crate::shared;
use byline::feed::{Hints, Subscriptions, read_subscriptions, write_opml};
use std::collections::BTreeSet;
use std::path::PathBuf;

fn lists() -> Vec<(PathBuf, Vec<u8>)> {
    let folders =
        ["opml", "feeds/parsers/feedsmith/opml/references", "feeds/parsers/newsboat", "feeds/parsers/rsparser"];
    let mut found: Vec<PathBuf> = Vec::new();
    let mut open: Vec<PathBuf> = folders.iter().filter_map(|folder| shared(&format!("corpus/{folder}"))).collect();
    while let Some(folder) = open.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            match path.extension().is_some_and(|extension| extension == "opml") {
                true => found.push(path),
                false if path.is_dir() => open.push(path),
                false => {}
            }
        }
    }
    found.sort();
    found.into_iter().map(|path| (path.clone(), std::fs::read(path).unwrap())).collect()
}

fn read(bytes: &[u8]) -> Subscriptions {
    read_subscriptions(bytes, &Hints::default())
}

/// The addresses as they are written, found by another way than the reader's.
fn written(text: &str) -> BTreeSet<String> {
    let lower = text.to_ascii_lowercase();
    let starts = lower.match_indices("xmlurl=").map(|(at, name)| at + name.len());
    let value = |at: usize| {
        let quote = text[at..].chars().next()?;
        Some(text[at + 1..].split(quote).next()?.trim().to_owned()).filter(|value| !value.is_empty())
    };
    starts.filter_map(value).collect()
}

#[test]
fn every_address_of_a_list_is_taken_or_named() {
    let (mut feeds, mut refused) = (0, 0);
    for (path, bytes) in lists() {
        let list = read(&bytes);
        let addresses = written(&String::from_utf8_lossy(&bytes));
        // Two that differ only in how they are written are one.
        let one: BTreeSet<&str> = addresses.iter().map(|address| address.trim_end_matches('/')).collect();
        let taken = list.feeds.len() + list.refused.len();
        assert!(taken >= one.len() && taken <= addresses.len(), "{}: {taken} of {}", path.display(), addresses.len());
        feeds += list.feeds.len();
        refused += list.refused.len();
    }
    println!("{feeds} subscriptions, {refused} refused");
}

#[test]
fn what_is_written_reads_back_as_the_same_list() {
    for (path, bytes) in lists() {
        let list = read(&bytes);
        let again = read(write_opml(&list).as_bytes());
        assert_eq!(again.feeds, list.feeds, "{}", path.display());
    }
}
