//! What a page says of itself: its title, `<meta>` tags, links, and its declaration for search engines (JSON-LD).
//!
//! It does not look at how the page is built: one pass over its tags, and no tree.

use super::date;
use super::tokens::{Attributes, Reader, read_html};
use jiff::Timestamp;
use serde_json::Value;
use url::Url;

/// How much of one element's text is kept.
const TEXT: usize = 1000;
/// How much JSON is read of one declaration.
const JSON: usize = 2 << 20;

/// The names under which pages declare their title, their authors and their time, the most exact first.
const TITLES: [&str; 7] =
    ["dc:title", "dcterms:title", "og:title", "parsely-title", "twitter:title", "headline", "sailthru:title"];
const AUTHORS: [&str; 9] = [
    "dc:creator",
    "dcterms:creator",
    "author",
    "article:author",
    "parsely-author",
    "sailthru:author",
    "byl",
    "dable:author",
    "article:author_name",
];
const TIMES: [&str; 18] = [
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc:date",
    "dc:date:issued",
    "dcterms:created",
    "dcterms:issued",
    "date",
    "pubdate",
    "publishdate",
    "publish-date",
    "parsely-pub-date",
    "sailthru:date",
    "article_date_original",
    "ptime",
    "displaydate",
    "originalpublicationdate",
    "publication_date",
];

/// What a page says of itself.
#[derive(Debug, Default)]
pub(super) struct Head {
    /// What relative links are relative to.
    pub base: Option<String>,
    /// `<title>`.
    pub title: String,
    /// The title for other sites to show.
    pub shared_title: String,
    /// The headline of the declared article.
    pub headline: String,
    /// The first top heading.
    pub heading: String,
    /// People.
    pub authors: Vec<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// As declared.
    pub language: Option<String>,
    /// The page's own address.
    pub url: Option<String>,
    /// Tags.
    pub categories: Vec<String>,
    /// A short form.
    pub summary: Option<String>,
    /// The name of the site.
    pub site: String,
    /// The whole text, where the page declares it.
    pub article_text: Option<String>,
}

impl Head {
    /// Reads what `page`, which came from `base`, says.
    pub fn of(page: &str, base: Option<&str>) -> Head {
        let base = base.and_then(|base| Url::parse(base).ok());
        let mut scan = Scan { base, ..Scan::default() };
        read_html(page, &mut scan);
        scan.finish()
    }
}

/// Whose text is being collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Into {
    Title,
    Heading,
    Author,
    Json,
}

#[derive(Default)]
struct Scan {
    head: Head,
    base: Option<Url>,
    into: Option<(Into, String)>,
    collected: String,
    /// Names that the text of the page gives, for where it declares none.
    bylines: Vec<String>,
    /// The first time the text of the page gives.
    time: Option<Timestamp>,
    declared_time: Option<Timestamp>,
    title_rank: Option<usize>,
    author_rank: Option<usize>,
    declared_authors: Vec<String>,
}

impl Reader for Scan {
    fn start(&mut self, name: &str, tag: &Attributes<'_>) {
        match name {
            "html" => self.head.language = tag.filled("lang").or_else(|| tag.filled("xml:lang")).map(str::to_owned),
            "meta" => self.meta(tag),
            "link" if tag.get("rel") == Some("canonical") => self.address(tag.get("href")),
            "base" => {
                let joined = tag.filled("href").and_then(|href| match &self.base {
                    Some(base) => base.join(href).ok(),
                    None => Url::parse(href).ok(),
                });
                if let Some(url) = joined.filter(|url| matches!(url.scheme(), "http" | "https")) {
                    self.head.base = Some(url.to_string());
                    self.base = Some(url);
                }
            }
            "time" if self.time.is_none() => {
                self.time = tag.get("datetime").and_then(|text| date::read(text, None));
            }
            _ => {}
        }
        let into = match name {
            "title" if self.head.title.is_empty() => Into::Title,
            "h1" if self.head.heading.is_empty() => Into::Heading,
            "script" if tag.get("type").is_some_and(|kind| kind.contains("ld+json")) => Into::Json,
            "a" | "span" | "p" | "div" | "address" if self.into.is_none() && is_byline(tag) => Into::Author,
            _ => return,
        };
        self.into = Some((into, name.to_owned()));
        self.collected.clear();
    }

    fn end(&mut self, name: &str) {
        let Some((into, _)) = self.into.take_if(|(_, open)| open == name) else { return };
        let collected = std::mem::take(&mut self.collected);
        let text = collected.split_whitespace().collect::<Vec<_>>().join(" ");
        match into {
            Into::Title => self.head.title = text,
            Into::Heading => self.head.heading = text,
            Into::Author => self.bylines.push(text),
            Into::Json => self.json(&collected),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some((into, _)) = &self.into {
            let room = if *into == Into::Json { JSON } else { TEXT };
            if self.collected.len() + text.len() <= room {
                self.collected.push_str(text);
            }
        }
    }
}

impl Scan {
    fn meta(&mut self, tag: &Attributes<'_>) {
        let Some(content) = tag.filled("content") else { return };
        let property = tag.filled("property");
        let keys =
            property.or_else(|| ["name", "itemprop", "http-equiv"].into_iter().find_map(|name| tag.filled(name)));
        // One tag may say what it says under several names.
        for key in keys.unwrap_or("").to_ascii_lowercase().replace('.', ":").split_whitespace() {
            self.field(key, content, property.is_some());
        }
    }

    /// Takes one field: of several titles and authors the one whose name is most exact counts.
    fn field(&mut self, key: &str, content: &str, property: bool) {
        let rank = |keys: &[&str]| keys.iter().position(|k| *k == key).map(|at| 2 * at + 1 - usize::from(property));
        if let Some(rank) = rank(&TITLES).filter(|rank| *rank < self.title_rank.unwrap_or(usize::MAX)) {
            self.title_rank = Some(rank);
            self.head.shared_title = content.split_whitespace().collect::<Vec<_>>().join(" ");
        }
        if let Some(rank) = rank(&AUTHORS).filter(|rank| *rank <= self.author_rank.unwrap_or(usize::MAX)) {
            let mut names = Vec::new();
            add_names(&mut names, content);
            if self.author_rank == Some(rank) {
                self.declared_authors.extend(names);
            } else if !names.is_empty() {
                (self.author_rank, self.declared_authors) = (Some(rank), names);
            }
        }
        if TIMES.contains(&key) && self.declared_time.is_none() {
            self.declared_time = date::read(content, None);
        }
        let head = &mut self.head;
        match key {
            "og:site_name" => set(&mut head.site, content),
            "content-language" | "language" if head.language.is_none() => head.language = Some(content.to_owned()),
            "og:url" if head.url.is_none() => self.address(Some(content)),
            "article:tag" | "news_keywords" | "keywords" => add_tags(&mut head.categories, content),
            "og:description" | "description" | "twitter:description" if head.summary.is_none() => {
                head.summary = Some(content.to_owned());
            }
            _ => {}
        }
    }

    fn address(&mut self, href: Option<&str>) {
        let url = href.and_then(|href| match &self.base {
            Some(base) => base.join(href.trim()).ok(),
            None => Url::parse(href.trim()).ok(),
        });
        if let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) {
            self.head.url = Some(url.to_string());
        }
    }

    /// Reads one declaration for search engines: the first article in it counts.
    fn json(&mut self, text: &str) {
        let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
        let Ok(value) = serde_json::from_str::<Value>(text) else { return };
        // serde_json bounds the depth; the walk itself needs no recursion.
        let mut open = vec![&value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items.iter().rev()),
                Value::Object(fields) => {
                    if is_article(&fields.get("@type").cloned().unwrap_or_default()) {
                        return self.article(value);
                    }
                    open.extend(["@graph", "mainEntity", "mainEntityOfPage"].iter().filter_map(|key| fields.get(*key)));
                }
                _ => {}
            }
        }
    }

    fn article(&mut self, article: &Value) {
        let text = |key: &str| article[key].as_str().map(str::trim).filter(|text| !text.is_empty());
        let head = &mut self.head;
        set(&mut head.headline, text("headline").or_else(|| text("name")).unwrap_or(""));
        for author in article["author"].as_array().map_or(std::slice::from_ref(&article["author"]), Vec::as_slice) {
            let name = author.as_str().or_else(|| author["name"].as_str()).unwrap_or("");
            add_names(&mut head.authors, name);
        }
        if self.declared_time.is_none() {
            self.declared_time = text("datePublished").and_then(|text| date::read(text, None));
        }
        if let Some(body) = text("articleBody").filter(|_| head.article_text.is_none()) {
            head.article_text = Some(body.to_owned());
        }
    }

    fn finish(mut self) -> Head {
        self.head.published = self.declared_time.or(self.time);
        if self.head.authors.is_empty() {
            self.head.authors = std::mem::take(&mut self.declared_authors);
        }
        if self.head.authors.is_empty() {
            for name in self.bylines.iter().take(3) {
                if name.len() < 100 && name.split_whitespace().count() <= 8 {
                    add_names(&mut self.head.authors, name);
                }
            }
        }
        self.head
    }
}

fn is_article(kind: &Value) -> bool {
    let is =
        |kind: &Value| kind.as_str().is_some_and(|k| k.ends_with("Article") || k.ends_with("Posting") || k == "Report");
    kind.as_array().map_or_else(|| is(kind), |kinds| kinds.iter().any(is))
}

fn is_byline(tag: &Attributes<'_>) -> bool {
    tag.get("rel") == Some("author")
        || tag.get("itemprop") == Some("author")
        || tag.get("class").is_some_and(|class| {
            class.split_whitespace().any(|c| c.contains("byline") || matches!(c, "author" | "author-name"))
        })
}

fn set(slot: &mut String, text: &str) {
    if slot.is_empty() {
        *slot = text.split_whitespace().collect::<Vec<_>>().join(" ");
    }
}

/// Adds the names a byline lists, each once; an address is none.
pub(super) fn add_names(names: &mut Vec<String>, text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = text.strip_prefix("By ").or_else(|| text.strip_prefix("by ")).unwrap_or(&text);
    for name in text.split(" and ").flat_map(|part| part.split([',', ';', '&', '|'])) {
        let name = name.trim().trim_start_matches("By ").trim();
        let address = name.contains("://") || name.starts_with('@') || name.contains(".com/");
        let known = names.iter().any(|known| known.eq_ignore_ascii_case(name));
        if !name.is_empty() && name.len() <= 80 && !address && !known && names.len() < 12 {
            names.push(name.to_owned());
        }
    }
}

fn add_tags(tags: &mut Vec<String>, text: &str) {
    for tag in text.split([',', ';']).map(str::trim) {
        if !tag.is_empty() && tag.len() <= 60 && tags.len() < 24 && !tags.iter().any(|known| known == tag) {
            tags.push(tag.to_owned());
        }
    }
}
