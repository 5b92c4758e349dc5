//! Bytes from the terminal, as they come, become keys, pastes and answers (ECMA-48, xterm's control sequences).
//!
//! It never fails: what it does not know is dropped whole, so that no part of it is read as a key. It holds no more than a
//! bounded paste, and knows no time but is told when nothing more came.

use super::Input;
use super::keyboard;
use super::sequence;
use crate::keys::{Code, Key};
use std::time::Duration;

/// How long Escape waits for what would make it the beginning of a sequence.
const ESCAPE: Duration = Duration::from_millis(50);

/// How long a sequence that has begun waits for its end.
const SEQUENCE: Duration = Duration::from_millis(500);

/// How long a paste waits for its end.
const PASTE: Duration = Duration::from_secs(5);

/// The longest sequence that is looked at; of a longer one only the end is waited for.
const LONGEST: usize = 256;

/// The most that is taken of a paste, in bytes.
const LARGEST_PASTE: usize = 1 << 20;

/// What ends a paste.
const PASTE_ENDS: &[u8] = b"\x1b[201~";

/// The parser, and what it holds of a beginning.
#[derive(Debug, Default)]
pub struct Parser {
    state: State,
    /// The bytes of what has begun.
    held: Vec<u8>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Ground,
    /// A character of so many bytes more.
    Character(usize),
    /// After Escape.
    Escape,
    /// After `ESC O`.
    Ss3,
    /// After `ESC [`.
    Csi,
    /// The rest of a report of the mouse in its oldest form.
    Mouse(usize),
    /// A string, after the letter that began it; whether an Escape came that may end it.
    Text(u8, bool),
    /// Between the marks of a paste.
    Paste,
}

impl Parser {
    /// Takes bytes in.
    pub fn take(&mut self, bytes: &[u8], out: &mut Vec<Input>) {
        for byte in bytes {
            self.byte(*byte, out);
        }
    }

    /// How long to wait for more before [`Parser::give_up`]; for ever while nothing has begun.
    pub fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground => None,
            State::Escape => Some(ESCAPE),
            State::Paste => Some(PASTE),
            _ => Some(SEQUENCE),
        }
    }

    /// Nothing more came: what has begun is the key that it looks like, or nothing.
    pub fn give_up(&mut self, out: &mut Vec<Input>) {
        let alone = self.held.is_empty();
        let with_alt = |c| Some(Key::new(Code::Char(c), false, true, false));
        let key = match self.state {
            State::Escape => Some(Key::plain(Code::Esc)),
            State::Ss3 => with_alt('O'),
            State::Csi if alone => with_alt('['),
            State::Text(first, false) if alone => with_alt(char::from(first)),
            _ => None,
        };
        out.extend(key.map(Input::from));
        if self.state == State::Paste {
            self.paste(out);
        }
        self.reset();
    }

    fn reset(&mut self) {
        self.state = State::Ground;
        self.held = Vec::new();
    }

    fn byte(&mut self, byte: u8, out: &mut Vec<Input>) {
        match self.state {
            State::Ground => self.ground(byte, false, out),
            State::Character(left) => self.character(byte, left, out),
            State::Escape => self.escape(byte, out),
            State::Ss3 => {
                self.reset();
                out.extend(sequence::ss3(byte).map(Input::from));
            }
            State::Csi => self.csi(byte, out),
            State::Mouse(0 | 1) => self.reset(),
            State::Mouse(left) => self.state = State::Mouse(left - 1),
            State::Text(first, ending) => self.text(byte, first, ending, out),
            State::Paste => {
                self.held.push(byte);
                if self.held.ends_with(PASTE_ENDS) {
                    self.held.truncate(self.held.len() - PASTE_ENDS.len());
                    self.paste(out);
                    self.reset();
                } else if self.held.len() > LARGEST_PASTE + PASTE_ENDS.len() {
                    // The end may be among what came last.
                    let end = self.held.split_off(self.held.len() - PASTE_ENDS.len());
                    self.held.truncate(LARGEST_PASTE);
                    self.held.extend(end);
                }
            }
        }
    }

    fn paste(&mut self, out: &mut Vec<Input>) {
        self.held.truncate(LARGEST_PASTE);
        out.push(Input::Paste(String::from_utf8_lossy(&self.held).into_owned()));
    }

    /// A byte that begins something.
    fn ground(&mut self, byte: u8, alt: bool, out: &mut Vec<Input>) {
        let ctrl = |c: u8| Key::new(Code::Char(char::from(c)), true, alt, false);
        let plain = |code| Key::new(code, false, alt, false);
        let key = match byte {
            0x1b => {
                self.state = State::Escape;
                return;
            }
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
            // No character begins so.
            0x80.. => return,
        };
        out.push(key.into());
    }

    fn character(&mut self, byte: u8, left: usize, out: &mut Vec<Input>) {
        if !(0x80..0xc0).contains(&byte) {
            self.reset();
            return self.byte(byte, out);
        }
        self.held.push(byte);
        self.state = State::Character(left - 1);
        if left == 1 {
            let held = std::mem::take(&mut self.held);
            self.reset();
            let text = std::str::from_utf8(&held[1..]).unwrap_or_default();
            let c = text.chars().next().filter(|c| !c.is_control());
            out.extend(c.map(|c| Key::new(Code::Char(c), false, held[0] == 1, false).into()));
        }
    }

    fn escape(&mut self, byte: u8, out: &mut Vec<Input>) {
        self.reset();
        match byte {
            b'[' => self.state = State::Csi,
            b'O' => self.state = State::Ss3,
            b']' | b'P' | b'_' | b'^' | b'X' => self.state = State::Text(byte, false),
            0x1b => {
                out.push(Key::plain(Code::Esc).into());
                self.state = State::Escape;
            }
            _ => self.ground(byte, true, out),
        }
    }

    fn csi(&mut self, byte: u8, out: &mut Vec<Input>) {
        match byte {
            // The Linux console begins its function keys with a second bracket.
            b'[' if self.held.is_empty() => self.held.push(byte),
            0x40..0x7f => {
                let held = std::mem::take(&mut self.held);
                self.reset();
                match (&held[..], byte) {
                    (b"", b'M') => self.state = State::Mouse(3),
                    (b"200", b'~') => self.state = State::Paste,
                    (_, b'u') if !held.starts_with(b"?") && held.len() < LONGEST => out.extend(keyboard::keys(&held)),
                    _ if held.len() < LONGEST => out.extend(sequence::csi(&held, byte)),
                    _ => {}
                }
            }
            0x20..0x40 if self.held.len() < LONGEST => self.held.push(byte),
            0x20..0x40 => {}
            // No byte of a sequence: what was begun is broken off.
            _ => {
                self.reset();
                self.byte(byte, out);
            }
        }
    }

    fn text(&mut self, byte: u8, first: u8, ending: bool, out: &mut Vec<Input>) {
        match (byte, ending) {
            (b'\\', true) | (0x07, _) => {
                out.extend(sequence::text(first, &self.held).map(Input::Answer));
                self.reset();
            }
            (0x1b, false) => self.state = State::Text(first, true),
            (_, true) => {
                self.state = State::Escape;
                self.held = Vec::new();
                self.byte(byte, out);
            }
            _ if self.held.len() < LONGEST => self.held.push(byte),
            _ => {}
        }
    }
}
