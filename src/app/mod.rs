//! All state, and how events change it.
//!
//! Nothing in here reads a file, a clock or the terminal, and nothing waits: what must be done to the world is returned
//! as effects, and what comes of it arrives as events.

mod completing;
mod event;
mod find;
mod finding;
mod hints;
mod jumps;
mod line;
mod list;
mod listing;
mod lit;
mod marking;
mod motion;
mod naming;
mod notices;
mod noting;
mod outside;
mod ops;
mod order;
mod output;
mod overlay;
mod palette;
mod pages;
mod panes;
mod pending;
mod place;
mod program;
mod prompt;
mod reader;
mod reading;
mod rows;
mod selection;
mod settings;
mod snippets;
mod sources;
mod subscribing;
mod tentative;
#[cfg(test)]
mod tests;
mod typing;
mod undoing;
mod views;
#[cfg(test)]
pub(crate) mod world;

pub use event::{
    Answer, Configured, Effect, Event, Fetched, Generation, Listed, Marked, Opened, Overview, Progress, Question, Slow,
    Step, Work,
};
pub use find::{Found, hits_in};
pub use hints::{Hint, Hints};
pub use line::EditLine;
pub use list::List;
pub use lit::{Lit, LitRow};
pub use marking::{ages, describe};
pub use notices::Notices;
pub use output::Output;
pub use outside::{Form, Outside, Printed};
pub use overlay::{Help, HelpRow, Overlay};
pub use panes::{Focus, Panes};
pub use place::{Chosen, Place, Spot};
pub use prompt::{Choice, Prompt, Purpose};
pub use reader::{LARGE, Open, Reader, Setting};
pub use rows::{Columns, RowText, columns, row_text, wrap};
pub use selection::Use;
pub use settings::SetStep;
pub use sources::{Entry, Sources, Standing};
pub use subscribing::{KEPT_UNREAD, SourceField, Subscription, Troubled};
pub use tentative::KeyEffect;
pub use typing::Typed;
pub use views::as_query;

use crate::article::{Field, Value};
use crate::config::{Density, Layout, MarkRead, SavedView, UserCommand, Values};
use crate::keys::Keymap;
use crate::text::Clean;
use crate::theme::Theme;
use crate::typeset::Measure;
use jiff::{Timestamp, Zoned, tz::TimeZone};
use ops::Ops;
use panes::Arrangement;
use std::collections::VecDeque;
use typing::Ahead;

/// What the reader has chosen, in settings or by keys.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// How articles are set.
    pub setting: Setting,
    /// How the panes stand.
    pub layout: Layout,
    /// When an article becomes read by itself.
    pub mark_read: MarkRead,
    /// How much a row of the list shows.
    pub density: Density,
}

/// The time, as far as the program needs it.
#[derive(Clone, Debug)]
pub struct Now {
    /// The present.
    pub time: Timestamp,
    /// When the reader's day began, in seconds since 1970.
    pub today: i64,
    /// For showing dates.
    pub zone: TimeZone,
}

impl Now {
    /// The present, where the reader is.
    pub fn zoned(&self) -> Zoned {
        self.time.to_zoned(self.zone.clone())
    }
}

/// What the program starts with.
#[derive(Debug)]
pub struct Start {
    /// Columns and rows.
    pub size: (u16, u16),
    /// The time.
    pub now: Now,
    /// From settings.
    pub options: Options,
    /// The settings in force.
    pub settings: Values,
    /// The effective keymap.
    pub keymap: Keymap,
    /// The reader's own commands.
    pub commands: Vec<UserCommand>,
    /// The queries that are kept with a name.
    pub views: Vec<SavedView>,
    /// How roles look.
    pub theme: Theme,
    /// Whether the line to the terminal is slow, as far as can be told before it answers.
    pub slow: Slow,
    /// Where the reader was.
    pub place: Option<Place>,
    /// Random: the ids of commands are made from it.
    pub seed: [u8; 16],
    /// What is wrong with settings, keys or sources, for the first notice.
    pub trouble: Option<String>,
}

/// The state of the program.
#[derive(Debug)]
pub struct App {
    /// The list.
    pub list: List,
    /// The pane of sources.
    pub sources: Sources,
    /// The reader.
    pub reader: Reader,
    /// What lies over the panes.
    pub overlay: Option<Overlay>,
    /// The pane that has the keys.
    pub focus: Focus,
    /// Where the panes stand.
    pub panes: Panes,
    /// Keys typed that are not an action yet, with what can follow.
    pub typed: Typed,
    /// Something long under way.
    pub work: Option<Work>,
    /// The line for the reader.
    pub notices: Notices,
    /// The time.
    pub now: Now,
    /// What the reader has chosen.
    pub options: Options,
    /// The settings in force.
    settings: Values,
    themes: settings::Themes,
    /// The theme that was chosen before the themes are here.
    theme_wanted: Option<String>,
    /// The tags there are, as far as they were asked for.
    tags: Vec<(Clean, u64)>,
    /// How much a row of a list shows, where its view does not say.
    density: Density,
    /// The effective keymap.
    pub keymap: Keymap,
    /// How roles look.
    pub theme: Theme,
    /// Whether the line to the terminal is slow.
    pub slow: Slow,
    /// What was found out of it, for where the setting leaves it to that.
    found_slow: Slow,
    /// All that the library held at the start can be listed: what is not there then is not there.
    pub caught_up: bool,
    /// The name of what the last key did; empty where it did nothing yet.
    pub acted: &'static str,
    /// The focused pane fills the screen.
    pub alone: bool,
    /// The reader's own commands.
    commands: Vec<UserCommand>,
    /// The number of the newest command that was run.
    runs: Generation,
    /// The command that was given up last: of several articles, what it printed for the first may still come.
    given_up: Option<(Generation, String)>,
    ops: Ops,
    steps: undoing::Steps,
    search: Option<UnreadSearch>,
    /// The list was opened from the pane of sources: leaving it leads back there.
    from_sources: bool,
    /// What was chosen by keys.
    chosen: Chosen,
    /// The place in the article that the next start goes back to.
    resume: Option<String>,
    /// Where the last session ended, until the library is read or a key leads elsewhere.
    awaited: Option<Spot>,
    /// The key before was a cancel with nothing to cancel.
    cancelled: bool,
    /// The lists that searches were begun from, the newest last.
    found_from: Vec<Spot>,
    jumps: jumps::Jumps,
    /// The other end of the selected range.
    pub range: Option<list::Anchor>,
    /// What was changed last, to be repeated.
    last_change: Option<(Field, Value)>,
    /// What was typed in prompts.
    history: prompt::History,
    /// What waits until what was typed before it is on screen.
    ahead: VecDeque<Ahead>,
    /// The state before the last key, while that key may be part of a sequence.
    before: Option<Box<tentative::Before>>,
    effects: Vec<Effect>,
}

/// The search for an unread article that is under way.
#[derive(Clone, Copy, Debug)]
struct UnreadSearch {
    generation: Generation,
    forward: bool,
    /// Open what is found, not only go there.
    open: bool,
    /// Go on into the next sources when this one has no more.
    onward: bool,
    /// How many sources it may go on into when this one has no more: each once at most.
    hops: usize,
    /// Already began again from the top.
    wrapped: bool,
    /// The answer is still to come.
    under_way: bool,
}

impl App {
    /// The state at the start, and what must be done first.
    pub fn new(start: Start) -> (Self, Vec<Effect>) {
        let mut app = App {
            list: List::new(start.options.density),
            sources: Sources::new(start.views),
            reader: Reader::default(),
            overlay: None,
            focus: Focus::List,
            panes: Panes { size: start.size, ..Panes::default() },
            typed: Typed::default(),
            work: None,
            notices: Notices::default(),
            now: start.now,
            options: start.options,
            settings: start.settings,
            themes: settings::Themes::default(),
            theme_wanted: None,
            tags: Vec::new(),
            density: start.options.density,
            keymap: start.keymap,
            theme: start.theme,
            slow: start.slow,
            found_slow: start.slow,
            caught_up: false,
            acted: "",
            alone: false,
            commands: start.commands,
            runs: 0,
            given_up: None,
            ops: Ops::new(start.seed),
            steps: undoing::Steps::default(),
            search: None,
            from_sources: false,
            chosen: Chosen::default(),
            resume: None,
            awaited: None,
            cancelled: false,
            found_from: Vec::new(),
            jumps: jumps::Jumps::default(),
            range: None,
            last_change: None,
            history: Vec::new(),
            ahead: VecDeque::new(),
            before: None,
            effects: Vec::new(),
        };
        app.go_by_line();
        app.arrange();
        let place = start.place.unwrap_or_default();
        let article = place.spot.article.clone();
        app.restore(place);
        app.awaited = Some(Spot { article, ..app.list_spot() });
        app.ask_counts();
        if let Some(trouble) = start.trouble {
            app.notices.trouble(trouble);
        }
        let effects = std::mem::take(&mut app.effects);
        (app, effects)
    }

    /// Takes an event in, and tells what must be done to the world.
    pub fn update(&mut self, event: Event) -> Vec<Effect> {
        let is_typed = matches!(event, Event::Key(_) | Event::Tentative(..) | Event::Paste(_));
        match event {
            Event::Key(_) | Event::Tentative(..) | Event::TakeBack | Event::Swallowed(..) => self.take_key(event),
            Event::Paste(text) => self.type_ahead(Ahead::Text(text)),
            Event::Resize(width, height) => {
                self.panes.size = (width, height);
                self.arrange();
            }
            Event::Resumed => self.effects.push(Effect::Redraw),
            Event::Stop => self.effects.push(Effect::Suspend),
            Event::Leave => self.leave(),
            Event::Clock(time, today) => (self.now.time, self.now.today) = (time, today),
            Event::Listed(generation, window) => self.listed(generation, window),
            Event::Ranked(generation, key, rank) => self.list.ranked(generation, key, rank),
            Event::Overview(overview) => self.sources.take(overview, &self.now),
            Event::FoundUnread(generation, row) => self.found_unread(generation, row),
            Event::Opened(generation, opened) => self.opened(generation, *opened),
            Event::Gone(generation, _) if generation == self.reader.generation => {
                self.reader.opening = false;
                // The one that was left open may still come.
                if self.awaited.is_none() {
                    self.notices.trouble("this article is not in the library any more");
                }
            }
            Event::Gone(..) => {}
            Event::Typeset(generation, lines, progress) => self.typeset_more(generation, lines, progress),
            Event::Parsed(generation, document) => self.parsed(generation, document),
            Event::FoundIn(generation, hits) => self.found_in(generation, hits),
            Event::Counted(generation, total) => self.counted(generation, total),
            Event::Snippets(query, found) => self.take_snippets(&query, found),
            Event::ViewCounted(name, unread) => self.sources.take_count(name, unread),
            Event::Configured(configured) => {
                self.stop_expecting();
                self.configured(*configured);
            }
            Event::Tags(tags) => self.offer_tags(tags),
            Event::Themes(themes) => self.take_themes(themes),
            Event::Subscriptions(subscriptions) => self.take_subscriptions(subscriptions),
            Event::Feeds(feeds) => self.offer_feeds(feeds),
            Event::Added(source, articles) => self.offer_newest(source, articles),
            Event::Troubled(troubled) => self.list_troubled(troubled),
            Event::Older(counts) => self.offer_ages(&counts),
            Event::Attachments(ids, all) => self.attachments(&ids, &all),
            Event::Selected(what, rows, all) => self.selected(what, rows, all),
            Event::Printed(generation, printed) => self.printed(generation, printed),
            Event::Edited(text) => self.note_edited(&text),
            Event::NotesRead(id, notes) => self.notes_read(id, notes),
            Event::Marked(marked) => self.marked(marked),
            Event::SetAgain(step, sets) => self.set_again(step, &sets),
            Event::NothingToUndo(step) => self.nothing_to_undo(step),
            Event::PagesFetched(ids, fetched) => self.pages_fetched(ids, &fetched),
            Event::Changed => self.reload(),
            Event::CaughtUp => self.arrive(),
            Event::Answer(_) | Event::Focus(_) | Event::Bytes(..) | Event::Continued => {}
            Event::News(text) => self.tell_news(text),
            Event::Line(found) => self.find_line(found),
            Event::Unopened(urls, picture) => self.show_addresses(&urls, &picture),
            Event::Told(name, text) => self.tell(name, &text),
            Event::Working(work) => self.work = work,
            Event::Answered(question) => self.sources.questions.retain(|other| *other != question),
            Event::Unanswered(text) => self.unanswered(text),
            Event::Notice(text) => {
                self.stop_expecting();
                self.notices.say(text);
            }
            Event::Trouble(text) => {
                self.stop_expecting();
                self.notices.trouble(text);
            }
        }
        self.settle();
        self.go_on_typed();
        // Who leaves at once was nowhere else.
        if is_typed && !self.effects.iter().any(|effect| matches!(effect, Effect::Quit)) {
            self.awaited = None;
        }
        if self.effects.iter().any(|effect| matches!(effect, Effect::Edit(_))) {
            self.remember_other_step(None);
        }
        std::mem::take(&mut self.effects)
    }

    /// Gives the panes their places, and sets the article anew where its column changed.
    fn arrange(&mut self) {
        let by = Arrangement {
            layout: self.options.layout,
            alone: self.alone,
            focus: self.focus,
            reading: self.reader.open.is_some(),
        };
        self.panes = Panes::arrange(self.panes.size, by);
        self.typeset();
        self.set_output();
    }

    /// The column an article is set in.
    pub fn measure(&self) -> Measure {
        let Setting { measure, breaking, links, .. } = self.options.setting;
        Measure { width: measure.min(self.widest_measure()).max(1), breaking, links }
    }

    /// The widest column there is room for.
    fn widest_measure(&self) -> u16 {
        let room = self.panes.reader.map_or(self.panes.size.0, |area| area.width);
        // A column of air on both sides where there is room for it.
        if room > 30 { room - 2 } else { room }
    }

    fn typeset(&mut self) {
        let measure = self.measure();
        let Some(open) = &self.reader.open else { return };
        if open.measure == measure.width {
            return;
        }
        self.typeset_anew(measure);
    }

    fn typeset_anew(&mut self, measure: Measure) {
        let height = self.panes.reader_height();
        let about = self.about();
        let Some(open) = &mut self.reader.open else { return };
        if open.typeset(measure, &about) {
            self.reader.setting += 1;
            self.effects.push(Effect::Typeset {
                generation: self.reader.setting,
                document: open.document.clone(),
                measure,
                open: open.folds.clone(),
            });
        }
        open.end_at_foot(height);
    }

    /// What stands under the title of the open article.
    fn about(&self) -> Clean {
        let Some(open) = &self.reader.open else { return Clean::default() };
        let row = &open.row;
        let date = row.published.to_zoned(self.now.zone.clone()).strftime("%-d %B %Y, %H:%M").to_string();
        let date = if row.dated { date } else { format!("{date} (first seen)") };
        let minutes = row.words.div_ceil(self.options.setting.minute.max(1));
        // Until the text is indexed nobody has counted its words.
        let length = if row.words > 0 { format!("{minutes} min") } else { String::new() };
        let parts = [self.sources.name(row.source), open.authors.as_str(), &date, &length];
        Clean::line(&parts.iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" · "))
    }

    /// Keeps what the panes show within their rows.
    fn settle(&mut self) {
        self.name_keys();
        self.preview_theme();
        let (height, width) = (self.panes.list_height(), self.panes.list_width());
        self.list.settle(height, width);
        self.ask_snippets();
        let entries = self.sources.entries(&self.now);
        let here = self.sources.index(&entries);
        // What the keys are about is the row that is lit, once the sources are known.
        if self.focus == Focus::Sources && !self.sources.overview.sources.is_empty() {
            self.sources.cursor = entries[here].view.clone();
        }
        let height = self.panes.sources_height();
        let top = self.sources.top.clamp((here + 1).saturating_sub(height), here);
        self.sources.top = top.min(entries.len().saturating_sub(height));
    }
}
