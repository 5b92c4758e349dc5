//! Ids for commands: each its own, those of several actions in a row one step of undo.

use crate::article::OpId;

/// Makes the ids of commands.
#[derive(Debug)]
pub(super) struct Ops {
    seed: [u8; 16],
    count: u64,
    /// The step of several actions in a row: its first command, once there is one, and how many follow.
    row: Option<(Option<OpId>, u32)>,
}

impl Ops {
    /// Ids that no other run of the program has made: `seed` is of this one alone.
    pub(super) fn new(seed: [u8; 16]) -> Self {
        Ops { seed, count: 0, row: None }
    }

    /// From now on all is one step of undo, or every command is one again.
    pub(super) fn in_a_row(&mut self, row: bool) {
        self.row = row.then_some((None, 0));
    }

    pub(super) fn next(&mut self) -> OpId {
        match &mut self.row {
            Some((Some(first), n)) => {
                *n += 1;
                first.further(*n)
            }
            _ => {
                let first = self.fresh();
                self.row = self.row.map(|_| (Some(first), 0));
                first
            }
        }
    }

    fn fresh(&mut self) -> OpId {
        self.count += 1;
        let mut input = self.seed.to_vec();
        input.extend(self.count.to_le_bytes());
        let mut id = [0; 16];
        id.copy_from_slice(&blake3::hash(&input).as_bytes()[..16]);
        OpId(id)
    }
}
