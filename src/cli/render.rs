//! `byline render`: prints an article as the reader would set it.

use super::Outcome;
use super::context::{Context, Usage};
use super::inspect::read_file;
use super::output::stdout;
use crate::article::{Article, ArticleId};
use crate::document::{Block, Document, Run, parse};
use crate::query::View;
use crate::runtime;
use crate::text::Clean;
use crate::theme::{Palette, Theme};
use crate::typeset::{Measure, OpenFolds, Span, lines};
use std::io::Write;
use std::path::Path;

/// Runs the command.
pub fn run(context: &Context, what: &Path, width: Option<u16>, color: bool) -> anyhow::Result<Outcome> {
    let articles = match find(context, what)? {
        Some(article) => vec![article],
        None => read_file(context, what)?.articles,
    };
    let settings = &context.config.settings;
    let measure =
        Measure { width: width.unwrap_or(settings.measure), breaking: settings.breaking, links: settings.links };
    let palette = Palette::from_env(|name| std::env::var(name).ok());
    let theme = color.then(|| context.theme(palette).0);
    let mut out = stdout();
    for (n, article) in articles.iter().enumerate() {
        if n > 0 {
            writeln!(out)?;
        }
        print(&mut out, article, measure, theme.as_ref())?;
    }
    out.flush()?;
    Ok(Outcome::Fine)
}

/// The article of the library that is meant, unless a file is: a file of that name counts first.
fn find(context: &Context, what: &Path) -> anyhow::Result<Option<Article>> {
    let typed = what.to_str().unwrap_or_default().to_ascii_lowercase();
    let is_id = (4..=32).contains(&typed.len()) && typed.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_id || what.exists() {
        return Ok(None);
    }
    let mut reader = context.up_to_date(false)?;
    let id = match typed.parse() {
        Ok(id) => id,
        Err(_) => whole_id(&typed, reader.ids(&View::default())?)?,
    };
    match reader.article(id)? {
        Some(opened) => Ok(Some(opened.article)),
        None => Err(Usage::new(format!("no article {typed}, and no file of that name; `byline list` has ids")).into()),
    }
}

/// The one id that begins as typed.
fn whole_id(typed: &str, ids: Vec<ArticleId>) -> Result<ArticleId, Usage> {
    let mut matching = ids.into_iter().filter(|id| id.to_string().starts_with(typed));
    match (matching.next(), matching.next()) {
        (Some(id), None) => Ok(id),
        (None, _) => Err(Usage::new(format!("no article's id begins with {typed}, and no file has that name"))),
        (Some(_), Some(_)) => Err(Usage::new(format!("several ids begin with {typed}: give more of it"))),
    }
}

/// Prints title, what is known of the article, and its text.
fn print(out: &mut impl Write, article: &Article, measure: Measure, theme: Option<&Theme>) -> std::io::Result<()> {
    let body = parse(article.media, &article.body, article.url.as_deref(), &article.title);
    let folds = OpenFolds::none();
    let heading = Measure { links: false, ..measure };
    for line in lines(&head(article), heading, &folds) {
        print_spans(out, &line.spans, theme)?;
    }
    writeln!(out)?;
    for line in lines(&body, measure, &folds) {
        print_spans(out, &line.spans, theme)?;
    }
    Ok(())
}

/// What stands above the text: the title, then authors and time.
fn head(article: &Article) -> Document {
    let run = |text: Clean| vec![Run { text, ..Run::default() }];
    let mut blocks = vec![Block::Heading(1, run(Clean::title(&article.title)))];
    let mut known: Vec<String> = article.authors.clone();
    if let Some(published) = article.published {
        known.push(published.to_zoned(runtime::zone()).strftime("%Y-%m-%d %H:%M").to_string());
    }
    if !known.is_empty() {
        blocks.push(Block::Paragraph(run(Clean::line(&known.join(" · ")))));
    }
    Document { blocks, links: Vec::new() }
}

fn print_spans(out: &mut impl Write, spans: &[Span], theme: Option<&Theme>) -> std::io::Result<()> {
    for span in spans {
        match theme.map(|theme| theme.escape(span.role)).filter(|escape| !escape.is_empty()) {
            Some(escape) => write!(out, "{escape}{}\x1b[0m", span.text)?,
            None => out.write_all(span.text.as_bytes())?,
        }
    }
    writeln!(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_beginning_of_an_id_is_enough_where_only_one_begins_so() {
        let ids = [[0xab; 16], [0xac; 16]].map(ArticleId);
        assert_eq!(whole_id("abab", ids.to_vec()).unwrap(), ids[0]);
        assert!(whole_id("a", ids.to_vec()).unwrap_err().to_string().starts_with("several"));
        assert!(whole_id("ad", ids.to_vec()).unwrap_err().to_string().starts_with("no article"));
    }
}
