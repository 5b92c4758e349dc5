//! Commands as undo sees them: which one is next to be taken back, or to be done again.
//!
//! It writes nothing: taking back is a new command that names the old one in `undoes`.

use super::StoreError;
use super::lines::read_pieces;
use super::record::{MarkLine, Record};
use super::tail::Backwards;
use crate::article::{DeviceId, Field, OpId};
use jiff::Timestamp;
use std::collections::HashSet;
use std::path::Path;

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
    // What takes something back, newest first, and whether that proved to be a command: then it is no redo itself.
    let mut candidates: Vec<(Op, bool)> = Vec::new();
    let mut cleared = false;
    for op in ops {
        let op = op?;
        if undone.contains(&op.op) {
            if let Some(by) = candidates.iter().position(|(by, _)| by.undoes == Some(op.op)) {
                match op.undoes {
                    None => candidates[by].1 = true,
                    Some(_) => drop(candidates.remove(by)),
                }
            }
        } else if let Some(of) = op.undoes {
            undone.insert(of);
            if !cleared {
                candidates.push((op, false));
            }
        } else {
            cleared |= op.is_command();
        }
        match candidates.first() {
            Some((_, true)) => return Ok(Some(candidates.swap_remove(0).0)),
            None if cleared => return Ok(None),
            _ => {}
        }
    }
    Ok(None)
}

/// The commands in a device's own journals, newest first. Within a journal the order is the file's; between journals
/// it is the device's own clock.
pub(super) struct OwnOps {
    device: DeviceId,
    journals: Vec<Journal>,
    seen: HashSet<OpId>,
    failed: bool,
}

/// One journal, read from its end.
struct Journal {
    lines: Backwards,
    /// Marks of lines that were read, the next one last.
    read: Vec<MarkLine>,
}

impl Journal {
    /// The mark before the last one that was taken.
    fn peek(&mut self, device: DeviceId) -> Result<Option<&MarkLine>, StoreError> {
        while self.read.is_empty() {
            let Some(line) = self.lines.next()? else { return Ok(None) };
            let own = |record| match record {
                Record::Mark(mark) if mark.device == device => Some(mark),
                _ => None,
            };
            self.read = read_pieces(&line).into_iter().filter_map(own).collect();
        }
        Ok(self.read.last())
    }
}

impl OwnOps {
    pub fn open<'a>(device: DeviceId, journals: impl Iterator<Item = &'a Path>) -> Result<Self, StoreError> {
        let open = |path| Ok(Journal { lines: Backwards::open(path)?, read: Vec::new() });
        let journals = journals.map(open).collect::<Result<_, StoreError>>()?;
        Ok(OwnOps { device, journals, seen: HashSet::new(), failed: false })
    }

    /// The newest mark of any journal; of the command `op`, if one is given.
    fn take(&mut self, op: Option<OpId>) -> Result<Option<MarkLine>, StoreError> {
        let mut newest = None;
        for (at, journal) in self.journals.iter_mut().enumerate() {
            if let Some(mark) = journal.peek(self.device)?
                && op.is_none_or(|op| op == mark.op)
                && newest.is_none_or(|(_, time)| time < mark.at)
            {
                newest = Some((at, mark.at));
            }
        }
        Ok(newest.and_then(|(at, _)| self.journals[at].read.pop()))
    }

    /// The next command whose last part is there.
    fn next_op(&mut self) -> Result<Option<Op>, StoreError> {
        while let Some(last) = self.take(None)? {
            let mut op = Op { op: last.op, undoes: last.undoes, at: last.at, lines: vec![last] };
            while let Some(line) = self.take(Some(op.op))? {
                op.lines.push(line);
            }
            // What a disk refused to sync stands in two journals.
            op.lines.sort_by_key(|line| line.part);
            op.lines.dedup_by_key(|line| line.part);
            if op.lines.iter().any(MarkLine::is_last) && self.seen.insert(op.op) {
                return Ok(Some(op));
            }
        }
        Ok(None)
    }
}

impl Iterator for OwnOps {
    type Item = Result<Op, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let op = self.next_op();
        self.failed = op.is_err();
        op.transpose()
    }
}
