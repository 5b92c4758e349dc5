//! `byline undo` and `byline redo`: take back this machine's last command, or do it again, also after a restart.

use super::Outcome;
use super::args::Changing;
use super::changing::Desk;
use super::context::Context;
use super::output::warn;
use crate::app::describe;

/// Back or forth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Take back.
    Undo,
    /// Do again.
    Redo,
}

/// Runs the command.
pub fn run(context: &Context, way: Way, how: Changing) -> anyhow::Result<Outcome> {
    let mut desk = Desk::open(context, how)?;
    let library = &mut desk.library;
    let op = library.new_op();
    let undone = match way {
        Way::Undo if how.dry_run => library.would_undo()?,
        Way::Redo if how.dry_run => library.would_redo()?,
        Way::Undo => library.undo(op, context.now)?,
        Way::Redo => library.redo(op, context.now)?,
    };
    let Some(undone) = undone else {
        warn(if way == Way::Undo { "nothing to undo" } else { "nothing to redo" });
        return Ok(Outcome::Trouble);
    };
    library.sync()?;
    let what = describe(&undone.what);
    let done = match way {
        Way::Undo => format!("undone: {what} · `byline redo` does it again"),
        Way::Redo => format!("done again: {what} · `byline undo` undoes"),
    };
    desk.tell(&done, &done, &undone.ids)
}
