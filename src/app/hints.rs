//! Letters on the links in sight: the letter opens its link, or goes where it leads in the article; the capital copies it.

use crate::app::App;
use crate::app::event::Effect;
use crate::app::overlay::Overlay;
use crate::app::prompt::{Choice, Does, Purpose};
use crate::document::Link;
use crate::typeset;

/// Letters on the links in sight.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Each link in sight, from the top.
    pub marks: Vec<Hint>,
    /// The letters typed so far, small.
    pub typed: String,
}

/// A letter, or two, on a link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hint {
    /// What is typed to take it.
    pub letters: String,
    /// The link's index in the document.
    pub link: usize,
    /// Its row, counted from the article's first, and its column in the row.
    pub at: (usize, usize),
}

/// The letters of hints: those under the fingers first.
const LETTERS: &[u8] = b"asdfghjklqwertyuiopzxcvbnm";

const NO_LINKS: &str = "no links in this article";

impl App {
    /// Puts letters on the links in sight.
    pub(super) fn hint_links(&mut self) {
        let height = self.panes.reader_height();
        let Some(open) = &self.reader.open else {
            return self.say_in_articles("links are in articles");
        };
        let mut marks: Vec<Hint> = Vec::new();
        for index in open.top..open.top + height {
            let Some(line) = open.row(index) else { break };
            let mut column = 0;
            for span in &line.spans {
                if let Some(link) = span.link.map(|link| link as usize)
                    && index >= open.head.len()
                    && !marks.iter().any(|mark| mark.link == link)
                {
                    marks.push(Hint { letters: String::new(), link, at: (index, column) });
                }
                column += crate::text::width(&span.text);
            }
        }
        if open.document.links.is_empty() {
            return self.notices.say(NO_LINKS);
        }
        if marks.is_empty() {
            return self.notices.say("no link in sight · # lists all of this article's");
        }
        let two = marks.len() > LETTERS.len();
        for (at, mark) in marks.iter_mut().enumerate() {
            let letter = |at: usize| char::from(LETTERS[at % LETTERS.len()]);
            mark.letters = letter(if two { at / LETTERS.len() } else { at }).to_string();
            if two {
                mark.letters.push(letter(at));
            }
        }
        self.overlay = Some(Overlay::Hints(Hints { marks, typed: String::new() }));
    }

    /// A letter while hints are shown.
    pub(super) fn type_hint(&mut self, typed: char) {
        let Some(Overlay::Hints(hints)) = &mut self.overlay else { return };
        hints.typed.extend(typed.to_lowercase());
        let typed_so_far = hints.typed.clone();
        let taken = hints.marks.iter().find(|mark| mark.letters == typed_so_far).map(|mark| mark.link);
        let is_begun = hints.marks.iter().any(|mark| mark.letters.starts_with(&typed_so_far));
        match taken {
            Some(link) => {
                self.overlay = None;
                if typed.is_uppercase() { self.copy_link(link) } else { self.open_link_of(link) }
            }
            None if is_begun => {}
            None => {
                self.overlay = None;
                self.notices.say("no link has these letters");
            }
        }
    }

    /// Every link of the article, to be chosen from.
    pub(super) fn list_links(&mut self) {
        let Some(open) = &self.reader.open else {
            return self.say_in_articles("links are in articles");
        };
        let choice = |(index, link): (usize, &Link)| Choice {
            name: match link.place {
                Some(_) => format!("→ {}", link.text),
                None => format!("{} {}", index + 1, link.text),
            },
            about: link.place.map_or_else(|| link.url.to_string(), |_| "in this article".to_owned()),
            aside: link.refused.map_or(String::new(), |_| "not opened".to_owned()),
            does: Does::Open(index),
        };
        let links: Vec<Choice> = open.document.links.iter().enumerate().map(choice).collect();
        if links.is_empty() {
            return self.notices.say(NO_LINKS);
        }
        self.prompt(Purpose::Links, links);
    }

    /// The address that taking a choice opens.
    pub fn address_of<'a>(&'a self, choice: &'a Choice) -> Option<&'a str> {
        match &choice.does {
            Does::Open(link) => self.reader.open.as_ref()?.address(u32::try_from(*link).ok()?),
            Does::Address(url) => Some(url),
            _ => None,
        }
    }

    /// Opens a link of the open article outside, or goes where it leads in the article.
    pub(super) fn open_link_of(&mut self, index: usize) {
        let Some(link) = self.reader.open.as_ref().and_then(|open| open.document.links.get(index)) else { return };
        if let Some(place) = link.place {
            return self.go_within(place);
        }
        match link.refused {
            Some(why) => {
                let text = format!("not opened, {why}: {}", link.url);
                self.notices.trouble(text);
            }
            None => {
                let url = link.url.to_string();
                self.open_address(&url);
            }
        }
    }

    /// Goes to a place of the open article that its links lead to. It is never hidden.
    fn go_within(&mut self, place: u32) {
        let measure = self.measure();
        self.note_spot();
        let Some(open) = &mut self.reader.open else { return };
        let Some(at) = typeset::place(&open.document, place) else { return };
        if let Some(fold) = typeset::fold_of(&open.document, at.leaf)
            && !open.folds.is_open(fold)
        {
            open.folds.set(fold, true);
            self.typeset_anew(measure);
        }
        let height = self.panes.reader_height();
        if let Some(open) = &mut self.reader.open {
            open.go_to_or_wait(at, height);
        }
    }

    /// Copies the address of a link of the open article.
    pub(super) fn copy_link(&mut self, index: usize) {
        let Some(link) = self.reader.open.as_ref().and_then(|open| open.document.links.get(index)) else { return };
        let url = link.url.to_string();
        self.notices.say(format!("copied {url}"));
        self.effects.push(Effect::Copy(url));
    }
}
