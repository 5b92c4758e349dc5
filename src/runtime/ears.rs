//! Connects the input parser to the program: key effects in, keys out.

use super::Runtime;
use super::input::{Input, Listener, Parser};
use super::screen::{self, Screen};
use crate::app::{Event, KeyEffect};
use crate::keys::Stroke;
use std::time::Duration;

/// The runtime with the screen, as the parser sees them.
pub struct Ears<'a> {
    runtime: &'a mut Runtime,
    screen: &'a mut Screen,
}

impl Listener for Ears<'_> {
    fn effect_of(&self, stroke: Stroke) -> KeyEffect {
        self.runtime.effect_of(stroke)
    }

    fn hear(&mut self, input: Input) {
        match input.event() {
            Some(event) => self.runtime.take(event, self.screen),
            None => {
                let effects = self.runtime.app.update(Event::Leave);
                self.runtime.carry_out(effects, self.screen);
            }
        }
    }
}

impl Runtime {
    /// Lets the parser act on bytes or on elapsed time.
    pub(super) fn hear(&mut self, screen: &mut Screen, act: impl FnOnce(&mut Parser, Duration, &mut Ears)) {
        let mut parser = std::mem::take(&mut self.parser);
        let now = self.begun.elapsed();
        act(&mut parser, now, &mut Ears { runtime: self, screen });
        self.parser = parser;
    }

    /// The effect of a key that may begin a sequence. A terminal with kitty's protocol sends no such keys.
    pub(super) fn effect_of(&self, stroke: Stroke) -> KeyEffect {
        if screen::has_all_keys() { KeyEffect::Lasting } else { self.app.effect_of(stroke) }
    }
}
