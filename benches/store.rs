//! What the library costs: reading all of it, opening one article, appending.
//!
//! `cargo bench --bench store`. Bodies are 5 KB, as news is.

#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used)]

use byline::article::{Article, ArticleId, DeviceId, Field, Media, PublishedFrom, SourceId, Value};
use byline::store::{Fold, MarkLine, Places, Record, Store, Version, fingerprint};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use jiff::Timestamp;
use std::hint::black_box;

const ARTICLES: u64 = 4_000;

fn article(n: u64, media: Media) -> Record {
    let words = "The harbour reopened on Monday, said \u{201c}the mayor\u{201d}, after two weeks of repairs. ";
    let body = match media {
        Media::Html => format!("<p class=\"x\">{words}</p>\n").repeat(5_000 / (words.len() + 21)),
        _ => format!("{words}{words}{words}\n\n").repeat(5_000 / (3 * words.len() + 2)),
    };
    let now = Timestamp::from_second(1_700_000_000 + n as i64).unwrap();
    let article = Article {
        id: ArticleId::of_guid(SourceId([7; 16]), &n.to_string()),
        source: SourceId([7; 16]),
        guid: Some(format!("https://example.org/{n}")),
        url: Some(format!("https://example.org/{n}")),
        title: format!("Article {n} on the harbour"),
        authors: vec!["Jane Roe".to_owned()],
        published: Some(now),
        published_from: PublishedFrom::Declared,
        seen: now,
        fetched: now,
        language: Some("en".to_owned()),
        media,
        body,
        summary: None,
        enclosures: Vec::new(),
        categories: vec!["ports".to_owned()],
    };
    Record::Article(Box::new(Version::new(article, 1)))
}

fn mark(n: u64) -> MarkLine {
    MarkLine {
        op: byline::article::OpId([7; 16]),
        device: DeviceId([0; 16]),
        seq: 0,
        n: 1 + n % 7,
        at: Timestamp::UNIX_EPOCH,
        field: Field::Read,
        value: Value::On,
        prior: Value::Off,
        part: (1, 1),
        undoes: None,
        ids: vec![ArticleId::of_guid(SourceId([7; 16]), &(n % 5_000).to_string())],
    }
}

fn library() -> (tempfile::TempDir, Places) {
    let folder = tempfile::tempdir().unwrap();
    let places = Places { data: folder.path().join("data"), state: folder.path().join("state") };
    (folder, places)
}

fn read_all(store: &Store) -> usize {
    let files = store.files().unwrap();
    let lines = files.iter().flat_map(|file| store.read(&file.name, 0).unwrap());
    lines.filter(|line| black_box(line).as_ref().unwrap().1.is_ok()).count()
}

fn articles(c: &mut Criterion) {
    for (name, media) in [("text", Media::Text), ("html", Media::Html)] {
        let (_folder, places) = library();
        let mut store = Store::open(&places).unwrap();
        let records: Vec<_> = (0..ARTICLES).map(|n| article(n, media)).collect();
        let written = store.append_articles(&records).unwrap();
        let bytes: u64 = store.files().unwrap().iter().map(|file| file.len).sum();

        let mut group = c.benchmark_group(format!("articles/{name}"));
        group.throughput(Throughput::BytesDecimal(bytes)).sample_size(20);
        group.bench_function("read all 4,000", |b| b.iter(|| assert_eq!(read_all(&store), ARTICLES as usize)));
        group.throughput(Throughput::Elements(1));
        let mut at = written.iter().cycle().step_by(977);
        group.bench_function("open one", |b| b.iter(|| store.read_at(at.next().unwrap()).unwrap()));
        group.throughput(Throughput::Elements(1_000));
        group.bench_function("append 1,000 and sync", |b| {
            b.iter_batched(
                library,
                |(folder, places)| {
                    Store::open(&places).unwrap().append_articles(&records[..1_000]).unwrap();
                    folder
                },
                BatchSize::PerIteration,
            );
        });
        let Record::Article(version) = &records[0] else { unreachable!() };
        group.throughput(Throughput::BytesDecimal(version.article.body.len() as u64));
        let text = &version.article;
        group.bench_function("fingerprint", |b| b.iter(|| fingerprint(&text.title, black_box(&text.body))));
    }
}

fn marks(c: &mut Criterion) {
    let (_folder, places) = library();
    let mut store = Store::open(&places).unwrap();
    let mut lines: Vec<_> = (0..100_000).map(mark).collect();
    store.append_marks(&mut lines).unwrap();
    let mut group = c.benchmark_group("marks");
    group.sample_size(20);
    group.bench_function("append one", |b| {
        b.iter_batched(|| [mark(1)], |mut line| store.append_marks(&mut line).unwrap(), BatchSize::SmallInput)
    });
    group.bench_function("the newest command", |b| b.iter(|| store.own_ops().unwrap().next().unwrap().unwrap()));
    drop(store);
    let store = Store::open(&places).unwrap();
    group.throughput(Throughput::Elements(100_000));
    group.bench_function("read 100,000", |b| b.iter(|| read_all(&store)));
    let records: Vec<_> = lines.into_iter().map(Record::Mark).collect();
    group.bench_function("fold 100,000", |b| {
        b.iter(|| {
            let mut fold = Fold::default();
            records.iter().for_each(|record| fold.add(record));
            fold
        })
    });
}

criterion_group!(benches, articles, marks);
criterion_main!(benches);
