//! How long text takes to be cleaned and set: a line of 10 MB, an article of 1 MB.
//!
//! The text is made here, the same on every machine. `cargo bench --bench typeset`.
#![allow(missing_docs, reason = "criterion's macros make undocumented items")]

use byline::document::{Block, Document, Run};
use byline::text::{Clean, visible_words, width};
use byline::typeset::{Breaking, Measure, OpenFolds, lines};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

const LONG: usize = 10 << 20;
const SCREEN: usize = 24;

/// `bytes` of `piece`, over and over.
fn repeat(piece: &str, bytes: usize) -> String {
    piece.repeat(bytes / piece.len())
}

fn long_lines() -> [(&'static str, String); 5] {
    [
        ("words", repeat("some words of a reader, ", LONG)),
        ("one word", repeat("A", LONG)),
        ("korean words", repeat("서울에서 열린 회의 ", LONG)),
        ("one syllable", repeat("한", LONG)),
        ("decomposed", repeat("a\u{301}", LONG)),
    ]
}

/// A document of one paragraph.
fn paragraph(text: &str) -> Document {
    let run = Run { text: Clean::flow(text), ..Run::default() };
    Document { blocks: vec![Block::Paragraph(vec![run])], links: Vec::new() }
}

/// An article of paragraphs of a hundred words each.
fn article(bytes: usize) -> Document {
    let text = "Reading is what a reader does when nothing else wants to be done first, and ".repeat(6);
    let block = |_| Block::Paragraph(vec![Run { text: Clean::flow(&text), ..Run::default() }]);
    Document { blocks: (0..bytes / text.len()).map(block).collect(), links: Vec::new() }
}

fn measure(breaking: Breaking) -> Measure {
    Measure { width: 72, breaking, links: true }
}

fn clean(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("clean 10 MB");
    group.sample_size(10).throughput(Throughput::Bytes(LONG as u64));
    for (name, text) in long_lines() {
        group.bench_function(BenchmarkId::from_parameter(name), |b| b.iter(|| Clean::line(black_box(&text))));
    }
    group.finish();
}

fn count(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("count 10 MB");
    group.sample_size(10).throughput(Throughput::Bytes(LONG as u64));
    for (name, text) in long_lines().into_iter().take(3) {
        group.bench_function(BenchmarkId::new("columns", name), |b| b.iter(|| width(black_box(&text))));
        group.bench_function(BenchmarkId::new("words", name), |b| b.iter(|| visible_words(black_box(&text))));
    }
    group.finish();
}

fn set(criterion: &mut Criterion) {
    let open = OpenFolds::none();
    let mut group = criterion.benchmark_group("set 10 MB in one line");
    group.sample_size(10);
    for (name, text) in long_lines() {
        let document = paragraph(&text);
        let lines = || lines(black_box(&document), measure(Breaking::Optimal), &open);
        group.bench_function(BenchmarkId::new("first screen", name), |b| b.iter(|| lines().take(SCREEN).count()));
        group.bench_function(BenchmarkId::new("all", name), |b| b.iter(|| lines().count()));
    }
    group.finish();
}

fn set_article(criterion: &mut Criterion) {
    let open = OpenFolds::none();
    let document = article(1 << 20);
    let mut group = criterion.benchmark_group("set an article of 1 MB");
    group.sample_size(10).throughput(Throughput::Bytes(1 << 20));
    for (name, breaking) in [("optimal", Breaking::Optimal), ("first fit", Breaking::First)] {
        let lines = || lines(black_box(&document), measure(breaking), &open).collect::<Vec<_>>();
        group.bench_function(name, |b| b.iter(lines));
    }
    group.finish();
}

criterion_group!(benches, clean, count, set, set_article);
criterion_main!(benches);
