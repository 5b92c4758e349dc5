//! Where a text may be broken: it is cut into units, each of which stays on one row.
//!
//! It chooses no rows: that is `rows`. A unit is found by looking at its own characters only, whatever follows.

use super::flow::GLUE;
use super::syllables::may_break;
use crate::text::graphemes;
use textwrap::core::Fragment;

/// A piece of text that is not broken, and the spaces after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unit {
    pub start: usize,
    pub end: usize,
    /// Never more than a row has.
    pub columns: usize,
    /// The spaces after it, each one byte and one column.
    pub spaces: usize,
    /// A hard break follows.
    pub hard: bool,
}

impl Unit {
    /// Where the next unit begins.
    pub fn next(&self) -> usize {
        self.end + self.spaces + usize::from(self.hard)
    }
}

impl Fragment for Unit {
    fn width(&self) -> f64 {
        self.columns as f64
    }

    fn whitespace_width(&self) -> f64 {
        self.spaces as f64
    }

    fn penalty_width(&self) -> f64 {
        0.0
    }
}

/// The unit at or after byte `at`, of at most `max` columns; none at the end of the text.
pub(super) fn unit_at(text: &str, at: usize, max: usize) -> Option<Unit> {
    let start = at + spaces(&text[at..]);
    let mut unit = Unit { start, end: start, columns: 0, spaces: 0, hard: false };
    let mut seen = Seen::default();
    loop {
        #[cfg(test)]
        LOOKED_AT.set(LOOKED_AT.get() + 1);
        let Some((cluster, columns)) = graphemes(&text[unit.end..]).next() else {
            return (unit.end > start).then_some(unit);
        };
        let c = cluster.chars().next().unwrap_or(' ');
        if cluster == " " || cluster == "\n" {
            unit.spaces = spaces(&text[unit.end..]);
            let after = text[unit.end + unit.spaces..].chars().next();
            unit.hard = after == Some('\n');
            if unit.hard || !seen.sticks_to(after) || unit.columns + unit.spaces >= max {
                return Some(unit);
            }
            unit.end += unit.spaces;
            unit.columns += std::mem::take(&mut unit.spaces);
        } else if seen.may_break_before(c) || may_break(&text[start..unit.end], cluster) {
            return Some(unit);
        } else if unit.columns + columns <= max {
            unit.end += cluster.len();
            unit.columns += columns;
            if c.is_ascii_alphabetic() {
                seen.take(c, (unit.end, unit.columns));
                let letters = letters(&text[unit.end..], max - unit.columns);
                unit.end += letters.len();
                unit.columns += letters.len();
                seen.take_letters(letters, (unit.end, unit.columns));
                continue;
            }
        } else {
            let (end, columns) = match seen.best_cut(c, max) {
                // A cluster wider than the row: a narrow mark will stand for it.
                _ if unit.end == start => (start + cluster.len(), 1),
                Some(cut) => cut,
                None => (unit.end, unit.columns),
            };
            return Some(Unit { end, columns, spaces: spaces(&text[end..]), ..unit });
        }
        seen.take(c, (unit.end, unit.columns));
    }
}

/// The ASCII letters `text` begins with, at most `max`: most text is made of them, and they need no tables. A letter
/// that a mark may follow is left out.
fn letters(text: &str, max: usize) -> &str {
    let letters = text.bytes().take(max).take_while(u8::is_ascii_alphabetic).count();
    let marked = text.as_bytes().get(letters).is_some_and(|next| !next.is_ascii());
    let letters = &text[..letters - usize::from(marked && letters > 0)];
    #[cfg(test)]
    LOOKED_AT.set(LOOKED_AT.get() + letters.len());
    letters
}

#[cfg(test)]
thread_local! {
    /// The clusters that were looked at: what setting costs, the same on every machine.
    pub(super) static LOOKED_AT: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn spaces(text: &str) -> usize {
    text.bytes().take_while(|b| *b == b' ').count()
}

/// What is known of a unit's characters so far.
#[derive(Default)]
struct Seen {
    last: Option<char>,
    before_last: Option<char>,
    /// A digit or a sign of addresses was among them: hyphens are no places to break.
    coded: bool,
    /// The last end behind a sign where long addresses are cut, with the columns up to there.
    sign: Option<(usize, usize)>,
    /// The ends of the last cluster and of the one before.
    ends: [Option<(usize, usize)>; 2],
}

impl Seen {
    fn take(&mut self, c: char, end: (usize, usize)) {
        self.before_last = self.last.replace(c);
        self.coded |= matches!(c, '0'..='9' | '/' | ':' | '@' | '=' | '&' | '#' | '.' | '_' | '\\');
        if matches!(c, '/' | '?' | '&' | '=' | '-' | GLUE) {
            self.sign = Some(end);
        }
        self.ends = [self.ends[1], Some(end)];
    }

    /// Takes letters that end there.
    fn take_letters(&mut self, letters: &str, (end, columns): (usize, usize)) {
        let mut backwards = letters.chars().rev();
        if let Some(last) = backwards.next() {
            self.before_last = backwards.next().or(self.last);
            self.last = Some(last);
            self.ends = [Some((end - 1, columns - 1)), Some((end, columns))];
        }
    }

    fn may_break_before(&self, c: char) -> bool {
        let Some(last) = self.last else { return false };
        if last.is_ascii() && c.is_ascii() {
            return last == '-' && c.is_ascii_alphabetic() && self.is_hyphen_of_a_word();
        }
        if closes(c) || opens(last) || [c, last].contains(&GLUE) || last == ' ' || is_hangul(last) || is_hangul(c) {
            return false;
        }
        match last {
            '-' | '\u{2010}' => c.is_alphabetic() && self.is_hyphen_of_a_word(),
            '—' => true,
            _ => is_cjk(last) || is_cjk(c),
        }
    }

    fn is_hyphen_of_a_word(&self) -> bool {
        !self.coded && self.before_last.is_some_and(char::is_alphabetic)
    }

    /// Whether what was seen stays with what follows over a space.
    fn sticks_to(&self, next: Option<char>) -> bool {
        let apart = |c: char| !c.is_ascii();
        self.last.is_some_and(|last| apart(last) && opens(last)) || next.is_some_and(|next| apart(next) && closes(next))
    }

    /// Where a unit that is too long is best cut when `c` no longer fits, if not right before it.
    fn best_cut(&self, c: char, max: usize) -> Option<(usize, usize)> {
        match self.sign {
            Some((end, columns)) if columns * 2 >= max => Some((end, columns)),
            _ => self.ends[0].filter(|_| closes(c)),
        }
    }
}

/// Punctuation that may not begin a row.
#[rustfmt::skip]
fn closes(c: char) -> bool {
    matches!(
        c,
        ',' | '.' | '!' | '?' | ';' | ':' | ')' | ']' | '}' | '%' | '’' | '”' | '»' | '›' | '…' | '‥' | '、' | '。'
        | '，' | '．' | '・' | '：' | '；' | '！' | '？' | '％' | '｡' | '､' | '･' | '」' | '』' | '）' | '］' | '｝' | '〉' | '》'
        | '】' | '〕' | '〗' | '〙' | '〛' | '｠' | '｣' | '〟' | 'ー' | 'ｰ' | '々' | '〻' | 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ' | '〜' | '～'
        | 'ぁ' | 'ぃ' | 'ぅ' | 'ぇ' | 'ぉ' | 'っ' | 'ゃ' | 'ゅ' | 'ょ' | 'ゎ' | 'ゕ' | 'ゖ' | 'ァ' | 'ィ' | 'ゥ' | 'ェ' | 'ォ' | 'ッ'
        | 'ャ' | 'ュ' | 'ョ' | 'ヮ' | 'ヵ' | 'ヶ'
    )
}

/// Punctuation that may not end a row.
#[rustfmt::skip]
fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '‘' | '“' | '«' | '‹' | '「' | '『' | '（' | '［' | '｛' | '〈' | '《' | '【' | '〔' | '〖' | '〘'
        | '〚' | '｟' | '｢' | '〝'
    )
}

/// Scripts and signs that are set without spaces and may be broken between any two of them.
fn is_cjk(c: char) -> bool {
    matches!(u32::from(c), 0x2E80..=0x312F | 0x3190..=0x4DBF | 0x4E00..=0xA4CF | 0xF900..=0xFAFF | 0xFE30..=0xFE4F
        | 0xFF01..=0xFF9F | 0xFFE0..=0xFFE6 | 0x20000..=0x3FFFF)
}

/// Korean is broken at its spaces.
fn is_hangul(c: char) -> bool {
    matches!(u32::from(c), 0x1100..=0x11FF | 0x3130..=0x318F | 0xA960..=0xA97F | 0xAC00..=0xD7FF)
}

#[cfg(test)]
mod tests {
    use super::unit_at;

    /// The units of `text`, marked by `|`.
    fn check(text: &str, max: usize, units: &str) {
        let (mut found, mut at) = (Vec::new(), 0);
        while let Some(unit) = unit_at(text, at, max) {
            found.push(&text[unit.start..unit.end]);
            at = unit.next();
        }
        assert_eq!(found.join("|"), units, "{text:?} in {max}");
    }

    #[test]
    fn words_are_units() {
        check("one two  three", 20, "one|two|three");
        check("a well-known reader", 20, "a|well-|known|reader");
        check("a—b -5 x-1 --foo", 20, "a—|b|-5|x-1|--foo");
        check("first\n\nlast\n", 20, "first||last");
        check("", 20, "");
        check("   ", 20, "");
    }

    #[test]
    fn long_words_are_cut_between_clusters() {
        check("abcdefgh", 3, "abc|def|gh");
        check("서울에서열린", 5, "서울|에서|열린");
        check("e\u{301}e\u{301}e\u{301}", 2, "e\u{301}e\u{301}|e\u{301}");
        check("👩\u{200D}💻👩\u{200D}💻", 3, "👩\u{200D}💻|👩\u{200D}💻");
        check("한", 1, "한");
        check("abc.", 3, "ab|c.");
    }

    #[test]
    fn long_addresses_are_cut_after_their_signs() {
        check("https://a.org/some-long/path?x=1&y=2", 36, "https://a.org/some-long/path?x=1&y=2");
        check("https://a.org/some-long/path?x=1&y=2", 20, "https://a.org/some-|long/path?x=1&y=2");
        check("https://a.org/abcdefghijklmnopqr", 16, "https://a.org/|abcdefghijklmnop|qr");
    }

    #[test]
    fn chinese_and_japanese_break_between_characters() {
        check("日本語を読む。", 20, "日|本|語|を|読|む。");
        check("「引用」、（注）", 20, "「引|用」、|（注）");
        check("データー", 20, "デー|ター");
        check("iPhoneを買う", 20, "iPhone|を|買|う");
        check("何 「 引 」 も", 20, "何|「 引 」|も");
    }

    #[test]
    fn scripts_without_spaces_break_between_syllables() {
        for (text, units) in [
            ("ราคาน้ำมันในตลาดโลกปรับตัวสูงขึ้น", "ราคา|น้ำ|มัน|ใน|ตลาด|โลกปรับ|ตัว|สูงขึ้น"),
            ("มีชีวิตที่ดีกว่า", "มี|ชี|วิตที่|ดีกว่า"),
            ("เศรษฐกิจไทยจะเติบโต", "เศรษฐกิจ|ไทยจะ|เติบ|โต"),
            ("ร้อยละสาม ๆ ฯลฯ", "ร้อยละ|สาม|ๆ|ฯลฯ"),
            ("ใครใหญ่ใกล้ใหม่ใจดี", "ใคร|ใหญ่|ใกล้|ใหม่|ใจ|ดี"),
            ("ເສດຖະກິດໃໝ່ໃນປີນີ້", "ເສດຖະ|ກິດ|ໃໝ່|ໃນ|ປີ|ນີ້"),
            ("မြန်မာနိုင်ငံအစိုးရသည်", "မြန်|မာ|နိုင်|ငံ|အ|စိုး|ရ|သည်"),
            ("စက္ကူဖော်ပြ။", "စက္ကူ|ဖော်|ပြ။"),
            ("នៅភូមិជាតិនេះតាមា", "នៅ|ភូមិ|ជាតិ|នេះ|តា|មា"),
            ("བོད་ཡིག་གི།", "བོད་|ཡིག་|གི།"),
        ] {
            check(text, 60, units);
        }
    }

    #[test]
    fn korean_breaks_at_spaces() {
        check("서울에서 열린 美대통령(종합)", 30, "서울에서|열린|美대통령(종합)");
    }
}
