//! An article as it is handed out of the program: as Markdown, as text, as JSON, and in environment variables.
//!
//! It writes no file and starts no command.

use super::Places;
use super::json::{ArticleJson, More};
use crate::app::Form;
use crate::article::{Article, ArticleId, Row};
use crate::document::{self, Block, Document, Run, markdown_text, plain_text};
use crate::index::{IndexError, Reader};
use crate::text::{Clean, beginning};
use jiff::tz::TimeZone;

/// The longest value of an environment variable, in bytes: a system refuses a command whose environment is too large.
const LONGEST: usize = 4_096;

/// What is said where an article to be handed out is none.
pub const GONE: &str = "this article is not in the library any more";

/// Articles that are to be handed out and are still to be read.
#[derive(Debug)]
pub struct Load {
    places: Places,
    /// Each with the name of its source.
    articles: Vec<(ArticleId, String)>,
}

impl Load {
    /// These articles, each with the name of its source.
    pub fn new(places: &Places, articles: Vec<(ArticleId, String)>) -> Self {
        Load { places: places.clone(), articles }
    }

    /// How many there are to be.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Reads one after the other; those that are gone meanwhile are left out.
    pub fn read(self) -> Result<impl Iterator<Item = Result<Handed, IndexError>>, IndexError> {
        let mut reader = Reader::open(&self.places.store, &self.places.index)?;
        let read = move |(id, source)| Handed::read(&mut reader, id, source).transpose();
        Ok(self.articles.into_iter().filter_map(read))
    }
}

/// An article, with what others want to know of it.
#[derive(Debug)]
pub struct Handed {
    /// As it stands in lists.
    pub row: Row,
    /// Its newest text.
    pub article: Article,
    /// What the reader noted on it.
    pub note: Option<String>,
    /// The name of its source.
    pub source: String,
}

impl Handed {
    /// Reads an article of the source of this name; none where it is not in the library any more.
    pub fn read(reader: &mut Reader, id: ArticleId, source: String) -> Result<Option<Self>, IndexError> {
        let (Some(row), Some(found)) = (reader.row(id)?, reader.article(id)?) else { return Ok(None) };
        let note = found.note().map(str::to_owned);
        Ok(Some(Handed { row, article: found.article, note, source }))
    }

    /// The whole article in a form.
    pub fn written(&self, form: Form, zone: &TimeZone) -> String {
        let Article { media, body, url, title, .. } = &self.article;
        let body = document::parse(*media, body, url.as_deref(), title);
        match form {
            Form::Markdown => [markdown_text(&self.head(zone)), markdown_text(&body)].join("\n"),
            Form::Text => format!("{}\n\n{}\n", plain_text(&self.head(zone)), plain_text(&body)),
            Form::Json => {
                let more = More { note: self.note.clone(), text: Some(plain_text(&body)) };
                let json = serde_json::to_string(&ArticleJson::of(&self.row, &self.source, more));
                json.unwrap_or_default() + "\n"
            }
        }
    }

    /// The title; then source, authors and day; then the address.
    fn head(&self, zone: &TimeZone) -> Document {
        let run = |text: Clean, breaks| Run { text, breaks, ..Run::default() };
        let day = self.row.published.to_zoned(zone.clone()).strftime("%Y-%m-%d").to_string();
        let known = [self.source.as_str(), self.row.author.as_str(), &day];
        let known: Vec<&str> = known.into_iter().filter(|part| !part.is_empty()).collect();
        let mut about = vec![run(Clean::line(&known.join(" · ")), self.row.url.is_some())];
        about.extend(self.row.url.clone().map(|url| run(url, false)));
        let title = Block::Heading(1, vec![run(self.row.title.clone(), false)]);
        Document { blocks: vec![title, Block::Paragraph(about)], links: Vec::new() }
    }

    /// Its parts by the names of the variables a command finds them in.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let Row { key, title, author, published, tags, url, .. } = &self.row;
        let tags = tags.iter().map(Clean::as_str).collect::<Vec<_>>().join(",");
        let url = url.as_ref().map_or("", Clean::as_str);
        let parts = [
            ("BYLINE_ID", key.id.to_string()),
            ("BYLINE_TITLE", title.to_string()),
            ("BYLINE_URL", url.to_owned()),
            ("BYLINE_SOURCE", self.source.clone()),
            ("BYLINE_AUTHORS", author.to_string()),
            ("BYLINE_PUBLISHED", published.to_string()),
            ("BYLINE_TAGS", tags),
        ];
        parts.into_iter().map(|(name, value)| (name, beginning(&value, LONGEST).to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Media, PublishedFrom, SortKey, SourceId};
    use jiff::Timestamp;

    fn handed() -> Handed {
        let source = SourceId::of("/n");
        let id = ArticleId::of_guid(source, "a.txt");
        let (seen, title) = (Timestamp::UNIX_EPOCH, "Low *water*".to_owned());
        Handed {
            row: Row {
                key: SortKey { time: 0, turn: 0, id },
                source,
                title: Clean::title(&title),
                author: Clean::line("Jane Roe"),
                lead: Clean::default(),
                published: seen,
                dated: true,
                words: 2,
                read: false,
                starred: false,
                later: false,
                trashed: false,
                noted: true,
                tags: vec![Clean::line("ports"), Clean::line("한국")],
                url: Some(Clean::line("https://e.org/low_water")),
            },
            article: Article {
                id,
                source,
                guid: None,
                url: None,
                title,
                authors: Vec::new(),
                published: None,
                published_from: PublishedFrom::Seen,
                seen,
                fetched: seen,
                language: None,
                media: Media::Html,
                body: "<p>It <b>fell</b>.<p>Then it rose.".to_owned(),
                summary: None,
                enclosures: Vec::new(),
                categories: Vec::new(),
            },
            note: Some("ask".to_owned()),
            source: "Wire".to_owned(),
        }
    }

    #[test]
    fn an_article_is_written_in_each_form() {
        let written = |form| handed().written(form, &TimeZone::UTC);
        assert_eq!(
            written(Form::Markdown),
            "# Low \\*water\\*\n\nWire · Jane Roe · 1970-01-01\\\nhttps://e.org/low\\_water\n\nIt **fell**.\n\nThen it rose.\n"
        );
        assert_eq!(
            written(Form::Text),
            "Low *water*\n\nWire · Jane Roe · 1970-01-01\nhttps://e.org/low_water\n\nIt fell.\n\nThen it rose.\n"
        );
        let json: serde_json::Value = serde_json::from_str(&written(Form::Json)).unwrap();
        assert_eq!((&json["text"], &json["note"]), (&"It fell.\n\nThen it rose.".into(), &"ask".into()));
    }

    #[test]
    fn no_part_is_too_long_for_an_environment() {
        let long = Handed { source: "한".repeat(10_000), ..handed() };
        let environment = long.environment();
        assert!(environment.iter().all(|(_, value)| value.len() <= LONGEST));
        assert!(environment.contains(&("BYLINE_TAGS", "ports,한국".to_owned())));
    }
}
