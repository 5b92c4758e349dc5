//! Settings changed while a reader runs, as steps of undo: they end with it, as what was set does.
//!
//! It changes no setting: it tells what is to be changed back.

use super::edits::Ends;
use crate::article::OpId;
use jiff::Timestamp;

/// Changes of settings, the newest last.
#[derive(Debug)]
pub struct Sets<T> {
    done: Vec<Set<T>>,
    undone: Vec<(Timestamp, Set<T>)>,
}

#[derive(Debug)]
struct Set<T> {
    at: Timestamp,
    /// The command; commands of one step are taken back together.
    op: Option<OpId>,
    what: T,
}

impl<T> Set<T> {
    fn is_with(&self, op: Option<OpId>) -> bool {
        self.op.zip(op).is_some_and(|(one, other)| one.is_with(other))
    }
}

impl<T> Default for Sets<T> {
    fn default() -> Self {
        Sets { done: Vec::new(), undone: Vec::new() }
    }
}

impl<T: Clone> Sets<T> {
    /// Remembers a change.
    pub fn make(&mut self, op: Option<OpId>, what: T, now: Timestamp) {
        self.undone.clear();
        self.done.push(Set { at: now, op, what });
    }

    /// What is next.
    pub fn ends(&self) -> Ends {
        Ends { done: self.done.last().map(|set| set.at), undone: self.undone.last().map(|(at, _)| *at) }
    }

    /// The last step, to be taken back, the newest change first.
    pub fn undo(&mut self, now: Timestamp) -> Vec<T> {
        let mut step = Vec::new();
        let op = self.done.last().and_then(|set| set.op);
        while let Some(set) = self.done.pop_if(|set| step.is_empty() || set.is_with(op)) {
            step.push(set.what.clone());
            self.undone.push((now, set));
        }
        step
    }

    /// The step that was taken back last, to be done again, the oldest change first.
    pub fn redo(&mut self) -> Vec<T> {
        let mut step = Vec::new();
        let op = self.undone.last().and_then(|(_, set)| set.op);
        while let Some((_, set)) = self.undone.pop_if(|(_, set)| step.is_empty() || set.is_with(op)) {
            step.push(set.what.clone());
            self.done.push(set);
        }
        step
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan as _;

    #[test]
    fn what_one_key_set_is_taken_back_together_and_a_new_change_leaves_nothing_to_do_again() {
        let time = |second: i64| Timestamp::UNIX_EPOCH + second.seconds();
        let (op, other) = (OpId([1; 16]), OpId([2; 16]));
        let mut sets = Sets::default();
        for (at, op) in [Some(other), Some(op), Some(op.further(1)), None, None].into_iter().enumerate() {
            sets.make(op, at, time(at as i64));
        }
        let back: Vec<_> = (5..8).map(|now| sets.undo(time(now))).collect();
        assert_eq!(back, [vec![4], vec![3], vec![2, 1]]);
        assert_eq!(sets.ends(), Ends { done: Some(time(0)), undone: Some(time(7)) });
        assert_eq!([sets.redo(), sets.redo()], [vec![1, 2], vec![3]]);
        sets.make(None, 9, time(8));
        assert_eq!((sets.redo(), sets.undo(time(9))), (vec![], vec![9]));
    }
}
