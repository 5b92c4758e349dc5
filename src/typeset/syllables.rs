//! Line breaks between syllables in scripts without spaces: Thai, Lao, Khmer, Burmese and Tibetan.
//!
//! There is no dictionary. Each rule finds a place where a syllable certainly begins, so some breaks are missed; a word
//! longer than its row is cut elsewhere.

/// Whether a line may break between this text, the unit so far, and the next cluster.
pub(super) fn may_break(before: &str, next: &str) -> bool {
    let mut chars = next.chars();
    let Some(letter) = chars.next() else { return false };
    match letter {
        '\u{e00}'..='\u{eff}' => thai(before, letter, chars.as_str()),
        '\u{f00}'..='\u{fff}' => before.ends_with('\u{f0b}') && !matches!(letter, '\u{f0b}'..='\u{f14}'),
        '\u{1000}'..='\u{109f}' => burmese(before, letter, chars.as_str()),
        '\u{1780}'..='\u{17b3}' => khmer(before, chars.as_str()),
        _ => false,
    }
}

/// Lao letters are 128 code points after the Thai ones; Lao has its own U+0EBB for Thai U+0E31.
fn as_thai(c: char) -> char {
    match c {
        '\u{ebb}' => '\u{e31}',
        '\u{edc}' | '\u{edd}' => 'ม',
        '\u{e80}'..='\u{eff}' => char::from_u32(u32::from(c) - 0x80).unwrap_or(c),
        c => c,
    }
}

fn thai(before: &str, letter: char, marks: &str) -> bool {
    let letter = as_thai(letter);
    let mut back = before.chars().rev().map(as_thai);
    let Some(last) = back.next().filter(|last| ('\u{e01}'..='\u{e4e}').contains(last)) else { return false };
    if is_leading(letter) {
        return !is_leading(last);
    }
    if !is_consonant(letter) || is_leading(last) {
        return false;
    }
    // These end a syllable.
    if matches!(last, 'ะ' | '\u{e33}' | 'ๆ') {
        return true;
    }
    // A letter with its own vowel or tone mark is the first or the second letter of a syllable.
    let is_marked = marks
        .chars()
        .map(as_thai)
        .any(|mark| matches!(mark, '\u{e31}' | '\u{e33}'..='\u{e39}' | '\u{e47}'..='\u{e4b}'));
    let is_tone = |c: &char| matches!(c, '\u{e48}'..='\u{e4b}');
    match if is_tone(&last) { back.next().unwrap_or(last) } else { last } {
        // After an open vowel or a silent letter, it can't be the second.
        'า' | '\u{e34}'..='\u{e39}' | '\u{e4c}' => is_marked,
        consonant if consonant == last && is_consonant(consonant) => match back.find(|c| !is_tone(c)) {
            // These vowels need the consonant that ends their syllable.
            Some('\u{e31}' | '\u{e37}' | '\u{e47}') => is_marked,
            // This one takes no final consonant, but two letters may begin its syllable together.
            Some('ใ') => consonant != 'ห' && !matches!(letter, 'ร' | 'ล' | 'ว'),
            _ => false,
        },
        _ => false,
    }
}

/// Vowels that are written before the consonant they follow in speech.
fn is_leading(c: char) -> bool {
    ('เ'..='ไ').contains(&c)
}

fn is_consonant(c: char) -> bool {
    ('ก'..='ฮ').contains(&c)
}

/// A consonant with the sign that silences it, or stacked below another, ends a syllable; any other begins one.
fn burmese(before: &str, letter: char, marks: &str) -> bool {
    let begins = matches!(letter, '\u{1000}'..='\u{102a}' | '\u{103f}');
    let is_final = marks.trim_start_matches('\u{1037}').starts_with('\u{103a}') || marks.contains('\u{1039}');
    begins && !is_final && before.ends_with(|last| ('\u{1000}'..='\u{103f}').contains(&last) && last != '\u{1039}')
}

/// A letter with a vowel begins a syllable if the letter before has a vowel too. Two vowels are also written, but not
/// spoken, at the end of words.
fn khmer(before: &str, marks: &str) -> bool {
    let is_vowel = |c: char| matches!(c, '\u{17b6}'..='\u{17c8}');
    before.ends_with(is_vowel) && marks.chars().any(|mark| is_vowel(mark) && !matches!(mark, '\u{17b7}' | '\u{17bb}'))
}
