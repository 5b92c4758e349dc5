//! The text of a page among those that a feed gave: which is shown, and that none is lost.

use super::{Home, article, source};
use crate::article::Article;
use crate::store::{Record, Version};
use jiff::ToSpan as _;
use proptest::prelude::*;

/// A title and a body.
type Text = (String, String);

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Titles, texts and whether each is that of the page, in the order in which they came.
    #[test]
    fn the_last_text_of_the_page_is_shown_and_every_text_stays(
        came in prop::collection::vec(("[ab]", "[abc]{1,2}", any::<bool>()), 1..10),
    ) {
        let mut home = Home::new();
        let (mut fed, mut full): (Vec<Text>, Vec<Text>) = (vec![], vec![]);
        for (at, (title, body, is_full)) in came.into_iter().enumerate() {
            // The page of an article is fetched for what is known of it, and stands under its title.
            let title = if is_full { fed.last().map_or(title, |(title, _)| title.clone()) } else { title };
            let body = if is_full { format!("page {body}") } else { body };
            let known = article(source(0), 1, None, "x");
            let (first_seen, seen) = (known.seen, known.seen + (at as i64).seconds());
            let article = Article { title: title.clone(), body: body.clone(), seen, ..known };
            let version = Version { full: is_full, ..Version::new(article, 1) };
            let now = home.now();
            home.library.add_all(&[], vec![version], now).unwrap();
            let this = (title.clone(), body);
            let same = if is_full { full.last() } else { fed.last() };
            if same == Some(&this) {
            } else if is_full {
                full.retain(|known| *known != this);
                full.push(this);
            } else {
                fed.retain(|known| *known != this);
                fed.push(this);
                // The title goes with the text that is shown, also one that it had before.
                if let Some((_, body)) = full.last() {
                    let titled = (title, body.clone());
                    full.retain(|known| *known != titled);
                    full.push(titled);
                }
            }
            let id = home.ids(crate::query::Only::All)[0];
            let shown = home.reader.article(id).unwrap().unwrap();
            let expected = full.last().or(fed.last()).unwrap();
            prop_assert_eq!((&shown.article.title, &shown.article.body), (&expected.0, &expected.1));
            prop_assert_eq!(shown.full, !full.is_empty());
            prop_assert_eq!(shown.article.seen, first_seen, "a later text is not seen first");
            let row = home.reader.row(id).unwrap().unwrap();
            prop_assert_eq!((row.published, row.dated), (first_seen, false), "it came when its first text did");
            prop_assert_eq!(shown.versions as usize, fed.len() + full.len());
            if let Some(last) = fed.last() {
                let received = home.reader.received(id).unwrap().unwrap();
                prop_assert_eq!((&received.title, &received.body), (&last.0, &last.1));
            }
        }
        let stored: Vec<Text> = home
            .library
            .store
            .files()
            .unwrap()
            .iter()
            .flat_map(|file| home.library.store.read(&file.name, 0).unwrap().map(|line| line.unwrap().1.unwrap()))
            .filter_map(|record| match record {
                Record::Article(version) => Some((version.article.title, version.article.body)),
                _ => None,
            })
            .collect();
        for text in fed.iter().chain(&full) {
            prop_assert!(stored.contains(text), "{text:?} is lost");
        }
        home.catch_up();
        home.assert_rebuilt_is_equal();
    }
}
