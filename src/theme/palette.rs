//! How many colours the terminal has, and the nearest of them to a colour it has not.

use ratatui::style::Color;

/// The colours a terminal can show.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Palette {
    /// None, or none wanted.
    None,
    /// The first eight of the sixteen; what is bold may be brighter.
    Eight,
    /// The sixteen that the terminal's own scheme defines.
    #[default]
    Sixteen,
    /// Those, a cube of 216 and 24 greys.
    Indexed,
    /// Any.
    True,
}

/// The sixteen by their names in theme files, in the order of their numbers, and as xterm shows them.
pub(super) const NAMES: &[(&str, Color, [u8; 3])] = &[
    ("black", Color::Black, [0, 0, 0]),
    ("red", Color::Red, [205, 0, 0]),
    ("green", Color::Green, [0, 205, 0]),
    ("yellow", Color::Yellow, [205, 205, 0]),
    ("blue", Color::Blue, [0, 0, 238]),
    ("magenta", Color::Magenta, [205, 0, 205]),
    ("cyan", Color::Cyan, [0, 205, 205]),
    ("white", Color::Gray, [229, 229, 229]),
    ("bright-black", Color::DarkGray, [127, 127, 127]),
    ("bright-red", Color::LightRed, [255, 0, 0]),
    ("bright-green", Color::LightGreen, [0, 255, 0]),
    ("bright-yellow", Color::LightYellow, [255, 255, 0]),
    ("bright-blue", Color::LightBlue, [92, 92, 255]),
    ("bright-magenta", Color::LightMagenta, [255, 0, 255]),
    ("bright-cyan", Color::LightCyan, [0, 255, 255]),
    ("bright-white", Color::White, [255, 255, 255]),
];

/// Terminals that show all colours, by their names in `TERM`: over SSH nothing else of them arrives.
const TRUE: [&str; 6] = ["foot", "xterm-kitty", "alacritty", "wezterm", "xterm-ghostty", "contour"];

/// Terminals that have eight colours, by their names in `TERM` up to a hyphen: their own descriptions say so. `xterm` does
/// too, and has had sixteen for decades, as has all that borrows its name.
const EIGHT: [&str; 6] = ["linux", "screen", "ansi", "cons25", "cygwin", "pcansi"];

/// The steps of the cube, the same for red, green and blue.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Palette {
    /// What the environment says of the terminal: `NO_COLOR`, `COLORTERM`, `TERM`.
    pub fn from_env(get: impl Fn(&str) -> Option<String>) -> Palette {
        let says = |name: &str| get(name).unwrap_or_default();
        let term = says("TERM");
        let is = |names: &[&str]| names.contains(&term.split('-').next().unwrap_or_default());
        let is_video = term.strip_prefix("vt").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
        if !says("NO_COLOR").is_empty() || term == "dumb" || is_video {
            Palette::None
        } else if matches!(says("COLORTERM").as_str(), "truecolor" | "24bit")
            || term.ends_with("-direct")
            || TRUE.iter().any(|name| term.starts_with(name))
        {
            Palette::True
        } else if term.contains("256color") {
            Palette::Indexed
        } else if is(&EIGHT) || matches!(term.as_str(), "xterm-color" | "xterm-8color") || term.starts_with("screen.") {
            Palette::Eight
        } else {
            Palette::Sixteen
        }
    }

    /// The colour itself where the terminal has it, else the nearest; none without colours.
    pub(super) fn bring(self, colour: Color) -> Option<Color> {
        match (self, colour) {
            (Palette::None, _) => None,
            (Palette::True, _) => Some(colour),
            (Palette::Indexed, Color::Rgb(r, g, b)) => Some(nearest_of_256([r, g, b])),
            (Palette::Sixteen, Color::Rgb(r, g, b)) => Some(nearest_of_16([r, g, b])),
            (Palette::Eight, _) => Palette::Sixteen.bring(colour).map(|colour| plain(colour).unwrap_or(colour)),
            (Palette::Sixteen, Color::Indexed(n)) => Some(match NAMES.get(usize::from(n)) {
                Some((_, named, _)) => *named,
                None => nearest_of_16(rgb(n)),
            }),
            _ => Some(colour),
        }
    }
}

/// The plain colour of a bright one; none where it is plain.
pub(super) fn plain(colour: Color) -> Option<Color> {
    let bright = NAMES.iter().position(|(_, named, _)| *named == colour)?.checked_sub(8)?;
    Some(NAMES[bright].1)
}

/// Red, green and blue of a number, the first sixteen as xterm shows them.
pub(super) fn rgb(number: u8) -> [u8; 3] {
    match number {
        0..16 => NAMES[usize::from(number)].2,
        16..232 => [36, 6, 1].map(|place| STEPS[usize::from((number - 16) / place % 6)]),
        grey => [8 + 10 * (grey - 232); 3],
    }
}

/// The sixteen are left out: what they look like is the terminal's affair.
fn nearest_of_256(colour: [u8; 3]) -> Color {
    let number = (16..=255).min_by_key(|n| distance(colour, rgb(*n))).unwrap_or(16);
    Color::Indexed(number)
}

fn nearest_of_16(colour: [u8; 3]) -> Color {
    let nearest = NAMES.iter().min_by_key(|(.., shown)| distance(colour, *shown));
    nearest.map_or(Color::Reset, |(_, named, _)| *named)
}

/// How different two colours look: the eye tells green from green best, and red better than blue among reds.
fn distance(a: [u8; 3], b: [u8; 3]) -> i32 {
    let [r, g, b2] = [0, 1, 2].map(|i| i32::from(a[i]) - i32::from(b[i]));
    let red = (i32::from(a[0]) + i32::from(b[0])) / 2;
    (((512 + red) * r * r) >> 8) + 4 * g * g + (((767 - red) * b2 * b2) >> 8)
}
