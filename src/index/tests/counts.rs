//! Counts cost the same in a large library as in a small one.

use super::{Home, article, id, source};
use crate::article::Field;
use crate::query::{Around, Only, View};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// When the day of these tests begins.
const DAY: i64 = 86_400;

/// Steps of SQLite's machine for everything that the screen shows of Today, with this many articles in it.
fn steps(articles: u32) -> u64 {
    let mut home = Home::new();
    // The articles of one fetch: all of them since midnight.
    home.add((0..articles).map(|n| article(source(0), n, Some(DAY + i64::from(n)), "alpha")).collect());
    home.mark(Field::Read, true, &[id(0, 1)]);
    let counted = Arc::new(AtomicU64::new(0));
    let steps = Arc::clone(&counted);
    home.reader.watch_steps(move || {
        steps.fetch_add(1, Ordering::Relaxed);
    });
    let today = View { only: Only::Since(DAY), ..View::default() };
    assert_eq!(home.reader.overview(DAY).unwrap().today.unread, u64::from(articles) - 1);
    assert_eq!(home.reader.window(&today, Around::Top, 0, 20).unwrap().total, u64::from(articles));
    assert_eq!(home.reader.total(&today).unwrap(), u64::from(articles));
    counted.load(Ordering::Relaxed)
}

#[test]
fn counts_of_today_do_not_walk_all_rows() {
    let (few, many) = (steps(100), steps(3_000));
    assert!(many < few * 2, "{few} steps with 100 articles, {many} with 3,000");
}
