//! Parses bytes from the terminal into keys, pastes and answers (ECMA-48, xterm's control sequences).
//!
//! A slow line can split a sequence anywhere, so the time of each byte matters as much as the byte: Escape may be a key, or
//! the first byte of an arrow key whose rest arrives half a second later. Until that is certain, keys whose effect can be
//! undone act tentatively, and the others wait. The parser reads no clock and never fails: it drops an unknown sequence as a
//! whole, so that no part of it acts as a key.

use super::sequence::{self, Part};
use super::{Input, Listener, keyboard};
use crate::app::KeyEffect;
use crate::keys::{Code, Key, Stroke};
use std::time::Duration;

/// How long Escape waits for the rest of a sequence if its effect can be undone. Bytes that follow each other faster than
/// this were sent together.
const TOGETHER: Duration = Duration::from_millis(50);

/// How long a key that only moves waits.
const MOVE: Duration = Duration::from_millis(150);

/// How long any other key waits, and how long a sequence waits for its next byte.
const SEQUENCE: Duration = Duration::from_secs(1);

/// How long a paste waits for its next byte.
const PASTE: Duration = Duration::from_secs(2);

/// How long a paste or a string may continue without an end, plus [`A_BYTE`] for each byte: a user who types into a paste
/// that lost its end is slower than the slowest line.
const LONGEST_TEXT: Duration = Duration::from_secs(30);

/// How much longer each byte keeps a text open.
const A_BYTE: Duration = Duration::from_millis(100);

/// The longest part of a sequence that the parser stores, in bytes.
const LONGEST: usize = 256;

/// The longest part of a paste that the parser stores, in bytes.
const LARGEST_PASTE: usize = 1 << 20;

/// The end of a paste.
const PASTE_END: &[u8] = b"\x1b[201~";

/// How many bytes of a swallowed sequence a notice shows.
const SHOWN: usize = 16;

/// The parser, with the beginning of a sequence.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    /// The bytes after the introducer.
    held: Vec<u8>,
    /// The keys of the first bytes, unless these begin a sequence.
    keys: Vec<(Key, Acted)>,
    /// When the last byte came.
    last: Duration,
    /// The latest time when a text ends.
    until: Duration,
    /// How many ^C were typed in a row into an open paste.
    cancels: usize,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// A character that lacks this many bytes.
    Character(usize),
    /// After Escape.
    Escape,
    /// After `ESC O`.
    Ss3,
    /// After `ESC [`.
    Csi,
    /// A mouse report in its oldest form that lacks this many bytes.
    Mouse(usize),
    /// A string, after its introducer; `true` if the last byte was Escape, which may end it.
    Text(u8, bool),
    /// Between the marks of a paste.
    Paste,
}

/// Whether a key that may be part of a sequence has acted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Acted {
    No,
    Tentatively,
    Finally,
}

impl Parser {
    /// Handles bytes that arrived at this time.
    pub fn take(&mut self, bytes: &[u8], now: Duration, to: &mut impl Listener) {
        for byte in bytes {
            self.pass(now, to);
            let together = now.saturating_sub(self.last) < TOGETHER;
            self.last = now;
            self.byte(*byte, together, to);
        }
    }

    /// When to call [`Parser::pass`], unless a byte arrives first.
    pub fn deadline(&self, effect_of: &dyn Fn(Stroke) -> KeyEffect) -> Option<Duration> {
        match self.state {
            State::Ground | State::Character(_) => None,
            _ if self.is_introduced() => {
                let (key, _) = self.keys.iter().find(|(_, acted)| *acted == Acted::No)?;
                Some(self.last + patience(*key, effect_of))
            }
            State::Paste => Some((self.last + PASTE).min(self.until)),
            State::Text(..) => Some((self.last + SEQUENCE).min(self.until)),
            _ => Some(self.last + SEQUENCE),
        }
    }

    /// Lets keys act that have waited long enough, and gives up a sequence without an end.
    pub fn pass(&mut self, now: Duration, to: &mut impl Listener) {
        while self.deadline(&|stroke| to.effect_of(stroke)).is_some_and(|deadline| deadline <= now) {
            if self.is_introduced() { self.act(to) } else { self.give_up(to) }
        }
        if self.is_introduced() && now >= self.last + SEQUENCE {
            self.reset();
        }
    }

    /// Whether only Escape or an introducer has arrived.
    fn is_introduced(&self) -> bool {
        let is_open = matches!(self.state, State::Escape | State::Ss3 | State::Csi | State::Text(_, false));
        is_open && self.held.is_empty()
    }

    /// Lets the first pending key act.
    fn act(&mut self, to: &mut impl Listener) {
        let is_first = self.keys.iter().all(|(_, acted)| *acted != Acted::Tentatively);
        let Some((key, acted)) = self.keys.iter_mut().find(|(_, acted)| *acted == Acted::No) else { return };
        if to.effect_of((*key).into()) == KeyEffect::Lasting {
            *acted = Acted::Finally;
            to.hear((*key).into());
        } else {
            *acted = Acted::Tentatively;
            to.hear(Input::Tentative((*key).into(), is_first));
        }
    }

    /// The bytes were keys.
    fn act_finally(&mut self, to: &mut impl Listener) {
        for (key, _) in self.keys.drain(..).filter(|(_, acted)| *acted == Acted::No) {
            to.hear(key.into());
        }
        self.reset();
    }

    /// The rest of a sequence did not arrive.
    fn give_up(&mut self, to: &mut impl Listener) {
        match self.state {
            State::Paste => self.paste(to),
            State::Text(_, true) => {
                self.swallow(false, to);
                self.begin_escape();
            }
            _ => self.swallow(false, to),
        }
    }

    /// Drops the bytes so far, and reports that.
    fn swallow(&mut self, is_key: bool, to: &mut impl Listener) {
        if let Some(text) = self.drop_held() {
            to.hear(Input::Swallowed(text, is_key));
        }
    }

    /// Drops the bytes so far, and returns them as readable text.
    fn drop_held(&mut self) -> Option<String> {
        let first = match self.state {
            State::Ss3 => Some(b'O'),
            State::Csi | State::Mouse(_) => Some(b'['),
            State::Text(first, _) => Some(first),
            _ => None,
        };
        let bytes = std::iter::once(first?).chain(self.held.iter().copied());
        let text = bytes.map(char::from).filter(char::is_ascii_graphic).take(SHOWN).collect();
        self.reset();
        Some(text)
    }

    fn reset(&mut self) {
        *self = Parser { last: self.last, ..Parser::default() };
    }

    fn begin_escape(&mut self) {
        self.reset();
        self.state = State::Escape;
        self.keys.push((Key::plain(Code::Esc), Acted::No));
    }

    fn byte(&mut self, byte: u8, together: bool, to: &mut impl Listener) {
        match self.state {
            State::Ground => self.ground(byte, false, to),
            State::Character(left) => self.character(byte, left, to),
            State::Escape => self.escape(byte, together, to),
            State::Ss3 => match sequence::ss3(byte) {
                Some(key) => self.complete(byte, to, |_| vec![key.into()]),
                None if self.is_unknown(byte, together) => self.complete(byte, to, |_| Vec::new()),
                None => self.break_off(byte, to),
            },
            State::Csi => self.csi(byte, together, to),
            State::Mouse(_) if byte < 0x20 => self.break_off(byte, to),
            State::Mouse(0 | 1) => self.complete(byte, to, |_| Vec::new()),
            State::Mouse(left) => self.state = State::Mouse(left - 1),
            State::Text(first, ending) => self.text(byte, (first, ending), together, to),
            State::Paste => self.pasted(byte, together, to),
        }
    }

    /// A byte that begins something.
    fn ground(&mut self, byte: u8, alt: bool, to: &mut impl Listener) {
        let ctrl = |c: u8| Key::new(Code::Char(char::from(c)), true, alt, false);
        let plain = |code| Key::new(code, false, alt, false);
        let key = match byte {
            0x1b => return self.begin_escape(),
            b'\r' => plain(Code::Enter),
            b'\t' => plain(Code::Tab),
            0x7f => plain(Code::Backspace),
            0 => ctrl(b' '),
            0x01..0x1b => ctrl(byte - 1 + b'a'),
            0x1c..0x20 => ctrl(byte - 0x1c + b'4'),
            0x20..0x7f => plain(Code::Char(char::from(byte))),
            0xc2..0xf5 => {
                self.held = vec![u8::from(alt), byte];
                self.state = State::Character(if byte < 0xe0 {
                    1
                } else if byte < 0xf0 {
                    2
                } else {
                    3
                });
                return;
            }
            // No character begins with these.
            0x80.. => return,
        };
        to.hear(key.into());
    }

    fn character(&mut self, byte: u8, left: usize, to: &mut impl Listener) {
        if !(0x80..0xc0).contains(&byte) {
            self.reset();
            return self.ground(byte, false, to);
        }
        self.held.push(byte);
        self.state = State::Character(left - 1);
        if left == 1 {
            let held = std::mem::take(&mut self.held);
            self.reset();
            let text = std::str::from_utf8(&held[1..]).unwrap_or_default();
            if let Some(c) = text.chars().next().filter(|c| !c.is_control()) {
                to.hear(Key::new(Code::Char(c), false, held[0] == 1, false).into());
            }
        }
    }

    fn escape(&mut self, byte: u8, together: bool, to: &mut impl Listener) {
        let alone = !together || self.has_acted();
        let state = match byte {
            b'[' => State::Csi,
            b'O' => State::Ss3,
            b']' | b'P' => State::Text(byte, false),
            // Only a terminal sends this so soon.
            b'_' if !alone => State::Text(byte, false),
            0x1b => {
                self.act_finally(to);
                return self.begin_escape();
            }
            _ if alone => {
                self.act_finally(to);
                return self.ground(byte, false, to);
            }
            _ => {
                self.reset();
                return self.ground(byte, true, to);
            }
        };
        if !alone {
            self.keys.clear();
        }
        self.keys.push((Key::new(Code::Char(char::from(byte)), false, !alone, false), Acted::No));
        self.state = state;
        self.until = self.last + LONGEST_TEXT;
    }

    fn has_acted(&self) -> bool {
        self.keys.iter().any(|(_, acted)| *acted != Acted::No)
    }

    /// Whether a byte ends or continues an unknown sequence whose bytes were sent together, too fast to be typed keys.
    fn is_unknown(&self, byte: u8, together: bool) -> bool {
        let is_whole = self.keys.len() == 1 && !self.has_acted();
        together && is_whole && (0x20..0x7f).contains(&byte)
    }

    fn csi(&mut self, byte: u8, together: bool, to: &mut impl Listener) {
        match sequence::part(&self.held, byte) {
            Part::More => self.hold(byte),
            Part::Last if self.held.is_empty() && byte == b'M' => {
                self.hold(byte);
                self.state = State::Mouse(3);
            }
            Part::Last if self.held == b"200" && byte == b'~' => {
                self.complete(byte, to, |_| Vec::new());
                (self.state, self.until) = (State::Paste, self.last + LONGEST_TEXT);
            }
            Part::Last => self.complete(byte, to, |held| match (held, byte) {
                _ if held.len() >= LONGEST => Vec::new(),
                ([b'0'..=b'9', ..], b'u') => keyboard::keys(held),
                _ => sequence::csi(held, byte).into_iter().collect(),
            }),
            Part::Other if !self.is_unknown(byte, together) => self.break_off(byte, to),
            Part::Other if byte < 0x40 => self.hold(byte),
            Part::Other => self.complete(byte, to, |_| Vec::new()),
        }
    }

    fn hold(&mut self, byte: u8) {
        if self.held.len() < LONGEST {
            self.held.push(byte);
        }
    }

    /// The sequence is complete: none of its bytes was a key.
    fn complete(&mut self, last: u8, to: &mut impl Listener, meaning: impl FnOnce(&[u8]) -> Vec<Input>) {
        if self.keys.iter().any(|(_, acted)| *acted == Acted::Tentatively) {
            to.hear(Input::TakeBack);
        }
        let is_late = self.keys.last().is_some_and(|(key, acted)| key.code() != Code::Esc && *acted != Acted::No);
        meaning(&self.held).into_iter().for_each(|input| to.hear(input));
        if is_late {
            self.hold(last);
            self.swallow(true, to);
        }
        self.reset();
    }

    /// This byte is not part of the sequence: a lone introducer was a key, anything longer is dropped.
    fn break_off(&mut self, byte: u8, to: &mut impl Listener) {
        if self.is_introduced() {
            self.act_finally(to);
            return self.ground(byte, false, to);
        }
        let dropped = self.drop_held();
        self.ground(byte, false, to);
        // A key clears the notice before it.
        if let Some(text) = dropped {
            to.hear(Input::Swallowed(text, false));
        }
    }

    fn text(&mut self, byte: u8, (first, ending): (u8, bool), together: bool, to: &mut impl Listener) {
        if !sequence::has_text(first, &self.held) {
            return match sequence::begins_text(first, &self.held, byte) {
                true => self.hold(byte),
                false => self.break_off(byte, to),
            };
        }
        self.until = (self.until + A_BYTE).min(self.last + LONGEST_TEXT);
        match (byte, ending) {
            (b'\\', true) | (0x07, _) => {
                self.complete(byte, to, |held| sequence::text(first, held).map(Input::Answer).into_iter().collect());
            }
            (_, true) => {
                self.swallow(false, to);
                self.begin_escape();
                self.escape(byte, together, to);
            }
            (0x1b, false) => self.state = State::Text(first, true),
            (..0x20 | 0x7f, _) => self.break_off(byte, to),
            _ => self.hold(byte),
        }
    }

    fn pasted(&mut self, byte: u8, together: bool, to: &mut impl Listener) {
        self.until = (self.until + A_BYTE).min(self.last + LONGEST_TEXT);
        // A terminal sends no ^C after a pause, so the user typed it.
        self.cancels = if byte == 3 && (!together || self.cancels > 0) { self.cancels + 1 } else { 0 };
        if self.cancels == 2 {
            self.reset();
            return to.hear(Input::Leave);
        }
        self.held.push(byte);
        if self.held.ends_with(PASTE_END) {
            self.held.truncate(self.held.len() - PASTE_END.len());
            self.paste(to);
        } else if self.held.len() > LARGEST_PASTE + PASTE_END.len() {
            // The end may be among the last bytes.
            let end = self.held.split_off(self.held.len() - PASTE_END.len());
            self.held.truncate(LARGEST_PASTE);
            self.held.extend(end);
        }
    }

    fn paste(&mut self, to: &mut impl Listener) {
        self.held.truncate(LARGEST_PASTE);
        let text = String::from_utf8_lossy(&self.held).into_owned();
        self.reset();
        to.hear(Input::Paste(text));
    }
}

/// How long a key that may begin a sequence waits.
fn patience(key: Key, effect_of: &dyn Fn(Stroke) -> KeyEffect) -> Duration {
    match effect_of(key.into()) {
        KeyEffect::Reversible if key.code() == Code::Esc => TOGETHER,
        KeyEffect::Moving => MOVE,
        KeyEffect::Reversible | KeyEffect::Lasting => SEQUENCE,
    }
}
