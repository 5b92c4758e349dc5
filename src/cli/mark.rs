//! `byline mark`: marks all that a search finds, or articles by their ids, as one step of undo.

use super::Outcome;
use super::args::{Changing, Mark};
use super::changing::Desk;
use super::context::Context;
use crate::article::{Change, Field};
use crate::query::State;

/// Runs the command.
pub fn run(context: &Context, mark: Mark, words: &[String], how: Changing) -> anyhow::Result<Outcome> {
    let mut desk = Desk::open(context, how)?;
    let ids = desk.choose(words, (mark == Mark::Untrash).then_some(State::Trashed))?;
    let (field, on) = match mark {
        Mark::Read => (Field::Read, true),
        Mark::Unread => (Field::Read, false),
        Mark::Star => (Field::Star, true),
        Mark::Unstar => (Field::Star, false),
        Mark::Later => (Field::Later, true),
        Mark::Unlater => (Field::Later, false),
        Mark::Trash => (Field::Trash, true),
        Mark::Untrash => (Field::Trash, false),
    };
    let change = Change { field, value: on.into(), ids: ids.clone() };
    desk.change(&ids, &[change])
}
