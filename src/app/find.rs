//! Finding in the open article: where the hits are, and going from one to the next.
//!
//! A large one is looked through by a worker, so that no key waits for it.

use crate::app::App;
use crate::app::event::{Effect, Generation};
use crate::app::lit::Lit;
use crate::app::overlay::Overlay;
use crate::document::Document;
use crate::text::{Clean, count, grouped};
use crate::typeset::{self, Anchor};
use std::sync::Arc;

/// What was found in an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// What is lit.
    pub lit: Lit,
    /// Where it stands, from the top.
    pub hits: Vec<Anchor>,
    /// The hit that was gone to.
    pub here: Option<usize>,
    /// The row that was at the top when the line was begun.
    from: usize,
    /// The number under which it is still looked for.
    asked: Option<Generation>,
    then: Then,
}

/// What comes once the hits are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    /// The first from where the reader was is gone to.
    Go,
    /// That is said, too: the line was taken meanwhile.
    GoAndSay,
    /// The first is gone to where the reader is still at the top; nothing is lit where there is none.
    Light,
}

/// Where something stands in a document, paragraph by paragraph.
pub fn hits_in<'a>(lit: &'a Lit, document: &'a Document) -> impl Iterator<Item = Vec<Anchor>> + 'a {
    (0..)
        .zip(typeset::leaves(document))
        .map(|(leaf, text)| lit.hits(&text).into_iter().map(|hit| Anchor { leaf, offset: hit.start as u32 }).collect())
}

impl Found {
    /// Whether it is still looked for.
    pub fn is_looked_for(&self) -> bool {
        self.asked.is_some()
    }

    /// Which hit of how many: `3/17`.
    pub fn count(&self) -> String {
        match self.here {
            _ if self.is_looked_for() => "…".to_owned(),
            Some(here) => format!("{}/{}", grouped(here as u64 + 1), grouped(self.hits.len() as u64)),
            None => count(self.hits.len(), "hit"),
        }
    }
}

impl App {
    /// The line changed: what it says is lit, and the first hit from where the reader was is gone to.
    pub(super) fn find_typed(&mut self) {
        let Some(Overlay::Prompt(prompt)) = &self.overlay else { return };
        let typed = prompt.line.text.clone();
        let height = self.panes.reader_height();
        let Some(open) = &mut self.reader.open else { return };
        // The column may be another by now, and the rows fewer.
        let from = open.found.as_ref().map_or(open.top, |found| found.from.min(open.last_top(height)));
        if typed.is_empty() {
            (open.top, open.found) = (from, None);
            return;
        }
        self.look_for(Lit::Text(typed), from, Then::Go);
    }

    /// Has something lit and looked for in the open article.
    fn look_for(&mut self, lit: Lit, from: usize, then: Then) {
        self.reader.finding += 1;
        let generation = self.reader.finding;
        let Some(open) = &mut self.reader.open else { return };
        let document = Arc::clone(&open.document);
        open.found =
            Some(Found { lit: lit.clone(), hits: Vec::new(), here: None, from, asked: Some(generation), then });
        if open.large {
            return self.effects.push(Effect::FindIn { generation, document, lit });
        }
        let hits = hits_in(&lit, &document).flatten().collect();
        self.found_in(generation, hits);
    }

    /// More of the article is here: what is lit is looked for in all of it.
    pub(super) fn look_again(&mut self) {
        let Some(found) = self.reader.open.as_mut().and_then(|open| open.found.take()) else { return };
        self.look_for(found.lit, found.from, found.then);
    }

    /// The hits are known.
    pub(super) fn found_in(&mut self, generation: Generation, hits: Vec<Anchor>) {
        let height = self.panes.reader_height();
        let Some(open) = &mut self.reader.open else { return };
        let Some(found) = open.found.as_mut().filter(|found| found.asked == Some(generation)) else { return };
        (found.asked, found.hits) = (None, hits);
        match found.then {
            Then::Light if found.hits.is_empty() => open.found = None,
            Then::Light if open.top > 0 || open.wanted.is_some() => {}
            Then::Light => self.go_to_hit_from_here(),
            then => {
                let from = found.from;
                open.top = from.min(open.last_top(height));
                self.go_to_hit_from_here();
                if then == Then::GoAndSay {
                    self.find_taken();
                }
            }
        }
    }

    /// Lights what a search looked for in the article that it found, and goes to the first hit.
    pub(super) fn light_search(&mut self) {
        let Some(search) = &self.list.asked_view().search else { return };
        let query = search.query.clone();
        let from = self.reader.open.as_ref().map_or(0, |open| open.top);
        self.look_for(Lit::Query(query), from, Then::Light);
    }

    fn go_to_hit_from_here(&mut self) {
        let Some(open) = &self.reader.open else { return };
        let Some(found) = &open.found else { return };
        let here = open.place();
        let first = here.map_or(0, |here| found.hits.partition_point(|hit| *hit < here));
        if !found.hits.is_empty() {
            self.go_to_hit(first % found.hits.len());
        }
    }

    /// Goes to the next hit or the previous one, around; `false` where nothing is lit.
    pub(super) fn step_hit(&mut self, by: i64) -> bool {
        let Some(found) = self.reader.open.as_ref().and_then(|open| open.found.as_ref()) else { return false };
        let count = found.hits.len() as i64;
        if found.is_looked_for() {
            self.notices.say("still looking through this article");
            return true;
        }
        if count == 0 {
            return false;
        }
        let here = found.here.map_or(if by > 0 { -1 } else { 0 }, |here| here as i64);
        let wanted = here + by;
        self.go_to_hit(wanted.rem_euclid(count) as usize);
        let around = if wanted >= count {
            " · on from the top"
        } else if wanted < 0 {
            " · on from the end"
        } else {
            ""
        };
        if let Some(found) = self.reader.open.as_ref().and_then(|open| open.found.as_ref()) {
            let text = format!("hit {}{around}", found.count());
            self.notices.say(text);
        }
        true
    }

    fn go_to_hit(&mut self, index: usize) {
        let height = self.panes.reader_height();
        let measure = self.measure();
        let Some(open) = &mut self.reader.open else { return };
        let Some(found) = &mut open.found else { return };
        let Some(hit) = found.hits.get(index).copied() else { return };
        found.here = Some(index);
        // A hit is never hidden.
        if let Some(fold) = typeset::fold_of(&open.document, hit.leaf)
            && !open.folds.is_open(fold)
        {
            open.folds.set(fold, true);
            self.typeset_anew(measure);
        }
        let Some(open) = &mut self.reader.open else { return };
        let row = open.head.len() + typeset::line_at(&open.lines, hit);
        if !(open.top..open.top + height).contains(&row) {
            open.go_to_row(row.saturating_sub(height / 3), height);
        }
    }

    /// The line was taken: what it found stays lit.
    pub(super) fn find_taken(&mut self) {
        let Some(open) = &mut self.reader.open else { return };
        let text = match &mut open.found {
            Some(found) if found.is_looked_for() => {
                found.then = Then::GoAndSay;
                return;
            }
            Some(found) if found.hits.is_empty() => {
                let Lit::Text(wanted) = &found.lit else { return };
                let text = format!("no {} in this article · / in a list looks through all", Clean::line(wanted));
                open.found = None;
                text
            }
            Some(found) => {
                found.from = open.top;
                format!("hit {}", found.count())
            }
            None => return,
        };
        self.notices.say(text);
    }

    /// The line was left: nothing is lit, and the reader is where it was.
    pub(super) fn find_left(&mut self) {
        let height = self.panes.reader_height();
        let Some(open) = &mut self.reader.open else { return };
        if let Some(found) = open.found.take() {
            open.top = found.from.min(open.last_top(height));
        }
    }

    /// Puts out what is lit; `false` where nothing is.
    pub(super) fn put_out_hits(&mut self) -> bool {
        self.reader.open.as_mut().is_some_and(|open| open.found.take().is_some())
    }
}
