//! A look as the escape sequence that a terminal takes for it: for what is printed, not drawn.

use ratatui::style::{Color, Modifier, Style};

/// The sequence (SGR, ECMA-48 8.3.117) that makes what follows look so; empty for a plain look.
pub(super) fn escape(style: Style) -> String {
    const MODIFIERS: [(Modifier, u8); 6] = [
        (Modifier::BOLD, 1),
        (Modifier::DIM, 2),
        (Modifier::ITALIC, 3),
        (Modifier::UNDERLINED, 4),
        (Modifier::REVERSED, 7),
        (Modifier::CROSSED_OUT, 9),
    ];
    let mut codes: Vec<String> = MODIFIERS
        .iter()
        .filter(|(modifier, _)| style.add_modifier.contains(*modifier))
        .map(|(_, code)| code.to_string())
        .collect();
    codes.extend(style.fg.and_then(|color| color_codes(color, 30)));
    codes.extend(style.bg.and_then(|color| color_codes(color, 40)));
    if codes.is_empty() { String::new() } else { format!("\x1b[{}m", codes.join(";")) }
}

/// The codes of a colour; `ground` is 30 for the text, 40 for what lies behind it.
fn color_codes(color: Color, ground: u8) -> Option<String> {
    let bright = ground + 60;
    Some(match color {
        Color::Reset => return None,
        Color::Black => ground.to_string(),
        Color::Red => (ground + 1).to_string(),
        Color::Green => (ground + 2).to_string(),
        Color::Yellow => (ground + 3).to_string(),
        Color::Blue => (ground + 4).to_string(),
        Color::Magenta => (ground + 5).to_string(),
        Color::Cyan => (ground + 6).to_string(),
        Color::Gray => (ground + 7).to_string(),
        Color::DarkGray => bright.to_string(),
        Color::LightRed => (bright + 1).to_string(),
        Color::LightGreen => (bright + 2).to_string(),
        Color::LightYellow => (bright + 3).to_string(),
        Color::LightBlue => (bright + 4).to_string(),
        Color::LightMagenta => (bright + 5).to_string(),
        Color::LightCyan => (bright + 6).to_string(),
        Color::White => (bright + 7).to_string(),
        Color::Indexed(n) => format!("{};5;{n}", ground + 8),
        Color::Rgb(r, g, b) => format!("{};2;{r};{g};{b}", ground + 8),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_look_becomes_its_codes() {
        let bold = Style::new().add_modifier(Modifier::BOLD);
        for (style, expected) in [
            (Style::new(), ""),
            (bold.fg(Color::LightRed), "\x1b[1;91m"),
            (Style::new().fg(Color::Indexed(200)).bg(Color::Rgb(1, 2, 3)), "\x1b[38;5;200;48;2;1;2;3m"),
            (Style::new().fg(Color::Reset), ""),
        ] {
            assert_eq!(escape(style), expected);
        }
    }
}
