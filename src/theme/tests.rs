//! Theme files in, looks out.

use super::*;
use ratatui::style::{Color, Modifier};

/// What is said of a theme file.
fn complains(text: &str, expected: &[&str]) {
    let (_, complaints) = Theme::load(Path::new("t.toml"), text, Palette::True);
    assert_eq!(complaints.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{text}");
}

/// How one role looks in a theme file, on a terminal of a palette.
fn check(text: &str, palette: Palette, role: Role, expected: Style) {
    let (theme, complaints) = Theme::load(Path::new("t.toml"), text, palette);
    assert_eq!((theme.style(role), complaints), (expected, vec![]), "{text} {palette:?}");
}

fn shipped(name: &str, palette: Palette) -> Theme {
    Theme::load(Path::new("shipped.toml"), Theme::shipped(name).unwrap(), palette).0
}

#[test]
fn shipped_themes_have_no_complaint() {
    for (_, text) in SHIPPED {
        complains(text, &[]);
    }
}

#[test]
fn a_look_is_attributes_a_colour_and_a_ground() {
    let orange = Style::new().fg(Color::Rgb(255, 135, 0)).bg(Color::DarkGray).add_modifier(Modifier::BOLD);
    check("heading = 'bold #ff8700 on bright-black'", Palette::True, Role::Heading, orange);
    check("heading = '208'", Palette::Indexed, Role::Heading, Style::new().fg(Color::Indexed(208)));
    check("heading = 'white'", Palette::True, Role::Heading, Style::new().fg(Color::Gray));
    check("heading = 'plain'", Palette::True, Role::Heading, Style::new());
}

#[test]
fn a_role_without_a_look_takes_that_of_the_role_it_falls_back_to() {
    check("heading = 'red'", Palette::True, Role::Title, Style::new().fg(Color::Red));
    check("dim = 'blue'", Palette::True, Role::Meta, Style::new().fg(Color::Blue));
    check("", Palette::True, Role::Cursor, Style::new().add_modifier(Modifier::REVERSED));
}

#[test]
fn every_role_lies_upon_the_ground_of_text() {
    let theme = "text = 'white on #101010'\nstrong = 'bold'\nhit = 'on yellow'";
    let ground = Style::new().fg(Color::Gray).bg(Color::Rgb(16, 16, 16));
    check(theme, Palette::True, Role::Text, ground);
    check(theme, Palette::True, Role::Strong, ground.add_modifier(Modifier::BOLD));
    check(theme, Palette::True, Role::Hit, Style::new().fg(Color::Gray).bg(Color::Yellow));
    check(theme, Palette::None, Role::Hit, Style::new().add_modifier(Modifier::REVERSED));
    check(theme, Palette::None, Role::Text, Style::new());
}

#[test]
fn a_colour_the_terminal_has_not_becomes_the_nearest() {
    for (colour, indexed, sixteen) in [
        ("#ff0000", Color::Indexed(196), Color::LightRed),
        ("#ff8700", Color::Indexed(208), Color::Yellow),
        ("#808080", Color::Indexed(244), Color::DarkGray),
        ("#00005f", Color::Indexed(17), Color::Black),
        ("#fdfdfd", Color::Indexed(231), Color::White),
        ("226", Color::Indexed(226), Color::LightYellow),
        ("4", Color::Indexed(4), Color::Blue),
    ] {
        let theme = format!("heading = '{colour}'");
        check(&theme, Palette::Indexed, Role::Heading, Style::new().fg(indexed));
        check(&theme, Palette::Sixteen, Role::Heading, Style::new().fg(sixteen));
        check(&theme, Palette::None, Role::Heading, Style::new());
    }
}

#[test]
fn with_eight_colours_a_bright_one_is_bold_and_nothing_is_black_on_a_dark_ground() {
    let bold = |style: Style| style.add_modifier(Modifier::BOLD);
    for (look, expected) in [
        ("red", Style::new().fg(Color::Red)),
        ("bright-red", bold(Style::new().fg(Color::Red))),
        ("#ff0000", bold(Style::new().fg(Color::Red))),
        ("bright-white", bold(Style::new().fg(Color::Gray))),
        ("bright-black", Style::new().add_modifier(Modifier::DIM)),
        ("black on bright-yellow", Style::new().fg(Color::Black).bg(Color::Yellow)),
        ("black on bright-red", bold(Style::new().fg(Color::Gray).bg(Color::Red))),
        ("bright-blue on blue", bold(Style::new().bg(Color::Blue))),
    ] {
        check(&format!("heading = '{look}'"), Palette::Eight, Role::Heading, expected);
    }
}

#[test]
fn text_does_not_vanish_where_two_colours_become_one() {
    check("hit = '#000005 on #050000'", Palette::Sixteen, Role::Hit, Style::new().bg(Color::Black));
}

#[test]
fn mistakes_are_told_with_their_line() {
    let attributes = "plain, bold, dim, italic, underline, strike, reverse";
    let word = format!(
        "t.toml:2: link: `blu` is neither a colour (red, bright-red, 208, #ff8700) nor one of {attributes}; \
         did you mean `blue`?"
    );
    complains(
        "heding = 'bold'\nlink = 'blu'",
        &["t.toml:1: nothing has the role `heding`; did you mean `heading`?", &word],
    );
    complains("link = 'red blue'", &["t.toml:1: link: `blue` is a second colour: write `on blue` for the ground"]);
    complains("link = 'red on'", &["t.toml:1: link: `on` wants a colour after it"]);
    complains("link = 1", &["t.toml:1: `link` should be given a look in quotes, such as \"bold red on black\""]);
}

#[test]
fn the_environment_says_what_the_terminal_shows() {
    for (environment, expected) in [
        (&[("TERM", "xterm")][..], Palette::Sixteen),
        (&[], Palette::Sixteen),
        (&[("TERM", "screen-256color")], Palette::Indexed),
        (&[("TERM", "xterm-256color"), ("COLORTERM", "truecolor")], Palette::True),
        (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Palette::None),
        (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Palette::Indexed),
        (&[("TERM", "dumb")], Palette::None),
        (&[("TERM", "vt220")], Palette::None),
        (&[("TERM", "vte-256color")], Palette::Indexed),
        (&[("TERM", "linux")], Palette::Eight),
        (&[("TERM", "linux-16color")], Palette::Eight),
        (&[("TERM", "screen")], Palette::Eight),
        (&[("TERM", "screen.linux")], Palette::Eight),
        (&[("TERM", "screen-256color")], Palette::Indexed),
        (&[("TERM", "tmux-256color"), ("COLORTERM", "truecolor")], Palette::True),
        (&[("TERM", "xterm-kitty")], Palette::True),
        (&[("TERM", "foot")], Palette::True),
        (&[("TERM", "alacritty")], Palette::True),
    ] {
        let get = |name: &str| environment.iter().find(|(n, _)| *n == name).map(|(_, value)| value.to_string());
        assert_eq!(Palette::from_env(get), expected, "{environment:?}");
    }
}

#[test]
fn the_default_theme_reads_on_a_dark_and_a_light_ground() {
    let theme = shipped("default", Palette::True);
    // On these alone the sixteen read well in common schemes, on black and on white.
    let safe = [None, Some(Color::Red), Some(Color::Magenta)];
    for role in Role::ALL {
        let style = theme.style(*role);
        match style.bg {
            None => assert!(safe.contains(&style.fg), "{role:?} {style:?}"),
            Some(_) => assert_eq!(style.fg, Some(Color::Black), "{role:?} on a ground of its own"),
        }
    }
}

/// What must not be taken for plain text.
const MEANING: [Role; 10] = [
    Role::Unread,
    Role::Read,
    Role::Star,
    Role::Cursor,
    Role::CursorAway,
    Role::Hit,
    Role::HitHere,
    Role::Heading,
    Role::Link,
    Role::Trouble,
];

/// The luminance of a colour from 0 to 1 (WCAG 2.2), the sixteen as xterm shows them.
fn luminance(color: Color) -> f64 {
    let parts = match color {
        Color::Rgb(r, g, b) => [r, g, b],
        Color::Indexed(n) => palette::rgb(n),
        named => palette::NAMES.iter().find(|(_, color, _)| *color == named).unwrap().2,
    };
    let [r, g, b] = parts.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// Says that one colour reads well on the other: a contrast of 4.5 (WCAG 2.2, 1.4.3).
fn reads_on(fg: Color, bg: Color, what: &str) {
    let (fg, bg) = (luminance(fg) + 0.05, luminance(bg) + 0.05);
    let contrast = fg.max(bg) / fg.min(bg);
    assert!(contrast >= 4.5, "{what}: {contrast:.2}");
}

#[test]
fn in_every_shipped_theme_what_carries_meaning_differs_from_text() {
    for name in Theme::shipped_names() {
        for palette in [Palette::None, Palette::Eight, Palette::Sixteen, Palette::Indexed, Palette::True] {
            let theme = shipped(name, palette);
            for role in MEANING {
                assert_ne!(theme.style(role), theme.style(Role::Text), "{name} {palette:?} {role:?}");
            }
            assert_ne!(theme.style(Role::Unread), theme.style(Role::Read), "{name} {palette:?}");
            assert_ne!(theme.style(Role::Cursor), theme.style(Role::CursorAway), "{name} {palette:?}");
            if palette != Palette::None {
                assert_ne!(theme.style(Role::Hit), theme.style(Role::HitHere), "{name} {palette:?}");
            }
        }
    }
}

#[test]
fn in_every_shipped_theme_text_reads_on_a_ground_of_its_own() {
    for name in Theme::shipped_names() {
        for palette in [Palette::Eight, Palette::Sixteen, Palette::Indexed, Palette::True] {
            let theme = shipped(name, palette);
            assert_eq!(theme.style(Role::Text), Style::new(), "{name} leaves text and ground to the terminal");
            for role in Role::ALL {
                let style = theme.style(*role);
                if let Some(bg) = style.bg {
                    let fg = style.fg.expect("a ground comes with a colour to stand on it");
                    reads_on(fg, bg, &format!("{name} {palette:?} {role:?}"));
                }
            }
        }
    }
}

#[test]
fn a_shipped_theme_reads_on_the_ground_it_is_made_for() {
    for (name, ground) in [
        ("light", Color::Rgb(0xff, 0xff, 0xff)),
        ("gruvbox", Color::Rgb(0x28, 0x28, 0x28)),
        ("solarized", Color::Rgb(0x00, 0x2b, 0x36)),
        ("catppuccin", Color::Rgb(0x1e, 0x1e, 0x2e)),
    ] {
        for palette in [Palette::Indexed, Palette::True] {
            let theme = shipped(name, palette);
            for role in Role::ALL {
                if let Style { fg: Some(fg), bg: None, .. } = theme.style(*role) {
                    reads_on(fg, ground, &format!("{name} {palette:?} {role:?}"));
                }
            }
        }
        for style in shipped(name, Palette::Sixteen).styles {
            assert_ne!(style.fg.filter(|_| style.bg.is_none()), Some(Color::Black), "{name}: may be the ground itself");
            assert_ne!(style.fg, Some(Color::DarkGray), "{name}: is the ground itself in some schemes");
            assert_ne!(style.bg, Some(Color::DarkGray), "{name}: is the ground itself in some schemes");
        }
    }
}

#[test]
fn mono_and_no_color_show_no_colour() {
    let themes = Theme::shipped_names().map(|name| shipped(name, Palette::None));
    for theme in themes.chain([shipped("mono", Palette::True)]) {
        assert!(theme.styles.iter().all(|style| style.fg.is_none() && style.bg.is_none()));
        assert!(theme.style(Role::Cursor).add_modifier.contains(Modifier::REVERSED));
    }
}
