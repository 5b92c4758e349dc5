//! An address as a picture that a telephone reads, in half blocks.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light around the picture, in modules.
const QUIET: i32 = 2;

/// The rows of the picture, light on dark; none where the text is too long for one.
pub fn rows(text: &str) -> Vec<String> {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else { return Vec::new() };
    let span = -QUIET..code.size() + QUIET;
    let light = |x: i32, y: i32| y < code.size() + QUIET && !code.get_module(x, y);
    let glyph = |x: i32, y: i32| match (light(x, y), light(x, y + 1)) {
        (true, true) => '█',
        (true, false) => '▀',
        (false, true) => '▄',
        (false, false) => ' ',
    };
    span.clone().step_by(2).map(|y| span.clone().map(|x| glyph(x, y)).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_fits_a_small_screen() {
        let rows = rows("https://news.example/2026/11/23/a-title-of-an-article-as-they-are-today.html");
        assert!(rows.len() <= 21 && rows.iter().all(|row| row.chars().count() <= 80), "{}", rows.join("\n"));
        assert!(rows[0].chars().all(|c| c == '█'), "light lies around it");
        assert!(rows.iter().all(|row| row.chars().count() == rows[0].chars().count()));
    }

    #[test]
    fn what_is_too_long_has_no_picture() {
        assert!(rows(&"x".repeat(5_000)).is_empty());
    }
}
