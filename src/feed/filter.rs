//! newsboat's filters, as far as our searches can say the same. What they cannot is named, and nothing is guessed.
//!
//! Source: newsboat's manual, "Filter Language". It keeps nothing: who imports decides.

use super::subscriptions::SavedSearch;
use crate::query::Query;

/// How deep brackets may go.
const MAX_DEPTH: usize = 16;

/// The operators, each before those it begins with.
const OPERATORS: [&str; 12] = ["between", "==", "=~", "!=", "!~", "!#", "<=", ">=", "=", "<", ">", "#"];

/// What a pattern may not hold: beyond these it is words.
const PATTERN: &[char] = &['*', '+', '?', '[', ']', '{', '}', '(', ')', '\\', '^', '$', '"'];

impl SavedSearch {
    /// The search as a query of ours, or why there is none. `stars` are the flags that are stars here; the others are
    /// tags.
    pub fn query(&self, stars: &str) -> Result<Query, String> {
        let mut reading = Reading { rest: &self.filter, stars, depth: 0 };
        let query = reading.any()?;
        match reading.rest.trim() {
            "" => Query::parse(&query).map_err(|mistake| mistake.to_string()),
            rest => Err(format!("it cannot be read from {rest}")),
        }
    }
}

struct Reading<'a> {
    rest: &'a str,
    stars: &'a str,
    depth: usize,
}

impl<'a> Reading<'a> {
    /// Comparisons with `and` or `or` between them.
    fn any(&mut self) -> Result<String, String> {
        let mut parts = vec![self.one()?];
        let mut between = None;
        while let Some(word) = ["and", "or"].into_iter().find(|word| self.takes(word)) {
            // Which of the two binds closer was not the same in all versions.
            if between.replace(word).is_some_and(|before| before != word) {
                return Err("`and` stands beside `or` without brackets".to_owned());
            }
            parts.push(self.one()?);
        }
        Ok(if between == Some("or") { any_of(&parts) } else { parts.join(" ") })
    }

    fn one(&mut self) -> Result<String, String> {
        if !self.takes("(") {
            return self.comparison();
        }
        if self.depth == MAX_DEPTH {
            return Err("its brackets are too deep".to_owned());
        }
        self.depth += 1;
        let inner = self.any()?;
        self.depth -= 1;
        if self.takes(")") { Ok(format!("({inner})")) } else { Err("a bracket is not closed".to_owned()) }
    }

    fn takes(&mut self, word: &str) -> bool {
        self.rest = self.rest.trim_start();
        let taken = self.rest.strip_prefix(word);
        self.rest = taken.unwrap_or(self.rest);
        taken.is_some()
    }

    /// Takes what is of such characters.
    fn run(&mut self, is_of_it: impl Fn(char) -> bool) -> &'a str {
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c| !is_of_it(c)).unwrap_or(self.rest.len());
        let (run, rest) = self.rest.split_at(end);
        self.rest = rest;
        run
    }

    fn comparison(&mut self) -> Result<String, String> {
        let name = self.run(|c| c.is_ascii_alphanumeric() || c == '_');
        let operator = OPERATORS.into_iter().find(|operator| self.takes(operator));
        let operator = operator.ok_or_else(|| format!("it cannot be read from {name}{}", self.rest))?;
        let value = self.value()?;
        let (is, not) = (["=", "==", "=~", "#"].contains(&operator), ["!=", "!~", "!#"].contains(&operator));
        let said = match name {
            "unread" if is || not => match (value.as_str(), is) {
                ("yes", true) | ("no", false) => return Ok("is:unread".to_owned()),
                ("no", true) | ("yes", false) => return Ok("is:read".to_owned()),
                _ => Err("unread is yes or no".to_owned()),
            },
            "title" if operator.ends_with('~') => words("title:", &value),
            "author" if operator.ends_with('~') => words("author:", &value),
            "content" | "description" if operator.ends_with('~') => words("", &value),
            "tags" if operator.ends_with('#') => exact("tag:", &value),
            "flags" if (is || not) && value.chars().count() == 1 && self.stars.contains(&value) => {
                Ok("is:starred".to_owned())
            }
            "flags" if is || not => exact("tag:", &value),
            "rssurl" | "feedlink" | "feedtitle" if is || not => exact("source:", &value),
            "age" => return age(operator, &value),
            "title" | "author" | "content" | "description" | "tags" | "unread" | "flags" | "rssurl" | "feedlink"
            | "feedtitle" => Err(format!("{name} with {operator} has no counterpart here")),
            _ => Err(format!("{name} has no counterpart here")),
        }?;
        Ok(if not { format!("-{said}") } else { said })
    }

    /// A text in quotes, or numbers.
    fn value(&mut self) -> Result<String, String> {
        if !self.takes("\"") {
            return Ok(self.run(|c| c.is_ascii_digit() || c == ':').to_owned());
        }
        let (mut value, mut escaped) = (String::new(), false);
        for (at, c) in self.rest.char_indices() {
            match c {
                '"' if !escaped => {
                    self.rest = &self.rest[at + 1..];
                    return Ok(value);
                }
                '\\' if !escaped => escaped = true,
                c => {
                    // A backslash is of the pattern unless it guards a quote.
                    value.extend((escaped && c != '"' && c != '\\').then_some('\\'));
                    value.push(c);
                    escaped = false;
                }
            }
        }
        Err("a quote is not closed".to_owned())
    }
}

fn any_of(parts: &[String]) -> String {
    if let [one] = parts { one.clone() } else { format!("({})", parts.join(" OR ")) }
}

/// A pattern of words, perhaps of several to choose from: each where a word begins so.
fn words(field: &str, pattern: &str) -> Result<String, String> {
    let bare = pattern.strip_prefix('(').and_then(|pattern| pattern.strip_suffix(')')).unwrap_or(pattern);
    let mut parts = Vec::new();
    for words in bare.split('|') {
        if words.contains(PATTERN) {
            return Err(format!("the pattern {pattern} is more than words"));
        }
        parts.push(format!("{field}\"{}\"*", words.trim()));
    }
    Ok(any_of(&parts))
}

fn exact(field: &str, value: &str) -> Result<String, String> {
    match value.contains(PATTERN) || value.contains('|') {
        true => Err(format!("the pattern {value} is more than words")),
        false => Ok(format!("{field}\"{value}\"")),
    }
}

/// Ages are whole days.
fn age(operator: &str, value: &str) -> Result<String, String> {
    let days = |text: &str| text.trim().parse::<u16>().map_err(|_| format!("{value} is no number of days"));
    let (from, to) = match (operator, value.split_once(':')) {
        ("between", Some((from, to))) => (Some(days(from)?), Some(days(to)?)),
        ("<", None) => match days(value)?.checked_sub(1) {
            Some(to) => (None, Some(to)),
            None => return Err("nothing is younger than that".to_owned()),
        },
        ("<=", None) => (None, Some(days(value)?)),
        (">", None) => (Some(days(value)?.saturating_add(1)), None),
        (">=", None) => (Some(days(value)?), None),
        ("=" | "==", None) => (Some(days(value)?), Some(days(value)?)),
        _ => return Err(format!("age with {operator} has no counterpart here")),
    };
    let older = from.filter(|from| *from > 0).map(|from| format!("before:{from}d"));
    let younger = to.map(|to| format!("after:{}d", u32::from(to) + 1));
    let parts: Vec<String> = younger.into_iter().chain(older).collect();
    match parts.is_empty() {
        true => Err("it leaves nothing out".to_owned()),
        false => Ok(format!("({})", parts.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(filter: &str) -> Result<String, String> {
        SavedSearch { name: "x".to_owned(), filter: filter.to_owned() }.query("zs").map(|query| query.to_string())
    }

    #[test]
    fn what_our_searches_can_say_is_said() {
        let check = |filter: &str, expected: &str| assert_eq!(query(filter).as_deref(), Ok(expected), "{filter}");
        check("unread = \"yes\"", "is:unread");
        check("unread != \"yes\"", "is:read");
        check("unread = \"yes\" and age between 0:7", "is:unread after:8d");
        check("age between 2:7", "after:8d before:2d");
        check("age < 1", "after:1d");
        check("age >= 30", "before:30d");
        check("title =~ \"ferry\"", "title:\"ferry\"*");
        check(
            "title=~\"(ferry|fast boat)\" and tags # \"news\"",
            "(title:\"ferry\"* OR title:\"fast boat\"*) tag:news",
        );
        check("title !~ \"ferry|boat\"", "-(title:\"ferry\"* OR title:\"boat\"*)");
        check("content =~ \"U.S. navy\" or author =~ \"roe\"", "\"U.S. navy\"* OR author:\"roe\"*");
        check("tags !# \"two words\"", "-tag:\"two words\"");
        check("rssurl = \"https://a.example/feed.xml\"", "source:https://a.example/feed.xml");
        check("(unread = \"no\" or flags =~ \"a\") and feedtitle =~ \"Wire\"", "(is:read OR tag:a) source:Wire");
        check("flags =~ \"s\" and flags !# \"z\" and flags =~ \"S\"", "is:starred -is:starred tag:S");
    }

    #[test]
    fn what_they_cannot_say_is_refused_with_the_reason() {
        let check = |filter: &str, expected: &str| assert_eq!(query(filter), Err(expected.to_owned()), "{filter}");
        check("unread_count > 0", "unread_count has no counterpart here");
        check("title = \"x\"", "title with = has no counterpart here");
        check("title =~ \"^x.*\"", "the pattern ^x.* is more than words");
        check("title =~ \"\\\\[x\\\\]\"", "the pattern \\[x\\] is more than words");
        check("unread = \"yes\" and age < 3 or age > 5", "`and` stands beside `or` without brackets");
        check("age between 3", "age with between has no counterpart here");
        check("age < 0", "nothing is younger than that");
        check("(unread = \"yes\"", "a bracket is not closed");
        check("title =~ \"x", "a quote is not closed");
        check("", "it cannot be read from ");
        check("unread = \"yes\" x", "it cannot be read from x");
        check(&"(".repeat(100), "its brackets are too deep");
    }

    proptest::proptest! {
        #[test]
        fn any_filter_is_translated_or_refused(filter in "([a-z]{0,6}|title|age|unread|=~|between|\"[\\PC]{0,6}\"|[0-9:]{1,4}|and|or|[()#!<>= ]){0,12}") {
            let _ = query(&filter);
        }
    }
}
