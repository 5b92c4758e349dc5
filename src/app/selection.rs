//! What leaves the program or is asked of a server, for the article the keys are about, or for all that are selected.
//!
//! Which articles a range holds its list tells, also of rows that are not in memory: they are asked for, and used when
//! they are here.

use crate::app::App;
use crate::app::event::{Effect, Generation, Listed, Question};
use crate::app::outside::{Outside, Printed};
use crate::app::overlay::Overlay;
use crate::app::panes::Focus;
use crate::article::{Field, Row, Value};
use crate::query::{Extent, View};
use crate::text::{count, grouped};

/// What articles are used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Use {
    /// Their addresses are copied.
    Copy {
        /// Each with its title before it.
        titled: bool,
    },
    /// Their addresses are opened.
    Open {
        /// They are marked read, too.
        done: bool,
    },
    /// Their pages are fetched.
    FetchPages,
    /// One of their attachments is opened.
    Attachments,
    /// They are given to the world outside.
    HandOut(Outside),
}

impl Use {
    /// For how many articles at once at most: what nobody can have meant is not begun.
    pub fn most(&self) -> usize {
        match self {
            // Each becomes a window of a browser.
            Use::Open { .. } => 20,
            // Each is a question to a server.
            Use::FetchPages => 100,
            // Clipboards of terminals take some hundred kilobytes.
            Use::Copy { .. } | Use::Attachments => 1_000,
            Use::HandOut(_) => 10_000,
        }
    }
}

impl App {
    /// Lets go of the range; `false` where there is none.
    pub(super) fn let_go(&mut self) -> bool {
        let was = self.range.take().is_some();
        if was {
            self.notices.say("nothing is selected now");
        }
        was
    }

    /// Uses the article the keys are about, or all that are selected.
    pub(super) fn use_articles(&mut self, what: Use) {
        let Some(row) = self.meant() else { return self.say_no_article() };
        let Some(from) = self.range else { return self.use_rows(what, &[row]) };
        if let Some(many) = self.list.count_selected(from).filter(|many| *many > what.most() as u64) {
            // The range stays, to be made smaller.
            return self.too_many(&what, many as usize);
        }
        self.range = None;
        let view = View { by: self.list.order.by, ..self.list.view.clone() };
        let listed = Listed { view, seen: self.list.seen, extent: Extent::Between(from.key, row.key) };
        self.effects.push(Effect::Select(listed, what));
    }

    /// The articles of a range are here, from the top of the list that is not turned over: as many as may be used at
    /// once, and how many there are.
    pub(super) fn selected(&mut self, what: Use, mut rows: Vec<Row>, all: usize) {
        if all > what.most() {
            return self.too_many(&what, all);
        }
        if self.list.order.reversed {
            rows.reverse();
        }
        self.use_rows(what, &rows);
    }

    /// Says that there is no article the keys could be about.
    pub(super) fn say_no_article(&mut self) {
        self.notices.say(match self.focus {
            Focus::Sources => "articles are in lists: Enter opens one",
            _ => "no article here",
        });
    }

    /// Says what is in articles, none of which is open, and how to get there.
    pub(super) fn say_in_articles(&mut self, what: &str) {
        let opens = if self.focus == Focus::Sources { "a list" } else { "one" };
        self.notices.say(format!("{what}: Enter opens {opens}"));
    }

    fn use_rows(&mut self, what: Use, rows: &[Row]) {
        match what {
            Use::Copy { titled } => self.copy_rows(rows, titled),
            Use::Open { done } => self.open_rows(rows, done),
            Use::FetchPages => self.fetch_pages(rows),
            Use::Attachments => self.effects.push(Effect::Attachments(rows.iter().map(|row| row.key.id).collect())),
            Use::HandOut(what) => self.hand_out(rows, what),
        }
    }

    fn too_many(&mut self, what: &Use, all: usize) {
        let most = grouped(what.most() as u64);
        let why = format!("{} are selected; {most} at once is the most", count(all, "article"));
        match what {
            // Where it would have been printed it is told.
            Use::HandOut(Outside::Pipe(run, ..) | Outside::Command(run, _)) => {
                self.printed(*run, Printed { failed: Some(why), ..Printed::default() });
            }
            _ => self.notices.trouble(why),
        }
    }

    fn hand_out(&mut self, rows: &[Row], what: Outside) {
        match &what {
            Outside::Save(_) if rows.len() > 1 => {
                self.notices.say(format!("saving {}", count(rows.len(), "article")));
                self.sources.questions.push(Question::Save(rows.len()));
            }
            Outside::Pipe(run, ..) | Outside::Command(run, _) if !self.awaits(*run) => return,
            _ => {}
        }
        let named = rows.iter().map(|row| (row.key.id, self.sources.name(row.source).to_owned()));
        self.effects.push(Effect::HandOut(named.collect(), what));
    }

    fn copy_rows(&mut self, rows: &[Row], titled: bool) {
        let told = |row: &Row| match (&row.url, titled) {
            (Some(url), true) => Some(format!("{}\n{url}", row.title)),
            (None, true) => Some(row.title.to_string()),
            (url, false) => url.as_ref().map(ToString::to_string),
        };
        let texts: Vec<String> = rows.iter().filter_map(told).collect();
        match (rows, &texts[..]) {
            (_, []) => return self.say_no_address(rows),
            ([row], _) if titled => self.notices.say(format!("copied {}", row.title)),
            ([_], [text]) => self.notices.say(format!("copied {text}")),
            _ if titled => self.notices.say(format!("copied {}", count(texts.len(), "title"))),
            _ => self.notices.say(format!("copied {}", count_addresses(texts.len(), rows))),
        }
        self.effects.push(Effect::Copy(texts.join(if titled { "\n\n" } else { "\n" })));
    }

    fn open_rows(&mut self, rows: &[Row], done: bool) {
        let urls = |row: &Row| row.url.as_ref().map(ToString::to_string);
        let urls: Vec<String> = rows.iter().filter_map(urls).collect();
        if urls.is_empty() {
            return self.say_no_address(rows);
        }
        if let [url] = &urls[..] {
            self.notices.say(format!("opened {url}"));
        } else {
            self.notices.say(format!("opened {}", count_addresses(urls.len(), rows)));
        }
        self.effects.push(Effect::OpenAddresses(urls));
        match rows {
            _ if !done => {}
            [row] => self.done(row),
            _ => {
                let opened = rows.iter().filter(|row| row.url.is_some());
                let ids = opened.map(|row| row.key.id).collect();
                self.mark(Field::Read, Value::On, ids);
            }
        }
    }

    /// Says that none of these has an address.
    pub(super) fn say_no_address(&mut self, rows: &[Row]) {
        self.notices.say(match rows {
            [_] => "this article has no address",
            _ => "nothing that is selected has an address",
        });
    }

    /// Uses the link of this number in the open article; without a number the article, or what is selected.
    pub(super) fn use_link(&mut self, number: Option<u32>, what: Use) {
        let Some(number) = number.filter(|_| self.focus == Focus::Reader) else { return self.use_articles(what) };
        let Some(link) = self.reader.open.as_ref().and_then(|open| open.document.numbered(number)) else {
            return self.notices.say(format!("no link {number} in this article"));
        };
        match what {
            Use::Copy { .. } => self.copy_link(link),
            _ => self.open_link_of(link),
        }
    }

    /// Whether the answer of a command is waited for.
    fn awaits(&self, run: Generation) -> bool {
        matches!(&self.overlay, Some(Overlay::Output(output)) if output.generation == run)
    }
}

/// So many addresses of these articles, and that some have none.
fn count_addresses(addresses: usize, rows: &[Row]) -> String {
    let addressed = match addresses {
        1 => "1 address".to_owned(),
        many => format!("{} addresses", grouped(many as u64)),
    };
    match rows.len() - addresses {
        0 => addressed,
        without => format!("{addressed} · {} without", count(without, "article")),
    }
}
