//! The guide that comes with byline: ordinary articles, built into the program.

use super::file::{Origin, read};
use crate::article::{Article, ArticleId, Change, Field, Source, SourceId, Value};
use crate::index::{IndexError, Library};
use jiff::{Timestamp, ToSpan};

/// The articles in their order: the file's name, and what it says.
const FILES: [(&str, &str); 10] = [
    ("first-minute.md", include_str!("../../assets/guide/01-first-minute.md")),
    ("moving.md", include_str!("../../assets/guide/02-moving.md")),
    ("reading-on.md", include_str!("../../assets/guide/03-reading-on.md")),
    ("marking.md", include_str!("../../assets/guide/04-marking.md")),
    ("finding.md", include_str!("../../assets/guide/05-finding.md")),
    ("over-ssh.md", include_str!("../../assets/guide/06-over-ssh.md")),
    ("your-own-files.md", include_str!("../../assets/guide/07-your-own-files.md")),
    ("where-your-data-lives.md", include_str!("../../assets/guide/08-where-your-data-lives.md")),
    ("every-script.md", include_str!("../../assets/guide/09-every-script.md")),
    ("wire-copy.txt", include_str!("../../assets/guide/10-wire-copy.txt")),
];

/// Takes the guide into a library that has no source yet; says whether it did.
pub fn take_in_guide(library: &mut Library, now: Timestamp) -> Result<bool, IndexError> {
    if library.has_sources()? {
        return Ok(false);
    }
    store(library, now)?;
    Ok(true)
}

/// Brings the guide back, unread and out of the trash, whatever became of it; gives its articles.
pub fn bring_back_guide(library: &mut Library, now: Timestamp) -> Result<Vec<ArticleId>, IndexError> {
    let ids = store(library, now)?;
    let off = |field| Change { field, value: Value::Off, ids: ids.clone() };
    let op = library.new_op();
    library.mark(op, &[off(Field::Read), off(Field::Trash)], now)?;
    Ok(ids)
}

fn store(library: &mut Library, now: Timestamp) -> Result<Vec<ArticleId>, IndexError> {
    let source = Source {
        id: SourceId::GUIDE,
        address: "byline:guide".into(),
        title: "Guide".into(),
        tags: Vec::new(),
        folder: None,
    };
    library.add_source(&source, now)?;
    let articles = articles(now);
    let ids = articles.iter().map(|article| article.id).collect();
    library.add(articles, now)?;
    Ok(ids)
}

/// The guide as articles: a second apart, so that a list has them in their order, and by no date of their own.
fn articles(now: Timestamp) -> Vec<Article> {
    let mut articles = Vec::new();
    for (n, (name, text)) in (0..).zip(FILES) {
        let seen = now.checked_sub(n.seconds()).unwrap_or(now);
        let origin =
            Origin { source: SourceId::GUIDE, guid: Some(name), modified: None, base: None, media: None, now: seen };
        articles.extend(read(text.as_bytes(), &origin).into_iter().flat_map(|holding| holding.articles));
    }
    articles
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_guide_is_ten_articles_in_their_order() {
        let articles = articles(Timestamp::UNIX_EPOCH);
        let mut sorted = articles.clone();
        sorted.sort_by_key(|article| std::cmp::Reverse(article.sort_time()));
        assert_eq!(articles.len(), FILES.len());
        assert_eq!(sorted, articles);
        assert!(articles[0].title.ends_with("The first minute"));
    }

    #[test]
    fn no_command_in_the_guide_is_broken_over_two_rows() {
        for (name, text) in FILES {
            let code = text.split("\n```").skip(1).step_by(2).flat_map(str::lines);
            let broken: Vec<&str> = code.filter(|line| crate::text::width(line) > 72).collect();
            assert_eq!(broken, [""; 0], "{name}");
        }
    }
}
