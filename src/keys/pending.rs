//! What was typed towards a command: a count and the first keys of a sequence.

use super::{Code, Command, Context, Key, Keymap, Sequence, Stroke, trie::Node};
use std::fmt;

/// What was typed so far; plain state, shown as it would be typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pending {
    /// The digits before the keys.
    pub count: Option<u32>,
    /// The first keys of a sequence.
    pub keys: Sequence,
}

impl Pending {
    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        *self == Pending::default()
    }
}

impl fmt::Display for Pending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.count.map_or(Ok(()), |count| write!(f, "{count}"))?;
        write!(f, "{}", self.keys)
    }
}

/// What a press of a key came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Press {
    /// A command is whole.
    Command {
        /// What to do.
        command: Command,
        /// The digits typed before it.
        count: Option<u32>,
    },
    /// A sequence has begun: what can follow it, without what was typed, each with what it does.
    Prefix(Vec<(Sequence, Command)>),
    /// A digit of a count.
    Count,
    /// Nothing is bound to these keys; what was typed is dropped.
    Unbound(Sequence),
    /// What was typed is dropped.
    Cancelled,
}

impl Keymap {
    /// Takes one key in: `pending` changes, and the answer says what came of it.
    pub fn press(&self, pending: &mut Pending, context: Context, stroke: impl Into<Stroke>) -> Press {
        let stroke = stroke.into();
        let key = stroke.key;
        if key.code() == Code::Esc && !pending.is_empty() {
            *pending = Pending::default();
            return Press::Cancelled;
        }
        if let Some(digit) = self.digit(pending, context, key) {
            pending.count = Some(pending.count.unwrap_or(0).saturating_mul(10).saturating_add(digit));
            return Press::Count;
        }
        pending.keys.0.push(self.bound(pending, context, stroke));
        match self.trie(context).after(&pending.keys.0) {
            Some(Node::Leaf(command)) => {
                let command = command.clone();
                Press::Command { command, count: std::mem::take(pending).count }
            }
            Some(branch) => Press::Prefix(branch.sequences()),
            None => Press::Unbound(std::mem::take(pending).keys),
        }
    }

    /// The key that is meant: where this one does nothing, the one at its place on a Latin keyboard, if that does. The place
    /// is what a layout says, or else the terminal. What is typed into a line is left as it is.
    fn bound(&self, pending: &Pending, context: Context, Stroke { key, place }: Stroke) -> Key {
        let leads_on = |key: Key| self.trie(context).after(&[&pending.keys.0[..], &[key]].concat()).is_some();
        if context == Context::Prompt && key.typed().is_some() || leads_on(key) {
            return key;
        }
        self.latin(key).or(place).filter(|latin| leads_on(*latin)).unwrap_or(key)
    }

    /// The value of a key that goes into the count: a first zero does not, nor a digit that begins a binding.
    fn digit(&self, pending: &Pending, context: Context, key: Key) -> Option<u32> {
        let digit = key.typed()?.to_digit(10)?;
        let counts = pending.keys.0.is_empty()
            && (pending.count.is_some() || (digit > 0 && self.trie(context).after(&[key]).is_none()));
        counts.then_some(digit)
    }
}
