//! What a terminal is known to understand beyond what every terminal does.
//!
//! It asks nobody: names and answers are handed in.

use super::stops::ANSWER;

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
    /// Links (OSC 8).
    pub links: bool,
    /// Stops of the tabulator are where they are set (HTS, TBC).
    pub stops: bool,
    /// Every character, not only those of ASCII.
    pub unicode: bool,
    /// Zero-width characters that isolate fields (FSI, PDI).
    pub isolates: bool,
}

/// Terminals that repeat characters, by the names they answer with.
const REPEATING: [&str; 9] = ["XTerm", "kitty", "foot", "WezTerm", "iTerm2", "tmux", "ghostty", "contour", "mintty"];

/// Terminals that show links, by the names they answer with, and the first version that does.
const LINKING: [(&str, &[u32]); 11] = [
    ("kitty", &[]),
    ("foot", &[]),
    ("WezTerm", &[]),
    ("iTerm2", &[]),
    ("ghostty", &[]),
    ("contour", &[]),
    ("mintty", &[]),
    ("Konsole", &[20, 12]),
    ("rio", &[]),
    // One number: 5000 is 0.50.
    ("VTE", &[5000]),
    ("tmux", &[3, 4]),
];

impl Capabilities {
    /// The terminal has this mode, or has not.
    pub fn learn_mode(&mut self, mode: u32, has: bool) {
        if mode == 2026 {
            self.whole_frames = has;
        }
    }

    /// The terminal said where its cursor is.
    pub fn learn_place(&mut self, row: u32, column: u32) {
        if row == ANSWER.0 {
            self.stops = column == ANSWER.1;
        }
    }

    /// The terminal said its name.
    pub fn learn_name(&mut self, name: &str) {
        if REPEATING.iter().any(|known| begins(name, known)) {
            (self.scroll, self.erase, self.repeat, self.grounds) = (true, true, true, true);
        }
        // What a name says goes before what was guessed: between us and a terminal of promise may stand another.
        self.links =
            LINKING.iter().any(|(known, since)| begins(name, known) && version(&name[known.len()..])[..] >= **since);
    }

    /// What the environment promises: the name in `TERM`, of which, where many terminals borrow it, only what all of them do
    /// is taken, and what a terminal says of itself elsewhere, unless another stands before it.
    pub fn of_env(get: impl Fn(&str) -> String) -> Self {
        let term = get("TERM");
        let can = Self::of_term(&term);
        let vte: u32 = get("VTE_VERSION").parse().unwrap_or(0);
        let program = get("TERM_PROGRAM");
        let named = ["iTerm.app", "WezTerm", "ghostty", "vscode", "rio"].contains(&program.as_str());
        let says_so = named || vte >= 5000 || !get("WT_SESSION").is_empty() || !get("KONSOLE_VERSION").is_empty();
        Capabilities { links: can.links || says_so && is_borrowed(&term), ..can }
    }

    /// What the name in `TERM` promises.
    pub fn of_term(term: &str) -> Self {
        let is = |names: &[&str]| names.iter().any(|name| term.starts_with(name));
        let own_name = is(&["foot", "xterm-kitty", "alacritty", "wezterm", "xterm-ghostty", "contour"]);
        let tmux = is(&["tmux"]);
        let borrowed = is_borrowed(term);
        let screen = is(&["screen"]);
        let linux = is(&["linux"]);
        Capabilities {
            scroll: own_name || tmux || borrowed || screen,
            erase: own_name || tmux || borrowed || linux,
            repeat: own_name || tmux,
            grounds: own_name || tmux || borrowed || linux,
            whole_frames: own_name && !is(&["alacritty"]),
            links: own_name,
            stops: false,
            unicode: true,
            // The Linux console shows a box for each of them.
            isolates: !linux,
        }
    }
}

fn is_borrowed(term: &str) -> bool {
    const NAMES: [&str; 8] = ["xterm", "rxvt", "vte", "konsole", "gnome", "st-", "putty", "mintty"];
    NAMES.iter().chain(&["iterm"]).any(|name| term.starts_with(name))
}

fn begins(name: &str, known: &str) -> bool {
    name.get(..known.len()).is_some_and(|start| start.eq_ignore_ascii_case(known))
}

/// The numbers of a version after a name: `(1.16.2)`, ` 3.4a`; none where it says none.
fn version(rest: &str) -> Vec<u32> {
    let rest = rest.trim_start_matches([' ', '(', '-', 'v']);
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    rest[..end].split('.').map_while(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is sent, in letters: scrolling by many rows, erasing, repeating, grounds, whole frames, links.
    fn told(can: Capabilities) -> String {
        let all = [can.scroll, can.erase, can.repeat, can.grounds, can.whole_frames, can.links];
        "SERGWL".chars().zip(all).map(|(letter, has)| if has { letter } else { '-' }).collect()
    }

    #[test]
    fn what_is_sent_to_which_terminal() {
        // The environment, what is sent at first, the name that is answered, and what is sent then.
        for (environment, first, name, then) in [
            ("TERM=xterm-256color", "SE-G--", "XTerm(390)", "SERG--"),
            ("TERM=xterm-256color", "SE-G--", "", "SE-G--"),
            ("TERM=xterm-kitty", "SERGWL", "kitty(0.42.1)", "SERGWL"),
            ("TERM=foot", "SERGWL", "foot(1.16.2)", "SERGWL"),
            ("TERM=foot-extra", "SERGWL", "foot(1.25.0-12)", "SERGWL"),
            ("TERM=alacritty", "SERG-L", "", "SERG-L"),
            ("TERM=wezterm", "SERGWL", "WezTerm 20240203-110809", "SERGWL"),
            ("TERM=xterm-256color TERM_PROGRAM=WezTerm", "SE-G-L", "WezTerm 20240203-110809", "SERG-L"),
            ("TERM=xterm-256color TERM_PROGRAM=iTerm.app", "SE-G-L", "iTerm2 3.5.0", "SERG-L"),
            ("TERM=xterm-256color", "SE-G--", "iTerm2 3.5.0", "SERG-L"),
            ("TERM=xterm-ghostty", "SERGWL", "ghostty 1.1.3", "SERGWL"),
            ("TERM=contour", "SERGWL", "contour 0.4.3.6442", "SERGWL"),
            // Windows Terminal, in WSL; over SSH it is a terminal like any other.
            ("TERM=xterm-256color WT_SESSION=5ac8b0f9", "SE-G-L", "", "SE-G-L"),
            ("TERM=xterm-256color VTE_VERSION=7200", "SE-G-L", "VTE(7200)", "SE-G-L"),
            ("TERM=xterm-256color VTE_VERSION=4602", "SE-G--", "VTE(4602)", "SE-G--"),
            ("TERM=xterm-256color", "SE-G--", "Konsole 23.08.1", "SE-G-L"),
            ("TERM=xterm-256color", "SE-G--", "Konsole 20.08", "SE-G--"),
            ("TERM=mintty", "SE-G--", "mintty 3.7.0", "SERG-L"),
            ("TERM=putty-256color", "SE-G--", "", "SE-G--"),
            ("TERM=linux", "-E-G--", "", "-E-G--"),
            // What the terminal behind it said of itself is nothing to it.
            ("TERM=tmux-256color VTE_VERSION=7200", "SERG--", "tmux 3.3a", "SERG--"),
            ("TERM=tmux-256color WT_SESSION=5ac8b0f9", "SERG--", "tmux 3.4", "SERG-L"),
            ("TERM=screen-256color", "S-----", "tmux next-3.6", "SERG--"),
            ("TERM=screen VTE_VERSION=7200", "S-----", "", "S-----"),
            // mosh has the name of the terminal it runs in, and answers nothing.
            ("TERM=xterm-256color MOSH_KEY=x", "SE-G--", "", "SE-G--"),
            ("TERM=vt100", "------", "", "------"),
            ("TERM=dumb", "------", "", "------"),
            ("", "------", "", "------"),
        ] {
            let get = |name: &str| {
                let mut all = environment.split(' ').filter_map(|variable| variable.split_once('='));
                all.find(|(known, _)| *known == name).map_or_else(String::new, |(_, value)| value.to_owned())
            };
            let mut can = Capabilities::of_env(get);
            assert_eq!(told(can), first, "{environment}");
            if !name.is_empty() {
                can.learn_name(name);
            }
            assert_eq!(told(can), then, "{environment} {name}");
        }
    }
}
