//! `byline render`: prints an article as the reader would set it.

use super::Outcome;
use super::args::Page;
use super::chosen::is_like_an_id;
use super::context::{Context, Usage};
use super::inspect::read_file;
use super::output::stdout;
use crate::article::{Article, ArticleId};
use crate::document::{Block, Document, Run, parse};
use crate::runtime;
use crate::text::Clean;
use crate::theme::{Palette, Theme};
use crate::typeset::{Line, Measure, OpenFolds, Span, lines};
use std::io::{BufWriter, StdoutLock, Write};
use std::path::Path;

/// Runs the command.
pub fn run(context: &Context, what: &Path, page: Page) -> anyhow::Result<Outcome> {
    let articles = match find(context, what)? {
        Some(article) => vec![article],
        None => read_file(context, what)?.articles,
    };
    let mut press = Press::new(context, page);
    articles.iter().try_for_each(|article| press.print(article))?;
    press.finish()?;
    Ok(Outcome::Fine)
}

/// The article of the library that is meant, unless a file is: a file of that name counts first.
fn find(context: &Context, what: &Path) -> anyhow::Result<Option<Article>> {
    let typed = what.to_str().unwrap_or_default().to_ascii_lowercase();
    if !is_like_an_id(&typed) || what.exists() {
        return Ok(None);
    }
    let mut reader = context.up_to_date(false)?;
    let beginning = reader.ids_beginning(&typed, 2)?;
    // A whole id may be another name of an article.
    let id = match (typed.parse::<ArticleId>(), beginning.as_slice()) {
        (Ok(id), _) => id,
        (_, [id]) => *id,
        (_, []) => {
            let what = format!("no article's id begins with {typed}, and no file has that name");
            return Err(Usage::new(what).into());
        }
        _ => return Err(Usage::new(format!("several ids begin with {typed}: give more of it")).into()),
    };
    match reader.article(id)? {
        Some(opened) => Ok(Some(opened.article)),
        None => Err(Usage::new(format!("no article {typed}, and no file of that name; `byline list` has ids")).into()),
    }
}

/// Prints articles on standard output, a blank line between them.
pub struct Press {
    measure: Measure,
    theme: Option<Theme>,
    out: BufWriter<StdoutLock<'static>>,
    printed: usize,
}

impl Press {
    /// Sets as the settings say, and the options before them.
    pub fn new(context: &Context, page: Page) -> Self {
        let settings = &context.config.settings;
        let measure = Measure {
            width: page.width.unwrap_or(settings.measure),
            breaking: settings.breaking,
            links: settings.links,
        };
        let palette = Palette::from_env(|name| std::env::var(name).ok());
        let theme = page.color.then(|| context.theme(palette).0);
        Press { measure, theme, out: stdout(), printed: 0 }
    }

    /// Prints title, what is known of the article, and its text.
    pub fn print(&mut self, article: &Article) -> anyhow::Result<()> {
        if self.printed > 0 {
            writeln!(self.out)?;
        }
        self.printed += 1;
        let body = parse(article.media, &article.body, article.url.as_deref(), &article.title);
        self.set(&head(article), Measure { links: false, ..self.measure })?;
        writeln!(self.out)?;
        self.set(&body, self.measure)?;
        Ok(())
    }

    fn set(&mut self, document: &Document, measure: Measure) -> std::io::Result<()> {
        let folds = OpenFolds::none();
        let mut set = lines(document, measure, &folds);
        set.try_for_each(|line| print_spans(&mut self.out, &line.spans, self.theme.as_ref()))
    }

    /// Writes out what is printed, and says whether anything is.
    pub fn finish(mut self) -> anyhow::Result<bool> {
        self.out.flush()?;
        Ok(self.printed > 0)
    }
}

/// The lines that [`Press::print`] prints, every fold open.
pub fn printed_lines(article: &Article, body: &Document, measure: Measure) -> Vec<String> {
    let (head, folds) = (head(article), OpenFolds::all());
    let text = |line: Line| line.spans.iter().map(|span| &*span.text).collect::<String>();
    let above = lines(&head, Measure { links: false, ..measure }, &folds).map(text);
    above.chain([String::new()]).chain(lines(body, measure, &folds).map(text)).collect()
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
