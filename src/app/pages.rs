//! Full articles: the pages of one or several are asked for at once.

use crate::app::App;
use crate::app::event::{Effect, Fetched, Question};
use crate::app::panes::Focus;
use crate::article::{ArticleId, Row};
use crate::text::count;

impl App {
    /// Asks for the pages of articles.
    pub(super) fn fetch_pages(&mut self, rows: &[Row]) {
        let ids: Vec<ArticleId> = rows.iter().filter(|row| row.url.is_some()).map(|row| row.key.id).collect();
        let asked = |id| {
            self.sources.questions.iter().any(|question| matches!(question, Question::Pages(ids) if ids.contains(id)))
        };
        match (rows, ids.len()) {
            (_, 1..) if ids.iter().all(asked) => return self.notices.say("that is being fetched already"),
            (_, 0) => return self.say_no_address(rows),
            ([_], _) => self.notices.say("fetching the full article"),
            (_, some) if some < rows.len() => {
                let without = count(rows.len() - some, "article");
                self.notices.say(format!("fetching {} · {without} without an address", count(some, "full article")));
            }
            (_, all) => self.notices.say(format!("fetching {}", count(all, "full article"))),
        }
        self.sources.questions.push(Question::Pages(ids.clone()));
        self.effects.push(Effect::FetchPages(ids));
    }

    /// Pages came, or did not.
    pub(super) fn pages_fetched(&mut self, ids: Vec<ArticleId>, fetched: &Fetched) {
        let of_one = ids.len() == 1;
        let questions = self.sources.questions.len();
        self.sources.questions.retain(|question| *question != Question::Pages(ids.clone()));
        let kept = fetched.kept.len();
        match &fetched.refused[..] {
            _ if self.sources.questions.len() == questions => {
                let were = if kept == 1 { "was" } else { "were" };
                self.notices.say(format!("cancelled · {} {were} kept before", count(kept, "full article")));
            }
            [] if kept == 0 => self.notices.trouble("no full article: this article is not in the library any more"),
            [] if of_one => self.notices.say("the full article is kept"),
            [] => self.notices.say(format!("{} kept", count(kept, "full article"))),
            [(_, why)] if of_one => self.notices.trouble(format!("no full article: {why}")),
            [(title, why), ..] => {
                let (kept, not) = (count(kept, "full article"), fetched.refused.len());
                let told = if not == 1 { "which is" } else { "the first" };
                self.notices.trouble(format!("{kept} kept, {not} not, {told} {title}: {why}"));
            }
        }
        self.show_pages(&fetched.kept);
    }

    /// Shows the text of a page that came for the open article; its reader stays where that says the same.
    fn show_pages(&mut self, kept: &[ArticleId]) {
        let open = self.reader.open.as_ref().filter(|open| kept.contains(&open.row.key.id) && !open.received);
        if let Some(open) = open.filter(|_| self.focus == Focus::Reader && !self.reader.opening) {
            self.resume = open.position();
            let effect = self.reader.ask(open.row.key.id, false);
            self.effects.push(effect);
        }
        if !kept.is_empty() {
            self.reload();
        }
    }
}
