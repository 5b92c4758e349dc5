//! Keys as terminals tell them that were asked to tell all: kitty's keyboard protocol
//! (<https://sw.kovidgoyal.net/kitty/keyboard-protocol/>).
//!
//! It asks for nothing: what is told without being asked for is understood too, or dropped.

use super::Input;
use super::sequence::{character, parts};
use crate::keys::{Code, Key, Stroke};

/// What a key with Super, Hyper or Meta held does is none of ours.
const OTHERS: u32 = 8 | 16 | 32;

/// A key that was let go.
pub const RELEASED: u32 = 3;

/// What a key says before `u`: `1089:1057:99;6;1057`, its number, with Shift, at its place; modifiers; the text it types.
pub fn keys(held: &[u8]) -> Vec<Input> {
    let Some(parts) = parts(held) else { return Vec::new() };
    let part = |at: usize, of: usize| parts.get(at).and_then(|part| part.get(of)).copied().unwrap_or(0);
    let bits = part(1, 0).saturating_sub(1);
    if bits & OTHERS != 0 || part(1, 1) == RELEASED {
        return Vec::new();
    }
    let (shift, alt, ctrl) = (bits & 1 != 0, bits & 2 != 0, bits & 4 != 0);
    let stroke = |key: Key| match char::from_u32(part(0, 2)).filter(|place| *place != '\0') {
        Some(place) => Stroke::at(key, place, shift),
        None => key.into(),
    };
    let code = of_pad(part(0, 0)).or_else(|| character(part(0, 0)));
    if !ctrl && !alt && matches!(code, Some(Code::Char(_)) | None) {
        let typed = parts.get(2).into_iter().flatten().filter_map(|c| char::from_u32(*c)).filter(|c| !c.is_control());
        let typed: Vec<Key> = typed.map(|c| Key::plain(Code::Char(c))).collect();
        match &typed[..] {
            [] => {}
            [key] => return vec![Input::Key(stroke(*key))],
            // A cluster, or what was composed: it lies nowhere.
            several => return several.iter().map(|key| Input::Key((*key).into())).collect(),
        }
    }
    let key = match code {
        None => return Vec::new(),
        Some(Code::Char(_)) if shift && part(0, 1) != 0 => {
            let Some(code) = character(part(0, 1)) else { return Vec::new() };
            Key::new(code, ctrl, alt, false)
        }
        // As terminals that tell less have it.
        Some(code @ (Code::Enter | Code::Backspace | Code::Esc)) => Key::new(code, ctrl, alt, false),
        Some(code) => Key::new(code, ctrl, alt, shift),
    };
    vec![Input::Key(stroke(key))]
}

/// Keys of the number pad, and function keys beyond the twelfth.
fn of_pad(number: u32) -> Option<Code> {
    Some(match number {
        57_376..=57_398 => Code::F((number - 57_376 + 13) as u8),
        57_399..=57_408 => Code::Char(char::from_digit(number - 57_399, 10)?),
        57_409 => Code::Char('.'),
        57_410 => Code::Char('/'),
        57_411 => Code::Char('*'),
        57_412 => Code::Char('-'),
        57_413 => Code::Char('+'),
        57_414 => Code::Enter,
        57_415 => Code::Char('='),
        57_416 => Code::Char(','),
        57_417 => Code::Left,
        57_418 => Code::Right,
        57_419 => Code::Up,
        57_420 => Code::Down,
        57_421 => Code::PageUp,
        57_422 => Code::PageDown,
        57_423 => Code::Home,
        57_424 => Code::End,
        57_425 => Code::Insert,
        57_426 => Code::Delete,
        _ => return None,
    })
}
