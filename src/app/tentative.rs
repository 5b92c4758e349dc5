//! Keys that may begin an escape sequence: what effect each has, and how to undo it when the rest of the sequence arrives.

use crate::action::{Action, Editing, Motion, Program};
use crate::app::App;
use crate::app::event::{Effect, Event};
use crate::app::find::Found;
use crate::app::jumps::Jumps;
use crate::app::list::Anchor;
use crate::app::overlay::Overlay;
use crate::app::panes::Focus;
use crate::app::place::Spot;
use crate::app::reader::{Open, Wanted};
use crate::app::typing::{Ahead, Typed};
use crate::article::ArticleId;
use crate::keys::{Code, Context, Press, Stroke};
use crate::query::View;

/// What a key would do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyEffect {
    /// It closes, clears or cancels something that [`Event::TakeBack`] restores, or does nothing.
    Reversible,
    /// It moves, or closes an article or a list.
    Moving,
    /// Anything else, or not known yet.
    Lasting,
}

/// The state before a tentative key.
#[derive(Debug)]
pub struct Before {
    spot: Spot,
    rows: Vec<ArticleId>,
    focus: Focus,
    overlay: Option<Overlay>,
    typed: Typed,
    range: Option<Anchor>,
    found: Option<Found>,
    wanted: Option<Wanted>,
    top: usize,
    /// The open article, if a key may have closed it.
    open: Option<Open>,
    found_from: Vec<Spot>,
    from_sources: bool,
    source: View,
    jumps: Jumps,
    awaited: Option<Spot>,
    cancelled: bool,
}

impl App {
    /// What a key would do now.
    pub fn effect_of(&self, stroke: Stroke) -> KeyEffect {
        let is_next = self.ahead.is_empty() && (self.is_ready() || self.asks_for_no_row(&Ahead::Key(stroke)));
        if !is_next {
            return KeyEffect::Lasting;
        }
        let context = self.context();
        if context == Context::Prompt && stroke.key.typed().is_some() {
            return KeyEffect::Moving;
        }
        match self.keymap.press(&mut self.typed.pending.clone(), context, stroke) {
            Press::Command { command, .. } => {
                command.alone().map_or(KeyEffect::Lasting, |it| self.effect_of_action(it))
            }
            Press::Prefix(_) if stroke.key.code() != Code::Esc => KeyEffect::Lasting,
            Press::Prefix(_) | Press::Count | Press::Unbound(_) | Press::Cancelled => KeyEffect::Reversible,
        }
    }

    fn effect_of_action(&self, action: Action) -> KeyEffect {
        let closes = matches!(
            action,
            Action::Motion(Motion::Back) | Action::Program(Program::Escape | Program::Quit | Program::Cancel)
        );
        match (&self.overlay, action) {
            (Some(Overlay::Hints(_)), _) => KeyEffect::Reversible,
            (Some(Overlay::Prompt(_)), Action::Editing(Editing::Take | Editing::Outside)) => KeyEffect::Lasting,
            (Some(Overlay::Prompt(_)), Action::Editing(_)) => KeyEffect::Reversible,
            (Some(Overlay::Help(_)), Action::Editing(_)) => KeyEffect::Reversible,
            (Some(_), _) if closes && !self.is_running() => KeyEffect::Reversible,
            (None, Action::Program(Program::Escape)) => KeyEffect::Reversible,
            (None, Action::Program(Program::Quit)) if self.quits_to_list() => KeyEffect::Moving,
            // Opening an article may mark it read.
            (_, Action::Motion(Motion::Open)) => KeyEffect::Lasting,
            (_, Action::Motion(_)) => KeyEffect::Moving,
            _ => KeyEffect::Lasting,
        }
    }

    /// Handles a key, or the outcome of tentative ones.
    pub(super) fn take_key(&mut self, event: Event) {
        match event {
            Event::Key(key) => self.type_ahead(Ahead::Key(key)),
            Event::Tentative(key, is_first) => self.type_tentatively(key, is_first),
            Event::TakeBack => self.take_back(),
            Event::Swallowed(text, is_key) => self.say_swallowed(&text, is_key),
            _ => {}
        }
    }

    /// Does what a key does, so that [`App::take_back`] can undo it. Of several such keys in a row, only the first saves the
    /// state.
    fn type_tentatively(&mut self, stroke: Stroke, is_first: bool) {
        let mut before = self.before.take().filter(|_| !is_first).unwrap_or_else(|| Box::new(self.remember_state()));
        if before.open.is_none() && self.effect_of(stroke) == KeyEffect::Moving {
            before.open = self.reader.open.clone();
        }
        self.type_ahead(Ahead::Key(stroke));
        self.before = Some(before);
    }

    fn remember_state(&self) -> Before {
        let open = self.reader.open.as_ref();
        let article = open.map(|open| (open.row.key.id, open.position()));
        Before {
            spot: Spot { article, ..self.list_spot() },
            rows: self.list.rows.iter().map(|row| row.key.id).collect(),
            focus: self.focus,
            overlay: self.overlay.clone(),
            typed: self.typed.clone(),
            range: self.range,
            found: open.and_then(|open| open.found.clone()),
            wanted: open.and_then(|open| open.wanted),
            top: open.map_or(0, |open| open.top),
            open: None,
            found_from: self.found_from.clone(),
            from_sources: self.from_sources,
            source: self.sources.cursor.clone(),
            jumps: self.jumps.clone(),
            awaited: self.awaited.clone(),
            cancelled: self.cancelled,
        }
    }

    /// Undoes what tentative keys did: they were part of a sequence.
    fn take_back(&mut self) {
        let Some(before) = self.before.take() else { return };
        let before = *before;
        self.notices.clear();
        let here = self.list_spot();
        if (&here.view, here.order) != (&before.spot.view, before.spot.order) {
            self.show_spot(before.spot.clone());
            // Keep the rows that stayed visible after a mark.
            let ask = self.effects.pop();
            self.effects.push(Effect::Keep(before.rows));
            self.effects.extend(ask);
        } else if here.cursor != before.spot.cursor
            && let Some(key) = before.spot.cursor
        {
            let page = self.panes.list_height();
            let ask = self.list.return_to(key, before.spot.row, page);
            self.push_list(ask);
        }
        self.focus = before.focus;
        let open = self.reader.open.as_mut().filter(|_| !self.reader.opening);
        match (before.spot.article, open) {
            (Some((id, _)), Some(open)) if open.row.key.id == id => {
                (open.found, open.wanted, open.top) = (before.found, before.wanted, before.top);
            }
            (None, None) if !self.reader.opening => {}
            (article, _) => {
                self.leave_article();
                // The worker that sets a long text has lost it.
                if let Some(mut open) = before.open.filter(|open| open.behind.is_none()) {
                    (open.found, open.wanted, open.top) = (before.found, before.wanted, before.top);
                    self.reader.open = Some(open);
                } else if let Some(article) = article {
                    self.focus = Focus::List;
                    self.reopen(Some(article));
                }
            }
        }
        self.overlay = before.overlay;
        self.typed = before.typed;
        self.range = before.range;
        self.found_from = before.found_from;
        self.from_sources = before.from_sources;
        self.sources.cursor = before.source;
        self.jumps = before.jumps;
        self.awaited = before.awaited;
        self.cancelled = before.cancelled;
        self.arrange();
    }

    /// Reports typed bytes that did nothing because together they look like one key.
    fn say_swallowed(&mut self, text: &str, is_key: bool) {
        self.notices.say(if is_key {
            format!("read \"{text}\" as one key: it came right after Esc")
        } else {
            format!("ignored \"{text}\": it looks like part of a key")
        });
    }
}
