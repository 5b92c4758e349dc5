//! What is cleaned, and how.

use super::{CLUSTER, GLUE, MARKS};
use crate::text::{Clean, samples};
use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark, is_nfc};
use unicode_segmentation::UnicodeSegmentation;

const BIDI: &[char] = &[
    '\u{61C}', '\u{200E}', '\u{200F}', '\u{202A}', '\u{202B}', '\u{202C}', '\u{202D}', '\u{202E}', '\u{2066}',
    '\u{2067}', '\u{2068}', '\u{2069}',
];

fn check(raw: &str, line: &str) {
    assert_eq!(Clean::line(raw).as_str(), line, "{raw:?}");
}

#[test]
fn no_sequence_is_left_of_control_characters() {
    check("start \u{1B}[31mred\u{1B}[0m end", "start [31mred[0m end");
    check("a\u{9B}2Jb\u{7F}c\0d\u{8}e", "a2Jbcde");
    check("\u{1B}]52;c;aGk=\u{7}x", "]52;c;aGk=x");
}

#[test]
fn white_space_and_line_breakers_are_one_space() {
    check("  a \t\r\n b\u{2028}c\u{2029}d\u{85}e\u{B}\u{C}f\u{A0}\u{3000}g \u{202F}", "a b c d e f g");
    check("\u{FEFF} a \u{200B} b", "a b");
    check("", "");
    check(" \n ", "");
}

#[test]
fn in_flowing_text_a_single_space_that_binds_stays() {
    let check = |raw: &str, flow: &str| assert_eq!(Clean::flow(raw).as_str(), flow, "{raw:?}");
    check("10\u{A0}km, 5\u{202F}%", "10\u{A0}km, 5\u{A0}%");
    check("a\u{A0}\u{A0}b\u{A0} c \u{A0}d\n\u{A0}e", "a b c d e");
    check("\u{A0}a\u{A0}", " a\u{A0}");
}

#[test]
fn the_twelve_bidi_controls_go_and_the_letters_stay() {
    for c in BIDI {
        check(&format!("א{c}ב a{c}"), "אב a");
    }
    check("مرحبا بالعالم", "مرحبا بالعالم");
}

#[test]
fn letters_are_composed() {
    check("e\u{301}a\u{323}\u{302} x\u{301}", "éậ x\u{301}");
    check("\u{1112}\u{1161}\u{11AB}\u{1100}\u{1173}\u{11AF}", "한글");
    check("가\u{11A8}나", "각나");
    check("か\u{3099}き", "がき");
    check("ｶﾞ ﾊﾟｰﾃｨｰ あﾞ", "ガ パｰﾃｨｰ あ\u{3099}");
    check("\u{212B}\u{2126}", "ÅΩ");
    check("é\u{323}", "ẹ\u{301}");
}

#[test]
fn a_mark_without_a_base_gets_one() {
    check("\u{301}a", "◌\u{301}a");
    check("a \u{301}\u{302}b", "a ◌\u{301}\u{302}b");
    check("a\u{1B}\u{301}", "á");
    check("\u{1161}", "\u{115F}\u{1161}");
}

#[test]
fn what_is_invisible_goes_and_what_joins_stays() {
    check("co\u{AD}op\u{200B}er\u{2060}ate\u{FEFF}d", "cooperated");
    check("👩\u{200D}👩\u{200D}👧 ❤\u{FE0F}", "👩\u{200D}👩\u{200D}👧 ❤\u{FE0F}");
    check("👩\u{200D}", "👩");
    check("می\u{200C}خواهم", "می\u{200C}خواهم");
    check("葛\u{E0100}城", "葛\u{E0100}城");
    check("🏴\u{E0067}\u{E0062}\u{E007F}", "🏴\u{E0067}\u{E0062}\u{E007F}");
    check("a\u{E0067}\u{E0062}b", "ab");
    check("\u{FE0F}a \u{200D}b", "a b");
}

#[test]
fn a_title_is_never_blank() {
    let blank = [
        "",
        " \n",
        "\u{200B}\u{2060}",
        "\u{3164}",
        "\u{FFA0}\u{FFA0}",
        "\u{2800} \u{2800}",
        "\u{115F}\u{1160}",
        "\u{E0041}\u{E0042}",
        "\u{FE0F}\u{FE0F}",
        "\u{202E}",
        "\u{AD}",
        "\u{34F}",
        "\0\u{1B}",
    ];
    for raw in blank {
        assert_eq!(Clean::title(raw).as_str(), "(no title)", "{raw:?}");
    }
    assert_eq!(Clean::title(" a ").as_str(), "a");
}

#[test]
fn flowing_text_keeps_one_space_at_its_ends() {
    for (raw, flow) in [("\n a  b\t", " a b "), (" ", " "), ("", ""), ("a", "a"), ("\u{200B} ", " ")] {
        assert_eq!(Clean::flow(raw).as_str(), flow, "{raw:?}");
    }
}

#[test]
fn code_keeps_its_spaces_and_tabs_lead_to_columns() {
    let rows = [
        ("\tx\ty", "    x   y"),
        ("  a  b  \r\n", "  a  b  "),
        ("한\tx", "한  x"),
        ("e\u{301}\u{301}\tx", "é\u{301}   x"),
        ("a\u{3000}b", "a  b"),
        ("a\u{1B}b", "ab"),
    ];
    for (raw, row) in rows {
        assert_eq!(Clean::verbatim(raw, 4).as_str(), row, "{raw:?}");
    }
}

#[test]
fn marks_of_a_cluster_are_bounded() {
    let marks = |text: &str| text.chars().filter(|c| is_combining_mark(*c)).count();
    assert_eq!(marks(Clean::line(&format!("a{}b", "\u{302}".repeat(2100))).as_str()), MARKS);
    assert_eq!(marks(Clean::line(&"\u{308}".repeat(2100)).as_str()), MARKS);
    assert!(Clean::line(&"\u{1100}".repeat(900)).as_str().chars().count() <= CLUSTER);
    assert!(Clean::line(&"👩\u{200D}".repeat(900)).as_str().chars().count() <= CLUSTER);
}

proptest! {
    #[test]
    fn nothing_unsafe_is_left(raw in samples::foreign()) {
        for clean in [Clean::line(&raw), Clean::flow(&raw), Clean::verbatim(&raw, 8), Clean::title(&raw)] {
            let text = clean.as_str();
            prop_assert!(!text.chars().any(char::is_control));
            prop_assert!(!text.contains(BIDI));
            prop_assert!(!text.contains(|c: char| c.is_whitespace() && c != ' ' && c != GLUE));
            prop_assert!(is_nfc(text), "{:?}", text);
            for cluster in text.graphemes(true) {
                prop_assert!(cluster.chars().filter(|c| is_combining_mark(*c)).count() <= MARKS, "{:?}", cluster);
                prop_assert!(cluster.chars().count() <= 2 * CLUSTER + 1, "{:?}", cluster);
            }
        }
    }

    #[test]
    fn clean_text_stays_as_it_is(raw in samples::foreign()) {
        let line = Clean::line(&raw);
        prop_assert_eq!(&Clean::line(line.as_str()), &line);
        prop_assert!(!line.as_str().contains("  ") && line.as_str().trim() == line.as_str());
        let row = Clean::verbatim(&raw, 8);
        prop_assert_eq!(&Clean::verbatim(row.as_str(), 8), &row);
    }

    #[test]
    fn the_letters_survive(words in proptest::collection::vec("[a-zA-Z가-힣ぁ-ん一-龥éüñÀ-Öא-תء-يก-ฮअ-ह]{1,8}", 1..20)) {
        let raw = words.join(" \n");
        let nfd: String = raw.nfd().collect();
        let cleaned = Clean::line(&nfd);
        prop_assert_eq!(cleaned.as_str(), raw.nfc().collect::<String>().replace(" \n", " "));
    }
}
