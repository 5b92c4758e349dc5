//! An action as it is written in key files and at the palette: `done`, `open-link 3`.
//!
//! It does not know what an argument means, only what form the action wants it in.

use super::{Action, UnknownAction};
use crate::text::{Clean, split_command};
use std::fmt;
use std::str::FromStr;

/// What stands after the name of an action.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Nothing.
    Nothing,
    /// A number, or nothing: what a count before the key would say.
    Number,
    /// Words, or nothing.
    Text,
    /// The words of a command to be run, or nothing.
    CommandLine,
    /// The name of a command of the reader's own, or nothing.
    OwnCommand,
    /// What an article is saved as, one of [`FORMS`], or nothing.
    Form,
    /// A tag, or nothing.
    Tag,
    /// The name of a view or a source, or nothing.
    Place,
    /// The name of a view, or nothing.
    View,
    /// The name of a theme, or nothing.
    Theme,
    /// The name of an order, or nothing.
    Order,
    /// A setting and its value, or nothing.
    Setting,
}

/// What an article can be saved as.
pub const FORMS: [&str; 3] = ["markdown", "text", "json"];

/// An argument.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Argument {
    /// From 1.
    Number(u32),
    /// Never blank, and fit to be shown.
    Text(String),
}

/// An action, with its argument where it has one.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Call {
    /// What to do.
    pub action: Action,
    /// With what.
    pub argument: Option<Argument>,
}

/// What is written is no call.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACall {
    /// No action has the name.
    #[error(transparent)]
    Unknown(#[from] UnknownAction),
    /// The action does not take what stands after it.
    #[error("`{action}` takes {}, not `{argument}`", wanted(action.takes()))]
    Argument {
        /// The action.
        action: Action,
        /// As it was written.
        argument: String,
    },
}

fn wanted(takes: Takes) -> &'static str {
    match takes {
        Takes::Nothing => "no argument",
        Takes::Number => "a number from 1",
        Takes::Text => "a text",
        Takes::CommandLine => "a command that needs no shell, its quotes closed",
        Takes::OwnCommand => "the name of a command",
        Takes::Form => "markdown, text or json",
        Takes::Tag => "a tag",
        Takes::Place => "the name of a view or a source",
        Takes::View => "the name of a view",
        Takes::Theme => "the name of a theme",
        Takes::Order => "the name of an order",
        Takes::Setting => "a setting and its value",
    }
}

impl Takes {
    fn read(self, text: &str) -> Option<Argument> {
        match self {
            Takes::Nothing => None,
            Takes::Number => text.parse().ok().filter(|number| *number > 0).map(Argument::Number),
            Takes::Form if !FORMS.contains(&text) => None,
            Takes::CommandLine if split_command(text).is_err() => None,
            _ => Some(Clean::line(text).to_string()).filter(|text| !text.is_empty()).map(Argument::Text),
        }
    }
}

impl Call {
    /// The number that is its argument.
    pub fn number(&self) -> Option<u32> {
        match self.argument {
            Some(Argument::Number(number)) => Some(number),
            _ => None,
        }
    }

    /// The words that are its argument.
    pub fn text(&self) -> Option<&str> {
        match &self.argument {
            Some(Argument::Text(text)) => Some(text),
            _ => None,
        }
    }
}

impl FromStr for Call {
    type Err = NotACall;

    fn from_str(text: &str) -> Result<Self, NotACall> {
        let (name, rest) = text.trim().split_once(char::is_whitespace).unwrap_or((text.trim(), ""));
        let (action, rest) = (Action::parse(name)?, rest.trim());
        let argument = match rest {
            "" => None,
            rest => Some(
                action.takes().read(rest).ok_or_else(|| NotACall::Argument { action, argument: rest.to_owned() })?,
            ),
        };
        Ok(Call { action, argument })
    }
}

impl<A: Into<Action>> From<A> for Call {
    fn from(action: A) -> Self {
        Call { action: action.into(), argument: None }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.action)?;
        match &self.argument {
            Some(Argument::Number(number)) => write!(f, " {number}"),
            Some(Argument::Text(text)) => write!(f, " {text}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::{Marking, Motion, Program};

    #[test]
    fn a_call_is_printed_as_it_is_read() {
        let third = Call { action: Program::OpenLink.into(), argument: Some(Argument::Number(3)) };
        for (text, call) in [
            ("open-link 3", third.clone()),
            ("  open-link   3 ", third),
            ("open-link", Program::OpenLink.into()),
            ("done", Marking::Done.into()),
        ] {
            assert_eq!(text.parse(), Ok(call.clone()), "{text}");
            assert_eq!(call.to_string().parse(), Ok(call), "{text}");
        }
    }

    #[test]
    fn an_argument_that_an_action_does_not_take_is_refused() {
        let error = |text: &str| text.parse::<Call>().unwrap_err().to_string();
        assert_eq!(error("done 3"), "`done` takes no argument, not `3`");
        assert_eq!(error("line-down 0"), "`line-down` takes a number from 1, not `0`");
        assert_eq!(error("line-down two"), "`line-down` takes a number from 1, not `two`");
        assert_eq!(error("save jsn"), "`save` takes markdown, text or json, not `jsn`");
        assert_eq!(error("pipe wc '-w"), "`pipe` takes a command that needs no shell, its quotes closed, not `wc '-w`");
        assert_eq!(error("line-dwn 2"), "no action is called `line-dwn`; did you mean `line-down`?");
        assert_eq!(error(""), "no action is called ``");
    }

    #[test]
    fn a_text_is_taken_as_it_stands_unless_nothing_of_it_can_be_shown() {
        assert_eq!(Takes::Text.read("two words"), Some(Argument::Text("two words".to_owned())));
        assert_eq!(Takes::Text.read("\u{1b}"), None);
    }

    #[test]
    fn moving_takes_the_number_that_a_count_would_be() {
        assert_eq!(Action::from(Motion::LineDown).takes(), Takes::Number);
        assert_eq!(Action::from(Marking::Star).takes(), Takes::Nothing);
    }
}
