//! Contexts: the parts of the program that have key bindings of their own.

use std::fmt;

/// What the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Bindings for every pane.
    Global,
    /// The list of articles, while no article is open.
    List,
    /// The reader.
    Reader,
    /// The sources.
    Sources,
    /// A line being typed.
    Prompt,
    /// Help.
    Help,
    /// Letters on links.
    Hints,
}

impl Context {
    /// Every context.
    pub const ALL: &[Context] = &[
        Context::Global,
        Context::List,
        Context::Reader,
        Context::Sources,
        Context::Prompt,
        Context::Help,
        Context::Hints,
    ];

    /// The name of its table in key files.
    pub fn name(self) -> &'static str {
        match self {
            Context::Global => "global",
            Context::List => "list",
            Context::Reader => "reader",
            Context::Sources => "sources",
            Context::Prompt => "prompt",
            Context::Help => "help",
            Context::Hints => "hints",
        }
    }

    /// Whether global bindings apply: where letters are typed they would be in the way.
    pub(super) fn takes_global(self) -> bool {
        !matches!(self, Context::Prompt | Context::Hints)
    }
}

impl fmt::Display for Context {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
