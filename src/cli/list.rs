//! `byline list`: prints articles, in the order that is asked for, for people or, with `--json`, for programs.

use super::Outcome;
use super::args::Printing;
use super::chosen::parse;
use super::context::{Context, Usage};
use super::output::warn;
use super::rows::Printer;
use crate::config::SavedView;
use crate::index::Reader;
use crate::query::{Around, Expr, Order, Query, Search, View};
use crate::runtime;
use crate::text::{Clean, nearest};
use std::io::Write;

/// How many rows are asked for at a time.
const WINDOW: usize = 1_000;

/// What the reader shows by these names, as searches.
const OF_THE_READER: [(&str, &str); 6] = [
    ("all", ""),
    ("unread", " is:unread"),
    ("starred", " is:starred"),
    ("today", " after:today"),
    ("later", " is:later"),
    ("trash", " is:trashed"),
];

/// Runs the command.
pub fn run(context: &Context, view: Option<&str>, query: &str, printing: Printing) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let saved = view.map(|name| view_of(context, name)).transpose()?;
    let typed = (!query.trim().is_empty()).then(|| parse(query)).transpose()?;
    let order = printing.sort.or(saved.map(|view| view.order)).unwrap_or_default();
    let query = match (saved.map(|view| view.query.clone()), typed) {
        (Some(view), Some(typed)) => Some(Query { root: Expr::All(vec![view.root, typed.root]) }),
        (one, other) => one.or(other),
    };
    // Words are counted where text is indexed.
    let mut reader = context.up_to_date(query.is_some() || printing.json)?;
    let now = context.now.to_zoned(runtime::zone());
    let advice = query.as_ref().and_then(Query::advice);
    let search = query.map(|query| Search { query, now });
    let printed = print(&mut reader, &View { search, ..View::default() }, order, printing)?;
    if let Some(advice) = advice.filter(|_| printed == 0 && printing.limit != Some(0)) {
        warn(advice);
    }
    if !printing.json && !reader.has_articles()? {
        warn("the library is empty; `byline import PATH` takes files in");
    }
    Ok(Outcome::Fine)
}

fn view_of<'a>(context: &'a Context, name: &str) -> anyhow::Result<&'a SavedView> {
    let views = &context.config.views;
    let found = views.iter().find(|view| view.name == name);
    let mut alike = views.iter().filter(|view| view.name.to_lowercase() == name.to_lowercase());
    let alike = alike.next().filter(|_| alike.next().is_none());
    found.or(alike).ok_or_else(|| {
        let known = OF_THE_READER.iter().find(|(theirs, _)| theirs.eq_ignore_ascii_case(name));
        let known = known.map(|(_, query)| format!("; `byline list{query}` is what the reader calls so"));
        let near = || nearest(name, views.iter().map(|view| view.name.as_str()));
        let near = known.or_else(|| near().map(|near| format!("; did you mean {near}?"))).unwrap_or_default();
        Usage::new(format!("no view in config.toml is called {}{near}", Clean::line(name))).into()
    })
}

/// Prints the articles of a list, a window at a time; tells how many.
pub fn print(reader: &mut Reader, view: &View, order: Order, printing: Printing) -> anyhow::Result<usize> {
    let limit = printing.limit.unwrap_or(usize::MAX);
    let mut printer = Printer::new(reader, printing.json)?;
    let mut printed = 0;
    let view = &View { by: order.by, ..view.clone() };
    let mut around = if order.reversed { Around::Bottom } else { Around::Top };
    while printed < limit {
        let most = WINDOW.min((limit - printed).saturating_add(1));
        let (above, below) = if order.reversed { (most, 1) } else { (0, most) };
        let mut window = reader.window(view, around, above, below)?;
        if order.reversed {
            window.rows.reverse();
        }
        let is_last = if order.reversed { window.at_top } else { window.at_bottom };
        // A window begins with the row it was asked to lie around: the last one printed.
        let rows = window.rows.iter().filter(|row| around != Around::Key(row.key));
        for row in rows.take(limit - printed) {
            printer.print(row)?;
            printed += 1;
        }
        match window.rows.last() {
            Some(last) if !is_last && around != Around::Key(last.key) => around = Around::Key(last.key),
            _ => break,
        }
    }
    printer.out.flush()?;
    Ok(printed)
}
