//! Bytes in, keys out; noise in, nothing out.

use super::parser::Parser;
use super::{Input, Listener};
use crate::app::{Answer, KeyEffect};
use crate::keys::{Code, Key, Stroke};
use proptest::prelude::*;
use std::time::Duration;

mod cut;

/// Records its input; the function gives the effect of each key.
struct Notes(Vec<Input>, fn(Key) -> KeyEffect);

impl Default for Notes {
    fn default() -> Self {
        Notes(Vec::new(), |_| KeyEffect::Lasting)
    }
}

impl Listener for Notes {
    fn effect_of(&self, stroke: Stroke) -> KeyEffect {
        (self.1)(stroke.key)
    }

    fn hear(&mut self, input: Input) {
        self.0.push(input);
    }
}

/// Long after everything else.
const LATER: Duration = Duration::from_secs(100);

/// What bytes mean, when nothing follows them.
fn parse(bytes: &[u8]) -> Vec<Input> {
    let (mut parser, mut notes) = (Parser::default(), Notes::default());
    parser.take(bytes, Duration::ZERO, &mut notes);
    parser.pass(LATER, &mut notes);
    notes.0
}

/// The same in words: keys as they are written, answers, pastes and dropped bytes in brackets.
fn told(bytes: &[u8]) -> String {
    in_words(&parse(bytes))
}

fn in_words(inputs: &[Input]) -> String {
    let word = |input: &Input| match input {
        Input::Key(Stroke { key, place: None }) => key.to_string(),
        Input::Key(Stroke { key, place: Some(place) }) => format!("{key}({place})"),
        Input::Tentative(stroke, _) => format!("{}?", stroke.key),
        Input::TakeBack => "back".to_owned(),
        Input::Swallowed(text, false) => format!("<{text}>"),
        Input::Swallowed(text, true) => format!("<{text}=>"),
        Input::Paste(text) => format!("[{text}]"),
        Input::Answer(answer) => format!("{answer:?}"),
        Input::Focus(has) => format!("Focus({has})"),
        Input::Leave => "leave".to_owned(),
    };
    inputs.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// Parses pieces with pauses in milliseconds, of two digits or more: `ESC 300 [A`. In the result, each pause is a slash.
#[track_caller]
fn check_pieces(effect: fn(Key) -> KeyEffect, pieces: &str, expected: &str) {
    let (mut parser, mut words, mut now) = (Parser::default(), Vec::new(), LATER);
    for piece in pieces.split(' ') {
        let mut notes = Notes(Vec::new(), effect);
        if let Some(pause) = piece.parse().ok().filter(|pause| *pause > 9) {
            now += Duration::from_millis(pause);
            parser.pass(now, &mut notes);
            words.push("/".to_owned());
        } else {
            let bytes = piece.replace("ESC", "\x1b").replace("^C", "\x03");
            parser.take(bytes.as_bytes(), now, &mut notes);
        }
        words.extend(Some(in_words(&notes.0)).filter(|words| !words.is_empty()));
    }
    assert_eq!(words.join(" "), expected, "{pieces}");
}

/// As in a list: `[` and `]` move.
fn in_list(key: Key) -> KeyEffect {
    match key.code() {
        Code::Esc => KeyEffect::Reversible,
        Code::Char('[' | ']') => KeyEffect::Moving,
        _ => KeyEffect::Lasting,
    }
}

/// As while a command runs.
fn lasting(_: Key) -> KeyEffect {
    KeyEffect::Lasting
}

fn moving(_: Key) -> KeyEffect {
    KeyEffect::Moving
}

#[test]
fn split_escape_is_one_key() {
    for (pieces, expected) in [
        ("ESC 49 [A", "/ ↑"),
        ("ESC 60 [A", "/ Esc? back ↑"),
        ("ESC 60 [ 60 A", "/ Esc? / back ↑"),
        ("ESC 60 [ 60 1 60 ; 60 5 60 A", "/ Esc? / / / / back ^↑"),
        ("ESC 900 OA", "/ Esc? back ↑"),
        ("ESC 900 O 900 A", "/ Esc? / back ↑"),
        ("ESC 900 [ 100 D", "/ Esc? / back ←"),
        ("ESC 900 [ 900 D", "/ Esc? / [? back ← <[D=>"),
        ("ESC 900 [ 900 5 900 ~", "/ Esc? / [? / back PgUp <[5~=>"),
        ("ESC 200 [<0;3 200 ;3M", "/ Esc? / back"),
        ("ESC 200 [20 200 0~ab 900 c ESC 900 [201~j", "/ Esc? / back / / [abc] j"),
        ("ESC 200 [?2026 900 ;2$y", "/ Esc? / back Mode(2026, true)"),
        ("ESC 200 P>|VTE(7600) ESC 900 \\", "/ Esc? / back Name(\"VTE(7600)\")"),
        ("ESC 200 [1 900 06u", "/ Esc? / back j"),
    ] {
        check_pieces(in_list, pieces, expected);
    }
}

#[test]
fn escape_and_introducers_alone_are_keys() {
    for (pieces, expected) in [
        ("ESC 50", "/ Esc?"),
        ("ESC 200 j", "/ Esc? j"),
        ("ESC 200 j 10 [A", "/ Esc? j / [ A"),
        ("ESC 1000 [A", "/ Esc? [ A"),
        ("ESC 200 [ 149", "/ Esc? /"),
        ("ESC 200 [ 150", "/ Esc? / [?"),
        ("ESC 200 [ 1000 A", "/ Esc? / [? A"),
        ("ESC 900 O 1000 A", "/ Esc? / O A"),
        ("ESC 200 [j", "/ Esc? [ j"),
        ("ESC 200 [ 200 j", "/ Esc? / [? j"),
        ("ESC 200 Oj", "/ Esc? O j"),
        ("ESC 200 Pj", "/ Esc? P j"),
        ("ESC 200 _", "/ Esc? _"),
        ("ESC 200 ESC 200 [A", "/ Esc? / Esc? back ↑"),
        ("ESC 200 [ 100 5 100 j", "/ Esc? / / j <[5>"),
        ("ESC 200 [ 100 5 1000 j", "/ Esc? / / <[5> j"),
    ] {
        check_pieces(in_list, pieces, expected);
    }
}

#[test]
fn lasting_keys_wait_for_the_rest() {
    for (pieces, expected) in [
        ("ESC 999 [A", "/ ↑"),
        ("ESC 999 [ 999 A", "/ / ↑"),
        ("ESC 1000 [A", "/ Esc [ A"),
        ("ESC 300 [ 1000 A", "/ / Esc [ A"),
        ("ESC 300 j", "/ Esc j"),
        ("ESC 300 [5 1000 j", "/ / <[5> j"),
    ] {
        check_pieces(lasting, pieces, expected);
    }
    check_pieces(moving, "ESC 149 [A", "/ ↑");
    check_pieces(moving, "ESC 150 [A", "/ Esc? back ↑");
}

#[test]
fn alt_with_introducer_swallows_no_key() {
    for (pieces, expected) in [
        ("ESC[ 200 j", "/ M-[ j"),
        ("ESC] 200 j 100 k", "/ M-] j / k"),
        ("ESC]j", "M-] j"),
        ("ESCP 100 Q", "/ M-P Q"),
        ("ESCO 100 j 100 ^C", "/ M-O j / ^c"),
        ("ESC] 1000 j", "/ M-] j"),
        ("ESC[ 900 A", "/ ↑"),
        ("ESC[j", ""),
        ("ESC]11; 300 ^C", "/ ^c <]11;>"),
        ("ESC]11;rgb 1000 j", "/ <]11;rgb> j"),
        ("ESC]11;rgb ESC 1000 1000 j", "/ <]11;rgb> Esc / j"),
    ] {
        check_pieces(lasting, pieces, expected);
    }
    check_pieces(moving, "ESC[ 900 A", "/ M-[? back ↑ <[A=>");
}

#[test]
fn paste_without_end_times_out() {
    check_pieces(lasting, "ESC[200~ab 2000 Q", "/ [ab] Q");
    check_pieces(lasting, "ESC[200~ab 300 ^C 300 ^C", "/ / leave");
    check_pieces(lasting, "ESC[200~ab^C^C 300 ESC[201~", "/ [ab\x03\x03]");
    let (mut parser, mut notes, mut now) = (Parser::default(), Notes::default(), LATER);
    parser.take(&[b"\x1b[200~", &b"y".repeat(10_000)[..]].concat(), now, &mut notes);
    for _ in 0..120 {
        now += Duration::from_millis(500);
        parser.take(b"x", now, &mut notes);
    }
    assert!(notes.0.len() > 15, "{} inputs", notes.0.len());
    // On a line with 16 bytes a second, a long paste stays whole.
    let (mut parser, mut notes, mut now) = (Parser::default(), Notes::default(), LATER);
    for byte in [b"\x1b[200~", &b"y".repeat(1_000)[..], b"\x1b[201~"].concat() {
        now += Duration::from_millis(60);
        parser.take(&[byte], now, &mut notes);
    }
    assert!(matches!(&notes.0[..], [Input::Paste(text)] if text.len() == 1_000));
}

#[test]
fn keys_are_read() {
    for (bytes, keys) in [
        ("jG5 ", "j G 5 Space"),
        ("한é\u{1f642}", "한 é 🙂"),
        ("\r\t\x7f\x1b", "Enter Tab Backspace Esc"),
        ("\x01\x04\x1a\0\x1d", "^a ^d ^z ^Space ^5"),
        ("\x1bj\x1bé\x1b\r", "M-j M-é M-Enter"),
        ("\x1b[A\x1b[B\x1bOC\x1bOD", "↑ ↓ → ←"),
        ("\x1b[1;5A\x1b[1;3C\x1b[5;2~", "^↑ M-→ S-PgUp"),
        ("\x1b[5~\x1b[6~\x1b[3~\x1b[2~", "PgUp PgDn Del Ins"),
        ("\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1bOF", "Home End Home End Home End"),
        ("\x1bOP\x1b[[B\x1b[13~\x1b[24~\x1b[1;2S", "F1 F2 F3 F12 S-F4"),
        ("\x1bOR\x1b[R\x1b[1;2R\x1b[1;5R\x1b[1;5:1A", "F3 F3 S-F3 ^F3 ^↑"),
        ("\x1b[Z", "S-Tab"),
        ("\x1b\x1b[A", "Esc ↑"),
        ("\x1b[97;5u\x1b[27;5;100~", "^a ^d"),
        // Told in full: what is typed, with modifiers, the key at the place, what is no key of ours.
        ("\x1b[106u\x1b[106;;106u\x1b[106:74;2;74u\x1b[106:74;2u", "j j J J"),
        ("\x1b[106;65;74u\x1b[49:33;2;33u\x1b[49:33;2u", "J ! !"),
        ("\x1b[1086::106;;1086u\x1b[1086:1054:106;2;1054u", "о(j) О(J)"),
        ("\x1b[1086::106;5u\x1b[46::47;2;44u\x1b[1102:1070:47;2;1070u", "^о(^j) , Ю(?)"),
        ("\x1b[246::59;;246u\x1b[122::121;;122u", "ö(;) z"),
        ("\x1b[27u\x1b[13u\x1b[9u\x1b[127u\x1b[9;2u\x1b[13;2u", "Esc Enter Tab Backspace S-Tab Enter"),
        ("\x1b[97;3u\x1b[105;5u\x1b[97:65;4u", "M-a Tab M-A"),
        ("\x1b[57400;129;49u\x1b[57414u\x1b[57419u\x1b[57376u", "1 Enter ↑ F13"),
        ("\x1b[0;;54620:44397u\x1b[101;;233u", "한 국 é"),
        ("\x1b[57441;2u\x1b[57358u\x1b[106;9u\x1b[106;1:3u\x1b[0u\x1b[97;;7:155u", "a"),
        ("\x1b[", "M-["),
        ("\x1bO", "M-O"),
        ("\x1b]", "M-]"),
    ] {
        assert_eq!(told(bytes.as_bytes()), keys, "{bytes:?}");
    }
}

#[test]
fn answers_are_no_keys() {
    for (bytes, expected) in [
        ("\x1b[0n", "Ready"),
        ("\x1b[?2026;2$y", "Mode(2026, true)"),
        ("\x1b[?2026;0$y", "Mode(2026, false)"),
        ("\x1b[?0u\x1b[?29u", "Keyboard(0) Keyboard(29)"),
        ("\x1bP>|foot(1.16.2)\x1b\\", "Name(\"foot(1.16.2)\")"),
        ("\x1b[2;20R", "Place(2, 20)"),
        // Never asked for, or asked for by the program before.
        ("\x1b[?62;22c\x1b[>41;390;0c", ""),
        ("\x1b[2R\x1b[2;3;4R\x1b[?1;2;3u", ""),
        // The cursor in the first row, at its start or beyond what modifiers can be.
        ("\x1b[1;1R\x1b[1;17R\x1b[1;80R", ""),
        ("\x1b[1;1:3A\x1b[5;1:3~\x1b[1;2:3R", ""),
        ("\x1b]11;rgb:0000/0000/0000\x1b\\\x1b]10;x\x07", ""),
        ("\x1b_Gi=1;OK\x1b\\\x1bP1$r0m\x1b\\", ""),
        ("\x1b[I\x1b[O", "Focus(true) Focus(false)"),
        ("\x1b[<0;10;10M\x1b[<0;10;10m\x1b[Mjjj", ""),
        ("\x1b[3n\x1b[999~\x1b[1;2;3;4x", ""),
    ] {
        assert_eq!(told(bytes.as_bytes()), expected, "{bytes:?}");
        // What is typed after it is what it is.
        assert_eq!(told(format!("{bytes}j").as_bytes()), format!("{expected} j").trim_start(), "{bytes:?} and j");
    }
}

#[test]
fn what_is_cut_off_is_dropped_and_what_follows_is_read() {
    for (bytes, keys) in [
        (&b"\x1b[12;\rj"[..], "Enter <[12;> j"),
        (b"\x1b[1\x1b[A", "<[1> ↑"),
        (b"\x1b]0;title\x1b[A", "<]0;title> ↑"),
        (b"\xe4\xb8j", "j"),
        (b"\xff\xfe\xc0\x80\x80j", "j"),
        (b"\xf4\x90\x80\x80j", "j"),
        (b"\xed\xa0\x80j", "j"),
        (b"\xc2\x9bj", "j"),
    ] {
        assert_eq!(told(bytes), keys, "{bytes:?}");
    }
}

#[test]
fn a_paste_is_one_text_whatever_is_in_it() {
    assert_eq!(told(b"\x1b[200~a\x1b[Ab\nq\x1b[201~j"), "[a\x1b[Ab\nq] j");
    assert_eq!(told(b"\x1b[200~cut off"), "[cut off]");
    assert_eq!(told(b"\x1b[201~j"), "j");
    let large = [b"\x1b[200~", &b"x".repeat(3 << 20)[..], b"\x1b[201~j"].concat();
    match &parse(&large)[..] {
        [Input::Paste(text), Input::Key(_)] => assert_eq!(text.len(), 1 << 20),
        other => panic!("{} inputs", other.len()),
    }
}

/// Pieces of which noise is made: whole sequences, broken ones, and bytes.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 0..20),
        "[\\x00-\\x7f]{0,12}".prop_map(String::into_bytes),
        "\\x1b\\[[?>=<]?[0-9;:]{0,12}[ -/]{0,2}[@-~]".prop_map(String::into_bytes),
        "\\x1b[\\]P_^X][ -~]{0,30}(\\x1b\\\\|\\x07)?".prop_map(String::into_bytes),
        "\\PC{0,8}".prop_map(String::into_bytes),
    ];
    prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn what_comes_in_pieces_means_what_it_means_at_once(bytes in noise(), cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8)) {
        let (mut parser, mut notes) = (Parser::default(), Notes::default());
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(bytes.len() + 1)).collect();
        cuts.extend([0, bytes.len()]);
        cuts.sort_unstable();
        cuts.windows(2).for_each(|cut| parser.take(&bytes[cut[0]..cut[1]], Duration::ZERO, &mut notes));
        parser.pass(LATER, &mut notes);
        prop_assert_eq!(notes.0, parse(&bytes));
    }

    #[test]
    fn after_any_noise_and_a_pause_a_key_is_itself(bytes in noise()) {
        let (mut parser, mut notes) = (Parser::default(), Notes::default());
        parser.take(&bytes, Duration::ZERO, &mut notes);
        parser.pass(LATER, &mut notes);
        notes.0.clear();
        parser.take(b"j", LATER, &mut notes);
        prop_assert_eq!(notes.0, vec![Input::from("j".parse::<Key>().unwrap())]);
    }

    #[test]
    fn no_control_character_is_typed(bytes in noise()) {
        let typed = |input: &Input| match input { Input::Key(stroke) => stroke.key.typed(), _ => None };
        prop_assert!(parse(&bytes).iter().filter_map(typed).all(|c| !c.is_control()));
    }

    #[test]
    fn a_whole_sequence_never_types_a_letter(text in "\\x1b\\[[?>=<]?[0-9;:]{0,12}[ -/]{0,2}[@-LN-ac-tv-z]") {
        let keys: Vec<Key> = parse(text.as_bytes()).into_iter().filter_map(|input| match input { Input::Key(stroke) => Some(stroke.key), _ => None }).collect();
        prop_assert!(keys.len() <= 1 && keys.iter().all(|key| key.typed().is_none() || text.contains("27;")), "{keys:?}");
    }
}

#[test]
fn an_answer_tells_what_it_is() {
    assert_eq!(parse(b"\x1b[0n"), [Input::Answer(Answer::Ready)]);
}
