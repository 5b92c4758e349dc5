//! `byline show`: prints articles as the reader would set them, by id or as a search finds them. It marks nothing.

use super::args::Page;
use super::chosen::Chosen;
use super::context::Context;
use super::render::Press;
use super::rows::Printer;
use super::{Outcome, found};
use crate::article::{Article, ArticleId};
use crate::document::{parse, plain_text};
use crate::index::Reader;
use crate::runtime::More;
use std::io::Write;

/// Runs the command.
pub fn run(context: &Context, words: &[String], all: bool, page: Page, json: bool) -> anyhow::Result<Outcome> {
    context.warn_of_mistakes();
    let mut reader = context.up_to_date(json)?;
    let chosen = Chosen::read(words, &mut reader)?;
    if chosen.needs_text() && !json {
        reader = context.up_to_date(true)?;
    }
    let mut ids = chosen.ids(context, &mut reader)?;
    if chosen.needs_text() && !all {
        ids.truncate(1);
    }
    let any = if json { print_json(&mut reader, &ids)? } else { print(context, &mut reader, &ids, page)? };
    Ok(found(any, chosen.advice().as_deref()))
}

fn print(context: &Context, reader: &mut Reader, ids: &[ArticleId], page: Page) -> anyhow::Result<bool> {
    let mut press = Press::new(context, page);
    for id in ids {
        if let Some(opened) = reader.article(*id)? {
            press.print(&opened.article)?;
        }
    }
    press.finish()
}

fn print_json(reader: &mut Reader, ids: &[ArticleId]) -> anyhow::Result<bool> {
    let mut printer = Printer::new(reader, true)?;
    let mut any = false;
    for id in ids {
        if let (Some(row), Some(opened)) = (reader.row(*id)?, reader.article(*id)?) {
            any = true;
            let note = opened.note().map(str::to_owned);
            printer.print_with(&row, More { note, text: Some(text(&opened.article)) })?;
        }
    }
    printer.out.flush()?;
    Ok(any)
}

/// The readable text, a paragraph a line.
fn text(article: &Article) -> String {
    plain_text(&parse(article.media, &article.body, article.url.as_deref(), &article.title))
}
