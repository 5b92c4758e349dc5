//! A trie of key sequences: each branch waits for a further key, each leaf is a command.

use super::{Command, Key, Sequence};

/// A sequence ends in a command or goes on; never both, so no timer has to decide.
#[derive(Clone, Debug)]
pub(super) enum Node {
    /// The sequence is whole.
    Leaf(Command),
    /// Further keys, in the order they were bound.
    Branch(Vec<(Key, Node)>),
}

/// What stands in the way of a new sequence: one that is its beginning, or that it is the beginning of.
pub(super) struct InTheWay;

impl Node {
    /// A trie that binds nothing.
    pub(super) fn empty() -> Self {
        Node::Branch(Vec::new())
    }

    /// Binds `keys`, unless another sequence is in the way.
    pub(super) fn insert(&mut self, keys: &[Key], command: Command) -> Result<(), InTheWay> {
        let mut node = self;
        for key in keys {
            let Node::Branch(next) = node else { return Err(InTheWay) };
            let place = next.iter().position(|(k, _)| k == key).unwrap_or_else(|| {
                next.push((*key, Node::empty()));
                next.len() - 1
            });
            node = &mut next[place].1;
        }
        match node {
            Node::Branch(next) if next.is_empty() => *node = Node::Leaf(command),
            _ => return Err(InTheWay),
        }
        Ok(())
    }

    /// What follows after `keys`.
    pub(super) fn after(&self, keys: &[Key]) -> Option<&Node> {
        keys.iter().try_fold(self, |node, key| match node {
            Node::Leaf(_) => None,
            Node::Branch(next) => next.iter().find(|(k, _)| k == key).map(|(_, node)| node),
        })
    }

    /// Every sequence from here, with what it does.
    pub(super) fn sequences(&self) -> Vec<(Sequence, Command)> {
        let mut found = Vec::new();
        let mut open = vec![(Vec::new(), self)];
        while let Some((keys, node)) = open.pop() {
            match node {
                Node::Leaf(command) => found.push((Sequence(keys), command.clone())),
                Node::Branch(next) => {
                    open.extend(next.iter().rev().map(|(key, node)| ([&keys[..], &[*key]].concat(), node)));
                }
            }
        }
        found
    }
}
