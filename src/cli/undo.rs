//! `byline undo` and `byline redo`: take back this machine's last command, or do it again, also after a restart.

use super::Outcome;
use super::args::Changing;
use super::changing::Desk;
use super::context::Context;
use super::output::stdout;
use super::output::warn;
use crate::app::{Step, describe};
use crate::config::Edits;
use crate::runtime::{self, Ends, Turn};
use std::io::Write;

/// Back or forth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Take back.
    Undo,
    /// Do again.
    Redo,
}

impl Way {
    fn step(self) -> Step {
        match self {
            Way::Undo => Step::Undo,
            Way::Redo => Step::Redo,
        }
    }

    /// What is said of something that was done this way.
    fn said(self, what: &str) -> String {
        match self {
            Way::Undo => format!("undone: {what} · `byline redo` does it again"),
            Way::Redo => format!("done again: {what} · `byline undo` undoes"),
        }
    }
}

/// Runs the command.
pub fn run(context: &Context, way: Way, how: Changing) -> anyhow::Result<Outcome> {
    let mut desk = Desk::open(context, how)?;
    let edits = Edits::new(&context.paths);
    match runtime::turn(&edits, way.step(), Ends::default(), Some(&desk.library))? {
        Turn::Marks => {}
        Turn::Settings => return take_back_edit(context, &edits, way, how),
        // What another reader set ends with it.
        Turn::Set | Turn::Nothing => return Ok(nothing(way)),
    }
    let library = &mut desk.library;
    let op = library.new_op();
    let undone = match way {
        Way::Undo if how.dry_run => library.would_undo()?,
        Way::Redo if how.dry_run => library.would_redo()?,
        Way::Undo => library.undo(op, context.now)?,
        Way::Redo => library.redo(op, context.now)?,
    };
    let Some(undone) = undone else { return Ok(nothing(way)) };
    library.sync()?;
    let what = describe(&undone.what);
    let done = way.said(&what);
    desk.tell(&done, &done, &undone.ids)
}

fn nothing(way: Way) -> Outcome {
    warn(if way == Way::Undo { "nothing to undo" } else { "nothing to redo" });
    Outcome::Trouble
}

/// Takes back what the reader changed in settings and sources, or changes it so again.
fn take_back_edit(context: &Context, edits: &Edits, way: Way, how: Changing) -> anyhow::Result<Outcome> {
    let (next, done) = match way {
        Way::Undo if how.dry_run => (edits.to_undo().map(|(_, what)| what), None),
        Way::Redo if how.dry_run => (edits.to_redo().map(|(_, what)| what), None),
        Way::Undo => (None, edits.undo(context.now)?.map(|(_, what)| what)),
        Way::Redo => (None, edits.redo()?.map(|(_, what)| what)),
    };
    if !how.json {
        let said = next
            .map(|what| match way {
                Way::Undo => format!("would be undone: {what}"),
                Way::Redo => format!("would be done again: {what}"),
            })
            .or(done.map(|what| way.said(&what)));
        writeln!(stdout(), "{}", said.unwrap_or_default())?;
    }
    Ok(Outcome::Fine)
}
