//! What keys are bound to: one action, or several in a row.

use crate::action::{Action, Call};
use std::fmt;

/// Actions, carried out one after the other; never empty when read from a file.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Command(pub Vec<Call>);

impl Command {
    /// The action, where it is one alone and without an argument.
    pub fn alone(&self) -> Option<Action> {
        match self.0.as_slice() {
            [Call { action, argument: None }] => Some(*action),
            _ => None,
        }
    }
}

impl<C: Into<Call>> From<C> for Command {
    fn from(call: C) -> Self {
        Command(vec![call.into()])
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, call) in self.0.iter().enumerate() {
            write!(f, "{}{call}", if number > 0 { ", " } else { "" })?;
        }
        Ok(())
    }
}
