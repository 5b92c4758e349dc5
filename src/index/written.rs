//! Taking into the index what was just written to the store.

use super::IndexError;
use super::catching::{CatchingUp, take_all};
use super::file;
use super::library::Library;
use super::taking::Taking;
use super::untaken::Untaken;
use crate::store::{Aliases, Location, Record, Store, waiting_at_most};
use rusqlite::Connection;
use std::sync::Arc;
use std::time::Duration;

/// A command of more articles than this touches pages all over the tables: they are kept in memory until it is written.
const MANY: usize = 2_048;

impl Library {
    /// Takes in what was just written to the store, once no other process holds the index for as long as this. Where the index is of no use, what was written stands all the
    /// same, and comes in when it is built anew.
    pub(super) fn take_in(&mut self, records: &[(Location, Record)], wait: Option<Duration>) -> Result<(), IndexError> {
        let count = |record: &Record| if let Record::Mark(line) = record { line.ids.len() } else { 0 };
        let many = records.iter().map(|(_, record)| count(record)).sum::<usize>() > MANY;
        let act = |db: &Connection, store: &Store, aliases: &mut Aliases| {
            if many {
                file::set_cache(db, file::LARGE_CACHE)?;
            }
            let mut take = || take_records(Taking::begin(db, store, aliases)?, records);
            let taken = match wait {
                Some(wait) => waiting_at_most(wait, take),
                None => take(),
            };
            if many {
                file::set_cache(db, file::SMALL_CACHE)?;
            }
            taken
        };
        match self.where_it_is(|library| library.once(act)) {
            Err(error) if error.is_damage() => Ok(()),
            taken => taken,
        }
    }

    /// Takes in the marks that came before this was opened: what is marked now counts over each of them.
    pub(super) fn know_marks(&mut self) {
        // An index made just now knows none.
        let opened = self.with(|_, _, _| Ok(()));
        if opened.is_err() || self.knows_marks || self.is_behind() {
            return;
        }
        let progress = &mut |_| true;
        let known = self.where_it_is(|library| {
            library.once(|db, store, aliases| {
                waiting_at_most(file::SHORT_WAIT, || CatchingUp { db, store, aliases, progress }.run_marks())
            })
        });
        self.knows_marks = known.is_ok();
        if let Err(error) = known {
            tracing::warn!(%error, "what is marked now may count less than what came from elsewhere");
        }
    }

    /// Whether the index lacks marks that this one made.
    pub fn is_behind(&self) -> bool {
        !self.untaken.is_empty()
    }

    /// Takes in marks that are written, and with them those that could not be taken in before. They do not wait for who
    /// holds the index for long: more of them may be on their way to the journal, and the reader about to leave.
    pub(super) fn take_in_marks(&mut self, written: Vec<(Location, Record)>) {
        let is_known_to_wait = self.is_behind() && !written.is_empty();
        let wait = Some(if is_known_to_wait { Duration::ZERO } else { file::SHORT_WAIT });
        let mut records = self.untaken.take();
        records.extend(written);
        if records.is_empty() {
            return;
        }
        if let Err(error) = self.take_in(&records, wait) {
            // They stand in the journal: that they are not in the lists yet is no reason to say they were not made.
            tracing::warn!(%error, "marks come into the lists when the index can be written again");
            self.untaken = Untaken::of(records);
        }
    }
}

/// Takes in what was just written, and that it is taken in.
fn take_records(mut taking: Taking<'_>, records: &[(Location, Record)]) -> Result<(), IndexError> {
    take_all(&mut taking, records)?;
    for (file, from, upto) in stretches(records) {
        // Where the index is behind on this file, what was written now is taken in again later: no harm.
        if taking.taken(&file)? == from {
            taking.set_taken(&file, upto)?;
        }
    }
    taking.commit()
}

/// What was written to each file: from where, and up to behind the last newline.
fn stretches(records: &[(Location, Record)]) -> Vec<(Arc<str>, u64, u64)> {
    let mut stretches: Vec<(Arc<str>, u64, u64)> = Vec::new();
    for (at, _) in records {
        let end = at.offset + u64::from(at.len) + 1;
        match stretches.last_mut() {
            Some((file, _, upto)) if *file == at.file => *upto = end,
            _ => stretches.push((Arc::clone(&at.file), at.offset, end)),
        }
    }
    stretches
}
