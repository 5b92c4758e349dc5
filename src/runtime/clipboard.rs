//! Copying to the clipboard of the terminal, wherever that is (OSC 52), through the multiplexers that stand before it.
//!
//! It asks no terminal whether it allows that, and sends nothing itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// What stands between the program and the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Between {
    Nothing,
    Tmux,
    Screen,
}

/// The longest piece that screen passes on.
const PIECE: usize = 240;

impl Between {
    /// What the environment says.
    pub fn of(get: impl Fn(&str) -> Option<String>) -> Self {
        let is_set = |name| get(name).is_some_and(|value| !value.is_empty());
        match () {
            () if is_set("TMUX") => Between::Tmux,
            () if is_set("STY") => Between::Screen,
            () => Between::Nothing,
        }
    }

    /// The bytes that bring a sequence, which a bell ends, past it to the terminal.
    pub fn pass(self, sequence: &str) -> Vec<u8> {
        match self {
            Between::Nothing => sequence.into(),
            Between::Tmux => format!("\x1bPtmux;{}\x1b\\", sequence.replace('\x1b', "\x1b\x1b")).into_bytes(),
            Between::Screen => {
                let pieces = sequence.as_bytes().chunks(PIECE);
                pieces.flat_map(|piece| [b"\x1bP", piece, b"\x1b\\"].concat()).collect()
            }
        }
    }
}

/// The bytes that put a text into the clipboard.
pub fn copy(text: &str, between: Between) -> Vec<u8> {
    let plain = format!("\x1b]52;c;{}\x07", STANDARD.encode(text));
    match between {
        // tmux takes the one or passes on the other, as it was told to: twice the same text harms nothing.
        Between::Tmux => [plain.as_bytes(), &between.pass(&plain)].concat(),
        Between::Nothing | Between::Screen => between.pass(&plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_passes_what_stands_between() {
        let told = |text: &str, between| String::from_utf8(copy(text, between)).unwrap();
        assert_eq!(told("한 a", Between::Nothing), "\x1b]52;c;7ZWcIGE=\x07");
        assert_eq!(told("a", Between::Tmux), "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\");
        assert_eq!(told("a", Between::Screen), "\x1bP\x1b]52;c;YQ==\x07\x1b\\");
        let long = told(&"x".repeat(1_000), Between::Screen);
        assert_eq!(long.matches("\x1bP").count(), 6);
        let joined = long.replace("\x1bP", "").replace("\x1b\\", "");
        assert_eq!(joined, told(&"x".repeat(1_000), Between::Nothing));
    }

    #[test]
    fn the_environment_tells_what_stands_between() {
        let of = |set: &'static str| Between::of(|name| (name == set).then(|| "1".to_owned()));
        assert_eq!([of("TMUX"), of("STY"), of("TERM")], [Between::Tmux, Between::Screen, Between::Nothing]);
    }
}
