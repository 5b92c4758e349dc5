//! Notes: on an article, or on one of its paragraphs, found again in a later text of it as places are.

use crate::app::App;
use crate::app::event::Effect;
use crate::app::list;
use crate::app::overlay::Overlay;
use crate::app::panes::Focus;
use crate::app::prompt::{Choice, Does, Prompt, Purpose};
use crate::app::reader::Open;
use crate::article::{ArticleId, Field, MAX_NOTE, Note, Row, Value};
use crate::text::{Clean, beginning, fit};
use crate::typeset::{self, Anchor, LineKind};

/// Columns of a paragraph's first words.
const FIRST_WORDS: usize = 32;

/// The longest line a note is typed in: what stands for a line break takes three bytes.
pub(super) const NOTE_LINE: usize = 3 * MAX_NOTE;

/// Where a note has a line break while it is typed in one line.
const LINE_BREAK: char = '↵';

fn in_a_line(note: &str) -> String {
    Clean::verbatim(&note.replace('\n', &LINE_BREAK.to_string()), 4).to_string()
}

fn with_lines(line: &str) -> String {
    line.replace(LINE_BREAK, "\n")
}

fn place_of(on: Option<Choice>) -> Option<String> {
    match on?.does {
        Does::Note(place) => place,
        _ => None,
    }
}

impl App {
    /// The note as it was typed is taken.
    pub(super) fn take_note_line(&mut self, on: Option<Choice>, line: &str) {
        self.take_note(place_of(on), beginning(&with_lines(line), MAX_NOTE));
    }

    /// Begins a note. In the reader it may be on the article or on a paragraph in sight.
    pub(super) fn ask_note(&mut self, id: ArticleId) {
        let height = self.panes.reader_height();
        let open = self.reader.open.as_ref().filter(|_| self.focus == Focus::Reader);
        let choices = open.map_or_else(Vec::new, |open| open.noteable(height));
        let is_known = open.is_some();
        let text = choices.first().map(|choice| choice.about.clone()).unwrap_or_default();
        self.prompt(Purpose::Note, choices);
        self.fill(Purpose::Note, &text);
        if !is_known {
            self.effects.push(Effect::ReadNotes(id));
        }
    }

    /// The notes on an article are here: the one on all of it can be changed, and an open article shows them.
    pub(super) fn notes_read(&mut self, id: ArticleId, notes: Vec<Note>) {
        let on_all = notes.iter().find(|note| note.place.is_none()).map(|note| note.text.clone());
        if self.meant().is_some_and(|row| row.key.id == id) && self.focus != Focus::Reader {
            self.fill(Purpose::Note, &in_a_line(&on_all.unwrap_or_default()));
        }
        self.show_notes(id, |known| *known = notes);
    }

    /// Keeps a note; an empty one takes the note away.
    fn take_note(&mut self, place: Option<String>, text: &str) {
        let Some(row) = self.meant() else { return };
        if let Some(from) = self.range {
            return self.note_between(from, &row, text);
        }
        let value = if text.is_empty() { Value::Off } else { Value::Text(text.to_owned()) };
        self.notices.say(if text.is_empty() { "no note · u undoes" } else { "noted · u undoes" });
        self.mark(Note::field(place.clone()), value, vec![row.key.id]);
        self.show_notes(row.key.id, |notes| {
            notes.retain(|note| note.place != place);
            notes.extend((!text.is_empty()).then(|| Note { place, text: text.to_owned() }));
        });
    }

    /// Notes the same on all that is selected; a blank line takes nothing away there.
    fn note_between(&mut self, from: list::Anchor, row: &Row, text: &str) {
        if text.is_empty() {
            return self.notices.say("nothing noted");
        }
        self.mark_between(from, row, Field::Note, Value::Text(text.to_owned()));
    }

    /// Has the note that is being typed written in the reader's editor.
    pub(super) fn edit_note(&mut self) {
        if let Some(Overlay::Prompt(prompt)) = &self.overlay
            && prompt.purpose == Purpose::Note
        {
            self.effects.push(Effect::EditOutside(with_lines(&prompt.line.text)));
        }
    }

    /// The note as it came back from the editor, with its lines.
    pub(super) fn note_edited(&mut self, text: &str) {
        let Some(Overlay::Prompt(prompt)) = self.overlay.take_if(|over| matches!(over, Overlay::Prompt(_))) else {
            return;
        };
        let chosen = prompt.chosen.and_then(|chosen| prompt.choices.get(chosen)).cloned();
        self.take_note(place_of(chosen), beginning(text, MAX_NOTE).trim());
    }

    /// Notes may be others after a step of undo.
    pub(super) fn read_notes_again(&mut self, what: &[(Field, Value, usize)]) {
        let of_notes = |(field, ..): &(Field, Value, usize)| matches!(field, Field::Note | Field::NoteAt(_));
        if let Some(open) = self.reader.open.as_ref().filter(|_| what.iter().any(of_notes)) {
            self.effects.push(Effect::ReadNotes(open.row.key.id));
        }
    }

    fn show_notes(&mut self, id: ArticleId, change: impl FnOnce(&mut Vec<Note>)) {
        if let Some(open) = &mut self.reader.open
            && open.row.key.id == id
        {
            change(&mut open.notes);
            let measure = self.measure();
            self.typeset_anew(measure);
        }
    }
}

impl Prompt {
    /// Goes on to another thing to note on: what was noted there takes the place of what was noted here, as long as
    /// nothing else was typed.
    pub(super) fn step_note(&mut self, by: i64) {
        let about = |prompt: &Prompt| {
            let chosen = prompt.chosen.and_then(|chosen| prompt.choices.get(chosen));
            chosen.map_or_else(String::new, |choice| choice.about.clone())
        };
        let untouched = self.line.text == about(self);
        self.step_choice(by);
        if untouched {
            self.line.set(&about(self));
        }
    }
}

impl Open {
    /// What can be noted on: the article, and each paragraph in sight, but not the list of links; each with what was
    /// noted already.
    fn noteable(&self, height: usize) -> Vec<Choice> {
        let noted = |place: &Option<String>| {
            let note = self.notes.iter().find(|note| note.place == *place);
            note.map_or_else(String::new, |note| in_a_line(&note.text))
        };
        let choice = |name: String, place: Option<String>| Choice {
            name,
            about: noted(&place),
            aside: String::new(),
            does: Does::Note(place),
        };
        let mut choices = vec![choice("the article".to_owned(), None)];
        let texts = typeset::text_leaves(&self.document);
        let mut last = None;
        for row in
            (self.top..self.top + height).filter_map(|index| self.row(index).filter(|_| index >= self.head.len()))
        {
            let is_text = matches!(row.kind, LineKind::First | LineKind::More | LineKind::Heading);
            if !is_text || row.at.leaf >= texts || last == Some(row.at.leaf) {
                continue;
            }
            last = Some(row.at.leaf);
            let known = self.noted_leaves().find(|(leaf, _)| *leaf == row.at.leaf).map(|(_, place)| place.to_owned());
            let here = Anchor { leaf: row.at.leaf, offset: 0 };
            let words = self.first_words(row.at.leaf);
            if !words.is_empty() {
                choices.push(choice(words, known.or_else(|| Some(typeset::position(&self.document, here)))));
            }
        }
        choices
    }

    fn first_words(&self, leaf: u32) -> String {
        let text = typeset::leaf_text(&self.document, leaf).unwrap_or_default();
        fit(Clean::line(beginning(&text, 400)).as_str(), FIRST_WORDS)
    }

    /// The paragraphs that have a note, each with the place it is kept under.
    fn noted_leaves(&self) -> impl Iterator<Item = (u32, &str)> {
        let places = self.notes.iter().filter_map(|note| note.place.as_deref());
        places.filter_map(|place| Some((typeset::find(&self.document, place)?.leaf, place)))
    }

    /// Looks where the notes on paragraphs stand in this text.
    pub(super) fn find_notes(&mut self) {
        let leaves = self.noted_leaves().map(|(leaf, _)| leaf).collect();
        self.noted = leaves;
    }

    /// What is noted, with its lines: on the article, then on paragraphs after their first words.
    pub(super) fn notes_told(&self) -> Vec<String> {
        let told = |note: &Note| {
            let on = note.place.as_deref().and_then(|place| typeset::find(&self.document, place));
            on.map_or_else(|| note.text.clone(), |at| format!("“{}” {}", self.first_words(at.leaf), note.text))
        };
        self.notes.iter().map(told).collect()
    }

    /// Whether a row, counted from the head's first, begins a paragraph that has a note.
    pub fn has_note(&self, index: usize) -> bool {
        let begins = |kind| matches!(kind, LineKind::First | LineKind::Heading);
        index >= self.head.len()
            && self.row(index).is_some_and(|row| begins(row.kind) && self.noted.contains(&row.at.leaf))
    }
}
