//! Text for properties: pieces of many scripts and of what goes wrong, in any order.
//!
//! For tests only.

use proptest::prelude::{Strategy, any, prop_oneof};
use proptest::sample::select;

const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "  ",
    "a",
    "word",
    "Reader",
    "well-known",
    "3.14",
    ",",
    ".",
    "(",
    ")",
    "—",
    "“quoted”",
    "한국어",
    "서울에서",
    "각\u{11A8}",
    "\u{1100}\u{1161}\u{11A8}",
    "\u{1100}\u{1100}",
    "\u{1161}",
    "\u{11A8}",
    "日本語",
    "「引用」",
    "、",
    "。",
    "カタカナー",
    "が",
    "か\u{3099}",
    "ｶﾞ",
    "中文",
    "e\u{301}",
    "\u{301}",
    "\u{301}\u{302}\u{303}",
    "é\u{323}",
    "x\u{20DD}",
    "\u{0F71}\u{0F72}",
    "👩\u{200D}💻",
    "👩",
    "\u{200D}",
    "\u{200C}",
    "👍🏽",
    "🏽",
    "❤\u{FE0F}",
    "\u{FE0F}",
    "🇰🇷",
    "🇰",
    "1\u{FE0F}\u{20E3}",
    "🏴\u{E0067}\u{E0062}\u{E0065}\u{E006E}\u{E0067}\u{E007F}",
    "\u{E0041}",
    "العربية",
    "لا",
    "שָׁלוֹם",
    "क्षि",
    "नमस्ते",
    "ภาษาไทย",
    "กำ",
    "ខ្មែរ",
    "\u{600}",
    "\u{600}1",
    "https://example.org/a/b?c=d&e=f",
    "\u{AD}",
    "\u{200B}",
    "\u{2060}",
    "\u{FEFF}",
    "\u{3164}",
    "\u{2800}",
    "\u{202E}",
    "\u{2067}",
    "\u{61C}",
    "\u{200F}",
    "\u{FFFD}",
    "\u{FFFF}",
    "\u{E000}",
    "Å",
    "Ａ",
    "ﬁ",
];

/// Text without control characters.
pub(crate) fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => select(PIECES).prop_map(str::to_owned),
        1 => (select(PIECES), 1..20_usize).prop_map(|(piece, n)| piece.repeat(n)),
        1 => any::<char>().prop_filter("control", |c| !c.is_control()).prop_map(String::from),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Any text: with control characters and line breakers too.
pub(crate) fn foreign() -> impl Strategy<Value = String> {
    let odd = select(&["\u{1B}[31m", "\0", "\u{9B}2J", "\r\n", "\t", "\u{2028}", "\u{85}", "\u{B}", "\u{C}", "\u{A0}"]);
    let piece = prop_oneof![2 => text(), 1 => odd.prop_map(str::to_owned)];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}
