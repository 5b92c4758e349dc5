//! What a terminal is known to understand beyond what every terminal does.
//!
//! It asks nobody: names and answers are handed in.

/// What may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Capabilities {
    /// Scrolling by many rows in one sequence (SU, SD).
    pub scroll: bool,
    /// Erasing a stretch within a row (ECH).
    pub erase: bool,
    /// Repeating an ASCII character (REP).
    pub repeat: bool,
    /// What is erased takes on the ground of the pen.
    pub grounds: bool,
    /// Showing a frame whole (mode 2026).
    pub whole_frames: bool,
    /// Every character, not only those of ASCII.
    pub unicode: bool,
}

/// Terminals that repeat characters, by the names they answer with.
const REPEATING: [&str; 9] = ["XTerm", "kitty", "foot", "WezTerm", "iTerm2", "tmux", "ghostty", "contour", "mintty"];

impl Capabilities {
    /// The terminal has this mode, or has not.
    pub fn learn_mode(&mut self, mode: u32, has: bool) {
        if mode == 2026 {
            self.whole_frames = has;
        }
    }

    /// The terminal said its name.
    pub fn learn_name(&mut self, name: &str) {
        let has = |known: &&str| name.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known));
        if REPEATING.iter().any(has) {
            (self.scroll, self.erase, self.repeat, self.grounds) = (true, true, true, true);
        }
    }

    /// What the name in `TERM` promises. Of a name that many terminals borrow, only what all of them do is taken.
    pub fn of_term(term: &str) -> Self {
        let is = |names: &[&str]| names.iter().any(|name| term.starts_with(name));
        let own_name = is(&["foot", "xterm-kitty", "alacritty", "wezterm", "xterm-ghostty", "contour"]);
        let tmux = is(&["tmux"]);
        let borrowed = is(&["xterm", "rxvt", "vte", "konsole", "gnome", "st-", "putty", "mintty", "iterm"]);
        let screen = is(&["screen"]);
        let linux = is(&["linux"]);
        Capabilities {
            scroll: own_name || tmux || borrowed || screen,
            erase: own_name || tmux || borrowed || linux,
            repeat: own_name || tmux,
            grounds: own_name || tmux || borrowed || linux,
            whole_frames: own_name && !is(&["alacritty"]),
            unicode: true,
        }
    }
}
