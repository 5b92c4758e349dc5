//! Raised and lowered text, for terminals that have one height of letters.
//!
//! It does not tell the marks of footnotes: those are no text.

use std::borrow::Cow;

/// Raised or lowered text in characters that are so by themselves; a formula that has none is raised by its caret.
pub(super) fn small(text: &str, raised: bool) -> Cow<'_, str> {
    const FULL: &str = "0123456789+-−–=()nx";
    let forms = if raised {
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾ⁿˣ"
    } else {
        "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎ₙₓ"
    };
    let trimmed = text.trim();
    let form = |c: char| forms.chars().nth(FULL.chars().position(|full| full == c)?);
    if let Some(small) = trimmed.chars().map(form).collect::<Option<String>>().filter(|small| !small.is_empty()) {
        return Cow::Owned(small);
    }
    // Words are not raised: small print, and the endings of numbers.
    let is_formula = trimmed.chars().any(|c| c.is_ascii_digit() || "+-−–=/*".contains(c));
    let is_short = trimmed.chars().count() <= 8 && !trimmed.contains(' ');
    match (raised && is_formula && is_short, trimmed.chars().count()) {
        (true, 1) => Cow::Owned(format!("^{trimmed}")),
        (true, _) => Cow::Owned(format!("^({trimmed})")),
        _ => Cow::Borrowed(text),
    }
}
