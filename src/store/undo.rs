//! Commands as undo sees them: which one is next to be taken back, or to be done again.
//!
//! It writes nothing: taking back is a new command that names the old one in `undoes`.

use super::record::MarkLine;
use crate::article::{Field, OpId};
use jiff::Timestamp;
use std::collections::HashSet;

/// One command of this device, with all lines it wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// The command.
    pub op: OpId,
    /// The command it takes back.
    pub undoes: Option<OpId>,
    /// When it was given.
    pub at: Timestamp,
    /// Its lines, by part.
    pub lines: Vec<MarkLine>,
}

impl Op {
    /// Whether it is a command of the reader's: where one was in an article is kept without being asked.
    pub fn is_command(&self) -> bool {
        self.lines.iter().any(|line| line.field != Field::Position)
    }
}

/// The command that undo takes back next, of commands newest first.
pub fn to_undo<E>(ops: impl Iterator<Item = Result<Op, E>>) -> Result<Option<Op>, E> {
    let mut undone = HashSet::new();
    for op in ops {
        let op = op?;
        match op.undoes {
            _ if undone.contains(&op.op) || !op.is_command() => {}
            Some(of) => {
                undone.insert(of);
            }
            None => return Ok(Some(op)),
        }
    }
    Ok(None)
}

/// The undo that redo takes back next, of commands newest first; a new command leaves nothing to redo.
pub fn to_redo<E>(ops: impl Iterator<Item = Result<Op, E>>) -> Result<Option<Op>, E> {
    let mut undone = HashSet::new();
    let mut candidates: Vec<Op> = Vec::new();
    for op in ops {
        let op = op?;
        if undone.contains(&op.op) {
            // Undone by a candidate: had that been a redo, this would be an undo itself.
            let by = candidates.iter().position(|by| by.undoes == Some(op.op));
            match (by, op.undoes) {
                (Some(by), None) => return Ok(Some(candidates.swap_remove(by))),
                (Some(by), Some(_)) => drop(candidates.swap_remove(by)),
                (None, _) => {}
            }
        } else if let Some(of) = op.undoes {
            undone.insert(of);
            candidates.push(op);
        } else if op.is_command() {
            return Ok(None);
        }
    }
    Ok(None)
}
