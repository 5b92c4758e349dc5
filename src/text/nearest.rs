//! The name somebody probably meant, for messages about one that does not exist.
//!
//! It proposes nothing that is not close: a wrong guess is worse than none.

/// The name closest to what was typed, where one is close enough to be what was meant.
pub fn nearest<'a>(typed: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let typed = typed.to_lowercase();
    let tolerated = 1 + typed.chars().count() / 4;
    names
        .into_iter()
        .map(|name| (strsim::damerau_levenshtein(&typed, &name.to_lowercase()), name))
        .filter(|(distance, _)| *distance <= tolerated)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_seen_through_and_another_word_is_not() {
        let names = ["theme", "measure", "mark_read"];
        for (typed, meant) in
            [("themee", Some("theme")), ("Meausre", Some("measure")), ("markread", Some("mark_read")), ("colour", None)]
        {
            assert_eq!(nearest(typed, names), meant, "{typed}");
        }
    }
}
