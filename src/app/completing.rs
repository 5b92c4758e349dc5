//! Completing a search while it is typed: the word before the cursor becomes one choice after the other.
//!
//! What it may become is told by `query`; the other prompts choose from what they were begun with.

use crate::app::App;
use crate::app::event::Effect;
use crate::app::overlay::Overlay;
use crate::app::palette::named;
use crate::app::prompt::{Choice, Prompt, Purpose};
use crate::query::{Begun, Completion, Names};
use crate::text::grouped;

impl Prompt {
    /// On to the next choice, or back, around.
    pub(super) fn step_choice(&mut self, by: i64) {
        if self.choices.is_empty() {
            return;
        }
        let count = self.choices.len() as i64;
        let here = self.chosen.map_or(if by > 0 { -1 } else { 0 }, |chosen| chosen as i64);
        self.chosen = Some((here + by).rem_euclid(count) as usize);
    }

    /// Whether the line is a search.
    pub fn is_search(&self) -> bool {
        matches!(self.purpose, Purpose::Search | Purpose::Limit)
    }

    /// The word before the cursor, where it can be completed.
    fn begun(&self) -> Option<Begun> {
        Begun::of(&self.line.text[..self.line.at]).filter(|_| self.is_search())
    }
}

impl App {
    /// On to the next choice, or back: in a search the word before the cursor becomes it.
    pub(super) fn step_choice(&mut self, by: i64) {
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        if !prompt.is_search() {
            return prompt.step_choice(by);
        }
        if !prompt.choices.is_empty() && prompt.mistake.is_none() {
            prompt.step_choice(by);
            return self.put_choice();
        }
        match prompt.begun() {
            Some(begun) if begun.field == Some("tag") => {
                prompt.awaited = Some(by);
                self.effects.push(Effect::Tags);
            }
            Some(begun) => self.complete(&begun, by),
            None => {}
        }
    }

    /// The tags are here that the word before the cursor may become.
    pub(super) fn complete_tag(&mut self) {
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay
            && let Some(by) = prompt.awaited.take()
            && let Some(begun) = prompt.begun()
        {
            self.complete(&begun, by);
        }
    }

    /// Completes a word; the choices stand only where there are several, so that of one the next Tab goes on behind it.
    fn complete(&mut self, begun: &Begun, by: i64) {
        let completions = begun.completions(&Names::of(&self.sources.overview.sources, &self.tags));
        let choice = |Completion { text, about, count }| named(text, about, count.map_or_else(String::new, grouped));
        let choices: Vec<Choice> = completions.into_iter().map(choice).collect();
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        let is_one = choices.len() == 1;
        (prompt.from, prompt.choices, prompt.chosen) = (begun.from, choices, None);
        prompt.step_choice(by);
        self.put_choice();
        if let Some(Overlay::Prompt(prompt)) = &mut self.overlay
            && is_one
        {
            prompt.choices.clear();
            prompt.chosen = None;
        }
    }

    /// Puts what is chosen in the place of the word before the cursor, and searches for it.
    fn put_choice(&mut self) {
        let Some(Overlay::Prompt(prompt)) = &mut self.overlay else { return };
        let Some(choice) = prompt.chosen.and_then(|chosen| prompt.choices.get(chosen)) else { return };
        prompt.line.replace(prompt.from, &choice.name);
        prompt.mistake = None;
        self.search_typed();
    }
}
