//! A line being typed: its text and its cursor, edited as in a shell.
//!
//! It knows neither what the line is for nor what was typed before it.

use crate::action::Editing;
use crate::text::{self, beginning};

/// A line being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EditLine {
    /// As typed; no control character gets in.
    pub text: String,
    /// The cursor, in bytes; always between two clusters.
    pub at: usize,
    /// What was erased last.
    erased: String,
    /// How many bytes it may have.
    longest: usize,
}

/// The longest line there is, in bytes.
pub const LONGEST: usize = 100_000;

impl Default for EditLine {
    fn default() -> Self {
        EditLine::of(LONGEST)
    }
}

impl EditLine {
    /// An empty line that takes so many bytes.
    pub fn of(longest: usize) -> Self {
        EditLine { text: String::new(), at: 0, erased: String::new(), longest }
    }

    /// A line that begins with this text, the cursor behind it.
    #[cfg(test)]
    fn new(text: &str) -> Self {
        let mut line = EditLine::default();
        line.insert(text);
        line
    }

    /// Puts text at the cursor; a line break in it becomes a blank. What the line has no room for is left out.
    pub fn insert(&mut self, typed: &str) {
        let typed: String = typed
            .chars()
            .map(|c| if matches!(c, '\n' | '\r' | '\t') { ' ' } else { c })
            .filter(|c| !c.is_control())
            .collect();
        let typed = beginning(&typed, self.longest.saturating_sub(self.text.len()));
        self.text.insert_str(self.at, typed);
        self.at += typed.len();
    }

    /// Replaces what stands between a byte and the cursor.
    pub fn replace(&mut self, from: usize, text: &str) {
        self.erase(from, self.at);
        self.insert(text);
    }

    /// Replaces the whole line.
    pub fn set(&mut self, text: &str) {
        self.text.clear();
        self.at = 0;
        self.insert(text);
    }

    /// Edits the line; `false` where the action does not edit.
    pub fn edit(&mut self, action: Editing) -> bool {
        match action {
            Editing::EraseBack => {
                self.erase(self.before(), self.at);
            }
            Editing::EraseForward => {
                self.erase(self.at, self.after());
            }
            Editing::EraseWord => self.erased = self.erase(self.word_before(), self.at),
            Editing::EraseToStart => self.erased = self.erase(0, self.at),
            Editing::EraseToEnd => self.erased = self.erase(self.at, self.text.len()),
            Editing::PutBack => self.insert(&self.erased.clone()),
            Editing::ToStart => self.at = 0,
            Editing::ToEnd => self.at = self.text.len(),
            Editing::CharacterBack => self.at = self.before(),
            Editing::CharacterForward => self.at = self.after(),
            Editing::WordBack => self.at = self.word_before(),
            Editing::WordForward => self.at = self.word_after(),
            _ => return false,
        }
        true
    }

    fn erase(&mut self, from: usize, to: usize) -> String {
        self.at = from;
        self.text.drain(from..to).collect()
    }

    fn before(&self) -> usize {
        self.at - text::graphemes(&self.text[..self.at]).last().map_or(0, |(cluster, _)| cluster.len())
    }

    fn after(&self) -> usize {
        self.at + text::graphemes(&self.text[self.at..]).next().map_or(0, |(cluster, _)| cluster.len())
    }

    fn word_before(&self) -> usize {
        let trimmed = self.text[..self.at].trim_end_matches(' ');
        trimmed.rfind(' ').map_or(0, |space| space + 1)
    }

    fn word_after(&self) -> usize {
        let rest = &self.text[self.at..];
        let word = rest.len() - rest.trim_start_matches(' ').len();
        rest[word..].find(' ').map_or(self.text.len(), |space| self.at + word + space)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, actions: &[Editing], expected: &str) {
        let mut line = EditLine::new(text);
        for action in actions {
            line.edit(*action);
        }
        line.text.insert(line.at, '|');
        assert_eq!(line.text, expected);
    }

    #[test]
    fn a_line_is_edited_as_in_a_shell() {
        use Editing::{
            CharacterBack, CharacterForward, EraseBack, EraseForward, EraseToEnd, EraseToStart, EraseWord, PutBack,
            ToStart, WordBack, WordForward,
        };
        check("one two", &[], "one two|");
        check("one two", &[EraseBack], "one tw|");
        check("한국어", &[EraseBack], "한국|");
        check("e\u{301}👩‍👩‍👧", &[EraseBack], "e\u{301}|");
        check("one two  ", &[EraseWord], "one |");
        check("one two", &[WordBack], "one |two");
        check("one two", &[WordBack, EraseToStart], "|two");
        check("one two", &[ToStart, WordForward], "one| two");
        check("one two", &[ToStart, EraseToEnd, PutBack, PutBack], "one twoone two|");
        check("ab", &[CharacterBack, EraseForward], "a|");
        check("ab", &[CharacterForward, CharacterForward], "ab|");
        check("", &[EraseBack, EraseWord, EraseForward, WordBack, WordForward], "|");
        check("a\u{1b}[31m\nb", &[], "a[31m b|");
    }

    #[test]
    fn of_what_is_pasted_as_much_is_taken_as_has_room() {
        let mut line = EditLine::of(8);
        line.insert("ab");
        line.insert("한국어 책");
        assert_eq!((line.text.as_str(), line.at), ("ab한국", 8));
    }

    proptest! {
        #[test]
        fn the_cursor_is_always_between_characters(
            text in "\\PC{0,20}",
            actions in prop::collection::vec(prop::sample::select(Editing::ALL), 0..30),
        ) {
            let mut line = EditLine::new(&text);
            for action in actions {
                line.edit(action);
                prop_assert!(line.text.is_char_boundary(line.at));
            }
        }
    }
}
