//! The one pass that makes text safe: what is dropped, what is folded, what is composed.
//!
//! Plain text is copied in stretches. Only what is not plain goes through the Unicode tables, together with the
//! character before it, since that may be its base.

use super::plain::is_plain;
use super::width::width;
use unicode_normalization::char::{compose, is_combining_mark};
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};
use unicode_segmentation::UnicodeSegmentation;

/// The most marks a cluster keeps: endless ones overflow their cell and freeze terminals.
const MARKS: usize = 8;
/// The most characters a cluster keeps: the longest emoji and Indic clusters in use have 14.
const CLUSTER: usize = 16;
/// Stands where a mark has no base, so that it does not cling to a neighbouring cell.
const BASE: char = '\u{25CC}';
/// The same for a vowel or final consonant of Hangul.
const SYLLABLE_BASE: char = '\u{115F}';
/// Ends a cluster that was cut, so that the next character begins a new one.
const NON_JOINER: char = '\u{200C}';

/// What becomes of white space.
#[derive(Clone, Copy)]
pub(super) enum Spaces {
    /// Runs become one space; there is none at the ends.
    Trim,
    /// Runs become one space.
    Fold,
    /// Each stays a space; tabs lead to the next multiple of so many columns.
    Keep { tab: usize },
}

/// What is done with a character that is not plain.
enum Kind {
    Space,
    /// Goes without a trace.
    Dropped,
    /// Means something only after another character: joiners, variation selectors, tags.
    Invisible,
    /// A mark, which needs a base.
    Mark,
    /// The later part of a Hangul syllable.
    SyllablePart,
    /// A letter or sign of its own.
    Letter,
}

fn kind(c: char) -> Kind {
    match c {
        _ if c.is_whitespace() => Kind::Space,
        _ if c.is_control() => Kind::Dropped,
        // Joiners, grapheme joiner, variation selectors, tags.
        '\u{200C}'
        | '\u{200D}'
        | '\u{34F}'
        | '\u{180B}'..='\u{180D}'
        | '\u{180F}'
        | '\u{FE00}'..='\u{FE0F}'
        | '\u{E0020}'..='\u{E007F}'
        | '\u{E0100}'..='\u{E01EF}' => Kind::Invisible,
        // Soft hyphen, bidi controls, zero-width spaces, fillers, annotations and other ignorable characters.
        '\u{AD}'
        | '\u{61C}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}'
        | '\u{1BCA0}'..='\u{1BCA3}'
        | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}' => Kind::Dropped,
        '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FB}' => Kind::SyllablePart,
        '\u{FF9E}' | '\u{FF9F}' | '\u{1F3FB}'..='\u{1F3FF}' => Kind::Mark,
        _ if is_combining_mark(c) => Kind::Mark,
        _ => Kind::Letter,
    }
}

/// Makes `raw` safe to show.
pub(super) fn wash(raw: &str, spaces: Spaces) -> String {
    let out = String::with_capacity(raw.len());
    let mut washer = Washer { out, spaces, open: None, measured: (0, 0), scratch: String::new() };
    let mut rest = raw;
    while !rest.is_empty() {
        rest = washer.copy_plain(rest);
        let mut chars = rest.chars();
        if let Some(c) = chars.next() {
            washer.take(c);
        }
        rest = chars.as_str();
    }
    washer.finish()
}

/// A space that keeps what stands around it on one row; it is kept in flowing text, where it stands alone.
const GLUE: char = '\u{A0}';

struct Washer {
    out: String,
    spaces: Spaces,
    /// Where the characters begin that are not known to be composed and bounded.
    open: Option<usize>,
    /// So many bytes take so many columns.
    measured: (usize, usize),
    scratch: String,
}

impl Washer {
    /// Copies what can be copied as it stands, and gives the rest.
    fn copy_plain<'a>(&mut self, text: &'a str) -> &'a str {
        if self.open.is_some() {
            return text;
        }
        let folds = !matches!(self.spaces, Spaces::Keep { .. });
        let (mut space, mut stretch) = (self.ends_with_space(), 0);
        while let Some(byte) = text.as_bytes().get(stretch) {
            let bytes = match byte {
                b' ' if folds && (space || stretch == 0 && self.out.ends_with(GLUE)) => break,
                b' '..=b'~' => 1,
                // Not ASCII, or not printable.
                _ => match text[stretch..].chars().next().filter(|c| is_plain(*c)) {
                    Some(c) => c.len_utf8(),
                    None => break,
                },
            };
            space = *byte == b' ';
            stretch += bytes;
        }
        let (plain, rest) = text.split_at(stretch);
        self.out.push_str(plain);
        rest
    }

    /// Whether a further space would be one too many.
    fn ends_with_space(&self) -> bool {
        self.out.ends_with(' ') || self.out.is_empty() && matches!(self.spaces, Spaces::Trim)
    }

    fn take(&mut self, c: char) {
        if is_plain(c) && c != ' ' {
            return self.add_plain(c);
        }
        match (kind(c), self.spaces) {
            (Kind::Space, Spaces::Keep { tab }) => self.add_columns(c, tab),
            (Kind::Space, Spaces::Fold) if is_glue(c) && !self.out.is_empty() && !self.out.ends_with([' ', GLUE]) => {
                self.close();
                self.out.push(GLUE);
            }
            (Kind::Space, _) => {
                self.close();
                if self.out.ends_with(GLUE) {
                    self.out.pop();
                }
                if !self.ends_with_space() {
                    self.out.push(' ');
                }
            }
            (kind, _) => self.add(c, kind),
        }
    }

    /// Takes a white space character that is not folded.
    fn add_columns(&mut self, c: char, tab: usize) {
        self.close();
        let (bytes, columns) = self.measured;
        let column = columns + width(&self.out[bytes..]);
        let wide = match c {
            '\t' => tab - column % tab,
            _ => width(c.encode_utf8(&mut [0; 4])).max(1),
        };
        self.out.extend(std::iter::repeat_n(' ', wide));
        self.measured = (self.out.len(), column + wide);
    }

    /// Takes a plain character while something is open: it ends that, but for a joiner before it.
    fn add_plain(&mut self, c: char) {
        if !self.out.ends_with('\u{200D}') {
            self.close();
        }
        self.out.push(c);
    }

    /// Takes a character that is not plain.
    fn add(&mut self, c: char, kind: Kind) {
        if matches!(kind, Kind::Dropped) {
            return;
        }
        let c = self.widen_sound_mark(c);
        if self.open.is_none() {
            let base = self.out.char_indices().next_back().filter(|(_, base)| *base != ' ');
            let start = base.map_or(self.out.len(), |(at, _)| at);
            match (kind, base) {
                (Kind::Invisible, None) => return,
                (Kind::Invisible, Some((_, base))) if is_tag(c) && base != '🏴' => return,
                (Kind::Mark, None) => self.out.push(BASE),
                (Kind::SyllablePart, None) => self.out.push(SYLLABLE_BASE),
                _ => {}
            }
            self.open = Some(start);
        } else if is_tag(c) && !self.out.ends_with(|last| is_tag(last) || last == '🏴') {
            return;
        }
        self.out.push(c);
    }

    /// Makes a halfwidth sound mark and its letter full width, as wide as the two were: terminals, ratatui and the
    /// tables each give the halfwidth pair another width.
    fn widen_sound_mark(&mut self, c: char) -> char {
        let mark = match c {
            '\u{FF9E}' => '\u{3099}',
            '\u{FF9F}' => '\u{309A}',
            _ => return c,
        };
        if let Some(base @ '\u{FF66}'..='\u{FF9D}') = self.out.chars().next_back() {
            self.out.pop();
            self.out.extend(std::iter::once(base).nfkc());
        }
        mark
    }

    /// Composes and bounds what is open.
    fn close(&mut self) {
        let Some(start) = self.open.take() else { return };
        let tail = &self.out[start..];
        let mut chars = tail.chars();
        if let (Some(base @ ' '..='~'), Some(mark @ '\u{300}'..='\u{33F}'), None) =
            (chars.next(), chars.next(), chars.next())
        {
            if let Some(letter) = compose(base, mark) {
                self.out.truncate(start);
                self.out.push(letter);
            }
            return;
        }
        if is_nfc_quick(tail.chars()) != IsNormalized::Yes {
            self.scratch.clear();
            self.scratch.extend(tail.nfc());
            self.out.truncate(start);
            self.out.push_str(&self.scratch);
        }
        if self.out[start..].chars().nth(MARKS + 1).is_some() {
            self.scratch.clear();
            for cluster in self.out[start..].graphemes(true) {
                push_bounded(&mut self.scratch, cluster);
            }
            self.out.truncate(start);
            self.out.push_str(&self.scratch);
        }
    }

    fn finish(mut self) -> String {
        self.close();
        if matches!(self.spaces, Spaces::Trim) && self.out.ends_with(' ') {
            self.out.pop();
        }
        // A joiner at the end would reach into the text that is put next to this one.
        self.out.truncate(self.out.trim_end_matches('\u{200D}').len());
        self.out
    }
}

/// Whether a space keeps what stands around it on one row.
fn is_glue(c: char) -> bool {
    matches!(c, GLUE | '\u{202F}' | '\u{2007}')
}

fn is_tag(c: char) -> bool {
    matches!(c, '\u{E0020}'..='\u{E007F}')
}

/// Adds a cluster without what is beyond the bounds.
fn push_bounded(out: &mut String, cluster: &str) {
    let mut marks = 0;
    let mut kept = cluster.chars().filter(|c| {
        marks += usize::from(is_combining_mark(*c));
        !is_combining_mark(*c) || marks <= MARKS
    });
    out.extend(kept.by_ref().take(CLUSTER - 1));
    match (kept.next(), kept.next()) {
        (Some(_), Some(_)) => out.push(NON_JOINER),
        (Some(last), None) => out.push(last),
        _ => {}
    }
}

/// Whether nothing in `text` leaves a trace on the screen.
pub(super) fn is_blank(text: &str) -> bool {
    text.chars().all(|c| matches!(c, ' ' | '\u{2800}' | '\u{115F}' | '\u{1160}')) || width(text) == 0
}

#[cfg(test)]
mod tests;
