//! Everything the reader can do: one enum an area, one row a name, a help text and a parser.
//!
//! It does nothing itself: `keys` finds the action, `app` carries it out.

mod call;
mod editing;
mod finding;
mod marking;
mod motion;
mod program;
mod reading;
mod sourcing;

pub use call::{Argument, Call, FORMS, NotACall, Takes};
pub use editing::Editing;
pub use finding::Finding;
pub use marking::Marking;
pub use motion::Motion;
pub use program::Program;
pub use reading::Reading;
pub use sourcing::Sourcing;

use crate::text::nearest;
use std::fmt;

/// One row an action: variant, name in key files, what it does as an order; `takes Number` or `takes Text` where it has
/// an argument.
macro_rules! actions {
    ($(#[$doc:meta])* $area:ident; $($action:ident $name:literal $help:literal $(takes $takes:ident)?;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $area {
            $(#[doc = $help] $action,)*
        }

        impl $area {
            /// Every action of the area, in the order of the table.
            pub const ALL: &[$area] = &[$($area::$action,)*];

            /// The name in key files.
            pub fn name(self) -> &'static str {
                match self { $($area::$action => $name,)* }
            }

            /// What it does, as an order.
            pub fn help(self) -> &'static str {
                match self { $($area::$action => $help,)* }
            }

            /// What stands after the name.
            pub fn takes(self) -> $crate::action::Takes {
                match self { $($area::$action => $crate::action::takes!($($takes)?),)* }
            }
        }
    };
}
use actions;

/// What stands after a name; nothing where its row does not say.
macro_rules! takes {
    () => {
        $crate::action::Takes::Nothing
    };
    ($takes:ident) => {
        $crate::action::Takes::$takes
    };
}
use takes;

/// One row an area: variant and enum, and its heading in help.
macro_rules! areas {
    ($($area:ident $heading:literal;)*) => {
        /// Something the reader can do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Action {
            $(#[doc = $heading] $area($area),)*
        }

        impl Action {
            /// Every action, area by area.
            pub fn all() -> impl Iterator<Item = Action> {
                std::iter::empty()$(.chain($area::ALL.iter().copied().map(Action::$area)))*
            }

            /// The name in key files.
            pub fn name(self) -> &'static str {
                match self { $(Action::$area(it) => it.name(),)* }
            }

            /// What it does, as an order.
            pub fn help(self) -> &'static str {
                match self { $(Action::$area(it) => it.help(),)* }
            }

            /// What stands after the name.
            pub fn takes(self) -> Takes {
                match self { $(Action::$area(it) => it.takes(),)* }
            }

            /// The heading of its area in help.
            pub fn heading(self) -> &'static str {
                match self { $(Action::$area(_) => $heading,)* }
            }
        }

        $(impl From<$area> for Action {
            fn from(it: $area) -> Self {
                Action::$area(it)
            }
        })*
    };
}

areas! {
    Motion "Moving";
    Reading "Reading";
    Marking "Marking";
    Finding "Finding";
    Sourcing "Sources";
    Program "The rest";
    Editing "Prompts";
}

impl Action {
    /// The action of this name.
    pub fn parse(name: &str) -> Result<Action, UnknownAction> {
        Action::all().find(|action| action.name() == name).ok_or_else(|| UnknownAction { name: name.to_owned() })
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A name that no action has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownAction {
    /// As it was written.
    pub name: String,
}

impl UnknownAction {
    /// What was perhaps meant.
    pub fn nearest(&self) -> Option<&'static str> {
        nearest(&self.name, Action::all().map(Action::name))
    }
}

impl std::error::Error for UnknownAction {}

impl fmt::Display for UnknownAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no action is called `{}`", self.name)?;
        self.nearest().map_or(Ok(()), |nearest| write!(f, "; did you mean `{nearest}`?"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_name_parses_back_and_stands_once() {
        let mut seen = HashSet::new();
        for action in Action::all() {
            assert_eq!(Action::parse(action.name()), Ok(action));
            assert!(seen.insert(action.name()), "{action} stands twice");
        }
    }

    #[test]
    fn names_and_help_keep_one_form() {
        for action in Action::all() {
            let (name, help) = (action.name(), action.help());
            assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'), "{name}");
            assert_ne!(name, "none", "`none` takes a binding away");
            assert!(help.starts_with(|c: char| c.is_lowercase()) && !help.ends_with('.'), "{name}: {help}");
        }
    }

    #[test]
    fn an_unknown_name_gets_the_nearest() {
        let error = Action::parse("next-unred").unwrap_err();
        assert_eq!(error.to_string(), "no action is called `next-unred`; did you mean `next-unread`?");
        assert_eq!(Action::parse("qqqqqqqq").unwrap_err().nearest(), None);
    }
}
