//! A typed command line becomes an argument vector: words apart by blanks, quotes and backslashes as a shell has them.
//!
//! It expands nothing: no variable, no `*`, no `~`, no pipe. Who wants a shell writes `sh -c '…'`.

/// A quote is never closed, or a backslash ends the line; with the byte where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this quote is not closed")]
pub struct Unclosed(pub usize);

/// Why a typed line is no command; with the byte where that is seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoCommand {
    /// A quote has no end.
    #[error("this quote is not closed")]
    Unclosed(usize),
    /// A pipe, a redirection, a second command: without a shell these would be words that the first command gets.
    #[error("only a shell knows this: sh -c '…'")]
    OfShell(usize),
}

impl NoCommand {
    /// Where it is seen.
    pub fn at(self) -> usize {
        match self {
            NoCommand::Unclosed(at) | NoCommand::OfShell(at) => at,
        }
    }
}

/// Splits a line that is to be run into its words, if it needs no shell.
pub fn split_command(line: &str) -> Result<Vec<String>, NoCommand> {
    let words = split_arguments(line).map_err(|Unclosed(at)| NoCommand::Unclosed(at))?;
    of_shell(line).map_or(Ok(words), |at| Err(NoCommand::OfShell(at)))
}

/// Where something stands, unquoted, that joins commands or leads what they print elsewhere. What may be a part of an
/// address is nothing of the kind within a word.
fn of_shell(line: &str) -> Option<usize> {
    let mut quote = None;
    let mut word = 0;
    let mut characters = line.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        let ends = characters.peek().is_none_or(|(_, next)| next.is_whitespace());
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None | Some('"'), '\\') => drop(characters.next()),
            (Some(_), _) => {}
            (None, '\'' | '"') => quote = Some(c),
            (None, '|') => return Some(at),
            (None, ';' | '&') if at == word || ends => return Some(at),
            (None, '<' | '>') if matches!(&line[word..at], "" | "1" | "2") => return Some(word),
            (None, c) if c.is_whitespace() => word = at + c.len_utf8(),
            (None, _) => {}
        }
    }
    None
}

/// Splits a command line into its words.
pub fn split_arguments(line: &str) -> Result<Vec<String>, Unclosed> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    // Where the quote that is open began, and which it is.
    let mut quote: Option<(usize, char)> = None;
    let mut characters = line.char_indices();
    while let Some((at, c)) = characters.next() {
        match (quote, c) {
            (Some((_, open)), c) if c == open => quote = None,
            (None, '\'' | '"') => {
                quote = Some((at, c));
                word.get_or_insert_default();
            }
            (None | Some((_, '"')), '\\') => {
                let (_, escaped) = characters.next().ok_or(Unclosed(at))?;
                // Within double quotes a backslash is itself before anything but these.
                if quote.is_some() && !matches!(escaped, '"' | '\\' | '$' | '`') {
                    word.get_or_insert_default().push('\\');
                }
                word.get_or_insert_default().push(escaped);
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    match quote {
        Some((at, _)) => Err(Unclosed(at)),
        None => {
            words.extend(word);
            Ok(words)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(line: &str, expected: &[&str]) {
        assert_eq!(split_arguments(line).unwrap(), expected, "{line}");
    }

    #[test]
    fn words_are_split_as_a_shell_splits_them() {
        check("", &[]);
        check("  wc   -w ", &["wc", "-w"]);
        check("sh -c 'wc -w | tr -d \" \"'", &["sh", "-c", "wc -w | tr -d \" \""]);
        check(r#"a "b 'c' d"e"#, &["a", "b 'c' de"]);
        check(r#"a\ b \"c \\ "\"\n""#, &["a b", "\"c", "\\", "\"\\n"]);
        check("'' \"\"", &["", ""]);
        check("$HOME *.md ~ | rm", &["$HOME", "*.md", "~", "|", "rm"]);
    }

    #[test]
    fn what_only_a_shell_understands_is_no_command() {
        for (line, at) in [
            ("cat | wc", 4),
            ("wc > x", 3),
            ("wc >x", 3),
            ("a && b", 2),
            ("a; b", 1),
            ("x 2> y", 2),
            ("a <b", 2),
            ("a b&", 3),
        ] {
            assert_eq!(split_command(line), Err(NoCommand::OfShell(at)), "{line}");
        }
        for line in
            ["cut -d '|'", "sh -c 'a | b; c'", "grep \\>", "curl http://a.b/?c=1&d=2", "tr \";\" x", "a=b;c", "x2>y"]
        {
            assert!(split_command(line).is_ok(), "{line}");
        }
        assert_eq!(split_command("wc 'a"), Err(NoCommand::Unclosed(3)));
    }

    #[test]
    fn what_is_not_closed_is_told_with_its_place() {
        assert_eq!(split_arguments("wc 'a"), Err(Unclosed(3)));
        assert_eq!(split_arguments("wc \"a 'b'"), Err(Unclosed(3)));
        assert_eq!(split_arguments("wc \\"), Err(Unclosed(3)));
    }

    proptest! {
        #[test]
        fn quoted_words_come_back(words in prop::collection::vec("[^']{0,12}", 0..6)) {
            let line = words.iter().map(|word| format!("'{word}'")).collect::<Vec<_>>().join(" ");
            prop_assert_eq!(split_arguments(&line), Ok(words));
        }

        #[test]
        fn no_line_panics(line in "[ '\"\\\\a한]{0,40}") {
            let _ = split_arguments(&line);
        }
    }
}
