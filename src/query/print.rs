//! A query as text again: what it prints, it reads back as the same query.

use super::{Expr, Query, Scope, Span, State, When};
use std::fmt::{self, Display, Formatter};

impl Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.root)
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Expr::All(parts) => join(f, parts, " ", |part| matches!(part, Expr::All(_) | Expr::Any(_))),
            Expr::Any(parts) => join(f, parts, " OR ", |part| matches!(part, Expr::Any(_))),
            Expr::Not(part) if matches!(**part, Expr::All(_) | Expr::Any(_)) => write!(f, "-({part})"),
            Expr::Not(part) => write!(f, "-{part}"),
            Expr::Words { scope, text, quoted, prefix } => {
                let field = match scope {
                    Scope::Anywhere => "",
                    Scope::Title => "title:",
                    Scope::Author => "author:",
                };
                let quote = if *quoted { "\"" } else { "" };
                write!(f, "{field}{quote}{text}{quote}{}", if *prefix { "*" } else { "" })
            }
            Expr::Source(words) => write!(f, "source:{}", Value(words)),
            Expr::Folder(folder) => write!(f, "folder:{}", Value(folder)),
            Expr::Tag(tag) => write!(f, "tag:{}", Value(tag)),
            Expr::Is(state) => write!(f, "{state}"),
            Expr::After(when) => write!(f, "after:{when}"),
            Expr::Before(when) => write!(f, "before:{when}"),
        }
    }
}

fn join(f: &mut Formatter<'_>, parts: &[Expr], between: &str, in_brackets: impl Fn(&Expr) -> bool) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        let (open, close) = if in_brackets(part) { ("(", ")") } else { ("", "") };
        write!(f, "{}{open}{part}{close}", if at > 0 { between } else { "" })?;
    }
    Ok(())
}

/// A value after a colon, in quotes where it needs them: in these, \ stands before what would end them.
pub(super) struct Value<'a>(pub &'a str);

impl Display for Value<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if !self.0.contains(|c: char| c.is_whitespace() || "()\"".contains(c)) {
            return f.write_str(self.0);
        }
        f.write_str("\"")?;
        self.0.chars().try_for_each(|c| write!(f, "{}{c}", if "\"\\".contains(c) { "\\" } else { "" }))?;
        f.write_str("\"")
    }
}

impl Display for State {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Unread => "is:unread",
            State::Read => "is:read",
            State::Starred => "is:starred",
            State::Later => "is:later",
            State::Trashed => "is:trashed",
            State::Noted => "has:note",
        })
    }
}

impl Display for When {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            When::Date { year, month, day } => {
                write!(f, "{year:04}")?;
                [month, day].iter().copied().flatten().try_for_each(|part| write!(f, "-{part:02}"))
            }
            When::Today => f.write_str("today"),
            When::Yesterday => f.write_str("yesterday"),
            When::Ago(n, Span::Hours) => write!(f, "{n}h"),
            When::Ago(n, Span::Days) => write!(f, "{n}d"),
            When::Ago(n, Span::Weeks) => write!(f, "{n}w"),
            When::Ago(n, Span::Months) => write!(f, "{n}m"),
            When::Ago(n, Span::Years) => write!(f, "{n}y"),
        }
    }
}
