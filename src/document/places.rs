//! Names within a text that its own links may lead to, each at the words that follow it.
//!
//! It does not know which of them are used: that shows when all links are known.

use super::walk::each_inline;
use super::{Document, Run};
use crate::text::Clean;
use std::collections::{BTreeSet, HashMap};

/// How many names are known at most.
const NAMES: usize = 20_000;
/// The longest name, in bytes.
const LONGEST: usize = 200;

/// The names met so far.
#[derive(Default)]
pub(super) struct Places {
    numbers: HashMap<String, u32>,
    /// Names whose words are still to come.
    waiting: Vec<String>,
    next: u32,
}

impl Places {
    /// The words that follow have a name.
    pub fn name(&mut self, name: &str) {
        if name.len() <= LONGEST && self.numbers.len() + self.waiting.len() < NAMES {
            self.waiting.push(name.to_owned());
        }
    }

    /// Whether the words that come have no name.
    pub fn is_idle(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The number of the place that the words at hand are, if they have a name. A name counts where it stands first.
    pub fn take(&mut self) -> Option<u32> {
        if self.waiting.is_empty() {
            return None;
        }
        self.next += 1;
        for name in self.waiting.drain(..) {
            self.numbers.entry(name).or_insert(self.next);
        }
        Some(self.next)
    }

    /// Another name for the place of one.
    pub fn name_too(&mut self, name: &str, known: &str) {
        if let Some(number) = self.numbers.get(known).copied() {
            self.numbers.entry(name.to_owned()).or_insert(number);
        }
    }

    /// The place of a name, also of one written as in an address.
    pub fn find(&self, name: &str) -> Option<u32> {
        self.numbers.get(name).or_else(|| self.numbers.get(&decoded(name)?)).copied()
    }
}

/// A name whose bytes are written as `%C3%A9`.
fn decoded(name: &str) -> Option<String> {
    let (first, rest) = name.split_once('%')?;
    let mut bytes = first.as_bytes().to_vec();
    for part in rest.split('%') {
        bytes.push(u8::from_str_radix(part.get(..2)?, 16).ok()?);
        bytes.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(bytes).ok()
}

/// Forgets the places that no link leads to, and numbers the others; runs that were apart only by them are one again.
pub(super) fn keep_used(document: &mut Document) {
    let used: BTreeSet<u32> = document.links.iter().filter_map(|link| link.place).collect();
    let numbers: HashMap<u32, u32> = used.into_iter().zip(1..).collect();
    document.links.iter_mut().for_each(|link| link.place = link.place.map(|place| numbers[&place]));
    each_inline(&mut document.blocks, &mut |runs| {
        if runs.iter().all(|run| run.place.is_none()) {
            return;
        }
        let mut kept: Vec<Run> = Vec::with_capacity(runs.len());
        for mut run in runs.drain(..) {
            let was_place = run.place.is_some();
            run.place = run.place.and_then(|place| numbers.get(&place).copied());
            let is_place = run.place.is_some();
            match kept.last_mut() {
                Some(last)
                    if was_place && !is_place && !last.breaks && (last.style, last.link) == (run.style, run.link) =>
                {
                    last.text = Clean::flow(&format!("{}{}", last.text, run.text));
                    last.breaks = run.breaks;
                }
                _ => kept.push(run),
            }
        }
        *runs = kept;
    });
}
