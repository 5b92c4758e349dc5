//! Full articles: asked for one or several at once, and what came of it told when the last is here.

use crate::app::App;
use crate::app::event::{Effect, Question};
use crate::app::panes::Focus;
use crate::app::sources::Sources;
use crate::article::{ArticleId, Row};
use crate::text::count;

/// What came of the pages that were asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Pages {
    kept: usize,
    refused: Vec<String>,
}

impl App {
    /// Asks for the pages of articles.
    pub(super) fn fetch_pages(&mut self, rows: &[Row]) {
        let ids: Vec<ArticleId> = rows.iter().filter(|row| row.url.is_some()).map(|row| row.key.id).collect();
        match (rows, ids.len()) {
            (_, 0) => return self.say_no_address(rows),
            ([_], _) => self.notices.say("fetching the full article"),
            (_, some) if some < rows.len() => {
                let without = count(rows.len() - some, "article");
                self.notices.say(format!("fetching {} · {without} without an address", count(some, "full article")));
            }
            (_, all) => self.notices.say(format!("fetching {}", count(all, "full article"))),
        }
        if self.sources.pages_asked() == 0 {
            self.sources.pages = Pages::default();
        }
        for id in ids {
            self.sources.questions.push(Question::Page(id));
            self.effects.push(Effect::FetchPage(id));
        }
    }

    /// A page came, or did not: what came of all is told with the last.
    pub(super) fn page_fetched(&mut self, id: ArticleId, fetched: Result<(), String>) {
        self.sources.questions.retain(|question| *question != Question::Page(id));
        match fetched {
            Ok(()) => {
                self.sources.pages.kept += 1;
                self.show_page(id);
            }
            Err(why) => self.sources.pages.refused.push(why),
        }
        if self.sources.pages_asked() > 0 {
            return;
        }
        let Pages { kept, refused } = std::mem::take(&mut self.sources.pages);
        match (kept, &refused[..]) {
            (1, []) => self.notices.say("the full article is kept"),
            (kept, []) => self.notices.say(format!("{} are kept", count(kept, "full article"))),
            (0, [why]) => self.notices.trouble(format!("no full article: {why}")),
            (kept, [first, ..]) => {
                let (kept, refused) = (count(kept, "full article"), refused.len());
                self.notices.trouble(format!("{kept} kept, {refused} not: {first}"));
            }
        }
    }

    /// Shows the text of a page that came for the open article; its reader stays where that says the same.
    fn show_page(&mut self, id: ArticleId) {
        let open = self.reader.open.as_ref().filter(|open| open.row.key.id == id && !open.received);
        if let Some(open) = open.filter(|_| self.focus == Focus::Reader && !self.reader.opening) {
            self.resume = open.position();
            let effect = self.reader.ask(id, false);
            self.effects.push(effect);
        }
        self.reload();
    }
}

impl Sources {
    /// How many pages are still to come.
    pub fn pages_asked(&self) -> usize {
        self.questions.iter().filter(|question| matches!(question, Question::Page(_))).count()
    }
}
