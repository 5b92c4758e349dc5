//! What reading a megabyte of HTML, Markdown, plain text and a saved page costs: `cargo bench --bench document`.
//!
//! The texts are made here, always the same.

#![allow(missing_docs)]

use byline::article::Media;
use byline::document::{describe, parse};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// A paragraph that differs with `n`, so that nothing repeats.
fn sentence(n: usize) -> String {
    format!(
        "Paragraph {n} of the report says that ministers met on day {} in hall {} to talk of water and bread.",
        n * 7,
        n % 31
    )
}

fn text(bytes: usize, paragraph: impl Fn(usize) -> String) -> String {
    let mut text = String::new();
    for n in 0.. {
        if text.len() >= bytes {
            break;
        }
        text.push_str(&paragraph(n));
    }
    text
}

fn read(c: &mut Criterion) {
    let size = 1 << 20;
    let html = text(size, |n| {
        format!(
            "<p class=\"body\">{} <b>Bold</b> and <a href=\"/story/{n}\">linked</a>.</p>\n<ul><li>one<li>two {n}</ul>\n",
            sentence(n)
        )
    });
    let cases = [
        ("text", Media::Text, text(size, |n| format!("{}\n", sentence(n)))),
        (
            "markdown",
            Media::Markdown,
            text(size, |n| format!("## Part {n}\n\n{} *said* [x](https://e.org/{n})\n\n- a\n- b\n\n", sentence(n))),
        ),
        ("html", Media::Html, html.clone()),
        (
            "page",
            Media::Page,
            format!(
                "<!doctype html><html><head><title>Report</title></head><body><nav>menu</nav><article>{html}</article></body></html>"
            ),
        ),
    ];
    let mut group = c.benchmark_group("document");
    group.sample_size(20);
    for (name, media, body) in &cases {
        group.throughput(Throughput::Bytes(body.len() as u64));
        group.bench_function(format!("parse/{name}"), |b| b.iter(|| parse(*media, black_box(body), None, "")));
        group.bench_function(format!("describe/{name}"), |b| b.iter(|| describe(*media, black_box(body), None, None)));
    }
    group.throughput(Throughput::Bytes(size as u64));
    let bytes = cases[0].2.as_bytes();
    group.bench_function("decode/utf-8", |b| b.iter(|| byline::text::decode(black_box(bytes), None)));
    group.finish();
}

criterion_group!(benches, read);
criterion_main!(benches);
