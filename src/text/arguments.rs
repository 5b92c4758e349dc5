//! A typed command line becomes an argument vector: words apart by blanks, quotes and backslashes as a shell has them.
//!
//! It expands nothing: no variable, no `*`, no `~`, no pipe. Who wants a shell writes `sh -c '…'`.

/// A quote is never closed, or a backslash ends the line; with the byte where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this quote is not closed")]
pub struct Unclosed(pub usize);

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
