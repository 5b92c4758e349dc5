//! Real wire copy: every file gives a title and paragraphs, and loses no words.
//!
//! Files with one article a line are `sources`' to split.

use crate::shared;
use byline::article::Media;
use byline::document::{Block, Document, FoldKind, describe, newswire, parse, plain_text};
use std::path::PathBuf;

fn files(path: &str) -> Vec<PathBuf> {
    let mut open: Vec<PathBuf> = shared(path).into_iter().collect();
    let mut found = Vec::new();
    while let Some(path) = open.pop() {
        match std::fs::read_dir(&path) {
            Ok(entries) => open.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) => found.push(path),
        }
    }
    found.sort();
    found
}

fn read(path: &PathBuf) -> String {
    byline::text::decode(&std::fs::read(path).unwrap(), None).text
}

/// The document with its folds open.
fn opened(document: Document) -> Document {
    let open = |block| match block {
        Block::Fold(_, within) => within,
        block => vec![block],
    };
    Document { blocks: document.blocks.into_iter().flat_map(open).collect(), links: document.links }
}

fn letters(text: &str) -> String {
    byline::text::Clean::line(text).as_str().chars().filter(|c| c.is_alphabetic()).collect()
}

#[test]
fn every_text_gives_a_title_and_paragraphs_and_keeps_its_letters() {
    let files = files("corpus/text");
    for path in files.iter().filter(|path| path.extension().is_some_and(|e| e == "txt")) {
        let text = read(path);
        let found = describe(Media::Text, &text, None, None);
        assert!(!found.title.trim().is_empty(), "{}", path.display());
        let document = opened(parse(Media::Text, &text, None, ""));
        assert!(document.blocks.iter().any(|block| matches!(block, Block::Paragraph(_))), "{}", path.display());
        // The naughty strings hold what no text may keep: overwritten lines, controls.
        if !path.ends_with("big-list-of-naughty-strings.txt") {
            assert_eq!(letters(&plain_text(&document)), letters(&text), "{}", path.display());
        }
    }
    println!("{} files", files.len());
}

#[test]
fn a_bbc_article_is_titled_by_its_first_line_and_keeps_its_paragraphs() {
    let mut off = Vec::new();
    for path in files("corpus/text/bbc-news") {
        let text = read(&path);
        let title = describe(Media::Text, &text, None, None).title;
        let paragraphs = text.split("\n\n").skip(1).filter(|part| !part.trim().is_empty()).count();
        let document = opened(parse(Media::Text, &text, None, &title));
        let first = text.lines().next().unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
        if title != first || document.blocks.len() != paragraphs {
            off.push(format!("{}: {title:?}, {} of {paragraphs} paragraphs", path.display(), document.blocks.len()));
        }
    }
    assert!(off.is_empty(), "{} differ: {:#?}", off.len(), &off[..off.len().min(20)]);
}

#[test]
fn a_wire_file_gives_one_dated_story_with_a_title() {
    for path in files("corpus/text/reuters-1987-acq") {
        let stories = newswire(&read(&path)).unwrap_or_default();
        assert_eq!(stories.len(), 1, "{}", path.display());
        let found = &stories[0].found;
        assert!(!found.title.is_empty() && found.published.is_some(), "{}: {found:?}", path.display());
        let document = parse(Media::Text, &stories[0].body, None, &found.title);
        assert!(document.blocks.iter().any(|block| matches!(block, Block::Paragraph(_))), "{}", path.display());
    }
}

#[test]
fn the_seed_folds_twelve_paragraphs_and_is_titled_by_its_first_sentence() {
    let Some(path) = files("seed").into_iter().find(|path| path.extension().is_some_and(|e| e == "txt")) else {
        return;
    };
    let text = read(&path);
    let found = describe(Media::Text, &text, None, None);
    assert!(
        found.title.starts_with("China called on the United States") && found.title.ends_with('…'),
        "{}",
        found.title
    );
    assert_eq!(found.authors, ["Yonhap"]);
    let document = parse(Media::Text, &text, None, &found.title);
    assert_eq!(document.blocks.len(), 14);
    assert!(document.blocks[..13].iter().all(|block| matches!(block, Block::Paragraph(_))));
    let Block::Fold(FoldKind::Repeat(12), within) = &document.blocks[13] else { panic!("{:?}", document.blocks[13]) };
    assert_eq!(within[..], document.blocks[1..13]);
}
